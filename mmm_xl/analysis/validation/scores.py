"""Errors of forecasts, week by week and together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import xarray as xr

from mmm_xl.analysis.predictive import LEVELS
from mmm_xl.analysis.validation.refit_results import Scores

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class WeekScores:
    """Forecasts of some weeks beside what happened.

    Parameters
    ----------
    actual, mean : ndarray, shape (W,), outcome units
        What happened, and the mean of the forecast.
    crps : ndarray, shape (W,), outcome units
    inside : mapping of level in percent to ndarray, shape (W,)
        Whether the week lies inside the equal-tailed interval.
    """

    actual: Floats
    mean: Floats
    crps: Floats
    inside: Mapping[int, Flags]

    def at(self, weeks: Flags) -> WeekScores:
        """Those of some of the weeks."""
        inside = {level: hit[weeks] for level, hit in self.inside.items()}
        return WeekScores(self.actual[weeks], self.mean[weeks], self.crps[weeks], inside)

    def together(self) -> Scores:
        """All weeks as one.

        Notes
        -----
        A percentage of zero does not exist: with one such week MAPE is NaN and the others stand;
        sMAPE counts a week in which outcome and forecast are both zero as no error.
        """
        errors = np.abs(self.actual - self.mean)
        size, sizes = np.abs(self.actual), np.abs(self.actual) + np.abs(self.mean)
        apart = np.divide(2.0 * errors, sizes, out=np.zeros_like(errors), where=sizes > 0)
        return Scores(
            weeks=len(errors),
            rmse=float(np.sqrt((errors**2).mean())),
            mape=float((errors / size).mean()) if (size > 0).all() else float("nan"),
            smape=float(apart.mean()),
            wape=float(errors.sum() / size.sum()) if size.any() else float("nan"),
            crps=float(self.crps.mean()),
            inside={level: int(hit.sum()) for level, hit in self.inside.items()},
        )


def joined(parts: Sequence[WeekScores]) -> WeekScores:
    """Weeks of several forecasts in a row."""
    return WeekScores(
        np.concatenate([part.actual for part in parts]),
        np.concatenate([part.mean for part in parts]),
        np.concatenate([part.crps for part in parts]),
        {level: np.concatenate([part.inside[level] for part in parts]) for level in LEVELS},
    )


def week_scores(draws: xr.DataArray | Floats, actual: Floats) -> WeekScores:
    """Forecast draws of each week beside what happened.

    Parameters
    ----------
    draws : DataArray, dims (chain, draw, date), or ndarray, shape (N, W), outcome units
    actual : ndarray, shape (W,), outcome units
    """
    values = in_a_row(draws)
    inside = {}
    for level in LEVELS:
        tail = (1 - level / 100) / 2
        low, high = np.quantile(values, [tail, 1 - tail], axis=0)
        inside[level] = (actual >= low) & (actual <= high)
    return WeekScores(actual, values.mean(axis=0), crps(values, actual), inside)


def score(draws: xr.DataArray | Floats, actual: Floats) -> Scores:
    """Errors of a forecast, all its weeks together.

    Parameters
    ----------
    draws : DataArray, dims (chain, draw, date), or ndarray, shape (N, W), outcome units
    actual : ndarray, shape (W,), outcome units
    """
    return week_scores(draws, actual).together()


def crps(draws: Floats, actual: Floats) -> Floats:
    """Continuous ranked probability score of each week, (W,), outcome units; lower is better.

    Parameters
    ----------
    draws : ndarray, shape (N, W), outcome units
    actual : ndarray, shape (W,), outcome units

    Notes
    -----
    E|X - y| - E|X - X'| / 2 with X and X' from the draws, exactly: with the draws sorted,
    2 / N^2 * sum over i of (x_i - y) * (N [y < x_i] - i + 1/2).

    References
    ----------
    Gneiting and Raftery (2007), Strictly Proper Scoring Rules, Prediction, and Estimation,
    equation 21; Jordan, Krueger and Lerch (2019), Evaluating Probabilistic Forecasts with
    scoringRules, equation 3.
    """
    ordered = np.sort(draws, axis=0)
    count = len(ordered)
    ranks = np.arange(count)[:, None] + 0.5
    weights = count * (ordered > actual) - ranks
    return np.asarray(2.0 / count**2 * ((ordered - actual) * weights).sum(axis=0))


def in_a_row(draws: xr.DataArray | Floats) -> Floats:
    """Values (N, W) of draws with dims (chain, draw, date), or as they are."""
    if isinstance(draws, xr.DataArray):
        values = draws.transpose("chain", "draw", "date").values
        return np.asarray(values.reshape(-1, values.shape[-1]))
    return draws
