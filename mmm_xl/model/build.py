"""The equation, as a PyMC model: what a reviewer reads and what the sampler runs.

For week t, in standard deviations of the outcome::

    outcome_t  =  baseline_t + sum over channels c of beta_c * S_ct + noise_t
    noise_t    =  rho * noise_(t-1) + innovation_t,   innovation_t ~ Normal(0, sigma)
    baseline_t =  Z_t . b,                            b_j ~ Normal(0, sd_j)
    S_ct       =  hill(adstock(media_c)_t; half_saturation_c, slope_c)
    beta_c     =  effect_c * scale_c / sum over t of S_ct

so that ``effect_c`` is the ROI itself (or the share of the outcome), and its prior is the one that
the user stated, or one whose centre and spread all other channels share. Columns of Z that are
steps of the level have ``sd_j = drift``, learned from the data. The plain specification has rho = 0
and no level.

The coefficients b enter linearly with Normal priors, so they are integrated out exactly and drawn
afterwards (`mmm_xl.inference.conditional`); sampling them beside the positive media effects would
make the sampler crawl along the ridge between intercept and media.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from mmm_xl.model import priors
from mmm_xl.model.design import Design
from mmm_xl.model.spec import ModelSpec

if TYPE_CHECKING:
    import pymc as pm

_TINY = 1e-200
"""Added under the logarithm: a silent week has S = 0 exactly and a finite gradient."""

FAMILIES = ("effect", "half_life", "half_saturation", "slope", "shape")
"""Channel parameters, in the order of rows of `prior_table`."""


def design_data(design: Design, spec: ModelSpec) -> dict[str, np.ndarray]:
    """Arrays that the compiled model reads; a refit swaps these and compiles nothing.

    Returns
    -------
    dict
        ``outcome`` (T,), ``media`` (C, T), ``effect_scale`` (C,), ``baseline`` (P, T),
        ``baseline_variance`` (P,), ``drifting`` (P,), ``priors`` (10, C): mu and sigma of each of
        `FAMILIES`, and ``pooled`` (C,), flags as 0 or 1.
    """
    return {
        "outcome": design.outcome,
        "media": design.media,
        "effect_scale": design.effect_scale,
        "baseline": np.ascontiguousarray(design.baseline.T),
        "baseline_variance": design.baseline_sd**2,
        "drifting": design.drifting.astype(float),
        "priors": prior_table(spec),
        "pooled": np.array([float(prior.pooled) for prior in spec.channels]),
    }


def baseline_directions(design: Design) -> tuple[np.ndarray, np.ndarray]:
    """Principal directions of what a baseline of known scales can draw.

    Returns
    -------
    directions : ndarray, shape (K, T)
        Orthonormal rows: left singular vectors of Z diag(sd).
    strengths : ndarray, shape (K,)
        Prior variance along each direction.
    """
    left, singular, _ = np.linalg.svd(design.baseline * design.baseline_sd, full_matrices=False)
    return np.ascontiguousarray(left.T), singular**2


def prior_table(spec: ModelSpec) -> np.ndarray:
    """Mu and sigma rows of each of `FAMILIES`; shape (10, C)."""
    rows = []
    for name in FAMILIES:
        found = [getattr(prior, name) for prior in spec.channels]
        rows += [[p.mu for p in found], [p.sigma for p in found]]
    return np.array(rows, dtype=float)


def build_model(design: Design, spec: ModelSpec) -> pm.Model:
    """The PyMC model of one dataset under one specification.

    Notes
    -----
    Free variables: ``effect``, ``half_life`` (weeks), ``half_saturation`` (multiple of a usual
    week on air), ``slope`` and, for Weibull adstock, ``shape``, one a channel each; ``sigma``
    (standard deviations of the outcome), ``autocorrelation_raw`` (atanh of rho), ``drift``,
    ``centre`` and ``spread`` of log ROI, where the specification has them. The number of weeks and
    of baseline columns is free, so one compilation serves every window of data with the same
    number of channels.
    """
    import pymc as pm
    import pytensor.tensor as pt

    with pm.Model(coords={"channel": [prior.channel for prior in spec.channels]}) as model:
        data = {
            name: pm.Data(name, value, shape=_free_weeks(name, value))
            for name, value in design_data(design, spec).items()
        }
        p = data["priors"]
        effect = _effect(spec, data)
        half_life = pm.LogNormal("half_life", p[2], p[3], dims="channel")
        half_saturation = pm.LogNormal("half_saturation", p[4], p[5], dims="channel")
        slope = pm.LogNormal("slope", p[6], p[7], dims="channel")
        if spec.adstock == "weibull":
            weights = _weibull(half_life, pm.LogNormal("shape", p[8], p[9], dims="channel"), spec)
        else:
            weights = _geometric(half_life, spec)
        sigma = pm.HalfNormal("sigma", spec.noise_sd)
        rho = pt.constant(0.0)
        if spec.noise == "ar1":
            rho = pt.tanh(pm.Normal("autocorrelation_raw", *priors.AUTOCORRELATION))
        drift = pt.constant(1.0)
        if spec.level_weeks:
            drift = pm.LogNormal("drift", priors.DRIFT.mu, priors.DRIFT.sigma)

        log_ratio = pt.log(_adstock(data["media"], weights, spec.carryover_weeks) + _TINY)
        log_ratio -= pt.log(half_saturation)[:, None]
        saturated = pt.sigmoid(slope[:, None] * log_ratio)
        beta = effect * data["effect_scale"] / saturated.sum(axis=1)
        variance = data["baseline_variance"] * pt.switch(data["drifting"] > 0, drift**2, 1.0)
        pm.CustomDist(
            "y",
            beta @ saturated,
            sigma,
            rho,
            data["baseline"],
            variance,
            logp=_baseline_integrated_out,
            signature="(t),(),(),(p,t),(p)->(t)",
            observed=data["outcome"],
        )
    return model


def _free_weeks(name: str, value: np.ndarray) -> tuple[int | None, ...]:
    """Static shape of a data array: only the number of channels is compiled in."""
    if name == "media":
        return (value.shape[0], None)
    return value.shape if name in ("effect_scale", "priors", "pooled") else (None,) * value.ndim


def _effect(spec: ModelSpec, data: dict[str, Any]) -> Any:
    """ROI or share of each channel; pooled ones share a learned centre and spread."""
    import pymc as pm
    import pytensor.tensor as pt

    mu, sigma = data["priors"][0], data["priors"][1]
    if spec.pooled:
        centre = pm.Normal("centre", *priors.POOLED_CENTRE)
        spread = pm.LogNormal("spread", priors.POOLED_SPREAD.mu, priors.POOLED_SPREAD.sigma)
        mu = pt.switch(data["pooled"] > 0, centre, mu)
        sigma = pt.switch(data["pooled"] > 0, spread, sigma)
    return pm.LogNormal("effect", mu, sigma, dims="channel")


def _geometric(half_life: Any, spec: ModelSpec) -> Any:
    """Normalised geometric weights, (C, L); see `mmm_xl.transforms.adstock`."""
    import pytensor.tensor as pt

    weights = pt.exp(-np.log(2) / half_life[:, None] * np.arange(spec.carryover_weeks))
    return weights / weights.sum(axis=1, keepdims=True)


def _weibull(half_life: Any, shape: Any, spec: ModelSpec) -> Any:
    """Normalised Weibull weights, (C, L); see `mmm_xl.transforms.adstock`."""
    import pytensor.tensor as pt

    k = shape[:, None]
    log_scale = pt.log(half_life)[:, None] - np.log(np.log(2)) / k
    log_x = np.log(np.arange(spec.carryover_weeks) + 0.5) - log_scale
    log_density = (k - 1) * log_x - pt.exp(k * log_x)
    weights = pt.exp(log_density - log_density.max(axis=1, keepdims=True))
    return weights / weights.sum(axis=1, keepdims=True)


def _adstock(media: Any, weights: Any, l_max: int) -> Any:
    """Media (C, T) spread over the weeks after, by weights (C, L)."""
    import pytensor.tensor as pt

    weeks = media.shape[1]
    before = pt.concatenate([pt.zeros((media.shape[0], l_max - 1)), media], axis=1)
    lagged = [
        weights[:, lag][:, None] * before[:, l_max - 1 - lag : l_max - 1 - lag + weeks]
        for lag in range(l_max)
    ]
    return sum(lagged[1:], start=lagged[0])


def _baseline_integrated_out(
    value: Any, media: Any, sigma: Any, rho: Any, baseline: Any, variance: Any
) -> Any:
    """Log density of the outcome with the baseline's coefficients integrated out.

    Notes
    -----
    Let W be the map that turns AR(1) noise into independent innovations, r = W (value - media) and
    X = W Z. Then r ~ Normal(0, sigma^2 I + X V X') with V = diag(variance), and with
    B = X'X + sigma^2 V^-1 the Woodbury identity needs B alone. W has determinant sqrt(1 - rho^2).
    """
    import pytensor.tensor as pt

    columns = _innovations(baseline, rho)
    residual = _innovations((value - media)[None, :], rho)[0]
    inner = columns @ columns.T + sigma**2 * pt.diag(1.0 / variance)
    lower = pt.linalg.cholesky(inner)
    seen = pt.linalg.solve_triangular(lower, columns @ residual, lower=True)
    weeks, terms = value.shape[0], variance.shape[0]
    return (
        -0.5 * ((residual**2).sum() - (seen**2).sum()) / sigma**2
        - (weeks - terms) * pt.log(sigma)
        - pt.log(pt.diag(lower)).sum()
        - 0.5 * pt.log(variance).sum()
        + 0.5 * pt.log1p(-(rho**2))
        - 0.5 * weeks * np.log(2 * np.pi)
    )


def _innovations(rows: Any, rho: Any) -> Any:
    """Rows (..., T) of AR(1) series as independent innovations of equal variance."""
    import pytensor.tensor as pt

    first = rows[:, :1] * pt.sqrt(1 - rho**2)
    return pt.concatenate([first, rows[:, 1:] - rho * rows[:, :-1]], axis=1)
