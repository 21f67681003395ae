"""Channels that their own weeks taught nothing of: what is shown of them is the prior.

A channel by itself is held against its prior. One that learns with others is held against what the
posterior says of a channel of its pool that has no weeks of its own: so what other channels taught
does not count as its own evidence. Light, because the ROI table carries the mark.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from mmm_xl.analysis.thresholds import INFORMED_NARROWING, INFORMED_OVERLAP, INFORMED_SHIFT
from mmm_xl.data.dataset import Dataset
from mmm_xl.runs.run import Run

Floats = npt.NDArray[np.float64]

_BINS = 40
_NORMALS = 500
"""Normals of a mixture that its density is made of; more change no digit that is shown."""

_REACH = 4.0
"""Standard deviations on both sides that the bins cover."""


@dataclass(frozen=True)
class Reference:
    """Log effect of a channel without weeks of its own: a mixture of Normals.

    Parameters
    ----------
    centre, spread : ndarray, shape (N,)
        Of each draw; of a channel by itself one value each.
    """

    centre: Floats
    spread: Floats

    @property
    def mean(self) -> float:
        """Mean log effect."""
        return float(self.centre.mean())

    @property
    def sd(self) -> float:
        """Standard deviation of log effect."""
        return math.sqrt(float(self.centre.var() + (self.spread**2).mean()))

    def density(self, at: Floats) -> Floats:
        """Density of log effect at some points."""
        step = max(1, len(self.centre) // _NORMALS)
        centre, spread = self.centre[::step], self.spread[::step]
        apart = (at[:, None] - centre) / spread
        height = np.exp(-0.5 * apart**2) / (spread * math.sqrt(2 * math.pi))
        return np.asarray(height.mean(axis=1))


@dataclass(frozen=True)
class Taught:
    """What a channel's own weeks added.

    Parameters
    ----------
    narrowed : float, fraction
        Of the standard deviation of log effect.
    shift : float, standard deviations
        Of the mean log effect.
    overlap : float, fraction
        Common area of both densities.
    """

    narrowed: float
    shift: float
    overlap: float

    @property
    def informed(self) -> bool:
        """Whether they told anything; NaN tells nothing."""
        return (
            self.narrowed >= INFORMED_NARROWING
            or abs(self.shift) >= INFORMED_SHIFT
            or self.overlap < INFORMED_OVERLAP
        )


def taught(run: Run) -> tuple[Taught, ...]:
    """What each channel's own weeks added, in sheet order."""
    found = []
    for i in range(len(run.spec.channels)):
        draws = np.log(run.posterior["effect"].isel(channel=i).values.ravel())
        found.append(held_against(draws, without_own_weeks(run, i)))
    return tuple(found)


def without_own_weeks(run: Run, channel: int) -> Reference:
    """What would be said of a channel without weeks of its own."""
    prior = run.spec.channels[channel]
    if not prior.pooled:
        return Reference(np.array([prior.effect.mu]), np.array([prior.effect.sigma]))
    learned = run.posterior.isel(pool=prior.pool)
    return Reference(learned["centre"].values.ravel(), learned["spread"].values.ravel())


def held_against(draws: Floats, reference: Reference) -> Taught:
    """Draws of log effect beside a reference."""
    mean, sd = reference.mean, reference.sd
    edges = np.linspace(mean - _REACH * sd, mean + _REACH * sd, _BINS + 1)
    width = edges[1] - edges[0]
    shares = np.histogram(draws, edges)[0] / len(draws)
    expected = reference.density((edges[1:] + edges[:-1]) / 2) * width
    return Taught(
        narrowed=1.0 - float(draws.std(ddof=1)) / sd,
        shift=(float(draws.mean()) - mean) / sd,
        overlap=float(np.minimum(shares, expected).sum()),
    )


def calibrated(dataset: Dataset) -> frozenset[str]:
    """Names of channels that a lift test inside the likelihood speaks of."""
    return frozenset(name for test in dataset.calibrating for name in test.channels)


def prior_only(run: Run) -> frozenset[str]:
    """Names of channels that neither their weeks nor a calibrating lift test informed."""
    tested = calibrated(run.dataset)
    return frozenset(
        name
        for name, one in zip(run.dataset.channel_names, taught(run), strict=True)
        if name not in tested and not one.informed
    )


def marked(run: Run) -> Run:
    """The run whose channels carry the mark in their labels; nothing else differs."""
    return replace(run, dataset=run.dataset.marked(prior_only(run)))
