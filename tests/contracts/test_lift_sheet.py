"""The Lift sheet, results.json and `measure` are one object."""

from __future__ import annotations

import json

import numpy as np
import pytest

from mmm_xl.analysis.counterfactual import Counterfactuals
from mmm_xl.analysis.lift_figures import judged_return
from mmm_xl.analysis.measurement import measure
from mmm_xl.analysis.results import to_json
from mmm_xl.analysis.summary import summarise
from mmm_xl.data.window import every_week, parse_window

SUMMARY = {"mean", "median", "sd", "mcse"} | {
    f"{end}{level}" for end in ("lo", "hi") for level in (50, 80, 90, 95)
}
VIEW = {
    "incremental", "margin", "roi", "roi_on_margin", "marginal_roi", "marginal_on_margin",
    "cost_per_unit", "prob_above_hurdle", "prob_loss",
}  # fmt: skip


@pytest.fixture(scope="module")
def record(results):
    return to_json(results)


@pytest.fixture(scope="module")
def section(document):
    return document.section("lift")


@pytest.fixture(scope="module")
def measured(run, results):
    answers = Counterfactuals(run, results.effects)
    windows = (every_week(run.dataset), parse_window("last52", run.dataset))
    return [measure(answers, window, summarise) for window in windows]


def cells(table, name):
    """Cells of the row with this first cell, by column name."""
    row = next(row for row in table.rows if row[0] == name)
    return dict(zip((column.name for column in table.columns), row, strict=True))


def test_windows_have_the_documented_shape(record) -> None:
    assert [window["label"] for window in record["windows"]] == ["all weeks", "last 52 weeks"]
    for window in record["windows"]:
        assert set(window) == {
            "label", "first", "last", "channels", "groups", "total", "interaction", "linked",
            "changes",
        }  # fmt: skip
        for line in (*window["channels"], *window["groups"], window["total"]):
            assert set(line) == {
                "name", "channels", "spend", "share_of_spend", "share_of_effect", "spend_view",
                "same_period", "carry_out", "contribution", "payback", "break_even",
            }  # fmt: skip
            assert set(line["spend_view"]) == set(line["same_period"]) == VIEW
            assert set(line["carry_out"]) == set(line["contribution"]) == SUMMARY
    json.dumps(record["windows"], allow_nan=False)


def test_the_json_is_what_measure_says(record, measured) -> None:
    for window, found in zip(record["windows"], measured, strict=True):
        assert window["first"] == found.window.first.isoformat()
        assert window["last"] == found.window.last.isoformat()
        lines = [*window["channels"], *window["groups"], window["total"]]
        for line, own in zip(lines, found.lines, strict=True):
            assert line["name"] == own.name
            assert line["spend"] == own.spend
            for view in ("spend_view", "same_period"):
                figures = getattr(own, view)
                assert line[view]["incremental"] == vars(figures.incremental)
                assert line[view]["roi"] == (vars(figures.roi) if figures.roi else None)
                assert line[view]["prob_loss"] == figures.prob_loss
            assert line["contribution"] == vars(own.contribution)


def test_the_sheet_is_what_the_json_says(record, section) -> None:
    for at, window in enumerate(record["windows"], start=1):
        lines = [*window["channels"], *window["groups"], window["total"]]
        amounts, returns = section.table(f"lift_{at}"), section.table(f"returns_{at}")
        paybacks = section.table(f"payback_{at}")
        assert len(amounts.rows) == len(lines)
        for line in lines:
            shown = cells(amounts, line["name"])
            assert shown["Incremental, spend view"] == line["spend_view"]["incremental"]["mean"]
            assert shown["Spend view low 90%"] == line["spend_view"]["incremental"]["lo90"]
            assert shown["Same-period view"] == line["same_period"]["incremental"]["mean"]
            assert shown["Carry-out"] == line["carry_out"]["mean"]
            assert shown["Contribution"] == line["contribution"]["mean"]
            if not line["spend"]:
                assert shown["Spend"] is None
                continue
            shown = cells(returns, line["name"])
            for view, ending in (("spend_view", ""), ("same_period", ", same period")):
                for name, field in (("ROI", "roi"), ("ROI on margin", "roi_on_margin")):
                    assert shown[f"{name}{ending}"] == line[view][field]["mean"]
            assert shown["Marginal ROI"] == line["spend_view"]["marginal_roi"]["mean"]
            assert shown["Above hurdle"] == line["spend_view"]["prob_above_hurdle"]
            shown = cells(paybacks, line["name"])
            assert shown["Payback"] == line["payback"]["weeks"]
            assert shown["Break-even high 90%"] in (line["break_even"]["hi90"], "over 5 times")


def test_over_all_weeks_the_same_period_roi_is_that_of_the_roi_sheet(record) -> None:
    lines = {line["name"]: line for line in record["windows"][0]["channels"]}
    compared = 0
    for channel in record["channels"]:
        same = lines[channel["name"]]["same_period"]["roi"]
        assert (same is None) == (channel["roi"] is None)
        for name in SUMMARY - {"mcse"} if same else ():
            assert same[name] == pytest.approx(channel["roi"][name], rel=1e-9)
            compared += 1
    assert compared


def test_groups_and_the_total_are_the_sums_of_their_members_in_every_draw(results) -> None:
    for window in results.lift.windows:
        channels = {line.measured.name: line.measured.draws for line in window.of_kind("channel")}
        together = (*window.of_kind("group"), *window.of_kind("total"))
        assert len(together) >= 2
        for line in together:
            parts = [channels[name] for name in line.measured.names]
            for view in ("spend_view", "same_period", "carry_out"):
                summed = sum(getattr(part.incremental, view) for part in parts)
                own = getattr(line.measured.draws.incremental, view)
                assert np.allclose(own, summed, rtol=1e-9)
            assert np.allclose(
                line.measured.draws.contribution, sum(part.contribution for part in parts)
            )


def test_shares_of_channels_sum_to_one(results) -> None:
    for window in results.lift.windows:
        paid = [line.measured for line in window.of_kind("channel") if line.measured.spend > 0]
        assert sum(line.share_of_spend for line in paid) == pytest.approx(1.0)
        assert sum(line.share_of_effect for line in paid) == pytest.approx(1.0)


def test_the_comparison_is_of_the_published_draws(run, results, section) -> None:
    answers = Counterfactuals(run, results.effects)
    window = results.lift.windows[0]
    drawn = {line.measured.label: judged_return(answers, line.measured)
             for line in window.of_kind("channel")}  # fmt: skip
    known = {label: draws.values for label, draws in drawn.items() if draws is not None}
    table = section.table("lift_better")
    assert table.values("Channel") == tuple(known)
    first, second = list(known)[:2]
    expected = float((known[first] > known[second]).mean())
    assert cells(table, first)[f"above {second}"] == expected
    ranks = section.table("lift_ranks")
    for row in ranks.rows:
        assert sum(row[1:]) == pytest.approx(1.0)


def test_short_data_have_one_window(dataset) -> None:
    from dataclasses import replace

    from mmm_xl.analysis.lift_figures import published_windows

    assert len(published_windows(dataset)) == 2
    short = replace(
        dataset, dates=dataset.dates[-52:], outcome=dataset.outcome[-52:],
        spend=dataset.spend[-52:], media=dataset.media[-52:], controls=dataset.controls[-52:],
        events=dataset.events[-52:],
    )  # fmt: skip
    assert [label for label, _ in published_windows(short)] == ["all weeks"]
