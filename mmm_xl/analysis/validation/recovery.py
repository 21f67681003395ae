"""Known truths: outcomes simulated from the fitted model, fitted again; and ADVI beside it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
import numpy.typing as npt

from mmm_xl.analysis.contribution import Contributions, contributions
from mmm_xl.analysis.predictive import predictive_draws
from mmm_xl.analysis.thresholds import RECOVERY_TOLD
from mmm_xl.analysis.validation.candidate_results import Approximation, Recovered, Recovery
from mmm_xl.analysis.validation.own_learning import own_narrowing
from mmm_xl.analysis.validation.recovery_checks import recovery_checks
from mmm_xl.analysis.validation.refits import refit_problem, refit_sampler
from mmm_xl.model.advi import advi
from mmm_xl.runs.change import Change
from mmm_xl.runs.refit import Refit
from mmm_xl.runs.run import Run

__all__ = ["approximations", "recovery", "recovery_changes", "recovery_checks", "with_advi"]

Floats = npt.NDArray[np.float64]

SIMULATIONS = 8

ADVI_SECONDS = 90.0
"""Expected time of `with_advi`, most of it compilation, on two cores."""

_TAILS = (0.1, 0.9)


def recovery_changes(run: Run, effects: Contributions) -> tuple[Change, ...]:
    """Refits of outcomes that were simulated from the fitted model.

    Notes
    -----
    Each truth is one draw of the posterior, at even distances over all draws; its outcome is what
    it would have been with the media that there were and noise of its own. Lift tests measured
    another truth and are left out.
    """
    outcomes = predictive_draws(run, effects).transpose("chain", "draw", "date").values
    flat = outcomes.reshape(-1, run.dataset.weeks)
    return tuple(
        Change(_name(i), outcome=flat[at], without_tests="all", sampler=refit_sampler(run))
        for i, at in enumerate(_truths(len(flat)))
    )


def recovery(run: Run, refits: Mapping[str, Refit]) -> Recovery:
    """How well refits find the truths that their outcomes were simulated from; no ADVI yet.

    Parameters
    ----------
    refits : mapping of change name to Refit
        Holds those of `recovery_changes`.

    Notes
    -----
    A truth is the effect of a channel over all weeks (over its spend, the ROI). Truths come from
    the posterior of the real data: they are the worlds that matter, but the prior pulls estimates
    towards itself, so a channel that the data moved far is pulled back, and coverage need not be
    80% exactly. Were truths drawn from the prior, it would be. The model is right by construction:
    this says what these media and this noise can tell, not that the model holds.

    References
    ----------
    Talts, Betancourt, Simpson, Vehtari and Gelman (2018), Validating Bayesian inference algorithms
    with simulation-based calibration.
    """
    effects = contributions(run)
    truths = _in_a_row(effects)
    inside, misses, narrowed, problems = [], [], [], []
    for i, at in enumerate(_truths(len(truths))):
        made = refits[_name(i)]
        problem = refit_problem(made)
        if made.run is None or problem:
            problems.append(f"Simulation {i + 1}: {problem}")
            continue
        found = _in_a_row(contributions(made.run))
        low, high = np.quantile(found, _TAILS, axis=0)
        inside.append((low <= truths[at]) & (truths[at] <= high))
        misses.append(np.log(found).mean(axis=0) - np.log(truths[at]))
        narrowed.append(list(own_narrowing(made.run).values()))
    channels = tuple(
        _recovered(channel.name, channel.label, [np.array(one)[:, i] for one in
                                                 (inside, misses, narrowed)])
        for i, channel in enumerate(run.dataset.channels)
    ) if inside else ()  # fmt: skip
    return Recovery(channels, SIMULATIONS, tuple(problems), ())


def _recovered(name: str, label: str, found: list[Floats]) -> Recovered:
    inside, misses, narrowed = found
    told = float(narrowed.mean())
    return Recovered(
        channel=name,
        label=label,
        covered=int(inside.sum()),
        of=len(inside),
        bias=float(misses.mean()),
        narrowed=told,
        could_tell=told >= RECOVERY_TOLD,
        bias_error=float(misses.std(ddof=1) / np.sqrt(len(misses)))
        if len(misses) > 1
        else float("nan"),
    )


def with_advi(found: Recovery, run: Run) -> Recovery:
    """The same with ADVI beside the exact posterior, or why it could not be had."""
    try:
        return replace(found, advi=approximations(run))
    except FloatingPointError as problem:  # its optimiser diverges on some data
        return replace(found, advi_problem=f"Its optimiser left the range of numbers: {problem}")


def approximations(run: Run) -> tuple[Approximation, ...]:
    """Log effect of each channel by ADVI beside the run's; nothing is ever published from it.

    Raises
    ------
    FloatingPointError
        The optimiser left the range of numbers.
    """
    near = np.log(advi(run.design, run.spec, seed=run.sampler.seed)["effect"])
    exact = np.log(run.posterior["effect"].transpose("chain", "draw", "channel").values)
    exact = exact.reshape(-1, exact.shape[-1])
    spread = exact.std(axis=0, ddof=1)
    ratio, shift = near.std(axis=0, ddof=1) / spread, (near.mean(0) - exact.mean(0)) / spread
    return tuple(
        Approximation(channel.name, channel.label, float(ratio[i]), float(shift[i]))
        for i, channel in enumerate(run.dataset.channels)
    )


def _name(i: int) -> str:
    return f"recovery: {i + 1}"


def _truths(draws: int) -> npt.NDArray[np.intp]:
    """Positions of the draws that are taken as truths."""
    return ((np.arange(SIMULATIONS) + 0.5) / SIMULATIONS * draws).astype(np.intp)


def _in_a_row(effects: Contributions) -> Floats:
    """Lift of each channel over all weeks, (N, C), outcome units."""
    totals = effects.lift_totals.transpose("chain", "draw", "channel").values
    return np.asarray(totals.reshape(-1, totals.shape[-1]))
