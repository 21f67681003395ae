"""What is said above an input sheet and beside one of its columns."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class SheetWords:
    """What one input sheet says above its table.

    Parameters
    ----------
    how : str
        How to fill it and what may be blank.
    unit : str
        Unit of every column that has no words of its own.
    hint : str
        Shown when a value cell of a weekly sheet is entered.
    """

    title: str
    how: str
    unit: str = ""
    hint: str = ""


@dataclass(frozen=True)
class ColumnWords:
    """Unit of a column, and what is shown when one of its cells is entered."""

    unit: str
    hint: str = ""
