"""Lift tests as the model sees them: media without the test, and with it everywhere."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from mmm_xl.data.dataset import Dataset, Experiment

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class LiftPath:
    """Media of one tested channel under both arms of a test.

    Parameters
    ----------
    channel : int
        Position of the channel.
    without : ndarray, shape (T,), spend or exposure units
        Media had there been no test.
    everywhere : ndarray, shape (T,), spend or exposure units
        Media had the whole market been treated.
    """

    channel: int
    without: Floats
    everywhere: Floats


def inside(dataset: Dataset, test: Experiment) -> bool:
    """Whether all weeks of a test, those of measuring included, are weeks of the data."""
    days = set(dataset.dates.astype("datetime64[D]").tolist())
    return {test.start, test.end, test.measured_through} <= days


def measured_weeks(dataset: Dataset, test: Experiment) -> slice:
    """Positions of the weeks in which a test's effect was measured."""
    first, _, last = _positions(dataset, test)
    return slice(first, last + 1)


def changed_weeks(dataset: Dataset, test: Experiment) -> slice:
    """Positions of the weeks in which a test changed spend."""
    first, end, _ = _positions(dataset, test)
    return slice(first, end + 1)


def lift_paths(dataset: Dataset, test: Experiment) -> tuple[LiftPath, ...]:
    """Media of each tested channel without the test, and with it everywhere.

    Raises
    ------
    ValueError
        A week of the test is none of the data.

    Notes
    -----
    What was spent holds the test: with share s and factor f it is (1 - s + s f) times what would
    have been spent without. The factor is one of spend and holds for exposure alike. Where the
    whole market was silenced, spend tells nothing of what would have been, so the amount saved is
    spread evenly over the test's weeks, and over several channels as all their spend is.
    """
    weeks = changed_weeks(dataset, test)
    without, everywhere = multiples(test.market_share, test.factor)
    names = dataset.channel_names
    paths = []
    for name in test.channels:
        c = names.index(name)
        plain, treated = dataset.media[:, c].copy(), dataset.media[:, c].copy()
        if math.isinf(without):
            plain[weeks] = _saved(dataset, test, c) / (weeks.stop - weeks.start)
            treated[weeks] = 0.0
        else:
            plain[weeks] *= without
            treated[weeks] *= everywhere
        paths.append(LiftPath(c, plain, treated))
    return tuple(paths)


def multiples(share: float, factor: float) -> tuple[float, float]:
    """National media without a test and with it everywhere, in multiples of what was observed.

    Parameters
    ----------
    share : float, fraction of the market
    factor : float
        Spend in that share as a multiple of what it would have been; infinite where it would have
        been nothing.

    Returns
    -------
    tuple of float
        Both; the first is infinite where the whole market was silenced.
    """
    if math.isinf(factor):
        return 0.0, 1.0 / share
    left = 1.0 - share + share * factor
    if left <= 0.0:
        return math.inf, 0.0
    return 1.0 / left, factor / left


def _saved(dataset: Dataset, test: Experiment, channel: int) -> float:
    """Media of one channel that a silenced market would have had, spend or exposure units."""
    tested = [dataset.channel_names.index(name) for name in test.channels]
    paid = dataset.channels[channel].paid
    spent = (dataset.spend if paid else dataset.media).sum(axis=0)
    part = spent[channel] / spent[tested].sum()
    price = spent[channel] / dataset.media[:, channel].sum()
    return float(-test.spend_change * part / price)


def _positions(dataset: Dataset, test: Experiment) -> tuple[int, int, int]:
    if not inside(dataset, test):
        raise ValueError(f"{test.name} is not inside {dataset.first} to {dataset.last}")
    days = dataset.dates.astype("datetime64[D]").tolist()
    return days.index(test.start), days.index(test.end), days.index(test.measured_through)
