"""The Ledger sheet: what is read, what is refused at which cell, and which name it changes."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ledger_books import EXPLAINED, ledger_book, row, spend
from raw_books import faults, only_fault, put, without_column
from rule_case import found_in

from mmm_xl.data.build import build_dataset
from mmm_xl.data.fiscal import FiscalYears
from mmm_xl.data.ledger_period import Period, read_period
from mmm_xl.data.raw import ErrorValue
from mmm_xl.inference.sampler_settings import SamplerSettings
from mmm_xl.model.spec import build_spec
from mmm_xl.names import LedgerColumn, LedgerLine, LedgerSide
from mmm_xl.runs.digest import fit_id, run_id
from mmm_xl.runs.frozen import dataset_from_json, dataset_to_json, weekly
from mmm_xl.settings import Settings


def ledger(*rows, chosen=None):
    return build_dataset(ledger_book(*rows, settings=chosen)).ledger


def rules_of(*rows) -> list[str]:
    found = found_in(ledger_book(*rows))
    return [f"{f.where} {f.rule}" for f in found if f.where.startswith("Ledger")]


def test_a_row_is_read_with_its_days_and_its_cell() -> None:
    full = {"CHANNEL": "TV", "CURRENCY": "USD", "RATE": 0.9, "MODEL_RATE": 0.8, **EXPLAINED}
    (found,) = ledger(spend("2023Q1", -12.5, **full, LINE="Accrual", ACCOUNT=6100))
    assert (found.account, found.side, found.line) == ("6100", LedgerSide.SPEND, LedgerLine.ACCRUAL)
    assert (found.period, found.first, found.last) == (
        "2023Q1",
        date(2023, 1, 1),
        date(2023, 3, 31),
    )
    assert (found.amount, found.currency, found.channel) == (-12.5, "USD", "TV")
    assert (found.rate, found.model_rate) == (0.9, 0.8)
    assert (found.owner, found.explanation, found.cell) == ("Ann", "not modelled", "Ledger!F5")
    assert found.booked == pytest.approx(-11.25)
    assert found.exchange == pytest.approx(1.25)


def test_blank_cells_mean_the_workbooks_currency_and_no_channel() -> None:
    (found,) = ledger(row())
    assert (found.currency, found.rate, found.model_rate, found.channel) == ("EUR", 1.0, 1.0, "")


def test_without_the_workbooks_rate_the_ledgers_holds() -> None:
    (found,) = ledger(row(CURRENCY="usd", RATE=0.9))
    assert (found.currency, found.model_rate, found.exchange) == ("USD", 0.9, 0.0)


def test_blank_rows_and_totals_are_left_out() -> None:
    total = {"ACCOUNT": "Total revenue", "AMOUNT": 10000.0}
    book = ledger_book(row(), {}, row("2023-02"), total)
    assert len(build_dataset(book).ledger) == 2
    assert "Ledger!A8 totals-row" in [f"{f.where} {f.rule}" for f in found_in(book)]


def test_an_account_may_be_called_a_total() -> None:
    assert len(ledger(row(ACCOUNT="Total sales"))) == 1


@pytest.mark.parametrize("header", ["Channel", "Currency", "Ledger rate", "Owner", "Explanation"])
def test_a_column_that_may_be_blank_may_be_absent(header) -> None:
    book = without_column(ledger_book(row(LINE="VAT"), row()), "Ledger", header)
    assert len(build_dataset(book).ledger) == 2


def test_a_renamed_column_is_named() -> None:
    found = only_fault(put(ledger_book(row()), ("Ledger!C4", "Bridge lines")))
    assert "rename it to 'Bridge line'" in found


@pytest.mark.parametrize("rows", [(), ({}, {}, {})])
def test_a_sheet_without_rows_is_no_ledger(rows) -> None:
    assert ledger(*rows) == ()


def test_amounts_kept_as_text_are_taken_as_meant_and_told() -> None:
    book = ledger_book(row(amount="5.000,50 €"), row("2023-02", "(1.234,00)"))
    dataset = build_dataset(book)
    assert [entry.amount for entry in dataset.ledger] == [5000.5, -1234.0]
    assert [a.where for a in dataset.adjustments] == ["Ledger!F5", "Ledger!F6"]
    assert "Ledger!F4 text-number" in rules_of(row(amount="5.000,50"))


@pytest.mark.parametrize(
    ("cells", "where", "words"),
    [
        ({"ACCOUNT": None}, "A5", "Account is blank; name the account."),
        ({"SIDE": None}, "B5", "Side is blank; expected 'revenue' or 'spend'."),
        ({"SIDE": "revenues"}, "B5", "Side is 'revenues'; did you mean 'revenue'?"),
        ({"SIDE": "balance"}, "B5", "Side is 'balance'; expected 'revenue' or 'spend'."),
        ({"LINE": "agency fee"}, "C5", "Bridge line is 'agency fee'; did you mean 'agency fees'?"),
        ({"LINE": "tax", **EXPLAINED}, "C5", "Bridge line is 'tax'; expected 'in scope', 'out"),
        ({"LINE": None}, "C5", "Bridge line is blank; expected 'in scope'"),
        ({"CHANNEL": "TV"}, "D5", "Channel is 'TV' in a row of revenue; clear the cell."),
        ({"SIDE": "spend", "CHANNEL": "Serch"}, "D5", "did you mean 'Search'?"),
        ({"SIDE": "spend", "CHANNEL": "Radio"}, "D5", "expected 'TV', 'Search' or 'Email'."),
        (
            {"SIDE": "spend", "CHANNEL": "Email"},
            "D5",
            "'Email' is owned, so the model has",
        ),
        ({"PERIOD": None}, "E5", "Period is blank; write a month as 2024-03"),
        ({"PERIOD": "spring"}, "E5", "Period is 'spring'; write a month as 2024-03"),
        ({"PERIOD": datetime(2023, 1, 15)}, "E5", "neither the first nor the last day of a month"),
        ({"PERIOD": 202301}, "E5", "Period is the number 202301; write a month"),
        ({"AMOUNT": None}, "F4", "Amount 'Amount' is wholly blank"),
        ({"AMOUNT": "tbc"}, "F5", "Amount is the text 'tbc', not a number"),
        ({"AMOUNT": "1.250"}, "F5", "which can be 1250 or 1.25"),
        (
            {"AMOUNT": "$ 1,250.00"},
            "F5",
            "Amount is 1,250.00 with $, but the row's",
        ),
        ({"CURRENCY": "USD"}, "H5", "Ledger rate of USD is blank; write how much EUR one USD is"),
        ({"CURRENCY": "USD", "RATE": 0}, "H5", "Ledger rate is 0.00; write how much"),
        ({"RATE": 1.1}, "H5", "Ledger rate is 1.1 for EUR, the workbook's own currency"),
        ({"MODEL_RATE": 0.9}, "I5", "Workbook rate is 0.9 for EUR, the workbook's own currency"),
    ],
)
def test_each_fault_is_named_at_its_cell(cells, where, words) -> None:
    found = only_fault(ledger_book(row(**cells)))
    assert found.startswith(f"Ledger!{where}: ")
    assert words in found


def test_a_rate_of_one_is_right_for_the_own_currency_and_signs_are_known() -> None:
    assert not faults(ledger_book(row(CURRENCY="€", RATE=1, MODEL_RATE=1.0)))
    assert not faults(ledger_book(row(amount="€ 5,000.00")))


def test_what_is_not_modelled_may_name_an_owned_channel() -> None:
    rows = (spend(CHANNEL="Email", LINE="agency fees", **EXPLAINED), spend())
    assert not faults(ledger_book(*rows))


def test_rows_that_stand_twice_name_each_other() -> None:
    found = only_fault(ledger_book(row(), row("2023-02"), row("Jan 2023", ACCOUNT=" 4000 ")))
    assert found.startswith("Ledger!E7: '4000' stands twice for 2023-01, also in row 5;")


@pytest.mark.parametrize(
    "cells",
    [
        {"ACCOUNT": "4001"},
        {"SIDE": "spend"},
        {"LINE": "other", **EXPLAINED},
        {"CURRENCY": "USD", "RATE": 0.9},
    ],
)
def test_what_differs_in_anything_else_is_another_account(cells) -> None:
    assert not faults(ledger_book(row(), row(**cells)))


def test_periods_that_share_days_name_each_other() -> None:
    found = faults(ledger_book(row("2023Q1"), row("2023-02"), row("2023-04"), row("2023-03")))
    assert [fault.split(":")[0] for fault in found] == ["Ledger!E6", "Ledger!E8"]
    assert "2023-02 shares days with 2023Q1 of the same account '4000' in row 5" in found[0]


def test_months_and_quarters_of_different_accounts_live_together() -> None:
    assert not faults(ledger_book(row("2023Q1"), row("2023-02", ACCOUNT="4010")))


def test_a_period_half_outside_the_data_is_cut_off_and_no_finding() -> None:
    assert rules_of(row("2023-07"), row("2023Q2"), row("2023Q1")) == []
    assert rules_of(row("2023Q1"), row("2022-11")) == ["Ledger!E6 ledger-outside"]


def test_a_period_mostly_outside_the_data_is_named_with_its_days() -> None:
    (found,) = (f for f in found_in(ledger_book(row("2022Q4"))) if f.rule == "ledger-spread")
    assert found.where == "Ledger!E5"
    assert found.what.startswith("2022Q4 has 6 of its 92 days in the data, 2022-12-26 to")
    vat = row("2022Q4", LINE="VAT", **EXPLAINED)
    assert "ledger-spread" not in {f.rule for f in found_in(ledger_book(row(), vat))}


def test_gaps_are_named_with_their_days() -> None:
    found = found_in(ledger_book(row("2023-01"), row("2023-04")))
    (gap,) = (f for f in found if f.rule == "ledger-gap")
    assert gap.where == "Ledger!E6"
    assert gap.what == "no row of revenue in scope covers 2023-02-01 to 2023-03-31."
    assert "ledger-account-gap" not in {f.rule for f in found}


def test_a_gap_outside_the_data_is_none() -> None:
    rows = (row("2019-01"), row("2019-03"), row("2023-01"))
    assert "ledger-gap" not in {f.rule for f in found_in(ledger_book(*rows))}


def test_an_account_that_pauses_is_noted() -> None:
    months = ("2023-01", "2023-02", "2023-03")
    rows = [row(month) for month in months]
    rows += [row(month, ACCOUNT="4010") for month in (months[0], months[2])]
    (found,) = (f for f in found_in(ledger_book(*rows)) if f.rule == "ledger-account-gap")
    assert found.what == "'4010' has no row for 2023-02-01 to 2023-02-28, taken for nothing."


def test_revenue_below_zero_is_named_once_where_all_of_it_is() -> None:
    credits = [row(f"2023-0{month}", -5000.0) for month in (1, 2, 3)]
    (found,) = (f for f in found_in(ledger_book(*credits)) if f.rule == "ledger-negative")
    assert found.what == "revenue in scope of every period adds up to -15,000.00, below zero."
    one = [row("2023-01"), row("2023-02", -10.0)]
    (found,) = (f for f in found_in(ledger_book(*one)) if f.rule == "ledger-negative")
    assert (found.where, "2023-02" in found.what) == ("Ledger!F6", True)
    assert rules_of(spend(), spend("2023-02", -10.0)) == []
    assert rules_of(spend(amount=-1)) == ["Ledger!F5 ledger-negative"]


def test_what_leaves_the_bridge_has_an_owner_and_a_reason() -> None:
    half = row(LINE="VAT", OWNER="Ann")
    assert rules_of(row(), half) == ["Ledger!K6 ledger-unexplained"]
    nobody = found_in(ledger_book(row(), row(LINE="VAT")))
    assert "'4000' (VAT) has no owner and no explanation." in [f.what for f in nobody]


ODD = st.sampled_from(
    [None, "", " ", "Total", "=1+1", "spend", "revenue", "in scope", "VAT", "TV", "Email", "2023",
     "2023Q1", "2023-02", 2023, 0, -1, 1e15, -1e300, float("inf"), float("nan"), True,
     "€ 5", "1.250", "USD", "eur", "é 漢", ErrorValue("#REF!"), datetime(2023, 1, 31),
     datetime(9999, 12, 31), time(3), "x" * 40_000, "\n", "FY23", "１"]
)  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(st.lists(st.lists(ODD, min_size=11, max_size=11), max_size=4))
def test_whatever_stands_in_the_cells_is_read_or_named(cells) -> None:
    names = [column.name for column in LedgerColumn]
    book = ledger_book(*(dict(zip(names, row, strict=True)) for row in cells))
    for finding in found_in(book):
        assert finding.what.strip()
        assert "\n" not in finding.what


FISCAL = FiscalYears(4)


@pytest.mark.parametrize(
    ("written", "name", "first", "last"),
    [
        ("2024-03", "2024-03", "2024-03-01", "2024-03-31"),
        (" 2024 - 3 ", "2024-03", "2024-03-01", "2024-03-31"),
        ("2024M02", "2024-02", "2024-02-01", "2024-02-29"),
        ("02/2024", "2024-02", "2024-02-01", "2024-02-29"),
        ("Mar 2024", "2024-03", "2024-03-01", "2024-03-31"),
        ("März 2024", "2024-03", "2024-03-01", "2024-03-31"),
        ("Dec-24", "2024-12", "2024-12-01", "2024-12-31"),
        (datetime(2024, 3, 1), "2024-03", "2024-03-01", "2024-03-31"),
        (datetime(2024, 2, 29), "2024-02", "2024-02-01", "2024-02-29"),
        ("2024-03-31", "2024-03", "2024-03-01", "2024-03-31"),
        ("2024Q1", "2024Q1", "2024-01-01", "2024-03-31"),
        ("2024 Q1", "2024Q1", "2024-01-01", "2024-03-31"),
        ("Q4 2024", "2024Q4", "2024-10-01", "2024-12-31"),
        (2024.0, "2024", "2024-01-01", "2024-12-31"),
        ("2024", "2024", "2024-01-01", "2024-12-31"),
        ("FY2024", "FY2024", "2023-04-01", "2024-03-31"),
        ("fy24 q1", "FY2024Q1", "2023-04-01", "2023-06-30"),
        ("FY2024P03", "FY2024P03", "2023-06-01", "2023-06-30"),
    ],
)
def test_a_period_may_be_written_in_many_ways(written, name, first, last) -> None:
    days = date.fromisoformat(first), date.fromisoformat(last)
    assert read_period(written, FISCAL) == Period(name, *days)


@pytest.mark.parametrize(
    "written",
    ["", None, "24", "2024Q5", "2024-13", "202403", 45352, 2024.5, "H1 2024", "2024P03", True,
     datetime(2024, 3, 15), datetime(2024, 3, 1, 9), "2024-02-30", "0024-01", "2024-00", "May 5",
     "9999", datetime(9999, 12, 31), datetime(1900, 1, 1), float("inf"), "１２３"],
)  # fmt: skip
def test_other_periods_are_refused(written) -> None:
    assert not isinstance(read_period(written, FISCAL), Period)


def test_fiscal_periods_follow_the_settings() -> None:
    (found,) = ledger(row("FY2024"), chosen=Settings(fiscal_year_starts="February"))
    assert (found.first, found.last) == (date(2023, 2, 1), date(2024, 1, 31))


def test_a_ledger_names_another_run_of_the_same_fit() -> None:
    one, other = (build_dataset(ledger_book(row(amount=a))) for a in (5000.0, 5001.0))
    none = build_dataset(ledger_book())
    sampler = SamplerSettings(chains=2, tune=10, draws=10, seed=1)
    fits = {fit_id(d, build_spec(d), sampler) for d in (one, other, none)}
    assert len(fits) == 1
    fit = fits.pop()
    assert len({run_id(fit, d, None) for d in (one, other, none)}) == 3
    assert one.digest() == other.digest()
    wider = replace(one, settings=replace(one.settings, ledger_tolerance=0.02))
    assert run_id(fit, wider, None) != run_id(fit, one, None)


def test_a_ledger_comes_back_from_the_store(tmp_path) -> None:
    rows = (row("2023-01"), spend("2023Q1", CHANNEL="TV", CURRENCY="USD", RATE=0.9))
    dataset = build_dataset(ledger_book(*rows))
    path = tmp_path / "weekly.arrow"
    weekly(dataset).to_feather(path)
    again = dataset_from_json(dataset_to_json(dataset), path)
    assert again.ledger == dataset.ledger
    assert len(again.ledger) == 2
