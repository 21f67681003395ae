"""Weeks that a ledger touches, split at the ends of its periods."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from mmm_xl.analysis.ledger_bridge import LedgerBridge
from mmm_xl.analysis.ledger_ties import coverage, merged, modelled_days
from mmm_xl.data.dataset import Dataset
from mmm_xl.data.fiscal import Span
from mmm_xl.data.ledger import LedgerEntry


@dataclass(frozen=True)
class WeekPart:
    """Days of one week that lie in one period of the ledger, or in none.

    Parameters
    ----------
    week : int
        Position of the week in the data, from 0.
    end : date
        Last day of the week.
    period : str
        Name of the `PeriodTie`; empty for days that no period holds.
    part : float, fraction of the week's days
    """

    week: int
    end: date
    period: str
    part: float


def week_parts(bridge: LedgerBridge, dataset: Dataset) -> tuple[WeekPart, ...]:
    """Every touched week in parts that make the whole of it, in the order of their days."""
    parts = list(_inside(bridge, dataset))
    held: dict[int, float] = {}
    for part in parts:
        held[part.week] = held.get(part.week, 0.0) + part.part
    ends = dataset.dates.astype("datetime64[D]").astype(object)
    rest = (
        WeekPart(week, ends[week], "", 1.0 - inside)
        for week, inside in held.items()
        if inside < 1.0
    )
    return tuple(sorted((*parts, *rest), key=lambda part: part.week))


def _inside(bridge: LedgerBridge, dataset: Dataset) -> Iterator[WeekPart]:
    ends = dataset.dates.astype("datetime64[D]").astype(object)
    for name, span in _spans(bridge, dataset):
        inside = coverage([span], dataset.dates).inside
        for week in inside.nonzero()[0].tolist():
            yield WeekPart(week, ends[week], name, float(inside[week]))


def _spans(bridge: LedgerBridge, dataset: Dataset) -> list[tuple[str, Span]]:
    """Periods of rows in scope; where there is no such row, those of the others."""
    if bridge.periods:
        return [(p.name, (p.first, p.last)) for p in bridge.periods]
    rows = [e for e in dataset.ledger if e.side is bridge.side and modelled_days(e, dataset)]
    return [
        (f"{first} to {last}", (first, last))
        for first, last in merged((e.first, e.last) for e in rows)
    ]


def outside_part(entry: LedgerEntry, dataset: Dataset) -> float:
    """Part of a row's days that lie outside the modelled weeks."""
    return (entry.days - modelled_days(entry, dataset)) / entry.days


def period_of(entry: LedgerEntry, bridge: LedgerBridge) -> str:
    """Name of the period with which a row in scope is compared, empty where with none."""
    found = (p.name for p in bridge.periods if p.first <= entry.first and entry.last <= p.last)
    return next(found, "")
