"""What rows of the Ledger sheet show together: doubles, overlaps, gaps, signs, missing words."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from mmm_xl.data.calendar import DAYS
from mmm_xl.data.findings import FindingLog
from mmm_xl.data.fiscal import Span
from mmm_xl.data.ledger import LedgerEntry
from mmm_xl.data.limits import LEDGER_INSIDE
from mmm_xl.data.raw import RawColumn, RawTable
from mmm_xl.data.rules import ledger as rules
from mmm_xl.data.rules.rule import Rule
from mmm_xl.data.settings_sheet import SettingsSheet
from mmm_xl.data.wording import amount, folded
from mmm_xl.names import LedgerColumn as Col
from mmm_xl.names import LedgerLine, LedgerSide

_DAY = timedelta(days=1)


@dataclass(frozen=True)
class LedgerRow:
    """An entry and the index of its row."""

    index: int
    entry: LedgerEntry


def check_rows(
    rows: Sequence[LedgerRow],
    table: RawTable,
    columns: Mapping[str, RawColumn],
    settings: SettingsSheet,
    ends: Sequence[date] | None,
    log: FindingLog,
) -> None:
    """Note what rows show together.

    Parameters
    ----------
    ends : sequence of date or None
        Last days of the modelled weeks; None where they are not known.
    """
    checks = _Checks(table, columns, log)
    for row in rows:
        checks.unexplained(row)
    checks.periods_apart(rows)
    for side in LedgerSide:
        own = [row for row in rows if row.entry.side is side]
        scoped = [row for row in own if row.entry.line is LedgerLine.IN_SCOPE]
        if own and not scoped:
            what = f"no row of {side} is in scope, so it cannot tie to what was modelled."
            checks.note(rules.LEDGER_SCOPE, own[0], Col.LINE, what)
        checks.signs(side, scoped)
        if ends:
            days = ends[0] - timedelta(days=DAYS - 1), ends[-1]
            checks.outside(own, days)
            checks.spread(scoped, days)
            checks.gaps(side, scoped, days)
        if side is LedgerSide.REVENUE and own and settings.money_known is False:
            what = (
                "revenue is not compared with the ledger, because Settings give no value per"
                " conversion."
            )
            checks.note(rules.LEDGER_VALUE, own[0], Col.SIDE, what)


@dataclass(frozen=True)
class _Checks:
    """The table being checked, and where findings go."""

    table: RawTable
    columns: Mapping[str, RawColumn]
    log: FindingLog

    def note(self, rule: Rule, row: LedgerRow, header: Col, what: str) -> None:
        """Note a finding at a cell of a row; at its account where the column is absent."""
        column = self.columns.get(header, self.columns[Col.ACCOUNT])
        self.log.at(rule, self.table, column, row.index, what)

    def unexplained(self, row: LedgerRow) -> None:
        """Note a row that leaves the bridge without a word."""
        entry = row.entry
        if entry.line is LedgerLine.IN_SCOPE:
            return
        lacking = {Col.OWNER: entry.owner, Col.EXPLANATION: entry.explanation}
        blank = [header for header, text in lacking.items() if not text]
        if blank:
            names = " and no ".join(header.lower() for header in blank)
            what = f"'{entry.account}' ({entry.line}) has no {names}."
            self.note(rules.LEDGER_UNEXPLAINED, row, blank[-1], what)

    def periods_apart(self, rows: Sequence[LedgerRow]) -> None:
        """Note periods of one account that are the same or share days."""
        for group in _grouped(rows, _account).values():
            latest: LedgerRow | None = None
            for row in sorted(group, key=lambda r: (r.entry.first, r.entry.last, r.index)):
                if latest and row.entry.first <= latest.entry.last:
                    self._overlapping(*sorted((latest, row), key=lambda r: r.index))
                if latest is None or row.entry.last > latest.entry.last:
                    latest = row

    def _overlapping(self, earlier: LedgerRow, row: LedgerRow) -> None:
        entry, other = row.entry, earlier.entry
        where = f"row {self.table.rows[earlier.index]}"
        if (entry.first, entry.last) == (other.first, other.last):
            what = (
                f"'{entry.account}' stands twice for {entry.period}, also in {where}; delete one of"
                " the rows or add them up."
            )
            self.note(rules.LEDGER_TWICE, row, Col.PERIOD, what)
            return
        what = (
            f"{entry.period} shares days with {other.period} of the same account '{entry.account}'"
            f" in {where}; keep one of them."
        )
        self.note(rules.LEDGER_OVERLAP, row, Col.PERIOD, what)

    def signs(self, side: LedgerSide, rows: Sequence[LedgerRow]) -> None:
        """Note revenue in scope that is below zero in a period, and spend that is in total."""
        by_period = _grouped(rows, lambda r: r.entry.period)
        groups = by_period if side is LedgerSide.REVENUE else {"all periods": list(rows)}
        below = [
            (name, group, total)
            for name, group in groups.items()
            if (total := math.fsum(r.entry.amount * r.entry.model_rate for r in group)) < 0
        ]
        if len(below) > 1 and len(below) == len(groups):
            total = math.fsum(total for _, _, total in below)
            below = [("every period", below[0][1], total)]
        for name, group, total in below:
            what = f"{side} in scope of {name} adds up to {amount(total)}, below zero."
            self.note(rules.LEDGER_NEGATIVE, group[0], Col.AMOUNT, what)

    def outside(self, rows: Sequence[LedgerRow], days: Span) -> None:
        """Note periods without any day of the data."""
        for row in rows:
            if not _touches(row, days):
                what = f"{row.entry.period} has no day of the data, {days[0]} to {days[1]}."
                self.note(rules.LEDGER_OUTSIDE, row, Col.PERIOD, what)

    def spread(self, rows: Sequence[LedgerRow], days: Span) -> None:
        """Note periods of which little lies in the data."""
        for row in rows:
            first, last = max(row.entry.first, days[0]), min(row.entry.last, days[1])
            inside, whole = (last - first).days + 1, row.entry.days
            if 0 < inside < LEDGER_INSIDE * whole:
                what = (
                    f"{row.entry.period} has {inside} of its {whole} days in the data, {days[0]} to"
                    f" {days[1]}; the others leave as cut-off, each with the same amount."
                )
                self.note(rules.LEDGER_SPREAD, row, Col.PERIOD, what)

    def gaps(self, side: LedgerSide, rows: Sequence[LedgerRow], days: Span) -> None:
        """Note days of the data between periods, of all rows in scope and of one account."""
        inside = [row for row in rows if _touches(row, days)]
        found = list(_gaps(inside, days))
        for row, span in found:
            what = f"no row of {side} in scope covers {span[0]} to {span[1]}."
            self.note(rules.LEDGER_GAP, row, Col.PERIOD, what)
        known = {span for _, span in found}
        for group in _grouped(inside, _account).values():
            for row, span in _gaps(group, days):
                if span not in known:
                    account = row.entry.account
                    what = f"'{account}' has no row for {span[0]} to {span[1]}, taken for nothing."
                    self.note(rules.LEDGER_ACCOUNT_GAP, row, Col.PERIOD, what)


def _touches(row: LedgerRow, days: Span) -> bool:
    """Whether any day of a row's period is one of the data."""
    return row.entry.first <= days[1] and row.entry.last >= days[0]


def _gaps(rows: Iterable[LedgerRow], days: Span) -> Iterable[tuple[LedgerRow, Span]]:
    """Row that follows each gap between periods, and the days of the data inside of it."""
    covered: date | None = None
    for row in sorted(rows, key=lambda r: (r.entry.first, r.index)):
        if covered and row.entry.first > covered + _DAY:
            first, last = max(covered + _DAY, days[0]), min(row.entry.first - _DAY, days[1])
            if first <= last:
                yield row, (first, last)
        covered = max(covered, row.entry.last) if covered else row.entry.last


def _grouped[K: Hashable](
    rows: Iterable[LedgerRow], key: Callable[[LedgerRow], K]
) -> dict[K, list[LedgerRow]]:
    groups: dict[K, list[LedgerRow]] = defaultdict(list)
    for row in rows:
        groups[key(row)].append(row)
    return groups


def _account(row: LedgerRow) -> tuple[str, ...]:
    """What makes two rows the same account, whatever their period."""
    entry = row.entry
    return folded(entry.account), entry.side, entry.line, entry.channel, entry.currency
