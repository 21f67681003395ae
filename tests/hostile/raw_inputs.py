"""Inputs as a reader could hand them over, with any value in any cell, for hypothesis."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from hypothesis import strategies as st

from mmm_xl.data.raw import ErrorValue, RawColumn, RawInputs, RawTable
from mmm_xl.workbook.cell_text import unescaped
from tests.hostile.payloads import PAYLOADS

NUMBERS = st.one_of(
    st.floats(), st.integers(), st.sampled_from([0, -0.0, 1e308, -1e308, 5e-324, 10**300, 45_000]),
    st.booleans(),
)  # fmt: skip
TEXTS = st.one_of(
    st.text(max_size=20), st.sampled_from(PAYLOADS),
    st.sampled_from(["1,5", "1.234,56", "£3", "12%", "n/a", "-", "1e5", "03/04/2024", "Total"]),
).map(unescaped)  # fmt: skip
DATES = st.one_of(
    st.datetimes(), st.sampled_from([datetime.min, datetime.max, datetime(1900, 1, 1)]),
)  # fmt: skip
CELLS = st.one_of(
    st.none(), NUMBERS, TEXTS, DATES,
    st.sampled_from([ErrorValue("#N/A"), ErrorValue("of a formula that was never calculated")]),
)  # fmt: skip
HEADERS = st.one_of(st.just(""), TEXTS.map(str.strip))
CHANGES = ("cell", "cell", "cell", "cell", "column", "header", "rows", "order", "drop", "sheet")


def books(good: RawInputs) -> st.SearchStrategy[RawInputs]:
    """A good book with cells, headers, rows, columns and sheets changed."""

    @st.composite
    def made(draw: st.DrawFn) -> RawInputs:
        tables = dict(good.tables)
        for _ in range(draw(st.integers(1, 6))):
            if not tables:
                break
            sheet = draw(st.sampled_from(sorted(tables)))
            changed = draw(_changed(tables[sheet]))
            if changed is None:
                del tables[sheet]
            else:
                tables[sheet] = changed
        return replace(good, tables=tables, name=draw(TEXTS))

    return made()


@st.composite
def _changed(draw: st.DrawFn, table: RawTable) -> RawTable | None:
    what = draw(st.sampled_from(CHANGES))
    if what == "sheet":
        return None
    if not table.columns or not table.rows:
        return table
    columns = list(table.columns)
    at = draw(st.integers(0, len(columns) - 1))
    row = draw(st.integers(0, len(table.rows) - 1))
    column = columns[at]
    if what == "cell":
        values = (*column.values[:row], draw(CELLS), *column.values[row + 1 :])
        columns[at] = replace(column, values=values)
    elif what == "column":
        cell = draw(CELLS)
        columns[at] = replace(column, values=(cell,) * len(table.rows))
    elif what == "header":
        taken = {c.header for c in columns}
        header = draw(HEADERS)
        columns[at] = column if header in taken else replace(column, header=header)
    elif what == "rows":
        return _kept(table, tuple(range(row)))
    elif what == "order":
        return _kept(table, (*range(row, len(table.rows)), *range(row)))
    else:
        del columns[at]
    return replace(table, columns=tuple(columns))


def _kept(table: RawTable, rows: tuple[int, ...]) -> RawTable:
    columns = tuple(
        RawColumn(c.header, c.letter, tuple(c.values[i] for i in rows)) for c in table.columns
    )
    first = table.header_row + 1
    return replace(table, columns=columns, rows=tuple(range(first, first + len(rows))))
