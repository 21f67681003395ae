"""Headers of a sheet: missing, renamed, doubled or blank columns, and blank rows at the end."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from mmm_xl.data.cells import is_blank
from mmm_xl.data.findings import FindingLog
from mmm_xl.data.raw import RawColumn, RawInputs, RawTable
from mmm_xl.data.rules import sheets as rules
from mmm_xl.data.wording import closest, folded, listed
from mmm_xl.names import REQUIRED_SHEETS, Sheet

_DOUBLED = re.compile(r"(?P<name>.+) \(\d+\)")


def check_sheets(raw: RawInputs, log: FindingLog) -> None:
    """Note required sheets that are absent, and sheets without a header row."""
    for sheet in REQUIRED_SHEETS:
        if sheet not in raw.tables and sheet not in raw.headless:
            log.sheet(rules.SHEET_MISSING, sheet, _absent(sheet, raw.foreign))
    for name, header in raw.headless.items():
        if name == Sheet.DATA_DICTIONARY:
            continue  # texts only: no reason to refuse a fit
        log.sheet(
            rules.HEADER_ROW,
            name,
            f"no header row was found; expected a row with the header '{header}' above the data.",
        )


def _absent(sheet: Sheet, foreign: Sequence[str]) -> str:
    like = closest(sheet, foreign)
    found = f"found '{like}', so rename that sheet" if like else "add it, with its header row"
    return f"the sheet '{sheet}' is missing; {found}."


def trimmed(table: RawTable) -> RawTable:
    """Table without blank rows at its end and without wholly blank columns that have no header."""
    columns = [c for c in table.columns if c.header or not all(map(is_blank, c.values))]
    length = len(table.rows)
    while length and all(is_blank(c.values[length - 1]) for c in columns):
        length -= 1
    kept = tuple(replace(c, values=c.values[:length]) for c in columns)
    return replace(table, columns=kept, rows=table.rows[:length])


def blank_rows(table: RawTable) -> frozenset[int]:
    """Indices of rows without any value."""
    return frozenset(
        i for i in range(len(table.rows)) if all(is_blank(c.values[i]) for c in table.columns)
    )


def distinct_columns(
    table: RawTable, log: FindingLog, known: Iterable[str] = ()
) -> tuple[RawColumn, ...]:
    """Columns with a header of their own; doubled and headless ones are noted as faults.

    Parameters
    ----------
    known : names
        Headers that are right even if they look like a doubled one.

    Notes
    -----
    A reader keeps a second "TV" as "TV (2)", because headers are unique inside a table.
    """
    right = set(known)
    seen: dict[str, RawColumn] = {}
    kept = []
    for column in table.columns:
        fault = _doubled(column, right, seen)
        if fault:
            log.head(rules.COLUMN_DOUBLED, table, column, fault)
            continue
        seen[folded(column.header)] = column
        kept.append(column)
    return tuple(kept)


def _doubled(column: RawColumn, right: set[str], seen: dict[str, RawColumn]) -> str:
    if not column.header:
        return "the column has values but no header; name it or clear it."
    if column.header in right:
        return ""
    match = _DOUBLED.fullmatch(column.header)
    first = seen.get(folded(match["name"])) if match else None
    if match and first:
        return (
            f"the header '{match['name']}' stands twice, also in column {first.letter};"
            " rename or delete one of the columns."
        )
    alike = seen.get(folded(column.header))
    if alike:
        return (
            f"'{column.header}' differs from '{alike.header}' in column {alike.letter} only by"
            " capitals or spaces; rename or delete one of the columns."
        )
    return ""


def note_missing_columns(
    table: RawTable,
    log: FindingLog,
    required: Sequence[str],
    optional: Sequence[str] = (),
) -> None:
    """Note required columns that are absent, each at the column that most likely was renamed.

    Notes
    -----
    An unknown column that is close to an absent optional one is a fault too: otherwise a renamed
    column would silently fall back to its default. Other unknown columns are the user's own.
    """
    present = {column.header for column in table.columns}
    strangers = {c.header: c for c in table.columns if c.header not in {*required, *optional}}
    lost = []
    for name in (name for name in (*required, *optional) if name not in present):
        renamed = strangers.pop(closest(name, strangers) or "", None)
        if renamed:
            log.head(rules.COLUMN_MISSING, table, renamed, _renamed(name, renamed.header))
        elif name in required:
            lost.append(name)
    if lost:
        _note_lost(table, log, lost, list(strangers))


def _renamed(name: str, found: str) -> str:
    return f"the column '{name}' is missing, found '{found}'; rename it to '{name}'."


def _note_lost(table: RawTable, log: FindingLog, lost: list[str], strangers: list[str]) -> None:
    words = f"{listed(lost, 'and')} {'is' if len(lost) == 1 else 'are'}"
    found = f", found {listed(strangers, 'and')}" if strangers else ""
    what = f"{words} missing{found}; add the header in row {table.header_row}."
    if table.columns:
        log.head(rules.COLUMN_MISSING, table, table.columns[0], what)
    else:
        log.sheet(rules.COLUMN_MISSING, table.sheet, what)
