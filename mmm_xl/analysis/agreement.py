"""How a measured effect and the draws of a modelled one agree; plain numbers, no labels.

The measured effect is y ~ Normal(m, se) around the modelled effect m, of which there are draws. So
the model predicts a result by the mixture of Normal(m_i, se) over the draws.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from scipy.special import ndtr, ndtri

Floats = npt.NDArray[np.float64]

BINS = 100
"""Slices of equal posterior probability in which two distributions are held against each other."""

CRITICAL = float(ndtri(0.975))
"""A result beyond so many standard errors is told from none, two-sided at 95%."""


def distance(draws: Floats, effect: float, error: float) -> float:
    """z: result less the model's mean, in standard deviations of the model's prediction of it.

    Parameters
    ----------
    draws : ndarray, shape (N,), outcome units
        Modelled effect.
    effect, error : float, outcome units
        Measured effect and its standard error.
    """
    return float((effect - draws.mean()) / np.sqrt(draws.var(ddof=1) + error**2))


def weight(draws: Floats, error: float) -> float:
    """Effective weight: what share of the posterior mean a test decides, from 0 to 1.

    Notes
    -----
    Under normality the mean with the test is (1 - w) * mean without + w * result, with
    w = variance / (variance + se^2) of the draws without it.
    """
    variance = draws.var(ddof=1)
    return float(variance / (variance + error**2))


def place(draws: Floats, effect: float, error: float) -> float:
    """Predictive probability of a result up to the measured one, from 0 to 1.

    Notes
    -----
    The result lies inside the equal-tailed predictive interval of level L where this lies between
    (1 - L) / 2 and (1 + L) / 2. It is also the probability that the effect behind the test, of
    which only the result is known, is above the model's.
    """
    return float(ndtr((effect - draws) / error).mean())


def two_sided(place: float) -> float:
    """Predictive probability of a result at least as far out, on either side."""
    return 2.0 * min(place, 1.0 - place)


def inside(place: float, level: float) -> bool:
    """Whether a result lies in the equal-tailed predictive interval of a level."""
    return (1.0 - level) / 2 <= place <= (1.0 + level) / 2


def overlap(draws: Floats, effect: float, error: float) -> float:
    """Common part of the draws' distribution and of Normal(effect, error), from 0 to 1.

    Notes
    -----
    Sum of the smaller of both probabilities over `BINS` slices that hold equal shares of the draws.
    """
    edges = np.quantile(draws, np.linspace(0, 1, BINS + 1))
    found = np.diff(ndtr((edges - effect) / error))
    return float(np.minimum(found, 1.0 / BINS).sum())


def crps(draws: Floats, effect: float, error: float) -> float:
    """Continuous ranked probability score of the prediction, outcome units; 0 is perfect.

    Notes
    -----
    E|Y - y| - E|Y - Y'| / 2 with Y, Y' independent predictions. The first is exact for the mixture;
    the second takes every draw at the quantiles of the noise that its rank among the others gives
    it, in a fixed order without pattern, so that the same draws give the same score.

    References
    ----------
    Gneiting and Raftery (2007), Strictly proper scoring rules, equation 21.
    """
    gaps = (effect - draws) / error
    away = error * (gaps * (2 * ndtr(gaps) - 1) + 2 * _density(gaps))
    made = np.sort(predictions(draws, error))
    n = len(made)
    spread = 2.0 * float((2 * np.arange(1, n + 1) - n - 1) @ made) / (n * (n - 1))
    return float(away.mean() - spread / 2)


def predictions(draws: Floats, error: float) -> Floats:
    """One result for each draw, its noise at evenly spaced quantiles in a fixed order."""
    n = len(draws)
    spaced = np.random.default_rng(_SEED).permutation((np.arange(n) + 0.5) / n)
    return np.asarray(draws + error * ndtri(spaced))


def power(draws: Floats, error: float) -> float:
    """Probability that a test's result lies beyond 1.96 standard errors, over the draws."""
    sizes = draws / error
    return float((ndtr(sizes - CRITICAL) + ndtr(-sizes - CRITICAL)).mean())


_SEED = 6


def _density(values: Floats) -> Floats:
    return np.asarray(np.exp(-0.5 * values**2) / np.sqrt(2 * np.pi))
