"""A level that drifts, straight between knots, and a trend that bends at knots."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt


def level_basis(weeks: int, spacing: int) -> npt.NDArray[np.float64]:
    """Columns whose independent steps make a random walk.

    Parameters
    ----------
    weeks : int
        T.
    spacing : int, weeks
        Distance between knots.

    Returns
    -------
    ndarray, shape (T, K), K = ceil(T / spacing)
        Column k is what one unit of step k adds: zero up to knot k, rising to 1 at knot k + 1.

    Notes
    -----
    With steps drawn from Normal(0, tau^2) the level at knot k has variance k * tau^2. It starts at
    zero; the intercept holds the start.
    """
    week = np.arange(weeks)[:, None]
    knots = np.arange(0, weeks - 1 + spacing, spacing)[None, :-1] if weeks > 1 else np.zeros((1, 0))
    return np.clip((week - knots) / spacing, 0.0, 1.0)


def trend_bends(weeks: int, spacing: int) -> npt.NDArray[np.float64]:
    """Columns that change the slope of a trend.

    Parameters
    ----------
    weeks : int
        T.
    spacing : int, weeks
        Distance between changes; the first is that long after the first week.

    Returns
    -------
    ndarray, shape (T, K), K = ceil(T / spacing) - 1
        Column k is zero up to change k, then rises by 1 each ``spacing`` weeks.

    References
    ----------
    Taylor and Letham (2018), Forecasting at Scale, section 3.1.2: a piecewise linear trend.
    """
    changes = np.arange(spacing, weeks, spacing)
    return np.clip((np.arange(weeks)[:, None] - changes[None, :]) / spacing, 0.0, None)
