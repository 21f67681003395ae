"""Axes with bounds of their own: charting programs leave ranges out when they choose theirs."""

from __future__ import annotations

import math
from collections.abc import Sequence

from mmm_xl.sections.section import Kind
from mmm_xl.workbook import styles
from mmm_xl.workbook.sheet_spec import Axis

MOST_DATES = 12
"""Labels on an axis of dates."""

GRID_LINES = 8
"""Steps of an axis, about."""


def value_axis(
    title: str, kind: Kind, values: Sequence[float | None], *, from_zero: bool = True
) -> Axis:
    """Axis of amounts that shows every value given; starts at 0 unless told otherwise."""
    shown = [value for value in values if value is not None]
    low, high, step = nice_bounds(shown, from_zero=from_zero)
    number = styles.axis_format(kind, max(abs(low), abs(high)), step)
    return Axis(title, number, low, high, step)


def nice_bounds(values: Sequence[float], *, from_zero: bool = True) -> tuple[float, float, float]:
    """Least and greatest value of an axis that shows all values, and the step of its grid."""
    low, high = min(values, default=0.0), max(values, default=1.0)
    if from_zero or 0 <= low < high / 2:
        low, high = min(0.0, low), max(0.0, high)
    if high <= low:
        high = low + (abs(low) or 1.0)
    step = _nice_step((high - low) / GRID_LINES)
    first, last = math.floor(round(low / step, 9)), math.ceil(round(high / step, 9))
    return _whole_steps(first, step), _whole_steps(last, step), step


def _whole_steps(count: int, step: float) -> float:
    """Multiple of a step without the dust of binary fractions."""
    return float(f"{count * step:.12g}")


def _nice_step(rough: float) -> float:
    power = 10.0 ** math.floor(math.log10(rough))
    return next((f * power for f in (1.0, 2.0, 2.5, 5.0) if f * power >= rough), 10.0 * power)


def date_axis(title: str, weeks: int) -> Axis:
    """Axis of weeks with a label every few months."""
    months = next((m for m in (1, 2, 3, 6) if weeks / (52 / 12) / m <= MOST_DATES), 12)
    number = styles.axis_format(Kind.DATE, 0)
    return Axis(title, number, step=months, dates=True, labels_low=True)
