"""Numbers, dates and blanks as a page shows them; negatives stand in parentheses."""

from __future__ import annotations

import math
from datetime import date

from mmm_xl.sections import precision
from mmm_xl.sections.precision import Estimated
from mmm_xl.sections.section import CellValue, Kind

BLANK = "\u2013"
LEAST = "under 0.0001"
"""A figure too small for the page; the workbook has it in full."""

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")

_USUAL = {Kind.PERCENT: 1}
"""Decimals where they are not two."""


def shown(value: CellValue, kind: Kind, places: int | None = None, scaled: int = 0) -> str:
    """One cell in words.

    Parameters
    ----------
    kind : Kind
        What its column holds. Words in a column of numbers stay words.
    places : int or None
        Decimals of a ratio where they are not the usual two.
    scaled : int
        Power of ten that the estimated amounts of its column are shown in.

    Notes
    -----
    Blank, missing and infinite values are a dash.
    """
    if value is None:
        return BLANK
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, date):
        return day(value)
    if isinstance(value, str):
        return value
    if isinstance(value, Estimated) and math.isfinite(value):
        return _estimated(value, kind, scaled)
    return (
        _number(float(value), kind, _USUAL.get(kind, 2) if places is None else places)
        if math.isfinite(value)
        else BLANK
    )


def day(value: date) -> str:
    """Date with the month in letters, which no country reads the other way round."""
    return f"{value.day} {_MONTHS[value.month - 1]} {value.year}"


def _estimated(value: Estimated, kind: Kind, scaled: int) -> str:
    """Figure to the digit that its Monte Carlo error supports; an exact amount in full."""
    scaled = precision.own_scale(value, scaled)
    places, size = precision.places(value, kind, scaled), abs(float(value))
    if kind is Kind.PERCENT:
        return _signed(f"{size:.{places}%}", value)
    return _signed(f"{size / 10**scaled:,.{places}f}{precision.SUFFIXES[scaled]}", value)


def _number(value: float, kind: Kind, places: int) -> str:
    size = abs(value)
    match kind:
        case Kind.RATIO:
            text = f"{size:,.{places}f}"
        case Kind.PERCENT:
            text = f"{size:.{places}%}"
        case Kind.MONEY | Kind.COUNT:
            text = f"{size:,.0f}"
        case _:
            text = _plain(size)
    return _signed(text, value)


def _signed(text: str, value: float) -> str:
    """Negatives in parentheses; an amount that rounds to nothing has no sign."""
    return f"({text})" if value < 0 and any(digit in text for digit in "123456789") else text


def _plain(size: float) -> str:
    """At least three significant places; whole numbers without decimals."""
    if size == 0 or size.is_integer():
        return f"{size:,.0f}"
    if size < 1e-4:
        return LEAST
    if 0.95 <= size < 1.1:  # what matters near 1 is the distance from it: R-hat
        return f"{size:.3f}"
    return f"{size:,.{max(0, 2 - math.floor(math.log10(size)))}f}"
