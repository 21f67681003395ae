"""A section's table on a page: widths from its contents, styles by name, no merged cells."""

from __future__ import annotations

import math
import textwrap
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from mmm_xl.report.ooxml import clean, element, run
from mmm_xl.report.values import shown
from mmm_xl.sections.precision import scales
from mmm_xl.sections.section import CellValue, Column, Kind, Table

WHOLE_UP_TO = 14
"""Rows up to which a table is kept on one page."""

_PER_LETTER, _PADDING = 95, 200  # twentieths of a point: 9 point letters, cell margins
_WORDS_MAY_WRAP = 14  # letters a line below which a column of words gets hard to read
_WORDS_LIKE = 34
_WIDE_LETTERS = frozenset("mwMW@%")

StyleId = Callable[[str], str]


@dataclass(frozen=True)
class _Width:
    """Room of a column: what it can do with, reads easily in, and needs no more than."""

    least: int
    easy: int
    best: int
    words: bool


def is_wide(table: Table, width: int) -> bool:
    """Whether a table needs more than this width (twentieths of a point) to be read easily."""
    return sum(room.easy for room in _rooms(table)) > width


def column_widths(table: Table, width: int) -> list[int]:
    """Width of each column; together they fill the page.

    Notes
    -----
    Room to spare goes to the columns of words, or to all where there are none. Where room is
    short, words wrap before numbers do.
    """
    rooms = _rooms(table)
    least, easy = [room.least for room in rooms], [room.easy for room in rooms]
    best = [room.best for room in rooms]
    if sum(best) <= width:
        widths = best
    elif sum(easy) <= width:
        widths = _between(easy, best, width)
    else:
        widths = _between(least, easy, width)
    takers = [i for i, room in enumerate(rooms) if room.words] or list(range(len(rooms)))
    spare, share = width - sum(widths), sum(widths[i] for i in takers)
    widths = [size + (spare * size // share if i in takers else 0) for i, size in enumerate(widths)]
    widths[takers[0]] += width - sum(widths)
    return widths


def _between(less: Sequence[int], more: Sequence[int], width: int) -> list[int]:
    """Widths part of the way from one list to another; scaled down where even the first is wide."""
    if sum(less) >= width:
        return [size * width // sum(less) for size in less]
    part = (width - sum(less)) / (sum(more) - sum(less))
    return [math.floor(a + (b - a) * part) for a, b in zip(less, more, strict=True)]


def _rooms(table: Table) -> list[_Width]:
    rows = [*table.rows, *([table.total] if table.total else [])]
    scaled = scales(table)
    return [
        _room(column, [shown(row[i], column.kind, column.places, scaled[i]) for row in rows])
        for i, column in enumerate(table.columns)
    ]


def _room(column: Column, cells: Sequence[str]) -> _Width:
    header = clean(column.header)
    words = column.kind is Kind.TEXT
    longest = max((len(clean(cell)) for cell in cells), default=0)
    texts = (header, *cells) if words else (header,)
    longest_word = max((_extent(word) for text in texts for word in clean(text).split()), default=1)
    if words:
        least, easy, best = (
            max(longest_word, min(longest, most)) for most in (0, _WORDS_MAY_WRAP, _WORDS_LIKE)
        )
    else:  # numbers never wrap; a header reads easily in three lines and well in two
        least = max(longest, longest_word)
        easy, best = (max(least, _letters(header, lines)) for lines in (3, 2))
    least, easy, best = (n * _PER_LETTER + _PADDING for n in (least, easy, best))
    return _Width(least, easy, best, words)


def _extent(word: str) -> int:
    """Letters of usual width that a word fills."""
    return len(word) + math.ceil(0.75 * sum(letter in _WIDE_LETTERS for letter in word))


def _letters(text: str, lines: int) -> int:
    """Letters a line that a text needs to stand in this many lines."""
    for letters in range(math.ceil(len(text) / lines), len(text)):
        if len(textwrap.wrap(text, letters, break_on_hyphens=False)) <= lines:
            return letters
    return len(text)


def table_element(table: Table, width: int, style: StyleId) -> Any:
    """Table as an element of the page.

    Parameters
    ----------
    width : int
        Width between the margins, twentieths of a point.
    style : callable
        Style id of a style name.
    """
    widths = column_widths(table, width)
    whole = len(table.rows) + (table.total is not None) <= WHOLE_UP_TO
    made = element("w:tbl")
    made.append(_properties(table, width, style("Report Table" if whole else "Report Long Table")))
    grid = element("w:tblGrid")
    for size in widths:
        grid.append(element("w:gridCol", w=str(size)))
    made.append(grid)
    cells = [style(name) for name in ("Report Table Text", "Report Table Number")]
    totals = [style(name) for name in ("Report Table Total", "Report Table Total Number")]
    heads = [style(name) for name in ("Report Table Heading", "Report Table Heading Number")]
    made.append(_row([column.header for column in table.columns], table, widths, heads, head=True))
    for values in table.rows:
        made.append(_row(_words(values, table), table, widths, cells))
    if table.total is not None:
        made.append(_row(_words(table.total, table), table, widths, totals))
    return made


def _words(values: Sequence[CellValue], table: Table) -> list[str]:
    return [
        shown(value, column.kind, column.places, scaled)
        for value, column, scaled in zip(values, table.columns, scales(table), strict=True)
    ]


def _properties(table: Table, width: int, style: str) -> Any:
    made = element("w:tblPr")
    made.append(element("w:tblStyle", val=style))
    made.append(element("w:tblW", w=str(width), type="dxa"))
    made.append(element("w:tblLayout", type="fixed"))
    made.append(
        element(
            "w:tblLook",
            val="0460" if table.total is not None else "0420",
            firstRow="1",
            lastRow="1" if table.total is not None else "0",
            firstColumn="0",
            lastColumn="0",
            noHBand="0",
            noVBand="1",
        )
    )
    made.append(element("w:tblCaption", val=clean(table.title)))
    if table.note:
        made.append(element("w:tblDescription", val=clean(table.note)))
    return made


def _row(
    words: Sequence[str],
    table: Table,
    widths: Sequence[int],
    styles: Sequence[str],
    *,
    head: bool = False,
) -> Any:
    """Row with its cells; ``styles`` are ids for words and for numbers."""
    made, properties = element("w:tr"), element("w:trPr")
    properties.append(element("w:cantSplit"))
    if head:
        properties.append(element("w:tblHeader"))
    made.append(properties)
    for text, column, width in zip(words, table.columns, widths, strict=True):
        number = column.kind not in (Kind.TEXT, Kind.DATE)
        made.append(_cell(text, width, styles[number]))
    return made


def _cell(text: str, width: int, style: str) -> Any:
    made, size = element("w:tc"), element("w:tcPr")
    size.append(element("w:tcW", w=str(width), type="dxa"))
    made.append(size)
    paragraph, look = element("w:p"), element("w:pPr")
    look.append(element("w:pStyle", val=style))
    paragraph.append(look)
    paragraph.append(run(text))
    made.append(paragraph)
    return made
