"""Looks of computed cells that follow their values: ties in colour, no sign of nothing."""

from __future__ import annotations

from collections.abc import Iterable

from mmm_xl.sections.section import Kind
from mmm_xl.sections.words_ledger import FAILED, TIED
from mmm_xl.workbook import formulas
from mmm_xl.workbook.native import Placed
from mmm_xl.workbook.sheet_spec import Highlight

STATUS = "Status"
"""Column whose words are coloured."""


def native_looks(tables: Iterable[Placed]) -> tuple[Highlight, ...]:
    """Green and red where a table says whether its rows tie; fractions of a unit without a sign."""
    return tuple(
        look
        for placed in tables
        if placed.table.native
        for look in (*_status(placed), *_nothing(placed))
    )


def _status(placed: Placed) -> Iterable[Highlight]:
    for at, column in enumerate(placed.table.columns):
        if column.name == STATUS:
            cell = formulas.cell(placed.first_row, at)
            for word, look in ((TIED, "good"), (FAILED, "bad")):
                condition = formulas.holds(cell, word)
                yield Highlight(placed.first_row, placed.last_row, at, at, condition, look)


def _nothing(placed: Placed) -> Iterable[Highlight]:
    """A number format alone cannot tell a cent too little, shown as (0), from a real amount."""
    last = placed.last_row + (placed.table.total is not None)
    for at, column in enumerate(placed.table.columns):
        if column.kind is Kind.MONEY:
            condition = formulas.rounds_to_nothing(formulas.cell(placed.first_row, at))
            yield Highlight(placed.first_row, last, at, at, condition, "nothing")
