"""One number is the same in JSON, sheet, page and function."""

from __future__ import annotations

import json

import pytest

from mmm_xl.analysis.results import to_json


@pytest.fixture(scope="module")
def record(results):
    return to_json(results)


def test_json_has_the_documented_shape(record, results) -> None:
    assert set(record) == {
        "schema", "run_id", "fit_id", "data_digest", "outcome", "weeks", "hurdle", "channels",
        "windows", "baseline", "baseline_share", "modelled", "sources", "in_sample",
        "diagnostics", "verdict", "validation", "ledger",
        "evidence", "experiments", "next_experiments", "validation_depth", "priors", "chains",
        "realism", "placebos", "out_of_sample", "sensitivity", "candidates", "recovery",
        "forecast",
    }  # fmt: skip
    summary = {"mean", "median", "sd", "mcse"} | {
        f"{end}{level}" for end in ("lo", "hi") for level in (50, 80, 90, 95)
    }
    for channel, shown in zip(record["channels"], results.channels, strict=True):
        assert set(channel) == {
            "name", "spend", "roi", "roi_on_margin", "marginal_roi", "contribution", "lift",
            "share", "prob_above_hurdle", "action", "carryover",
        }  # fmt: skip
        assert set(channel["contribution"]) == set(channel["share"]) == summary
        assert (channel["roi"] is None) == (not shown.paid)
    assert record["hurdle"]["basis"] == "roi_on_margin"
    assert record["verdict"]["level"] in ("use", "restrict", "do not use")
    json.dumps(record, allow_nan=False)


def test_sections_show_the_figures_of_the_json(record, document) -> None:
    table = document.section("roi").table("roi")
    shown = {row[0]: row for row in table.rows}
    assert set(shown) == {c["name"] for c in record["channels"] if c["roi"] is not None}
    for channel in (c for c in record["channels"] if c["roi"] is not None):
        row = shown[channel["name"]]
        assert row[table.index("Spend")] == channel["spend"]
        assert row[table.index("Incremental outcome")] == channel["contribution"]["mean"]
        for name, key in (("ROI", "roi"), ("ROI on margin", "roi_on_margin"),
                          ("Marginal ROI", "marginal_roi")):  # fmt: skip
            assert row[table.index(name)] == channel[key]["mean"]
        assert row[table.index("ROI low 90%")] == channel["roi"]["lo90"]
        assert row[table.index("Above hurdle")] == channel["prob_above_hurdle"]


def test_contribution_sheet_and_roi_sheet_agree(document) -> None:
    bridge = document.section("contribution").table("contribution")
    steps = {row[0]: row[1] for row in bridge.rows}
    roi = document.section("roi").table("roi")
    for row in roi.rows:
        assert steps[row[0]] == row[roi.index("Incremental outcome")]
    assert steps["Modelled"] + steps["Residual"] == pytest.approx(steps["Actual"], rel=1e-12)
    parts = sum(value for name, value in steps.items() if name not in ("Modelled", "Actual"))
    assert parts == pytest.approx(steps["Actual"], rel=1e-9)


def test_totals_of_summed_columns_are_the_sums_of_their_rows(document) -> None:
    summed = 0
    for section in document.sections:
        for table in section.tables:
            for at, column in enumerate(table.columns):
                if column.summed and table.total is not None:
                    rows = [row[at] or 0.0 for row in table.rows]
                    size = sum(map(abs, rows))  # parts may cancel, as a trend's do
                    assert abs(table.total[at] - sum(rows)) <= 1e-9 * size, table.key
                    summed += 1
    assert summed >= 8


def test_every_check_passes_and_a_broken_one_shows(document) -> None:
    from dataclasses import replace

    assert document.master_check
    broken = replace(document.checks[0], right=document.checks[0].right + 1.0)
    assert not replace(document, checks=(broken, *document.checks[1:])).master_check
    missing = replace(document.checks[0], right=float("nan"))
    assert not missing.passed


def test_a_total_divides_as_a_controller_would_check_it(document) -> None:
    table = document.section("roi").table("roi")
    total = dict(zip((column.name for column in table.columns), table.total, strict=True))
    assert total["ROI"] == pytest.approx(total["Incremental outcome"] / total["Spend"], rel=1e-9)
    for row in table.rows:
        cells = dict(zip((column.name for column in table.columns), row, strict=True))
        assert cells["ROI"] == pytest.approx(cells["Incremental outcome"] / cells["Spend"])
