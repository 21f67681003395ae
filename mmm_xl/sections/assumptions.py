"""Every prior of the model on its stated scale, so that no assumption is hidden."""

from __future__ import annotations

from mmm_xl.analysis.results import Results
from mmm_xl.model import priors
from mmm_xl.model.implied import Implied, ends, implied
from mmm_xl.model.priors import LogNormal
from mmm_xl.names import Trend
from mmm_xl.sections import words
from mmm_xl.sections.context import Context
from mmm_xl.sections.section import CellValue, Column, Kind, Table


def channel_assumptions(results: Results, c: Context) -> Table:
    """Return and share that the priors imply, of each channel and of all together."""
    money = any(channel.roi for channel in _implied(results).channels)
    columns = (
        Column("Channel", "", Kind.TEXT),
        Column("Range used", "", Kind.TEXT),
        *(_ends("ROI", c.ratio_unit, Kind.RATIO) if money else ()),
        *_ends("Share", "% of outcome", Kind.PERCENT),
    )
    found = _implied(results)
    blank: tuple[CellValue, ...] = (None, None, None)
    rows: list[tuple[CellValue, ...]] = []
    for channel, prior in zip(found.channels, results.run.spec.channels, strict=True):
        pool = results.run.spec.pools[prior.pool] if prior.pooled else ""
        used = f"{channel.source}: {pool}" if pool else channel.source
        roi = ends(channel.roi) if channel.roi else blank
        rows.append((channel.label, used, *(roi if money else ()), *ends(channel.share)))
    return Table(
        "channel_assumptions",
        c.title("return and share assumed of each channel before the data (90% ranges)"),
        columns,
        tuple(rows),
        total=("All channels", "", *(blank if money else ()), *ends(found.total)),
        note=words.PRIOR_NOTE,
    )


def _implied(results: Results) -> Implied:
    return implied(results.run.dataset, results.run.spec)


def _ends(name: str, unit: str, kind: Kind) -> tuple[Column, Column, Column]:
    """Likely value and both ends of its 90% range."""
    return (
        Column(f"Likely {name if name.isupper() else name.lower()}", unit, kind),
        Column(f"{name} low 90%", unit, kind),
        Column(f"{name} high 90%", unit, kind),
    )


_CURVES = (
    ("half_life", "Half-life", "weeks"),
    ("peak", "Peak", "weeks"),
    ("shape", "Peak shape", "ratio"),
    ("half_saturation", "Half of maximum", "x usual week"),
    ("slope", "Slope", "ratio"),
)
"""Field of `ChannelPrior`, and name and unit of what it describes."""


def channel_curves(results: Results, c: Context) -> Table:
    """Carryover and saturation of each channel and the priors of their parameters."""
    columns = [
        Column("Channel", "", Kind.TEXT),
        Column("Carryover", "", Kind.TEXT),
        Column("Saturation", "", Kind.TEXT),
    ]
    fields = [f for f in _CURVES if results.run.spec.having(f[0])]
    for _, name, unit in fields:
        columns += [Column(f"{name} {end} 90%", unit, Kind.RATIO) for end in ("low", "high")]
    rows = []
    for channel, prior in zip(results.channels, results.run.spec.channels, strict=True):
        cells: list[CellValue] = [channel.label, str(prior.adstock), str(prior.saturation)]
        for field, _, _ in fields:
            curve: LogNormal = getattr(prior, field)
            has = prior.has(field)
            cells += [curve.quantile(tail) if has else None for tail in (0.05, 0.95)]
        rows.append(tuple(cells))
    return Table(
        "channel_curves",
        c.title("carryover and saturation assumed of each channel before the data (90% ranges)"),
        tuple(columns),
        tuple(rows),
        note=words.CURVES_NOTE,
    )


def baseline_assumptions(results: Results, c: Context) -> Table:
    """Priors of the baseline and the noise, in standard deviations of the outcome and its unit."""
    spread, spec = results.run.design.scale.spread, results.run.spec
    of, own = "sd of outcome", Column("Scale in own unit", f"{c.unit} a week", Kind.MONEY)
    if spec.multiplicative:
        of, own = "sd of log outcome", Column("Scale in own unit", "% of outcome", Kind.PERCENT)
    columns = (
        Column("Quantity", "", Kind.TEXT),
        Column("Distribution", "", Kind.TEXT),
        Column("Scale", of, Kind.RATIO),
        own,
        Column("Per", "", Kind.TEXT),
    )
    return Table(
        "baseline_assumptions",
        c.title("assumed of the baseline before the data"),
        columns,
        tuple(
            (name, shape, scale, scale * spread, per)
            for name, shape, scale, per in _baseline_rows(results)
        ),
        note=words.BASELINE_PRIOR_NOTE,
    )


_Row = tuple[str, str, float, str]
"""Name, distribution, scale and what one unit of the column is."""


def _baseline_rows(results: Results) -> list[_Row]:
    spec = results.run.spec
    rows = [("Intercept, around the mean outcome", "Normal", spec.intercept_sd, "every week")]
    if spec.trend != Trend.NONE:
        rows.append(("Trend", "Normal", spec.trend_sd, "half of the whole period"))
    if spec.trend == Trend.PIECEWISE:
        rows.append(("Change of the trend's slope", "Normal", spec.trend_change_sd, "half a year"))
    if spec.yearly_terms:
        rows.append(("Yearly seasonality", "Normal", spec.season_sd, "each of its waves"))
    rows += _control_rows(results)
    if results.run.dataset.event_names:
        rows.append(("Events", "Normal", spec.event_sd, "a week with the event"))
    rows.append(("Noise", "half-Normal", spec.noise_sd, "every week"))
    if spec.level_weeks:
        per = f"each {spec.level_weeks} weeks; the scale itself is learned"
        rows.append(("Step of the drifting level", "Normal", priors.DRIFT.median, per))
    return rows


def _control_rows(results: Results) -> list[_Row]:
    """Controls of any sign in one line, those of one sign in a line each way."""
    spec, names = results.run.spec, results.run.dataset.control_names
    signed = {*spec.raising, *spec.lowering}
    per = "one standard deviation of the control"
    rows = []
    if any(name not in signed for name in names):
        rows.append(("Controls", "Normal", spec.control_sd, per))
    for verb, held in (("raise", spec.raising), ("lower", spec.lowering)):
        if held:
            name = f"Controls that only {verb} ({', '.join(held)})"
            rows.append((name, "half-Normal", spec.control_sd, per))
    return rows
