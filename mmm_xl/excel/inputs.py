"""The ranges of ``MMM_FIT`` as the inputs of a workbook, so that every check is the same."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from mmm_xl.data.flat_table import column_letter
from mmm_xl.data.raw import RawColumn, RawInputs, RawTable
from mmm_xl.data.wording import folded
from mmm_xl.errors import InvalidWorkbook
from mmm_xl.excel.ranges import Cells
from mmm_xl.names import SETTING, VALUE, WEEK, ChannelColumn, ChannelKind, Sheet

if TYPE_CHECKING:
    from mmm_xl.pipeline import Checked

BOOK = "worksheet"
"""Book name of inputs that come from ranges; it is part of the run id, so it is always this."""

_OMITTED: dict[Sheet, tuple[str, ...]] = {
    Sheet.EVENTS: (WEEK,),
    Sheet.CONTROLS: (WEEK,),
    Sheet.SETTINGS: (SETTING, VALUE),
}
"""Headers of the empty tables that stand for omitted arguments."""

_CHANNELS = (
    ChannelColumn.NAME,
    ChannelColumn.KIND,
    ChannelColumn.ROI_LOW,
    ChannelColumn.ROI_HIGH,
)
_DOUBLED = re.compile(r"(?P<name>.+) \(\d+\)")
_EPOCH = datetime(1899, 12, 30)
_SERIALS = (18_264, 73_050)
"""Numbers that stand for the days from 1950 to 2099."""

Ranges = Mapping[Sheet, Cells | None]
"""Ranges by the sheet that they stand for; None where an argument is omitted."""


def check_ranges(ranges: Ranges) -> Checked:
    """Check ranges as a workbook's sheets are checked.

    Raises
    ------
    InvalidWorkbook
        Carries every fault at once, by the cells that the user sees.

    Notes
    -----
    Inputs are named by their place inside each range, so that the run id stays when a table is
    moved. Only where something is wrong are they checked again under their real addresses.
    """
    from mmm_xl.pipeline import check_inputs

    try:
        return check_inputs(raw_inputs(ranges))
    except InvalidWorkbook:
        return check_inputs(raw_inputs(ranges, located=True))


def raw_inputs(ranges: Ranges, *, located: bool = False) -> RawInputs:
    """Tables of all ranges; omitted ones are empty, and omitted channels are the spend columns.

    Parameters
    ----------
    located : bool
        Whether addresses are those in the workbook, not those inside each range.
    """
    # not at the top: it loads openpyxl, which look-ups never need
    from mmm_xl.workbook.reader import FIRST_HEADERS, table_of_grid

    tables: dict[str, RawTable] = {}
    headless: dict[str, str] = {}
    for sheet, cells in ranges.items():
        if cells is None:
            empty = _omitted(sheet, tables.get(Sheet.SPEND))
            found: RawTable | str = empty or FIRST_HEADERS[sheet]
        else:
            found = table_of_grid(sheet, str(sheet), [list(row) for row in cells.rows])
        if isinstance(found, str):
            headless[str(sheet)] = found
        else:
            tables[str(sheet)] = _addressed(found, cells, located=located)
    return RawInputs(BOOK, tables, headless=headless)


def _omitted(sheet: Sheet, spend: RawTable | None) -> RawTable | None:
    """Table that stands for an omitted argument; None where there must be one."""
    if sheet is Sheet.CHANNELS:
        return _table(sheet, _CHANNELS, list(_paid_channels(spend)) if spend else [])
    return _table(sheet, _OMITTED[sheet], []) if sheet in _OMITTED else None


def _paid_channels(spend: RawTable) -> Iterator[tuple[Any, ...]]:
    """One row of the Channels table a spend column, with default priors.

    Notes
    -----
    A second column of the same name is left to the checks of the spend table, which name it.
    """
    seen = {folded(WEEK), ""}
    for column in spend.columns:
        doubled = _DOUBLED.fullmatch(column.header)
        if folded(column.header) in seen or (doubled and folded(doubled["name"]) in seen):
            continue
        seen.add(folded(column.header))
        yield column.header, str(ChannelKind.PAID), None, None


def _table(sheet: Sheet, headers: tuple[str, ...], rows: list[tuple[Any, ...]]) -> RawTable:
    columns = tuple(
        RawColumn(header, column_letter(i), tuple(row[i] for row in rows))
        for i, header in enumerate(headers)
    )
    return RawTable(str(sheet), 1, columns, tuple(range(2, len(rows) + 2)))


def _addressed(table: RawTable, cells: Cells | None, *, located: bool) -> RawTable:
    """Table with dates in its week column and, where wanted, with addresses in the workbook."""
    if cells is None:
        return table
    if cells.source is None:
        columns = tuple(_dated(c) if c.header == WEEK else c for c in table.columns)
        return replace(table, columns=columns)
    return _placed(table, cells) if located else table


def _dated(column: RawColumn) -> RawColumn:
    """Week column of an array: Excel hands its dates over as numbers, for they have no format."""
    low, high = _SERIALS
    values = (
        _EPOCH + timedelta(days=value)
        if isinstance(value, float) and low <= value < high
        else value
        for value in column.values
    )
    return replace(column, values=tuple(values))


def _placed(table: RawTable, cells: Cells) -> RawTable:
    place = cells.place()
    if place is None:
        return table
    right, down = place.column - 1, place.row - 1
    columns = tuple(replace(c, letter=_shifted(c.letter, right)) for c in table.columns)
    rows = tuple(row + down for row in table.rows)
    return RawTable(place.sheet, table.header_row + down, columns, rows)


def _shifted(letter: str, right: int) -> str:
    number = 0
    for sign in letter:
        number = 26 * number + ord(sign) - ord("A") + 1
    return column_letter(number - 1 + right)
