"""NUTS over the compiled density, through nutpie."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from typing import Any

import numpy as np
import xarray as xr

from mmm_xl.errors import SamplingFailed
from mmm_xl.inference.conditional import draw_coefficients
from mmm_xl.inference.kernel import Packed, density_callback, expand_callback, pack
from mmm_xl.inference.nutpie_door import arrays, nutpie
from mmm_xl.inference.progress import ChainState, Watcher
from mmm_xl.inference.sampler_settings import SamplerSettings
from mmm_xl.model.build import design_data
from mmm_xl.model.design import Design
from mmm_xl.model.spec import ModelSpec
from mmm_xl.transforms.adstock import adstock, decay_from_half_life, geometric_weights
from mmm_xl.transforms.saturation import hill

PARAMETERS = ("effect", "half_life", "half_saturation", "slope")
"""Sampled parameters with one value a channel, in the order of the compiled density."""

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
        ``slope``, ``sigma`` and ``coefficient`` (standard deviations of the outcome), and the
        sampler's ``diverging``, ``n_steps`` and ``energy``.

    Raises
    ------
    SamplingFailed
        No chain could start, or the sampler stopped early.
    """
    packed = pack(design_data(design, spec), spec.carryover_weeks, spec.noise_sd)
    found = _run(compiled_model(packed, spec), settings, watcher)
    posterior = {name: found[name] for name in (*PARAMETERS, "sigma")}
    posterior["sigma"] = posterior["sigma"][..., 0]
    posterior["coefficient"] = _coefficients(design, spec, posterior, settings.seed)
    return _labelled(design, spec, posterior, found)


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

    channels = packed.channels
    names = [*PARAMETERS, "sigma"]
    sizes = [channels] * len(PARAMETERS) + [1]
    shapes = [(size,) for size in sizes]
    edges = np.cumsum([0, *sizes])
    slices = [slice(int(a), int(b)) for a, b in pairwise(edges)]
    return CompiledPyMCModel(
        dims={},
        _n_dim=packed.size,
        _coords={},
        _shapes=dict(zip(names, shapes, strict=True)),
        compiled_logp_func=density_callback,
        compiled_expand_func=expand_callback,
        initial_point_func=_initial_point(spec),
        shared_data={str(i): array for i, array in enumerate(packed.arrays)},
        shared_var_keys={},
        user_data=packed.header,
        n_expanded=packed.size,
        shape_info=(names, slices, shapes),
        logp_func=None,
        expand_func=None,
    )


def _initial_point(spec: ModelSpec) -> Callable[[int], np.ndarray]:
    """Starting points: prior medians, scattered by half a unit of the logarithm."""
    medians = [getattr(prior, name).mu for name in PARAMETERS for prior in spec.channels]
    centre = np.array([*medians, -1.0])

    def start(seed: int) -> np.ndarray:
        return centre + np.random.default_rng(seed).uniform(-0.5, 0.5, len(centre))

    return start


def _run(model: Any, settings: SamplerSettings, watcher: Watcher | None) -> dict[str, np.ndarray]:
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
    try:
        found = arrays(sampler.wait(), (*PARAMETERS, "sigma", *STATISTICS), settings.draws)
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


def saturated_media(
    design: Design, spec: ModelSpec, posterior: dict[str, np.ndarray]
) -> np.ndarray:
    """Saturated, carried-over media for each draw.

    Parameters
    ----------
    posterior : dict
        ``half_life``, ``half_saturation`` and ``slope``, shape (N, C).

    Returns
    -------
    ndarray, shape (N, C, T), share of the greatest effect
    """
    alpha = decay_from_half_life(posterior["half_life"])
    carried = adstock(design.media, geometric_weights(alpha, spec.carryover_weeks))
    return hill(carried, posterior["half_saturation"][..., None], posterior["slope"][..., None])


def _coefficients(
    design: Design, spec: ModelSpec, posterior: dict[str, np.ndarray], seed: int
) -> np.ndarray:
    """Baseline coefficients of every draw, (chain, draw, term)."""
    chains, draws = posterior["sigma"].shape
    flat = {name: posterior[name].reshape(chains * draws, -1) for name in PARAMETERS}
    sigma = posterior["sigma"].reshape(-1)
    rng = np.random.default_rng([seed, 1])
    blocks = []
    for start in range(0, len(sigma), _BLOCK):
        part = {name: values[start : start + _BLOCK] for name, values in flat.items()}
        saturated = saturated_media(design, spec, part)
        beta = part["effect"] * design.effect_scale / saturated.sum(axis=-1)
        residual = design.outcome - np.einsum("nc,nct->nt", beta, saturated)
        blocks.append(draw_coefficients(design, residual, sigma[start : start + _BLOCK], rng))
    return np.concatenate(blocks).reshape(chains, draws, -1)


def _labelled(
    design: Design, spec: ModelSpec, posterior: dict[str, np.ndarray], found: dict[str, Any]
) -> xr.Dataset:
    draw = ("chain", "draw")
    variables: dict[str, Any] = {name: ((*draw, "channel"), posterior[name]) for name in PARAMETERS}
    variables["sigma"] = (draw, posterior["sigma"])
    variables["coefficient"] = ((*draw, "term"), posterior["coefficient"])
    for name in STATISTICS:
        variables[name] = (draw, found[name])
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
