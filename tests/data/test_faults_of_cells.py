"""Each kind of wrong number cell gives one sentence at that cell."""

from __future__ import annotations

from datetime import datetime

import pytest
from raw_books import faults, fill, good_book, only_fault, put

from mmm_xl.data.raw import ErrorValue

SPEND = "write the amount, or 0 where nothing was spent."


@pytest.mark.parametrize(
    ("value", "sentence"),
    [
        (-40, "spend is negative (-40.00); write 0 or the positive amount."),
        (-0.0004, "spend is negative (-0.0004); write 0 or the positive amount."),
        (None, f"spend is blank; {SPEND}"),
        ("  ", f"spend is blank; {SPEND}"),
        ("n/a", f"spend is the text 'n/a', not a number; {SPEND}"),
        ("1.200", "spend is '1.200' kept as text, which can be 1200 or 1.2; retype it as a"),
        ("12%", f"spend is the percentage '12%'; {SPEND}"),
        ("-40", "spend is negative (-40.00); write 0 or the positive amount."),
        (True, f"spend is TRUE; {SPEND}"),
        (ErrorValue("#DIV/0!"), "spend is the Excel error #DIV/0!; correct the formula or write"),
        (float("nan"), "spend is nan, which is no finite number"),
        (float("inf"), "spend is inf, which is no finite number"),
        (1e16, "spend is larger than 1e+15; check the unit."),
        pytest.param(10**400, "spend is larger than 1e+15; check the unit.", id="huge"),
        (datetime(2023, 1, 1), f"spend is the date or time 2023-01-01; {SPEND}"),
    ],
)
def test_spend(value, sentence):
    assert only_fault(put(good_book(), ("Spend!C17", value))).startswith(f"Spend!C17: {sentence}")


@pytest.mark.parametrize(
    ("cell", "value", "sentence"),
    [
        ("Outcome!B9", None, "outcome is blank; write the week's number; a blank week is unknown"),
        ("Outcome!B9", "x", "outcome is the text 'x', not a number; write"),
        ("Controls!B9", None, "control is blank; write the week's number"),
        ("Controls!B9", False, "control is FALSE; write"),
        ("Exposure!B9", None, "exposure is blank; write the number, or 0 where there was none."),
        ("Exposure!B9", -1, "exposure is negative (-1.00); write 0 or the positive number."),
        ("Events!B9", 1.5, "event is 1.50; write a value from 0 to 1, or move the column"),
        ("Events!B9", -1, "event is negative (-1.00); write a value from 0 to 1"),
        ("Events!B9", "yes", "event is the text 'yes', not a number; write 1 in weeks with the"),
    ],
)
def test_other_weekly_sheets(cell, value, sentence):
    assert only_fault(put(good_book(), (cell, value))).startswith(f"{cell}: {sentence}")


@pytest.mark.parametrize("value", [0, 0.5, 1, 1.0, None, ""])
def test_events_are_flags_or_fractions_and_blank_is_zero(value):
    assert faults(put(good_book(), ("Events!B9", value))) == []


@pytest.mark.parametrize(("cell", "value"), [("Outcome!B9", -5), ("Controls!B9", -5)])
def test_outcome_and_controls_may_be_negative(cell, value):
    assert faults(put(good_book(), (cell, value))) == []


@pytest.mark.parametrize(
    ("sheet", "header", "values", "where", "sentence"),
    [
        ("Outcome", "Revenue", 0, "Outcome!B4", "outcome 'Revenue' is 0 in every week;"),
        ("Outcome", "Revenue", 7, "Outcome!B4", "outcome 'Revenue' is 7.00 in every week;"),
        ("Outcome", "Revenue", None, "Outcome!B4", "outcome 'Revenue' is wholly blank;"),
        ("Controls", "Price", 7, "Controls!B4", "control 'Price' is 7.00 in every week;"),
        ("Controls", "Price", None, "Controls!B4", "control 'Price' is wholly blank;"),
        ("Events", "Easter", 0, "Events!B4", "event 'Easter' has no week;"),
        ("Events", "Easter", None, "Events!B4", "event 'Easter' has no week;"),
        ("Events", "Easter", 1, "Events!B4", "event 'Easter' is 1.00 in every week;"),
        ("Spend", "TV", 0, "Spend!B4", "channel 'TV' has no spend in any week;"),
        ("Spend", "TV", None, "Spend!B4", "spend 'TV' is wholly blank;"),
        ("Exposure", "Email", 0, "Exposure!B4", "exposure of 'Email' is 0 in every week;"),
    ],
)
def test_columns_that_say_nothing(sheet, header, values, where, sentence):
    book = fill(good_book(), sheet, header, lambda _: values)
    assert only_fault(book).startswith(f"{where}: {sentence}")


def test_outcome_that_adds_up_to_nothing():
    book = fill(good_book(), "Outcome", "Revenue", lambda i: float(i) - 100)
    assert only_fault(book) == (
        "Outcome!B4: outcome 'Revenue' adds up to -2,565.00; expected a positive total."
    )
