"""What the bridges add up: every row of the ledger, and the weeks that its periods touch."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

from mmm_xl.analysis.ledger_bridge import LedgerBridge
from mmm_xl.analysis.ledger_days import outside_part, period_of, week_parts
from mmm_xl.analysis.ledger_ties import at_model_rate
from mmm_xl.analysis.results import Results
from mmm_xl.data.dataset import Floats
from mmm_xl.data.ledger import LedgerEntry
from mmm_xl.names import KpiType, LedgerColumn, LedgerLine, LedgerSide, Sheet
from mmm_xl.sections import words_ledger as words
from mmm_xl.sections.context import Context
from mmm_xl.sections.native import Input, Native, Only, Product, Ref, Setting, Sum
from mmm_xl.sections.section import CellValue, Column, Kind, Section, Table

ENTRIES = "ledger_entries"
WEEKS: Mapping[LedgerSide, str] = {side: f"ledger_weeks_{side}" for side in LedgerSide}

SIDE, LINE, CHANNEL = "Side", "Bridge line", "Channel"
ROW, COMPARED = "Row", "Compared in"
AMOUNT, RATE, WORKBOOK_RATE = "Amount", "Ledger rate", "Workbook rate"
BOOKED, IN_SCOPE, EXCHANGE = "At ledger rate", "In scope", "Exchange"
OUTSIDE, OUTSIDE_AMOUNT = "Outside the weeks", "Outside amount"

PERIOD, WEEK, PART = "Period", "Week", "Part"
OF_WEEK, OF_DAYS = "Whole week", "These days"


def workings_section(results: Results, c: Context) -> Section | None:
    """Tables that the bridges are sums of; None without a bridge."""
    if not results.ledger:
        return None
    weeks = tuple(_weeks(bridge, results, c) for bridge in results.ledger)
    return Section(
        key="ledger_workings",
        sheet=Sheet.RECONCILIATION,
        title=c.title(words.WORKINGS),
        message=words.WORKINGS_MESSAGE,
        tables=(_entries(results, c), *weeks),
    )


def channel_names(results: Results) -> dict[str, str]:
    """What each channel is called in tables: its label, or its name where labels are alike."""
    labels = {channel.name: channel.label for channel in results.channels}
    alike = len({label.casefold() for label in labels.values()}) < len(labels)
    return {**({name: name for name in labels} if alike else labels), "": words.OTHER_CHANNELS}


def _entries(results: Results, c: Context) -> Table:
    unit, each = c.currency, f"{c.currency} each"
    columns = (
        Column("Account", "", Kind.TEXT),
        Column(SIDE, "", Kind.TEXT),
        Column(LINE, "", Kind.TEXT),
        Column(CHANNEL, "", Kind.TEXT),
        Column(PERIOD, "", Kind.TEXT),
        Column(COMPARED, "", Kind.TEXT),
        Column(ROW, "of the Ledger table", Kind.COUNT),
        Column(AMOUNT, "own currency", Kind.MONEY),
        Column("Currency", "", Kind.TEXT),
        Column(RATE, each, Kind.RATIO, places=4),
        Column(WORKBOOK_RATE, each, Kind.RATIO, places=4),
        Column(BOOKED, unit, Kind.MONEY),
        Column(IN_SCOPE, unit, Kind.MONEY),
        Column(EXCHANGE, unit, Kind.MONEY),
        Column(OUTSIDE, "% of days", Kind.PERCENT),
        Column(OUTSIDE_AMOUNT, unit, Kind.MONEY),
    )
    rows = tuple(_entry(entry, results) for entry in results.run.dataset.ledger)
    scope = str(LedgerLine.IN_SCOPE)
    native: dict[tuple[int | None, str], Native] = {
        (None, SIDE): Input(Sheet.LEDGER, (LedgerColumn.SIDE,), ROW),
        (None, LINE): Input(Sheet.LEDGER, (LedgerColumn.LINE,), ROW),
        (None, AMOUNT): Input(Sheet.LEDGER, (LedgerColumn.AMOUNT,), ROW),
        (None, RATE): Input(Sheet.LEDGER, (LedgerColumn.RATE,), ROW, blank=1.0),
        (None, WORKBOOK_RATE): Input(
            Sheet.LEDGER, (LedgerColumn.MODEL_RATE,), ROW, blank=Ref(RATE)
        ),
        (None, BOOKED): Product(Ref(AMOUNT), Ref(RATE)),
        (None, IN_SCOPE): Only(
            Product(Ref(AMOUNT), Ref(WORKBOOK_RATE)), (LINE, scope), OUTSIDE
        ),
        (None, EXCHANGE): Only(
            Sum((Ref(IN_SCOPE),), (Ref(BOOKED),)), (LINE, scope), OUTSIDE
        ),
        (None, OUTSIDE_AMOUNT): Product(Ref(IN_SCOPE), Ref(OUTSIDE)),
    }  # fmt: skip
    return Table(
        ENTRIES,
        c.title(words.ENTRIES_TITLE.format(unit=unit)),
        columns,
        rows,
        note=words.ENTRIES_NOTE,
        in_report=False,
        native=native,
    )


def _entry(entry: LedgerEntry, results: Results) -> tuple[CellValue, ...]:
    dataset = results.run.dataset
    outside = outside_part(entry, dataset)
    counts = entry.line is LedgerLine.IN_SCOPE and outside < 1.0
    bridge = next((b for b in results.ledger if b.side is entry.side), None)
    in_scope = at_model_rate(entry) if counts else 0.0
    named = counts and bridge is not None and bool(bridge.channels)
    channel = channel_names(results)[entry.channel] if entry.channel or named else None
    return (
        entry.account,
        str(entry.side),
        str(entry.line),
        channel,
        entry.period,
        period_of(entry, bridge) or None if counts and bridge else None,
        entry.place or None,
        entry.amount,
        entry.currency,
        entry.rate,
        entry.model_rate,
        entry.booked,
        in_scope,
        in_scope - entry.booked if counts else 0.0,
        outside,
        in_scope * outside,
    )


@dataclass(frozen=True)
class _Weekly:
    """One column of weekly amounts, and the cells of the workbook that hold them.

    Parameters
    ----------
    times : Setting or None
        What the cells are multiplied by.
    """

    values: Floats
    held: Floats
    sheet: Sheet
    headers: tuple[str, ...]
    times: Setting | None = None

    def native(self, weeks: tuple[int, ...]) -> Native:
        """Cells of some weeks as a formula reads them."""
        held = tuple(float(self.held[week]) for week in weeks)
        link = Input(self.sheet, self.headers, WEEK, holds=held)
        return Product(link, self.times) if self.times else link

    def whole(self) -> Native:
        """Cells of all weeks."""
        link = Input(self.sheet, self.headers, holds=(math.fsum(self.held),))
        return Product(link, self.times) if self.times else link


def weekly(results: Results, side: LedgerSide) -> _Weekly:
    """What was modelled each week of one side that has a bridge, currency units."""
    dataset = results.run.dataset
    if side is LedgerSide.SPEND:
        return _spend(results, tuple(c.name for c in dataset.channels if c.paid))
    headers = tuple(s.column for s in dataset.sources if s.sheet == Sheet.OUTCOME)[:1]
    value = dataset.settings.value_per_conversion
    if dataset.settings.kpi_type is KpiType.REVENUE or value is None:
        return _Weekly(dataset.outcome, dataset.outcome, Sheet.OUTCOME, headers)
    times = Setting("value_per_conversion", value)
    return _Weekly(dataset.outcome * value, dataset.outcome, Sheet.OUTCOME, headers, times)


def _spend(results: Results, names: tuple[str, ...]) -> _Weekly:
    dataset = results.run.dataset
    values = dataset.spend[:, [dataset.channel_names.index(name) for name in names]].sum(axis=1)
    return _Weekly(values, values, Sheet.SPEND, names)


def channel_columns(bridge: LedgerBridge, results: Results) -> tuple[str, ...]:
    """Columns of the weeks' table that hold channels, in the order of the bridge's."""
    return tuple(channel_names(results)[tie.channel] for tie in bridge.channels)


def _weeks(bridge: LedgerBridge, results: Results, c: Context) -> Table:
    """Weeks in parts, each with what the model holds of its days."""
    parts = week_parts(bridge, results.run.dataset)
    weeks = tuple(part.week for part in parts)
    whole = weekly(results, bridge.side)
    channels = _channels(bridge, results)
    names = channel_columns(bridge, results)
    rows: tuple[tuple[CellValue, ...], ...] = tuple(
        (
            part.end,
            part.period or words.NO_PERIOD,
            part.week + 1,
            part.part,
            float(whole.values[part.week]),
            float(whole.values[part.week]) * part.part,
            *(float(one.values[part.week]) * part.part for one in channels),
        )
        for part in parts
    )
    native: dict[tuple[int | None, str], Native] = {
        (None, OF_WEEK): whole.native(weeks),
        (None, OF_DAYS): Product(Ref(OF_WEEK), Ref(PART)),
    }
    for name, one in zip(names, channels, strict=True):
        native[None, name] = Product(Ref(PART), one.native(weeks))
    return Table(
        WEEKS[bridge.side],
        c.title(words.WEEKS_TITLE.format(side=bridge.side, unit=c.currency)),
        (
            Column("Week ending", "", Kind.DATE),
            Column(PERIOD, "", Kind.TEXT),
            Column(WEEK, "number", Kind.COUNT),
            Column(PART, "% of the week", Kind.PERCENT),
            Column(OF_WEEK, c.currency, Kind.MONEY),
            Column(OF_DAYS, c.currency, Kind.MONEY),
            *(Column(name, f"{c.currency}, these days", Kind.MONEY) for name in names),
        ),
        rows,
        note=words.WEEKS_NOTE,
        in_report=False,
        native=native,
    )


def _channels(bridge: LedgerBridge, results: Results) -> list[_Weekly]:
    """Weekly spend of each channel of a bridge, the ones that no row names together."""
    named = [tie.channel for tie in bridge.channels]
    paid = [channel.name for channel in results.run.dataset.channels if channel.paid]
    others = tuple(name for name in paid if name not in named)
    return [_spend(results, (name,) if name else others) for name in named]
