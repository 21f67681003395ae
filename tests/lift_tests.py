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
    weeks: tuple[date, date, date],
    treated: tuple[float, float],
    **changes: Any,
) -> Experiment:
    """A calibrating test that lost 100,000, give or take 30,000; some things changed.

    Parameters
    ----------
    weeks : first and last changed, and last measured
    treated : share of the market, and the factor of spend in it
    """
    (start, end, through), (share, factor) = weeks, treated
    made = Experiment(
        name=name, channels=channels, start=start, end=end, market_share=share, factor=factor,
        spend_change=-1.0, effect=-100_000.0, standard_error=30_000.0, measured_through=through,
        method="", owner="", use=ExperimentUse.CALIBRATE,
    )  # fmt: skip
    return replace(made, **changes)


def weeks_of(dataset: Dataset, start: int, end: int, through: int) -> tuple[date, date, date]:
    """Last days of three weeks, by position."""
    days = dataset.dates.astype("datetime64[D]").tolist()
    return days[start], days[end], days[through]


def with_tests(dataset: Dataset, count: int) -> Dataset:
    """Dataset with some calibrating tests, four at most, and no other.

    Notes
    -----
    The first is dark in a quarter of the market; the second changes two channels, from the first
    week on; the third changes an owned channel to the last week; before the fourth the whole market
    was silent, so that what would have been spent is stated.
    """
    last, silent = dataset.weeks - 1, (60, 63)
    spend, media = dataset.spend.copy(), dataset.media.copy()
    tv = dataset.channel_names.index("TV")
    spend[silent[0] : silent[1] + 1, tv] = media[silent[0] : silent[1] + 1, tv] = 0.0
    tests = (
        lift_test("quarter", ("TV",), weeks_of(dataset, 40, 44, 47), (0.25, 0.0)),
        lift_test("two", ("Display", "Paid search"), weeks_of(dataset, 0, 5, 9), (0.6, 1.8),
                  effect=250_000.0),
        lift_test("owned", ("Email",), weeks_of(dataset, last - 3, last, last), (1.0, 0.4)),
        lift_test("national", ("TV",), weeks_of(dataset, *silent, silent[1] + 4), (1.0, 0.0),
                  spend_change=-300_000.0, effect=-500_000.0, standard_error=90_000.0),
    )  # fmt: skip
    silenced = replace(dataset, spend=spend, media=media) if count > 3 else dataset
    return replace(silenced, experiments=tests[:count])
