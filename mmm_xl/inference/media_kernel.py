"""Carryover and saturation of one channel and their gradients, compiled.

Weeks and lags are padded to whole blocks (`mmm_xl.inference.layout`), so that every loop is
straight-line code on full vectors. Gradients run backwards: from the slope of each week's saturated
media to the slope of each lag's weight, and from there to two parameters of the weights.
"""

from __future__ import annotations

import math

import numba
import numpy as np
import numpy.typing as npt

from mmm_xl.inference.elementary import STRICT, exp, log
from mmm_xl.names import Carryover
from mmm_xl.transforms.response import FAMILIES

Floats = npt.NDArray[np.float64]

SUMS = {"reassoc", "contract", "nsz", "arcp"}
"""Fast-math freedom of plain sums; never given to code that rounds by a large constant."""

CARRYOVERS = (Carryover.NONE, Carryover.GEOMETRIC, Carryover.AUTO, Carryover.DELAYED)
_NONE, _GEOMETRIC, _AUTO, _DELAYED = range(4)
SATURATIONS = FAMILIES
_STRAIGHT, _HILL, _MICHAELIS_MENTEN, _LOGISTIC = range(4)
"""Codes of the families: their positions."""

_TINY = 1e-200
_LN2 = math.log(2.0)
_LN_LN2 = math.log(_LN2)
_LN3 = math.log(3.0)
_STEEPEST = 600.0  # beyond it a lag has no weight, and its square would overflow
_NOWHERE = -1e300


@numba.njit(cache=True, fastmath=STRICT, error_model="numpy", forceinline=True)
def _log_weights(
    family: int,
    life: float,
    form: float,
    lag_logs: Floats,
    weights: Floats,
    slopes: tuple[Floats, Floats],
) -> None:
    """Logarithms of weights and their derivatives, not yet normalised; see `carryover_weights`."""
    by_life, by_form = slopes
    if family == _AUTO:
        shape = math.exp(form)
        ahead = _LN_LN2 / shape
        for lag in range(weights.shape[0]):
            z = lag_logs[lag] - life + ahead
            power = exp(min(shape * z, _STEEPEST))
            by_scale = shape * power - (shape - 1.0)
            weights[lag] = (shape - 1.0) * z - power
            by_life[lag] = by_scale
            by_form[lag] = shape * z * (1.0 - power) + by_scale * ahead
    elif family == _DELAYED:
        peak, width = math.exp(form), math.exp(-life)
        for lag in range(weights.shape[0]):
            away = (lag - peak) * width
            weights[lag] = -_LN2 * away * away
            by_life[lag] = 2.0 * _LN2 * away * away
            by_form[lag] = 2.0 * _LN2 * away * width * peak
    else:
        rate = _LN2 * math.exp(-life)
        for lag in range(weights.shape[0]):
            weights[lag] = -rate * lag
            by_life[lag] = rate * lag
            by_form[lag] = 0.0


@numba.njit(cache=True, fastmath=STRICT, error_model="numpy", forceinline=True)
def carryover_weights(
    family: int,
    at: tuple[float, float, int],
    lag_logs: Floats,
    weights: Floats,
    slopes: tuple[Floats, Floats],
) -> None:
    """Weights and their derivatives, in place.

    Parameters
    ----------
    at : log half-life, log shape (or log peak), and the number of lags that count
    lag_logs : (L,)
        log(lag + 1/2), padded.
    weights : (L,), written; zero at lags that do not count
    slopes : (L,) each, written
        Derivatives of the weights with respect to ``at``'s logarithms.
    """
    by_life, by_form = slopes
    padded = weights.shape[0]
    if family == _NONE:
        for lag in range(padded):
            weights[lag], by_life[lag], by_form[lag] = 0.0, 0.0, 0.0
        weights[0] = 1.0
        return
    life, form, lags = at
    _log_weights(family, life, form, lag_logs, weights, slopes)
    highest = _NOWHERE
    for lag in range(lags):
        highest = max(highest, weights[lag])
    for lag in range(padded):
        weights[lag] = exp(weights[lag] - highest)
    total, first, second = 0.0, 0.0, 0.0
    for lag in range(lags, padded):
        weights[lag] = 0.0
    for lag in range(lags):
        total += weights[lag]
        first += weights[lag] * by_life[lag]
        second += weights[lag] * by_form[lag]
    for lag in range(padded):
        share = weights[lag] / total
        weights[lag] = share
        by_life[lag] = share * (by_life[lag] - first / total)
        by_form[lag] = share * (by_form[lag] - second / total)


@numba.njit(cache=True, fastmath=SUMS, error_model="numpy", forceinline=True)
def carry(media: Floats, weights: Floats, out: Floats) -> None:
    """Media spread over the weeks after, plus a number too small to matter; written to ``out``.

    Parameters
    ----------
    media : (L + T,), L weeks before the first one: history, or zeros
    weights : (L,), L a multiple of 8
    out : (T,), written
    """
    lags, weeks = weights.shape[0], out.shape[0]
    for t in range(weeks):
        out[t] = _TINY
    for lag in range(0, lags, 8):
        w0, w1, w2, w3 = weights[lag], weights[lag + 1], weights[lag + 2], weights[lag + 3]
        w4, w5, w6, w7 = weights[lag + 4], weights[lag + 5], weights[lag + 6], weights[lag + 7]
        x = media[lags - lag - 7 :]
        for t in range(weeks):
            out[t] += (w0 * x[t + 7] + w1 * x[t + 6] + w2 * x[t + 5] + w3 * x[t + 4]) + (
                w4 * x[t + 3] + w5 * x[t + 2] + w6 * x[t + 1] + w7 * x[t]
            )


@numba.njit(cache=True, fastmath=SUMS, error_model="numpy", forceinline=True)
def carry_back(slope: Floats, weights: Floats, out: Floats) -> None:
    """Slope of each week's media from the slopes of the weeks that it acts on.

    Parameters
    ----------
    slope : (T + L,), L zeros after the last week
    weights : (L,), L a multiple of 4
    out : (T,), written
    """
    lags, weeks = weights.shape[0], out.shape[0]
    for t in range(weeks):
        out[t] = 0.0
    for lag in range(0, lags, 4):
        w0, w1, w2, w3 = weights[lag], weights[lag + 1], weights[lag + 2], weights[lag + 3]
        y0, y1, y2, y3 = slope[lag:], slope[lag + 1 :], slope[lag + 2 :], slope[lag + 3 :]
        for t in range(weeks):
            out[t] += w0 * y0[t] + w1 * y1[t] + w2 * y2[t] + w3 * y3[t]


@numba.njit(cache=True, fastmath=SUMS, error_model="numpy", forceinline=True)
def weight_slopes(slope: Floats, media: Floats, out: Floats) -> None:
    """Slope of each lag's weight: sum over weeks of slope times media ``lag`` weeks before.

    Parameters
    ----------
    slope : (T,), of carried media
    media : (L + T,), L weeks before the first one: history, or zeros
    out : (L,), written
    """
    lags, weeks = out.shape[0], slope.shape[0]
    for lag in range(0, lags, 4):
        start = lags - lag
        x0, x1 = media[start:], media[start - 1 :]
        x2, x3 = media[start - 2 :], media[start - 3 :]
        s0, s1, s2, s3 = 0.0, 0.0, 0.0, 0.0
        for t in range(weeks):
            y = slope[t]
            s0 += y * x0[t]
            s1 += y * x1[t]
            s2 += y * x2[t]
            s3 += y * x3[t]
        out[lag], out[lag + 1], out[lag + 2], out[lag + 3] = s0, s1, s2, s3


@numba.njit(cache=True, fastmath=STRICT, error_model="numpy", forceinline=True)
def saturate(
    family: int, at: tuple[float, float], media: Floats, rows: tuple[Floats, Floats, Floats]
) -> None:
    """Saturated media and its derivative.

    Parameters
    ----------
    at : log half-saturation and log slope
    media : (T,), > 0
    rows : (T,) each, written
        Saturated media, its derivative by media, and log(media / half-saturation), the last for
        Hill only.
    """
    weeks = media.shape[0]
    saturated, by_media, log_ratio = rows
    log_half, log_slope = at
    if family == _STRAIGHT:
        for t in range(weeks):
            saturated[t], by_media[t] = media[t], 1.0
    elif family == _LOGISTIC:
        rate = _LN3 * math.exp(-log_half)
        for t in range(weeks):
            left = exp(-rate * media[t])
            part = 1.0 / (1.0 + left)
            saturated[t] = (1.0 - left) * part
            by_media[t] = 2.0 * rate * left * part * part
    else:
        slope = math.exp(log_slope) if family == _HILL else 1.0
        for t in range(weeks):  # two passes: the constants of each fit into registers
            log_ratio[t] = log(media[t]) - log_half
        for t in range(weeks):
            left = 1.0 + exp(-slope * log_ratio[t])
            both = 1.0 / (left * media[t])  # one division for two reciprocals
            share = both * media[t]
            saturated[t] = share
            by_media[t] = slope * share * (1.0 - share) * both * left


@numba.njit(cache=True, fastmath=SUMS, error_model="numpy", forceinline=True)
def dot(left: Floats, right: Floats) -> float:
    """Inner product of two series."""
    total = 0.0
    for t in range(left.shape[0]):
        total += left[t] * right[t]
    return total


@numba.njit(cache=True, fastmath=SUMS, error_model="numpy", forceinline=True)
def saturation_slopes(
    slope: Floats, media: Floats, by_media: Floats, log_ratio: Floats
) -> tuple[float, float]:
    """Slopes of log half-saturation and log slope; ``slope`` becomes that of unsaturated media.

    Parameters
    ----------
    slope : (T,), of saturated media; overwritten
    media : (T,), as given to `saturate`
    by_media, log_ratio : (T,), from `saturate`

    Notes
    -----
    Saturation is a function of media / half-saturation, to the power of the slope for Hill, so
    both derivatives follow from the one by media.
    """
    plain, ratio = 0.0, 0.0
    for t in range(media.shape[0]):
        y = slope[t] * by_media[t]
        slope[t] = y
        plain += y * media[t]
        ratio += y * media[t] * log_ratio[t]
    return -plain, ratio


@numba.njit(cache=True, error_model="numpy", forceinline=True)
def _any_on_air(media: Floats, lags: int) -> bool:
    """Whether anything was on air in the weeks before the first one; media (L + T,)."""
    return bool(media[:lags].max() > 0.0)


@numba.njit(cache=True, error_model="numpy", forceinline=True)
def saturate_history(family: int, at: tuple[float, float], media: Floats, rows: Floats) -> None:
    """`saturate` of the weeks before the first one, exactly nothing where nothing was on air.

    Parameters
    ----------
    media : (L + T,)
    rows : (4, L), written
        What reaches saturation, then the three rows of `saturate`.
    """
    lags = rows.shape[1]
    rows[:, :] = 0.0
    if not _any_on_air(media, lags):
        return
    for t in range(lags):
        rows[0, t] = media[t] + _TINY
    saturate(family, at, rows[0], (rows[1], rows[2], rows[3]))
    for t in range(lags):
        if not media[t] > 0.0:
            rows[1, t], rows[2, t] = 0.0, 0.0


@numba.njit(cache=True, error_model="numpy", forceinline=True)
def history_slopes(
    slope: Floats, weights: Floats, media: Floats, rows: Floats
) -> tuple[float, float]:
    """What history adds to the slopes of log half-saturation and log slope where it saturates.

    Parameters
    ----------
    slope : (T + L,), of each week's saturated and carried-over media; the last L are memory to
        work in, zero before and after
    weights : (L,)
    media : (L + T,)
    rows : (4, L), from `saturate_history`
    """
    lags = weights.shape[0]
    weeks = slope.shape[0] - lags
    if not _any_on_air(media, lags):
        return 0.0, 0.0
    before = slope[weeks:]
    for week in range(lags):  # the last is the week before the first one
        total = 0.0
        for t in range(min(week, weeks)):
            total += slope[t] * weights[lags - week + t]
        before[week] = total
    found = saturation_slopes(before, rows[0], rows[2], rows[3])
    before[:] = 0.0
    return found
