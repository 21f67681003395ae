"""A section's table as a page shows it: no columns for charts, both ends of a range in one cell."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from itertools import pairwise

from mmm_xl.report.values import BLANK, shown
from mmm_xl.sections.precision import scales
from mmm_xl.sections.section import CellValue, Chart, Column, Table

SCAFFOLDING = ("base", "mark")
"""Chart roles whose columns exist only for drawing; a reader has no use for them."""

_LOW = re.compile(r"(?P<what>.*?)\s*\blow (?P<level>\d+(?:\.\d+)?%)", re.IGNORECASE)

Row = Sequence[CellValue]


def for_readers(table: Table, charts: Iterable[Chart]) -> Table:
    """Table as a page shows it.

    Notes
    -----
    Columns that only a chart needs are left out. "Low 90%" with "High 90%" beside it becomes one
    column "90% range"; the workbook keeps both ends as numbers.
    """
    hidden = {
        chart.series[role]
        for chart in charts
        if chart.table == table.key
        for role in SCAFFOLDING
        if role in chart.series
    }
    table = _spoken(table)
    kept = [i for i, column in enumerate(table.columns) if column.name not in hidden]
    shorter = _changed(
        table, tuple(table.columns[i] for i in kept), lambda row: tuple(row[i] for i in kept)
    )
    return _with_ranges(shorter)


def _spoken(table: Table) -> Table:
    """Table without the rows that a page leaves out."""
    if not table.silent:
        return table
    rows = tuple(row for i, row in enumerate(table.rows) if i not in table.silent)
    return replace(table, rows=rows, silent=frozenset())


def _with_ranges(table: Table) -> Table:
    starts = {
        i: name
        for i, (low, high) in enumerate(pairwise(table.columns))
        if (name := _range_name(low, high))
    }
    ends = {i + 1 for i in starts}
    columns = tuple(
        replace(column, name=starts.get(i, column.name), summed=False) if i in starts else column
        for i, column in enumerate(table.columns)
        if i not in ends
    )

    scaled = scales(table)

    def merged(row: Row) -> Row:
        return tuple(
            _range((value, row[i + 1]), table.columns[i], scaled[i]) if i in starts else value
            for i, value in enumerate(row)
            if i not in ends
        )

    return _changed(table, columns, merged)


def _range_name(low: Column, high: Column) -> str:
    """Name of the range that two neighbours make; blank where they make none."""
    found = _LOW.fullmatch(low.name)
    if not found or (low.unit, low.kind) != (high.unit, high.kind):
        return ""
    what, level = found["what"], found["level"]
    pair = f"{what} high {level}".strip().casefold()
    return f"{what} {level} range".strip() if high.name.casefold() == pair else ""


def _range(both: tuple[CellValue, CellValue], column: Column, scaled: int) -> CellValue:
    if both == (None, None):
        return None
    ends = [shown(end, column.kind, column.places, scaled) for end in both]
    return None if ends == [BLANK, BLANK] else " to ".join(ends)


def _changed(table: Table, columns: tuple[Column, ...], change: Callable[[Row], Row]) -> Table:
    total = None if table.total is None else tuple(change(table.total))
    rows = tuple(tuple(change(row)) for row in table.rows)
    return replace(table, columns=columns, rows=rows, total=total)
