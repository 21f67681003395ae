"""Reasonable changes: what they are, what they show on planted faults, and what is held against."""

from __future__ import annotations

import json
import math
from dataclasses import asdict, replace

import numpy as np
import pytest

from mmm_xl.analysis.contribution import contributions
from mmm_xl.analysis.counterfactual import Counterfactuals
from mmm_xl.analysis.measurement import measure
from mmm_xl.analysis.summary import Summary, estimate
from mmm_xl.analysis.validation.check import Status
from mmm_xl.analysis.validation.refit_results import Flip, Sensitivity, Span, VariantResult
from mmm_xl.analysis.validation.rules.sensitivity import RULES
from mmm_xl.analysis.validation.variant_plan import extreme_weeks, scaled_priors, variant_plan
from mmm_xl.analysis.validation.variants import (
    common_window,
    sensitivity,
    sensitivity_checks,
    variant_changes,
)
from mmm_xl.data.window import Window
from mmm_xl.grades import Depth, Level
from mmm_xl.runs.change import apply
from mmm_xl.runs.refit import Refit, refit
from mmm_xl.sections.words_validation_sensitivity import missing_words, sensitivity_sentence
from tests.sensitivity_data import WEEKS, small_run, spends


def refits_of(run, depth=Depth.STANDARD, only=""):
    changes = [one for one in variant_changes(run, depth) if only in one.name]
    return {one.change.name: one for one in refit(run, changes)}


def looked(run, depth=Depth.STANDARD, only=""):
    found = sensitivity(run, refits_of(run, depth, only), depth)
    return found, {check.rule: check for check in sensitivity_checks(found, run)}


@pytest.fixture(scope="module")
def small():
    return small_run()


@pytest.fixture(scope="module")
def sound(small):
    return looked(small)


def test_nine_changes_of_the_default_specification(run) -> None:
    plan = variant_plan(run, Depth.STANDARD)
    kinds = [variant.kind for variant in plan.variants]
    assert kinds == ["prior", "prior", "carryover", "saturation", "season", "season", "window",
                     "extremes", "control"]  # fmt: skip
    assert plan.missing == ()
    for variant in plan.variants:
        inputs = apply(variant.change, run)
        calibrating = [t for t in run.dataset.experiments if inputs.dataset.holds(t)]
        assert len(inputs.dataset.experiments) == len(calibrating)
    assert variant_plan(run, Depth.QUICK).variants == ()


def test_full_depth_drops_every_control_and_masks_every_quarter(run) -> None:
    changes = [v.change for v in variant_plan(run, Depth.FULL).variants]
    assert {n for c in changes for n in c.without_controls} == set(run.dataset.control_names)
    quarters = [v.change.masked for v in variant_plan(run, Depth.FULL).variants
                if v.kind == "quarter"]  # fmt: skip
    days = [day for quarter in quarters for day in quarter]
    assert len(quarters) == 12
    assert len(set(days)) == len(days) == run.dataset.weeks
    assert len({change.name for change in changes}) == len(changes)


def test_pools_get_another_spread_and_other_channels_another_range(run) -> None:
    assert {prior.pooled for prior in run.spec.channels} == {True, False}
    fields, own = scaled_priors(run.spec, 0.5)
    assert fields["pool_spread"].median == pytest.approx(run.spec.pool_spread.median / 2)
    assert set(own) == {prior.channel for prior in run.spec.channels if not prior.pooled}
    change = next(c for c in variant_changes(run, Depth.STANDARD) if "tighter" in c.name)
    for before, after in zip(run.spec.channels, apply(change, run).spec.channels, strict=True):
        assert after.pool == before.pool
        if not before.pooled:
            assert after.effect.median == pytest.approx(before.effect.median)
            assert after.effect.sigma == pytest.approx(before.effect.sigma / 2)


def test_what_cannot_apply_is_replaced_or_told(small) -> None:
    bare = replace(small.dataset, control_names=(), controls=np.zeros((WEEKS, 0)))
    alike = tuple(replace(prior, adstock="none") for prior in small.spec.channels)
    spec = replace(small.spec, channels=alike, yearly_terms=6)
    keep = [i for i, term in enumerate(small.design.terms) if term.part != "control"]
    posterior = small.posterior.isel(term=keep)
    waves = [keep[-1]] * 10
    posterior = posterior.isel(term=[*range(len(keep)), *([len(keep) - 1] * len(waves))])
    plan = variant_plan(
        replace(small, dataset=bare, spec=spec, posterior=posterior), Depth.STANDARD
    )
    assert plan.missing == ("no channel has carryover", "there are 6 yearly terms already")
    assert len(plan.variants) == 7
    assert "quarter" in plan.variants[-1].words
    assert len(plan.variants[-1].change.masked) == 13


def test_extreme_weeks_are_few_and_at_least_one() -> None:
    quiet = np.linspace(0.0, 1.0, 100)
    assert extreme_weeks(quiet) == [99]
    loud = np.full(100, 9.0)
    assert len(extreme_weeks(loud)) == 5
    assert extreme_weeks(np.where(np.arange(100) % 50 == 7, 3.0, 0.1)) == [7, 57]


def test_a_sound_model_passes_every_rule(small, sound) -> None:
    found, checks = sound
    assert {check.status for check in checks.values()} == {Status.PASSED}, checks
    assert set(checks) == {"reasonable-changes", "order-of-returns", "size-of-returns",
                           "side-of-hurdle"}  # fmt: skip
    assert [one.key for one in found.variants] == [
        change.name for change in variant_changes(small, Depth.STANDARD)
    ]
    assert found.base.rank == {"Search": 1, "TV": 2, "Radio": 3}
    assert found.base.best_next == "Search"
    labels = {name: name for name in small.dataset.channel_names}
    said = "The order of returns is the same under all nine reasonable changes."
    assert sensitivity_sentence(found, labels) == said
    assert missing_words(found) == ""


def test_all_figures_speak_of_the_same_spend(small, sound) -> None:
    """Those of the base are the published ones of these weeks."""
    found, _ = sound
    assert (found.last - found.first).days + 1 == 7 * round(0.8 * WEEKS)
    window = Window(found.first, found.last, "")
    assert window == replace(common_window(small.dataset, variant_plan(small, Depth.STANDARD)),
                             label="")  # fmt: skip
    published = measure(Counterfactuals(small, contributions(small)), window, estimate)
    for line in published.channels:
        roi = line.spend_view.roi
        assert found.base.roi[line.name].mean == pytest.approx(roi.mean, rel=1e-9)
        assert found.base.roi[line.name].lo80 == pytest.approx(roi.lo80, rel=1e-9)
    span = found.spans[0]
    means = [one.roi["Search"].mean for one in (found.base, *found.reasonable)]
    assert (span.low, span.high) == (min(means), max(means))
    json.dumps([asdict(one) for one in (*found.spans, *found.variants)])


def test_returns_on_margin_are_held_against_the_hurdle(small) -> None:
    settings = replace(small.dataset.settings, margin=0.5, hurdle=1.0)
    rich = replace(small, dataset=replace(small.dataset, settings=settings))
    found = sensitivity(rich, {}, Depth.STANDARD)
    tv = next(span for span in found.spans if span.channel == "TV")
    assert tv.base.mean > 1.0
    assert tv.above_hurdle < 0.2
    assert {one.problem for one in found.variants} == {"It was not fitted."}
    checks = sensitivity_checks(found, rich)
    assert {check.status for check in checks} == {Status.NOT_DONE}


def test_two_channels_in_lockstep_are_named() -> None:
    """Chains settle on different splits of the two, so that no check of returns can pass."""
    both = spends(np.random.default_rng(2))
    wiggle = np.random.default_rng(0).normal(size=WEEKS)
    both[:, 1] = both[:, 0] * (1 + 0.01 * wiggle)
    found, checks = looked(small_run(spend=both, returned=(1.2, 1.2, 0.3)))
    assert not [key for key, check in checks.items() if check.status is Status.PASSED]
    undone = checks["reasonable-changes"]
    assert undone.status is Status.NOT_DONE
    assert "do not agree on Search" in undone.found or "do not agree on TV" in undone.found
    assert "do not agree on Radio" not in undone.found
    assert max(span.shift for span in found.spans if span.channel != "Radio") > 1.0


def test_a_break_in_one_quarter_is_found_by_leaving_it_out() -> None:
    spend = spends(np.random.default_rng(2))
    extra = np.zeros(WEEKS)
    extra[39:52] = 4.0 * spend[39:52, 2]
    broken = small_run(spend=spend, added=extra)
    found, checks = looked(broken, Depth.FULL, only=" masked")
    check = checks["single-quarters"]
    assert check.status is Status.FAILED
    assert "2024Q4" in check.reason
    assert set(check.channels) & {"TV", "Radio"}
    assert all("2024Q4" in key for span in found.influence for key in span.outside)


def made(means: dict[str, dict[str, float]], **flags) -> Sensitivity:
    """Sensitivity of two channels with made-up means by variant; the first is the base."""
    results = {key: result(key, values) for key, values in means.items()}
    base, *variants = results.values()
    return Sensitivity(base, tuple(variants), flags.get("spans", ()), flags.get("flips", ()))


def around(mean: float, sd: float = 0.5) -> Summary:
    ends = {f"{end}{level}": mean + sign * z * sd
            for level, z in ((50, 0.67), (80, 1.28), (90, 1.64), (95, 1.96))
            for end, sign in (("lo", -1), ("hi", 1))}  # fmt: skip
    return Summary(mean=mean, median=mean, sd=sd, mcse=0.01, **ends)


def result(key: str, values: dict[str, float], kind: str = "prior", problem: str = ""):
    roi = {name: around(mean) for name, mean in values.items()}
    order = sorted(roi, key=lambda name: -values[name])
    rank = {name: order.index(name) + 1 for name in roi}
    return VariantResult(key, kind, f"words of {key}", roi, rank, order[0], problem)


def span(shifts: dict[str, float], **changes) -> Span:
    own = around(2.0)
    outside = tuple(key for key, shift in shifts.items() if abs(shift) > 1.28)
    given = {"crosses_hurdle": (), "above_hurdle": 0.95} | changes
    low, high = (2.0 + 0.5 * end(0.0, *shifts.values()) for end in (min, max))
    return Span("TV", "Telly", own, low, high, max(abs(s) for s in shifts.values()),
                outside, given["crosses_hurdle"], shifts, given["above_hurdle"])  # fmt: skip


NINE = {"base": {"TV": 2.0, "Search": 1.0}} | {
    f"v{i}": {"TV": 2.0, "Search": 1.0} for i in range(9)
}
STILL = {f"v{i}": 0.1 for i in range(9)}


def judged(run, found):
    named = replace(run.dataset.channels[0], name="TV", label="Telly")
    other = replace(run.dataset.channels[0], name="Search", label="Search")
    dataset = replace(run.dataset, channels=(named, other, run.dataset.channels[2]))
    checks = sensitivity_checks(found, replace(run, dataset=dataset))
    return {check.rule: check for check in checks}


@pytest.mark.parametrize(
    ("better", "variants", "status"),
    [
        (0.9, ("v1", "v2"), Status.FAILED),
        (0.9, ("v1",), Status.REVIEW),
        (0.6, ("v1", "v2", "v3"), Status.REVIEW),
        (math.nan, ("v1", "v2"), Status.REVIEW),
    ],
)
def test_flips_fail_only_where_the_run_tells_the_order(small, better, variants, status) -> None:
    found = made(NINE, spans=(span(STILL),), flips=(Flip("TV", "Search", variants, better),))
    check = judged(small, found)["order-of-returns"]
    assert check.status is status
    assert check.channels == ("TV", "Search")
    said = f"the order of Telly and Search flips under {('one', 'two', 'three')[len(variants) - 1]}"
    assert check.reason == f"{said} of nine reasonable changes"


@pytest.mark.parametrize(
    ("moves", "status"),
    [
        ({}, Status.PASSED),
        ({"v1": -1.5}, Status.REVIEW),
        ({"v1": -1.5, "v2": 1.4}, Status.FAILED),
        ({"v1": 2.1}, Status.FAILED),
        ({"v1": 1.2, "v2": 1.2, "v3": 1.2}, Status.PASSED),
    ],
)
def test_returns_that_leave_their_range(small, moves, status) -> None:
    check = judged(small, made(NINE, spans=(span(STILL | moves),)))["size-of-returns"]
    assert check.status is status
    assert check.channels == (("TV",) if moves and status is not Status.PASSED else ())
    assert ("Telly" in check.reason) == (status is not Status.PASSED)


@pytest.mark.parametrize(
    ("above", "crosses", "status"),
    [
        (0.95, (), Status.PASSED),
        (0.95, ("v1",), Status.FAILED),
        (0.1, ("v1",), Status.FAILED),
        (0.5, ("v1", "v2"), Status.REVIEW),
        (None, (), Status.NOT_DONE),
    ],
)
def test_sides_of_the_hurdle(small, above, crosses, status) -> None:
    moved = span(STILL, above_hurdle=above, crosses_hurdle=crosses)
    assert judged(small, made(NINE, spans=(moved,)))["side-of-hurdle"].status is status


def test_what_was_not_fitted_is_never_a_pass(small) -> None:
    found = made(NINE, spans=(span(STILL),))
    one = replace(found.variants[0], problem="It failed.")
    missing = replace(found, variants=(one, *found.variants[1:]))
    checks = judged(small, missing)
    assert checks["reasonable-changes"].status is Status.NOT_DONE
    assert "It failed." in checks["reasonable-changes"].found
    assert checks["size-of-returns"].status is Status.PASSED
    most = tuple(replace(v, problem="It failed.") for v in found.variants[:5])
    few = judged(small, replace(found, variants=(*most, *found.variants[5:])))
    assert {check.status for check in few.values()} == {Status.NOT_DONE}


def test_a_failed_refit_has_a_problem_and_no_returns(small) -> None:
    changes = variant_changes(small, Depth.STANDARD)
    refits = {change.name: Refit(change, None, "It failed.") for change in changes}
    found = sensitivity(small, refits, Depth.STANDARD)
    assert {one.problem for one in found.variants} == {"It failed."}
    assert found.reasonable == found.flips == ()
    assert found.base.roi


def test_rules_restrict_and_information_does_not() -> None:
    assert {rule.failed for rule in RULES} == {Level.RESTRICT}
    assert {rule.review for rule in RULES} == {Level.USE}
