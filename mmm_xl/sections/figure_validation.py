"""Figures of the validation: ranks of the draws by chain, shares inside against stated levels."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import cycle
from typing import Any

import numpy as np

from mmm_xl.sections import figure_columns as columns
from mmm_xl.sections import figure_style as style
from mmm_xl.sections.section import Chart, Table

_CHAINS: tuple[dict[str, Any], ...] = (
    {"color": style.INK, "linestyle": "-"},
    {"color": style.FALL_EDGE, "linestyle": (0, (5, 1.5))},
    {"color": style.RISE, "linestyle": (0, (1, 1))},
    {"color": style.ACCENT, "linestyle": (0, (5, 1.5, 1, 1.5))},
)
"""Line of each chain, told apart by its dashes."""

_FIXED = ("bin", "expected")


def ranks(charts: Sequence[Chart], tables: Sequence[Table]) -> Any:
    """Figure with a panel a quantity: draws of each chain by rank, beside what is expected."""
    across = min(2, len(charts))
    down = math.ceil(len(charts) / across)
    height = 1.55 * down + 0.75
    figure = style.new_figure(height)
    grid = figure.subplots(down, across, squeeze=False).ravel().tolist()
    for axes in grid[len(charts) :]:
        axes.set_visible(False)
    figure.subplots_adjust(
        left=0.09, right=0.985, wspace=0.18, hspace=0.55,
        top=1 - 0.62 / height, bottom=0.5 / height,
    )  # fmt: skip
    lines: list[Any] = []
    for axes, chart, table in zip(grid, charts, tables, strict=False):
        lines = _rank_lines(axes, chart, table)
    names = [str(line.get_label()) for line in lines]
    figure.legend(
        lines, names, loc="upper center", ncols=len(names), frameon=False, prop=style.font(),
        borderaxespad=0.2, handlelength=3.0, columnspacing=1.2,
    )  # fmt: skip
    _below(figure, charts[0])
    return figure


def _rank_lines(axes: Any, chart: Chart, table: Table) -> list[Any]:
    style.plain_axes(axes, grid="y")
    bins = np.arange(1, len(table.rows) + 1)
    names = {role: name for role, name in chart.series.items() if role not in _FIXED}
    expected = columns.numbers(chart, table, "expected")
    found = [columns.numbers(chart, table, role) for role in names]
    drawn = []
    for name, counts, look in zip(names.values(), found, cycle(_CHAINS), strict=False):
        (line,) = axes.step(bins, counts, where="mid", linewidth=1.1, label=name, **look)
        drawn.append(line)
    (rule,) = axes.plot(bins, expected, color=style.RULE, linewidth=2.4, alpha=0.6,
                        label=chart.series["expected"], zorder=1)  # fmt: skip
    axes.set_xlim(0.5, len(bins) + 0.5)
    axes.set_ylim(0, 1.1 * max(float(np.nanmax(counts)) for counts in (*found, expected)))
    style.ticks(axes.xaxis, bins[::5].tolist(), [str(n) for n in bins[::5]])
    style.number_ticks(axes, "y", columns.kind_of(chart, table, next(iter(names))), 4)
    axes.set_title(
        style.drawable(style.clipped(_quantity(chart), 44)), loc="left", pad=4, color=style.INK,
        fontproperties=style.font(bold=True), parse_math=False,
    )  # fmt: skip
    return [*drawn, rule]


def _quantity(chart: Chart) -> str:
    """What is ranked: the middle of "who: ranks of the draws, what, period"."""
    return chart.title.split(": ", 1)[-1].split(", ", 1)[-1].rsplit(", weeks ending", 1)[0]


def _below(figure: Any, chart: Chart) -> None:
    look = {"fontproperties": style.font(), "color": style.INK, "parse_math": False}
    height = figure.get_figheight()
    figure.text(0.54, 0.16 / height, style.drawable(chart.x_title), ha="center", **look)
    figure.text(0.012, 0.5, style.drawable(chart.y_title), va="center", rotation=90, **look)


def coverage(chart: Chart, table: Table) -> Any:
    """Figure of shares inside against stated levels, with limits and the line of equality."""
    if not table.rows:
        return columns.nothing_to_draw()
    figure = style.new_figure(2.9)
    axes = figure.add_axes((0.11, 0.17, 0.50, 0.78))
    style.plain_axes(axes, grid="y")
    x, found, low, high = (
        columns.numbers(chart, table, role) for role in ("x", "mean", "low", "high")
    )
    (equal,) = axes.plot([0, 1], [0, 1], color=style.RULE, linewidth=1.0)
    limits = axes.vlines(x, low, high, color=style.BAND, linewidth=9)
    ends = np.concatenate([low, high])
    axes.plot(np.tile(x, 2), ends, "_", color=style.INK, markersize=9, linestyle="none")
    (dots,) = axes.plot(x, found, "o", color=style.INK, markersize=5, linestyle="none", zorder=4)
    axes.set_xlim(0, 1.03)
    axes.set_ylim(0, max(1.03, float(np.nanmax(ends)) * 1.03))
    for side in ("x", "y"):
        style.number_ticks(axes, side, columns.kind_of(chart, table, "mean"), 5)
    style.axis_titles(axes, chart.x_title, chart.y_title)
    axes.legend(
        [dots, limits, equal], ["Found", "Limits, 95 of 100 data sets", "Found as stated"],
        loc="center left", bbox_to_anchor=(1.04, 0.5), frameon=False, prop=style.font(),
    )  # fmt: skip
    return figure
