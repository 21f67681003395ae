"""Statistics of the observed outcome beside the same statistics of replicated outcomes.

Replications are of the fitted weeks: each draw keeps its own coefficients and level, and its noise
is drawn again. What is left of the outcome is judged per draw, the observed outcome less that
draw's modelled mean beside its replication less the same mean, so that what a fit takes away from
residuals it takes away from both.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import xarray as xr

from mmm_xl.analysis.contribution import Contributions
from mmm_xl.analysis.predictive import predictive_draws
from mmm_xl.analysis.thresholds import YEARLY_WEEKS
from mmm_xl.analysis.validation.fit_results import Replicated
from mmm_xl.runs.run import Run

Floats = npt.NDArray[np.float64]

LAGS = (1, 2, 3, 4)
YEAR = 52
PEAKS_PART, LEAST_PEAKS = 0.05, 3
"""Peaks are the highest weeks: this part of all, and no fewer than three."""


@dataclass(frozen=True)
class Replications:
    """An observed outcome and replications of it, draws of all chains in a row.

    Parameters
    ----------
    actual : ndarray, shape (T,), outcome units
    drawn, modelled : ndarray, shape (N, T), outcome units
        Replications, and the mean that each was drawn around.
    multiplicative : bool
        Whether noise multiplies the outcome; residuals then are logarithms.
    """

    actual: Floats
    drawn: Floats
    modelled: Floats
    multiplicative: bool = False

    def residuals(self, outcome: Floats) -> Floats:
        """Residuals of an outcome from each draw's mean, (N, T), centred in each draw."""
        if self.multiplicative:
            left = np.log(outcome) - np.log(self.modelled)
        else:
            left = outcome - self.modelled
        return np.asarray(left - left.mean(axis=1, keepdims=True))


def replications(run: Run, effects: Contributions) -> Replications:
    """Replications of a run's own weeks, one a draw."""
    return Replications(
        actual=run.dataset.outcome,
        drawn=_in_a_row(predictive_draws(run, effects)),
        modelled=_in_a_row(effects.modelled),
        multiplicative=effects.multiplicative,
    )


def replicated(run: Run, made: Replications) -> tuple[tuple[Replicated, ...], Mapping[str, str]]:
    """Every statistic that exists here, and why others do not."""
    found = [*_quantities(run, made), *_discrepancies(run, made)]
    return tuple(found), _left_out(run)


def _left_out(run: Run) -> dict[str, str]:
    without = {}
    if not _event_weeks(run).any():
        without["events"] = "no week has an event"
    if run.dataset.weeks < YEARLY_WEEKS:
        without["lag 52"] = (
            f"{run.dataset.weeks} weeks are too few to compare weeks a year apart,"
            f" at least {YEARLY_WEEKS} are needed"
        )
    return without


def _event_weeks(run: Run) -> npt.NDArray[np.bool_]:
    return np.asarray((run.dataset.events != 0).any(axis=1))


def _quantities(run: Run, made: Replications) -> Iterator[Replicated]:
    """Statistics of the outcome itself."""
    weeks, unit = run.dataset.weeks, run.dataset.settings.outcome_unit
    peaks = min(max(round(PEAKS_PART * weeks), LEAST_PEAKS), weeks)
    on = _event_weeks(run)
    statistics: dict[tuple[str, str], Callable[[Floats], Floats]] = {
        ("mean", "Mean week"): lambda y: y.mean(axis=-1),
        ("spread", "Spread of weeks"): lambda y: y.std(axis=-1, ddof=1),
        ("least", "Least week"): lambda y: y.min(axis=-1),
        ("greatest", "Greatest week"): lambda y: y.max(axis=-1),
        ("peaks", f"Mean of the {peaks} highest weeks"): lambda y: _highest(y, peaks),
    }
    if on.any():
        name = f"Mean of the {on.sum()} event weeks" if on.sum() > 1 else "The event week"
        statistics["events", name] = lambda y: y[..., on].mean(axis=-1)
    for (key, name), statistic in statistics.items():
        observed = np.broadcast_to(statistic(made.actual), len(made.drawn))
        yield _compared(key, name, unit, observed, statistic(made.drawn))


def _discrepancies(run: Run, made: Replications) -> Iterator[Replicated]:
    """Statistics of what the modelled mean leaves, per draw."""
    observed, drawn = (made.residuals(outcome) for outcome in (made.actual, made.drawn))
    yield _compared(
        "surprise",
        "Largest surprise of a week, in usual errors",
        "standard deviations",
        _largest(observed),
        _largest(drawn),
    )
    year = (YEAR,) if run.dataset.weeks >= YEARLY_WEEKS else ()
    for lag in (*LAGS, *year):
        name = f"Residual autocorrelation, {lag} {'week' if lag == 1 else 'weeks'} apart"
        yield _compared(
            f"lag {lag}",
            name,
            "correlation",
            autocorrelation(observed, lag),
            autocorrelation(drawn, lag),
        )


def _highest(outcome: Floats, count: int) -> Floats:
    """Mean of the highest weeks, along the last axis."""
    return np.asarray(np.partition(outcome, -count, axis=-1)[..., -count:].mean(axis=-1))


def _largest(residuals: Floats) -> Floats:
    """Largest absolute residual over the standard deviation of all, (N,)."""
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray(np.abs(residuals).max(axis=-1) / residuals.std(axis=-1))


def autocorrelation(residuals: Floats, lag: int) -> Floats:
    """Autocorrelation of centred residuals (N, T) at a lag, (N,); NaN where nothing varies."""
    together = np.einsum("nt,nt->n", residuals[:, lag:], residuals[:, :-lag])
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray(together / np.einsum("nt,nt->n", residuals, residuals))


def _compared(key: str, name: str, unit: str, observed: Floats, drawn: Floats) -> Replicated:
    """A statistic of each draw's observed outcome beside that of its replication, (N,) both."""
    low, high = np.quantile(drawn, [0.025, 0.975])
    above, below = float((drawn >= observed).mean()), float((drawn <= observed).mean())
    known = np.isfinite(observed).all() and np.isfinite(drawn).all()
    return Replicated(
        key=key,
        name=name,
        unit=unit,
        observed=float(observed.mean()),
        mean=float(drawn.mean()),
        low=float(low),
        high=float(high),
        tail=min(1.0, 2.0 * min(above, below)) if known else float("nan"),
    )


def _in_a_row(draws: xr.DataArray) -> Floats:
    """Values (N, T) of draws with dims (chain, draw, date)."""
    values = draws.transpose("chain", "draw", "date").values
    return np.ascontiguousarray(values.reshape(-1, values.shape[-1]))
