"""What the spend of a window brought: while it lasted, afterwards, and at the margin, per draw."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import xarray as xr

from mmm_xl.analysis.counterfactual import Counterfactuals
from mmm_xl.analysis.roi import STEP
from mmm_xl.data.window import Window

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Views:
    """One amount in the two views of a window.

    Parameters
    ----------
    spend_view : DataArray, dims (chain, draw), outcome units
        All that the window's spend brings, now and later.
    same_period : DataArray, dims (chain, draw), outcome units
        The part of it that falls inside the window.
    """

    spend_view: xr.DataArray
    same_period: xr.DataArray

    @property
    def carry_out(self) -> xr.DataArray:
        """What falls after the window, dims (chain, draw), outcome units."""
        return self.spend_view - self.same_period


@dataclass(frozen=True)
class Lift:
    """Draws of one or several channels together in one window.

    Parameters
    ----------
    names : tuple of str
        Channels whose spend is taken away together.
    spend : float, currency units
        Of the window; weeks that straddle its ends are split by days.
    incremental : Views, outcome units
        Modelled outcome less that without the window's spend of these channels, others as they
        were, carryover computed again.
    extra : Views, outcome units
        Modelled outcome if that spend were 1% higher, less the modelled outcome.
    margin, extra_margin : Views or None, currency units
        The same as contribution margin; None where no margin is given or the outcome has no value.
    contribution : DataArray, dims (chain, draw), outcome units
        Part of the window's modelled outcome, caused by all spend, earlier included: an amount,
        never a return.
    """

    names: tuple[str, ...]
    window: Window
    spend: float
    incremental: Views
    extra: Views
    margin: Views | None
    extra_margin: Views | None
    contribution: xr.DataArray

    @property
    def extra_spend(self) -> float:
        """Currency units that ``extra`` costs."""
        return STEP * self.spend


def lift(answers: Counterfactuals, names: Sequence[str], window: Window) -> Lift:
    """Lift of some channels together in a window.

    Parameters
    ----------
    names : sequence of str
        Channels of the run.

    Notes
    -----
    Where effects add, the lift of several channels is the sum of their lifts; where they multiply
    it is that of the joint change, and the difference is their interaction.
    """
    dataset = answers.run.dataset
    own = [dataset.channel_names.index(name) for name in names]
    inside = window.fractions(dataset.dates)
    share = np.pad(inside, (answers.before, answers.after))
    without = {i: answers.media[i] * (1.0 - share) for i in own}
    more = {i: answers.media[i] * (1.0 + STEP * share) for i in own}
    gone, missed = answers.lost(without), answers.lost(more)
    counted = np.pad(inside, (0, answers.after))
    margin, missed_margin = answers.margin_of(gone, without), answers.margin_of(missed, more)
    contributed = answers.effects.channels.isel(channel=own).sum("channel")
    return Lift(
        names=tuple(names),
        window=window,
        spend=float(inside @ dataset.spend[:, own].sum(axis=1)),
        incremental=_views(gone, counted),
        extra=_views(-missed, counted),
        margin=None if margin is None else _views(margin, counted),
        extra_margin=None if missed_margin is None else _views(-missed_margin, counted),
        contribution=contributed.dot(xr.DataArray(inside, dims="date")),
    )


def _views(weekly: xr.DataArray, counted: Floats) -> Views:
    """Both views of weekly amounts, dims (chain, draw, week)."""
    return Views(weekly.sum("week"), weekly.dot(xr.DataArray(counted, dims="week")))
