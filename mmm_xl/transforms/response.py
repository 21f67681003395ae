"""Totals of a saturated series when its media are multiplied, for many multiples at once."""

from __future__ import annotations

import numba
import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]


@numba.njit(cache=True, error_model="numpy")
def multiplied_totals(powered: Floats, slope: Floats, multiples: Floats) -> Floats:
    """Sum over weeks of Hill saturation when carried-over media are multiplied.

    Parameters
    ----------
    powered : ndarray, shape (N, C, T)
        (carried / half-saturation) ** slope at a multiple of 1.
    slope : ndarray, shape (N, C)
    multiples : ndarray, shape (C, M), >= 0

    Returns
    -------
    ndarray, shape (N, C, M)

    Notes
    -----
    Carryover is linear, so multiplying media multiplies ``powered`` by multiple ** slope: one
    power a multiple instead of one a week.
    """
    draws, channels, weeks = powered.shape
    totals = np.zeros((draws, channels, multiples.shape[1]))
    for n in range(draws):
        for c in range(channels):
            for m in range(multiples.shape[1]):
                factor = multiples[c, m] ** slope[n, c]
                total = 0.0
                for t in range(weeks):
                    raised = factor * powered[n, c, t]
                    total += raised / (1.0 + raised)
                totals[n, c, m] = total
    return totals
