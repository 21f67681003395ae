"""Totals in the workbook's cells bridged to totals in the model."""

from __future__ import annotations

from dataclasses import dataclass

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
    in_workbook, modelled : float, currency or outcome units
    """

    name: str
    sheet: str
    source: str
    in_workbook: float
    modelled: float

    @property
    def difference(self) -> float:
        """Modelled less in workbook."""
        return self.modelled - self.in_workbook

    @property
    def tolerance(self) -> float:
        """Largest difference that rounding explains."""
        return RELATIVE_TOLERANCE * max(abs(self.in_workbook), abs(self.modelled), 1.0)


def tie_outs(run: Run) -> tuple[TieOut, ...]:
    """Outcome, spend and exposure: what stands in the cells against what was modelled."""
    return tuple(
        TieOut(source.column, source.sheet, source.range, source.total, modelled)
        for source in run.dataset.sources
        if (modelled := _modelled(run, source.sheet, source.column)) is not None
    )


def _modelled(run: Run, sheet: str, column: str) -> float | None:
    """Total of one modelled series; None for columns that are not amounts (controls, flags)."""
    dataset = run.dataset
    if sheet == Sheet.OUTCOME:
        return float(dataset.outcome.sum())
    if sheet not in (Sheet.SPEND, Sheet.EXPOSURE):
        return None
    values = dataset.spend if sheet == Sheet.SPEND else dataset.media
    return float(values[:, dataset.channel_names.index(column)].sum())
