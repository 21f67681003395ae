"""Summary and Carryover: what to do, what reverses it, how long effects last, in fitting units."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from mmm_xl.analysis.action import Flip, advice
from mmm_xl.analysis.headline import compute_headline
from mmm_xl.analysis.results import compute_results, to_json
from mmm_xl.analysis.validation.check import CheckResult, CheckRow, Status
from mmm_xl.analysis.validation.rules.catalogue import rule
from mmm_xl.analysis.verdict import Verdict, held_channels
from mmm_xl.names import Action, KpiType
from mmm_xl.sections.carryover import carryover_section
from mmm_xl.sections.context import context, likely
from mmm_xl.sections.next_steps import reversal
from mmm_xl.sections.roi import roi_section
from mmm_xl.sections.summary import by_return, summary_section
from mmm_xl.sections.wording_rules import offences
from tests.fitting import fit
from tests.sections.generated_texts import of_document

COUNTS = {"kpi_type": KpiType.COUNT, "margin": None, "outcome_name": "Orders"}


@pytest.fixture(scope="module", params=[None, 60.0], ids=["no value", "60 EUR each"])
def counted(request, dataset):
    settings = replace(dataset.settings, **COUNTS, value_per_conversion=request.param)
    return compute_results(fit(replace(dataset, settings=settings), tune=200, draws=200))


@pytest.mark.parametrize(
    ("probability", "words"),
    [
        (1.0, "very likely (more than 90 of 100)"),
        (0.901, "very likely (more than 90 of 100)"),
        (0.9, "likely (66 to 90 of 100)"),
        (0.66, "likely (66 to 90 of 100)"),
        (0.659, "about as likely as not (33 to 66 of 100)"),
        (0.33, "about as likely as not (33 to 66 of 100)"),
        (0.1, "unlikely (10 to 33 of 100)"),
        (0.099, "very unlikely (fewer than 10 of 100)"),
        (0.0, "very unlikely (fewer than 10 of 100)"),
    ],
)
def test_a_word_of_probability_carries_its_numbers(probability, words) -> None:
    assert likely(probability) == words
    assert not list(offences(f"It is {words} to pay."))


@pytest.mark.parametrize(
    ("flip", "margin", "words"),
    [
        (Flip(0.31, Action.HOLD), 0.55, "margin below 31% (then hold)"),
        (Flip(0.7, Action.SCALE), 0.55, "margin above 70% (then scale)"),
        (Flip(0.548, Action.CUT), 0.55, "margin below 54.8% (then cut)"),
        (
            Flip(None, None, 1.6, Action.SCALE),
            None,
            "return assumed before the data 1.60 times as high (then scale)",
        ),
        (
            Flip(0.31, Action.CUT, 0.5, Action.CUT),
            0.55,
            "margin below 31% (then cut); or return assumed before the data at 0.50 of what it is"
            " (then cut)",
        ),
        (Flip(), 0.55, "nothing within reach"),
    ],
)
def test_what_reverses_an_action(flip, margin, words) -> None:
    assert reversal(flip, margin) == words


def test_the_summary_has_its_blocks_in_order(document) -> None:
    said = document.section("summary").paragraphs
    heads = ("Learned: ", "Next: ", "How sure: ", "What could change it: ", "Not included: ")
    at = [next(i for i, text in enumerate(said) if text.startswith(head)) for head in heads]
    assert at == sorted(at)
    keys = [table.key for table in document.section("summary").tables]
    assert keys == ["key_numbers", "summary_actions", "summary_channels"]


def test_sheet_and_json_show_the_same_actions(results, document) -> None:
    table = document.section("summary").table("summary_actions")
    published = {c["name"]: c["action"] for c in to_json(results)["channels"]}
    paid = [channel for channel in results.channels if channel.paid]
    assert len(table.rows) == len(paid) == len(results.next_steps)
    for row, channel, step in zip(table.rows, paid, results.next_steps, strict=True):
        action = published[channel.name]
        assert (row[0], row[1], row[3]) == (
            channel.label, action["action"], action["prob_next_pays"],
        )  # fmt: skip
        assert row[4] == step.returned.mean == pytest.approx(channel.marginal_roi.mean * 0.55)
        assert action["flip_margin"] == step.advice.flip.margin
    assert all(published[c.name] is None for c in results.channels if not c.paid)


def test_the_rules_are_stated_with_the_settings(results, document) -> None:
    note = document.section("summary").table("summary_actions").note
    settings = results.run.dataset.settings
    stated = (settings.scale_above, settings.cut_below, settings.test_from_share)
    for fraction in stated:
        assert f"{fraction:.0%}" in note
    assert f"at least {settings.test_wider_than:g} times" in note


def test_nothing_is_to_be_done_with_figures_that_failed(results) -> None:
    failed = replace(results, verdict=Verdict("do not use", ("the chains do not agree",)))
    said = " ".join(summary_section(failed, context(failed)).paragraphs)
    assert "Act on none of this" in said
    assert "Act on none" not in " ".join(summary_section(results, context(results)).paragraphs)


def test_every_channel_has_its_sentence_with_ranges(results, document) -> None:
    section = document.section("carryover")
    assert len(section.paragraphs) == len(results.channels) == len(section.charts)
    for channel, text in zip(results.channels, section.paragraphs, strict=True):
        assert text.startswith(f"{channel.label}: half of the effect is in after ")
        assert text.count("90% range") == 4
        assert ("spend" in text) is channel.paid
        assert ("exposure" in text) is not channel.paid


def test_the_carryover_tables_are_the_published_figures(results, document) -> None:
    section = document.section("carryover")
    published = to_json(results)["channels"]
    rows = zip(
        section.table("carryover_weeks").rows, section.table("carryover_place").rows, strict=True
    )
    for (lasting, place), channel in zip(rows, published, strict=True):
        found = channel["carryover"]
        assert lasting[1:4] == tuple(found["half_life"][name] for name in ("mean", "lo90", "hi90"))
        assert lasting[4] == found["weeks_to_90"]["mean"]
        assert lasting[7] == found["first_week"]["mean"]
        assert (place[1], place[4]) == (found["of_maximum"]["mean"], found["next_step"]["mean"])
        assert sum(found["timing"].values()) == pytest.approx(1)


def test_the_cumulated_effect_rises_to_all_of_it(results, document) -> None:
    section = document.section("carryover")
    for chart, found in zip(section.charts, results.duration, strict=True):
        table = section.table(chart.table)
        assert table.values("Week") == tuple(range(results.run.spec.carryover_weeks + 1))
        means = table.values("Mean")
        assert list(means) == sorted(means)
        assert (means[0], means[-1]) == (0.0, pytest.approx(1))
        assert means[1] == pytest.approx(found.first_week.mean)


def test_a_channel_off_air_is_not_placed_on_its_curve(results) -> None:
    silent = replace(results.channels[0], current_weekly=0.0)
    changed = replace(results, channels=(silent, *results.channels[1:]))
    text = carryover_section(changed, context(changed)).paragraphs[0]
    assert text.endswith("; it had no spend in the last 52 weeks.")


def test_a_count_is_told_in_its_own_unit(counted) -> None:
    c = context(counted)
    sections = (summary_section(counted, c), carryover_section(counted, c))
    valued = counted.run.dataset.settings.value_per_conversion is not None
    texts = [text for _, text in _of(sections)]
    said = " ".join(texts)
    assert "revenue" not in said
    assert not re.search(r"\bnan\b|\binf\b|\bNone\b|\{", said)
    assert sections[0].message.split(" (")[0].endswith(" orders")
    assert not re.search(r"on margin\b", said)
    assert ("Marginal ROI" in said) is valued
    if valued:
        assert "value, counting 60.00 EUR for each of the orders" in said
        assert len(sections[0].table("summary_actions").rows) == len(counted.next_steps) > 0
    else:
        assert "Next: no action is proposed" in said
        assert [table.key for table in sections[0].tables] == ["key_numbers", "summary_channels"]
        assert not [h for t in sections[0].tables for h in t.columns if "ROI" in h.header]
        assert all(c["action"] is None for c in to_json(counted)["channels"])
    assert not [hit for text in texts for hit in offences(text)]


def _of(sections):
    from mmm_xl.sections.section import Document

    return of_document(Document(None, sections, ()))


def test_a_verdict_without_reasons_is_a_whole_sentence(results) -> None:
    fine = replace(results, verdict=Verdict("use", ()))
    (said,) = [p for p in summary_section(fine, context(fine)).paragraphs if "Verdict: use" in p]
    assert "Verdict: use. Every check was made, and none stands against it." in said


def test_a_failed_check_holds_the_channel_that_it_names(results) -> None:
    """No sheet proposes to move money on a return that a check of the same run questions."""
    step = next(one for one in results.next_steps if not one.advice.disputed)
    name = step.advice.channel
    questioned = rule("size-of-returns")
    failed = CheckRow(questioned, CheckResult(questioned.key, Status.FAILED, "far", "far", (name,)))
    passed = CheckRow(questioned, CheckResult(questioned.key, Status.PASSED, "near", "", (name,)))
    outside = rule("demand-capture")
    noted = CheckRow(outside, CheckResult(outside.key, Status.FAILED, "x", "x", (name,)))
    assert held_channels([passed, noted]) == {}
    held = held_channels([failed, passed])
    assert held == {name: questioned.name}
    headline = compute_headline(results.run)
    found = {one.channel: one for one in advice(results.run, headline.marginal, (), held)}
    assert (found[name].action, found[name].held) == (Action.TEST, questioned.name)
    others = {one.channel: one for one in advice(results.run, headline.marginal)}
    assert all(found[other] == others[other] for other in found if other != name)
    steps = tuple(
        replace(one, advice=found[one.advice.channel]) if one.advice.channel == name else one
        for one in results.next_steps
    )
    whole = replace(results, next_steps=steps, rows=(failed,))
    section = summary_section(whole, context(whole))
    why = dict(zip(section.table("summary_actions").values("Channel"),
                   section.table("summary_actions").values("Why"), strict=True))  # fmt: skip
    label = next(c.label for c in results.channels if c.name == name)
    assert questioned.name in why[label]
    limits = next(p for p in section.paragraphs if p.startswith("Limits: "))
    assert f"no money is moved on the return of {label} alone" in limits


def test_channels_that_the_weeks_do_not_inform_are_not_ranked(results) -> None:
    first, *rest = by_return(results)
    blank = tuple(replace(one, prior_only=one.name == first[0].name) for one in results.channels)
    some = replace(results, channels=blank)
    told = " ".join(summary_section(some, context(some)).paragraphs)
    assert f"Among the paid channels that these weeks inform, {rest[0][0].label} has" in told
    none = replace(
        results, channels=tuple(replace(one, prior_only=one.paid) for one in results.channels)
    )
    told = summary_section(none, context(none)).paragraphs
    assert told[0].startswith("Assumed more than learned: 100% of paid spend")
    assert not [words for words in told if words.startswith("Among")]
    assert "These weeks do not tell" in roi_section(none, context(none)).message
