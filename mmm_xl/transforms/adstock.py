"""Carryover: how one week's advertising acts over the weeks after it."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from mmm_xl.names import Carryover

Floats = npt.NDArray[np.float64]


def decay_from_half_life(half_life: npt.ArrayLike) -> Floats:
    """Share of the effect kept from one week to the next, alpha.

    Parameters
    ----------
    half_life : array_like, weeks, > 0
        Default prior: median 1.5, 90% 0.3 to 8.

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


def weibull_weights(half_life: npt.ArrayLike, shape: npt.ArrayLike, l_max: int) -> Floats:
    """Normalised weights of Weibull adstock, whose peak is free.

    Parameters
    ----------
    half_life : array_like, shape (...,), weeks, > 0
        Weeks until half of the whole effect has passed: the median of the Weibull density.
    shape : array_like, shape (...,), > 0
        k: at most 1 the effect fades from the first week; above 1 it peaks later. Default prior:
        median 1.1, 90% 0.5 to 2.3.
    l_max : int, weeks

    Returns
    -------
    ndarray, shape (..., l_max)
        Density at l + 1/2 weeks, for l = 0 .. l_max - 1, divided by its sum.

    Notes
    -----
    f(x) is proportional to (x / s)**(k - 1) * exp(-(x / s)**k), s = half_life / ln(2)**(1 / k).
    The half-week avoids the pole at zero of shapes below 1.

    References
    ----------
    The density is that of Robyn's "Weibull PDF" adstock, there scaled to its maximum instead.
    """
    k = np.asarray(shape, dtype=float)[..., None]
    scale = np.asarray(half_life, dtype=float)[..., None] / np.log(2) ** (1 / k)
    log_x = np.log((np.arange(l_max) + 0.5) / scale)
    log_density = (k - 1) * log_x - np.exp(k * log_x)
    density = np.exp(log_density - log_density.max(axis=-1, keepdims=True))
    return density / density.sum(axis=-1, keepdims=True)


def delayed_weights(half_life: npt.ArrayLike, peak: npt.ArrayLike, l_max: int) -> Floats:
    """Normalised weights of delayed adstock: a bell around a later peak.

    Parameters
    ----------
    half_life : array_like, shape (...,), weeks, > 0
        From the peak until the weekly effect is halved.
    peak : array_like, shape (...,), weeks, > 0
        theta: when the effect is strongest. Default prior: median 1.4, 90% 0.5 to 4.
    l_max : int, weeks

    Returns
    -------
    ndarray, shape (..., l_max)
        alpha**((l - theta)**2), for l = 0 .. l_max - 1, divided by its sum, with
        alpha = 0.5 ** (1 / half_life**2).

    References
    ----------
    Jin et al. (2017), equation 2: delayed adstock.
    """
    h = np.asarray(half_life, dtype=float)[..., None]
    away = (np.arange(l_max) - np.asarray(peak, dtype=float)[..., None]) / h
    logs = -np.log(2) * away**2
    weights = np.exp(logs - logs.max(axis=-1, keepdims=True))
    return weights / weights.sum(axis=-1, keepdims=True)


def carryover_weights(
    family: str,
    l_max: int,
    half_life: npt.ArrayLike = 1.0,
    shape: npt.ArrayLike = 1.0,
    peak: npt.ArrayLike = 1.0,
) -> Floats:
    """Normalised weights of a named family, shape (..., l_max).

    Parameters
    ----------
    half_life, shape, peak : array_like, shape (...,)
        Those that the family has; the others are ignored.
    """
    if family == Carryover.AUTO:
        return weibull_weights(half_life, shape, l_max)
    if family == Carryover.DELAYED:
        return delayed_weights(half_life, peak, l_max)
    if family == Carryover.GEOMETRIC:
        return geometric_weights(decay_from_half_life(half_life), l_max)
    weights = np.zeros((*np.shape(half_life), l_max))
    weights[..., 0] = 1.0
    return weights


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
