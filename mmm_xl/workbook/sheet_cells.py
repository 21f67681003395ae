"""Cells of a checked package, as values with the types that `mmm_xl.data.raw` knows."""

from __future__ import annotations

import warnings
import zlib
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from mmm_xl.data.raw import ErrorValue
from mmm_xl.workbook.cell_text import unescaped
from mmm_xl.workbook.package_guard import Package, damaged

UNCALCULATED = "of a formula that was never calculated"
"""Stands for the value of a formula without a stored result, as programs without Excel leave it."""

# What openpyxl raises on parts that are XML but not what they should be. SyntaxError is the base
# of the parse errors of both XML libraries that it uses.
DAMAGE = (
    KeyError, ValueError, TypeError, AttributeError, IndexError, AssertionError, SyntaxError,
    ArithmeticError, RecursionError, EOFError, OSError, BadZipFile, zlib.error,
    InvalidFileException,
)  # fmt: skip
"""Errors of a package whose parts are not what they should be."""

EMPTY_RESULT = ""
"""A formula that was calculated and shows nothing; becomes a blank cell at the end."""

Grid = list[list[Any]]
"""Rows of values from A1 on; rows end with their last cell."""


def folded(name: str) -> str:
    """Name without capitals and spaces."""
    return "".join(name.split()).casefold()


def read_grids(
    path: Path, package: Package, titles: Collection[str] | None = None
) -> dict[str, Grid | None]:
    """Cells of every sheet by its title, in the workbook's order.

    Parameters
    ----------
    titles : collection of str or None
        Sheets that are read, whatever their capitals and spaces; the others are None. All where
        None.

    Raises
    ------
    UnreadableFile
        The XML of the package is not that of a workbook.
    """
    try:
        with warnings.catch_warnings():
            # openpyxl warns of what it would lose on saving; nothing is saved here
            warnings.simplefilter("ignore")
            results = _cells(package.payload, titles, data_only=True)
            if package.uncalculated:
                _mark_uncalculated(results, _cells(package.payload, titles, data_only=False))
    except DAMAGE as error:
        raise damaged(path) from error
    if not results:
        raise damaged(path)  # a workbook has at least one sheet
    return {title: _without_empty_results(grid) for title, grid in results.items()}


def _cells(
    payload: bytes, titles: Collection[str] | None, *, data_only: bool
) -> dict[str, Grid | None]:
    book = load_workbook(BytesIO(payload), read_only=True, data_only=data_only, keep_links=False)
    try:
        read = {folded(title) for title in (book.sheetnames if titles is None else titles)}
        charts = {sheet.title for sheet in book.chartsheets}
        return {
            title: _grid(book[title]) if folded(title) in read and title not in charts else None
            for title in book.sheetnames
        }
    finally:
        book.close()


def _grid(sheet: Any) -> Grid:
    # the size that a file states may be wrong, or a million rows of formatted blanks
    sheet.reset_dimensions()
    rows = ([_value(cell) for cell in row] for row in sheet.iter_rows(min_row=1, min_col=1))
    return list(_without_blank_end(rows))


def _without_blank_end(rows: Iterator[list[Any]]) -> Iterator[list[Any]]:
    """Rows up to the last one with a value; runs of blank ones before it are kept."""
    blank = 0
    for row in rows:
        if all(value is None for value in row):
            blank += 1
            continue
        yield from ([] for _ in range(blank))
        blank = 0
        yield row


def _value(cell: Any) -> Any:
    """Value of a cell as one of the types of `RawColumn`."""
    value = cell.value
    if cell.data_type == "e":
        return ErrorValue(str(value))
    if value is None:
        return EMPTY_RESULT if cell.data_type == "str" else None
    if isinstance(value, str):
        return unescaped(value).strip() or None
    return value if isinstance(value, (bool, int, float, datetime)) else _rarer(value)


def _rarer(value: Any) -> Any:
    if isinstance(value, date):
        return datetime(value.year, value.month, value.day)
    return str(value) if isinstance(value, (time, timedelta)) else _Formula()


@dataclass(frozen=True)
class _Formula:
    """A formula that is no plain text: array or data table."""


def _mark_uncalculated(results: dict[str, Grid | None], sources: dict[str, Grid | None]) -> None:
    """Put an error where a formula stands but no result does, so that it is not taken for blank."""
    for title, grid in results.items():
        for row, source in enumerate(sources.get(title) or ()):
            for column, formula in enumerate(source):
                is_formula = isinstance(formula, _Formula) or str(formula).startswith("=")
                if grid is not None and is_formula and at(grid, row, column) is None:
                    _put(grid, row, column, ErrorValue(UNCALCULATED))


def _without_empty_results(grid: Grid | None) -> Grid | None:
    if grid is None:
        return None
    return [[None if value == EMPTY_RESULT else value for value in row] for row in grid]


def at(grid: Grid, row: int, column: int) -> Any:
    """Value of a cell, None beyond the end of its row or of the sheet."""
    return grid[row][column] if row < len(grid) and column < len(grid[row]) else None


def _put(grid: Grid, row: int, column: int, value: Any) -> None:
    grid.extend([] for _ in range(row + 1 - len(grid)))
    grid[row].extend([None] * (column + 1 - len(grid[row])))
    grid[row][column] = value
