"""Tables that others publish import and check clean, with the totals of their source."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import pytest
from raw_books import faults, from_contents

from mmm_xl.data.build import build_dataset
from mmm_xl.data.importing import ImportSpec, import_table
from mmm_xl.errors import InvalidWorkbook
from mmm_xl.workbook.tables import read_table

TABLES = Path(__file__).parents[2].parent / "shared" / "data"
pytestmark = pytest.mark.skipif(not TABLES.is_dir(), reason="published tables are not at hand")

ROBYN = TABLES / "robyn" / "dt_simulated_weekly.csv"
MERIDIAN = TABLES / "meridian" / "national_all_channels.csv"
PYMC = TABLES / "pymc_marketing" / "mmm_example.csv"


def robyn(**parts) -> ImportSpec:
    return ImportSpec(
        date="DATE",
        outcome="revenue",
        spend=("tv_S", "ooh_S", "print_S", "facebook_S", "search_S"),
        controls=("competitor_sales_B",),
        events=("events",),
        **{"week_date": "start", **parts},
    )


def meridian(**parts) -> ImportSpec:
    return ImportSpec(
        date="time",
        outcome="conversions",
        value="revenue_per_conversion",
        spend=tuple(f"Channel{i}_spend" for i in range(5)),
        week_date="start",
        **parts,
    )


PYMC_SPEC = ImportSpec(
    date="date_week",
    outcome="y",
    spend=("x1", "x2"),
    events=("event_1", "event_2"),
    roi_prior={"x1": (500, 20000)},
    week_date="start",
)


def imported(path, spec):
    return import_table(read_table(path, spec.date), spec)


def column(path, name):
    with path.open(newline="") as file:
        return np.array([float(row[name]) for row in csv.DictReader(file)])


def test_robyn():
    data = build_dataset(from_contents(imported(ROBYN, robyn())))
    assert (data.name, data.weeks) == ("dt_simulated_weekly", 208)
    assert (str(data.first), str(data.last)) == ("2015-11-29", "2019-11-17")
    assert data.event_names == ("event1", "event2")
    np.testing.assert_array_equal(data.events.sum(axis=0), [1, 1])
    for i, name in enumerate(data.channel_names):
        np.testing.assert_array_equal(data.spend[:, i], column(ROBYN, name))
    np.testing.assert_array_equal(data.outcome, column(ROBYN, "revenue"))


def test_robyn_with_exposure_and_an_owned_channel():
    spec = robyn(exposure={"facebook_S": "facebook_I", "newsletter": "newsletter"})
    data = build_dataset(from_contents(imported(ROBYN, spec)))
    assert data.channel_names[-1] == "newsletter"
    assert not data.channels[-1].paid
    np.testing.assert_array_equal(data.media[:, 3], column(ROBYN, "facebook_I"))


def test_robyn_on_mondays_needs_a_word():
    with pytest.raises(InvalidWorkbook, match=r"dates are on a Monday .* add --week-date start"):
        imported(ROBYN, robyn(week_date=None))
    data = build_dataset(from_contents(imported(ROBYN, robyn(week_date="end"))))
    assert data.settings.week_ends_on == "Monday"


def test_meridian():
    controls = ("competitor_sales_control", "sentiment_score_control", "Promo")
    data = build_dataset(from_contents(imported(MERIDIAN, meridian(controls=controls))))
    assert (data.weeks, data.settings.outcome_name) == (156, "Revenue")
    revenue = column(MERIDIAN, "conversions") * column(MERIDIAN, "revenue_per_conversion")
    np.testing.assert_allclose(data.outcome, revenue)
    assert data.control_names == controls


def test_meridian_promotion_above_one_is_no_event():
    found = faults(from_contents(imported(MERIDIAN, meridian(events=("Promo",)))))
    assert len(found) == int((column(MERIDIAN, "Promo") > 1).sum())
    assert all("write a value from 0 to 1, or move the column to the Controls" in f for f in found)


def test_meridian_regions_are_refused_with_one_sentence():
    with pytest.raises(InvalidWorkbook, match="add up regions or campaigns") as caught:
        imported(TABLES / "meridian" / "geo_all_channels.csv", meridian())
    assert len(caught.value.faults) == 1


def test_pymc_marketing():
    data = build_dataset(from_contents(imported(PYMC, PYMC_SPEC)))
    assert data.weeks == 179
    assert data.channels[0].roi == (500, 20000)
    np.testing.assert_array_equal(data.events.sum(axis=0), [1, 1])
