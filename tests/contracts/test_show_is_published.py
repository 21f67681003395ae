"""What ``show`` prints of a published window is what JSON and sheets say, to the last digit."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace

import pytest

from mmm_xl.analysis.results import to_json
from mmm_xl.runs import store
from mmm_xl.show.answer import show

FIGURES = ("mean", "lo90", "hi90")


@pytest.fixture(scope="module")
def record(results, own_store):
    """``results.json`` of the session's run, stored under a name of its own."""
    made = to_json(results)
    store.save_fit(results.run)
    store.save_run(replace(results.run, run_id="run-published"), made)
    return json.loads(json.dumps(made))


def rows(subject, window="all", view="spend", run_id="run-published"):
    """Cells of each line of the CSV by header without its unit."""
    text = show(run_id, subject, window, view).csv_text()
    header, *lines = csv.reader(io.StringIO(text, newline=""))
    names = [name.partition(" (")[0] if not name.startswith("P(") else name for name in header]
    return {line[0]: dict(zip(names, line, strict=True)) for line in lines}


def number(cell):
    """Number of a cell, its words where it has words, None where it is blank."""
    try:
        return None if cell == "" else float(cell)
    except ValueError:
        return cell


def ranged(row, name, middle="mean"):
    found = [number(row[n]) for n in (name, f"{name}, 90% from", f"{name}, 90% to")]
    return None if found == [None] * 3 else dict(zip((middle, *FIGURES[1:]), found, strict=True))


def figure(summary, middle="mean"):
    return summary and {name: summary[name] for name in (middle, *FIGURES[1:])}


def labels(results):
    return {channel.name: channel.label for channel in results.channels}


def published(record, at, results):
    """Each line of a window with the label that it is shown by."""
    window, named = record["windows"][at], labels(results)
    for line in (*window["channels"], *window["groups"], window["total"]):
        yield named.get(line["name"], line["name"]), line


WINDOWS = [(0, "all"), (1, "last52")]
VIEWS = [("spend", "spend_view"), ("same-period", "same_period")]


@pytest.mark.parametrize(("view", "key"), VIEWS)
@pytest.mark.parametrize(("at", "window"), WINDOWS)
def test_roi_is_that_of_the_json(record, results, at, window, view, key) -> None:
    shown = rows("roi", window, view)
    for label, line in published(record, at, results):
        row, found = shown.pop(label), line[key]
        assert ranged(row, "ROI") == figure(found["roi"])
        assert ranged(row, "ROI on margin") == figure(found["roi_on_margin"])
        assert ranged(row, "Marginal ROI") == figure(found["marginal_roi"])
        assert ranged(row, "Marginal ROI on margin") == figure(found["marginal_on_margin"])
        assert number(row["P(loss) (probability)"]) == found["prob_loss"]
        assert number(row["Spend"]) == (line["spend"] or None)
    assert not shown


@pytest.mark.parametrize(("at", "window"), WINDOWS)
def test_lift_is_that_of_the_json_with_payback_and_break_even(record, results, at, window) -> None:
    shown = rows("lift", window)
    levels = 0
    for label, line in published(record, at, results):
        row = shown[label]
        assert ranged(row, "Incremental") == figure(line["spend_view"]["incremental"])
        assert ranged(row, "Incremental margin") == figure(line["spend_view"]["margin"])
        assert ranged(row, "After the window") == figure(line["carry_out"])
        assert ranged(row, "Period contribution") == figure(line["contribution"])
        pays, even = line["payback"] or {}, line["break_even"]
        assert number(row["Payback, median"]) == pays.get("weeks")
        assert number(row["P(pays back) (probability)"]) == pays.get("probability")
        told = ranged(row, "Break-even spend, median", "median")
        if even is None:
            assert told is None
            continue
        beyond = {k: "over 5 times" if v is None else v for k, v in even.items()}
        assert told == figure(beyond, "median")
        levels += 1
    assert levels


def test_the_same_cells_stand_on_the_lift_sheet(record, document) -> None:
    shown = rows("lift")
    amounts, returns = document.section("lift").table("lift_1"), rows("roi")
    for row in amounts.rows:
        cells = dict(zip((column.name for column in amounts.columns), row, strict=True))
        own = shown[cells["Line"]]
        assert number(own["Spend"]) == cells["Spend"]
        assert number(own["Share of spend"]) == cells["Share of spend"]
        assert number(own["Share of effect"]) == cells["Share of effect"]
        assert number(own["Incremental"]) == cells["Incremental, spend view"]
        assert number(own["After the window"]) == cells["Carry-out"]
    table = document.section("lift").table("returns_1")
    for row in table.rows:
        cells = dict(zip((column.name for column in table.columns), row, strict=True))
        assert number(returns[cells["Line"]]["ROI"]) == cells["ROI"]
        assert number(returns[cells["Line"]]["Marginal ROI"]) == cells["Marginal ROI"]
    table = document.section("lift").table("payback_1")
    for row in table.rows:
        cells = dict(zip((column.name for column in table.columns), row, strict=True))
        own = shown[cells["Line"]]
        assert number(own["Payback, median"]) == cells["Payback"]
        assert number(own["Break-even spend, median"]) == cells["Break-even spend, median"]
        assert number(own["P(no level) (probability)"]) == cells["No level reaches it"]


def test_contribution_is_that_of_the_json_and_of_the_sheet(record, results, document) -> None:
    shown, named = rows("contribution"), labels(results)
    for part in record["sources"]:
        row = shown[named.get(part["name"], part["name"])]
        assert ranged(row, "Contribution") == figure(part["contribution"])
        assert ranged(row, "Share") == figure(part["share"])
    assert ranged(shown["Baseline"], "Contribution") == figure(record["baseline"])
    assert ranged(shown["Modelled revenue"], "Contribution") == figure(record["modelled"])
    section = document.section("contribution")
    bridge = {row[0]: row for row in section.table("contribution").rows}
    for mine, theirs in (("Baseline", "Baseline"), ("Modelled revenue", "Modelled")):
        assert number(shown[mine]["Contribution"]) == bridge[theirs][1]
    parts = section.table("contribution_parts")
    told = {row[0].casefold(): row[parts.index("Mean")] for row in parts.rows}
    mine = {name.casefold(): number(row["Contribution"]) for name, row in shown.items()}
    assert told == {name: mine[name] for name in told}


def test_carryover_is_that_of_the_json(record, results) -> None:
    shown, named = rows("carryover"), labels(results)
    for channel in record["channels"]:
        row, found = shown[named[channel["name"]]], channel["carryover"]
        assert ranged(row, "Half-life") == figure(found["half_life"])
        assert ranged(row, "90% of effect") == figure(found["weeks_to_90"])
        assert ranged(row, "Next 10%") == figure(found["next_step"])
        assert number(row["Later"]) == found["timing"]["later"]


@pytest.mark.parametrize("subject", ["roi", "lift", "contribution", "carryover"])
def test_what_was_not_published_is_computed_to_the_same(record, results, subject) -> None:
    store.save_run(replace(results.run, run_id="run-earlier"), {})
    computed, read = rows(subject, run_id="run-earlier"), rows(subject)
    assert list(computed) == list(read)
    compared = 0
    for label, row in computed.items():
        for name, cell in row.items():
            if isinstance(number(cell), float):
                assert number(cell) == pytest.approx(number(read[label][name]), rel=1e-9, abs=1e-6)
                compared += 1
            else:
                assert cell == read[label][name]
    assert compared > 20


def test_the_interaction_of_effects_that_multiply_stands_above_the_total(record, results) -> None:
    window = {**record["windows"][0], "interaction": record["modelled"]}
    changed = {**record, "windows": [window, *record["windows"][1:]]}
    store.save_run(replace(results.run, run_id="run-multiplied"), changed)
    shown = rows("lift", run_id="run-multiplied")
    assert list(shown)[-2:] == ["Interaction", record["windows"][0]["total"]["name"]]
    assert ranged(shown["Interaction"], "Incremental") == figure(record["modelled"])
    assert shown["Interaction"]["Spend"] == ""
