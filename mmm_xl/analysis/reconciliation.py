"""Totals in the workbook's cells bridged to totals in the model."""

from __future__ import annotations

import math
from dataclasses import dataclass

from mmm_xl.data.dataset import Adjustment, ColumnSource
from mmm_xl.names import Sheet
from mmm_xl.runs.run import Run

RELATIVE_TOLERANCE = 1e-9
"""Differences between two sums of the same numbers, as a fraction of the larger."""


@dataclass(frozen=True)
class TieOut:
    """One total in the workbook and the same total in the model.

    Parameters
    ----------
    source : str
        Cell range that was summed.
    in_workbook, adjusted, modelled : float, currency, outcome or exposure units
        Numbers as they stand in the cells, what was added to them by a rule that the user chose
        (each cell is listed with the results), and what entered the model.
    """

    name: str
    sheet: str
    source: str
    in_workbook: float
    modelled: float
    adjusted: float = 0.0

    @property
    def explained(self) -> float:
        """In workbook and adjusted."""
        return self.in_workbook + self.adjusted

    @property
    def difference(self) -> float:
        """Modelled less in workbook and adjusted."""
        return self.modelled - self.explained

    @property
    def tolerance(self) -> float:
        """Largest difference that rounding explains."""
        return RELATIVE_TOLERANCE * max(abs(self.in_workbook), abs(self.modelled), 1.0)


def tie_outs(run: Run) -> tuple[TieOut, ...]:
    """Outcome, spend and exposure: what stands in the cells against what was modelled."""
    ties = []
    for source in run.dataset.sources:
        modelled = _modelled(run, source.sheet, source.column)
        if modelled is not None:
            changes = (a.change for a in run.dataset.adjustments if _is_in(a, source))
            adjusted = math.fsum(changes)
            ties.append(
                TieOut(
                    source.column,
                    source.sheet,
                    source.range,
                    source.total - adjusted,
                    modelled,
                    adjusted,
                )
            )
    return tuple(ties)


def _is_in(adjustment: Adjustment, source: ColumnSource) -> bool:
    """Whether an adjusted cell is one of a source's; those of earlier weeks are not."""
    sheet, _, cell = adjustment.where.rpartition("!")
    first, _, last = source.range.rpartition("!")[2].partition(":")
    inside = _row(first) <= _row(cell) <= _row(last or first)
    return (sheet, adjustment.column) == (source.sheet, source.column) and inside


def _row(cell: str) -> int:
    return int("".join(filter(str.isdecimal, cell)))


def _modelled(run: Run, sheet: str, column: str) -> float | None:
    """Total of one modelled series; None for columns that are not amounts (controls, flags)."""
    dataset = run.dataset
    if sheet == Sheet.OUTCOME:
        return float(dataset.outcome.sum())
    if sheet not in (Sheet.SPEND, Sheet.EXPOSURE):
        return None
    values = dataset.spend if sheet == Sheet.SPEND else dataset.media
    return float(values[:, dataset.channel_names.index(column)].sum())
