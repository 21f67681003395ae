"""The Platforms sheet: what platforms and last-click tools credit each channel with."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from mmm_xl.data.cells import NumberRule, Problem, as_date, as_text, is_blank
from mmm_xl.data.channels_sheet import ChannelsSheet
from mmm_xl.data.column_numbers import read_series
from mmm_xl.data.dataset import Floats
from mmm_xl.data.findings import FindingLog
from mmm_xl.data.headers import blank_rows, distinct_columns, note_missing_columns
from mmm_xl.data.platforms import PlatformReport
from mmm_xl.data.raw import RawColumn, RawTable
from mmm_xl.data.rules.platforms import PLATFORM_ROW
from mmm_xl.data.settings_sheet import SettingsSheet
from mmm_xl.data.sheet_rows import without_rows
from mmm_xl.data.wording import listed, meant
from mmm_xl.names import Credit, Sheet
from mmm_xl.names import PlatformColumn as Col

REQUIRED_COLUMNS = (Col.PLATFORM, Col.CHANNEL, Col.FIRST, Col.LAST, Col.CREDIT)
OPTIONAL_COLUMNS = tuple(column for column in Col if column not in REQUIRED_COLUMNS)

FIGURES = (Col.CONVERSIONS, Col.REVENUE)
"""A row needs one of them."""

VIEW_WORDS = ("yes", "no")
"""Whether views without a click are credited."""

_DAY = "write a date (yyyy-mm-dd)"
_AMOUNT = "write the number as reported, or leave it blank"
_NUMBERS = {
    column: NumberRule(column, _AMOUNT, blank=0.0, low=0, outside="write the number as reported")
    for column in (*FIGURES, Col.SPEND)
}


@dataclass(frozen=True)
class PlatformsSheet:
    """Rows of the sheet that are right, and where their cells are.

    Parameters
    ----------
    reports : mapping of row index to PlatformReport
    """

    table: RawTable
    columns: Mapping[str, RawColumn]
    reports: Mapping[int, PlatformReport]

    def column(self, header: Col) -> RawColumn:
        """Column with this header, that of the platform's name where there is none."""
        return self.columns.get(header, self.columns[Col.PLATFORM])


def read_platforms(
    table: RawTable | None, channels: ChannelsSheet | None, settings: SettingsSheet, log: FindingLog
) -> PlatformsSheet | None:
    """Reports of a workbook, cell by cell.

    Returns
    -------
    PlatformsSheet or None
        None where the sheet is absent or lacks a column that it needs.

    Notes
    -----
    A blank figure is unknown, never 0. A number kept as text is a number where it can mean one.
    """
    if table is None:
        return None
    note_missing_columns(table, log, REQUIRED_COLUMNS, OPTIONAL_COLUMNS)
    table = without_rows(table, blank_rows(table))
    columns = {c.header: c for c in distinct_columns(table, log)}
    if any(header not in columns for header in REQUIRED_COLUMNS):
        return None
    numbers = _numbers(table, columns, settings, log)
    reader = _Reader(table, columns, log, numbers)
    found = {i: reader.report(i, channels) for i in range(len(table.rows))}
    return PlatformsSheet(table, columns, {i: report for i, report in found.items() if report})


def _numbers(
    table: RawTable, columns: Mapping[str, RawColumn], settings: SettingsSheet, log: FindingLog
) -> dict[Col, Floats | None]:
    """Numbers of each column that the sheet has, blanks as 0; None where a cell is refused."""
    currency = settings.settings.currency
    found = {}
    for header, rule in _NUMBERS.items():
        if header in columns:
            own = rule if header is Col.CONVERSIONS else replace(rule, currency=currency)
            found[header] = read_series(table, columns[header], own, log)
    return found


@dataclass(frozen=True)
class _Reader:
    """The table being read, and where its faults go."""

    table: RawTable
    columns: Mapping[str, RawColumn]
    log: FindingLog
    numbers: Mapping[Col, Floats | None]

    def report(self, i: int, channels: ChannelsSheet | None) -> PlatformReport | None:
        """One row, None where a cell is refused."""
        platform, channel = self.platform(i), self.channel(i, channels)
        first, last = self.day(i, Col.FIRST), self.day(i, Col.LAST)
        credit, view = self.credit(i), self.view_through(i)
        texts = [self.text(i, header) for header in (Col.WINDOW, Col.OWNER, Col.NOTE)]
        if first and last and last < first:
            self.note(i, Col.LAST, f"{Col.LAST} {last} is before {Col.FIRST} {first}; swap them.")
        if all(self.blank(i, header) for header in FIGURES):
            where = Col.REVENUE if Col.REVENUE in self.columns else Col.PLATFORM
            what = f"{listed(FIGURES, 'and')} are both blank; write the one that is reported."
            self.note(i, where, what)
        refused = any(self.log.found(self.table.address(c, i)) for c in self.columns.values())
        if refused or first is None or last is None or credit is None:
            return None
        return PlatformReport(
            platform, channel, first, last, credit,
            conversions=self.number(i, Col.CONVERSIONS),
            revenue=self.number(i, Col.REVENUE),
            spend=self.number(i, Col.SPEND),
            window=texts[0], view_through=view, owner=texts[1], note=texts[2],
            cell=self.table.address(self.columns[Col.PLATFORM], i),
        )  # fmt: skip

    def note(self, i: int, header: Col, what: str) -> None:
        """Note a fault of one cell."""
        self.log.at(PLATFORM_ROW, self.table, self.columns[header], i, what)

    def blank(self, i: int, header: Col) -> bool:
        """Whether a cell holds nothing."""
        return header not in self.columns or is_blank(self.columns[header].values[i])

    def number(self, i: int, header: Col) -> float | None:
        """Number of a cell, None where it is blank."""
        found = self.numbers.get(header)
        return None if found is None or self.blank(i, header) else float(found[i])

    def text(self, i: int, header: Col) -> str:
        """Text of a cell, empty where it is blank or refused."""
        if header not in self.columns:
            return ""
        text = as_text(self.columns[header].values[i])
        if isinstance(text, Problem):
            self.note(i, header, text.sentence(header, "write a text"))
            return ""
        return text

    def platform(self, i: int) -> str:
        """Name of a platform or tool."""
        name = self.text(i, Col.PLATFORM)
        if not name:
            self.note(i, Col.PLATFORM, f"{Col.PLATFORM} is blank; write who reports the figures.")
        return name

    def channel(self, i: int, channels: ChannelsSheet | None) -> str:
        """Channel of a report, which must be one of the Channels sheet."""
        name = self.text(i, Col.CHANNEL)
        if channels is None or not channels.complete:
            return name
        if not name:
            self.note(i, Col.CHANNEL, f"{Col.CHANNEL} is blank; expected {listed(channels.names)}.")
        elif name not in channels.names:
            hint = meant(name, channels.names) or f"; expected {listed(channels.names)}."
            what = f"'{name}' is not a channel of the {Sheet.CHANNELS} sheet{hint}"
            self.note(i, Col.CHANNEL, what)
        return name

    def day(self, i: int, header: Col) -> date | None:
        """Date of a cell, None where it is refused."""
        day = as_date(self.columns[header].values[i])
        if isinstance(day, date):
            return day
        what = day.sentence(header, _DAY) if day else f"{header} is blank; {_DAY}."
        self.note(i, header, what)
        return None

    def credit(self, i: int) -> Credit | None:
        """Who gave the credit, None where the word is refused."""
        text = self.text(i, Col.CREDIT)
        word = " ".join(text.replace("-", " ").casefold().split())
        if word in list(Credit):
            return Credit(word)
        found = f"is '{text}'" if text else "is blank"
        self.note(i, Col.CREDIT, f"{Col.CREDIT} {found}; expected {listed(list(Credit))}.")
        return None

    def view_through(self, i: int) -> bool | None:
        """Whether views are credited, None where the cell is blank or refused."""
        if self.blank(i, Col.VIEW_THROUGH):
            return None
        value = self.columns[Col.VIEW_THROUGH].values[i]
        if isinstance(value, bool):
            return value
        text = self.text(i, Col.VIEW_THROUGH)
        if text.casefold() in VIEW_WORDS:
            return text.casefold() == VIEW_WORDS[0]
        if text:
            what = f"{Col.VIEW_THROUGH} is '{text}'; expected {listed(VIEW_WORDS)}, or nothing."
            self.note(i, Col.VIEW_THROUGH, what)
        return None
