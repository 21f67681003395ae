"""Input sheets as formulas of the results see them: cells that hold what was modelled."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from mmm_xl.data.contents import BookContents
from mmm_xl.names import Sheet
from mmm_xl.sections.section import CellValue
from mmm_xl.workbook import formulas
from mmm_xl.workbook.named_cells import FIRST_ROW, NamedCells

_SAME = 1e-12
"""Two sums of the same cells may differ by this fraction, which is the order of adding."""

Wanted = tuple[CellValue, CellValue, CellValue]
"""Row of the sheet's table from 1, what its cell must hold, and what it means where it is blank."""


@dataclass(frozen=True)
class Block:
    """Neighbouring columns of an input sheet.

    Parameters
    ----------
    text : str
        Reference, the same wherever a formula stands.
    words : bool
        Whether the cells hold text.
    """

    text: str
    words: bool = False


@dataclass(frozen=True)
class LinkedInputs:
    """Input sheets of a results workbook, and its named settings.

    Notes
    -----
    A cell is linked only where it holds the very number or text that was read from it: what was
    kept as text, imputed or aggregated stays a value, so that no formula shows another figure.
    """

    contents: BookContents
    named: NamedCells

    def states(self, key: str, value: float) -> bool:
        """Whether a setting has a name, and its cell the value that was used."""
        if key not in self.named.references:
            return False
        try:
            return math.isclose(float(self.named.values[key]), value, rel_tol=_SAME)
        except ValueError:
            return False

    def whole(
        self, sheet: Sheet, headers: tuple[str, ...], total: tuple[float, ...]
    ) -> Block | None:
        """All rows of some columns, whose numbers make a total."""
        columns = self._columns(sheet, headers)
        if columns is None:
            return None
        rows = self.contents.sheets[sheet].rows
        held = [row[at] for row in rows for at in columns]
        if not total or not _equal(held, total[0]):
            return None
        return Block(_text(sheet, columns, 0, len(rows)))

    def rows(
        self, sheet: Sheet, headers: tuple[str, ...], wanted: Sequence[Wanted]
    ) -> Block | None:
        """Columns whose rows hold what is wanted of them.

        Notes
        -----
        Weeks are counted from the first that was modelled, which need not be the sheet's first.
        """
        columns = self._columns(sheet, headers)
        places = [place for place, _, _ in wanted]
        if columns is None or not places or not all(isinstance(p, int) and p > 0 for p in places):
            return None
        rows = self.contents.sheets[sheet].rows
        most = max(int(place) for place in places if isinstance(place, int))
        for skipped in dict.fromkeys((0, len(rows) - most)):
            if skipped >= 0 and self._hold(rows[skipped:], columns, wanted):
                words = isinstance(wanted[0][1], str)
                return Block(_text(sheet, columns, skipped, len(rows)), words)
        return None

    def _columns(self, sheet: Sheet, headers: tuple[str, ...]) -> list[int] | None:
        """Positions of neighbouring columns, None where they are not."""
        content = self.contents.sheets.get(sheet)
        if content is None or not headers or not set(headers) <= set(content.headers):
            return None
        found = sorted(content.headers.index(header) for header in headers)
        return found if found[-1] - found[0] == len(found) - 1 else None

    @staticmethod
    def _hold(
        rows: Sequence[Sequence[Any]], columns: Sequence[int], wanted: Sequence[Wanted]
    ) -> bool:
        for place, value, blank in wanted:
            if not isinstance(place, int) or place > len(rows):
                return False
            held = [rows[place - 1][at] for at in columns]
            if held == [None] and blank is not None:
                held = [blank]
            if not _equal(held, value):
                return False
        return True


def _text(sheet: Sheet, columns: Sequence[int], skipped: int, rows: int) -> str:
    block = formulas.fixed_block(FIRST_ROW + skipped, columns[0], FIRST_ROW + rows - 1, columns[-1])
    return f"{formulas.quoted(sheet)}!{block}"


def _equal(held: Sequence[Any], value: CellValue) -> bool:
    if isinstance(value, str):
        return list(held) == [value]
    if not _is_number(value) or not all(map(_is_number, held)):
        return False
    return math.isclose(math.fsum(held), float(value), rel_tol=_SAME, abs_tol=0.0)  # type: ignore[arg-type]


def _is_number(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool) and math.isfinite(value)
