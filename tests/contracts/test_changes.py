"""Spend that might have been: the lift is its limit, and sheet, JSON and `show` are one object."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace

import numpy as np
import pytest
from typer.testing import CliRunner

from mmm_xl.analysis.contribution import contributions
from mmm_xl.analysis.counterfactual import Counterfactuals
from mmm_xl.analysis.intervention import cap, changes, cut, linked
from mmm_xl.analysis.lift import lift
from mmm_xl.analysis.response import current_media
from mmm_xl.analysis.results import to_json
from mmm_xl.analysis.summary import estimate
from mmm_xl.analysis.what_if import figures, stated_links, what_if
from mmm_xl.cli import app
from mmm_xl.data.window import every_week, parse_window
from mmm_xl.names import KpiType, Link
from mmm_xl.runs import store
from mmm_xl.sections.document import build_document
from tests.fitting import fit

WINDOWS = ("all", "last52", "2024-02-07..2024-05-18")


@pytest.fixture(scope="module", params=[*Link, "margins"])
def answers(request, run, dataset, spec) -> Counterfactuals:
    """Effects that add, effects that multiply, and a margin a week and channel."""
    if request.param == Link.MULTIPLICATIVE:
        run = fit(dataset, replace(spec, link=Link.MULTIPLICATIVE), chains=2, tune=200, draws=100)
    elif request.param == "margins":
        rng = np.random.default_rng(3)
        run = replace(run, dataset=replace(
            dataset, margins=rng.uniform(0.2, 0.6, dataset.spend.shape)
        ))  # fmt: skip
    return Counterfactuals(run, contributions(run))


@pytest.mark.parametrize("words", WINDOWS)
def test_a_cut_of_everything_is_the_lift_in_every_draw(answers, words) -> None:
    window = parse_window(words, answers.run.dataset)
    for name in answers.run.dataset.channel_names:
        change = cut(answers, name, 1.0, window)
        outcome, margin = changes(answers, change)
        own = lift(answers, [name], window)
        np.testing.assert_allclose(-outcome, own.incremental.spend_view, rtol=1e-12)
        np.testing.assert_allclose(-margin, own.margin.spend_view, rtol=1e-12)
        assert -change.spend[name] == pytest.approx(own.spend, rel=1e-12)


def test_nothing_changed_is_nothing_in_every_draw(answers) -> None:
    window = every_week(answers.run.dataset)
    for i, name in enumerate(answers.run.dataset.channel_names):
        dataset = answers.run.dataset
        most = float(np.maximum(dataset.spend, dataset.media)[:, i].max())
        for change in (cut(answers, name, 0.0, window), cap(answers, name, most, window)):
            found = figures(answers, "cut", change, estimate)
            assert not any(vars(found.outcome).values())
            assert not any(vars(found.margin).values())
            assert found.spend == 0
            assert found.per_unit is found.margin_per_unit is found.prob_better is None


def test_linked_by_nothing_is_the_leader_alone_in_every_draw(answers) -> None:
    window = parse_window("last52", answers.run.dataset)
    alone, none = (
        changes(answers, linked(answers, "TV", follows, window))
        for follows in ({}, {"Paid search": 0.0})
    )
    for one, other in zip(alone, none, strict=True):
        np.testing.assert_allclose(one, other, rtol=1e-12)


def test_linked_figures_are_of_the_joint_draws(answers) -> None:
    window = parse_window("last52", answers.run.dataset)
    (found,) = stated_links(answers, window, estimate)
    assert (found.leader, found.follows) == ("TV", (("Paid search", 0.15),))
    alone = changes(answers, cut(answers, "TV", 1.0, window))[0]
    joint = changes(answers, linked(answers, "TV", {"Paid search": 0.15}, window))[0]
    assert found.added == estimate(alone - joint)
    spent = dict(zip(answers.run.dataset.channel_names, answers.run.dataset.spend.T, strict=True))
    both = spent["TV"][-52:].sum() + 0.15 * spent["Paid search"][-52:].sum()
    assert found.spend_joint == pytest.approx(both)
    assert found.roi_joint.mean == pytest.approx(-float(joint.mean()) / both)


def test_what_is_left_is_margin_less_spend(answers) -> None:
    window = parse_window("last52", answers.run.dataset)
    for found in what_if(answers, window, estimate):
        if found.after_spend is None:
            assert not answers.run.dataset.channels[
                answers.run.dataset.channel_names.index(found.channels[0])
            ].paid
            continue
        assert found.after_spend.mean == pytest.approx(found.margin.mean - found.spend)
        pays = found.margin_per_unit
        assert pays.mean == pytest.approx(found.margin.mean / found.spend)
        if found.prob_better != 0.5:  # as many draws on either side say nothing of the median
            assert (found.prob_better > 0.5) == (pays.median < 1.0)


def test_caps_are_at_what_is_spent_now(run) -> None:
    dataset = run.dataset
    tv, email = (dataset.channel_names.index(name) for name in ("TV", "Email"))
    assert current_media(run)[tv] == pytest.approx(dataset.spend[-52:, tv].mean())
    assert current_media(run)[email] == pytest.approx(dataset.media[-52:, email].mean())


# --- sheet, JSON and show --------------------------------------------------------------------


@pytest.fixture(scope="module")
def record(results):
    found = to_json(results)["windows"]
    json.dumps(found, allow_nan=False)
    return found


def asked(run, *arguments):
    """Rows of the CSV answer, each a dictionary by header."""
    store.save_fit(run)
    store.save_run(run, {})
    found = CliRunner().invoke(app, ["show", run.run_id, "lift", *arguments, "--csv"])
    assert found.exit_code == 0, found.output
    text = found.stdout_bytes.decode("utf-8")
    return list(csv.DictReader(io.StringIO(text, newline="")))


def test_the_sheet_is_what_the_json_says(document, record) -> None:
    table = document.section("lift").table("what_if")
    assert record[0]["changes"] == []
    assert len(table.rows) == len(record[-1]["changes"]) == 18
    names = [column.name for column in table.columns]
    for row, change in zip(table.rows, record[-1]["changes"], strict=True):
        shown = dict(zip(names, row, strict=True))
        assert shown["What if"] == change["words"]
        assert (shown["Change of spend"] or 0) == change["spend"]
        assert shown["Change of revenue"] == change["outcome"]["mean"]
        assert shown["Low 90%"] == change["outcome"]["lo90"]
        assert shown["High 90%"] == change["outcome"]["hi90"]
        assert shown["Change of margin"] == change["margin"]["mean"]
        for name, field in (("Margin per unit", "margin_per_unit"), ("After media", "after_spend")):
            assert shown[name] == (change[field]["mean"] if change[field] else None)
        assert shown["Better off"] == change["prob_better"]


def test_show_is_what_the_json_says(run, record) -> None:
    changes = {change["words"]: change for change in record[-1]["changes"]}
    level = float(current_media(run)[run.dataset.channel_names.index("TV")])
    rows = asked(run, "--cut", "TV=20%", "--cut", "display=0.5", "--cap", f"TV={level!r}",
                 "--window", "last52")  # fmt: skip
    assert [row["Kind"] for row in rows] == ["cut", "cut", "cap"]
    for row in rows:
        change = changes[row["What if"]]
        assert float(row["Change of spend (EUR)"]) == change["spend"]
        for header, unit, field in (
            ("Change of outcome", "EUR", "outcome"),
            ("Outcome per unit", "EUR per EUR", "per_unit"),
            ("Change of margin", "EUR", "margin"),
            ("Margin per unit", "EUR per EUR", "margin_per_unit"),
            ("After media", "EUR", "after_spend"),
        ):
            assert float(row[f"{header} ({unit})"]) == change[field]["mean"]
            assert float(row[f"{header}, 90% from ({unit})"]) == change[field]["lo90"]
            assert float(row[f"{header}, 90% to ({unit})"]) == change[field]["hi90"]
        assert float(row["P(better off) (probability)"]) == change["prob_better"]


def test_linked_channels_are_one_object(run, document, record) -> None:
    for at, window in enumerate(record, start=1):
        (link,) = window["linked"]
        table = document.section("lift").table(f"linked_{at}")
        shown = dict(zip([column.name for column in table.columns], table.rows[0], strict=True))
        assert shown["Channel off"] == link["leader"] == "TV"
        assert link["follows"] == [{"name": "Paid search", "falls_by": 0.15}]
        assert shown["Spend of both"] == link["spend_joint"]
        assert shown["Lift alone"] == link["lift_alone"]["mean"]
        assert shown["Lift of both"] == link["lift_joint"]["mean"]
        assert shown["Difference"] == link["added"]["mean"]
        assert shown["ROI of both"] == link["roi_joint"]["mean"]
        (line,) = [line for line in window["channels"] if line["name"] == "TV"]
        own = line["spend_view"]
        assert link["lift_alone"]["mean"] == pytest.approx(own["incremental"]["mean"])
        assert link["roi_alone"]["mean"] == pytest.approx(own["roi"]["mean"])
        words = ("all", "last52")[at - 1]
        alone, joint = asked(run, "--linked", "TV", "--window", words)
        assert float(alone["Change of outcome (EUR)"]) == -link["lift_alone"]["mean"]
        assert float(joint["Change of outcome (EUR)"]) == -link["lift_joint"]["mean"]
        assert float(joint["Change of spend (EUR)"]) == -link["spend_joint"]
        assert float(joint["Outcome per unit (EUR per EUR)"]) == link["roi_joint"]["mean"]


def test_the_assumption_is_called_one(document, run) -> None:
    section = document.section("lift")
    assert any("your assumption: the model did not learn it" in p for p in section.paragraphs)
    assert "the model did not learn them" in section.table("linked_1").note
    found = CliRunner().invoke(app, ["show", run.run_id, "lift", "--linked", "TV"])
    assert "is your assumption: the model did not learn it" in found.stdout


def test_without_links_there_is_no_table(run, results) -> None:
    from mmm_xl.analysis.lift_figures import lift_figures

    alone = tuple(replace(c, moves_with="", moves_by=0.0) for c in run.dataset.channels)
    bare = replace(run, dataset=replace(run.dataset, channels=alone))
    found = replace(results, run=bare, lift=lift_figures(bare, results.effects))
    section = build_document(found, ()).section("lift")
    assert not [table.key for table in section.tables if table.key.startswith("linked")]
    assert not any("assumption" in words for words in section.paragraphs)


def test_a_count_without_value_or_margin_shows_amounts_only(run, results) -> None:
    settings = replace(run.dataset.settings, kpi_type=KpiType.COUNT, margin=None)
    counts = replace(
        run,
        dataset=replace(run.dataset, settings=settings),
        spec=replace(run.spec, outcome_value=float("nan")),
    )
    answers = Counterfactuals(counts, results.effects)
    for found in what_if(answers, every_week(run.dataset), estimate):
        assert (
            found.margin is found.after_spend is found.prob_better is found.value_per_unit is None
        )
        assert (found.per_unit is None) == (found.spend == 0)
    (link,) = stated_links(answers, every_week(run.dataset), estimate)
    assert link.roi_joint is link.on_margin_joint is None


def test_without_a_margin_value_stands_in_and_the_words_say_so(run, results) -> None:
    from mmm_xl.analysis.lift_figures import lift_figures

    bare = replace(run, dataset=replace(
        run.dataset, settings=replace(run.dataset.settings, margin=None)
    ))  # fmt: skip
    found = replace(results, run=bare, lift=lift_figures(bare, results.effects))
    table = build_document(found, ()).section("lift").table("what_if")
    names = [column.name for column in table.columns]
    assert "Value per unit" in names
    assert "Change of margin" not in names
    assert "No margin is given" in table.note
    for change in found.lift.windows[-1].changes:
        if change.after_spend is not None:
            left = change.outcome.mean - change.spend
            assert change.after_spend.mean == pytest.approx(left)
