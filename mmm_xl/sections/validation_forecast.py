"""The forecast that is frozen with a run, and what it assumes."""

from __future__ import annotations

from dataclasses import replace

from mmm_xl.analysis.response import CURRENT_WEEKS
from mmm_xl.analysis.results import Results
from mmm_xl.analysis.summary import Summary
from mmm_xl.analysis.validation.refit_results import Forecast
from mmm_xl.names import Sheet
from mmm_xl.sections import words_validation_refits as words
from mmm_xl.sections.context import Context
from mmm_xl.sections.precision import Estimated
from mmm_xl.sections.section import CellValue, Column, Kind, Section, Table
from mmm_xl.sections.validation_cells import figure

LEVELS = (80, 90)
"""Percent of the ranges shown."""


def forecast_section(results: Results, found: Forecast, c: Context) -> Section:
    """Weeks after the data, whose days its titles carry."""
    days = words.FORECAST_PERIOD.format(first=found.weeks[0], last=found.weeks[-1])
    c = replace(c, period=days)
    known = results.run.dataset.weeks
    kept = words.ALL_WEEKS if known < CURRENT_WEEKS else words.LAST_WEEKS
    kept = kept.format(weeks=CURRENT_WEEKS)
    return Section(
        key="validation_forecast",
        sheet=Sheet.WEEKS_NOT_SEEN,
        title=c.title(words.FORECAST_TITLE),
        message=words.FORECAST_MESSAGE.format(
            weeks=len(found.weeks),
            total=c.told(found.total),
            unit=c.unit,
            spread=c.spread(found.total),
            weeks_kept=kept,
        ),
        paragraphs=(words.FORECAST_HOW.format(weeks_kept=kept),),
        tables=(_weeks(found, c), _assumed(results, found, c)),
    )


def _weeks(found: Forecast, c: Context) -> Table:
    told = words.FORECAST_TABLE.format(measure=c.measure(" a week"))
    ends = [
        Column(f"{end} {level}%", c.unit, Kind.MONEY) for level in LEVELS for end in ("Low", "High")
    ]
    weekly = zip(found.weeks, found.outcome, strict=True)
    return Table(
        "validation_forecast",
        c.title(told),
        (
            Column("Week ending", "", Kind.TEXT),
            Column("Forecast", c.unit, Kind.MONEY, summed=True),
            *ends,
        ),
        tuple((day.isoformat(), *_ends(one)) for day, one in weekly),
        total=("All weeks", *_ends(found.total)),
        note=words.FORECAST_NOTE,
    )


def _ends(one: Summary) -> tuple[CellValue, ...]:
    ends = (end for level in LEVELS for end in one.interval(level / 100))
    return tuple(Estimated(value, one.mcse) for value in (one.mean, *ends))


def _assumed(results: Results, found: Forecast, c: Context) -> Table:
    channels = {channel.name: channel for channel in results.channels}
    rows: list[tuple[CellValue, ...]] = []
    for name, value in found.spend.items():
        unit = f"spend, {c.currency} a week" if channels[name].paid else "exposure a week"
        rows.append((f"{channels[name].label} ({unit})", figure(value), ""))
    rows += [(f"{name} (control, own unit)", figure(v), "") for name, v in found.controls.items()]
    for name, values in found.events.items():
        on = [day.isoformat() for day, value in zip(found.weeks, values, strict=True) if value]
        rows.append((f"{name} (event, weeks with it)", len(on), ", ".join(on)))
    return Table(
        "validation_assumed",
        c.title(words.ASSUMED_TITLE),
        (
            Column("Assumption", "", Kind.TEXT),
            Column("Value", "as named", Kind.NUMBER),
            Column("Weeks ending", "", Kind.TEXT),
        ),
        tuple(rows),
    )
