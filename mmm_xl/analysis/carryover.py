"""When the effect of one week's advertising arrives: at once, fading, or later."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from mmm_xl.analysis.thresholds import AT_ONCE
from mmm_xl.inference.draw_arrays import curve_draws
from mmm_xl.inference.media_draws import weight_draws
from mmm_xl.model.spec import ModelSpec
from mmm_xl.runs.run import Run

Floats = npt.NDArray[np.float64]

_PRIOR_DRAWS = 20_000
_PARAMETERS = ("half_life", "shape", "peak")


@dataclass(frozen=True)
class Timing:
    """Shares of draws in which a channel acts in each way; they sum to 1.

    Parameters
    ----------
    at_once : float
        At least `AT_ONCE` of the effect falls into the week of the spend.
    later : float
        Not at once, and the strongest week is a later one.
    fades : float
        Neither: strongest in its own week, then less.
    """

    at_once: float
    fades: float
    later: float


@dataclass(frozen=True)
class ChannelTiming:
    """How a channel acts over time, before and after the data.

    Parameters
    ----------
    family : str
        Carryover that was assumed.
    """

    channel: str
    family: str
    posterior: Timing
    prior: Timing


def carryover_timing(run: Run) -> tuple[ChannelTiming, ...]:
    """Timing of every channel, in sheet order.

    Notes
    -----
    The prior's shares are of 20,000 draws from it with the run's seed.
    """
    spec = run.spec
    after = weight_draws(spec, curve_draws(run.posterior))
    before = weight_draws(spec, _prior_curves(spec, run.sampler.seed))
    return tuple(
        ChannelTiming(prior.channel, prior.adstock, _timing(after[:, i]), _timing(before[:, i]))
        for i, prior in enumerate(spec.channels)
    )


def _prior_curves(spec: ModelSpec, seed: int) -> dict[str, Floats]:
    """Draws of carryover's parameters from their priors, (N, C), NaN where there is none."""
    rng = np.random.default_rng([seed, 3])
    normal = rng.standard_normal((len(_PARAMETERS), _PRIOR_DRAWS, len(spec.channels)))
    curves = {}
    for name, z in zip(_PARAMETERS, normal, strict=True):
        found = [getattr(prior, name) for prior in spec.channels]
        drawn = np.exp([p.mu for p in found] + np.array([p.sigma for p in found]) * z)
        has = [prior.has(name) for prior in spec.channels]
        curves[name] = np.where(has, drawn, np.nan)
    return curves


def _timing(weights: Floats) -> Timing:
    """Shares of draws, from weights (N, L)."""
    at_once = weights[:, 0] >= AT_ONCE
    later = ~at_once & (weights.argmax(axis=1) > 0)
    return Timing(float(at_once.mean()), float((~at_once & ~later).mean()), float(later.mean()))
