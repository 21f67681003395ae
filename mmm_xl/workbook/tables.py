"""One table of a file that is not our template: .csv as text, .xlsx through its cells."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from mmm_xl.data.delimited import read_delimited
from mmm_xl.data.flat_table import FlatTable, table_from_records
from mmm_xl.data.header_rows import one_line
from mmm_xl.data.raw import RawTable
from mmm_xl.data.rules.importing import IMPORT_ACROSS, IMPORT_SHEET
from mmm_xl.data.wording import listed, meant
from mmm_xl.errors import Finding, InvalidWorkbook, UnknownName, UnreadableFile
from mmm_xl.workbook.package_guard import open_package
from mmm_xl.workbook.sheet_cells import Grid, read_grids
from mmm_xl.workbook.sheet_shape import SheetShape, read_shapes

WORKBOOK_ENDINGS = frozenset({".xlsx", ".xlsm"})
OTHER_WORKBOOKS = frozenset({".xls", ".xlsb", ".ods", ".numbers"})


def read_table(path: Path, date_column: str | None = None, *, sheet: str | None = None) -> RawTable:
    """Table of a .csv or .xlsx file, each value with its cell.

    Parameters
    ----------
    date_column : str or None
        Header that the header row must hold, where titles stand above it.
    sheet : str or None
        Sheet of a workbook; where None, the one that has the date column. Where no date column is
        named either, the first sheet that is not empty.

    Raises
    ------
    UnreadableFile
        The file is missing, locked, empty, damaged or of another kind.
    UnknownName
        The workbook has no such sheet.
    InvalidWorkbook
        A row of a text file has more cells than the header, or it cannot be told which sheet of
        several is meant.
    """
    ending = path.suffix.casefold()
    if ending in OTHER_WORKBOOKS:
        raise UnreadableFile(f"{path.name}: {ending} files are not read; save it as .xlsx or .csv.")
    if ending in WORKBOOK_ENDINGS:
        return _read_workbook(path, date_column, sheet)
    if sheet is not None:
        raise UnknownName(f"{path.name}: a text file has no sheets; leave --sheet out.")
    return read_delimited(path, date_column)


def _read_workbook(path: Path, date_column: str | None, sheet: str | None) -> RawTable:
    package = open_package(path)
    grids = {title: grid or [] for title, grid in read_grids(path, package).items()}
    title = _named(path, sheet, grids) if sheet else None
    filled = [name for name, grid in grids.items() if grid and title in {None, name}]
    if not filled:
        raise UnreadableFile(f"{path.name}: is empty; expected a header row and rows below.")
    tables = [table_from_records(name, grids[name], date_column) for name in filled]
    table = _chosen(tables, date_column) if date_column else tables[0]
    shapes = read_shapes(path, package, [table.sheet])
    return replace(table, understood=(*table.understood, *_hidden(table, shapes)))


def _named(path: Path, sheet: str, grids: Mapping[str, Grid]) -> str:
    if sheet not in grids:
        hint = meant(sheet, grids) or f"; it has {listed(list(grids), 'and')}."
        raise UnknownName(f"{path.name}: there is no sheet '{sheet}'{hint}")
    return sheet


def _chosen(tables: list[FlatTable], date_column: str) -> FlatTable:
    """The one table that has the date column."""
    having = [table for table in tables if table.column(one_line(date_column))]
    if len(having) == 1 or len(tables) == 1:
        return (having or tables)[0]
    if having:
        names = listed([table.sheet for table in having], "and")
        what = f"the column '{date_column}' stands in the sheets {names}; add --sheet NAME."
        raise InvalidWorkbook([Finding(having[0].sheet, what, IMPORT_SHEET.name)])
    raise InvalidWorkbook(_without_dates(table, date_column) for table in tables)


def _without_dates(table: FlatTable, date_column: str) -> Finding:
    """Why a sheet cannot be the one that is meant."""
    if table.across:
        return Finding(table.sheet, table.across, IMPORT_ACROSS.name)
    headers = [column.header for column in table.columns]
    what = (
        f"no column '{date_column}' for --date; row {table.header_row} has"
        f" {listed(headers, 'and') or 'no headers'}. Name one of them, or another sheet's."
    )
    return Finding(table.sheet, what, IMPORT_SHEET.name)


def _hidden(table: FlatTable, shapes: Mapping[str, SheetShape]) -> list[str]:
    """Sentence about rows that are hidden or filtered away, none where all are shown."""
    shape = shapes.get(table.sheet)
    rows = [row for row in table.rows if shape and row in shape.rows and not table.turned]
    if not rows:
        return []
    return [
        f"{len(rows):,} rows are hidden or filtered away, the first of them row {rows[0]}; they"
        " were read like the others."
    ]
