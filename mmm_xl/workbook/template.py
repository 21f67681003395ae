"""The blank workbook, and filled input sheets in the same layout."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import xlsxwriter

from mmm_xl.data.contents import BookContents, SheetContent
from mmm_xl.data.dictionary_sheet import dictionary_content
from mmm_xl.data.stories import story_world
from mmm_xl.names import (
    INPUT_SHEETS,
    PRODUCT,
    REQUIRED_SHEETS,
    SETTING,
    VALUE,
    WEEK,
    CalendarColumn,
    ChannelColumn,
    ChannelKind,
    ExperimentColumn,
    LedgerColumn,
    PlatformColumn,
    Sheet,
)
from mmm_xl.settings import CATALOGUE, Settings, to_cells
from mmm_xl.workbook.about import about_spec
from mmm_xl.workbook.input_sheets import input_specs
from mmm_xl.workbook.named_cells import named_cells
from mmm_xl.workbook.sheet_spec import BookSpec
from mmm_xl.workbook.writer import Formats, book_bytes, write_atomically, write_sheet

DEFAULT_CHANNELS = ("TV", "Paid search", "Display")
DEFAULT_START = date(2024, 1, 7)
DEFAULT_WEEKS = 104
BLANK_ROWS = 3
"""Rows that a blank list of experiments, dated events or ledger accounts starts with."""


def write_inputs(book: xlsxwriter.Workbook, contents: BookContents) -> None:
    """Add the input sheets that the contents have, and the names of their settings.

    Parameters
    ----------
    book : Workbook
        Open; sheets are added after those it has.
    """
    named = named_cells(contents)
    formats = Formats(book)
    for spec in input_specs(contents, named):
        write_sheet(book, spec, formats)
    for name, reference in named.references.items():
        book.define_name(name, reference)


def write_template(path: Path, contents: BookContents) -> None:
    """Write a workbook of About and the input sheets; the same contents give the same bytes.

    Raises
    ------
    UnwritableOutput
        The file cannot be written; nothing half-written is left.
    """
    write_atomically(Path(path), book_bytes(template_spec(contents)))


def template_spec(contents: BookContents) -> BookSpec:
    """About and the input sheets as data."""
    named = named_cells(contents)
    inputs = input_specs(contents, named)
    about = about_spec([spec.name for spec in inputs])
    return BookSpec(f"{PRODUCT} inputs", (about, *inputs), named.references)


def blank_contents(
    name: str,
    channels: Sequence[str] = DEFAULT_CHANNELS,
    start: date = DEFAULT_START,
    weeks: int = DEFAULT_WEEKS,
    with_sheets: Sequence[Sheet] = (),
) -> BookContents:
    """Contents of a new workbook: dates and names are there, figures are blank.

    Parameters
    ----------
    start : date
        Last day of the first week; decides the weekday on which weeks end.
    weeks : int
        Rows of every weekly sheet.
    with_sheets : sequence of Sheet
        Optional input sheets to add.
    """
    ends = [_midnight(start) + timedelta(weeks=week) for week in range(weeks)]
    settings = Settings(week_ends_on=f"{start:%A}")
    made = {
        Sheet.SETTINGS: _settings(settings),
        Sheet.CHANNELS: _channels(channels),
        Sheet.SPEND: _weekly(ends, channels),
        Sheet.OUTCOME: _weekly(ends, [settings.outcome_name]),
        Sheet.EVENTS: _weekly(ends, []),
        Sheet.CONTROLS: _weekly(ends, []),
        Sheet.EXPERIMENTS: _blank_rows(ExperimentColumn),
        Sheet.EXPOSURE: _weekly(ends, channels),
        Sheet.EVENT_CALENDAR: _blank_rows(CalendarColumn),
        Sheet.MARGINS: _weekly(ends, channels),
        Sheet.LEDGER: _blank_rows(LedgerColumn),
        Sheet.PLATFORMS: _blank_rows(PlatformColumn),
    }
    wanted = {*REQUIRED_SHEETS, *with_sheets}
    present = {sheet: made[sheet] for sheet in made if sheet in wanted}
    made[Sheet.DATA_DICTIONARY] = dictionary_content(present)
    return BookContents(name, {sheet: made[sheet] for sheet in INPUT_SHEETS if sheet in wanted})


def _midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day)


def _settings(settings: Settings) -> SheetContent:
    cells = to_cells(settings)
    return SheetContent((SETTING, VALUE), tuple((i.label, cells[i.key]) for i in CATALOGUE))


def _channels(channels: Sequence[str]) -> SheetContent:
    known = {ChannelColumn.KIND: str(ChannelKind.PAID)}
    rows = tuple(
        tuple(
            channel if column is ChannelColumn.NAME else known.get(column)
            for column in ChannelColumn
        )
        for channel in channels
    )
    return SheetContent(tuple(map(str, ChannelColumn)), rows)


def _weekly(ends: Sequence[datetime], headers: Sequence[str]) -> SheetContent:
    blank: tuple[Any, ...] = (None,) * len(headers)
    return SheetContent((WEEK, *headers), tuple((end, *blank) for end in ends))


def _blank_rows(columns: Iterable[str]) -> SheetContent:
    headers = tuple(map(str, columns))
    blank: tuple[Any, ...] = (None,) * len(headers)
    return SheetContent(headers, (blank,) * BLANK_ROWS)


def build_shipped_templates(folder: Path) -> tuple[Path, Path]:
    """Write the shipped blank template and worked example, the same bytes each time."""
    blank, filled = Path(folder) / "template.xlsx", Path(folder) / "example.xlsx"
    write_template(blank, blank_contents("template"))
    write_template(filled, story_world().contents)
    return blank, filled


if __name__ == "__main__":
    build_shipped_templates(Path(sys.argv[1] if len(sys.argv) > 1 else "workbook_templates"))
