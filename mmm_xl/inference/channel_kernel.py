"""One channel's saturated and carried-over media at a point, and the gradient of its curves."""

from __future__ import annotations

import numba
import numpy as np
import numpy.typing as npt

from mmm_xl.inference import layout as at
from mmm_xl.inference.media_kernel import (
    carry,
    carry_back,
    carryover_weights,
    dot,
    history_slopes,
    saturate,
    saturate_history,
    saturation_slopes,
    weight_slopes,
)

Floats = npt.NDArray[np.float64]
Whole = npt.NDArray[np.int64]

_HEAD = at.FIRST_PLACE


@numba.njit(cache=True, error_model="numpy", forceinline=True)
def place(sizes: Whole, row: int, channel: int) -> int:
    """One of a channel's places; see `mmm_xl.inference.layout`."""
    return sizes[_HEAD + row * sizes[at.CHANNELS] + channel]


@numba.njit(cache=True, error_model="numpy", forceinline=True)
def parameter(point: Floats, i: int) -> float:
    """Value at a position of the point, 0 where there is none."""
    return point[i] if i >= 0 else 0.0


@numba.njit(cache=True, error_model="numpy", forceinline=True)
def path_forward(
    point: Floats, sizes: Whole, c: int, media: Floats, own: tuple[Floats, Floats]
) -> None:
    """`media_forward` of other media (L + T,) of a channel whose weights are known."""
    work, kernel = own
    lags = kernel.shape[1]
    curve = (
        parameter(point, place(sizes, at.HALF_SATURATION, c)),
        parameter(point, place(sizes, at.SLOPE, c)),
    )
    reached, rows = work[0][lags:], (work[1][lags:], work[2][lags:], work[3][lags:])
    if sizes[at.SATURATION_FIRST] == 0:
        carry(media, kernel[0], reached)
        saturate(place(sizes, at.SATURATION_FAMILY, c), curve, reached, rows)
    else:
        saturate_history(place(sizes, at.SATURATION_FAMILY, c), curve, media, work[:4, :lags])
        for t in range(reached.shape[0]):
            reached[t] = media[lags + t] + 1e-200
        saturate(place(sizes, at.SATURATION_FAMILY, c), curve, reached, rows)
        carry(work[1], kernel[0], work[4][lags:])


@numba.njit(cache=True, error_model="numpy", forceinline=True)
def media_forward(
    point: Floats, sizes: Whole, c: int, series: tuple[Floats, Floats], own: tuple[Floats, Floats]
) -> None:
    """Saturated media of one channel and what its gradient needs.

    Parameters
    ----------
    series : media (L + T,) and log(lag + 1/2) (L,)
    own : work (5, L + T) and weights (3, L), both written
        Work: what reaches saturation, then the three rows of `saturate`, then saturated and
        carried-over media; weights, then their two derivatives.
    """
    (media, lag_logs), (_, kernel) = series, own
    shape = (
        parameter(point, place(sizes, at.HALF_LIFE, c)),
        parameter(point, place(sizes, at.FORM, c)),
        sizes[at.LAGS],
    )
    family = place(sizes, at.CARRYOVER_FAMILY, c)
    carryover_weights(family, shape, lag_logs, kernel[0], (kernel[1], kernel[2]))
    path_forward(point, sizes, c, media, own)


@numba.njit(cache=True, error_model="numpy", forceinline=True)
def media_backward(
    gradient: Floats,
    sizes: Whole,
    c: int,
    series: tuple[Floats, Floats, Floats],
    own: tuple[Floats, Floats],
) -> None:
    """Adds the gradient of one channel's curve parameters.

    Parameters
    ----------
    series : media (L + T,), the slope of its saturated media (T + L,) and spare memory (L + T,),
        the last two overwritten
    own : from `media_forward`
    """
    (media, slope, spare), (work, kernel) = series, own
    lags = kernel.shape[1]
    weeks = work.shape[1] - lags
    by_weight, back, reached = spare[:lags], spare[lags:], work[0][lags:]
    if sizes[at.SATURATION_FIRST] == 0:
        here = slope[:weeks]
        by_half, by_slope = saturation_slopes(here, reached, work[2][lags:], work[3][lags:])
        weight_slopes(here, media, by_weight)
    else:
        weight_slopes(slope[:weeks], work[1], by_weight)
        carry_back(slope, kernel[0], back)
        by_half, by_slope = saturation_slopes(back, reached, work[2][lags:], work[3][lags:])
        early = history_slopes(slope, kernel[0], media, work[:4, :lags])
        by_half, by_slope = by_half + early[0], by_slope + early[1]
    if place(sizes, at.HALF_LIFE, c) >= 0:
        gradient[place(sizes, at.HALF_LIFE, c)] += dot(by_weight, kernel[1])
    if place(sizes, at.FORM, c) >= 0:
        gradient[place(sizes, at.FORM, c)] += dot(by_weight, kernel[2])
    if place(sizes, at.HALF_SATURATION, c) >= 0:
        gradient[place(sizes, at.HALF_SATURATION, c)] += by_half
    if place(sizes, at.SLOPE, c) >= 0:
        gradient[place(sizes, at.SLOPE, c)] += by_slope
