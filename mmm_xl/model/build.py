"""The equation, as a PyMC model: what a reviewer reads and what the sampler runs.

For week t, in standard deviations of the outcome::

    outcome_t  =  baseline_t + sum over channels c of beta_c * S_ct + noise_t
    noise_t    ~  Normal(0, sigma)
    baseline_t =  Z_t . b,                                      b_j ~ Normal(0, sd_j)
    S_ct       =  hill(adstock(media_c)_t; half_saturation_c, slope_c)
    beta_c     =  effect_c * scale_c / sum over t of S_ct

so that ``effect_c`` is the ROI itself (or the share of the outcome), and its prior is the one that
the user stated.

The coefficients b enter linearly with Normal priors, so they are integrated out exactly and drawn
afterwards (`mmm_xl.inference.conditional`); sampling them beside the positive media effects would
make the sampler crawl along the ridge between intercept and media.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from mmm_xl.model.design import Design
from mmm_xl.model.spec import ModelSpec

if TYPE_CHECKING:
    import pymc as pm

_TINY = 1e-200
"""Added under the logarithm: a silent week has S = 0 exactly and a finite gradient."""


def design_data(design: Design, spec: ModelSpec) -> dict[str, np.ndarray]:
    """Arrays that the compiled model reads; a refit swaps these and compiles nothing.

    Returns
    -------
    dict
        ``outcome`` (T,), ``media`` (C, T), ``effect_scale`` (C,), ``directions`` (K, T) and
        ``strengths`` (K,) of the baseline's prior (see `baseline_directions`), and ``priors``
        (8, C): mu and sigma of effect, half-life, half-saturation and slope.
    """
    directions, strengths = baseline_directions(design)
    return {
        "outcome": design.outcome,
        "media": design.media,
        "effect_scale": design.effect_scale,
        "directions": directions,
        "strengths": strengths,
        "priors": prior_table(spec),
    }


def baseline_directions(design: Design) -> tuple[np.ndarray, np.ndarray]:
    """Principal directions of what the baseline's prior can draw.

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
    """Mu and sigma rows of effect, half-life, half-saturation and slope; shape (8, C)."""
    rows = []
    for name in ("effect", "half_life", "half_saturation", "slope"):
        found = [getattr(prior, name) for prior in spec.channels]
        rows += [[p.mu for p in found], [p.sigma for p in found]]
    return np.array(rows, dtype=float)


def build_model(design: Design, spec: ModelSpec) -> pm.Model:
    """The PyMC model of one dataset under one specification.

    Notes
    -----
    Free variables: ``effect``, ``half_life`` (weeks), ``half_saturation`` (multiple of a usual
    week on air), ``slope``, one a channel each, and ``sigma`` (standard deviations of the
    outcome). Number of weeks and of baseline columns are free, so one compilation serves every
    window of data with the same number of channels.
    """
    import pymc as pm
    import pytensor.tensor as pt

    with pm.Model(coords={"channel": [prior.channel for prior in spec.channels]}) as model:
        data = {
            name: pm.Data(name, value, shape=_free_weeks(name, value))
            for name, value in design_data(design, spec).items()
        }
        p = data["priors"]
        effect = pm.LogNormal("effect", p[0], p[1], dims="channel")
        half_life = pm.LogNormal("half_life", p[2], p[3], dims="channel")
        half_saturation = pm.LogNormal("half_saturation", p[4], p[5], dims="channel")
        slope = pm.LogNormal("slope", p[6], p[7], dims="channel")
        sigma = pm.HalfNormal("sigma", spec.noise_sd)

        carried = _adstock(data["media"], half_life, spec.carryover_weeks)
        log_ratio = pt.log(carried + _TINY) - pt.log(half_saturation)[:, None]
        saturated = pt.sigmoid(slope[:, None] * log_ratio)
        beta = effect * data["effect_scale"] / saturated.sum(axis=1)
        pm.CustomDist(
            "y",
            beta @ saturated,
            sigma,
            data["directions"],
            data["strengths"],
            logp=_baseline_integrated_out,
            signature="(t),(),(k,t),(k)->(t)",
            observed=data["outcome"],
        )
    return model


def _free_weeks(name: str, value: np.ndarray) -> tuple[int | None, ...]:
    """Static shape of a data array: only the number of channels is compiled in."""
    fixed = {"media": (value.shape[0], None), "effect_scale": value.shape, "priors": value.shape}
    return fixed.get(name, (None,) * value.ndim)


def _adstock(media: Any, half_life: Any, l_max: int) -> Any:
    """Normalised geometric adstock of a (C, T) tensor; see `mmm_xl.transforms.adstock`."""
    import pytensor.tensor as pt

    weights = pt.exp(-np.log(2) / half_life)[:, None] ** np.arange(l_max)[None, :]
    weights = weights / weights.sum(axis=1, keepdims=True)
    weeks = media.shape[1]
    before = pt.concatenate([pt.zeros((media.shape[0], l_max - 1)), media], axis=1)
    lagged = [
        weights[:, lag][:, None] * before[:, l_max - 1 - lag : l_max - 1 - lag + weeks]
        for lag in range(l_max)
    ]
    return sum(lagged[1:], start=lagged[0])


def _baseline_integrated_out(
    value: Any, media: Any, sigma: Any, directions: Any, strengths: Any
) -> Any:
    """Log density of the outcome with the baseline's coefficients integrated out.

    Notes
    -----
    outcome - media ~ Normal(0, sigma^2 I + U' diag(strengths) U) with U the directions; by the
    Woodbury identity only the projections U (outcome - media) are needed.
    """
    import pytensor.tensor as pt

    residual = value - media
    projected = directions @ residual
    total = sigma**2 + strengths
    explained = (strengths / total * projected**2).sum()
    weeks, columns = value.shape[0], strengths.shape[0]
    return (
        -0.5 * ((residual**2).sum() - explained) / sigma**2
        - (weeks - columns) * pt.log(sigma)
        - 0.5 * pt.log(total).sum()
        - 0.5 * weeks * np.log(2 * np.pi)
    )
