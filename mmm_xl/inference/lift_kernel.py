"""Log density of what calibrating lift tests measured, and its gradient, compiled.

For test e, in its standard errors, with u_t the weight of a week and S_c of other media::

    value = -1/2 (y - m)^2,   m = sum over t of u_t [g(d1_t) - g(d0_t)]
    d_t = sum over tested channels c of beta_c (S_c of other media - S_c as they were)

with g(d) = d, or exp(d) - 1 where effects multiply. Slopes run backwards: from m to d, from there
to beta, to the curves through both paths, and, where effects multiply, to media as they were; where
they add, those cancel.
"""

from __future__ import annotations

import math

import numba
import numpy as np
import numpy.typing as npt

from mmm_xl.inference import layout as at
from mmm_xl.inference.channel_kernel import media_backward, path_forward

Floats = npt.NDArray[np.float64]
Whole = npt.NDArray[np.int64]

_HEAD = at.FIRST_PLACE


@numba.njit(cache=True, error_model="numpy", forceinline=True)
def lift_memory(sizes: Whole, longest: int, lags: int, weeks: int) -> int:
    """Numbers that `lift_tests` works in; none without tests."""
    if sizes[at.TESTS] == 0:
        return 0
    paths = 2 * sizes[at.PAIRS] * 5 * (longest + lags)
    return sizes[at.CHANNELS] * (weeks + 1) + paths + 2 * longest + 2 * (longest + lags)


@numba.njit(cache=True, error_model="numpy", forceinline=True)
def _number(sizes: Whole, test: int, which: int) -> int:
    """One of the numbers of a test."""
    start = _HEAD + at.PLACES * sizes[at.CHANNELS] + sizes[at.POINT]
    return sizes[start + at.OF_TEST * test + which]


@numba.njit(cache=True, error_model="numpy", forceinline=True)
def _channel(sizes: Whole, pair: int) -> int:
    start = _HEAD + at.PLACES * sizes[at.CHANNELS] + sizes[at.POINT]
    return sizes[start + at.OF_TEST * sizes[at.TESTS] + pair]


@numba.njit(cache=True, error_model="numpy", forceinline=True)
def _last_row(sizes: Whole) -> int:
    """Row of the work of `media_forward` that holds what effects are proportional to."""
    return 1 if sizes[at.SATURATION_FIRST] == 0 else 4


@numba.njit(cache=True, error_model="numpy", forceinline=True)
def _forward(
    point: Floats,
    sizes: Whole,
    where: tuple[int, float],
    media: Floats,
    own: tuple[Floats, Floats],
    fitted: tuple[Floats, Floats, Floats],
) -> None:
    """Changes d of one test, without it and with it everywhere, and what they follow from.

    Parameters
    ----------
    where : the test, and the unit of d in standard deviations of the outcome
    own : paths (2 K, 5, L + W) and arms (2, W), both written
    fitted : beta (C,), work (C, rows, L + T) and weights (C, 3, L)
    """
    (test, unit), (paths, arms), (beta, work, kernels) = where, own, fitted
    lags, row = kernels.shape[2], _last_row(sizes)
    start = lags + _number(sizes, test, at.FIRST_WEEK)
    weeks = _number(sizes, test, at.MEASURED)
    arms[:, :] = 0.0
    for pair in range(_number(sizes, test, at.FIRST_PAIR), _number(sizes, test, at.LAST_PAIR)):
        c = _channel(sizes, pair)
        b = unit * beta[c]
        for arm in range(2):
            k = 2 * pair + arm
            path_forward(point, sizes, c, media[k], (paths[k], kernels[c]))
            for t in range(weeks):
                arms[arm, t] += b * (paths[k, row, lags + t] - work[c, row, start + t])


@numba.njit(cache=True, error_model="numpy", forceinline=True)
def _measured(arms: Floats, weighting: Floats, effect: float, weeks: int, multiply: bool) -> float:
    """Log density of one test; arms (2, W) become its slopes along them."""
    modelled = 0.0
    for t in range(weeks):
        without, everywhere = arms[0, t], arms[1, t]
        if multiply:
            without, everywhere = math.expm1(without), math.expm1(everywhere)
        modelled += weighting[t] * (everywhere - without)
    off = effect - modelled
    for t in range(weeks):
        arms[0, t] = -off * weighting[t] * (math.exp(arms[0, t]) if multiply else 1.0)
        arms[1, t] = off * weighting[t] * (math.exp(arms[1, t]) if multiply else 1.0)
    return -0.5 * off * off


@numba.njit(cache=True, error_model="numpy", forceinline=True)
def _backward(
    gradient: Floats,
    sizes: Whole,
    where: tuple[int, float],
    series: tuple[Floats, Floats, Floats],
    own: tuple[Floats, Floats],
    fitted: tuple[Floats, Floats, Floats, Floats],
) -> None:
    """Adds the gradient of curves, and the slopes along beta and along media as they were.

    Parameters
    ----------
    series : media (2 K, L + W), and memory to work in, (W + L,) twice
    own : paths, and slopes along arms (2, W)
    fitted : beta, work, weights, and the slopes that `lift_tests` leaves
    """
    (test, unit), (media, slope, spare) = where, series
    (paths, arms), (beta, work, kernels, slopes) = own, fitted
    channels, lags, row = kernels.shape[0], kernels.shape[2], _last_row(sizes)
    all_weeks = work.shape[2] - lags
    first, weeks = _number(sizes, test, at.FIRST_WEEK), _number(sizes, test, at.MEASURED)
    for pair in range(_number(sizes, test, at.FIRST_PAIR), _number(sizes, test, at.LAST_PAIR)):
        c = _channel(sizes, pair)
        along = slopes[channels + c * all_weeks + first :]
        for arm in range(2):
            k = 2 * pair + arm
            slope[:] = 0.0
            for t in range(weeks):
                here = unit * beta[c] * arms[arm, t]
                change = paths[k, row, lags + t] - work[c, row, lags + first + t]
                slopes[c] += here * change
                along[t] -= here
                slope[t] = here
            media_backward(gradient, sizes, c, (media[k], slope, spare), (paths[k], kernels[c]))


@numba.njit(cache=True, error_model="numpy")
def lift_tests(
    point: Floats,
    gradient: Floats,
    sizes: Whole,
    tests: tuple[Floats, Floats, Floats, Floats],
    fitted: tuple[Floats, Floats, Floats],
    memory: Floats,
) -> float:
    """Log density of what all tests measured; adds the gradient of the curves.

    Parameters
    ----------
    tests : media (2 K, L + W), weighting (E, W), effect (1, E) and spread (1, 1)
    fitted : beta (C,), in standard deviations of the outcome, work (C, rows, L + T) and weights
        (C, 3, L)
    memory : (`lift_memory`,), overwritten
        First the slopes along log beta (C,), then those along media as they were (C * T,).
    """
    (media, weighting, effect, spread), (beta, work, kernels) = tests, fitted
    channels, lags, longest = kernels.shape[0], kernels.shape[2], weighting.shape[1]
    multiply = spread[0, 0] > 0.0
    unit = spread[0, 0] if multiply else 1.0
    end = channels * (work.shape[2] - lags + 1)
    slopes = memory[:end]
    slopes[:] = 0.0
    count = media.shape[0] * 5 * (lags + longest)
    paths = memory[end : end + count].reshape((media.shape[0], 5, lags + longest))
    end += count
    arms = memory[end : end + 2 * longest].reshape((2, longest))
    end += 2 * longest
    slope = memory[end : end + longest + lags]
    spare = memory[end + longest + lags : end + 2 * (longest + lags)]
    value = 0.0
    for test in range(sizes[at.TESTS]):
        where = (test, unit)
        weeks = _number(sizes, test, at.MEASURED)
        _forward(point, sizes, where, media, (paths, arms), fitted)
        value += _measured(arms, weighting[test], effect[0, test], weeks, multiply)
        series = (media, slope, spare)
        _backward(gradient, sizes, where, series, (paths, arms), (beta, work, kernels, slopes))
    return value
