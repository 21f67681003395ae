"""Ranges and arrays as Excel hands them over: always two-dimensional, in plain Python values."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from mmm_xl.data.cells import as_text, is_blank
from mmm_xl.data.raw import ErrorValue
from mmm_xl.errors import MmmError
from mmm_xl.excel.cell_errors import ErrorArgument, as_error
from mmm_xl.excel.host import xw

LONG = 10_000
"""Longer ranges (``A:D``) are cut to the rows that the sheet uses before they are read."""

Rows = tuple[tuple[Any, ...], ...]


@dataclass(frozen=True)
class Place:
    """Where a range begins.

    Parameters
    ----------
    sheet : str
    row, column : int
        From 1.
    """

    sheet: str
    row: int
    column: int


@dataclass(frozen=True)
class Cells:
    """Values of one range or array.

    Parameters
    ----------
    rows : tuple of tuple
        None, float, bool, str, datetime or `ErrorValue`; every row of the same length.
    source : xlwings.Range or None
        None for an array, which has no place in a sheet.
    """

    rows: Rows
    source: Any = field(default=None, compare=False, repr=False)

    @property
    def blank(self) -> bool:
        """Whether no cell holds anything."""
        return all(is_blank(value) for row in self.rows for value in row)

    def place(self) -> Place | None:
        """Where the range begins; asks Excel, so only where a message needs it."""
        if self.source is None:
            return None
        return Place(self.source.sheet.name, self.source.row, self.source.column)


def cells_of(value: Any) -> Cells | None:
    """Cells of an argument, also where Python code passes plain values; None where omitted."""
    if value is None or isinstance(value, Cells):
        return value
    if not isinstance(value, (list, tuple)):
        value = [[value]]
    elif not value or not isinstance(value[0], (list, tuple)):
        value = [value]
    return Cells(_plain_rows(value))


def one_text(cells: Cells | None, argument: str) -> str | None:
    """Text of an argument that is one cell; None where it is omitted or blank.

    Raises
    ------
    MmmError
        The argument is more than one cell, or holds no text.
    ErrorArgument
        The cell holds an error value.
    """
    if cells is None or cells.blank:
        return None
    if len(cells.rows) != 1 or len(cells.rows[0]) != 1:
        size = f"{len(cells.rows)} rows and {len(cells.rows[0])} columns"
        raise MmmError(f"{argument} has {size}; it must be one cell.")
    value = cells.rows[0][0]
    if isinstance(value, ErrorValue):
        raise ErrorArgument(value.text)
    text = as_text(value)
    if not isinstance(text, str):
        raise MmmError(text.sentence(argument, "write a text"))
    return text


def _plain_rows(rows: Sequence[Sequence[Any]]) -> Rows:
    return tuple(tuple(_plain(value) for value in row) for row in rows)


def _plain(value: Any) -> Any:
    """Value without what only COM knows: currency cells are Decimal, errors are numbers."""
    if isinstance(value, Decimal):
        return float(value)
    return as_error(value) or value


class TextConverter(xw.conversion.Accessor):
    """xlwings converter of an argument that is one cell."""

    @classmethod
    def reader(cls, options: dict[str, Any]) -> Any:
        """Stages that end with `Cells`.

        Notes
        -----
        Without ``ndim`` xlwings flattens a row or a column into a list; without ``err_to_str``
        an error is the same as a blank cell.
        """
        fixed = {**options, "ndim": 2, "err_to_str": True}
        return xw.conversion.ValueAccessor.reader(fixed).append_stage(_wrap)


class CellsConverter(TextConverter):
    """xlwings converter of an argument that is a table."""

    @classmethod
    def reader(cls, options: dict[str, Any]) -> Any:
        """Stages that end with `Cells`, after whole columns have been cut."""
        return super().reader(options).prepend_stage(_cut)


def _cut(context: Any) -> None:
    """Leave out the rows of a very long range that lie below everything in its sheet."""
    source = context.range
    if source is None or source.shape[0] <= LONG:
        return
    last = source.sheet.used_range.last_cell.row
    context.range = source[: max(1, last - source.row + 1), :]


def _wrap(context: Any) -> None:
    context.value = Cells(_plain_rows(context.value), context.range)
