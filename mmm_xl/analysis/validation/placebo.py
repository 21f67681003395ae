"""Placebo channels: media of half a year before must earn nothing."""

from __future__ import annotations

import math
from collections.abc import Mapping

import numpy as np
import numpy.typing as npt
import xarray as xr

from mmm_xl.analysis.contribution import Contributions, contributions
from mmm_xl.analysis.summary import Summary, summarise
from mmm_xl.analysis.thresholds import (
    PLACEBO_FAILED,
    PLACEBO_LEAST_SWING,
    PLACEBO_MOST_ALIKE,
    PLACEBO_REVIEWED,
    PLACEBO_SHIFT,
    PLACEBO_WEEKS,
)
from mmm_xl.analysis.validation.check import CheckResult, Status
from mmm_xl.analysis.validation.fit_results import Placebo
from mmm_xl.analysis.validation.refits import refit_problem, refit_sampler
from mmm_xl.analysis.validation.rules.sensitivity import PLACEBO as RULE
from mmm_xl.analysis.validation.variant_plan import thinned
from mmm_xl.inference.draw_arrays import curve_draws
from mmm_xl.inference.media_draws import saturated_paths
from mmm_xl.runs.change import Change
from mmm_xl.runs.refit import Refit
from mmm_xl.runs.run import Run

Floats = npt.NDArray[np.float64]

NAME = "placebo"
PREFIX = "Placebo: "


def placebo_changes(run: Run, effects: Contributions) -> tuple[Change, ...]:
    """One refit with the shifted media of every channel as controls of any sign.

    Parameters
    ----------
    effects : Contributions
        Of the run; unused where nothing can be looked at.

    Returns
    -------
    tuple of Change
        Empty where the history is too short, or no channel can be told from its placebo.

    Notes
    -----
    One refit for all channels: each placebo is held against the others too. Media are those of half
    a year before; for the first weeks they come from the history before the data where there is
    one, and from the end of the data otherwise. They act as the channel's own media do: carryover
    and saturation are the posterior mean of what the run's curves make of them.
    """
    del effects  # the run's curves say it all; the signature is that of all parts of a validation
    series = {
        PREFIX + channel: tuple(values.tolist())
        for channel, (values, problem) in _shifted(run).items()
        if not problem
    }
    if not series:
        return ()
    return (Change(NAME, added_controls=series, sampler=refit_sampler(run)),)


def placebos(run: Run, refits: Mapping[str, Refit]) -> tuple[Placebo, ...]:
    """What the placebo of each channel earned.

    Parameters
    ----------
    refits : mapping of change name to Refit
        That of `placebo_changes`, maybe among others.
    """
    shifted = _shifted(run)
    looks = sum(not problem for _, problem in shifted.values())
    refit = refits.get(NAME)
    failed = "It was not fitted." if refit is None else refit_problem(refit)
    found = []
    for channel in run.dataset.channels:
        values, problem = shifted[channel.name]
        basis = "roi" if channel.paid and not np.isnan(run.spec.outcome_value) else "share"
        problem = problem or failed
        if problem or refit is None or refit.run is None:
            found.append(Placebo(channel.name, channel.label, basis, None, problem))
            continue
        drawn = _earned(refit.run, channel.name, values, basis)
        earned = summarise(drawn)
        tail = math.erfc(abs(earned.mean) / earned.sd / math.sqrt(2))
        found.append(Placebo(channel.name, channel.label, basis, earned, "", tail, looks))
    return tuple(found)


def _shifted(run: Run) -> dict[str, tuple[Floats, str]]:
    """Weekly shape of each channel's shifted media (T,), and why it cannot be looked at."""
    weeks = run.dataset.weeks
    few = f"{weeks} weeks are too few for a shift by half a year; at least {PLACEBO_WEEKS} needed."
    own = curve_draws(thinned(run).posterior)
    found = {}
    for i, channel in enumerate(run.dataset.channels):
        if weeks < PLACEBO_WEEKS:
            found[channel.name] = (np.zeros(weeks), few)
            continue
        path = shifted_media(run, i) / run.design.usual[i]
        lead = len(path) - weeks
        shape = saturated_paths(run.spec, own, i, path[None])[:, 0, lead:].mean(axis=0)
        actual = run.design.media[i]
        known = np.concatenate([run.design.history[i], actual])
        real = saturated_paths(run.spec, own, i, known[None])[:, 0, -weeks:].mean(axis=0)
        found[channel.name] = (shape, _problem(shape, real))
    return found


def shifted_media(run: Run, channel: int) -> Floats:
    """Media of one channel half a year before each week, (L + T,), with L weeks before the first.

    Notes
    -----
    What history does not hold is taken from the end of the data, as if time were a circle.
    """
    dataset, lead = run.dataset, run.spec.carryover_weeks
    known = np.concatenate([dataset.history[:, channel], dataset.media[:, channel]])
    at = np.arange(-lead, dataset.weeks) - PLACEBO_SHIFT
    held = at + len(dataset.history)
    return np.where(
        held >= 0, known[np.maximum(held, 0)], dataset.media[at % dataset.weeks, channel]
    )


def _problem(shape: Floats, real: Floats) -> str:
    if not shape.std() > PLACEBO_LEAST_SWING * shape.mean():
        return "Its media are nearly constant: shifted ones cannot be told from the baseline."
    alike = float(np.corrcoef(shape, real)[0, 1]) if real.std() > 0 else 0.0
    if abs(alike) > PLACEBO_MOST_ALIKE:
        side = "the same" if alike > 0 else "the reverse"
        return f"Half a year before, its media were much {side} (correlation {alike:.2f})."
    return ""


def _earned(fitted: Run, channel: str, shape: Floats, basis: str) -> xr.DataArray:
    """What shifted media earned, dims (chain, draw): per unit of spend, or share of the outcome.

    Parameters
    ----------
    fitted : Run
        With the placebo among its controls.
    """
    design, dataset = fitted.design, fitted.dataset
    at = next(i for i, term in enumerate(design.terms) if term.name == PREFIX + channel)
    per_unit = fitted.posterior["coefficient"].isel(term=at) * (design.scale.spread / shape.std())
    if fitted.spec.multiplicative:
        modelled = contributions(fitted).modelled.transpose("chain", "draw", "date").values
        weekly = -np.expm1(-per_unit.values[..., None] * shape)
        amount = per_unit.copy(data=(modelled * weekly).sum(axis=-1))
    else:
        amount = per_unit * shape.sum()
    if basis == "share":
        return amount / dataset.outcome.sum()
    spend = dataset.spend[:, dataset.channel_names.index(channel)].sum()
    return amount * fitted.spec.outcome_value / spend


def placebo_checks(found: tuple[Placebo, ...]) -> tuple[CheckResult, ...]:
    """What placebos earned, held against chance.

    Notes
    -----
    Each of C placebos is given the C-th part of the probability of a mistake, so that many channels
    fail no more often than few. Coefficients are Normal given the noise, so tails follow from mean
    and standard deviation: draws are too few to tell them.
    """
    seen = [(one, one.earned) for one in found if one.earned is not None]
    if not seen:
        why = "; ".join(dict.fromkeys(f"{one.label}: {one.problem}" for one in found))
        reason = "placebo channels could not be looked at"
        return (CheckResult(RULE.key, Status.NOT_DONE, why or "There is no channel.", reason),)
    failed = [one for one in seen if not one[0].tail > PLACEBO_FAILED / one[0].looks]
    review = [one for one in seen if not one[0].tail > PLACEBO_REVIEWED / one[0].looks]
    status = Status.FAILED if failed else Status.REVIEW if review else Status.PASSED
    told = failed or review
    if not told and len(seen) < len(found):
        unseen = [one for one in found if one.earned is None]
        names = ", ".join(one.label for one in unseen)
        return (
            CheckResult(
                RULE.key,
                Status.NOT_DONE,
                "; ".join(f"{one.label}: {one.problem}" for one in unseen),
                f"placebos of {names} could not be looked at",
                tuple(one.channel for one in unseen),
                {one.channel: one.earned.mean if one.earned else None for one in found},
            ),
        )
    least = min(seen, key=lambda one: one[0].tail)
    left = [one for one in found if one.earned is None]
    without = f"; not looked at: {', '.join(one.label for one in left)}" if left else ""
    reason = "media of half a year before, which cannot act, seem to move the outcome: "
    return (
        CheckResult(
            rule=RULE.key,
            status=status,
            found=f"{len(told)} of {len(seen)} looked at leave zero out; farthest from zero:"
            f" {_words(*least)}{without}",
            reason=reason + "; ".join(_words(*one) for one in told) if told else "",
            channels=tuple(one.channel for one, _ in told),
            values={one.channel: one.earned.mean if one.earned else None for one in found},
        ),
    )


def _words(one: Placebo, earned: Summary) -> str:
    """``TV 0.40 per unit of spend (95% range 0.10 to 0.70)``."""
    if one.basis == "share":
        told = (f"{value:.1%}" for value in (earned.mean, earned.lo95, earned.hi95))
        unit = "of the outcome"
    else:
        told = (f"{value:.2f}" for value in (earned.mean, earned.lo95, earned.hi95))
        unit = "per unit of spend"
    mean, low, high = told
    return f"{one.label} {mean} {unit} (95% range {low} to {high})"
