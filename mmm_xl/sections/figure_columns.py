"""What a figure reads from its table: the columns that play the chart's roles."""

from __future__ import annotations

import math
from datetime import date
from typing import Any

import numpy as np

from mmm_xl.sections import figure_style as style
from mmm_xl.sections.section import CellValue, Chart, Kind, Table


def numbers(chart: Chart, table: Table, role: str) -> np.ndarray:
    """Column of a role as floats; dates as day numbers, NaN where blank or not a number."""
    return np.array([number(value) for value in table.values(chart.series[role])], dtype=float)


def number(value: CellValue) -> float:
    """One cell as a float."""
    if isinstance(value, date):
        return float(value.toordinal())
    return float(value) if isinstance(value, int | float) else math.nan


def kind_of(chart: Chart, table: Table, role: str) -> Kind:
    """Kind of the column of a role."""
    return table.columns[table.index(chart.series[role])].kind


def range_name(chart: Chart) -> str:
    """Name of the chart's range with its level, where the columns state one."""
    return style.range_words(chart.series.get("low", ""), chart.series.get("high", ""))


def nothing_to_draw() -> Any:
    """Figure that says it has nothing to show, rather than one that is silently missing."""
    figure = style.new_figure(0.8)
    axes = figure.add_axes((0, 0, 1, 1))
    axes.set_axis_off()
    style.write(axes, 0.5, 0.5, "No values in this run.", ha="center", transform=axes.transAxes)
    return figure
