"""One tidy or wide table turned into the input sheets of a workbook."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, time
from typing import TYPE_CHECKING

from mmm_xl.data.contents import BookContents, SheetContent
from mmm_xl.data.findings import FindingLog
from mmm_xl.data.flat_table import FlatTable, table_from_frame
from mmm_xl.data.headers import trimmed
from mmm_xl.data.import_calendar import week_ends
from mmm_xl.data.import_columns import ColumnReader, Numbers
from mmm_xl.data.import_metrics import with_a_column_a_metric
from mmm_xl.data.import_rows import without_strays
from mmm_xl.data.import_spec import ImportSpec, check_metric, check_priors, check_spec
from mmm_xl.data.import_weeks import ImportedColumns, RowsTogether
from mmm_xl.data.raw import RawInputs, RawTable
from mmm_xl.data.rules.importing import IMPORT_ACROSS, IMPORT_LAYOUT
from mmm_xl.names import SETTING, VALUE, WEEK, ChannelColumn, ChannelKind, Sheet
from mmm_xl.settings import Settings, setting, to_cells

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["ImportSpec", "import_table"]


def import_table(
    table: RawTable | pd.DataFrame, spec: ImportSpec, *, name: str = ""
) -> BookContents:
    """Input sheets of a workbook made from one wide or long table.

    Parameters
    ----------
    table : RawTable or DataFrame
        As `mmm_xl.workbook.tables.read_table` reads it from a file, or a frame.
    name : str
        Name of the workbook; the table's name where empty.

    Returns
    -------
    BookContents
        Its findings say what was understood, added up or left out.

    Raises
    ------
    InvalidWorkbook
        A named column does not exist, a cell is no date or number, rows of one week contradict each
        other, or something can be meant in two ways and no option says how. Carries every fault
        found.

    Notes
    -----
    Rows are sorted by date. A blank number, ``na`` or ``-`` becomes a blank cell, which the check
    of the workbook then names: blank is unknown, never 0. In flags they mean none. Daily rows stay
    daily; the check of the workbook adds them up to weeks.
    """
    if not isinstance(table, RawTable):
        table = table_from_frame(table, name or "table")
    table = trimmed(table)
    log = FindingLog(RawInputs(table.sheet, {table.sheet: table}))
    _tell_layout(table, spec, log)
    log.raise_if_any()
    check_metric(table, spec, log)
    log.raise_if_any()
    table = with_a_column_a_metric(without_strays(table, spec, log), spec, log)
    log.raise_if_any()
    check_spec(table, spec, log)
    columns, week_ends_on = _columns(table, spec, log)
    log.raise_if_any()
    sheets = _sheets(columns, spec, week_ends_on)
    return BookContents(name or table.sheet.rsplit(".", 1)[0], sheets, log.findings())


def _tell_layout(table: RawTable, spec: ImportSpec, log: FindingLog) -> None:
    """Note what was understood of a file's layout, or that dates run across."""
    if isinstance(table, FlatTable):
        if table.across:
            log.sheet(IMPORT_ACROSS, table.sheet, table.across)
        for words in table.understood:
            log.sheet(IMPORT_LAYOUT, table.sheet, words)


def _columns(table: RawTable, spec: ImportSpec, log: FindingLog) -> tuple[ImportedColumns, str]:
    """Columns with a row a week or day, and the weekday on which weeks end."""
    rows = ColumnReader(table, spec, log).read()
    absent = any(table.column(header) is None for _, header in spec.roles())
    if absent or (table.rows and not rows.days):
        return ImportedColumns([], [], {}, {}, {}, {}), ""
    columns = RowsTogether(table, spec, log, rows).by_date()
    if rows.channels:
        check_priors(table, tuple(columns.spend), spec, log)
    days, week_ends_on = week_ends(table, spec, columns.days, log)
    return replace(columns, days=days), week_ends_on


def _sheets(
    parts: ImportedColumns, spec: ImportSpec, week_ends_on: str
) -> dict[Sheet, SheetContent]:
    outcome = "Revenue" if spec.value is not None else spec.outcome
    sheets = {
        Sheet.SETTINGS: _settings(outcome, week_ends_on),
        Sheet.CHANNELS: _channels(parts, spec),
        Sheet.SPEND: _weekly(parts, parts.spend),
        Sheet.OUTCOME: _weekly(parts, {outcome: parts.outcome}),
        Sheet.EVENTS: _weekly(parts, parts.events),
        Sheet.CONTROLS: _weekly(parts, parts.controls),
    }
    if parts.exposure:
        sheets[Sheet.EXPOSURE] = _weekly(parts, parts.exposure)
    return sheets


def _settings(outcome: str, week_ends_on: str) -> SheetContent:
    cells = to_cells(Settings(outcome_name=outcome, week_ends_on=week_ends_on))
    rows = tuple((setting(key).label, value) for key, value in cells.items())
    return SheetContent((SETTING, VALUE), rows)


def _channels(parts: ImportedColumns, spec: ImportSpec) -> SheetContent:
    rows = []
    for channel in (*parts.spend, *parts.owned):
        low, high = spec.roi_prior.get(channel, (None, None))
        kind = ChannelKind.PAID if channel in parts.spend else ChannelKind.OWNED
        cells = {
            ChannelColumn.NAME: channel,
            ChannelColumn.KIND: str(kind),
            ChannelColumn.ROI_LOW: low,
            ChannelColumn.ROI_HIGH: high,
        }
        rows.append(tuple(cells.get(column) for column in ChannelColumn))
    return SheetContent(tuple(map(str, ChannelColumn)), tuple(rows))


def _weekly(parts: ImportedColumns, columns: Mapping[str, Numbers]) -> SheetContent:
    days = [datetime.combine(day, time()) for day in parts.days]
    return SheetContent((WEEK, *columns), tuple(zip(days, *columns.values(), strict=True)))
