# ruff: noqa: N802 - the names are those of Excel
"""A workbook in memory with as much of Excel's object model as worksheet functions touch."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from windows_stubs import RANGE_IID, ComError, TimeType, Utc

MISSING = -2147352572
"""What VBA passes for an omitted argument."""

_ERRORS = {
    "#NULL!": 2000, "#DIV/0!": 2007, "#VALUE!": 2015, "#REF!": 2023, "#NAME?": 2029,
    "#NUM!": 2036, "#N/A": 2042, "#SPILL!": 2045, "#CALC!": 2050,
}  # fmt: skip


def error(text: str) -> int:
    """Number as which an error value arrives."""
    return _ERRORS[text] - 2146828288


def as_com(value: Any) -> Any:
    """Value as COM hands it over: numbers are floats, dates have a type of their own."""
    if isinstance(value, dt.date):
        clock = value.timetuple()[3:6] if isinstance(value, dt.datetime) else (0, 0, 0)
        return TimeType(value.year, value.month, value.day, *clock, tzinfo=Utc.utc())
    if isinstance(value, bool) or not isinstance(value, int):
        return value
    return value if value <= error("#CALC!") else float(value)


def array(rows: Sequence[Sequence[Any]]) -> tuple[tuple[Any, ...], ...]:
    """Array argument as COM hands it over."""
    return tuple(tuple(as_com(value) for value in row) for row in rows)


class Sheet:
    """Cells by row and column."""

    def __init__(self, book: Book, name: str) -> None:
        self.Name, self.Parent, self.Application = name, book, book.Application
        self.cells: dict[tuple[int, int], Any] = {}

    def Cells(self, row: int, column: int) -> Range:
        return Range(self, row, column)

    def Range(self, first: Range, last: Range) -> Range:
        rows, columns = last.Row - first.Row + 1, last.Column - first.Column + 1
        return Range(self, first.Row, first.Column, rows, columns)

    @property
    def UsedRange(self) -> Range:
        if not self.cells:
            return Range(self, 1, 1)
        return Range(self, 1, 1, max(r for r, _ in self.cells), max(c for _, c in self.cells))

    def put(self, row: int, column: int, rows: Sequence[Sequence[Any]]) -> Range:
        """Write a block of cells; the range over it."""
        for i, values in enumerate(rows):
            for j, value in enumerate(values):
                self.cells[row + i, column + j] = as_com(value)
        return Range(self, row, column, len(rows), len(rows[0]))


class Range:
    """Block of cells; its value is a scalar for one cell, else a tuple of rows."""

    CLSID = RANGE_IID
    HasArray = False
    reads = 0
    """Cells read through any range so far."""

    def __init__(self, sheet: Sheet, row: int, column: int, rows: int = 1, columns: int = 1):
        self.Worksheet, self.Row, self.Column = sheet, row, column
        self.Rows, self.Columns = SimpleNamespace(Count=rows), SimpleNamespace(Count=columns)
        self.Count, self.Application = rows * columns, sheet.Application
        attributes = SimpleNamespace(iid=RANGE_IID)
        kind = SimpleNamespace(GetTypeAttr=lambda: attributes)
        self._oleobj_ = SimpleNamespace(GetTypeInfo=lambda: kind)

    def __call__(self, row: int, column: int) -> Range:
        return Range(self.Worksheet, self.Row + row - 1, self.Column + column - 1)

    @property
    def Value(self) -> Any:
        Range.reads += self.Count
        rows = tuple(
            tuple(
                self.Worksheet.cells.get((self.Row + i, self.Column + j))
                for j in range(self.Columns.Count)
            )
            for i in range(self.Rows.Count)
        )
        return rows[0][0] if self.Count == 1 else rows


class _Components:
    """Code modules of a workbook."""

    def __init__(self) -> None:
        self.source: dict[str, str] = {}

    def __call__(self, name: str) -> str:
        if name not in self.source:
            raise ComError(-2147352567, "subscript out of range")
        return name

    def Remove(self, name: str) -> None:
        del self.source[name]

    def Import(self, path: str) -> None:
        text = Path(path).read_text("utf-8")
        self.source[text.split('"')[1]] = text


class Book:
    """Workbook with named sheets."""

    def __init__(self, *sheets: str, name: str = "Media.xlsm") -> None:
        self.Name, self.FullName, self.Path = name, f"C:\\media\\{name}", "C:\\media"
        self.macro_options: list[tuple[str, dict[str, Any]]] = []
        self.Application = SimpleNamespace(
            Version="16.0", Hwnd=1, MacroOptions=self._describe, Run=None
        )
        self.sheets = {title: Sheet(self, title) for title in sheets or ("Inputs",)}
        self.VBProject = SimpleNamespace(VBComponents=_Components())
        self.Worksheets = list(self.sheets.values())

    def _describe(self, name: str, **options: Any) -> None:
        self.macro_options.append((name, options))

    def __getitem__(self, title: str) -> Sheet:
        return self.sheets[title]
