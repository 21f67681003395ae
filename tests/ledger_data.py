"""Small datasets with a ledger, made by hand."""

from __future__ import annotations

import calendar
from collections.abc import Iterable, Sequence
from datetime import date, timedelta

import numpy as np

from mmm_xl.data.dataset import Channel, Dataset
from mmm_xl.data.ledger import LedgerEntry
from mmm_xl.names import ChannelKind, LedgerLine, LedgerSide
from mmm_xl.settings import Settings

FIRST_WEEK = date(2024, 1, 7)
"""A Sunday: the first week runs from the first of January."""


def span(period: str) -> tuple[date, date]:
    """First and last day of ``2024``, ``2024Q1`` or ``2024-03``."""
    year = int(period[:4])
    if "Q" in period:
        last = 3 * int(period[-1])
        first = last - 2
    elif "-" in period:
        first = last = int(period[5:])
    else:
        first, last = 1, 12
    return date(year, first, 1), date(year, last, calendar.monthrange(year, last)[1])


def entry(
    period: str,
    amount: float,
    line: LedgerLine = LedgerLine.IN_SCOPE,
    *,
    side: LedgerSide = LedgerSide.REVENUE,
    **other,
) -> LedgerEntry:
    first, last = span(period)
    given = {"account": f"4000 {line}", "channel": "", "currency": "EUR", **other}
    return LedgerEntry(
        side=side, line=line, period=period, first=first, last=last, amount=amount, **given
    )


def dataset(
    ledger: Iterable[LedgerEntry],
    outcome: Sequence[float],
    *,
    spend: dict[str, Sequence[float]] | None = None,
    first_week: date = FIRST_WEEK,
    **settings,
) -> Dataset:
    """Weeks from the one that ends on ``first_week``."""
    weeks = len(outcome)
    columns = spend or {"TV": [0.0] * weeks}
    paid = np.column_stack([np.asarray(values, float) for values in columns.values()])
    none = np.zeros((weeks, 0))
    return Dataset(
        name="book",
        settings=Settings(**settings),
        channels=tuple(Channel(name, name, kind=ChannelKind.PAID) for name in columns),
        dates=np.array([first_week + timedelta(days=7 * i) for i in range(weeks)], "datetime64[D]"),
        outcome=np.asarray(outcome, float),
        spend=paid,
        media=paid.copy(),
        control_names=(),
        controls=none,
        event_names=(),
        events=none.copy(),
        ledger=tuple(ledger),
    )


def by_days(data: Dataset, period: str, weekly: Sequence[float]) -> float:
    """Amount of a period day by day: a week's amount evenly over its seven days."""
    first, last = span(period)
    total = 0.0
    for end, amount in zip(data.dates.astype(object), weekly, strict=True):
        days = sum(first <= end - timedelta(days=k) <= last for k in range(7))
        total += days * amount / 7
    return total
