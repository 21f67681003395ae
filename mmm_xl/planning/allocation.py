"""Dividing a budget so that the last unit brings the same everywhere."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
MeanResponse = Callable[[Floats], Floats]

_STEPS = 60
"""Steps between the bounds of each channel's curve."""


@dataclass(frozen=True)
class EqualMarginalReturn:
    """The allocation with equal marginal return for any budget.

    Parameters
    ----------
    least, greatest : ndarray, shape (C,), currency units
        Bounds of each channel's spend.
    pieces : tuple of (channel, width in currency units)
        Straight pieces of the concave envelopes of the mean curves, best return first.

    Notes
    -----
    Buying the pieces in order is the best allocation on the envelopes: marginal returns are equal
    wherever no bound binds.
    """

    least: Floats
    greatest: Floats
    pieces: tuple[tuple[int, float], ...]

    def spend(self, budget: float) -> Floats:
        """Spend of each channel, shape (C,), currency units.

        Notes
        -----
        Sums to ``budget``, clipped to what the bounds allow.
        """
        plan = self.least.copy()
        left = min(budget, float(self.greatest.sum())) - float(plan.sum())
        for channel, width in self.pieces:
            bought = min(width, max(left, 0.0))
            plan[channel] += bought
            left -= bought
        return plan


def equal_marginal_return(
    response: MeanResponse, spend: Floats, bounds: tuple[float, float]
) -> EqualMarginalReturn:
    """Allocation rule from the channels' mean curves.

    Parameters
    ----------
    response : callable
        Mean incremental outcome (C, M) at multiples (C, M) of each channel's spend.
    spend : ndarray, shape (C,), currency units
    bounds : (float, float)
        Least and greatest multiple of each channel's spend.
    """
    multiples = np.tile(np.linspace(*bounds, _STEPS + 1), (len(spend), 1))
    values = response(multiples)
    priced: list[tuple[float, int, float]] = []
    for c in range(len(spend)):
        corners = _envelope(multiples[c] * spend[c], values[c])
        widths = np.diff(multiples[c, corners]) * spend[c]
        returns = np.diff(values[c, corners]) / widths
        priced += [(-gain, c, width) for gain, width in zip(returns, widths, strict=True)]
    pieces = tuple((channel, float(width)) for _, channel, width in sorted(priced))
    return EqualMarginalReturn(spend * bounds[0], spend * bounds[1], pieces)


def _envelope(x: Floats, y: Floats) -> list[int]:
    """Positions of the corners of the upper concave envelope of points with rising x."""
    corners: list[int] = []
    for i in range(len(x)):
        while len(corners) > 1 and _below(x, y, corners[-2], corners[-1], i):
            corners.pop()
        corners.append(i)
    return corners


def _below(x: Floats, y: Floats, left: int, middle: int, right: int) -> bool:
    """Whether the middle point is on or under the line between its neighbours."""
    slope = (y[right] - y[left]) / (x[right] - x[left])
    return bool(y[middle] <= y[left] + slope * (x[middle] - x[left]))
