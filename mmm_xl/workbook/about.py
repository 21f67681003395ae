"""The About sheet: what the workbook is, the order of work, colours, rules and sheets."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import count

from mmm_xl.names import ALL_SHEETS, SHEET_GROUPS, Sheet
from mmm_xl.workbook import guidance, measure
from mmm_xl.workbook.sheet_spec import Cell, Printing, Prose, SheetSpec
from mmm_xl.workbook.styles import CellStyle, Role

WIDTHS = {0: 118, 1: 720}

_LEGEND = (
    (Role.CHIP, guidance.LEGEND_CHIP, guidance.LEGEND_INPUT),
    (Role.INPUT_HEADER, "Header", guidance.LEGEND_HEADER),
    (Role.UNUSED, "1.0", guidance.LEGEND_UNUSED),
    (Role.BODY, "1,250", guidance.LEGEND_RESULT),
    (Role.GOOD, "ok", guidance.LEGEND_GOOD),
    (Role.BAD, "FAILED", guidance.LEGEND_BAD),
)


class _Page:
    """Cells and wrapped words written from the top down."""

    def __init__(self) -> None:
        self.row = 0
        self.cells: list[Cell] = []
        self.prose: list[Prose] = []
        self.heights: dict[int, int] = {}

    def heading(self, text: str) -> None:
        """Heading of a part, with space above."""
        self.row += 1
        self.cells.append(Cell(self.row, 0, text, CellStyle(Role.HEADING)))
        self.heights[self.row] = 26
        self.row += 1

    def across(self, text: str, role: Role) -> None:
        """Words over both columns."""
        size = 12 if role is Role.MESSAGE else 11
        self.prose.append(Prose(self.row, 0, 1, text, CellStyle(role)))
        self.heights[self.row] = measure.height(text, WIDTHS[0] + WIDTHS[1], size=size) + 4
        self.row += 1

    def line(self, left: str, left_role: Role, right: str, role: Role = Role.PROSE) -> None:
        """A short cell and its words."""
        self.cells.append(Cell(self.row, 0, left, CellStyle(left_role)))
        self.cells.append(Cell(self.row, 1, right, CellStyle(role, indent=1)))
        self.heights[self.row] = measure.height(right, WIDTHS[1]) + 1
        self.row += 1

    def sheet(self, sheet: Sheet) -> None:
        """A sheet's name, which leads there, and what it is for."""
        link = "" if sheet is Sheet.ABOUT else sheet
        style = CellStyle(Role.LINK if link else Role.PROSE)
        self.cells.append(Cell(self.row, 0, str(sheet), style, link=link))
        self.cells.append(
            Cell(self.row, 1, guidance.PURPOSES[sheet], CellStyle(Role.PROSE, indent=1))
        )
        self.row += 1


def about_spec(sheets: Sequence[str]) -> SheetSpec:
    """About sheet of a workbook that has these sheets besides."""
    present = [sheet for sheet in ALL_SHEETS if sheet in sheets]
    results = Sheet.VERSION in present
    page = _Page()
    page.cells.append(Cell(0, 0, guidance.ABOUT_TITLE, CellStyle(Role.TITLE)))
    page.row = 1
    page.across(guidance.ABOUT_RESULTS if results else guidance.ABOUT_TEMPLATE, Role.MESSAGE)
    _steps(page)
    _colours(page, results)
    page.heading("Rules that hold in every sheet")
    for rule in (*guidance.RULES, *(guidance.RESULT_RULES if results else ())):
        page.line("•", Role.STEP, rule)
    page.heading("Sheets")
    for sheet in (Sheet.ABOUT, *present):
        page.sheet(sheet)
    return SheetSpec(
        name=Sheet.ABOUT,
        group=SHEET_GROUPS[Sheet.ABOUT],
        cells=tuple(page.cells),
        prose=tuple(page.prose),
        printing=Printing(page.row - 1, 1),
        widths=dict(WIDTHS),
        heights={0: 32, **page.heights},
        freeze=(1, 0),
        protected=True,
    )


def _steps(page: _Page) -> None:
    page.heading("Order of work")
    for number, (words, command) in zip(count(1), guidance.STEPS, strict=False):
        page.line(str(number), Role.STEP, words)
        if command:
            page.line("", Role.STEP, command, Role.COMMAND)


def _colours(page: _Page, results: bool) -> None:
    page.heading("What the colours mean")
    for role, shown, words in _LEGEND:
        if results or role not in (Role.GOOD, Role.BAD):
            page.line(shown, role, words)
