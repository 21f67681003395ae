"""Public holidays as events: the right weeks, no two columns alike, and codes that are refused."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import combinations

import numpy as np
import pytest
from event_books import with_calendar, with_holidays
from raw_books import faults, fill, only_fault, without_sheet
from rule_case import found_in

from mmm_xl.data.build import build_dataset
from mmm_xl.data.limits import SAME_WEEKS
from mmm_xl.data.made_events import shared


def columns(book):
    data = build_dataset(book)
    return {
        name: [day.astype(date) for day in data.dates[data.events[:, i] > 0]]
        for i, name in enumerate(data.event_names)
    }


def test_each_holiday_stands_in_the_weeks_of_its_days():
    found = columns(with_holidays("DE"))
    assert found["Good Friday"] == [date(2023, 4, 9), date(2024, 3, 31), date(2025, 4, 20)]
    assert found["Easter Monday"] == [date(2023, 4, 16), date(2024, 4, 7), date(2025, 4, 27)]
    assert found["German Unity Day"] == [date(2023, 10, 8), date(2024, 10, 6), date(2025, 10, 5)]
    assert "Corpus Christi" not in found


def test_a_region_has_its_own_holidays_by_code_or_name():
    found = columns(with_holidays("DE-BY"))
    assert found["Corpus Christi"] == [date(2023, 6, 11), date(2024, 6, 2), date(2025, 6, 22)]
    assert columns(with_holidays("de-bayern")) == found


def test_lead_and_lag_are_flags_of_the_same_event():
    found = columns(with_holidays("DE", lead=1))
    assert found["German Unity Day"][:2] == [date(2023, 10, 1), date(2023, 10, 8)]
    assert len(columns(with_holidays("DE", lead=1, lag=1))["German Unity Day"]) == 9


@pytest.mark.parametrize(("country", "lead", "lag"), [("DE", 0, 0), ("IN", 1, 1), ("US", 2, 2)])
def test_no_two_holidays_share_most_of_their_weeks(country, lead, lag):
    data = build_dataset(with_holidays(country, lead=lead, lag=lag))
    first = data.event_names.index("November sale") + 1
    assert first < len(data.event_names)
    for one, other in combinations(range(first, len(data.event_names)), 2):
        if "Other public holidays" not in (data.event_names[one], data.event_names[other]):
            assert shared(data.events[:, one], data.events[:, other]) < SAME_WEEKS


def test_christmas_is_one_event_not_two():
    assert "Christmas Day + Second Day of Christmas" in columns(with_holidays("DE"))


def test_a_year_of_data_has_one_column_of_holidays():
    data = build_dataset(with_holidays("FR", weeks=52))
    assert [name for name in data.event_names if "holiday" in name.casefold()] == [
        "Public holidays"
    ]
    assert len(data.event_names) == 4
    assert data.events[:, -1].sum() > 5


def test_the_note_says_what_was_added():
    (note,) = (f for f in found_in(with_holidays("GB")) if f.rule == "holidays-added")
    assert note.what.startswith("public holidays of GB became 6 events: Christmas Day + Boxing Day")
    assert "Other public holidays (1 week)" in note.what


def test_a_time_without_known_holidays_is_said():
    old = with_holidays("DE")
    for sheet in ("Spend", "Outcome", "Events", "Controls", "Exposure"):
        old = fill(old, sheet, "Week ending", lambda i: date(1800, 1, 5) + timedelta(weeks=i))
    old = without_sheet(without_sheet(old, "EventCalendar"), "Experiments")
    notes = [f.what for f in build_dataset(old).findings if f.rule == "holidays-added"]
    assert notes == ["no public holiday of DE is known in the weeks of the data."]


def test_the_source_names_package_and_days():
    source = build_dataset(with_holidays("DE", lead=1)).sources[-1]
    assert source.sheet == "Settings"
    assert source.transformation.startswith("1 in weeks 2023-")
    assert "; 1 week of lead; public holidays of DE: " in source.transformation
    assert "; by holidays 0." in source.transformation


def test_an_event_of_the_workbook_stands_for_a_holiday_in_its_weeks():
    rows = [("Easter shopping", day) for day in ("2023-04-07", "2024-03-29", "2025-04-18")]
    book = with_calendar(*rows, book=with_holidays("DE"))
    found = columns(book)
    assert "Good Friday" not in found and "Easter Monday" in found
    assert any(
        f.rule == "holidays-left-out" and "Good Friday for your event 'Easter shopping'" in f.what
        for f in found_in(book)
    )


def test_the_same_inputs_give_the_same_columns():
    one, other = (build_dataset(with_holidays("US", lead=1)) for _ in range(2))
    assert one.digest() == other.digest()
    assert one.sources == other.sources


@pytest.mark.parametrize(
    ("country", "expected"),
    [
        ("Germany", "Holiday country is 'Germany', which is no country code; did you mean 'DE'"),
        ("GX", "Holiday country is 'GX', which is no country code; expected two letters, such as"),
        ("DE-QQ", "Holiday country is 'DE-QQ', but 'DE' has no region 'QQ'; expected one of 'BB'"),
        ("GG-X", "Holiday country is 'GG-X', but 'GG' has no region 'X'; it has none."),
        ("-", "Holiday country is '-', which is no country code;"),
    ],
)
def test_an_unknown_code_is_refused_at_its_cell(country, expected):
    fault = only_fault(with_holidays(country))
    assert fault.startswith("Settings!B") and expected in fault


def test_lead_without_a_country_is_refused():
    assert "Holiday lag weeks is 2 but Holiday country is blank" in only_fault(
        with_holidays(None, lag=2)
    )


def test_each_tenth_country_can_be_read():
    """The package's calendars differ in languages, names and regions; all 250 take too long."""
    from holidays.registry import COUNTRIES

    for code in sorted(entry[1] for entry in COUNTRIES.values())[::10]:
        book = with_holidays(code, lead=1)
        assert faults(book) == [], code
        values = build_dataset(book).events
        assert np.all((values == 0) | (values == 1))
