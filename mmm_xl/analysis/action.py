"""What to do with each channel by written rules, and how little would have to change to reverse it.

The rules judge the next unit of spend, not the average one: scale where it very probably pays back,
cut where it very probably does not, test where the range is wide and much money rides on it, hold
otherwise.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType

import numpy as np
import numpy.typing as npt
import xarray as xr

from mmm_xl.analysis.margin import usual_margin
from mmm_xl.model.spec import ChannelPrior
from mmm_xl.names import Action
from mmm_xl.runs.run import Run
from mmm_xl.settings import Settings

Floats = npt.NDArray[np.float64]

WIDE_TAILS = (0.1, 0.9)
"""Quantiles whose ratio says how wide a range is: the ends of the 80% range."""

PRIOR_STEPS = tuple(math.exp(step / 20) for step in range(1, 29))
"""Factors on the likely return before the data that are tried, up to about 4 in both directions."""

LEAST_EFFECTIVE = 0.1
"""Share of draws that must remain effective after reweighting; beyond it nothing is claimed."""


_NUDGE = 2e-3
"""A margin so much beyond a threshold, as a fraction, is past the next draw or two."""


@dataclass(frozen=True)
class Rules:
    """Thresholds of the action rules, from the Settings sheet.

    Parameters
    ----------
    hurdle : float, ratio
        That the next unit's return on margin (return where no margin is given) must beat.
    margin : float or None, fraction
    scale : float
        Least probability of beating the hurdle from which a channel is scaled.
    cut : float
        Greatest probability of beating it up to which a channel is cut.
    wide : float, ratio
        A range whose upper end is at least so many times its lower end is wide.
    money : float, fraction
        Least share of all paid spend that is much money.
    """

    hurdle: float
    margin: float | None
    scale: float
    cut: float
    wide: float
    money: float

    @classmethod
    def of(cls, settings: Settings) -> Rules:
        """Rules of one workbook."""
        return cls(
            hurdle=settings.hurdle,
            margin=settings.margin,
            scale=settings.scale_above,
            cut=settings.cut_below,
            wide=settings.test_wider_than,
            money=settings.test_from_share,
        )


@dataclass(frozen=True)
class Flip:
    """The smallest change that reverses an action; None where none within reach does.

    Parameters
    ----------
    margin : float or None, fraction
        Margin at which the action changes: with a Margins sheet, the channel's mean margin weighted
        with its spend.
    margin_action : Action or None
        What it changes to.
    prior : float or None, ratio
        Factor on the channel's likely return before the data at which the action changes.
    prior_action : Action or None
    """

    margin: float | None = None
    margin_action: Action | None = None
    prior: float | None = None
    prior_action: Action | None = None


@dataclass(frozen=True)
class Advice:
    """Action for one paid channel.

    Parameters
    ----------
    prob_next_pays : float
        Probability that the next unit of spend beats the hurdle.
    width : float, ratio
        Upper over lower end of the 80% range of the marginal return.
    disputed : bool
        Whether a lift test and the weeks disagree about the channel, which decides the action.
    prior_only : bool
        Whether the data did not inform the channel, which decides the action.
    held : str
        Name of the failed check that speaks against moving money on the channel, which decides the
        action; empty where there is none.
    """

    channel: str
    action: Action
    prob_next_pays: float
    width: float
    share_of_spend: float
    flip: Flip
    disputed: bool = False
    prior_only: bool = False
    held: str = ""


def advice(
    run: Run,
    marginal: xr.DataArray,
    disputed: Collection[str] = (),
    held: Mapping[str, str] = MappingProxyType({}),
) -> tuple[Advice, ...]:
    """Action for each paid channel with a return, in sheet order.

    Parameters
    ----------
    marginal : DataArray, dims (chain, draw, channel), ratio
        Marginal ROI of the paid channels; NaN where the outcome has no value in money.
    disputed : collection of str
        Channels about which a lift test and the weeks disagree. A test pins what spend brought, not
        how it bends; that still rests on the weeks, so what the next unit brings is to be tested.
    held : mapping of channel to name of a check
        Channels whose return a failed check questions.

    Notes
    -----
    The margin that flips an action follows exactly from the quantiles of marginal ROI. The change
    of prior is found by reweighting the draws with the ratio of the priors, so no model is fitted
    again; where fewer than a tenth of the draws would still count, nothing is claimed. With a
    Margins sheet the margin of a channel is its mean weighted with spend, and the margin that flips
    is such a mean too.
    """
    settings = Rules.of(run.dataset.settings)
    spend = run.dataset.spend.sum()
    found = []
    for i, channel in enumerate(run.dataset.channels):
        if not channel.paid:
            continue
        draws = marginal.sel(channel=channel.name).values.ravel()
        if np.isnan(draws).any():
            continue
        share = float(run.dataset.spend[:, i].sum() / spend)
        rules = replace(settings, margin=usual_margin(run, i))
        one = _advice(channel.name, draws, share, rules, _factors(run, i))
        if channel.name in held:
            one = replace(one, action=Action.TEST, flip=Flip(), held=held[channel.name])
        if channel.name in disputed:
            one = replace(one, action=Action.TEST, flip=Flip(), disputed=True)
        if channel.prior_only:  # what was assumed is no ground to move money on
            one = replace(one, action=Action.TEST, flip=Flip(), prior_only=True)
        found.append(one)
    return tuple(found)


def _advice(
    name: str, draws: Floats, share: float, rules: Rules, log_ratios: dict[float, Floats]
) -> Advice:
    low, high = np.quantile(draws, WIDE_TAILS)
    width = float(high / low) if low > 0 else math.inf
    action = decide(_prob(draws, rules), width, share, rules)
    prior, prior_action = _prior_flip(draws, share, rules, log_ratios)
    margin, margin_action = _margin_flip(draws, (width, share), rules)
    flip = Flip(margin, margin_action, prior, prior_action)
    return Advice(name, action, _prob(draws, rules), width, share, flip)


def decide(prob: float, width: float, share: float, rules: Rules) -> Action:
    """Action from the probability that the next unit pays, the width of its range and the money."""
    if prob > rules.scale:
        return Action.SCALE
    if prob < rules.cut:
        return Action.CUT
    if width >= rules.wide and share >= rules.money:
        return Action.TEST
    return Action.HOLD


def _prob(draws: Floats, rules: Rules, weights: Floats | None = None) -> float:
    pays = draws * (1.0 if rules.margin is None else rules.margin) > rules.hurdle
    return float(np.average(pays, weights=weights))


def _margin_flip(
    draws: Floats, fixed: tuple[float, float], rules: Rules
) -> tuple[float | None, Action | None]:
    """Nearest margin up to 100% at which the action changes, and to what.

    Notes
    -----
    The probability crosses a threshold p where margin x (1 - p) quantile equals the hurdle.
    """
    if rules.margin is None:
        return None, None
    now = decide(_prob(draws, rules), *fixed, rules)
    ends = [rules.hurdle / np.quantile(draws, 1 - p) for p in (rules.scale, rules.cut)]
    distances = sorted((abs(float(m) - rules.margin), float(m)) for m in ends if 0 < m <= 1)
    for _, margin in distances:
        beyond = margin * (1 + math.copysign(_NUDGE, margin - rules.margin))
        prob = float((draws * beyond > rules.hurdle).mean())
        if decide(prob, *fixed, rules) is not now:
            return margin, decide(prob, *fixed, rules)
    return None, None


def _prior_flip(
    draws: Floats, share: float, rules: Rules, log_ratios: dict[float, Floats]
) -> tuple[float | None, Action | None]:
    """Factor nearest to 1 on the likely return at which the action changes, and to what."""
    low, high = np.quantile(draws, WIDE_TAILS)
    now = decide(_prob(draws, rules), float(high / low) if low > 0 else math.inf, share, rules)
    for factor in sorted(log_ratios, key=lambda f: (abs(math.log(f)), f)):
        weights = np.exp(log_ratios[factor] - log_ratios[factor].max())
        if weights.sum() ** 2 / (weights**2).sum() < LEAST_EFFECTIVE * len(draws):
            continue
        low, high = np.quantile(draws, WIDE_TAILS, weights=weights, method="inverted_cdf")
        width = float(high / low) if low > 0 else math.inf
        then = decide(_prob(draws, rules, weights), width, share, rules)
        if then is not now:
            return factor, then
    return None, None


def _factors(run: Run, channel: int) -> dict[float, Floats]:
    """Log ratio of a channel's prior moved by each factor to its prior as it is, draw by draw."""
    prior = run.spec.channels[channel]
    log_effect = np.log(run.posterior["effect"].isel(channel=channel).values.ravel())
    mu, sigma = _prior_of(run, prior)
    before = (log_effect - mu) / sigma
    found = {}
    for step in PRIOR_STEPS:
        for factor in (step, 1 / step):
            after = before - math.log(factor) / sigma
            found[factor] = 0.5 * (before**2 - after**2)
    return found


def _prior_of(run: Run, prior: ChannelPrior) -> tuple[Floats | float, Floats | float]:
    """Centre and spread of log effect, those that each draw learned where channels share them."""
    if not prior.pooled:
        return prior.effect.mu, prior.effect.sigma
    learned = run.posterior.isel(pool=prior.pool)
    return learned["centre"].values.ravel(), learned["spread"].values.ravel()
