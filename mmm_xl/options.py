"""Values of options as they are typed, read or refused as wrong usage."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import typer

from mmm_xl.errors import NotAvailable
from mmm_xl.names import OPTIONAL_SHEETS, Sheet


def day(text: str, option: str) -> date:
    """Day that an option names, as 2024-01-07."""
    try:
        return datetime.strptime(text, "%Y-%m-%d").date()
    except ValueError:
        raise typer.BadParameter(
            f"{text!r} is not a date like 2024-01-07", param_hint=option
        ) from None


def further_sheets(text: str) -> list[Sheet]:
    """Optional input sheets, named with commas between."""
    sheets = []
    for name in filter(None, (part.strip() for part in text.split(","))):
        found = next((s for s in OPTIONAL_SHEETS if s.casefold() == name.casefold()), None)
        if found is None:
            known = ", ".join(OPTIONAL_SHEETS)
            raise NotAvailable(f"The sheet {name!r} is not available; these are: {known}.")
        sheets.append(found)
    return sheets


def choice(text: str | None, option: str, one: str, other: str) -> Any:
    """One of two words, None where the option is not given."""
    if text not in (None, one, other):
        raise typer.BadParameter(f"{text!r} is neither {one} nor {other}", param_hint=option)
    return text


def exposures(texts: list[str], channel: str | None) -> tuple[dict[str, str], str | None]:
    """Column of exposure by channel, or the one column of a long table."""
    if channel and len(texts) == 1 and "=" not in texts[0]:
        return {}, texts[0]
    return dict(pair(text, "--exposure") for text in texts), None


def pair(text: str, option: str) -> tuple[str, str]:
    """Both sides of ``NAME=VALUE``."""
    name, equals, value = text.rpartition("=")
    if not (name and equals and value):
        raise typer.BadParameter(f"{text!r} has no NAME=VALUE", param_hint=option)
    return name, value


def prior(text: str) -> tuple[str, tuple[float, float]]:
    """Channel and range of ``CHANNEL=LOW:HIGH``."""
    name, ends = pair(text, "--roi-prior")
    low, _, high = ends.partition(":")
    try:
        return name, (float(low), float(high))
    except ValueError:
        raise typer.BadParameter(
            f"{text!r} is not CHANNEL=LOW:HIGH", param_hint="--roi-prior"
        ) from None
