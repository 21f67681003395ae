"""How well a fit expects each week from all the others, and mixtures of fits that expect best."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import xarray as xr

from mmm_xl.analysis.contribution import Contributions
from mmm_xl.analysis.mixing import mixing
from mmm_xl.analysis.thresholds import PARETO_K
from mmm_xl.runs.run import Run

Floats = npt.NDArray[np.float64]

_BLOCK = 100
"""Draws whose innovations are held in memory at once."""

_MOST = 400
"""Draws of each chain that are looked at, evenly spaced: as many as a refit has."""

_LEAST, _NEGLIGIBLE = 1e-6, 1e-3
"""Weight of a model in the search, and that under which it has no part in the answer."""


@dataclass(frozen=True)
class LeftOut:
    """Density of each week given all other weeks (PSIS-LOO).

    Parameters
    ----------
    density : ndarray, shape (T,), logarithm of 1 / outcome unit
    pareto_k : ndarray, shape (T,)
        Above 0.7 the estimate of that week is not to be believed.
    """

    density: Floats
    pareto_k: Floats

    @property
    def total(self) -> float:
        """Expected log predictive density of all weeks."""
        return float(self.density.sum())

    @property
    def error(self) -> float:
        """Standard error of the total."""
        return float(np.sqrt(len(self.density)) * self.density.std(ddof=1))

    @property
    def doubtful(self) -> int:
        """Weeks whose estimate is not to be believed; a missing k is none to believe."""
        return int((~(self.pareto_k <= PARETO_K)).sum())


def left_out(run: Run, effects: Contributions) -> LeftOut:
    """Density of each week of a run given all other weeks.

    Notes
    -----
    Each draw is weighted by one over its density of the week, with weights smoothed by a Pareto
    tail. What is left out is one week between its neighbours: a small error says that the model
    fills gaps well, which is less than a forecast, and nothing about returns.

    References
    ----------
    Vehtari, Gelman and Gabry (2017), Practical Bayesian model evaluation using leave-one-out
    cross-validation and WAIC, Statistics and Computing 27.
    """
    from arviz_stats.base import array_stats

    values = log_densities(run, effects, -(-run.posterior.sizes["draw"] // _MOST))
    size = values.shape[0] * values.shape[1]
    drawn = run.posterior["effect"].transpose("chain", "draw", "channel").values
    efficient = float(np.clip(np.nanmean(mixing(drawn).ess_bulk) / size, 1 / size, 1.0))
    density, k, _ = array_stats.loo(
        np.moveaxis(values, -1, 0), chain_axis=1, draw_axis=2, r_eff=efficient
    )
    return LeftOut(np.asarray(density), np.asarray(k))


def log_densities(run: Run, effects: Contributions, step: int = 1) -> Floats:
    """Log density of each week given all other weeks, (chain, draw, T), for each draw.

    Parameters
    ----------
    step : int
        Takes one draw in so many.

    Notes
    -----
    Noise with memory ties weeks together, so the density is that of the week given the draw *and*
    the other weeks: Normal with precision d = [C^-1]_tt and error g / d, g = C^-1 r, where r is the
    outcome less media and C the covariance of baseline and noise. The baseline's coefficients are
    integrated out, as in the fit itself: an event of one week would else be left without any
    evidence but itself. With heavy-tailed noise that is not possible, and the coefficients are
    those of the draw. Per outcome unit: where effects multiply, the Normal is that of the
    logarithm, and one over the outcome turns it into a density of the outcome.

    References
    ----------
    Buerkner, Gabry and Vehtari (2021), Efficient leave-one-out cross-validation for Bayesian
    non-factorized normal and Student-t models, Computational Statistics 36, equation 7.
    """
    design = run.design
    posterior = run.posterior.isel(draw=slice(None, None, step))
    media = effects.effects.isel(draw=slice(None, None, step)).sum("channel")
    media = media.transpose("chain", "draw", "date").values
    coefficients = posterior["coefficient"].transpose("chain", "draw", "term").values
    known = ~design.free if "tail" not in posterior else np.ones_like(design.free)
    residual = design.outcome - media / design.scale.spread
    residual = residual - coefficients[..., known] @ design.baseline[:, known].T
    flat = residual.reshape(-1, run.dataset.weeks)
    sigma = posterior["sigma"].values.ravel()
    if "tail" in posterior:
        from scipy.stats import t

        freedom = 2.0 + posterior["tail"].values.ravel()
        found = t.logpdf(flat, freedom[:, None], scale=sigma[:, None])
    else:
        scales = np.column_stack([sigma, _draws(posterior, "autocorrelation", 0.0),
                                  _draws(posterior, "drift", 1.0)])  # fmt: skip
        starts = range(0, len(flat), _BLOCK)
        blocks = [slice(start, start + _BLOCK) for start in starts]
        found = np.concatenate([_normal(run, flat[part], scales[part]) for part in blocks])
    found = found - np.log(design.scale.spread)
    if run.spec.multiplicative:
        found = found - np.log(run.dataset.outcome)
    return np.asarray(found.reshape(residual.shape))


def _draws(posterior: xr.Dataset, name: str, otherwise: float) -> Floats:
    """A parameter's draws in a row, or what it is where the model has none."""
    if name in posterior:
        return np.asarray(posterior[name].values.ravel())
    return np.full(posterior["sigma"].size, otherwise)


def _normal(run: Run, residual: Floats, scales: Floats) -> Floats:
    """Log density of each week given the others, (N, T), of N draws.

    Notes
    -----
    With W the map from noise to independent innovations, X = W Z and B = X'X + sigma^2 V^-1 = L L',
    C^-1 = W' (I - X B^-1 X') W / sigma^2.
    """
    design = run.design
    sigma, rho, drift = (column[:, None] for column in scales.T)
    free = design.free
    variance = design.baseline_sd[free] ** 2 * np.where(design.drifting[free], drift**2, 1.0)
    rows = np.ascontiguousarray(design.baseline[:, free].T)
    columns = _innovations(np.broadcast_to(rows, (len(rho), *rows.shape)), rho[..., None])
    inner = columns @ columns.transpose(0, 2, 1)
    inner += (sigma**2 / variance)[:, :, None] * np.eye(len(rows))
    seen = np.linalg.solve(np.linalg.cholesky(inner), columns)
    residual = _innovations(residual, rho)
    projected = (seen @ residual[..., None])[..., 0]
    error = _back(residual - (projected[:, None] @ seen)[:, 0], rho) / sigma**2
    own = _back(seen, rho[..., None])
    alone = 1.0 + rho**2 + np.zeros_like(residual)
    alone[:, [0, -1]] = 1.0
    precision = (alone - (own**2).sum(axis=1)) / sigma**2
    return np.asarray(0.5 * (np.log(precision / (2 * np.pi)) - error**2 / precision))


def _innovations(series: Floats, rho: Floats) -> Floats:
    """W applied to series (..., T): noise with memory as innovations of equal variance."""
    found = series.astype(float)
    found[..., 1:] -= rho * series[..., :-1]
    found[..., :1] *= np.sqrt(1 - rho**2)
    return found


def _back(series: Floats, rho: Floats) -> Floats:
    """W' applied to series (..., T)."""
    found = series.astype(float)
    found[..., :1] *= np.sqrt(1 - rho**2)
    found[..., :-1] -= rho * series[..., 1:]
    return found


def stacked(densities: Floats) -> Floats:
    """Weights of a mixture of K models that expects the weeks left out best, (K,).

    Parameters
    ----------
    densities : ndarray, shape (T, K), logarithm

    Notes
    -----
    Maximises the sum over weeks of the log of the weighted mean density, plus the sum of the logs
    of the weights (a Dirichlet prior of 2 each). Without it one of two models that nothing tells
    apart may get all the weight, and the mixture is as sure of itself as that one; with it they
    share. A model that is D behind in all keeps about 1 / D. The sum is concave and the search
    starts from equal weights: the same densities give the same weights.

    References
    ----------
    Yao, Vehtari, Simpson and Gelman (2018), Using stacking to average Bayesian predictive
    distributions, Bayesian Analysis 13, equation 4. Yao, Pirs, Vehtari and Gelman (2022), Bayesian
    hierarchical stacking, Bayesian Analysis 17, for priors on weights.
    """
    ratios = np.exp(densities - densities.max(axis=1, keepdims=True))

    def loss(weights: Floats) -> tuple[float, Floats]:
        mixed = ratios @ weights
        return -float(np.log(mixed).sum()), -(ratios / mixed[:, None]).sum(axis=0)

    return _shared(loss, densities.shape[1])


def stacked_forecasts(forecasts: Sequence[Floats], actual: Floats) -> Floats:
    """Weights of a mixture of K forecasts with a low CRPS, (K,).

    Parameters
    ----------
    forecasts : sequence of ndarray, shape (N, W), outcome units
        Draws of each model; numbers of draws may differ.
    actual : ndarray, shape (W,), outcome units

    Notes
    -----
    CRPS of a mixture is w'a - w'Bw / 2 with a_k = E|X_k - y| and B_kl = E|X_k - X_l|. Minimises W
    times its logarithm, which is what as many weeks of Laplace errors of that size would say, less
    the same sum of logs as in `stacked`.

    References
    ----------
    Gneiting and Raftery (2007), Strictly Proper Scoring Rules, equation 21.
    """
    far = np.array([np.abs(draws - actual).mean() for draws in forecasts])
    apart = np.array([[_apart(one, other) for other in forecasts] for one in forecasts])

    def loss(weights: Floats) -> tuple[float, Floats]:
        crps = float(far @ weights - weights @ apart @ weights / 2)
        return len(actual) * np.log(crps), len(actual) / crps * (far - apart @ weights)

    return _shared(loss, len(forecasts))


def _apart(one: Floats, other: Floats) -> float:
    """Mean absolute difference of draws of two forecasts, over all weeks.

    Notes
    -----
    E|X - Y| = 2 E|Z - Z'| of the union less both own: integral of the distribution functions.
    """
    total = 0.0
    for x, y in zip(one.T, other.T, strict=True):
        grid = np.sort(np.concatenate([x, y]))
        below = [np.searchsorted(np.sort(v), grid[:-1], side="right") / len(v) for v in (x, y)]
        spread = below[0] * (1 - below[1]) + below[1] * (1 - below[0])
        total += float((spread * np.diff(grid)).sum())
    return total / one.shape[1]


def _shared(loss: Callable[[Floats], tuple[float, Floats]], count: int) -> Floats:
    """Least loss, given with its gradient, less the sum of logs of weights that sum to one."""
    from scipy.optimize import LinearConstraint, minimize

    def total(weights: Floats) -> tuple[float, Floats]:
        value, slope = loss(weights)
        return value - float(np.log(weights).sum()), slope - 1.0 / weights

    if count == 1:
        return np.ones(1)
    found = minimize(
        total,
        np.full(count, 1.0 / count),
        jac=True,
        method="SLSQP",
        bounds=[(_LEAST, 1.0)] * count,
        constraints=LinearConstraint(np.ones(count), 1.0, 1.0),
        options={"ftol": 1e-9, "maxiter": 1000},
    )
    weights = np.where(found.x < _NEGLIGIBLE, 0.0, found.x)
    return np.asarray(weights / weights.sum())
