"""Response curves: what other levels of each channel would have brought."""

from __future__ import annotations

import numpy as np

from mmm_xl.analysis.response import CURRENT_WEEKS, average_media, current_media
from mmm_xl.analysis.results import Results
from mmm_xl.analysis.summary import interval, series_errors
from mmm_xl.names import Sheet
from mmm_xl.sections import words
from mmm_xl.sections.context import Context, amount, slug
from mmm_xl.sections.precision import estimated
from mmm_xl.sections.section import CellValue, Chart, ChartKind, Column, Kind, Section, Table

LEVEL = 0.8
"""Level of the band around each curve."""

_GRID = np.linspace(0.0, 2.0, 41)


def response_section(results: Results, c: Context) -> Section:
    """A curve a channel, with today's level marked."""
    tables, charts = [], []
    for index, table in enumerate(_tables(results, c)):
        tables.append(table)
        charts.append(_chart(results, index, table, c))
    return Section(
        key="response",
        sheet=Sheet.RESPONSE,
        title=c.title(f"incremental {c.outcome} at other levels of spend ({c.unit})"),
        message=words.RESPONSE_MESSAGE.format(outcome=c.outcome),
        paragraphs=(
            words.RESPONSE_TODAY.format(weeks=min(CURRENT_WEEKS, results.run.dataset.weeks)),
        ),
        tables=tuple(tables),
        charts=tuple(charts),
    )


def _tables(results: Results, c: Context) -> list[Table]:
    """One table a channel: the grid of multiples and, in its place, today's level."""
    average, current = average_media(results.run), current_media(results.run)
    multiples = np.array(
        [
            np.sort(np.append(_GRID, _today(now, mean)))
            for now, mean in zip(current, average, strict=True)
        ]
    )
    curves = results.curves.incremental(multiples)
    errors = [series_errors(curves.isel(channel=i)) for i in range(len(results.channels))]
    means = curves.mean(("chain", "draw")).values
    lows, highs = interval(curves, LEVEL)
    tables = []
    for i in range(len(results.channels)):
        today, weekly = _today(current[i], average[i]), float(average[i])
        rows = tuple(
            (m, m * weekly, *ends, m * weekly if m == today else None)
            for m, ends in zip(
                multiples[i].tolist(),
                zip(*(estimated(ends[i], errors[i]) for ends in (means, lows, highs)), strict=True),
                strict=True,
            )
        )  # fmt: skip
        tables.append(_table(results, i, _once(rows), c))
    return tables


def _today(current: float, average: float) -> float:
    """Today's level as a multiple of the observed average."""
    return float(current / average) if average > 0 else 1.0


def _once(rows: tuple[tuple[CellValue, ...], ...]) -> tuple[tuple[CellValue, ...], ...]:
    """Rows without the repeat that arises where today falls on a grid point."""
    return tuple(row for i, row in enumerate(rows) if i == 0 or row[0] != rows[i - 1][0])


def _driver(results: Results, index: int, c: Context) -> tuple[str, str]:
    """Name and unit of what is varied: spend, or exposure of an owned channel."""
    if results.channels[index].paid:
        return "spend", f"{c.currency} a week"
    return "exposure", "units a week"


def _table(
    results: Results, index: int, rows: tuple[tuple[CellValue, ...], ...], c: Context
) -> Table:
    channel = results.channels[index]
    driver, unit = _driver(results, index, c)
    kind = Kind.MONEY if channel.paid else Kind.NUMBER
    columns = (
        Column("Multiple", "x observed", Kind.RATIO),
        Column(f"Average {driver}", unit, kind),
        Column("Mean", c.unit, Kind.MONEY),
        Column(f"Low {LEVEL:.0%}", c.unit, Kind.MONEY),
        Column(f"High {LEVEL:.0%}", c.unit, Kind.MONEY),
        Column("Today", unit, kind),
    )
    return Table(
        f"response_{index + 1}_{slug(channel.name)}",
        c.title(f"{channel.label}, incremental {c.measure()}"),
        columns,
        rows,
        note=words.RESPONSE_NOTE.format(level=f"{LEVEL:.0%}"),
        in_report=False,
    )


def _chart(results: Results, index: int, table: Table, c: Context) -> Chart:
    channel = results.channels[index]
    driver, unit = _driver(results, index, c)
    today = next(row for row in table.rows if row[5] is not None)
    return Chart(
        key=f"{table.key}_curve",
        kind=ChartKind.CURVE_BAND,
        title=c.title(f"{channel.label}, incremental {c.measure()}"),
        table=table.key,
        series={
            "x": f"Average {driver}",
            "mean": "Mean",
            "low": f"Low {LEVEL:.0%}",
            "high": f"High {LEVEL:.0%}",
            "mark": "Today",
        },
        x_title=f"{channel.label}: average {driver} ({unit})",
        y_title=f"Incremental {c.measure()}",
        alt=words.RESPONSE_ALT.format(
            channel=channel.label,
            outcome=c.outcome,
            most=amount(_number(table.rows[-1][2])),
            unit=c.unit,
            driver=driver,
            today=amount(_number(today[2])),
        ),
    )


def _number(value: CellValue) -> float:
    return float(value) if isinstance(value, int | float) else float("nan")
