"""Collecting every fault of a workbook, at most one a cell, in sheet and row order."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from mmm_xl.data.limits import FAULTS_IN_FULL, FAULTS_SHOWN
from mmm_xl.data.raw import RawColumn, RawInputs, RawTable
from mmm_xl.errors import Fault, InvalidWorkbook
from mmm_xl.names import INPUT_SHEETS

_Order = tuple[int, int, int, str]


@dataclass(frozen=True)
class _Entry:
    """One fault with its place in the order and the kind it is counted under."""

    order: _Order
    fault: Fault
    kind: str

    @property
    def cell(self) -> str:
        return self.fault.where.rsplit("!", 1)[-1]


class FaultLog:
    """Faults found so far; the first one of a cell stays, later ones of that cell are dropped.

    Parameters
    ----------
    raw : RawInputs
        Gives the order of sheets, also where a table is named after a function's argument.
    """

    def __init__(self, raw: RawInputs) -> None:
        self._rank = {str(sheet): rank for rank, sheet in enumerate(INPUT_SHEETS)}
        for sheet, table in raw.tables.items():
            self._rank.setdefault(table.sheet, self._rank.get(sheet, len(self._rank)))
        self._entries: dict[str, _Entry] = {}

    def at(
        self, table: RawTable, column: RawColumn, index: int, what: str, *, kind: str = ""
    ) -> None:
        """Note a fault of a value's cell; faults of one kind and column are shortened together."""
        fault = Fault(table.address(column, index), _line(what))
        self._note(_Entry(self._order(table, column, table.rows[index]), fault, kind))

    def head(self, table: RawTable, column: RawColumn, what: str) -> None:
        """Note a fault of a header cell."""
        fault = Fault(table.header_address(column), _line(what))
        self._note(_Entry(self._order(table, column, table.header_row), fault, ""))

    def sheet(self, sheet: str, what: str) -> None:
        """Note a fault of a whole sheet."""
        order = (self._rank.get(sheet, len(self._rank)), 0, 0, "")
        fault = Fault(sheet, _line(what))
        self._entries.setdefault(str(fault), _Entry(order, fault, ""))

    def found(self, where: str) -> bool:
        """Whether a cell already has a fault."""
        return where in self._entries

    def faults(self) -> tuple[Fault, ...]:
        """Every fault in sheet, row and column order, long runs shortened."""
        return tuple(entry.fault for entry in sorted(self._shortened(), key=lambda e: e.order))

    def raise_if_any(self) -> None:
        """Raise `InvalidWorkbook` with every fault, or do nothing where there is none."""
        if self._entries:
            raise InvalidWorkbook(self.faults())

    def _note(self, entry: _Entry) -> None:
        self._entries.setdefault(entry.fault.where, entry)

    def _order(self, table: RawTable, column: RawColumn, row: int) -> _Order:
        return self._rank[table.sheet], row, len(column.letter), column.letter

    def _shortened(self) -> Iterable[_Entry]:
        groups: dict[tuple[int, int, str, str], list[_Entry]] = defaultdict(list)
        for entry in self._entries.values():
            rank, _, width, letter = entry.order
            groups[rank, width, letter, entry.kind].append(entry)
        for key, group in groups.items():
            yield from _cut(group) if key[-1] else group


def _line(what: str) -> str:
    """Sentence on one line, even where it quotes a header of several."""
    return " ".join(what.splitlines())


def _cut(group: list[_Entry]) -> list[_Entry]:
    """First few of a long group and one line that counts the others."""
    if len(group) <= FAULTS_IN_FULL:
        return group
    group = sorted(group, key=lambda entry: entry.order)
    head, rest = group[:FAULTS_SHOWN], group[FAULTS_SHOWN:]
    what = f"and {len(rest)} more like this in the column, the last in {rest[-1].cell}."
    return [*head, _Entry(rest[0].order, Fault(rest[0].fault.where, what), "")]
