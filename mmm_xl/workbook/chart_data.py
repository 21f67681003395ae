"""Charts of a section as data: which cells each series draws, and helper columns where needed.

A helper table stands right of everything else, outside the printed area, in the rows of the table
that it helps to draw.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from mmm_xl.sections.section import Chart, ChartKind, Kind
from mmm_xl.workbook import formulas, guidance, styles
from mmm_xl.workbook.bridge_chart import bridge_columns, waterfall
from mmm_xl.workbook.chart_axes import date_axis, value_axis
from mmm_xl.workbook.chart_source import HelperColumn, Source
from mmm_xl.workbook.points_chart import points, points_columns
from mmm_xl.workbook.sheet_spec import Axis, ChartBlock, Series, Span
from mmm_xl.workbook.validation_charts import coverage, ranks

SHARED_SCALE_UP_TO = 4.0
"""Curves of one quantity share a scale unless the largest is this many times the smallest."""


def helper_columns(chart: Chart, source: Source) -> tuple[HelperColumn, ...]:
    """Helper columns that a chart needs besides its table; none for most kinds."""
    if chart.kind is ChartKind.WATERFALL:
        return bridge_columns(chart, source)
    if chart.kind is ChartKind.POINT_RANGE:
        return _range_columns(chart, source)
    if chart.kind is ChartKind.POINTS:
        return points_columns(chart, source)
    return ()


def chart_block(
    chart: Chart, source: Source, place: tuple[int, int], size: tuple[int, int]
) -> ChartBlock:
    """Placed chart.

    Parameters
    ----------
    place : (row, column)
    size : (width, height), pixels
    """
    parts = _BUILDERS[chart.kind](chart, source)
    return ChartBlock(
        name=chart.key,
        title=chart.title,
        alt=chart.alt,
        row=place[0],
        column=place[1],
        width=size[0],
        height=size[1],
        **parts,
    )


def _range_columns(chart: Chart, source: Source) -> tuple[HelperColumn, ...]:
    mean, low, high = (chart.series[role] for role in ("mean", "low", "high"))
    unit = source.table.columns[source.table.index(mean)].unit
    rows = range(len(source.table.rows))
    means, lows, highs = (source.numbers(name) for name in (mean, low, high))
    made = [
        HelperColumn(
            f"Mean to upper end ({unit})",
            tuple(_gap(highs[i], means[i]) for i in rows),
            tuple(
                formulas.range_above(source.reference(mean, i), source.reference(high, i))
                for i in rows
            ),
        ),
        HelperColumn(
            f"Lower end to mean ({unit})",
            tuple(_gap(means[i], lows[i]) for i in rows),
            tuple(
                formulas.range_below(source.reference(mean, i), source.reference(low, i))
                for i in rows
            ),
        ),
    ]
    if chart.reference is not None:
        words = chart.reference_label or "Reference"
        made.append(HelperColumn(f"{words} ({unit})", (chart.reference,) * len(source.table.rows)))
    return tuple(made)


def _gap(upper: float | None, lower: float | None) -> float:
    return upper - lower if upper is not None and lower is not None else 0.0


_DASH = {
    "type": "long_dash",
    "size": 20,
    "fill": {"color": styles.VERMILLION},
    "border": {"color": styles.VERMILLION},
}
"""A line through one point only would not be seen."""


def _point_range(chart: Chart, source: Source) -> dict[str, Any]:
    labels, mean = source.span(chart.series["label"]), chart.series["mean"]
    dot = {
        "type": "circle",
        "size": 9,
        "fill": {"color": styles.NAVY},
        "border": {"color": styles.WHITE},
    }
    kind = source.kind(mean)
    points = Series(
        f"{mean}, with its range",
        labels,
        source.span(mean),
        {"line": {"none": True}, "marker": dot},
        plus=source.helper(0),
        minus=source.helper(1),
    )
    drawn = [points]
    shown = [v for role in ("mean", "low", "high") for v in source.numbers(chart.series[role])]
    if chart.reference is not None:
        look = {
            "line": {"color": styles.VERMILLION, "width": 1.5, "dash_type": "dash"},
            "marker": _DASH if len(source.table.rows) == 1 else {"type": "none"},
        }
        words = chart.reference_label or "Reference"
        drawn.append(Series(words, labels, source.helper(2), look))
        shown.append(chart.reference)
    return {
        "family": "line",
        "series": tuple(drawn),
        "x_axis": Axis(chart.x_title if chart.y_title else "", labels_low=True),
        "y_axis": value_axis(chart.y_title or chart.x_title, kind, shown),
    }


def _line(colour: str, width: float, dash: str = "solid") -> dict[str, Any]:
    return {
        "line": {"color": colour, "width": width, "dash_type": dash},
        "marker": {"type": "none"},
    }


_EDGE = _line(styles.SKY, 1.0, "square_dot")


def _curve_band(chart: Chart, source: Source) -> dict[str, Any]:
    roles = chart.series
    x = source.span(roles["x"])
    series = [
        Series(
            roles["mean"],
            x,
            source.span(roles["mean"]),
            _line(styles.NAVY, 2.5),
        ),
        Series(roles["low"], x, source.span(roles["low"]), _EDGE),
        Series(roles["high"], x, source.span(roles["high"]), _EDGE),
    ]
    mark = _marked_row(chart, source)
    if mark is not None:
        row = source.first_row + mark
        at = Span(source.table.index(roles["mark"]), row, row)
        on = Span(source.table.index(roles["mean"]), row, row)
        dot = {
            "type": "diamond",
            "size": 11,
            "fill": {"color": styles.ORANGE},
            "border": {"color": styles.INK},
        }
        series.append(Series(roles["mark"], at, on, {"line": {"none": True}, "marker": dot}))
    shown = [v for role in ("mean", "low", "high") for v in source.numbers(roles[role])]
    return {
        "family": "scatter",
        "series": tuple(series),
        "x_axis": value_axis(chart.x_title, source.kind(roles["x"]), source.numbers(roles["x"])),
        "y_axis": value_axis(chart.y_title, source.kind(roles["mean"]), shown),
    }


def _marked_row(chart: Chart, source: Source) -> int | None:
    if "mark" not in chart.series:
        return None
    marks = source.numbers(chart.series["mark"])
    return next((row for row, value in enumerate(marks) if value is not None), None)


_BESIDE_A_FIT: Mapping[str, dict[str, Any]] = {
    "naive": _line(styles.VERMILLION, 1.5, "round_dot"),
    "event": {
        "line": {"none": True},
        "marker": {
            "type": "diamond",
            "size": 9,
            "fill": {"color": styles.YELLOW},
            "border": {"color": styles.INK},
        },
    },
}
"""Looks of what a chart of a fit may show besides."""


def _fit_band(chart: Chart, source: Source) -> dict[str, Any]:
    roles = chart.series
    days = source.span(roles["date"])
    looks: dict[str, dict[str, Any]] = {
        "low": _line(styles.SKY, 1.0),
        "high": _line(styles.SKY, 1.0),
        "mean": _line(styles.BLUE, 1.75, "dash"),
        "actual": _line(styles.INK, 2.25),
    }
    looks |= {role: look for role, look in _BESIDE_A_FIT.items() if role in roles}
    series = tuple(Series(roles[r], days, source.span(roles[r]), look) for r, look in looks.items())
    shown = [v for role in looks for v in source.numbers(roles[role])]
    return {
        "family": "line",
        "series": series,
        "x_axis": date_axis(chart.x_title, len(source.table.rows)),
        "y_axis": value_axis(chart.y_title, source.kind(roles["mean"]), shown, from_zero=False),
    }


def _stacked_area(chart: Chart, source: Source) -> dict[str, Any]:
    days = source.span(chart.series["date"])
    stacked = [
        column
        for column in source.table.columns
        if column.name != chart.series["date"] and column.kind not in (Kind.TEXT, Kind.DATE)
    ]
    series = tuple(
        Series(
            column.name,
            days,
            source.span(column.name),
            _area_look(i),
        )
        for i, column in enumerate(stacked)
    )
    columns = [source.numbers(column.name) for column in stacked]
    sums = [sum(value or 0.0 for value in row) for row in zip(*columns, strict=True)]
    kind = stacked[0].kind if stacked else Kind.NUMBER
    least = min((v for column in columns for v in column if v is not None), default=0.0)
    return {
        "family": "area",
        "series": series,
        "x_axis": date_axis(chart.x_title, len(source.table.rows)),
        "y_axis": value_axis(chart.y_title, kind, [*sums, least]),
        "legend_at": "right",  # where programs list stacked series from the top down
    }


def _area_look(position: int) -> dict[str, Any]:
    colour, pattern = styles.STACK_LOOKS[position % len(styles.STACK_LOOKS)]
    edge = {"line": {"color": styles.INK, "width": 0.25}}
    if not pattern:
        return {"fill": {"color": colour}, **edge}
    return {"pattern": styles.hatched(colour, pattern), **edge}


def on_one_scale(blocks: Sequence[ChartBlock]) -> tuple[ChartBlock, ...]:
    """Curves of one quantity on one vertical scale, or told that theirs differ.

    Notes
    -----
    One scale would flatten the smallest curve to a line where the largest is many times as high.
    """
    kinds = [(block.family, block.y_axis.title) for block in blocks]
    return tuple(
        _with_scale_of(block, [b for b, other in zip(blocks, kinds, strict=True) if other == kind])
        if block.family == "scatter"
        else block
        for block, kind in zip(blocks, kinds, strict=True)
    )


def _with_scale_of(block: ChartBlock, alike: Sequence[ChartBlock]) -> ChartBlock:
    tops = [other.y_axis.maximum or 0.0 for other in alike]
    if len(set(tops)) == 1 and len({other.y_axis.minimum for other in alike}) == 1:
        return block
    if max(tops) > SHARED_SCALE_UP_TO * min(tops):
        title = f"{block.y_axis.title}, {guidance.OWN_SCALE}"
        return replace(block, y_axis=replace(block.y_axis, title=title))
    highest = max(alike, key=lambda other: other.y_axis.maximum or 0.0).y_axis
    lowest = min(other.y_axis.minimum or 0.0 for other in alike)
    return replace(block, y_axis=replace(highest, minimum=lowest))


_BUILDERS: Mapping[ChartKind, Callable[[Chart, Source], dict[str, Any]]] = {
    ChartKind.WATERFALL: waterfall,
    ChartKind.POINT_RANGE: _point_range,
    ChartKind.POINTS: points,
    ChartKind.CURVE_BAND: _curve_band,
    ChartKind.FIT_BAND: _fit_band,
    ChartKind.RANKS: ranks,
    ChartKind.COVERAGE: coverage,
    ChartKind.STACKED_AREA: _stacked_area,
}
