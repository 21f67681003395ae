"""What a sheet or a page shows: title, words, tables and charts, free of any file format."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from mmm_xl.sections.native import Native, Ref

CellValue = str | float | int | bool | date | None


class Kind(StrEnum):
    """What a column holds; decides number format and alignment."""

    TEXT = "text"
    DATE = "date"
    MONEY = "money"  # outcome or currency units, shown without decimals
    NUMBER = "number"  # plain number, three significant places
    RATIO = "ratio"  # ROI and the like, two decimals
    PERCENT = "percent"  # stored as a fraction
    COUNT = "count"  # whole number


class ChartKind(StrEnum):
    """Chart families; `Chart.series` says which table columns each one draws."""

    WATERFALL = "waterfall"  # step, value, base (invisible), low, high
    POINT_RANGE = "point_range"  # label, mean, low, high; optional stage (told apart by marker)
    CURVE_BAND = "curve_band"  # x, mean, low, high; optional mark (one x value, blank elsewhere)
    FIT_BAND = "fit_band"  # date, actual, mean, low, high; optional event, naive, stage (parts)
    POINTS = "points"  # label, mean, low, high; optional platform, last_click, test, test_low/high
    RANKS = "ranks"  # bin, expected, then a role and column of the same name for each chain
    COVERAGE = "coverage"  # x (stated), mean (found), low, high: shares
    STACKED_AREA = "stacked_area"  # date, then every other column of the table stacked


@dataclass(frozen=True)
class Column:
    """One column: header words, unit, and what it holds.

    Parameters
    ----------
    name : str
        Header without unit.
    unit : str
        Shown in brackets after the name; blank only for text columns.
    summed : bool
        Whether the total row of this column is the sum of its rows (true of posterior means only).
    places : int or None
        Decimals of exact figures where they are not the usual ones of their kind; estimates have
        those that their own Monte Carlo error supports (`mmm_xl.sections.precision`).
    adds : tuple of str
        Columns of the same row, side by side, that this one is the sum of.
    less, over : tuple of two str
        Columns of the same row that this one is the difference and the quotient of, blanks as 0.
    """

    name: str
    unit: str
    kind: Kind
    summed: bool = False
    places: int | None = None
    adds: tuple[str, ...] = ()
    less: tuple[str, ...] = ()
    over: tuple[str, ...] = ()

    @property
    def header(self) -> str:
        """Header with its unit."""
        return f"{self.name} ({self.unit})" if self.unit else self.name


@dataclass(frozen=True)
class Table:
    """Rows under headers.

    Parameters
    ----------
    key : str
        Identifier, lower case with underscores; unique in a run. Names the Excel table.
    rows : tuple of tuples, one value a column
    total : tuple or None
        Total row. Values of `summed` columns equal the sum of the rows; the others come from draws.
    note : str
        One or two sentences under the table.
    subtotals : mapping of row to rows
        Rows that are made of earlier ones in every `summed` column: positions counted from 1,
        negative where a row is taken off.
    in_report : bool
        False for tables too long for a page (the weekly ones).
    wrapped : bool
        Whether words of a sheet keep to the width of numbers, because numbers stand above them.
    silent : frozenset of int
        Rows, from 0, that a page leaves out: nothing stands behind them.
    native : mapping of (row, column) to Native
        Cells that a workbook computes, the row counted from 0; None stands for every row.
    """

    key: str
    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[CellValue, ...], ...]
    total: tuple[CellValue, ...] | None = None
    note: str = ""
    in_report: bool = True
    subtotals: Mapping[int, tuple[int, ...]] = field(default_factory=dict)
    wrapped: bool = False
    silent: frozenset[int] = frozenset()
    native: Mapping[tuple[int | None, str], Native] = field(default_factory=dict)

    def index(self, name: str) -> int:
        """Position of the column with this name (without unit)."""
        return [column.name for column in self.columns].index(name)

    def values(self, name: str) -> tuple[CellValue, ...]:
        """Values of one column, total row left out."""
        at = self.index(name)
        return tuple(row[at] for row in self.rows)


@dataclass(frozen=True)
class Chart:
    """A chart of one table's columns.

    Parameters
    ----------
    title : str
        Who, what (unit), period.
    table : str
        Key of the table that is drawn, in the same section.
    series : mapping of role to column name
        Roles are listed at `ChartKind`.
    x_title, y_title : str
        Axis titles with unit.
    alt : str
        The finding in words, for people who cannot see the chart.
    reference : float or None
        A line drawn across (the hurdle), with ``reference_label``.
    """

    key: str
    kind: ChartKind
    title: str
    table: str
    series: Mapping[str, str]
    x_title: str
    y_title: str
    alt: str
    reference: float | None = None
    reference_label: str = ""


@dataclass(frozen=True)
class Section:
    """One result, told once.

    Parameters
    ----------
    key : str
        Identifier, e.g. "roi".
    sheet : str
        Sheet that shows it; blank for a section of the report only.
    title : str
        Who / what and unit / period.
    message : str
        The finding in one sentence.
    paragraphs : tuple of str
        Further words, a paragraph each.
    """

    key: str
    sheet: str
    title: str
    message: str
    paragraphs: tuple[str, ...] = ()
    tables: tuple[Table, ...] = ()
    charts: tuple[Chart, ...] = ()

    def table(self, key: str) -> Table:
        """Table with this key."""
        return next(table for table in self.tables if table.key == key)


@dataclass(frozen=True)
class Check:
    """One line of the Checks sheet: two amounts that must agree.

    Parameters
    ----------
    left, right : float
        Amounts compared, in ``unit``.
    tolerance : float
        Largest difference that passes, same unit.
    cells : tuple of Ref
        Where left, right and tolerance stand in a table; empty where they stand in none.
    """

    name: str
    left_label: str
    left: float
    right_label: str
    right: float
    tolerance: float
    unit: str
    cells: tuple[Ref, ...] = ()

    @property
    def passed(self) -> bool:
        """True when the amounts agree; NaN is never a pass."""
        return abs(self.left - self.right) <= self.tolerance


@dataclass(frozen=True)
class Stamp:
    """What stands on every sheet and page.

    Parameters
    ----------
    as_of : date
        Date printed on outputs: ``--as-of``, else the last week of data (never the clock).
    data_digest : str
        SHA-256 of the data that were fitted, hexadecimal.
    worth : str
        What a return divides by spend; blank where the outcome has no value in money.
    """

    run_id: str
    fit_id: str
    business: str
    period: str
    data_cut_off: date
    as_of: date
    verdict: str
    software: str
    currency: str
    data_digest: str
    worth: str = "incremental revenue"


@dataclass(frozen=True)
class Document:
    """All sections of one run, in reading order, with their stamp and tie-out checks.

    Parameters
    ----------
    not_done : tuple of (what, why, what that leaves open)
        What this run did not do because of what it was given.
    """

    stamp: Stamp
    sections: tuple[Section, ...]
    checks: tuple[Check, ...]
    not_done: tuple[tuple[str, str, str], ...] = ()

    def section(self, key: str) -> Section:
        """Section with this key."""
        return next(section for section in self.sections if section.key == key)

    @property
    def master_check(self) -> bool:
        """True when every check passed."""
        return bool(self.checks) and all(check.passed for check in self.checks)
