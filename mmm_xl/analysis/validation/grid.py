"""The grid of specifications that a run's own is held against."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from mmm_xl.analysis.validation.folds import fold_changes, fold_plan
from mmm_xl.analysis.validation.refit_results import Fold
from mmm_xl.analysis.validation.refits import refit_sampler
from mmm_xl.model import priors
from mmm_xl.model.spec import ModelSpec
from mmm_xl.names import Carryover, Noise, Saturation, Trend
from mmm_xl.runs.change import Change
from mmm_xl.runs.run import Run

FOLDS = 3
"""Latest folds that every candidate forecasts."""

_OTHER_CARRYOVER = {
    Carryover.AUTO: Carryover.GEOMETRIC,
    Carryover.GEOMETRIC: Carryover.AUTO,
    Carryover.DELAYED: Carryover.GEOMETRIC,
    Carryover.NONE: Carryover.GEOMETRIC,
}
_OTHER_SATURATION = {
    Saturation.HILL: Saturation.LOGISTIC,
    Saturation.MICHAELIS_MENTEN: Saturation.LOGISTIC,
    Saturation.LOGISTIC: Saturation.HILL,
    Saturation.NONE: Saturation.HILL,
}


@dataclass(frozen=True)
class Specification:
    """One point of the grid.

    Parameters
    ----------
    spec : mapping of str to value
        Fields of `ModelSpec` that differ from the run's.
    priors : mapping of channel to mapping of str to value
        Fields of `ChannelPrior` that differ.
    """

    baseline: str
    carryover: str
    saturation: str
    chosen: bool
    spec: Mapping[str, Any]
    priors: Mapping[str, Mapping[str, Any]]

    @property
    def key(self) -> str:
        """Name among candidates."""
        return f"{self.baseline}; {self.carryover}; {self.saturation}"

    @property
    def name(self) -> str:
        """Name of its refit on all weeks; the run itself has none."""
        return f"candidate: {self.key}"

    def fold_name(self, fold: Fold) -> str:
        """Name of its refit on the training weeks of a fold."""
        return f"candidate fold: {fold.key}: {self.key}"


def grid(run: Run) -> tuple[Specification, ...]:
    """Eight specifications, two choices of three things each; one of them is the run's own."""
    return tuple(
        Specification(
            baseline=words,
            carryover=carryover[0],
            saturation=saturation[0],
            chosen=not (fields or carryover[1] or saturation[1]),
            spec=fields,
            priors={
                name: carryover[1].get(name, {}) | saturation[1].get(name, {})
                for name in (carryover[1] | saturation[1])
            },
        )
        for words, fields in _baselines(run)
        for carryover in _families(run.spec, "adstock", _OTHER_CARRYOVER)
        for saturation in _families(run.spec, "saturation", _OTHER_SATURATION)
    )


def candidate_folds(run: Run) -> tuple[Fold, ...]:
    """Folds that every candidate forecasts: the latest, or the holdout where there are none."""
    plan = fold_plan(run.dataset)
    return tuple(fold for fold in plan if fold.key != "holdout")[-FOLDS:] or plan[-1:]


def candidate_changes(run: Run) -> tuple[Change, ...]:
    """Refits of all candidates on all weeks, and on the training weeks of some folds.

    Notes
    -----
    The run itself is one of the candidates and is not fitted again. A fold leaves out of every
    candidate what so few weeks cannot teach, as it does with the run.
    """
    points, sampler = grid(run), refit_sampler(run)
    whole = [
        Change(point.name, spec=point.spec, priors=point.priors, sampler=sampler)
        for point in points
        if not point.chosen
    ]
    known = {change.name: change for change in fold_changes(run)}
    parts = [
        replace(
            known[fold.key],
            name=point.fold_name(fold),
            spec={**point.spec, **known[fold.key].spec},
            priors=point.priors,
        )
        for point in points
        for fold in candidate_folds(run)
    ]
    return (*whole, *parts)


def _baselines(run: Run) -> list[tuple[str, dict[str, Any]]]:
    """Words and fields of both baselines; the run's own in place of the nearer one.

    Notes
    -----
    A short history cannot teach a drifting level: there the noise alone has memory.
    """
    spec = run.spec
    long = run.dataset.weeks >= priors.LEAST_WEEKS_FOR_LEVEL
    moving = {"level_weeks": priors.DRIFT_KNOT_WEEKS if long else 0, "trend": spec.trend,
              "noise": str(Noise.AUTOCORRELATED)}  # fmt: skip
    straight = {"level_weeks": 0, "trend": str(Trend.LINEAR), "noise": str(Noise.NORMAL)}
    own = {name: getattr(spec, name) for name in moving}
    near = 0 if own["level_weeks"] or own["noise"] == Noise.AUTOCORRELATED else 1
    both = [moving, straight]
    return [
        (_said(own), {})
        if i == near
        else (_said(other), {name: value for name, value in other.items() if value != own[name]})
        for i, other in enumerate(both)
    ]


def _said(fields: Mapping[str, Any]) -> str:
    """A baseline in words."""
    trend = {Trend.LINEAR: "straight trend", Trend.PIECEWISE: "bending trend",
             Trend.NONE: "no trend"}[fields["trend"]]  # fmt: skip
    level = "drifting level" if fields["level_weeks"] else trend
    noise = "independent" if fields["noise"] == Noise.NORMAL else fields["noise"]
    return f"{level}, {noise} noise"


def _families(
    spec: ModelSpec, field: str, other: Mapping[Any, str]
) -> list[tuple[str, dict[str, dict[str, str]]]]:
    """Words and fields of the run's own transforms, and of others."""
    own = {prior.channel: str(getattr(prior, field)) for prior in spec.channels}
    turned = {name: str(other[family]) for name, family in own.items()}
    words = _one(own.values(), "as set by channel"), _one(turned.values(), "another by channel")
    return [(words[0], {}), (words[1], {name: {field: to} for name, to in turned.items()})]


def _one(families: Sequence[str] | Any, otherwise: str) -> str:
    found = set(families)
    return found.pop() if len(found) == 1 else otherwise
