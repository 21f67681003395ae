"""Whether the chains agree, for every parameter and every published quantity."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import product

import numpy as np
import numpy.typing as npt
import xarray as xr

from mmm_xl.analysis.mixing import Mixing, mixing
from mmm_xl.analysis.thresholds import MAX_DIVERGENT_SHARE, MAX_RHAT, MIN_ESS
from mmm_xl.data.dataset import Dataset
from mmm_xl.inference.nuts import STATISTICS
from mmm_xl.inference.retry import Judgement

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class QuantityDiagnostics:
    """Diagnostics of one quantity: the worst of its elements.

    Parameters
    ----------
    rhat : float
        Rank-normalised split R-hat.
    ess_bulk, ess_tail : float, draws
    count : int
        Elements that were checked.
    worst : str
        The element furthest from its limits, in words; blank where there is only one.
    still : int
        Elements left out because no draw moves them: nothing was spent, or nothing carries over.
    error : float, standard deviations
        Largest Monte Carlo error of an element's mean; ``least_sure`` is that element.
    published : bool
        Whether it is shown; parameters of the model are not.
    """

    name: str
    rhat: float
    ess_bulk: float
    ess_tail: float
    count: int = 1
    worst: str = ""
    still: int = 0
    error: float = math.nan
    least_sure: str = ""
    published: bool = False

    @property
    def passed(self) -> bool:
        """True within all limits; NaN is a failure."""
        return self.rhat <= MAX_RHAT and self.ess_bulk >= MIN_ESS and self.ess_tail >= MIN_ESS

    @property
    def excess(self) -> float:
        """How far beyond its limits, 1 at the nearest limit; infinite where a figure is missing."""
        return float(
            _excess(*(np.array([x]) for x in (self.rhat, self.ess_bulk, self.ess_tail)))[0]
        )

    @property
    def told(self) -> str:
        """Name in words, with the element that is furthest from its limits."""
        name = self.name.replace("_", " ")
        return f"{name} ({self.worst})" if self.worst else name


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
    def count(self) -> int:
        """Parameters and published figures that were checked."""
        return sum(q.count for q in self.quantities)

    @property
    def still(self) -> int:
        """Published figures left out because no draw moves them."""
        return sum(q.still for q in self.quantities)

    @property
    def worst(self) -> QuantityDiagnostics:
        """The quantity furthest from its limits."""
        return max(self.quantities, key=lambda q: q.excess)

    @property
    def chains_agree(self) -> bool:
        """True when every quantity passed."""
        return bool(self.quantities) and all(q.passed for q in self.quantities)

    @property
    def few_divergences(self) -> bool:
        """True when at most one draw in a thousand diverged."""
        return self.divergences <= MAX_DIVERGENT_SHARE * self.draws


def convergence(
    quantities: Mapping[str, xr.DataArray],
    diverging: xr.DataArray,
    figures: Mapping[str, xr.DataArray] | None = None,
) -> Convergence:
    """Diagnostics of named quantities with dims (chain, draw, ...).

    Parameters
    ----------
    quantities : mapping of name to DataArray
        Parameters: one that no draw moves is stuck, and fails.
    diverging : DataArray, dims (chain, draw), bool
    figures : mapping of name to DataArray or None
        Computed from parameters: where all draws are one number, nothing was spent or nothing
        carries over, and the figure is left out and counted as `QuantityDiagnostics.still`. Were
        the sampler stuck, its parameters would fail.
    """
    found = [*quantities.items(), *(figures or {}).items()]
    columns = [_columns(draws) for _, draws in found]
    moving = [
        np.ptp(values, axis=(0, 1)) != 0 if at >= len(quantities) else np.ones(len(names), bool)
        for at, (names, values) in enumerate(columns)
    ]
    kept = [values[..., keep] for (_, values), keep in zip(columns, moving, strict=True)]
    checked = mixing(np.concatenate(kept, axis=-1)) if kept else None
    made, start = [], 0
    for at, ((name, _), (labels, _), keep) in enumerate(zip(found, columns, moving, strict=True)):
        own = [label for label, moves in zip(labels, keep, strict=True) if moves]
        part = slice(start, start + len(own))
        start += len(own)
        if checked is not None and own:
            worst = _worst(name, own, checked, part)
            still, shown = int((~keep).sum()), at >= len(quantities)
            made.append(replace(worst, still=still, published=shown))
    return Convergence(tuple(made), int(diverging.sum()), int(diverging.size))


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


def with_labels(draws: xr.DataArray, dataset: Dataset) -> xr.DataArray:
    """Draws whose channels go by their labels, as everything that is shown names them."""
    if "channel" not in draws.dims:
        return draws
    labels = {channel.name: channel.label for channel in dataset.channels}
    return draws.assign_coords(channel=[labels[str(name)] for name in draws["channel"].values])


def _columns(draws: xr.DataArray) -> tuple[list[str], Floats]:
    """Labels of a quantity's elements, blank for a single one, and draws (chains, draws, K)."""
    ordered = draws.transpose("chain", "draw", ...)
    dims = ordered.dims[2:]
    shape = [ordered.sizes[dim] for dim in dims]
    values = ordered.values.reshape(*ordered.shape[:2], -1)
    if values.shape[-1] == 1 and not dims:
        return [""], values
    axes = [[str(v) for v in ordered[dim].values] if dim in ordered.coords
            else [f"{i + 1}" for i in range(size)]
            for dim, size in zip(dims, shape, strict=True)]  # fmt: skip
    return [", ".join(labels) for labels in product(*axes)], values


def _worst(name: str, labels: Sequence[str], checked: Mixing, part: slice) -> QuantityDiagnostics:
    """The worst of a quantity's elements by each measure, and the name of the worst of all."""
    measures = [one[part] for one in (checked.rhat, checked.ess_bulk, checked.ess_tail)]
    rhat, bulk, tail = measures
    at = int(np.argmax(_excess(rhat, bulk, tail)))
    least = int(np.argmax(np.where(np.isnan(checked.error[part]), np.inf, checked.error[part])))
    return QuantityDiagnostics(
        name,
        float(np.max(rhat)),
        float(np.min(bulk)),
        float(np.min(tail)),
        len(labels),
        labels[at],
        error=float(checked.error[part][least]),
        least_sure=labels[least],
    )


def _excess(rhat: Floats, bulk: Floats, tail: Floats) -> Floats:
    """How far beyond the limits: 1 at the nearest of them, infinite where a figure is missing."""
    chains = (rhat - 1.0) / (MAX_RHAT - 1.0)
    with np.errstate(divide="ignore"):
        worst = np.maximum(chains, MIN_ESS / np.minimum(bulk, tail))
    return np.where(np.isnan(worst), np.inf, worst)
