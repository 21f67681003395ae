"""Numbers, names and suggestions as fault sentences say them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from difflib import get_close_matches

from mmm_xl.data.limits import CLOSE_NAME, MOST_NAMES

SENSIBLE = 0.01
"""Amounts from here on are shown with two decimals; smaller ones keep their digits."""


def amount(value: float) -> str:
    """Number as people read it: ``-40.00``, ``1,250.50``, ``0.0004``."""
    return f"{value:,.2f}" if value == 0 or abs(value) >= SENSIBLE else f"{value:g}"


def counted(count: int, thing: str) -> str:
    """Number of things: ``1 amount``, ``12 amounts``."""
    return f"{count:,} {thing}{'' if count == 1 else 's'}"


def folded(name: str) -> str:
    """Name without capitals and spaces, to compare names that look alike."""
    return "".join(name.split()).casefold()


def closest(name: str, names: Iterable[str]) -> str | None:
    """Name most like another one, None where none is close."""
    by_folded = {folded(other): other for other in names}
    found = get_close_matches(folded(name), list(by_folded), n=1, cutoff=CLOSE_NAME)
    return by_folded[found[0]] if found else None


def meant(name: str, names: Iterable[str]) -> str:
    """Question that ends a sentence about an unknown name, empty where no name is close."""
    suggestion = closest(name, names)
    return f"; did you mean '{suggestion}'?" if suggestion else ""


def listed(names: Sequence[str], last: str = "or") -> str:
    """Names in quotes with commas and a last word: ``'a', 'b' or 'c'``; many are cut short."""
    quoted = [f"'{name}'" for name in names]
    if len(quoted) > MOST_NAMES:
        return f"{', '.join(quoted[:MOST_NAMES])} and {len(quoted) - MOST_NAMES} more"
    if len(quoted) < 2:
        return "".join(quoted)
    return f"{', '.join(quoted[:-1])} {last} {quoted[-1]}"
