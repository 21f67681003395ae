"""How the model's predictions compare with what happened, in the weeks that it was fitted on."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import xarray as xr

from mmm_xl.analysis.contribution import Contributions, half_variance
from mmm_xl.analysis.summary import interval
from mmm_xl.runs.run import Run

Floats = npt.NDArray[np.float64]
LEVELS = (50, 80, 95)


@dataclass(frozen=True)
class Fit:
    """In-sample fit.

    Parameters
    ----------
    predicted : ndarray, shape (T,), outcome units
        Posterior mean of the modelled outcome.
    low, high : ndarray, shape (T,), outcome units
        Ends of the predictive interval, noise included, at the level of Settings.
    r2 : float
        1 - sum of squared errors of ``predicted`` over that of the mean.
    wape : float, fraction
        Sum of absolute errors over the sum of the outcome.
    hits : dict of level in percent to int
        Weeks inside the predictive interval of that level.
    """

    predicted: Floats
    low: Floats
    high: Floats
    r2: float
    wape: float
    hits: dict[int, int]
    weeks: int

    def coverage(self, level: int) -> float:
        """Share of weeks inside the predictive interval of this level."""
        return self.hits[level] / self.weeks


def predictive_draws(run: Run, effects: Contributions) -> xr.DataArray:
    """Replicated outcomes, noise included; dims (chain, draw, date), outcome units.

    Notes
    -----
    AR(1) noise starts from its stationary distribution. Where effects multiply, so does the noise.
    """
    modelled = effects.modelled
    noise = xr.DataArray(_noise(run, modelled.shape), dims=modelled.dims)
    if not run.spec.multiplicative:
        return modelled + noise
    return modelled * np.exp(noise - half_variance(run))


def _noise(run: Run, shape: tuple[int, ...]) -> Floats:
    """Replicated noise, (chain, draw, date), units of the model's outcome."""
    rng = np.random.default_rng([run.sampler.seed, 2])
    posterior = run.posterior
    sigma = posterior["sigma"].values[..., None] * run.design.scale.spread
    noise = rng.standard_normal(shape) * sigma
    if "tail" in posterior:
        freedom = 2.0 + posterior["tail"].values[..., None]
        noise *= np.sqrt(freedom / rng.chisquare(freedom, shape))
    if "autocorrelation" in posterior:
        rho = posterior["autocorrelation"].values
        noise[..., 0] /= np.sqrt(1 - rho**2)
        for t in range(1, noise.shape[-1]):
            noise[..., t] += rho * noise[..., t - 1]
    return noise


def in_sample_fit(run: Run, effects: Contributions) -> Fit:
    """Fit of a run to its own weeks; describes, and proves nothing about ROI."""
    actual = run.dataset.outcome
    predicted = effects.modelled.mean(("chain", "draw")).values
    replicated = predictive_draws(run, effects)
    errors = actual - predicted
    low, high = interval(replicated, run.dataset.settings.interval_level)
    return Fit(
        predicted=predicted,
        low=low,
        high=high,
        r2=float(1 - (errors**2).sum() / ((actual - actual.mean()) ** 2).sum()),
        wape=float(np.abs(errors).sum() / np.abs(actual).sum()),
        hits={level: _hits(replicated, actual, level) for level in LEVELS},
        weeks=len(actual),
    )


def _hits(replicated: xr.DataArray, actual: Floats, level: int) -> int:
    low, high = interval(replicated, level / 100)
    return int(((actual >= low) & (actual <= high)).sum())
