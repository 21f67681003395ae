"""Every finding about a lift test fires where it should, and keeps quiet where it should not."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from mmm_xl.analysis.register_rules import (
    LEAST_NEWS,
    LEAST_POWER,
    Evidence,
    Fault,
    TestFinding,
    allowed,
    contradictions,
    contrast,
    findings,
)
from mmm_xl.analysis.validation.evidence_checks import lift_checks
from tests.judging import verdict_of
from tests.lift_tests import lift_test

PRIOR = np.exp(np.log(100.0) + 0.9 * np.random.default_rng(4).standard_normal(4000))

SOUND = Evidence(
    name="TV on",
    calibrates=True,
    effect=120.0,
    error=20.0,
    spend_change=80.0,
    prior=PRIOR,
    total=5000.0,
    z=0.5,
    power=0.9,
    weight=0.4,
)


def kinds(evidence: Evidence) -> set[Fault]:
    return {found.fault for found in findings(evidence)}


def test_a_sound_test_has_no_finding() -> None:
    assert kinds(SOUND) == set()
    off = replace(SOUND, effect=-120.0, spend_change=-80.0, prior=-PRIOR)
    assert kinds(off) == set()


@pytest.mark.parametrize(
    ("fault", "fires", "quiet"),
    [
        (Fault.CONFLICT, {"z": -2.01}, {"z": -1.99}),
        (Fault.CONFLICT, {"z": 2.5}, {"z": None}),
        (Fault.WRONG_SIDE, {"effect": -41.0}, {"effect": -39.0}),
        (Fault.WRONG_SIDE, {"spend_change": -80.0}, {"effect": -120.0, "spend_change": -80.0}),
        (Fault.BEYOND_PRIOR, {"effect": 1900.0, "error": 20.0}, {"effect": 1900.0, "error": 600.0}),
        (Fault.BEYOND_PRIOR, {"effect": 2100.0}, {"effect": 1300.0}),
        (Fault.BEYOND_TOTAL, {"total": 119.0}, {"total": 121.0}),
        (Fault.BEYOND_TOTAL, {"effect": -5001.0, "error": 4e3}, {"effect": -4999.0, "error": 4e3}),
        (Fault.UNDERPOWERED, {"power": LEAST_POWER - 0.01}, {"power": LEAST_POWER}),
        (Fault.NO_NEWS, {"weight": LEAST_NEWS - 0.01}, {"weight": LEAST_NEWS}),
        (Fault.NO_NEWS, {"weight": 0.01}, {"weight": 0.01, "calibrates": False}),
    ],
)
def test_each_rule_fires_and_keeps_quiet(fault, fires, quiet) -> None:
    assert fault in kinds(replace(SOUND, **fires))
    assert fault not in kinds(replace(SOUND, **quiet))


def test_weeks_without_any_outcome_allow_no_effect() -> None:
    found = findings(replace(SOUND, total=0.0))
    assert [one.fault for one in found] == [Fault.BEYOND_TOTAL]


def test_a_test_of_a_silent_channel_is_judged_and_does_not_crash() -> None:
    nothing = np.zeros(4000)
    silent = replace(SOUND, prior=nothing, z=2.5, power=0.05, weight=0.0)
    assert kinds(silent) == {Fault.CONFLICT, Fault.UNDERPOWERED, Fault.NO_NEWS}
    assert contrast(SOUND, silent) == 0.0
    assert contradictions([SOUND, silent]) == ()


def test_allowed_effect_is_the_priors_999_of_1000() -> None:
    assert allowed(PRIOR) == pytest.approx(100 * np.exp(3.09 * 0.9), rel=0.1)
    assert allowed(-PRIOR) == allowed(PRIOR)
    assert np.isnan(allowed(np.zeros(50)))
    assert Fault.BEYOND_PRIOR not in kinds(replace(SOUND, prior=np.zeros(50)))


def test_tests_that_differ_by_more_than_their_errors_contradict() -> None:
    twice = replace(SOUND, name="TV again", prior=2 * PRIOR)  # twice the change, twice the effect
    assert contradictions([SOUND, replace(twice, effect=240.0)]) == ()
    (found,) = contradictions([SOUND, replace(twice, effect=600.0)])
    assert (found.test, found.other, found.fault) == ("TV on", "TV again", Fault.CONTRADICTION)
    assert contradictions([SOUND, replace(twice, effect=600.0, error=250.0)]) == ()


def test_contrast_of_a_case_by_hand() -> None:
    twice = replace(SOUND, prior=2 * PRIOR, effect=300.0, error=40.0)
    # expected 300 / 2, errors 20 and 40 / 2
    assert contrast(SOUND, twice) == pytest.approx((120 - 150) / np.hypot(20, 20))


def test_an_unsure_ratio_excuses_a_difference() -> None:
    other = np.random.default_rng(9).permutation(PRIOR)
    loose = replace(SOUND, name="TV again", prior=other, effect=600.0)
    assert abs(contrast(SOUND, loose)) < 2
    assert contradictions([SOUND, loose]) == ()


@pytest.mark.parametrize("fault", list(Fault))
def test_every_finding_is_a_reason_in_the_verdict(fault) -> None:
    found = TestFinding("TV on", fault, 2.5, "Search off")
    day = date(2025, 1, 5)
    test = lift_test("TV on", ("TV",), (day, day, day), (0.5, 0.0))
    judged = verdict_of(lift_checks([test], [found], None))
    assert judged.level == ("restrict" if found.severe else "use")
    (said,) = judged.reasons if found.severe else judged.notes
    assert "TV on" in said
    assert ("Search off" in said) == (fault in (Fault.CONTRADICTION, Fault.NOT_JUDGED))


def test_small_tests_do_not_limit_the_use_and_missing_judgement_does() -> None:
    small = {Fault.UNDERPOWERED, Fault.NO_NEWS}
    assert {f for f in Fault if not TestFinding("a", f, 0.1).severe} == small


def test_a_skewed_prediction_cannot_hide_a_conflict() -> None:
    """A result in the short tail is few standard deviations away and rare all the same."""
    near = replace(SOUND, z=1.7, probability=0.0008)
    (found,) = findings(near)
    assert found.fault is Fault.CONFLICT
    assert found.figure == pytest.approx(3.35, abs=0.01)
    assert findings(replace(near, probability=0.09)) == ()
    assert findings(replace(near, z=-1.7))[0].figure < 0
