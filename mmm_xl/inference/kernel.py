"""Log density and gradient of the model in one compiled function.

The same density as `mmm_xl.model.build` (`tests/inference/test_agreement.py` compares them), for
the plain specification: geometric adstock, Hill saturation, Normal noise, baseline integrated out.

A point is, in PyMC's order, the logarithms of effect, half-life, half-saturation and slope
(``channels`` values each) and of sigma. Arrays are (channel, week) and contiguous, the loop over
lags is outermost, and each pass over the weeks is straight-line code.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numba
import numpy as np
import numpy.typing as npt
from llvmlite import ir
from numba import types
from numba.extending import intrinsic

from mmm_xl.inference.elementary import STRICT, exp, log

Floats = npt.NDArray[np.float64]

SUMS = {"reassoc", "contract", "nsz", "arcp"}
"""Fast-math freedom of plain sums; never given to code that rounds by a large constant."""

_TINY = 1e-200
_FURTHEST = 60.0  # |log parameter| beyond which a point is refused: nothing lives there
_LN2 = math.log(2.0)
REFUSED, BAD_GRADIENT = 4, 3  # nutpie treats positive codes as a recoverable failure: a divergence


@numba.njit(cache=True, fastmath=STRICT, error_model="numpy", forceinline=True)
def adstock_weights(half_life: float, weights: Floats, slopes: Floats) -> None:
    """Geometric weights and their derivatives with respect to log half-life, in place."""
    lags = weights.shape[0]
    rate = _LN2 / half_life
    total = 0.0
    total_slope = 0.0
    for lag in range(lags):
        weights[lag] = math.exp(-rate * lag)
        slopes[lag] = weights[lag] * rate * lag
        total += weights[lag]
        total_slope += slopes[lag]
    for lag in range(lags):
        slopes[lag] = (slopes[lag] - weights[lag] * total_slope / total) / total
        weights[lag] /= total


@numba.njit(cache=True, fastmath=STRICT, error_model="numpy", forceinline=True)
def saturate_channel(
    media: Floats, weights: Floats, slopes: Floats, shape: tuple[float, float], out: Floats
) -> None:
    """Saturated media of one channel, with what its gradient needs.

    Parameters
    ----------
    media : (T,)
    weights, slopes : (L,), from `adstock_weights`
    shape : log half-saturation and slope
    out : (3, T), written
        Saturated media; log(carried / half-saturation); d log(carried) / d log half-life.
    """
    weeks = media.shape[0]
    log_half, slope = shape
    saturated, log_ratio, carried_slope = out[0], out[1], out[2]
    for t in range(weeks):
        saturated[t] = _TINY
        carried_slope[t] = 0.0
    for lag in range(weights.shape[0]):
        w = weights[lag]
        d = slopes[lag]
        later = saturated[lag:]
        later_slope = carried_slope[lag:]
        for t in range(weeks - lag):
            later[t] += w * media[t]
            later_slope[t] += d * media[t]
    for t in range(weeks):
        z = log(saturated[t]) - log_half
        carried_slope[t] /= saturated[t]
        log_ratio[t] = z
        saturated[t] = 1.0 / (1.0 + exp(-slope * z))


@numba.njit(cache=True, fastmath=SUMS, error_model="numpy", forceinline=True)
def _total(values: Floats) -> float:
    total = 0.0
    for t in range(values.shape[0]):
        total += values[t]
    return total


@numba.njit(cache=True, fastmath=SUMS, error_model="numpy", forceinline=True)
def _dot(left: Floats, right: Floats) -> float:
    total = 0.0
    for t in range(left.shape[0]):
        total += left[t] * right[t]
    return total


@numba.njit(cache=True, fastmath=SUMS, error_model="numpy", forceinline=True)
def _add_priors(point: Floats, gradient: Floats, priors: Floats, noise_sd: float) -> float:
    """Log prior density of the point; adds its gradient."""
    channels = priors.shape[1]
    log_density = 0.0
    for family in range(4):
        for c in range(channels):
            i = family * channels + c
            distance = (point[i] - priors[2 * family, c]) / priors[2 * family + 1, c]
            log_density -= 0.5 * distance * distance
            gradient[i] -= distance / priors[2 * family + 1, c]
    at = 4 * channels
    scaled = math.exp(point[at]) / noise_sd
    gradient[at] += 1.0 - scaled * scaled
    return log_density + point[at] - 0.5 * scaled * scaled


@numba.njit(cache=True, fastmath=SUMS, error_model="numpy", forceinline=True)
def _add_likelihood(
    residual: Floats, log_sigma: float, directions: Floats, strengths: Floats, slope: Floats
) -> tuple[float, float]:
    """Log likelihood with the baseline integrated out, and its slope along log sigma.

    ``slope`` (T,) is filled with d log likelihood / d media effect of each week.
    """
    weeks, columns = residual.shape[0], strengths.shape[0]
    variance = math.exp(2.0 * log_sigma)
    quadratic = _dot(residual, residual)
    log_density = -(weeks - columns) * log_sigma
    sigma_slope = -float(weeks - columns)
    for t in range(weeks):
        slope[t] = residual[t]
    for j in range(columns):
        total = variance + strengths[j]
        projected = _dot(directions[j], residual)
        kept = strengths[j] / total * projected
        quadratic -= kept * projected
        log_density -= 0.5 * math.log(total)
        sigma_slope -= variance / total + kept * projected / total
        direction = directions[j]
        for t in range(weeks):
            slope[t] -= kept * direction[t]
    for t in range(weeks):
        slope[t] /= variance
    return log_density - 0.5 * quadratic / variance, sigma_slope + quadratic / variance


@numba.njit(cache=True, fastmath=SUMS, error_model="numpy", forceinline=True)
def _channel_gradient(slope: Floats, work: Floats, beta: float, hill_slope: float) -> Any:
    """Slopes of one channel's log effect, half-life, half-saturation and Hill slope."""
    saturated, log_ratio, carried_slope = work[0], work[1], work[2]
    weeks = saturated.shape[0]
    along = _dot(slope, saturated)
    spread = beta * along / _total(saturated)  # beta falls as the curve's total rises
    plain = 0.0
    by_ratio = 0.0
    by_life = 0.0
    for t in range(weeks):
        v = (beta * slope[t] - spread) * saturated[t] * (1.0 - saturated[t])
        plain += v
        by_ratio += v * log_ratio[t]
        by_life += v * carried_slope[t]
    return beta * along, hill_slope * by_life, -hill_slope * plain, hill_slope * by_ratio


@numba.njit(cache=True, error_model="numpy", forceinline=True)
def density(
    point: Floats,
    gradient: Floats,
    arrays: tuple[Floats, Floats, Floats, Floats, Floats, Floats],
    l_max: int,
    noise_sd: float,
) -> float:
    """Log density at a point, up to a constant; ``gradient`` is overwritten.

    Parameters
    ----------
    point, gradient : (4 C + 1,)
    arrays : outcome (T,), media (C, T), effect scale (C,), directions (K, T), strengths (K,),
        priors (8, C)
    """
    outcome, media, effect_scale, directions, strengths, priors = arrays
    channels, weeks = media.shape
    gradient[:] = 0.0
    log_density = _add_priors(point, gradient, priors, noise_sd)
    work = np.empty((channels, 3, weeks))
    beta = np.empty(channels)
    weights = np.empty(l_max)
    slopes = np.empty(l_max)
    residual = outcome.copy()
    for c in range(channels):
        adstock_weights(math.exp(point[channels + c]), weights, slopes)
        shape = (point[2 * channels + c], math.exp(point[3 * channels + c]))
        saturate_channel(media[c], weights, slopes, shape, work[c])
        beta[c] = math.exp(point[c]) * effect_scale[c] / _total(work[c, 0])
        b = beta[c]
        saturated = work[c, 0]
        for t in range(weeks):
            residual[t] -= b * saturated[t]
    slope = np.empty(weeks)
    at = 4 * channels
    likelihood, sigma_slope = _add_likelihood(residual, point[at], directions, strengths, slope)
    gradient[at] += sigma_slope
    for c in range(channels):
        hill_slope = math.exp(point[3 * channels + c])
        steps = _channel_gradient(slope, work[c], beta[c], hill_slope)
        for family in range(4):
            gradient[family * channels + c] += steps[family]
    return log_density + likelihood


@intrinsic
def _pointer(typing_context: Any, address: Any) -> Any:
    """Pointer to a memory address."""

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        return builder.inttoptr(arguments[0], ir.IntType(8).as_pointer())

    return types.voidptr(types.int64), generate


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
    packed = numba.carray(packed_, (11,), np.int64)
    channels, weeks, columns, l_max = packed[0], packed[1], packed[2], packed[3]
    n = np.int64(dim)
    point = numba.carray(point_, (n,))
    gradient = numba.carray(gradient_, (n,))
    for i in range(n):
        if not abs(point[i]) < _FURTHEST:  # also refuses NaN
            return REFUSED
    arrays = (
        numba.carray(_pointer(packed[4]), (weeks,), np.float64),
        numba.carray(_pointer(packed[5]), (channels, weeks), np.float64),
        numba.carray(_pointer(packed[6]), (channels,), np.float64),
        numba.carray(_pointer(packed[7]), (columns, weeks), np.float64),
        numba.carray(_pointer(packed[8]), (columns,), np.float64),
        numba.carray(_pointer(packed[9]), (8, channels), np.float64),
    )
    noise_sd = numba.carray(_pointer(packed[10]), (1,), np.float64)[0]
    value = density(point, gradient, arrays, l_max, noise_sd)
    numba.carray(out_, (1,))[0] = value
    if not np.isfinite(value):
        return REFUSED
    for i in range(n):
        if not np.isfinite(gradient[i]):
            return BAD_GRADIENT
    return 0


@numba.cfunc(_EXPAND, cache=True)
def expand_callback(dim: int, n_out: int, point_: Any, out_: Any, packed_: Any) -> int:
    """Positive parameters from their logarithms, with the C signature that nutpie calls."""
    point = numba.carray(point_, (np.int64(dim),))
    out = numba.carray(out_, (np.int64(n_out),))
    for i in range(np.int64(dim)):
        out[i] = math.exp(point[i])
    return 0


@dataclass(frozen=True)
class Packed:
    """Arrays laid out for the compiled density; owns the memory that ``header`` points at.

    Parameters
    ----------
    header : int64, shape (11,)
        Channels, weeks, baseline columns, carryover weeks, then seven addresses.
    """

    header: npt.NDArray[np.int64]
    arrays: tuple[Floats, ...]

    @property
    def channels(self) -> int:
        """Number of channels."""
        return int(self.header[0])

    @property
    def size(self) -> int:
        """Number of sampled parameters."""
        return 4 * self.channels + 1


def pack(data: dict[str, np.ndarray], l_max: int, noise_sd: float) -> Packed:
    """Check every shape and value, then lay the arrays out for compiled code.

    Parameters
    ----------
    data : dict
        From `mmm_xl.model.build.design_data`.

    Raises
    ------
    ValueError
        A shape does not fit, or a value is not finite: compiled code would read beyond its memory.
    """
    channels, weeks = data["media"].shape
    columns = data["strengths"].shape[0]
    shapes = {
        "outcome": (weeks,),
        "media": (channels, weeks),
        "effect_scale": (channels,),
        "directions": (columns, weeks),
        "strengths": (columns,),
        "priors": (8, channels),
    }
    for name, shape in shapes.items():
        if data[name].shape != shape or not np.isfinite(data[name]).all():
            raise ValueError(f"{name} must be finite with shape {shape}, not {data[name].shape}")
    if not 1 <= l_max <= 1000 or not noise_sd > 0 or not (data["priors"][1::2] > 0).all():
        raise ValueError("carryover weeks, noise scale and prior scales must be positive")
    arrays = tuple(np.ascontiguousarray(data[name], dtype=np.float64) for name in shapes)
    arrays += (np.array([noise_sd]),)
    header = np.array(
        [channels, weeks, columns, l_max, *(array.ctypes.data for array in arrays)], dtype=np.int64
    )
    return Packed(header, arrays)
