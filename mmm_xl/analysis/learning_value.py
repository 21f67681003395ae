"""What a better-informed choice is worth, on the draws of a posterior; plain numbers, no labels."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from scipy.special import ndtr

from mmm_xl.analysis.agreement import predictions

Floats = npt.NDArray[np.float64]

CELLS = 100
"""Ranges of equal probability to which the simulated results of a test are told apart."""

GROUPS = 400
"""Groups of draws with nearly the same effect."""


def perfect_information(benefits: Floats) -> float:
    """Expected gain of choosing with the return known: E[max NB] - max E[NB], currency units.

    Parameters
    ----------
    benefits : ndarray, shape (N, K), currency units
        Net benefit of each choice in each draw.
    """
    chosen = benefits[:, benefits.mean(axis=0).argmax()]
    return float((benefits.max(axis=1) - chosen).mean())  # exactly 0 where all draws agree


def sample_information(benefits: Floats, effects: Floats, error: float) -> float:
    """Expected gain of choosing after a test, currency units: never above perfect information.

    Parameters
    ----------
    benefits : ndarray, shape (N, K), currency units
    effects : ndarray, shape (N,), outcome units
        What the test would measure in each draw, but for its noise.
    error : float, outcome units
        Standard error of the test.

    Notes
    -----
    A result is simulated for every draw; `CELLS` ranges hold equal numbers of them. After a result
    in one of the ranges every draw is weighted with the probability that it gives to that range,
    Phi((b - m) / se) - Phi((a - m) / se), and the choice with the greatest weighted mean is taken.
    The weights of each draw sum to 1 over the ranges, so that what is expected before the test is
    exactly the mean of what is expected after it, and no value arises from simulation noise. Draws
    of nearly the same effect are taken together in `GROUPS`, for speed: also that can only lose.
    """
    most = perfect_information(benefits)
    if not most:
        return 0.0
    ends = np.quantile(predictions(effects, error), np.linspace(0, 1, CELLS + 1)[1:-1])
    chosen = benefits[:, [benefits.mean(axis=0).argmax()]]
    middle, more, size = _grouped(effects, benefits - chosen)  # exactly 0 for today's choice
    below = ndtr((ends[None] - middle[:, None]) / error)
    weights = np.diff(below, axis=1, prepend=0.0, append=1.0) * size[:, None]
    return min(float((weights.T @ more).max(axis=1).sum()), most)


def _grouped(effects: Floats, benefits: Floats) -> tuple[Floats, Floats, Floats]:
    """Mean effect (G,), mean benefits (G, K) and share of the draws (G,) of neighbours."""
    order, n = np.argsort(effects, kind="stable"), len(effects)
    starts = np.unique(np.linspace(0, n, min(GROUPS, n) + 1).astype(int))[:-1]
    size = np.diff(starts, append=n).astype(float)
    middle = np.add.reduceat(effects[order], starts) / size
    mean = np.add.reduceat(benefits[order], starts) / size[:, None]
    return middle, mean, size / n


def summed_noise(weeks: int, rho: Floats) -> Floats:
    """Variance of the sum of so many weeks' noise, in variances of one week's, shape of ``rho``.

    Parameters
    ----------
    rho : ndarray, correlation of one week's noise with the next

    Notes
    -----
    AR(1): w + 2 * sum over k of (w - k) * rho^k.
    """
    lags = np.arange(1, weeks)
    powers = np.asarray(rho)[..., None] ** lags
    return np.asarray(weeks + 2.0 * powers @ (weeks - lags).astype(float))


def split_noise(share: float) -> float:
    """Variance of a treated share's outcome less its control's, in variances of the nation's.

    Notes
    -----
    The nation's noise is taken as the sum of independent parts, each with variance in proportion to
    its size. The control, scaled to the treated share s, then is subtracted:
    s + (s / (1 - s))^2 * (1 - s) = s / (1 - s).
    """
    return share / (1.0 - share)
