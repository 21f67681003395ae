"""How much room words need, so that no cell is cut and no row is higher than it must be.

Estimates for Calibri 11; a renderer with other fonts may differ by a few pixels.
"""

from __future__ import annotations

import textwrap
from collections.abc import Mapping

DEFAULT_WIDTH = 64
"""Pixels of a column that nobody set."""

ROW = 20
"""Pixels of an ordinary row."""

_CHARACTER = 6.6
_WRAPPED_CHARACTER = 6.1
"""Characters of running text are narrower than those of a short label or a number."""

_PADDING = 8


def text_width(text: str, *, size: float = 11, bold: bool = False) -> int:
    """Pixels that a line of text needs, padding included."""
    longest = max((len(line) for line in text.split("\n")), default=0)
    return round(longest * _CHARACTER * size / 11 * (1.06 if bold else 1.0)) + _PADDING


def lines(text: str, width: int, *, size: float = 11) -> int:
    """Lines that a text takes when wrapped into ``width`` pixels."""
    letters = max(4, int((width - _PADDING) / (_WRAPPED_CHARACTER * size / 11)))
    return sum(max(1, len(textwrap.wrap(paragraph, letters))) for paragraph in text.split("\n"))


def height(text: str, width: int, *, size: float = 11) -> int:
    """Pixels of a row that holds a wrapped text."""
    return max(ROW, round(lines(text, width, size=size) * ROW * max(size, 10) / 11 * 0.97) + 2)


def span_width(widths: Mapping[int, int], first: int, last: int) -> int:
    """Pixels of columns ``first`` to ``last``, inclusive."""
    return sum(widths.get(column, DEFAULT_WIDTH) for column in range(first, last + 1))


def column_after(widths: Mapping[int, int], first: int, pixels: int) -> int:
    """Last column that ``pixels`` from the left edge of ``first`` reach into."""
    column, covered = first, widths.get(first, DEFAULT_WIDTH)
    while covered < pixels:
        column += 1
        covered += widths.get(column, DEFAULT_WIDTH)
    return column


def rows_for(heights: Mapping[int, int], first: int, pixels: int) -> int:
    """Row after the one that ``pixels`` from the top edge of ``first`` reach into."""
    row, covered = first, 0
    while covered < pixels:
        covered += heights.get(row, ROW)
        row += 1
    return row
