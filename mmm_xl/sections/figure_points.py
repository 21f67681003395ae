"""Figures of several numbers for each channel, told apart by shape and place, not by colour."""

from __future__ import annotations

from typing import Any

import numpy as np

from mmm_xl.sections import figure_columns as columns
from mmm_xl.sections import figure_style as style
from mmm_xl.sections.section import Chart, Table

_LOOKS: dict[str, dict[str, Any]] = {
    "mean": {"marker": "o", "markerfacecolor": style.INK, "markersize": 6},
    "platform": {"marker": "s", "markerfacecolor": "white", "markersize": 6},
    "last_click": {"marker": "^", "markerfacecolor": "#B9C0C7", "markersize": 6.5},
    "test": {"marker": "D", "markerfacecolor": "white", "markersize": 5},
}
"""Role and its mark: filled, hollow, grey, each with a shape of its own."""

_APART = {"mean": -0.16, "platform": -0.16, "last_click": -0.16, "test": 0.20}
"""A test lies below the other marks of its row, so that its range is not the model's."""


def points(chart: Chart, table: Table) -> Any:
    """Figure of the model's mean and range, with every other figure of the row."""
    mean = columns.numbers(chart, table, "mean")
    kept = np.flatnonzero(np.isfinite(mean))
    if not len(kept):
        return columns.nothing_to_draw()
    labels = [style.clipped(str(table.values(chart.series["label"])[i])) for i in kept]
    figure, axes = _axes(labels)
    found = {
        role: columns.numbers(chart, table, role)[kept]
        for role in (*_LOOKS, "low", "high", "test_low", "test_high")
        if role in chart.series
    }
    rows = np.arange(len(kept))
    axes.hlines(rows - 0.16, found["low"], found["high"], color=style.RISE, linewidth=5, zorder=3)
    if "test_low" in found:
        ends = found["test_low"], found["test_high"]
        axes.hlines(rows + _APART["test"], *ends, color=style.INK, linewidth=1.2, zorder=3)
    for role, look in _LOOKS.items():
        if role in found:
            place = rows + _APART[role]
            axes.plot(found[role], place, linestyle="none", zorder=4, markeredgecolor=style.INK,
                      label=style.drawable(_name(chart, role)), **look)  # fmt: skip
    _limits(axes, chart, np.concatenate(list(found.values())))
    style.number_ticks(axes, "x", columns.kind_of(chart, table, "mean"))
    style.axis_titles(axes, chart.x_title, "")
    axes.legend(
        loc="lower left", bbox_to_anchor=(0.0, 1.0), ncols=len(_LOOKS), frameon=False,
        prop=style.font(), borderaxespad=0.1, handletextpad=0.2, columnspacing=1.4,
    )  # fmt: skip
    return figure


def _axes(labels: list[str]) -> tuple[Any, Any]:
    height = 0.40 * len(labels) + 1.0
    figure = style.new_figure(height)
    left = min(0.30, 0.02 + 0.0125 * max(len(label) for label in labels))
    axes = figure.add_axes((left, 0.52 / height, 0.97 - left, 1 - (0.52 + 0.36) / height))
    axes.set_ylim(len(labels) - 0.45, -0.55)
    style.plain_axes(axes, grid="x")
    axes.spines["left"].set_visible(False)
    style.ticks(axes.yaxis, range(len(labels)), labels, style.NORMAL)
    axes.tick_params(axis="y", length=0)
    return figure, axes


def _name(chart: Chart, role: str) -> str:
    name = chart.series[role]
    return f"{name}, {columns.range_name(chart)}" if role == "mean" else name


def _limits(axes: Any, chart: Chart, values: np.ndarray) -> None:
    shown = [float(value) for value in values if np.isfinite(value)]
    if chart.reference is not None:
        shown.append(chart.reference)
        axes.axvline(chart.reference, color=style.FALL_EDGE, linewidth=1.2, linestyle=(0, (4, 2)))
    low, high = min(0.0, *shown), max(0.0, *shown)
    axes.set_xlim(low * 1.05, high * 1.05 if high else 1.0)
