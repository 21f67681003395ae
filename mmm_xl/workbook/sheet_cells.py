"""Cells of a checked package, as values with the types that `mmm_xl.data.raw` knows."""

from __future__ import annotations

import re
import sys
import warnings
import zlib
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from mmm_xl.data.raw import ErrorValue
from mmm_xl.errors import UnreadableFile
from mmm_xl.office_package import damaged, refusal
from mmm_xl.workbook.cell_text import unescaped
from mmm_xl.workbook.formulas import letter
from mmm_xl.workbook.package_guard import Package

UNCALCULATED = "of a formula that was never calculated"
"""Stands for the value of a formula without a stored result, as programs without Excel leave it."""

MOST_ROWS = 100_000
"""Rows of a sheet that is read: 50 years of days are 18,000."""

MOST_COLUMNS = 2_000
"""Columns of a sheet that is read."""

MOST_CELLS = 2_000_000
"""Cells of a sheet that is read, blank ones between others included."""

_LAST_ROW = 2**20
"""Rows that Excel has; a file that states more is no work of Excel's."""

_MOST_PLACES = 10_000_000
"""Places up to the last cell of each row, blank or not, after which a sheet is given up."""

_OUTSIDE = re.compile(
    r"'[^']*\[\d+\](?:[^']|'')*'!|(?<![\w\].])\[\d+\][^\s'!(),\[\]]*!"
    r"|\b(?:WEBSERVICE|RTD|STOCKHISTORY|CUBE[A-Z]+)\(",
    re.IGNORECASE,
)
"""What a formula says to take a value from another workbook, program or address."""

_SHOWN = 3
"""Cells that a refusal names."""

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
        The XML of the package is not that of a workbook, a sheet is larger than any table, or a
        value comes from outside the workbook.
    """
    read = None if titles is None else {folded(title) for title in titles}
    try:
        with warnings.catch_warnings():
            # openpyxl warns of what it would lose on saving; nothing is saved here
            warnings.simplefilter("ignore")
            results = _cells(path, package.payload, read, data_only=True)
            if package.uncalculated or package.linked:
                sources = _cells(path, package.payload, read, data_only=False)
                _refuse_outside(path, sources)
                _mark_uncalculated(results, sources)
    except DAMAGE as error:
        raise damaged(path) from error
    if not results:
        raise damaged(path)  # a workbook has at least one sheet
    return {title: _without_empty_results(grid) for title, grid in results.items()}


def _cells(
    path: Path, payload: bytes, titles: set[str] | None, *, data_only: bool
) -> dict[str, Grid | None]:
    book = load_workbook(BytesIO(payload), read_only=True, data_only=data_only, keep_links=False)
    try:
        charts = {sheet.title for sheet in book.chartsheets}
        wanted = {t for t in book.sheetnames if titles is None or folded(t) in titles} - charts
        return {
            title: _grid(path, book[title]) if title in wanted else None
            for title in book.sheetnames
        }
    finally:
        book.close()


def _grid(path: Path, sheet: Any) -> Grid:
    # the size that a file states may be wrong, or a million rows of formatted blanks
    sheet.reset_dimensions()
    grid: Grid = []
    places = blank = cells = 0
    for row in sheet.iter_rows(min_row=1, min_col=1):
        places += 1 + len(row)
        values = _without_blank_end([_value(cell) for cell in row])
        if len(grid) + blank >= _LAST_ROW or places > _MOST_PLACES:
            raise damaged(path)
        if not values:
            blank += 1
            continue
        cells += blank + len(values)
        place = (len(grid) + blank + 1, len(values))
        if place[0] > MOST_ROWS or place[1] > MOST_COLUMNS or cells > MOST_CELLS:
            raise _too_large(path, sheet.title, place)
        grid.extend([] for _ in range(blank))
        grid.append(values)
        blank = 0
    return grid


def _without_blank_end(values: list[Any]) -> list[Any]:
    end = len(values)
    while end and values[end - 1] is None:
        end -= 1
    return values[:end]


def _too_large(path: Path, title: str, place: tuple[int, int]) -> UnreadableFile:
    row, width = place
    return refusal(
        path,
        f"{title}!{letter(width - 1)}{row} holds a value too far out; a sheet may have up to"
        f" {MOST_ROWS:,} rows, {MOST_COLUMNS:,} columns and {MOST_CELLS:,} cells; delete the rows"
        " and columns beyond your table.",
    )


def _refuse_outside(path: Path, sources: dict[str, Grid | None]) -> None:
    """Refuse values that come from outside: nobody could trace them to a cell of this file."""
    found = [
        f"{title}!{letter(column)}{row}"
        for title, grid in sources.items()
        for row, cells in enumerate(grid or (), start=1)
        for column, formula in enumerate(cells)
        if isinstance(formula, (_Formula, str)) and _OUTSIDE.search(_formula_text(formula))
    ]
    if found:
        more = f" and {len(found) - _SHOWN:,} more" if len(found) > _SHOWN else ""
        raise refusal(
            path,
            f"{', '.join(found[:_SHOWN])}{more}: the value comes from outside this workbook; copy"
            " the cells and paste them as values.",
        )


def _formula_text(formula: _Formula | str) -> str:
    text = formula.text if isinstance(formula, _Formula) else formula
    return text if text.startswith("=") else ""


def _value(cell: Any) -> Any:
    """Value of a cell as one of the types of `RawColumn`."""
    value = cell.value
    if cell.data_type == "e":
        return ErrorValue(str(value))
    if value is None:
        return EMPTY_RESULT if cell.data_type == "str" else None
    if isinstance(value, str):
        return unescaped(value).strip() or None
    if isinstance(value, (int, float)) and not abs(value) <= sys.float_info.max:
        return ErrorValue("#NUM!")  # what Excel shows of a number that it cannot hold
    return value if isinstance(value, (bool, int, float, datetime)) else _rarer(value)


def _rarer(value: Any) -> Any:
    if isinstance(value, date):
        return datetime(value.year, value.month, value.day)
    if isinstance(value, (time, timedelta)):
        return str(value)
    return _Formula(str(getattr(value, "text", "")))


@dataclass(frozen=True)
class _Formula:
    """A formula that is no plain text: array or data table."""

    text: str


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
