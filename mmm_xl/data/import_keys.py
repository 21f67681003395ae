"""What tells the rows of a long table apart: names, regions, and rows that stand twice."""

from __future__ import annotations

from collections.abc import Collection, Hashable, Sequence
from datetime import date
from typing import Any

from mmm_xl.data.cells import as_text, is_blank
from mmm_xl.data.findings import FindingLog
from mmm_xl.data.import_cells import is_none
from mmm_xl.data.raw import RawColumn, RawTable
from mmm_xl.data.rules.importing import IMPORT_NAMES
from mmm_xl.data.wording import folded

Key = tuple[Hashable, ...]


def cell_key(value: Any) -> Hashable:
    """Value of a cell by which rows are told apart; spaces around a text do not count."""
    if is_blank(value):
        return None
    return value.strip() if isinstance(value, str) else value


def row_keys(table: RawTable, headers: Sequence[str]) -> list[Key]:
    """Values of some columns, a tuple for each row."""
    columns = [column for header in headers if (column := table.column(header))]
    return [tuple(cell_key(c.values[i]) for c in columns) for i in range(len(table.rows))]


def first_repeat(keys: Sequence[Key]) -> tuple[int, int, int] | None:
    """First row whose key stood before, that earlier row, and how many rows repeat one."""
    first: dict[Key, int] = {}
    repeated = [i for i, key in enumerate(keys) if first.setdefault(key, i) != i]
    return (repeated[0], first[keys[repeated[0]]], len(repeated)) if repeated else None


def telling_apart(table: RawTable, keys: Sequence[Key], used: Collection[str]) -> str | None:
    """Column that tells all rows of one key apart, None where none does by itself.

    Notes
    -----
    Columns with a value for each row, such as numbers of rows, tell everything apart and mean
    nothing, so those are passed over whose values are mostly different.
    """
    for column in table.columns:
        if column.header in used or any(isinstance(v, (float, date)) for v in column.values):
            continue
        cells = [cell_key(value) for value in column.values]
        few = 2 * len(set(cells)) <= len(cells)
        if few and len(set(zip(keys, cells, strict=True))) == len(cells):
            return column.header
    return None


def read_names(
    table: RawTable, column: RawColumn, thing: str, most: int, log: FindingLog
) -> list[str]:
    """Name in each row of a column of channels or metrics; empty where there is none.

    Parameters
    ----------
    thing : str
        What the names are of: ``channel``.
    most : int
        More names than this are refused.
    """
    names = ["" if is_none(value) else str(as_text(value)) for value in column.values]
    distinct = [name for name in dict.fromkeys(names) if name]
    alike: dict[str, str] = {}
    for name in distinct:
        first = alike.setdefault(folded(name), name)
        if first != name:
            what = (
                f"{thing} '{name}' differs from '{first}' only by capitals or spaces; write"
                " it alike in all rows."
            )
            log.at(IMPORT_NAMES, table, column, names.index(name), what)
    if len(distinct) > most:
        what = (
            f"'{column.header}' has {len(distinct):,} different names; expected at most {most}"
            f" {thing}s, so name a coarser column, or put the small ones together."
        )
        log.head(IMPORT_NAMES, table, column, what)
    return names
