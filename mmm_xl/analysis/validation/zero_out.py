"""What the outcome would have been without a channel: sign, size and shape of the difference."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import numpy.typing as npt
import xarray as xr

from mmm_xl.analysis.contribution import Contributions
from mmm_xl.analysis.counterfactual import Counterfactuals
from mmm_xl.analysis.response import response_curves
from mmm_xl.analysis.summary import summarise
from mmm_xl.analysis.validation.fit_results import ZeroOut
from mmm_xl.inference.draw_arrays import curve_draws
from mmm_xl.names import Carryover, Saturation
from mmm_xl.runs.run import Run

Floats = npt.NDArray[np.float64]

MULTIPLES = (0.0, 0.25, 0.5, 1.0, 1.5, 2.0)
"""Of the weekly pattern of spend, at which the response curve is looked at."""

SIMULATED_DRAWS = 1000
"""Evenly spaced draws that are simulated without a channel, and whose response curves are looked
at: a curve either rises or it does not, and two computations either agree or they do not."""

_ROUNDING = 1e-8
"""Part of the largest figure that arithmetic may be off."""


def zero_outs(run: Run, effects: Contributions) -> tuple[ZeroOut, ...]:
    """Every channel set to zero, one at a time, history included, all else as it was.

    Notes
    -----
    Simulated by another way than the lifts that returns are made of, and in at most
    `SIMULATED_DRAWS` draws: where the two agree week by week, ``lost`` is the lift of all draws, as
    the sheets show it; where they differ, the channel is not ``smooth``. ``late`` also counts the
    weeks of carryover after the data.
    """
    some, their = _thinned(run, effects)
    simulated, lifts = Counterfactuals(some, their), their.lifts
    shaped = _curves_rise(some, their)
    totals, modelled = effects.lift_totals, effects.modelled.sum("date")
    nothing = np.zeros(simulated.media.shape[1])
    found = []
    for i, channel in enumerate(run.dataset.channels):
        lost = simulated.lost({i: nothing}).transpose("chain", "draw", "week")
        told = lifts.isel(channel=i).transpose("chain", "draw", "date").values
        agrees = _alike(lost.values[..., : run.dataset.weeks], told)
        total = totals.isel(channel=i)
        found.append(
            ZeroOut(
                channel=channel.name,
                label=channel.label,
                lost=summarise(total),
                share=summarise(total / modelled),
                late=_late(lost, simulated, i),
                smooth=bool(shaped[i]) and agrees and _in_its_weeks(lost, simulated, i),
                beyond=_beyond(run, i),
            )
        )
    return tuple(found)


def _alike(one: Floats, other: Floats) -> bool:
    """Whether two computations of the same figures agree; NaN does not."""
    return bool((np.abs(one - other) <= 1e-6 * np.abs(other).max()).all())


def _late(lost: xr.DataArray, simulated: Counterfactuals, channel: int) -> float:
    """Part of the loss in weeks without the channel's spend; NaN where nothing is lost."""
    silent = simulated.media[channel, simulated.before :] == 0
    values = lost.values
    with np.errstate(divide="ignore", invalid="ignore"):
        return float((values[..., silent].sum(axis=-1) / values.sum(axis=-1)).mean())


def _in_its_weeks(lost: xr.DataArray, simulated: Counterfactuals, channel: int) -> bool:
    """Whether nothing is lost where neither spend nor its carryover can act."""
    spent = (simulated.media[channel] > 0).astype(float)
    reach = np.convolve(spent, np.ones(simulated.after))[: len(spent)] > 0
    values = np.abs(lost.values)
    return not (values[..., ~reach[simulated.before :]] > _ROUNDING * values.max()).any()


def _curves_rise(run: Run, effects: Contributions) -> npt.NDArray[np.bool_]:
    """Whether each channel's response curve rises and is bounded in every draw, (C,)."""
    multiples = np.tile(MULTIPLES, (len(run.dataset.channels), 1))
    curves = response_curves(run, effects)
    brought = curves.incremental(multiples).values.reshape(-1, *multiples.shape)
    room = _ROUNDING * np.abs(brought).max(axis=-1, keepdims=True)
    fine = np.isfinite(brought).all(axis=(0, 2))
    fine &= (np.diff(brought, axis=-1) >= -room).all(axis=(0, 2))
    if effects.multiplicative:  # the exponential of a bounded effect is bounded, but may bend up
        return np.asarray(fine)
    # spend times m brings at most m^slope times as much under Hill, m times otherwise
    slope = np.ones(brought.shape[:2])
    hill = [prior.saturation == Saturation.HILL for prior in run.spec.channels]
    given = curve_draws(run.posterior).get("slope")
    if given is not None:
        slope[:, hill] = np.maximum(given[:, hill], 1.0)
    steps = np.array(MULTIPLES[2:]) / np.array(MULTIPLES[1:-1])
    most = brought[..., 1:-1] * steps ** slope[..., None]
    fine &= (brought[..., 2:] <= most * (1 + _ROUNDING) + room).all(axis=(0, 2))
    return np.asarray(fine)


def _thinned(run: Run, effects: Contributions) -> tuple[Run, Contributions]:
    """A run with at most `SIMULATED_DRAWS` evenly spaced draws, and its contributions."""
    sizes = run.posterior.sizes
    step = max(-(-sizes["chain"] * sizes["draw"] // SIMULATED_DRAWS), 1)
    kept = slice(None, None, step)
    if step == 1:
        return run, effects
    parts = (effects.channels, effects.baseline, effects.effects)
    channels, baseline, own = (part.isel(draw=kept) for part in parts)
    some = Contributions(channels, baseline, own, effects.multiplicative)
    return replace(run, posterior=run.posterior.isel(draw=kept)), some


def _beyond(run: Run, channel: int) -> float:
    """Probability that half of a channel's effect would arrive after the weeks of carryover."""
    prior, weeks = run.spec.channels[channel], run.spec.carryover_weeks
    curves = curve_draws(run.posterior)
    if prior.adstock == Carryover.NONE:
        return 0.0
    if prior.adstock == Carryover.DELAYED:  # symmetric around its peak, weeks counted from 0
        return float((curves["peak"][:, channel] >= weeks - 1).mean())
    return float((curves["half_life"][:, channel] >= weeks).mean())
