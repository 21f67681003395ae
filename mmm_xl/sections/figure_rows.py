"""Figures with a row an entry: bridges, and points with their ranges."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np

from mmm_xl.sections import figure_columns as columns
from mmm_xl.sections import figure_style as style
from mmm_xl.sections.section import Chart, Table


def _rows_figure(labels: Sequence[str], *, right: float) -> tuple[Any, Any]:
    """Figure with a labelled row an entry, first on top, and room for numbers at the right."""
    height = 0.285 * len(labels) + 0.85
    figure = style.new_figure(height)
    left = min(0.30, 0.02 + 0.0125 * max(len(label) for label in labels))
    axes = figure.add_axes((left, 0.52 / height, right - left, 1 - (0.52 + 0.30) / height))
    axes.set_ylim(len(labels) - 0.4, -0.6)
    style.plain_axes(axes, grid="x")
    axes.spines["left"].set_visible(False)
    style.ticks(axes.yaxis, range(len(labels)), labels, style.NORMAL)
    axes.tick_params(axis="y", length=0)
    return figure, axes


def _column_words(axes: Any, at: float, head: str, words: Sequence[str], *, bold: bool) -> None:
    """Numbers beside the rows, right-aligned at a place of the figure, under a heading."""
    place = style.across_figure(axes)
    style.write(axes, at, -0.95, head, size=style.SMALL, ha="right", transform=place)
    for row, text in enumerate(words):
        style.write(axes, at, row, text, bold=bold, ha="right", transform=place)


def _bridge(values: np.ndarray, bases: np.ndarray) -> list[tuple[float, float, bool]]:
    """Start, end and "is a total" of each step of a waterfall.

    Notes
    -----
    A total stands on the floor: its base is 0 (or blank) and it does not move the running sum.
    """
    steps: list[tuple[float, float, bool]] = []
    running = 0.0
    for row, (value, base) in enumerate(zip(values, bases, strict=True)):
        on_floor = math.isnan(base) or base == 0
        same = math.isclose(value, running, rel_tol=1e-6, abs_tol=1e-9)
        if row == 0 or (on_floor and (same or value > 0)):
            steps.append((0.0, value, True))
            running = value
        else:
            steps.append((running, running + value, False))
            running += value
    return steps


def waterfall(chart: Chart, table: Table) -> Any:
    """Figure of a bridge: steps run down the page, numbers and ranges beside them."""
    if not table.rows:
        return columns.nothing_to_draw()
    values = np.nan_to_num(columns.numbers(chart, table, "value"))
    bases = columns.numbers(chart, table, "base")
    labels = [style.clipped(str(step)) for step in table.values(chart.series["step"])]
    steps = _bridge(values, bases)
    figure, axes = _rows_figure(labels, right=0.635)
    _bridge_bars(axes, steps)
    ends = [edge for start, end, _ in steps for edge in (start, end)]
    axes.set_xlim(min(0.0, *ends) * 1.02, max(0.0, *ends) * 1.03)
    style.number_ticks(axes, "x", columns.kind_of(chart, table, "value"))
    axes.axvline(0, color=style.INK, linewidth=0.8)
    style.axis_titles(axes, chart.y_title, "")  # the steps run down the page: values lie along x
    _bridge_numbers(axes, chart, table, steps)
    return figure


def _bridge_bars(axes: Any, steps: Sequence[tuple[float, float, bool]]) -> None:
    for row, (start, end, total) in enumerate(steps):
        fall = end < start and not total
        axes.barh(
            row,
            end - start,
            left=start,
            height=0.62,
            zorder=3,
            facecolor=style.INK if total else style.FALL if fall else style.RISE,
            edgecolor=style.FALL_EDGE if fall else "none",
            hatch=style.HATCH if fall else None,
            linewidth=0.9 if fall else 0,
        )
        if row + 1 < len(steps):
            axes.plot([end, end], [row, row + 1], color=style.RULE, linewidth=0.7, zorder=2)


def _bridge_numbers(axes: Any, chart: Chart, table: Table, steps: Sequence[Any]) -> None:
    low, high = columns.numbers(chart, table, "low"), columns.numbers(chart, table, "high")
    kind = columns.kind_of(chart, table, "value")
    scale = style.scale_for(kind, [end - start for start, end, _ in steps])
    means = [scale(end) if total else scale.signed(end - start) for start, end, total in steps]
    ranges = [
        "" if math.isnan(a) or math.isnan(b) else f"{scale(a)} to {scale(b)}"
        for a, b in zip(low, high, strict=True)
    ]
    _column_words(axes, 0.735, "mean", means, bold=True)
    _column_words(axes, 0.985, columns.range_name(chart), ranges, bold=False)
    style.write(
        axes,
        0.985,
        len(steps) - 0.05,
        "ranges do not add",
        size=style.SMALL,
        ha="right",
        transform=style.across_figure(axes),
    )


def point_range(chart: Chart, table: Table) -> Any:
    """Figure of a mean and its range in each row, with the hurdle as a line."""
    mean, low, high = (columns.numbers(chart, table, role) for role in ("mean", "low", "high"))
    kept = np.flatnonzero(np.isfinite(mean))
    if not len(kept):
        return columns.nothing_to_draw()
    labels = table.values(chart.series["label"])
    figure, axes = _rows_figure([style.clipped(str(labels[i])) for i in kept], right=0.70)
    mean, low, high = mean[kept], low[kept], high[kept]
    rows = np.arange(len(kept))
    axes.hlines(rows, low, high, color=style.RISE, linewidth=5, zorder=3)
    _points(axes, mean, _stages(chart, table, kept))
    _point_limits(axes, chart, np.concatenate([mean, low, high]))
    kind = columns.kind_of(chart, table, "mean")
    style.number_ticks(axes, "x", kind)
    style.axis_titles(axes, chart.x_title or chart.y_title, "")
    scale = style.scale_for(kind, np.concatenate([mean, high]))
    _column_words(axes, 0.79, "mean", [scale(value) for value in mean], bold=True)
    _column_words(
        axes,
        0.985,
        columns.range_name(chart),
        [
            f"{scale(a)} to {scale(b)}" if math.isfinite(a + b) else ""
            for a, b in zip(low, high, strict=True)
        ],
        bold=False,
    )
    return figure


def _stages(chart: Chart, table: Table, kept: np.ndarray) -> list[int]:
    """Stage of every row as a number in order of appearance; all 0 where the chart names none."""
    if "stage" not in chart.series:
        return [0] * len(kept)
    names = [table.values(chart.series["stage"])[i] for i in kept]
    order = list(dict.fromkeys(names))
    return [order.index(name) for name in names]


def _points(axes: Any, mean: np.ndarray, stages: Sequence[int]) -> None:
    """A marker in each row; stages differ by shape, and a rule stands before each new round."""
    for row, (value, stage) in enumerate(zip(mean, stages, strict=True)):
        axes.plot(
            value,
            row,
            style.MARKERS[stage % len(style.MARKERS)] if any(stages) else "o",
            color=style.INK,
            markersize=5,
            zorder=4,
            linestyle="none",
        )
        if row and stage < stages[row - 1]:
            axes.axhline(row - 0.5, color=style.RULE, linewidth=0.7, zorder=1)


def _point_limits(axes: Any, chart: Chart, values: np.ndarray) -> None:
    shown = [float(v) for v in values if math.isfinite(v)]
    if chart.reference is not None:
        shown.append(chart.reference)
    low, high = min(0.0, *shown), max(0.0, *shown)
    axes.set_xlim(low * 1.05, high * 1.05 if high else 1.0)
    if chart.reference is not None:
        axes.axvline(chart.reference, color=style.FALL_EDGE, linewidth=1.2, linestyle=(0, (4, 2)))
        place = axes.get_xaxis_transform()
        late = chart.reference > low + 0.6 * (high - low)
        style.write(
            axes,
            chart.reference,
            1.0,
            f" {chart.reference_label} ",
            size=style.SMALL,
            ha="right" if late else "left",
            va="bottom",
            transform=place,
        )
