"""What advertising platforms and last-click tools report."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from mmm_xl.names import Credit, KpiType
from mmm_xl.settings import Settings


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
        Whether views without a click are credited; None where the cell is blank.
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

    @property
    def days(self) -> int:
        """Days of the period."""
        return (self.last - self.first).days + 1

    def within(self, first: date, last: date) -> tuple[date, date] | None:
        """First and last of its days from ``first`` to ``last``, None where there is none."""
        begins, ends = max(self.first, first), min(self.last, last)
        return (begins, ends) if begins <= ends else None

    def share_within(self, first: date, last: date) -> float:
        """Fraction of its days from ``first`` to ``last``."""
        found = self.within(first, last)
        return ((found[1] - found[0]).days + 1) / self.days if found else 0.0

    def credited(self, settings: Settings) -> float | None:
        """Credit of the whole period, outcome units; None where it has no value in them.

        Notes
        -----
        Revenue where the outcome is revenue, else conversions; the other one through the value per
        conversion on Settings, where it is given.
        """
        own, other = self.revenue, self.conversions
        value = settings.value_per_conversion
        if settings.kpi_type is not KpiType.REVENUE:
            own, other = other, own
            value = 1.0 / value if value else None
        if own is not None:
            return own
        return None if other is None or not value else other * value
