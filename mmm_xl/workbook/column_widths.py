"""Widths of columns that several tables of a sheet share, and heights of their rows."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from datetime import date

from mmm_xl.sections.section import CellValue, Column, Kind, Table
from mmm_xl.workbook.measure import ROW, height, text_width

FIRST_TEXT = (150, 330)
OTHER_TEXT = (90, 330)
NUMBER = (86, 150)
MIXED_TEXT = 250
INDENT = 10
"""Pixels between a cell's edge and its indented words or number."""
"""Least and most pixels by what a column holds."""


def column_widths(tables: Sequence[Table]) -> dict[int, int]:
    """Pixels of each sheet column, wide enough for every table above it."""
    widths: dict[int, int] = {}
    for table in tables:
        for at, column in enumerate(table.columns):
            most = MIXED_TEXT if at and _mixed(tables, at) else FIRST_TEXT[1]
            most = min(most, NUMBER[1]) if table.wrapped and at else most
            widths[at] = max(widths.get(at, 0), min(most, _width(table, at, column)))
    return widths


def _mixed(tables: Sequence[Table], at: int) -> bool:
    """Whether one sheet column holds words in one table and numbers in another."""
    kinds = {table.columns[at].kind is Kind.TEXT for table in tables if at < len(table.columns)}
    return len(kinds) > 1


def header_height(table: Table, widths: Mapping[int, int]) -> int:
    """Pixels of a header row whose words wrap."""
    return 4 + max(height(c.header, widths[at] - INDENT) for at, c in enumerate(table.columns))


def row_height(table: Table, row: Sequence[CellValue], widths: Mapping[int, int]) -> int:
    """Pixels of a body row whose texts wrap."""
    texts = [(at, v) for at, v in enumerate(row) if isinstance(v, str)]
    needed = (
        height(v, widths[at] - INDENT * min(at, 1))
        for at, v in texts
        if table.columns[at].kind is Kind.TEXT
    )
    return max(ROW, *needed, ROW)


def _width(table: Table, at: int, column: Column) -> int:
    cells = [row[at] for row in table.rows] + ([table.total[at]] if table.total else [])
    least, most = _bounds(at, column)
    longest = max((_cell_width(v, column) for v in cells if v is not None), default=0) + INDENT
    return min(most, max(least, longest, _header_width(column)))


def _bounds(at: int, column: Column) -> tuple[int, int]:
    if column.kind is Kind.TEXT:
        return FIRST_TEXT if at == 0 else OTHER_TEXT
    return NUMBER


def _header_width(column: Column) -> int:
    """Room for the longest word, and for the header in three lines."""
    words = [text_width(word, bold=True) for word in column.header.split()]
    return max([text_width(column.header, bold=True) // 3 + 10, *words], default=0) + INDENT


def _cell_width(value: CellValue, column: Column) -> int:
    if isinstance(value, str):
        return text_width(value)
    if isinstance(value, date):
        return text_width("2024-12-31")
    if isinstance(value, (int, float)) and math.isfinite(value):
        decimals = 0 if column.kind in (Kind.MONEY, Kind.COUNT) else 2
        return text_width(f"({value:,.{decimals}f})")
    return 0
