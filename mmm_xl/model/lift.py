"""Lift tests as the model sees them: media without the test, and with it everywhere.

The model's counterfactual of a test in a share of the market, as the likelihood and
`mmm_xl.analysis.test_effect` take it::

    m = share * sum over weeks from the first changed to the last measured of
            Y_t(media with the test everywhere) - Y_t(media without it)
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from mmm_xl.data.dataset import Dataset, Experiment
from mmm_xl.transforms.scaling import Scale

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class LiftTests:
    """Calibrating tests as the likelihood sees them: E tests with K pairs of test and channel.

    Parameters
    ----------
    first, weeks : tuple of int, length E
        Position of the first week of each test, and how many weeks were measured from it on.
    effect, error : ndarray, shape (E,)
        What was measured and its standard error; standard deviations of the outcome, or outcome
        units where effects multiply.
    weighting : ndarray, shape (E, W)
        What a week's effect counts: the share of the market, times the week's observed outcome
        where effects multiply; zero after the last week measured. W is that of the longest test.
    pairs : tuple of (test, channel), length K
        In the order of tests.
    media : ndarray, shape (K, 2, H + W), multiples of a usual week on air
        Without the test and with it everywhere, from H weeks before its first week on.
    spread : float
        Standard deviation of the logarithm of the outcome where effects multiply, else 0.
    """

    first: tuple[int, ...]
    weeks: tuple[int, ...]
    effect: Floats
    error: Floats
    weighting: Floats
    pairs: tuple[tuple[int, int], ...]
    media: Floats
    spread: float

    def __len__(self) -> int:
        return len(self.first)

    def channels(self, test: int) -> tuple[int, ...]:
        """Positions of the pairs of one test."""
        return tuple(k for k, (own, _) in enumerate(self.pairs) if own == test)


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


def lift_tests(
    dataset: Dataset, usual: Floats, scale: Scale, reach: int, *, multiplicative: bool
) -> LiftTests:
    """Calibrating tests laid out for the likelihood.

    Parameters
    ----------
    usual : ndarray, shape (C,), media units a week
    scale : Scale
        Of the outcome, or of its logarithm where effects multiply.
    reach : int, weeks
        Weeks before a test whose media may still act in it, H.
    """
    tests = dataset.calibrating
    spans = [measured_weeks(dataset, test) for test in tests]
    weeks = [span.stop - span.start for span in spans]
    longest = max(weeks, default=0)
    weighting = np.zeros((len(tests), longest))
    pairs, media = [], []
    for e, (test, span) in enumerate(zip(tests, spans, strict=True)):
        counted = dataset.outcome[span] if multiplicative else 1.0
        weighting[e, : weeks[e]] = test.market_share * counted
        for path in lift_paths(dataset, test):
            pairs.append((e, path.channel))
            arms = (path.without, path.everywhere)
            cut = [_cut(dataset, path.channel, arm, span, (reach, longest)) for arm in arms]
            media.append(np.stack(cut) / usual[path.channel])
    unit = 1.0 if multiplicative else scale.spread
    return LiftTests(
        first=tuple(span.start for span in spans),
        weeks=tuple(weeks),
        effect=np.array([test.effect for test in tests]) / unit,
        error=np.array([test.standard_error for test in tests]) / unit,
        weighting=weighting,
        pairs=tuple(pairs),
        media=np.array(media).reshape(len(pairs), 2, reach + longest),
        spread=scale.spread if multiplicative else 0.0,
    )


def _cut(
    dataset: Dataset, channel: int, media: Floats, span: slice, size: tuple[int, int]
) -> Floats:
    """Media (T,) of the H weeks before a span and of its own, zero elsewhere, (H + W,)."""
    reach, longest = size
    known = np.concatenate([np.zeros(reach), dataset.history[:, channel], media])
    start = len(dataset.history) + span.start  # what lies `reach` weeks before the span
    part = known[start : start + reach + span.stop - span.start]
    return np.pad(part, (0, reach + longest - len(part)))


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
    if not dataset.holds(test):
        raise ValueError(f"{test.name} is not inside {dataset.first} to {dataset.last}")
    days = dataset.dates.astype("datetime64[D]").tolist()
    return days.index(test.start), days.index(test.end), days.index(test.measured_through)
