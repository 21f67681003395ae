"""What platforms and last-click tools credit each channel with, and over which days."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from mmm_xl.data.dataset import Dataset
from mmm_xl.data.platforms import PlatformReport
from mmm_xl.data.window import Stretches, Window, every_week, joined
from mmm_xl.names import Credit, LedgerLine, LedgerSide

LEDGER = "ledger"
ACTUAL = "outcome"
"""Where the revenue comes from that credit is held against: the ledger, or the Outcome sheet."""


@dataclass(frozen=True)
class Claim:
    """Credit of all reports of one kind for one channel.

    Parameters
    ----------
    amount : float, outcome units
        Of the days of the data; a report that reaches beyond them is spread evenly over its days.
    window : Stretches
        Those days, each once.
    reports : tuple of PlatformReport
        What was added up.
    """

    channel: str
    credit: Credit
    amount: float
    window: Stretches
    reports: tuple[PlatformReport, ...]


def claims(dataset: Dataset) -> dict[str, dict[Credit, Claim]]:
    """Claims on each channel that has one, in sheet order."""
    kept = [report for report in dataset.platforms if comparable(report, dataset)]
    found: dict[str, dict[Credit, Claim]] = {}
    for channel in dataset.channel_names:
        for credit in Credit:
            own = tuple(r for r in kept if r.channel == channel and r.credit is credit)
            if own:
                found.setdefault(channel, {})[credit] = _claim(own, dataset)
    return found


def comparable(report: PlatformReport, dataset: Dataset) -> bool:
    """Whether a report has days of the data and a figure in the outcome's unit."""
    valued = report.credited(dataset.settings) is not None
    return valued and compared_days(report, dataset) > 0


def compared_days(report: PlatformReport, dataset: Dataset) -> int:
    """Days of a report that lie in the data."""
    data = every_week(dataset)
    return round(report.share_within(data.first, data.last) * report.days)


def _claim(reports: tuple[PlatformReport, ...], dataset: Dataset) -> Claim:
    data, settings = every_week(dataset), dataset.settings
    spans = [span for r in reports if (span := r.within(data.first, data.last))]
    amount = sum(
        (r.credited(settings) or 0.0) * r.share_within(data.first, data.last) for r in reports
    )
    return Claim(reports[0].channel, reports[0].credit, amount, joined(spans), reports)


def days_of(found: Iterable[Claim]) -> Stretches:
    """All days of some claims, each once."""
    return joined(span for claim in found for span in claim.window.spans)


@dataclass(frozen=True)
class Revenue:
    """Revenue of some days.

    Parameters
    ----------
    amount : float, currency units (outcome units where the outcome has no value in money)
    basis : {"ledger", "outcome"}
    """

    amount: float
    basis: str


def revenue_of(dataset: Dataset, window: Stretches, value: float) -> Revenue:
    """Revenue that credit is held against: the ledger's in scope where it covers the days.

    Parameters
    ----------
    value : float, currency units per outcome unit
        NaN where the outcome has no value in money; then its own total stands.

    Notes
    -----
    A ledger period's amount is spread evenly over its days, at the workbook's rate of exchange.
    Where any day of the window has no revenue account in scope, the Outcome sheet's actual of the
    same days stands, weeks split by days.
    """
    booked = _booked(dataset, window)
    if booked is not None and not np.isnan(value):
        return Revenue(booked, LEDGER)
    actual = float(window.fractions(dataset.dates) @ dataset.outcome)
    return Revenue(actual if np.isnan(value) else actual * value, ACTUAL)


def _booked(dataset: Dataset, window: Stretches) -> float | None:
    entries = [
        entry
        for entry in dataset.ledger
        if entry.side is LedgerSide.REVENUE and entry.line is LedgerLine.IN_SCOPE
    ]
    if not entries:
        return None
    covered = joined((entry.first, entry.last) for entry in entries)
    if _shared_days(window, covered) < window.days:
        return None
    return sum(
        entry.amount * entry.model_rate
        * _shared_days(window, joined([(entry.first, entry.last)])) / entry.days
        for entry in entries
    )  # fmt: skip


def _shared_days(one: Stretches, other: Stretches) -> int:
    return sum(_days(a, b) for a in one.spans for b in other.spans)


def _days(one: tuple[date, date], other: tuple[date, date]) -> int:
    between = min(one[1], other[1]) - max(one[0], other[0]) + timedelta(days=1)
    return max(0, between.days)


def same_days(one: Window, other: Window) -> bool:
    """Whether two windows hold the same days."""
    return _spans(one) == _spans(other)


def _spans(window: Window) -> tuple[tuple[date, date], ...]:
    return window.spans if isinstance(window, Stretches) else ((window.first, window.last),)
