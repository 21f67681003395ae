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
    family: int, factor: float, powered: Floats, weights: Floats, given: Floats, out: Floats
) -> None:
    """Saturated media week by week; carried over afterwards where there are weights."""
    weeks, lags = powered.shape[0], weights.shape[0]
    for t in range(weeks):
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


@numba.njit(cache=True, error_model="numpy")
def multiplied_totals(
    powered: Floats, slope: Floats, families: Whole, counts: Floats, multiples: Floats
) -> Floats:
    """Sum over weeks of saturated media when media are multiplied.

    Parameters
    ----------
    powered : ndarray, shape (N, C, T)
        What reaches saturation over half-saturation, to the power of the slope, at a multiple of 1.
    slope : ndarray, shape (N, C)
        Of Hill; unused by the others.
    families : ndarray of int, shape (C,)
        Positions in `FAMILIES`.
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
    power a multiple instead of one a week.
    """
    draws, channels, weeks = powered.shape
    totals = np.zeros((draws, channels, multiples.shape[1]))
    alike = counts.shape[0] == 1
    for n in range(draws):
        for c in range(channels):
            count = counts[0, 0] if alike else counts[n, c]
            for m in range(multiples.shape[1]):
                factor = _factor(families[c], multiples[c, m], slope[n, c])
                total = 0.0
                for t in range(weeks):
                    total += count[t] * _share(families[c], factor * powered[n, c, t])
                totals[n, c, m] = total
    return totals


@numba.njit(cache=True, error_model="numpy")
def multiplied_lifts(
    curve: tuple[Floats, Floats, Whole, Floats],
    beta: Floats,
    level: Floats,
    multiples: Floats,
) -> Floats:
    """Sum over weeks of what one channel's multiplied media bring where effects multiply.

    Parameters
    ----------
    curve : ``powered``, ``slope`` and ``families`` as for `multiplied_totals`, and the weights of
        carryover (N, C, L), with L = 0 where carryover comes first
    beta : ndarray, shape (N, C), logarithm of the outcome
    level : ndarray, shape (N, C, T), outcome units
        Modelled outcome of each week without the channel.
    multiples : ndarray, shape (C, M), >= 0

    Returns
    -------
    ndarray, shape (N, C, M), outcome units
    """
    powered, slope, families, weights = curve
    draws, channels, weeks = powered.shape
    totals = np.zeros((draws, channels, multiples.shape[1]))
    given, path = np.empty(weeks), np.empty(weeks)
    for n in range(draws):
        for c in range(channels):
            for m in range(multiples.shape[1]):
                factor = _factor(families[c], multiples[c, m], slope[n, c])
                _path(families[c], factor, powered[n, c], weights[n, c], given, path)
                total = 0.0
                for t in range(weeks):
                    total += level[n, c, t] * math.expm1(beta[n, c] * path[t])
                totals[n, c, m] = total
    return totals


@numba.njit(cache=True, error_model="numpy")
def joint_lifts(
    curve: tuple[Floats, Floats, Whole, Floats],
    beta: Floats,
    level: Floats,
    multiples: Floats,
) -> Floats:
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
    powered, slope, families, weights = curve
    draws, channels, weeks = powered.shape
    totals = np.zeros((draws, multiples.shape[1]))
    given, path, effect = np.empty(weeks), np.empty(weeks), np.empty(weeks)
    for n in range(draws):
        for m in range(multiples.shape[1]):
            effect[:] = 0.0
            for c in range(channels):
                factor = _factor(families[c], multiples[c, m], slope[n, c])
                _path(families[c], factor, powered[n, c], weights[n, c], given, path)
                for t in range(weeks):
                    effect[t] += beta[n, c] * path[t]
            for t in range(weeks):
                totals[n, m] += level[n, t] * math.expm1(effect[t])
    return totals
