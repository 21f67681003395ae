"""Baseline and channels: in total as a bridge, and week by week."""

from __future__ import annotations

import numpy as np

from mmm_xl.analysis.results import Results
from mmm_xl.names import Sheet
from mmm_xl.sections import words, words_periods
from mmm_xl.sections.context import Context, amount
from mmm_xl.sections.periods import estimated_column, period_tables, series_names
from mmm_xl.sections.precision import Estimated
from mmm_xl.sections.section import CellValue, Chart, ChartKind, Column, Kind, Section, Table

_BRIDGE = "contribution"
_WEEKLY = "contribution_weekly"


def contribution_section(results: Results, c: Context) -> Section:
    """Contribution of baseline and channels over the period."""
    largest = max(results.channels, key=lambda channel: channel.contribution.mean)
    return Section(
        key="contribution",
        sheet=Sheet.CONTRIBUTION,
        title=c.title(f"{c.outcome} by source ({c.unit})"),
        message=words.CONTRIBUTION_MESSAGE.format(
            baseline_share=c.told(results.baseline_share, "percent"),
            outcome=c.outcome,
            baseline_range=c.spread(results.baseline_share, "percent"),
            largest=largest.label,
            largest_amount=c.told(largest.contribution),
            unit=c.unit,
            largest_range=c.spread(largest.contribution),
        ),
        paragraphs=(
            words.CONTRIBUTION_MULTIPLIED
            if results.run.spec.multiplicative
            else words.CONTRIBUTION_BASELINE,
            words_periods.SPLIT.format(outcome=c.outcome),
        ),
        tables=(_bridge(results, c), *period_tables(results, c), _weekly(results, c)),
        charts=(_bridge_chart(results, c), _weekly_chart(results, c)),
    )


def _bridge(results: Results, c: Context) -> Table:
    columns = (
        Column("Step", "", Kind.TEXT),
        Column("Mean", c.unit, Kind.MONEY),
        *c.ends(c.unit, Kind.MONEY),
        Column("Share of modelled", "%", Kind.PERCENT),
        Column("Chart base", c.unit, Kind.MONEY),
    )
    return Table(
        _BRIDGE,
        c.title(f"from baseline to actual {c.measure()}"),
        columns,
        tuple(_steps(results, c)),
        note=words.CONTRIBUTION_NOTE,
    )


def _steps(results: Results, c: Context) -> list[tuple[CellValue, ...]]:
    """Rows of the bridge; each channel stands on the sum of the steps before it."""
    base = results.baseline.mean
    rows: list[tuple[CellValue, ...]] = [
        ("Baseline", *c.cells(results.baseline), c.mean(results.baseline_share), 0.0)
    ]
    for channel in results.channels:
        rows.append((channel.label, *c.cells(channel.contribution), c.mean(channel.share), base))
        base += channel.contribution.mean
    actual = float(results.run.dataset.outcome.sum())
    residual = Estimated(actual - results.modelled.mean, results.modelled.mcse)
    rows.append(("Modelled", *c.cells(results.modelled), 1.0, 0.0))
    rows.append(("Residual", residual, None, None, None, results.modelled.mean))
    rows.append(("Actual", actual, None, None, None, 0.0))
    return rows


def _bridge_chart(results: Results, c: Context) -> Chart:
    return Chart(
        key="contribution_bridge",
        kind=ChartKind.WATERFALL,
        title=c.title(f"from baseline to actual {c.measure()}"),
        table=_BRIDGE,
        series={
            "step": "Step",
            "value": "Mean",
            "base": "Chart base",
            "low": c.low,
            "high": c.high,
        },
        x_title="",
        y_title=c.measure(capital=True),
        alt=words.CONTRIBUTION_ALT.format(
            baseline=c.told(results.baseline),
            media=c.told(results.media),
            count=len(results.channels),
            outcome=c.outcome,
            modelled=c.told(results.modelled),
            actual=amount(float(results.run.dataset.outcome.sum())),
            unit=c.unit,
        ),
    )


def _weekly(results: Results, c: Context) -> Table:
    names = ("Baseline", *series_names(results.channels))
    effects = results.effects
    series = [effects.baseline, *(effects.channels.isel(channel=i) for i in range(len(names) - 1))]
    columns = [estimated_column(draws) for draws in series]
    days = [day.item() for day in results.run.dataset.dates]
    rows = tuple(zip(days, *columns, strict=True))
    whole = (results.baseline, *(channel.contribution for channel in results.channels))
    sums = [Estimated(np.sum(own), total.mcse) for own, total in zip(columns, whole, strict=True)]
    total: tuple[CellValue, ...] = ("Total", *sums)
    return Table(
        _WEEKLY,
        c.title(f"weekly {c.outcome} by source ({c.unit} a week)"),
        (
            Column("Week ending", "date", Kind.DATE),
            *(Column(name, c.unit, Kind.MONEY, summed=True) for name in names),
        ),
        rows,
        total=total,
        note=words.WEEKLY_NOTE.format(outcome=c.outcome),
        in_report=False,
    )


def _weekly_chart(results: Results, c: Context) -> Chart:
    return Chart(
        key="contribution_weekly_area",
        kind=ChartKind.STACKED_AREA,
        title=c.title(f"weekly {c.outcome} by source ({c.unit} a week)"),
        table=_WEEKLY,
        series={"date": "Week ending"},
        x_title="",
        y_title=c.measure(" a week", capital=True),
        alt=words.WEEKLY_ALT.format(
            outcome=c.outcome,
            count=len(results.channels),
            weeks=results.run.dataset.weeks,
            baseline_share=c.told(results.baseline_share, "percent"),
        ),
    )
