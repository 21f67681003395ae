"""Names, units and cells that the tables of the Validation and Candidates sheets share."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from mmm_xl.analysis.results import Results
from mmm_xl.analysis.summary import Summary
from mmm_xl.sections.context import Context
from mmm_xl.sections.section import Column, Kind, Table

Cell = float | int | str | None

MISSING = "missing"
"""A missing figure is written out: a blank would look like a pass."""


@dataclass(frozen=True)
class Return:
    """What channels are compared by: ROI, or the outcome per unit of spend without one.

    Parameters
    ----------
    name : str
        Inside a sentence; ``header`` starts a header.
    scale : str
        Way of writing it in words, see `Context.told`.
    """

    name: str
    header: str
    unit: str
    kind: Kind
    scale: str

    def column(self, name: str) -> Column:
        """Column of it under another name."""
        return Column(name, self.unit, self.kind)


def return_of(c: Context) -> Return:
    """What the channels of a run are compared by."""
    if c.has_return:
        return Return("ROI", "ROI", c.ratio_unit, Kind.RATIO, "ratio")
    name = f"{c.outcome} per {c.currency}"
    unit = f"{c.unit} per {c.currency}"
    return Return(name, name[:1].upper() + name[1:], unit, Kind.NUMBER, "ratio")


def labels_of(results: Results) -> dict[str, str]:
    """Label of each channel by its name."""
    return {channel.name: channel.label for channel in results.channels}


def figure(value: float) -> Cell:
    """Exact figure, written out where it is missing."""
    return value if math.isfinite(value) else MISSING


def yes(value: bool) -> str:
    """Finding that needs no second look in small letters."""
    return "yes" if value else "no"


def capital(text: str) -> str:
    """Words at the start of a sentence."""
    return text[:1].upper() + text[1:]


def means(found: Mapping[str, Summary], names: Iterable[str], c: Context) -> list[Cell]:
    """Mean of each channel, blank where there is none."""
    return [c.mean(found.get(name)) for name in names]


def without_blank(table: Table, *names: str) -> Table:
    """Table without those of the named columns that are blank in every row."""
    if not table.rows:
        return table
    gone = {table.index(name) for name in names if not any(table.values(name))}
    kept = [i for i in range(len(table.columns)) if i not in gone]
    return replace(
        table,
        columns=tuple(table.columns[i] for i in kept),
        rows=tuple(tuple(row[i] for i in kept) for row in table.rows),
    )
