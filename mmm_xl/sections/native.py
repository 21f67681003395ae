"""What a cell is computed from, told free of any file format; a workbook makes formulas of it.

A table's `native` maps cells to these descriptions. Rows count from 0. The value of such a cell is
computed apart and stored beside its formula.
"""

from __future__ import annotations

from dataclasses import dataclass

from mmm_xl.names import Sheet

Word = str | float


@dataclass(frozen=True)
class Ref:
    """One cell of a table.

    Parameters
    ----------
    row : int or None
        None for the row of the cell that is computed.
    table : str
        Key of the table; empty for its own.
    """

    column: str
    row: int | None = None
    table: str = ""


@dataclass(frozen=True)
class Input:
    """What an input sheet holds, as long as it holds what was modelled.

    Parameters
    ----------
    headers : tuple of str
        Neighbouring columns, whose numbers are added.
    place : str
        Column of the own row that counts the rows of the input sheet, from 1; empty for the sum of
        all rows.
    blank : float, Ref or None
        What a blank cell stands for.
    holds : tuple of float
        What the cells hold, a number a row; empty where it is what the computed cell shows.
    """

    sheet: Sheet
    headers: tuple[str, ...]
    place: str = ""
    blank: float | Ref | None = None
    holds: tuple[float, ...] = ()


@dataclass(frozen=True)
class Total:
    """Sum of a table's column over the rows where other columns hold these words.

    Parameters
    ----------
    where : tuple of (column, word, number or Ref)
    """

    column: str
    table: str
    where: tuple[tuple[str, Word | Ref], ...] = ()


@dataclass(frozen=True)
class TurnOf:
    """Sum of one of several neighbouring columns: the first for the first row, and so on.

    Parameters
    ----------
    columns : tuple of str
    first : int
        Row to which the first column belongs.
    where : (column, word) or None
    """

    columns: tuple[str, ...]
    table: str
    where: tuple[str, str] | None = None
    first: int = 0


@dataclass(frozen=True)
class Sum:
    """Some amounts added, others taken off."""

    plus: tuple[Native, ...]
    minus: tuple[Native, ...] = ()


@dataclass(frozen=True)
class Span:
    """Sum of neighbouring rows of the own column, first and last inclusive."""

    column: str
    first: int
    last: int


@dataclass(frozen=True)
class Product:
    """Two amounts multiplied."""

    left: Native
    right: Native


@dataclass(frozen=True)
class Setting:
    """Value of a setting, by its key, as long as it is the one that was used."""

    key: str
    value: float


@dataclass(frozen=True)
class Size:
    """Amount without its sign."""

    of: Ref


@dataclass(frozen=True)
class Share:
    """One amount as a part of another; nothing where that is nothing."""

    of: Ref
    whole: Ref


@dataclass(frozen=True)
class Only:
    """An amount where a column holds a word and another is below 1, else nothing."""

    of: Native
    where: tuple[str, str]
    below_one: str


@dataclass(frozen=True)
class Within:
    """Word that says whether an amount is within a tolerance; what is no number is not."""

    of: Ref
    tolerance: Ref
    passed: str
    failed: str


Native = (
    Ref | Input | Total | TurnOf | Sum | Span | Product | Setting | Size | Share | Only | Within
)
