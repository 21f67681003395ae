"""The scenario grid: total budget by allocation mix, from the fitted response, without sampling."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import xarray as xr

from mmm_xl.analysis.response import ResponseCurves
from mmm_xl.analysis.results import Results
from mmm_xl.analysis.summary import Summary, probability, summarise
from mmm_xl.planning.allocation import MeanResponse, equal_marginal_return

Floats = npt.NDArray[np.float64]

BUDGET_CHANGES = (-0.3, -0.2, -0.1, 0.0, 0.1, 0.2, 0.3)
MIX_RAISE = 0.2
CURRENT_MIX = "current"
EQUAL_MARGINAL_MIX = "equal marginal return"
BOUNDS = (0.5, 2.0)
"""Multiples of its own spend that the equal-marginal mix may give a channel."""


@dataclass(frozen=True)
class ScenarioCell:
    """One budget with one mix.

    Parameters
    ----------
    budget_change : float, fraction
    spend : ndarray, shape (paid channels,), currency units over all weeks
    outcome, difference : Summary, outcome units over all weeks
        Incremental outcome of all channels, and that less today's, per draw.
    prob_better : float or None
        Probability of more incremental outcome than today; None for today itself.
    """

    budget_change: float
    mix: str
    spend: Floats
    outcome: Summary
    difference: Summary
    prob_better: float | None


def scenario_grid(results: Results) -> tuple[ScenarioCell, ...]:
    """Incremental outcome for each budget and mix, mix by mix within each budget.

    Notes
    -----
    Each channel keeps its weekly pattern; only its level is multiplied. Owned channels stay as
    they were. The grid covers the weeks of the data.
    """
    paid = [i for i, channel in enumerate(results.channels) if channel.paid]
    if not paid:
        return ()
    spend = np.array([results.channels[i].spend for i in paid])
    plans = _plans(results, paid, spend)
    outcomes = _outcomes(results.curves, paid, [plan for _, _, plan in plans], spend)
    today = outcomes.isel(multiple=_today(plans))
    return tuple(
        _cell(plan, outcomes.isel(multiple=i), today, is_today=i == _today(plans))
        for i, plan in enumerate(plans)
    )


_Plan = tuple[float, str, Floats]


def _today(plans: list[_Plan]) -> int:
    return next(i for i, (change, mix, _) in enumerate(plans) if change == 0 and mix == CURRENT_MIX)


def _plans(results: Results, paid: list[int], spend: Floats) -> list[_Plan]:
    """Budget change, mix and spend a channel, for each cell of the grid."""
    # money is not moved on what was only assumed: such channels keep their part of the budget
    known = [k for k, i in enumerate(paid) if not results.channels[i].prior_only]
    response = _mean_response(results.curves, [paid[k] for k in known])
    rule = equal_marginal_return(response, spend[known], BOUNDS) if known else None
    plans: list[_Plan] = []
    for change in BUDGET_CHANGES:
        mix = spend * (1 + change)
        plans.append((change, CURRENT_MIX, mix.copy()))
        if len(paid) == 1:
            continue
        if rule:
            mix[known] = rule.spend(spend[known].sum() * (1 + change))
        plans.append((change, EQUAL_MARGINAL_MIX, mix))
        for i, channel in enumerate(paid):
            name = f"{results.channels[channel].label} {MIX_RAISE:+.0%}"
            plans.append((change, name, _raised(spend, i) * (1 + change)))
    return plans


def _raised(spend: Floats, channel: int) -> Floats:
    """One channel raised, the others lowered in proportion; the total stays."""
    raised = spend.copy()
    raised[channel] *= 1 + MIX_RAISE
    others = np.arange(len(spend)) != channel
    raised[others] *= (spend.sum() - raised[channel]) / spend[others].sum()
    return raised


def _mean_response(curves: ResponseCurves, paid: list[int]) -> MeanResponse:
    """Posterior mean incremental outcome of paid channels at multiples of their spend."""

    def response(multiples: Floats) -> Floats:
        every = np.ones((len(curves.channels), multiples.shape[1]))
        every[paid] = multiples
        return curves.incremental(every).mean(("chain", "draw")).values[paid]

    return response


def _outcomes(
    curves: ResponseCurves, paid: list[int], plans: list[Floats], spend: Floats
) -> xr.DataArray:
    """Incremental outcome of all channels for each plan; dims (chain, draw, multiple)."""
    multiples = np.ones((len(curves.channels), len(plans)))
    multiples[paid] = (np.array(plans) / spend).T
    return curves.together(multiples)


def _cell(
    plan: _Plan, outcome: xr.DataArray, today: xr.DataArray, *, is_today: bool
) -> ScenarioCell:
    difference = outcome - today
    return ScenarioCell(
        budget_change=plan[0],
        mix=plan[1],
        spend=plan[2],
        outcome=summarise(outcome),
        difference=summarise(difference),
        prob_better=None if is_today else probability(difference > 0),
    )
