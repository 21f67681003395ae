"""Events that start and never end, and shifts of the outcome that no column explains."""

from __future__ import annotations

from collections.abc import Iterator
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
    weeks, ends = dataset.weeks, limits.SHIFT_ENDS
    known = pattern_of(dataset, dataset.controls, dataset.events, _media(dataset))
    rest = weeks - known.directions.shape[1] - 1
    starts = np.arange(ends, weeks - ends + 1)
    if rest < _LEAST_REST or not len(starts):
        return
    size, signal = _shifts(known, dataset.outcome, starts, rest)
    best = int(np.argmax(np.abs(signal)))
    part = size[best] / dataset.outcome.mean()
    if abs(signal[best]) < limits.SHIFT_SIGNAL or abs(part) < limits.SHIFT_SIZE:
        return
    yield finding_of(
        rules.LEVEL_SHIFT,
        outcome_cell(dataset, int(starts[best])),
        f"the outcome seems to shift by about {part:+.0%} from the week"
        f" {dataset.dates[starts[best]]} on, beyond trend, season, controls, events and media.",
    )


def _media(dataset: Dataset) -> Floats:
    """Media with a usual carryover and saturation, (T, C)."""
    carried = adstock(dataset.media.T, geometric_weights(_KEPT, _MEDIA_LAGS)).T
    return np.asarray(carried / (carried + usual_week(dataset.media)))


def _shifts(known: Pattern, outcome: Floats, starts: np.ndarray, rest: int) -> tuple[Floats, ...]:
    """Size of a shift at each start, and size over its standard error.

    Notes
    -----
    The noise's memory, an AR(1) coefficient rho left by the best shift, widens the error by
    sqrt((1 + rho) / (1 - rho)): noise that wanders looks like shifts.
    """
    later = (np.arange(len(outcome))[:, None] >= starts).astype(float)
    step, left = known.remainder(later), known.remainder(outcome)
    own = np.square(step).sum(axis=0)
    size = np.where(own > 0, step.T @ left / np.where(own > 0, own, 1), 0.0)
    noise = left[:, None] - step * size
    variance = np.square(noise).sum(axis=0) / rest
    best = noise[:, int(np.argmin(variance))]
    size_of_noise = float(best @ best)
    memory = float(best[1:] @ best[:-1]) / size_of_noise if size_of_noise else 0.0
    memory = min(max(memory, 0.0), _MOST_MEMORY)
    error = np.sqrt(variance / np.where(own > 0, own, 1) * (1 + memory) / (1 - memory))
    return size, np.where(error > 0, size / np.where(error > 0, error, 1), 0.0)
