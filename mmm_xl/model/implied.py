"""What the priors say before any data: each channel's return and share, and all of them together.

A share is that of the outcome by first order: effect times its scale over the total outcome. Under
a multiplicative model the same definition scales the coefficients, so the numbers are the same.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from mmm_xl.data.dataset import Dataset
from mmm_xl.model import priors
from mmm_xl.model.priors import LogNormal
from mmm_xl.model.spec import ChannelPrior, ModelSpec, effect_scale

ALONE = 0.5
"""Likely share of the outcome from which one channel by itself is pointed at."""

EVERYTHING = 1.0
"""Share of the outcome that all channels together cannot exceed."""

SHARED_VARIANCE = priors.POOLED_CENTRE[1] ** 2
"""Covariance of the log effects of two channels of one pool: they have the same unknown centre."""

_TAILS = (0.05, 0.95)


@dataclass(frozen=True)
class ImpliedChannel:
    """What one channel's prior says.

    Parameters
    ----------
    source : str
        Which range speaks: "your return", "default owned share" and the like.
    spend : float, currency units over all weeks
        Zero for owned channels.
    share : LogNormal, fraction of the outcome
    roi : LogNormal or None, outcome value per unit spent
        None where nothing is spent or the outcome has no value in money.
    """

    channel: str
    label: str
    source: str
    spend: float
    share: LogNormal
    roi: LogNormal | None


@dataclass(frozen=True)
class Implied:
    """What all priors of a model say.

    Parameters
    ----------
    total : LogNormal, fraction of the outcome
        All channels together.
    """

    channels: tuple[ImpliedChannel, ...]
    total: LogNormal


def implied(dataset: Dataset, spec: ModelSpec) -> Implied:
    """Return and share of the outcome that the priors imply at the spend of the data."""
    scale = effect_scale(dataset, spec) / dataset.outcome.sum()
    shares = [_scaled(p.effect, k) for p, k in zip(spec.channels, scale, strict=True)]
    spend = dataset.spend.sum(axis=0)
    money = dataset.outcome.sum() * spec.outcome_value
    channels = tuple(
        ImpliedChannel(
            channel=channel.name,
            label=channel.label,
            source=_source(prior, owned=not channel.paid),
            spend=float(spend[i]),
            share=shares[i],
            roi=_scaled(shares[i], money / spend[i])
            if channel.paid and spend[i] > 0 and not math.isnan(money)
            else None,
        )
        for i, (channel, prior) in enumerate(zip(dataset.channels, spec.channels, strict=True))
    )
    return Implied(channels, sum_of(shares, _covariance(spec.channels)))


def sum_of(parts: Sequence[LogNormal], covariance: npt.ArrayLike) -> LogNormal:
    """Distribution of a sum of quantities whose logarithms are jointly Normal.

    Parameters
    ----------
    parts : sequence of LogNormal
    covariance : array, shape (n, n)
        Of the logarithms.

    Notes
    -----
    LogNormal with the mean and the variance of the sum (Fenton-Wilkinson): exact for one part.

    References
    ----------
    Fenton (1960), The sum of log-normal probability distributions in scatter transmission systems.
    """
    means = np.array([math.exp(part.mu + part.sigma**2 / 2) for part in parts])
    mean = means.sum()
    variance = (np.outer(means, means) * np.expm1(np.asarray(covariance, float))).sum()
    spread = math.log1p(variance / mean**2)
    return LogNormal(math.log(mean) - spread / 2, math.sqrt(spread))


def absurdities(found: Implied) -> tuple[str, ...]:
    """Sentences about what no business would believe of its priors; empty where all is well."""
    words = [
        f"Before any data, {c.label} by itself is assumed to bring in {c.share.median:.0%} of the"
        " outcome; lower its range on the Channels sheet unless you know better."
        for c in found.channels
        if c.share.median > ALONE
    ]
    if found.total.quantile(_TAILS[1]) > EVERYTHING:
        largest = max(found.channels, key=lambda c: c.share.quantile(_TAILS[1]))
        words.append(
            f"Before any data, the likely returns leave a {_chance(found.total):.0%} chance that"
            " media bring in more than the whole outcome; state lower or narrower ranges on the"
            f" Channels sheet, first for {largest.label}."
        )
    return tuple(words)


def _chance(total: LogNormal) -> float:
    """Probability of more than everything."""
    return 0.5 * math.erfc((math.log(EVERYTHING) - total.mu) / (total.sigma * math.sqrt(2)))


def ends(quantity: LogNormal) -> tuple[float, float, float]:
    """Likely value (median) and both ends of the 90% range."""
    low, high = (quantity.quantile(tail) for tail in _TAILS)
    return quantity.median, low, high


def _scaled(quantity: LogNormal, factor: float) -> LogNormal:
    """Quantity times a factor; a factor of nothing stays the smallest of shares."""
    return LogNormal(quantity.mu + math.log(max(factor, np.finfo(float).tiny)), quantity.sigma)


def _source(prior: ChannelPrior, *, owned: bool) -> str:
    who = "your" if prior.stated else "shared" if prior.pooled else "default"
    what = "return" if prior.basis == "roi" else "owned share" if owned else "share"
    return f"{who} {what}"


def _covariance(channels: Sequence[ChannelPrior]) -> npt.NDArray[np.float64]:
    pools = np.array([prior.pool for prior in channels])
    same = (pools[:, None] == pools) & (pools >= 0)
    covariance = np.where(same, SHARED_VARIANCE, 0.0)
    np.fill_diagonal(covariance, [prior.effect.sigma**2 for prior in channels])
    return covariance
