"""What a verdict and ``results.json`` say of the ledger."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from mmm_xl.analysis.ledger_bridge import bridges_of
from mmm_xl.analysis.ledger_reasons import (
    NO_LEDGER,
    ledger_json,
    ledger_reasons,
    tie_lines,
)
from mmm_xl.analysis.validation import evidence_checks
from mmm_xl.console import ledger_lines
from mmm_xl.names import LedgerSide
from mmm_xl.sections.ledger_checks import ledger_checks
from mmm_xl.sections.section import Document
from tests.judging import verdict_of
from tests.ledger_data import dataset, entry

WEEKS = [70_000.0, 140_000.0, 210_000.0, 280_000.0, 350_000.0]
RIGHT = 850_000.0
SPEND = LedgerSide.SPEND


def bridges(*rows, spend=None, **settings):
    return bridges_of(dataset(rows, WEEKS, spend=spend or {"TV": WEEKS}, **settings))


def both(revenue: float = RIGHT, spend: float = RIGHT):
    return bridges(entry("2024-01", revenue), entry("2024-01", spend, side=SPEND))


def verdict_on(found):
    return verdict_of(evidence_checks.ledger_checks(found))


def test_a_tied_ledger_is_no_reason() -> None:
    assert ledger_reasons(both()) == ()


def test_no_ledger_is_said_only_where_there_is_none() -> None:
    assert ledger_reasons(()) == (NO_LEDGER,)
    assert verdict_on(()).reasons == (NO_LEDGER,)
    assert verdict_on(()).level == "restrict"
    assert verdict_on(both()).level == "use"
    assert verdict_on(bridges(entry("2024-01", RIGHT))).level == "restrict"
    one = bridges(entry("2024-01", RIGHT))
    assert ledger_reasons(one) == ("spend was not tied to a ledger",)


def test_a_broken_bridge_is_told_with_amount_share_and_tolerance() -> None:
    (reason,) = ledger_reasons(both(revenue=RIGHT - 25_000))
    assert reason == (
        "revenue does not tie to the ledger: modelled is EUR 25,000 (3.03%) above what the ledger"
        " leads to, at most EUR 4,125.00 (0.50%) is accepted"
    )
    (reason,) = ledger_reasons(both(spend=RIGHT + 25_000))
    assert "spend does not tie to the ledger: modelled is EUR 25,000 (2.86%) below" in reason


def test_before_a_fit_each_bridge_says_how_it_ties() -> None:
    assert tie_lines(()) == ()
    tied, broken = tie_lines(both(revenue=RIGHT + 100, spend=1.0))
    assert tied == (
        "revenue ties to the ledger: residual EUR -100.00 (0.01%), at most EUR 4,250.50 (0.50%) is"
        " accepted"
    )
    assert "EUR 0.00 (0.00%)" in tie_lines(both(revenue=RIGHT + 1e-9))[0]
    assert broken.startswith("spend does not tie to the ledger")


def test_a_broken_bridge_keeps_the_verdict_from_use() -> None:
    found = verdict_on(both(revenue=1.0))
    assert found.level == "restrict"
    assert found.reasons[0].startswith("revenue does not tie to the ledger")


def test_channels_that_do_not_tie_are_named_with_their_amounts() -> None:
    spend = {"TV": WEEKS, "Search": WEEKS}
    rows = [
        entry("2024-01", RIGHT + 20_000, side=SPEND, channel="TV"),
        entry("2024-01", RIGHT - 20_000, side=SPEND, channel="Search"),
    ]
    found = bridges(*rows, spend=spend)
    assert ledger_reasons(found)[0] == (
        "spend by channel does not tie to the ledger: TV is EUR 20,000 below, at most 4,350.00 is"
        " accepted, and Search is EUR 20,000 above, at most 4,150.00 is accepted"
    )


def test_where_nothing_was_compared_that_is_said() -> None:
    found = bridges(entry("2019-01", RIGHT))
    assert ledger_reasons(found)[0] == (
        "revenue does not tie to the ledger: no period in scope touches a modelled week"
    )
    assert not any(check.passed for check in ledger_checks(found, {}))


def document(found) -> Document:
    labels = {"TV": "Television"}
    return Document(None, (), tuple(ledger_checks(found, labels)))  # type: ignore[arg-type]


def test_the_master_check_is_red_from_one_unit_above_the_tolerance_on() -> None:
    edge = RIGHT / 1.005
    assert document(both(revenue=edge + 1)).master_check
    assert not document(both(revenue=edge - 1)).master_check
    assert not document(both(spend=edge - 1)).master_check


def test_spend_has_a_check_a_channel() -> None:
    spend = {"TV": WEEKS, "Search": WEEKS}
    row = entry("2024-01", RIGHT, side=SPEND, channel="TV")
    other = replace(row, channel="", account="others")
    names = [check.name for check in document(bridges(row, other, spend=spend)).checks]
    assert names == [
        "Spend: ledger and model",
        "Spend of Television: ledger and model",
        "Spend of channels that no ledger row names: ledger and model",
    ]
    assert document(bridges(row, other, spend=spend)).master_check
    assert not document(bridges(row, spend=spend)).master_check


def test_json_is_plain_and_complete() -> None:
    found = both(revenue=RIGHT - 25_000)
    record = ledger_json(found, 0.005)
    assert json.loads(json.dumps(record, allow_nan=False)) == record
    assert record is not None
    assert (record["tolerance"], record["tied"]) == (0.005, False)
    revenue = record["bridges"][0]
    assert (revenue["side"], revenue["unit"], revenue["tied"]) == ("revenue", "EUR", False)
    assert revenue["residual"] == pytest.approx(25_000)
    assert revenue["residual_share"] == pytest.approx(25_000 / 825_000)
    assert revenue["expected"] == revenue["in_scope"] + revenue["cut_off"]
    assert [line["name"] for line in revenue["lines"]] == [line.name for line in found[0].lines]
    assert revenue["periods"][0]["first"] == "2024-01-01"
    assert ledger_json((), 0.005) is None


def test_what_is_missing_is_null() -> None:
    record = ledger_json(bridges(entry("2019-01", RIGHT)), 0.005)
    assert record is not None
    assert record["bridges"][0]["modelled"] is None
    json.dumps(record, allow_nan=False)


def test_check_prints_a_line_a_side() -> None:
    rows = [entry("2024-01", RIGHT), entry("2024-01", 1.0, side=SPEND)]
    lines = ledger_lines(dataset(rows, WEEKS, spend={"TV": WEEKS}))
    assert [line.split(":")[0] for line in lines] == [
        "Revenue ties to the ledger",
        "Spend does not tie to the ledger",
    ]
    assert ledger_lines(dataset([], WEEKS)) == []
