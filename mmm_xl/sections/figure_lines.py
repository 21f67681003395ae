"""Figures of lines: response curves, fit over time, stacked weeks."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import numpy as np

from mmm_xl.grades import PRIOR_ONLY
from mmm_xl.sections import figure_columns as columns
from mmm_xl.sections import figure_style as style
from mmm_xl.sections.section import Chart, Table


def curve_band(chart: Chart, table: Table) -> Any:
    """Figure of one curve: mean line, band and current spend."""
    if not np.isfinite(columns.numbers(chart, table, "mean")).any():
        return columns.nothing_to_draw()
    figure = style.new_figure(3.1)
    axes = figure.add_axes((0.11, 0.20, 0.86, 0.74))
    curve(axes, chart, table)
    curve_ticks(axes, chart, table, count=6)
    style.axis_titles(axes, chart.x_title, chart.y_title)
    figure.text(
        0.97,
        0.025,
        style.drawable(curve_words(chart)),
        ha="right",
        parse_math=False,
        fontproperties=style.font(style.SMALL),
        color=style.INK,
    )
    return figure


def curve_words(chart: Chart) -> str:
    """Words for what the line, the band and the dot of a curve are."""
    mark = " Dot: today." if "mark" in chart.series else ""
    return f"Line: mean. Band: {columns.range_name(chart)}.{mark}"


def curve(axes: Any, chart: Chart, table: Table) -> None:
    """Mean line, band, and today's point with its spend in words."""
    x, mean, low, high = (
        columns.numbers(chart, table, role) for role in ("x", "mean", "low", "high")
    )
    order = np.argsort(x, kind="stable")
    x, mean, low, high = x[order], mean[order], low[order], high[order]
    style.plain_axes(axes, grid="y")
    axes.fill_between(x, low, high, color=style.BAND, linewidth=0)
    axes.plot(x, mean, color=style.ACCENT, linewidth=1.6)
    tops = np.concatenate([mean, high])
    axes.set_xlim(min(0.0, float(np.nanmin(x))), float(np.nanmax(x)) or 1.0)
    axes.set_ylim(min(0.0, float(np.nanmin(low))), float(np.nanmax(tops)) * 1.06 or 1.0)
    if chart.reference is not None:
        axes.axhline(chart.reference, color=style.FALL_EDGE, linewidth=1, linestyle=(0, (4, 2)))
    if "mark" in chart.series:
        _mark(axes, chart, table, (x, mean))


def _mark(axes: Any, chart: Chart, table: Table, curve: tuple[np.ndarray, np.ndarray]) -> None:
    marks = columns.numbers(chart, table, "mark")
    if not np.isfinite(marks).any():
        return
    now = float(marks[np.isfinite(marks)][0])
    height = float(np.interp(now, *curve))
    axes.vlines(
        now, axes.get_ylim()[0], height, color=style.RULE, linewidth=0.9, linestyle=(0, (2, 2))
    )
    axes.plot([now], [height], "o", color=style.INK, markersize=4.5, zorder=4)
    words = style.scale_for(columns.kind_of(chart, table, "x"), [now])(now)
    axes.annotate(
        f"today {words}",
        (now, axes.get_ylim()[0]),
        (3, 4),
        textcoords="offset points",
        fontproperties=style.font(style.SMALL),
        color=style.INK,
        parse_math=False,
    )


def curve_ticks(axes: Any, chart: Chart, table: Table, *, count: int) -> None:
    """Write numbers along the axes of a curve, once its limits are known."""
    style.number_ticks(axes, "x", columns.kind_of(chart, table, "x"), count)
    style.number_ticks(axes, "y", columns.kind_of(chart, table, "mean"), count + 1)


_WIDE = 0.8
"""Right end of axes, as part of the figure, from which eight dates have room."""


def _weeks_figure(
    chart: Chart, table: Table, *, right: float, head: float
) -> tuple[Any, Any, np.ndarray]:
    """Figure with a date axis; ``head`` inches above the axes are left for names."""
    foot = 0.48 if chart.x_title else 0.28
    height = 2.4 + head + foot
    figure = style.new_figure(height)
    axes = figure.add_axes((0.11, foot / height, right - 0.11, 2.4 / height))
    style.plain_axes(axes, grid="y")
    days = columns.numbers(chart, table, "date")
    axes.set_xlim(days[0], max(days[-1], days[0] + 1))
    ends = (date.fromordinal(int(days[0])), date.fromordinal(int(days[-1])))
    style.date_ticks(axes, *ends, most=8 if right >= _WIDE else 6)
    style.axis_titles(axes, chart.x_title, chart.y_title)
    return figure, axes, days


def fit_band(chart: Chart, table: Table) -> Any:
    """Figure of actual against modelled weeks, with the modelled range."""
    if not table.rows:
        return columns.nothing_to_draw()
    figure, axes, days = _weeks_figure(chart, table, right=0.98, head=0.32)
    actual, mean, low, high = (
        columns.numbers(chart, table, role) for role in ("actual", "mean", "low", "high")
    )
    band = axes.fill_between(days, low, high, color=style.BAND, linewidth=0)
    (modelled,) = axes.plot(days, mean, color=style.ACCENT, linewidth=1.2, linestyle=(0, (4, 1.5)))
    (observed,) = axes.plot(days, actual, color=style.INK, linewidth=1.5)
    more = _beside_a_fit(axes, chart, table, days)
    drawn = [actual, mean, low, high, *(line.get_ydata() for line in more)]
    values = np.concatenate(drawn)
    least, most = float(np.nanmin(values)), float(np.nanmax(values))
    # Lines may leave zero out where the weeks would be squashed otherwise; the figure says so.
    cut = least > 0.4 * most
    floor = least - 0.10 * (most - least) if cut else min(0.0, least)
    axes.set_ylim(floor, most + 0.04 * (most - floor))
    if cut:
        style.write(
            axes,
            0.995,
            0.035,
            "vertical axis does not start at 0",
            size=style.SMALL,
            ha="right",
            transform=axes.transAxes,
        )
    style.number_ticks(axes, "y", columns.kind_of(chart, table, "actual"), 6)
    of, shown = chart.series["mean"], columns.range_name(chart)
    axes.legend(
        [observed, modelled, band, *more],
        ["Actual", f"{of}, mean", f"{of}, {shown}", *(line.get_label() for line in more)],
        loc="lower right",
        bbox_to_anchor=(1.0, 1.0),
        ncols=3 + len(more),
        frameon=False,
        prop=style.font(),
        borderaxespad=0.1,
        handlelength=2.2,
        columnspacing=1.4 if not more else 1.0,
    )
    return figure


_BESIDE_A_FIT: dict[str, dict[str, Any]] = {
    "naive": {"color": style.FALL_EDGE, "linewidth": 1.2, "linestyle": (0, (1, 1.2))},
    "event": {"color": style.INK, "linestyle": "none", "marker": "D", "markersize": 4,
              "markerfacecolor": "white", "zorder": 5},
}  # fmt: skip


def _beside_a_fit(axes: Any, chart: Chart, table: Table, days: np.ndarray) -> list[Any]:
    """Naive forecast and event weeks where a chart has them; rules between its parts."""
    drawn = []
    for role, look in _BESIDE_A_FIT.items():
        if role in chart.series:
            label = style.drawable(chart.series[role])
            values = columns.numbers(chart, table, role)
            (line,) = axes.plot(days, values, label=label, **look)
            drawn.append(line)
    if "stage" in chart.series:
        parts = table.values(chart.series["stage"])
        starts = [i for i in range(len(parts)) if i == 0 or parts[i] != parts[i - 1]]
        for i in starts:
            if i:
                axes.axvline((days[i - 1] + days[i]) / 2, color=style.RULE, linewidth=0.7)
            place = axes.get_xaxis_transform()
            style.write(axes, days[i], 0.985, f" {parts[i]}", size=style.SMALL, va="top",
                        transform=place)  # fmt: skip
    return drawn


def stacked_area(chart: Chart, table: Table) -> Any:
    """Figure of the parts of each week, stacked in the table's order."""
    if not table.rows:
        return columns.nothing_to_draw()
    at = table.index(chart.series["date"])
    names = [column.name for i, column in enumerate(table.columns) if i != at]
    right = 0.70 if any(name.endswith(PRIOR_ONLY) for name in names) else _WIDE
    figure, axes, days = _weeks_figure(chart, table, right=right, head=0.1)
    parts = np.array([[columns.number(v) for v in table.values(name)] for name in names])
    edges = np.vstack([np.zeros(len(days)), np.cumsum(np.nan_to_num(parts), axis=0)])
    for i in range(len(names)):
        axes.fill_between(
            days,
            edges[i],
            edges[i + 1],
            linewidth=0.5,
            **style.area_look(i),
        )
    axes.set_ylim(min(0.0, float(edges.min())), float(edges.max()) * 1.03 or 1.0)
    kind = next(column.kind for i, column in enumerate(table.columns) if i != at)
    style.number_ticks(axes, "y", kind, 6)
    _area_names(axes, names, edges)
    return figure


def _area_names(axes: Any, names: Sequence[str], edges: np.ndarray) -> None:
    """Name of each area at the right, beside its last week, in the areas' order."""
    bottom, top = axes.get_ylim()
    middles = (edges[:-1, -1] + edges[1:, -1]) / 2
    places = style.apart([float(m) for m in middles], 0.062 * (top - bottom))
    # lifted names may not leave the figure at the top
    places = [place - max(0.0, max(places) - top) for place in places]
    frame = axes.get_yaxis_transform()
    for i, (name, middle, place) in enumerate(zip(names, middles, places, strict=True)):
        axes.plot(
            [1.004, 1.03],
            [middle, place],
            color=style.RULE,
            linewidth=0.6,
            clip_on=False,
            transform=frame,
        )
        half = 0.021 * (top - bottom)
        axes.fill_between(
            [1.035, 1.070],
            place - half,
            place + half,
            clip_on=False,
            transform=frame,
            linewidth=0.5,
            **style.area_look(i),
        )
        style.write(axes, 1.082, place, style.clipped(name, 15), transform=frame)
