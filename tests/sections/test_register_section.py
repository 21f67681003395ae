"""The Test register: what it shows with tests, with faults, and without any."""

from __future__ import annotations

from dataclasses import replace

import pytest

from mmm_xl.analysis.next_test import NextTests
from mmm_xl.analysis.register import Register
from mmm_xl.analysis.register_rules import Fault, TestFinding
from mmm_xl.names import Action
from mmm_xl.report import outline
from mmm_xl.sections import words_register as words
from mmm_xl.sections.context import context
from mmm_xl.sections.figures import draw
from mmm_xl.sections.next_experiments import design_words, summary_next
from mmm_xl.sections.register import register_section
from mmm_xl.sections.summary import summary_section


def section(results):
    (found,) = register_section(results, context(results))
    return found


def with_fault(results, *faults: Fault):
    first, *others = results.register.entries
    found = tuple(TestFinding(first.test.name, fault, 2.5, "Second") for fault in faults)
    entries = (replace(first, findings=found), *(replace(one, findings=()) for one in others))
    return replace(results, register=Register(entries))


def with_worth(results, value: float):
    """Results in which the first channel's test is worth so much and has enough power."""
    first, *others = results.next_tests.ranked
    made = replace(first.proposed, value=value, cost=0.0, power=0.84)
    first = replace(first, proposed=made, prob_other=0.4)
    return replace(results, next_tests=NextTests((first, *others), (), True))


def test_every_stage_is_a_row_of_the_chart(results) -> None:
    found = section(results)
    stages = found.table("register_stages")
    counts = {name: stages.values("Stage").count(name) for name in stages.values("Stage")}
    entries = results.register.entries
    assert counts == {
        words.PRIOR: len(entries),
        words.MEASURED: len(entries),
        words.WITHOUT: len(entries),
        words.WITH: len(results.register.calibrating),
    }
    (chart,) = found.charts
    assert draw(chart, stages).startswith(b"\x89PNG")


def test_sheet_shows_the_figures_of_the_register(results) -> None:
    found = section(results)
    agreement = found.table("register_agreement")
    for row, entry in zip(agreement.rows, results.register.entries, strict=True):
        assert row[0] == entry.test.name
        assert row[agreement.index("Distance")] == entry.agreement.z
        assert row[agreement.index("Effective weight")] == entry.agreement.weight
    stated = found.table("register")
    assert stated.values("Measured effect") == tuple(
        entry.test.effect for entry in results.register.entries
    )
    scored = [one for one in results.register.entries if one.score]
    assert found.table("register_scores").values("Score") == tuple(o.score.crps for o in scored)


def test_a_clean_register_says_so(results) -> None:
    clean = with_fault(results)
    assert "Each agrees" in section(clean).message
    keys = [table.key for table in section(clean).tables]
    assert "register_findings" not in keys
    assert set(section(clean).table("register_agreement").values("Status")) == {words.AGREES}


@pytest.mark.parametrize("fault", list(Fault))
def test_every_finding_has_a_row_with_advice(results, fault) -> None:
    found = section(with_fault(results, fault))
    ((test, what, advice, kind, bearing),) = found.table("register_findings").rows
    assert test == results.register.entries[0].test.name
    assert test in what
    assert advice
    assert kind == words.KINDS[fault]
    small = fault in (Fault.UNDERPOWERED, Fault.NO_NEWS)
    assert bearing == (words.NOTE if small else words.LIMITS)
    assert ("limits the use" in found.message) == (not small)


def test_several_findings_are_counted_with_the_first_named(results) -> None:
    found = section(with_fault(results, Fault.CONFLICT, Fault.BEYOND_TOTAL))
    assert found.message.startswith("2 lift tests: ")
    assert "2 findings limit the use of the figures, first: lift test" in found.message


def test_without_experiments_the_next_ones_stand_alone(results) -> None:
    found = section(replace(results, register=Register()))
    assert [table.key for table in found.tables] == ["next_experiments", "next_designs"]
    assert not found.charts
    assert found.message.startswith("No lift test stands on the Experiments sheet.")


def test_with_neither_there_is_no_sheet(results) -> None:
    bare = replace(results, register=Register(), next_tests=NextTests((), (), False))
    assert register_section(bare, context(results)) == ()
    only_tests = section(replace(results, next_tests=NextTests((), (), False)))
    assert words.NEXT_EMPTY in only_tests.paragraphs


def test_a_test_worth_its_cost_is_proposed_in_words_and_on_the_summary(results) -> None:
    worth = with_worth(results, 12300.0)
    c = context(worth)
    said = design_words(worth.next_tests.ranked[0], c)
    assert "power 84 of 100, worth about EUR 12.3k a year, expected to cost nothing" in said
    assert said in section(worth).paragraphs[2]
    (sentence,) = summary_next(worth, c)
    assert sentence in summary_section(worth, c).paragraphs
    table = section(worth).table("next_experiments")
    assert table.values("Advice")[0] == words.PROPOSED


def test_a_test_worth_nothing_is_not_on_the_summary(results) -> None:
    held = tuple(
        replace(step, advice=replace(step.advice, action=Action.HOLD))
        for step in results.next_steps
    )
    worthless = replace(with_worth(results, 0.0), next_steps=held)
    worthless = replace(worthless, next_tests=NextTests((), (), True))
    assert summary_next(worthless, context(results)) == ()


def test_a_test_that_the_rules_call_for_has_a_design_and_what_speaks_against_it(results) -> None:
    step, *others = results.next_steps
    called = replace(step, advice=replace(step.advice, action=Action.TEST))
    quiet = [replace(o, advice=replace(o.advice, action=Action.HOLD)) for o in others]
    shown = replace(with_worth(results, 0.0), next_steps=(called, *quiet))
    shown = replace(
        shown,
        next_tests=replace(
            shown.next_tests, ranked=tuple(r for r in shown.next_tests.ranked if not r.worthwhile)
        ),
    )
    (sentence,) = summary_next(shown, context(shown))
    assert sentence.startswith(f"The test of {step.advice.channel} that would fit: ")
    assert "not proposed" in sentence


def test_reports_part_is_called_experiments(document) -> None:
    assert "Experiments" in [placed.heading for placed in outline.placed(document)]


def test_where_test_and_weeks_disagree_both_figures_are_said_first(results) -> None:
    apart = section(with_fault(results, Fault.CONFLICT))
    entry, c = results.register.entries[0], context(results)
    first = apart.paragraphs[0]
    assert first.startswith(f"Test and weeks disagree: \u201c{entry.test.name}\u201d measured")
    for stage in (entry.measured, entry.without):
        assert c.told(stage.roi, "ratio") in first and c.spread(stage.roi, "ratio") in first
    agreeing = section(with_fault(results))
    assert not any("disagree" in text for text in agreeing.paragraphs)


def test_a_test_worth_nothing_says_so_and_a_cost_has_its_unit(results) -> None:
    c, worthless = context(results), with_worth(results, 0.2).next_tests.ranked[0]
    dear = replace(worthless, proposed=replace(worthless.proposed, cost=80_200.0))
    assert "worth next to nothing, expected to cost nothing" in design_words(worthless, c)
    assert f"costs about {c.currency} 80.2k" in design_words(dear, c)
