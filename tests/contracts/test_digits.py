"""No digit that a sheet, a page or a sentence shows is finer than its error supports."""

from __future__ import annotations

import math
import re
from dataclasses import replace

import numpy as np
import pytest
import xarray as xr

from mmm_xl.analysis.summary import series_errors, summarise
from mmm_xl.report.values import shown
from mmm_xl.sections.context import context
from mmm_xl.sections.precision import Estimated, scale, scales, told_power
from mmm_xl.sections.section import Kind
from mmm_xl.workbook.table_cells import row_cells, total_cells

SUFFIXES = {"": 1.0, "k": 1e3, "m": 1e6, "bn": 1e9}
ESTIMATED = ("summary", "contribution", "roi", "lift", "response", "carryover", "scenario_grid",
             "pnl")  # fmt: skip


def unit_of_format(number_format: str) -> float:
    """Worth of the last digit that an Excel number format shows."""
    positive = number_format.partition(";")[0]
    suffix = re.search(r'"(k|m|bn)"', positive)
    bare = re.sub(r'_.|"[^"]*"', "", positive)
    commas = len(bare.rstrip("%")) - len(bare.rstrip("%").rstrip(","))
    assert 10.0 ** (3 * commas) == SUFFIXES[suffix.group(1) if suffix else ""]
    decimals = len(bare.partition(".")[2].rstrip("%,"))
    return 10.0 ** (3 * commas - decimals) / (100 if "%" in bare else 1)


def unit_of_text(text: str) -> float:
    """Worth of the last digit of a figure on a page."""
    found = re.fullmatch(r"\(?-?[\d,]+(?:\.(\d+))?(k|m|bn|%)?\)?", text)
    assert found, text
    unit = 10.0 ** -len(found.group(1) or "")
    return unit / 100 if found.group(2) == "%" else unit * SUFFIXES[found.group(2) or ""]


def supported(unit: float, error: float, kind: Kind) -> bool:
    # a ratio or a share never loses its whole numbers, however unsure it is
    least = {Kind.PERCENT: 0.01, Kind.RATIO: 1.0, Kind.NUMBER: 1.0}.get(kind, 0.0)
    return unit >= 2 * error * (1 - 1e-9) or (unit >= least * (1 - 1e-9) and least > 0)


def test_every_cell_and_every_figure_on_a_page_stops_where_its_error_begins(document) -> None:
    seen = dict.fromkeys(ESTIMATED, 0)
    for section in document.sections:
        for table in section.tables:
            cells = row_cells(table, 1)
            if table.total is not None:
                cells += total_cells(table, 1, len(table.rows))
            values = [v for row in (*table.rows, *([table.total] if table.total else []))
                      for v in row]  # fmt: skip
            for at, (cell, value) in enumerate(zip(cells, values, strict=True)):
                if not isinstance(value, Estimated):
                    continue
                column = table.columns[at % len(table.columns)]
                unit = unit_of_format(cell.style.number_format)
                assert supported(unit, value.error, column.kind), (table.key, column.name, value)
                text = shown(value, column.kind, None, scales(table)[at % len(table.columns)])
                assert unit_of_text(text) == pytest.approx(unit)
                assert cell.value == pytest.approx(float(value), rel=1e-9, abs=1e-6)  # uncut
                seen[section.key] = seen.get(section.key, 0) + 1
    assert all(seen.values()), seen


def test_figures_with_a_range_are_estimates(document) -> None:
    """A mean beside its range that does not know its error would be shown with every digit."""
    for key in ESTIMATED:
        for table in document.section(key).tables:
            for at, column in enumerate(table.columns):
                ends = re.search(r"\b(low|high) \d+%", column.name, re.IGNORECASE)
                if not ends or "assumed" in table.title or table.key.startswith("lift_learning"):
                    continue
                if table.key.startswith("payback"):
                    continue  # order statistics of levels between grid points
                for row in table.rows:
                    assert row[at] is None or isinstance(row[at], Estimated), (table.key, row[0])


def test_amounts_of_one_column_have_one_scale() -> None:
    assert scale([Estimated(5e6, 0.2), 3.0]) == 0
    assert scale([Estimated(5e6, 0.2), Estimated(1e7, 60.0)]) == 3
    assert scale([Estimated(5e6, 400.0), Estimated(1e7, 60_000.0)]) == 6
    assert scale([1e9, None, "words"]) == 0
    assert shown(Estimated(5_312_345.0, 20_000.0), Kind.MONEY, None, 6) == "5.3m"
    assert shown(Estimated(23_456.0, 40.0), Kind.MONEY, None, 6) == "0.0235m"
    assert shown(Estimated(-400.0, 20_000.0), Kind.MONEY, None, 6) == "0.0m"


@pytest.mark.parametrize(
    ("error", "text"), [(0.004, "2.31"), (0.03, "2.3"), (0.3, "2"), (float("nan"), "2")]
)
def test_a_ratio_keeps_the_decimals_that_its_error_supports(error, text) -> None:
    assert shown(Estimated(2.3123, error), Kind.RATIO) == text


def test_a_sentence_rounds_to_between_a_fiftieth_and_a_fifth_of_the_range() -> None:
    rng = np.random.default_rng(5)
    for width in 10 ** rng.uniform(-3, 8, 200):
        unit = 10.0 ** told_power(-width / 3, 2 * width / 3, 0.0)
        assert width / 50 * (1 - 1e-9) <= unit < width / 5
        error = width / 7
        assert 10.0 ** told_power(0.0, width, error) >= 2 * error


def test_a_sentence_shows_what_the_cells_hold(results) -> None:
    c, made = context(results), results.media
    told, range_told = c.told(made), c.spread(made)
    low, high = made.interval(c.level)
    unit = unit_of_text(told)
    worth = {s: float(re.sub(r"[^\d.]", "", s)) * SUFFIXES[re.sub(r"[\d.,-]", "", s)]
             for s in [told, *range_told.partition("range ")[2].split(" to ")]}  # fmt: skip
    for text, value in zip(worth, (made.mean, low, high), strict=True):
        assert abs(worth[text] - value) <= unit * 5.01  # a suffix may show no decimal at all
    certain = replace(made, mean=0.0, mcse=0.0, **{n: 0.0 for n in vars(made) if n[:2] in "lohi"})
    assert c.told(certain) == "0.00"


def test_errors_of_a_series_are_those_of_its_members() -> None:
    values = np.random.default_rng(2).normal(size=(4, 500, 3)) * np.array([1.0, 10.0, 0.0])
    draws = xr.DataArray(values, dims=("chain", "draw", "week"))
    errors = series_errors(draws)
    for week in range(2):
        assert errors[week] == pytest.approx(summarise(draws.isel(week=week)).mcse, rel=0.15)
    assert errors[2] == 0
    assert not series_errors(draws * 0.0).any()
    assert math.isfinite(errors.sum())
