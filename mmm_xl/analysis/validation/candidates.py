"""Other specifications beside the run's own: a card for each, and what all say together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import xarray as xr

from mmm_xl.analysis.contribution import Contributions, contributions
from mmm_xl.analysis.convergence import judge_posterior
from mmm_xl.analysis.roi import total_spend
from mmm_xl.analysis.thresholds import CANDIDATE_DIVERGENT, CANDIDATE_HIGH_K
from mmm_xl.analysis.validation.candidate_checks import candidate_checks
from mmm_xl.analysis.validation.ensemble import disagreeing, mixture, summaries, widths
from mmm_xl.analysis.validation.forecast import forecast
from mmm_xl.analysis.validation.grid import (
    Specification,
    candidate_changes,
    candidate_folds,
    grid,
)
from mmm_xl.analysis.validation.leave_one_out import (
    LeftOut,
    left_out,
    stacked,
    stacked_forecasts,
)
from mmm_xl.analysis.validation.plausibility import implausible
from mmm_xl.analysis.validation.refit_results import Candidate, Candidates, Fold
from mmm_xl.analysis.validation.refits import refit_problem
from mmm_xl.analysis.validation.scores import in_a_row, score
from mmm_xl.runs.change import Change
from mmm_xl.runs.refit import Refit
from mmm_xl.runs.run import Run

__all__ = ["candidate_changes", "candidate_checks", "candidates"]

Floats = npt.NDArray[np.float64]

_NOTHING = float("nan")


@dataclass(frozen=True)
class _Fitted:
    """What a candidate's refits hold, before any weight.

    Parameters
    ----------
    returns : DataArray, dims (chain, draw, channel), or None
        None where the refit failed, with ``rejected``.
    forecasts : ndarray, shape (N, W), outcome units, or None
        Of the weeks of all folds in a row; None where one of their refits failed.
    """

    point: Specification
    run: Run | None
    rejected: str
    implausible: tuple[str, ...] = ()
    returns: xr.DataArray | None = None
    left_out: LeftOut | None = None
    forecasts: Floats | None = None

    @property
    def sound(self) -> bool:
        """Whether it may have a part in the ensemble."""
        return not self.rejected


def candidates(run: Run, refits: Mapping[str, Refit]) -> Candidates:
    """All specifications of the grid, their weights and their mixture.

    Parameters
    ----------
    refits : mapping of change name to Refit
        Holds those of `candidate_changes`.

    Notes
    -----
    Nothing is chosen here: the run keeps its specification, whatever predicts better. Choosing a
    specification for each data set by its errors gives worse returns than keeping to a good one.
    """
    folds = candidate_folds(run)
    actual = np.concatenate([_outcome(run, fold) for fold in folds])
    found = [_fitted(run, point, refits, folds) for point in grid(run)]
    weights, basis = _weights(found, actual)
    best = _best(found)
    cards = tuple(
        _card(one, weight, actual, best) for one, weight in zip(found, weights, strict=True)
    )
    parts = [(one.returns, w) for one, w in zip(found, weights, strict=True)
             if one.returns is not None and w > 0]  # fmt: skip
    mixed = summaries(mixture(parts)) if parts else {}
    own = next(card for card in cards if card.chosen)
    disagree, differ = disagreeing(cards, basis)
    return Candidates(
        candidates=cards,
        ensemble=mixed,
        wider=widths(mixed, own.roi),
        disagree=disagree,
        weighted_by=basis,
        differ=differ,
    )


def _fitted(
    run: Run, point: Specification, refits: Mapping[str, Refit], folds: Sequence[Fold]
) -> _Fitted:
    whole = Refit(Change("base"), run) if point.chosen else refits[point.name]
    if whole.run is None:
        return _Fitted(point, None, whole.problem)
    fitted = whole.run
    effects = contributions(fitted)
    wrong = implausible(fitted, effects)
    return _Fitted(
        point,
        fitted,
        refit_problem(whole) or _diverged(fitted) or _unbelieved(wrong),
        implausible=wrong,
        returns=returns(fitted, effects),
        left_out=left_out(fitted, effects),
        forecasts=_forecasts(run, [refits[point.fold_name(fold)] for fold in folds], folds),
    )


def returns(run: Run, effects: Contributions) -> xr.DataArray:
    """ROI, or outcome per unit of spend of a count without value; dims (chain, draw, channel)."""
    spent = total_spend(run)
    value = 1.0 if np.isnan(run.spec.outcome_value) else run.spec.outcome_value
    return effects.lift_totals.sel(channel=spent["channel"]) * value / spent


def _diverged(run: Run) -> str:
    share = float(run.posterior["diverging"].mean())
    if share <= CANDIDATE_DIVERGENT:
        return ""
    return f"{share:.1%} of its draws diverged, at most {CANDIDATE_DIVERGENT:.0%} accepted."


def _unbelieved(wrong: Sequence[str]) -> str:
    return f"No business would believe it: {'; '.join(wrong)}." if wrong else ""


def _outcome(run: Run, fold: Fold) -> Floats:
    dates = run.dataset.dates
    inside = (dates >= np.datetime64(fold.first)) & (dates <= np.datetime64(fold.last))
    return run.dataset.outcome[inside]


def _forecasts(run: Run, refits: Sequence[Refit], folds: Sequence[Fold]) -> Floats | None:
    """Draws of the weeks of all folds in a row, (N, W)."""
    parts = []
    for made, fold in zip(refits, folds, strict=True):
        if made.run is None or refit_problem(made):
            return None
        parts.append(in_a_row(forecast(made.run, run.dataset))[:, : fold.weeks])
    return np.concatenate(parts, axis=1)


def _weights(found: Sequence[_Fitted], actual: Floats) -> tuple[Floats, str]:
    """Weights of all candidates, and what they maximise."""
    weights = np.zeros(len(found))
    sound = [i for i, one in enumerate(found) if one.sound]
    if not sound:
        return weights, "nothing"
    left = [found[i].left_out for i in sound]
    if all(one is not None and _trusted(one) for one in left):
        densities = np.column_stack([one.density for one in left if one is not None])
        weights[sound] = stacked(densities)
        return weights, "weeks left out"
    told = {i: draws for i in sound if (draws := found[i].forecasts) is not None}
    if told:
        weights[list(told)] = stacked_forecasts(list(told.values()), actual)
        return weights, "forecasts"
    weights[sound] = 1 / len(sound)
    return weights, "nothing"


def _trusted(one: LeftOut) -> bool:
    """Whether densities of weeks left out can be believed."""
    few = one.doubtful <= CANDIDATE_HIGH_K * len(one.density)
    return bool(few and np.isfinite(one.density).all())


def _best(found: Sequence[_Fitted]) -> LeftOut | None:
    sound = [one.left_out for one in found if one.sound and one.left_out is not None]
    return max(sound, key=lambda one: one.total, default=None)


def _card(one: _Fitted, weight: float, actual: Floats, best: LeftOut | None) -> Candidate:
    judged = judge_posterior(one.run.posterior) if one.run else None
    scored = score(one.forecasts, actual) if one.forecasts is not None else None
    left = one.left_out
    apart = left.density - best.density if left and best and one.sound else None
    return Candidate(
        key=one.point.key,
        baseline=one.point.baseline,
        carryover=one.point.carryover,
        saturation=one.point.saturation,
        chosen=one.point.chosen,
        max_rhat=judged.max_rhat if judged else _NOTHING,
        min_ess=min(judged.min_ess_bulk, judged.min_ess_tail) if judged else _NOTHING,
        divergences=judged.divergences if judged else 0,
        fold_wape=scored.wape if scored else _NOTHING,
        fold_crps=scored.crps if scored else _NOTHING,
        coverage80=scored.inside[80] / scored.weeks if scored else _NOTHING,
        elpd=left.total if left else _NOTHING,
        elpd_se=left.error if left else _NOTHING,
        worst_k=float(left.pareto_k.max()) if left else _NOTHING,
        high_k=left.doubtful if left else 0,
        weight=float(weight),
        roi=summaries(one.returns) if one.returns is not None else {},
        implausible=one.implausible,
        rejected=one.rejected,
        behind=float(apart.sum()) if apart is not None else _NOTHING,
        behind_se=float(np.sqrt(len(apart)) * apart.std(ddof=1)) if apart is not None else _NOTHING,
    )
