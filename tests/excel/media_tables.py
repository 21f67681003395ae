"""A year of two channels as ranges in a sheet, with the types that Excel really hands over."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from fake_excel import Range, Sheet, array

from mmm_xl.data.simulator import EXAMPLE_CHANNELS, simulate
from mmm_xl.names import Sheet as Name

Rows = list[list[Any]]
FIT_ARGUMENTS = (Name.SPEND, Name.OUTCOME, Name.EVENTS, Name.CONTROLS, Name.CHANNELS, Name.SETTINGS)
QUICK = [["Setting", "Value"], ["Margin", 0.5], ["Chains", 2], ["Tuning draws", 100],
         ["Kept draws", 100], ["Validation", "quick"]]  # fmt: skip


def media_tables(weeks: int = 52) -> dict[Name, Rows]:
    """Header row and rows by sheet; the first channel's spend is in cells of currency format."""
    sheets = simulate(seed=5, weeks=weeks, channels=EXAMPLE_CHANNELS[:2]).contents.sheets
    tables = {name: _rows(sheets[name].headers, sheets[name].rows) for name in FIT_ARGUMENTS}
    for row in tables[Name.SPEND][1:]:
        row[1] = Decimal(str(row[1]))
    return {**tables, Name.SETTINGS: [list(row) for row in QUICK]}


def _rows(headers: Sequence[str], rows: Sequence[Sequence[Any]]) -> Rows:
    return [[str(header) for header in headers], *(list(row) for row in rows)]


def on_sheet(sheet: Sheet, tables: dict[Name, Rows], row: int = 4) -> dict[Name, Range]:
    """Ranges of tables that stand side by side from a row on, a blank column between them."""
    ranges, column = {}, 2
    for name, rows in tables.items():
        ranges[name] = sheet.put(row, column, rows)
        column += len(rows[0]) + 1
    return ranges


def arrays(tables: dict[Name, Rows]) -> dict[Name, Any]:
    """The same tables as arrays, which have no place in a sheet."""
    return {name: array(rows) for name, rows in tables.items()}
