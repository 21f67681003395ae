"""All faults of a workbook at once: in order, one a cell, long runs cut short."""

from __future__ import annotations

from dataclasses import replace

import pytest
from event_books import with_calendar
from hypothesis import given, settings
from hypothesis import strategies as st
from raw_books import (
    FIRST_ROW,
    WEEKS,
    faults,
    fill,
    good_book,
    put,
    table,
    week,
    with_table,
    without_sheet,
)

from mmm_xl.data.limits import FAULTS_IN_FULL, FAULTS_SHOWN
from mmm_xl.data.raw import ErrorValue
from mmm_xl.names import Sheet


def where(line: str) -> str:
    return line.split(": ", maxsplit=1)[0]


def test_many_faults_come_in_sheet_row_and_column_order():
    book = without_sheet(good_book(), "Controls")
    book = replace(
        put(
            book,
            ("Experiments!I5", 0),
            ("Events!B7", "x"),
            ("Outcome!B20", None),
            ("Spend!C17", -40),
            ("Spend!B17", "x"),
            ("Spend!A6", "soon"),
            ("Channels!D5", "bought"),
            ("Settings!B11", 35),
            ("Exposure!C6", True),
        )
    )
    assert [where(line) for line in faults(book)] == [
        "Settings!B11",
        "Channels!D5",
        "Spend!A6",
        "Spend!B17",
        "Spend!C17",
        "Outcome!B20",
        "Events!B7",
        "Controls",
        "Experiments!I5",
        "Exposure!C6",
    ]


@pytest.mark.parametrize("count", [FAULTS_IN_FULL, FAULTS_IN_FULL + 1])
def test_long_runs_are_cut(count):
    book = fill(good_book(), "Spend", "TV", lambda i: -1 if i < count else 1)
    found = faults(book)
    if count <= FAULTS_IN_FULL:
        assert len(found) == count
        return
    assert len(found) == FAULTS_SHOWN + 1
    assert found[-1] == (
        f"Spend!B{FIRST_ROW + FAULTS_SHOWN}: and {count - FAULTS_SHOWN} more like this in the"
        f" column, the last in B{FIRST_ROW + count - 1}."
    )


def test_another_kind_in_a_long_run_is_still_listed():
    book = fill(good_book(), "Spend", "TV", lambda i: "x" if i == 20 else -1)
    found = faults(book)
    assert len(found) == FAULTS_SHOWN + 2
    assert found[-1].startswith("Spend!B25: spend is the text 'x'")


BAD_VALUES = st.sampled_from([None, "x", -1, True, float("nan"), ErrorValue("#REF!"), 1e20])
CELLS = st.tuples(st.sampled_from("BC"), st.integers(FIRST_ROW, FIRST_ROW + WEEKS - 1))


@settings(deadline=None, max_examples=80)
@given(st.dictionaries(CELLS, BAD_VALUES, max_size=15))
def test_exactly_the_broken_cells_are_named(broken):
    changes = [(f"Spend!{letter}{row}", value) for (letter, row), value in broken.items()]
    expected = [f"Spend!{letter}{row}" for letter, row in sorted(broken, key=lambda c: c[::-1])]
    assert [where(line) for line in faults(put(good_book(), *changes))] == expected


ANYTHING = st.one_of(
    BAD_VALUES, st.floats(), st.integers(), st.text(max_size=8), st.booleans(), st.datetimes()
)
FULL_BOOK = with_table(
    with_calendar(("Launch", week(3)), ("Sale", week(9), week(11), "pulse", 1, 1)),
    Sheet.DATA_DICTIONARY,
    table(
        Sheet.DATA_DICTIONARY, ["Sheet", "Column", "Unit"], [("Spend", "TV", "EUR"), ("", "", "")]
    ),
)
ANY_CELL = st.tuples(
    st.sampled_from(sorted(FULL_BOOK.tables)), st.sampled_from("ABCEH"), st.integers(4, 12)
)


@settings(deadline=None, max_examples=150)
@given(st.dictionaries(ANY_CELL, ANYTHING, max_size=6))
def test_whatever_a_cell_holds_faults_are_sentences_one_a_cell(changes):
    book = FULL_BOOK
    for (sheet, letter, row), value in changes.items():
        sheet_table = book.tables[sheet]
        column = next((c for c in sheet_table.columns if c.letter == letter), None)
        if column is None or (row != sheet_table.header_row and row not in sheet_table.rows):
            continue
        held = str(value).strip() if row == sheet_table.header_row else value
        book = put(book, (f"{sheet}!{letter}{row}", held))
    found = faults(book)
    cells = [where(line) for line in found if "!" in where(line)]
    assert len(cells) == len(set(cells))
    assert all(line.endswith((".", "?")) for line in found)
    assert not any("\n" in line for line in found)
