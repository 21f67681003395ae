"""Ledger accounts as finance books them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from mmm_xl.names import LedgerLine, LedgerSide


@dataclass(frozen=True)
class LedgerEntry:
    """One account in one period.

    Parameters
    ----------
    side : LedgerSide
    line : LedgerLine
        Whether the model holds it, or on which line of the bridge it leaves.
    channel : str
        Channel of a spend account; empty for all.
    period : str
        As the sheet names it: 2024-03, 2024Q1, 2024.
    first, last : date
        First and last day of that period.
    amount : float, own currency
        As booked: sales and costs positive, what reduces them negative.
    currency : str
    rate, model_rate : float, workbook currency per unit of own currency
        At which the ledger is converted, and at which the weekly sheets were.
    cell : str
        Address of the amount.
    place : int
        Row of the sheet's table, from 1; 0 where it is not known.
    """

    account: str
    side: LedgerSide
    line: LedgerLine
    channel: str
    period: str
    first: date
    last: date
    amount: float
    currency: str
    rate: float = 1.0
    model_rate: float = 1.0
    owner: str = ""
    explanation: str = ""
    cell: str = ""
    place: int = 0

    @property
    def booked(self) -> float:
        """Amount at the ledger's rate, workbook currency."""
        return self.amount * self.rate

    @property
    def exchange(self) -> float:
        """What the workbook's rate makes of it less what the ledger's does, workbook currency."""
        return self.amount * (self.model_rate - self.rate)

    @property
    def days(self) -> int:
        """Days of the period."""
        return (self.last - self.first).days + 1
