"""The columns that an import names, read row by row as dates, names, numbers and flags."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from mmm_xl.data.cells import Problem, shortened
from mmm_xl.data.date_text import LONGER_MEND, understand_dates
from mmm_xl.data.findings import FindingLog
from mmm_xl.data.header_rows import period_kind
from mmm_xl.data.import_cells import plain_number, read_flag, read_flags, read_number
from mmm_xl.data.import_keys import Key, read_names, row_keys
from mmm_xl.data.import_rows import names_total
from mmm_xl.data.import_spec import ImportSpec
from mmm_xl.data.limits import MOST_CHANNELS, MOST_FLAGS
from mmm_xl.data.number_text import Convention, NumberText, convention_of
from mmm_xl.data.raw import RawColumn, RawTable
from mmm_xl.data.rules.calendar import NO_DATE
from mmm_xl.data.rules.importing import IMPORT_FLAGS, IMPORT_NAMES, IMPORT_READ, IMPORT_ROWS

Numbers = list[float | None]


@dataclass(frozen=True)
class ImportedRows:
    """Columns by header, in the order of the table's rows.

    Parameters
    ----------
    days : list of date
        Empty where any is refused.
    parts : list of tuple
        What a row is a part of: its region, say; empty tuples where nothing is added up.
    channels : list of str or None
        Channel of each row of a long table.
    amounts : mapping of header to numbers
        Spend and exposure.
    outcome : list of numbers
        Times its value where one is named.
    """

    days: Sequence[date]
    parts: Sequence[Key]
    channels: Sequence[str] | None
    outcome: Numbers
    amounts: Mapping[str, Numbers]
    controls: Mapping[str, Numbers]
    events: Mapping[str, Numbers]


@dataclass
class ColumnReader:
    """Reads the columns that a spec names and notes what cannot be read."""

    table: RawTable
    spec: ImportSpec
    log: FindingLog
    _shown: dict[str, str] = field(default_factory=dict)

    def read(self) -> ImportedRows:
        """Every part; complete only where no error was noted."""
        spec = self.spec
        rows = ImportedRows(
            days=self._days(),
            parts=row_keys(self.table, spec.add_up),
            channels=self._channels(),
            outcome=self._outcome(),
            amounts={name: self._numbers(name, self._thing(name)) for name in spec.amounts},
            controls={name: self._numbers(name, "control") for name in spec.controls},
            events=self._events(),
        )
        self._tell_readings()
        return rows

    def _thing(self, name: str) -> str:
        return "spend" if name in self.spec.spend else "exposure"

    def _days(self) -> list[date]:
        column = self.table.column(self.spec.date)
        if column is None:
            return []
        if self._are_longer(column):
            return []
        reading = understand_dates(column.values)
        days = []
        for i, day in enumerate(reading.days):
            if isinstance(day, date):
                days.append(day)
            else:
                problem = day or Problem("is blank", NO_DATE)
                self._note(column, i, "date", problem, self._date_mend())
        if len(days) < len(column.values):
            return []
        for understood in reading.understood:
            what = f"dates in '{column.header}' {understood.words}"
            self.log.head(understood.rule, self.table, column, what)
        return days

    def _are_longer(self, column: RawColumn) -> bool:
        """Note, once for the column, dates that are mostly months or years."""
        kinds = [period_kind(value) for value in column.values]
        longer = [i for i, kind in enumerate(kinds) if kind in {"month", "year"}]
        if 2 * len(longer) <= len(kinds):
            return False
        i = longer[0]
        what = f"'{column.header}' holds {kinds[i]}s ('{column.values[i]}', ...); {LONGER_MEND}."
        self.log.head(IMPORT_ROWS, self.table, column, what)
        return True

    def _date_mend(self) -> str:
        long = self.spec.channel is not None or self.spec.metric is not None
        down = ", also where it only continues the row above" if long else ""
        return f"write yyyy-mm-dd{down}"

    def _channels(self) -> list[str] | None:
        column = self.table.column(self.spec.channel or "")
        if column is None:
            return None
        names = read_names(self.table, column, "channel", MOST_CHANNELS, self.log)
        amounts = [c for name in self.spec.amounts if (c := self.table.column(name))]
        self._refuse_totals(column, names)
        for i in (i for i, name in enumerate(names) if not name):
            for amount in amounts:
                number = plain_number(read_number(amount.values[i], Convention.POINT))
                if number is not None and number != 0:
                    what = (
                        f"channel '{column.header}' is blank beside an amount in '{amount.header}';"
                        " name the channel or clear the amount."
                    )
                    self.log.at(IMPORT_NAMES, self.table, column, i, what)
        return names

    def _refuse_totals(self, column: RawColumn, names: Sequence[str]) -> None:
        """Note channels that call themselves a total: they would count everything twice."""
        for name in filter(names_total, dict.fromkeys(names)):
            what = (
                f"channel '{name}' reads like the total of the others; delete its rows, or rename"
                " it where it is a channel."
            )
            self.log.at(IMPORT_NAMES, self.table, column, names.index(name), what)

    def _note(self, column: RawColumn, i: int, thing: str, problem: Problem, mend: str) -> None:
        what = problem.sentence(f"{thing} '{column.header}'", mend)
        self.log.at(problem.rule, self.table, column, i, what)

    def _convention(self, column: RawColumn) -> Convention:
        """How a column writes decimals, or the table where the column does not say."""
        own = convention_of(_texts([column]))
        if own is not Convention.UNKNOWN:
            return own
        numbers = (self.table.column(header) for _, header in self.spec.number_roles())
        return convention_of(_texts(filter(None, numbers)))

    def _numbers(self, name: str, thing: str) -> Numbers:
        """Numbers of one column; a refused cell is noted and left blank."""
        column = self.table.column(name)
        if column is None:
            return []
        convention = self._convention(column)
        found = [read_number(value, convention) for value in column.values]
        return self._kept(column, thing, found)

    def _kept(
        self,
        column: RawColumn,
        thing: str,
        found: Sequence[float | NumberText | Problem | None],
    ) -> Numbers:
        numbers: Numbers = []
        for i, number in enumerate(found):
            if isinstance(number, Problem):
                self._note(column, i, thing, number, "write a number, as 1234.5")
            if isinstance(number, NumberText) and _written_for_people(str(column.values[i])):
                shown = f"'{shortened(str(column.values[i]))}' is {number.words}"
                self._shown.setdefault(column.header, shown)
            plain = plain_number(number)
            numbers.append(plain if isinstance(plain, float) else None)
        return numbers

    def _tell_readings(self) -> None:
        """Say once how numbers that are written for people were read, with one example a column."""
        for header, shown in self._shown.items():
            column = self.table.column(header)
            if column is not None:
                what = f"numbers in '{header}' were understood: {shown}."
                self.log.head(IMPORT_READ, self.table, column, what)

    def _outcome(self) -> Numbers:
        counts = self._numbers(self.spec.outcome, "outcome")
        if self.spec.value is None:
            return counts
        values = self._numbers(self.spec.value, "value")
        pairs = zip(counts, values, strict=False)
        return [None if n is None or v is None else n * v for n, v in pairs]

    def _events(self) -> dict[str, Numbers]:
        flags: dict[str, Numbers] = {}
        named = {column for _, column in self.spec.roles()} | set(self._names_in_use())
        for name in self.spec.events:
            column = self.table.column(name)
            for flag, values in self._flags(column).items() if column else ():
                taken = flag in flags or flag in named
                flags[f"{name}: {flag}" if taken and flag != name else flag] = values
        return flags

    def _names_in_use(self) -> list[str]:
        """Channels of a long table, whose names no flag may have."""
        column = self.table.column(self.spec.channel or "")
        return [v.strip() for v in column.values if isinstance(v, str)] if column else []

    def _flags(self, column: RawColumn) -> dict[str, Numbers]:
        """Flags of one column: itself where it holds numbers, else one for each text."""
        convention = self._convention(column)
        found = read_flags(column.values, convention)
        if isinstance(found, Problem):
            mend = "use numbers only, or texts only"
            self.log.head(
                IMPORT_FLAGS, self.table, column, found.sentence(f"event '{column.header}'", mend)
            )
            return {}
        if len(found) > MOST_FLAGS:
            what = (
                f"event '{column.header}' has {len(found)} different texts; expected at most"
                f" {MOST_FLAGS}, one for each kind of event."
            )
            self.log.head(IMPORT_FLAGS, self.table, column, what)
        if found:
            return {name: list(values) for name, values in found.items()}
        cells = [read_flag(value, convention) for value in column.values]
        return {column.header: self._kept(column, "event", cells)}


def _texts(columns: Iterable[RawColumn]) -> set[str]:
    return {value for column in columns for value in column.values if isinstance(value, str)}


def _written_for_people(text: str) -> bool:
    """Whether a number has more about it than digits and a decimal point."""
    try:
        float(text)
    except ValueError:
        return True
    return False
