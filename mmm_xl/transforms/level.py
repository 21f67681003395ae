"""A level that drifts: a random walk, straight between knots."""

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
