"""Carryover: how one week's advertising acts over the weeks after it."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]


def decay_from_half_life(half_life: npt.ArrayLike) -> Floats:
    """Share of the effect kept from one week to the next, alpha.

    Parameters
    ----------
    half_life : array_like, weeks, > 0

    Returns
    -------
    ndarray, same shape, in (0, 1)

    Notes
    -----
    alpha = 0.5 ** (1 / half_life): after ``half_life`` weeks half of the weekly effect is left.
    """
    return np.asarray(0.5 ** (1.0 / np.asarray(half_life, dtype=float)))


def geometric_weights(alpha: npt.ArrayLike, l_max: int) -> Floats:
    """Normalised weights of geometric adstock.

    Parameters
    ----------
    alpha : array_like, shape (...,), in [0, 1)
    l_max : int, weeks
        Number of weights: the week itself and ``l_max - 1`` weeks after it.

    Returns
    -------
    ndarray, shape (..., l_max)
        alpha**l / sum over l of alpha**l, for l = 0 .. l_max - 1; sums to 1.

    References
    ----------
    Jin et al. (2017), Bayesian Methods for Media Mix Modeling with Carryover and Shape Effects,
    equation 2, with their normalisation.
    """
    powers = np.asarray(alpha, dtype=float)[..., None] ** np.arange(l_max)
    return powers / powers.sum(axis=-1, keepdims=True)


def adstock(media: Floats, weights: Floats) -> Floats:
    """Media spread over time; weeks before the first are taken as zero.

    Parameters
    ----------
    media : ndarray, shape (..., T), media units a week
    weights : ndarray, shape (..., L)
        Leading dimensions broadcast against those of ``media``.

    Returns
    -------
    ndarray, shape (..., T), media units a week
    """
    shape = np.broadcast_shapes(media.shape[:-1], weights.shape[:-1])
    weeks = media.shape[-1]
    spread = np.zeros((*shape, weeks))
    for lag in range(min(weights.shape[-1], weeks)):
        spread[..., lag:] += weights[..., lag, None] * media[..., : weeks - lag]
    return spread
