"""Numbers of one column: texts understood, blanks and negatives changed only where allowed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

import numpy as np

from mmm_xl.data.cells import BLANKS_REFUSED, LAST_KNOWN, NumberRule, Problem, is_blank, shortened
from mmm_xl.data.currencies import contradicts
from mmm_xl.data.dataset import Adjustment, Floats
from mmm_xl.data.findings import FindingLog
from mmm_xl.data.headers import blank_rows
from mmm_xl.data.number_text import Convention, NumberText, convention_of, read_number_text
from mmm_xl.data.raw import RawColumn, RawTable
from mmm_xl.data.rules import values as rules
from mmm_xl.data.rules.rule import Rule
from mmm_xl.data.wording import amount, counted, listed


@dataclass
class _Reading:
    """One column on its way to numbers.

    Parameters
    ----------
    numbers : list
        Number, or `Problem` of each cell.
    texts : dict of index to NumberText
        Cells whose text was understood.
    """

    table: RawTable
    column: RawColumn
    rule: NumberRule
    log: FindingLog
    numbers: list[float | Problem] = field(default_factory=list)
    texts: dict[int, NumberText] = field(default_factory=dict)

    def cell(self, index: int) -> str:
        """Address inside the sheet."""
        return f"{self.column.letter}{self.table.rows[index]}"

    def adjust(self, rule: Rule, index: int, new: float, why: str, change: float = 0.0) -> None:
        """Log that a cell's number is not what the workbook shows."""
        value = self.column.values[index]
        text = isinstance(value, str) and not is_blank(value)
        old = "blank" if is_blank(value) else f"'{shortened(value)}'" if text else f"{value:.15g}"
        where = self.table.address(self.column, index)
        header, told = self.column.header, f"{new:.15g}"
        self.log.adjust(Adjustment(where, header, old, told, rule.name, why, change))

    def note(self, rule: Rule, what: str) -> None:
        """Log one finding about the whole column."""
        self.log.head(rule, self.table, self.column, what)


def read_series(
    table: RawTable, column: RawColumn, rule: NumberRule, log: FindingLog
) -> Floats | None:
    """Numbers of one column; None where any of its cells is refused.

    Notes
    -----
    A text that can mean one number is that number. Whatever is not the number that the cell shows
    is logged as an adjustment, and told once a column.
    """
    if rule.blank is None and table.rows and all(map(is_blank, column.values)):
        what = f"{rule.thing} '{column.header}' is wholly blank; {rule.mend}."
        log.head(rules.NEVER_USED, table, column, what)
        return None
    skipped = blank_rows(table)
    reading = _Reading(table, column, rule, log)
    convention = convention_in(column)
    for i, value in enumerate(column.values):
        reading.numbers.append(0.0 if i in skipped else _number(reading, i, value, convention))
    _tell_texts(reading)
    _tell_currency(reading)
    _lift_negatives(reading)
    _fill_blanks(reading)
    numbers = _told(reading)
    return None if skipped else numbers


def convention_in(column: RawColumn) -> Convention:
    """How a column writes decimals in texts.

    Notes
    -----
    Its neighbours do not decide: they may come from another system, and 1.250 taken for 1.25 is
    wrong by a thousand.
    """
    return convention_of(value for value in column.values if isinstance(value, str))


def _number(reading: _Reading, index: int, value: Any, convention: Convention) -> float | Problem:
    """Checked number of one cell, its text understood where it is one."""
    if not isinstance(value, str) or is_blank(value):
        return reading.rule.read(value)
    found = read_number_text(value, convention)
    if isinstance(found, Problem):
        return found
    if found.percent and not reading.rule.percent:
        return Problem(f"is the percentage '{shortened(value.strip())}'", rules.TEXT)
    number = reading.rule.read(found.value)
    reading.texts[index] = found
    return number


def _told(reading: _Reading) -> Floats | None:
    """Numbers of a column, None where a cell is refused, each with its fault."""
    thing, mend = reading.rule.thing, reading.rule.mend
    refused = {i: n for i, n in enumerate(reading.numbers) if isinstance(n, Problem)}
    for i, problem in refused.items():
        what = problem.sentence(thing, mend)
        reading.log.at(problem.rule, reading.table, reading.column, i, what)
    return None if refused else np.array(reading.numbers, dtype=float)


def _tell_texts(reading: _Reading) -> None:
    """Log each text that was understood, with one note for the column."""
    for i, found in reading.texts.items():
        why = f"number kept as text, read as {found.words}"
        reading.adjust(rules.TEXT_NUMBER, i, found.value, why)
    if reading.texts:
        first, found = next(iter(reading.texts.items()))
        text = shortened(reading.column.values[first].strip())
        verb = "is" if len(reading.texts) == 1 else "are"
        reading.note(
            rules.TEXT_NUMBER,
            f"{counted(len(reading.texts), 'number')} {verb} kept as text and taken as meant:"
            f" '{text}' in {reading.cell(first)} as {found.words}.",
        )


def _tell_currency(reading: _Reading) -> None:
    """Warn of amounts that carry another currency than the workbook's."""
    expected = reading.rule.currency
    strange = {
        i: found.currency
        for i, found in reading.texts.items()
        if found.currency and expected and contradicts(found.currency, expected)
    }
    if strange:
        signs = listed(sorted(set(strange.values())), "and")
        reading.note(
            rules.OTHER_CURRENCY,
            f"{counted(len(strange), 'amount')} in '{reading.column.header}' with {signs}, the"
            f" first in {reading.cell(next(iter(strange)))}, but the currency on Settings is"
            f" {expected}; the amounts are modelled as they stand.",
        )


def _lift_negatives(reading: _Reading) -> None:
    """Set negative amounts to zero where the workbook chose so."""
    if not reading.rule.negative_to_zero:
        return
    below: dict[int, float] = {}
    for i, found in enumerate(reading.numbers):
        if isinstance(found, Problem) and found.rule is rules.NEGATIVE:
            text = reading.texts.get(i)
            below[i] = text.value if text else float(reading.column.values[i])
    for i, was in below.items():
        reading.numbers[i] = 0.0
        why = f"{reading.rule.thing} below zero ({amount(was)}) counts as 0, as chosen on Settings"
        reading.adjust(rules.NEGATIVE_TO_ZERO, i, 0.0, why, -was)
    if below:
        total = amount(sum(below.values()))
        reading.note(
            rules.NEGATIVE_TO_ZERO,
            f"{counted(len(below), 'amount')} of '{reading.column.header}' below zero, together"
            f" {total}, set to 0; the first in {reading.cell(next(iter(below)))}.",
        )


def _fill_blanks(reading: _Reading) -> None:
    """Fill blank cells where the workbook chose how."""
    how = reading.rule.fill_blanks
    if how == BLANKS_REFUSED:
        return
    blanks = [i for i, found in enumerate(reading.numbers) if _is_blank(found)]
    filled = {i: _filled(reading, i, how) for i in blanks}
    good = {i: new for i, new in filled.items() if not isinstance(new[0], Problem)}
    for i, (number, why) in filled.items():
        reading.numbers[i] = number
        if not isinstance(number, Problem):
            reading.adjust(rules.BLANK_FILLED, i, number, why)
    if good:
        first = next(iter(good))
        reading.note(
            rules.BLANK_FILLED,
            f"{counted(len(good), 'blank week')} of '{reading.column.header}' filled in by"
            f" '{how}', as chosen on Settings; the first is {reading.cell(first)}, at most"
            f" {longest_run(list(good))} in a row.",
        )


def _is_blank(found: float | Problem) -> bool:
    return isinstance(found, Problem) and found.rule is rules.BLANK


def _filled(reading: _Reading, index: int, how: str) -> tuple[float | Problem, str]:
    """Number for one blank cell from the weeks around it, and where it is from."""
    known = [i for i, found in enumerate(reading.numbers) if not isinstance(found, Problem)]
    before = max((i for i in known if i < index and not _was_blank(reading, i)), default=None)
    after = min((i for i in known if i > index and not _was_blank(reading, i)), default=None)
    if before is None or (after is None and how != LAST_KNOWN):
        side = "earlier" if before is None else "later"
        words = f"is blank, and no {side} week has a number to fill it from"
        return Problem(words, rules.BLANK), ""
    start = _known(reading, before)
    if how == LAST_KNOWN or after is None:
        return start, f"blank, took the number of {reading.cell(before)}"
    share = (index - before) / (after - before)
    line = start + share * (_known(reading, after) - start)
    return line, f"blank, on a straight line from {reading.cell(before)} to {reading.cell(after)}"


def _was_blank(reading: _Reading, index: int) -> bool:
    return is_blank(reading.column.values[index])


def _known(reading: _Reading, index: int) -> float:
    found = reading.numbers[index]
    if isinstance(found, Problem):
        raise AssertionError("only numbers are filled from")
    return found


def longest_run(indices: Sequence[int]) -> int:
    """Most of some sorted row indices that follow one another."""
    longest = run = 1
    for earlier, later in pairwise(indices):
        run = run + 1 if later == earlier + 1 else 1
        longest = max(longest, run)
    return longest
