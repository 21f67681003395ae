"""One table of a file that is not our template: .csv as text, .xlsx through its cells."""

from __future__ import annotations

from pathlib import Path

from mmm_xl.data.delimited import read_delimited
from mmm_xl.data.flat_table import table_from_records
from mmm_xl.data.raw import RawTable
from mmm_xl.data.wording import listed, meant
from mmm_xl.errors import UnknownName, UnreadableFile
from mmm_xl.workbook.package_guard import open_package
from mmm_xl.workbook.sheet_cells import Grid, read_grids

WORKBOOK_ENDINGS = frozenset({".xlsx", ".xlsm"})
OTHER_WORKBOOKS = frozenset({".xls", ".xlsb", ".ods", ".numbers"})


def read_table(path: Path, date_column: str | None = None, *, sheet: str | None = None) -> RawTable:
    """Table of a .csv or .xlsx file, each value with its cell.

    Parameters
    ----------
    date_column : str or None
        Header that the header row must hold, where titles stand above it.
    sheet : str or None
        Sheet of a workbook; the first sheet that holds ``date_column``, else the first, where None.

    Raises
    ------
    UnreadableFile
        The file is missing, locked, empty, damaged or of another kind.
    UnknownName
        The workbook has no such sheet.
    InvalidWorkbook
        A row of a text file has more cells than the header.
    """
    ending = path.suffix.casefold()
    if ending in OTHER_WORKBOOKS:
        raise UnreadableFile(f"{path.name}: {ending} files are not read; save it as .xlsx or .csv.")
    if ending not in WORKBOOK_ENDINGS:
        return read_delimited(path, date_column)
    return _read_sheet(path, date_column, sheet)


def _read_sheet(path: Path, date_column: str | None, sheet: str | None) -> RawTable:
    book = _open(path)
    if sheet is not None and sheet not in book:
        hint = meant(sheet, book) or f"; it has {listed(list(book), 'and')}."
        raise UnknownName(f"{path.name}: there is no sheet '{sheet}'{hint}")
    tables = [
        table_from_records(title, records, date_column)
        for title, records in book.items()
        if records and sheet in {None, title}
    ]
    if not tables:
        raise UnreadableFile(f"{path.name}: is empty; expected a header row and rows below.")
    return next((t for t in tables if date_column and t.column(date_column)), tables[0])


def _open(path: Path) -> dict[str, Grid]:
    """Cells of every worksheet, by sheet name."""
    grids = read_grids(path, open_package(path), None)
    return {title: grid for title, grid in grids.items() if grid is not None}
