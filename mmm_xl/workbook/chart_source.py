"""Where a chart's cells stand: columns of its table, and helper columns beside it."""

from __future__ import annotations

import math
from dataclasses import dataclass

from mmm_xl.sections.section import CellValue, Kind, Table
from mmm_xl.workbook import formulas
from mmm_xl.workbook.sheet_spec import Span

Numbers = list[float | None]


@dataclass(frozen=True)
class HelperColumn:
    """One helper column: header with unit, values, and a formula a row where it is computed."""

    header: str
    values: tuple[float | None, ...]
    formulas: tuple[str, ...] = ()


@dataclass(frozen=True)
class Source:
    """Where the rows of a table and of its helper columns stand in the sheet.

    Parameters
    ----------
    first_row : int
        First data row.
    helper_column : int
        First column of the helper table.
    """

    table: Table
    first_row: int
    helper_column: int

    @property
    def last_row(self) -> int:
        """Last data row; a table without rows has one blank one."""
        return self.first_row + max(1, len(self.table.rows)) - 1

    def span(self, name: str) -> Span:
        """Cells of a table column."""
        return Span(self.table.index(name), self.first_row, self.last_row)

    def helper(self, position: int) -> Span:
        """Cells of a helper column."""
        return Span(self.helper_column + position, self.first_row, self.last_row)

    def kind(self, name: str) -> Kind:
        """What a table column holds."""
        return self.table.columns[self.table.index(name)].kind

    def numbers(self, name: str) -> Numbers:
        """Finite numbers of a table column, None elsewhere."""
        return [_number(value) for value in self.table.values(name)]

    def reference(self, name: str, row: int) -> str:
        """Reference to a table cell, by data row."""
        return formulas.cell(self.first_row + row, self.table.index(name))


def _number(value: CellValue) -> float | None:
    if isinstance(value, (int, float)) and not isinstance(value, bool) and math.isfinite(value):
        return float(value)
    return None
