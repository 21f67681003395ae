"""Chart of several figures of each channel beside each other, told apart by shape, not colour."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mmm_xl.sections.section import Chart
from mmm_xl.workbook import formulas, styles
from mmm_xl.workbook.chart_axes import value_axis
from mmm_xl.workbook.chart_source import HelperColumn, Source
from mmm_xl.workbook.sheet_spec import Axis, Series


def _mark(shape: str, size: int, fill: str, edge: str = styles.INK) -> dict[str, Any]:
    marker = {
        "type": shape,
        "size": size,
        "fill": {"color": fill},
        "border": {"color": edge, "width": 1.5},
    }
    return {"line": {"none": True}, "marker": marker}


_MARKS: Mapping[str, dict[str, Any]] = {
    "mean": _mark("circle", 10, styles.NAVY, styles.WHITE),
    "platform": _mark("square", 9, styles.WHITE, styles.VERMILLION),
    "last_click": _mark("triangle", 9, styles.PALE_GREY),
    "test": _mark("diamond", 11, styles.YELLOW),
}
"""Role and its look: filled, hollow, grey and light, each with a shape of its own."""

_RANGES = (("mean", "low", "high"), ("test", "test_low", "test_high"))


def points_columns(chart: Chart, source: Source) -> tuple[HelperColumn, ...]:
    """Lengths of each range above and below its point."""
    made: list[HelperColumn] = []
    for mean, low, high in _ranges(chart):
        unit = source.table.columns[source.table.index(mean)].unit
        rows = range(len(source.table.rows))
        means, lows, highs = (source.numbers(name) for name in (mean, low, high))
        above = tuple(_gap(highs[i], means[i]) for i in rows)
        below = tuple(_gap(means[i], lows[i]) for i in rows)
        made += [
            HelperColumn(
                f"{mean} to upper end ({unit})",
                above,
                tuple(
                    formulas.range_above(source.reference(mean, i), source.reference(high, i))
                    for i in rows
                ),
            ),
            HelperColumn(
                f"Lower end to {mean} ({unit})",
                below,
                tuple(
                    formulas.range_below(source.reference(mean, i), source.reference(low, i))
                    for i in rows
                ),
            ),
        ]
    return tuple(made)


def points(chart: Chart, source: Source) -> dict[str, Any]:
    """Series and axes: the model's range thick, a test's thin with ends."""
    roles = chart.series
    labels, drawn, shown = source.span(roles["label"]), [], []
    ranged = {names[0]: 2 * i for i, names in enumerate(_ranges(chart))}
    for role, look in _MARKS.items():
        if role not in roles:
            continue
        name = roles[role]
        at = ranged.get(name)
        plus = None if at is None else source.helper(at)
        minus = None if at is None else source.helper(at + 1)
        words = f"{name}, with its range" if at is not None else name
        drawn.append(
            Series(words, labels, source.span(name), look, plus, minus, thin=role == "test")
        )
        shown += source.numbers(name)
    shown += [v for names in _ranges(chart) for name in names for v in source.numbers(name)]
    if chart.reference is not None:
        shown.append(chart.reference)
    return {
        "family": "line",
        "series": tuple(drawn),
        "x_axis": Axis("", labels_low=True),
        "y_axis": value_axis(chart.x_title, source.kind(roles["mean"]), shown),
    }


def _ranges(chart: Chart) -> list[tuple[str, str, str]]:
    """Columns of each range that the chart has."""
    roles = chart.series
    return [(roles[mean], roles[low], roles[high]) for mean, low, high in _RANGES if low in roles]


def _gap(upper: float | None, lower: float | None) -> float:
    return upper - lower if upper is not None and lower is not None else 0.0
