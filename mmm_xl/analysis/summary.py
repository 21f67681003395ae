"""Draws reduced to the figures that are published, once and in one way."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import xarray as xr

Floats = npt.NDArray[np.float64]
LEVELS = (50, 80, 90, 95)


@dataclass(frozen=True)
class Estimate:
    """Mean, median, spread and equal-tailed intervals of one quantity, in its unit."""

    mean: float
    median: float
    sd: float
    lo50: float
    hi50: float
    lo80: float
    hi80: float
    lo90: float
    hi90: float
    lo95: float
    hi95: float

    def interval(self, level: float) -> tuple[float, float]:
        """Lower and upper end of the interval that holds a fraction ``level`` of the draws."""
        percent = round(level * 100)
        return getattr(self, f"lo{percent}"), getattr(self, f"hi{percent}")


@dataclass(frozen=True)
class Summary(Estimate):
    """An estimate with its Monte Carlo error.

    Parameters
    ----------
    mcse : float
        Monte Carlo standard error of the mean, in the unit of the quantity.
    """

    mcse: float


def estimate(draws: xr.DataArray) -> Estimate:
    """Estimate of a quantity with dims (chain, draw); loads no statistics library."""
    values = draws.transpose("chain", "draw").values
    tails = [(1 - level / 100) / 2 for level in LEVELS]
    ends = np.quantile(values, [*tails, *(1 - tail for tail in tails)]).tolist()
    names = [f"{end}{level}" for end in ("lo", "hi") for level in LEVELS]
    return Estimate(
        mean=float(values.mean()),
        median=float(np.median(values)),
        sd=float(values.std(ddof=1)),
        **dict(zip(names, ends, strict=True)),
    )


def summarise(draws: xr.DataArray) -> Summary:
    """Summary of a quantity with dims (chain, draw)."""
    values = draws.transpose("chain", "draw").values
    return Summary(**vars(estimate(draws)), mcse=_mcse(values))


def summarise_each(draws: xr.DataArray, dim: str) -> list[Summary]:
    """One `Summary` for each position along ``dim``."""
    return [summarise(draws.isel({dim: i})) for i in range(draws.sizes[dim])]


def series_errors(draws: xr.DataArray) -> Floats:
    """Monte Carlo errors of the means of a series, dims (chain, draw, one more), in its unit.

    Notes
    -----
    Members of a series (weeks, periods, levels of a curve) mix alike: the effective draws are those
    of the member that varies most, and each has its own standard deviation.
    """
    (dim,) = (name for name in draws.dims if name not in ("chain", "draw"))
    spread = draws.std(("chain", "draw"), ddof=1).values
    if not spread.any():
        return np.zeros_like(spread)
    most = int(np.argmax(spread))
    error = _mcse(draws.isel({dim: most}).transpose("chain", "draw").values)
    return np.asarray(spread * (error / spread[most]))


def interval(draws: xr.DataArray, level: float) -> tuple[Floats, Floats]:
    """Lower and upper ends over (chain, draw), for every other dimension at once."""
    tail = (1 - level) / 2
    ends = draws.quantile([tail, 1 - tail], dim=("chain", "draw")).values
    return ends[0], ends[1]


def probability(event: xr.DataArray) -> float:
    """Share of draws, dims (chain, draw), in which something holds."""
    return float(event.mean())


def _mcse(values: Floats) -> float:
    """Monte Carlo error of the mean; zero for a quantity that does not vary."""
    if np.ptp(values) == 0:
        return 0.0
    from arviz_stats.base import array_stats

    return float(array_stats.mcse(values, chain_axis=0, draw_axis=1))
