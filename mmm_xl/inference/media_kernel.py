"""Carryover and saturation of one channel, compiled, with what their gradients need."""

from __future__ import annotations

import math

import numba
import numpy as np
import numpy.typing as npt

from mmm_xl.inference.elementary import STRICT, exp, log

Floats = npt.NDArray[np.float64]

SUMS = {"reassoc", "contract", "nsz", "arcp"}
"""Fast-math freedom of plain sums; never given to code that rounds by a large constant."""

GEOMETRIC, WEIBULL = 0, 1

_TINY = 1e-200
_LN2 = math.log(2.0)
_LN_LN2 = math.log(_LN2)
_STEEPEST = 600.0  # beyond it a lag has no weight, and its square would overflow


@numba.njit(cache=True, fastmath=STRICT, error_model="numpy", forceinline=True)
def adstock_weights(
    family: int, half_life: float, shape: float, weights: Floats, slopes: Floats
) -> None:
    """Weights and their derivatives, in place.

    Parameters
    ----------
    weights : (L,), written
    slopes : (2, L), written
        Derivatives with respect to log half-life and, for Weibull, log shape.
    """
    lags = weights.shape[0]
    highest = -math.inf
    for lag in range(lags):
        if family == GEOMETRIC:
            rate = _LN2 / half_life * lag
            weights[lag] = -rate
            slopes[0, lag] = rate
            slopes[1, lag] = 0.0
        else:
            z = math.log((lag + 0.5) / half_life) + _LN_LN2 / shape
            power = math.exp(min(shape * z, _STEEPEST))
            by_scale = shape * power - (shape - 1.0)
            weights[lag] = (shape - 1.0) * z - power
            slopes[0, lag] = by_scale
            slopes[1, lag] = shape * z * (1.0 - power) + by_scale * _LN_LN2 / shape
        highest = max(highest, weights[lag])
    total = 0.0
    for lag in range(lags):
        weights[lag] = math.exp(weights[lag] - highest)
        total += weights[lag]
    for lag in range(lags):
        weights[lag] /= total
    for k in range(2):
        mean = 0.0
        for lag in range(lags):
            mean += weights[lag] * slopes[k, lag]
        for lag in range(lags):
            slopes[k, lag] = weights[lag] * (slopes[k, lag] - mean)


@numba.njit(cache=True, fastmath=STRICT, error_model="numpy", forceinline=True)
def saturate_channel(
    media: Floats, weights: Floats, slopes: Floats, shape: tuple[float, float], out: Floats
) -> None:
    """Saturated media of one channel, with what its gradient needs.

    Parameters
    ----------
    media : (T,)
    weights, slopes : (L,) and (2, L), from `adstock_weights`
    shape : log half-saturation and Hill slope
    out : (4, T), written
        Saturated media; log(carried / half-saturation); d log(carried) / d log half-life, and
        / d log shape.
    """
    weeks = media.shape[0]
    log_half, slope = shape
    saturated, log_ratio, by_life, by_shape = out[0], out[1], out[2], out[3]
    for t in range(weeks):
        saturated[t] = _TINY
        by_life[t] = 0.0
        by_shape[t] = 0.0
    for lag in range(weights.shape[0]):
        w, d0, d1 = weights[lag], slopes[0, lag], slopes[1, lag]
        later, later0, later1 = saturated[lag:], by_life[lag:], by_shape[lag:]
        for t in range(weeks - lag):
            later[t] += w * media[t]
            later0[t] += d0 * media[t]
            later1[t] += d1 * media[t]
    for t in range(weeks):
        z = log(saturated[t]) - log_half
        by_life[t] /= saturated[t]
        by_shape[t] /= saturated[t]
        log_ratio[t] = z
        saturated[t] = 1.0 / (1.0 + exp(-slope * z))


@numba.njit(cache=True, fastmath=SUMS, error_model="numpy", forceinline=True)
def total_of(values: Floats) -> float:
    """Sum of a series."""
    total = 0.0
    for t in range(values.shape[0]):
        total += values[t]
    return total


@numba.njit(cache=True, fastmath=SUMS, error_model="numpy", forceinline=True)
def dot(left: Floats, right: Floats) -> float:
    """Inner product of two series."""
    total = 0.0
    for t in range(left.shape[0]):
        total += left[t] * right[t]
    return total


@numba.njit(cache=True, fastmath=SUMS, error_model="numpy", forceinline=True)
def channel_gradient(
    slope: Floats, work: Floats, beta: float, hill_slope: float
) -> tuple[float, float, float, float, float]:
    """Slopes of log effect, half-life, half-saturation, Hill slope and adstock shape.

    Parameters
    ----------
    slope : (T,)
        d log likelihood / d media effect of each week.
    work : (4, T), from `saturate_channel`
    """
    saturated, log_ratio, by_life, by_shape = work[0], work[1], work[2], work[3]
    along = dot(slope, saturated)
    spread = beta * along / total_of(saturated)  # beta falls as the curve's total rises
    plain = 0.0
    ratio = 0.0
    life = 0.0
    form = 0.0
    for t in range(saturated.shape[0]):
        v = (beta * slope[t] - spread) * saturated[t] * (1.0 - saturated[t])
        plain += v
        ratio += v * log_ratio[t]
        life += v * by_life[t]
        form += v * by_shape[t]
    h = hill_slope
    return beta * along, h * life, -h * plain, h * ratio, h * form
