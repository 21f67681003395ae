"""What the simulated advertiser's finance and platforms report of the same business."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import numpy as np
import numpy.typing as npt

from mmm_xl.data.contents import SheetContent
from mmm_xl.data.simulator import World
from mmm_xl.names import (
    WEEK,
    Credit,
    LedgerColumn,
    LedgerLine,
    LedgerSide,
    PlatformColumn,
    Sheet,
)

Floats = npt.NDArray[np.float64]

_QUARTERS = 4
"""Quarters that the ledger covers: the last ones that the data reach into to their last week."""

_LEDGER_RATE, _WORKBOOK_RATE = 0.92, 0.925
_UNEXPLAINED = 0.0008
"""Part of the ledger's revenue that nobody could explain: well inside the usual tolerance."""

_MISSING_INVOICE = 0.06
"""Part of a quarter's spend on TV that the untied story books and the workbook lacks."""


@dataclass(frozen=True)
class _Weekly:
    """A weekly series of the workbook, day by day where a period asks for it."""

    ends: list[date]
    values: Floats

    def booked(self, first: date, last: date) -> float:
        """What a ledger books from a first to a last day, those after the data included.

        Notes
        -----
        Weeks are split by days. Days that no week holds take the mean of the others: so a period
        that is spread evenly over its days again gives what the weeks hold.
        """
        held, days = 0.0, 0
        for end, value in zip(self.ends, self.values.tolist(), strict=True):
            inside = (min(end, last) - max(end - timedelta(days=6), first)).days + 1
            if inside > 0:
                held += value * inside / 7
                days += inside
        return held * ((last - first).days + 1) / days


def ledger_content(world: World, *, untied: bool = False) -> SheetContent:
    """Ledger sheet of a simulated world: revenue and spend by account and quarter.

    Parameters
    ----------
    untied : bool
        Whether an invoice is booked that the Spend sheet lacks.
    """
    spend = _series(world, Sheet.SPEND)
    revenue = next(iter(_series(world, Sheet.OUTCOME).values()))
    rows: list[dict[LedgerColumn, Any]] = []
    quarters = _quarters(revenue.ends)
    for position, (label, first, last) in enumerate(quarters):
        period = {LedgerColumn.PERIOD: label, LedgerColumn.CURRENCY: "EUR"}
        late = position == len(quarters) - 1
        rows += [period | row for row in _revenue_rows(revenue.booked(first, last), late=late)]
        for name, series in spend.items():
            amount = series.booked(first, last)
            missing = _MISSING_INVOICE * amount if untied and name == "TV" and late else 0.0
            rows.append(period | _media_row(name, amount, missing))
        total = sum(series.booked(first, last) for series in spend.values())
        rows += [period | row for row in _other_spend(total, late=late)]
    ordered = sorted(rows, key=lambda row: row[LedgerColumn.SIDE] != LedgerSide.REVENUE)
    return SheetContent(
        tuple(map(str, LedgerColumn)),
        tuple(tuple(row.get(column) for column in LedgerColumn) for row in ordered),
    )


def _series(world: World, sheet: Sheet) -> dict[str, _Weekly]:
    content = world.contents.sheets[sheet]
    at = content.headers.index(WEEK)
    ends = [row[at] for row in content.rows]
    return {
        header: _Weekly(ends, np.array([row[i] for row in content.rows], dtype=float))
        for i, header in enumerate(content.headers)
        if i != at
    }


def _quarters(ends: list[date]) -> list[tuple[str, date, date]]:
    """Label, first and last day of the last quarters whose last week the data have."""
    found = []
    for year in range(ends[0].year, ends[-1].year + 1):
        for quarter in range(1, 5):
            first = date(year, 3 * quarter - 2, 1)
            after = date(year + quarter // 4, 3 * quarter % 12 + 1, 1)
            last = after - timedelta(days=1)
            if first > ends[0] - timedelta(days=7) and last < ends[-1] + timedelta(days=7):
                found.append((f"{year}Q{quarter}", first, last))
    return found[-_QUARTERS:]


def _row(
    account: str, side: LedgerSide, line: LedgerLine, amount: float, *, said: tuple[str, str]
) -> dict[LedgerColumn, Any]:
    owner, explanation = said
    return {
        LedgerColumn.ACCOUNT: account,
        LedgerColumn.SIDE: str(side),
        LedgerColumn.LINE: str(line),
        LedgerColumn.AMOUNT: round(amount, 2),
        LedgerColumn.OWNER: owner,
        LedgerColumn.EXPLANATION: explanation,
    }


def _revenue_rows(modelled: float, *, late: bool) -> Iterator[dict[LedgerColumn, Any]]:
    """Revenue accounts of one quarter; the last one still waits for returns."""
    side = LedgerSide.REVENUE
    unexplained = _UNEXPLAINED * modelled if late else 0.0
    yield _row("4000 Web shop sales", side, LedgerLine.IN_SCOPE, modelled + unexplained,
               said=("Finance", ""))  # fmt: skip
    yield _row("4100 Wholesale", side, LedgerLine.OUT_OF_SCOPE, 0.18 * modelled,
               said=("Finance", "Trade customers: no consumer marketing behind it"))  # fmt: skip
    if late:
        yield _row("4090 Returns provision", side, LedgerLine.RETURNS, -0.006 * modelled,
                   said=("Finance", "Expected returns; the order system books them when they"
                         " arrive"))  # fmt: skip


def _media_row(name: str, amount: float, missing: float) -> dict[LedgerColumn, Any]:
    """Media account of one channel; affiliates are booked in dollars."""
    account = {"TV": "6210", "Paid search": "6220", "Display": "6230"}.get(name, "6240")
    said = ("Marketing controlling", "")
    row = _row(f"{account} {name}", LedgerSide.SPEND, LedgerLine.IN_SCOPE, amount + missing,
               said=said)  # fmt: skip
    row[LedgerColumn.CHANNEL] = name
    if name == "Affiliates":
        row |= {
            LedgerColumn.AMOUNT: round(amount / _WORKBOOK_RATE, 2),
            LedgerColumn.CURRENCY: "USD",
            LedgerColumn.RATE: _LEDGER_RATE,
            LedgerColumn.MODEL_RATE: _WORKBOOK_RATE,
            LedgerColumn.EXPLANATION: "Invoiced in dollars; the workbook takes the budget rate",
        }
    return row


def _other_spend(media: float, *, late: bool) -> Iterator[dict[LedgerColumn, Any]]:
    """Marketing cost that is no working media."""
    side, owner = LedgerSide.SPEND, "Marketing controlling"
    yield _row("6310 Agency fees", side, LedgerLine.FEES, 0.07 * media,
               said=(owner, "Paid whatever is on air"))  # fmt: skip
    yield _row("6320 Production", side, LedgerLine.PRODUCTION, 0.05 * media,
               said=(owner, "Films and banners, used for years"))  # fmt: skip
    yield _row("6390 VAT not reclaimed", side, LedgerLine.VAT, 0.011 * media,
               said=("Tax", "Spend is modelled net of tax"))  # fmt: skip
    if late:
        yield _row("6395 Media accrued", side, LedgerLine.ACCRUAL, 0.03 * media,
                   said=(owner, "Booked in December for campaigns of January"))  # fmt: skip


_REPORTS: tuple[tuple[str, str, Credit, float, str, str, str], ...] = (
    ("Search platform", "Paid search", Credit.PLATFORM, 2.1, "30 days after click", "no", ""),
    ("Display platform", "Display", Credit.PLATFORM, 3.4, "7 days click, 1 day view", "yes", ""),
    ("Affiliate network", "Affiliates", Credit.PLATFORM, 1.6, "30 days after click", "no", ""),
    ("Web analytics", "Paid search", Credit.LAST_CLICK, 1.9, "last click", "no", ""),
    ("Web analytics", "Display", Credit.LAST_CLICK, 0.25, "last click", "no", ""),
    ("Web analytics", "Affiliates", Credit.LAST_CLICK, 1.3, "last click", "no", ""),
    ("Web analytics", "Email", Credit.LAST_CLICK, 1.7, "last click", "no", "No spend"),
)
"""Platform, channel, who credits, credit as a multiple of what is true, window, view-through."""

_ORDER_VALUE = 80.0


def platforms_content(world: World) -> SheetContent:
    """Platforms sheet of a simulated world: credit for the quarters of the ledger."""
    spend = _series(world, Sheet.SPEND)
    ends = next(iter(spend.values())).ends
    quarters = _quarters(ends)
    first, last = quarters[0][1], ends[-1]
    rows = []
    for platform, channel, credit, times, window, views, note in _REPORTS:
        if channel not in world.contributions:
            continue
        true = _Weekly(ends, world.contributions[channel]).booked(first, last)
        revenue = round(times * true, -2)
        bought = channel in spend and credit is Credit.PLATFORM
        known = {
            PlatformColumn.PLATFORM: platform,
            PlatformColumn.CHANNEL: channel,
            PlatformColumn.FIRST: first,
            PlatformColumn.LAST: last,
            PlatformColumn.CREDIT: str(credit),
            PlatformColumn.CONVERSIONS: round(revenue / _ORDER_VALUE),
            PlatformColumn.REVENUE: revenue,
            PlatformColumn.SPEND: round(spend[channel].booked(first, last), 2) if bought else None,
            PlatformColumn.WINDOW: window,
            PlatformColumn.VIEW_THROUGH: views,
            PlatformColumn.OWNER: "Digital team",
            PlatformColumn.NOTE: note or None,
        }
        rows.append(tuple(known.get(column) for column in PlatformColumn))
    return SheetContent(tuple(map(str, PlatformColumn)), tuple(rows))
