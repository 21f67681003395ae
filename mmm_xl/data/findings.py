"""Collecting all that is found in a workbook, in sheet and row order; one error a cell at most."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from mmm_xl.data.dataset import Adjustment
from mmm_xl.data.limits import FAULTS_IN_FULL, FAULTS_SHOWN, WARNINGS_SAID
from mmm_xl.data.raw import RawColumn, RawInputs, RawTable
from mmm_xl.data.rules.rule import Rule
from mmm_xl.errors import Finding, InvalidWorkbook
from mmm_xl.names import INPUT_SHEETS, Severity

_Order = tuple[int, int, int, str]


@dataclass(frozen=True)
class _Entry:
    """One finding with its place in the order and the rule that it is counted under."""

    order: _Order
    finding: Finding
    counted: str

    @property
    def cell(self) -> str:
        return self.finding.where.rsplit("!", 1)[-1]


class FindingLog:
    """What was found so far; the first error of a cell stays, later ones there are dropped.

    Parameters
    ----------
    raw : RawInputs
        Gives the order of sheets, also where a table is named after a function's argument.
    """

    def __init__(self, raw: RawInputs) -> None:
        self._rank = {str(sheet): rank for rank, sheet in enumerate(INPUT_SHEETS)}
        for sheet, table in raw.tables.items():
            self._rank.setdefault(table.sheet, self._rank.get(sheet, len(self._rank)))
        self._entries: dict[tuple[str, str], _Entry] = {}
        self._adjustments: list[Adjustment] = []

    def at(self, rule: Rule, table: RawTable, column: RawColumn, index: int, what: str) -> None:
        """Note a finding at a value's cell; long runs of one rule and column are shortened."""
        finding = finding_of(rule, table.address(column, index), what)
        self._note(_Entry(self._order(table, column, table.rows[index]), finding, rule.name))

    def head(self, rule: Rule, table: RawTable, column: RawColumn, what: str) -> None:
        """Note a finding at a header cell."""
        finding = finding_of(rule, table.header_address(column), what)
        self._note(_Entry(self._order(table, column, table.header_row), finding, ""))

    def sheet(self, rule: Rule, sheet: str, what: str) -> None:
        """Note a finding about a whole sheet."""
        order = (self._rank.get(sheet, len(self._rank)), 0, 0, "")
        finding = finding_of(rule, sheet, what)
        self._entries.setdefault((sheet, finding.what), _Entry(order, finding, ""))

    def adjust(self, adjustment: Adjustment) -> None:
        """Note that a cell's number is not what the workbook shows."""
        self._adjustments.append(adjustment)

    def adjustments(self) -> tuple[Adjustment, ...]:
        """Every changed cell in sheet, row and column order."""
        return tuple(sorted(self._adjustments, key=lambda found: self._place(found.where)))

    def found(self, where: str) -> bool:
        """Whether a cell already has an error."""
        return (where, Severity.ERROR) in self._entries

    def findings(self) -> tuple[Finding, ...]:
        """Everything in sheet, row and column order, long runs shortened."""
        return tuple(entry.finding for entry in sorted(self._shortened(), key=lambda e: e.order))

    def raise_if_any(self) -> None:
        """Raise `InvalidWorkbook` with everything found, or do nothing where there is no error."""
        if any(e.finding.severity is Severity.ERROR for e in self._entries.values()):
            raise InvalidWorkbook(self.findings())

    def _note(self, entry: _Entry) -> None:
        """Keep an entry; a cell keeps one error, and one finding of every other rule."""
        finding = entry.finding
        about = Severity.ERROR if finding.severity is Severity.ERROR else finding.rule
        self._entries.setdefault((finding.where, about), entry)

    def _order(self, table: RawTable, column: RawColumn, row: int) -> _Order:
        return self._rank[table.sheet], row, len(column.letter), column.letter

    def _place(self, where: str) -> _Order:
        sheet, _, cell = where.rpartition("!")
        column = cell.rstrip("0123456789")
        row = int(cell[len(column) :] or 0)
        return self._rank.get(sheet, len(self._rank)), row, len(column), column

    def _shortened(self) -> Iterable[_Entry]:
        groups: dict[tuple[int, int, str, str], list[_Entry]] = defaultdict(list)
        for entry in self._entries.values():
            rank, _, width, letter = entry.order
            groups[rank, width, letter, entry.counted].append(entry)
        for key, group in groups.items():
            yield from _cut(group) if key[-1] else group


def finding_of(rule: Rule, where: str, what: str) -> Finding:
    """Finding of a rule; its sentence stays on one line even where it quotes a header of several.

    An error's sentence says what to do about that very cell, so the rule's advice is left out.
    """
    advice = "" if rule.severity is Severity.ERROR else rule.advice
    return Finding(where, " ".join(what.splitlines()), rule.name, rule.severity, advice)


def _cut(group: list[_Entry]) -> list[_Entry]:
    """First few of a long group and one line that counts the others."""
    if len(group) <= FAULTS_IN_FULL:
        return group
    group = sorted(group, key=lambda entry: entry.order)
    head, rest = group[:FAULTS_SHOWN], group[FAULTS_SHOWN:]
    what = f"and {len(rest)} more like this in the column, the last in {rest[-1].cell}."
    return [*head, replace(rest[0], finding=replace(rest[0].finding, what=what))]


def warning_lines(findings: Sequence[Finding]) -> list[str]:
    """Warnings as notices: the first few in full with their advice, the rest counted."""
    found = [finding for finding in findings if finding.severity is Severity.WARNING]
    said = [f"{warning} {warning.advice}" for warning in found[:WARNINGS_SAID]]
    more = len(found) - len(said)
    return [*said, f"and {more} more, see the Data dictionary sheet."] if more else said
