"""Events by their dates: the weeks they touch, what is refused, and where they trace back to."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pytest
from event_books import with_calendar
from hypothesis import given
from hypothesis import strategies as st
from raw_books import FIRST_WEEK, WEEKS, fill, good_book, only_fault, week
from rule_case import found_in

from mmm_xl.data.build import build_dataset
from mmm_xl.data.calendar import week_ends
from mmm_xl.data.made_events import touched
from mmm_xl.runs.digest import run_id

DAY = timedelta(days=1)


def weeks_of(book, name="Launch"):
    """Numbers of the weeks in which an event is on."""
    data = build_dataset(book)
    return np.flatnonzero(data.events[:, data.event_names.index(name)]).tolist()


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ((week(3),), [3]),
        ((week(3) - 6 * DAY,), [3]),
        ((week(3) + DAY,), [4]),
        ((week(3), week(3) + DAY), [3, 4]),
        ((week(3), week(5), "pulse"), [3, 4, 5]),
        ((week(3), None, None, 1, 2), [2, 3, 4, 5]),
        ((week(3), week(5), "step"), [3, 4, 5]),
        ((week(26), None, "Step"), [26, 27, 28, 29]),
        ((week(26), None, "step", 2), [24, 25, 26, 27, 28, 29]),
        ((week(-2), None, None, 0, 3), [0, 1]),
        ((week(31), None, None, 3), [28, 29]),
        ((week(-9), week(1)), [0, 1]),
        (("2023-01-20",), [3]),
    ],
)
def test_a_week_counts_from_the_first_day_of_the_event(row, expected):
    assert weeks_of(with_calendar(("Launch", *row))) == expected


def test_rows_of_one_name_are_one_event():
    book = with_calendar(("Launch", week(3)), ("Sale", week(9)), ("Launch", week(4), week(6)))
    assert weeks_of(book) == [3, 4, 5, 6]
    assert build_dataset(book).event_names == ("Easter", "Launch", "Sale")


def test_an_event_by_dates_is_the_same_as_its_flags():
    flags = fill(good_book(), "Events", "Launch", lambda i: int(3 <= i <= 5))
    dates = with_calendar(("Launch", week(3), week(5)))
    assert build_dataset(dates).digest() == build_dataset(flags).digest()


@given(st.integers(-400, 400), st.integers(0, 100), st.integers(0, 12), st.integers(0, 12))
def test_touched_weeks_are_those_found_day_by_day(start, length, lead, lag):
    ends = week_ends(FIRST_WEEK, WEEKS)
    first = FIRST_WEEK + start * DAY
    days = {first + i * DAY for i in range(length + 1)}
    wide = week_ends(FIRST_WEEK - 200 * 7 * DAY, 500)
    on = [i for i, end in enumerate(wide) if days & {end - k * DAY for k in range(7)}]
    around = {wide[i] for i in range(on[0] - lead, on[-1] + lag + 1)}
    got = touched(ends, first, max(days), lead, lag)
    assert got.tolist() == [float(end in around) for end in ends]


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ((None, week(3)), "EventCalendar!A5: Event is blank; give the event a name."),
        (("TV", week(3)), "EventCalendar!A5: 'TV' is also the name of channel 'TV';"),
        (("price", week(3)), "EventCalendar!A5: 'price' is also the name of a column of Controls;"),
        (("Easter", week(3)), "EventCalendar!A5: 'Easter' is also the name of a column of Events;"),
        (("Sale",), "EventCalendar!B5: First day is blank; write a date (yyyy-mm-dd)."),
        (("Sale", "soon"), "EventCalendar!B5: First day is the text 'soon', not a date;"),
        (("Sale", week(3), "never"), "EventCalendar!C5: Last day is the text 'never', not a date;"),
        (("Sale", week(3), week(2)), "EventCalendar!C5: Last day 2023-01-15 is before First day"),
        (("Sale", week(3), None, "jump"), "EventCalendar!D5: Pulse or step is 'jump'; expected"),
        (("Sale", week(3), None, None, 13), "EventCalendar!E5: Weeks of lead is 13.00; expected"),
        (("Sale", week(3), None, None, 0.5), "EventCalendar!E5: Weeks of lead is 0.5; expected"),
        (("Sale", week(3), None, None, 0, -1), "EventCalendar!F5: Weeks of lag is negative"),
        (("Shop", week(3), None, "step", 0, 1), "EventCalendar!F5: Weeks of lag would not be used"),
        (("All", week(-1), week(40)), "EventCalendar!A5: event 'All' covers every week"),
    ],
)
def test_a_row_that_cannot_be_meant_is_refused(row, expected):
    assert only_fault(with_calendar(row)).startswith(expected)


def test_one_name_in_two_spellings_is_refused():
    fault = only_fault(with_calendar(("Spring sale", week(3)), ("spring Sale", week(9))))
    assert fault.startswith("EventCalendar!A6: 'spring Sale' differs from 'Spring sale' only by")


def test_a_calendar_may_go_on_beyond_the_data():
    book = with_calendar(("Launch", week(3)), ("Launch", week(60)), ("Old", week(-60)))
    assert build_dataset(book).event_names == ("Easter", "Launch")
    lines = [str(f) for f in found_in(book) if f.where.startswith("EventCalendar")]
    assert lines == [
        "EventCalendar!A6: 'Launch' from 2024-02-25 on lies outside the data, weeks 2023-01-01 to"
        " 2023-07-23.",
        "EventCalendar!A7: 'Old' touches no week of the data, weeks 2023-01-01 to 2023-07-23.",
    ]


def test_a_number_may_be_a_name():
    book = with_calendar((2023, week(3)), (2024.0, week(3)))
    assert build_dataset(book).event_names == ("Easter", "2023", "2024")
    (twin,) = (f for f in found_in(book) if f.rule == "event-twin")
    assert (twin.where, twin.what) == (
        "EventCalendar!A6", "event '2024' is the same as '2023' in every week."
    )  # fmt: skip


def test_dates_at_the_ends_of_the_calendar_are_dates():
    early, late = date.min, date.max
    book = with_calendar(("Old", early, None, None, 12), ("New", late, None, "step", 12))
    found = [f for f in found_in(book) if f.where.startswith("EventCalendar")]
    assert {f.rule for f in found} == {"event-outside"}
    assert touched((early, early + 7 * DAY), early, early, 1, 1).tolist() == [1.0, 1.0]


def test_blank_rows_are_no_events():
    assert weeks_of(with_calendar((), ("Launch", week(3)), ())) == [3]


def test_rows_are_checked_also_where_the_weeks_are_not_known():
    book = fill(with_calendar(("Sale", "soon")), "Outcome", "Week ending", lambda i: "later")
    found = [str(f) for f in found_in(book)]
    assert any(line.startswith("EventCalendar!B5: First day is the text") for line in found)


def test_an_event_traces_back_to_its_rows_and_weeks():
    book = with_calendar(
        ("Launch", week(3), None, None, 1), ("Sale", week(9)), ("Launch", week(12), None, None, 1)
    )
    source = next(s for s in build_dataset(book).sources if s.column == "Launch")
    assert source.range == "EventCalendar!A5:G5,EventCalendar!A7:G7"
    assert (source.total, source.unit) == (4.0, "flag")
    assert source.transformation == (
        "1 in weeks 2023-01-15 to 2023-01-22 and 2023-03-19 to 2023-03-26, 1 week of lead"
    )


def test_the_run_id_covers_the_calendars_words():
    def ids(row):
        data = build_dataset(with_calendar(row))
        return data.digest(), run_id("fit", data, None)

    short, long = ids(("Launch", week(3))), ids(("Launch", week(3), None, None, 0, 1))
    other = ids(("Launch", week(2), None, None, 0, 1))
    same = ids(("Launch", week(3) - DAY))
    assert len({short[0], long[0], other[0]}) == 3
    assert short == same
    by_lag, by_days = ids(("Launch", week(3), None, None, 0, 1)), ids(("Launch", week(3), week(4)))
    assert by_lag[0] == by_days[0] and by_lag[1] != by_days[1]
