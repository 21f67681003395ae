"""Week-ending dates: weekday names, steps, gaps and sequences."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mmm_xl.data import calendar
from mmm_xl.names import WEEKDAYS

SUNDAY = date(2024, 1, 7)
DAYS = st.dates(date(1990, 1, 1), date(2090, 1, 1))


def test_weekdays():
    assert calendar.weekday_name(SUNDAY) == "Sunday"
    assert calendar.shared_weekday([SUNDAY, SUNDAY + timedelta(7)]) == "Sunday"
    assert calendar.shared_weekday([SUNDAY, SUNDAY + timedelta(1)]) is None
    assert calendar.shared_weekday([]) is None


@given(DAYS, st.integers(0, 200))
def test_expected_sequence_is_weekly(first, weeks):
    days = calendar.week_ends(first, weeks)
    assert len(days) == weeks
    assert calendar.usual_step(days) == 7
    assert calendar.shared_weekday(days) in {*WEEKDAYS, None}


@given(DAYS, st.integers(1, 200))
def test_weeks_between_counts_those_strictly_inside(first, steps):
    later = first + timedelta(days=7 * steps)
    assert calendar.weeks_between(first, later) == steps - 1


@pytest.mark.parametrize(
    ("steps", "words"),
    [
        (2, "week 2024-01-14 is missing"),
        (3, "weeks 2024-01-14 and 2024-01-21 are missing"),
        (9, "8 weeks are missing, 2024-01-14 to 2024-03-03"),
    ],
)
def test_missing_weeks_in_words(steps, words):
    assert calendar.missing_weeks(SUNDAY, SUNDAY + timedelta(days=7 * steps)) == words


def test_a_week_that_starts_on_monday_ends_on_sunday():
    assert calendar.end_of_week_starting(date(2024, 1, 1)) == SUNDAY
