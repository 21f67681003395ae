"""Input sheets as data: title, guidance, unit row, table and validation."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from mmm_xl.data.contents import BookContents, SheetContent
from mmm_xl.names import INPUT_SHEETS, SHEET_GROUPS, WEEK, Sheet
from mmm_xl.workbook import formulas, guidance, measure, priors_sheet, styles
from mmm_xl.workbook import input_columns as columns
from mmm_xl.workbook.cell_text import table_headers
from mmm_xl.workbook.input_columns import InputColumn
from mmm_xl.workbook.named_cells import FIRST_ROW, NamedCells, setting_of, setting_rows
from mmm_xl.workbook.pagination import is_landscape
from mmm_xl.workbook.sheet_spec import (
    LAST_INPUT_ROW,
    Cell,
    Highlight,
    Printing,
    Prose,
    SheetSpec,
    TableBlock,
    Validation,
)
from mmm_xl.workbook.styles import CellStyle, Role

TITLE_ROW, HOW_ROW, STATUS_ROW, UNIT_ROW, HEADER_ROW = range(FIRST_ROW)

LEAST_PROSE_WIDTH = 760
"""Guidance runs over at least this many pixels, also above a narrow table."""

LONGEST_HINT = 255
"""Characters that Excel shows beside a cell at most."""

LATER_COLUMNS = 8
"""Free columns right of the table that are already checked, for a further event or channel."""


def input_specs(contents: BookContents, named: NamedCells) -> tuple[SheetSpec, ...]:
    """Every input sheet that the contents have, in the order of the workbook.

    Notes
    -----
    What Channels implies stands behind it, on the Priors sheet, where it can be computed.
    """
    made: list[SheetSpec] = []
    for sheet in (sheet for sheet in INPUT_SHEETS if sheet in contents.sheets):
        if sheet is Sheet.SETTINGS:
            made.append(_settings_spec(contents, named))
            continue
        made.append(_table_spec(sheet, contents.sheets[sheet], named))
        if sheet is Sheet.CHANNELS and priors_sheet.computable(contents):
            made[-1] = _with_sentence(made[-1], contents, named)
            made.append(priors_sheet.priors_spec(contents, named))
    return tuple(made)


@dataclass(frozen=True)
class _Frame:
    """Size and place of one input sheet's table."""

    sheet: Sheet
    headers: tuple[str, ...]
    rows: int
    widths: dict[int, int]

    @property
    def last_row(self) -> int:
        return HEADER_ROW + max(1, self.rows)

    @property
    def last_column(self) -> int:
        return len(self.headers) - 1

    @property
    def checked_row(self) -> int:
        """Last row that validation covers."""
        return max(LAST_INPUT_ROW - 1, self.last_row + 200)

    @property
    def prose_column(self) -> int:
        """Last column that the guidance runs over."""
        return max(self.last_column, measure.column_after(self.widths, 0, LEAST_PROSE_WIDTH))

    @property
    def landscape(self) -> bool:
        return is_landscape(measure.span_width(self.widths, 0, self.last_column))

    def table(self, name: str) -> TableBlock:
        styles = (CellStyle(Role.INPUT_HEADER),) * len(self.headers)
        return TableBlock(name, HEADER_ROW, 0, self.last_row, self.headers, styles)


def _table_spec(sheet: Sheet, content: SheetContent, named: NamedCells) -> SheetSpec:
    cols = columns.columns_of(sheet, content)
    widths = {i: column.width for i, column in enumerate(cols)}
    frame = _Frame(sheet, table_headers(content.headers), len(content.rows), widths)
    cells = [*_top(frame, named), *_units(sheet, cols, named), *_body(frame, cols, content.rows)]
    if sheet is Sheet.CHANNELS:
        cells.extend(_bands(content.headers))
    if sheet in columns.WEEKLY_SHEETS and WEEK in frame.headers:
        cells.append(_weeks(frame, content))
    return _sheet_spec(
        frame,
        cells,
        named,
        validations=(*_validations(frame, cols), *_later_validation(frame)),
        highlights=_unused_ranges(frame, content.headers) if sheet is Sheet.CHANNELS else (),
        column_styles={i: _later(column.style) for i, column in enumerate(cols)},
    )


def _sheet_spec(frame: _Frame, cells: Iterable[Cell], named: NamedCells, **parts: Any) -> SheetSpec:
    how = guidance.INPUT_SHEETS[frame.sheet].how
    last = frame.prose_column
    room = measure.span_width(frame.widths, 0, last)
    heights = {
        TITLE_ROW: 30,
        HOW_ROW: measure.height(how, room) + 4,
        STATUS_ROW: 22,
        HEADER_ROW: _header_height(frame),
        **parts.pop("heights", {}),
    }
    return SheetSpec(
        name=frame.sheet,
        group=SHEET_GROUPS[frame.sheet],
        cells=tuple(cells),
        printing=Printing(frame.last_row, last, frame.landscape, (UNIT_ROW, HEADER_ROW)),
        prose=(Prose(HOW_ROW, 0, last, how, CellStyle(Role.GUIDE)),),
        tables=(frame.table(f"tbl{frame.sheet.replace(' ', '')}"),),
        widths=frame.widths,
        heights=heights,
        freeze=(FIRST_ROW, 1),
        **parts,
    )


def _header_height(frame: _Frame) -> int:
    needed = (
        measure.height(header, frame.widths.get(i, measure.DEFAULT_WIDTH) - 8)
        for i, header in enumerate(frame.headers)
    )
    return max(26, *needed) + 2


def _top(frame: _Frame, named: NamedCells) -> list[Cell]:
    formula, title = named.words(guidance.INPUT_SHEETS[frame.sheet].title)
    chip = Cell(STATUS_ROW, 0, guidance.LEGEND_CHIP, CellStyle(Role.CHIP))
    return [Cell(TITLE_ROW, 0, title, CellStyle(Role.TITLE), formula), chip]


def _units(sheet: Sheet, cols: Sequence[InputColumn], named: NamedCells) -> list[Cell]:
    cells = []
    for position, column in enumerate(cols):
        is_outcome = sheet is Sheet.OUTCOME and column.header != WEEK
        formula, text = named.outcome_unit() if is_outcome else named.words(column.unit)
        cells.append(Cell(UNIT_ROW, position, text, CellStyle(Role.UNIT), formula))
    return cells


def _body(frame: _Frame, cols: Sequence[InputColumn], rows: Sequence[Sequence[Any]]) -> list[Cell]:
    filled = rows or [(None,) * len(cols)]
    return [
        Cell(FIRST_ROW + i, position, value, _for(value, cols[position].style))
        for i, row in enumerate(filled)
        for position, value in enumerate(row)
    ]


def _for(value: Any, style: CellStyle) -> CellStyle:
    """Looks of one cell: a date in a column of texts stays a date instead of a number."""
    is_date = isinstance(value, date) and style.role is Role.INPUT_TEXT
    return CellStyle(Role.INPUT_DATE, styles.DATE) if is_date else style


def _later(style: CellStyle) -> CellStyle:
    return CellStyle(Role.LATER_INPUT, style.number_format)


def _weeks(frame: _Frame, content: SheetContent) -> Cell:
    """How many weeks the table holds; counts on when weeks are added."""
    at = frame.headers.index(WEEK)
    count = sum(_is_number(row[at]) for row in content.rows)
    formula = formulas.weeks(f"tbl{frame.sheet}", WEEK)
    return Cell(STATUS_ROW, 1, f"{count} weeks", CellStyle(Role.STATUS), formula)


def _is_number(value: Any) -> bool:
    """Whether Excel counts a cell as a number; dates are, text and logical values are not."""
    return value is not None and not isinstance(value, (str, bool)) and not hasattr(value, "text")


def _bands(headers: Sequence[str]) -> list[Cell]:
    """Words above pairs of columns, where both stand side by side."""
    cells = []
    for first, last, words in guidance.CHANNEL_BANDS:
        if first in headers and headers.index(first) + 1 == _index(headers, last):
            at = headers.index(first)
            cells.append(Cell(STATUS_ROW, at, words, CellStyle(Role.BAND)))
            cells.append(Cell(STATUS_ROW, at + 1, None, CellStyle(Role.BAND)))
    return cells


def _with_sentence(spec: SheetSpec, contents: BookContents, named: NamedCells) -> SheetSpec:
    """Channels with the sentence over all its ranges, right of how to fill it."""
    last = spec.prose[0].last_column
    first = measure.column_after(spec.widths, 0, LEAST_PROSE_WIDTH) + 1
    if first + 1 > last:
        return spec
    values = priors_sheet.implied_values(contents, named)
    how = replace(spec.prose[0], last_column=first - 1)
    formula = f"={priors_sheet.SENTENCE_CELL}"
    room = measure.span_width(spec.widths, first, last)
    needed = (
        measure.height(how.text, measure.span_width(spec.widths, 0, first - 1)) + 4,
        priors_sheet.sentence_height(room),
    )
    return replace(
        spec,
        prose=(how, priors_sheet.sentence_prose(values, HOW_ROW, first, last, formula)),
        highlights=(*spec.highlights, priors_sheet.warning(HOW_ROW, first, last)),
        heights={**spec.heights, HOW_ROW: max(needed)},
    )


def _index(headers: Sequence[str], header: str) -> int:
    return headers.index(header) if header in headers else -1


def _unused_ranges(frame: _Frame, headers: Sequence[str]) -> tuple[Highlight, ...]:
    """Grey where a cell does not apply: a return beside a share, a range of a curve without it."""
    return tuple(
        Highlight(FIRST_ROW, frame.checked_row, at, at, formula, "unused")
        for names, causes in columns.UNUSED
        for formula in _condition(headers, causes)
        for at in (_index(headers, name) for name in names)
        if at >= 0
    )


def _condition(headers: Sequence[str], causes: Iterable[tuple[str, str]]) -> list[str]:
    """Formula over the columns that are there; none where no one is."""
    found = [(headers.index(name), word) for name, word in causes if name in headers]
    return [formulas.any_of(FIRST_ROW, found)] if found else []


def _validations(frame: _Frame, cols: Sequence[InputColumn]) -> tuple[Validation, ...]:
    return tuple(
        Validation(
            FIRST_ROW, frame.checked_row, i, i, column.rule or {"validate": "any"},
            frame.headers[i], column.hint,
        )
        for i, column in enumerate(cols)
        if column.hint
    )  # fmt: skip


def _later_validation(frame: _Frame) -> tuple[Validation, ...]:
    """Free columns are checked with a warning only: they may also hold a note."""
    if frame.sheet not in columns.WEEKLY_SHEETS or frame.sheet is Sheet.OUTCOME:
        return ()
    rule = {**columns.weekly_rule(frame.sheet), "error_type": "warning", "show_input": False}
    first = frame.last_column + 1
    hint = guidance.INPUT_SHEETS[frame.sheet].hint
    return (
        Validation(
            FIRST_ROW, frame.checked_row, first, first + LATER_COLUMNS - 1, rule,
            frame.sheet, hint,
        ),
    )  # fmt: skip


SETTINGS_WIDTHS = {0: 190, 1: 150, 2: 120, 3: 230, 4: 560}


def _settings_spec(contents: BookContents, named: NamedCells) -> SheetSpec:
    rows = setting_rows(contents)
    headers = tuple(guidance.SETTING_COLUMNS)
    frame = _Frame(Sheet.SETTINGS, headers, len(rows), dict(SETTINGS_WIDTHS))
    units = [
        Cell(UNIT_ROW, i, unit, CellStyle(Role.UNIT))
        for i, unit in enumerate(guidance.SETTING_COLUMNS.values())
    ]
    cells = [*_top(frame, named), *units]
    validations = []
    heights = {}
    for row, (label, value) in enumerate(rows or [("", None)], start=FIRST_ROW):
        cells.extend(_setting_cells(row, label, value))
        validations.extend(_setting_validation(row, label))
        info = setting_of(label)
        heights[row] = max(
            measure.height(info.sentence if info else "", SETTINGS_WIDTHS[4]),
            measure.height(info.allowed if info else "", SETTINGS_WIDTHS[3]),
        )
    return _sheet_spec(frame, cells, named, validations=tuple(validations), heights=heights)


def _setting_cells(row: int, label: Any, value: Any) -> list[Cell]:
    info = setting_of(label)
    fixed = CellStyle(Role.FIXED)
    words = (info.unit, info.allowed, info.sentence) if info else ("", "", "")
    return [
        Cell(row, 0, label, CellStyle(Role.FIXED_NAME)),
        Cell(row, 1, value, columns.setting_style(info)),
        *(Cell(row, 2 + i, text, fixed) for i, text in enumerate(words)),
    ]


def _setting_validation(row: int, label: Any) -> list[Validation]:
    info = setting_of(label)
    if info is None:
        return []
    hint = f"{info.sentence} Allowed: {info.allowed}."
    hint = hint if len(hint) <= LONGEST_HINT else info.sentence
    return [Validation(row, row, 1, 1, columns.setting_rule(info), info.label, hint)]
