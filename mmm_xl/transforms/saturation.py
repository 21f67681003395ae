"""Saturation: how the effect of one more unit shrinks."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]


def hill(media: npt.ArrayLike, half_saturation: npt.ArrayLike, slope: npt.ArrayLike) -> Floats:
    """Hill saturation, a share of the greatest possible effect.

    Parameters
    ----------
    media : array_like, >= 0, any unit
    half_saturation : array_like, > 0, unit of ``media``
        kappa: where half of the greatest effect is reached.
    slope : array_like, > 0
        Above 1 the curve is S-shaped.

    Returns
    -------
    ndarray, in [0, 1), zero where ``media`` is zero

    Notes
    -----
    media**slope / (media**slope + kappa**slope). All arguments broadcast.

    References
    ----------
    Jin et al. (2017), equation 3.
    """
    ratio = np.asarray(media, dtype=float) / np.asarray(half_saturation, dtype=float)
    powered = ratio ** np.asarray(slope, dtype=float)
    return np.asarray(powered / (1.0 + powered))
