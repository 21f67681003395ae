"""A small workbook as a reader hands it over, and ways to break it one cell at a time."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Any

import pytest

from mmm_xl.data.build import build_dataset
from mmm_xl.data.contents import BookContents
from mmm_xl.data.raw import RawColumn, RawInputs, RawTable
from mmm_xl.errors import InvalidWorkbook
from mmm_xl.names import ChannelColumn, ExperimentColumn, Sheet
from mmm_xl.settings import Settings, setting, to_cells

HEADER_ROW = 4
FIRST_ROW = HEADER_ROW + 1
FIRST_WEEK = date(2023, 1, 1)
WEEKS = 30
LAST_ROW = FIRST_ROW + WEEKS - 1


def week(index: int) -> datetime:
    return datetime.combine(FIRST_WEEK + timedelta(days=7 * index), time())


def table(sheet: str, headers: Sequence[str], rows: Sequence[Sequence[Any]]) -> RawTable:
    values = list(zip(*rows, strict=True)) or [()] * len(headers)
    columns = [
        RawColumn(header, chr(ord("A") + i), tuple(values[i])) for i, header in enumerate(headers)
    ]
    return RawTable(
        sheet, HEADER_ROW, tuple(columns), tuple(range(FIRST_ROW, FIRST_ROW + len(rows)))
    )


def weekly(
    sheet: str, weeks: int = WEEKS, /, **columns: Callable[[int], Any] | Sequence[Any]
) -> RawTable:
    """Weekly table; each column is a function of the week's number or a sequence."""
    rows = [
        [week(i), *(c(i) if callable(c) else c[i] for c in columns.values())] for i in range(weeks)
    ]
    return table(sheet, ["Week ending", *columns], rows)


def channel_row(name: str, kind: str = "paid", **cells: Any) -> list[Any]:
    """One row of the Channels sheet; ``cells`` are keyed by the member names of the columns."""
    given = {"NAME": name, "KIND": kind, **cells}
    return [given.get(column.name) for column in ChannelColumn]


def experiments(*rows: dict[str, Any]) -> RawTable:
    """Experiments sheet; cells that differ from a good test's are keyed by their columns' names."""
    good = {
        "NAME": "Geo test", "CHANNEL": "TV", "START": week(8), "END": week(11),
        "MARKET_SHARE": 0.5, "SPEND_CHANGE": 100.0, "EFFECT": 900.0, "STANDARD_ERROR": 300.0,
        "METHOD": "geo", "OWNER": "Ann", "USE": "calibrate",
    }  # fmt: skip
    cells = [[{**good, **row}.get(column.name) for column in ExperimentColumn] for row in rows]
    return table(Sheet.EXPERIMENTS, list(ExperimentColumn), cells)


def settings_table(settings: Settings | None = None) -> RawTable:
    cells = to_cells(settings or Settings())
    return table(
        Sheet.SETTINGS,
        ["Setting", "Value"],
        [[setting(key).label, value] for key, value in cells.items()],
    )


def good_book(settings: Settings | None = None) -> RawInputs:
    """Two paid channels, an owned one, one event, one control, one experiment: no fault."""
    tables = [
        settings_table(settings),
        table(
            Sheet.CHANNELS,
            list(ChannelColumn),
            [
                channel_row("TV", ROI_LOW=0.5, ROI_HIGH=4.0, HALF_LIFE_LOW=1, HALF_LIFE_HIGH=4),
                channel_row("Search", LABEL="Paid search"),
                channel_row("Email", "owned", SHARE_LOW=0.01, SHARE_HIGH=0.05),
            ],
        ),
        weekly(Sheet.SPEND, TV=lambda i: 100.0 * (i % 3), Search=lambda i: 40 + i),
        weekly(Sheet.OUTCOME, Revenue=lambda i: 1000.0 + 10 * i),
        weekly(Sheet.EVENTS, Easter=lambda i: 1 if i == 14 else None),
        weekly(Sheet.CONTROLS, Price=lambda i: 10 - 0.1 * i),
        experiments({}),
        weekly(Sheet.EXPOSURE, Email=lambda i: 500.0 + i, Search=lambda i: 10.0 * i),
    ]
    return RawInputs("book", {t.sheet: t for t in tables})


def put(raw: RawInputs, *changes: tuple[str, Any]) -> RawInputs:
    """Book with other cell values (``"Spend!B7"``) or headers (a cell of the header row)."""
    for where, value in changes:
        sheet, letter, row = re.fullmatch(r"(.+)!([A-Z]+)(\d+)", where).groups()  # type: ignore[union-attr]
        raw = with_table(raw, sheet, _put(raw.tables[sheet], letter, int(row), value))
    return raw


def _put(old: RawTable, letter: str, row: int, value: Any) -> RawTable:
    def changed(column: RawColumn) -> RawColumn:
        if column.letter != letter:
            return column
        if row == old.header_row:
            return replace(column, header=value)
        i = old.rows.index(row)
        return replace(column, values=(*column.values[:i], value, *column.values[i + 1 :]))

    return replace(old, columns=tuple(changed(column) for column in old.columns))


def fill(raw: RawInputs, sheet: str, header: str, values: Callable[[int], Any]) -> RawInputs:
    """Book with one column's values replaced, or with one more column."""
    old = raw.tables[sheet]
    filled = tuple(values(i) for i in range(len(old.rows)))
    if old.column(header):
        columns = tuple(replace(c, values=filled) if c.header == header else c for c in old.columns)
    else:
        letter = chr(ord("A") + len(old.columns))
        columns = (*old.columns, RawColumn(header, letter, filled))
    return with_table(raw, sheet, replace(old, columns=columns))


def without_column(raw: RawInputs, sheet: str, header: str) -> RawInputs:
    old = raw.tables[sheet]
    return with_table(
        raw, sheet, replace(old, columns=tuple(c for c in old.columns if c.header != header))
    )


def rows(raw: RawInputs, sheet: str, keep: Sequence[int]) -> RawInputs:
    """Book with only some of a sheet's rows, in the given order and moved up."""
    old = raw.tables[sheet]
    columns = tuple(replace(c, values=tuple(c.values[i] for i in keep)) for c in old.columns)
    numbers = tuple(range(FIRST_ROW, FIRST_ROW + len(keep)))
    return with_table(raw, sheet, replace(old, columns=columns, rows=numbers))


def with_table(raw: RawInputs, sheet: str, new: RawTable) -> RawInputs:
    return replace(raw, tables={**raw.tables, sheet: new})


def without_sheet(raw: RawInputs, sheet: str) -> RawInputs:
    left = {name: t for name, t in raw.tables.items() if name != sheet}
    return replace(raw, tables=left, missing=(sheet,))


def from_contents(contents: BookContents) -> RawInputs:
    """Book as it would be read again after it was written."""
    return RawInputs(
        contents.name,
        {sheet: table(sheet, c.headers, c.rows) for sheet, c in contents.sheets.items()},
    )


def faults(raw: RawInputs) -> list[str]:
    """Every fault of a book as a line; none where it is right."""
    try:
        build_dataset(raw)
    except InvalidWorkbook as error:
        return [str(fault) for fault in error.faults]
    return []


def only_fault(raw: RawInputs) -> str:
    found = faults(raw)
    if len(found) != 1:
        pytest.fail("expected one fault, found:\n" + "\n".join(found))
    return found[0]
