"""Tables of the report keep every number on one line of a landscape page."""

from __future__ import annotations

from mmm_xl.sections.section import Kind, Table

LANDSCAPE = 140
"""Characters of the report's table text that stand side by side on a landscape page, gaps counted:
tables of 120 were seen to fit, one of 170 broke numbers inside their digits."""

GAP = 2


def characters(table: Table) -> int:
    """Width of the longest figure of each number column, and of the longest word of each text."""
    rows = [*table.rows, *([table.total] if table.total else [])]
    return sum(
        GAP + max((longest(row[at], column.kind) for row in rows), default=0)
        for at, column in enumerate(table.columns)
    )


def longest(value: object, kind: Kind) -> int:
    if isinstance(value, float):
        return len(f"{value:,.0f}" if kind is Kind.MONEY else f"{value:,.2f}")
    return max((len(word) for word in str(value or "").split()), default=0)


def test_no_table_of_the_report_is_too_wide(document) -> None:
    shown = [t for section in document.sections for t in section.tables if t.in_report]
    assert len(shown) > 20
    wide = {table.key: characters(table) for table in shown if characters(table) > LANDSCAPE}
    assert not wide


def test_the_table_by_year_stands_in_the_workbook_where_it_is_too_wide(document) -> None:
    """Six channels beside level, trend, season, controls and events: their sums broke in two."""
    table = document.section("contribution").table("contribution_by_year")
    assert characters(table) > LANDSCAPE
    assert not table.in_report
