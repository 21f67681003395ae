"""One lift test beside the model: prior, measured, without it, with it, and how they agree."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import xarray as xr
from scipy.special import ndtri

from mmm_xl.analysis import agreement as agree
from mmm_xl.analysis.convergence import convergence
from mmm_xl.analysis.counterfactual import Counterfactuals
from mmm_xl.analysis.register_rules import Evidence, Fault, TestFinding, findings
from mmm_xl.analysis.summary import LEVELS, Summary, estimate, summarise
from mmm_xl.analysis.test_effect import effect_draws
from mmm_xl.data.dataset import Dataset, Experiment
from mmm_xl.runs.run import Run

Floats = npt.NDArray[np.float64]

SCORED = (50, 80, 95)
"""Levels in percent of the predictive intervals that a validating test is held against."""

UNSOUND = "the chains do not agree about its effect, or too few draws are independent"


@dataclass(frozen=True)
class Stage:
    """The test's effect at one stage of knowledge.

    Parameters
    ----------
    effect : Summary, outcome units
    roi : Summary or None, outcome value per unit of spend
        The effect's value over the change of spend; None for owned channels and where the outcome
        has no value in money.
    """

    effect: Summary
    roi: Summary | None


@dataclass(frozen=True)
class Agreement:
    """How a result agrees with the posterior without it.

    Parameters
    ----------
    z : float, standard deviations
        Result less predicted mean, over the prediction's standard deviation.
    probability : float
        Of a result at least as far out on either side, predicted without the test.
    above : float, probability
        That the model finds a larger effect of the change of spend than the test.
    overlap : float, fraction
        Common part of the two distributions.
    weight : float, fraction
        Of the posterior mean that the test decides, under normality.
    narrowed : float or None, fraction
        By how much the test narrows the range of its channels' ROI over all weeks at the level of
        the Settings sheet; None for validating tests, which narrow nothing.
    power : float, probability
        That a test of this standard error tells the effect from none, over the posterior without.
    """

    z: float
    probability: float
    above: float
    overlap: float
    weight: float
    narrowed: float | None
    power: float


@dataclass(frozen=True)
class Score:
    """How well a validating test was predicted.

    Parameters
    ----------
    crps : float, outcome units
        Continuous ranked probability score; 0 is perfect.
    inside : dict of level in percent to bool
        Whether the result lies in the predictive interval.
    """

    crps: float
    inside: dict[int, bool]


@dataclass(frozen=True)
class Entry:
    """One test of the register.

    Parameters
    ----------
    without : Stage or None
        Posterior without the test; None where its refit failed, which is then a finding.
    posterior : Stage
        The run's own: with the test where it calibrates, without it where it validates.
    agreement : Agreement or None
        None where the posterior without is missing.
    score : Score or None
        Of validating tests.
    """

    test: Experiment
    prior: Stage
    measured: Stage
    without: Stage | None
    posterior: Stage
    agreement: Agreement | None
    score: Score | None
    findings: tuple[TestFinding, ...]


@dataclass(frozen=True)
class Known:
    """A posterior's answers, or the reason why there are none."""

    answers: Counterfactuals | None
    problem: str = ""


def entry_of(
    test: Experiment, before: Counterfactuals, without: Known, own: Counterfactuals
) -> tuple[Entry, Evidence]:
    """Entry of one test, and what the rules looked at.

    Parameters
    ----------
    before : Counterfactuals
        Of the priors.
    without, own : Known and Counterfactuals
        Of the posterior without the test, and of the run; the same where the test validates.
    """
    worth = worth_of(own.run, test)
    prior, fitted = effect_draws(before, test), effect_draws(own, test)
    left, judged, problem = _judged(test, fitted, without, own)
    # draws that are not to be relied on show no conflict: "not judged" is all that is said
    relied_on = None if problem else judged
    seen = _evidence(test, _row(prior), relied_on, own.run.dataset)
    unjudged = (TestFinding(test.name, Fault.NOT_JUDGED, math.nan, problem),) if problem else ()
    entry = Entry(
        test=test,
        prior=_stage(prior, worth),
        measured=_measured(test, worth),
        without=None if left is None else _stage(left, worth),
        posterior=_stage(fitted, worth),
        agreement=judged,
        score=None if test.calibrates else score(test, _row(fitted)),
        findings=(*findings(seen), *unjudged),
    )
    return entry, seen


def _judged(
    test: Experiment, fitted: xr.DataArray, without: Known, own: Counterfactuals
) -> tuple[xr.DataArray | None, Agreement | None, str]:
    """Draws without the test, how it agrees with them, and why that is not to be relied on."""
    other = without.answers
    if other is None:
        return None, None, without.problem
    left = fitted if other is own else effect_draws(other, test)
    narrowed = _narrowed(test, other, own) if test.calibrates else None
    problem = _unsound(left, other.run) or _unsound(fitted, own.run)
    return left, agreement(test, _row(left), narrowed), problem


def agreement(test: Experiment, draws: Floats, narrowed: float | None) -> Agreement:
    """How a test's result agrees with draws of its effect that it did not inform."""
    y, error = test.effect, test.standard_error
    place = agree.place(draws, y, error)
    return Agreement(
        z=agree.distance(draws, y, error),
        probability=agree.two_sided(place),
        above=1.0 - place if test.spend_change > 0 else place,
        overlap=agree.overlap(draws, y, error),
        weight=agree.weight(draws, error),
        narrowed=narrowed,
        power=agree.power(draws, error),
    )


def score(test: Experiment, draws: Floats) -> Score:
    """Score of a prediction of a test that it did not inform."""
    y, error = test.effect, test.standard_error
    place = agree.place(draws, y, error)
    hits = {level: agree.inside(place, level / 100) for level in SCORED}
    return Score(agree.crps(draws, y, error), hits)


def worth_of(run: Run, test: Experiment) -> float | None:
    """What turns a test's effect into its ROI; None where it has none, 1 / currency unit."""
    paid = all(channel.paid for channel in run.dataset.channels if channel.name in test.channels)
    if not paid or not test.spend_change or math.isnan(run.spec.outcome_value):
        return None
    return run.spec.outcome_value / test.spend_change


def _stage(draws: xr.DataArray, worth: float | None) -> Stage:
    return Stage(summarise(draws), None if worth is None else summarise(draws * worth))


def _measured(test: Experiment, worth: float | None) -> Stage:
    roi = None
    if worth is not None:
        roi = normal_summary(test.effect * worth, test.standard_error * abs(worth))
    return Stage(normal_summary(test.effect, test.standard_error), roi)


def normal_summary(mean: float, sd: float) -> Summary:
    """Summary of a quantity that is Normal(mean, sd): no draws, so no Monte Carlo error."""
    ends = {}
    for level in LEVELS:
        half = float(ndtri(0.5 + level / 200)) * sd
        ends[f"lo{level}"], ends[f"hi{level}"] = mean - half, mean + half
    return Summary(mean=mean, median=mean, sd=sd, mcse=0.0, **ends)


def _narrowed(test: Experiment, without: Counterfactuals, own: Counterfactuals) -> float | None:
    """By how much the range of the channels' ROI over all weeks is narrower with the test.

    Notes
    -----
    Spend and value of the outcome are the same, so lifts are compared; owned channels have one too.
    """
    level = own.run.dataset.settings.interval_level
    widths = []
    for answers in (without, own):
        low, high = estimate(answers.effects.lift_of(test.channels)).interval(level)
        widths.append(high - low)
    return 1.0 - widths[1] / widths[0] if widths[0] else None


def _unsound(draws: xr.DataArray, run: Run) -> str:
    """Why draws of a test's effect are not to be relied on; empty where they are.

    Notes
    -----
    A preview is labelled as such everywhere, and has too few draws by design.
    """
    if run.sampler.preview:
        return ""
    found = convergence({"effect": draws}, run.posterior["diverging"])
    return "" if found.chains_agree and found.few_divergences else UNSOUND


def _evidence(
    test: Experiment, prior: Floats, judged: Agreement | None, dataset: Dataset
) -> Evidence:
    days = dataset.dates
    first, last = np.datetime64(test.start), np.datetime64(test.measured_through)
    outcome = float(dataset.outcome[(days >= first) & (days <= last)].sum())
    return Evidence(
        name=test.name,
        calibrates=test.calibrates,
        effect=test.effect,
        error=test.standard_error,
        spend_change=test.spend_change,
        prior=prior,
        total=test.market_share * outcome,
        z=judged.z if judged else None,
        power=judged.power if judged else None,
        weight=judged.weight if judged else None,
        probability=judged.probability if judged else None,
    )


def _row(draws: xr.DataArray) -> Floats:
    """Draws of all chains in a row, (N,)."""
    return np.asarray(draws.values.ravel())
