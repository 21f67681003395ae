"""Sheets, headers and describing rows: what each rule speaks of."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from raw_books import (
    fill,
    good_book,
    put,
    table,
    weekly,
    with_table,
    without_column,
    without_sheet,
)
from rule_case import Case, found_in

from mmm_xl.data.raw import RawInputs
from mmm_xl.errors import Finding, InvalidWorkbook
from mmm_xl.names import Sheet
from mmm_xl.pipeline import check_inputs
from mmm_xl.settings import Settings


def found_before_a_fit(book: RawInputs) -> Iterable[Finding]:
    """Findings of the checks and of the specification made from them."""
    try:
        return check_inputs(book).dataset.findings
    except InvalidWorkbook as invalid:
        return invalid.findings


def dictionary(*rows: tuple[str, str, str], headers: tuple[str, ...] = ()) -> RawInputs:
    """Good book with a Data dictionary."""
    names = headers or ("Sheet", "Column", "Source")
    return with_table(good_book(), Sheet.DATA_DICTIONARY, table("Data dictionary", names, rows))


def returns(low: float, high: float) -> RawInputs:
    """Good book whose first channel states a likely return."""
    return put(good_book(), ("Channels!E5", low), ("Channels!F5", high))


def margins(*channels: str) -> RawInputs:
    """Good book without a margin on Settings, with margins of some channels."""
    own = weekly(Sheet.MARGINS, **{name: lambda _: 0.4 for name in channels})
    return with_table(good_book(Settings(margin=None)), Sheet.MARGINS, own)


HEADLESS = {"Spend": "Week ending"}

CASES = (
    Case(
        "sheet-missing",
        lambda: found_in(without_sheet(good_book(), "Outcome")),
        lambda: found_in(replace(without_sheet(good_book(), "Experiments"), missing=())),
    ),
    Case(
        "header-row",
        lambda: found_in(replace(without_sheet(good_book(), "Spend"), headless=HEADLESS)),
        lambda: found_in(good_book()),
    ),
    Case(
        "column-missing",
        lambda: found_in(put(good_book(), ("Spend!A4", "Week end"))),
        lambda: found_in(fill(good_book(), "Channels", "Agency", lambda _: "Smith")),
    ),
    Case(
        "column-doubled",
        lambda: found_in(fill(good_book(), "Controls", " price ", lambda i: i)),
        lambda: found_in(fill(good_book(), "Controls", "Price of rivals", lambda i: i % 7)),
    ),
    Case(
        "name-clash",
        lambda: found_in(fill(good_book(), "Controls", "TV", lambda i: i)),
        lambda: found_in(fill(good_book(), "Controls", "TV weather", lambda i: i % 7)),
    ),
    Case(
        "outcome-column",
        lambda: found_in(fill(good_book(), "Outcome", "Orders", lambda i: i)),
        lambda: found_in(good_book()),
    ),
    Case(
        "channel-column",
        lambda: found_in(without_column(good_book(), "Spend", "Search")),
        lambda: found_in(good_book()),
    ),
    Case(
        "setting",
        lambda: found_in(put(good_book(), ("Settings!B7", "turnover"))),
        lambda: found_in(put(good_book(), ("Settings!B7", "revenue"))),
    ),
    Case(
        "channel-row",
        lambda: found_in(returns(4, 2)),
        lambda: found_in(returns(2, 4)),
    ),
    Case(
        "prior-share",
        lambda: found_before_a_fit(returns(400, 600)),
        lambda: found_before_a_fit(returns(0.5, 4)),
    ),
    Case(
        "margin-missing",
        lambda: found_in(margins("TV")),
        lambda: found_in(margins("TV", "Search", "Email")),
    ),
    Case(
        "dictionary-sheet",
        lambda: found_in(
            dictionary(("Spend", "TV", "agency"), headers=("Sheet", "Field", "Source"))
        ),
        lambda: found_in(dictionary(("Spend", "TV", "agency"))),
    ),
    Case(
        "dictionary-row",
        lambda: found_in(dictionary(("Spend", "Radio", "agency"))),
        lambda: found_in(dictionary(("spend", "tv", "agency"), ("Spend", "Radio", ""))),
    ),
)
