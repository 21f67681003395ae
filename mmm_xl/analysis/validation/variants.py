"""Returns of the same spend under reasonable changes of the model."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from itertools import combinations

import numpy as np
import numpy.typing as npt
import xarray as xr

from mmm_xl.analysis.contribution import contributions
from mmm_xl.analysis.counterfactual import Counterfactuals
from mmm_xl.analysis.roi import STEP, paid_channels
from mmm_xl.analysis.summary import probability, summarise
from mmm_xl.analysis.validation.refit_results import Flip, Sensitivity, Span, VariantResult
from mmm_xl.analysis.validation.refits import refit_problem
from mmm_xl.analysis.validation.sensitivity_checks import sensitivity_checks
from mmm_xl.analysis.validation.variant_plan import QUARTER, Plan, Variant, thinned, variant_plan
from mmm_xl.data.dataset import Dataset
from mmm_xl.data.window import Window
from mmm_xl.grades import Depth
from mmm_xl.runs.change import Change
from mmm_xl.runs.refit import Refit
from mmm_xl.runs.run import Run

Floats = npt.NDArray[np.float64]

__all__ = ["sensitivity", "sensitivity_checks", "variant_changes"]

BASE = "base"
_LATE = timedelta(days=7 * 52 - 1)
_NO_REFIT = "It was not fitted."


def variant_changes(run: Run, depth: Depth) -> tuple[Change, ...]:
    """Refits that a depth asks for; none at quick depth."""
    return tuple(variant.change for variant in variant_plan(run, depth).variants)


def sensitivity(run: Run, refits: Mapping[str, Refit], depth: Depth) -> Sensitivity:
    """Returns of the weeks that all variants have in common, in the run and in each variant.

    Parameters
    ----------
    refits : mapping of change name to Refit
        Of `variant_changes`, maybe among others; one that is missing counts as not fitted.

    Notes
    -----
    The spend view of the same spend everywhere: all that the spend of these weeks brings, also
    after them. Where the outcome is a count without a value, outcome per unit of spend. Owned
    channels have no return and no rank.
    """
    plan = variant_plan(run, depth)
    window = common_window(run.dataset, plan)
    base = _looked(run, window)
    found = [
        _variant(variant, refits.get(variant.change.name), window) for variant in plan.variants
    ]
    usual = [one for one in found if one.result.kind != QUARTER and not one.result.problem]
    parts = [one for one in found if one.result.kind == QUARTER and not one.result.problem]
    hurdle = run.dataset.settings.hurdle
    labels = {channel.name: channel.label for channel in run.dataset.channels}
    return Sensitivity(
        base=base.result,
        variants=tuple(one.result for one in found),
        spans=tuple(_span(name, labels[name], base, usual, hurdle) for name in base.result.roi),
        flips=_flips(base, usual),
        influence=tuple(
            _span(name, labels[name], base, parts, hurdle) for name in base.result.roi if parts
        ),
        missing=plan.missing,
        first=window.first,
        last=window.last,
    )


def common_window(dataset: Dataset, plan: Plan) -> Window:
    """Days of the weeks that all variants are fitted on; masked weeks keep their spend."""
    changes = [variant.change for variant in plan.variants]
    first = max([dataset.first, *(c.first for c in changes if c.first is not None)])
    last = min([dataset.last, *(c.last for c in changes if c.last is not None)])
    first -= timedelta(days=6)
    return Window(first, last, f"{first} to {last}")


@dataclass(frozen=True)
class _Looked:
    """Figures of one variant with what they are made from.

    Parameters
    ----------
    draws : mapping of channel to DataArray, dims (chain, draw)
        Of the return.
    judged : mapping of channel to DataArray, dims (chain, draw)
        Of the return that the hurdle applies to: on margin where one is given.
    """

    result: VariantResult
    draws: Mapping[str, xr.DataArray]
    judged: Mapping[str, xr.DataArray]


def _variant(variant: Variant, refit: Refit | None, window: Window) -> _Looked:
    problem = _NO_REFIT if refit is None else refit_problem(refit)
    key, kind, words = variant.change.name, variant.kind, variant.words
    if refit is None or refit.run is None or problem:
        return _Looked(VariantResult(key, kind, words, {}, {}, "", problem or _NO_REFIT), {}, {})
    return _looked(thinned(refit.run), window, (key, kind, words))


def _looked(run: Run, window: Window, named: tuple[str, str, str] | None = None) -> _Looked:
    """Returns of one fit; best next is judged by the last year in common."""
    answers = Counterfactuals(run, contributions(run))
    found = {name: _returned(answers, name, window) for name in paid_channels(run)}
    draws = {name: one.draws for name, one in found.items() if one is not None}
    judged = {name: one.judged for name, one in found.items() if one and one.judged is not None}
    marginal = {name: one.marginal for name, one in found.items() if one and one.marginal}
    roi = {name: summarise(values) for name, values in draws.items()}
    order = sorted(roi, key=lambda name: -roi[name].mean)
    best = max(marginal, key=lambda name: marginal[name]) if marginal else ""
    key, kind, words = named or (BASE, BASE, "as fitted")
    rank = {name: order.index(name) + 1 for name in roi}
    return _Looked(VariantResult(key, kind, words, roi, rank, best), draws, judged)


@dataclass(frozen=True)
class _Returned:
    """Draws of one channel's return, of that which the hurdle applies to, and the next unit's."""

    draws: xr.DataArray
    judged: xr.DataArray | None
    marginal: float


def _returned(answers: Counterfactuals, name: str, window: Window) -> _Returned | None:
    """What the spend of a window brings, now and later, over that spend; None without spend.

    Notes
    -----
    The spend view of `mmm_xl.analysis.lift.lift`, and nothing else of it: ten fits are asked.
    """
    dataset, value = answers.run.dataset, answers.run.spec.outcome_value
    i = dataset.channel_names.index(name)
    late = Window(max(window.first, window.last - _LATE), window.last, "")
    inside, recent = (one.fractions(dataset.dates) for one in (window, late))
    spend, last = float(inside @ dataset.spend[:, i]), float(recent @ dataset.spend[:, i])
    if not spend > 0:
        return None
    worth = 1.0 if np.isnan(value) else value
    lost = _lost(answers, i, -inside)
    per_unit = answers.margin_per_unit(i)
    margin = None if per_unit is None else (lost @ per_unit.values) / spend
    draws = lost.sum(axis=1) * (worth / spend)
    judged = draws if margin is None else margin
    each = np.full(lost.shape[1], worth) if per_unit is None else per_unit.values
    gained = -(_lost(answers, i, STEP * recent) @ each).mean() if last > 0 else 0.0
    return _Returned(
        draws=_by_chain(answers.run, draws),
        judged=None if np.isnan(value) else _by_chain(answers.run, judged),
        marginal=float(gained) / (STEP * last) if last > 0 else 0.0,
    )


def _lost(answers: Counterfactuals, channel: int, change: Floats) -> Floats:
    """Outcome less that under media changed by a fraction in each week (T,), (N, T + L)."""
    moved = 1.0 + np.pad(change, (answers.before, answers.after))
    less = answers.observed(channel) - answers.effect(channel, answers.media[channel] * moved)
    return answers.level * -np.expm1(-less) if answers.effects.multiplicative else less


def _by_chain(run: Run, values: Floats) -> xr.DataArray:
    """Draws of all chains in a row (N,) by chain and draw."""
    shape = (run.posterior.sizes["chain"], run.posterior.sizes["draw"])
    return xr.DataArray(values.reshape(shape), dims=("chain", "draw"))


def _span(name: str, label: str, base: _Looked, variants: Sequence[_Looked], hurdle: float) -> Span:
    """How far the mean return of one channel moves."""
    own = base.result.roi[name]
    means = {one.result.key: one.result.roi[name].mean for one in variants}
    shifts = {key: (mean - own.mean) / own.sd for key, mean in means.items()}
    judged = base.judged.get(name)
    above = None if judged is None else float(judged.mean()) > hurdle
    crosses = [
        one.result.key
        for one in variants
        if above is not None and (float(one.judged[name].mean()) > hurdle) != above
    ]
    return Span(
        channel=name,
        label=label,
        base=own,
        low=min([own.mean, *means.values()]),
        high=max([own.mean, *means.values()]),
        shift=max((abs(shift) for shift in shifts.values()), default=0.0),
        outside=tuple(key for key, mean in means.items() if not own.lo80 <= mean <= own.hi80),
        crosses_hurdle=tuple(crosses),
        shifts=shifts,
        above_hurdle=None if judged is None else probability(judged > hurdle),
    )


def _flips(base: _Looked, variants: Sequence[_Looked]) -> tuple[Flip, ...]:
    """Pairs of channels whose order by mean return changes somewhere, in the base's order."""
    found = []
    order = sorted(base.result.rank, key=lambda name: base.result.rank[name])
    for first, second in combinations(order, 2):
        turned = tuple(
            one.result.key
            for one in variants
            if one.result.roi[first].mean < one.result.roi[second].mean
        )
        if turned:
            better = probability(base.draws[first] > base.draws[second])
            found.append(Flip(first, second, turned, better))
    return tuple(found)
