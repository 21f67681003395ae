"""What the spend of chosen days brought, each channel in days of its own."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import numpy as np
import xarray as xr

from mmm_xl.analysis.counterfactual import Counterfactuals
from mmm_xl.data.window import Stretches, Window, joined


@dataclass(frozen=True)
class EffectOfDays:
    """Lift in the spend view of channels and days, each computed once."""

    answers: Counterfactuals
    _known: dict[tuple[str, Window], xr.DataArray] = field(default_factory=dict, repr=False)

    @property
    def worth(self) -> float:
        """Currency units of one outcome unit; 1 where it has no value in money."""
        value = self.answers.run.spec.outcome_value
        return 1.0 if np.isnan(value) else value

    def alone(self, name: str, window: Window) -> xr.DataArray:
        """Lift of one channel, dims (chain, draw), outcome units."""
        if (name, window) not in self._known:
            self._known[name, window] = self._lost({name: window})
        return self._known[name, window]

    def together(self, windows: Mapping[str, Window]) -> xr.DataArray:
        """Lift of several channels, each in its own window, dims (chain, draw), outcome units.

        Notes
        -----
        Where effects multiply it is that of the joint change, not the sum of each.
        """
        if len(windows) == 1 or not self.answers.effects.multiplicative:
            return _summed([self.alone(name, window) for name, window in windows.items()])
        return self._lost(windows)

    def _lost(self, windows: Mapping[str, Window]) -> xr.DataArray:
        """Modelled outcome less that without the windows' spend, now and later."""
        answers, dataset = self.answers, self.answers.run.dataset
        changed = {}
        for name, window in windows.items():
            i = dataset.channel_names.index(name)
            share = np.pad(window.fractions(dataset.dates), (answers.before, answers.after))
            changed[i] = answers.media[i] * (1.0 - share)
        return answers.lost(changed).sum("week")

    def spend(self, windows: Mapping[str, Window]) -> float:
        """The Spend sheet's, weeks split by days, currency units."""
        dataset = self.answers.run.dataset
        return sum(
            float(
                window.fractions(dataset.dates)
                @ dataset.spend[:, dataset.channel_names.index(name)]
            )
            for name, window in windows.items()
        )

    def justified_by_one(self, name: str, window: Window) -> float | None:
        """Most spend that one outcome unit of credit justifies, currency units.

        Returns
        -------
        float or None
            Its revenue times the margin (times 1 where none is given) over the hurdle. None where
            the outcome has no value in money, or the hurdle is 0.

        Notes
        -----
        Margins of the Margins sheet are weighted with the spend of the window's days.
        """
        run = self.answers.run
        dataset, settings = run.dataset, run.dataset.settings
        if np.isnan(run.spec.outcome_value) or settings.hurdle <= 0:
            return None
        margin = settings.margin or 1.0
        if len(dataset.margins):
            i, inside = dataset.channel_names.index(name), window.fractions(dataset.dates)
            spent = inside * dataset.spend[:, i]
            weights = spent if spent.any() else inside
            margin = float(np.average(dataset.margins[:, i], weights=weights))
        return run.spec.outcome_value * margin / settings.hurdle

    def justified(self, windows: Mapping[str, Window]) -> xr.DataArray | None:
        """Most spend that the model's effect of these days justifies, dims (chain, draw).

        Notes
        -----
        Where effects multiply, what the channels bring together earns what each does on average.
        """
        rates = {name: self.justified_by_one(name, window) for name, window in windows.items()}
        known = [rate for rate in rates.values() if rate is not None]
        if len(known) < len(rates):
            return None
        apart = [self.alone(name, window) for name, window in windows.items()]
        worth = _summed([rate * own for rate, own in zip(known, apart, strict=True)])
        if len(windows) == 1 or not self.answers.effects.multiplicative:
            return worth
        summed = _summed(apart)
        return worth * xr.where(summed != 0, self.together(windows) / summed, 0.0)


def union(windows: Iterable[Window]) -> Window:
    """All days of some windows, each once."""
    spans = (
        span
        for window in windows
        for span in (
            window.spans if isinstance(window, Stretches) else ((window.first, window.last),)
        )
    )
    return joined(spans)


def _summed(draws: list[xr.DataArray]) -> xr.DataArray:
    return sum(draws[1:], draws[0])
