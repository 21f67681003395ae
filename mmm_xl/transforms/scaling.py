"""Centres and scales that bring every series to about one."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Scale:
    """Centre and spread of a series; ``standardise`` takes them out, ``restore`` puts them back."""

    centre: float
    spread: float

    def standardise(self, values: Floats) -> Floats:
        """Values less centre, over spread."""
        return (values - self.centre) / self.spread

    def restore(self, values: Floats) -> Floats:
        """Values times spread, plus centre."""
        return values * self.spread + self.centre


def scale_of(values: Floats) -> Scale:
    """Mean and population standard deviation of a series (1 where it does not vary)."""
    spread = float(values.std())
    return Scale(float(values.mean()), spread if spread > 0 else 1.0)


def usual_week(media: Floats) -> Floats:
    """Mean of the weeks in which a channel is on air, for each channel.

    Parameters
    ----------
    media : ndarray, shape (T, C), media units a week

    Returns
    -------
    ndarray, shape (C,)
        1 for a channel that is never on air.

    Notes
    -----
    Half-saturation is stated relative to this: a channel that runs in bursts saturates at the
    level of its bursts, not at their average with silent weeks.
    """
    on_air = (media > 0).sum(axis=0)
    return np.where(on_air > 0, media.sum(axis=0) / np.maximum(on_air, 1), 1.0)
