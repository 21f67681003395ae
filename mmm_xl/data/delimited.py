"""Comma, semicolon or tab separated text files in the encodings that spreadsheets write."""

from __future__ import annotations

import csv
import io
from pathlib import Path

from mmm_xl.data.flat_table import column_letter, table_from_records
from mmm_xl.data.raw import RawTable
from mmm_xl.data.rules.importing import IMPORT_ROWS
from mmm_xl.errors import Finding, InvalidWorkbook, UnreadableFile

SEPARATORS = (",", ";", "\t")
SNIFFED_ROWS = 25
"""Rows that are looked at to tell the separator."""


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
        The file is missing, locked, empty or no text.
    InvalidWorkbook
        A row has more cells than the header.
    """
    text = _text(path)
    try:
        records = _records(text, _separator(text))
    except csv.Error:
        raise UnreadableFile(
            f"{path.name}: has a cell longer than a sheet allows; close the quotation mark that"
            " opens it."
        ) from None
    table = table_from_records(path.name, records, date_column)
    width = len(records[table.header_row - 1])
    faults = [
        Finding(
            f"{path.name}!{column_letter(width)}{number}",
            _too_wide(len(record), width),
            IMPORT_ROWS.name,
        )
        for number, record in enumerate(records, start=1)
        if number > table.header_row and any(record[width:])
    ]
    if faults:
        raise InvalidWorkbook(faults)
    return table


def _too_wide(found: int, expected: int) -> str:
    return (
        f"the row has {found} cells, expected {expected} as in the header; put quotes around"
        " values that hold the separator."
    )


def _text(path: Path) -> str:
    """Contents of a file, whichever of the usual encodings it has."""
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        raise UnreadableFile(f"{path.name}: there is no such file.") from None
    except OSError as error:
        raise UnreadableFile(f"{path.name}: cannot be opened ({error.strerror}).") from None
    text = _decoded(content)
    if "\0" in text:
        raise UnreadableFile(f"{path.name}: is not a text table; save it as .csv or .xlsx.")
    if not text.strip():
        raise UnreadableFile(f"{path.name}: is empty; expected a header row and rows below.")
    return text


def _decoded(content: bytes) -> str:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", errors="replace")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")


def _records(text: str, separator: str) -> list[list[str | None]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    return [[cell.strip() or None for cell in record] for record in reader]


def _separator(text: str) -> str:
    """Separator that splits the first rows into the most columns, most often the same number."""

    def columns(separator: str) -> tuple[int, int]:
        widths = [len(record) for record in _records(text, separator)[:SNIFFED_ROWS] if record]
        usual = max(set(widths), key=lambda width: (widths.count(width), width))
        return (widths.count(usual) if usual > 1 else 0, usual)

    return max(SEPARATORS, key=columns)
