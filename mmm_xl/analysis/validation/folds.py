"""Rolling-origin folds: what a run's model says of weeks that it has not seen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from mmm_xl.analysis.contribution import Contributions, contributions
from mmm_xl.analysis.predictive import LEVELS
from mmm_xl.analysis.thresholds import FORECAST_LIMITS
from mmm_xl.analysis.validation.fit_results import Coverage
from mmm_xl.analysis.validation.forecast import forecast
from mmm_xl.analysis.validation.leaks import leaks
from mmm_xl.analysis.validation.naive import naive, naive_name
from mmm_xl.analysis.validation.out_of_sample_checks import out_of_sample_checks
from mmm_xl.analysis.validation.refit_results import Fold, FoldResult, OutOfSample, Scores
from mmm_xl.analysis.validation.refits import refit_problem, refit_sampler
from mmm_xl.analysis.validation.scores import WeekScores, in_a_row, joined, week_scores
from mmm_xl.analysis.validation.stability import stability
from mmm_xl.data.dataset import Dataset
from mmm_xl.model.spec import ModelSpec, shortened
from mmm_xl.runs.change import Change, apply
from mmm_xl.runs.refit import Refit
from mmm_xl.runs.run import Run

__all__ = ["fold_changes", "fold_plan", "out_of_sample", "out_of_sample_checks"]

Floats = npt.NDArray[np.float64]

PLANS = ((130, 5, 8, 13), (78, 3, 8, 8), (52, 0, 0, 8), (0, 0, 0, 4))
"""From so many weeks on: folds, weeks of each, and weeks of the holdout after them."""

BAND = 0.8
"""Level of the interval that is kept of each forecast."""


def fold_plan(dataset: Dataset) -> tuple[Fold, ...]:
    """Folds of a dataset in order of time, the holdout last; each trains on all weeks before it."""
    weeks = dataset.weeks
    count, length, held = next(plan[1:] for plan in PLANS if weeks >= plan[0])
    starts = [weeks - held - length * (count - i) for i in range(count)]
    parts = [(f"fold {i + 1}", start, length) for i, start in enumerate(starts)]
    days = dataset.dates.astype("datetime64[D]").tolist()
    return tuple(
        Fold(key, days[0], days[start - 1], days[start], days[start + size - 1], size)
        for key, start, size in (*parts, ("holdout", weeks - held, held))
    )


def fold_changes(run: Run) -> tuple[Change, ...]:
    """Refits of a run on the training weeks of each fold, in the order of `fold_plan`.

    Notes
    -----
    The specification is what a user would get who had run the workbook on those weeks only, so
    what a short history cannot teach is left out of a short training part. Lift tests inside the
    training weeks stay.
    """
    sampler = refit_sampler(run)
    return tuple(
        Change(
            fold.key,
            last=fold.train_last,
            spec=_fields(run.spec, training_weeks(run.dataset, fold)),
            sampler=sampler,
        )
        for fold in fold_plan(run.dataset)
    )


def training_weeks(dataset: Dataset, fold: Fold) -> int:
    """Number of weeks that a fold trains on."""
    return int((dataset.dates <= np.datetime64(fold.train_last)).sum())


def _fields(spec: ModelSpec, weeks: int) -> dict[str, Any]:
    """Fields of a specification that are others for so few weeks."""
    short = shortened(spec, weeks)
    names = ("yearly_terms", "level_weeks", "pool_spread", "simplified")
    return {n: getattr(short, n) for n in names if getattr(short, n) != getattr(spec, n)}


def out_of_sample(run: Run, refits: Mapping[str, Refit]) -> OutOfSample:
    """Forecasts of all folds beside what happened.

    Parameters
    ----------
    refits : mapping of change name to Refit
        Holds those of `fold_changes`.
    """
    plan = fold_plan(run.dataset)
    own = {fold.key: refits[fold.key] for fold in plan}
    found = [_fold(run, fold, own[fold.key]) for fold in plan]
    known = [one for one in found if one is not None]
    complete = len(known) == len(plan)
    every = joined([one.model for one in known]) if complete else None
    events = np.concatenate([_eventful(run.dataset, fold) for fold in plan])
    effects = contributions(run)
    weeks = [training_weeks(run.dataset, fold) for fold in plan]
    return OutOfSample(
        folds=tuple(
            _failed(run, fold, refit_problem(own[fold.key])) if one is None else one.result(run)
            for fold, one in zip(plan, found, strict=True)
        ),
        model=every.together() if every else None,
        naive=joined([one.naive for one in known]).together() if complete else None,
        naive_name=", or ".join(dict.fromkeys(naive_name(count) for count in weeks)),
        leaks=leaks(run, fold_changes, own),
        stability=stability(run, effects, plan[0], own) if complete else None,
        coverage=_coverage(known) if complete else (),
        in_sample=_in_sample(run, effects),
        on_events=_part(every, events),
        on_normal=_part(every, ~events),
    )


@dataclass(frozen=True)
class _Forecast:
    """Forecast of one fold, draws (N, W), beside what happened."""

    fold: Fold
    draws: Floats
    model: WeekScores
    naive: WeekScores

    def result(self, run: Run) -> FoldResult:
        """Scores of the fold."""
        tested = _tested(run.dataset, self.fold)
        event = _eventful(run.dataset, self.fold)
        total = self.draws.sum(axis=1)
        tail = (1 - BAND) / 2
        low, high = np.quantile(self.draws, [tail, 1 - tail], axis=0)
        return FoldResult(
            fold=self.fold,
            model=self.model.together(),
            naive=self.naive.together(),
            on_events=_part(self.model, event),
            on_normal=_part(self.model, ~event),
            dates=run.dataset.dates[tested],
            actual=self.model.actual,
            mean=self.model.mean,
            low=low,
            high=high,
            expected=self.naive.mean,
            surprise=float((self.model.actual.sum() - total.mean()) / total.std()),
        )


def _fold(run: Run, fold: Fold, made: Refit) -> _Forecast | None:
    """Forecast of a fold; None where its refit says nothing."""
    if made.run is None or refit_problem(made):
        return None
    known = apply(Change(fold.key, last=fold.last), run).dataset
    training, actual = np.split(known.outcome, [known.weeks - fold.weeks])
    draws = in_a_row(forecast(made.run, known))
    plain = naive(training, fold.weeks)
    return _Forecast(fold, draws, week_scores(draws, actual), week_scores(plain.draws, actual))


def _tested(dataset: Dataset, fold: Fold) -> npt.NDArray[np.bool_]:
    """Weeks that a fold is tested on, shape (T,)."""
    dates = dataset.dates
    inside = (dates >= np.datetime64(fold.first)) & (dates <= np.datetime64(fold.last))
    return np.asarray(inside)


def _eventful(dataset: Dataset, fold: Fold) -> npt.NDArray[np.bool_]:
    """Test weeks of a fold with an event, shape (weeks,)."""
    return np.asarray((dataset.events[_tested(dataset, fold)] != 0).any(axis=1))


def _part(weeks: WeekScores | None, chosen: npt.NDArray[np.bool_]) -> Scores | None:
    return weeks.at(chosen).together() if weeks and chosen.any() else None


def _failed(run: Run, fold: Fold, problem: str) -> FoldResult:
    """Fold whose refit says nothing: what happened, and no forecast."""
    tested = _tested(run.dataset, fold)
    nothing = np.full(fold.weeks, np.nan)
    return FoldResult(
        fold=fold,
        model=None,
        naive=None,
        on_events=None,
        on_normal=None,
        dates=run.dataset.dates[tested],
        actual=run.dataset.outcome[tested],
        mean=nothing,
        low=nothing,
        high=nothing,
        expected=nothing,
        problem=problem,
    )


def _coverage(found: Sequence[_Forecast]) -> tuple[Coverage, ...]:
    """Test weeks inside the intervals, beside what the forecasts themselves let expect.

    Notes
    -----
    Errors of neighbouring weeks go together, so the number of weeks inside varies more than a
    binomial one. How much more the forecasts say themselves: each joint draw of a fold's weeks,
    taken as what happened, has its number inside. Folds count as independent of each other.
    """
    weeks = sum(one.fold.weeks for one in found)
    coverage = []
    for level in LEVELS:
        chances = np.ones(1)
        for one in found:
            tail = (1 - level / 100) / 2
            low, high = np.quantile(one.draws, [tail, 1 - tail], axis=0)
            counts = ((one.draws >= low) & (one.draws <= high)).sum(axis=1)
            own = np.bincount(counts, minlength=one.fold.weeks + 1) / len(counts)
            chances = np.convolve(chances, own)
        below = chances.cumsum()
        least, most = (
            int(np.searchsorted(below, edge))
            for edge in ((1 - FORECAST_LIMITS) / 2, (1 + FORECAST_LIMITS) / 2)
        )
        inside = sum(int(one.model.inside[level].sum()) for one in found)
        coverage.append(Coverage(level, inside, weeks, least, most))
    return tuple(coverage)


def _in_sample(run: Run, effects: Contributions) -> float:
    """WAPE of a run on its own weeks, fraction."""
    actual = run.dataset.outcome
    predicted = effects.modelled.mean(("chain", "draw")).values
    size = np.abs(actual).sum()
    return float(np.abs(actual - predicted).sum() / size) if size > 0 else float("nan")
