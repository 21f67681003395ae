"""A tidy or wide table from any file, as cells with addresses."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time
from typing import TYPE_CHECKING, Any

from mmm_xl.data.cells import is_blank
from mmm_xl.data.raw import RawColumn, RawTable

if TYPE_CHECKING:
    import pandas as pd

Records = Sequence[Sequence[Any]]
"""Rows of cells, from row 1 on; rows may differ in length."""


def table_from_records(name: str, records: Records, date_column: str | None = None) -> RawTable:
    """Table below the header row of a sheet's or file's cells.

    Parameters
    ----------
    name : str
        Sheet or file name, for addresses.
    date_column : str or None
        A header that must stand in the header row, so that titles above it are skipped; the first
        row that is not blank where None or where no row holds it.

    Notes
    -----
    Columns without a header (a row index, somebody's remarks) are left out. A second column with
    the same header is kept as ``header (2)``.
    """
    header = _header_index(records, date_column)
    below = records[header + 1 :]
    columns: list[RawColumn] = []
    taken: set[str] = set()
    for j, cell in enumerate(records[header] if header < len(records) else ()):
        if is_blank(cell):
            continue
        title = _distinct(" ".join(str(cell).split()), taken)
        values = tuple(row[j] if j < len(row) else None for row in below)
        columns.append(RawColumn(title, column_letter(j), values))
    rows = tuple(range(header + 2, header + 2 + len(below)))
    return RawTable(name, header + 1, tuple(columns), rows)


def table_from_frame(frame: pd.DataFrame, name: str = "table") -> RawTable:
    """Table of a pandas frame, addressed as if it stood in a sheet from A1 on.

    Notes
    -----
    Missing values of any pandas kind are blank cells; a named index is no column.
    """
    values = [[_plain(value) for value in row] for row in frame.itertuples(index=False, name=None)]
    return table_from_records(name, [[str(column) for column in frame.columns], *values])


def column_letter(index: int) -> str:
    """Column letter of a sheet for an index from 0: A, B, ... Z, AA."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def _header_index(records: Records, date_column: str | None) -> int:
    filled = [i for i, row in enumerate(records) if not all(map(is_blank, row))]
    for i in filled if date_column else ():
        if any(isinstance(cell, str) and cell.strip() == date_column for cell in records[i]):
            return i
    return filled[0] if filled else 0


def _distinct(title: str, taken: set[str]) -> str:
    count, name = 1, title
    while name in taken:
        count += 1
        name = f"{title} ({count})"
    taken.add(name)
    return name


def _plain(value: Any) -> Any:
    """Plain Python value of one pandas cell."""
    # not at the top: reading a text file needs no pandas, which takes a second to load
    import pandas as pd

    if isinstance(value, (str, bool)) or value is None:
        return value
    if pd.isna(value):
        return None
    if isinstance(value, pd.Timestamp):
        return value.to_pydatetime()
    if isinstance(value, date) and not isinstance(value, datetime):
        return datetime.combine(value, time())
    return value.item() if hasattr(value, "item") else value
