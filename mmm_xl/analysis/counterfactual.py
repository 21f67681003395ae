"""What the outcome would have been had media been other than they were, draw by draw.

Carryover is computed again from the changed media of each channel, also over the weeks after the
last one of the data, in which nothing more is spent: effects that fall there belong to the spend
that caused them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import numpy.typing as npt
import xarray as xr

from mmm_xl.analysis.contribution import Contributions
from mmm_xl.analysis.margin import joint_margin, weekly_margin
from mmm_xl.inference.draw_arrays import curve_draws, media_factor
from mmm_xl.inference.media_draws import saturated_media, saturated_paths
from mmm_xl.runs.run import Run

Floats = npt.NDArray[np.float64]

LEVEL_WEEKS = 52
"""Weeks whose mean modelled outcome stands for the weeks after the data where effects multiply."""


@dataclass(frozen=True)
class Counterfactuals:
    """Answers of a run's model to changed media.

    Parameters
    ----------
    effects : Contributions
        Of the same run, with all media as they were.

    Notes
    -----
    W weeks are evaluated: the H of `Dataset.history`, the T of the data and the L of carryover
    after them. Draws of all chains stand in a row, N.
    """

    run: Run
    effects: Contributions
    _observed: dict[int, Floats] = field(default_factory=dict, repr=False)

    @property
    def before(self) -> int:
        """Weeks before the first one of the data, H."""
        return len(self.run.dataset.history)

    @property
    def after(self) -> int:
        """Weeks after the last one of the data over which its spend may still act, L."""
        return self.run.spec.carryover_weeks

    @cached_property
    def media(self) -> Floats:
        """Media as they were, (C, W), spend or exposure units; zero after the data."""
        dataset = self.run.dataset
        known = np.concatenate([dataset.history, dataset.media])
        return np.pad(known, ((0, self.after), (0, 0))).T

    @cached_property
    def _curves(self) -> dict[str, Floats]:
        return curve_draws(self.run.posterior)

    @cached_property
    def factor(self) -> Floats:
        """Effect of saturated media of 1, (N, C), outcome units (logarithm where they multiply)."""
        design = self.run.design
        saturated = saturated_media(design, self.run.spec, self._curves)
        return media_factor(design, self._curves["effect"], saturated) * design.scale.spread

    @cached_property
    def level(self) -> Floats:
        """Modelled outcome of the data's weeks and of those after them, (N, T + L).

        After the data it is the mean of the last 52 weeks: what carried-over effects multiply.
        """
        modelled = _in_a_row(self.effects.modelled)
        usual = modelled[:, -LEVEL_WEEKS:].mean(axis=1, keepdims=True)
        return np.hstack([modelled, np.repeat(usual, self.after, axis=1)])

    def effect(self, channel: int, media: Floats) -> Floats:
        """Effect of one channel's media, (N, T + L), outcome units or logarithm of the outcome.

        Parameters
        ----------
        media : ndarray, shape (W,), spend or exposure units
        """
        path = (media / self.run.design.usual[channel])[None]
        saturated = saturated_paths(self.run.spec, self._curves, channel, path)[:, 0]
        return saturated[:, self.before :] * self.factor[:, [channel]]

    def observed(self, channel: int) -> Floats:
        """Effect of one channel's media as they were, (N, T + L)."""
        if channel not in self._observed:
            self._observed[channel] = self.effect(channel, self.media[channel])
        return self._observed[channel]

    def margin_per_unit(self, channel: int) -> xr.DataArray | None:
        """Contribution margin of one more unit of the outcome, dims (week,), currency units.

        Parameters
        ----------
        channel : int
            Position of the channel whose extra outcome it is.

        Returns
        -------
        DataArray or None
            None where no margin is given or the outcome has no value in money.

        Notes
        -----
        By week and channel where the workbook has a Margins sheet; weeks after the data take the
        mean of its last 52.
        """
        margins, value = weekly_margin(self.run, channel, self.after), self.run.spec.outcome_value
        if margins is None or np.isnan(value):
            return None
        return xr.DataArray(margins * value, dims="week")

    def margin_of(self, lost: xr.DataArray, changed: Mapping[int, Floats]) -> xr.DataArray | None:
        """Contribution margin of what changed media lose, dims (chain, draw, week), currency units.

        Parameters
        ----------
        lost : DataArray, dims (chain, draw, week), outcome units
            As `lost` returns it for ``changed``.

        Returns
        -------
        DataArray or None
            None where no margin is given or the outcome has no value in money.
        """
        worth = [self.margin_per_unit(channel) for channel in changed]
        known = [one for one in worth if one is not None]
        if not known or len(known) < len(worth):
            return None
        if len(known) == 1 or not len(self.run.dataset.margins):
            return lost * known[0]
        apart = [self.lost({channel: media}) for channel, media in changed.items()]
        return joint_margin(apart, lost, known, multiplicative=self.effects.multiplicative)

    def lost(self, changed: Mapping[int, Floats]) -> xr.DataArray:
        """Modelled outcome less that under changed media, week by week.

        Parameters
        ----------
        changed : mapping of channel position to media (W,)
            Channels that are not named are as they were.

        Returns
        -------
        DataArray, dims (chain, draw, week), outcome units
            T weeks of the data and L after them. Negative where the change brings more.

        Notes
        -----
        Several channels are changed together, so where effects multiply the result is that of the
        joint change, not the sum of each by itself.
        """
        weeks = self.run.dataset.weeks + self.after
        less = np.zeros((len(self.factor), weeks))
        for channel, media in changed.items():
            less += self.observed(channel) - self.effect(channel, media)
        values = self.level * -np.expm1(-less) if self.effects.multiplicative else less
        posterior = self.run.posterior
        shape = (posterior.sizes["chain"], posterior.sizes["draw"], weeks)
        return xr.DataArray(
            values.reshape(shape),
            dims=("chain", "draw", "week"),
            coords={"chain": posterior["chain"], "draw": posterior["draw"]},
        )


def _in_a_row(draws: xr.DataArray) -> Floats:
    """Values (N, T) of draws with dims (chain, draw, date)."""
    values = draws.transpose("chain", "draw", "date").values
    return values.reshape(-1, values.shape[-1])
