"""Cells of a section's table: rows, and a total row whose sums are formulas."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

from mmm_xl.sections import precision
from mmm_xl.sections.precision import Estimated
from mmm_xl.sections.section import CellValue, Column, Kind, Table
from mmm_xl.workbook import formulas, styles
from mmm_xl.workbook.sheet_spec import Cell
from mmm_xl.workbook.styles import CellStyle, Role

SUM_TOLERANCE = 1e-9
"""A given total may differ from the sum of its rows by this fraction, which is rounding."""

DUST = 1e-12
"""A difference that is smaller, as a fraction of the amounts beside it, is rounding."""

_TEXT_ROLES = {
    Role.BODY: Role.BODY_TEXT,
    Role.SUBTOTAL: Role.SUBTOTAL_TEXT,
    Role.TOTAL: Role.TOTAL_TEXT,
}


def header_styles(table: Table) -> tuple[CellStyle, ...]:
    """Looks of each header: words on the left, numbers on the right."""
    return tuple(
        CellStyle(Role.HEADER_TEXT, indent=min(at, 1))
        if column.kind in (Kind.TEXT, Kind.DATE)
        else CellStyle(Role.HEADER)
        for at, column in enumerate(table.columns)
    )


def row_cells(table: Table, first_row: int) -> list[Cell]:
    """Body cells; a table without rows gets one blank row, as Excel asks for."""
    looks = [_style(table, at, Role.BODY) for at in range(len(table.columns))]
    cuts = [_Cut.of(table, at) for at in range(len(table.columns))]
    mixed = {at for at in range(len(table.columns)) if _is_mixed(table, at)}
    rows: Sequence[Sequence[CellValue]] = table.rows or ((None,) * len(table.columns),)
    bold = [_style(table, at, Role.SUBTOTAL) for at in range(len(table.columns))]
    return [
        Cell(
            first_row + i,
            at,
            shown(_without_dust(value, row, table.columns[at].kind)),
            cuts[at].look(value, bold[at] if i in table.subtotals else looks[at], at in mixed),
            _formula(table, first_row, (i, at)),
        )
        for i, row in enumerate(rows)
        for at, value in enumerate(row)
    ]


def _without_dust(value: CellValue, row: Sequence[CellValue], kind: Kind) -> CellValue:
    """Amount, 0 where it is what rounding leaves of two equal ones: Excel's own result."""
    if kind is not Kind.MONEY or not isinstance(value, float) or not math.isfinite(value):
        return value
    size = max(abs(v) for v in row if isinstance(v, (int, float)) and math.isfinite(v))
    return 0.0 if abs(value) <= DUST * size else value


def _formula(table: Table, first_row: int, at: tuple[int, int]) -> str:
    """Formula of a cell that is made of others of its table, empty where it is not.

    Raises
    ------
    ValueError
        The cell is declared to be made of others and is not.
    """
    row, position = at
    column = table.columns[position]
    value = table.rows[row][position] if table.rows else None
    if value is None:
        return ""
    if column.summed and row in table.subtotals:
        made = table.subtotals[row]
        _check(table, value, [_signed(table.rows[abs(n) - 1][position], n) for n in made])
        added = [first_row + n - 1 for n in made if n > 0]
        less = [first_row - n - 1 for n in made if n < 0]
        return formulas.made_of(position, added, less)
    if column.adds:
        own = [table.index(name) for name in column.adds]
        _check(table, value, [_signed(table.rows[row][other], 1) for other in own])
        return formulas.row_total(first_row + row, own[0], own[-1])
    return _of_two(table, table.rows[row], position, first_row + row)


def _of_two(table: Table, values: Sequence[CellValue], position: int, sheet_row: int) -> str:
    """Formula of a cell that is the difference or the quotient of two of its row, else empty."""
    column, given = table.columns[position], values[position]
    if given is None or not (column.less or column.over):
        return ""
    own = [table.index(name) for name in column.less or column.over]
    first, second = (_signed(values[at], 1) for at in own)
    if column.less:
        _check(table, given, [first, -second])
        return formulas.of_two(sheet_row, own[0], "-", own[1])
    _check(table, given, [first / second])
    return formulas.of_two(sheet_row, own[0], "/", own[1])


def _signed(value: CellValue, sign: int) -> float:
    return math.copysign(1.0, sign) * float(value) if isinstance(value, (int, float)) else 0.0


def _check(table: Table, given: CellValue, amounts: Sequence[float]) -> None:
    summed, size = math.fsum(amounts), math.fsum(map(abs, amounts))
    if not isinstance(given, (int, float)) or abs(summed - given) > SUM_TOLERANCE * size:
        raise ValueError(f"table '{table.key}': {given} is not {summed}")


def total_cells(table: Table, first_row: int, last_row: int) -> list[Cell]:
    """Total row: sums are formulas, everything else is a value that comes from the draws.

    Raises
    ------
    ValueError
        A column is declared to be summed but its total is not the sum of its rows.
    """
    cells = []
    for at, (column, value) in enumerate(zip(table.columns, table.total or (), strict=True)):
        look = _Cut.of(table, at).look(value, _style(table, at, Role.TOTAL))
        if column.summed and value is not None:
            result = _checked_sum(table, at, value)
            formula = formulas.total(at, first_row, last_row)
            cells.append(Cell(last_row + 1, at, result, look, formula))
        else:
            words = CellStyle(Role.TOTAL_TEXT, indent=min(at, 1))
            look = words if isinstance(value, str) else look
            formula = _of_two(table, table.total or (), at, last_row + 1)
            cells.append(Cell(last_row + 1, at, shown(value), look, formula))
    return cells


def shown(value: CellValue) -> CellValue:
    """Value as a cell shows it: yes and no for logical values, blank for no number."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float) and not math.isfinite(value):
        return None if math.isnan(value) else "infinite"
    return value


def _is_mixed(table: Table, at: int) -> bool:
    """Whether the rows of a column are different quantities, each named by its row."""
    named = table.columns[0].kind is Kind.TEXT and table.columns[at].kind is Kind.NUMBER
    return named and styles.mixed_sizes(row[at] for row in table.rows)


@dataclass(frozen=True)
class _Cut:
    """Where the digits of one column's estimated figures end.

    Parameters
    ----------
    scaled : int
        Power of ten that its amounts are shown in.
    most : int
        Decimals of its most certain figure; the others leave room for them, so that points align.
    """

    kind: Kind
    scaled: int
    most: int

    @classmethod
    def of(cls, table: Table, at: int) -> _Cut:
        """Cut of a table's column."""
        kind, values = table.columns[at].kind, precision.column_values(table, at)
        scaled = precision.scale(values) if kind is Kind.MONEY else 0
        found = (precision.places(v, kind, scaled) for v in values if isinstance(v, Estimated))
        return cls(kind, scaled, max(found, default=0))

    def look(self, value: CellValue, usual: CellStyle, mixed: bool = False) -> CellStyle:
        """Look of a cell: the usual one, but digits end where its Monte Carlo error begins.

        Parameters
        ----------
        mixed : bool
            Whether each figure of the column has the decimals of its own size.
        """
        if isinstance(value, Estimated):
            scaled = precision.own_scale(value, self.scaled)
            own = precision.places(value, self.kind, scaled)
            signed = not precision.shown_as_nothing(value, self.kind, own, scaled)
            shown_as = styles.cut(self.kind, own, self.most, scaled, signed=signed)
            return replace(usual, number_format=shown_as)
        if mixed and usual.role is Role.BODY:
            return replace(usual, number_format=styles.number_format(Kind.NUMBER, [value]))
        return usual


def _style(table: Table, at: int, role: Role) -> CellStyle:
    column = table.columns[at]
    if column.kind is Kind.TEXT:
        return CellStyle(_TEXT_ROLES[role], indent=min(at, 1))
    if column.kind is Kind.DATE and role is Role.BODY:
        return CellStyle(Role.BODY_DATE, styles.DATE, indent=min(at, 1))
    if column.places is not None:
        percent = "%" if column.kind is Kind.PERCENT else ""
        return CellStyle(role, styles.with_decimals(column.places, percent))
    return CellStyle(role, styles.number_format(column.kind, precision.column_values(table, at)))


def _checked_sum(table: Table, at: int, given: CellValue) -> float:
    column: Column = table.columns[at]
    amounts = [float(v) for v in (row[at] for row in table.rows) if isinstance(v, (int, float))]
    summed, size = math.fsum(amounts), math.fsum(map(abs, amounts))
    near = isinstance(given, (int, float)) and abs(summed - given) <= SUM_TOLERANCE * size
    if not near:
        raise ValueError(
            f"total of '{column.name}' in table '{table.key}': {given} is not {summed}"
        )
    return summed
