"""The EventCalendar sheet: named events by their dates, made into one flag a week."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from mmm_xl.data.cells import NumberRule, Problem, as_date, as_text
from mmm_xl.data.dataset import ColumnSource, Floats
from mmm_xl.data.findings import FindingLog
from mmm_xl.data.headers import blank_rows, distinct_columns, note_missing_columns
from mmm_xl.data.limits import MOST_LEAD
from mmm_xl.data.made_events import (
    WEEK_RULE,
    MadeEvent,
    lead_and_lag,
    touched,
    union,
    weeks_in_words,
)
from mmm_xl.data.raw import RawColumn, RawTable
from mmm_xl.data.rules.events import EVENT_BEYOND, EVENT_OUTSIDE, EVENT_ROW
from mmm_xl.data.rules.sheets import NAME_CLASH
from mmm_xl.data.rules.values import CONSTANT
from mmm_xl.data.wording import folded, listed
from mmm_xl.names import CalendarColumn as Col
from mmm_xl.names import EventKind

REQUIRED_COLUMNS = (Col.NAME, Col.FIRST)
OPTIONAL_COLUMNS = tuple(column for column in Col if column not in REQUIRED_COLUMNS)

_DAY = "write a date (yyyy-mm-dd)"


@dataclass(frozen=True)
class _Entry:
    """One row: an event, or one more stretch of it.

    Parameters
    ----------
    last : date
        `date.max` where a step stays.
    """

    row: int
    name: str
    first: date
    last: date
    lead: int
    lag: int


def read_calendar(
    table: RawTable | None,
    ends: Sequence[date] | None,
    taken: Mapping[str, str],
    log: FindingLog,
) -> tuple[MadeEvent, ...]:
    """Events of the EventCalendar sheet as one flag a week.

    Parameters
    ----------
    ends : sequence of date or None
        Last days of the modelled weeks; None where they are not known, then only cells are checked.
    taken : mapping
        Names of channels, controls and events, as `mmm_xl.data.wording.folded` has them, and in
        words what has each.

    Notes
    -----
    Rows of one name are one event. A step without a last day stays until the data end.
    """
    if table is None:
        return ()
    columns = {c.header: c for c in distinct_columns(table, log)}
    note_missing_columns(table, log, REQUIRED_COLUMNS, OPTIONAL_COLUMNS)
    if any(header not in columns for header in REQUIRED_COLUMNS):
        return ()
    reader = _Reader(table, columns, log)
    filled = [i for i in range(len(table.rows)) if i not in blank_rows(table)]
    entries = [entry for i in filled if (entry := reader.entry(i))]
    by_name: dict[str, list[_Entry]] = {}
    for entry in entries:
        by_name.setdefault(entry.name, []).append(entry)
    reader.check_names(by_name, taken)
    if not ends:
        return ()
    made = (reader.event(name, rows, ends) for name, rows in by_name.items())
    return tuple(event for event in made if event)


@dataclass(frozen=True)
class _Reader:
    """The table being read, and where its faults go."""

    table: RawTable
    columns: Mapping[str, RawColumn]
    log: FindingLog

    def note(self, i: int, header: Col, what: str) -> None:
        """Note a fault of one cell."""
        self.log.at(EVENT_ROW, self.table, self.columns[header], i, what)

    def entry(self, i: int) -> _Entry | None:
        """One row, None where a cell is refused."""
        name, kind = self.name(i), self.kind(i)
        first, last = self.day(i, Col.FIRST, needed=True), self.day(i, Col.LAST)
        lead, lag = self.weeks(i, Col.LEAD), self.weeks(i, Col.LAG)
        if first and last and last < first:
            self.note(i, Col.LAST, f"{Col.LAST} {last} is before {Col.FIRST} {first}; swap them.")
        stays = kind is EventKind.STEP and self.blank(i, Col.LAST)
        if stays and lag:
            what = (
                f"{Col.LAG} would not be used: a {EventKind.STEP} without a {Col.LAST.lower()} does"
                " not end; clear it or write the last day."
            )
            self.note(i, Col.LAG, what)
        faults = (self.log.found(self.table.address(c, i)) for c in self.columns.values())
        if first is None or lead is None or lag is None or not name or any(faults):
            return None
        return _Entry(i, name, first, date.max if stays else last or first, lead, lag)

    def blank(self, i: int, header: Col) -> bool:
        """Whether a cell holds nothing."""
        return header not in self.columns or as_text(self.columns[header].values[i]) == ""

    def name(self, i: int) -> str:
        """Name of an event, empty where it is refused."""
        text = as_text(self.columns[Col.NAME].values[i])
        if isinstance(text, Problem):
            self.note(i, Col.NAME, text.sentence(Col.NAME, "write a name"))
            return ""
        if not text:
            self.note(i, Col.NAME, f"{Col.NAME} is blank; give the event a name.")
        return text

    def kind(self, i: int) -> EventKind:
        """Pulse or step; pulse where the cell is blank."""
        if self.blank(i, Col.KIND):
            return EventKind.PULSE
        text = as_text(self.columns[Col.KIND].values[i])
        if isinstance(text, Problem):
            self.note(i, Col.KIND, text.sentence(Col.KIND, f"expected {listed(list(EventKind))}"))
        elif text.casefold() in list(EventKind):
            return EventKind(text.casefold())
        else:
            self.note(i, Col.KIND, f"{Col.KIND} is '{text}'; expected {listed(list(EventKind))}.")
        return EventKind.PULSE

    def day(self, i: int, header: Col, *, needed: bool = False) -> date | None:
        """Date of a cell, None where it is blank or refused."""
        if header not in self.columns:
            return None
        day = as_date(self.columns[header].values[i])
        if isinstance(day, date):
            return day
        if isinstance(day, Problem):
            self.note(i, header, day.sentence(header, _DAY))
        elif needed:
            self.note(i, header, f"{header} is blank; {_DAY}.")
        return None

    def weeks(self, i: int, header: Col) -> int | None:
        """Whole number of weeks; 0 where the cell is blank, None where it is refused."""
        if header not in self.columns:
            return 0
        mend = f"expected a whole number from 0 to {MOST_LEAD}"
        number = NumberRule(header, mend, blank=0.0, low=0, high=MOST_LEAD).read(
            self.columns[header].values[i]
        )
        if isinstance(number, Problem):
            self.note(i, header, number.sentence(header, mend))
            return None
        if not number.is_integer():
            self.note(i, header, f"{header} is {number:g}; {mend}.")
            return None
        return int(number)

    def check_names(
        self, by_name: Mapping[str, Sequence[_Entry]], taken: Mapping[str, str]
    ) -> None:
        """Note names that something else has, or that differ only by how they are written."""
        alike: dict[str, str] = {}
        column = self.columns[Col.NAME]
        for name, rows in by_name.items():
            other = taken.get(folded(name))
            first = alike.setdefault(folded(name), name)
            if other:
                what = f"'{name}' is also the name of {other}; rename one of them."
                self.log.at(NAME_CLASH, self.table, column, rows[0].row, what)
            elif first != name:
                what = f"'{name}' differs from '{first}' only by capitals or spaces; write one."
                self.note(rows[0].row, Col.NAME, what)

    def event(self, name: str, rows: Sequence[_Entry], ends: Sequence[date]) -> MadeEvent | None:
        """Union of an event's rows; None where it touches no week."""
        by_row = [touched(ends, e.first, e.last, e.lead, e.lag) for e in rows]
        values = union(by_row)
        column = self.columns[Col.NAME]
        data = f"the data, weeks {ends[0]} to {ends[-1]}"
        if not values.any():
            what = f"'{name}' touches no week of {data}."
            self.log.at(EVENT_OUTSIDE, self.table, column, rows[0].row, what)
            return None
        for entry, flags in zip(rows, by_row, strict=True):
            if not flags.any():
                what = f"'{name}' from {entry.first} on lies outside {data}."
                self.log.at(EVENT_BEYOND, self.table, column, entry.row, what)
        if values.all():
            what = (
                f"event '{name}' covers every week of the data; an event comes and goes, so shorten"
                " or delete it."
            )
            self.log.at(CONSTANT, self.table, column, rows[0].row, what)
        return MadeEvent(values, self.source(name, rows, values, ends))

    def source(
        self, name: str, rows: Sequence[_Entry], values: Floats, ends: Sequence[date]
    ) -> ColumnSource:
        """Cells of an event and its weeks in words."""
        around = {lead_and_lag(e.lead, e.lag) for e in rows}
        extra = around.pop() if len(around) == 1 else "lead and lag as each row says"
        words = weeks_in_words(values, ends)
        return ColumnSource(
            sheet=self.table.sheet,
            column=name,
            range=self.cells([e.row for e in rows]),
            total=float(values.sum()),
            unit="flag",
            aggregation=WEEK_RULE,
            transformation=f"{words}, {extra}" if extra else words,
        )

    def cells(self, rows: Sequence[int]) -> str:
        """Rows of an event: ``EventCalendar!A6:F7,EventCalendar!A9:F9``."""
        letters = [column.letter for column in self.columns.values()]
        numbers = np.array([self.table.rows[i] for i in rows])
        blocks = np.split(numbers, np.flatnonzero(np.diff(numbers) != 1) + 1)
        return ",".join(
            f"{self.table.sheet}!{letters[0]}{block[0]}:{letters[-1]}{block[-1]}"
            for block in blocks
        )
