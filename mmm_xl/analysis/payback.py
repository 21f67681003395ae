"""How soon a window's spend pays back, and up to what level it would have, draw by draw."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
import xarray as xr

from mmm_xl.analysis.counterfactual import Counterfactuals
from mmm_xl.analysis.summary import LEVELS
from mmm_xl.analysis.thresholds import MOST
from mmm_xl.data.window import Window
from mmm_xl.inference.draw_arrays import curve_draws
from mmm_xl.inference.media_draws import carried_media, weight_draws
from mmm_xl.names import Order, Saturation
from mmm_xl.transforms.response import FAMILIES, Curve, multiplied_lifts, multiplied_totals

Floats = npt.NDArray[np.float64]

MULTIPLES = np.geomspace(0.02, MOST, 21)
"""Levels at which average returns are computed; between them they are read on log scales."""


@dataclass(frozen=True)
class Payback:
    """When a unit of spend has brought back what it cost.

    Parameters
    ----------
    weeks : float or None, weeks
        Median of the draws that pay back while carryover lasts, the week of the spend counted as
        1; None where none does.
    probability : float
        That it pays back while carryover lasts.
    """

    weeks: float | None
    probability: float


@dataclass(frozen=True)
class BreakEven:
    """Weekly spend up to which the average return still reaches the hurdle.

    Parameters
    ----------
    now : float, currency units a week
        Average of the window.
    most : float, currency units a week
        Highest level looked at: five times now.
    prob_beyond, prob_none : float
        That the return still reaches the hurdle there, and that it does at no level.
    median : float or None, currency units a week
        None where it lies beyond ``most``.
    ends : mapping of level to (low, high)
        Equal-tailed intervals by percent; None for an end beyond ``most``.
    """

    now: float
    most: float
    prob_beyond: float
    prob_none: float
    median: float | None
    ends: dict[int, tuple[float | None, float | None]]

    def interval(self, level: float) -> tuple[float | None, float | None]:
        """Lower and upper end of the interval that holds a fraction ``level`` of the draws."""
        return self.ends[round(level * 100)]


def payback(returns: Floats, weights: Floats) -> Payback:
    """Payback from the return of each draw and when its effect arrives.

    Parameters
    ----------
    returns : ndarray, shape (N,), ratio
        ROI on margin in the spend view; ROI where no margin is given.
    weights : ndarray, shape (N, L)
        Share of the effect by weeks since the spend, summing to 1.
    """
    reached = returns[:, None] * np.minimum(weights.cumsum(axis=1), 1.0) >= 1.0 - 1e-12
    pays = reached.any(axis=1)
    weeks = 1.0 + reached[pays].argmax(axis=1)
    return Payback(float(np.median(weeks)) if pays.any() else None, float(pays.mean()))


def effect_weights(answers: Counterfactuals) -> Floats:
    """Share of each channel's effect by weeks since the spend, (N, C, L)."""
    return weight_draws(answers.run.spec, curve_draws(answers.run.posterior))


def break_even(returns: Floats, levels: Floats, hurdle: float, now: float) -> BreakEven:
    """Break-even spend from the return of each draw and what other levels would bring.

    Parameters
    ----------
    returns : ndarray, shape (N,), ratio
        Average return of the window as it was, on what the hurdle applies to.
    levels : ndarray, shape (N, M), ratio
        Effect at each of `MULTIPLES` over the effect as it was.
    now : float, currency units a week
        Spend of the window.
    """
    multiple = last_crossing(returns[:, None] * levels / MULTIPLES, hurdle)
    weekly = np.where(np.isinf(multiple), np.inf, multiple * now)
    ends = {
        level: (_quantile(weekly, (1 - level / 100) / 2), _quantile(weekly, (1 + level / 100) / 2))
        for level in LEVELS
    }
    return BreakEven(
        now=now,
        most=MOST * now,
        prob_beyond=float(np.isinf(weekly).mean()),
        prob_none=float((weekly == 0).mean()),
        median=_quantile(weekly, 0.5),
        ends=ends,
    )


def last_crossing(average: Floats, hurdle: float) -> Floats:
    """Largest multiple whose average return reaches the hurdle, (N,).

    Parameters
    ----------
    average : ndarray, shape (N, M), ratio
        At each of `MULTIPLES`.

    Returns
    -------
    ndarray, ratio
        0 where none reaches it, infinite where the largest still does. S-shaped curves may cross
        the hurdle twice: the upper crossing counts.
    """
    above = average >= hurdle
    steps = average.shape[1]
    last = steps - 1 - np.argmax(above[:, ::-1], axis=1)
    inner = np.minimum(last, steps - 2)
    rows = np.arange(len(average))
    high = np.log(average[rows, inner] / hurdle)
    low = np.log(np.maximum(average[rows, inner + 1], 1e-300) / hurdle)
    grid = np.log(MULTIPLES)
    crossed = above.any(axis=1) & (last < steps - 1)
    part = np.where(crossed, high / np.where(crossed, high - low, 1.0), 0.0)
    found = np.exp(grid[inner] + part * (grid[inner + 1] - grid[inner]))
    found = np.where(above.any(axis=1), found, 0.0)
    return np.where(above[:, -1], np.inf, found)


def _quantile(weekly: Floats, share: float) -> float | None:
    """Order statistic, so that a level beyond reach is never averaged with one within."""
    value = float(np.quantile(weekly, share, method="inverted_cdf"))
    return value if np.isfinite(value) else None


def levels_of_spend(answers: Counterfactuals, window: Window, multiples: Floats) -> Floats:
    """Effect, now and later, of the window's media at multiples of what they were, (N, C, M).

    Parameters
    ----------
    multiples : ndarray, shape (M,), >= 0

    Returns
    -------
    ndarray, outcome units
        Modelled outcome less that without the window's media of this channel. Other channels and
        other weeks are as they were; at 1 it is the lift in the spend view (for windows of whole
        weeks where media saturate before they are carried over).
    """
    inside = np.pad(window.fractions(answers.run.dataset.dates), (answers.before, answers.after))
    at = np.flatnonzero(inside)
    weeks = slice(int(at[0]), min(int(at[-1]) + 1 + answers.after, len(inside)))
    curve = _curve(answers, inside, weeks)
    given = np.tile(np.append(0.0, multiples), (len(answers.media), 1))
    if answers.effects.multiplicative:
        total = multiplied_lifts(curve, answers.factor, _without(answers, inside, weeks), given)
    else:
        counts = np.ones((1, 1, weeks.stop - weeks.start))
        total = multiplied_totals(_uncarried(curve), counts, given) * answers.factor[..., None]
    return np.asarray(total[..., 1:] - total[..., :1])


def _uncarried(curve: Curve) -> Curve:
    """Curve without weights: all that a week brings counts, whenever it arrives."""
    powered, slope, families, weights, own, past = curve
    return powered, slope, families, weights[..., :0], own, past


def _curve(answers: Counterfactuals, inside: Floats, weeks: slice) -> Curve:
    """The window's media apart from those of other weeks, ready to be multiplied."""
    run, media = answers.run, answers.media / answers.run.design.usual[:, None]
    flat = curve_draws(run.posterior)
    draws, channels = flat["effect"].shape
    slope = np.nan_to_num(flat.get("slope", np.ones((draws, channels))), nan=1.0)
    half = np.nan_to_num(flat.get("half_saturation", np.ones((draws, channels))), nan=1.0)
    weights = np.empty((draws, channels, 0))
    heads: tuple[Floats, Floats] = (weights, weights)
    if run.spec.order == Order.SATURATION_FIRST:
        powered = media[None, :, weeks] * inside[weeks] / half[..., None]
        weights = weight_draws(run.spec, flat)
    else:
        powered = _carried(answers, media * inside, weeks) / half[..., None]
        heads = _heads(answers, (powered, media * (1.0 - inside)), half, weeks)
    hill = [prior.saturation == Saturation.HILL for prior in run.spec.channels]
    powered[:, hill] **= slope[:, hill, None]
    families = np.array([FAMILIES.index(prior.saturation) for prior in run.spec.channels])
    return powered, slope, families, weights, *heads


def _heads(
    answers: Counterfactuals, parts: tuple[Floats, Floats], half: Floats, weeks: slice
) -> tuple[Floats, Floats]:
    """Own and other weeks' media over half-saturation, of the weeks where the others still act."""
    own, others = parts
    acting = np.flatnonzero(others[:, : weeks.stop].any(axis=0))
    last = int(acting[-1]) + answers.after if acting.size else 0
    head = min(max(last - weeks.start, 0), own.shape[-1])
    if not head:
        return own[..., :0].copy(), own[..., :0].copy()
    past = _carried(answers, others, slice(weeks.start, weeks.start + head))
    return own[..., :head].copy(), past / half[..., None]


def _carried(answers: Counterfactuals, media: Floats, weeks: slice) -> Floats:
    """Media carried over into some weeks, (N, C, weeks)."""
    run, begin = answers.run, max(0, weeks.start - answers.after)
    shown = np.ascontiguousarray(media[:, begin : weeks.stop])
    alone = replace(run.design, media=shown, history=run.design.history[:, :0])
    carried = carried_media(alone, run.spec, curve_draws(run.posterior))
    return np.ascontiguousarray(carried[..., weeks.start - begin :])


def _without(answers: Counterfactuals, inside: Floats, weeks: slice) -> Floats:
    """Modelled outcome without what the curve multiplies, (N, C, weeks), where effects multiply.

    Notes
    -----
    Where media saturate first, the window's media are a term of their own; where they are carried
    over first, they saturate together with those of other weeks, so both are taken out.
    """
    shown = slice(weeks.start - answers.before, weeks.stop - answers.before)
    first = answers.run.spec.order == Order.SATURATION_FIRST
    parts = []
    for channel, media in enumerate(answers.media):
        effect = answers.observed(channel)
        if first:
            effect = effect - answers.effect(channel, media * (1.0 - inside))
        parts.append(answers.level[:, shown] * np.exp(-effect[:, shown]))
    return np.ascontiguousarray(np.stack(parts, axis=1))


def in_a_row(draws: xr.DataArray) -> Floats:
    """Draws of all chains in a row, (N,)."""
    return np.asarray(draws.transpose("chain", "draw").values.ravel())
