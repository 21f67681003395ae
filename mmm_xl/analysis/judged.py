"""Every figure that a run publishes, as draws, and whether its chains agree on it."""

from __future__ import annotations

from dataclasses import dataclass

import xarray as xr

from mmm_xl.analysis.convergence import Convergence, convergence, with_labels, with_values
from mmm_xl.analysis.curve_figures import CurveFigures, curve_figures
from mmm_xl.analysis.headline import Headline
from mmm_xl.analysis.lift_figures import LiftFigures, lift_figures
from mmm_xl.analysis.periods import Periods, periods
from mmm_xl.analysis.published import published
from mmm_xl.inference.nuts import STATISTICS
from mmm_xl.runs.run import Run


@dataclass(frozen=True)
class Judged:
    """Figures of a run and diagnostics of all of them.

    Parameters
    ----------
    lift : LiftFigures
        Of all weeks and of the last 52, in both views.
    periods : Periods
        Parts of the outcome over all weeks, by month, fiscal quarter and fiscal year.
    duration : tuple of CurveFigures
        Carryover and place on the curve of every channel, in sheet order.
    convergence : Convergence
        Of every parameter and every published figure.
    """

    lift: LiftFigures
    periods: Periods
    duration: tuple[CurveFigures[xr.DataArray], ...]
    convergence: Convergence


def judge(headline: Headline) -> Judged:
    """Published figures of a run, held against the limits of convergence; nothing is sampled."""
    run, effects = headline.run, headline.effects
    lifts, whole = lift_figures(run, effects), periods(run, effects)
    duration = curve_figures(run, headline.curves, lambda draws: draws)
    figures = published(headline, lifts, duration, whole)
    checked = convergence(_parameters(run), run.posterior["diverging"], figures)
    return Judged(lifts, whole, duration, checked)


def _parameters(run: Run) -> dict[str, xr.DataArray]:
    """Draws of the model's parameters by name."""
    names = [str(name) for name in run.posterior.data_vars if name not in STATISTICS]
    sampled = {name: with_values(run.posterior[name]) for name in names}
    return {name: with_labels(draws, run.dataset) for name, draws in sampled.items()}
