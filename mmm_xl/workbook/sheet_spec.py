"""A sheet as data: cells, tables, charts, validation and print set-up, free of any writer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from mmm_xl.names import SheetGroup
from mmm_xl.workbook.styles import CellStyle

LAST_INPUT_ROW = 1000
"""Validation of input sheets reaches this row (from 1), so that new weeks are checked too."""


@dataclass(frozen=True)
class Cell:
    """One cell; rows and columns count from 0 in every class here.

    Parameters
    ----------
    value : str, number, bool, date, datetime, ErrorValue or None
        What the cell holds; with a formula, its cached result.
    formula : str
        Starts with ``=``; empty for a plain value.
    link : str
        Sheet that the cell leads to when clicked; empty for none.
    """

    row: int
    column: int
    value: Any
    style: CellStyle
    formula: str = ""
    link: str = ""


@dataclass(frozen=True)
class Prose:
    """Wrapped words across columns; the row is made high enough.

    Parameters
    ----------
    formula : str
        What computes the words, ``text`` then being its result; empty for plain words.
    """

    row: int
    first_column: int
    last_column: int
    text: str
    style: CellStyle
    formula: str = ""


@dataclass(frozen=True)
class TableBlock:
    """A named Excel table; header row and body cells are written by it and by `SheetSpec.cells`.

    Parameters
    ----------
    headers : tuple of str
        Unique without regard to case.
    filtered : bool
        Whether the header row has filter buttons.
    """

    name: str
    first_row: int
    first_column: int
    last_row: int
    headers: tuple[str, ...]
    header_styles: tuple[CellStyle, ...]
    filtered: bool = False

    @property
    def last_column(self) -> int:
        """Rightmost column."""
        return self.first_column + len(self.headers) - 1


@dataclass(frozen=True)
class Validation:
    """What may be typed into a rectangle of input cells.

    Parameters
    ----------
    rule : mapping
        In the words of XlsxWriter's ``data_validation``: validate, criteria, minimum, source...
    title, message : str
        Shown when the cell is entered, and again when the rule is broken.
    """

    first_row: int
    last_row: int
    first_column: int
    last_column: int
    rule: Mapping[str, Any]
    title: str
    message: str


@dataclass(frozen=True)
class Highlight:
    """A condition under which cells change their looks.

    Parameters
    ----------
    formula : str
        True for the top left cell of the range, relative like Excel's own.
    look : {"good", "bad", "unused", "nothing"}
    """

    first_row: int
    last_row: int
    first_column: int
    last_column: int
    formula: str
    look: str


@dataclass(frozen=True)
class Span:
    """Cells of one column of the same sheet, rows inclusive."""

    column: int
    first_row: int
    last_row: int


@dataclass(frozen=True)
class Series:
    """One drawn series.

    Parameters
    ----------
    plus, minus : Span or None
        Lengths of the range above and below each point.
    look : mapping
        In the words of XlsxWriter's ``add_series``: line, marker, fill, points...
    labels : tuple of str
        One text a point, shown above it.
    thin : bool
        Whether its range is a thin dark line with ends, to be told from a thick one behind it.
    """

    name: str
    categories: Span
    values: Span
    look: Mapping[str, Any] = field(default_factory=dict)
    plus: Span | None = None
    minus: Span | None = None
    labels: tuple[str, ...] = ()
    thin: bool = False


@dataclass(frozen=True)
class Axis:
    """One axis: title with unit, number format, and bounds where they are fixed.

    Parameters
    ----------
    step : float or None
        Distance of the grid lines; months on an axis of dates.
    """

    title: str
    number_format: str = ""
    minimum: float | None = None
    maximum: float | None = None
    step: float | None = None
    dates: bool = False
    labels_low: bool = False


@dataclass(frozen=True)
class ChartBlock:
    """One placed chart.

    Parameters
    ----------
    family : {"column", "line", "scatter", "area"}
    overlay : tuple of Series
        Drawn as lines over the series of another family.
    hidden_legend : tuple of int
        Positions of series that the legend leaves out.
    width, height : int, pixels
    legend_at : {"bottom", "right"}
    """

    name: str
    family: str
    title: str
    alt: str
    row: int
    column: int
    width: int
    height: int
    x_axis: Axis
    y_axis: Axis
    series: tuple[Series, ...]
    overlay: tuple[Series, ...] = ()
    hidden_legend: tuple[int, ...] = ()
    legend: bool = True
    legend_at: str = "bottom"


@dataclass(frozen=True)
class Printing:
    """Page set-up: always one page wide.

    Parameters
    ----------
    last_row, last_column : int
        Bottom right cell of the printed area, which starts at A1.
    repeat : (first, last) rows or None
        Rows printed on top of every page.
    breaks : tuple of int
        Rows that start a new page.
    """

    last_row: int
    last_column: int
    landscape: bool = False
    repeat: tuple[int, int] | None = None
    breaks: tuple[int, ...] = ()


@dataclass(frozen=True)
class SheetSpec:
    """Everything about one sheet.

    Parameters
    ----------
    widths : mapping of column to pixels
    heights : mapping of row to pixels
    column_styles : mapping of column to CellStyle
        Looks of cells that hold nothing yet.
    freeze : (row, column)
        First cell that scrolls.
    protected : bool
        Locked without a password; selecting, filtering and column widths stay allowed.
    footer : str
        Left words of the page footer.
    """

    name: str
    group: SheetGroup
    cells: tuple[Cell, ...]
    printing: Printing
    prose: tuple[Prose, ...] = ()
    tables: tuple[TableBlock, ...] = ()
    charts: tuple[ChartBlock, ...] = ()
    validations: tuple[Validation, ...] = ()
    highlights: tuple[Highlight, ...] = ()
    widths: Mapping[int, int] = field(default_factory=dict)
    heights: Mapping[int, int] = field(default_factory=dict)
    column_styles: Mapping[int, CellStyle] = field(default_factory=dict)
    freeze: tuple[int, int] = (0, 0)
    protected: bool = False
    footer: str = ""


@dataclass(frozen=True)
class BookSpec:
    """Sheets in order, and the names that formulas use.

    Parameters
    ----------
    names : mapping of defined name to reference
        ``currency`` to ``=Settings!$B$10``.
    """

    title: str
    sheets: tuple[SheetSpec, ...]
    names: Mapping[str, str] = field(default_factory=dict)
