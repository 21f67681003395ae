"""What advertising platforms and last-click tools report."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from mmm_xl.names import Credit


@dataclass(frozen=True)
class PlatformReport:
    """One platform's figures for one channel and period.

    Parameters
    ----------
    first, last : date
        First and last day.
    credit : Credit
        The platform's own attribution, or last click.
    conversions : float or None
        As reported; None where the cell is blank.
    revenue, spend : float or None, currency units
    window : str
        Attribution window, as the platform words it.
    view_through : bool or None
        Whether views without a click are credited.
    cell : str
        Address of the platform's name.
    """

    platform: str
    channel: str
    first: date
    last: date
    credit: Credit
    conversions: float | None
    revenue: float | None
    spend: float | None
    window: str = ""
    view_through: bool | None = None
    owner: str = ""
    note: str = ""
    cell: str = ""
