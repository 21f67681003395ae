"""An evaluator for the few formulas that our sheets hold, written apart from what writes them."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from openpyxl.utils import range_boundaries

_TOKENS = re.compile(
    r"""\s*(?:
    (?P<text>"(?:[^"]|"")*")
  | (?P<number>\d+(?:\.\d+)?)
  | (?P<column>tbl\w+\[[^\]]+\])
  | (?P<range>(?:\w+!)?\$?[A-Z]{1,3}\$?\d+:\$?[A-Z]{1,3}\$?\d+)
  | (?P<cell>(?:\w+!)?\$?[A-Z]{1,3}\$?\d+(?![\w(]))
  | (?P<name>[A-Za-z_]\w*)
  | (?P<sign><=|>=|<>|[-+*/&=<>(),])
    )""",
    re.VERBOSE,
)


def flat(values: list[Any]) -> list[Any]:
    """Arguments with the cells of ranges side by side."""
    return [v for value in values for v in (value if isinstance(value, list) else [value])]


def numbers(values: list[Any]) -> list[float]:
    """Numbers among arguments, as aggregate functions see them."""
    return [
        v for v in flat(values) if isinstance(v, (int, float, datetime)) and not isinstance(v, bool)
    ]


class Range(list):
    """Cells of a range row by row, with the number of its columns."""

    width = 1


class Error:
    """What a formula gives that cannot be computed."""


def comparable(value: Any) -> Any:
    """Value as a comparison sees it: text without regard to case, a blank cell as no text."""
    if isinstance(value, str):
        return value.lower()
    return "" if value is None else value


def count_if(cells: list[Any], criterion: Any) -> int:
    if isinstance(criterion, str) and criterion.startswith(">"):
        return sum(v > float(criterion[1:]) for v in numbers(cells))
    return sum(comparable(v) == comparable(criterion) for v in cells)


def sum_if(keys: list[Any], key: Any, values: list[Any]) -> float:
    pairs = zip(keys, values, strict=True)
    return sum(numbers([v for k, v in pairs if comparable(k) == comparable(key)]))


def sum_ifs(values: list[Any], *pairs: Any) -> float:
    keys, words = pairs[::2], pairs[1::2]
    kept = [
        value
        for i, value in enumerate(values)
        if all(comparable(k[i]) == comparable(w) for k, w in zip(keys, words, strict=True))
    ]
    return sum(numbers(kept))


def each(operation: Callable[[Any, Any], Any], left: Any, right: Any) -> Any:
    """Operation on two values, or on every cell of a range."""
    if not isinstance(left, list) and not isinstance(right, list):
        return operation(left, right)
    length = len(left if isinstance(left, list) else right)
    lefts = left if isinstance(left, list) else [left] * length
    rights = right if isinstance(right, list) else [right] * length
    return Range(operation(a, b) for a, b in zip(lefts, rights, strict=True))


def match(value: Any, cells: list[Any], kind: float) -> int:
    assert kind == 0
    found = [comparable(cell) for cell in cells if cell is not None]
    if value in (None, "") or comparable(value) not in found:
        raise ValueError(value)
    return [comparable(cell) for cell in cells].index(comparable(value)) + 1


def index(cells: Range, row: float, column: float | None = None) -> Any:
    if column is None:
        return cells[int(row) - 1]
    if row == 0:
        return cells[int(column) - 1 :: cells.width]
    first = (int(row) - 1) * cells.width
    return cells[first : first + cells.width] if column == 0 else None


def text(value: Any, shape: str) -> str:
    assert shape == "0%"
    return "" if value in (None, "") else f"{value:.0%}"


FUNCTIONS: dict[str, Callable[..., Any]] = {
    "OR": lambda *a: any(a),
    "TRIM": lambda v: str(v or "").strip(),
    "LEN": lambda v: len(str(v)) if v is not None else 0,
    "SUMIF": sum_if,
    "SUMIFS": sum_ifs,
    "SUMPRODUCT": lambda cells: sum(float(value or 0) for value in cells),
    "MATCH": match,
    "INDEX": index,
    "TEXT": text,
    "EXP": math.exp,
    "LN": math.log,
    "SQRT": math.sqrt,
    "PRODUCT": lambda *a: math.prod(numbers(list(a))) if numbers(list(a)) else 0,
    "IFERROR": lambda v, other: other if isinstance(v, Error) else v,
    "SUM": lambda *a: sum(numbers(list(a))),
    "MAX": lambda *a: max(numbers(list(a))),
    "MIN": lambda *a: min(numbers(list(a))),
    "COUNT": lambda *a: len(numbers(list(a))),
    "ABS": lambda v: abs(0 if v is None else v),
    "N": lambda v: float(v) if isinstance(v, (int, float)) else 0,
    "ISNUMBER": lambda v: isinstance(v, (int, float)) and not isinstance(v, bool),
    "AND": lambda *a: all(a),
    "IF": lambda test, yes, no: yes if test else no,
    "COUNTIF": count_if,
    "ROWS": len,
    "LOWER": lambda v: str(v or "").lower(),
}


class Evaluator:
    """Evaluates formulas of a workbook over its cached values.

    Parameters
    ----------
    book : openpyxl workbook with values
    names : mapping of defined name to (sheet, cell)
    """

    def __init__(self, book: Any, names: Mapping[str, tuple[str, str]]) -> None:
        self.book = book
        self.names = names

    def value(self, sheet: str, formula: str) -> Any:
        """Result of a formula that stands on a sheet."""
        parser = _Parser(self, sheet, formula.removeprefix("="))
        result = parser.comparison()
        assert parser.at == len(parser.tokens), formula
        return result

    def cells(self, sheet: str, reference: str) -> list[Any]:
        """Values of a range, row by row."""
        *other, place = reference.replace("$", "").split("!")
        left, top, right, bottom = range_boundaries(place)
        # cells beyond the last one with a value are not there to be read
        last = self.book[other[0] if other else sheet].max_row
        rows = self.book[other[0] if other else sheet].iter_rows(
            top, max(top, min(bottom, last)), left, right, values_only=True
        )
        found = Range(value for row in rows for value in row)
        found.width = right - left + 1
        return found

    def column(self, reference: str) -> list[Any]:
        """Values of a table column."""
        name, header = reference.removesuffix("]").split("[")
        for sheet in self.book:
            if name in sheet.tables:
                table = sheet.tables[name]
                left, top, _, bottom = range_boundaries(table.ref)
                at = left + [c.name for c in table.tableColumns].index(header)
                rows = sheet.iter_rows(top + 1, bottom, at, at, values_only=True)
                return [row[0] for row in rows]
        raise KeyError(reference)


class _Parser:
    """Recursive descent over comparison, joining, sums and single terms."""

    def __init__(self, evaluator: Evaluator, sheet: str, formula: str) -> None:
        self.evaluator, self.sheet, self.at = evaluator, sheet, 0
        self.tokens: list[tuple[str, str]] = []
        position = 0
        while position < len(formula):
            match = _TOKENS.match(formula, position)
            assert match and match.lastgroup, formula[position:]
            self.tokens.append((match.lastgroup, match[match.lastgroup]))
            position = match.end()

    def peek(self) -> str:
        return self.tokens[self.at][1] if self.at < len(self.tokens) else ""

    def take(self) -> tuple[str, str]:
        self.at += 1
        return self.tokens[self.at - 1]

    def comparison(self) -> Any:
        left = self.joined()
        if self.peek() not in {"=", "<=", ">=", "<>", "<", ">"}:
            return left
        sign, right = self.take()[1], self.joined()
        return each(lambda a, b: self.compared(sign, comparable(a), comparable(b)), left, right)

    @staticmethod
    def compared(sign: str, left: Any, right: Any) -> bool:
        if sign in {"=", "<>"}:
            return (left == right) == (sign == "=")
        if isinstance(left, str) != isinstance(right, str):  # a number is less than any text
            return isinstance(right, str) == (sign in {"<", "<="})
        return {
            "<=": left <= right, ">=": left >= right, "<": left < right, ">": left > right,
        }[sign]  # fmt: skip

    def joined(self) -> Any:
        left = self.total()
        while self.peek() == "&":
            self.take()
            left = shown(left) + shown(self.total())
        return left

    def total(self) -> Any:
        left = self.product()
        while self.peek() in {"+", "-"}:
            sign, right = self.take()[1], self.product()
            left = computed(lambda a, b: a + b if sign == "+" else a - b, left, right)  # noqa: B023
        return left

    def product(self) -> Any:
        left = self.term()
        while self.peek() in {"*", "/"}:
            sign, right = self.take()[1], self.term()
            times = lambda a, b: a * b if sign == "*" else a / b  # noqa: B023, E731
            left = each(lambda a, b: computed(times, a, b), left, right)  # noqa: B023
        return left

    def term(self) -> Any:
        kind, text = self.take()
        if kind == "text":
            return text[1:-1].replace('""', '"')
        if kind == "number":
            return float(text)
        if kind == "column":
            return self.evaluator.column(text)
        if kind in {"range", "cell"}:
            values = self.evaluator.cells(self.sheet, text)
            return values if kind == "range" else values[0]
        return computed(lambda a, b: b - a, self.term(), 0) if text == "-" else self.other(text)

    def other(self, text: str) -> Any:
        if text == "(":
            inner = self.comparison()
            self.take()
            return inner
        return self.call(text) if self.peek() == "(" else self.named(text)

    def named(self, name: str) -> Any:
        sheet, cell = self.evaluator.names[name]
        return self.evaluator.book[sheet][cell.replace("$", "")].value

    def call(self, name: str) -> Any:
        self.take()
        arguments = [self.comparison()]
        while self.peek() == ",":
            self.take()
            arguments.append(self.comparison())
        self.take()
        if any(isinstance(a, Error) for a in arguments) and name not in {"IF", "IFERROR"}:
            return Error()
        try:
            return FUNCTIONS[name](*arguments)
        except (ValueError, TypeError, ZeroDivisionError, IndexError):
            return Error()


def computed(operation: Callable[[Any, Any], Any], left: Any, right: Any) -> Any:
    """Result of arithmetic, blank cells as 0; an error where one side is text."""
    try:
        return operation(0 if left is None else left, 0 if right is None else right)
    except (TypeError, ZeroDivisionError):
        return Error()


def shown(value: Any) -> str:
    """Value as joining makes it text."""
    if value is None:
        return ""
    return f"{value:.15g}" if isinstance(value, (int, float)) else str(value)
