"""Digits that Monte Carlo error supports: of figures in cells, and of those in sentences.

Cells keep full precision; only what is shown is cut, in a workbook and on a page by this one rule.
"""

from __future__ import annotations

import math
from collections.abc import Iterable

from mmm_xl.sections.section import CellValue, Kind, Table

MOST_RATIO, MOST_PERCENT, MOST_NUMBER = 2, 1, 4
"""Most decimals of each kind, however small the error."""

SUFFIXES = {0: "", 3: "k", 6: "m", 9: "bn"}
"""Letters by the power of ten that they stand for."""

_EXACT = 3
"""Significant places of an amount without error that stands in thousands or more."""

_STEPS = 50.0
"""A sentence's unit of rounding is at least the range's width over this, so below a fifth of it."""


class Estimated(float):
    """Posterior figure that knows its Monte Carlo error; as a number it is a float like any other.

    Parameters
    ----------
    value : float
        In full precision.
    error : float
        Monte Carlo standard error, same unit.
    """

    __slots__ = ("error",)
    error: float

    def __new__(cls, value: float, error: float) -> Estimated:
        """Value with its error."""
        made = super().__new__(cls, value)
        made.error = error
        return made


def estimated(values: Iterable[float], errors: Iterable[float]) -> list[Estimated]:
    """Cells of a series, each with its own Monte Carlo error."""
    return [
        Estimated(float(value), float(error)) for value, error in zip(values, errors, strict=True)
    ]


def power(error: float) -> int | None:
    """Power of ten of the last digit that an error supports; None where every digit is.

    Notes
    -----
    A digit is supported where one unit of it is at least twice the Monte Carlo error, so that
    sampling again would seldom move it by more than one. An unknown error supports whole numbers.
    """
    if not math.isfinite(error):
        return 0
    return None if error <= 0 else math.ceil(math.log10(2.0 * error) - 1e-12)


def supported_digits(mcse: float, most: int = MOST_RATIO) -> int:
    """Decimals that a Monte Carlo error supports, at most ``most`` and never less than none.

    Parameters
    ----------
    mcse : float
        In the unit of the figure.
    """
    last = power(mcse)
    return most if last is None else max(0, min(most, -last))


def scale(values: Iterable[CellValue]) -> int:
    """Power of ten in which the estimated amounts of a column are shown: 0, 3, 6 or 9.

    Notes
    -----
    One scale for a column, the smallest in which the least certain amount has no unsupported digit;
    exact amounts beside them stay whole.
    """
    last = max((power(v.error) or 0 for v in values if isinstance(v, Estimated)), default=0)
    return min(9, max(0, 3 * math.ceil(last / 3)))


def scales(table: Table) -> tuple[int, ...]:
    """Power of ten of each column's amounts (`scale`), total row included."""
    return tuple(
        scale(column_values(table, at)) if column.kind is Kind.MONEY else 0
        for at, column in enumerate(table.columns)
    )


def column_values(table: Table, at: int) -> list[CellValue]:
    """Cells of one column, total row included."""
    total = [table.total[at]] if table.total else []
    return [*(row[at] for row in table.rows), *total]


def has_estimates(table: Table) -> bool:
    """Whether a table shows figures with a Monte Carlo error."""
    return any(isinstance(cell, Estimated) for row in table.rows for cell in row)


def own_scale(value: Estimated, scaled: int) -> int:
    """Power of ten that one amount is shown in: that of its column, none where it is exact."""
    return 0 if value.error <= 0 else scaled


def places(value: Estimated, kind: Kind, scaled: int = 0) -> int:
    """Decimals that a figure is shown with.

    Parameters
    ----------
    scaled : int
        Power of ten that an amount is shown in (`scale`).
    """
    if kind is Kind.PERCENT:
        return supported_digits(100.0 * value.error, MOST_PERCENT)
    if kind is Kind.NUMBER:
        size = abs(value)
        significant = 2 - math.floor(math.log10(size)) if size > 0 else 0
        return supported_digits(value.error, max(0, min(MOST_NUMBER, significant)))
    if kind is not Kind.MONEY:
        return supported_digits(value.error)
    last = power(value.error)
    if last is None or last <= 0:  # exact in whole units: no wall of digits behind k, m or bn
        size = round(abs(value))
        last = math.floor(math.log10(size)) - _EXACT + 1 if size else scaled
    return max(0, scaled - max(0, last))


def shown_as_nothing(value: float, kind: Kind, decimals: int, scaled: int = 0) -> bool:
    """Whether a figure has no digit but 0 where it is shown, so that a sign would say nothing."""
    unit = 100.0 if kind is Kind.PERCENT else 10.0**-scaled
    return round(abs(value) * unit, decimals) == 0


def told_power(low: float, high: float, error: float) -> int:
    """Power of ten that a sentence rounds a figure and the ends of its range to.

    Notes
    -----
    The smallest that is at least a fiftieth of the range, and that the Monte Carlo error supports:
    a finer digit would say more than the range does.
    """
    width = (high - low) / _STEPS
    wide = math.ceil(math.log10(width) - 1e-12) if 0 < width < math.inf else -2
    last = power(error)
    return wide if last is None else max(wide, last)


def rounded(value: float, last: int) -> float:
    """Value to a power of ten; the nearest, without a sign where that is nothing."""
    return round(float(value), -last) + 0.0
