"""Formulas of cells that a section describes as computed from others, wherever those stand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from mmm_xl.data.contents import BookContents
from mmm_xl.sections import native
from mmm_xl.sections.native import Native, Ref
from mmm_xl.sections.section import CellValue, Table
from mmm_xl.workbook import formulas
from mmm_xl.workbook.linked_inputs import Block, LinkedInputs
from mmm_xl.workbook.named_cells import NamedCells
from mmm_xl.workbook.sheet_spec import SheetSpec


@dataclass(frozen=True)
class Placed:
    """Where the first row of a table's body stands."""

    sheet: str
    first_row: int
    table: Table

    @property
    def last_row(self) -> int:
        """Last row of the body; a table without rows has a blank one."""
        return self.first_row + max(1, len(self.table.rows)) - 1

    def column(self, name: str) -> str:
        """Cells of a column that stay the same wherever a formula stands."""
        return formulas.fixed_range(self.table.index(name), self.first_row, self.last_row)


@dataclass
class Places:
    """Tables of the result sheets that are placed so far, and the input sheets.

    Parameters
    ----------
    tables : dict of key to Placed
    """

    inputs: LinkedInputs
    tables: dict[str, Placed] = field(default_factory=dict)

    def reference(self, cell: Ref, sheet: str) -> str:
        """Reference to one cell, with its sheet where that is another; empty where it is not."""
        placed = self.tables.get(cell.table)
        if placed is None or cell.row is None:
            return ""
        own = formulas.cell(placed.first_row + cell.row, placed.table.index(cell.column))
        return own if placed.sheet == sheet else f"{formulas.quoted(placed.sheet)}!{own}"


def places_of(contents: BookContents, named: NamedCells) -> Places:
    """No tables yet, and the input sheets as the results workbook holds them."""
    return Places(LinkedInputs(contents, named))


def with_formulas(spec: SheetSpec, places: Places) -> SheetSpec:
    """A sheet whose computed cells have their formulas; what is stored in them stays."""
    made: dict[tuple[int, int], str] = {}
    for placed in places.tables.values():
        if placed.sheet == spec.name and placed.table.native:
            made |= _Writer(placed, places).formulas()
    if not made:
        return spec
    cells = tuple(
        replace(cell, formula=made[cell.row, cell.column])
        if cell.value is not None and (cell.row, cell.column) in made
        else cell
        for cell in spec.cells
    )
    return replace(spec, cells=cells)


class _Unlinked(Exception):
    """An input does not hold what was modelled; a cell that rests on it keeps its value alone."""


@dataclass(frozen=True)
class _Writer:
    """Formulas of one table."""

    own: Placed
    places: Places

    def formulas(self) -> dict[tuple[int, int], str]:
        """Formula by row and column of the sheet; a column is linked in every row or in none."""
        made = {}
        for (row, name), told in self.own.table.native.items():
            rows = range(len(self.own.table.rows)) if row is None else (row,)
            at = self.own.table.index(name)
            try:
                texts = {(self.own.first_row + i, at): "=" + self.text(told, i, name) for i in rows}
            except _Unlinked:
                continue
            made.update(texts)
        return made

    def text(self, told: Native, row: int, column: str) -> str:
        """Formula of one description, without its ``=``."""
        match told:
            case Ref():
                made = self.cell(told, row)
            case native.Setting(key, value):
                made = self.setting(key, value)
            case native.Size(of):
                made = f"ABS({self.cell(of, row)})"
            case native.Span(name, first, last):
                at = self.own.table.index(name)
                top = self.own.first_row
                made = formulas.total(at, top + first, top + last).removeprefix("=")
            case native.Sum(plus, minus):
                added = "+".join(self.text(part, row, column) for part in plus)
                made = added + "".join(f"-{self.text(part, row, column)}" for part in minus)
            case native.Product(left, right):
                made = f"{self.text(left, row, column)}*{self.text(right, row, column)}"
            case native.Share(of, whole):
                made = formulas.share(self.cell(of, row), self.cell(whole, row))
            case native.Within(of, tolerance, passed, failed):
                cells = self.cell(of, row), self.cell(tolerance, row)
                made = formulas.within(*cells, passed, failed)
            case native.Only(of, (name, word), below):
                amount = self.text(of, row, column)
                cells = (self.cell(Ref(name), row), self.cell(Ref(below), row))
                made = formulas.only(amount, cells[0], word, cells[1])
            case native.Total():
                made = self.total(told, row)
            case native.TurnOf():
                made = self.turn(told, row)
            case native.Input():
                made = self.input(told, row, column)
        return made

    def cell(self, told: Ref, row: int) -> str:
        if told.table and told.table not in self.places.tables:
            raise _Unlinked
        placed = self.places.tables[told.table] if told.table else self.own
        at = placed.table.index(told.column)
        if told.row is None:
            return formulas.cell(placed.first_row + row, at)
        return formulas.fixed_cell(placed.first_row + told.row, at)

    def setting(self, key: str, value: float) -> str:
        if not self.places.inputs.states(key, value):
            raise _Unlinked
        return key

    def total(self, told: native.Total, row: int) -> str:
        placed = self.places.tables[told.table]
        amounts = placed.column(told.column)
        where = [
            (placed.column(n), self.cell(w, row) if isinstance(w, Ref) else formulas.written(w))
            for n, w in told.where
        ]
        if any(isinstance(word, Ref) for _, word in told.where):
            return formulas.sum_of_equal(amounts, where)
        return formulas.sum_where(amounts, where)

    def turn(self, told: native.TurnOf, row: int) -> str:
        placed = self.places.tables[told.table]
        columns = [placed.table.index(name) for name in told.columns]
        block = formulas.fixed_block(placed.first_row, columns[0], placed.last_row, columns[-1])
        where = told.where and (placed.column(told.where[0]), told.where[1])
        rows = (self.own.first_row + told.first, self.own.first_row + row)
        return formulas.sum_of_turn(block, rows, where)

    def input(self, told: native.Input, row: int, column: str) -> str:
        block = self.block(told, column)
        if block is None:
            raise _Unlinked
        if not told.place:
            return f"SUM({block.text})"
        place = self.cell(Ref(told.place), row)
        if len(told.headers) > 1:
            return formulas.row_of(block.text, place)
        if block.words:
            return formulas.entry_of(block.text, place)
        blank = self.cell(told.blank, row) if isinstance(told.blank, Ref) else told.blank
        return formulas.number_of(block.text, place, blank)

    def block(self, told: native.Input, column: str) -> Block | None:
        """Cells of an input that hold, row by row, what was modelled."""
        table = self.own.table
        if not told.place:
            return self.places.inputs.whole(told.sheet, told.headers, told.holds)
        places = table.values(told.place)
        given = told.holds or table.values(column)
        if told.blank is None:
            blanks: Sequence[CellValue] = (None,) * len(given)
        elif isinstance(told.blank, Ref):
            blanks = table.values(told.blank.column)
        else:
            blanks = (told.blank,) * len(given)
        wanted = [(p, v, b) for p, v, b in zip(places, given, blanks, strict=True)]
        return self.places.inputs.rows(told.sheet, told.headers, wanted)
