"""Every prior of the model on its stated scale, so that no assumption is hidden."""

from __future__ import annotations

from mmm_xl.analysis.results import ChannelResult, Results
from mmm_xl.model import priors
from mmm_xl.model.spec import ChannelPrior, ModelSpec
from mmm_xl.sections import words
from mmm_xl.sections.context import Context
from mmm_xl.sections.section import CellValue, Column, Kind, Table


def channel_assumptions(results: Results, c: Context) -> Table:
    """What was assumed of each channel, in the words of the Channels sheet."""
    columns = (
        Column("Channel", "", Kind.TEXT),
        Column("Effect stated as", "", Kind.TEXT),
        Column("Effect from", "ratio or share", Kind.RATIO),
        Column("Effect to", "ratio or share", Kind.RATIO),
        Column("Half-life from", "weeks", Kind.RATIO),
        Column("Half-life to", "weeks", Kind.RATIO),
        Column("Half of maximum from", "x usual week", Kind.RATIO),
        Column("Half of maximum to", "x usual week", Kind.RATIO),
        Column("Slope from", "ratio", Kind.RATIO),
        Column("Slope to", "ratio", Kind.RATIO),
        Column("Peak shape from", "ratio", Kind.RATIO),
        Column("Peak shape to", "ratio", Kind.RATIO),
        Column("Source", "", Kind.TEXT),
    )
    pairs = zip(results.channels, results.run.spec.channels, strict=True)
    return Table(
        "channel_assumptions",
        c.title("assumed of each channel before the data (90% ranges)"),
        columns,
        tuple(_channel_row(channel, prior, results.run.spec) for channel, prior in pairs),
        note=words.PRIOR_NOTE,
    )


def _channel_row(
    channel: ChannelResult, prior: ChannelPrior, spec: ModelSpec
) -> tuple[CellValue, ...]:
    curves = [prior.effect, prior.half_life, prior.half_saturation, prior.slope]
    ends: list[CellValue] = [curve.quantile(tail) for curve in curves for tail in (0.05, 0.95)]
    free_peak = spec.adstock == "weibull"
    ends += [prior.shape.quantile(tail) if free_peak else None for tail in (0.05, 0.95)]
    basis = "ROI" if prior.basis == "roi" else "share of outcome"
    return (channel.label, basis, *ends, _source(prior))


def _source(prior: ChannelPrior) -> str:
    if prior.stated:
        return "Channels sheet"
    return "shared, learned" if prior.pooled else "default"


def baseline_assumptions(results: Results, c: Context) -> Table:
    """Priors of the baseline and the noise, in standard deviations of the outcome and its unit."""
    spread = results.run.design.scale.spread
    columns = (
        Column("Quantity", "", Kind.TEXT),
        Column("Distribution", "", Kind.TEXT),
        Column("Scale", "sd of outcome", Kind.RATIO),
        Column("Scale in own unit", f"{c.unit} a week", Kind.MONEY),
        Column("Per", "", Kind.TEXT),
    )
    return Table(
        "baseline_assumptions",
        c.title("assumed of the baseline before the data"),
        columns,
        tuple(
            (name, shape, scale, scale * spread, per)
            for name, shape, scale, per in _baseline_rows(results.run.spec)
        ),
        note=words.BASELINE_PRIOR_NOTE,
    )


def _baseline_rows(spec: ModelSpec) -> list[tuple[str, str, float, str]]:
    """Name, distribution, scale and what one unit of the column is."""
    rows = [("Intercept, around the mean outcome", "Normal", spec.intercept_sd, "every week")]
    if spec.trend:
        rows.append(("Trend", "Normal", spec.trend_sd, "half of the whole period"))
    if spec.yearly_terms:
        rows.append(("Yearly seasonality", "Normal", spec.season_sd, "each of its waves"))
    rows += [
        ("Controls", "Normal", spec.control_sd, "one standard deviation of the control"),
        ("Events", "Normal", spec.event_sd, "a week with the event"),
        ("Noise", "half-Normal", spec.noise_sd, "every week"),
    ]
    if spec.level_weeks:
        per = f"each {spec.level_weeks} weeks; the scale itself is learned"
        rows.append(("Step of the drifting level", "Normal", priors.DRIFT.median, per))
    return rows
