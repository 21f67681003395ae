"""Bridges from the ledger to the model, line by line, by period and by channel."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping

from mmm_xl.analysis.ledger_bridge import (
    LEAVING,
    BridgeLine,
    BridgeStep,
    LedgerBridge,
)
from mmm_xl.analysis.ledger_days import week_parts
from mmm_xl.analysis.ledger_reasons import ledger_reasons
from mmm_xl.analysis.results import Results
from mmm_xl.data.ledger import LedgerEntry
from mmm_xl.names import LedgerLine, LedgerSide, Sheet
from mmm_xl.sections import ledger_workings as workings
from mmm_xl.sections import words_ledger as words
from mmm_xl.sections.context import Context, amount, whole_amount
from mmm_xl.sections.ledger_tie_tables import (
    STATUS,
    Natives,
    channels_table,
    known,
    periods_table,
    tolerance_native,
)
from mmm_xl.sections.native import (
    Native,
    Ref,
    Share,
    Span,
    Sum,
    Total,
    Within,
)
from mmm_xl.sections.precision import rounded
from mmm_xl.sections.section import CellValue, Column, Kind, Section, Table

BRIDGES: Mapping[LedgerSide, str] = {side: f"ledger_bridge_{side}" for side in LedgerSide}
LINE, AMOUNT = "Line", "Amount"

STEPS = tuple(BridgeStep)
TOLERANCE_ROW = STEPS.index(BridgeStep.RESIDUAL) + 1
"""The tolerance stands under the residual, before the lines that lead to all weeks."""

_FEW = 4
"""Accounts that a line names in full."""


def row_of(step: BridgeStep) -> int:
    """Row of a step in the table of a bridge, from 0."""
    at = STEPS.index(step)
    return at + (at >= TOLERANCE_ROW)


def ledger_section(results: Results, c: Context) -> Section | None:
    """From the ledger to the model; None without a bridge."""
    bridges = results.ledger
    if not bridges:
        return None
    tables: list[Table] = [_bridge(bridge, results, c) for bridge in bridges]
    tables += [periods_table(bridge, c) for bridge in bridges if bridge.periods]
    tables += [channels_table(bridge, results, c) for bridge in bridges if bridge.channels]
    return Section(
        key="ledger",
        sheet=Sheet.RECONCILIATION,
        title=c.title(words.TITLE),
        message=_message(bridges),
        paragraphs=tuple(_paragraphs(results)),
        tables=tuple(tables),
    )


def _message(bridges: tuple[LedgerBridge, ...]) -> str:
    """What does not tie and by how much, or that all does."""
    if not all(b.tied and all(tie.tied for tie in b.channels) for b in bridges):
        failed = ledger_reasons(bridges)
        count = sum(not b.tied for b in bridges) + sum(
            any(not tie.tied for tie in b.channels) and not math.isnan(b.modelled) for b in bridges
        )
        return " ".join(f"{reason[:1].upper()}{reason[1:]}." for reason in failed[:count])
    told = [
        words.RESIDUAL.format(
            unit=b.unit,
            amount=whole_amount(b.residual),
            share=f"{rounded(b.residual_share, -4):.2%}",
            side=b.side,
        )
        for b in bridges
    ]
    sides = [str(b.side) for b in bridges]
    who = words.TIES[len(sides)].format(*sides)
    return words.MESSAGE_TIED.format(
        sides=who[:1].upper() + who[1:],
        residuals=words.AND.join(told),
        allowed=f"{bridges[0].tolerance_share:.2%}",
    )


def _paragraphs(results: Results) -> Iterable[str]:
    """Where to look for what does not tie, and what was not compared."""
    for bridge in results.ledger:
        where = _where(bridge, workings.channel_names(results))
        if where:
            yield where
    sides = {bridge.side for bridge in results.ledger}
    booked = {entry.side for entry in results.run.dataset.ledger}
    for side in LedgerSide:
        if side not in booked:
            yield words.ONE_SIDE.format(side=side)
        elif side not in sides:
            yield words.WITHOUT_VALUE


def _where(bridge: LedgerBridge, names: Mapping[str, str]) -> str:
    """Period and channel in which most of an untied residual lies, with accounts and cells."""
    broken = [tie for tie in bridge.channels if not tie.tied]
    if (bridge.tied and not broken) or math.isnan(bridge.residual):
        return ""
    entries = list(_scoped(bridge))
    places = []
    if bridge.periods:
        worst = max(bridge.periods, key=lambda period: abs(period.difference))
        entries = [e for e in entries if worst.first <= e.first and e.last <= worst.last]
        places.append(_place(bridge, worst.name, worst.difference))
    if broken:
        tie = max(broken, key=lambda one: abs(one.residual))
        entries = [e for e in entries if e.channel == tie.channel] or entries
        places.append(_place(bridge, names[tie.channel], tie.residual))
    sheet = Sheet.SPEND if bridge.side is LedgerSide.SPEND else Sheet.OUTCOME
    found = [words.LIES_IN.format(side=bridge.side, places=words.AND.join(places))]
    if entries:
        told = (
            words.ENTRY.format(
                account=e.account, unit=e.currency, amount=amount(e.amount), at=e.cell
            )
            for e in entries
        )
        found.append(words.START_WITH.format(entries=_few(told)))
    cause = words.LESS if bridge.residual < 0 else words.MORE
    return " ".join((*found, cause.format(sheet=sheet)))


def _place(bridge: LedgerBridge, name: str, difference: float) -> str:
    way = words.ABOVE if difference > 0 else words.BELOW
    size = amount(abs(difference))
    return words.PLACE.format(name=name, unit=bridge.unit, amount=size, way=way)


def _scoped(bridge: LedgerBridge) -> tuple[LedgerEntry, ...]:
    return bridge.line(BridgeStep.IN_SCOPE).entries


def _few(texts: Iterable[str]) -> str:
    """Texts in a row, the first few where there are many."""
    found = list(dict.fromkeys(text for text in texts if text))
    if len(found) <= _FEW:
        return "; ".join(found)
    shown = "; ".join(found[: _FEW - 1])
    return words.MANY_ACCOUNTS.format(shown=shown, count=len(found) - _FEW + 1)


def _bridge(bridge: LedgerBridge, results: Results, c: Context) -> Table:
    said = _said(bridge, results)
    rows: list[tuple[CellValue, ...]] = [
        _line(bridge, bridge.line(step), said.get(step, "")) for step in STEPS
    ]
    share = bridge.tolerance / abs(bridge.in_scope) if bridge.in_scope else math.nan
    told = words.TOLERANCE_SAID.format(share=f"{bridge.tolerance_share:.2%}")
    tolerance = (words.TOLERANCE, bridge.tolerance, known(share), None, None, None, told)
    rows.insert(TOLERANCE_ROW, tolerance)
    unit = bridge.unit
    return Table(
        BRIDGES[bridge.side],
        c.title(words.BRIDGE_TITLE.format(side=bridge.side, unit=unit)),
        (
            Column(LINE, "", Kind.TEXT),
            Column(AMOUNT, unit, Kind.MONEY),
            Column("Share", "% of ledger in scope", Kind.PERCENT, places=2),
            Column(STATUS, "", Kind.TEXT),
            Column("Accounts", "", Kind.TEXT),
            Column("Owner", "", Kind.TEXT),
            Column("Explanation", "", Kind.TEXT),
        ),
        tuple(rows),
        note=words.BRIDGE_NOTE,
        silent=_silent(bridge),
        native=_bridge_natives(bridge, results),
    )


def _silent(bridge: LedgerBridge) -> frozenset[int]:
    """Lines on which no row of the ledger falls."""
    steps = (*LEAVING.values(), BridgeStep.OUTSIDE, BridgeStep.EXCHANGE)
    return frozenset(row_of(step) for step in steps if not bridge.line(step).entries)


def _line(bridge: LedgerBridge, line: BridgeLine, said: str) -> tuple[CellValue, ...]:
    step = BridgeStep(line.name)
    status = None
    if step is BridgeStep.RESIDUAL:
        status = words.TIED if bridge.tied else words.FAILED
    accounts = "" if step is BridgeStep.TOTAL else _few(e.account for e in line.entries)
    explanation = "; ".join(text for text in (said, line.explanation) if text)
    if step in (BridgeStep.TOTAL, BridgeStep.IN_SCOPE):
        explanation = said
    owner = "" if step is BridgeStep.TOTAL else _few(e.owner for e in line.entries)
    return (
        words.LINES[step],
        known(line.amount),
        known(line.share),
        status,
        accounts or None,
        owner or None,
        explanation or None,
    )


def _said(bridge: LedgerBridge, results: Results) -> dict[BridgeStep, str]:
    """Explanation of each line that no row of the ledger explains."""
    dataset, unit = results.run.dataset, bridge.unit
    touched = [part.end for part in week_parts(bridge, dataset)]
    sheet = Sheet.SPEND if bridge.side is LedgerSide.SPEND else Sheet.OUTCOME
    modelled = (
        words.MODELLED_SAID.format(sheet=sheet, first=min(touched), last=max(touched))
        if touched
        else words.NOT_COMPARED
    )
    cut_off = words.CUT_OFF_SAID.format(
        modelled=f"{unit} {amount(bridge.modelled_beyond)}",
        ledger=f"{unit} {amount(bridge.ledger_beyond)}",
    )
    foreign = bridge.line(BridgeStep.EXCHANGE).entries
    outside = bridge.line(BridgeStep.OUTSIDE).entries
    return {
        **words.SAID,
        BridgeStep.OUTSIDE: words.OUTSIDE_SAID if outside else "",
        BridgeStep.EXCHANGE: words.EXCHANGE_SAID if foreign else "",
        BridgeStep.CUT_OFF: cut_off,
        BridgeStep.MODELLED: modelled,
        BridgeStep.UNCOVERED: words.UNCOVERED_SAID,
        BridgeStep.ALL_WEEKS: words.ALL_SAID,
    }


def _bridge_natives(bridge: LedgerBridge, results: Results) -> Natives:
    """Lines as sums over the workings, results as sums over lines."""
    entries, weeks, side = workings.ENTRIES, workings.WEEKS[bridge.side], str(bridge.side)
    mine = (workings.SIDE, side)

    def booked(*where: tuple[str, str | float]) -> Total:
        return Total(workings.BOOKED, entries, (mine, *where))

    def at(step: BridgeStep) -> Ref:
        return Ref(AMOUNT, row_of(step))

    scope = (workings.LINE, str(LedgerLine.IN_SCOPE))
    whole = Total(workings.OF_DAYS, weeks)
    beyond = Total(workings.OF_DAYS, weeks, ((workings.PERIOD, words.NO_PERIOD),))
    outside = Total(workings.OUTSIDE_AMOUNT, entries, (mine,))
    lines: dict[BridgeStep, Native] = {
        BridgeStep.TOTAL: booked(),
        **{
            step: Sum((), (booked((workings.LINE, str(line))),)) for line, step in LEAVING.items()
        },
        BridgeStep.OUTSIDE: Sum((), (booked(scope, (workings.OUTSIDE, 1.0)),)),
        BridgeStep.EXCHANGE: Total(workings.EXCHANGE, entries, (mine,)),
        BridgeStep.IN_SCOPE: Span(AMOUNT, 0, row_of(BridgeStep.IN_SCOPE) - 1),
        BridgeStep.CUT_OFF: Sum((beyond,), (outside,)),
        BridgeStep.EXPECTED: Span(
            AMOUNT, row_of(BridgeStep.IN_SCOPE), row_of(BridgeStep.CUT_OFF)
        ),
        BridgeStep.MODELLED: whole,
        BridgeStep.RESIDUAL: Sum((at(BridgeStep.MODELLED),), (at(BridgeStep.EXPECTED),)),
        BridgeStep.UNCOVERED: Sum((at(BridgeStep.ALL_WEEKS),), (at(BridgeStep.MODELLED),)),
        BridgeStep.ALL_WEEKS: workings.weekly(results, bridge.side).whole(),
    }  # fmt: skip
    residual = at(BridgeStep.RESIDUAL)
    found: Natives = {(row_of(step), AMOUNT): told for step, told in lines.items()}
    if bridge.tolerance == bridge.tolerance_share * abs(bridge.in_scope):
        found |= tolerance_native(bridge, TOLERANCE_ROW, AMOUNT, at(BridgeStep.IN_SCOPE))
    found[None, "Share"] = Share(Ref(AMOUNT), at(BridgeStep.IN_SCOPE))
    found[row_of(BridgeStep.RESIDUAL), STATUS] = Within(
        residual, Ref(AMOUNT, TOLERANCE_ROW), words.TIED, words.FAILED
    )
    return found
