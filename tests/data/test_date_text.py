"""Dates of a column: layouts, what is ambiguous, day numbers, and that nothing is guessed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mmm_xl.data.calendar import MONTHS
from mmm_xl.data.cells import Problem
from mmm_xl.data.date_text import read_dates, understand_dates

SUNDAY = date(2024, 1, 7)

Layout = Callable[[date], str]
LAYOUTS: dict[str, Layout] = {
    "yyyy-mm-dd": lambda d: d.isoformat(),
    "yyyy/mm/dd": lambda d: f"{d.year}/{d.month:02}/{d.day:02}",
    "yyyymmdd": lambda d: f"{d.year}{d.month:02}{d.day:02}",
    "dd.mm.yyyy": lambda d: f"{d.day:02}.{d.month:02}.{d.year}",
    "d. m. yyyy": lambda d: f"{d.day}. {d.month}. {d.year}",
    "dd/mm/yyyy": lambda d: f"{d.day:02}/{d.month:02}/{d.year}",
    "mm/dd/yyyy": lambda d: f"{d.month:02}/{d.day:02}/{d.year}",
    "m/d/yyyy": lambda d: f"{d.month}/{d.day}/{d.year}",
    "dd-mm-yyyy": lambda d: f"{d.day:02}-{d.month:02}-{d.year}",
    "dd/mm/yy": lambda d: f"{d.day:02}/{d.month:02}/{d.year % 100:02}",
    "yy-mm-dd": lambda d: f"{d.year % 100:02}-{d.month:02}-{d.day:02}",
    "7 Jan 2024": lambda d: f"{d.day} {MONTHS[d.month - 1][:3]} {d.year}",
    "Jan 7, 2024": lambda d: f"{MONTHS[d.month - 1][:3]} {d.day}, {d.year}",
    "January 7th, 2024": lambda d: f"{MONTHS[d.month - 1]} {d.day}th, {d.year}",
    "07-Jan-24": lambda d: f"{d.day:02}-{MONTHS[d.month - 1][:3]}-{d.year % 100:02}",
    "2024-Jan-07": lambda d: f"{d.year}-{MONTHS[d.month - 1][:3]}-{d.day:02}",
    "with midnight": lambda d: f"{d.isoformat()} 00:00:00",
    "with midnight and zone": lambda d: f"{d.isoformat()}T00:00:00.000Z",
    "with midnight of the clock": lambda d: f"{d.month}/{d.day}/{d.year} 12:00:00 AM",
}


def weeks(first: date, count: int = 30, step: int = 7) -> list[date]:
    return [first + timedelta(days=step * i) for i in range(count)]


@pytest.mark.parametrize("layout", LAYOUTS.values(), ids=LAYOUTS)
@settings(max_examples=25, deadline=None)
@given(
    first=st.dates(date(2000, 1, 1), date(2045, 1, 1)),
    count=st.integers(26, 60),
    step=st.sampled_from([1, 7]),
)
def test_each_layout_comes_back(layout: Layout, first: date, count: int, step: int) -> None:
    days = weeks(first, count, step)
    assert read_dates([layout(day) for day in days]) == days


def test_two_months_of_days_are_no_two_months_of_many_years() -> None:
    days = weeks(date(2001, 2, 1), 55, 1)
    assert read_dates([day.strftime("%y-%m-%d") for day in days]) == days


@given(st.lists(st.dates(date(1990, 1, 1), date(2050, 12, 31)), min_size=1, max_size=30))
@settings(max_examples=200, deadline=None)
def test_day_or_month_first_is_read_rightly_or_refused(days: list[date]) -> None:
    """Whatever the dates, no text is ever read as a day that its writer did not mean."""
    read = read_dates([f"{day.day}/{day.month}/{day.year}" for day in days])
    wrong = [r for r, day in zip(read, days, strict=True) if isinstance(r, date) and r != day]
    exchanged = [date(day.year, day.day, day.month) if day.day <= 12 else None for day in days]
    if None in exchanged:
        assert not wrong
    elif wrong:  # only where the other reading, too, is a calendar, and the meant one is none
        assert [r for r in read if r] == exchanged


@given(st.lists(st.text(max_size=24) | st.integers() | st.floats() | st.booleans(), max_size=12))
@settings(max_examples=300, deadline=None)
def test_any_cells_end_in_dates_or_sentences(values: list) -> None:
    for value, day in zip(values, read_dates(values), strict=True):
        assert day is None or isinstance(day, date | Problem)
        if isinstance(day, Problem):
            assert day.sentence("week", "mend").endswith(".")
        blank = value is None or (isinstance(value, str) and not value.strip())
        assert (day is None) == blank


@pytest.mark.parametrize(
    ("texts", "words"),
    [
        (["01/02/2024"], "is '01/02/2024': 1 February 2024 or 2 January 2024"),
        (["01-02-2024", "02-03-2024"], "is '01-02-2024': 1 February 2024 or 2 January 2024"),
        (["01/02/03"], "is '01/02/03': 1 February 2003 or 2 January 2003 or 3 February 2001"),
        (["13/01/2024", "01/14/2024"], "is '13/01/2024', which can only be dd/mm/yyyy, unlike"),
        (["31/02/2024"], "is '31/02/2024', a day that does not exist"),
        (["Jan 2024"], "is 'Jan 2024', longer than a week"),
        (["2024-01"], "is '2024-01', longer than a week"),
        (["Q1 2024"], "is 'Q1 2024', longer than a week"),
        ([2024.0], "is '2024', longer than a week"),
        (["202405"], "is '202405', which may be a month or week 5 of a year"),
        (["2024-01-07 14:30"], "has a time of day (14:30) beside the date '2024-01-07'"),
        (["Brumaire 7, 2024"], "is the text 'Brumaire 7, 2024', not a date"),
        ([12.0], "is the number 12, not a date"),
        (["W05"], "is the text 'W05', not a date"),
    ],
)
def test_what_cannot_be_told_is_refused(texts: list, words: str) -> None:
    found = read_dates(texts)[0]
    assert isinstance(found, Problem)
    assert found.words.startswith(words)


def test_months_in_a_row_are_not_taken_for_days_in_a_row() -> None:
    texts = [f"01/{month:02}/2024" for month in range(1, 13)]
    assert isinstance(read_dates(texts)[1], Problem)


def test_the_other_cells_of_a_column_tell_an_ambiguous_one() -> None:
    thursdays = [datetime(2024, 1, 4) + timedelta(days=7 * i) for i in range(8)]
    assert read_dates([*thursdays[:4], "01/02/2024", *thursdays[5:]])[4] == date(2024, 2, 1)


@pytest.mark.parametrize("text", ["2024-W05", "2024W05", "W05 2024", "KW 5/2024", "Week 5, 2024"])
def test_iso_weeks_end_on_their_sunday(text: str) -> None:
    reading = understand_dates([text])
    assert reading.days == [date(2024, 2, 4)]
    assert "ISO weeks" in reading.understood[0].words


def test_six_digits_are_weeks_where_they_can_be_no_months() -> None:
    assert read_dates([202411.0, 202412.0, 202413.0])[2] == date(2024, 3, 31)


@pytest.mark.parametrize(("epoch_1904", "shift"), [(False, 0), (True, 1462)])
@given(first=st.dates(date(1991, 1, 1), date(2049, 1, 1)), as_text=st.booleans())
@settings(max_examples=30, deadline=None)
def test_day_numbers(epoch_1904: bool, shift: int, first: date, as_text: bool) -> None:
    days = weeks(first)
    numbers = [(day - date(1899, 12, 30)).days - shift for day in days]
    reading = understand_dates(
        [str(n) if as_text else float(n) for n in numbers], epoch_1904=epoch_1904
    )
    assert reading.days == days
    assert f"counted from {1904 if epoch_1904 else 1900}" in reading.understood[0].words


def test_a_day_number_beside_dates_is_refused() -> None:
    found = read_dates([datetime(2024, 1, 7), 45305.0])
    assert found[0] == SUNDAY
    assert isinstance(found[1], Problem)
    assert found[1].words == "is the number 45,305, not a date"


@pytest.mark.parametrize(
    ("text", "year"), [("07/01/68", 2068), ("07-Jan-69", 1969), ("07-Jan-00", 2000)]
)
def test_two_digit_years(text: str, year: int) -> None:
    assert read_dates([text, text.replace("07", "14", 1)])[0] == date(year, 1, 7)


def test_months_in_the_languages_of_neighbours() -> None:
    texts = ["3 août 2024", "10. März 2024", "5 juin 2024", "1 ene 2024", "2 gen. 2024", "4 mei 24"]
    months = [day.month for day in read_dates(texts) if isinstance(day, date)]
    assert months == [8, 3, 6, 1, 1, 5]


def test_the_layout_is_said_once() -> None:
    texts = ["07/01/2024", "14/01/2024", "21/01/2024"]
    (said,) = understand_dates(texts).understood
    assert (said.index, said.rule.name) == (0, "date-text")
    assert said.words == "are text, read as dd/mm/yyyy: '07/01/2024' is 7 January 2024."
    assert understand_dates(["2024-01-07"]).understood == ()


def test_a_very_long_row_of_digits_is_a_text() -> None:
    (problem,) = read_dates(["9" * 5_000])
    assert isinstance(problem, Problem)
    assert problem.words.startswith("is the text '9999") and len(problem.words) < 100
