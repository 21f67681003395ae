"""What the fit itself says of priors, chains and realism: labelled figures, no words."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from mmm_xl.analysis.summary import Summary

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class PriorPosterior:
    """One channel before and after the data, on the scale of its effect (ROI or share).

    Parameters
    ----------
    basis : {"roi", "share"}
    prior, posterior : Summary
    narrowed : float, fraction
        By how much the data narrowed the 90% range of the logarithm: 0 nothing, 1 all.
    shift : float, prior standard deviations
        Of the mean logarithm.
    overlap : float, fraction
        Common area of both densities, 0 to 1.
    prior_only : bool
        Whether the data did not inform it: what is shown is the prior.
    own_narrowed : float, fraction
        What its own weeks narrowed beyond what other channels of its pool taught (standard
        deviation of the logarithm); this decides ``prior_only``.
    """

    channel: str
    label: str
    basis: str
    prior: Summary
    posterior: Summary
    narrowed: float
    shift: float
    overlap: float
    prior_only: bool
    own_narrowed: float = math.nan


@dataclass(frozen=True)
class PriorEvidence:
    """What the priors imply before data, and what the data did to them.

    Parameters
    ----------
    media_share : Summary, fraction of the outcome
        Of all channels together, drawn from the priors.
    beyond : float, probability
        That the priors let media bring more than the whole outcome.
    """

    media_share: Summary
    beyond: float
    channels: tuple[PriorPosterior, ...]

    @property
    def prior_only(self) -> tuple[str, ...]:
        """Names of channels that the data did not inform."""
        return tuple(one.channel for one in self.channels if one.prior_only)


@dataclass(frozen=True)
class Replicated:
    """A statistic of the observed outcome beside the same of replicated outcomes.

    Parameters
    ----------
    low, high : float, unit of the statistic
        Ends of the 95% range of replications.
    tail : float, probability
        Two-sided: twice the smaller share of replications beyond the observed one.
    """

    key: str
    name: str
    unit: str
    observed: float
    mean: float
    low: float
    high: float
    tail: float


@dataclass(frozen=True)
class Coverage:
    """Weeks inside the predictive interval of a level.

    Parameters
    ----------
    level : int, percent
    least, most : int, weeks
        Binomial 95% limits of the count: ``least`` if the level were true, ``most`` if the share
        inside were ``expected``.
    expected : float, fraction
        Share that is expected inside because these weeks were fitted: at least the level.
    too_few : int, weeks
        Binomial 99.9% limit: fewer weeks inside hardly happen if the level is true.
    """

    level: int
    inside: int
    weeks: int
    least: int
    most: int
    expected: float = float("nan")
    too_few: int = 0

    @property
    def share(self) -> float:
        """Share of weeks inside."""
        return self.inside / self.weeks


@dataclass(frozen=True)
class ZeroOut:
    """Simulated outcome with one channel at zero against as it was.

    Parameters
    ----------
    lost : Summary, outcome units
        Over all weeks; positive where the channel brings something.
    share : Summary, fraction of the modelled outcome
    late : float, fraction
        Part of the loss that falls after the channel's own weeks of spend (carryover).
    smooth : bool
        Whether more spend never brings less and each further unit no more than the Hill's bend
        allows: the response curve rises and is bounded. Also that the outcome falls in weeks of
        spend and of carryover only, and by what the contributions say.
    beyond : float, probability
        That half of the effect would arrive after more weeks than carryover is counted over.
    """

    channel: str
    label: str
    lost: Summary
    share: Summary
    late: float
    smooth: bool
    beyond: float = 0.0


@dataclass(frozen=True)
class Realism:
    """Replicated against observed outcomes.

    Parameters
    ----------
    pit : ndarray, shape (T,), probability
        Share of replications below each week's outcome.
    pit_counts : ndarray, shape (10,), weeks
        ``pit`` in ten equal bins; ``pit_least`` and ``pit_most`` are binomial 95% limits.
    negative_total, negative_week : float, probability
        That the baseline of all weeks, and that of its worst week, is below zero.
    negative_weeks : float, fraction
        Mean share of weeks with a baseline below zero.
    pit_tail : float, probability
        Of a larger deviation of ``pit`` from an even spread (Kolmogorov-Smirnov), by luck, once
        it is allowed for that fitted weeks gather in the middle.
    left_out : mapping of str to str
        Statistics that do not exist here, by key, and why.
    """

    replicated: tuple[Replicated, ...]
    coverage: tuple[Coverage, ...]
    pit: Floats
    pit_counts: Floats
    pit_least: int
    pit_most: int
    negative_total: float
    negative_week: float
    negative_weeks: float
    zero_out: tuple[ZeroOut, ...]
    pit_tail: float = float("nan")
    left_out: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Placebo:
    """A channel's media shifted by half a year, as a term of any sign: it must earn nothing.

    Parameters
    ----------
    earned : Summary or None, ratio
        Incremental outcome value per unit of spend of the shifted series; share of the outcome
        for an owned channel. None where it could not be looked at, with ``problem``.
    tail : float, probability
        Two-sided, of a Normal as far from zero as the draws are.
    looks : int
        Placebos that were looked at together.
    """

    channel: str
    label: str
    basis: str
    earned: Summary | None
    problem: str = ""
    tail: float = float("nan")
    looks: int = 0


@dataclass(frozen=True)
class Correlation:
    """Posterior correlation between what two channels bring, or a channel and the baseline.

    Parameters
    ----------
    second : str
        Channel label or "baseline".
    """

    first: str
    second: str
    value: float


@dataclass(frozen=True)
class Ranks:
    """Rank plot of one quantity: draws of each chain in bins of the rank among all draws.

    Parameters
    ----------
    counts : ndarray, shape (chains, bins), draws
    expected : float, draws a bin
    """

    quantity: str
    counts: Floats
    expected: float
