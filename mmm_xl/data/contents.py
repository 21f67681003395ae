"""What is to be written into the input sheets: headers and rows a sheet, free of file formats."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from mmm_xl.data.flat_table import column_letter
from mmm_xl.data.raw import RawColumn, RawInputs, RawTable
from mmm_xl.errors import Finding
from mmm_xl.names import Sheet


@dataclass(frozen=True)
class SheetContent:
    """Headers and rows of one input sheet.

    Notes
    -----
    The Settings sheet has two columns here, setting label and value; the template adds unit,
    allowed values and meaning from `mmm_xl.settings.CATALOGUE`.
    """

    headers: tuple[str, ...]
    rows: tuple[tuple[Any, ...], ...]


@dataclass(frozen=True)
class BookContents:
    """Contents of every input sheet that a workbook has.

    Parameters
    ----------
    findings : tuple of Finding
        What was understood or changed where the contents were made from somebody else's table.
    """

    name: str
    sheets: Mapping[Sheet, SheetContent]
    findings: tuple[Finding, ...] = ()


def from_raw(raw: RawInputs) -> BookContents:
    """Contents as they were read, to rebuild the input sheets with the same values."""
    return BookContents(
        raw.name, {Sheet(name): _content(table) for name, table in raw.tables.items()}
    )


def to_raw(contents: BookContents) -> RawInputs:
    """Contents as if read from a sheet whose header stands in row 1 and column A."""
    tables = {str(sheet): _table(sheet, content) for sheet, content in contents.sheets.items()}
    return RawInputs(contents.name, tables)


def _table(sheet: Sheet, content: SheetContent) -> RawTable:
    columns = tuple(
        RawColumn(header, column_letter(i), tuple(row[i] for row in content.rows))
        for i, header in enumerate(content.headers)
    )
    return RawTable(str(sheet), 1, columns, tuple(range(2, len(content.rows) + 2)))


def _content(table: RawTable) -> SheetContent:
    headers = tuple(column.header for column in table.columns)
    rows = tuple(zip(*(column.values for column in table.columns), strict=True))
    return SheetContent(headers, rows)
