"""Saturation: how the effect of one more unit shrinks.

Every curve is stated by ``half_saturation``, where half of the greatest effect is reached, so that
"half of the maximum at 1 to 3 times a usual week" means the same for all of them.
"""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

from mmm_xl.names import Saturation

Floats = npt.NDArray[np.float64]

_LN3 = math.log(3.0)


def hill(media: npt.ArrayLike, half_saturation: npt.ArrayLike, slope: npt.ArrayLike) -> Floats:
    """Hill saturation, a share of the greatest possible effect.

    Parameters
    ----------
    media : array_like, >= 0, any unit
    half_saturation : array_like, > 0, unit of ``media``
        kappa: where half of the greatest effect is reached. Default prior: median 1 usual week on
        air, 90% 0.3 to 3.2.
    slope : array_like, > 0
        Above 1 the curve is S-shaped. Default prior: median 1.1, 90% 0.7 to 1.8.

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


def michaelis_menten(media: npt.ArrayLike, half_saturation: npt.ArrayLike) -> Floats:
    """Michaelis-Menten saturation, a share of the greatest possible effect.

    Parameters
    ----------
    media : array_like, >= 0, any unit
    half_saturation : array_like, > 0, unit of ``media``
        lambda of the usual notation. Default prior as for `hill`.

    Returns
    -------
    ndarray, in [0, 1)

    Notes
    -----
    media / (media + lambda): Hill with slope 1, never S-shaped.

    References
    ----------
    Michaelis and Menten (1913), the rate equation.
    """
    return hill(media, half_saturation, 1.0)


def logistic(media: npt.ArrayLike, half_saturation: npt.ArrayLike) -> Floats:
    """Logistic saturation, a share of the greatest possible effect.

    Parameters
    ----------
    media : array_like, >= 0, any unit
    half_saturation : array_like, > 0, unit of ``media``
        Default prior as for `hill`.

    Returns
    -------
    ndarray, in [0, 1)

    Notes
    -----
    (1 - exp(-lambda media)) / (1 + exp(-lambda media)) = tanh(lambda media / 2), with
    lambda = ln(3) / half_saturation.

    References
    ----------
    The "logistic" saturation of PyMC-Marketing, whose lambda this is.
    """
    ratio = np.asarray(media, dtype=float) / np.asarray(half_saturation, dtype=float)
    return np.asarray(np.tanh(0.5 * _LN3 * ratio))


def saturate(
    family: str,
    media: Floats,
    half_saturation: npt.ArrayLike | None = None,
    slope: npt.ArrayLike | None = None,
) -> Floats:
    """Saturated media of a named family; media themselves for "none".

    Parameters
    ----------
    half_saturation, slope : array_like
        Of the families that have them.
    """
    if family == Saturation.NONE:
        return media
    assert half_saturation is not None
    if family == Saturation.LOGISTIC:
        return logistic(media, half_saturation)
    return hill(media, half_saturation, 1.0 if slope is None else slope)
