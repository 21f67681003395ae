"""Yearly waves."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

DAYS_A_YEAR = 365.25


def fourier(dates: npt.NDArray[np.datetime64], order: int) -> npt.NDArray[np.float64]:
    """Yearly sine and cosine waves.

    Parameters
    ----------
    dates : datetime64[D], shape (T,)
    order : int
        Number of pairs.

    Returns
    -------
    ndarray, shape (T, 2 * order), columns sin 1, cos 1, sin 2, cos 2, ...

    Notes
    -----
    The phase counts days since 1970-01-01, so that the same date has the same value in every
    window of data.
    """
    days = dates.astype("datetime64[D]").astype(np.int64).astype(float)
    angle = 2 * np.pi * days[:, None] / DAYS_A_YEAR * np.arange(1, order + 1)
    return np.stack([np.sin(angle), np.cos(angle)], axis=-1).reshape(len(dates), 2 * order)
