"""Contribution and P&L view by period: what adds up in every draw, and what their tables show."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from mmm_xl.analysis.periods import periods
from mmm_xl.analysis.results import compute_results
from mmm_xl.names import FiscalCalendar, KpiType, Link, Tiling
from mmm_xl.sections.context import context
from mmm_xl.sections.periods import group_amounts, period_tables
from mmm_xl.sections.profit import profit_section
from mmm_xl.workbook.table_cells import row_cells, total_cells


@pytest.fixture(scope="module", params=[Link.ADDITIVE, Link.MULTIPLICATIVE])
def found(request, dataset):
    from tests.fitting import fit

    changes = {"outcome_model": request.param, "fiscal_year_starts": "February"}
    calendar = FiscalCalendar.WEEKS_445 if request.param is Link.ADDITIVE else FiscalCalendar.MONTHS
    settings = replace(dataset.settings, fiscal_calendar=calendar, **changes)
    return compute_results(fit(replace(dataset, settings=settings), tune=150, draws=50, chains=2))


def close(left, right) -> None:
    scale = float(np.abs(np.asarray(right)).max())
    np.testing.assert_allclose(left, right, rtol=1e-9, atol=1e-11 * scale)


@pytest.mark.parametrize("by", [Tiling.MONTH, Tiling.FISCAL_QUARTER, Tiling.FISCAL_YEAR])
def test_periods_make_all_weeks_in_every_draw(found, by) -> None:
    whole, cut = found.decomposition.whole, found.decomposition.by[by]
    close(cut.sources.amounts.sum("window"), whole.sources.amounts.isel(window=0))
    close(cut.margin.sum("window"), whole.margin.isel(window=0))
    close(cut.after_media.sum("window"), whole.after_media.isel(window=0))
    assert cut.actual.sum() == pytest.approx(found.run.dataset.outcome.sum(), rel=1e-12)
    assert cut.spend.sum(axis=0) == pytest.approx(found.run.dataset.spend.sum(axis=0), rel=1e-12)


def test_groups_are_the_sum_of_their_members_in_every_draw(found) -> None:
    quarters = found.decomposition.by[Tiling.FISCAL_QUARTER].sources
    parts = [part.name for part in quarters.parts]
    members: dict[str, list[str]] = {}
    for channel in found.run.dataset.channels:
        members.setdefault(channel.group, []).append(channel.name)
    grouped = [group_amounts(quarters.amounts, parts, names) for names in members.values()]
    close(sum(grouped) + quarters.baseline, quarters.modelled)
    for names, group in zip(members.values(), grouped, strict=True):
        own = [quarters.amounts.isel(part=parts.index(name)) for name in names]
        close(group, sum(own))


def test_after_media_is_margin_less_spend_in_every_draw(found) -> None:
    years = found.decomposition.by[Tiling.FISCAL_YEAR]
    margin = years.channels * found.run.dataset.settings.margin * found.run.spec.outcome_value
    close(years.after_media, margin - years.spend.sum(axis=1))


def test_tables_add_up_down_and_across(found) -> None:
    c = context(found)
    for table in (*period_tables(found, c), *profit_section(found, c).tables):
        cells = row_cells(table, 5)  # refuses a subtotal that is not what it is made of
        if table.total:
            total_cells(table, 5, 4 + len(table.rows))
        formulas = [cell for cell in cells if cell.formula]
        made = bool(table.subtotals) or any(column.adds for column in table.columns)
        assert bool(formulas) is made
        assert all(len(cell.formula) <= 120 for cell in formulas)


def test_a_statement_of_each_fiscal_year_ends_after_media(found) -> None:
    section = profit_section(found, context(found))
    statements = [table for table in section.tables if table.subtotals]
    years = found.decomposition.by[Tiling.FISCAL_YEAR]
    assert len(statements) == len(years.windows)
    for table, after in zip(statements, years.after_media.mean(("chain", "draw")), strict=True):
        name, *_ = table.rows[-1]
        year = next(i for i, column in enumerate(table.columns) if column.adds)
        assert name == "Contribution after media"
        assert table.rows[-1][year] == pytest.approx(float(after), rel=1e-9)
        lines = {row[0]: row for row in table.rows}
        left = lines["Contribution margin of channels"][year] - lines["Media spend"][year]
        assert table.rows[-1][year] == pytest.approx(left, rel=1e-9)


def test_the_sheet_names_its_fiscal_calendar(found) -> None:
    (words,) = profit_section(found, context(found)).paragraphs
    weeks = found.run.dataset.settings.fiscal_calendar is FiscalCalendar.WEEKS_445
    assert ("4, 4, 5 weeks" in words) is weeks
    assert ("Fiscal years start in February and consist of calendar months" in words) is not weeks


def test_a_count_without_a_value_shows_the_outcome_only(found) -> None:
    settings = replace(
        found.run.dataset.settings, kpi_type=KpiType.COUNT, value_per_conversion=None
    )
    run = replace(
        found.run,
        dataset=replace(found.run.dataset, settings=settings),
        spec=replace(found.run.spec, outcome_value=float("nan")),
    )
    results = replace(found, run=run, decomposition=periods(run, found.effects))
    assert results.decomposition.whole.margin is None
    section = profit_section(results, context(results))
    lines = {row[0] for table in section.tables for row in table.rows}
    assert "Actual outcome" in lines
    assert not any("margin" in str(line).lower() or "Spend" in str(line) for line in lines)
