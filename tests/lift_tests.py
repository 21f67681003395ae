"""Lift tests made by hand."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from mmm_xl.data.dataset import Dataset, Experiment
from mmm_xl.names import ExperimentUse


def lift_test(
    name: str,
    channels: tuple[str, ...],
    start: date,
    end: date,
    through: date,
    share: float,
    factor: float,
    **changes: Any,
) -> Experiment:
    """A calibrating test that lost 100,000, give or take 30,000; some things changed."""
    made = Experiment(
        name=name, channels=channels, start=start, end=end, market_share=share, factor=factor,
        spend_change=-1.0, effect=-100_000.0, standard_error=30_000.0, measured_through=through,
        method="", owner="", use=ExperimentUse.CALIBRATE,
    )  # fmt: skip
    return replace(made, **changes)


def weeks_of(dataset: Dataset, *positions: int) -> tuple[date, ...]:
    """Last days of some weeks, by position."""
    days = dataset.dates.astype("datetime64[D]").tolist()
    return tuple(days[i] for i in positions)
