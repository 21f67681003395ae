"""Sheets as data into an .xlsx file; the same sheets always give the same bytes."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from datetime import date, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from mmm_xl.data.raw import ErrorValue
from mmm_xl.errors import UnwritableOutput
from mmm_xl.files import replace_file
from mmm_xl.names import PRODUCT
from mmm_xl.workbook import styles
from mmm_xl.workbook.cell_text import clean, starts_like_formula
from mmm_xl.workbook.chart_writer import insert_chart
from mmm_xl.workbook.sheet_spec import (
    BookSpec,
    Cell,
    Highlight,
    Prose,
    SheetSpec,
    TableBlock,
    Validation,
)
from mmm_xl.workbook.styles import PROPERTIES, CellStyle

CREATED = datetime(2024, 1, 1)
"""Pinned, so that a file says nothing about when it was written."""

OPTIONS: Mapping[str, Any] = {
    "in_memory": True, "strings_to_formulas": False, "strings_to_urls": False,
    "strings_to_numbers": False,
}  # fmt: skip

_PROTECTION = {
    "select_locked_cells": True, "select_unlocked_cells": True, "autofilter": True, "sort": True,
    "format_columns": True, "format_rows": True,
}  # fmt: skip

_LOOKS: Mapping[str, Mapping[str, Any]] = {
    "nothing": {"num_format": "0_);0_)"},
    "good": {"bg_color": styles.GOOD_FILL, "font_color": styles.GOOD_FONT},
    "bad": {"bg_color": styles.BAD_FILL, "font_color": styles.BAD_FONT, "bold": True},
    "unused": {"bg_color": styles.UNUSED_FILL, "font_color": "#9AA3AB"},
}

_ESCAPE_LIKE = re.compile("(_x[0-9A-Fa-f]{4}_)")
"""Looks like an escape of the file format; XlsxWriter marks it as text in cells, not in tables."""

_A4 = 9
_MARGINS = {"left": 0.4, "right": 0.4, "top": 0.5, "bottom": 0.7}


class ExactWorksheet(Worksheet):
    """Worksheet whose numbers and texts read back as they were given.

    Notes
    -----
    XlsxWriter keeps 16 digits, and some doubles need 17; a digest over values read back from a
    rebuilt workbook must not change. It also takes a text from ``<r>`` to ``</r>`` for XML of its
    own; in three runs it escapes such a text.
    """

    def _xml_number_element(self, number: float, attributes: Any = ()) -> None:
        marks = "".join(f' {key}="{value}"' for key, value in attributes)
        shown = int(number) if float(number).is_integer() and abs(number) < 1e15 else float(number)
        self.fh.write(f"<c{marks}><v>{shown!r}</v></c>")

    def _write_string(self, row: int, col: int, string: str, cell_format: Any = None) -> int:
        if string.startswith("<r>") and string.endswith("</r>"):
            plain = Format()
            runs = (string[:1], plain, string[1:2], plain, string[2:])
            return self._write_rich_string(row, col, *runs, cell_format or plain)
        return super()._write_string(row, col, string, cell_format)


class Formats:
    """Cell formats of one workbook, made once each."""

    def __init__(self, book: xlsxwriter.Workbook) -> None:
        self._book = book
        self._made: dict[tuple[CellStyle, bool], Format] = {}

    def of(self, style: CellStyle, value: Any = None) -> Format:
        """Format of a style; text that looks like a formula is marked as text."""
        prefixed = isinstance(value, str) and starts_like_formula(value)
        key = (style, prefixed)
        if key not in self._made:
            properties = dict(PROPERTIES[style.role])
            if style.number_format:
                properties["num_format"] = style.number_format
            if style.indent:
                properties["indent"] = style.indent
            if prefixed:
                properties["quote_prefix"] = True
            self._made[key] = self._book.add_format(properties)
        return self._made[key]

    def plain(self, properties: Mapping[str, Any]) -> Format:
        """Format outside the roles."""
        return self._book.add_format(dict(properties))


def open_book(target: BytesIO, title: str) -> xlsxwriter.Workbook:
    """New workbook in memory with pinned properties."""
    book = xlsxwriter.Workbook(target, dict(OPTIONS))
    book.set_properties({"title": title, "author": PRODUCT, "created": CREATED})
    book.set_calc_mode("auto")
    return book


def book_bytes(spec: BookSpec) -> bytes:
    """Workbook as the bytes of an .xlsx file."""
    target = BytesIO()
    book = open_book(target, spec.title)
    formats = Formats(book)
    for sheet in spec.sheets:
        write_sheet(book, sheet, formats)
    for name, reference in spec.names.items():
        book.define_name(name, reference)
    book.close()
    return target.getvalue()


def write_atomically(path: Path, payload: bytes) -> None:
    """Write a file completely or not at all.

    Raises
    ------
    UnwritableOutput
        The folder does not exist or refuses the file, or the file is open in another program.
    """
    try:
        replace_file(path, payload)
    except OSError as error:
        raise UnwritableOutput(f"{path}: {_why(path, error)}") from error


def _why(path: Path, error: OSError) -> str:
    if not path.parent.is_dir():
        return "its folder does not exist; create it or write elsewhere."
    if path.is_dir():
        return "is a folder; give the name of a file in it."
    if isinstance(error, PermissionError):
        return "cannot be written; close it in Excel, or choose a folder that you may write to."
    return f"cannot be written ({error.strerror or error}); free some space or write elsewhere."


def write_sheet(book: xlsxwriter.Workbook, spec: SheetSpec, formats: Formats) -> None:
    """One sheet, complete."""
    sheet = book.add_worksheet(spec.name, ExactWorksheet)
    sheet.set_tab_color(styles.TAB_COLOURS[spec.group])
    sheet.hide_gridlines(2)
    sheet.ignore_errors({"number_stored_as_text": "A1:AZ5000"})  # "90%" and ids are meant so
    _write_frame(sheet, spec, formats)
    for prose in spec.prose:
        _write_prose(sheet, prose, formats)
    for table in spec.tables:
        _write_table(sheet, table, formats)
    for cell in spec.cells:
        write_cell(sheet, cell, formats)
    for validation in spec.validations:
        _write_validation(sheet, validation)
    for highlight in spec.highlights:
        _write_highlight(sheet, highlight, formats)
    for chart in spec.charts:
        insert_chart(book, sheet, chart)
    if spec.protected:
        sheet.protect("", dict(_PROTECTION))


def _write_frame(sheet: Worksheet, spec: SheetSpec, formats: Formats) -> None:
    for column in sorted({*spec.widths, *spec.column_styles}):
        style = spec.column_styles.get(column)
        width = spec.widths.get(column, 64)
        sheet.set_column_pixels(column, column, width, formats.of(style) if style else None)
    for row, height in spec.heights.items():
        sheet.set_row_pixels(row, height)
    if any(spec.freeze):
        sheet.freeze_panes(*spec.freeze)
    _write_printing(sheet, spec)


def _write_printing(sheet: Worksheet, spec: SheetSpec) -> None:
    page = spec.printing
    sheet.set_paper(_A4)
    sheet.set_landscape() if page.landscape else sheet.set_portrait()
    sheet.set_margins(**_MARGINS)
    sheet.fit_to_pages(1, 0)
    sheet.print_area(0, 0, page.last_row, page.last_column)
    if page.repeat:
        sheet.repeat_rows(*page.repeat)
    if page.breaks:
        sheet.set_h_pagebreaks(list(page.breaks))
    left = spec.footer.replace("&", "&&")[:100]
    sheet.set_footer(f"&L&8&F  {left}&C&8&A&R&8Page &P of &N")


def write_cell(sheet: Worksheet, cell: Cell, formats: Formats) -> None:
    """One cell by its type; text never becomes a formula, a link or a number."""
    look = formats.of(cell.style, cell.value if not cell.formula else None)
    at = (cell.row, cell.column)
    value = _plain(cell.value)
    if cell.formula:
        sheet.write_formula(*at, cell.formula, look, "" if value is None else value)
    elif cell.link:
        sheet.write_url(*at, f"internal:'{cell.link}'!A1", look, str(value))
    elif value is None:
        sheet.write_blank(*at, None, look)
    elif isinstance(value, bool):
        sheet.write_boolean(*at, value, look)
    elif isinstance(value, datetime):
        sheet.write_datetime(*at, value, look)
    elif isinstance(value, (int, float)):
        sheet.write_number(*at, value, look)
    else:
        sheet.write_string(*at, value, look)


def _plain(value: Any) -> Any:
    """Value of one of the types that a cell holds."""
    if isinstance(value, ErrorValue):
        return clean(value.text)
    if isinstance(value, datetime):
        return value if value.year >= 1900 else value.date().isoformat()
    if isinstance(value, date):
        return _plain(datetime(value.year, value.month, value.day))
    if isinstance(value, float) and not math.isfinite(value):
        return None if math.isnan(value) else str(value)
    if value is None or isinstance(value, (bool, int, float)):
        return value
    return clean(str(value)) or None


def _write_prose(sheet: Worksheet, prose: Prose, formats: Formats) -> None:
    look = formats.of(prose.style, "" if prose.formula else prose.text)
    if prose.last_column > prose.first_column:
        sheet.merge_range(prose.row, prose.first_column, prose.row, prose.last_column, "", look)
    text = clean(prose.text)
    if prose.formula:
        sheet.write_formula(prose.row, prose.first_column, prose.formula, look, text)
    elif text:
        sheet.write_string(prose.row, prose.first_column, text, look)


def _write_table(sheet: Worksheet, table: TableBlock, formats: Formats) -> None:
    looks = [
        formats.of(style, header)
        for style, header in zip(table.header_styles, table.headers, strict=True)
    ]
    columns = [
        {"header": _ESCAPE_LIKE.sub(r"_x005F\1", header), "header_format": look}
        for header, look in zip(table.headers, looks, strict=True)
    ]
    options = {
        "name": table.name, "columns": columns, "autofilter": table.filtered, "style": None,
        "banded_rows": False,
    }  # fmt: skip
    sheet.add_table(table.first_row, table.first_column, table.last_row, table.last_column, options)
    for position, (header, look) in enumerate(zip(table.headers, looks, strict=True)):
        sheet.write_string(table.first_row, table.first_column + position, header, look)


def _write_validation(sheet: Worksheet, validation: Validation) -> None:
    words = {
        "input_title": validation.title[:32],
        "input_message": validation.message[:255],
        "error_title": validation.title[:32],
        "error_message": validation.message[:255],
    }
    sheet.data_validation(
        validation.first_row,
        validation.first_column,
        validation.last_row,
        validation.last_column,
        {**validation.rule, **words},
    )


def _write_highlight(sheet: Worksheet, highlight: Highlight, formats: Formats) -> None:
    sheet.conditional_format(
        highlight.first_row,
        highlight.first_column,
        highlight.last_row,
        highlight.last_column,
        {
            "type": "formula",
            "criteria": highlight.formula,
            "format": formats.plain(_LOOKS[highlight.look]),
        },
    )
