"""Whether outcomes drawn from the fitted model look like the one that happened."""

from __future__ import annotations

import xarray as xr

from mmm_xl.analysis.contribution import Contributions
from mmm_xl.analysis.validation.fit_results import Realism
from mmm_xl.analysis.validation.predictive_spread import (
    coverage,
    pit,
    pit_bins,
    pit_chance,
    stretches,
)
from mmm_xl.analysis.validation.realism_checks import realism_checks
from mmm_xl.analysis.validation.replicated import replicated, replications
from mmm_xl.analysis.validation.zero_out import zero_outs
from mmm_xl.runs.run import Run

__all__ = ["realism", "realism_checks"]


def realism(run: Run, effects: Contributions) -> Realism:
    """Replicated against observed outcomes, and the model without each of its channels.

    Notes
    -----
    All of it is about the weeks that were fitted: an unrealistic model is found out here, a
    realistic one may still have wrong returns.
    """
    made = replications(run, effects)
    statistics, left_out = replicated(run, made)
    by_week = _below_zero(effects.baseline)
    shares = pit(made)
    counts, least, most = pit_bins(run, shares)
    return Realism(
        replicated=statistics,
        coverage=coverage(run, made),
        pit=shares,
        pit_counts=counts,
        pit_least=least,
        pit_most=most,
        negative_total=float(_below_zero(effects.baseline.sum("date"))),
        negative_week=float(by_week.max()),
        negative_weeks=float(by_week.mean()),
        zero_out=zero_outs(run, effects),
        pit_tail=pit_chance(run, shares, stretches(run, made)),
        left_out=left_out,
    )


def _below_zero(draws: xr.DataArray) -> xr.DataArray:
    """Share of draws below zero; NaN where a draw is missing."""
    below = (draws < 0).where(draws.notnull())
    return below.mean(("chain", "draw"), skipna=False)
