"""How long each channel acts, and where today's spend lies on its curve, in figures and words."""

from __future__ import annotations

import numpy as np

from mmm_xl.analysis.curve_figures import MOST_OF_EFFECT, CurveFigures, cumulated
from mmm_xl.analysis.response import CURRENT_WEEKS
from mmm_xl.analysis.results import ChannelResult, Results
from mmm_xl.analysis.summary import Summary, interval, series_errors
from mmm_xl.analysis.thresholds import AT_ONCE
from mmm_xl.names import Sheet
from mmm_xl.sections import words_time as words
from mmm_xl.sections.context import Context, percent, slug
from mmm_xl.sections.precision import estimated
from mmm_xl.sections.section import CellValue, Chart, ChartKind, Column, Kind, Section, Table

Figures = CurveFigures[Summary]

_SHARE = "share of the effect, %"


def carryover_section(results: Results, c: Context) -> Section:
    """Duration and place on the curve of every channel."""
    told = tuple(zip(results.channels, results.duration, strict=True))
    curves = _curves(results, c)
    return Section(
        key="carryover",
        sheet=Sheet.CARRYOVER,
        title=c.title(words.TITLE),
        message=_message(told, c),
        paragraphs=tuple(_sentence(results, channel, found, c) for channel, found in told),
        tables=(_lasting(told, c), _timing(results, c), _place(results, told, c), *curves),
        charts=tuple(
            _chart(channel, table, c)
            for channel, table in zip(results.channels, curves, strict=True)
        ),
    )


def _message(told: tuple[tuple[ChannelResult, Figures], ...], c: Context) -> str:
    ranked = sorted(told, key=lambda pair: -pair[1].half_life.mean)
    (slow, slowest), (fast, fastest) = ranked[0], ranked[-1]
    form = words.MESSAGE_SEVERAL if len(ranked) > 1 else words.MESSAGE
    return form.format(
        slowest=slow.label,
        half=_weeks(slowest.half_life, c),
        half_range=_range(slowest.half_life, c),
        fastest=fast.label,
        short=_weeks(fastest.half_life, c),
        short_range=_range(fastest.half_life, c),
    )


def _sentence(results: Results, channel: ChannelResult, found: Figures, c: Context) -> str:
    """Duration, place on the curve and worth of a little more, of one channel."""
    driver = "spend" if channel.paid else "exposure"
    said = words.LASTS.format(
        channel=channel.label,
        half=_weeks(found.half_life, c),
        half_range=_range(found.half_life, c),
        most=_weeks(found.most, c),
        most_range=_range(found.most, c),
    )
    if channel.current_weekly == 0:
        weeks = min(CURRENT_WEEKS, results.run.dataset.weeks)
        return said + words.LEVEL_NONE.format(driver=driver, weeks=weeks) + "."
    if found.of_maximum is None:
        said += words.LEVEL_ENDLESS
    else:
        level, spread = c.told(found.of_maximum, "percent"), c.spread(found.of_maximum, "percent")
        said += words.LEVEL.format(driver=driver, level=level, level_range=spread)
    if found.next_step is not None:
        worth, spread = c.told(found.next_step, "ratio"), c.spread(found.next_step, "ratio")
        said += words.NEXT.format(driver=driver, ratio=worth, ratio_range=spread)
    return said + "."


def _weeks(summary: Summary, c: Context) -> str:
    return f"{c.told(summary, 'weeks')} weeks"


def _range(summary: Summary, c: Context) -> str:
    return c.spread(summary, "weeks")


def _measure(name: str, unit: str, kind: Kind, c: Context) -> tuple[Column, Column, Column]:
    return (Column(name, unit, kind), *c.ends(unit, kind, name))


def _lasting(told: tuple[tuple[ChannelResult, Figures], ...], c: Context) -> Table:
    return Table(
        "carryover_weeks",
        c.title("how long the effect of one week lasts (weeks)"),
        (
            Column("Channel", "", Kind.TEXT),
            *_measure("Half-life", "weeks", Kind.RATIO, c),
            *_measure(f"Until {MOST_OF_EFFECT:.0%}", "weeks", Kind.RATIO, c),
            *_measure("First week", _SHARE, Kind.PERCENT, c),
        ),
        tuple(
            (
                channel.label,
                *c.cells(found.half_life),
                *c.cells(found.most),
                *c.cells(found.first_week),
            )
            for channel, found in told
        ),
        note=words.WEEKS_NOTE,
    )


def _timing(results: Results, c: Context) -> Table:
    """When the effect of one week's spend arrives, beside what was assumed."""
    rows = tuple(
        (
            channel.label, found.family,
            found.posterior.at_once, found.posterior.fades, found.posterior.later,
            found.prior.at_once, found.prior.fades, found.prior.later,
        )
        for channel, found in zip(results.channels, results.timing, strict=True)
    )  # fmt: skip
    ways = ("At once", "Fades", "Later")
    return Table(
        "carryover_timing",
        c.title("when the effect of one week arrives (probability, %)"),
        (
            Column("Channel", "", Kind.TEXT),
            Column("Carryover", "", Kind.TEXT),
            *(Column(way, "probability, %", Kind.PERCENT) for way in ways),
            *(Column(f"{way} assumed", "probability, %", Kind.PERCENT) for way in ways),
        ),
        rows,
        note=words.TIMING_NOTE.format(share=f"{AT_ONCE:.0%}"),
    )


def _place(results: Results, told: tuple[tuple[ChannelResult, Figures], ...], c: Context) -> Table:
    """Where today lies on each curve, and what a little more would be worth."""
    return Table(
        "carryover_place",
        c.title("where today lies on each channel's curve"),
        (
            Column("Channel", "", Kind.TEXT),
            *_measure("Of maximum", "%", Kind.PERCENT, c),
            *_measure("Next 10%", "multiple of the average return", Kind.RATIO, c),
        ),
        tuple(
            (channel.label, *c.cells(found.of_maximum), *c.cells(found.next_step))
            for channel, found in told
        ),
        note=words.PLACE_NOTE.format(weeks=min(CURRENT_WEEKS, results.run.dataset.weeks)),
    )


def _curves(results: Results, c: Context) -> list[Table]:
    """Effect of one week that is in by each week since, one table a channel."""
    draws = cumulated(results.run)
    means = draws.mean(("chain", "draw")).values
    lows, highs = interval(draws, c.level)
    weeks = [0, *draws["week"].values.tolist()]
    tables = []
    for i, channel in enumerate(results.channels):
        errors = np.append(0.0, series_errors(draws.isel(channel=i)))
        columns = [estimated(np.append(0.0, ends[i]), errors) for ends in (means, lows, highs)]
        tables.append(
            Table(
                f"carryover_{i + 1}_{slug(channel.name)}",
                c.title(f"{channel.label}, effect of one week that is in ({_SHARE})"),
                (
                    Column("Week", "since the spend", Kind.COUNT),
                    Column("Mean", "%", Kind.PERCENT),
                    *c.ends("%", Kind.PERCENT),
                ),
                tuple(zip(weeks, *columns, strict=True)),
                note=words.CURVE_NOTE.format(level=percent(c.level)),
                in_report=False,
            )
        )
    return tables


def _chart(channel: ChannelResult, table: Table, c: Context) -> Chart:
    half = len(table.rows) // 2
    return Chart(
        key=f"{table.key}_curve",
        kind=ChartKind.CURVE_BAND,
        title=table.title,
        table=table.key,
        series={"x": "Week", "mean": "Mean", "low": c.low, "high": c.high},
        x_title=f"{channel.label}: weeks since the spend",
        y_title="Effect that is in (%)",
        alt=words.CURVE_ALT.format(
            channel=channel.label,
            first=_share(table.rows[1]),
            most=_share(table.rows[half]),
            week=table.rows[half][0],
        ),
    )


def _share(row: tuple[CellValue, ...]) -> str:
    return percent(float(str(row[1])))
