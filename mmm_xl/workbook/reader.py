"""Input sheets of a workbook as cells with addresses; the file is only read, never changed."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

from openpyxl.utils import column_index_from_string

from mmm_xl.data.dictionary_sheet import as_filled
from mmm_xl.data.raw import ErrorValue, RawColumn, RawInputs, RawTable
from mmm_xl.names import (
    ALL_SHEETS,
    CHANNEL,
    INPUT_SHEETS,
    REQUIRED_SHEETS,
    SETTING,
    VALUE,
    WEEK,
    CalendarColumn,
    DictionaryColumn,
    ExperimentColumn,
    LedgerColumn,
    PlatformColumn,
    Sheet,
)
from mmm_xl.workbook.cell_text import clean
from mmm_xl.workbook.epoch import counts_from_1904
from mmm_xl.workbook.formulas import letter
from mmm_xl.workbook.package_guard import open_package
from mmm_xl.workbook.sheet_cells import Grid, at, folded, read_grids
from mmm_xl.workbook.sheet_shape import SheetShape, read_shapes

HEADER_ROWS = 20
"""The header row is looked for in this many rows from the top."""

FIRST_HEADERS: dict[Sheet, str] = {
    **dict.fromkeys(INPUT_SHEETS, WEEK),
    Sheet.SETTINGS: SETTING,
    Sheet.CHANNELS: CHANNEL,
    Sheet.EXPERIMENTS: ExperimentColumn.NAME,
    Sheet.EVENT_CALENDAR: CalendarColumn.NAME,
    Sheet.PLATFORMS: PlatformColumn.PLATFORM,
    Sheet.DATA_DICTIONARY: DictionaryColumn.SHEET,
    Sheet.LEDGER: LedgerColumn.ACCOUNT,
}


def read_inputs(path: Path) -> RawInputs:
    """Every input sheet of a workbook.

    Parameters
    ----------
    path : Path
        An .xlsx workbook. It is read in one go, so it may be changed meanwhile.

    Returns
    -------
    RawInputs
        Tables by sheet name; addresses use the name that the sheet has in this workbook.

    Raises
    ------
    UnreadableFile
        The file is missing, locked, encrypted, damaged, unsafe or of another kind.

    Notes
    -----
    A second column of the same header is kept as "TV (2)", a column with values but without a
    header is kept without one; both are left for the data checks to name.
    """
    path = Path(path)
    package = open_package(path)
    grids = read_grids(path, package, INPUT_SHEETS)
    shapes = read_shapes(path, package, INPUT_SHEETS)
    epoch_1904 = counts_from_1904(package.payload)
    found = _ours(grids)
    tables: dict[str, RawTable] = {}
    headless: dict[str, str] = {}
    for sheet in (sheet for sheet in INPUT_SHEETS if sheet in found):
        title = found[sheet]
        table = table_of_grid(sheet, title, grids[title] or [])
        if isinstance(table, str):
            headless[sheet] = table
        else:
            shaped = _shaped(table, shapes.get(title))
            tables[sheet] = replace(shaped, epoch_1904=epoch_1904)
    return RawInputs(
        name=clean(path.stem) or "book",
        tables=tables,
        missing=tuple(str(sheet) for sheet in REQUIRED_SHEETS if sheet not in found),
        headless=headless,
        foreign=tuple(title for title in grids if title not in found.values()),
    )


def table_of_grid(sheet: Sheet, title: str, grid: Grid) -> RawTable | str:
    """Table of one sheet's cells, or the header that it cannot do without and does not have.

    Parameters
    ----------
    sheet : Sheet
        What the table is for.
    title : str
        What its addresses say.
    grid : list of list
        Rows of values from A1 on.
    """
    table = _table(sheet, title, grid)
    if table is None:
        return FIRST_HEADERS[sheet]
    if sheet is Sheet.DATA_DICTIONARY:
        return as_filled(table)
    return _lacking(sheet, table) or table


def _shaped(table: RawTable, shape: SheetShape | None) -> RawTable:
    """Table with what its sheet hides and merges."""
    if shape is None:
        return table
    rows = {str(row) for row in (table.header_row, *table.rows) if row in shape.rows}
    letters = [column.letter for column in table.columns]
    columns = {name for name in letters if shape.hides_column(column_index_from_string(name))}
    return replace(table, hidden=frozenset(rows | columns), merged=tuple(shape.merged))


def _ours(titles: Collection[str]) -> dict[Sheet, str]:
    """Title in this workbook of every sheet of ours; exact names go first."""
    found: dict[Sheet, str] = {}
    for sheet in ALL_SHEETS:
        alike = [title for title in titles if folded(title) == folded(sheet)]
        if alike:
            found[sheet] = str(sheet) if sheet in alike else alike[0]
    return found


def _table(sheet: Sheet, title: str, grid: Grid) -> RawTable | None:
    """Table below the header row; None where no header row is found."""
    header = _header_row(grid, FIRST_HEADERS[sheet])
    if header is None:
        return None
    last = max(column for column, value in enumerate(grid[header]) if value is not None)
    body = _body(grid[header + 1 :], last)
    columns = [
        (column, name, tuple(at(body, row, column) for row in range(len(body))))
        for column, name in enumerate(_names(grid[header][: last + 1]))
    ]
    kept = tuple(
        RawColumn(name, letter(column), values)
        for column, name, values in columns
        if _belongs(sheet, name, values)
    )
    return RawTable(title, header + 1, kept, tuple(header + 2 + row for row in range(len(body))))


def _belongs(sheet: Sheet, name: str, values: Sequence[Any]) -> bool:
    """Whether a column is read: only two of Settings, and none that is blank throughout."""
    if sheet is Sheet.SETTINGS:
        return name in (SETTING, VALUE)
    return bool(name) or any(value is not None for value in values)


def _lacking(sheet: Sheet, table: RawTable) -> str:
    """Second header that a table cannot do without, empty where it is there."""
    return VALUE if sheet is Sheet.SETTINGS and table.column(VALUE) is None else ""


def _header_row(grid: Grid, first_header: str) -> int | None:
    wanted = folded(first_header)
    for row, values in enumerate(grid[:HEADER_ROWS]):
        if any(isinstance(value, str) and folded(value) == wanted for value in values):
            return row
    return None


def _body(rows: Grid, last: int) -> Grid:
    """Rows of the table's columns up to the last one with a value."""
    body = [row[: last + 1] for row in rows]
    while body and all(value is None for value in body[-1]):
        body.pop()
    return body


def _names(headers: Sequence[Any]) -> Iterator[str]:
    """Headers as text, a second one of the same name with its number."""
    taken: set[str] = set()
    for header in headers:
        text = _header_text(header)
        name, number = text, 2
        while name and name in taken:
            name = f"{text} ({number})"
            number += 1
        taken.add(name)
        yield name


def _header_text(header: Any) -> str:
    if header is None:
        return ""
    if isinstance(header, ErrorValue):
        return header.text
    if isinstance(header, datetime):
        return header.date().isoformat()
    if isinstance(header, (int, float)) and not isinstance(header, bool):
        return f"{header:.15g}"
    return str(header).strip()
