"""Where the headers of somebody else's table stand: below titles, in two rows, or down the side."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from mmm_xl.data import date_layouts
from mmm_xl.data.cells import is_blank
from mmm_xl.data.import_cells import is_none, looks_numeric
from mmm_xl.data.limits import FIRST_YEAR, HEADER_WITHIN, LAST_YEAR, LEAST_ACROSS
from mmm_xl.data.wording import listed

Records = Sequence[Sequence[Any]]
"""Rows of cells, from row 1 on; rows may differ in length."""

JOINED = " / "
"""Stands between a group and its part where two header rows become one."""


@dataclass(frozen=True)
class Headers:
    """Header row of a table.

    Parameters
    ----------
    row : int
        Its index from 0; the upper one of two.
    titles : tuple of str
        Header of each column, empty where it has none.
    below : int
        How many rows below it belong to the headers.
    understood : tuple of str
        Sentences about what was joined or passed over.
    """

    row: int
    titles: tuple[str, ...]
    below: int = 0
    understood: tuple[str, ...] = ()


def one_line(cell: Any) -> str:
    """Text of a header cell on one line."""
    return "" if is_blank(cell) else " ".join(str(cell).split())


def find_headers(records: Records, date_column: str | None) -> Headers:
    """Header row: the one that holds the date column, else the one with the most names.

    Notes
    -----
    Two rows are joined where the lower one holds texts and no date, so that it can be no week, or
    where the lower one repeats names that the upper one tells apart.
    """
    row = _row_with(records, one_line(date_column)) if date_column else None
    if row is None:
        row = _likeliest_row(records)
    titles = tuple(map(one_line, records[row])) if row < len(records) else ()
    above = (f"the headers were found in row {row + 1}, below {row} other rows.",) if row else ()
    at = titles.index(one_line(date_column)) if one_line(date_column) in titles else None
    if at is None:
        return Headers(row, titles, 0, above)
    return (
        _joined_below(records, row, at, above)
        or _joined_above(records, row, at)
        or Headers(row, titles, 0, above)
    )


def _row_with(records: Records, header: str) -> int | None:
    for i, row in enumerate(records):
        if any(isinstance(cell, str) and one_line(cell) == header for cell in row):
            return i
    return None


def _likeliest_row(records: Records) -> int:
    """First of the rows that have the most names or periods; the first filled one if none has."""
    counts = [sum(map(_like_header, row)) for row in records[:HEADER_WITHIN]]
    if any(counts):
        return counts.index(max(counts))
    filled = [i for i, row in enumerate(records) if not all(map(is_blank, row))]
    return filled[0] if filled else 0


def _like_header(cell: Any) -> bool:
    if is_none(cell):
        return False
    return bool(period_kind(cell)) or (isinstance(cell, str) and not looks_numeric(cell))


def _texts_only(row: Sequence[Any]) -> bool:
    filled = [cell for cell in row if not is_blank(cell)]
    return bool(filled) and all(
        isinstance(cell, str) and not is_none(cell) and not looks_numeric(cell) for cell in filled
    )


def _joined_below(records: Records, row: int, at: int, above: tuple[str, ...]) -> Headers | None:
    """Headers with the row below them, where that holds texts and no date."""
    if row + 1 >= len(records):
        return None
    lower = records[row + 1]
    if (at < len(lower) and not is_blank(lower[at])) or not _texts_only(lower):
        return None
    upper = [one_line(cell) for cell in records[row]]
    subs = [one_line(cell) for cell in lower]
    upper += [""] * (len(subs) - len(upper))
    subs += [""] * (len(upper) - len(subs))
    if all(upper[j] for j, sub in enumerate(subs) if sub):
        words = f"row {row + 2} below the headers holds units or remarks and was left out."
        return Headers(row, tuple(upper), 1, (*above, words))
    titles = _joined(upper, subs)
    words = _joined_words(row + 1, row + 2, titles)
    return Headers(row, titles, 1, (*above, words))


def _joined_above(records: Records, row: int, at: int) -> Headers | None:
    """Headers with the row above them, where only that tells them apart."""
    titles = [one_line(cell) for cell in records[row]]
    named = [title for title in titles if title]
    if not row or len(set(named)) == len(named) or not _texts_only(records[row - 1]):
        return None
    groups = [one_line(cell) for cell in records[row - 1]]
    groups = [*groups, *[""] * (len(titles) - len(groups))][: len(titles)]
    groups[at] = ""
    joined = _joined(groups, titles)
    told = [title for title in joined if title]
    if len(set(told)) < len(told):
        return None
    words = _joined_words(row, row + 1, joined)
    return Headers(row - 1, joined, 1, (words,))


def _joined(groups: Sequence[str], subs: Sequence[str]) -> tuple[str, ...]:
    """Group and part of each column; a group reaches to the next one, over columns with a part."""
    titles = []
    group = ""
    for own, sub in zip(groups, subs, strict=True):
        group = own or (group if sub else "")
        titles.append(JOINED.join(part for part in (group, sub) if part))
    return tuple(titles)


def _joined_words(upper: int, lower: int, titles: Sequence[str]) -> str:
    names = [title for title in titles if JOINED in title]
    return f"the headers of rows {upper} and {lower} were joined: {listed(names, 'and')}."


def period_kind(cell: Any) -> str:
    """Whether a cell is a "date", "month" or "year"; empty where it is none."""
    if isinstance(cell, date):
        return "date"
    if isinstance(cell, (int, float)) and not isinstance(cell, bool):
        return "year" if FIRST_YEAR <= cell <= LAST_YEAR and cell == int(cell) else ""
    if not isinstance(cell, str):
        return ""
    return _kind_of_text(cell.strip().rstrip("*").strip())


# long tables repeat each date in many rows
@lru_cache(maxsize=2**14)
def _kind_of_text(text: str) -> str:
    if text.isdecimal() and len(text) <= 4:
        return "year" if FIRST_YEAR <= int(text) <= LAST_YEAR else ""
    if date_layouts.readings(date_layouts.without_midnight(text)):
        return "date"
    return "month" if _is_month(text) else ""


def _is_month(text: str) -> bool:
    return date_layouts.is_longer_than_a_week(text) or date_layouts.is_longer_than_a_week(
        f"{text} 2024"
    )


def turned_from(records: Records, date_column: str | None) -> int | None:
    """Index of the row whose first cell is the date column and all others are dates."""
    header = one_line(date_column)
    row = _row_with(records, header) if header else None
    if row is None:
        return None
    filled = [cell for cell in records[row] if not is_blank(cell)]
    across = len(filled) > LEAST_ACROSS and one_line(filled[0]) == header
    return row if across and all(period_kind(cell) == "date" for cell in filled[1:]) else None


def periods_across(records: Records, date_column: str | None) -> tuple[int, str, list[Any]] | None:
    """Row, kind and cells of periods that stand side by side where headers should."""
    named = _row_with(records, one_line(date_column)) if date_column else None
    last = _likeliest_row(records) if named is None else named
    for i, row in enumerate(records[: last + 1]):
        if named not in (None, i):
            continue
        filled = [cell for cell in row if not is_blank(cell)]
        for kind in ("date", "month", "year"):
            found = [cell for cell in filled if period_kind(cell) == kind]
            if len(found) >= LEAST_ACROSS and 2 * len(found) > len(filled):
                return i, kind, found
    return None
