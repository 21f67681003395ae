"""One tidy or wide table turned into the input sheets of a workbook."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, time
from typing import TYPE_CHECKING

from mmm_xl.data.contents import BookContents, SheetContent
from mmm_xl.data.findings import FindingLog
from mmm_xl.data.flat_table import table_from_frame
from mmm_xl.data.headers import trimmed
from mmm_xl.data.import_columns import ColumnReader, ImportedColumns, Numbers
from mmm_xl.data.import_spec import ImportSpec, check_spec
from mmm_xl.data.raw import RawInputs, RawTable
from mmm_xl.names import SETTING, VALUE, WEEK, ChannelColumn, ChannelKind, Sheet
from mmm_xl.settings import Settings, setting, to_cells

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["ImportSpec", "import_table"]


def import_table(
    table: RawTable | pd.DataFrame, spec: ImportSpec, *, name: str = ""
) -> BookContents:
    """Input sheets of a workbook made from one table with a row a week.

    Parameters
    ----------
    table : RawTable or DataFrame
        As `mmm_xl.workbook.tables.read_table` reads it from a file, or a frame.
    name : str
        Name of the workbook; the table's name where empty.

    Raises
    ------
    InvalidWorkbook
        A named column does not exist, a cell is no date or number, several rows share a week, or
        dates are not week ends and ``week_date`` is not given. Carries every fault found.

    Notes
    -----
    Rows are sorted by week. A blank number, ``na`` or ``-`` becomes a blank cell, which the check
    of the workbook then names: blank is unknown, never 0. In flags they mean none.
    """
    if not isinstance(table, RawTable):
        table = table_from_frame(table, name or "table")
    table = trimmed(table)
    log = FindingLog(RawInputs(table.sheet, {table.sheet: table}))
    check_spec(table, spec, log)
    parts = ColumnReader(table, spec, log).read()
    log.raise_if_any()
    return BookContents(name or table.sheet.rsplit(".", 1)[0], _sheets(parts, spec))


def _sheets(parts: ImportedColumns, spec: ImportSpec) -> dict[Sheet, SheetContent]:
    outcome = "Revenue" if spec.value is not None else spec.outcome
    sheets = {
        Sheet.SETTINGS: _settings(outcome, parts.week_ends_on),
        Sheet.CHANNELS: _channels(spec),
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


def _channels(spec: ImportSpec) -> SheetContent:
    rows = []
    for channel in spec.channels:
        low, high = spec.roi_prior.get(channel, (None, None))
        kind = ChannelKind.PAID if channel in spec.spend else ChannelKind.OWNED
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
