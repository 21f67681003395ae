"""Series that can be calculated from the outcome, to be recognised in a column."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from mmm_xl.data.dataset import Dataset, Floats
from mmm_xl.data.limits import LONGEST_LAG, LONGEST_MEAN
from mmm_xl.data.rules import leakage as rules
from mmm_xl.data.rules.rule import Rule

_A_YEAR = 52
_LEAST_WEEKS = 13  # fewer weeks agree by chance


@dataclass(frozen=True)
class Form:
    """One series made from the outcome.

    Parameters
    ----------
    words : str
        Continues "is": ``the mean of 4 weeks that end with the week itself``.
    values : ndarray, shape (W,)
        Of the weeks from ``first`` on, or of ``weeks`` where given.
    weeks : ndarray of int, shape (W,)
    """

    rule: Rule
    words: str
    values: Floats
    weeks: np.ndarray


def forms(dataset: Dataset) -> Iterator[Form]:
    """Every series looked for, the simplest first, each with the weeks that it has."""
    for form in (*_simple(dataset), *_ratios(dataset), *_means(dataset), *_lags(dataset)):
        if len(form.values) >= _LEAST_WEEKS and np.isfinite(form.values).all():
            yield form


def _whole(words: str, values: Floats, first: int = 0) -> Form:
    weeks = np.arange(first, first + len(values))
    return Form(rules.MADE_FROM_OUTCOME, words, values, weeks)


def _simple(dataset: Dataset) -> Iterator[Form]:
    y = dataset.outcome
    yield _whole("the outcome itself, in another unit", y)
    yield _whole("the running total of the outcome", np.cumsum(y))
    yield _whole("the running total of the outcome since the year began", _year_to_date(dataset))
    yield _whole("the change of the outcome from the week before", np.diff(y), 1)
    if (y > 0).all():
        yield _whole("the logarithm of the outcome", np.log(y))
        yield _whole("the growth of the outcome from the week before", y[1:] / y[:-1], 1)
        if len(y) > _A_YEAR:
            growth = y[_A_YEAR:] / y[:-_A_YEAR]
            yield _whole("the growth of the outcome from a year before", growth, _A_YEAR)
        yield _whole("one over the outcome", 1 / y)
    if dataset.spend.any():
        yield _whole("the outcome less all spend", y - dataset.spend.sum(axis=1))


def _year_to_date(dataset: Dataset) -> Floats:
    years = dataset.dates.astype("datetime64[Y]")
    total = np.empty(dataset.weeks)
    for year in np.unique(years):
        total[years == year] = np.cumsum(dataset.outcome[years == year])
    return total


def _ratios(dataset: Dataset) -> Iterator[Form]:
    """Return on and cost of each channel's spend, and of all; in weeks that have both."""
    named = [(f"of {c.name}", dataset.spend[:, i]) for i, c in enumerate(dataset.channels)]
    for whose, spend in (*named, ("of all channels", dataset.spend.sum(axis=1))):
        weeks = np.flatnonzero((spend > 0) & (dataset.outcome > 0))
        y, money = dataset.outcome[weeks], spend[weeks]
        for words, values in (
            (f"the outcome over the spend {whose}", y / money),
            (f"the spend {whose} over the outcome", money / y),
        ):
            yield Form(rules.MADE_FROM_OUTCOME, words, values, weeks)


def _means(dataset: Dataset) -> Iterator[Form]:
    """Rolling means that include the week itself: up to it, around it and from it on."""
    for count in range(2, min(LONGEST_MEAN, dataset.weeks // 2) + 1):
        values = _rolling(dataset.outcome, count)
        places = {
            f"the mean of the outcome over {count} weeks up to the week itself": count - 1,
            f"the mean of the outcome over {count} weeks around the week itself": count // 2,
            f"the mean of the outcome over {count} weeks around the week": (count - 1) // 2,
            f"the mean of the outcome over {count} weeks from the week itself on": 0,
        }
        for words, first in places.items():
            yield Form(rules.ROLLING_MEAN, words, values, np.arange(len(values)) + first)


def _lags(dataset: Dataset) -> Iterator[Form]:
    """The outcome of earlier weeks, means of them, and the outcome of the week after."""
    y = dataset.outcome
    for lag in (*range(1, LONGEST_LAG + 1), _A_YEAR):
        ago = "the week before" if lag == 1 else f"{lag} weeks before"
        yield _earlier(f"the outcome of {ago}", y[:-lag], lag)
    for count in range(2, min(LONGEST_MEAN, dataset.weeks // 2) + 1):
        words = f"the mean of the outcome over the {count} weeks before"
        yield _earlier(words, _rolling(y, count)[:-1], count)
    yield _whole("the outcome of the week after", y[1:])


def _earlier(words: str, values: Floats, first: int) -> Form:
    return Form(rules.EARLIER_OUTCOME, words, values, np.arange(len(values)) + first)


def _rolling(y: Floats, count: int) -> Floats:
    """Mean of each run of weeks, shape (T - count + 1,)."""
    total = np.concatenate([[0.0], np.cumsum(y - y.mean())])
    return np.asarray((total[count:] - total[:-count]) / count + y.mean())
