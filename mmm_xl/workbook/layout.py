"""Sections as sheets: words on top, tables below each other, charts beside or under them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import Enum, auto

from mmm_xl.names import SHEET_GROUPS, Sheet
from mmm_xl.sections.section import Chart, Document, Section, Table
from mmm_xl.workbook import chart_data, guidance, measure
from mmm_xl.workbook.chart_source import HelperColumn, Source
from mmm_xl.workbook.column_widths import column_widths, header_height, row_height
from mmm_xl.workbook.control_sheets import STAMP_ROW, TITLE_ROW, stamp_cell, stamp_highlight
from mmm_xl.workbook.native import Placed, Places, with_formulas
from mmm_xl.workbook.native_looks import native_looks
from mmm_xl.workbook.pagination import Block, page_breaks, turned
from mmm_xl.workbook.sheet_spec import (
    Cell,
    ChartBlock,
    Printing,
    Prose,
    SheetSpec,
    TableBlock,
)
from mmm_xl.workbook.styles import CellStyle, Role
from mmm_xl.workbook.table_cells import header_styles, row_cells, total_cells

MESSAGE_ROW = TITLE_ROW + 1
FIRST_FREE_ROW = STAMP_ROW + 2

LEAST_WIDTH = 900
"""Pixels that words run over at least."""

MOST_TITLE = 1500
"""Pixels of a title that the printed area makes room for; a longer one would shrink all else."""

BESIDE_UP_TO = 760
"""A chart stands beside a table up to this wide, under a wider one."""

CHART_WIDTH = 640
CHART_WIDTH_UNDER = 880
CHART_HEIGHT = (300, 470)
CHART_GAP = 12
LONG_TABLE = 16
"""Tables with more rows than this get filter buttons."""

WEEKLY_TABLE = 26
"""A chart beside a table with more rows does not try to be as high."""

KEPT_ROWS = 14
"""Rows of a long table that stay on one page with its title."""

LONGEST_ON_A_PAGE = 60
"""A table with more rows than this certainly runs over to another page."""

LAST_FROZEN_HEADER = 9
"""A single table's header stays in view while scrolling if it stands no lower than this row."""


def section_specs(document: Document, places: Places) -> tuple[SheetSpec, ...]:
    """One sheet for every sheet name that the document's sections have, in reading order.

    Parameters
    ----------
    places : Places
        Tables are noted in it, so that formulas of any sheet find them.
    """
    sheets: dict[str, list[Section]] = {}
    for section in document.sections:
        if section.sheet:
            sheets.setdefault(section.sheet, []).append(section)
    names = _TableNames()
    composers = [_Composer(sheet, told, document, names) for sheet, told in sheets.items()]
    specs = [composer.spec() for composer in composers]
    for composer in composers:
        places.tables.update(composer.placed)
    return tuple(with_formulas(spec, places) for spec in specs)


class _Where(Enum):
    """Where a table's charts stand."""

    NOWHERE = auto()
    BESIDE = auto()
    UNDER = auto()
    ABOVE = auto()


class _TableNames:
    """Names of Excel tables, each once in a workbook whatever the case."""

    def __init__(self) -> None:
        self._taken: set[str] = set()

    def name(self, key: str, ending: str = "") -> str:
        """Name for the table with this key."""
        stem = "tbl_" + re.sub(r"[^A-Za-z0-9_]", "_", key)[:200] + ending
        made, number = stem, 2
        while made.lower() in self._taken:
            made = f"{stem}_{number}"
            number += 1
        self._taken.add(made.lower())
        return made


@dataclass
class _Parts:
    """What a sheet holds so far."""

    cells: list[Cell] = field(default_factory=list)
    prose: list[Prose] = field(default_factory=list)
    tables: list[TableBlock] = field(default_factory=list)
    placed: list[tuple[Chart, Table, int, tuple[int, int], tuple[int, int]]] = field(
        default_factory=list
    )
    heights: dict[int, int] = field(default_factory=dict)
    blocks: list[Block] = field(default_factory=list)


class _Composer:
    """Composes one sheet from its sections, from the top down.

    Charts are placed before helper columns are, because those stand right of every chart.
    """

    def __init__(
        self, sheet: str, sections: Sequence[Section], document: Document, names: _TableNames
    ) -> None:
        self.sheet = Sheet(sheet)
        self.sections = sections
        self.document = document
        self.names = names
        self.tables = [table for section in sections for table in section.tables]
        self.widths: dict[int, int] = column_widths(self.tables)
        self.parts = _Parts()
        self.placed: dict[str, Placed] = {}
        self.row = FIRST_FREE_ROW
        self.chart_column = self._chart_column()
        self.right = self._right_edge()

    def spec(self) -> SheetSpec:
        """The composed sheet."""
        self._top()
        for position, section in enumerate(self.sections):
            self._section(section, first=position == 0)
        last_row = max(self.row - 2, STAMP_ROW)
        charts = self._charts_and_helpers()
        return SheetSpec(
            name=self.sheet,
            group=SHEET_GROUPS[self.sheet],
            cells=tuple(self.parts.cells),
            prose=tuple(self.parts.prose),
            tables=tuple(self.parts.tables),
            charts=charts,
            highlights=(stamp_highlight(), *native_looks(self.placed.values())),
            widths=self.widths,
            heights=self.parts.heights,
            freeze=self._freeze(),
            printing=self._printing(last_row),
            protected=True,
            footer=f"Run {self.document.stamp.run_id}",
        )

    def _chart_column(self) -> int:
        """First column of charts that stand beside tables, the same for the whole sheet."""
        drawn = [s.table(chart.table) for s in self.sections for chart in s.charts]
        return max([len(t.columns) for t in drawn if self._beside(t)], default=0) + 1

    def _right_edge(self) -> int:
        """Last column of words and of the printed area."""
        edge = max([len(table.columns) - 1 for table in self.tables], default=0)
        for section in self.sections:
            for chart in section.charts:
                table = section.table(chart.table)
                beside = self._beside(table)
                first = self.chart_column if beside else 0
                width = CHART_WIDTH if beside else CHART_WIDTH_UNDER
                edge = max(edge, measure.column_after(self.widths, first, width))
        title = measure.text_width(self.sections[0].title, size=16, bold=True)
        room = min(max(title, LEAST_WIDTH), MOST_TITLE)  # a title does not wrap: paper would cut it
        return max(edge, measure.column_after(self.widths, 0, room))

    def _beside(self, table: Table) -> bool:
        return measure.span_width(self.widths, 0, len(table.columns) - 1) <= BESIDE_UP_TO

    def _top(self) -> None:
        first = self.sections[0]
        self.parts.cells.append(Cell(TITLE_ROW, 0, first.title, CellStyle(Role.TITLE)))
        self.parts.cells.append(stamp_cell(self.document))
        self.parts.heights[TITLE_ROW] = 30
        self._words(MESSAGE_ROW, first.message, Role.MESSAGE)
        self.parts.heights[MESSAGE_ROW] += 6

    def _words(self, row: int, text: str, role: Role, last: int | None = None) -> None:
        end = self._prose_edge() if last is None else last
        size = {Role.MESSAGE: 12, Role.NOTE: 9}.get(role, 11)
        self.parts.prose.append(Prose(row, 0, end, text, CellStyle(role)))
        room = measure.span_width(self.widths, 0, end)
        self.parts.heights[row] = measure.height(text, room, size=size)

    def _prose_edge(self) -> int:
        """Words stay readable: no wider than about a page."""
        return min(self.right, measure.column_after(self.widths, 0, LEAST_WIDTH))

    def _section(self, section: Section, *, first: bool) -> None:
        start, block = self.row, len(self.parts.blocks)
        if not first:
            self.parts.cells.append(Cell(self.row, 0, section.title, CellStyle(Role.HEADING)))
            self.parts.heights[self.row] = 26
            self._words(self.row + 1, section.message, Role.PROSE)
            self.row += 3
        for paragraph in section.paragraphs:
            self._words(self.row, paragraph, Role.PROSE)
            self.row += 1
        self.row += 1 if section.paragraphs else 0
        for table in section.tables:
            charts = [chart for chart in section.charts if chart.table == table.key]
            self._table(table, charts)
        if not first and section.tables:  # its heading goes with its first table
            self.parts.blocks[block] = replace(self.parts.blocks[block], first=start)

    def _table(self, table: Table, charts: Sequence[Chart]) -> None:
        title_row = self.row
        drawn = charts if table.rows else ()
        where = self._where(table) if drawn else _Where.NOWHERE
        self._table_title(table, where)
        header_row = title_row + 1
        if where is _Where.ABOVE:
            chart_row = header_row
            header_row = self._rows_after(drawn, table, header_row)
            self._place(drawn, table, header_row, (chart_row, 0))
        end = self._note(table, self._rows(table, header_row), where)
        bottom = end
        if where is _Where.BESIDE:
            bottom = self._place(drawn, table, header_row, (title_row, self.chart_column))
        elif where is _Where.UNDER:
            bottom = self._place(drawn, table, header_row, (end + 1, 0))
        self.row = max(end, bottom) + 1
        # a statement is read as a whole; a chart under its table may stand on the next page
        kept = end if table.subtotals else min(end, header_row + KEPT_ROWS)
        if where is _Where.UNDER:
            self.parts.blocks.append(Block(title_row, kept, end))
            self.parts.blocks.append(Block(end, bottom, self.row))
            return
        kept = max(kept, bottom if where is not _Where.ABOVE else 0)
        self.parts.blocks.append(Block(title_row, kept, self.row))

    def _where(self, table: Table) -> _Where:
        """Place of a table's charts: always where the table's head is in view."""
        if self._beside(table):
            return _Where.BESIDE
        return _Where.ABOVE if len(table.rows) > WEEKLY_TABLE else _Where.UNDER

    def _note(self, table: Table, row: int, where: _Where) -> int:
        """Write the note, if any; the row after it."""
        if not table.note:
            return row
        self._words(row, table.note, Role.NOTE, self._edge(table, where))
        self.parts.heights[row] += 6
        return row + 1

    def _table_title(self, table: Table, where: _Where) -> None:
        """Title above a table; it wraps where it would run under a chart."""
        edge = self._edge(table, where)
        room = measure.span_width(self.widths, 0, edge)
        if measure.text_width(table.title, bold=True) > room:
            style = CellStyle(Role.LONG_TITLE)
            self.parts.prose.append(Prose(self.row, 0, edge, table.title, style))
            self.parts.heights[self.row] = measure.height(table.title, room - 20) + 4
        else:
            self.parts.cells.append(Cell(self.row, 0, table.title, CellStyle(Role.TABLE_TITLE)))
            self.parts.heights[self.row] = 24

    def _edge(self, table: Table, where: _Where) -> int:
        """Last column of a table's words, which keep off a chart beside it."""
        return len(table.columns) - 1 if where is _Where.BESIDE else self._prose_edge()

    def _rows(self, table: Table, header_row: int) -> int:
        """Write header, rows and total; the row after them."""
        parts, first_row = self.parts, header_row + 1
        last_row = first_row + max(1, len(table.rows)) - 1
        parts.heights[header_row] = header_height(table, self.widths)
        parts.cells.extend(row_cells(table, first_row))
        self.placed[table.key] = Placed(self.sheet, first_row, table)
        for position, row in enumerate(table.rows):
            parts.heights[first_row + position] = row_height(table, row, self.widths)
        headers = tuple(column.header for column in table.columns)
        parts.tables.append(
            TableBlock(
                self.names.name(table.key), header_row, 0, last_row, headers,
                header_styles(table), filtered=len(table.rows) > LONG_TABLE,
            )
        )  # fmt: skip
        if table.total is None:
            return last_row + 1
        parts.cells.extend(total_cells(table, first_row, last_row))
        return last_row + 2

    def _place(
        self, charts: Sequence[Chart], table: Table, header_row: int, at: tuple[int, int]
    ) -> int:
        """Place charts of a table below each other; the row after them."""
        row, column = at
        for chart in charts:
            size = self._chart_size(table, header_row, beside=column > 0)
            self.parts.placed.append((chart, table, header_row, (row, column), size))
            row = measure.rows_for(self.parts.heights, row, size[1] + CHART_GAP)
        return row

    def _rows_after(self, charts: Sequence[Chart], table: Table, row: int) -> int:
        """Row after charts that stand above their table."""
        _, height = self._chart_size(table, row, beside=False)
        return measure.rows_for(self.parts.heights, row, len(charts) * (height + CHART_GAP))

    def _chart_size(self, table: Table, header_row: int, *, beside: bool) -> tuple[int, int]:
        if not beside:
            return CHART_WIDTH_UNDER, CHART_HEIGHT[0] + 70
        least, most = CHART_HEIGHT
        if len(table.rows) > WEEKLY_TABLE:
            return CHART_WIDTH, least + 70
        rows = range(header_row - 1, header_row + 1 + len(table.rows))
        high = sum(self.parts.heights.get(row, measure.ROW) for row in rows)
        return CHART_WIDTH, min(most, max(least, high))

    def _charts_and_helpers(self) -> tuple[ChartBlock, ...]:
        column = self.right + 2
        blocks = []
        for chart, table, header_row, place, size in self.parts.placed:
            source = Source(table, header_row + 1, column)
            helpers = chart_data.helper_columns(chart, source)
            blocks.append(chart_data.chart_block(chart, source, place, size))
            if helpers:
                self._helper(chart, helpers, source)
                column += len(helpers) + 1
        return chart_data.on_one_scale(blocks)

    def _helper(self, chart: Chart, helpers: Sequence[HelperColumn], source: Source) -> None:
        parts, first, header_row = self.parts, source.helper_column, source.first_row - 1
        words = f"{guidance.CHART_HELPER}: {chart.title}"
        parts.cells.append(Cell(header_row - 1, first, words, CellStyle(Role.HELPER)))
        looks = CellStyle(Role.HELPER, "#,##0.00_);(#,##0.00)")
        for position, helper in enumerate(helpers):
            self.widths[first + position] = 96
            texts = helper.formulas or ("",) * len(helper.values)
            for row, (value, formula) in enumerate(zip(helper.values, texts, strict=True)):
                at = source.first_row + row
                parts.cells.append(Cell(at, first + position, value, looks, formula))
        headers = tuple(helper.header for helper in helpers)
        styles = (CellStyle(Role.HELPER_HEADER),) * len(headers)
        name = self.names.name(chart.key, "_chart")
        parts.tables.append(TableBlock(name, header_row, first, source.last_row, headers, styles))

    def _freeze(self) -> tuple[int, int]:
        own = [block for block in self.parts.tables if block.first_column == 0]
        if len(own) == 1 and own[0].first_row <= LAST_FROZEN_HEADER:
            return own[0].first_row + 1, 1 if len(own[0].headers) > 6 else 0
        return STAMP_ROW + 1, 0

    def _printing(self, last_row: int) -> Printing:
        width = measure.span_width(self.widths, 0, self.right)
        repeat, heights = self._repeated(), self.parts.heights
        repeated = sum(heights.get(row, measure.ROW) for row in range(repeat[0], repeat[1] + 1))
        asked = (self.parts.blocks, heights, width, repeated)
        return Printing(last_row, self.right, turned(*asked), repeat, page_breaks(*asked))

    def _repeated(self) -> tuple[int, int]:
        """Rows on top of the pages that follow them.

        Notes
        -----
        Excel starts to repeat a row on the page after it, so the head of a long last table serves
        that table alone; tables before it have titles of their own.
        """
        own = [block for block in self.parts.tables if block.first_column == 0]
        last = max(own, key=lambda block: block.first_row, default=None)
        if last and (len(own) == 1 or last.last_row - last.first_row > LONGEST_ON_A_PAGE):
            return last.first_row, last.first_row
        return TITLE_ROW, STAMP_ROW


def sheet_names(document: Document) -> Mapping[str, None]:
    """Sheets that a document's sections fill, in reading order."""
    return dict.fromkeys(section.sheet for section in document.sections if section.sheet)
