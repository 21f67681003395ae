"""What other spend would have changed, reduced to published figures; sheet, JSON, `show` share it.

A change is judged by what it leaves: change of contribution margin less change of spend. Where no
margin is given the value of the outcome stands in for it, and every header says so.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

import numpy as np
import xarray as xr

from mmm_xl.analysis.counterfactual import Counterfactuals
from mmm_xl.analysis.intervention import Intervention, cap, changes, cut, linked
from mmm_xl.analysis.response import current_media
from mmm_xl.analysis.summary import Estimate, Summary, probability
from mmm_xl.data.window import Window
from mmm_xl.runs.run import Run

CUTS = (0.2, 0.5)
"""Cuts that every channel's row of the sheet is asked about, fractions."""


@dataclass(frozen=True)
class Changed[S: Estimate]:
    """Figures of one change of spend.

    Parameters
    ----------
    kind : {"cut", "cap", "shift", "linked"}
    channels : tuple of str
        Names of the channels whose media change.
    words : str
        What is changed.
    spend : float, currency units
        Change of spend, negative for money saved; ``own`` that of each channel, in order.
    outcome : Estimate, outcome units
        Change of the outcome, now and later.
    margin : Estimate or None, currency units
        Change of contribution margin; None where none is known.
    per_unit : Estimate or None, outcome units per currency unit
        Outcome lost per unit saved, or gained per unit added; None where spend stays the same.
    value_per_unit, margin_per_unit : Estimate or None, ratio
        The same of the outcome's value and of contribution margin: below 1, what is saved is more
        than what is lost. None also where the outcome has no value, or no margin is given.
    after_spend : Estimate or None, currency units
        Change of margin less change of spend; of the value of the outcome where no margin is
        given; None where the outcome has no value in money, or no paid channel changes.
    prob_better : float or None
        Probability that it is above zero; None where nothing changes.
    draws : DataArray or None, dims (chain, draw), outcome units
        Of the change of the outcome; not part of any record.
    """

    kind: str
    channels: tuple[str, ...]
    words: str
    spend: float
    own: tuple[float, ...]
    outcome: S
    margin: S | None
    per_unit: S | None
    value_per_unit: S | None
    margin_per_unit: S | None
    after_spend: S | None
    prob_better: float | None
    draws: xr.DataArray | None = None


@dataclass(frozen=True)
class Linked[S: Estimate]:
    """One leading channel alone, and with those that fall along as the user states it.

    Parameters
    ----------
    follows : tuple of (name, fraction)
    spend_alone, spend_joint : float, currency units
        Spend that falls away: the leader's, and that of all together.
    lift_alone, lift_joint : Estimate, outcome units
        What is lost, now and later.
    added : Estimate, outcome units
        What is lost beyond the leader alone.
    roi_alone, roi_joint : Estimate or None, ratio
        Lift in money over the spend that falls away; None without spend or value.
    on_margin_alone, on_margin_joint : Estimate or None, ratio
    draws : DataArray or None, dims (chain, draw), outcome units
        Of the joint lift; not part of any record.
    """

    leader: str
    follows: tuple[tuple[str, float], ...]
    spend_alone: float
    spend_joint: float
    lift_alone: S
    lift_joint: S
    added: S
    roi_alone: S | None
    roi_joint: S | None
    on_margin_alone: S | None
    on_margin_joint: S | None
    draws: xr.DataArray | None = None


Reduce = Callable[[xr.DataArray], Any]


def judged_on_margin(run: Run) -> bool:
    """Whether a change is judged on contribution margin; else on the value of the outcome."""
    return run.dataset.has_margin and not np.isnan(run.spec.outcome_value)


def figures[S: Estimate](
    answers: Counterfactuals,
    kind: str,
    change: Intervention,
    reduce: Callable[[xr.DataArray], S],
) -> Changed[S]:
    """Figures of one intervention.

    Parameters
    ----------
    reduce : callable
        `mmm_xl.analysis.summary.summarise`, or `estimate` where Monte Carlo errors are not shown.
    """
    outcome, margin = changes(answers, change)
    own = tuple(change.spend.values())
    spend = float(sum(own))
    worth = _worth(answers, outcome)
    earned = worth if margin is None else margin
    paid = any(answers.run.dataset.channels[i].paid for i in _positions(answers, change))
    left = earned - spend if earned is not None and paid else None
    per_unit = _per(outcome, spend, reduce)
    same = answers.run.spec.outcome_value == 1.0  # revenue: its value is itself
    return Changed(
        kind=kind,
        channels=tuple(change.media),
        words=change.words,
        spend=spend,
        own=own,
        outcome=reduce(outcome),
        margin=None if margin is None else reduce(margin),
        per_unit=per_unit,
        value_per_unit=per_unit if same else _per(worth, spend, reduce),
        margin_per_unit=_per(margin, spend, reduce),
        after_spend=None if left is None else reduce(left),
        prob_better=probability(left > 0) if left is not None and bool(left.any()) else None,
        draws=outcome,
    )


def what_if[S: Estimate](
    answers: Counterfactuals, window: Window, reduce: Callable[[xr.DataArray], S]
) -> tuple[Changed[S], ...]:
    """Each channel with 20% and 50% less, and capped at its current average, in sheet order."""
    levels = current_media(answers.run)
    found: list[Changed[S]] = []
    for i, channel in enumerate(answers.run.dataset.channels):
        asked = [("cut", cut(answers, channel.name, share, window)) for share in CUTS]
        asked.append(("cap", cap(answers, channel.name, float(levels[i]), window)))
        found += [figures(answers, kind, change, reduce) for kind, change in asked]
    return tuple(found)


def stated_links[S: Estimate](
    answers: Counterfactuals, window: Window, reduce: Callable[[xr.DataArray], S]
) -> tuple[Linked[S], ...]:
    """Each channel that others move with by the Channels sheet, in sheet order."""
    return tuple(
        _linked(answers, leader, follows, window, reduce)
        for leader, follows in answers.run.dataset.links.items()
    )


def _linked(
    answers: Counterfactuals,
    leader: str,
    follows: dict[str, float],
    window: Window,
    reduce: Callable[[xr.DataArray], Any],
) -> Linked[Any]:
    both = [linked(answers, leader, found, window) for found in ({}, follows)]
    alone, joint = (_Lost.of(answers, change) for change in both)
    return Linked(
        leader=leader,
        follows=tuple(follows.items()),
        spend_alone=alone.spend,
        spend_joint=joint.spend,
        lift_alone=reduce(alone.outcome),
        lift_joint=reduce(joint.outcome),
        added=reduce(joint.outcome - alone.outcome),
        roi_alone=_per(_worth(answers, alone.outcome), alone.spend, reduce),
        roi_joint=_per(_worth(answers, joint.outcome), joint.spend, reduce),
        on_margin_alone=_per(alone.margin, alone.spend, reduce),
        on_margin_joint=_per(joint.margin, joint.spend, reduce),
        draws=joint.outcome,
    )


@dataclass(frozen=True)
class _Lost:
    """What an intervention takes away: positive amounts."""

    outcome: xr.DataArray
    margin: xr.DataArray | None
    spend: float

    @classmethod
    def of(cls, answers: Counterfactuals, change: Intervention) -> _Lost:
        outcome, margin = changes(answers, change)
        saved = -float(sum(change.spend.values()))
        return cls(-outcome, None if margin is None else -margin, saved)


def _per(amount: xr.DataArray | None, spend: float, reduce: Reduce) -> Any:
    """Amount per unit of spend; None where spend stays the same."""
    return reduce(amount / spend) if amount is not None and spend else None


def _worth(answers: Counterfactuals, outcome: xr.DataArray) -> xr.DataArray | None:
    """Value of an outcome in money; None where it has none."""
    value = answers.run.spec.outcome_value
    return None if np.isnan(value) else outcome * value


def _positions(answers: Counterfactuals, change: Intervention) -> list[int]:
    return [answers.run.dataset.channel_names.index(name) for name in change.media]


def changes_json(found: Sequence[Changed[Summary]]) -> list[dict[str, Any]]:
    """Changes as ``results.json`` has them."""
    return [_record(one) | {"channels": list(one.channels), "own": list(one.own)} for one in found]


def links_json(found: Sequence[Linked[Summary]]) -> list[dict[str, Any]]:
    """Stated links as ``results.json`` has them."""
    return [
        _record(one) | {"follows": [{"name": n, "falls_by": share} for n, share in one.follows]}
        for one in found
    ]


def _record(one: Changed[Summary] | Linked[Summary]) -> dict[str, Any]:
    """Figures by name, without draws."""
    record = asdict(replace(one, draws=None))
    del record["draws"]
    return record
