"""Budget levels by allocation mixes."""

from __future__ import annotations

from mmm_xl.names import Sheet
from mmm_xl.planning.scenario import (
    BOUNDS,
    CURRENT_MIX,
    EQUAL_MARGINAL_MIX,
    MIX_RAISE,
    ScenarioCell,
)
from mmm_xl.sections import words
from mmm_xl.sections.context import Context, of_hundred
from mmm_xl.sections.section import CellValue, Column, Kind, Section, Table


def scenario_grid_section(grid: tuple[ScenarioCell, ...], c: Context) -> Section:
    """Scenario grid over the period of the data."""
    return Section(
        key="scenario_grid",
        sheet=Sheet.SCENARIO_GRID,
        title=c.title(f"what other budgets and mixes would have brought ({c.unit})"),
        message=_message(grid, c),
        paragraphs=(
            words.GRID_EXPLANATION.format(low=BOUNDS[0], high=BOUNDS[1], step=f"{MIX_RAISE:.0%}"),
            words.GRID_WARNING,
        )
        if grid
        else (),
        tables=(_table(grid, c),) if grid else (),
    )


def _message(grid: tuple[ScenarioCell, ...], c: Context) -> str:
    if not grid:
        return words.GRID_NONE_MESSAGE
    best = [g for g in grid if g.mix == EQUAL_MARGINAL_MIX and g.budget_change == 0]
    if not best or best[0].prob_better is None:
        return words.GRID_SINGLE_MESSAGE
    gain = best[0].difference
    return words.GRID_MESSAGE.format(
        gain=c.told(gain).removeprefix("-"),
        unit=c.unit,
        direction="more" if gain.mean >= 0 else "less",
        spread=c.spread(gain),
        odds=of_hundred(best[0].prob_better),
    )


def _table(grid: tuple[ScenarioCell, ...], c: Context) -> Table:
    columns = (
        Column("Change of budget", "%", Kind.PERCENT),
        Column("Mix", "", Kind.TEXT),
        Column("Total spend", c.currency, Kind.MONEY),
        Column("Incremental outcome", c.unit, Kind.MONEY),
        *c.ends(c.unit, Kind.MONEY, "Incremental"),
        Column("Against today", c.unit, Kind.MONEY),
        *c.ends(c.unit, Kind.MONEY, "Against today"),
        Column("Better than today", "probability, %", Kind.PERCENT),
    )
    return Table(
        "scenario_grid",
        c.title(f"incremental {c.outcome} by budget and mix ({c.unit})"),
        columns,
        tuple(_row(cell, c) for cell in grid),
        note=words.GRID_NOTE,
    )


def _row(cell: ScenarioCell, c: Context) -> tuple[CellValue, ...]:
    is_today = cell.budget_change == 0 and cell.mix == CURRENT_MIX
    return (
        cell.budget_change,
        f"{cell.mix} (today)" if is_today else cell.mix,
        float(cell.spend.sum()),
        *c.cells(cell.outcome),
        *c.cells(cell.difference),
        cell.prob_better,
    )
