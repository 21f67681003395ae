"""What a run says of weeks after its own, given what was really done in them; and the future."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import numpy.typing as npt
import xarray as xr

from mmm_xl.analysis.response import CURRENT_WEEKS
from mmm_xl.analysis.summary import summarise, summarise_each
from mmm_xl.analysis.validation.refit_results import Forecast
from mmm_xl.data.dataset import Dataset
from mmm_xl.inference.draw_arrays import curve_draws, media_factor
from mmm_xl.inference.media_draws import saturated_media
from mmm_xl.model.continuation import Continuation, continued
from mmm_xl.runs.run import Run

Floats = npt.NDArray[np.float64]

FORECAST_WEEKS = 13
"""Weeks after the data whose forecast is frozen with a run: a quarter."""

_YEAR = 52
"""Weeks after which a week of the year comes again."""

_STREAM = 8
"""Of random numbers, so that no other figure uses the same."""

_BLOCK = 500
"""Draws whose weekly media effects are held in memory at once."""


def forecast(run: Run, whole: Dataset) -> xr.DataArray:
    """Outcome draws of the weeks after a run's last one, noise included, given their real media.

    Parameters
    ----------
    whole : Dataset
        Holds the weeks that follow the run's last one at once, with media, controls and events;
        what it says of the run's own weeks, and every outcome, is not looked at.

    Returns
    -------
    DataArray, dims (chain, draw, date), outcome units

    Raises
    ------
    ValueError
        No week follows, a week is missing, or channels, controls or events are others.

    Notes
    -----
    Scales, usual weeks and what an effect stands for are those of the run's own weeks. Carryover
    goes on from the run's weeks. The level drifts on in steps of the learned size, the trend keeps
    its slope, noise with memory goes on from each draw's own residual of the last week, and what
    the run's weeks say nothing of (an event that never happened in them) is as its prior. The
    forecast holds given media: it tests predictions, not returns.
    """
    later = weeks_after(run.dataset, whole)
    expected, residual = _expected(run, later)
    values = run.design.scale.restore(expected + _noise(run, residual, later.weeks))
    if run.spec.multiplicative:
        values = np.exp(values)
    posterior = run.posterior
    shape = (posterior.sizes["chain"], posterior.sizes["draw"], later.weeks)
    return xr.DataArray(
        values.reshape(shape),
        dims=("chain", "draw", "date"),
        coords={"chain": posterior["chain"], "draw": posterior["draw"], "date": later.dates},
    )


def weeks_after(known: Dataset, whole: Dataset) -> Dataset:
    """The weeks of ``whole`` after the last one of ``known``.

    Raises
    ------
    ValueError
        There is none, one is missing, or channels, controls or events are others.
    """
    for kind in ("channel_names", "control_names", "event_names"):
        if getattr(known, kind) != getattr(whole, kind):
            raise ValueError(f"{kind} differ: {getattr(known, kind)} and {getattr(whole, kind)}")
    after = whole.dates > known.dates[-1]
    dates = whole.dates[after]
    steps = np.diff(np.concatenate([known.dates[-1:], dates])) / np.timedelta64(7, "D")
    if not len(dates) or (steps != 1.0).any():
        raise ValueError(f"no whole weeks follow {known.last}")
    parts = {n: getattr(whole, n)[after] for n in ("outcome", "spend", "media", "controls",
                                                   "events")}  # fmt: skip
    nothing = np.zeros((0, len(whole.channels)))
    return replace(whole, dates=dates, **parts, history=nothing, margins=nothing, experiments=())


def _expected(run: Run, later: Dataset) -> tuple[Floats, Floats]:
    """Modelled later weeks (N, W) and the residual of the last known week (N,), scaled."""
    design, weeks = run.design, run.dataset.weeks
    columns = continued(run.dataset, later, run.spec)
    coefficients = run.posterior["coefficient"].values.reshape(-1, len(design.terms))
    # terms after those that go on stand for single weeks of the data
    lasting = coefficients[:, : columns.known.shape[1]]
    expected = lasting @ columns.known.T + _unforeseen(run, columns)
    residual = design.outcome[-1] - coefficients @ design.baseline[-1]
    both = replace(design, media=np.hstack([design.media, (later.media / design.usual).T]))
    curves = curve_draws(run.posterior)
    for start in range(0, len(coefficients), _BLOCK):
        now = slice(start, start + _BLOCK)
        part = {name: values[now] for name, values in curves.items()}
        saturated = saturated_media(both, run.spec, part)
        beta = media_factor(design, part["effect"], saturated[..., :weeks])
        brought = np.einsum("nc,nct->nt", beta, saturated[..., weeks - 1 :])
        residual[now] -= brought[:, 0]
        expected[now] += brought[:, 1:]
    return expected, residual


def _unforeseen(run: Run, columns: Continuation) -> Floats:
    """Steps and bends that begin after the data, drawn from the prior, (N, W), scaled."""
    posterior = run.posterior
    draws = posterior.sizes["chain"] * posterior.sizes["draw"]
    rng = np.random.default_rng([run.sampler.seed, _STREAM, 0])
    sd = np.tile(columns.fresh_sd, (draws, 1))
    if "drift" in posterior:
        drift = posterior["drift"].values.reshape(-1, 1)
        sd = np.where(columns.drifting, sd * drift, sd)
    return np.asarray((rng.standard_normal(sd.shape) * sd) @ columns.fresh.T)


def _noise(run: Run, residual: Floats, weeks: int) -> Floats:
    """Noise of the later weeks, (N, W), standard deviations of the outcome.

    Notes
    -----
    With memory it starts from the residual of the last known week, not from its stationary
    distribution.
    """
    posterior = run.posterior
    rng = np.random.default_rng([run.sampler.seed, _STREAM, 1])
    noise = rng.standard_normal((len(residual), weeks))
    noise *= posterior["sigma"].values.reshape(-1, 1)
    if "tail" in posterior:
        freedom = 2.0 + posterior["tail"].values.reshape(-1, 1)
        noise *= np.sqrt(freedom / rng.chisquare(freedom, noise.shape))
    if "autocorrelation" in posterior:
        rho, before = posterior["autocorrelation"].values.ravel(), residual
        for t in range(weeks):
            noise[:, t] += rho * before
            before = noise[:, t]
    return noise


def frozen_forecast(run: Run) -> Forecast:
    """Forecast of the 13 weeks after the data if all goes on as now; the same for the same run."""
    dataset = run.dataset
    future = _as_now(dataset)
    later = weeks_after(dataset, future)
    outcome = forecast(run, future)
    spend = np.where([c.paid for c in dataset.channels], later.spend[0], later.media[0])
    return Forecast(
        weeks=tuple(later.dates.astype("datetime64[D]").tolist()),
        spend=dict(zip(dataset.channel_names, spend.tolist(), strict=True)),
        controls=dict(zip(dataset.control_names, later.controls[0].tolist(), strict=True)),
        events={name: tuple(later.events[:, i].tolist())
                for i, name in enumerate(dataset.event_names)},
        outcome=tuple(summarise_each(outcome, "date")),
        total=summarise(outcome.sum("date")),
    )  # fmt: skip


def _as_now(dataset: Dataset) -> Dataset:
    """A dataset with the weeks to come: usual media and controls, last year's events."""
    ends: list[date] = [dataset.last + timedelta(weeks=1 + i) for i in range(FORECAST_WEEKS)]
    back = np.arange(dataset.weeks, dataset.weeks + FORECAST_WEEKS) - _YEAR
    events = np.where((back >= 0)[:, None], dataset.events[np.maximum(back, 0)], 0.0)

    def usual(values: Floats) -> Floats:
        """Values with their mean of the last year in every week to come."""
        mean = values[-CURRENT_WEEKS:].mean(axis=0)
        return np.concatenate([values, np.tile(mean, (FORECAST_WEEKS, 1))])

    return replace(
        dataset,
        dates=np.concatenate([dataset.dates, np.array(ends, dtype=dataset.dates.dtype)]),
        outcome=np.concatenate([dataset.outcome, np.full(FORECAST_WEEKS, np.nan)]),
        spend=usual(dataset.spend),
        media=usual(dataset.media),
        controls=usual(dataset.controls),
        events=np.concatenate([dataset.events, events]),
        margins=np.zeros((0, len(dataset.channels))),
        experiments=(),
    )
