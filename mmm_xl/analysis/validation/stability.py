"""Returns of the weeks that all folds have in common, as each fold sees them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta

import numpy as np
import numpy.typing as npt
import xarray as xr

from mmm_xl.analysis.contribution import Contributions, contributions
from mmm_xl.analysis.counterfactual import Counterfactuals
from mmm_xl.analysis.roi import STEP, paid_channels
from mmm_xl.analysis.summary import Summary, summarise
from mmm_xl.analysis.validation.refit_results import Fold, FoldReturns, Stability
from mmm_xl.data.window import Window
from mmm_xl.runs.refit import Refit
from mmm_xl.runs.run import Run

Floats = npt.NDArray[np.float64]

LATE_WEEKS = 52
"""Last weeks in common whose marginal returns decide what is best next."""

WHOLE = "all weeks"


def stability(
    run: Run, effects: Contributions, shortest: Fold, refits: Mapping[str, Refit]
) -> Stability:
    """Returns of the training weeks of the shortest fold, in all folds and in the run.

    Parameters
    ----------
    effects : Contributions
        Of the run.
    shortest : Fold
        The one with the fewest training weeks.
    refits : mapping of fold key to Refit
        Of all folds; none may have failed.
    """
    whole = window_returns(WHOLE, run, effects, shortest)
    folds = tuple(
        window_returns(key, one.run, contributions(one.run), shortest)
        for key, one in refits.items()
        if one.run is not None
    )
    others = [one.best_next != whole.best_next for one in folds]
    return Stability(
        first=shortest.train_first,
        last=shortest.train_last,
        whole=whole,
        folds=folds,
        decision_error=float(np.mean(others)) if whole.best_next else float("nan"),
        decision_cost=_cost(whole, folds),
    )


def _cost(whole: FoldReturns, folds: Sequence[FoldReturns]) -> float:
    """Mean part of the run's highest marginal return that other choices of folds would lose."""
    if not whole.best_next or not whole.marginal[whole.best_next] > 0:
        return float("nan")
    others = [fold.best_next for fold in folds if fold.best_next != whole.best_next]
    if not others:
        return 0.0
    chosen = [whole.marginal.get(name, float("nan")) for name in others]
    return float(1.0 - np.mean(chosen) / whole.marginal[whole.best_next])


def window_returns(key: str, run: Run, effects: Contributions, fold: Fold) -> FoldReturns:
    """Returns of a fold's training weeks as a run has them, whatever weeks it was fitted on.

    Notes
    -----
    The spend view: all that the spend of these weeks brings, also after them. Outcome per unit of
    spend where the outcome has no value in money; marginal returns are on margin where one is
    given, as the hurdle is. A channel without spend in these weeks has none.
    """
    answers, dataset = Counterfactuals(run, effects), run.dataset
    first, last = fold.train_first - timedelta(days=6), fold.train_last
    late = max(first, last - timedelta(days=7 * LATE_WEEKS - 1))
    every, recent = (Window(day, last, key).fractions(dataset.dates) for day in (first, late))
    value = run.spec.outcome_value
    worth = 1.0 if np.isnan(value) else value
    roi: dict[str, Summary] = {}
    marginal: dict[str, float] = {}
    for name in paid_channels(run):
        i = dataset.channel_names.index(name)
        spent, spent_late = (float(share @ dataset.spend[:, i]) for share in (every, recent))
        if spent > 0:
            roi[name] = summarise(_lost(answers, i, -every) * (worth / spent))
        if spent_late > 0:
            extra = -_weekly_lost(answers, i, STEP * recent)
            per_unit = answers.margin_per_unit(i)
            earned = extra * (worth if per_unit is None else per_unit)
            marginal[name] = float(earned.sum("week").mean()) / (STEP * spent_late)
    best = max(marginal, key=lambda name: marginal[name]) if marginal else ""
    return FoldReturns(key, roi, best, marginal)


def _lost(answers: Counterfactuals, channel: int, change: Floats) -> xr.DataArray:
    """Outcome lost, now and later, by changing a channel's media, dims (chain, draw)."""
    return _weekly_lost(answers, channel, change).sum("week")


def _weekly_lost(answers: Counterfactuals, channel: int, change: Floats) -> xr.DataArray:
    """The same by week, dims (chain, draw, week).

    Parameters
    ----------
    change : ndarray, shape (T,), fraction of each week's media
    """
    share = np.pad(change, (answers.before, answers.after))
    return answers.lost({channel: answers.media[channel] * (1.0 + share)})
