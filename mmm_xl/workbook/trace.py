"""From a cell of the results back to the run, the fit, the data and the cells it came from."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from openpyxl.utils import coordinate_to_tuple

from mmm_xl.data.raw import ErrorValue
from mmm_xl.errors import DamagedRun, NotAvailable, UnknownName, UnknownRun
from mmm_xl.names import INPUT_SHEETS, Sheet
from mmm_xl.runs import store
from mmm_xl.workbook.control_sheets import DIGEST_ITEM, FIT_NAME, RUN_NAME
from mmm_xl.workbook.opened_book import Area, OpenedBook, opened_book
from mmm_xl.workbook.trace_inputs import (
    Origin,
    input_lines,
    origin_in,
    origin_of,
    setting_lines,
)

_ADDRESS = re.compile(r"(?P<sheet>.+)!\$?(?P<column>[A-Za-z]{1,3})\$?(?P<row>[1-9]\d{0,6})")
_REFERENCE = re.compile(
    r"(?:'[^']+'|[A-Za-z_][\w.]*)?!?\$?[A-Z]{1,3}\$?\d+(?::\$?[A-Z]{1,3}\$?\d+)?|tbl\w+\[[^\]]*\]"
    r"|[a-z]\w+(?!\()\b"
)
_TEXT = re.compile(r'"[^"]*"')
LAST_CELL = (1_048_576, 16_384)
"""Rows and columns of a sheet."""

_SAME = 1e-9
"""Relative difference that a recalculated formula may have from what was stored."""


@dataclass(frozen=True)
class _Cell:
    """One cell and what it is part of.

    Parameters
    ----------
    area : Area or None
        Table that holds it.
    """

    sheet: str
    row: int
    column: int
    name: str
    value: Any
    formula: str
    area: Area | None

    @property
    def key(self) -> str:
        """Key of the section's table, as the store has it."""
        return self.area.name.removeprefix("tbl_") if self.area else ""


@dataclass(frozen=True)
class _Stored:
    """What the run store knows of a workbook's run."""

    origin: Origin | None
    tables: dict[str, Any] | None
    words: str


def trace(path: Path, where: str) -> list[str]:
    """Everything that leads to one cell of a results workbook, a line a step.

    Parameters
    ----------
    where : str
        ``ROI!C7`` or ``'Scenario grid'!C7``.

    Raises
    ------
    UnreadableFile
        The file is no sound workbook.
    UnknownName
        The sheet or the address does not exist.
    NotAvailable
        The workbook holds no results.
    """
    book = opened_book(Path(path))
    cell = _cell(book, where)
    run_id, fit_id = _named(book, RUN_NAME), _named(book, FIT_NAME)
    if not run_id:
        raise NotAvailable(
            f"{book.name} holds no results; give the workbook that `mmm-xl run` wrote."
        )
    digest = _version_item(book, DIGEST_ITEM)
    stored = _stored(run_id, digest)
    table = (stored.tables or {}).get(cell.key) if stored.tables else None
    lines = [f"{cell.name}: {_shown(cell.value)}", *_what(book, cell, table)]
    if cell.formula:
        lines.append(f"Formula: {cell.formula}{_uses(book, cell.formula)}")
    lines += [f"Run: {run_id}, fit {fit_id}", f"Data: {digest}; {stored.words}"]
    if cell.sheet in INPUT_SHEETS and cell.sheet != Sheet.DATA_DICTIONARY:
        return lines
    if not _is_figure(book, cell):
        return lines
    if not _is_helper(cell) and stored.tables is not None:
        lines.append(_compared(cell, table))
    return [*lines, *_inputs(book, cell, stored, table)]


def _cell(book: OpenedBook, where: str) -> _Cell:
    found = _ADDRESS.fullmatch(where.strip())
    if found is None:
        raise UnknownName(f"{where!r} is no cell; write the sheet and the cell, as in ROI!C7.")
    title = found["sheet"].strip()
    if title.startswith("'") and title.endswith("'"):
        title = title[1:-1].replace("''", "'")
    sheet = book.sheet(title)
    address = f"{found['column'].upper()}{found['row']}"
    row, column = coordinate_to_tuple(address)
    if row > LAST_CELL[0] or column > LAST_CELL[1]:
        raise UnknownName(f"{where!r} is beyond the last cell of a sheet.")
    value = book.value(sheet, row, column)
    area = next((a for a in book.areas(sheet) if _belongs(book, sheet, a, (row, column))), None)
    formula = book.formula(sheet, row, column)
    return _Cell(sheet, row, column, f"{sheet}!{address}", value, formula, area)


def _belongs(book: OpenedBook, sheet: str, area: Area, at: tuple[int, int]) -> bool:
    """Whether a cell is in a table or in its total row, which has a label and a figure."""
    row, column = at
    if not area.holds(row, column):
        return False
    if row <= area.bottom:
        return True
    filled = [book.value(sheet, row, c) for c in range(area.left, area.right + 1)]
    return filled[0] is not None and any(value is not None for value in filled[1:])


def _named(book: OpenedBook, name: str) -> str:
    """Value of the cell that a defined name stands for, empty where there is none."""
    sheet, _, address = book.target(name).rpartition("!")
    if not sheet or not re.fullmatch(r"[A-Z]{1,3}\d+", address):
        return ""
    return str(book.value(book.sheet(sheet), *coordinate_to_tuple(address)) or "")


def _version_item(book: OpenedBook, item: str) -> str:
    """Value of a line of the Version sheet."""
    sheet = book.sheet(Sheet.VERSION)
    rows = range(1, book.values[sheet].max_row + 1)
    found = (str(book.value(sheet, r, 2) or "") for r in rows if book.value(sheet, r, 1) == item)
    return next(found, "")


def _stored(run_id: str, digest: str) -> _Stored:
    """The run as the store has it, and in words whether it is the one of this workbook."""
    try:
        dataset = store.load_dataset(run_id)
        tables = store.load_tables(run_id)
    except UnknownRun:
        return _Stored(None, None, "the run is not in this computer's store")
    except DamagedRun as damage:
        return _Stored(None, None, str(damage))
    if dataset.digest() != digest:
        words = f"the store has other data under this run, {dataset.digest()}"
        return _Stored(origin_of(dataset), tables, words)
    return _Stored(origin_of(dataset), tables, "the store has the same data")


def _what(book: OpenedBook, cell: _Cell, table: dict[str, Any] | None) -> list[str]:
    """What a cell is: a figure of a table, an input, words or nothing."""
    if cell.area is None:
        return [f"What: {_outside_tables(cell)}"]
    header, label = _header(book, cell), _label(book, cell)
    is_input = cell.sheet in INPUT_SHEETS and cell.sheet != Sheet.DATA_DICTIONARY
    if cell.row == cell.area.top:
        kind = " of the inputs" if is_input else ""
        return [f"What: header of the column {header!r}{kind}, on the sheet {cell.sheet}"]
    if is_input:
        return [f"What: {header} of {label}; an input: you wrote it"]
    if _is_helper(cell):
        return [f"What: {header}; helper of a chart, computed from the table beside it"]
    title = [f"Table: {table['title']}"] if table else []
    named = "name of the row" if cell.column == cell.area.left else f"{header} of {label}"
    return [f"What: {named}", *title]


def _outside_tables(cell: _Cell) -> str:
    if cell.sheet == Sheet.PRIORS and cell.formula:
        return "computed from Settings, Channels, Spend and Outcome, before any data"
    kind = "blank" if cell.value is None else "words, no figure of a table"
    return f"{kind}, on the sheet {cell.sheet}"


def _header(book: OpenedBook, cell: _Cell) -> str:
    top = cell.area.top if cell.area else cell.row
    return str(book.value(cell.sheet, top, cell.column))


def _label(book: OpenedBook, cell: _Cell) -> str:
    left = cell.area.left if cell.area else cell.column
    return str(book.value(cell.sheet, cell.row, left))


def _is_helper(cell: _Cell) -> bool:
    return bool(cell.area) and cell.key.endswith("_chart")


def _is_figure(book: OpenedBook, cell: _Cell) -> bool:
    """Whether a cell holds a value of a result table that rests on inputs."""
    if cell.area is None or cell.row == cell.area.top or cell.column == cell.area.left:
        return False
    return cell.value is not None and cell.sheet not in (Sheet.VERSION, Sheet.DATA_DICTIONARY)


def _uses(book: OpenedBook, formula: str) -> str:
    """Cells that a formula takes its values from, names resolved."""
    found = dict.fromkeys(match[0] for match in _REFERENCE.finditer(_TEXT.sub("", formula)))
    told = [f"{name} ({at})" if (at := book.target(name)) else name for name in found]
    return f", from {', '.join(told)}" if told else ""


def _compared(cell: _Cell, table: dict[str, Any] | None) -> str:
    """Whether a cell still shows what the run stored."""
    if table is None or cell.area is None:
        return "Stored: the run keeps no value of this table"
    index, at = cell.row - cell.area.top - 1, cell.column - cell.area.left
    rows = [*table["rows"], *([table["total"]] if table["total"] else [])]
    if index >= len(rows) or at >= len(rows[index]):
        return "Stored: the run has no such row; the table was changed after the run"
    then = rows[index][at]
    if _equal(cell.value, then):
        return "Stored: the run stored the same value"
    return f"Stored: the run stored {_shown(then)}; this cell was changed after the run"


def _equal(now: Any, then: Any) -> bool:
    if isinstance(now, (int, float)) and isinstance(then, (int, float)):
        return math.isclose(now, then, rel_tol=_SAME, abs_tol=1e-300)
    return now == then


def _inputs(
    book: OpenedBook, cell: _Cell, stored: _Stored, table: dict[str, Any] | None
) -> list[str]:
    """Ranges and settings that a figure rests on, from the store or else from the workbook."""
    origin = stored.origin or _origin(book)
    header = _header(book, cell)
    about = (_label(book, cell), header, table["title"] if table else "")
    ranges = input_lines(origin, about) if origin else []
    return [*ranges, *setting_lines(book, header)]


def _origin(book: OpenedBook) -> Origin | None:
    sheet = book.sheet(Sheet.DATA_DICTIONARY)
    area = next((a for a in book.areas(sheet) if a.name == "tbl_data_dictionary"), None)
    return origin_in(book, sheet, area) if area else None


def _shown(value: Any) -> str:
    """Value in words: numbers with their digits."""
    if value is None:
        return "blank"
    if isinstance(value, ErrorValue):
        return value.text
    if isinstance(value, float):
        return f"{value:,.10g}"
    return str(value)
