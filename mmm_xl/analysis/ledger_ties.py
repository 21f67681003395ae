"""Ledger amounts and modelled amounts of the same days, compared at a tolerance."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import numpy.typing as npt

from mmm_xl.data.dataset import Dataset, Floats
from mmm_xl.data.fiscal import Span
from mmm_xl.data.ledger import LedgerEntry
from mmm_xl.data.window import Window, every_week

ROUNDING = 1e-9
"""Differences between two sums of the same numbers, as a fraction of the larger."""

_DAY = timedelta(days=1)


@dataclass(frozen=True)
class PeriodTie:
    """One period of the ledger against the modelled amounts of its days.

    Parameters
    ----------
    name : str
        The longest period, where rows of several lengths overlap.
    in_scope : float, currency units
        Ledger in scope at the workbook's rates.
    outside : float, currency units
        Part of it whose days lie outside the modelled weeks.
    modelled : float, currency units
        Modelled amount of the period's days, each week spread evenly over its seven days.
    difference : float, currency units
        Modelled less what is in scope and not outside; all periods together make the residual.
    straddling : float, currency units
        Part of ``modelled`` that is from weeks of which only some days lie in the period: no more
        than this can an uneven week have moved.
    """

    name: str
    first: date
    last: date
    in_scope: float
    outside: float
    modelled: float
    difference: float
    tolerance: float
    tied: bool
    straddling: float


@dataclass(frozen=True)
class Tie:
    """Rows in scope against weekly amounts of the model.

    Parameters
    ----------
    in_scope : float, currency units
        At the workbook's rates.
    modelled_beyond, ledger_beyond : float, currency units
        Modelled amounts of days that belong to touched weeks but to no period, and ledger amounts
        of days outside the modelled weeks.
    modelled : float, currency units
        Of all touched weeks; NaN where there is none, for then nothing was compared.
    tolerance : float, currency units
        Largest residual that passes.
    """

    in_scope: float
    modelled_beyond: float
    ledger_beyond: float
    modelled: float
    tolerance: float

    @property
    def cut_off(self) -> float:
        """Modelled beyond the periods less ledger beyond the weeks, currency units."""
        return self.modelled_beyond - self.ledger_beyond

    @property
    def expected(self) -> float:
        """In scope and cut-off, currency units."""
        return self.in_scope + self.cut_off

    @property
    def residual(self) -> float:
        """Modelled less expected, currency units."""
        return self.modelled - self.expected

    @property
    def tied(self) -> bool:
        """True when the residual is within the tolerance; NaN never is."""
        return abs(self.residual) <= self.tolerance


@dataclass(frozen=True)
class Coverage:
    """Days of the modelled weeks that lie in some periods.

    Parameters
    ----------
    inside : float, shape (T,), fraction of each week's days
    """

    inside: Floats

    @property
    def touched(self) -> npt.NDArray[np.bool_]:
        """Weeks with at least one day inside, shape (T,)."""
        return self.inside > 0

    def beyond(self, weekly: Floats) -> float:
        """Amount of the touched weeks' days that lie in no period."""
        return math.fsum((weekly * (1.0 - self.inside))[self.touched])


def coverage(spans: Iterable[Span], dates: npt.NDArray[np.datetime64]) -> Coverage:
    """Coverage of the weeks that end on some dates by spans of days, which may overlap."""
    inside = np.zeros(len(dates))
    for first, last in merged(spans):
        inside += Window(first, last, "").fractions(dates)
    return Coverage(inside)


def merged(spans: Iterable[Span]) -> list[Span]:
    """Spans in order, those that overlap or follow one another without a gap made one."""
    found: list[Span] = []
    for first, last in sorted(spans):
        if found and first <= found[-1][1] + _DAY:
            found[-1] = found[-1][0], max(found[-1][1], last)
        else:
            found.append((first, last))
    return found


def modelled_days(entry: LedgerEntry, dataset: Dataset) -> int:
    """Days of a row's period that lie in the modelled weeks."""
    whole = every_week(dataset)
    first, last = max(entry.first, whole.first), min(entry.last, whole.last)
    return max((last - first).days + 1, 0)


def at_model_rate(entry: LedgerEntry) -> float:
    """Amount at the rate of the weekly sheets, workbook currency."""
    return entry.amount * entry.model_rate


def beyond_weeks(entries: Iterable[LedgerEntry], dataset: Dataset) -> float:
    """Amounts of days outside the modelled weeks, each row spread evenly over its days."""
    return math.fsum(
        at_model_rate(e) * (e.days - modelled_days(e, dataset)) / e.days for e in entries
    )


def allowed(in_scope: float, modelled: float, dataset: Dataset) -> float:
    """Largest difference that passes: the setting's share of the ledger in scope, or rounding."""
    rounding = ROUNDING * max(abs(in_scope), 0.0 if math.isnan(modelled) else abs(modelled), 1.0)
    return max(dataset.settings.ledger_tolerance * abs(in_scope), rounding)


def tie(entries: Sequence[LedgerEntry], weekly: Floats, cover: Coverage, dataset: Dataset) -> Tie:
    """Rows in scope against the weeks that the ledger's periods touch.

    Parameters
    ----------
    weekly : float, shape (T,), currency units
    """
    in_scope = math.fsum(map(at_model_rate, entries))
    modelled = math.fsum(weekly[cover.touched]) if cover.touched.any() else math.nan
    return Tie(
        in_scope,
        cover.beyond(weekly),
        beyond_weeks(entries, dataset),
        modelled,
        allowed(in_scope, modelled, dataset),
    )


def period_ties(
    entries: Sequence[LedgerEntry], weekly: Floats, dataset: Dataset
) -> tuple[PeriodTie, ...]:
    """Each period of rows in scope; months inside a quarter of other rows count with the quarter.

    Parameters
    ----------
    weekly : float, shape (T,), currency units
    """
    groups: list[list[LedgerEntry]] = []
    last = date.min
    for entry in sorted(entries, key=lambda e: (e.first, e.last)):
        if entry.first > last:
            groups.append([])
        groups[-1].append(entry)
        last = max(last, entry.last)
    return tuple(_period_tie(group, weekly, dataset) for group in groups)


def _period_tie(entries: Sequence[LedgerEntry], weekly: Floats, dataset: Dataset) -> PeriodTie:
    first, last = min(e.first for e in entries), max(e.last for e in entries)
    whole = [e.period for e in entries if (e.first, e.last) == (first, last)]
    inside = coverage([(first, last)], dataset.dates).inside
    days = weekly * inside
    in_scope = math.fsum(map(at_model_rate, entries))
    outside = beyond_weeks(entries, dataset)
    modelled = math.fsum(days)
    difference = modelled - (in_scope - outside)
    tolerance = allowed(in_scope, modelled, dataset)
    return PeriodTie(
        name=whole[0] if whole else f"{first} to {last}",
        first=first,
        last=last,
        in_scope=in_scope,
        outside=outside,
        modelled=modelled,
        difference=difference,
        tolerance=tolerance,
        tied=abs(difference) <= tolerance,
        straddling=math.fsum(days[inside < 1.0]),
    )
