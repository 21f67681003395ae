"""Stopwatches: gradient of the compiled density, a fit, effective draws."""

from __future__ import annotations

import ctypes
import time
from dataclasses import dataclass
from statistics import median
from typing import Any

import numba
import numpy as np

from mmm_xl.data.dataset import Dataset
from mmm_xl.inference.kernel import density_callback
from mmm_xl.inference.layout import pack
from mmm_xl.inference.sampler import sample
from mmm_xl.inference.sampler_settings import SamplerSettings
from mmm_xl.model.design import Design, build_design
from mmm_xl.model.spec import ModelSpec

_SIGNATURE = ctypes.CFUNCTYPE(
    ctypes.c_int64,
    ctypes.c_uint64,
    ctypes.c_void_p,
    ctypes.c_void_p,
    ctypes.c_void_p,
    ctypes.c_void_p,
)

_SECONDS = 0.03
"""Length of one timed batch of gradients."""

_BATCHES = 9


def gradient_seconds(design: Design, spec: ModelSpec) -> float:
    """Seconds of one log-density with gradient: the best batch, so that other work counts least.

    Called from compiled code, as the sampler does; from Python, the call alone takes 1.5 us.
    """
    packed = pack(design, spec)
    density = _SIGNATURE(density_callback.address)
    point = np.random.default_rng(0).normal(size=packed.size) * 0.3
    gradient, value = np.empty(packed.size), np.empty(1)
    arguments = (
        packed.size,
        point.ctypes.data,
        gradient.ctypes.data,
        value.ctypes.data,
        packed.header.ctypes.data,
    )
    status = _repeated(density, 1, arguments)
    if status != 0 or not np.isfinite(gradient).all():
        raise ValueError("the density cannot be evaluated at the benchmark's point")
    calls, spent = 1, 0.0
    while spent < _SECONDS:
        calls *= 2
        spent = _timed(density, arguments, calls)
    return min(_timed(density, arguments, calls) for _ in range(_BATCHES)) / calls


@numba.njit
def _repeated(density: Any, calls: int, arguments: tuple[int, ...]) -> int:
    size, point, gradient, value, packed = arguments
    status = 0
    for _ in range(calls):
        status += density(size, point, gradient, value, packed)
    return status


def _timed(density: Any, arguments: tuple[int, ...], calls: int) -> float:
    start = time.perf_counter()
    _repeated(density, calls, arguments)
    return time.perf_counter() - start


@dataclass(frozen=True)
class Fit:
    """One timed fit.

    Parameters
    ----------
    seconds : float
        From design to labelled posterior; not the building of the design.
    min_ess : float, draws
        Smallest bulk effective sample size over the ROI of all paid channels.
    gradients : int
        Evaluations while the kept draws were made; tuning is not counted.
    """

    seconds: float
    min_ess: float
    gradients: int
    divergences: int


def timed_fit(dataset: Dataset, spec: ModelSpec, settings: SamplerSettings) -> Fit:
    design = build_design(dataset, spec)
    start = time.perf_counter()
    posterior = sample(design, spec, settings)
    seconds = time.perf_counter() - start
    paid = [channel.name for channel in dataset.channels if channel.paid]
    return Fit(
        seconds,
        min_bulk_ess(posterior["effect"].sel(channel=paid).values),
        int(posterior["n_steps"].sum()),
        int(posterior["diverging"].sum()),
    )


def median_fit(fits: list[Fit]) -> Fit:
    """Median of each figure; divergences are added up."""
    return Fit(
        median(fit.seconds for fit in fits),
        median(fit.min_ess for fit in fits),
        int(median(fit.gradients for fit in fits)),
        sum(fit.divergences for fit in fits),
    )


def min_bulk_ess(values: np.ndarray) -> float:
    """Smallest bulk effective sample size of draws with shape (chain, draw, quantity)."""
    from arviz_stats.base import array_stats

    return float(np.min(array_stats.ess(values, method="bulk", chain_axis=0, draw_axis=1)))
