"""NUTS over the compiled density, through nutpie."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from typing import Any

import numpy as np
import xarray as xr

from mmm_xl.errors import SamplingFailed
from mmm_xl.inference.conditional import draw_coefficients
from mmm_xl.inference.kernel import density_callback, expand_callback
from mmm_xl.inference.layout import Packed, pack
from mmm_xl.inference.nutpie_door import arrays, nutpie
from mmm_xl.inference.progress import ChainState, Watcher
from mmm_xl.inference.sampler_settings import SamplerSettings
from mmm_xl.model import priors
from mmm_xl.model.design import Design
from mmm_xl.model.spec import ModelSpec
from mmm_xl.transforms.adstock import (
    adstock,
    decay_from_half_life,
    geometric_weights,
    weibull_weights,
)
from mmm_xl.transforms.saturation import hill

CURVE_PARAMETERS = ("effect", "half_life", "half_saturation", "slope", "shape")
"""Parameters with one value a channel; ``shape`` only for Weibull adstock."""

STATISTICS = ("diverging", "n_steps", "energy")
"""Statistics of the sampler that are kept with the draws."""

_BLOCK = 500
"""Draws whose weekly media effects are held in memory at once."""


def sample(
    design: Design, spec: ModelSpec, settings: SamplerSettings, watcher: Watcher | None = None
) -> xr.Dataset:
    """Posterior of every parameter.

    Returns
    -------
    Dataset, dims (chain, draw, channel, term)
        ``effect``, ``half_life`` (weeks), ``half_saturation`` (multiple of a usual week on air),
        ``slope``, ``sigma`` and ``coefficient`` (standard deviations of the outcome), and where
        the specification has them ``shape``, ``autocorrelation``, ``drift`` (standard deviations
        of the outcome), ``centre`` and ``spread`` (of log ROI); and the sampler's ``diverging``,
        ``n_steps`` and ``energy``.

    Raises
    ------
    SamplingFailed
        No chain could start, or the sampler stopped early.
    """
    packed = pack(design, spec)
    found = _run(compiled_model(packed, spec), packed, settings, watcher)
    posterior = {
        name: found[name] if name in CURVE_PARAMETERS else found[name][..., 0]
        for name, _ in packed.blocks
    }
    posterior["coefficient"] = _coefficients(design, spec, posterior, settings.seed)
    posterior |= {name: found[name] for name in STATISTICS}
    return _labelled(design, spec, posterior)


def compiled_model(packed: Packed, spec: ModelSpec) -> Any:
    """The packed density as a model that nutpie samples.

    Notes
    -----
    nutpie's own compiler wraps two C functions in the same class; ours are cached on disk, so a
    new process starts sampling at once. `tests/inference/test_contract.py` notices when that class
    changes.
    """
    nutpie()  # through the door, before its parts
    from nutpie.compile_pymc import CompiledPyMCModel

    names = [name for name, _ in packed.blocks]
    shapes = [(size,) for _, size in packed.blocks]
    edges = np.cumsum([0, *(size for _, size in packed.blocks)])
    slices = [slice(int(a), int(b)) for a, b in pairwise(edges)]
    kept = (*packed.arrays, packed.gram)
    return CompiledPyMCModel(
        dims={},
        _n_dim=packed.size,
        _coords={},
        _shapes=dict(zip(names, shapes, strict=True)),
        compiled_logp_func=density_callback,
        compiled_expand_func=expand_callback,
        initial_point_func=_initial_point(packed, spec),
        shared_data={str(i): array for i, array in enumerate(kept)},
        shared_var_keys={},
        user_data=packed.header,
        n_expanded=packed.size,
        shape_info=(names, slices, shapes),
        logp_func=None,
        expand_func=None,
    )


def _initial_point(packed: Packed, spec: ModelSpec) -> Callable[[int], np.ndarray]:
    """Starting points: prior medians, scattered by half a unit on the point's scale."""
    common = {
        "sigma": -1.0,
        "autocorrelation": priors.AUTOCORRELATION[0],
        "drift": priors.DRIFT.mu,
        "centre": priors.POOLED_CENTRE[0],
        "spread": priors.POOLED_SPREAD.mu,
    }
    medians: list[float] = []
    for name, _ in packed.blocks:
        one_each = [getattr(prior, name).mu for prior in spec.channels] if _curve(name) else []
        medians += one_each or [common[name]]
    centre = np.array(medians)

    def start(seed: int) -> np.ndarray:
        return centre + np.random.default_rng(seed).uniform(-0.5, 0.5, len(centre))

    return start


def _curve(name: str) -> bool:
    return name in CURVE_PARAMETERS


def _run(
    model: Any, packed: Packed, settings: SamplerSettings, watcher: Watcher | None
) -> dict[str, np.ndarray]:
    """Arrays of the kept draws, (chain, draw, ...)."""
    sampler = nutpie().sample(
        model,
        chains=settings.chains,
        tune=settings.tune,
        draws=settings.draws,
        seed=settings.seed,
        target_accept=settings.target_accept,
        progress_bar=False,
        progress_callback=_relay(watcher) if watcher else None,
        save_warmup=False,
        return_raw_trace=True,
        blocking=False,
    )
    names = (*(name for name, _ in packed.blocks), *STATISTICS)
    try:
        found = arrays(sampler.wait(), names, settings.draws)
    except KeyboardInterrupt:
        sampler.cancel()
        raise
    except RuntimeError as problem:
        raise SamplingFailed(f"The sampler could not start: {problem}") from problem
    except ValueError as problem:
        raise SamplingFailed(
            f"The sampler stopped early, after {problem}; run it again."
        ) from problem
    if not np.isfinite(found["effect"]).all():
        raise SamplingFailed("The sampler left the range of numbers; check the ranges you stated.")
    return found


def _relay(watcher: Watcher) -> Callable[[Any], None]:
    def relay(chains: Any) -> None:
        watcher(
            [ChainState(c.finished_draws, c.total_draws, c.divergences, c.tuning) for c in chains]
        )

    return relay


def curve_draws(posterior: Any) -> dict[str, np.ndarray]:
    """Channel parameters with the draws of all chains in a row, shape (N, C) each."""
    return {
        name: np.asarray(posterior[name]).reshape(-1, np.asarray(posterior[name]).shape[-1])
        for name in CURVE_PARAMETERS
        if name in posterior
    }


def carried_media(design: Design, spec: ModelSpec, curves: dict[str, np.ndarray]) -> np.ndarray:
    """Carried-over media for each draw, shape (N, C, T), multiples of a usual week on air.

    Parameters
    ----------
    curves : dict
        From `curve_draws`.
    """
    if spec.adstock == "weibull":
        weights = weibull_weights(curves["half_life"], curves["shape"], spec.carryover_weeks)
    else:
        alpha = decay_from_half_life(curves["half_life"])
        weights = geometric_weights(alpha, spec.carryover_weeks)
    return adstock(design.media, weights)


def saturated_media(design: Design, spec: ModelSpec, curves: dict[str, np.ndarray]) -> np.ndarray:
    """Saturated, carried-over media for each draw, shape (N, C, T), share of the greatest effect.

    Parameters
    ----------
    curves : dict
        From `curve_draws`.
    """
    carried = carried_media(design, spec, curves)
    return hill(carried, curves["half_saturation"][..., None], curves["slope"][..., None])


def _coefficients(
    design: Design, spec: ModelSpec, posterior: dict[str, np.ndarray], seed: int
) -> np.ndarray:
    """Baseline coefficients of every draw, (chain, draw, term)."""
    chains, draws = posterior["sigma"].shape
    flat = curve_draws(posterior)
    nothing, one = np.zeros((chains, draws)), np.ones((chains, draws))
    scales = np.stack(
        [
            posterior["sigma"],
            posterior.get("autocorrelation", nothing),
            posterior.get("drift", one),
        ],
        axis=-1,
    ).reshape(-1, 3)
    rng = np.random.default_rng([seed, 1])
    blocks = []
    for start in range(0, len(scales), _BLOCK):
        part = {name: values[start : start + _BLOCK] for name, values in flat.items()}
        saturated = saturated_media(design, spec, part)
        beta = part["effect"] * design.effect_scale / saturated.sum(axis=-1)
        residual = design.outcome - np.einsum("nc,nct->nt", beta, saturated)
        blocks.append(draw_coefficients(design, residual, scales[start : start + _BLOCK], rng))
    return np.concatenate(blocks).reshape(chains, draws, -1)


def _labelled(design: Design, spec: ModelSpec, posterior: dict[str, np.ndarray]) -> xr.Dataset:
    last = dict.fromkeys(CURVE_PARAMETERS, "channel") | {"coefficient": "term"}
    variables = {
        name: (("chain", "draw", *([last[name]] if name in last else [])), values)
        for name, values in posterior.items()
    }
    chains, draws = posterior["sigma"].shape
    return xr.Dataset(
        variables,
        coords={
            "chain": np.arange(chains),
            "draw": np.arange(draws),
            "channel": [prior.channel for prior in spec.channels],
            "term": [term.name for term in design.terms],
        },
    )
