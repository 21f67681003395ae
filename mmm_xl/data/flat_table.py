"""A tidy or wide table from any file, as cells with addresses."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from typing import TYPE_CHECKING, Any

from mmm_xl.data.cells import is_blank
from mmm_xl.data.header_rows import (
    Headers,
    Records,
    find_headers,
    one_line,
    periods_across,
    turned_from,
)
from mmm_xl.data.raw import RawColumn, RawTable
from mmm_xl.data.wording import listed

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class FlatTable(RawTable):
    """Table of somebody else's file, and what was understood of its layout.

    Parameters
    ----------
    understood : tuple of str
        Sentences about titles, joined headers or dates across.
    across : str
        Why the table cannot be read: periods run across. Empty where they run down.
    sub_headers : tuple of int
        Row numbers of further header rows below the first.
    turned : bool
        Whether dates ran across and the table was turned; a column's letter is then the number of
        its row, and its rows are numbers of columns.
    """

    understood: tuple[str, ...] = ()
    across: str = ""
    sub_headers: tuple[int, ...] = ()
    turned: bool = False

    def address(self, column: RawColumn, index: int) -> str:
        """``Sheet!Cell`` of the value at ``index``, where it stands in the file."""
        if not self.turned:
            return super().address(column, index)
        return f"{self.sheet}!{column_letter(self.rows[index] - 1)}{column.letter}"

    def header_address(self, column: RawColumn) -> str:
        """``Sheet!Cell`` of a header, where it stands in the file."""
        if not self.turned:
            return super().header_address(column)
        return f"{self.sheet}!{column_letter(self.header_row - 1)}{column.letter}"


def table_from_records(name: str, records: Records, date_column: str | None = None) -> FlatTable:
    """Table below the header row of a sheet's or file's cells.

    Parameters
    ----------
    name : str
        Sheet or file name, for addresses.
    date_column : str or None
        A header that must stand in the header row, so that titles above it are skipped; the row
        with the most names where None or where no row holds it.

    Notes
    -----
    Columns without a header (a row index, somebody's remarks) are left out. A second column with
    the same header is kept as ``header (2)``. Two header rows are joined where that can be told,
    and a table is turned where the date column is followed by nothing but dates in its row.
    """
    turned = turned_from(records, date_column)
    if turned is not None:
        return _turned(name, records, turned)
    headers = find_headers(records, date_column)
    return _table(name, records, headers, _across_words(records, date_column))


def _table(name: str, records: Records, headers: Headers, across: str) -> FlatTable:
    first = headers.row + headers.below + 1
    below = records[first:]
    columns: list[RawColumn] = []
    taken: set[str] = set()
    for j, title in enumerate(headers.titles):
        if title:
            values = tuple(row[j] if j < len(row) else None for row in below)
            columns.append(RawColumn(_distinct(title, taken), column_letter(j), values))
    return FlatTable(
        name,
        headers.row + 1,
        tuple(columns),
        tuple(range(first + 1, first + 1 + len(below))),
        understood=headers.understood,
        across=across,
        sub_headers=tuple(headers.row + 2 + i for i in range(headers.below)),
    )


def _turned(name: str, records: Records, first: int) -> FlatTable:
    """Table whose dates run across, with a row a date."""
    dates = records[first]
    corner = next(j for j, cell in enumerate(dates) if not is_blank(cell))
    at = [j for j in range(corner + 1, len(dates)) if not is_blank(dates[j])]
    columns: list[RawColumn] = []
    taken: set[str] = set()
    for i, row in enumerate(records[first:], start=first):
        title = one_line(row[corner]) if corner < len(row) else ""
        if title:
            values = tuple(row[j] if j < len(row) else None for j in at)
            columns.append(RawColumn(_distinct(title, taken), str(i + 1), values))
    words = f"dates run across row {first + 1}; the table was turned, so that each is a row."
    rows = tuple(j + 1 for j in at)
    return FlatTable(name, corner + 1, tuple(columns), rows, understood=(words,), turned=True)


def _across_words(records: Records, date_column: str | None) -> str:
    """Sentence about periods that run across, empty where none do."""
    found = periods_across(records, date_column)
    if found is None:
        return ""
    row, kind, cells = found
    shown = [str(cell).removesuffix(" 00:00:00").strip() for cell in cells[:2]]
    run = f"{kind}s run across row {row + 1} ({listed(shown, 'and')}, ...)"
    if kind != "date":
        return (
            f"{run}; expected weeks or days running down. Bring one row a week: a {kind}'s total"
            " does not say how its weeks went."
        )
    return (
        f"{run}; expected dates running down. Write a name such as 'week' into the cell left of"
        " the first date and give it to --date, or turn the table (in Excel: copy, Paste Special,"
        " Transpose)."
    )


def table_from_frame(frame: pd.DataFrame, name: str = "table") -> FlatTable:
    """Table of a pandas frame, addressed as if it stood in a sheet from A1 on.

    Notes
    -----
    Missing values of any pandas kind are blank cells; a named index is no column.
    """
    values = [[_plain(value) for value in row] for row in frame.itertuples(index=False, name=None)]
    titles = tuple(one_line(str(column)) for column in frame.columns)
    return _table(name, [titles, *values], Headers(0, titles), "")


def column_letter(index: int) -> str:
    """Column letter of a sheet for an index from 0: A, B, ... Z, AA."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


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
