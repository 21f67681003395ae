"""Returns of the weeks that all folds have in common, as each fold sees them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

import numpy as np

from mmm_xl.analysis.contribution import Contributions, contributions
from mmm_xl.analysis.counterfactual import Counterfactuals
from mmm_xl.analysis.lift import lift
from mmm_xl.analysis.roi import paid_channels
from mmm_xl.analysis.summary import Summary, summarise
from mmm_xl.analysis.validation.refit_results import Fold, FoldReturns, Stability
from mmm_xl.data.window import Window
from mmm_xl.runs.refit import Refit
from mmm_xl.runs.run import Run

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
    )


def window_returns(key: str, run: Run, effects: Contributions, fold: Fold) -> FoldReturns:
    """Returns of a fold's training weeks as a run has them, whatever weeks it was fitted on.

    Notes
    -----
    The spend view: all that the spend of these weeks brings, also after them. Outcome per unit of
    spend where the outcome has no value in money. A channel without spend in these weeks has none.
    """
    answers = Counterfactuals(run, effects)
    first, last = fold.train_first - timedelta(days=6), fold.train_last
    late = max(first, last - timedelta(days=7 * LATE_WEEKS - 1))
    value = run.spec.outcome_value
    worth = 1.0 if np.isnan(value) else value
    roi: dict[str, Summary] = {}
    marginal: dict[str, float] = {}
    for name in paid_channels(run):
        drawn = lift(answers, [name], Window(first, last, key))
        if drawn.spend > 0:
            roi[name] = summarise(drawn.incremental.spend_view * (worth / drawn.spend))
        recent = drawn if late == first else lift(answers, [name], Window(late, last, key))
        if recent.spend > 0:
            extra = recent.extra.spend_view * (worth / recent.extra_spend)
            marginal[name] = float(extra.mean())
    best = max(marginal, key=lambda name: marginal[name]) if marginal else ""
    return FoldReturns(key, roi, best)
