"""Lift tests: what a row means, and which rows cannot be."""

from __future__ import annotations

import math
from datetime import date

import pytest
from raw_books import (
    channel_row,
    experiments,
    faults,
    good_book,
    only_fault,
    put,
    table,
    week,
    weekly,
    with_table,
    without_column,
)

from mmm_xl.data.build import build_dataset
from mmm_xl.data.experiment_rows import named_channels
from mmm_xl.names import ChannelColumn, ExperimentColumn, ExperimentUse, Sheet

# TV spends 0, 100, 200 in turn: 200 + 0 + 100 + 200 in the test's weeks, weeks 8 to 11
SPENT = 500.0


def book(*rows):
    return with_table(good_book(), Sheet.EXPERIMENTS, experiments(*rows))


def read(**cells):
    (test,) = build_dataset(book(cells)).experiments
    return test


def silent(first=8, last=11):
    """Good book in which TV, every 100 a week, is off in some weeks."""
    spend = weekly(
        Sheet.SPEND, TV=lambda i: 0.0 if first <= i <= last else 100.0, Search=lambda i: 40 + i
    )
    return with_table(good_book(), Sheet.SPEND, spend)


def in_silence(**cells):
    return with_table(silent(), Sheet.EXPERIMENTS, experiments(cells))


def test_a_row_as_stated() -> None:
    test = read()
    assert test.channels == ("TV",)
    assert (test.start, test.end) == (date(2023, 2, 26), date(2023, 3, 19))
    assert test.measured_through == test.end
    assert (test.market_share, test.spend_change) == (0.5, 100.0)
    assert (test.effect, test.standard_error) == (900.0, 300.0)
    assert (test.method, test.owner, test.use) == ("geo", "Ann", ExperimentUse.CALIBRATE)
    assert test.cell == "Experiments!A5"


def test_a_workbook_from_before_keeps_its_meaning() -> None:
    new = (
        ExperimentColumn.SPEND_FACTOR, ExperimentColumn.EFFECT_LOW, ExperimentColumn.EFFECT_HIGH,
        ExperimentColumn.LEVEL, ExperimentColumn.MEASURED_THROUGH,
    )  # fmt: skip
    old = good_book()
    for column in new:
        old = without_column(old, Sheet.EXPERIMENTS, column)
    (test,) = build_dataset(old).experiments
    assert test == read()


@pytest.mark.parametrize("change", [100.0, -100.0, -125.0, 400.0])
def test_amount_becomes_factor_and_back(change) -> None:
    share, before = 0.5, SPENT - change
    test = read(SPEND_CHANGE=change)
    assert test.factor == pytest.approx(1 + change / (share * before))
    # what was spent is what would have been, with the share's part times the factor
    assert before * (1 - share + share * test.factor) == pytest.approx(SPENT)
    again = read(SPEND_CHANGE=None, SPEND_FACTOR=test.factor)
    assert again.spend_change == pytest.approx(change)


def test_off_is_a_factor_of_nothing() -> None:
    assert read(SPEND_CHANGE=-500.0).factor == 0.0  # 1,000 to be spent, half of it in the share
    assert read(SPEND_CHANGE=-499.99).factor == 0.0  # an amount rounded to cents
    assert read(SPEND_CHANGE=-503.0).factor == 0.0  # to within 1%
    test = read(SPEND_CHANGE=None, SPEND_FACTOR=0)
    assert (test.factor, test.spend_change) == (0.0, -500.0)


def test_all_that_was_spent_may_be_the_tests() -> None:
    test = read(SPEND_CHANGE=500.0)
    assert math.isinf(test.factor)


def test_amount_and_factor_must_agree() -> None:
    assert read(SPEND_FACTOR=1.5).factor == 1.5  # (1 - 0.5 + 0.5 * 1.5) * 400 = 500
    assert read(SPEND_FACTOR=1.503).factor == 1.5
    assert only_fault(book({"SPEND_FACTOR": 1.6})) == (
        "Experiments!F5: Change of spend 100.00 is a factor of 1.5, but Factor of spend is 1.6;"
        " correct or clear one of them."
    )


def test_more_saved_than_was_to_be_spent() -> None:
    assert only_fault(book({"SPEND_CHANGE": -600, "MARKET_SHARE": 0.25})) == (
        "Experiments!F5: 600.00 was saved on 'TV', but only 275.00 (25% of 1,100.00) was to be"
        " spent where it was changed."
    )


def test_more_added_than_was_spent() -> None:
    assert only_fault(book({"SPEND_CHANGE": 600})) == (
        "Experiments!F5: 600.00 was spent more, but only 500.00 was spent on 'TV' in these weeks,"
        " the test included."
    )


def test_a_silent_market_needs_the_amount() -> None:
    (test,) = build_dataset(in_silence(SPEND_CHANGE=-400, MARKET_SHARE=1.0)).experiments
    assert (test.factor, test.spend_change) == (0.0, -400.0)
    both = in_silence(SPEND_CHANGE=-400, SPEND_FACTOR=0, MARKET_SHARE=1.0)
    assert build_dataset(both).experiments[0].factor == 0.0
    lacking = in_silence(SPEND_CHANGE=None, SPEND_FACTOR=0, MARKET_SHARE=1.0)
    assert only_fault(lacking) == (
        "Experiments!G5: 'TV' was off in the whole market, so nothing shows what would have been"
        " spent; write it in Change of spend, with -."
    )


def test_a_market_that_was_not_silent_after_all() -> None:
    said = book({"SPEND_CHANGE": -400, "SPEND_FACTOR": 0, "MARKET_SHARE": 1.0})
    assert only_fault(said).startswith(
        "Experiments!F5: Change of spend -400.00 is a factor of 0.556"
    )


def test_nothing_spent_is_nothing_changed() -> None:
    said = in_silence(SPEND_CHANGE=None, SPEND_FACTOR=0.5)
    assert only_fault(said) == "Experiments!G5: nothing was spent on 'TV' in these weeks."


def test_owned_channels_change_in_contacts() -> None:
    test = read(CHANNEL="Email", SPEND_CHANGE=None, SPEND_FACTOR=2)
    contacts = sum(500.0 + i for i in range(8, 12))
    assert test.spend_change == pytest.approx(contacts - contacts / 1.5)


def test_several_channels_share_factor_and_amount() -> None:
    test = read(CHANNEL="TV; Search", SPEND_CHANGE=None, SPEND_FACTOR=2)
    spent = SPENT + sum(40 + i for i in range(8, 12))
    assert test.channels == ("TV", "Search")
    assert test.spend_change == pytest.approx(spent - spent / 1.5)
    assert read(CHANNEL="TV, Search", SPEND_CHANGE=test.spend_change).factor == pytest.approx(2)


def test_paid_and_owned_channels_have_a_factor_only() -> None:
    test = read(CHANNEL="TV; Email", SPEND_CHANGE=None, SPEND_FACTOR=2)
    assert test.spend_change == pytest.approx(SPENT - SPENT / 1.5)
    assert "'TV' and 'Email' have no common unit" in only_fault(book({"CHANNEL": "TV; Email"}))


@pytest.mark.parametrize(
    ("text", "found", "strange"),
    [
        ("TV", ("TV",), ""),
        ("TV;Display", ("TV", "Display"), ""),
        ("TV, Display ; Search, brand", ("TV", "Display", "Search, brand"), ""),
        ("Search, brand, TV", ("Search, brand", "TV"), ""),
        ("A; B", ("A; B",), ""),
        ("TV; Radio", ("TV", "Radio"), "Radio"),
        ("Search, TV", ("Search", "TV"), "Search"),
        (";", (), ";"),
    ],
)
def test_channels_in_one_cell(text, found, strange) -> None:
    known = ("TV", "Display", "Search, brand", "A; B")
    assert named_channels(text, known) == (found, strange)


def test_a_channel_with_a_comma_in_its_name() -> None:
    rows = [channel_row("TV, linear"), channel_row("Search"), channel_row("Email", "owned")]
    named = with_table(
        good_book(), Sheet.CHANNELS, table(Sheet.CHANNELS, list(ChannelColumn), rows)
    )
    named = put(named, ("Spend!B4", "TV, linear"))
    said = with_table(named, Sheet.EXPERIMENTS, experiments({"CHANNEL": "Search, TV, linear"}))
    assert build_dataset(said).experiments[0].channels == ("Search", "TV, linear")
    twice = with_table(named, Sheet.EXPERIMENTS, experiments({"CHANNEL": "Search; Search"}))
    assert only_fault(twice).endswith("'Search; Search' names a channel twice; write it once.")


def test_a_range_is_a_standard_error() -> None:
    ends = {"STANDARD_ERROR": None, "EFFECT_LOW": 300.0, "EFFECT_HIGH": 1500.0}
    assert read(**ends).standard_error == pytest.approx(600 / 1.959964)
    assert read(**ends, LEVEL=0.8).standard_error == pytest.approx(600 / 1.281552)
    assert read(**{**ends, "STANDARD_ERROR": 306.0}).standard_error == 306.0
    assert only_fault(book({**ends, "STANDARD_ERROR": 400.0})) == (
        "Experiments!I5: Standard error is 400.00 but the range says 306.13; correct or clear one"
        " of them."
    )


@pytest.mark.parametrize(
    ("cells", "fault"),
    [
        ({"EFFECT_LOW": 400}, "K5: Incremental outcome to is blank; a range has both ends."),
        ({"EFFECT_HIGH": 400}, "J5: Incremental outcome from is blank; a range has both ends."),
        ({"EFFECT_LOW": 2000, "EFFECT_HIGH": 1000}, "K5: Incremental outcome to 1,000.00 is not"),
        (
            {"STANDARD_ERROR": None, "EFFECT_LOW": 1000, "EFFECT_HIGH": 2000},
            "H5: Incremental outcome 900.00 is outside its own range, 1,000.00 to 2,000.00;",
        ),
    ],
)
def test_ranges_that_cannot_be(cells, fault) -> None:
    assert only_fault(book(cells)).startswith(f"Experiments!{fault}")


def test_carryover_is_measured_until_a_later_week() -> None:
    assert read(MEASURED_THROUGH=week(14)).measured_through == week(14).date()


def test_one_test_never_calibrates_and_validates() -> None:
    (fault,) = faults(book({}, {"USE": "validate"}))
    assert fault == (
        "Experiments!A6: 'Geo test' is listed twice, also in A5; it calibrates or it validates,"
        " never both; rename or delete one."
    )
    (fault,) = faults(book({}, {"NAME": "Geo again", "USE": "validate", "CHANNEL": "TV "}))
    assert fault.startswith("Experiments!A6: 'Geo again' is 'Geo test' again (also in A5): same")
    assert "never both" in fault


def test_more_than_the_whole_market_at_once() -> None:
    other = {"NAME": "Other", "MARKET_SHARE": 0.6, "EFFECT": 800.0}
    assert only_fault(book({}, other)).startswith(
        "Experiments!E6: 'Geo test' and 'Other' change 'TV' in the same weeks in 110% of the market"
    )
