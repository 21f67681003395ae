"""Rows that are days become weeks; rows before the first outcome are history."""

from __future__ import annotations

import numpy as np
import pytest
from days import DAYS, daily_book, daily_sheet, day, later_outcome, longer_book, without_first
from raw_books import WEEKS, faults, fill, good_book, only_fault, put, rows, week

from mmm_xl.data.build import WEEKLY_SHEETS, build_dataset
from mmm_xl.data.dataset import Dataset
from mmm_xl.names import Sheet
from mmm_xl.settings import Settings


def said(dataset: Dataset, rule: str) -> list[str]:
    return [str(finding) for finding in dataset.findings if finding.rule == rule]


def by_week(values: list[float]) -> np.ndarray:
    return np.array(values).reshape(-1, 7)


def test_each_column_becomes_weeks_by_its_rule() -> None:
    settings = Settings(summed_controls=("Rain",), last_controls=("Shops",))
    data = build_dataset(daily_book(settings))
    assert list(data.dates) == [np.datetime64(week(i), "D") for i in range(WEEKS)]
    revenue = by_week([100.0 + i for i in range(DAYS)])
    assert data.outcome == pytest.approx(revenue.sum(axis=1), rel=1e-15)
    assert data.spend[:, 1] == pytest.approx(by_week([5.0 + i for i in range(DAYS)]).sum(axis=1))
    assert data.media[:, 2] == pytest.approx(by_week([50.0 + i for i in range(DAYS)]).sum(axis=1))
    price, rain, shops = data.controls.T
    assert price == pytest.approx(by_week([10 - 0.01 * i for i in range(DAYS)]).mean(axis=1))
    assert rain == pytest.approx(by_week([i % 5 for i in range(DAYS)]).sum(axis=1))
    assert shops == pytest.approx(np.arange(6, DAYS, 7))
    assert np.flatnonzero(data.events[:, 0]).tolist() == [14]
    how = {source.column: source.aggregation for source in data.sources}
    assert set(map(how.get, ("TV", "Search", "Email", "Revenue", "Rain"))) == {"sum"}
    assert [how[name] for name in ("Easter", "Price", "Shops")] == ["maximum", "mean", "last"]
    assert data.sources[0].range == f"Spend!B5:B{DAYS + 4}"


def test_daily_and_weekly_sheets_go_together() -> None:
    book = daily_sheet(
        good_book(), Sheet.SPEND, TV=lambda i: float(i // 7), Search=lambda i: float(i % 7)
    )
    data = build_dataset(book)
    assert data.spend[:, 0] == pytest.approx(7.0 * np.arange(WEEKS))
    assert said(data, "daily-rows") == [
        "Spend!A4: 210 rows are days and become 30 weeks that end on Sunday, the first on"
        " 2023-01-01."
    ]


def test_days_of_weeks_that_are_not_whole_are_left_out_and_said() -> None:
    book = daily_sheet(
        good_book(), Sheet.SPEND, range(-3, DAYS + 2), TV=lambda i: i % 2, Search=lambda i: 1.0
    )
    data = build_dataset(book)
    assert data.weeks == WEEKS
    assert (data.spend[:, 1] == 7.0).all()
    assert said(data, "days-left-out") == [
        "Spend!A5: the week of 2022-12-23 to 2022-12-25 has only 3 days here and is left out.",
        "Spend!A218: the week of 2023-07-24 to 2023-07-25 has only 2 days here and is left out.",
    ]
    assert data.sources[0].range == "Spend!B8:B217"


def test_missing_days_are_named() -> None:
    kept = [i for i in range(DAYS) if i not in (30, 31, 100)]
    book = daily_sheet(good_book(), Sheet.SPEND, kept, TV=lambda i: i % 2, Search=lambda i: 1.0)
    assert faults(book) == [
        f"Spend!A35: days {day(30).date()} and {day(31).date()} are missing before this one; add"
        " every day.",
        f"Spend!A103: day {day(100).date()} is missing before this one; add every day.",
    ]


def test_a_wrong_cell_of_a_day_keeps_its_address() -> None:
    assert only_fault(put(daily_book(), ("Spend!B77", -4.0))).startswith("Spend!B77: spend is neg")
    assert only_fault(put(daily_book(), ("Outcome!B77", None))).startswith("Outcome!B77: outcome i")
    doubled = only_fault(put(daily_book(), ("Spend!A77", day(70))))
    assert (
        doubled == f"Spend!A77: day {day(70).date()} stands twice, also in A75; keep one row a day."
    )


def test_months_are_refused_with_advice() -> None:
    book = fill(good_book(), "Spend", "Week ending", lambda i: f"{2021 + i // 12}-{i % 12 + 1:02}")
    fault = only_fault(book)
    assert fault.startswith("Spend!A5: week is '2021-01', longer than a week (29 more cells of the")
    assert "it is not split into weeks here" in fault


def test_both_readings_of_an_ambiguous_date_are_shown_once() -> None:
    texts = ["01/02/2023", "03/02/2023", "02/05/2023"]
    book = put(good_book(), *((f"Spend!A{9 + i}", text) for i, text in enumerate(texts)))
    first, *others = [line for line in faults(book) if "more cells" in line]
    assert others == []
    assert first == (
        "Spend!A9: week is '01/02/2023': 1 February 2023 or 2 January 2023 (2 more cells of the"
        " column likewise); write it as yyyy-mm-dd."
    )


def test_day_numbers_of_the_other_epoch_are_not_guessed() -> None:
    book = fill(good_book(), "Spend", "Week ending", lambda i: 43466.0 - 1 + 7 * i)
    fault = only_fault(book)
    assert "counted in Excel's other date system the day numbers are Sundays, the first" in fault


@pytest.mark.parametrize("weeks", [1, 5, 12, 20])
def test_blank_outcomes_at_the_start_are_history(weeks: int) -> None:
    plain, data = build_dataset(good_book()), build_dataset(later_outcome(weeks))
    for name in ("dates", "outcome", "spend", "media", "controls", "events"):
        assert np.array_equal(getattr(plain, name), getattr(data, name)), name
    used = min(weeks, Settings().carryover_weeks - 1)
    assert np.array_equal(data.history, plain.media[:weeks][weeks - used :])
    (line,) = said(data, "carryover-history")
    assert line.startswith(f"Spend!A4: {weeks} week")
    assert ("can still act" in line) == (weeks > used)
    assert bool(said(data, "no-history")) == (used < Settings().carryover_weeks - 1)
    ranges = {source.column: source.range for source in data.sources}
    assert ranges["TV"] == f"Spend!B{5 + weeks}:B{34 + weeks}"


def test_sheets_may_start_before_the_outcome() -> None:
    book = without_first(longer_book(6), Sheet.OUTCOME, 6)
    assert len(build_dataset(book).history) == 6
    without_events = without_first(book, Sheet.EVENTS, 6)
    assert len(build_dataset(without_events).history) == 6
    assert len(build_dataset(without_first(book, Sheet.EXPOSURE, 4)).history) == 2


def test_blank_spend_before_the_first_outcome_is_still_unknown() -> None:
    book = put(later_outcome(6), ("Spend!B7", None))
    assert only_fault(book).startswith("Spend!B7: spend is blank")


def test_a_blank_outcome_inside_is_no_history() -> None:
    assert only_fault(put(good_book(), ("Outcome!B7", None))).startswith("Outcome!B7: outcome is")


def test_without_history_the_reach_of_carryover_is_told() -> None:
    (line,) = said(build_dataset(good_book()), "no-history")
    assert line == (
        "Spend!A4: what was on air before 2023-01-01 is not known and taken as zero; carryover may"
        " reach back 25 weeks, so the first 25 are explained with less than what acted in them."
    )


def test_daily_rows_can_have_history_too() -> None:
    book = daily_sheet(
        daily_book(), Sheet.OUTCOME, range(-14, DAYS), Revenue=lambda i: None if i < 0 else 9.0 + i
    )
    book = daily_sheet(book, Sheet.SPEND, range(-14, DAYS), TV=lambda i: 2.0, Search=lambda i: 5.0)
    book = daily_sheet(
        book, Sheet.EXPOSURE, range(-14, DAYS), Email=lambda i: 1.0, Search=lambda i: 3.0
    )
    data = build_dataset(book)
    assert data.weeks == WEEKS
    assert data.history.tolist() == [[14.0, 21.0, 7.0]] * 2


def test_no_weekly_sheet_changes_where_nothing_is_daily_or_early() -> None:
    book = good_book()
    assert all(not build_dataset(rows(book, s, range(WEEKS))).history.size for s in WEEKLY_SHEETS)


def test_a_control_that_does_not_exist_has_no_rule() -> None:
    for settings in (Settings(summed_controls=("Rains",)), Settings(last_controls=("Rains",))):
        assert "'Rains' is no column of the Controls sheet" in only_fault(daily_book(settings))
