"""Placed charts into a worksheet."""

from __future__ import annotations

from typing import Any

import xlsxwriter
from xlsxwriter.chart import Chart
from xlsxwriter.worksheet import Worksheet

from mmm_xl.workbook import styles
from mmm_xl.workbook.sheet_spec import Axis, ChartBlock, Series, Span

_FAMILIES = {
    "column": {"type": "column", "subtype": "stacked"},
    "line": {"type": "line"},
    "scatter": {"type": "scatter", "subtype": "smooth"},
    "area": {"type": "area", "subtype": "stacked"},
}
_SMALL = {"size": 9, "color": styles.INK, "bold": False}
_GRID = {"visible": True, "line": {"color": styles.LINE_GREY, "width": 0.75}}
_THICK = {"color": styles.BLUE, "width": 2.5}
_THIN = {"color": styles.INK, "width": 1.0}
_AXIS_LINE = {"color": styles.GREY, "width": 0.75}


def insert_chart(book: xlsxwriter.Workbook, sheet: Worksheet, block: ChartBlock) -> None:
    """Draw one chart over cells of its sheet, with words for people who cannot see it."""
    chart = _new_chart(book, block.family)
    for series in block.series:
        chart.add_series(_series(sheet.name, series))
    if block.overlay:
        lines = _new_chart(book, "line")
        for series in block.overlay:
            lines.add_series(_series(sheet.name, series))
        chart.combine(lines)
    _dress(chart, block)
    words = {"description": block.alt, "object_position": 2, "y_offset": 4}
    sheet.insert_chart(block.row, block.column, chart, words)


def _new_chart(book: xlsxwriter.Workbook, family: str) -> Chart:
    chart = book.add_chart(dict(_FAMILIES[family]))
    # XlsxWriter takes a title such as "Now on TV!A1" for a reference to a cell
    chart._process_names = lambda name, formula: (name, formula)
    return chart


def _dress(chart: Chart, block: ChartBlock) -> None:
    chart.set_size({"width": block.width, "height": block.height})
    chart.set_title(
        {
            "name": block.title,
            "name_font": {"size": 11, "bold": True, "color": styles.NAVY},
            "overlay": False,
        }
    )
    chart.set_x_axis({**_axis(block.x_axis), "major_gridlines": {"visible": False}})
    chart.set_y_axis({**_axis(block.y_axis), "major_gridlines": _GRID})
    legend: dict[str, Any] = {"position": "bottom", "font": _SMALL}
    if block.hidden_legend:
        legend["delete_series"] = list(block.hidden_legend)
    chart.set_legend(legend if block.legend else {"none": True})
    chart.set_chartarea({"border": {"color": styles.LINE_GREY}, "fill": {"color": styles.WHITE}})
    chart.show_blanks_as("gap")


def _axis(axis: Axis) -> dict[str, Any]:
    options: dict[str, Any] = {
        "name": axis.title,
        "name_font": _SMALL,
        "num_font": _SMALL,
        "line": _AXIS_LINE,
        "major_tick_mark": "none",
    }
    if axis.number_format:
        options["num_format"] = axis.number_format
    bounds = {"min": axis.minimum, "max": axis.maximum, "major_unit": axis.step}
    options.update({key: value for key, value in bounds.items() if value is not None})
    if axis.dates:
        options.update({"date_axis": True, "major_unit_type": "months"})
    if axis.labels_low:
        options["label_position"] = "low"
    return options


def _series(sheet: str, series: Series) -> dict[str, Any]:
    options: dict[str, Any] = {
        "name": series.name,
        "categories": _cells(sheet, series.categories),
        "values": _cells(sheet, series.values),
        **series.look,
    }
    if series.plus and series.minus:
        options["y_error_bars"] = {
            "type": "custom",
            "plus_values": _reference(sheet, series.plus),
            "minus_values": _reference(sheet, series.minus),
            "line": _THIN if series.thin else _THICK,
            "end_style": int(series.thin),
        }
    if series.labels:
        options["data_labels"] = {
            "value": True,
            "position": "above",
            "font": _SMALL,
            "custom": [{"value": label} for label in series.labels],
        }
    return options


def _cells(sheet: str, span: Span) -> list[Any]:
    return [sheet, span.first_row, span.column, span.last_row, span.column]


def _reference(sheet: str, span: Span) -> str:
    quoted = sheet.replace("'", "''")
    column = xlsxwriter.utility.xl_col_to_name(span.column)
    return f"='{quoted}'!${column}${span.first_row + 1}:${column}${span.last_row + 1}"
