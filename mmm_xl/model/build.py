"""The equation, as a PyMC model: what a reviewer reads and what the sampler runs.

For week t, in standard deviations of the outcome (of its logarithm where effects multiply)::

    outcome_t  =  baseline_t + sum over channels c of beta_c * S_ct + noise_t
    noise_t    =  rho * noise_(t-1) + innovation_t,   innovation_t ~ Normal(0, sigma)
                  or StudentT(2 + tail, 0, sigma) with rho = 0
    baseline_t =  Z_t . b,                            b_j ~ Normal(0, sd_j)
                  + signed controls, whose coefficients are +- HalfNormal(sd)
    S_ct       =  saturation(carryover(media_c)_t), or the other way round
    beta_c     =  effect_c * scale_c / sum over t of w_t * S_ct

so that ``effect_c`` is the ROI itself (or the share of the outcome), and its prior is the one that
the user stated, or one whose centre and spread the channels of its pool share. ``w_t`` is 1, or the
outcome of the week where effects multiply. Columns of Z that are steps of the level have
``sd_j = drift``, learned from the data. The plain specification has rho = 0 and no level. A refit
that must not see the outcome of a week has a column for that week alone, with a flat prior.

A calibrating lift test e in share s of the market measured y_e with standard error se_e::

    y_e ~ Normal(m_e, se_e)
    m_e = s * sum over weeks t from the first changed to the last measured of
              w_t * [g(d1_t) - g(d0_t)]
    d_t = sum over tested channels c of beta_c * (S_ct of other media - S_ct)

where d0 is without the test and d1 with it everywhere. Effects that add have g(d) = d and w_t = 1;
where they multiply, g(d) = exp(d) - 1, d is in logarithms and w_t the observed outcome.

The coefficients b enter linearly with Normal priors, so with Normal noise they are integrated out
exactly and drawn afterwards (`mmm_xl.inference.conditional`); sampling them beside the positive
media effects would make the sampler crawl along the ridge between intercept and media. With
heavy-tailed noise they are sampled, in coordinates around what Normal noise would say of them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from mmm_xl.model import priors
from mmm_xl.model.design import Design
from mmm_xl.model.lift import LiftTests
from mmm_xl.model.spec import ModelSpec
from mmm_xl.names import Carryover, Noise, Order, Saturation

if TYPE_CHECKING:
    import pymc as pm

_TINY = 1e-200
"""Added to media: a silent week has S = 0 exactly and a finite gradient."""


def design_data(design: Design, spec: ModelSpec) -> dict[str, np.ndarray]:
    """Arrays that the compiled model reads; a refit swaps these and compiles nothing.

    Returns
    -------
    dict
        ``outcome`` and ``weighting`` (T,), ``media`` (C, T), ``history`` (C, H), ``effect_scale``
        (C,), ``baseline`` (P, T), ``variance`` (P,) and ``drifting`` (P,) of the columns whose
        coefficient may have any sign, ``signed_rows`` (S, T) and ``signed_sd`` (S,) of the others,
        times their sign, and ``<parameter>_mu`` and ``<parameter>_sigma`` of the priors of the
        channels that have it. Where tests calibrate, also ``test_effect`` and ``test_error`` (E,),
        ``test_weighting`` (E, W), ``test_media`` (K, 2, H + W) and ``test_spread`` ().
    """
    free = design.free
    data = {
        "outcome": design.outcome,
        "weighting": design.weighting,
        "media": design.media,
        "history": design.history,
        "effect_scale": design.effect_scale,
        "baseline": np.ascontiguousarray(design.baseline[:, free].T),
        "variance": design.baseline_sd[free] ** 2,
        "drifting": design.drifting[free].astype(float),
        "signed_rows": np.ascontiguousarray((design.baseline * design.signs)[:, ~free].T),
        "signed_sd": design.baseline_sd[~free],
    }
    for name in ("effect", "half_life", "shape", "peak", "half_saturation", "slope"):
        found = [getattr(spec.channels[i], name) for i in spec.having(name)]
        if found:
            data[f"{name}_mu"] = np.array([prior.mu for prior in found])
            data[f"{name}_sigma"] = np.array([prior.sigma for prior in found])
    if design.tests:
        for name in ("effect", "error", "weighting", "media", "spread"):
            data[f"test_{name}"] = np.asarray(getattr(design.tests, name))
    return data


def build_model(design: Design, spec: ModelSpec) -> pm.Model:
    """The PyMC model of one dataset under one specification.

    Notes
    -----
    Free variables: ``effect`` (C,); ``half_life`` (weeks), ``shape``, ``peak`` (weeks),
    ``half_saturation`` (multiple of a usual week on air) and ``slope``, each for the channels whose
    transforms have it; ``sigma`` (standard deviations of the outcome), ``autocorrelation_raw``
    (atanh of rho), ``drift``, ``tail`` (degrees of freedom less 2), ``centre`` and ``spread`` of
    each pool's log ROI, ``signed`` coefficients and ``coordinate``, where the specification has
    them. The number of weeks and of baseline columns is free, so one compilation serves every
    window of data with the same channels.
    """
    import pymc as pm
    import pytensor.tensor as pt

    with pm.Model(coords={"channel": [prior.channel for prior in spec.channels]}) as model:
        data = {
            name: pm.Data(name, value, shape=_free_weeks(name, value))
            for name, value in design_data(design, spec).items()
        }
        effect = _effect(spec, data)
        curves = {
            name: pm.LogNormal(name, data[f"{name}_mu"], data[f"{name}_sigma"])
            for name in ("half_life", "shape", "peak", "half_saturation", "slope")
            if f"{name}_mu" in data
        }
        saturated = pt.stack([_own_media(c, spec, data, curves) for c in range(_c(spec))])
        beta = effect * data["effect_scale"] / (saturated * data["weighting"]).sum(axis=1)
        mean = beta @ saturated
        if design.tests:
            _lift_tests(design.tests, spec, data, curves, (beta, saturated))
        sigma = pm.HalfNormal("sigma", spec.noise_sd)
        if spec.raising or spec.lowering:
            mean += pm.HalfNormal("signed", data["signed_sd"]) @ data["signed_rows"]
        drift = pt.constant(1.0)
        if spec.level_weeks:
            drift = pm.LogNormal("drift", priors.DRIFT.mu, priors.DRIFT.sigma)
        variance = data["variance"] * pt.switch(data["drifting"] > 0, drift**2, 1.0)
        if spec.noise == Noise.HEAVY_TAILED:
            _heavy_tailed(mean, sigma, variance, data)
        else:
            _normal(mean, sigma, variance, data, spec)
    return model


def _c(spec: ModelSpec) -> int:
    return len(spec.channels)


def _free_weeks(name: str, value: np.ndarray) -> tuple[int | None, ...]:
    """Static shape of a data array: only the number of channels is compiled in."""
    if name in {"media", "history"}:
        return (value.shape[0], None)
    fixed = name == "effect_scale" or name.startswith("test_")
    fixed |= name.endswith(("_mu", "_sigma", "_sd"))
    return value.shape if fixed else (None,) * value.ndim


def _effect(spec: ModelSpec, data: dict[str, Any]) -> Any:
    """ROI or share of each channel; those of a pool share a learned centre and spread."""
    import pymc as pm
    import pytensor.tensor as pt

    mu, sigma = data["effect_mu"], data["effect_sigma"]
    if spec.pools:
        pools = len(spec.pools)
        centre = pm.Normal("centre", *priors.POOLED_CENTRE, shape=pools)
        spread = pm.LogNormal("spread", spec.pool_spread.mu, spec.pool_spread.sigma, shape=pools)
        pool = np.array([prior.pool for prior in spec.channels])
        mu = pt.switch(pool >= 0, centre[np.maximum(pool, 0)], mu)
        sigma = pt.switch(pool >= 0, spread[np.maximum(pool, 0)], sigma)
    return pm.LogNormal("effect", mu, sigma, dims="channel")


def _own_media(c: int, spec: ModelSpec, data: dict[str, Any], curves: dict[str, Any]) -> Any:
    """Saturated, carried-over media of channel c as they were, (T,)."""
    import pytensor.tensor as pt

    media = pt.concatenate([data["history"][c], data["media"][c]])
    return _media(c, spec, curves, media, data["history"].shape[1])


def _media(c: int, spec: ModelSpec, curves: dict[str, Any], media: Any, earlier: Any) -> Any:
    """Saturated, carried-over media of channel c under any media, after the first ``earlier``."""
    prior = spec.channels[c]
    own = {name: values[spec.having(name).index(c)] for name, values in curves.items()
           if prior.has(name)}  # fmt: skip
    weights = _weights(prior.adstock, own, spec.carryover_weeks)
    if spec.order == Order.SATURATION_FIRST:
        return _carried(_saturated(prior.saturation, media + _TINY, own), weights, earlier)
    return _saturated(prior.saturation, _carried(media, weights, earlier) + _TINY, own)


def _lift_tests(
    tests: LiftTests,
    spec: ModelSpec,
    data: dict[str, Any],
    curves: dict[str, Any],
    fitted: tuple[Any, Any],
) -> None:
    """What calibrating tests measured, given beta (C,) and saturated media as they were (C, T)."""
    import pymc as pm
    import pytensor.tensor as pt

    def change(e: int, arm: int) -> Any:
        """Change of the outcome against media as they were, (weeks of test e,)."""
        weeks = slice(tests.first[e], tests.first[e] + tests.weeks[e])
        total = 0.0
        for k in tests.channels(e):
            c = tests.pairs[k][1]
            path = _media(c, spec, curves, data["test_media"][k, arm], spec.carryover_weeks - 1)
            total += beta[c] * (path[: tests.weeks[e]] - saturated[c, weeks])
        return pt.expm1(data["test_spread"] * total) if spec.multiplicative else total

    beta, saturated = fitted
    modelled = [
        (data["test_weighting"][e, : tests.weeks[e]] * (change(e, 1) - change(e, 0))).sum()
        for e in range(len(tests))
    ]
    error, measured = data["test_error"], data["test_effect"]
    pm.Normal("tests", pt.stack(modelled), error, observed=measured)


def _weights(family: str, own: dict[str, Any], l_max: int) -> Any:
    """Normalised weights, (L,); see `mmm_xl.transforms.adstock`."""
    import pytensor.tensor as pt

    lags = np.arange(l_max)
    if family == Carryover.NONE:
        return pt.constant(np.eye(1, l_max)[0])
    if family == Carryover.AUTO:
        k = own["shape"]
        log_x = np.log(lags + 0.5) - pt.log(own["half_life"]) + np.log(np.log(2)) / k
        logs = (k - 1) * log_x - pt.exp(k * log_x)
    elif family == Carryover.DELAYED:
        logs = -np.log(2) * ((lags - own["peak"]) / own["half_life"]) ** 2
    else:
        logs = -np.log(2) / own["half_life"] * lags
    weights = pt.exp(logs - logs.max())
    return weights / weights.sum()


def _carried(media: Any, weights: Any, earlier: Any) -> Any:
    """Media (H + T,) spread over the weeks after, by weights (L,); the weeks after the first H."""
    import pytensor.tensor as pt

    lags = weights.type.shape[0]
    before = pt.concatenate([pt.zeros(lags - 1), media])
    back = np.arange(lags - 1, -1, -1)[:, None]
    return weights @ before[back + pt.arange(earlier, media.shape[0])[None, :]]


def _saturated(family: str, media: Any, own: dict[str, Any]) -> Any:
    """Share of the greatest effect; see `mmm_xl.transforms.saturation`."""
    import pytensor.tensor as pt

    if family == Saturation.NONE:
        return media
    if family == Saturation.LOGISTIC:
        return pt.tanh(0.5 * np.log(3) * media / own["half_saturation"])
    log_ratio = pt.log(media) - pt.log(own["half_saturation"])
    return pt.sigmoid(own.get("slope", 1.0) * log_ratio)


def _normal(mean: Any, sigma: Any, variance: Any, data: dict[str, Any], spec: ModelSpec) -> None:
    """Normal noise, with memory or not: coefficients integrated out."""
    import pymc as pm
    import pytensor.tensor as pt

    rho = pt.constant(0.0)
    if spec.noise == Noise.AUTOCORRELATED:
        rho = pt.tanh(pm.Normal("autocorrelation_raw", *priors.AUTOCORRELATION))
    pm.CustomDist(
        "y",
        mean,
        sigma,
        rho,
        data["baseline"],
        variance,
        logp=_baseline_integrated_out,
        signature="(t),(),(),(p,t),(p)->(t)",
        observed=data["outcome"],
    )


def _heavy_tailed(mean: Any, sigma: Any, variance: Any, data: dict[str, Any]) -> None:
    """Student-t noise: coefficients sampled as coordinates.

    Notes
    -----
    b = B^-1 Z r + sigma L'^-1 z, with r the outcome less media, B = Z Z' + sigma^2 V^-1 = L L'. z
    has no prior of its own: b has, times the determinant of the change from z to b.
    """
    import pymc as pm
    import pytensor.tensor as pt

    tail = pm.LogNormal("tail", priors.TAIL_EXCESS.mu, priors.TAIL_EXCESS.sigma)
    z = pm.Flat("coordinate", shape=variance.shape[0])
    columns = data["baseline"]
    lower = pt.linalg.cholesky(columns @ columns.T + sigma**2 * pt.diag(1.0 / variance))
    half = pt.linalg.solve_triangular(lower, columns @ (data["outcome"] - mean), lower=True)
    b = pt.linalg.solve_triangular(lower.T, half + sigma * z, lower=False)
    change = z.shape[0] * pt.log(sigma) - pt.log(pt.diag(lower)).sum()
    prior = pm.logp(pm.Normal.dist(0.0, pt.sqrt(variance)), b).sum()
    pm.Potential("coefficients", prior + change)
    pm.StudentT("y", 2.0 + tail, mu=mean + b @ columns, sigma=sigma, observed=data["outcome"])


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
