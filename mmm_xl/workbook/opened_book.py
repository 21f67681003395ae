"""A results workbook opened to be asked about single cells: values, formulas, tables and names."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any

from openpyxl import Workbook, load_workbook
from openpyxl.utils import range_boundaries
from openpyxl.worksheet.worksheet import Worksheet

from mmm_xl.data.raw import ErrorValue
from mmm_xl.data.wording import meant
from mmm_xl.errors import UnknownName
from mmm_xl.workbook.cell_text import unescaped
from mmm_xl.workbook.package_guard import damaged, open_package
from mmm_xl.workbook.sheet_cells import DAMAGE, folded


@dataclass(frozen=True)
class Area:
    """Rectangle of an Excel table; rows and columns count from 1 here, header row included."""

    name: str
    left: int
    top: int
    right: int
    bottom: int

    def holds(self, row: int, column: int) -> bool:
        """Whether a cell is in the table, or in the total row right below it."""
        return self.left <= column <= self.right and self.top <= row <= self.bottom + 1


@dataclass(frozen=True)
class OpenedBook:
    """One workbook twice: as it is written and as it was calculated."""

    name: str
    formulas: Workbook
    values: Workbook

    def sheet(self, title: str) -> str:
        """Title as the workbook has it, capitals and spaces aside.

        Raises
        ------
        UnknownName
        """
        titles = [sheet.title for sheet in self.values if isinstance(sheet, Worksheet)]
        found = next((t for t in titles if folded(t) == folded(title)), None)
        if found is None:
            hint = meant(title, titles) or "."
            raise UnknownName(f"{self.name} has no sheet '{title}'{hint}")
        return found

    def value(self, sheet: str, row: int, column: int) -> Any:
        """Value of a cell: dates as text, None where it is blank."""
        cell = self.values[sheet].cell(row, column)
        if cell.data_type == "e":
            return ErrorValue(str(cell.value))
        if isinstance(cell.value, date):
            return cell.value.isoformat()[:10]
        return unescaped(cell.value) if isinstance(cell.value, str) else cell.value

    def formula(self, sheet: str, row: int, column: int) -> str:
        """Formula of a cell, empty where it has none."""
        cell = self.formulas[sheet].cell(row, column)
        value = getattr(cell.value, "text", cell.value)
        return str(value) if cell.data_type == "f" else ""

    def areas(self, sheet: str) -> Iterator[Area]:
        """Excel tables of a sheet."""
        for table in self.formulas[sheet].tables.values():
            left, top, right, bottom = range_boundaries(table.ref)
            yield Area(table.name, left or 1, top or 1, right or 1, bottom or 1)

    def target(self, name: str) -> str:
        """Cell that a defined name stands for, as ``Version!B6``; empty where there is none."""
        defined = self.formulas.defined_names.get(name)
        return str(defined.attr_text).replace("$", "").replace("'", "") if defined else ""


def opened_book(path: Path) -> OpenedBook:
    """Open a workbook that passed the checks of its package.

    Raises
    ------
    UnreadableFile
    """
    payload = open_package(path).payload
    try:
        with warnings.catch_warnings():
            # openpyxl warns of what it would lose on saving; nothing is saved here
            warnings.simplefilter("ignore")
            formulas = load_workbook(BytesIO(payload), keep_links=False)
            values = load_workbook(BytesIO(payload), keep_links=False, data_only=True)
    except DAMAGE as error:
        raise damaged(path) from error
    return OpenedBook(path.name, formulas, values)
