"""NUTS over the compiled density, through nutpie."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np

from mmm_xl.inference.conditional import draw_coefficients
from mmm_xl.inference.draw_arrays import curve_draws, dimension, media_factor
from mmm_xl.inference.kernel import density_callback, expand_callback
from mmm_xl.inference.layout import CURVE_PARAMETERS, Packed, blocks_of, covers, pack
from mmm_xl.inference.media_draws import saturated_media
from mmm_xl.inference.nutpie_door import nutpie
from mmm_xl.inference.nuts import STATISTICS, kept_draws
from mmm_xl.inference.progress import Watcher
from mmm_xl.inference.sampler_settings import SamplerSettings
from mmm_xl.model.design import Design
from mmm_xl.model.spec import ModelSpec

if TYPE_CHECKING:
    import xarray as xr

__all__ = ["compiled_model", "curve_draws", "dimension", "media_factor", "sample"]

KERNEL, PYMC = "compiled density", "PyMC model"
"""Routes to a posterior."""

_VECTORS = ("centre", "spread", "signed", "coordinate")
"""Other parameters with more than one value."""

_BLOCK = 500
"""Draws whose weekly media effects are held in memory at once."""


def sample(
    design: Design, spec: ModelSpec, settings: SamplerSettings, watcher: Watcher | None = None
) -> xr.Dataset:
    """Posterior of every parameter.

    Returns
    -------
    Dataset, dims (chain, draw, channel, term, pool)
        ``effect``, ``half_life`` (weeks), ``shape``, ``peak`` (weeks), ``half_saturation``
        (multiple of a usual week on air) and ``slope``, where any channel has them, NaN for a
        channel without; ``sigma`` and ``coefficient`` (standard deviations of the outcome), and
        where the specification has them ``autocorrelation``, ``drift`` (standard deviations of the
        outcome), ``tail`` (degrees of freedom less 2), ``centre`` and ``spread`` (of log ROI); and
        the sampler's ``diverging``, ``n_steps`` and ``energy``. Attribute ``route`` says what was
        sampled: the compiled density, or the PyMC model.

    Raises
    ------
    SamplingFailed
        No chain could start, or the sampler stopped early.
    """
    found, route = _draws(design, spec, settings, watcher)
    names = [name for name, _ in blocks_of(spec, int(design.free.sum()))]
    posterior = {name: _by_channel(name, found[name], spec) for name in names}
    posterior["coefficient"] = _coefficients(design, spec, posterior, settings.seed)
    kept = {k: v for k, v in posterior.items() if k not in ("coordinate", "signed")}
    labelled = _labelled(design, spec, kept | {name: found[name] for name in STATISTICS})
    return labelled.assign_attrs(route=route)


def _draws(
    design: Design, spec: ModelSpec, settings: SamplerSettings, watcher: Watcher | None
) -> tuple[dict[str, np.ndarray], str]:
    """Draws of every sampled parameter and the route they came by.

    Notes
    -----
    The PyMC model itself is sampled where the compiled density lacks the specification, or where
    nutpie's class has changed and refuses it.
    """
    if covers(spec):
        packed = pack(design, spec)
        try:
            model = compiled_model(packed)
        except (ImportError, TypeError):
            pass
        else:
            names = (*(name for name, _ in packed.blocks), *STATISTICS)
            return kept_draws(model, names, settings, watcher), KERNEL
    from mmm_xl.inference.pymc_route import sample_with_pymc

    return sample_with_pymc(design, spec, settings, watcher), PYMC


def _by_channel(name: str, values: np.ndarray, spec: ModelSpec) -> np.ndarray:
    """Draws with a place for every channel, or without a last axis where it is of length one."""
    if name in CURVE_PARAMETERS:
        every = np.full((*values.shape[:2], len(spec.channels)), np.nan)
        every[..., spec.having(name)] = values
        return every
    return values if name in _VECTORS else values[..., 0]


def compiled_model(packed: Packed) -> Any:
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
        initial_point_func=_initial_point(packed),
        shared_data={str(i): array for i, array in enumerate(kept)},
        shared_var_keys={},
        user_data=packed.header,
        n_expanded=packed.size,
        shape_info=(names, slices, shapes),
        logp_func=None,
        expand_func=None,
    )


def _initial_point(packed: Packed) -> Callable[[int], np.ndarray]:
    """Starting points: prior medians, scattered by half a unit on the point's scale."""

    def start(seed: int) -> np.ndarray:
        return packed.start + np.random.default_rng(seed).uniform(-0.5, 0.5, packed.size)

    return start


def _coefficients(
    design: Design, spec: ModelSpec, posterior: dict[str, np.ndarray], seed: int
) -> np.ndarray:
    """Baseline coefficients of every draw, (chain, draw, term)."""
    chains, draws = posterior["sigma"].shape
    rows = chains * draws
    flat = {name: values.reshape(rows, -1) for name, values in posterior.items()}
    rho = flat.get("autocorrelation", np.zeros((rows, 1)))
    scales = np.hstack([flat["sigma"], rho, flat.get("drift", np.ones((rows, 1)))])
    free = design.free
    normals = flat.get("coordinate")
    if normals is None:
        rng = np.random.default_rng([seed, 1])
        normals = rng.standard_normal((rows, int(free.sum())))
    coefficients = np.zeros((rows, len(design.terms)))
    if "signed" in flat:
        coefficients[:, ~free] = flat["signed"] * design.signs[~free]
    curves = {name: values for name, values in flat.items() if name in CURVE_PARAMETERS}
    for start in range(0, rows, _BLOCK):
        rows_now = slice(start, start + _BLOCK)
        part = {name: values[rows_now] for name, values in curves.items()}
        saturated = saturated_media(design, spec, part)
        beta = media_factor(design, part["effect"], saturated)
        residual = design.outcome - np.einsum("nc,nct->nt", beta, saturated)
        residual -= coefficients[rows_now] @ design.baseline.T
        coefficients[rows_now, free] = draw_coefficients(
            design, residual, scales[rows_now], normals[rows_now]
        )
    return coefficients.reshape(chains, draws, -1)


def _labelled(design: Design, spec: ModelSpec, posterior: dict[str, np.ndarray]) -> xr.Dataset:
    import xarray as xr  # slow to import: while the chains run, someone else does

    variables = {
        name: (("chain", "draw", *dimension(name)), values) for name, values in posterior.items()
    }
    chains, draws = posterior["sigma"].shape
    pools = {"pool": list(spec.pools)} if spec.pools else {}
    return xr.Dataset(
        variables,
        coords={
            "chain": np.arange(chains),
            "draw": np.arange(draws),
            "channel": [prior.channel for prior in spec.channels],
            "term": [term.name for term in design.terms],
            **pools,
        },
    )
