"""Events that start and never end, and shifts of the outcome that no column explains."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations

import numpy as np

from mmm_xl.data import limits
from mmm_xl.data.checks.columns import (
    Column,
    Pattern,
    events_of,
    media_of,
    outcome_cell,
    pattern_of,
)
from mmm_xl.data.dataset import Dataset, Floats
from mmm_xl.data.findings import finding_of
from mmm_xl.data.rules import leakage as rules
from mmm_xl.errors import Finding
from mmm_xl.transforms.adstock import adstock, geometric_weights
from mmm_xl.transforms.scaling import usual_week

_KEPT = 0.5
_MEDIA_LAGS = 8
_LEAST_REST = 20
_MOST_MEMORY = 0.9


def steps(dataset: Dataset) -> Iterator[Finding]:
    """Findings about events that start and never end."""
    found = [(column, start) for column in events_of(dataset) if (start := _start(column))]
    for column, start in found:
        what = f"{column.words} starts in the week {dataset.dates[start]} and lasts to the end."
        yield finding_of(rules.STEP, column.where, what)
    for (one, start), (other, again) in combinations(found, 2):
        if abs(start - again) <= limits.STEP_APART:
            yield _together(dataset, one, start, f"{other.words} does")
    for column, start in found:
        for channel in media_of(dataset):
            if _starts_with(channel.values, start):
                yield _together(dataset, column, start, f"{channel.words} first goes on air")
            elif _stops_with(channel.values, start):
                yield _together(dataset, column, start, f"{channel.words} goes off air for good")


def _start(column: Column) -> int:
    """Week in which a column rises from 0 for good; 0 where it does not."""
    start = int(np.argmax(column.values > 0))
    return start if len(np.unique(column.values[start:])) == 1 else 0


def _starts_with(media: Floats, start: int) -> bool:
    first = int(np.argmax(media > 0))
    return first > 0 and abs(first - start) <= limits.STEP_APART


def _stops_with(media: Floats, start: int) -> bool:
    end = int(np.flatnonzero(media > 0)[-1]) + 1
    return end < len(media) and abs(end - start) <= limits.STEP_APART


def _together(dataset: Dataset, column: Column, start: int, other: str) -> Finding:
    what = (
        f"{column.words} starts for good in the week {dataset.dates[start]}, about when {other}, so"
        " that the weeks cannot tell their effects apart."
    )
    return finding_of(rules.STEP_TOGETHER, column.where, what)


def shift(dataset: Dataset) -> Iterator[Finding]:
    """Finding about the likeliest week of a level shift, where one is needed to explain it."""
    if dataset.weeks < limits.ADVISED_WEEKS:
        return  # a season that is in no column shifts the level too
    known = pattern_of(dataset, dataset.controls, dataset.events, _media(dataset))
    found = likeliest_shift(known, dataset.outcome)
    if found is None:
        return
    part, around = (size / dataset.outcome.mean() for size in (found.size, found.around))
    clear = abs(found.signal) >= limits.SHIFT_SIGNAL and abs(part) >= limits.SHIFT_SIZE
    if not clear or around / part < limits.SHIFT_AT_ONCE:
        return
    yield finding_of(
        rules.LEVEL_SHIFT,
        outcome_cell(dataset, found.week),
        f"the outcome seems to shift by about {part:+.0%} from the week"
        f" {dataset.dates[found.week]} on, beyond trend, season, controls, events and media.",
    )


def _media(dataset: Dataset) -> Floats:
    """Media with a usual carryover and saturation, (T, C)."""
    carried = adstock(dataset.media.T, geometric_weights(_KEPT, _MEDIA_LAGS)).T
    return np.asarray(carried / (carried + usual_week(dataset.media)))


@dataclass(frozen=True)
class Shift:
    """A lasting change of the outcome's level.

    Parameters
    ----------
    week : int
        First week of the new level.
    size : float, outcome units
        By least squares beside all that is known.
    signal : float
        Size over its standard error.
    around : float, outcome units
        Change of the mean of the few weeks on either side: smaller where the level wanders.
    """

    week: int
    size: float
    signal: float
    around: float


def likeliest_shift(known: Pattern, outcome: Floats) -> Shift | None:
    """The shift that explains most beside what is known; None where weeks are too few.

    Notes
    -----
    The noise's memory, an AR(1) coefficient rho left by the best shift, widens the error by
    sqrt((1 + rho) / (1 - rho)): noise that wanders looks like shifts.
    """
    weeks, ends = len(outcome), limits.SHIFT_ENDS
    rest, starts = weeks - known.directions.shape[1] - 1, np.arange(ends, weeks - ends + 1)
    if rest < _LEAST_REST or not len(starts):
        return None
    step = known.remainder((np.arange(weeks)[:, None] >= starts).astype(float))
    left = known.remainder(outcome)
    own = np.square(step).sum(axis=0)
    own[own == 0] = np.inf
    best = int(np.argmax(np.square(step.T @ left) / own))
    size = float(step[:, best] @ left / own[best])
    noise = left - size * step[:, best]
    variance = float(noise @ noise)
    if not variance:
        return None
    memory = min(max(float(noise[1:] @ noise[:-1]) / variance, 0.0), _MOST_MEMORY)
    error = np.sqrt(variance / rest / own[best] * (1 + memory) / (1 - memory))
    week = int(starts[best])
    around = size + noise[week : week + ends].mean() - noise[week - ends : week].mean()
    return Shift(week, size, float(size / error), float(around))
