"""Comma, semicolon, tab or bar separated text files as spreadsheets write them."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path

from mmm_xl.data import limits
from mmm_xl.data.flat_table import FlatTable, column_letter, table_from_records
from mmm_xl.data.raw import RawTable
from mmm_xl.data.rules.importing import IMPORT_CELLS
from mmm_xl.data.text_file import read_text
from mmm_xl.errors import Finding, InvalidWorkbook, UnreadableFile

SEPARATORS = (",", ";", "\t", "|")
SNIFFED_ROWS = 25
"""Rows that are looked at to tell the separator."""

_STATED = re.compile(r"\s*sep=(.)\s*(?:\r\n|\r|\n)", re.IGNORECASE)
"""First line with which Excel states the separator; it shows no row of its own there."""

_Record = list[str | None]


def read_delimited(path: Path, date_column: str | None = None) -> RawTable:
    """Table of a delimited text file; every value is text, blank cells are None.

    Parameters
    ----------
    date_column : str or None
        Header that the header row must hold, where titles stand above it.

    Returns
    -------
    RawTable
        Rows are numbered as a spreadsheet shows them when it opens the file.

    Raises
    ------
    UnreadableFile
        The file is missing, locked, empty, too large or no text.
    InvalidWorkbook
        A row has more cells than the header.
    """
    text = read_text(path)
    stated = _STATED.match(text)
    body = text[stated.end() :] if stated else text
    separator = stated[1] if stated else _separator(path, body)
    records = list(_limited(path, _records(path, body, separator)))
    if not records:
        raise UnreadableFile(f"{path.name}: is empty; expected a header row and rows below.")
    table = table_from_records(path.name, records, date_column)
    _refuse_wide_rows(table, records, separator)
    return table


def _refuse_wide_rows(table: FlatTable, records: list[_Record], separator: str) -> None:
    if table.turned:
        return
    header = table.header_row
    width = max(len(record) for record in records[: header + len(table.sub_headers)])
    faults = [
        Finding(
            f"{table.sheet}!{column_letter(width)}{number}",
            _too_wide(len(record), width, separator),
            IMPORT_CELLS.name,
        )
        for number, record in enumerate(records, start=1)
        if number > header and any(record[width:])
    ]
    if faults:
        raise InvalidWorkbook(faults)


def _too_wide(found: int, expected: int, separator: str) -> str:
    comma = separator == "," and " (a decimal comma needs quotes, or semicolons between cells)"
    return (
        f"the row has {found} cells, expected {expected} as in the header; put quotes around"
        f" values that hold the separator{comma or ''}."
    )


def _records(path: Path, text: str, separator: str) -> Iterator[_Record]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    while True:
        try:
            record = next(reader)
        except StopIteration:
            return
        except csv.Error:
            raise _unclosed(path, reader.line_num) from None
        if any(len(cell) > limits.LONGEST_CELL for cell in record):
            raise _unclosed(path, reader.line_num)
        yield [cell.strip() or None for cell in record]


def _unclosed(path: Path, line: int) -> UnreadableFile:
    return UnreadableFile(
        f"{path.name}: a cell that ends in line {line:,} is longer than a sheet allows; close the"
        " quotation mark that opens it."
    )


def _limited(path: Path, records: Iterable[_Record]) -> Iterator[_Record]:
    """Records as long as they are no more than a sheet, and memory, can hold."""
    cells = 0
    for row, record in enumerate(records, start=1):
        cells += len(record)
        too_many = next(
            (
                f"{most:,} {things}"
                for count, most, things in (
                    (row, limits.MOST_TEXT_ROWS, "rows"),
                    (len(record), limits.MOST_TEXT_COLUMNS, "columns"),
                    (cells, limits.MOST_TEXT_CELLS, "cells"),
                )
                if count > most
            ),
            "",
        )
        if too_many:
            raise UnreadableFile(
                f"{path.name}: has more than {too_many}; keep only the columns and rows that the"
                " model needs."
            )
        yield record


def _separator(path: Path, text: str) -> str:
    """Separator that splits the first rows into the most columns, most often the same number."""

    def columns(separator: str) -> tuple[int, int]:
        first = islice(_records(path, text, separator), SNIFFED_ROWS)
        widths = [len(record) for record in first if record]
        if not widths:
            return (0, 0)
        usual = max(set(widths), key=lambda width: (widths.count(width), width))
        return (widths.count(usual) if usual > 1 else 0, usual)

    return max(SEPARATORS, key=columns)
