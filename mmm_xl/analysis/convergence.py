"""Whether the chains agree, for every parameter and every published quantity."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import xarray as xr

from mmm_xl.inference.nuts import STATISTICS
from mmm_xl.inference.retry import Judgement

MAX_RHAT = 1.01
MIN_ESS = 400.0
MAX_DIVERGENT_SHARE = 0.001


@dataclass(frozen=True)
class QuantityDiagnostics:
    """Diagnostics of one quantity: the worst of its elements.

    Parameters
    ----------
    rhat : float
        Rank-normalised split R-hat.
    ess_bulk, ess_tail : float, draws
    """

    name: str
    rhat: float
    ess_bulk: float
    ess_tail: float

    @property
    def passed(self) -> bool:
        """True within all limits; NaN is a failure."""
        return self.rhat <= MAX_RHAT and self.ess_bulk >= MIN_ESS and self.ess_tail >= MIN_ESS


@dataclass(frozen=True)
class Convergence:
    """Diagnostics of a run.

    Parameters
    ----------
    divergences : int
        Draws at which the sampler lost the trajectory.
    """

    quantities: tuple[QuantityDiagnostics, ...]
    divergences: int
    draws: int

    @property
    def max_rhat(self) -> float:
        """Largest R-hat; NaN where any is missing."""
        return float(np.max([q.rhat for q in self.quantities]))

    @property
    def min_ess_bulk(self) -> float:
        """Smallest bulk effective sample size; NaN where any is missing."""
        return float(np.min([q.ess_bulk for q in self.quantities]))

    @property
    def min_ess_tail(self) -> float:
        """Smallest tail effective sample size; NaN where any is missing."""
        return float(np.min([q.ess_tail for q in self.quantities]))

    @property
    def chains_agree(self) -> bool:
        """True when every quantity passed."""
        return bool(self.quantities) and all(q.passed for q in self.quantities)

    @property
    def few_divergences(self) -> bool:
        """True when at most one draw in a thousand diverged."""
        return self.divergences <= MAX_DIVERGENT_SHARE * self.draws


def convergence(quantities: Mapping[str, xr.DataArray], diverging: xr.DataArray) -> Convergence:
    """Diagnostics of named quantities with dims (chain, draw, ...).

    Parameters
    ----------
    diverging : DataArray, dims (chain, draw), bool
    """
    return Convergence(
        tuple(_diagnose(name, draws) for name, draws in quantities.items()),
        int(diverging.sum()),
        int(diverging.size),
    )


def judge_posterior(posterior: xr.Dataset) -> Judgement:
    """Whether the draws of all parameters can be trusted without sampling again.

    Notes
    -----
    Stricter than `verdict`: a single divergence is worth another attempt.
    """
    parameters = [str(name) for name in posterior.data_vars if name not in STATISTICS]
    sampled = {name: with_values(posterior[name]) for name in parameters}
    found = convergence(sampled, posterior["diverging"])
    return Judgement(
        found.divergences,
        found.max_rhat,
        found.min_ess_bulk,
        found.min_ess_tail,
        found.chains_agree and not found.divergences,
    )


def with_values(draws: xr.DataArray) -> xr.DataArray:
    """Draws of a parameter without the channels whose transforms do not have it.

    Notes
    -----
    Such a channel is marked by nothing but missing values; a missing draw among others stays, and
    fails.
    """
    if "channel" not in draws.dims:
        return draws
    absent = draws.isnull().all([dim for dim in draws.dims if dim != "channel"])
    return draws.isel(channel=~absent.values)


def _diagnose(name: str, draws: xr.DataArray) -> QuantityDiagnostics:
    from arviz_stats.base import array_stats

    values = draws.transpose("chain", "draw", ...).values
    values = values.reshape(*values.shape[:2], -1)
    axes = {"chain_axis": 0, "draw_axis": 1}
    return QuantityDiagnostics(
        name,
        float(np.max(array_stats.rhat(values, **axes))),
        float(np.min(array_stats.ess(values, method="bulk", **axes))),
        float(np.min(array_stats.ess(values, method="tail", prob=(0.05, 0.95), **axes))),
    )
