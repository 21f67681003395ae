"""Rows of one date put together: channels side by side, regions and campaigns added up."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from mmm_xl.data.findings import FindingLog
from mmm_xl.data.import_columns import ImportedRows, Numbers
from mmm_xl.data.import_keys import Key, first_repeat, telling_apart
from mmm_xl.data.import_spec import ImportSpec
from mmm_xl.data.raw import RawColumn, RawTable
from mmm_xl.data.rules import importing as rules
from mmm_xl.data.rules.values import BLANK
from mmm_xl.data.wording import amount, listed

Rows = Sequence[int]
Add = Callable[[Sequence[float]], float]


@dataclass(frozen=True)
class ImportedColumns:
    """Columns by name, sorted by date, a row a date."""

    days: Sequence[date]
    outcome: Numbers
    spend: Mapping[str, Numbers]
    controls: Mapping[str, Numbers]
    events: Mapping[str, Numbers]
    exposure: Mapping[str, Numbers]

    @property
    def owned(self) -> tuple[str, ...]:
        """Channels that have exposure but no spend."""
        return tuple(channel for channel in self.exposure if channel not in self.spend)


@dataclass
class RowsTogether:
    """Puts the rows of each date together, or notes why they contradict each other."""

    table: RawTable
    spec: ImportSpec
    log: FindingLog
    rows: ImportedRows

    def by_date(self) -> ImportedColumns:
        """A row a date; complete only where no error was noted."""
        groups = _grouped(self.rows.days)
        days = sorted(groups)
        by_date = [groups[day] for day in days]
        self._check_rows()
        outcome = self._shared(self.spec.outcome, self.rows.outcome, by_date, math.fsum)
        controls = {
            name: self._shared(name, numbers, by_date, _mean)
            for name, numbers in self.rows.controls.items()
        }
        events = {
            name: [_highest(numbers, group) for group in by_date]
            for name, numbers in self.rows.events.items()
        }
        spend, exposure = self._long(by_date) if self.rows.channels else self._wide(by_date)
        self._tell(len(days))
        self._warn_uneven(by_date)
        return ImportedColumns(days, outcome, spend, controls, events, exposure)

    def _check_rows(self) -> None:
        """Note rows that cannot be told apart, although a date and its parts should do so."""
        keys: list[Key] = [
            (day, *part) for day, part in zip(self.rows.days, self.rows.parts, strict=True)
        ]
        if self.rows.channels:
            self._check_copies(keys)
            return
        found = first_repeat(keys)
        column = self.table.column(self.spec.date)
        if found is None or column is None:
            return
        i, earlier, count = found
        what = (
            f"{' with '.join(map(str, keys[i]))} also stands in {self._cell(column, earlier)} and"
            f" {count:,} rows in all repeat a date; expected one row a week;"
            f" {self._apart(keys)}."
        )
        self.log.at(rules.IMPORT_ROWS, self.table, column, i, what)

    def _cell(self, column: RawColumn, i: int) -> str:
        """Address of a cell inside its sheet."""
        return self.table.address(column, i).rsplit("!", 1)[-1]

    def _apart(self, keys: Sequence[Key]) -> str:
        """What to do about rows of one week."""
        name = telling_apart(self.table, keys, {column for _, column in self.spec.roles()})
        if name:
            return (
                f"to add up regions or campaigns, name their column: --add-up '{name}'; if"
                f" '{name}' holds channels, --channel '{name}'"
            )
        return (
            "delete rows that stand twice, or name what tells them apart: --add-up COLUMN for"
            " regions or campaigns, --channel COLUMN for channels"
        )

    def _check_copies(self, keys: Sequence[Key]) -> None:
        """Note rows of a long table that are the same in every cell."""
        column = self.table.column(self.spec.channel or "")
        whole = [
            (*key, *(str(c.values[i]) for c in self.table.columns)) for i, key in enumerate(keys)
        ]
        found = first_repeat(whole)
        if found and column and not self.spec.metric:
            i, earlier, count = found
            what = (
                f"row {self.table.rows[i]} is the same as row {self.table.rows[earlier]} in every"
                f" cell, and {count:,} rows in all repeat one; delete what stands twice, or add a"
                " column, such as the campaign, that tells them apart."
            )
            self.log.at(rules.IMPORT_PARTS, self.table, column, i, what)

    def _wide(self, by_date: Sequence[Rows]) -> tuple[dict[str, Numbers], dict[str, Numbers]]:
        """Spend and exposure by channel, of columns a channel each."""
        sums = {
            name: [self._sum(name, numbers, group) for group in by_date]
            for name, numbers in self.rows.amounts.items()
        }
        exposure = {channel: sums[column] for channel, column in self.spec.exposure.items()}
        return {name: sums[name] for name in self.spec.spend}, exposure

    def _long(self, by_date: Sequence[Rows]) -> tuple[dict[str, Numbers], dict[str, Numbers]]:
        """Spend and exposure by channel, of a column that names the channel of each row."""
        absent: dict[str, int] = {}
        found = [self._pivoted(name, by_date, absent) for name in self.spec.spend]
        spend = found[0] if found else {}
        units = self.spec.channel_exposure
        exposure = self._pivoted(units, by_date, absent) if units in self.rows.amounts else {}
        owned = {channel for channel, numbers in spend.items() if not any(numbers)}
        spend = {c: n for c, n in spend.items() if c not in owned or c not in exposure}
        exposure = {c: n for c, n in exposure.items() if any(n)}
        self._ask_about_absent(absent, len(by_date))
        return spend, exposure

    def _pivoted(
        self, name: str | None, by_date: Sequence[Rows], absent: dict[str, int]
    ) -> dict[str, Numbers]:
        """Sums of one column of amounts, by channel; channels without any number are left out."""
        numbers = self.rows.amounts[name or ""]
        names = self.rows.channels or []
        made: dict[str, Numbers] = {}
        for channel in dict.fromkeys(filter(None, names)):
            groups = [[i for i in group if names[i] == channel] for group in by_date]
            if self.spec.metric:  # a metric that has no row is as absent as a channel without one
                groups = [[i for i in group if numbers[i] is not None] for group in groups]
            if all(numbers[i] is None for group in groups for i in group):
                continue
            gaps = sum(not group for group in groups)
            if gaps:
                absent[channel] = max(gaps, absent.get(channel, 0))
            nothing = 0.0 if self.spec.absent == "zero" else None
            made[channel] = [
                self._sum(name or "", numbers, group) if group else nothing for group in groups
            ]
        return made

    def _ask_about_absent(self, absent: Mapping[str, int], dates: int) -> None:
        column = self.table.column(self.spec.channel or "")
        if not absent or self.spec.absent or column is None:
            return
        rows = [f"'{channel}' in {gaps:,}" for channel, gaps in absent.items()]
        shown = ", ".join(rows[:3]) + (f" and {len(rows) - 3} more" if len(rows) > 3 else "")
        what = (
            f"channels have no row in some of the {dates:,} dates: {shown}; add --absent zero if"
            " nothing was spent then, or --absent blank to leave these cells for you to fill."
        )
        self.log.head(rules.IMPORT_ABSENT, self.table, column, what)

    def _sum(self, name: str, numbers: Numbers, group: Rows) -> float | None:
        """Sum over some rows; one blank among several rows is noted, because it is unknown."""
        if len(group) == 1:
            return numbers[group[0]]
        known = [number for i in group if (number := numbers[i]) is not None]
        if len(known) == len(group):
            return math.fsum(known)
        column = self.table.column(name)
        if known and column is not None and not self.spec.metric:
            i = next(i for i in group if numbers[i] is None)
            what = f"'{name}' is blank in a row that is added up; write the amount, or 0 for none."
            self.log.at(BLANK, self.table, column, i, what)
        return math.fsum(known) if known and self.spec.metric else None

    def _shared(self, name: str, numbers: Numbers, by_date: Sequence[Rows], add: Add) -> Numbers:
        """One number a date of a column that every row of a part repeats."""
        made: Numbers = []
        for group in by_date if numbers else ():
            parts: dict[Key, list[int]] = defaultdict(list)
            for i in group:
                if numbers[i] is not None:
                    parts[self.rows.parts[i]].append(i)
            firsts = [numbers[rows[0]] for rows in parts.values()]
            for rows in parts.values():
                self._check_same(name, numbers, rows)
            known = [number for number in firsts if number is not None]
            made.append(add(known) if known else None)
        return made

    def _check_same(self, name: str, numbers: Numbers, rows: Rows) -> None:
        """Note a column that differs between the rows of one week and part."""
        first = numbers[rows[0]] or 0.0
        other = next(
            (i for i in rows if not math.isclose(numbers[i] or 0.0, first, rel_tol=1e-9)), None
        )
        column = self.table.column(name)
        if other is None or column is None or not self.rows.channels:
            return  # rows of a wide table were told apart already
        where = self._cell(column, rows[0])
        what = (
            f"'{name}' is {amount(numbers[other] or 0.0)} here and {amount(first)} in {where}, rows"
            f" of the same date; expected the same in all of them, or name the column that splits"
            f" '{name}' into parts to be added up, such as a region: --add-up COLUMN."
        )
        self.log.head(rules.IMPORT_PARTS, self.table, column, what)

    def _tell(self, dates: int) -> None:
        """Say that rows were put together, and how."""
        column = self.table.column(self.spec.date)
        count = len(self.rows.days)
        per_channel = len({*zip(self.rows.days, self.rows.channels or (), strict=False)})
        if column is None or count in (dates, per_channel if self.rows.channels else dates):
            return
        over = f" over {listed(self.spec.add_up, 'and')}" if self.spec.add_up else ""
        each = "a date and channel" if self.rows.channels else "a date"
        what = (
            f"{count:,} rows were added up{over} to one {each}: {per_channel or dates:,} in all;"
            " outcome, spend and exposure as sums, controls as means, events as maxima."
        )
        self.log.head(rules.IMPORT_ADDED, self.table, column, what)

    def _warn_uneven(self, by_date: Sequence[Rows]) -> None:
        """Warn of parts that have rows in some of the dates only."""
        column = self.table.column(self.spec.add_up[0]) if self.spec.add_up else None
        dates: dict[Key, int] = defaultdict(int)
        for group in by_date:
            for part in {self.rows.parts[i] for i in group}:
                dates[part] += 1
        short = {part: count for part, count in dates.items() if count < len(by_date)}
        if column is None or not short:
            return
        shown = [f"'{' / '.join(map(str, p))}' in {n:,}" for p, n in sorted(short.items(), key=str)]
        what = (
            f"{len(short):,} of {len(dates):,} parts have rows in only some of {len(by_date):,}"
            f" dates: {', '.join(shown[:3])}{', ...' if len(shown) > 3 else ''}."
        )
        self.log.head(rules.IMPORT_UNEVEN, self.table, column, what)


def _grouped(days: Sequence[date]) -> dict[date, list[int]]:
    groups: dict[date, list[int]] = defaultdict(list)
    for i, day in enumerate(days):
        groups[day].append(i)
    return groups


def _mean(numbers: Sequence[float]) -> float:
    return math.fsum(numbers) / len(numbers)


def _highest(numbers: Numbers, group: Rows) -> float | None:
    known = [number for i in group if (number := numbers[i]) is not None]
    return max(known) if known else None
