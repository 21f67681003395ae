"""Log density and gradient of the model in one compiled function.

The same density as `mmm_xl.model.build` (`tests/inference/test_agreement.py` compares them):
Weibull or geometric adstock, Hill saturation, independent or AR(1) Normal noise, returns pooled or
not, baseline integrated out.

A point holds, one value a channel each, the logarithms of effect, half-life, half-saturation and
slope, then log sigma, then what the specification adds: log shape of each channel, atanh of the
noise's autocorrelation, log drift, and the centre and log spread of pooled log ROI. Arrays are
(channel, week) and contiguous, and each pass over the weeks is straight-line code.
"""

from __future__ import annotations

import math
from typing import Any

import numba
import numpy as np
import numpy.typing as npt
from llvmlite import ir
from numba import types
from numba.extending import intrinsic

from mmm_xl.inference import layout as at
from mmm_xl.inference.media_kernel import (
    SUMS,
    adstock_weights,
    channel_gradient,
    saturate_channel,
    total_of,
)
from mmm_xl.inference.noise_kernel import correlated, independent

Floats = npt.NDArray[np.float64]
Whole = npt.NDArray[np.int64]

_FURTHEST = 60.0  # |log parameter| beyond which a point is refused: nothing lives there
REFUSED, BAD_GRADIENT = 4, 3  # nutpie treats positive codes as a recoverable failure: a divergence


@numba.njit(cache=True, fastmath=SUMS, error_model="numpy", forceinline=True)
def _normal(point: Floats, gradient: Floats, i: int, mean: float, sd: float) -> float:
    """Log density of one Normal parameter, up to a constant; adds its slope."""
    distance = (point[i] - mean) / sd
    gradient[i] -= distance / sd
    return -0.5 * distance * distance


@numba.njit(cache=True, fastmath=SUMS, error_model="numpy", forceinline=True)
def _add_channel_priors(
    point: Floats, gradient: Floats, sizes: Whole, priors: Floats, pooled: Floats
) -> float:
    """Log prior density of all channel parameters; adds its gradient."""
    channels = sizes[at.CHANNELS]
    log_density = 0.0
    for family in range(5):
        start = family * channels if family < 4 else sizes[at.SHAPE]
        if start < 0:
            continue
        for c in range(channels):
            if family == 0 and pooled[c] > 0:
                continue
            mean, sd = priors[2 * family, c], priors[2 * family + 1, c]
            log_density += _normal(point, gradient, start + c, mean, sd)
    centre = sizes[at.CENTRE]
    if centre < 0:
        return log_density
    sd = math.exp(point[centre + 1])
    for c in range(channels):
        if pooled[c] > 0:
            distance = (point[c] - point[centre]) / sd
            log_density -= 0.5 * distance * distance + point[centre + 1]
            gradient[c] -= distance / sd
            gradient[centre] += distance / sd
            gradient[centre + 1] += distance * distance - 1.0
    return log_density


@numba.njit(cache=True, fastmath=SUMS, error_model="numpy", forceinline=True)
def _add_common_priors(point: Floats, gradient: Floats, sizes: Whole, scales: Floats) -> float:
    """Log prior density of noise, drift and pooling; adds its gradient."""
    sigma = 4 * sizes[at.CHANNELS]
    scaled = math.exp(point[sigma]) / scales[at.NOISE_SD]
    gradient[sigma] += 1.0 - scaled * scaled
    log_density = point[sigma] - 0.5 * scaled * scaled
    for k in range(4):
        i = sizes[at.COMMON[k][0]] + at.COMMON[k][1]
        if sizes[at.COMMON[k][0]] >= 0:
            mean, sd = scales[at.COMMON_SCALES + 2 * k], scales[at.COMMON_SCALES + 2 * k + 1]
            log_density += _normal(point, gradient, i, mean, sd)
    return log_density


@numba.njit(cache=True, error_model="numpy", forceinline=True)
def _add_correlated(
    point: Floats, gradient: Floats, sizes: Whole, series: tuple[Floats, Floats], fixed: Any
) -> float:
    """Log likelihood for AR(1) noise or a drifting level; adds its gradient along both.

    ``series`` is the residual and, written, the slope of each week; ``fixed`` the baseline, its
    Gram matrices and its prior.
    """
    baseline, gram, prior = fixed
    sigma, rho_at, drift_at = 4 * sizes[at.CHANNELS], sizes[at.RHO], sizes[at.DRIFT]
    rho = math.tanh(point[rho_at]) if rho_at >= 0 else 0.0
    drift = math.exp(point[drift_at]) if drift_at >= 0 else 1.0
    scales = (point[sigma], rho, drift)
    value, by_sigma, by_rho, by_drift = correlated(
        series[0], scales, baseline, gram, prior, series[1]
    )
    gradient[sigma] += by_sigma
    if rho_at >= 0:
        gradient[rho_at] += by_rho * (1.0 - rho * rho)
    if drift_at >= 0:
        gradient[drift_at] += by_drift
    return value


@numba.njit(cache=True, error_model="numpy", forceinline=True)
def density(
    point: Floats, gradient: Floats, sizes: Whole, arrays: tuple[Floats, ...], gram: Floats
) -> float:
    """Log density at a point, up to a constant; ``gradient`` is overwritten.

    Parameters
    ----------
    point, gradient : (n,)
    sizes : int64, see `mmm_xl.inference.layout`
    arrays : outcome (1, T), media (C, T), effect scale (1, C), baseline (P, T) or directions
        (K, T), prior variances (1, P) or strengths (1, K), drifting (1, P), priors (10, C),
        pooled (1, C), scales (1, 9)
    gram : (3, P, P), empty where noise is independent
    """
    outcome, media, effect_scale, baseline, variance, drifting, priors, pooled, scales = arrays
    channels, weeks = media.shape
    gradient[:] = 0.0
    log_density = _add_channel_priors(point, gradient, sizes, priors, pooled[0])
    log_density += _add_common_priors(point, gradient, sizes, scales[0])
    work = np.empty((channels, 4, weeks))
    beta = np.empty(channels)
    weights = np.empty(sizes[at.LAGS])
    slopes = np.empty((2, sizes[at.LAGS]))
    residual = outcome[0].copy()
    shape_at = sizes[at.SHAPE]
    for c in range(channels):
        form = math.exp(point[shape_at + c]) if shape_at >= 0 else 1.0
        life = math.exp(point[channels + c])
        adstock_weights(sizes[at.ADSTOCK], life, form, weights, slopes)
        curve = (point[2 * channels + c], math.exp(point[3 * channels + c]))
        saturate_channel(media[c], weights, slopes, curve, work[c])
        beta[c] = math.exp(point[c]) * effect_scale[0, c] / total_of(work[c, 0])
        b = beta[c]
        saturated = work[c, 0]
        for t in range(weeks):
            residual[t] -= b * saturated[t]
    slope = np.empty(weeks)
    if sizes[at.CORRELATED] == 0:
        sigma = 4 * channels
        value, by_sigma = independent(residual, point[sigma], baseline, variance[0], slope)
        gradient[sigma] += by_sigma
    else:
        prior = (variance[0], drifting[0])
        value = _add_correlated(point, gradient, sizes, (residual, slope), (baseline, gram, prior))
    for c in range(channels):
        steps = channel_gradient(slope, work[c], beta[c], math.exp(point[3 * channels + c]))
        for family in range(4):
            gradient[family * channels + c] += steps[family]
        if shape_at >= 0:
            gradient[shape_at + c] += steps[4]
    return log_density + value


@intrinsic
def _pointer(typing_context: Any, address: Any) -> Any:
    """Pointer to a memory address."""

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        return builder.inttoptr(arguments[0], ir.IntType(8).as_pointer())

    return types.voidptr(types.int64), generate


@numba.njit(forceinline=True)
def _array(header: Whole, k: int) -> Any:
    """Array k of the packed ones, from its address and shape."""
    i = at.FIRST_ARRAY + 3 * k
    return numba.carray(_pointer(header[i]), (header[i + 1], header[i + 2]), np.float64)


_DENSITY = types.int64(
    types.uint64,
    types.CPointer(types.float64),
    types.CPointer(types.float64),
    types.CPointer(types.float64),
    types.voidptr,
)
_EXPAND = types.int64(
    types.uint64,
    types.uint64,
    types.CPointer(types.float64),
    types.CPointer(types.float64),
    types.voidptr,
)


@numba.cfunc(_DENSITY, cache=True)
def density_callback(dim: int, point_: Any, gradient_: Any, out_: Any, packed_: Any) -> int:
    """`density` with the C signature that nutpie calls; 0 on success."""
    h = numba.carray(packed_, (at.HEADER_SIZE,), np.int64)
    n = np.int64(dim)
    point = numba.carray(point_, (n,))
    gradient = numba.carray(gradient_, (n,))
    for i in range(n):
        if not abs(point[i]) < _FURTHEST:  # also refuses NaN
            return REFUSED
    arrays = (
        _array(h, 0), _array(h, 1), _array(h, 2), _array(h, 3), _array(h, 4),
        _array(h, 5), _array(h, 6), _array(h, 7), _array(h, 8),
    )  # fmt: skip
    i = at.FIRST_ARRAY + 3 * at.ARRAYS
    columns = h[i + 1]
    gram = numba.carray(_pointer(h[i]), (3, columns, columns), np.float64)
    value = density(point, gradient, h, arrays, gram)
    numba.carray(out_, (1,))[0] = value
    if not np.isfinite(value):
        return REFUSED
    for j in range(n):
        if not np.isfinite(gradient[j]):
            return BAD_GRADIENT
    return 0


@numba.cfunc(_EXPAND, cache=True)
def expand_callback(dim: int, n_out: int, point_: Any, out_: Any, packed_: Any) -> int:
    """Parameters in their own units from a point, with the C signature that nutpie calls."""
    h = numba.carray(packed_, (at.HEADER_SIZE,), np.int64)
    point = numba.carray(point_, (np.int64(dim),))
    out = numba.carray(out_, (np.int64(n_out),))
    for i in range(np.int64(dim)):
        if i == h[at.RHO]:
            out[i] = math.tanh(point[i])
        elif i == h[at.CENTRE]:
            out[i] = point[i]
        else:
            out[i] = math.exp(point[i])
    return 0
