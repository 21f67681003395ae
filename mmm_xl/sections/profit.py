"""P&L view: each fiscal quarter's outcome by source, margin, media spend and what is left."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import xarray as xr

from mmm_xl.analysis.periods import Period
from mmm_xl.analysis.results import Results
from mmm_xl.analysis.summary import Summary, probability, series_errors, summarise, summarise_each
from mmm_xl.data.fiscal import PATTERNS
from mmm_xl.data.window import Window
from mmm_xl.names import MONTHS, FiscalCalendar, Sheet, Tiling
from mmm_xl.sections import words_periods as words
from mmm_xl.sections.context import Context, amount, percent
from mmm_xl.sections.periods import estimated_column
from mmm_xl.sections.precision import Estimated, estimated
from mmm_xl.sections.section import CellValue, Chart, ChartKind, Column, Kind, Section, Table

_TOTALS = "pnl_totals"

Cells = tuple[CellValue, ...]
Floats = npt.NDArray[np.float64]


def profit_section(results: Results, c: Context) -> Section:
    """P&L view per fiscal quarter, with fiscal years and all weeks."""
    table = _totals(results, c)
    return Section(
        key="pnl",
        sheet=Sheet.PNL,
        title=c.title("P&L view by fiscal quarter"),
        message=_message(results, c),
        paragraphs=(" ".join(_paragraph(results, c)),),
        tables=(table, *_years(results, c)),
        charts=(_chart(results, table, c),),
    )


def _message(results: Results, c: Context) -> str:
    whole = results.decomposition.whole
    if whole.after_media is None or whole.margin is None:
        return words.PNL_MESSAGE_OUTCOME.format(
            media=c.told(results.media),
            unit=c.unit,
            outcome=c.outcome,
            spread=c.spread(results.media),
        )
    after = summarise(whole.after_media.isel(window=0))
    return words.PNL_MESSAGE.format(
        earned=c.told(after),
        currency=c.currency,
        spread=c.spread(after),
        margin=amount(float(whole.margin.sum("channel").mean())),
        spend=amount(float(whole.spend.sum())),
    )


def _paragraph(results: Results, c: Context) -> list[str]:
    """Calendar, value and margin that the view rests on."""
    settings, value = results.run.dataset.settings, results.run.spec.outcome_value
    told = [_calendar(results), words.PNL_NAMED]
    if np.isnan(value):
        return [*told, words.PNL_NO_VALUE.format(outcome=c.outcome.capitalize())]
    if not c.is_money:
        told.append(words.PNL_VALUE.format(outcome=c.outcome, value=value, currency=c.currency))
    if len(results.run.dataset.margins):
        told.append(words.PNL_MARGIN_SHEET)
    elif settings.margin is None:
        return [*told, words.PNL_NO_MARGIN]
    else:
        told.append(words.PNL_MARGIN.format(margin=percent(settings.margin)))
    return [*told, words.PNL_WHEN]


def _calendar(results: Results) -> str:
    settings = results.run.dataset.settings
    month = MONTHS[settings.first_month - 1]
    if settings.fiscal_calendar is FiscalCalendar.MONTHS:
        return words.PNL_CALENDAR_MONTHS.format(month=month)
    pattern = ", ".join(map(str, PATTERNS[settings.fiscal_calendar]))
    return words.PNL_CALENDAR_WEEKS.format(
        weekday=settings.week_ends_on,
        month=MONTHS[settings.first_month - 2],
        pattern=f"{pattern} weeks",
    )


def _totals(results: Results, c: Context) -> Table:
    """A row a fiscal quarter: channels, and in money margin, media spend and what is left."""
    quarters, whole = results.decomposition.by[Tiling.FISCAL_QUARTER], results.decomposition.whole
    columns = [
        Column("Period", "", Kind.TEXT),
        Column("Channels", c.unit, Kind.MONEY, summed=True),
        *c.ends(c.unit, Kind.MONEY, "Channels"),
    ]
    if whole.margin is not None:
        money = c.currency
        columns += [
            Column("Margin of channels", money, Kind.MONEY, summed=True),
            Column("Media spend", money, Kind.MONEY, summed=True),
            Column("After media", money, Kind.MONEY, summed=True),
            *c.ends(money, Kind.MONEY, "After media"),
            Column("Above zero", "probability, %", Kind.PERCENT),
        ]
    rows = _total_rows(quarters, c)
    return Table(
        _TOTALS,
        c.title("what channels brought by fiscal quarter"),
        tuple(columns),
        tuple((w.label, *row) for w, row in zip(quarters.windows, rows, strict=True)),
        total=("All weeks", *_total_rows(whole, c)[0]),
        note=words.PNL_TOTALS_NOTE,
    )


def _total_rows(period: Period, c: Context) -> list[Cells]:
    """Figures of each window."""
    brought = summarise_each(period.channels, "window")
    rows: list[Cells] = [c.cells(summary) for summary in brought]
    if period.margin is None or period.after_media is None:
        return rows
    margins = estimated_column(period.margin.sum("channel"))
    after = summarise_each(period.after_media, "window")
    return [
        (
            *row,
            margins[i],
            float(period.spend[i].sum()),
            *c.cells(after[i]),
            probability(period.after_media.isel(window=i) > 0),
        )
        for i, row in enumerate(rows)
    ]


def _chart(results: Results, table: Table, c: Context) -> Chart:
    name = "Channels" if results.decomposition.whole.margin is None else "After media"
    unit = c.unit if name == "Channels" else c.currency
    what = f"{c.outcome} from channels" if name == "Channels" else "contribution after media"
    figures = zip(table.values(name), table.values("Period"), strict=True)
    ranked = sorted((value, str(period)) for value, period in figures if isinstance(value, float))
    (low, worst), (high, best) = ranked[0], ranked[-1]
    return Chart(
        key="pnl_by_quarter",
        kind=ChartKind.POINT_RANGE,
        title=c.title(f"{what} by fiscal quarter ({unit})"),
        table=_TOTALS,
        series={
            "label": "Period",
            "mean": name,
            "low": f"{name} {c.low.lower()}",
            "high": f"{name} {c.high.lower()}",
        },
        x_title=f"{what.capitalize()} ({unit})",
        y_title="",
        alt=words.PNL_ALT.format(
            what=what.capitalize(),
            level=percent(c.level),
            low=amount(low),
            worst=worst,
            high=amount(high),
            best=best,
            unit=unit,
        ),
        reference=None if name == "Channels" else 0.0,
        reference_label="" if name == "Channels" else "zero",
    )


@dataclass
class _Lines:
    """Lines of one fiscal year, from the top down.

    Parameters
    ----------
    rows : list of tuples
        Line, unit, each quarter, the year, and the ends of the year's range.
    subtotals : dict of row to rows
        As `Table.subtotals`.
    """

    c: Context
    rows: list[Cells]
    subtotals: dict[int, tuple[int, ...]]

    def add(self, name: str, unit: str, quarters: Sequence[float], year: Summary | None) -> int:
        """One line; its position counted from 1."""
        total = float(np.sum(quarters))
        if year is None:
            self.rows.append((name, unit, *quarters, total, None, None))
        else:
            _, low, high = self.c.cells(year)
            self.rows.append((name, unit, *quarters, Estimated(total, year.mcse), low, high))
        return len(self.rows)

    def draws(self, name: str, unit: str, quarters: xr.DataArray) -> int:
        """Line of draws with dims (chain, draw, window)."""
        means = estimated_column(quarters)
        return self.add(name, unit, means, summarise(quarters.sum("window")))

    def rest(self, name: str, unit: str, modelled: xr.DataArray, amounts: Floats) -> int:
        """Line of what is left of an exact amount; its error is that of what was taken off."""
        cells = estimated(amounts.tolist(), series_errors(modelled).tolist())
        error = float(summarise(modelled.sum("window")).mcse)
        total = Estimated(float(np.sum(amounts)), error)
        self.rows.append((name, unit, *cells, total, None, None))
        return len(self.rows)

    def subtotal(self, at: int, of: Sequence[int]) -> int:
        """Say of which lines a line is made."""
        self.subtotals[at - 1] = tuple(of)
        return at


def _years(results: Results, c: Context) -> list[Table]:
    quarters = results.decomposition.by[Tiling.FISCAL_QUARTER]
    found = []
    for year in results.decomposition.by[Tiling.FISCAL_YEAR].windows:
        inside = [
            i
            for i, window in enumerate(quarters.windows)
            if year.first <= window.first and window.last <= year.last
        ]
        found.append(_year(results, c, year, inside))
    return found


def _year(results: Results, c: Context, year: Window, inside: list[int]) -> Table:
    """Outcome by source, margin, media spend and what is left, a column a fiscal quarter."""
    quarters = results.decomposition.by[Tiling.FISCAL_QUARTER]
    lines = _Lines(c, [], {})
    _outcome_lines(results, quarters, inside, lines)
    if quarters.margin is not None:
        _money_lines(results, quarters, inside, lines)
    windows = [quarters.windows[i] for i in inside]
    name = _short(year)
    unit = c.currency if c.is_money else "as named"
    columns = tuple(Column(_short(w), unit, Kind.MONEY, summed=True) for w in windows)
    whole = f"{name} in total" if name in {column.name for column in columns} else name
    return Table(
        f"pnl_{name.lower()}",
        c.title(f"P&L view of {year.label}"),
        (
            Column("Line", "", Kind.TEXT),
            Column("Unit", "", Kind.TEXT),
            *columns,
            Column(whole, unit, Kind.MONEY, summed=True, adds=tuple(col.name for col in columns)),
            *c.ends(unit, Kind.MONEY),
        ),
        tuple(lines.rows),
        note=words.PNL_YEAR_NOTE.format(clipped=_clipped([*windows, year])),
        subtotals=lines.subtotals,
    )


def _short(window: Window) -> str:
    """Name of a period without what of it the data cover."""
    return window.label.partition(" (")[0]


def _clipped(windows: Sequence[Window]) -> str:
    part = [window.label for window in windows if window.label != _short(window)]
    return words.PNL_CLIPPED.format(periods=", ".join(part)) if part else ""


def _outcome_lines(results: Results, quarters: Period, inside: list[int], lines: _Lines) -> None:
    sources, unit = quarters.sources, lines.c.unit
    amounts = sources.amounts.isel(window=inside)
    parts = [lines.draws("Baseline", unit, sources.baseline.isel(window=inside))]
    first = len(sources.parts) - len(results.channels)  # channels stand last
    for i, channel in enumerate(results.channels):
        parts.append(lines.draws(channel.label, unit, amounts.isel(part=first + i)))
    modelled = sources.modelled.isel(window=inside)
    made = lines.subtotal(lines.draws("Modelled outcome", unit, modelled), parts)
    actual = quarters.actual[inside]
    means = modelled.mean(("chain", "draw")).values
    rest = lines.rest("Residual", unit, modelled, actual - means)
    lines.subtotal(lines.add("Actual outcome", unit, actual.tolist(), None), (made, rest))
    value = results.run.spec.outcome_value
    if not lines.c.is_money and not np.isnan(value):
        lines.add("Net sales value of actual", lines.c.currency, (actual * value).tolist(), None)


def _money_lines(results: Results, quarters: Period, inside: list[int], lines: _Lines) -> None:
    """Margin of each channel, its media spend, and what is left."""
    if quarters.margin is None or quarters.after_media is None:
        return
    money = lines.c.currency
    margin = quarters.margin.isel(window=inside)
    spend = quarters.spend[inside]
    earned = [
        lines.draws(f"Margin: {channel.label}", money, margin.isel(channel=i))
        for i, channel in enumerate(results.channels)
    ]
    margins = lines.subtotal(
        lines.draws("Contribution margin of channels", money, margin.sum("channel")), earned
    )
    paid = [
        lines.add(f"Spend: {channel.label}", money, spend[:, i].tolist(), None)
        for i, channel in enumerate(results.channels)
        if channel.paid
    ]
    after = quarters.after_media.isel(window=inside)
    if not paid:
        lines.subtotal(lines.draws("Contribution after media", money, after), (margins,))
        return
    media = lines.subtotal(lines.add("Media spend", money, spend.sum(axis=1).tolist(), None), paid)
    left = lines.draws("Contribution after media", money, after)
    lines.subtotal(left, (margins, -media))
