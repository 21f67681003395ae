"""What a refit changes of a run: other weeks, other series, another specification."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

from mmm_xl.data.dataset import Dataset
from mmm_xl.errors import UnknownName
from mmm_xl.inference.sampler_settings import SamplerSettings
from mmm_xl.model.priors import LogNormal
from mmm_xl.model.spec import ChannelPrior, ModelSpec
from mmm_xl.runs.run import Run

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Change:
    """One refit, described; nothing is computed until it is applied to a run.

    Parameters
    ----------
    name : str
        What the refit is called in results; two changes may not share one.
    first, last : date or None
        Last days of the first and last week to fit on, inclusive; None is the run's own.
    outcome : tuple of float or None, outcome units
        Another outcome, a value a week of the run (a simulated one).
    spend : mapping of channel to tuple of float, currency units
        Another spend of a channel, a value a week of the run (a shifted one). Where spend itself
        drives the channel, its media follow.
    media : mapping of channel to tuple of float, media units
        Other media of a channel, a value a week of the run.
    spec : mapping of str to value
        Fields of `ModelSpec` that are replaced.
    priors : mapping of channel to mapping of str to value
        Fields of `ChannelPrior` that are replaced. A pooled channel that is given an effect leaves
        the pool.
    sampler : mapping of str to value
        Fields of `SamplerSettings` that are replaced.
    without_tests : tuple of str, or "all"
        Names of lift tests that the refit does not know; "all" for all that calibrate.
    masked : tuple of date
        Last days of weeks of the run whose outcome the likelihood does not see. Media, controls and
        events of these weeks stay, so that carryover stays whole; weeks outside ``first`` to
        ``last`` are gone anyway.
    without_controls : tuple of str
        Controls that the refit does not know.
    added_controls : mapping of name to tuple of float
        Further controls, a value a week of the run, whose coefficient may have any sign.
    """

    name: str
    first: date | None = None
    last: date | None = None
    outcome: tuple[float, ...] | None = None
    spend: Mapping[str, tuple[float, ...]] = field(default_factory=dict)
    media: Mapping[str, tuple[float, ...]] = field(default_factory=dict)
    spec: Mapping[str, Any] = field(default_factory=dict)
    priors: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    sampler: Mapping[str, Any] = field(default_factory=dict)
    without_tests: tuple[str, ...] | Literal["all"] = ()
    masked: tuple[date, ...] = ()
    without_controls: tuple[str, ...] = ()
    added_controls: Mapping[str, tuple[float, ...]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        # arrays are welcome, but plain numbers compare, and travel to another process
        if self.outcome is not None:
            object.__setattr__(self, "outcome", _plain(self.outcome))
        for name in ("spend", "media", "added_controls"):
            series = {channel: _plain(values) for channel, values in getattr(self, name).items()}
            object.__setattr__(self, name, series)


@dataclass(frozen=True)
class Inputs:
    """What a fit is made from."""

    dataset: Dataset
    spec: ModelSpec
    sampler: SamplerSettings


def apply(change: Change, run: Run) -> Inputs:
    """Inputs of a refit.

    Raises
    ------
    UnknownName
        The run has no such channel, control or lift test.
    ValueError
        A series has another length than the run, a masked week is none of the run's, or no week is
        left.
    TypeError
        A specification, a prior or the sampler has no such field.

    Notes
    -----
    Scales, usual weeks and total spend belong to the design, which is laid out from these inputs,
    so they are those of the refit's own weeks. Lift tests that are not wholly inside those weeks
    are left out. The one prior that refers to spend, the share of a paid channel where nobody
    stated it, moves with the channel's part of all spend.

    The outcome of a masked week reaches nothing: neighbours stand in for it wherever a scale or a
    total needs a number, and the specification says that its likelihood is not looked at.
    """
    _check_tests(run.dataset, change)
    whole = _with_controls(_with_series(run.dataset, change), change)
    dataset = _with_tests(_on_weeks(whole, change), change)
    spec = replace(_with_own_shares(run.spec, run.dataset, dataset), **change.spec)
    spec = _without_signs(spec, change)
    hidden = _masked(run.dataset, dataset, change)
    if hidden.any():
        dataset = replace(dataset, outcome=_bridged(dataset.outcome, hidden))
        days = dataset.dates[hidden].astype("datetime64[D]")
        spec = replace(spec, masked=tuple(str(day) for day in days))
    return Inputs(dataset, _with_priors(spec, change), replace(run.sampler, **change.sampler))


def silent_channel(inputs: Inputs) -> str | None:
    """Name of a channel of which these weeks say nothing: never on air, or no spend to return."""
    media, spend = inputs.dataset.media.sum(axis=0), inputs.dataset.spend.sum(axis=0)
    for i, prior in enumerate(inputs.spec.channels):
        if media[i] == 0 or (prior.basis == "roi" and spend[i] == 0):
            return prior.channel
    return None


def _plain(values: Any) -> tuple[float, ...]:
    return tuple(np.asarray(values, dtype=float).tolist())


def _with_series(dataset: Dataset, change: Change) -> Dataset:
    """Dataset with another outcome, spend or media, on all its weeks."""
    spend, media = dataset.spend.copy(), dataset.media.copy()
    for name, values in change.spend.items():
        i = _index(dataset, name)
        follows = np.array_equal(media[:, i], spend[:, i])
        spend[:, i] = _weekly(values, dataset, name)
        if follows:
            media[:, i] = spend[:, i]
    for name, values in change.media.items():
        media[:, _index(dataset, name)] = _weekly(values, dataset, name)
    outcome = dataset.outcome
    if change.outcome is not None:
        outcome = _weekly(change.outcome, dataset, "the outcome")
    return replace(dataset, outcome=outcome, spend=spend, media=media)


def _with_controls(dataset: Dataset, change: Change) -> Dataset:
    """Dataset with fewer and further controls, on all its weeks."""
    names = dataset.control_names
    for name in change.without_controls:
        if name not in names:
            known = ", ".join(names) or "none"
            raise UnknownName(f"There is no control {name!r}; there are {known}.")
    kept = [i for i, name in enumerate(names) if name not in change.without_controls]
    added = [_weekly(values, dataset, name) for name, values in change.added_controls.items()]
    twice = {names[i] for i in kept} & set(change.added_controls)
    if twice:
        raise ValueError(f"there is a control called {min(twice)!r} already")
    return replace(
        dataset,
        control_names=(*(names[i] for i in kept), *change.added_controls),
        controls=np.column_stack([dataset.controls[:, kept], *added]),
    )


def _without_signs(spec: ModelSpec, change: Change) -> ModelSpec:
    """Specification that says nothing of the sign of controls that are gone."""
    gone = change.without_controls

    def left(names: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(name for name in names if name not in gone)

    return replace(spec, raising=left(spec.raising), lowering=left(spec.lowering))


def _masked(before: Dataset, dataset: Dataset, change: Change) -> npt.NDArray[np.bool_]:
    """Which weeks of a refit are masked, shape (T,)."""
    days = np.array(change.masked, dtype="datetime64[D]")
    unknown = np.setdiff1d(days, before.dates.astype("datetime64[D]"))
    if len(unknown):
        raise ValueError(f"{change.name} masks {unknown[0]}, which is no week of the run")
    hidden = np.isin(dataset.dates.astype("datetime64[D]"), days)
    if hidden.all():
        raise ValueError(f"{change.name} leaves no week to fit on")
    return hidden


def _bridged(outcome: Floats, hidden: npt.NDArray[np.bool_]) -> Floats:
    """Outcome whose hidden weeks lie on the line between their neighbours."""
    weeks = np.arange(len(outcome))
    return np.interp(weeks, weeks[~hidden], outcome[~hidden])


def _weekly(values: tuple[float, ...], dataset: Dataset, name: str) -> Floats:
    series = np.array(values, dtype=float)
    if series.shape != (dataset.weeks,) or not np.isfinite(series).all():
        raise ValueError(f"{name} needs {dataset.weeks} finite values, one a week of the run")
    return series


def _on_weeks(dataset: Dataset, change: Change) -> Dataset:
    """Dataset cut to the weeks of a change."""
    inside = np.ones(dataset.weeks, dtype=bool)
    if change.first is not None:
        inside &= dataset.dates >= np.datetime64(change.first)
    if change.last is not None:
        inside &= dataset.dates <= np.datetime64(change.last)
    if inside.all():
        return dataset
    if not inside.any():
        raise ValueError(f"{change.name} leaves no week to fit on")
    names: tuple[str, ...] = ("dates", "outcome", "spend", "media", "controls", "events")
    names += ("margins",) if len(dataset.margins) else ()
    parts = {name: getattr(dataset, name)[inside] for name in names}
    cut = replace(dataset, **parts, history=_history(dataset, int(np.argmax(inside))))
    return replace(cut, experiments=tuple(test for test in dataset.experiments if cut.holds(test)))


def _with_tests(dataset: Dataset, change: Change) -> Dataset:
    """Dataset without the lift tests that a change leaves out."""
    left_out = change.without_tests
    if left_out == "all":
        kept = tuple(test for test in dataset.experiments if not test.calibrates)
    else:
        kept = tuple(test for test in dataset.experiments if test.name not in left_out)
    return replace(dataset, experiments=kept)


def _history(dataset: Dataset, start: int) -> Floats:
    """Media of the weeks before a later first week, as far back as the run's own history goes.

    Notes
    -----
    A refit knows of earlier spend what its run knows: where the run takes it as zero, so does the
    refit, so that the two differ by their weeks only.
    """
    reach = len(dataset.history)
    return np.concatenate([dataset.history, dataset.media[:start]])[start : start + reach]


def _check_tests(dataset: Dataset, change: Change) -> None:
    """Refuse names that no lift test has."""
    names = [test.name for test in dataset.experiments]
    for name in () if change.without_tests == "all" else change.without_tests:
        if name not in names:
            raise UnknownName(f"There is no lift test {name!r}; there are {', '.join(names)}.")


def _with_own_shares(spec: ModelSpec, before: Dataset, after: Dataset) -> ModelSpec:
    """Specification whose default shares of paid channels follow the spend of other weeks."""
    then, now = _part_of_spend(before), _part_of_spend(after)

    def own(prior: ChannelPrior, i: int) -> ChannelPrior:
        default = prior.basis == "share" and not prior.stated and before.channels[i].paid
        if not default or then[i] == now[i] or not then[i] or not now[i]:
            return prior
        mu = prior.effect.mu + math.log(now[i] / then[i])
        return replace(prior, effect=LogNormal(mu, prior.effect.sigma))

    return replace(spec, channels=tuple(own(prior, i) for i, prior in enumerate(spec.channels)))


def _part_of_spend(dataset: Dataset) -> Floats:
    spend = dataset.spend.sum(axis=0)
    return spend / spend.sum() if spend.sum() else spend


def _with_priors(spec: ModelSpec, change: Change) -> ModelSpec:
    names = [prior.channel for prior in spec.channels]
    channels = list(spec.channels)
    for name, fields in change.priors.items():
        if name not in names:
            raise UnknownName(f"There is no channel {name!r}; there are {', '.join(names)}.")
        i = names.index(name)
        alone = {"pool": -1} if "effect" in fields else {}
        channels[i] = replace(channels[i], **(alone | dict(fields)))
    return replace(spec, channels=tuple(channels))


def _index(dataset: Dataset, name: str) -> int:
    if name not in dataset.channel_names:
        known = ", ".join(dataset.channel_names)
        raise UnknownName(f"There is no channel {name!r}; there are {known}.")
    return dataset.channel_names.index(name)
