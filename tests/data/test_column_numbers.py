"""Numbers of a column that are not what its cells show: understood, changed by choice, logged."""

from __future__ import annotations

from dataclasses import replace

import pytest
from raw_books import faults, fill, good_book, only_fault, put

from mmm_xl.data.build import build_dataset
from mmm_xl.data.dataset import Adjustment, Dataset
from mmm_xl.data.raw import RawInputs
from mmm_xl.errors import Finding
from mmm_xl.settings import Settings


def told(data: Dataset, rule: str) -> list[Finding]:
    return [finding for finding in data.findings if finding.rule == rule]


def chosen(**choices: str) -> RawInputs:
    return good_book(replace(Settings(), **choices))


def test_a_text_that_is_clearly_a_number_is_that_number():
    data = build_dataset(
        put(good_book(), ("Spend!C17", "EUR 1.200,50"), ("Spend!C9", " 44 "), ("Outcome!B6", "9,5"))
    )
    assert (data.spend[12, 1], data.spend[4, 1], data.outcome[1]) == (1200.5, 44, 9.5)
    assert data.adjustments == (
        Adjustment(
            "Spend!C9", "Search", "'44'", "44", "text-number",
            "number kept as text, read as 44",
        ),
        Adjustment(
            "Spend!C17", "Search", "'EUR 1.200,50'", "1200.5", "text-number",
            "number kept as text, read as 1200.5, decimal comma, currency EUR",
        ),
        Adjustment(
            "Outcome!B6", "Revenue", "'9,5'", "9.5", "text-number",
            "number kept as text, read as 9.5, decimal comma",
        ),
    )  # fmt: skip
    notes = told(data, "text-number")
    assert [str(note) for note in notes] == [
        "Spend!C4: 2 numbers are kept as text and taken as meant: '44' in C9 as 44.",
        "Outcome!B4: 1 number is kept as text and taken as meant: '9,5' in B6 as 9.5, decimal"
        " comma.",
    ]
    assert {str(note.severity) for note in notes} == {"note"}


def test_a_column_decides_how_decimals_are_written():
    data = build_dataset(put(good_book(), ("Spend!C17", "1.250"), ("Spend!C18", "12,5")))
    assert list(data.spend[12:14, 1]) == [1250, 12.5]


@pytest.mark.parametrize("other", [("Spend!B18", "$2,400.00"), ("Outcome!B18", "12,5")])
def test_another_column_decides_nothing(other):
    book = put(good_book(), ("Spend!C17", "1.250"), other)
    assert only_fault(book).startswith(
        "Spend!C17: spend is '1.250' kept as text, which can be 1250"
    )


def test_a_column_that_writes_both_ways_refuses_what_is_open():
    book = put(good_book(), ("Spend!C17", "1.250"), ("Spend!C18", "12,5"), ("Spend!C19", "1.25"))
    assert only_fault(book).startswith("Spend!C17: spend is '1.250' kept as text")


@pytest.mark.parametrize("cell", ["Spend!C17", "Outcome!B17", "Exposure!B17"])
def test_money_and_contacts_are_no_percentages(cell):
    assert "is the percentage '12 %'" in only_fault(put(good_book(), (cell, "12 %")))


def test_controls_and_events_may_be_percentages():
    data = build_dataset(put(good_book(), ("Controls!B17", "12,5 %"), ("Events!B17", "50%")))
    assert (data.controls[12, 0], data.events[12, 0]) == (0.125, 0.5)
    assert (
        data.adjustments[1].why == "number kept as text, read as 0.125, decimal comma, percentage"
    )


def test_another_currency_is_told_once_a_column():
    book = put(good_book(), ("Spend!C17", "$1,200.00"), ("Spend!C18", "$40"), ("Spend!B8", "€ 7"))
    (warning,) = told(build_dataset(book), "other-currency")
    assert str(warning) == (
        "Spend!C4: 2 amounts in 'Search' with '$', the first in C17, but the currency on Settings"
        " is EUR; the amounts are modelled as they stand."
    )
    assert warning.advice


def test_formulas_in_texts_stay_texts():
    assert "is the text '=2+2', not a number" in only_fault(put(good_book(), ("Spend!C17", "=2+2")))


def test_negative_spend_is_refused_unless_chosen():
    cells = (("Spend!C17", -40), ("Spend!C18", "-2.5"))
    assert len(faults(put(good_book(), *cells))) == 2
    data = build_dataset(put(chosen(negative_spend="set to zero"), *cells))
    assert list(data.spend[12:14, 1]) == [0, 0]
    assert [(a.where, a.old, a.new, a.rule) for a in data.adjustments] == [
        ("Spend!C17", "-40", "0", "negative-to-zero"),
        ("Spend!C18", "'-2.5'", "-2.5", "text-number"),
        ("Spend!C18", "'-2.5'", "0", "negative-to-zero"),
    ]
    (warning,) = told(data, "negative-to-zero")
    assert str(warning) == (
        "Spend!C4: 2 amounts of 'Search' below zero, together -42.50, set to 0; the first in C17."
    )


def test_only_spend_is_set_to_zero():
    book = put(chosen(negative_spend="set to zero"), ("Exposure!B9", -1))
    assert only_fault(book).startswith("Exposure!B9: exposure is negative")


def test_a_blank_control_takes_the_last_known_number():
    book = put(
        chosen(blank_controls="last known"),
        ("Controls!B9", None), ("Controls!B10", " "), ("Controls!B34", None),
    )  # fmt: skip
    data = build_dataset(book)
    assert list(data.controls[3:6, 0]) == [data.controls[3, 0]] * 3
    assert data.controls[29, 0] == data.controls[28, 0]
    assert data.adjustments[1] == Adjustment(
        "Controls!B10", "Price", "blank", "9.7", "blank-filled", "blank, took the number of B8"
    )
    (warning,) = told(data, "blank-filled")
    assert str(warning) == (
        "Controls!B4: 3 blank weeks of 'Price' filled in by 'last known', as chosen on Settings;"
        " the first is B9, at most 2 in a row."
    )


def test_a_blank_control_lies_on_a_straight_line():
    book = put(
        chosen(blank_controls="straight line"),
        ("Controls!B8", 1), ("Controls!B9", None), ("Controls!B10", None), ("Controls!B11", "4"),
    )  # fmt: skip
    data = build_dataset(book)
    assert list(data.controls[3:7, 0]) == [1, 2, 3, 4]
    assert data.adjustments[0].why == "blank, on a straight line from B8 to B11"


@pytest.mark.parametrize(
    ("how", "cell", "side"),
    [
        ("last known", "Controls!B5", "earlier"),
        ("straight line", "Controls!B5", "earlier"),
        ("straight line", "Controls!B34", "later"),
    ],
)
def test_a_blank_end_is_refused_all_the_same(how, cell, side):
    assert only_fault(put(chosen(blank_controls=how), (cell, None))).startswith(
        f"{cell}: control is blank, and no {side} week has a number to fill it from; write"
    )


@pytest.mark.parametrize("how", ["last known", "straight line"])
@pytest.mark.parametrize("cell", ["Spend!C9", "Outcome!B9", "Exposure!B9"])
def test_nothing_else_is_ever_filled(how, cell):
    book = put(chosen(blank_controls=how, negative_spend="set to zero"), (cell, None))
    assert "is blank; write" in only_fault(book)


def test_blank_controls_are_refused_unless_chosen():
    assert only_fault(put(good_book(), ("Controls!B9", None))).startswith("Controls!B9: control is")


def test_a_column_of_texts_only():
    book = fill(good_book(), "Outcome", "Revenue", lambda i: f"{1000 + 10 * i},50 €")
    data = build_dataset(book)
    assert data.outcome[2] == 1020.5
    assert len(data.adjustments) == 30
    assert len(told(data, "text-number")) == 1


def test_an_adjustment_knows_what_it_changed():
    cells = (("Spend!C17", -40), ("Spend!C18", "-2.5"), ("Spend!C19", "7"))
    data = build_dataset(put(chosen(negative_spend="set to zero"), *cells))
    assert [a.change for a in data.adjustments if a.rule == "negative-to-zero"] == [40, 2.5]
    assert {a.change for a in data.adjustments if a.rule == "text-number"} == {0}
