"""Draws of everything that a run publishes, so that nothing is shown whose chains disagree."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import numpy.typing as npt
import xarray as xr

from mmm_xl.analysis.convergence import with_values
from mmm_xl.analysis.curve_figures import CurveFigures
from mmm_xl.analysis.decomposition import CHANNEL
from mmm_xl.analysis.headline import Headline
from mmm_xl.analysis.lift_figures import LiftFigures, WindowFigures
from mmm_xl.analysis.periods import Period, Periods
from mmm_xl.analysis.roi import paid_channels
from mmm_xl.names import KpiType, Tiling
from mmm_xl.runs.run import Run

FIGURE = "figure"
"""Dimension along which the members of a quantity lie; its labels are words."""

_ROUNDING = 1e-9
"""Part of an amount up to which its remainder is what adding floats left."""

Named = tuple[str, xr.DataArray]
Floats = npt.NDArray[np.float64]


def published(
    headline: Headline,
    lift: LiftFigures,
    duration: Sequence[CurveFigures[xr.DataArray]],
    periods: Periods,
) -> dict[str, xr.DataArray]:
    """Draws by quantity, dims (chain, draw, figure).

    Parameters
    ----------
    duration : sequence of CurveFigures
        Draws themselves, not yet reduced.

    Notes
    -----
    What is another figure times a number that no draw changes (ROI from incremental outcome) has
    the diagnostics of that figure and is named with it. Months and weeks are shown as means without
    ranges; their quarters stand for them.
    """
    run = headline.run
    found = dict(_totals(headline))
    found |= {name: draws for window in lift.windows for name, draws in _window(run, window)}
    labels = _labels(run)
    found |= dict(_curves(duration, labels))
    found |= dict(_parts(periods.whole, "all weeks", labels))
    found |= dict(_parts(periods.by[Tiling.FISCAL_YEAR], "fiscal years", labels))
    found |= dict(_parts(periods.by[Tiling.FISCAL_QUARTER], "fiscal quarters", labels))
    return {name: draws for name, draws in found.items() if draws.sizes.get(FIGURE, 1)}


def _totals(headline: Headline) -> Iterator[Named]:
    """Figures of all weeks on Summary, Contribution and ROI."""
    run, effects, marginal = headline.run, headline.effects, headline.marginal
    labels = _labels(run)
    modelled = effects.modelled.sum("date")
    baseline = effects.baseline.sum("date")
    totals = effects.channel_totals
    names = [labels[str(name)] for name in totals["channel"].values]
    parts = [totals.isel(channel=i) for i in range(totals.sizes["channel"])]
    yield "contribution", _stacked(names, parts)
    yield (
        "share of outcome",
        _stacked(["Baseline", *names], [part / modelled for part in (baseline, *parts)]),
    )
    yield (
        "outcome",
        _stacked(["baseline", "channels", "modelled"], [baseline, totals.sum("channel"), modelled]),
    )
    if effects.multiplicative:
        lifts = [effects.lift_totals.isel(channel=i) for i in range(len(names))]
        paid = paid_channels(run)
        joint = [effects.lift_of(paid)] if paid else []
        own = [effects.lift_totals.sel(channel=paid).sum("channel")] if paid else []
        more = [*joint, *(a - b for a, b in zip(joint, own, strict=True))]
        told = ["all paid channels", "interaction"][: len(more)]
        yield f"lift{_and_roi(run)}", _stacked([*names, *told], [*lifts, *more])
    yield _marginal(run), _by_channel(marginal, labels)
    if len(run.dataset.margins) and headline.on_margin is not None:
        yield "ROI on margin", _by_channel(headline.on_margin, labels)


def _and_roi(run: Run) -> str:
    """ROI is named with what it divides by spend, where there is one."""
    return "" if np.isnan(run.spec.outcome_value) else " and ROI"


def _marginal(run: Run) -> str:
    return "marginal outcome" if np.isnan(run.spec.outcome_value) else "marginal ROI"


def _by_channel(ratios: xr.DataArray, labels: dict[str, str]) -> xr.DataArray:
    """Ratios of the channels that have them: a channel without spend or value has none."""
    known = with_values(ratios)
    names = [labels[str(name)] for name in known["channel"].values]
    return _stacked(names, [known.isel(channel=i) for i in range(len(names))])


def _window(run: Run, window: WindowFigures) -> Iterator[Named]:
    """Lines of one window on the Lift sheet, in both views."""
    lines = [line.measured for line in window.lines]
    names = [line.label for line in lines]
    drawn = [line.draws for line in lines]
    whole = [abs(one.incremental.spend_view) for one in drawn]
    spend = [one.incremental.spend_view for one in drawn]
    same = [one.incremental.same_period for one in drawn]
    later = [_told(one.incremental.carry_out, of) for one, of in zip(drawn, whole, strict=True)]
    of = window.label
    yield f"incremental outcome{_and_roi(run)}, spend view, {of}", _stacked(names, spend)
    yield f"incremental outcome{_and_roi(run)}, same-period view, {of}", _stacked(names, same)
    yield f"carry-out, {of}", _stacked(names, later)
    yield f"period contribution, {of}", _stacked(names, [one.contribution for one in drawn])
    yield f"change of outcome, {of}", _stacked(*_columns(list(_changes(window))))
    more = [one.extra.spend_view for one in drawn]
    yield f"{_marginal(run)}, spend view, {of}", _stacked(names, more)
    if len(run.dataset.margins):
        known = [(n, one.margin.spend_view) for n, one in zip(names, drawn, strict=True)
                 if one.margin is not None]  # fmt: skip
        yield f"incremental margin, spend view, {of}", _stacked(*_columns(known))
    if run.dataset.settings.kpi_type is KpiType.COUNT:
        cost = [(line.label, line.spend / line.draws.incremental.spend_view)
                for line in lines if line.spend > 0]  # fmt: skip
        yield f"spend per unit, spend view, {of}", _stacked(*_columns(cost))


def _changes(window: WindowFigures) -> Iterator[Named]:
    """What other spend would have changed; what would have changed nothing is left out."""
    for link in window.linked:
        if link.draws is not None:
            yield f"{link.leader} with those that fall along", link.draws
    for one in window.changes:
        if one.draws is not None and bool(one.draws.any()):
            yield one.words, one.draws


def _columns(known: list[Named]) -> tuple[list[str], list[xr.DataArray]]:
    return [name for name, _ in known], [draws for _, draws in known]


def _curves(
    duration: Sequence[CurveFigures[xr.DataArray]], labels: dict[str, str]
) -> Iterator[Named]:
    """Figures of the Carryover sheet."""
    for name, field in (
        ("half-life", "half_life"), ("weeks until 90% of the effect", "most"),
        ("share in the first week", "first_week"), ("part of the maximum", "of_maximum"),
        ("return of the next 10%", "next_step"),
    ):  # fmt: skip
        known = [(labels[one.channel], getattr(one, field)) for one in duration]
        yield name, _stacked(*_columns([(n, draws) for n, draws in known if draws is not None]))


def _parts(period: Period, of: str, labels: dict[str, str]) -> Iterator[Named]:
    """Parts of the outcome in each window of one kind."""
    sources = period.sources
    at = [i for i, part in enumerate(sources.parts)
          if part.kind == CHANNEL or of != "fiscal quarters"]  # fmt: skip
    amounts = sources.amounts.transpose("chain", "draw", "part", "window").values[:, :, at]
    whole = abs(sources.modelled.transpose("chain", "draw", "window").values[:, :, None])
    told = np.where(abs(amounts) <= _ROUNDING * whole, 0.0, amounts)
    told_as = [labels[p.name] if p.kind == CHANNEL else p.name for p in sources.parts]
    names = [f"{told_as[i]}, {window.label}" for i in at for window in sources.windows]
    yield f"parts of the outcome, {of}", _labelled(names, told.reshape(*told.shape[:2], -1))
    if period.after_media is not None:
        left = period.after_media.transpose("chain", "draw", "window").values
        windows = [window.label for window in sources.windows]
        yield f"contribution after media, {of}", _labelled(windows, left)


def _told(amount: xr.DataArray, whole: xr.DataArray) -> xr.DataArray:
    """Amount without what adding floats left of nothing."""
    return amount.where(~(abs(amount) <= _ROUNDING * whole), 0.0)


def _stacked(names: Sequence[str], draws: Sequence[xr.DataArray]) -> xr.DataArray:
    values = [one.transpose("chain", "draw").values for one in draws]
    return _labelled(names, np.stack(values, axis=-1) if values else np.empty((1, 1, 0)))


def _labelled(names: Sequence[str], values: Floats) -> xr.DataArray:
    return xr.DataArray(values, dims=("chain", "draw", FIGURE), coords={FIGURE: list(names)})


def _labels(run: Run) -> dict[str, str]:
    return {channel.name: channel.label for channel in run.dataset.channels}
