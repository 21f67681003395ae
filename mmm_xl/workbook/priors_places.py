"""Where everything on the Priors sheet stands, and how its formulas refer to it."""

from __future__ import annotations

from collections.abc import Sequence

from mmm_xl.data.contents import BookContents
from mmm_xl.names import ChannelColumn, Sheet
from mmm_xl.workbook import formulas
from mmm_xl.workbook.named_cells import FIRST_ROW as FIRST_INPUT_ROW
from mmm_xl.workbook.priors_values import DEFAULTS
from mmm_xl.workbook.sheet_spec import LAST_INPUT_ROW
from mmm_xl.workbook.styles import Role

TITLE_ROW, MESSAGE_ROW, STATUS_ROW, UNIT_ROW, HEADER_ROW, TOTAL_ROW, FIRST_ROW = range(7)

SPARE_ROWS = 25
"""Rows for channels that are added later."""

LAST_SPEND_COLUMN = 103

_MONEY, _RATIO, _PERCENT = "#,##0_);(#,##0);", "0.00_);(0.00)", "0.0%_);(0.0%)"

VISIBLE = (
    ("Channel", "as on Channels", 150, Role.BODY_TEXT, ""),
    ("Range used", "whose, of what", 150, Role.BODY_TEXT, ""),
    ("Spend in the data", "{currency}", 110, Role.BODY, _MONEY),
    ("Likely return", "per 1 spent", 84, Role.BODY, _RATIO),
    ("Return from", "per 1 spent", 84, Role.BODY, _RATIO),
    ("Return to", "per 1 spent", 84, Role.BODY, _RATIO),
    ("Likely share", "% of outcome", 84, Role.BODY, _PERCENT),
    ("Share from", "% of outcome", 84, Role.BODY, _PERCENT),
    ("Share to", "% of outcome", 84, Role.BODY, _PERCENT),
    ("Remark", "words", 290, Role.BODY_TEXT, ""),
)
"""Header, unit, pixels, role and number format of each column that is printed."""

HELPERS = (
    "No pool", "Pool", "Stated", "In a pool", "Unstated", "Whose", "Basis", "Of what",
    "Default row", "Middle", "Log spread", "Share of 1", "Mean share", "Common variance",
    "Variance",
)  # fmt: skip
"""Steps between the Channels sheet and the columns that are printed."""

WORKINGS = (
    "outcome", "unit", "money", "asked", "ends", "width", "together", "common", "least", "most",
    "half", "all", "likely", "lead", "waiting", "refused", "beyond", "alone", "range",
    "warning of refused", "warning of beyond", "warning of alone",
)  # fmt: skip
"""Lines of totals, thresholds and words, from the total's row down."""

GAP = 24
LABELS = len(VISIBLE) + 1 + len(HELPERS) + 1
VALUES = LABELS + 1
TABLE = VALUES + 2
"""Columns of the workings, and first column of the defaults."""

_FIRST_HELPER = len(VISIBLE) + 1


def at(working: str) -> str:
    """Cell of one line of the workings."""
    return f"${formulas.letter(VALUES)}${TOTAL_ROW + WORKINGS.index(working) + 1}"


def helper_column(name: str) -> int:
    """Column of a helper."""
    return _FIRST_HELPER + HELPERS.index(name)


def ref(helper: str, row: int) -> str:
    """Cell of a helper."""
    return formulas.cell(row, helper_column(helper))


def default_column(column: int) -> str:
    """Cells of one column of the defaults."""
    return _fixed(TABLE + column, TOTAL_ROW, TOTAL_ROW + len(DEFAULTS) - 1)


class Places:
    """References that depend on where the inputs have their columns."""

    def __init__(self, contents: BookContents) -> None:
        self.contents = contents
        self._headers = contents.sheets[Sheet.CHANNELS].headers
        self.channels = len(contents.sheets[Sheet.CHANNELS].rows)
        self.length = max(1, self.channels) + SPARE_ROWS

    def column(self, name: str) -> str:
        """Cells of every channel in one column of this sheet."""
        headers = [column[0] for column in VISIBLE]
        letters = formulas.letter(headers.index(name) if name in headers else helper_column(name))
        return f"{letters}${FIRST_ROW + 1}:{letters}${FIRST_ROW + self.length}"

    def input(self, column: ChannelColumn, row: int) -> str:
        """Cell of the Channels sheet; empty where it has no such column."""
        if column not in self._headers:
            return ""
        place = formulas.cell(FIRST_INPUT_ROW + row - FIRST_ROW, self._headers.index(column))
        return f"{Sheet.CHANNELS}!{place}"

    def inputs(self, columns: Sequence[ChannelColumn], row: int) -> str:
        """Cells of the Channels sheet, as one range where they stand side by side."""
        places = [self._headers.index(column) for column in columns]
        if places == list(range(places[0], places[0] + len(places))):
            last = formulas.cell(FIRST_INPUT_ROW + row - FIRST_ROW, places[-1])
            return f"{self.input(columns[0], row)}:{last}"
        return ",".join(self.input(column, row) for column in columns)

    def values_of(self, sheet: Sheet, header: str) -> str:
        """Value cells of one column of a weekly sheet, later weeks included."""
        column = self.contents.sheets[sheet].headers.index(header)
        return f"{sheet}!{_fixed(column, FIRST_INPUT_ROW, self._last(sheet))}"

    def block(self, sheet: Sheet) -> tuple[str, str]:
        """Headers and value cells of a weekly sheet, later columns and weeks included."""
        columns = max(LAST_SPEND_COLUMN, len(self.contents.sheets[sheet].headers))
        left, right = formulas.letter(0), formulas.letter(columns)
        first, last = FIRST_INPUT_ROW + 1, self._last(sheet) + 1
        headers = f"{sheet}!${left}${first - 1}:${right}${first - 1}"
        return headers, f"{sheet}!${left}${first}:${right}${last}"

    def _last(self, sheet: Sheet) -> int:
        rows = len(self.contents.sheets[sheet].rows)
        return max(LAST_INPUT_ROW - 1, FIRST_INPUT_ROW + rows + 200)


def _fixed(column: int, first: int, last: int) -> str:
    letters = formulas.letter(column)
    return f"${letters}${first + 1}:${letters}${last + 1}"
