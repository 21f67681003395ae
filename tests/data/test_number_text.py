"""Numbers kept as text: understood where they mean one thing, refused where they mean two."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mmm_xl.data.cells import Problem
from mmm_xl.data.currencies import contradicts
from mmm_xl.data.number_text import Convention, NumberText, convention_of, read_number_text

POINT, COMMA, UNKNOWN, MIXED = (
    Convention.POINT, Convention.COMMA, Convention.UNKNOWN, Convention.MIXED,
)  # fmt: skip


def read(text: str, convention: Convention = UNKNOWN) -> NumberText:
    found = read_number_text(text, convention)
    assert isinstance(found, NumberText), found
    return found


@pytest.mark.parametrize(
    ("text", "value", "decides"),
    [
        ("1200", 1200, UNKNOWN),
        (" +5 ", 5, UNKNOWN),
        ("007", 7, UNKNOWN),
        ("1.25", 1.25, POINT),
        (".5", 0.5, POINT),
        ("0.250", 0.25, POINT),
        ("1,234.56", 1234.56, POINT),
        ("1,234,567", 1234567, POINT),
        ("1,23,456.5", 123456.5, POINT),
        ("12,5", 12.5, COMMA),
        (",5", 0.5, COMMA),
        ("0,250", 0.25, COMMA),
        ("1.200,50", 1200.5, COMMA),
        ("1.234.567", 1234567, COMMA),
        ("1 200", 1200, UNKNOWN),
        ("1\u00a0200,5", 1200.5, COMMA),
        ("1\u202f200\u202f300", 1200300, UNKNOWN),
        ("1\u2009200", 1200, UNKNOWN),
        ("1'200.50", 1200.5, POINT),
        ("1\u2019200", 1200, UNKNOWN),
        ("1 250,125", 1250.125, COMMA),
        ("1250.000", 1250, POINT),
        ("1e5", 1e5, UNKNOWN),
        ("1.234E+05", 123400, POINT),
        ("1,5E-02", 0.015, COMMA),
        ("(1,200.00)", -1200, POINT),
        ("1200-", -1200, UNKNOWN),
        ("\u22125", -5, UNKNOWN),
        ("- 5", -5, UNKNOWN),
        ("-0", 0, UNKNOWN),
        ("'1200", 1200, UNKNOWN),
        ("1.200,-", 1200, COMMA),
    ],
)
def test_texts_that_mean_one_number(text, value, decides):
    assert read(text).value == value
    assert convention_of([text]) is decides


@pytest.mark.parametrize(
    ("text", "value", "currency"),
    [
        ("$2,400.00", 2400, "$"),
        ("EUR 1.200,50", 1200.5, "EUR"),
        ("eur1200", 1200, "EUR"),
        ("1 200 kr", 1200, "kr"),
        ("1.200,50 \u20ac", 1200.5, "\u20ac"),
        ("-\u00a35", -5, "\u00a3"),
        ("\u00a3-5", -5, "\u00a3"),
        ("$(1,200.5)", -1200.5, "$"),
        ("US$ 5", 5, "US$"),
    ],
)
def test_currencies_stand_before_or_behind(text, value, currency):
    found = read(text)
    assert (found.value, found.currency, found.percent) == (value, currency, False)


@pytest.mark.parametrize(
    ("text", "value"), [("12%", 0.12), ("12,5 %", 0.125), ("12.3%", 0.123), ("(5%)", -0.05)]
)
def test_percentages_are_fractions(text, value):
    assert (read(text).value, read(text).percent) == (value, True)


@pytest.mark.parametrize("text", ["1.250", "1,250", "-12.500", "$1,250", "999,000"])
@pytest.mark.parametrize("convention", [UNKNOWN, MIXED])
def test_two_readings_are_refused_with_both(text, convention):
    found = read_number_text(text, convention)
    assert isinstance(found, Problem) and found.rule.name == "ambiguous-number"
    assert f"{read(text, POINT).value:.15g}" in found.words
    assert f"{read(text, COMMA).value:.15g}" in found.words
    assert convention_of([text]) is UNKNOWN


def test_the_texts_beside_it_decide():
    assert read("1.250", POINT).value == 1.25
    assert read("1.250", COMMA).value == 1250
    assert read("1,250", POINT).value == 1250
    assert read("1,250", COMMA).value == 1.25
    assert read("12,5", POINT).value == 12.5  # can mean nothing else


def test_convention_of_several():
    assert convention_of(["1.250", "12,5", "tbc"]) is COMMA
    assert convention_of(["1,250", "1.5"]) is POINT
    assert convention_of(["12,5", "1.5"]) is MIXED
    assert convention_of([]) is UNKNOWN


@pytest.mark.parametrize(
    "text",
    [
        "", "-", "$", "%", "n/a", "tbc", "=2+2", "=1200", "+-5", "--5", "-5-", "(-5)", "12 34",
        "1,2,3", "1.2.3", "2024-01-07", "01/02/2024", "1_000", "0x10", "nan", "inf", "1.5k",
        "5 EUR EUR", "EUR 5%", "5%%", "\u0661\u0662", "12 apples", "1" * 61, "( )", "1 200 300 4",
    ],
)  # fmt: skip
def test_everything_else_stays_text(text):
    found = read_number_text(text, POINT)
    assert isinstance(found, Problem) and found.rule.name == "text"


@pytest.mark.parametrize("text", ["1e999", "1e16"])
def test_numbers_beyond_excel_are_too_large(text):
    found = read_number_text(text, POINT)
    assert isinstance(found, Problem) and found.rule.name == "too-large"


def test_the_words_say_how_it_was_read():
    assert read("EUR 1.200,50").words == "1200.5, decimal comma, currency EUR"
    assert read("12%").words == "0.12, percentage"
    assert read("1200").words == "1200"


def test_signs_that_contradict_a_currency():
    assert contradicts("$", "EUR") and contradicts("USD", "eur")
    assert not contradicts("$", "CAD")
    assert not contradicts("EUR", "\u20ac")
    assert not contradicts("kr", "SEK")


_CENTS = st.integers(min_value=-(10**14), max_value=10**14)


@given(_CENTS, st.sampled_from([",", " ", "'", "\u00a0", ""]))
def test_round_trip_with_a_decimal_point(cents, group):
    text = f"{cents / 100:,.2f}".replace(",", group)
    assert math.isclose(read(text).value, cents / 100, rel_tol=1e-15)


@given(_CENTS, st.sampled_from([".", " ", "\u2019", "\u202f", ""]))
def test_round_trip_with_a_decimal_comma(cents, group):
    text = f"{cents / 100:,.2f}".replace(",", "_").replace(".", ",").replace("_", group)
    assert math.isclose(read(text).value, cents / 100, rel_tol=1e-15)


@given(st.text(max_size=80), st.sampled_from(list(Convention)))
def test_any_text_is_a_number_or_a_problem(text, convention):
    found = read_number_text(text, convention)
    assert isinstance(found, Problem) or math.isfinite(found.value)


@given(st.text(alphabet="0123456789.,' -+()%$\u20aceE", max_size=20))
def test_number_like_texts_never_fail(text):
    found = read_number_text(text, UNKNOWN)
    assert isinstance(found, Problem) or math.isfinite(found.value)
