"""Dates: kinds, weekday, order, gaps, and agreement between the weekly sheets."""

from __future__ import annotations

from datetime import datetime, time, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from raw_books import LAST_ROW, WEEKS, faults, fill, good_book, only_fault, put, rows, week

from mmm_xl.data.build import WEEKLY_SHEETS
from mmm_xl.data.limits import LEAST_WEEKS
from mmm_xl.data.raw import ErrorValue
from mmm_xl.settings import Settings

MEND = "write the last day of the week as a date (yyyy-mm-dd)."


@pytest.mark.parametrize(
    ("value", "sentence"),
    [
        ("Christmas", f"week is the text 'Christmas', not a date; {MEND}"),
        ("30/01/2023", "2023-01-30 is a Monday; expected the week's last day, a Sunday."),
        ("2023-02-30", f"week is '2023-02-30', a day that does not exist; {MEND}"),
        (45000, "week is the number 45,000, not a date; give the cell a date format."),
        (True, f"week is TRUE; {MEND}"),
        (ErrorValue("#N/A"), "week is the Excel error #N/A; correct the formula or write a value."),
        (datetime(2023, 1, 29, 13), "week has a time of day (13:00) beside the date 2023-01-29;"),
        (time(3), f"week is the date or time 03:00:00; {MEND}"),
        (None, "the week is blank; write the last day of the week as a date."),
        (datetime(2023, 1, 30), "2023-01-30 is a Monday; expected the week's last day, a Sunday."),
    ],
)
def test_wrong_dates(value, sentence):
    assert only_fault(put(good_book(), ("Spend!A9", value))).startswith(f"Spend!A9: {sentence}")


def test_half_a_second_is_forgiven():
    near = week(4) - timedelta(milliseconds=300)
    assert faults(put(good_book(), ("Spend!A9", near))) == []


def test_one_other_weekday_is_one_fault_a_sheet():
    book = fill(good_book(), "Spend", "Week ending", lambda i: week(i) + timedelta(days=1))
    assert only_fault(book).startswith(
        "Spend!A5: every date is a Monday but Settings says weeks end on Sunday; change 'Week ends"
        " on' to Monday, or move"
    )


def test_other_week_ends_are_welcome_where_settings_say_so():
    book = good_book(Settings(week_ends_on="Saturday"))
    for sheet in WEEKLY_SHEETS:
        book = fill(book, sheet, "Week ending", lambda i: week(i) - timedelta(days=1))
    found = faults(book)
    assert [line.split(":")[0] for line in found] == ["Experiments!C5", "Experiments!D5"]


def test_a_refused_week_end_does_not_spread():
    book = put(good_book(), ("Settings!B10", "Sonntag"))
    assert only_fault(book).startswith("Settings!B10: Week ends on is 'Sonntag'; expected Monday")
    odd = put(book, ("Spend!A9", week(4) + timedelta(days=1)))
    assert "Spend!A9: Week ending 2023-01-30 is 8 days after the week before; expected 7." in (
        faults(odd)
    )


@pytest.mark.parametrize(
    ("gone", "words"),
    [
        ([3], "week 2023-01-22 is missing"),
        ([3, 4], "weeks 2023-01-22 and 2023-01-29 are missing"),
        ([3, 4, 5, 6, 7], "5 weeks are missing, 2023-01-22 to 2023-02-19"),
    ],
)
def test_gaps_name_their_weeks(gone, words):
    book = rows(good_book(), "Spend", [i for i in range(WEEKS) if i not in gone])
    assert only_fault(book) == f"Spend!A8: {words} before this one; add every week."


def test_a_refused_date_is_not_also_a_gap():
    book = put(good_book(), ("Spend!A9", "soon"), ("Spend!A10", "later"))
    assert [line.split(":")[0] for line in faults(book)] == ["Spend!A9", "Spend!A10"]


def test_duplicate_week():
    book = rows(good_book(), "Spend", [*range(WEEKS), WEEKS - 1])
    assert only_fault(book) == (
        f"Spend!A{LAST_ROW + 1}: week 2023-07-23 stands twice, also in A{LAST_ROW};"
        " keep one row a week."
    )


def test_unordered_weeks_are_one_fault():
    book = rows(good_book(), "Spend", list(reversed(range(WEEKS))))
    assert only_fault(book).startswith("Spend!A6: week 2023-07-16 comes after 2023-07-23; sort")


@pytest.mark.parametrize(("step", "words"), [(2, "2 days"), (14, "14 days"), (30, "30 days")])
def test_rows_that_are_not_weeks_are_one_fault(step, words):
    book = fill(good_book(), "Spend", "Week ending", lambda i: week(0) + timedelta(days=step * i))
    assert only_fault(book).startswith(
        f"Spend!A5: dates are mostly {words} apart; expected one row a week or one a day; bring one"
    )


def test_blank_row_inside_is_one_fault():
    book = put(good_book(), ("Spend!A9", None), ("Spend!B9", None), ("Spend!C9", " "))
    assert only_fault(book) == "Spend!A9: the row is blank; fill it in or delete it."


def test_sheets_must_hold_the_same_weeks():
    book = rows(good_book(), "Spend", range(1, WEEKS - 1))
    assert faults(book) == [
        "Spend!A5: the sheet starts with week 2023-01-08 but Outcome starts with 2023-01-01; every"
        " weekly sheet holds the same weeks.",
        "Spend!A32: the sheet ends with week 2023-07-16 but Outcome ends with 2023-07-23; every"
        " weekly sheet holds the same weeks.",
    ]


def test_a_sheet_without_weeks():
    assert only_fault(rows(good_book(), "Spend", [])).startswith("Spend!A4: the sheet has no weeks")


def shortened(weeks: int):
    book = rows(good_book(), "Experiments", [])
    for sheet in WEEKLY_SHEETS:
        book = rows(book, sheet, range(weeks))
    return book


def test_least_number_of_weeks():
    assert faults(shortened(LEAST_WEEKS)) == []
    assert only_fault(shortened(LEAST_WEEKS - 1)) == (
        f"Outcome!A4: the sheet has {LEAST_WEEKS - 1} weeks; at least {LEAST_WEEKS} are needed."
    )
    assert "Outcome!A4: the sheet has no weeks; at least 26 are needed." in faults(shortened(0))


@settings(deadline=None, max_examples=60)
@given(st.sets(st.integers(1, WEEKS - 2), max_size=8))
def test_each_run_of_missing_weeks_is_one_fault(gone):
    kept = [i for i in range(WEEKS) if i not in gone]
    expected = [f"Spend!A{5 + kept.index(i)}" for i in kept[1:] if i - 1 in gone]
    found = faults(rows(good_book(), "Spend", kept))
    assert [line.split(":")[0] for line in found] == expected


@settings(deadline=None, max_examples=60)
@given(st.permutations(range(8)))
def test_any_order_but_the_right_one_is_refused(order):
    book = rows(good_book(), "Spend", [*order, *range(8, WEEKS)])
    assert bool(faults(book)) == (list(order) != sorted(order))
