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


def holds(cell: str, word: str) -> str:
    """Condition that a cell holds a word."""
    return f"={cell}={literal(word)}"


def rounds_to_nothing(cell: str) -> str:
    """Condition that a cell holds a number that is shown as 0."""
    return f"=AND(ISNUMBER({cell}),ROUND(N({cell}),0)=0)"


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


def fixed_cell(row: int, column: int) -> str:
    """Reference whose row stays: ``B$17``."""
    return f"{letter(column)}${row + 1}"


def fixed_range(column: int, first_row: int, last_row: int) -> str:
    """Cells of one column that stay: ``$C$7:$C$12``."""
    return fixed_block(first_row, column, last_row, column)


def fixed_block(first_row: int, first_column: int, last_row: int, last_column: int) -> str:
    """Rectangle that stays: ``$C$7:$E$12``."""
    first, last = letter(first_column), letter(last_column)
    return f"${first}${first_row + 1}:${last}${last_row + 1}"


def written(word: str | float) -> str:
    """Word or number as a formula holds it."""
    return literal(word) if isinstance(word, str) else f"{word:g}"


def sum_where(amounts: str, where: Sequence[tuple[str, str]]) -> str:
    """Sum of the rows where other columns hold words of ours: ``SUMIFS(J7:J9,C7:C9,"VAT")``."""
    if not where:
        return f"SUM({amounts})"
    told = ",".join(f"{cells},{word}" for cells, word in where)
    return f"SUMIFS({amounts},{told})"


def sum_of_equal(amounts: str, where: Sequence[tuple[str, str]]) -> str:
    """Sum of the rows where columns equal other cells.

    Notes
    -----
    Names that users chose are compared, not searched: ``SUMIFS`` takes ``*`` and ``>`` for signs
    and ``2024`` for a number.
    """
    told = "*".join(f"({cells}={word})" for cells, word in where)
    return f"SUMPRODUCT({told}*{amounts})"


def sum_of_turn(block: str, rows: tuple[int, int], where: tuple[str, str] | None) -> str:
    """Sum of a block's first column in the first row of a table, of its second in the next.

    Parameters
    ----------
    rows : (int, int)
        Row to which the first column belongs, and row of the formula.
    """
    turn = f"INDEX({block},0,ROWS(A${rows[0] + 1}:A{rows[1] + 1}))"
    return f"SUM({turn})" if where is None else f"SUMIF({where[0]},{literal(where[1])},{turn})"


def share(part: str, whole: str) -> str:
    """Part of a whole, 0 where there is none."""
    return f"IF({whole}=0,0,{part}/{whole})"


def within(amount: str, tolerance: str, passed: str, failed: str) -> str:
    """Word for an amount of at most a tolerance, either way."""
    test = f"AND(ISNUMBER({amount}),ABS({amount})<={tolerance})"
    return f"IF({test},{literal(passed)},{literal(failed)})"


def only(amount: str, holder: str, word: str, below_one: str) -> str:
    """Amount where a cell holds a word and another is below 1."""
    return f"IF(AND({holder}={literal(word)},{below_one}<1),{amount},0)"


def row_of(block: str, place: str) -> str:
    """Sum of one row of a block."""
    return f"SUM(INDEX({block},{place},0))"


def entry_of(cells: str, place: str) -> str:
    """Cell of a column by its place."""
    return f"INDEX({cells},{place})"


def number_of(cells: str, place: str, blank: str | float | None) -> str:
    """Number of a column by its place; where there is none 0, or what a blank cell stands for."""
    found = entry_of(cells, place)
    if blank is None:
        return f"N({found})"
    other = blank if isinstance(blank, str) else f"{blank:g}"
    return f"IF(ISNUMBER({found}),{found},{other})"
