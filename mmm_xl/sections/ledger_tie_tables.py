"""Ledger and model by period and by channel, as tables that compute themselves."""

from __future__ import annotations

import math
from collections.abc import Mapping

from mmm_xl.analysis.ledger_bridge import ChannelTie, LedgerBridge
from mmm_xl.analysis.ledger_ties import beyond_weeks
from mmm_xl.analysis.results import Results
from mmm_xl.names import LedgerSide
from mmm_xl.sections import ledger_workings as workings
from mmm_xl.sections import words_ledger as words
from mmm_xl.sections.context import Context
from mmm_xl.sections.native import Native, Product, Ref, Setting, Size, Sum, Total, TurnOf, Within
from mmm_xl.sections.section import CellValue, Column, Kind, Table

PERIODS: Mapping[LedgerSide, str] = {side: f"ledger_periods_{side}" for side in LedgerSide}
CHANNELS = "ledger_channels"

STATUS = "Status"
SCOPE, OUTSIDE, EXPECTED = "Ledger in scope", "Outside the weeks", "Expected"
MODELLED, RESIDUAL, DIFFERENCE, TOLERANCE = "Modelled", "Residual", "Difference", "Tolerance"
NO_PERIOD, SIZE = "In no period", "Difference is"

Natives = dict[tuple[int | None, str], Native]


def known(value: float) -> float | None:
    """Number, None for one that is not known."""
    return None if math.isnan(value) else value


def tolerance_native(bridge: LedgerBridge, row: int | None, column: str, scope: Ref) -> Natives:
    """Tolerance as the setting makes it; where rounding alone is allowed it is a plain value."""
    allowed = bridge.tolerance_share
    if not allowed:
        return {}
    return {(row, column): Product(Setting("ledger_tolerance", allowed), Size(scope))}


def periods_table(bridge: LedgerBridge, c: Context) -> Table:
    """Each period of the ledger against the modelled amounts of its days."""
    unit = bridge.unit
    rows = tuple(
        (
            p.name, p.first, p.last, p.in_scope, p.outside, p.modelled, p.difference, p.tolerance,
            words.WITHIN if p.tied else words.BEYOND,
        )
        for p in bridge.periods
    )  # fmt: skip
    columns = (
        Column("Period", "", Kind.TEXT),
        Column("First day", "", Kind.DATE),
        Column("Last day", "", Kind.DATE),
        Column(SCOPE, unit, Kind.MONEY, summed=True),
        Column(OUTSIDE, unit, Kind.MONEY, summed=True),
        Column(MODELLED, unit, Kind.MONEY, summed=True),
        Column(DIFFERENCE, unit, Kind.MONEY, summed=True),
        Column(TOLERANCE, unit, Kind.MONEY),
        Column(SIZE, "", Kind.TEXT),
    )
    entries, weeks = workings.ENTRIES, workings.WEEKS[bridge.side]
    here = ((workings.SIDE, str(bridge.side)), (workings.COMPARED, Ref("Period")))
    native: Natives = {
        (None, SCOPE): Total(workings.IN_SCOPE, entries, here),
        (None, OUTSIDE): Total(workings.OUTSIDE_AMOUNT, entries, here),
        (None, MODELLED): Total(workings.OF_DAYS, weeks, ((workings.PERIOD, Ref("Period")),)),
        (None, DIFFERENCE): Sum((Ref(MODELLED), Ref(OUTSIDE)), (Ref(SCOPE),)),
        (None, SIZE): Within(Ref(DIFFERENCE), Ref(TOLERANCE), words.WITHIN, words.BEYOND),
    }
    if all(p.tolerance == bridge.tolerance_share * abs(p.in_scope) for p in bridge.periods):
        native |= tolerance_native(bridge, None, TOLERANCE, Ref(SCOPE))
    return Table(
        PERIODS[bridge.side],
        c.title(words.PERIODS_TITLE.format(side=bridge.side, unit=unit)),
        columns,
        rows,
        total=_total(columns, rows, "All periods"),
        note=words.PERIODS_NOTE,
        native=native,
    )


def _total(
    columns: tuple[Column, ...], rows: tuple[tuple[CellValue, ...], ...], label: str
) -> tuple[CellValue, ...]:
    """Total row: sums of the columns that add."""
    return tuple(
        label
        if not at
        else math.fsum(v for row in rows if isinstance(v := row[at], (int, float)))
        if column.summed
        else None
        for at, column in enumerate(columns)
    )


def channels_table(bridge: LedgerBridge, results: Results, c: Context) -> Table:
    """Spend of each channel that rows of the ledger name, over the periods of the bridge."""
    unit = bridge.unit
    rows = tuple(_channel(tie, results) for tie in bridge.channels)
    columns = (
        Column("Channel", "", Kind.TEXT),
        Column(SCOPE, unit, Kind.MONEY, summed=True),
        Column(OUTSIDE, unit, Kind.MONEY, summed=True),
        Column(NO_PERIOD, unit, Kind.MONEY, summed=True),
        Column(EXPECTED, unit, Kind.MONEY, summed=True),
        Column(MODELLED, unit, Kind.MONEY, summed=True),
        Column(RESIDUAL, unit, Kind.MONEY, summed=True),
        Column(TOLERANCE, unit, Kind.MONEY),
        Column(STATUS, "", Kind.TEXT),
    )
    entries, weeks = workings.ENTRIES, workings.WEEKS[bridge.side]
    here = ((workings.SIDE, str(bridge.side)), (workings.CHANNEL, Ref("Channel")))
    own = workings.channel_columns(bridge, results)
    native: Natives = {
        (None, SCOPE): Total(workings.IN_SCOPE, entries, here),
        (None, OUTSIDE): Total(workings.OUTSIDE_AMOUNT, entries, here),
        (None, NO_PERIOD): TurnOf(own, weeks, (workings.PERIOD, words.NO_PERIOD)),
        (None, EXPECTED): Sum((Ref(SCOPE), Ref(NO_PERIOD)), (Ref(OUTSIDE),)),
        (None, MODELLED): TurnOf(own, weeks),
        (None, RESIDUAL): Sum((Ref(MODELLED),), (Ref(EXPECTED),)),
        (None, STATUS): Within(Ref(RESIDUAL), Ref(TOLERANCE), words.TIED, words.FAILED),
    }
    if all(t.tolerance == bridge.tolerance_share * abs(t.in_scope) for t in bridge.channels):
        native |= tolerance_native(bridge, None, TOLERANCE, Ref(SCOPE))
    return Table(
        CHANNELS,
        c.title(words.CHANNELS_TITLE.format(unit=unit)),
        columns,
        rows,
        total=_total(columns, rows, "All channels"),
        note=words.CHANNELS_NOTE,
        native=native,
    )


def _channel(tie: ChannelTie, results: Results) -> tuple[CellValue, ...]:
    outside = beyond_weeks(tie.entries, results.run.dataset)
    return (
        workings.channel_names(results)[tie.channel],
        tie.in_scope,
        outside,
        tie.cut_off + outside,
        tie.expected,
        known(tie.modelled),
        known(tie.residual),
        tie.tolerance,
        words.TIED if tie.tied else words.FAILED,
    )
