"""Charts of the validation: ranks of draws by chain, shares inside against stated levels."""

from __future__ import annotations

from itertools import cycle
from typing import Any

from mmm_xl.sections.section import Chart, Kind
from mmm_xl.workbook import guidance, styles
from mmm_xl.workbook.chart_axes import value_axis
from mmm_xl.workbook.chart_source import Source
from mmm_xl.workbook.sheet_spec import Axis, Series

_CHAINS = (
    (styles.NAVY, "circle", "solid"),
    (styles.VERMILLION, "square", "dash"),
    (styles.SKY, "triangle", "round_dot"),
    (styles.INK, "diamond", "long_dash"),
)
"""Colour, shape and dash: any two chains differ without colour as well."""

_FIXED = ("bin", "expected")


def ranks(chart: Chart, source: Source) -> dict[str, Any]:
    """A line a chain over the bins, and what chains that agree would show."""
    bins = source.span(chart.series["bin"])
    chains = [name for role, name in chart.series.items() if role not in _FIXED]
    drawn = [
        Series(name, bins, source.span(name), _chain(*look))
        for name, look in zip(chains, cycle(_CHAINS), strict=False)
    ]
    expected = chart.series["expected"]
    rule = {"color": styles.GREY, "width": 1.5}
    drawn.append(
        Series(expected, bins, source.span(expected), {"line": rule, "marker": {"type": "none"}})
    )
    shown = [value for name in (*chains, expected) for value in source.numbers(name)]
    return {
        "family": "line",
        "series": tuple(drawn),
        "x_axis": Axis(chart.x_title, labels_low=True),
        "y_axis": value_axis(chart.y_title, Kind.COUNT, shown),
    }


def _chain(colour: str, shape: str, dash: str) -> dict[str, Any]:
    fill = {"color": colour if shape in ("circle", "diamond") else styles.WHITE}
    return {
        "line": {"color": colour, "width": 1.25, "dash_type": dash},
        "marker": {"type": shape, "size": 6, "fill": fill, "border": {"color": colour}},
    }


def coverage(chart: Chart, source: Source) -> dict[str, Any]:
    """Shares found against levels stated, their limits, and the line on which both are equal."""
    roles = chart.series
    x = source.span(roles["x"])
    limit = {
        "line": {"color": styles.SKY, "width": 1.5, "dash_type": "dash"},
        "marker": {"type": "long_dash", "size": 9, "fill": {"color": styles.SKY},
                   "border": {"color": styles.BLUE}},
    }  # fmt: skip
    rule = {"line": {"color": styles.GREY, "width": 1.25}, "marker": {"type": "none"}}
    dot = {"type": "circle", "size": 10, "fill": {"color": styles.NAVY},
           "border": {"color": styles.WHITE}}  # fmt: skip
    series = (
        Series(guidance.COVERAGE_EQUAL, x, x, rule),
        Series(roles["low"], x, source.span(roles["low"]), limit),
        Series(roles["high"], x, source.span(roles["high"]), limit),
        Series(roles["mean"], x, source.span(roles["mean"]),
               {"line": {"none": True}, "marker": dot}),
    )  # fmt: skip
    shown = [v for role in ("x", "mean", "low", "high") for v in source.numbers(roles[role])]
    stated = source.numbers(roles["x"])
    return {
        "family": "scatter",
        "series": series,
        "x_axis": value_axis(chart.x_title, Kind.PERCENT, stated),
        "y_axis": value_axis(chart.y_title, Kind.PERCENT, shown),
    }
