from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from docx.oxml.ns import qn
from docx.text.run import Run
from synthetic_document import contribution, reconciliation, roi, scenario_grid

from mmm_xl.report.ooxml import run
from mmm_xl.report.reader_tables import for_readers
from mmm_xl.report.tables import column_widths, is_wide
from mmm_xl.report.values import BLANK, shown
from mmm_xl.sections.precision import Estimated, scales
from mmm_xl.sections.section import Column, Kind, Table

A4_TEXT = 9412


@pytest.mark.parametrize(("value", "kind", "words"), [
    (1234567.4, Kind.MONEY, "1,234,567"), (-1234.6, Kind.MONEY, "(1,235)"),
    (-0.2, Kind.MONEY, "0"), (1.005, Kind.RATIO, "1.00"), (-0.25, Kind.RATIO, "(0.25)"),
    (0.1234, Kind.PERCENT, "12.3%"), (12, Kind.COUNT, "12"), (47.58, Kind.NUMBER, "47.6"),
    (0.01234, Kind.NUMBER, "0.0123"), (1834.0, Kind.NUMBER, "1,834"),
    (1e-9, Kind.NUMBER, "under 0.0001"),
    (0.0, Kind.NUMBER, "0"), (None, Kind.MONEY, BLANK), (float("nan"), Kind.RATIO, BLANK),
    (float("inf"), Kind.MONEY, BLANK), ("above 9.3", Kind.RATIO, "above 9.3"),
    (date(2024, 3, 1), Kind.DATE, "1 Mar 2024"), (True, Kind.TEXT, "yes"), ("x", Kind.TEXT, "x"),
])  # fmt: skip
def test_values_in_words(value: Any, kind: Kind, words: str) -> None:
    assert shown(value, kind) == words


@pytest.mark.parametrize(
    "table",
    [*contribution().tables[:1], *roi().tables, *scenario_grid().tables, *reconciliation().tables],
    ids=lambda table: table.key,
)
@pytest.mark.parametrize("width", [A4_TEXT, 14344, 3000])
def test_widths_fill_the_page(table: Table, width: int) -> None:
    widths = column_widths(table, width)
    assert sum(widths) == width
    assert min(widths) > 0


def test_only_the_wide_table_is_wide() -> None:
    assert is_wide(roi().tables[0], A4_TEXT)
    assert not any(
        is_wide(table, A4_TEXT) for table in (*scenario_grid().tables, *reconciliation().tables)
    )


def test_words_alone_never_turn_a_page() -> None:
    columns = tuple(Column(name, "", Kind.TEXT) for name in "abc")
    table = Table("words", "Words", columns, (("many words " * 40,) * 3,))
    assert not is_wide(table, A4_TEXT)


def test_readers_are_spared_columns_that_only_a_chart_needs() -> None:
    section = contribution()
    bridge = for_readers(section.table("contribution"), section.charts)
    assert [column.name for column in bridge.columns] == ["Step", "Mean", "90% range", "Share"]
    assert bridge.rows[1][2] == "3,185,000 to 5,915,000"
    assert bridge.rows[-1][2] is None
    assert {len(row) for row in bridge.rows} == {4}


def test_both_ends_of_a_range_share_a_cell() -> None:
    table = for_readers(roi().tables[0], ())
    assert [column.header for column in table.columns][4:7] == [
        "ROI 90% range (EUR per EUR)",
        "ROI on margin (EUR per EUR)",
        "Margin 90% range (EUR per EUR)",
    ]
    assert table.total is not None
    assert table.total[4] == "1.31 to 2.64"


def test_neighbours_that_make_no_range_stay_apart() -> None:
    columns = (
        Column("Low 90%", "EUR", Kind.MONEY),
        Column("High 80%", "EUR", Kind.MONEY),
        Column("A low 90%", "EUR", Kind.MONEY),
        Column("B high 90%", "EUR", Kind.MONEY),
        Column("Low 50%", "EUR", Kind.MONEY),
    )
    table = Table("t", "T", columns, ((1.0, 2.0, 3.0, 4.0, 5.0),))
    assert for_readers(table, ()) == table


def test_an_exact_amount_beside_estimates_is_shown_in_full() -> None:
    cells = [(Estimated(-233_664.4, 0.0),), (Estimated(-1_240_000.0, 3_000.0),)]
    table = Table("a", "A", (Column("Effect", "EUR", Kind.MONEY),), tuple(cells))
    (scaled,) = scales(table)
    assert [shown(row[0], Kind.MONEY, None, scaled) for row in cells] == ["(233,664)", "(1.24m)"]
    assert shown(Estimated(0.0, 0.0), Kind.MONEY, None, 6) == "0"
    assert shown(Estimated(0.0, 9.0e5), Kind.MONEY, None, 6) == "0m"


def test_a_header_of_wide_letters_is_not_broken_inside_a_word() -> None:
    columns = tuple(Column(name, "%", Kind.PERCENT) for name in ("Common", "Little"))
    common, little = column_widths(Table("a", "A", columns, ((0.5, 0.5),)), 1500)
    assert common > little


@pytest.mark.parametrize(("text", "unbroken"), [
    ("weeks ending 2023-01-08 to 2025-12-28", 4), ("90% range -400k to -0.2", 2),
    ("same-period run-0123-45 2023-01", 0), ("- a dash, 12-01-2024", 0),
])  # fmt: skip
def test_no_line_ends_inside_a_date_or_after_a_sign(text: str, unbroken: int) -> None:
    made = run(text)
    assert len(made.findall(qn("w:noBreakHyphen"))) == unbroken
    assert Run(made, None).text == text
