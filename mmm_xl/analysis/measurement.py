"""Returns of channels, groups and all paid channels in a window, reduced to published figures."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
import xarray as xr

from mmm_xl.analysis.counterfactual import Counterfactuals
from mmm_xl.analysis.lift import Lift, Views, lift
from mmm_xl.analysis.summary import Estimate, probability
from mmm_xl.data.window import Window

Reduce = Callable[[xr.DataArray], Estimate]

TOTAL = "All paid channels"


@dataclass(frozen=True)
class ViewFigures[S: Estimate]:
    """Figures of one channel, group or total in one view of a window.

    Parameters
    ----------
    incremental : Estimate, outcome units
    margin : Estimate or None, currency units
        Incremental contribution margin.
    roi, roi_on_margin, marginal_roi, marginal_on_margin : Estimate or None, ratio
        None where nothing was spent, the outcome has no value in money, or no margin is given.
    cost_per_unit : Estimate or None, currency units
        Spend over incremental outcome: iCPA, or CAC where the outcome is new customers. For counts.
    prob_above_hurdle, prob_loss : float or None
        Of ROI on margin (ROI where no margin is given): above the hurdle, and below 1.
    """

    incremental: S
    margin: S | None
    roi: S | None
    roi_on_margin: S | None
    marginal_roi: S | None
    marginal_on_margin: S | None
    cost_per_unit: S | None
    prob_above_hurdle: float | None
    prob_loss: float | None


@dataclass(frozen=True)
class Measured[S: Estimate]:
    """One line of a table of returns.

    Parameters
    ----------
    kind : {"channel", "group", "total"}
    names : tuple of str
        Channels that are measured together.
    spend : float, currency units
    share_of_spend, share_of_effect : float, fraction
        Of all paid channels in the window; effect is the posterior mean lift in the spend view.
    contribution : Estimate, outcome units
        Period contribution: an amount, never a return.
    carry_out : Estimate, outcome units
        What the window's spend brings after it.
    draws : Lift
        What everything is reduced from.
    """

    kind: str
    name: str
    label: str
    names: tuple[str, ...]
    spend: float
    share_of_spend: float
    share_of_effect: float
    spend_view: ViewFigures[S]
    same_period: ViewFigures[S]
    carry_out: S
    contribution: S
    draws: Lift


@dataclass(frozen=True)
class Measurement[S: Estimate]:
    """Returns of a window: channels in sheet order, groups, and all paid channels.

    Parameters
    ----------
    interaction : Views or None, outcome units
        All paid channels together less the sum of each; None where effects add and it is nothing.
    """

    window: Window
    channels: tuple[Measured[S], ...]
    groups: tuple[Measured[S], ...]
    total: Measured[S] | None
    interaction: Views | None

    @property
    def lines(self) -> tuple[Measured[S], ...]:
        """Channels, groups and the total, in this order."""
        return (*self.channels, *self.groups, *((self.total,) if self.total else ()))


def measure[S: Estimate](
    answers: Counterfactuals, window: Window, reduce: Callable[[xr.DataArray], S]
) -> Measurement[S]:
    """Figures of a window.

    Parameters
    ----------
    reduce : callable
        `mmm_xl.analysis.summary.summarise`, or `estimate` where Monte Carlo errors are not shown.
    """
    dataset = answers.run.dataset
    apart = {channel.name: lift(answers, [channel.name], window) for channel in dataset.channels}
    paid = [channel.name for channel in dataset.channels if channel.paid]
    all_paid = _together(answers, paid, window, apart) if paid else None

    def line(kind: str, name: str, label: str, drawn: Lift) -> Measured[S]:
        return _measured(answers, (kind, name, label), drawn, all_paid, reduce)

    return Measurement(
        window=window,
        channels=tuple(
            line("channel", channel.name, channel.label, apart[channel.name])
            for channel in dataset.channels
        ),
        groups=tuple(
            line("group", group, group, _together(answers, names, window, apart))
            for group, names in _groups(answers)
        ),
        total=line("total", TOTAL, TOTAL, all_paid) if all_paid else None,
        interaction=_interaction(answers, all_paid, [apart[name] for name in paid]),
    )


def _groups(answers: Counterfactuals) -> Iterator[tuple[str, list[str]]]:
    """Groups of more than one channel as the Channels sheet names them, and their members."""
    members: dict[str, list[str]] = {}
    for channel in answers.run.dataset.channels:
        if channel.group:
            members.setdefault(channel.group, []).append(channel.name)
    return ((group, names) for group, names in members.items() if len(names) > 1)


def _together(
    answers: Counterfactuals, names: list[str], window: Window, apart: dict[str, Lift]
) -> Lift:
    """Lift of several channels; where effects add, nothing is evaluated again."""
    own = [apart[name] for name in names]
    if len(own) == 1:
        return own[0]
    if answers.effects.multiplicative:
        return lift(answers, names, window)
    return Lift(
        names=tuple(names),
        window=window,
        spend=sum(part.spend for part in own),
        incremental=_summed([part.incremental for part in own]),
        extra=_summed([part.extra for part in own]),
        margin=_known([part.margin for part in own]),
        extra_margin=_known([part.extra_margin for part in own]),
        contribution=sum((part.contribution for part in own[1:]), own[0].contribution),
    )


def _known(views: list[Views | None]) -> Views | None:
    found = [view for view in views if view is not None]
    return _summed(found) if len(found) == len(views) else None


def _summed(views: list[Views]) -> Views:
    return Views(
        sum((view.spend_view for view in views[1:]), views[0].spend_view),
        sum((view.same_period for view in views[1:]), views[0].same_period),
    )


def _interaction(
    answers: Counterfactuals, together: Lift | None, apart: list[Lift]
) -> Views | None:
    if together is None or not answers.effects.multiplicative:
        return None
    own = _summed([part.incremental for part in apart])
    return Views(
        together.incremental.spend_view - own.spend_view,
        together.incremental.same_period - own.same_period,
    )


def _measured[S: Estimate](
    answers: Counterfactuals,
    named: tuple[str, str, str],
    drawn: Lift,
    all_paid: Lift | None,
    reduce: Callable[[xr.DataArray], S],
) -> Measured[S]:
    kind, name, label = named
    effect = float(all_paid.incremental.spend_view.mean()) if all_paid else 0.0
    own = float(drawn.incremental.spend_view.mean())
    return Measured(
        kind=kind,
        name=name,
        label=label,
        names=drawn.names,
        spend=drawn.spend,
        share_of_spend=_ratio(drawn.spend, all_paid.spend if all_paid else 0.0),
        share_of_effect=_ratio(own, effect),
        spend_view=_figures(answers, drawn, "spend_view", reduce),
        same_period=_figures(answers, drawn, "same_period", reduce),
        carry_out=reduce(drawn.incremental.carry_out),
        contribution=reduce(drawn.contribution),
        draws=drawn,
    )


def _ratio(part: float, whole: float) -> float:
    return part / whole if whole > 0 else float("nan")


def returns(answers: Counterfactuals, drawn: Lift, view: str) -> dict[str, xr.DataArray | None]:
    """Draws of each ratio in one view, dims (chain, draw); None where the ratio does not exist.

    Parameters
    ----------
    view : {"spend_view", "same_period"}

    Notes
    -----
    A window without spend has no ratio: nothing is divided by zero.
    """
    value, spend = answers.run.spec.outcome_value, drawn.spend
    money = spend > 0 and not np.isnan(value)

    def over(amount: Views | None, cost: float, worth: float) -> xr.DataArray | None:
        return getattr(amount, view) * worth / cost if amount is not None and money else None

    return {
        "roi": over(drawn.incremental, spend, value),
        "roi_on_margin": over(drawn.margin, spend, 1.0),
        "marginal_roi": over(drawn.extra, drawn.extra_spend, value),
        "marginal_on_margin": over(drawn.extra_margin, drawn.extra_spend, 1.0),
    }


def _figures[S: Estimate](
    answers: Counterfactuals, drawn: Lift, view: str, reduce: Callable[[xr.DataArray], S]
) -> ViewFigures[S]:
    settings = answers.run.dataset.settings
    ratios = returns(answers, drawn, view)
    amount: xr.DataArray = getattr(drawn.incremental, view)
    judged = ratios["roi_on_margin"] if ratios["roi_on_margin"] is not None else ratios["roi"]
    counted = settings.outcome_unit != settings.currency and drawn.spend > 0
    return ViewFigures(
        incremental=reduce(amount),
        margin=None if drawn.margin is None else reduce(getattr(drawn.margin, view)),
        **{name: None if r is None else reduce(r) for name, r in ratios.items()},
        cost_per_unit=reduce(drawn.spend / amount) if counted else None,
        prob_above_hurdle=None if judged is None else probability(judged > settings.hurdle),
        prob_loss=None if judged is None else probability(judged < 1.0),
    )


def measured_json(line: Measured[Any]) -> dict[str, Any]:
    """One line of a window as ``results.json`` has it."""
    return {
        "name": line.name,
        "channels": list(line.names),
        "spend": line.spend,
        "share_of_spend": _finite(line.share_of_spend),
        "share_of_effect": _finite(line.share_of_effect),
        "spend_view": asdict(line.spend_view),
        "same_period": asdict(line.same_period),
        "carry_out": asdict(line.carry_out),
        "contribution": asdict(line.contribution),
    }


def _finite(value: float) -> float | None:
    return value if math.isfinite(value) else None
