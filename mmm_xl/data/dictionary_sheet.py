"""The Data dictionary sheet: what people write of each weekly column, and what is known of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from mmm_xl.data.cells import Problem, as_text, is_blank
from mmm_xl.data.contents import SheetContent
from mmm_xl.data.dataset import ColumnSource
from mmm_xl.data.findings import FindingLog
from mmm_xl.data.raw import RawColumn, RawInputs, RawTable
from mmm_xl.data.rules.sheets import DICTIONARY_ROW, DICTIONARY_SHEET
from mmm_xl.data.wording import folded
from mmm_xl.names import UNIT_STATED, WEEK, Sheet
from mmm_xl.names import DictionaryColumn as Col
from mmm_xl.settings import Settings

FILLED = (Col.SHEET, Col.COLUMN, Col.SOURCE, Col.UNIT, Col.CAVEAT)
"""Columns that a user fills, in the order of the template."""

DESCRIBED_SHEETS = (
    Sheet.SPEND, Sheet.OUTCOME, Sheet.EVENTS, Sheet.CONTROLS, Sheet.EXPOSURE, Sheet.EVENT_CALENDAR,
)  # fmt: skip
"""Sheets whose columns a dictionary describes."""

OWN_UNIT = "own unit"
"""Unit of a column of which nobody said it."""

_TEXTS = (Col.SOURCE, Col.UNIT, Col.CAVEAT)

Texts = Mapping[Col, str]
"""What the user wrote of one column, by header."""


def dictionary_content(
    sheets: Mapping[Sheet, SheetContent], texts: Mapping[Sheet, Texts] | None = None
) -> SheetContent:
    """Rows of the sheet for every weekly column that a workbook has.

    Parameters
    ----------
    texts : mapping of sheet to texts by header, optional
        What is known of every column of a sheet.
    """
    said = texts or {}
    rows = tuple(
        (str(sheet), header, *(said.get(sheet, {}).get(text) for text in FILLED[2:]))
        for sheet in DESCRIBED_SHEETS
        if sheet in sheets and WEEK in sheets[sheet].headers
        for header in sheets[sheet].headers
        if header != WEEK
    )  # fmt: skip
    return SheetContent(tuple(map(str, FILLED)), rows)


def as_filled(table: RawTable) -> RawTable:
    """Dictionary as a user fills it, whether it is read from inputs or from results.

    Notes
    -----
    Results have more columns and further tables under the first one, whose rows name no sheet of
    ours; and a unit that came from the Settings sheet is looked up there again.
    """
    kept = tuple(i for i in _rows_of_the_dictionary(table) if not _made_by_results(table, i))
    came_from = table.column(Col.UNIT_FROM)
    columns = []
    for column in table.columns:
        if column.header not in FILLED:
            continue
        values = tuple(column.values[i] for i in kept)
        if column.header == Col.UNIT and came_from:
            values = tuple(
                value if came_from.values[i] == UNIT_STATED else None
                for i, value in zip(kept, values, strict=True)
            )
        columns.append(replace(column, values=values))
    order = {header: at for at, header in enumerate(FILLED)}
    columns.sort(key=lambda column: order[Col(column.header)])
    return replace(table, columns=tuple(columns), rows=tuple(table.rows[i] for i in kept))


def _made_by_results(table: RawTable, row: int) -> bool:
    """Whether only the results have a row: an event by its dates of which nobody wrote anything."""
    cells = {column.header: column.values[row] for column in table.columns}
    if Col.UNIT_FROM not in cells or cells.get(Col.SHEET) != Sheet.EVENT_CALENDAR:
        return False
    stated = cells[Col.UNIT_FROM] == UNIT_STATED
    return not stated and is_blank(cells.get(Col.SOURCE)) and is_blank(cells.get(Col.CAVEAT))


def _rows_of_the_dictionary(table: RawTable) -> Iterator[int]:
    """Rows up to the first blank one, and those after it that name a described sheet."""
    sheets, ended = table.column(Col.SHEET), False
    for i in range(len(table.rows)):
        if all(is_blank(column.values[i]) for column in table.columns):
            ended = True
        elif not ended or (sheets and described_sheet(_plain(sheets.values[i]))):
            yield i


def _plain(value: Any) -> str:
    text = as_text(value)
    return "" if isinstance(text, Problem) else text


def described(
    raw: RawInputs, sources: Iterable[ColumnSource], settings: Settings, log: FindingLog
) -> tuple[ColumnSource, ...]:
    """Sources with their units and with what the user wrote of them."""
    written = _written(raw, log)
    found = []
    for source in sources:
        row = written.pop((folded(source.sheet), folded(source.column)), None)
        texts: Texts = row.texts if row else {}
        found.append(
            replace(
                source,
                unit=texts.get(Col.UNIT) or source.unit or usual_unit(source.sheet, settings),
                source=texts.get(Col.SOURCE) or source.source,
                caveat=texts.get(Col.CAVEAT) or source.caveat,
            )
        )
    for row in written.values():
        if row.texts:
            row.warn(log)
    return tuple(found)


def usual_unit(sheet: str, settings: Settings) -> str:
    """Unit of a sheet's columns where nobody states another."""
    units: dict[str, str] = {
        Sheet.SPEND: settings.currency,
        Sheet.OUTCOME: settings.outcome_unit,
        Sheet.EVENTS: "flag",
        Sheet.EVENT_CALENDAR: "flag",
        Sheet.EXPOSURE: "contacts",
        Sheet.SETTINGS: "flag",  # public holidays come from there
    }
    return units.get(described_sheet(sheet) or sheet, OWN_UNIT)


def described_sheet(title: str) -> Sheet | None:
    """Sheet of ours that a title means, whatever its capitals; None where it is another."""
    return next((sheet for sheet in DESCRIBED_SHEETS if folded(sheet) == folded(title)), None)


@dataclass(frozen=True)
class _Row:
    """One row of the sheet: where it stands and its texts."""

    table: RawTable
    column: RawColumn
    index: int
    sheet: str
    name: str
    texts: Texts

    def warn(self, log: FindingLog) -> None:
        """Say that the workbook has no such column."""
        what = f"no column '{self.name}' of the sheet '{self.sheet}' is modelled."
        log.at(DICTIONARY_ROW, self.table, self.column, self.index, what)


def _written(raw: RawInputs, log: FindingLog) -> dict[tuple[str, str], _Row]:
    """Rows of the dictionary by what they are about; the first one counts."""
    table = raw.table(Sheet.DATA_DICTIONARY)
    if table is None:
        if Sheet.DATA_DICTIONARY in raw.headless:
            what = f"no header row with '{Col.SHEET}' was found; its texts are not read."
            log.sheet(DICTIONARY_SHEET, Sheet.DATA_DICTIONARY, what)
        return {}
    columns = {column.header: column for column in table.columns}
    if Col.SHEET not in columns or Col.COLUMN not in columns:
        lacking = Col.COLUMN if Col.SHEET in columns else Col.SHEET
        what = f"the column '{lacking}' is missing; the texts of the sheet are not read."
        log.sheet(DICTIONARY_SHEET, table.sheet, what)
        return {}
    rows: dict[tuple[str, str], _Row] = {}
    for i in range(len(table.rows)):
        sheet, name = (_plain(columns[header].values[i]) for header in (Col.SHEET, Col.COLUMN))
        texts = {h: _plain(columns[h].values[i]) for h in _TEXTS if h in columns}
        said = {header: text for header, text in texts.items() if text}
        row = _Row(table, columns[Col.COLUMN], i, sheet, name, said)
        rows.setdefault((folded(sheet), folded(name)), row)
    return rows
