"""Where printed pages break, so that no chart and no short table is cut in two."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from mmm_xl.workbook import measure

LANDSCAPE_ABOVE = 980
"""Sheets wider than this many pixels are printed across the page."""

UPRIGHT_UP_TO = 1420
"""A wider sheet would be too small to read on an upright page."""

_PORTRAIT = (717, 990)
_LANDSCAPE = (1045, 665)
"""Printable pixels of A4 at full size, less the footer."""


@dataclass(frozen=True)
class Block:
    """Rows that belong together.

    Parameters
    ----------
    first, kept : int
        First row, and the row after the last one that must be on the same page.
    end : int
        Row after the block; later rows may run over to another page.
    """

    first: int
    kept: int
    end: int


def is_landscape(width: int) -> bool:
    """Whether a sheet of this many pixels is printed across the page."""
    return width > LANDSCAPE_ABOVE


def turned(blocks: Sequence[Block], heights: Mapping[int, int], width: int, repeated: int) -> bool:
    """Whether a sheet is printed across the page.

    Notes
    -----
    Not a wide one where only an upright page is long enough for one of its tables: a table that
    runs over leaves its header behind.
    """
    if not is_landscape(width) or width > UPRIGHT_UP_TO:
        return is_landscape(width)
    sizes = [_pixels(heights, block.first, block.end) + repeated for block in blocks]
    across, upright = _room(width, across=True), _room(width, across=False)
    return not any(across < size <= upright for size in sizes)


def _room(width: int, *, across: bool) -> float:
    """Pixels of rows on one page, which is shrunk to its width."""
    wide, down = _LANDSCAPE if across else _PORTRAIT
    return down / min(1.0, wide / max(width, 1))


def page_breaks(
    blocks: Sequence[Block], heights: Mapping[int, int], width: int, repeated: int
) -> tuple[int, ...]:
    """Rows that start a new page.

    Parameters
    ----------
    heights : mapping of row to pixels
    width : int, pixels
        Of the printed area, which is shrunk to the width of the page.
    repeated : int, pixels
        Rows on top of every page but the first.
    """
    room = _room(width, across=turned(blocks, heights, width, repeated))
    breaks: list[int] = []
    used = float(_pixels(heights, 0, blocks[0].first)) if blocks else 0.0
    for position, block in enumerate(blocks):
        kept = _pixels(heights, block.first, block.kept)
        whole = _pixels(heights, block.first, block.end)
        kept = whole if repeated + whole <= room else kept
        if position and used + kept > room:
            breaks.append(block.first)
            used = float(repeated)
        used += _pixels(heights, block.first, block.end)
        # by estimates nobody knows where a block that ran over ends: the next one starts anew
        used = min(used, room)
    return tuple(breaks)


def _pixels(heights: Mapping[int, int], first: int, end: int) -> int:
    return sum(heights.get(row, measure.ROW) for row in range(first, end))
