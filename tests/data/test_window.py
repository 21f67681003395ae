"""Windows as users name them, and how much of each week they hold."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from mmm_xl.data.dataset import Dataset
from mmm_xl.data.window import Window, every_week, parse_window, tiles
from mmm_xl.errors import WindowOutsideData
from mmm_xl.names import FiscalCalendar, Tiling


def test_a_week_that_straddles_is_split_by_days() -> None:
    """The week to Sunday 2 March 2025 has five days in February."""
    ends = np.array(["2025-02-23", "2025-03-02", "2025-03-09"], dtype="datetime64[D]")
    february = Window(date(2025, 2, 1), date(2025, 2, 28), "2025-02")
    march = Window(date(2025, 3, 1), date(2025, 3, 31), "2025-03")
    assert february.fractions(ends).tolist() == [1, 5 / 7, 0]
    assert march.fractions(ends).tolist() == [0, 2 / 7, 1]


@pytest.mark.parametrize("by", list(Tiling))
@pytest.mark.parametrize("calendar", list(FiscalCalendar))
def test_tiles_share_out_every_week(dataset: Dataset, by: Tiling, calendar: FiscalCalendar) -> None:
    settings = replace(dataset.settings, fiscal_year_starts="April", fiscal_calendar=calendar)
    found = tiles(replace(dataset, settings=settings), by)
    shares = sum(window.fractions(dataset.dates) for window in found)
    np.testing.assert_allclose(shares, 1, rtol=1e-12)
    assert len({window.label for window in found}) == len(found)


@pytest.mark.parametrize(
    ("words", "first", "last"),
    [
        ("2024", "2024-01-01", "2024-12-31"),
        ("2024Q2", "2024-04-01", "2024-06-30"),
        ("2024 q2", "2024-04-01", "2024-06-30"),
        ("2024-02", "2024-02-01", "2024-02-29"),
        ("FY2024P3", "2024-03-01", "2024-03-31"),
        ("2024-01-08..2024-01-21", "2024-01-08", "2024-01-21"),
        ("2024-01-08:2024-01-21", "2024-01-08", "2024-01-21"),
    ],
)
def test_words_for_windows(dataset: Dataset, words: str, first: str, last: str) -> None:
    found = parse_window(words, dataset)
    assert (str(found.first), str(found.last), found.label) == (first, last, words)


def test_year_to_date_and_last_weeks(dataset: Dataset) -> None:
    assert parse_window("ytd", dataset).first == date(dataset.last.year, 1, 1)
    assert parse_window("last 13", dataset).fractions(dataset.dates).sum() == 13
    assert parse_window("all", dataset) == every_week(dataset)


def test_a_window_that_the_data_do_not_fill_says_so(dataset: Dataset) -> None:
    found = parse_window(str(dataset.last.year), dataset)
    assert found.last == dataset.last
    assert found.label == f"{dataset.last.year} (to {dataset.last})"


@pytest.mark.parametrize(
    "words",
    [
        "",
        "last" + "9" * 30,
        "9999",
        "FY9999",
        "0000",
        "soon",
        "2024Q5",
        "2024-13",
        "2024-02-30..2024-03-01",
        "1950",
    ],
)
def test_what_is_no_window_is_refused(dataset: Dataset, words: str) -> None:
    with pytest.raises(WindowOutsideData):
        parse_window(words, dataset)
