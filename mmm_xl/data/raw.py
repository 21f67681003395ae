"""Cells as the user wrote them, each with its address, before anything is believed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from mmm_xl.names import Sheet


@dataclass(frozen=True)
class ErrorValue:
    """An Excel error such as ``#DIV/0!`` found in a cell."""

    text: str


@dataclass(frozen=True)
class RawColumn:
    """One column of a table.

    Parameters
    ----------
    header : str
        Header text, stripped; unique inside its table.
    letter : str
        Column letter in the sheet.
    values : tuple, one a row
        None, float, int, bool, str, datetime or `ErrorValue`.
    """

    header: str
    letter: str
    values: tuple[Any, ...]


@dataclass(frozen=True)
class RawTable:
    """One table of one sheet: a header row and the rows below it.

    Parameters
    ----------
    sheet : str
        Sheet name, or the name of a worksheet function's argument.
    header_row : int
        Row number of the header, from 1.
    rows : tuple of int
        Row number of each data row; blank rows inside the table are kept.
    hidden : frozenset of str
        Rows ("17") and columns ("C") of the table that the sheet hides or filters away.
    merged : tuple of str
        Merged areas of the sheet, as "B3:D3".
    epoch_1904 : bool
        Whether the workbook counts days from 1904 rather than 1900.
    """

    sheet: str
    header_row: int
    columns: tuple[RawColumn, ...]
    rows: tuple[int, ...]
    hidden: frozenset[str] = frozenset()
    merged: tuple[str, ...] = ()
    epoch_1904: bool = False

    def column(self, header: str) -> RawColumn | None:
        """Column with this header, None where there is none."""
        return next((c for c in self.columns if c.header == header), None)

    def address(self, column: RawColumn, index: int) -> str:
        """``Sheet!Cell`` of the value at ``index``."""
        return f"{self.sheet}!{column.letter}{self.rows[index]}"

    def header_address(self, column: RawColumn) -> str:
        """``Sheet!Cell`` of a header."""
        return f"{self.sheet}!{column.letter}{self.header_row}"

    def range(self, column: RawColumn) -> str:
        """``Sheet!C5:C160``, the cells of one column's values."""
        if not self.rows:
            return f"{self.sheet}!{column.letter}{self.header_row}"
        return f"{self.sheet}!{column.letter}{self.rows[0]}:{column.letter}{self.rows[-1]}"

    def part(self, start: int, stop: int) -> RawTable:
        """Table of some of its rows, from index ``start`` on, without ``stop``."""
        columns = tuple(replace(c, values=c.values[start:stop]) for c in self.columns)
        return replace(self, columns=columns, rows=self.rows[start:stop])

    def cells(self, column: RawColumn) -> Iterator[tuple[str, Any]]:
        """Address and value of each cell of a column."""
        return ((self.address(column, i), value) for i, value in enumerate(column.values))


@dataclass(frozen=True)
class RawInputs:
    """Everything read from one workbook (or from ranges handed to a worksheet function).

    Parameters
    ----------
    name : str
        Book name without folder or ending, used in file names and titles.
    tables : mapping of sheet name to RawTable
        Only sheets that exist and have a header row.
    missing : tuple of str
        Required sheets that are absent.
    headless : mapping of sheet name to str
        Sheets that exist but whose header row was not found, with the header that was looked for.
    foreign : tuple of str
        Sheets that are not ours and so are not rebuilt in the results workbook.
    sha256 : str
        Of the workbook's file, blank where there is none.
    """

    name: str
    tables: Mapping[str, RawTable]
    missing: tuple[str, ...] = ()
    headless: Mapping[str, str] = field(default_factory=dict)
    foreign: tuple[str, ...] = ()
    sha256: str = field(default="", compare=False)

    def table(self, sheet: Sheet) -> RawTable | None:
        """Table of one sheet, None where it is absent."""
        return self.tables.get(sheet)
