"""Bridges as stacked columns: an invisible column carries each step, on either side of zero."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any

from mmm_xl.sections.section import Chart
from mmm_xl.workbook import formulas, styles
from mmm_xl.workbook.chart_axes import value_axis
from mmm_xl.workbook.chart_source import HelperColumn, Source
from mmm_xl.workbook.sheet_spec import Axis, Series


def bridge(values: Sequence[float], bases: Sequence[float | None]) -> list[tuple[float, bool]]:
    """Start level and "is a total" of each step of a waterfall.

    Notes
    -----
    A total stands on the floor: its base is 0 or blank, and it does not move the running sum.
    """
    steps: list[tuple[float, bool]] = []
    running = 0.0
    for row, (value, base) in enumerate(zip(values, bases, strict=True)):
        same = math.isclose(value, running, rel_tol=1e-6, abs_tol=1e-9)
        is_total = row == 0 or (not base and (same or value > 0))
        steps.append((0.0 if is_total else running, is_total))
        running = value if is_total else running + value
    return steps


def _bridge_steps(chart: Chart, source: Source) -> list[tuple[float, float, bool]]:
    """Start, step and "is a total" of each bar."""
    values = [value or 0.0 for value in source.numbers(chart.series["value"])]
    steps = bridge(values, source.numbers(chart.series["base"]))
    return [(start, value, total) for (start, total), value in zip(steps, values, strict=True)]


def bridge_columns(chart: Chart, source: Source) -> tuple[HelperColumn, ...]:
    """Start of each bar, and its parts under, above and below zero as formulas of it."""
    name = chart.series["value"]
    unit = source.table.columns[source.table.index(name)].unit
    bars = _bridge_steps(chart, source)
    starts = tuple(start for start, _, _ in bars)
    builders: tuple[tuple[str, Callable[[str, str], str], Callable[[float, float], float]], ...] = (
        ("Bar hidden below", formulas.bar_base, _base),
        ("Bar above zero", formulas.bar_above, _above),
        ("Bar below zero", formulas.bar_below, _below),
        ("Bar top", formulas.bar_top, max),
    )
    made = [HelperColumn(f"Bar start ({unit})", starts)]
    for words, formula, compute in builders:
        texts = tuple(
            formula(
                formulas.cell(source.first_row + i, source.helper_column), source.reference(name, i)
            )
            for i in range(len(bars))
        )
        results = tuple(compute(start, start + step) for start, step, _ in bars)
        made.append(HelperColumn(f"{words} ({unit})", results, texts))
    return tuple(made)


def _base(start: float, end: float) -> float:
    return max(0.0, min(start, end)) + min(0.0, max(start, end))


def _above(start: float, end: float) -> float:
    return max(0.0, start, end) - max(0.0, min(start, end))


def _below(start: float, end: float) -> float:
    return min(0.0, start, end) - min(0.0, max(start, end))


def waterfall(chart: Chart, source: Source) -> dict[str, Any]:
    """Series and axes of a bridge: visible bars on invisible ones, amounts above them."""
    bars = _bridge_steps(chart, source)
    steps = source.span(chart.series["step"])
    kind = source.kind(chart.series["value"])
    hidden = {"fill": {"none": True}, "border": {"none": True}, "gap": 45}
    points = [_bar_look(step, total) for _, step, total in bars]
    shown = {"points": points, "border": {"none": True}}
    ends = [level for start, step, _ in bars for level in (start, start + step)]
    labels = tuple(styles.short(step, kind) for _, step, _ in bars)
    no_line = {"line": {"none": True}, "marker": {"type": "none"}}
    return {
        "family": "column",
        "series": (
            Series("Not shown", steps, source.helper(1), hidden),
            Series("Above zero", steps, source.helper(2), shown),
            Series("Below zero", steps, source.helper(3), shown),
        ),
        "overlay": (Series("Amount", steps, source.helper(4), no_line, labels=labels),),
        "x_axis": Axis(chart.x_title, labels_low=True),
        "y_axis": value_axis(chart.y_title, kind, ends),
        "legend": False,
    }


def _bar_look(step: float, total: bool) -> dict[str, Any]:
    """Totals dark, rises light, falls white with stripes: told apart without colour."""
    if step < 0 and not total:
        return {
            "pattern": styles.hatched(styles.VERMILLION),
            "border": {"color": styles.VERMILLION, "width": 1},
        }
    return {"fill": {"color": styles.NAVY if total else styles.SKY}}
