"""Whether later weeks reach a fold: they are altered, and what it is fitted on must not move."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from mmm_xl.runs.change import Change, Inputs, apply
from mmm_xl.runs.refit import Refit
from mmm_xl.runs.run import Run

Floats = npt.NDArray[np.float64]

_DIGITS = 10
"""Significant digits to which numbers of two specifications agree: beyond is rounding."""


def leaks(
    run: Run, plan: Callable[[Run], tuple[Change, ...]], refits: Mapping[str, Refit]
) -> tuple[str, ...]:
    """Names of changes whose refit knows of weeks after its last one.

    Parameters
    ----------
    plan : callable
        Changes of a run, each with its last week.
    refits : mapping of change name to Refit

    Notes
    -----
    For each, outcome, spend, media, controls and events of the later weeks are altered, the changes
    are planned and applied again, and data, specification and sampler of that refit are compared
    with those of the one that was made: all that a fit id is the hash of.
    """
    found = []
    for i, change in enumerate(plan(run)):
        made = refits[change.name].run
        own = apply(change, run) if made is None else made
        other = altered(run, run.dataset.dates > np.datetime64(change.last))
        if identity(own) != identity(apply(plan(other)[i], other)):
            found.append(change.name)
    return tuple(found)


def identity(inputs: Run | Inputs) -> tuple[object, ...]:
    """All that decides a posterior, numbers of the specification rounded to what floats can tell.

    Notes
    -----
    A default share that follows spend is reached by other roundings from other data.
    """
    spec = _rounded(inputs.spec.to_json())
    return inputs.dataset.digest(), spec, sorted(asdict(inputs.sampler).items())


def altered(run: Run, weeks: npt.NDArray[np.bool_]) -> Run:
    """Run of the same workbook with other numbers in some weeks; its posterior stays.

    Parameters
    ----------
    weeks : ndarray, shape (T,)
        Those that are altered.
    """
    dataset = run.dataset

    def other(values: Floats) -> Floats:
        """Another value in every altered week, positive where all values are."""
        return np.where(weeks, 2.0 * values + np.abs(values).mean() + 1.0, values)

    names = dataset.channel_names
    spend = {name: tuple(other(dataset.spend[:, i])) for i, name in enumerate(names)
             if dataset.channels[i].paid}  # fmt: skip
    media = {name: tuple(other(dataset.media[:, i])) for i, name in enumerate(names)}
    series = Change("altered", outcome=tuple(other(dataset.outcome)), spend=spend, media=media)
    inputs = apply(series, run)
    flagged = weeks[:, None]
    changed = replace(
        inputs.dataset,
        controls=np.where(flagged, 2.0 * dataset.controls + 1.0, dataset.controls),
        events=np.where(flagged, 1.0 - dataset.events, dataset.events),
    )
    return Run(run.run_id, run.fit_id, changed, inputs.spec, run.sampler, run.posterior, run.as_of)


def _rounded(value: Any) -> Any:
    if isinstance(value, float):
        return f"{value:.{_DIGITS}g}"
    if isinstance(value, Mapping):
        return {key: _rounded(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [_rounded(one) for one in value]
    return value
