"""Effects of media when their whole weekly pattern is multiplied, for many multiples at once."""

from __future__ import annotations

import math

import numba
import numpy as np
import numpy.typing as npt

from mmm_xl.names import Saturation

Floats = npt.NDArray[np.float64]
Whole = npt.NDArray[np.int64]

FAMILIES = (
    Saturation.NONE,
    Saturation.HILL,
    Saturation.MICHAELIS_MENTEN,
    Saturation.LOGISTIC,
)
"""Saturation families by code."""

Curve = tuple[Floats, Floats, Whole, Floats, Floats, Floats]
"""Media of N draws and C channels, ready to be multiplied:

``powered`` (N, C, T): what reaches saturation over half-saturation, to the power of the slope;
``slope`` (N, C) of Hill, unused by the others; ``families`` (C,), positions in `FAMILIES`;
``weights`` (N, C, L) of carryover where media saturate first, else L = 0; and, of the first R weeks
in which history still acts, ``own`` (N, C, R) and ``past`` (N, C, R). Where carryover comes first,
these are the window's own and the earlier carried-over media over half-saturation; where media
saturate first, ``own`` is empty and ``past`` is what saturated history is carried over to.
History is never multiplied; without it R = 0.
"""

_STRAIGHT, _HILL, _MICHAELIS_MENTEN, _LOGISTIC = range(4)
_HALF_LN3 = 0.5 * math.log(3.0)


@numba.njit(cache=True, error_model="numpy", forceinline=True)
def _share(family: int, raised: float) -> float:
    """Saturated media, from media / half-saturation to the power of the slope."""
    if family == _STRAIGHT:
        return raised
    if family == _LOGISTIC:
        return math.tanh(_HALF_LN3 * raised)
    return raised / (1.0 + raised)


@numba.njit(cache=True, error_model="numpy", forceinline=True)
def _factor(family: int, multiple: float, slope: float) -> float:
    return multiple**slope if family == _HILL else multiple


@numba.njit(cache=True, error_model="numpy", forceinline=True)
def _path(
    family: int,
    at: tuple[float, float],
    series: tuple[Floats, Floats, Floats],
    weights: Floats,
    given: Floats,
    out: Floats,
) -> None:
    """Saturated media week by week; carried over afterwards where there are weights.

    Parameters
    ----------
    at : multiple and slope
    series : powered (T,), own (R,) and past (R,), see `Curve`
    given, out : (T,), written
    """
    powered, own, past = series
    weeks, lags = powered.shape[0], weights.shape[0]
    for t in range(own.shape[0]):
        ratio = at[0] * own[t] + past[t]
        given[t] = _share(family, ratio ** at[1] if family == _HILL else ratio)
    factor = _factor(family, at[0], at[1])
    for t in range(own.shape[0], weeks):
        given[t] = _share(family, factor * powered[t])
    if lags == 0:
        for t in range(weeks):
            out[t] = given[t]
        return
    for t in range(weeks):
        total = 0.0
        for lag in range(min(lags, t + 1)):
            total += weights[lag] * given[t - lag]
        out[t] = total
    for t in range(past.shape[0]):
        out[t] += past[t]


@numba.njit(cache=True, error_model="numpy")
def multiplied_totals(curve: Curve, counts: Floats, multiples: Floats) -> Floats:
    """Sum over weeks of saturated media when media are multiplied.

    Parameters
    ----------
    curve : Curve
        Of N draws and C channels.
    counts : ndarray, shape (N, C, T) or (1, 1, T)
        What each week's saturated media count in the sum: 1, or the part of their carryover that
        falls into the window where they saturate first.
    multiples : ndarray, shape (C, M), >= 0

    Returns
    -------
    ndarray, shape (N, C, M)

    Notes
    -----
    Carryover is linear, so multiplying media multiplies ``powered`` by multiple ** slope: one
    power a multiple instead of one a week, but for the first weeks where history acts.
    """
    powered, slope, families, weights, own, past = curve
    draws, channels, weeks = powered.shape
    totals = np.zeros((draws, channels, multiples.shape[1]))
    alike, head = counts.shape[0] == 1, own.shape[2]
    for n in range(draws):
        for c in range(channels):
            count = counts[0, 0] if alike else counts[n, c]
            for m in range(multiples.shape[1]):
                factor = _factor(families[c], multiples[c, m], slope[n, c])
                total = 0.0
                for t in range(head):
                    ratio = multiples[c, m] * own[n, c, t] + past[n, c, t]
                    power = slope[n, c] if families[c] == _HILL else 1.0
                    total += count[t] * _share(families[c], ratio**power)
                for t in range(head, weeks):
                    total += count[t] * _share(families[c], factor * powered[n, c, t])
                if weights.shape[2]:
                    for t in range(past.shape[2]):
                        total += past[n, c, t]
                totals[n, c, m] = total
    return totals


@numba.njit(cache=True, error_model="numpy")
def multiplied_lifts(curve: Curve, beta: Floats, level: Floats, multiples: Floats) -> Floats:
    """Sum over weeks of what one channel's multiplied media bring where effects multiply.

    Parameters
    ----------
    curve : Curve
    beta : ndarray, shape (N, C), logarithm of the outcome
    level : ndarray, shape (N, C, T), outcome units
        Modelled outcome of each week without the channel.
    multiples : ndarray, shape (C, M), >= 0

    Returns
    -------
    ndarray, shape (N, C, M), outcome units
    """
    powered, slope, families, weights, own, past = curve
    draws, channels, weeks = powered.shape
    totals = np.zeros((draws, channels, multiples.shape[1]))
    given, path = np.empty(weeks), np.empty(weeks)
    for n in range(draws):
        for c in range(channels):
            series = (powered[n, c], own[n, c], past[n, c])
            for m in range(multiples.shape[1]):
                at = (multiples[c, m], slope[n, c])
                _path(families[c], at, series, weights[n, c], given, path)
                total = 0.0
                for t in range(weeks):
                    total += level[n, c, t] * math.expm1(beta[n, c] * path[t])
                totals[n, c, m] = total
    return totals


@numba.njit(cache=True, error_model="numpy")
def joint_lifts(curve: Curve, beta: Floats, level: Floats, multiples: Floats) -> Floats:
    """Sum over weeks of what all channels' multiplied media bring together where effects multiply.

    Parameters
    ----------
    curve, beta, multiples : as for `multiplied_lifts`
    level : ndarray, shape (N, T), outcome units
        Modelled outcome of each week without any channel.

    Returns
    -------
    ndarray, shape (N, M), outcome units
    """
    powered, slope, families, weights, own, past = curve
    draws, channels, weeks = powered.shape
    totals = np.zeros((draws, multiples.shape[1]))
    given, path, effect = np.empty(weeks), np.empty(weeks), np.empty(weeks)
    for n in range(draws):
        for m in range(multiples.shape[1]):
            effect[:] = 0.0
            for c in range(channels):
                at = (multiples[c, m], slope[n, c])
                series = (powered[n, c], own[n, c], past[n, c])
                _path(families[c], at, series, weights[n, c], given, path)
                for t in range(weeks):
                    effect[t] += beta[n, c] * path[t]
            for t in range(weeks):
                totals[n, m] += level[n, t] * math.expm1(effect[t])
    return totals
