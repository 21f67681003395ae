"""A forecast that anybody can make: the same week a year before, or the last one."""

from __future__ import annotations

from dataclasses import dataclass
from statistics import NormalDist

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]

YEAR = 52
"""Weeks: 364 days before falls on the same weekday, in years of 53 weeks as well."""

LEAST_ERRORS = 13
"""Fewest own errors that a spread is taken from: a quarter."""

_QUANTILES = 1000

YEAR_BEFORE, LAST_WEEK = "same week a year before", "last week"


@dataclass(frozen=True)
class Naive:
    """Seasonal-naive forecast with intervals.

    Parameters
    ----------
    expected : ndarray, shape (W,), outcome units
    draws : ndarray, shape (N, W), outcome units
        Evenly spaced quantiles of the forecast of each week.
    """

    name: str
    expected: Floats
    draws: Floats


def naive_name(weeks: int) -> str:
    """What a seasonal-naive forecast after so many weeks of training repeats."""
    return YEAR_BEFORE if weeks >= YEAR else LAST_WEEK


def naive(training: Floats, weeks: int) -> Naive:
    """Seasonal-naive forecast of the weeks after some training weeks.

    Parameters
    ----------
    training : ndarray, shape (T,), outcome units
    weeks : int
        W; at most a year.

    Notes
    -----
    With a year of training it repeats the week 364 days before, otherwise the last week. So that
    its CRPS and intervals compare fairly, each week has a Normal distribution around it whose
    standard deviation is the root mean square of the same forecast's own errors inside the
    training weeks: a year ahead, or as many weeks ahead as that week is. Where there are fewer
    than 13 such errors, it is that between two weeks of the training taken at random.

    References
    ----------
    Hyndman and Athanasopoulos (2021), Forecasting: Principles and Practice, 3rd edition,
    sections 5.2 and 5.5.
    """
    length = len(training)
    ahead = np.arange(1, weeks + 1)
    if length >= YEAR:
        expected = training[length - YEAR + ahead - 1]
        spread = np.full(weeks, _spread(training, YEAR))
    else:
        expected = np.full(weeks, training[-1])
        spread = np.array([_spread(training, int(step)) for step in ahead])
    standard = NormalDist()
    places = [(i + 0.5) / _QUANTILES for i in range(_QUANTILES)]
    steps = np.array([standard.inv_cdf(place) for place in places])
    return Naive(naive_name(length), expected, expected + steps[:, None] * spread)


def _spread(training: Floats, lag: int) -> float:
    """Standard deviation of the error of repeating the week ``lag`` weeks before."""
    errors = training[lag:] - training[:-lag]
    if len(errors) < LEAST_ERRORS:
        return float(np.sqrt(2.0) * training.std())
    return float(np.sqrt((errors**2).mean()))
