"""Sheets, results.json, worksheet functions and report show one object."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from mmm_xl.analysis.results import to_json
from mmm_xl.analysis.summary import LEVELS
from mmm_xl.excel import lookup, udfs
from mmm_xl.names import Tiling
from mmm_xl.report.outline import placed
from mmm_xl.runs import store
from mmm_xl.sections.context import context
from mmm_xl.sections.lift_returns import payback_table

RUN = "run-0123456789ab"
STATISTICS = ("mean", "median", "sd", "mcse", *(f"{e}{n}" for n in LEVELS for e in ("lo", "hi")))


@pytest.fixture
def record(results, monkeypatch):
    """results.json as a file holds it, in the place of a stored run."""
    written = json.loads(json.dumps(to_json(results), allow_nan=False))
    lookup.run_figures.cache_clear()
    monkeypatch.setattr(store, "load_results", lambda run_id: written)
    yield written
    lookup.run_figures.cache_clear()


def cells(table, name):
    row = next(row for row in (*table.rows, table.total) if row and row[0] == name)
    return dict(zip((column.name for column in table.columns), row, strict=True))


def test_functions_answer_every_statistic_of_the_json(record) -> None:
    assert len(record["channels"]) >= 3
    for channel in record["channels"]:
        name = channel["name"]
        for statistic in STATISTICS:
            assert udfs.MMM_CONTRIBUTION(RUN, name, statistic) == channel["contribution"][statistic]
            roi = channel["roi"][statistic] if channel["roi"] else "#N/A"
            assert udfs.MMM_ROI(RUN, name, statistic) == roi
        pays = channel["prob_above_hurdle"]
        assert udfs.MMM_ROI(RUN, name, "prob_above_hurdle") == ("#N/A" if pays is None else pays)
    for statistic in STATISTICS:
        assert udfs.MMM_CONTRIBUTION(RUN, "baseline", statistic) == record["baseline"][statistic]


def test_sheets_show_what_the_functions_answer(record, document) -> None:
    roi, bridge = (
        document.section("roi").table("roi"),
        document.section("contribution").table("contribution"),
    )
    for channel in record["channels"]:
        name = channel["name"]
        shown = cells(bridge, name)
        assert shown["Mean"] == udfs.MMM_CONTRIBUTION(RUN, name)
        assert shown["Low 90%"] == udfs.MMM_CONTRIBUTION(RUN, name, "lo90")
        assert shown["High 90%"] == udfs.MMM_CONTRIBUTION(RUN, name, "hi90")
        assert shown["Share of modelled"] == channel["share"]["mean"]
        if channel["roi"]:
            shown = cells(roi, name)
            assert shown["ROI"] == udfs.MMM_ROI(RUN, name)
            assert shown["ROI high 90%"] == udfs.MMM_ROI(RUN, name, "hi90")
    assert cells(bridge, "Baseline")["Mean"] == udfs.MMM_CONTRIBUTION(RUN, "baseline")


def test_the_summary_shows_the_returns_of_the_roi_sheet(document) -> None:
    glance = document.section("summary").table("summary_channels")
    roi = document.section("roi").table("roi")
    for row in roi.rows:
        own, there = cells(roi, row[0]), cells(glance, row[0])
        for name in ("ROI", "ROI low 90%", "ROI high 90%", "Above hurdle"):
            assert there[name] == own[name]


def test_the_carryover_sheet_is_the_json(record, document) -> None:
    section = document.section("carryover")
    lasting, place, timing = (
        section.table(f"carryover_{name}") for name in ("weeks", "place", "timing")
    )
    columns = {
        "Half-life": (lasting, "half_life"), "Until 90%": (lasting, "weeks_to_90"),
        "First week": (lasting, "first_week"), "Of maximum": (place, "of_maximum"),
        "Next 10%": (place, "next_step"),
    }  # fmt: skip
    for channel in record["channels"]:
        for name, (table, key) in columns.items():
            shown, written = cells(table, channel["name"]), channel["carryover"][key]
            if written is None:
                assert shown[name] is None
                continue
            assert shown[name] == written["mean"]
            assert shown[f"{name} low 90%"] == written["lo90"]
            assert shown[f"{name} high 90%"] == written["hi90"]
        when, shown = channel["carryover"]["timing"], cells(timing, channel["name"])
        told = (shown["At once"], shown["Fades"], shown["Later"])
        assert told == (when["at_once"], when["fades"], when["later"])


def test_the_pnl_is_the_contribution_of_the_json(record, results, document) -> None:
    totals = document.section("pnl").table("pnl_totals")
    whole = cells(totals, "All weeks")
    brought = sum(channel["contribution"]["mean"] for channel in record["channels"])
    assert whole["Channels"] == pytest.approx(brought, rel=1e-9)
    assert whole["Channels low 90%"] == pytest.approx(results.media.lo90, rel=1e-9)
    spent = sum(channel["spend"] for channel in record["channels"])
    assert whole["Media spend"] == pytest.approx(spent, rel=1e-12)
    margin = results.run.dataset.settings.margin
    assert whole["Margin of channels"] == pytest.approx(margin * brought, rel=1e-9)
    assert whole["After media"] == pytest.approx(margin * brought - spent, rel=1e-9)


def test_the_pnl_of_each_year_is_the_contribution_sheets_year(results, document) -> None:
    by_year = document.section("contribution").table("contribution_by_year")
    names = [column.name for column in by_year.columns]
    compared = 0
    for window in results.decomposition.by[Tiling.FISCAL_YEAR].windows:
        year = window.label.partition(" (")[0]
        table = document.section("pnl").table(f"pnl_{year.lower()}")
        row = dict(zip(names, next(r for r in by_year.rows if r[0] == window.label), strict=True))
        at = next(i for i, column in enumerate(table.columns) if column.adds)
        lines = {line[0]: line[at] for line in table.rows}
        for channel in results.channels:
            assert lines[channel.label] == pytest.approx(row[channel.label], rel=1e-9)
            compared += 1
        assert lines["Modelled outcome"] == pytest.approx(row["Modelled"], rel=1e-9)
        assert lines["Actual outcome"] == pytest.approx(row["Actual"], rel=1e-12)
    assert compared


def test_the_report_places_the_very_sections_of_the_sheets(document) -> None:
    shown = {part.section.key: part.section for part in placed(document)}
    for key in ("summary", "contribution", "roi", "lift", "response", "carryover", "pnl"):
        assert shown[key] is document.section(key)


def test_break_even_with_a_margins_sheet_says_that_it_is_approximate(results) -> None:
    found = results.lift.windows[0]
    c = context(results)
    (plain,) = payback_table(results, 0, found, c)
    assert "approximate" not in plain.note
    margins = results.run.dataset.spend * 0.0 + 0.4
    dataset = replace(results.run.dataset, margins=margins)
    varied = replace(results, run=replace(results.run, dataset=dataset))
    (table,) = payback_table(varied, 0, found, c)
    assert "approximate" in table.note


def test_a_test_agrees_equally_on_the_register_and_beside_the_platforms(results) -> None:
    """Both sheets hold a validating test against the same posterior."""
    register = {entry.test.name: entry.agreement for entry in results.register.entries}
    judged = [one for one in results.evidence.tests if not one.test.calibrates]
    assert judged
    for one in judged:
        found = register[one.test.name]
        assert (one.prob_above, one.overlap) == (found.above, found.overlap)
