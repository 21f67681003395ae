"""Axes, bridges and page breaks: the arithmetic behind the pictures."""

from __future__ import annotations

import math
from dataclasses import replace
from itertools import combinations, pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import ImageColor

from mmm_xl.sections import precision
from mmm_xl.sections.section import Column, Kind, Table
from mmm_xl.workbook import styles
from mmm_xl.workbook.bridge_chart import _bar_look, bridge
from mmm_xl.workbook.chart_axes import date_axis, nice_bounds
from mmm_xl.workbook.chart_data import on_one_scale
from mmm_xl.workbook.pagination import Block, page_breaks, turned
from mmm_xl.workbook.sheet_spec import Axis, ChartBlock
from mmm_xl.workbook.table_cells import row_cells

AMOUNTS = st.floats(-1e12, 1e12, allow_nan=False).filter(lambda v: v == 0 or abs(v) > 1e-9)


@given(st.lists(AMOUNTS, min_size=1, max_size=20), st.booleans())
def test_an_axis_shows_every_value_in_few_steps(values: list[float], from_zero: bool) -> None:
    low, high, step = nice_bounds(values, from_zero=from_zero)
    slack = 1e-9 * max(abs(low), abs(high))
    assert low - slack <= min(values) and max(values) <= high + slack and low < high
    assert 1 <= round((high - low) / step) <= 12
    if from_zero:
        assert low <= 0 <= high


@pytest.mark.parametrize(
    ("values", "bounds"),
    [
        ([0.4, 2.9], (0, 3, 0.5)),
        ([], (0, 1, 0.2)),
        ([0, 0], (0, 1, 0.2)),
        ([-0.4, 2.1], (-0.5, 2.5, 0.5)),
    ],
)
def test_bounds_are_round_numbers(values: list[float], bounds: tuple[float, ...]) -> None:
    assert nice_bounds(values) == bounds


def test_a_fit_chart_does_not_waste_its_height() -> None:
    assert nice_bounds([900, 1000], from_zero=False)[0] > 800
    assert nice_bounds([300, 1000], from_zero=False)[0] == 0


@pytest.mark.parametrize(("weeks", "months"), [(26, 1), (104, 2), (260, 6), (700, 12)])
def test_dates_are_labelled_a_dozen_times_at_most(weeks: int, months: int) -> None:
    assert date_axis("", weeks).step == months


def test_a_bridge_stacks_steps_and_stands_totals_on_the_floor() -> None:
    values = [100.0, 20.0, -50.0, -90.0, -20.0, 5.0]
    bases = [0.0, 100.0, 120.0, 70.0, 0.0, None]
    starts = [start for start, _ in bridge(values, bases)]
    assert starts == [0, 100, 120, 70, 0, 0]
    assert [total for _, total in bridge(values, bases)] == [True, False, False, False, True, True]


def test_a_base_at_the_lower_end_of_a_fall_draws_the_same_bridge() -> None:
    values = [100.0, -30.0, 10.0, 80.0]
    assert bridge(values, [0.0, 70.0, 70.0, 0.0]) == bridge(values, [0.0, 100.0, 70.0, 0.0])


@pytest.mark.parametrize(
    ("value", "kind", "text"),
    [
        (1_240_000, Kind.MONEY, "1.24m"), (-35_400, Kind.MONEY, "(35.4k)"),
        (2.5e9, Kind.MONEY, "2.50bn"), (0.853, Kind.RATIO, "0.85"),
        (-0.123, Kind.PERCENT, "(12.3%)"),
        (12, Kind.COUNT, "12"), (999_999, Kind.MONEY, "1,000k"),
    ],
)  # fmt: skip
def test_labels_are_short(value: float, kind: Kind, text: str) -> None:
    assert styles.short(value, kind) == text


@pytest.mark.parametrize(
    ("values", "shown"),
    [
        ([1.0034], "#,##0.000_);(#,##0.000)"), ([0.0123], "#,##0.0000_);(#,##0.0000)"),
        ([45.6], "#,##0.0_);(#,##0.0)"), ([1234.5], "#,##0_);(#,##0)"), ([3, 4], "#,##0_);(#,##0)"),
        ([None, math.nan], "#,##0_);(#,##0)"),
    ],
)  # fmt: skip
def test_plain_numbers_show_three_places_that_mean_something(
    values: list[float], shown: str
) -> None:
    assert styles.number_format(Kind.NUMBER, values) == shown


def test_pages_break_before_what_would_be_cut() -> None:
    blocks = [Block(0, 20, 20), Block(20, 40, 40), Block(40, 60, 60)]
    assert page_breaks(blocks, {}, 600, 60) == (40,)
    assert page_breaks(blocks, {}, 1000, 60) == (20, 40)
    assert page_breaks(blocks[:1], {}, 5000, 60) == ()
    assert page_breaks([], {}, 1000, 60) == ()


def test_what_follows_a_table_that_runs_over_starts_a_page() -> None:
    # 50 rows of a table just run over by the estimate; a program with lower rows fits them
    blocks = [Block(0, 15, 50), Block(50, 70, 70), Block(70, 76, 76)]
    assert page_breaks(blocks, {}, 1500, 60) == (50,)


def test_a_table_that_only_an_upright_page_holds_is_printed_on_one() -> None:
    blocks = [Block(0, 15, 10), Block(10, 24, 52), Block(52, 66, 94)]
    assert not turned(blocks, {}, 1100, 60)
    assert page_breaks(blocks, {}, 1100, 60) == (52,)
    assert turned(blocks[:1], {}, 1100, 60)
    assert turned(blocks, {}, 1900, 60)  # too small to read upright
    assert turned([Block(0, 14, 200)], {}, 1100, 60)  # no page holds it
    assert not turned(blocks, {}, 700, 60)


def test_a_table_that_fits_on_a_page_is_not_cut_from_its_header() -> None:
    blocks = [Block(0, 15, 15), Block(15, 29, 40)]
    assert page_breaks(blocks, {}, 1300, 60) == ()
    blocks = [Block(0, 25, 25), Block(25, 39, 50)]
    assert page_breaks(blocks, {}, 1300, 60) == (25,)


@pytest.mark.parametrize(
    ("value", "error", "scaled", "shown"),
    [
        (-233_664.0, 4e4, 6, '#,##0.0,,"m"_0_0_);(#,##0.0,,"m")_0_0'),
        (-233_664.0, 0.0, 6, '#,##0.000,,"m"_);(#,##0.000,,"m")'),
        (-3_000.0, 4e4, 6, '#,##0.0,,"m"_0_0_);#,##0.0,,"m"_0_0_)'),
        (-1e-9, 1e-10, 6, '#,##0,,"m"_._0_0_0_);#,##0,,"m"_._0_0_0_)'),
        (0.0, 0.0, 6, '#,##0,,"m"_._0_0_0_);#,##0,,"m"_._0_0_0_)'),
    ],
)
def test_no_wall_of_digits_no_sign_of_nothing_no_gap_before_a_parenthesis(
    value: float, error: float, scaled: int, shown: str
) -> None:
    figure = precision.Estimated(value, error)
    own = precision.places(figure, Kind.MONEY, scaled)
    signed = not precision.shown_as_nothing(figure, Kind.MONEY, own, scaled)
    assert styles.cut(Kind.MONEY, own, 3, scaled, signed=signed) == shown


def test_what_rounding_leaves_of_two_equal_amounts_is_nothing() -> None:
    columns = (
        Column("Line", "", Kind.TEXT),
        Column("Booked", "EUR", Kind.MONEY),
        Column("Modelled", "EUR", Kind.MONEY),
        Column("Difference", "EUR", Kind.MONEY, less=("Modelled", "Booked")),
    )
    booked = 18_897_891.37
    rows = (("Q1", booked, booked - 4e-9, -4e-9), ("Q2", booked, booked - 0.4, -0.4))
    cells = row_cells(Table("ties", "Ties", columns, rows), 5)
    assert [cell.value for cell in cells if cell.column == 3] == [0.0, -0.4]


def _grey(colour: str) -> int:
    return ImageColor.getcolor(colour, "L")  # type: ignore[return-value]


def test_any_two_stacked_series_differ_in_grey() -> None:
    looks = [(_grey(colour), pattern) for colour, pattern in styles.STACK_LOOKS]
    for (light, pattern), (other_light, other) in combinations(looks, 2):
        assert pattern != other or (not pattern and abs(light - other_light) > 30)
    for (light, pattern), (other_light, other) in pairwise(looks):
        assert pattern != other or abs(light - other_light) > 60


def test_a_fall_is_told_from_a_rise_and_a_total_without_colour() -> None:
    assert "pattern" in _bar_look(-5.0, False) and "fill" not in _bar_look(-5.0, False)
    rise, total = _bar_look(5.0, False)["fill"]["color"], _bar_look(-5.0, True)["fill"]["color"]
    assert _grey(rise) - _grey(total) > 60


@pytest.mark.parametrize(
    ("kind", "largest", "step", "shown"),
    [
        (Kind.MONEY, 4e8, 5e7, '#,##0,,"m";(#,##0,,"m");0'),
        (Kind.MONEY, 2.5e6, 5e5, '#,##0.0,,"m";(#,##0.0,,"m");0'),
        (Kind.MONEY, 3e10, 5e9, '#,##0,,,"bn";(#,##0,,,"bn");0'),
        (Kind.MONEY, 2e4, 2.5e3, '#,##0.0,"k";(#,##0.0,"k");0'),
        (Kind.COUNT, 14, 2, "#,##0;(#,##0)"), (Kind.RATIO, 0.2, 0.025, "#,##0.000;(#,##0.000)"),
        (Kind.PERCENT, 1.0, 0.2, "0%;(0%)"), (Kind.PERCENT, 0.02, 0.0025, "0.00%;(0.00%)"),
        (Kind.DATE, 0, 0, "mmm yyyy"),
    ],
)  # fmt: skip
def test_axis_labels_have_the_decimals_of_their_step(
    kind: Kind, largest: float, step: float, shown: str
) -> None:
    assert styles.axis_format(kind, largest, step) == shown


def _curve(top: float, title: str = "Incremental revenue (EUR)") -> ChartBlock:
    y_axis = Axis(title, "0", 0.0, top, top / 5)
    return ChartBlock("c", "scatter", "T", "Alt", 0, 0, 640, 300, Axis("Spend"), y_axis, ())


def test_curves_of_one_quantity_share_a_scale_or_say_that_they_do_not() -> None:
    near = on_one_scale([_curve(10.0), _curve(40.0), _curve(7.0, "Other")])
    assert [block.y_axis.maximum for block in near] == [40.0, 40.0, 7.0]
    assert near[0].y_axis.step == 8.0
    far = on_one_scale([_curve(10.0), _curve(50.0)])
    assert [block.y_axis.maximum for block in far] == [10.0, 50.0]
    assert all("own scale" in block.y_axis.title for block in far)
    bars = replace(_curve(10.0), family="column")
    assert on_one_scale([bars, replace(bars, y_axis=_curve(20.0).y_axis)])[0] == bars
