"""Rows of a table that are no week: totals, repeated headers, blank rows, remarks below."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from mmm_xl.data.cells import is_blank, shortened
from mmm_xl.data.findings import FindingLog
from mmm_xl.data.header_rows import one_line, period_kind
from mmm_xl.data.import_cells import is_none, looks_numeric
from mmm_xl.data.import_spec import ImportSpec
from mmm_xl.data.raw import RawColumn, RawTable
from mmm_xl.data.rules.importing import IMPORT_LEFT_OUT
from mmm_xl.data.total_words import is_total

_LONGEST_TOTAL = 60
"""Characters of a text that may name a total; a longer one is a sentence."""


def without_strays(table: RawTable, spec: ImportSpec, log: FindingLog) -> RawTable:
    """Table of the rows that may be weeks, with a note for those that were left out.

    Notes
    -----
    A row is left out where its date is no date and it is blank, repeats the headers, calls itself a
    total, or stands below the last row with a number and has none itself. Any other row whose date
    cannot be read stays, to be refused with its cell.
    """
    dates = table.column(spec.date)
    if dates is None:
        return table
    kept = []
    left: dict[str, list[int]] = {"total": [], "header": [], "remark": []}
    end = _end_of_numbers(table, dates, spec)
    for i in range(len(table.rows)):
        why = _why_no_week(table, dates, i, end)
        if why is None:
            kept.append(i)
        elif why:
            left[why].append(i)
    _tell(table, dates, left, log)
    if len(kept) == len(table.rows):
        return table
    columns = tuple(replace(c, values=tuple(c.values[i] for i in kept)) for c in table.columns)
    return replace(table, columns=columns, rows=tuple(table.rows[i] for i in kept))


def _why_no_week(table: RawTable, dates: RawColumn, i: int, end: int) -> str | None:
    """Why a row is left out, empty for a blank one, None where it stays."""
    cell = dates.values[i]
    row = [column.values[i] for column in table.columns]
    if all(map(is_blank, row)):
        return ""
    if period_kind(cell) or isinstance(cell, (int, float)):
        return None
    if isinstance(cell, str) and one_line(cell) == dates.header:
        return "header"
    if _calls_itself_total(cell, row):
        return "total"
    return "remark" if i >= end else None


def _calls_itself_total(cell: Any, row: Sequence[Any]) -> bool:
    """Whether the date, or where it is blank another text of the row, is a word for a total."""
    texts = [cell] if not is_blank(cell) else row
    return any(isinstance(text, str) and names_total(text) for text in texts)


def names_total(text: str) -> bool:
    """Whether a text is a word for a total or mean, with at most a few words behind it."""
    return is_total(text) and len(text.strip()) <= _LONGEST_TOTAL


def _end_of_numbers(table: RawTable, dates: RawColumn, spec: ImportSpec) -> int:
    """Index behind the last row that has a date, or a number where the import needs one."""
    headers = [*(header for _, header in spec.number_roles()), spec.amount]
    columns = [column for header in headers if (column := table.column(header or ""))]
    for i in reversed(range(len(table.rows))):
        if period_kind(dates.values[i]) or any(_is_number(column.values[i]) for column in columns):
            return i + 1
    return 0 if columns else len(table.rows)


def _is_number(value: Any) -> bool:
    if isinstance(value, str):
        return not is_none(value) and looks_numeric(value)
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def _tell(table: RawTable, dates: RawColumn, left: dict[str, list[int]], log: FindingLog) -> None:
    things = {
        "total": "totals",
        "header": "a repeated header row",
        "remark": "remarks below the numbers",
    }
    for why, rows in left.items():
        if rows:
            text = next((str(c.values[rows[0]]) for c in _text_columns(table, dates, rows[0])), "")
            words = "row" if len(rows) == 1 else f"{len(rows):,} rows, the first of them"
            what = f"{things[why]} left out: {words} {table.rows[rows[0]]}, '{shortened(text)}'."
            log.at(IMPORT_LEFT_OUT, table, dates, rows[0], what)


def _text_columns(table: RawTable, dates: RawColumn, i: int) -> list[RawColumn]:
    columns = [dates, *table.columns]
    return [c for c in columns if isinstance(c.values[i], str) and not is_blank(c.values[i])]
