"""An evaluator for the few formulas that our sheets hold, written apart from what writes them."""

from __future__ import annotations

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
  | (?P<range>\$?[A-Z]{1,3}\$?\d+:\$?[A-Z]{1,3}\$?\d+)
  | (?P<cell>\$?[A-Z]{1,3}\$?\d+(?![\w(]))
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


FUNCTIONS: dict[str, Callable[..., Any]] = {
    "SUM": lambda *a: sum(numbers(list(a))),
    "MAX": lambda *a: max(numbers(list(a))),
    "MIN": lambda *a: min(numbers(list(a))),
    "COUNT": lambda *a: len(numbers(list(a))),
    "ABS": abs,
    "N": lambda v: v if isinstance(v, (int, float)) else 0,
    "ISNUMBER": lambda v: isinstance(v, (int, float)) and not isinstance(v, bool),
    "AND": lambda *a: all(a),
    "IF": lambda test, yes, no: yes if test else no,
    "COUNTIF": lambda cells, word: sum(v == word for v in cells),
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
        left, top, right, bottom = range_boundaries(reference.replace("$", ""))
        rows = self.book[sheet].iter_rows(top, bottom, left, right, values_only=True)
        return [value for row in rows for value in row]

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
        return {
            "=": left == right, "<>": left != right, "<=": left <= right, ">=": left >= right,
            "<": left < right, ">": left > right,
        }[sign]  # fmt: skip

    def joined(self) -> Any:
        left = self.total()
        while self.peek() == "&":
            self.take()
            left = shown(left) + shown(self.total())
        return left

    def total(self) -> Any:
        left = self.term()
        while self.peek() in {"+", "-"}:
            sign, right = self.take()[1], self.term()
            left = (left or 0) + (right or 0) if sign == "+" else (left or 0) - (right or 0)
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
        return FUNCTIONS[name](*arguments)


def shown(value: Any) -> str:
    """Value as joining makes it text."""
    if value is None:
        return ""
    return f"{value:.15g}" if isinstance(value, (int, float)) else str(value)
