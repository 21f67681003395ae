"""Ledger totals bridged to modelled totals, line by line; what is left over is shown."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from mmm_xl.analysis.ledger_ties import (
    Coverage,
    PeriodTie,
    Tie,
    coverage,
    modelled_days,
    period_ties,
    tie,
)
from mmm_xl.data.dataset import Dataset, Floats
from mmm_xl.data.ledger import LedgerEntry
from mmm_xl.names import KpiType, LedgerLine, LedgerSide
from mmm_xl.runs.run import Run

__all__ = [
    "LEAVING",
    "BridgeLine",
    "BridgeStep",
    "ChannelTie",
    "LedgerBridge",
    "PeriodTie",
    "bridges_of",
    "ledger_bridges",
    "without_value",
]


class BridgeStep(StrEnum):
    """Lines of a bridge, in order."""

    TOTAL = "Ledger total"
    OUT_OF_SCOPE = "Out of scope"
    VAT = "VAT"
    RETURNS = "Returns"
    FEES = "Agency fees"
    PRODUCTION = "Production"
    ACCRUAL = "Accrual against invoice"
    OTHER = "Other"
    OUTSIDE = "Periods outside the data"
    EXCHANGE = "Exchange"
    IN_SCOPE = "Ledger in scope"
    CUT_OFF = "Cut-off"
    EXPECTED = "Expected in the model"
    MODELLED = "Modelled in the ledger's weeks"
    RESIDUAL = "Residual"
    UNCOVERED = "Modelled in other weeks"
    ALL_WEEKS = "Modelled in all weeks"


LEAVING: Mapping[LedgerLine, BridgeStep] = {
    LedgerLine.OUT_OF_SCOPE: BridgeStep.OUT_OF_SCOPE,
    LedgerLine.VAT: BridgeStep.VAT,
    LedgerLine.RETURNS: BridgeStep.RETURNS,
    LedgerLine.FEES: BridgeStep.FEES,
    LedgerLine.PRODUCTION: BridgeStep.PRODUCTION,
    LedgerLine.ACCRUAL: BridgeStep.ACCRUAL,
    LedgerLine.OTHER: BridgeStep.OTHER,
}
"""Step of the bridge on which the rows of a ledger line leave it."""


@dataclass(frozen=True)
class BridgeLine:
    """One line of a bridge.

    Parameters
    ----------
    name : str
        A `BridgeStep`.
    amount : float, currency units
        As it enters the sum: what leaves the bridge is negative.
    share : float, fraction of the ledger in scope
        NaN where nothing is in scope.
    owner, account, explanation : str
        Of all entries, each said once.
    entries : tuple of LedgerEntry
        Rows behind the amount; none for lines that are made of others or come from the model.
    """

    name: str
    amount: float
    share: float
    owner: str = ""
    account: str = ""
    explanation: str = ""
    entries: tuple[LedgerEntry, ...] = ()


@dataclass(frozen=True)
class ChannelTie:
    """Spend of one channel, over the same periods as the bridge.

    Parameters
    ----------
    channel : str
        Empty for rows without a channel against the channels that no row names.
    in_scope, cut_off, expected, modelled, residual, tolerance : float, currency units
    entries : tuple of LedgerEntry
        Rows in scope.
    """

    channel: str
    in_scope: float
    cut_off: float
    expected: float
    modelled: float
    residual: float
    tolerance: float
    tied: bool
    entries: tuple[LedgerEntry, ...] = ()


@dataclass(frozen=True)
class LedgerBridge:
    """From the ledger to the model, for revenue or for spend.

    Parameters
    ----------
    unit : str
        Currency of all amounts.
    lines : tuple of BridgeLine
        Every `BridgeStep` in order, also where its amount is zero.
    ledger_total : float, currency units
        All rows at the ledger's rates.
    in_scope, cut_off, expected, modelled, residual : float, currency units
        Expected is in scope and cut-off; residual is modelled less expected. Modelled is NaN where
        no period touches a modelled week: then nothing was compared.
    tolerance : float, currency units
        Largest residual that passes.
    uncovered : float, currency units
        Modelled in weeks that no period touches.
    periods : tuple of PeriodTie
        Their differences make the residual.
    channels : tuple of ChannelTie
        Their residuals make that of spend; empty where no row in scope names a channel.
    modelled_beyond, ledger_beyond : float, currency units
        Cut-off is the first less the second: modelled amounts of days outside the periods, ledger
        amounts of days outside the modelled weeks.
    tolerance_share : float, fraction of the ledger in scope
        As Settings have it.
    """

    side: LedgerSide
    unit: str
    lines: tuple[BridgeLine, ...]
    ledger_total: float
    in_scope: float
    cut_off: float
    expected: float
    modelled: float
    residual: float
    tolerance: float
    tied: bool
    uncovered: float
    periods: tuple[PeriodTie, ...]
    channels: tuple[ChannelTie, ...]
    modelled_beyond: float
    ledger_beyond: float
    tolerance_share: float

    def line(self, step: BridgeStep) -> BridgeLine:
        """One line of the bridge."""
        return next(line for line in self.lines if line.name == step)

    @property
    def residual_share(self) -> float:
        """Residual as a fraction of the ledger in scope; NaN where nothing is in scope."""
        return self.line(BridgeStep.RESIDUAL).share


def ledger_bridges(run: Run) -> tuple[LedgerBridge, ...]:
    """Bridges of revenue and of spend, for each side that the Ledger sheet has.

    Notes
    -----
    A count is compared with ledger revenue at its value per conversion; without one there is no
    bridge of revenue, see `without_value`.
    """
    return bridges_of(run.dataset)


def bridges_of(dataset: Dataset) -> tuple[LedgerBridge, ...]:
    """Bridges of a dataset; see `ledger_bridges`."""
    made = (_bridge(dataset, side) for side in LedgerSide)
    return tuple(bridge for bridge in made if bridge)


def without_value(dataset: Dataset) -> bool:
    """Whether revenue has no bridge because the outcome is a count without a value of each."""
    booked = any(entry.side is LedgerSide.REVENUE for entry in dataset.ledger)
    return booked and _weekly(dataset, LedgerSide.REVENUE) is None


def _weekly(dataset: Dataset, side: LedgerSide) -> Floats | None:
    """What was modelled each week, currency units; None for a count without a value."""
    if side is LedgerSide.SPEND:
        return np.array([math.fsum(week) for week in dataset.spend])
    settings = dataset.settings
    if settings.kpi_type is KpiType.REVENUE:
        return dataset.outcome
    value = settings.value_per_conversion
    return None if value is None else dataset.outcome * value


def _bridge(dataset: Dataset, side: LedgerSide) -> LedgerBridge | None:
    """Bridge of one side; None where the ledger has no such row or the outcome no value."""
    rows = tuple(entry for entry in dataset.ledger if entry.side is side)
    weekly = _weekly(dataset, side)
    if not rows or weekly is None:
        return None
    modelled_rows = [entry for entry in rows if modelled_days(entry, dataset)]
    scoped = tuple(e for e in modelled_rows if e.line is LedgerLine.IN_SCOPE)
    cover = coverage([(e.first, e.last) for e in scoped or modelled_rows], dataset.dates)
    found = tie(scoped, weekly, cover, dataset)
    uncovered = math.fsum(weekly[~cover.touched])
    steps = _from_ledger(rows, scoped)
    results = _results(found, uncovered, math.fsum(weekly))
    return LedgerBridge(
        side=side,
        unit=dataset.settings.currency,
        lines=tuple(_line(s, *steps.get(s, (results.get(s, 0.0), ())), found) for s in BridgeStep),
        ledger_total=steps[BridgeStep.TOTAL][0],
        in_scope=found.in_scope,
        cut_off=found.cut_off,
        expected=found.expected,
        modelled=found.modelled,
        residual=found.residual,
        tolerance=found.tolerance,
        tied=found.tied,
        uncovered=uncovered,
        periods=period_ties(scoped, weekly, dataset),
        channels=_channels(scoped, cover, dataset) if side is LedgerSide.SPEND else (),
        modelled_beyond=found.modelled_beyond,
        ledger_beyond=found.ledger_beyond,
        tolerance_share=dataset.settings.ledger_tolerance,
    )


_Step = tuple[float, tuple[LedgerEntry, ...]]
"""Amount of a line and the rows behind it."""


def _from_ledger(
    rows: tuple[LedgerEntry, ...], scoped: tuple[LedgerEntry, ...]
) -> dict[BridgeStep, _Step]:
    """Lines that rows make, from the ledger's total to what is in scope.

    Notes
    -----
    Rows in scope whose whole period lies outside the data leave on a line of their own: counted as
    cut-off, they would widen the tolerance.
    """
    kept = set(map(id, scoped))
    outside = [e for e in rows if e.line is LedgerLine.IN_SCOPE and id(e) not in kept]
    foreign = [e for e in scoped if e.exchange]
    found: dict[BridgeStep, _Step] = {BridgeStep.TOTAL: (_booked(rows), rows)}
    for line, step in LEAVING.items():
        found[step] = _leaving([e for e in rows if e.line is line])
    found[BridgeStep.OUTSIDE] = _leaving(outside)
    found[BridgeStep.EXCHANGE] = math.fsum(e.exchange for e in foreign), tuple(foreign)
    found[BridgeStep.IN_SCOPE] = math.fsum(e.amount * e.model_rate for e in scoped), scoped
    return found


def _booked(entries: Iterable[LedgerEntry]) -> float:
    return math.fsum(entry.booked for entry in entries)


def _leaving(entries: Sequence[LedgerEntry]) -> _Step:
    """Amount with the sign turned; nothing leaves as 0, not as -0."""
    return 0.0 - _booked(entries), tuple(entries)


def _results(found: Tie, uncovered: float, whole: float) -> dict[BridgeStep, float]:
    """Lines that follow what is in scope."""
    return {
        BridgeStep.CUT_OFF: found.cut_off,
        BridgeStep.EXPECTED: found.expected,
        BridgeStep.MODELLED: found.modelled,
        BridgeStep.RESIDUAL: found.residual,
        BridgeStep.UNCOVERED: uncovered,
        BridgeStep.ALL_WEEKS: whole,
    }


def _line(
    step: BridgeStep, amount: float, entries: tuple[LedgerEntry, ...], found: Tie
) -> BridgeLine:
    return BridgeLine(
        name=str(step),
        amount=amount,
        share=amount / found.in_scope if found.in_scope else math.nan,
        owner=_said(e.owner for e in entries),
        account=_said(e.account for e in entries),
        explanation=_said(e.explanation for e in entries),
        entries=entries,
    )


def _said(texts: Iterable[str]) -> str:
    """Texts in order, each once."""
    return "; ".join(dict.fromkeys(text for text in texts if text))


def _channels(
    scoped: tuple[LedgerEntry, ...], cover: Coverage, dataset: Dataset
) -> tuple[ChannelTie, ...]:
    """Channels that rows name, and the rows without one against all other channels."""
    names = dataset.channel_names
    named = [name for name in names if any(e.channel == name for e in scoped)]
    if not named:
        return ()
    columns = {name: dataset.spend[:, names.index(name)] for name in named}
    left = [i for i, name in enumerate(names) if name not in named]
    others = np.array([math.fsum(week) for week in dataset.spend[:, left]])
    if any(not e.channel for e in scoped) or others.any():
        columns[""] = others
    found = []
    for name, weekly in columns.items():
        entries = tuple(e for e in scoped if e.channel == name)
        found.append(_channel_tie(name, entries, tie(entries, weekly, cover, dataset)))
    return tuple(found)


def _channel_tie(name: str, entries: tuple[LedgerEntry, ...], found: Tie) -> ChannelTie:
    return ChannelTie(
        channel=name,
        in_scope=found.in_scope,
        cut_off=found.cut_off,
        expected=found.expected,
        modelled=found.modelled,
        residual=found.residual,
        tolerance=found.tolerance,
        tied=found.tied,
        entries=entries,
    )
