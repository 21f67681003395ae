"""A table for a terminal and, every digit of it, as comma-separated text."""

from __future__ import annotations

import csv
import math
from collections.abc import Iterator
from dataclasses import dataclass
from io import StringIO

_TERMINAL = 100
"""Characters of a line that tables keep to."""

_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\0")

Value = str | float | None


@dataclass(frozen=True)
class Column:
    """One column of a table.

    Parameters
    ----------
    kind : {"text", "tag", "amount", "ratio", "rate", "weeks", "share", "odds"}
        Tags are not shown on a terminal. Odds are probabilities, shown as a number of 100.
    end : {"", "low", "high"}
        Of a range; the lower end stands before the upper one.
    """

    name: str
    unit: str = ""
    kind: str = "text"
    end: str = ""

    @property
    def header(self) -> str:
        """Name with its unit in brackets."""
        return f"{self.name} ({self.unit})" if self.unit else self.name


_Strip = tuple[Column, list[str]]
"""One column of a table for a terminal, and its cells."""


@dataclass(frozen=True)
class Shown:
    """Answer to one question.

    Parameters
    ----------
    lines : tuple of str
        What stands above the table.
    notes : tuple of str
        What stands below it.
    rows : tuple of tuple
        Fractions are fractions; None where a figure does not exist.
    """

    title: str
    lines: tuple[str, ...]
    columns: tuple[Column, ...]
    rows: tuple[tuple[Value, ...], ...]
    notes: tuple[str, ...] = ()

    def csv_text(self) -> str:
        """The table as RFC 4180 has it, every digit, a header with units."""
        buffer = StringIO(newline="")
        writer = csv.writer(buffer)
        writer.writerow([_guarded(column.header) for column in self.columns])
        for row in self.rows:
            writer.writerow([_guarded(v) if isinstance(v, str) else _full(v) for v in row])
        return buffer.getvalue()

    def tables(self) -> Iterator[tuple[list[Column], list[tuple[str, ...]]]]:
        """Columns and cells for a terminal, in tables of its usual width.

        Notes
        -----
        Both ends of a range stand in one column, beside its figure; each table repeats the names.
        """
        rows = list(self._cells())
        named, *figures = self._pieces(rows)
        kept, width = [named], _width(named)
        for piece in figures:
            if width + _width(piece) > _TERMINAL and len(kept) > 1:
                yield _side_by_side(kept)
                kept, width = [named], _width(named)
            kept.append(piece)
            width += _width(piece)
        yield _side_by_side(kept)

    def _pieces(self, rows: list[tuple[str, ...]]) -> Iterator[list[_Strip]]:
        """Columns that stay together: a figure and its range."""
        piece: list[_Strip] = []
        for at, column in enumerate(self.columns):
            cells = [row[at] for row in rows]
            if column.end == "low":
                level = column.name.removesuffix(" from").rpartition(", ")[2]
                both = [_range(row[at], row[at + 1]) for row in rows]
                piece.append((Column(f"{level} range", kind="range"), both))
            elif column.end != "high" and column.kind != "tag":
                if piece:
                    yield piece
                piece = [(column, cells)]
        yield piece

    def _cells(self) -> Iterator[tuple[str, ...]]:
        """Rows as a terminal shows them."""
        for row in self.rows:
            pairs = zip(row, self.columns, strict=True)
            yield tuple(_rounded(value, column.kind) for value, column in pairs)


def _width(piece: list[_Strip]) -> int:
    """Characters that columns take, with what stands between them."""
    return sum(max(map(len, (column.name, *cells))) + 3 for column, cells in piece)


def _side_by_side(pieces: list[list[_Strip]]) -> tuple[list[Column], list[tuple[str, ...]]]:
    strips = [strip for piece in pieces for strip in piece]
    rows = zip(*(cells for _, cells in strips), strict=True)
    return [column for column, _ in strips], list(rows)


def _guarded(text: str) -> str:
    """Text that no spreadsheet takes for a formula."""
    return f"'{text}" if text.startswith(_FORMULA_STARTS) else text


def _full(value: float | None) -> str:
    return "" if value is None else repr(float(value))


def _rounded(value: Value, kind: str) -> str:
    if isinstance(value, str):
        return value
    if value is None or math.isnan(value):
        return "-"
    if kind == "odds":
        return _odds(value)
    forms = {"amount": ",.0f", "ratio": ",.2f", "rate": ",.3g", "weeks": ",.1f", "share": ".1%"}
    text = format(value, forms[kind])
    return text.removeprefix("-") if not text.strip("-0.,%") else text


def _odds(value: float) -> str:
    """Number of 100 cases that never says none or all of what is not certain."""
    if 0 < value < 0.005:
        return "<1 of 100"
    return ">99 of 100" if 0.995 <= value < 1 else f"{100 * value:.0f} of 100"


def _range(low: str, high: str) -> str:
    return "-" if low == "-" else f"{low} to {high}"
