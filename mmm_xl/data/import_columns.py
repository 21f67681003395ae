"""The columns that an import names, read as dates, numbers and flags and sorted by week."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from mmm_xl.data import calendar
from mmm_xl.data.cells import Problem
from mmm_xl.data.findings import FindingLog
from mmm_xl.data.import_cells import decimal_comma, read_dates, read_flag, read_flags, read_number
from mmm_xl.data.import_spec import ImportSpec
from mmm_xl.data.limits import MOST_FLAGS
from mmm_xl.data.raw import RawColumn, RawTable
from mmm_xl.data.rules.calendar import NO_DATE
from mmm_xl.data.rules.importing import IMPORT_FLAGS, IMPORT_ROWS
from mmm_xl.data.wording import listed
from mmm_xl.names import WEEKDAYS
from mmm_xl.settings import Settings

Numbers = list[float | None]


@dataclass(frozen=True)
class ImportedColumns:
    """Columns by name, sorted by week."""

    days: Sequence[date]
    week_ends_on: str
    outcome: Numbers
    spend: Mapping[str, Numbers]
    controls: Mapping[str, Numbers]
    events: Mapping[str, Numbers]
    exposure: Mapping[str, Numbers]


class ColumnReader:
    """Reads the columns that a spec names and notes what cannot be read."""

    def __init__(self, table: RawTable, spec: ImportSpec, log: FindingLog) -> None:
        self.table, self.spec, self.log = table, spec, log
        numbers = [column for option, column in spec.roles() if option not in {"--date", "--event"}]
        found = [column for name in numbers if (column := table.column(name))]
        self.comma = decimal_comma(column.values for column in found)

    def read(self) -> ImportedColumns:
        """Every part; complete only where nothing was noted."""
        spec = self.spec
        days, week_ends_on = self._days()
        order = sorted(range(len(days)), key=days.__getitem__)

        def ordered(columns: Mapping[str, Numbers]) -> dict[str, Numbers]:
            return {name: [v[i] for i in order] for name, v in columns.items() if order and v}

        one = {"outcome": self._outcome()}
        return ImportedColumns(
            days=[days[i] for i in order],
            week_ends_on=week_ends_on,
            outcome=ordered(one).get("outcome", []),
            spend=ordered({name: self._numbers(name, "spend") for name in spec.spend}),
            controls=ordered({name: self._numbers(name, "control") for name in spec.controls}),
            events=ordered(self._events()),
            exposure=ordered(
                {name: self._numbers(column, "exposure") for name, column in spec.exposure.items()}
            ),
        )

    def _note(self, column: RawColumn, i: int, thing: str, problem: Problem, mend: str) -> None:
        what = problem.sentence(f"{thing} '{column.header}'", mend)
        self.log.at(problem.rule, self.table, column, i, what)

    def _cells(
        self, name: str, thing: str, read: Callable[[Any, bool], float | Problem | None]
    ) -> Numbers:
        """Numbers of one column; a refused cell is noted and left blank."""
        column = self.table.column(name)
        numbers: Numbers = []
        for i, value in enumerate(column.values if column else ()):
            number = read(value, self.comma)
            if isinstance(number, Problem) and column:
                self._note(column, i, thing, number, "write a number, as 1234.5")
                number = None
            numbers.append(number if isinstance(number, float) else None)
        return numbers

    def _numbers(self, name: str, thing: str) -> Numbers:
        return self._cells(name, thing, read_number)

    def _outcome(self) -> Numbers:
        counts = self._numbers(self.spec.outcome, "outcome")
        if self.spec.value is None:
            return counts
        values = self._numbers(self.spec.value, "value")
        pairs = zip(counts, values, strict=False)
        return [None if n is None or v is None else n * v for n, v in pairs]

    def _events(self) -> dict[str, Numbers]:
        flags: dict[str, Numbers] = {}
        for name in self.spec.events:
            column = self.table.column(name)
            for flag, values in self._flags(column).items() if column else ():
                taken = flag in flags or flag in {column for _, column in self.spec.roles()}
                flags[f"{name}: {flag}" if taken and flag != name else flag] = values
        return flags

    def _flags(self, column: RawColumn) -> dict[str, Numbers]:
        """Flags of one column: itself where it holds numbers, else one for each text."""
        found = read_flags(column.values, self.comma)
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
        return {column.header: self._cells(column.header, "event", read_flag)}

    def _days(self) -> tuple[list[date], str]:
        """Week-ending date of each row and its weekday; no dates where any is refused."""
        column = self.table.column(self.spec.date)
        default = Settings().week_ends_on
        if column is None:
            return [], default
        days = []
        for i, day in enumerate(read_dates(column.values)):
            if isinstance(day, date):
                days.append(day)
            else:
                problem = day or Problem("is blank", NO_DATE)
                self._note(column, i, "date", problem, "write yyyy-mm-dd")
        if len(days) < len(column.values) or not self._check_weekly(column, days):
            return [], default
        return self._week_ends(column, days, default)

    def _check_weekly(self, column: RawColumn, days: list[date]) -> bool:
        """Note a table that has no rows, several rows a week, or rows that are not weeks."""
        first_row: dict[date, int] = {}
        repeated = [i for i, day in enumerate(days) if first_row.setdefault(day, i) != i]
        if repeated:
            day = days[repeated[0]]
            where = f"{column.letter}{self.table.rows[first_row[day]]}"
            what = (
                f"{day} also stands in {where} and {len(repeated):,} rows in all repeat a date;"
                " expected one row a week, so add up regions or campaigns before importing."
            )
            self.log.at(IMPORT_ROWS, self.table, column, repeated[0], what)
            return False
        what = ""
        step = abs(calendar.usual_step(sorted(days)))
        if not days:
            what = "the table has no rows."
        elif calendar.shared_weekday(days) is None:
            names = [d for d in WEEKDAYS if d in {calendar.weekday_name(x) for x in days}]
            what = (
                f"dates fall on {listed(names, 'and')}, mostly {step} day{'s' * (step != 1)} apart;"
                " expected one row a week, always on the same weekday."
            )
        if what:
            self.log.head(IMPORT_ROWS, self.table, column, what)
        return not what

    def _week_ends(
        self, column: RawColumn, days: list[date], default: str
    ) -> tuple[list[date], str]:
        """Dates moved to their week's last day, and its weekday."""
        weekday = calendar.weekday_name(days[0])
        if self.spec.week_date == "start":
            days = [calendar.end_of_week_starting(day) for day in days]
            return days, calendar.weekday_name(days[0])
        if self.spec.week_date is None and weekday != default:
            what = (
                f"dates are on a {weekday} but the workbook's weeks end on a {default}; add"
                " --week-date start if a date is the first day of its week, --week-date end if it"
                " is the last."
            )
            self.log.head(IMPORT_ROWS, self.table, column, what)
        return days, weekday
