"""Rows of a weekly sheet that are no weeks, and cells that are hidden or merged."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from mmm_xl.data.cells import is_blank, shortened
from mmm_xl.data.findings import FindingLog
from mmm_xl.data.headers import trimmed
from mmm_xl.data.limits import TOTAL_TOLERANCE
from mmm_xl.data.raw import RawColumn, RawInputs, RawTable
from mmm_xl.data.rules import structure as rules
from mmm_xl.data.total_words import is_sum, is_total
from mmm_xl.data.wording import amount, folded
from mmm_xl.names import WEEK, Sheet

WEEKLY = (Sheet.SPEND, Sheet.OUTCOME, Sheet.EVENTS, Sheet.CONTROLS, Sheet.EXPOSURE, Sheet.MARGINS)

_WORD = re.compile(r"[^\W\d_]{2,}")
_AREA = re.compile(r"\$?([A-Z]{1,3})\$?(\d+)(?::\$?([A-Z]{1,3})\$?(\d+))?")
_DATE_WORD = re.compile(
    r"jan|feb|f.v|m[aä]r|a[pbv]r|ma[yijg]|ju[nil]|giu|lug|aug|ago|ao.|set|sep|o[ck]t|ott|nov|de[cz]"
    r"|d.c|dic|ene|gen|mon|tue|wed|thu|fri|sat|sun|sonn|dien|mitt|donn|frei|sams|"
    r"(w|wk|kw|cw|mo|di|mi|do|fr|sa|so|of|to|end\w*|the|th|st|nd|rd|week|woche|bis|vom|von)$",
    re.IGNORECASE,
)
_LABEL = re.compile(r"[^\W\d_]\s*:")


def tidied(raw: RawInputs, log: FindingLog) -> RawInputs:
    """Book whose weekly tables hold weeks only; what was left out, hidden or merged is noted."""
    tables = {}
    for name, table in raw.tables.items():
        weekly = name in set(map(str, WEEKLY))
        tables[name] = _weeks_only(table, log) if weekly else table
        _note_merged(tables[name], log)
        _note_hidden(tables[name], log)
    return replace(raw, tables=tables)


def _weeks_only(table: RawTable, log: FindingLog) -> RawTable:
    """Table without totals, averages and footnotes."""
    week = next((c for c in table.columns if folded(c.header) == folded(WEEK)), None)
    if week is None:
        return table
    totals = [
        i for i, value in enumerate(week.values) if isinstance(value, str) and is_total(value)
    ]
    last = max((i for i, v in enumerate(week.values) if _may_be_a_date(v)), default=-1)
    notes = [
        i
        for i, value in enumerate(week.values)
        if i > last >= 0 and i not in totals and isinstance(value, str) and value.strip()
        if all(is_blank(c.values[i]) for c in table.columns if c is not week)
    ]
    _note_totals(table, week, totals, log)
    for i in notes:
        what = f"'{shortened(week.values[i])}' below the last week is left out."
        log.at(rules.FOOTNOTE, table, week, i, what)
    return without_rows(table, {*totals, *notes})


def without_rows(table: RawTable, left_out: Collection[int]) -> RawTable:
    """Table without some rows, given by index; the others keep their row numbers."""
    if not left_out:
        return table
    kept = [i for i in range(len(table.rows)) if i not in left_out]
    columns = tuple(replace(c, values=tuple(c.values[i] for i in kept)) for c in table.columns)
    return trimmed(replace(table, columns=columns, rows=tuple(table.rows[i] for i in kept)))


def _may_be_a_date(value: Any) -> bool:
    """Whether a week cell is meant as a date; a sentence is not, even one that names a year."""
    if isinstance(value, str):
        if not any(letter.isdigit() for letter in value) or is_total(value):
            return False
        strange = [word for word in _WORD.findall(value) if not _DATE_WORD.match(word)]
        return len(strange) < 2 and not _LABEL.search(value)
    return isinstance(value, (date, int, float)) and not isinstance(value, bool)


def _note_totals(table: RawTable, week: RawColumn, totals: Sequence[int], log: FindingLog) -> None:
    """Note each row of totals, and warn where a total is not that of the weeks above it."""
    for i in totals:
        what = f"the row '{shortened(week.values[i])}' is no week and is left out."
        log.at(rules.TOTALS_ROW, table, week, i, what)
        if not is_sum(week.values[i]):
            continue
        for column in table.columns:
            if column is not week:
                _check_total(table, column, i, totals, log)


def _check_total(
    table: RawTable, column: RawColumn, index: int, totals: Sequence[int], log: FindingLog
) -> None:
    """Warn where a total is neither the sum of all weeks above it nor of those since the last one.

    Notes
    -----
    The mean is right too: that is what the line below a column of prices holds.
    """
    since = max((i for i in totals if i < index), default=-1)
    groups = [
        [column.values[i] for i in range(first, index) if i not in totals]
        for first in (0, since + 1)
    ]
    total = column.values[index]
    if not _is_number(total) or not all(v is None or _is_number(v) for v in groups[0]):
        return
    sums = [sum(value for value in group if value is not None) for group in groups]
    right = [*sums, *(s / max(1, len(group)) for s, group in zip(sums, groups, strict=True))]
    if any(abs(total - value) <= TOTAL_TOLERANCE * max(1.0, abs(value)) for value in right):
        return
    what = (
        f"the total of '{column.header}' is {amount(total)}, but the weeks above it add up to"
        f" {amount(sums[0])}."
    )
    log.at(rules.TOTAL_DIFFERS, table, column, index, what)


def _is_number(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def _note_merged(table: RawTable, log: FindingLog) -> None:
    """Refuse merged areas that touch the header row or a row of the table."""
    rows = {table.header_row, *table.rows}
    letters = {column.letter: column for column in table.columns}
    for area in table.merged:
        found = _AREA.fullmatch(area)
        if not found:
            continue
        first, last = _number(found[1]), _number(found[3] or found[1])
        columns = [c for name, c in letters.items() if first <= _number(name) <= last]
        inside = rows & set(range(int(found[2]), int(found[4] or found[2]) + 1))
        if not columns or not inside:
            continue
        row = min(inside)
        what = (
            f"the cells {area} are merged, which leaves all but the first of them blank; unmerge"
            " them and write a value in each."
        )
        if row == table.header_row:
            log.head(rules.MERGED, table, columns[0], what)
        else:
            log.at(rules.MERGED, table, columns[0], table.rows.index(row), what)


def _number(letters: str) -> int:
    """Column number, from 1."""
    number = 0
    for letter in letters:
        number = 26 * number + ord(letter) - ord("A") + 1
    return number


def _note_hidden(table: RawTable, log: FindingLog) -> None:
    """Warn of rows and columns of the table that nobody sees."""
    rows = [row for row in (table.header_row, *table.rows) if str(row) in table.hidden]
    columns = [column.letter for column in table.columns if column.letter in table.hidden]
    if not rows and not columns:
        return
    said = [f"row{'s' * (len(rows) > 1)} {_runs(rows)}"] if rows else []
    said += [f"column{'s' * (len(columns) > 1)} {', '.join(columns)}"] if columns else []
    verb = "are" if len(rows) + len(columns) > 1 else "is"
    what = f"{' and '.join(said)} {verb} hidden or filtered away, and modelled all the same."
    log.sheet(rules.HIDDEN, table.sheet, what)


def _runs(rows: Iterable[int]) -> str:
    """Row numbers with runs shortened: ``5, 17 to 20``."""
    runs: list[list[int]] = []
    for row in rows:
        if runs and row == runs[-1][1] + 1:
            runs[-1][1] = row
        else:
            runs.append([row, row])
    return ", ".join(str(a) if a == b else f"{a} to {b}" for a, b in runs)
