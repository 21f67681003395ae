"""The few formulas that sheets hold: short, without literals, never volatile.

Builders return the text of a formula; who places it also gives the cached result. Rows and
columns count from 0.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence

MASTER_PASSED = "all passed"
FAILED = "FAILED"
PASSED = "ok"

_PLACEHOLDER = re.compile(r"\{(\w+)\}")


def letter(column: int) -> str:
    """Letters of a column: 0 is A, 26 is AA."""
    letters = ""
    number = column + 1
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def cell(row: int, column: int) -> str:
    """Relative reference: ``C7``."""
    return f"{letter(column)}{row + 1}"


def column_range(column: int, first_row: int, last_row: int) -> str:
    """Cells of one column: ``C7:C12``."""
    return f"{cell(first_row, column)}:{cell(last_row, column)}"


def absolute(sheet: str, row: int, column: int) -> str:
    """Reference of a defined name: ``='Scenario grid'!$B$4``."""
    return f"={quoted(sheet)}!${letter(column)}${row + 1}"


def quoted(sheet: str) -> str:
    """Sheet name as a reference needs it."""
    doubled = sheet.replace("'", "''")
    return sheet if sheet.isidentifier() and sheet.isascii() else f"'{doubled}'"


def total(column: int, first_row: int, last_row: int) -> str:
    """Sum of a table column."""
    return f"=SUM({column_range(column, first_row, last_row)})"


def row_total(row: int, first_column: int, last_column: int) -> str:
    """Sum of neighbouring cells of one row."""
    return f"=SUM({cell(row, first_column)}:{cell(row, last_column)})"


def of_two(row: int, first: int, sign: str, second: int) -> str:
    """Difference (``-``) or quotient (``/``) of two cells of one row."""
    return f"={cell(row, first)}{sign}{cell(row, second)}"


def made_of(column: int, rows: Sequence[int], less: Sequence[int]) -> str:
    """Some cells of a column added up, others taken off: ``=SUM(B6:B9)+B11-B13``.

    Parameters
    ----------
    rows, less : sequence of int
        Rows that are added and rows that are taken off.
    """
    parts = [
        f"SUM({column_range(column, first, last)})" if last > first else cell(first, column)
        for first, last in _runs(rows)
    ]
    return "=" + "+".join(parts) + "".join(f"-{cell(row, column)}" for row in less)


def _runs(rows: Sequence[int]) -> list[tuple[int, int]]:
    """First and last of each stretch of rows that follow one another."""
    found: list[tuple[int, int]] = []
    for row in rows:
        if found and row == found[-1][1] + 1:
            found[-1] = (found[-1][0], row)
        else:
            found.append((row, row))
    return found


def words(template: str, values: Mapping[str, str], named: Collection[str]) -> tuple[str, str]:
    """Words with named cells inside, as a formula and as its result.

    Parameters
    ----------
    template : str
        With placeholders: ``"{business}: spend, {currency} a week"``.
    values : mapping of placeholder to text
    named : collection of str
        Placeholders that are defined names of the book; the others become plain words.

    Returns
    -------
    (formula, result)
        The formula is empty where no name is used.
    """
    pieces = _PLACEHOLDER.split(template)
    result = "".join(values[p] if i % 2 else p for i, p in enumerate(pieces))
    if not any(name in named for name in pieces[1::2]):
        return "", result
    parts = [
        piece if i % 2 and piece in named else literal(values[piece] if i % 2 else piece)
        for i, piece in enumerate(pieces)
        if piece
    ]
    return "=" + "&".join(parts), result


def literal(text: str) -> str:
    """Text as a formula quotes it."""
    doubled = text.replace('"', '""')
    return f'"{doubled}"'


def outcome_unit() -> str:
    """Unit of one week's outcome: the currency, or the counted thing."""
    return '=IF(kpi_type="revenue",currency,LOWER(outcome_name))&" a week"'


def weeks(table: str, header: str) -> str:
    """How many weeks a weekly table holds."""
    return f'=COUNT({table}[{header}])&" weeks"'


def any_of(row: int, conditions: Iterable[tuple[int, str]]) -> str:
    """Condition that a row's cell of a column holds its word, or a number where that is blank.

    Notes
    -----
    ``=OR($D6="owned",ISNUMBER($G6))``.
    """
    parts = (
        f"${cell(row, column)}={literal(word)}" if word else f"ISNUMBER(${cell(row, column)})"
        for column, word in conditions
    )
    return f"=OR({','.join(parts)})"


def name_equals(name: str, word: str) -> str:
    """Condition that a defined name's cell holds a word."""
    return f"={name}={literal(word)}"


def difference(left: str, right: str) -> str:
    """Size of left minus right; text counts as nothing, so that the cell never shows an error."""
    return f"=ABS(N({left})-N({right}))"


def status(left: str, right: str, gap: str, tolerance: str) -> str:
    """Word of one check; an amount that is no number fails."""
    numbers = f"ISNUMBER({left}),ISNUMBER({right})"
    return f'=IF(AND({numbers},{gap}<={tolerance}),"{PASSED}","{FAILED}")'


def master(column: int, first_row: int, last_row: int) -> str:
    """Word over all checks."""
    cells = column_range(column, first_row, last_row)
    return f'=IF(COUNTIF({cells},"{PASSED}")=ROWS({cells}),"{MASTER_PASSED}","{FAILED}")'


def range_above(mean: str, high: str) -> str:
    """Length of a range above its mean, nothing where the row has no range."""
    return f"=IF(ISNUMBER({high}),{high}-{mean},0)"


def range_below(mean: str, low: str) -> str:
    """Length of a range below its mean, nothing where the row has no range."""
    return f"=IF(ISNUMBER({low}),{mean}-{low},0)"


def bar_base(start: str, step: str) -> str:
    """Invisible part of a floating bar from ``start`` to ``start + step``, on its side of zero."""
    end = f"{start}+{step}"
    return f"=MAX(0,MIN({start},{end}))+MIN(0,MAX({start},{end}))"


def bar_above(start: str, step: str) -> str:
    """Visible part of a floating bar above zero."""
    end = f"{start}+{step}"
    return f"=MAX(0,{start},{end})-MAX(0,MIN({start},{end}))"


def bar_below(start: str, step: str) -> str:
    """Visible part of a floating bar below zero, not positive."""
    end = f"{start}+{step}"
    return f"=MIN(0,{start},{end})-MIN(0,MAX({start},{end}))"


def bar_top(start: str, step: str) -> str:
    """Upper end of a floating bar, where its label stands."""
    return f"=MAX({start},{start}+{step})"
