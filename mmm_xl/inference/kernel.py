"""Log density and gradient of the model in one compiled function.

The same density as `mmm_xl.model.build` (`tests/inference/test_agreement.py` compares them), for
every family of carryover, saturation and noise that the Settings and Channels sheets offer. The
baseline is integrated out where, given the sampled parameters, it is Normal with the noise; where
noise is heavy-tailed, its coefficients are sampled.

A point holds logarithms of positive parameters, atanh of the noise's autocorrelation, and centres
and coordinates as they are; `mmm_xl.inference.layout` says where. Arrays are (channel, week) and
padded, and each pass over the weeks is straight-line code.
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
from mmm_xl.inference.channel_kernel import media_backward, media_forward, parameter
from mmm_xl.inference.heavy_kernel import heavy_tailed
from mmm_xl.inference.lift_kernel import lift_memory, lift_tests
from mmm_xl.inference.media_kernel import SUMS, dot
from mmm_xl.inference.noise_kernel import correlated, independent

Floats = npt.NDArray[np.float64]
Whole = npt.NDArray[np.int64]

_FURTHEST = 60.0  # |log parameter| beyond which a point is refused: nothing lives there
REFUSED, BAD_GRADIENT = 4, 3  # nutpie treats positive codes as a recoverable failure: a divergence
_HEAD = at.FIRST_PLACE


@numba.njit(cache=True, fastmath=SUMS, error_model="numpy", forceinline=True)
def _add_priors(point: Floats, gradient: Floats, mean: Floats, sd: Floats, half: Floats) -> float:
    """Log density of Normal priors, and of half-Normal ones of a logarithm; adds the gradient."""
    log_density = 0.0
    for i in range(point.shape[0]):
        if sd[i] > 0.0:
            distance = (point[i] - mean[i]) / sd[i]
            gradient[i] -= distance / sd[i]
            log_density -= 0.5 * distance * distance
        elif half[i] > 0.0:
            scaled = math.exp(point[i]) / half[i]
            gradient[i] += 1.0 - scaled * scaled
            log_density += point[i] - 0.5 * scaled * scaled
    return log_density


@numba.njit(cache=True, fastmath=SUMS, error_model="numpy", forceinline=True)
def _add_pools(point: Floats, gradient: Floats, sizes: Whole) -> float:
    """Log prior density of effects that share a learned centre and spread; adds the gradient."""
    log_density = 0.0
    channels, pools = sizes[at.CHANNELS], sizes[at.POOLS]
    for c in range(channels):
        pool = sizes[_HEAD + at.POOL * channels + c]
        if pool < 0:
            continue
        centre = sizes[at.CENTRE] + pool
        spread = centre + pools
        sd = math.exp(point[spread])
        distance = (point[c] - point[centre]) / sd
        log_density -= 0.5 * distance * distance + point[spread]
        gradient[c] -= distance / sd
        gradient[centre] += distance / sd
        gradient[spread] += distance * distance - 1.0
    return log_density


@numba.njit(cache=True, error_model="numpy", forceinline=True)
def _likelihood(
    point: Floats,
    gradient: Floats,
    sizes: Whole,
    series: tuple[Floats, Floats],
    fixed: tuple[Floats, Floats, Floats, Floats],
) -> float:
    """Log likelihood of residuals; adds its gradient along noise, drift and coordinates.

    Parameters
    ----------
    series : residual (T,), and the slope along each week's media effect, written
    fixed : baseline (P, T), Gram matrices, prior variances (P,) and flags of drifting ones (P,)
    """
    baseline, gram, variance, drifting = fixed
    residual, slope = series
    weeks, sigma = sizes[at.WEEKS], sizes[at.SIGMA]
    if sizes[at.NOISE] == at.INDEPENDENT:
        value, by_sigma = independent(residual, point[sigma], weeks, baseline, variance, slope)
        gradient[sigma] += by_sigma
        return value
    drift = math.exp(parameter(point, sizes[at.DRIFT]))
    every = (residual, slope, weeks)
    if sizes[at.NOISE] == at.CORRELATED:
        rho = math.tanh(parameter(point, sizes[at.RHO]))
        scales = (point[sigma], rho, drift)
        value, by_sigma, by_other, by_drift = correlated(
            every, scales, baseline, gram, (variance, drifting)
        )
        if sizes[at.RHO] >= 0:
            gradient[sizes[at.RHO]] += by_other * (1.0 - rho * rho)
    else:
        first = sizes[at.COORDINATES]
        scales = (point[sigma], point[sizes[at.TAIL]], drift)
        coordinates = (point[first:], gradient[first:])
        value, by_sigma, by_other, by_drift = heavy_tailed(
            every, scales, coordinates, baseline, gram, (variance, drifting)
        )
        gradient[sizes[at.TAIL]] += by_other
    gradient[sigma] += by_sigma
    if sizes[at.DRIFT] >= 0:
        gradient[sizes[at.DRIFT]] += by_drift
    return value


@numba.njit(cache=True, fastmath=SUMS, error_model="numpy", forceinline=True)
def _subtract(residual: Floats, factor: float, series: Floats, weeks: int) -> None:
    """Take a multiple of a series out of the weeks that there are, in place."""
    for t in range(weeks):
        residual[t] -= factor * series[t]


@numba.njit(cache=True, error_model="numpy", forceinline=True)
def _parts(scratch: Floats, channels: int, rows: int, padded: int, lags: int) -> Any:
    """Named parts of the memory that `density_in` works in."""
    weeks, end = padded - lags, channels * rows * padded
    work = scratch[:end].reshape((channels, rows, padded))
    kernels = scratch[end : end + channels * 3 * lags].reshape((channels, 3, lags))
    end += channels * 3 * lags
    beta, totals = scratch[end : end + channels], scratch[end + channels : end + 2 * channels]
    end += 2 * channels
    residual, slope = scratch[end : end + weeks], scratch[end + weeks : end + 2 * weeks]
    end += 2 * weeks
    along, spare = scratch[end : end + padded], scratch[end + padded : end + 2 * padded]
    return work, kernels, beta, totals, residual, slope, along, spare, scratch[end + 2 * padded :]


@numba.njit(cache=True, error_model="numpy", forceinline=True)
def density_in(
    point: Floats,
    gradient: Floats,
    sizes: Whole,
    arrays: tuple[Floats, ...],
    gram: Floats,
    scratch: Floats,
) -> float:
    """Log density at a point, up to a constant; ``gradient`` is overwritten.

    Parameters
    ----------
    point, gradient : (n,)
    sizes : int64, see `mmm_xl.inference.layout`
    arrays : in the order of `mmm_xl.inference.layout.ARRAYS`
    gram : (3, P, P), empty where noise is independent
    scratch : (`scratch_size`,), overwritten
        Memory to work in. Where it is a bare pointer, taking parts of it costs nothing; an array
        of numba counts its references, and chains would pay for that.
    """
    (outcome, media, weighting, effect_scale, lag_logs, baseline, variance, drifting, prior_mean,
     prior_sd, half_normal, signed, test_media, test_weighting, test_effect,
     test_spread) = arrays  # fmt: skip
    channels, padded = media.shape
    weeks, lags = outcome.shape[1], lag_logs.shape[1]
    counted = sizes[at.WEEKS]
    gradient[:] = 0.0
    log_density = _add_priors(point, gradient, prior_mean[0], prior_sd[0], half_normal[0])
    log_density += _add_pools(point, gradient, sizes)
    last = 1 if sizes[at.SATURATION_FIRST] == 0 else 4
    rows = max(last, 3) + 1
    work, kernels, beta, totals, residual, slope, along, spare, tested = _parts(
        scratch, channels, rows, padded, lags
    )
    residual[:] = outcome[0]
    for c in range(channels):
        media_forward(point, sizes, c, (media[c], lag_logs[0]), (work[c], kernels[c]))
        effect = work[c, last][lags:]
        totals[c] = dot(effect, weighting[0])
        beta[c] = math.exp(point[c]) * effect_scale[0, c] / totals[c]
        _subtract(residual, beta[c], effect, counted)
    first = sizes[at.SIGNED]
    for k in range(sizes[at.SIGNS]):
        _subtract(residual, math.exp(point[first + k]), signed[k], counted)
    fixed = (baseline, gram, variance[0], drifting[0])
    log_density += _likelihood(point, gradient, sizes, (residual, slope), fixed)
    for k in range(sizes[at.SIGNS]):
        gradient[first + k] += math.exp(point[first + k]) * dot(slope, signed[k])
    if sizes[at.TESTS] > 0:
        tests = (test_media, test_weighting, test_effect, test_spread)
        log_density += lift_tests(point, gradient, sizes, tests, (beta, work, kernels), tested)
    along[weeks:] = 0.0
    for c in range(channels):
        b, effect = beta[c], work[c, last][lags:]
        moved = b * dot(slope, effect)
        if sizes[at.TESTS] > 0:
            moved += tested[c]
        gradient[c] += moved
        spread = moved / totals[c]  # beta falls as the curve's total rises
        for t in range(weeks):
            along[t] = b * slope[t] - spread * weighting[0, t]
        if sizes[at.TESTS] > 0:
            _subtract(along, -1.0, tested[channels + c * weeks :], weeks)
        media_backward(gradient, sizes, c, (media[c], along, spare), (work[c], kernels[c]))
    return log_density


@numba.njit(cache=True, error_model="numpy", forceinline=True)
def scratch_size(channels: int, weeks: int, lags: int) -> int:
    """Numbers that `density_in` works in."""
    return channels * (5 * (weeks + lags) + 3 * lags + 2) + 2 * weeks + 2 * (weeks + lags)


@numba.njit(cache=True, error_model="numpy", forceinline=True)
def _memory(sizes: Whole, arrays: tuple[Floats, ...]) -> int:
    """Numbers that `density_in` works in, those of tests included."""
    weeks, lags = arrays[0].shape[1], arrays[4].shape[1]
    own = scratch_size(sizes[at.CHANNELS], weeks, lags)
    return own + lift_memory(sizes, arrays[13].shape[1], lags, weeks)


@numba.njit(cache=True, error_model="numpy")
def density(
    point: Floats, gradient: Floats, sizes: Whole, arrays: tuple[Floats, ...], gram: Floats
) -> float:
    """`density_in`, with memory of its own."""
    scratch = np.empty(_memory(sizes, arrays))
    return density_in(point, gradient, sizes, arrays, gram, scratch)


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


@numba.njit(forceinline=True)
def _whole_header(packed: Any, n: int) -> Any:
    """All of the header: its size follows from its first numbers."""
    head = numba.carray(packed, (_HEAD,), np.int64)
    tests = at.OF_TEST * head[at.TESTS] + head[at.PAIRS]
    return numba.carray(packed, (_HEAD + at.PLACES * head[at.CHANNELS] + n + tests,), np.int64)


@numba.cfunc(_DENSITY, cache=True)
def density_callback(dim: int, point_: Any, gradient_: Any, out_: Any, packed_: Any) -> int:
    """`density` with the C signature that nutpie calls; 0 on success."""
    n = np.int64(dim)
    h = _whole_header(packed_, n)
    point = numba.carray(point_, (n,))
    gradient = numba.carray(gradient_, (n,))
    for i in range(n):
        if not abs(point[i]) < _FURTHEST:  # also refuses NaN
            return REFUSED
    arrays = (
        _array(h, 0), _array(h, 1), _array(h, 2), _array(h, 3), _array(h, 4), _array(h, 5),
        _array(h, 6), _array(h, 7), _array(h, 8), _array(h, 9), _array(h, 10), _array(h, 11),
        _array(h, 12), _array(h, 13), _array(h, 14), _array(h, 15),
    )  # fmt: skip
    i = at.FIRST_ARRAY + 3 * len(at.ARRAYS)
    gram = numba.carray(_pointer(h[i]), (3, h[i + 1], h[i + 2]), np.float64)
    memory = np.empty(_memory(h, arrays))
    scratch = numba.carray(_pointer(memory.ctypes.data), (memory.size,), np.float64)
    value = density_in(point, gradient, h, arrays, gram, scratch)
    numba.carray(out_, (1,))[0] = value
    if memory.size == 0 or not np.isfinite(value):  # the memory is held until here
        return REFUSED
    for j in range(n):
        if not np.isfinite(gradient[j]):
            return BAD_GRADIENT
    return 0


@numba.cfunc(_EXPAND, cache=True)
def expand_callback(dim: int, n_out: int, point_: Any, out_: Any, packed_: Any) -> int:
    """Parameters in their own units from a point, with the C signature that nutpie calls."""
    n = np.int64(dim)
    h = _whole_header(packed_, n)
    kinds = h[_HEAD + at.PLACES * h[at.CHANNELS] :]
    point = numba.carray(point_, (n,))
    out = numba.carray(out_, (np.int64(n_out),))
    for i in range(n):
        if kinds[i] == at.HYPERBOLIC:
            out[i] = math.tanh(point[i])
        elif kinds[i] == at.AS_IS:
            out[i] = point[i]
        else:
            out[i] = math.exp(point[i])
    return 0
