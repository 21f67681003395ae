"""Lift tests of the simulated advertiser: run in its spend, measured with error."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import numpy.typing as npt

from mmm_xl.data.contents import SheetContent
from mmm_xl.names import ExperimentColumn, ExperimentUse

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Trial:
    """A lift test that was run: a channel changed in a share of the market.

    Parameters
    ----------
    start, end, through : int, weeks from the first one
        First week changed, first week no longer changed, first week no longer measured.
    share : float, fraction of the market
    factor : float
        Spend in that share as a multiple of what it would have been.
    """

    channel: str
    start: int
    end: int
    through: int
    share: float
    factor: float
    use: ExperimentUse

    @property
    def left(self) -> float:
        """National spend as a multiple of what it would have been."""
        return 1 - self.share + self.share * self.factor


EXAMPLE_TRIALS = (
    Trial("TV", 96, 102, 105, 0.25, 0.0, ExperimentUse.CALIBRATE),
    Trial("Paid search", 130, 134, 135, 0.25, 0.0, ExperimentUse.VALIDATE),
)
_TRIAL_ERROR = 0.15
"""Standard error of a test as a part of its true effect."""


def held_trials(
    trials: Sequence[Trial], channels: Sequence[str], weeks: int
) -> list[tuple[Trial, int]]:
    """Tests whose channel there is and that fit into the weeks, with the channel's position."""
    return [
        (trial, channels.index(trial.channel))
        for trial in trials
        if trial.channel in channels and trial.through <= weeks
    ]


def with_trials(held: Sequence[tuple[Trial, int]], planned: Floats) -> Floats:
    """Media (T, C) in whose weeks of testing a part of the market was treated."""
    changed = planned.copy()
    for trial, c in held:
        changed[trial.start : trial.end, c] *= trial.left
    return np.round(changed, 2)


def arms(trial: Trial, series: Floats) -> tuple[Floats, Floats]:
    """Media (T,) without a test and with it everywhere, from media that hold it."""
    plain, treated = series.copy(), series.copy()
    plain[trial.start : trial.end] /= trial.left
    treated[trial.start : trial.end] *= trial.factor / trial.left
    return plain, treated


def experiments_content(
    held: Sequence[tuple[Trial, int]],
    measured: Sequence[tuple[float, float]],
    weeks_ending: Sequence[date],
    rng: np.random.Generator,
) -> SheetContent:
    """Experiments sheet of tests that were run.

    Parameters
    ----------
    measured : sequence of (float, float), currency and outcome units
        Amount spent more and true effect of each test.
    """
    rows = []
    for (trial, _), (change, effect) in zip(held, measured, strict=True):
        error = abs(effect) * _TRIAL_ERROR
        said = {
            ExperimentColumn.NAME: f"{trial.channel} {'test' if trial.factor else 'blackout'}",
            ExperimentColumn.CHANNEL: trial.channel,
            ExperimentColumn.START: weeks_ending[trial.start],
            ExperimentColumn.END: weeks_ending[trial.end - 1],
            ExperimentColumn.MARKET_SHARE: trial.share,
            ExperimentColumn.SPEND_CHANGE: round(change, 2),
            ExperimentColumn.EFFECT: round(effect + rng.normal(0, error), 0),
            ExperimentColumn.STANDARD_ERROR: round(error, 0),
            ExperimentColumn.MEASURED_THROUGH: weeks_ending[trial.through - 1],
            ExperimentColumn.METHOD: "Geo holdout",
            ExperimentColumn.OWNER: "Media team",
            ExperimentColumn.USE: str(trial.use),
        }
        rows.append(tuple(said.get(column) for column in ExperimentColumn))
    return SheetContent(tuple(ExperimentColumn), tuple(rows))
