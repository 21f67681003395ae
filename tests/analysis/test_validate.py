"""One call of the refit door, then every part; what is not asked for is not looked at."""

from __future__ import annotations

import sys
from dataclasses import replace
from types import ModuleType
from typing import Any

import numpy as np
import pytest

from mmm_xl.analysis.contribution import contributions
from mmm_xl.analysis.convergence import Convergence
from mmm_xl.analysis.validation import validate as door
from mmm_xl.analysis.validation.check import CheckResult, Status
from mmm_xl.analysis.validation.cost import expected_seconds
from mmm_xl.analysis.validation.refits import DRAWS, TUNE, refit_sampler
from mmm_xl.grades import Depth
from mmm_xl.inference.sampler_settings import SamplerSettings
from mmm_xl.runs.change import Change
from mmm_xl.runs.refit import Refit, outlook, refit
from mmm_xl.sections.words_progress import validation_words

ROOM = "mmm_xl.analysis.validation"
CHECKED = Convergence((), 0, 4)


def heard(name: str) -> CheckResult:
    return CheckResult(name, Status.PASSED, "")


@pytest.fixture
def parts(monkeypatch) -> dict[str, Any]:
    """Stand-ins for every part, which say what they were given."""
    seen: dict[str, Any] = {}

    def part(name: str):
        def answer(run, *given):
            seen[name] = given
            return f"{name} found"

        return answer

    def checks(name: str):
        return lambda found, *given: (heard(name),)

    def changes(*names: str):
        return lambda run, *given: tuple(Change(name) for name in names)

    made = {
        "folds": {"fold_changes": changes("fold 1", "holdout"), "out_of_sample": part("oos")},
        "out_of_sample_checks": {"out_of_sample_checks": checks("oos")},
        "variants": {
            "variant_changes": changes("sensitivity: a"),
            "sensitivity": part("sensitivity"),
        },
        "sensitivity_checks": {"sensitivity_checks": checks("sensitivity")},
        "placebo": {
            "placebo_changes": changes("placebo"),
            "placebos": part("placebos"),
            "placebo_checks": checks("placebo"),
        },
        "grid": {"candidate_changes": changes("candidate: a")},
        "candidates": {"candidates": part("candidates")},
        "candidate_checks": {"candidate_checks": checks("candidates")},
        "recovery": {"recovery_changes": changes("recovery: 1"), "recovery": part("recovery")},
        "recovery_checks": {"recovery_checks": checks("recovery")},
        "prior": {"prior_evidence": part("prior"), "prior_checks": checks("prior")},
        "realism": {"realism": part("realism")},
        "realism_checks": {"realism_checks": checks("realism")},
        "forecast": {"frozen_forecast": part("forecast")},
        "convergence_checks": {
            "convergence_checks": checks("convergence"),
            "energy": lambda run: np.ones(4),
            "correlations": lambda run, effects: (),
            "ranks": lambda run, effects: (),
        },
    }
    for module, names in made.items():
        stand_in = ModuleType(f"{ROOM}.{module}")
        stand_in.__dict__.update(names)
        monkeypatch.setitem(sys.modules, f"{ROOM}.{module}", stand_in)

    def sampled(run, changes, *, keep, watcher=None):
        seen["refits"] = [change.name for change in changes]
        seen["keep"] = keep
        return tuple(Refit(change, run) for change in changes)

    monkeypatch.setattr(door, "refit", sampled)
    return seen


ORDINARY = ["fold 1", "holdout", "sensitivity: a", "placebo"]


def test_quick_fits_nothing_again(run, parts) -> None:
    found = door.validate(run, contributions(run), CHECKED, Depth.QUICK)
    assert "refits" not in parts
    later = (found.out_of_sample, found.sensitivity, found.placebos, found.candidates)
    assert (*later, found.recovery) == (None,) * 5
    assert (found.prior, found.realism, found.forecast) == (
        "prior found", "realism found", "forecast found",
    )  # fmt: skip
    assert [check.rule for check in found.checks] == ["convergence", "prior", "realism", "oos"]


def test_standard_asks_once_and_keeps_what_it_samples(run, parts) -> None:
    found = door.validate(run, contributions(run), CHECKED, Depth.STANDARD)
    assert (parts["refits"], parts["keep"]) == (ORDINARY, True)
    assert list(parts["oos"][0]) == ORDINARY
    assert (found.candidates, found.recovery) == (None, None)
    made = {check.rule for check in found.checks}
    assert made == {"convergence", "prior", "realism", "placebo", "oos", "sensitivity"}


def test_full_asks_for_everything(run, parts) -> None:
    found = door.validate(run, contributions(run), CHECKED, Depth.FULL)
    assert parts["refits"] == [*ORDINARY, "candidate: a", "recovery: 1"]
    assert found.candidates == "candidates found"
    assert found.recovery == "recovery found"
    assert {"candidates", "recovery"} <= {check.rule for check in found.checks}


def test_refits_never_have_more_draws_than_the_run(run) -> None:
    many = replace(run, sampler=SamplerSettings(tune=5000, draws=5000))
    assert refit_sampler(many) == {"tune": TUNE, "draws": DRAWS}
    few = replace(run, sampler=SamplerSettings(tune=100, draws=100))
    assert refit_sampler(few) == {"tune": 100, "draws": 100}


FEW = {"chains": 2, "tune": 60, "draws": 40}


def test_the_outlook_counts_what_is_stored_and_what_is_not(run, tmp_path, monkeypatch) -> None:
    monkeypatch.setenv("MMM_XL_HOME", str(tmp_path))
    silent = Change("silent", spend={"TV": (0.0,) * run.dataset.weeks}, sampler=FEW)
    changes = (
        Change("itself"),
        Change("a", sampler=FEW),
        Change("b", sampler={**FEW, "seed": 7}),
        Change("as b", sampler={**FEW, "seed": 7}),
        silent,
    )
    ahead = outlook(run, changes)
    assert ([change.name for change in ahead.unsampled], ahead.stored) == (["a", "b"], 0)
    refit(run, changes[1:2], keep=True)
    ahead = outlook(run, changes)
    assert ([change.name for change in ahead.unsampled], ahead.stored) == (["b"], 1)


def test_more_draws_and_weeks_are_expected_to_take_longer(run) -> None:
    one = (Change("a", sampler={"tune": 500, "draws": 400}),)
    half = (replace(one[0], last=run.dataset.dates[77].item()),)
    two = (*one, replace(one[0], name="b"))
    assert expected_seconds(run, (), 2.0) == 0
    for measured in (2.0, None):
        assert expected_seconds(run, half, measured) < expected_seconds(run, one, measured)
        assert expected_seconds(run, two, measured) >= expected_seconds(run, one, measured)
    assert expected_seconds(run, one, 4.0) > expected_seconds(run, one, 2.0)


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ((Depth.QUICK, 0, 0, 0.0), "Validation (quick): nothing is fitted again"),
        (
            (Depth.STANDARD, 16, 0, 19.0),
            "Validation (standard): 16 refits, about 20 seconds; the figures above stand meanwhile",
        ),
        (
            (Depth.STANDARD, 16, 9, 3.0),
            "Validation (standard): 16 refits, a few seconds, 9 of 16 are stored already; the"
            " figures above stand meanwhile",
        ),
        (
            (Depth.FULL, 60, 60, 0.0),
            "Validation (full): all 60 refits are stored already; the figures above stand"
            " meanwhile",
        ),
        (
            (Depth.FULL, 60, 0, 200.0),
            "Validation (full): 60 refits, about 3 minutes; the figures above stand meanwhile",
        ),
    ],
)  # fmt: skip
def test_what_is_said_before_it_starts(given, told) -> None:
    assert validation_words(*given) == told
