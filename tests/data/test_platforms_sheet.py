"""Reports of platforms: what is read, what is refused, and which name it changes."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from cases_platforms import FIRST, LAST, report, reported
from raw_books import faults, good_book, only_fault, put, table, with_table

from mmm_xl.data.build import build_dataset
from mmm_xl.data.dataset import Dataset
from mmm_xl.data.platforms import PlatformReport
from mmm_xl.data.raw import RawInputs
from mmm_xl.data.window import joined
from mmm_xl.inference.sampler_settings import SamplerSettings
from mmm_xl.model.spec import build_spec
from mmm_xl.names import Credit, KpiType, PlatformColumn, Sheet
from mmm_xl.runs.digest import fit_id, run_id
from mmm_xl.runs.frozen import dataset_from_json, dataset_to_json
from mmm_xl.runs.frozen import weekly as weekly_frame
from mmm_xl.settings import Settings


def warned(book: RawInputs, rule: str) -> list[str]:
    return [str(f) for f in build_dataset(book).findings if f.rule == rule]


def test_a_row_is_read_as_it_stands() -> None:
    row = report(
        CONVERSIONS=30, SPEND=170.0, WINDOW="30 days after click", VIEW_THROUGH="Yes", OWNER="Ann"
    )
    assert build_dataset(reported(row)).platforms == (
        PlatformReport(
            "Ads", "Search", FIRST, LAST, Credit.PLATFORM, 30.0, 900.0, 170.0,
            "30 days after click", True, "Ann", "", "Platforms!A5",
        ),
    )  # fmt: skip


def test_blank_rows_and_blank_cells_are_unknown_not_zero() -> None:
    blank = [None] * len(PlatformColumn)
    found = build_dataset(reported(report(), blank, report(CHANNEL="TV", REVENUE=0.0))).platforms
    assert [(r.channel, r.revenue, r.conversions, r.spend) for r in found] == [
        ("Search", 900.0, None, None),
        ("TV", 0.0, None, None),
    ]
    assert found[1].cell == "Platforms!A7"
    assert {r.view_through for r in found} == {None}


def test_a_number_kept_as_text_is_read_and_told() -> None:
    dataset = build_dataset(reported(report(REVENUE="EUR 1.200,50")))
    assert dataset.platforms[0].revenue == 1200.5
    assert "text-number" in {finding.rule for finding in dataset.findings}


@pytest.mark.parametrize(
    ("cells", "cell", "words"),
    [
        ({"CHANNEL": "Serch"}, "B5", "did you mean 'Search'?"),
        ({"CHANNEL": None}, "B5", "Channel is blank"),
        ({"PLATFORM": None}, "A5", "Platform is blank"),
        ({"CREDIT": "view"}, "E5", "'view'; expected 'platform' or 'last click'"),
        ({"CREDIT": None}, "E5", "Credit by is blank"),
        ({"FIRST": None}, "C5", "First day is blank"),
        ({"LAST": "Friday"}, "D5", "Last day is the text 'Friday'"),
        ({"LAST": FIRST - timedelta(days=1)}, "D5", "is before First day 2023-01-02; swap them"),
        ({"REVENUE": None}, "G5", "'Reported conversions' and 'Reported revenue' are both blank"),
        ({"REVENUE": -5}, "G5", "Reported revenue is negative (-5.00)"),
        ({"CONVERSIONS": "many"}, "F5", "Reported conversions is the text 'many'"),
        ({"SPEND": "1.250"}, "H5", "1250 or 1.25"),
        ({"VIEW_THROUGH": "perhaps"}, "J5", "'perhaps'; expected 'yes' or 'no', or nothing"),
    ],
)
def test_a_cell_that_cannot_be_meant_is_named(cells, cell, words) -> None:
    found = only_fault(reported(report(**cells)))
    assert found.startswith(f"Platforms!{cell}: ")
    assert words in found


def test_true_and_false_say_view_through_too() -> None:
    rows = (report(VIEW_THROUGH=True), report(CHANNEL="TV", VIEW_THROUGH=False))
    assert [r.view_through for r in build_dataset(reported(*rows)).platforms] == [True, False]


def test_a_sheet_without_a_needed_column_names_it() -> None:
    assert "rename it to 'Credit by'" in only_fault(put(reported(), ("Platforms!E4", "Credit  b")))


def test_a_sheet_without_rows_is_no_fault() -> None:
    empty = with_table(
        good_book(), Sheet.PLATFORMS, table(Sheet.PLATFORMS, list(PlatformColumn), [])
    )
    assert not faults(empty)
    assert build_dataset(empty).platforms == ()


def test_overlapping_periods_name_both_rows() -> None:
    again = report(PLATFORM="ads ", FIRST=date(2023, 1, 20), LAST=date(2023, 2, 1))
    found = only_fault(reported(report(), again))
    assert found.startswith("Platforms!C6: ")
    assert "in C5 from 2023-01-02 to 2023-01-29" in found


def test_spend_far_from_the_spend_sheet_is_told_with_both_numbers() -> None:
    (found,) = warned(reported(report(SPEND=120.0)), "platform-spend")
    assert found.startswith("Platforms!H5: ")
    assert "is 120.00" in found and "the same days 170.00 (-29%)" in found
    assert not warned(reported(report(SPEND=154.0)), "platform-spend")


def test_spend_of_part_of_a_week_is_split_by_days() -> None:
    """Search spent 40 in the first week, which ends on Sunday, 1 January: three of seven days."""
    days = {"FIRST": date(2022, 12, 30), "LAST": date(2023, 1, 1)}
    booked = 40 * 3 / 7
    assert not warned(reported(report(**days, SPEND=1.09 * booked)), "platform-spend")
    assert warned(reported(report(**days, SPEND=1.11 * booked)), "platform-spend")


def test_the_part_of_a_report_inside_the_data_is_compared() -> None:
    """Of 14 days to 1 January seven are in the data; half of the spend is compared with 40."""
    half = report(FIRST=date(2022, 12, 19), LAST=date(2023, 1, 1), SPEND=80.0)
    (told,) = warned(reported(half), "platform-partly")
    assert told.startswith("Platforms!C5: ")
    assert "7 of its 14 days" in told and "50% of its figures" in told
    assert not warned(reported(half), "platform-spend")


def test_owned_channels_have_no_spend_to_compare() -> None:
    assert not warned(reported(report(CHANNEL="Email", SPEND=50.0)), "platform-spend")


def test_last_click_spend_counts_where_no_platform_states_its_own() -> None:
    alone = report(CREDIT="last click", SPEND=10.0)
    assert warned(reported(alone), "platform-spend")
    assert not warned(reported(report(SPEND=170.0), alone), "platform-spend")


@pytest.mark.parametrize(
    ("settings", "conversions", "revenue", "credited"),
    [
        (Settings(), None, 90.0, 90.0),
        (Settings(), 3.0, None, None),
        (Settings(), 3.0, 90.0, 90.0),
        (Settings(kpi_type=KpiType.COUNT), 3.0, None, 3.0),
        (Settings(kpi_type=KpiType.COUNT), None, 90.0, None),
        (Settings(kpi_type=KpiType.COUNT, value_per_conversion=30.0), None, 90.0, 3.0),
    ],
)
def test_credit_is_in_the_outcomes_unit_or_not_compared(
    settings, conversions, revenue, credited
) -> None:
    made = PlatformReport("Ads", "Search", FIRST, LAST, Credit.PLATFORM, conversions, revenue, None)
    assert made.credited(settings) == credited


def test_days_of_several_reports_count_once() -> None:
    dataset = build_dataset(good_book())
    spans = [
        (date(2023, 1, 2), date(2023, 1, 15)),
        (date(2023, 1, 9), date(2023, 1, 18)),
        (date(2023, 2, 6), date(2023, 2, 8)),
    ]
    window = joined(spans)
    assert window.days == 17 + 3
    shares = window.fractions(dataset.dates)
    assert shares[:7] == pytest.approx([0, 1, 1, 3 / 7, 0, 0, 3 / 7])
    assert not shares[7:].any()
    with pytest.raises(ValueError, match="needs a day"):
        joined([])


def test_reports_name_another_run_of_the_same_fit() -> None:
    one, other = build_dataset(good_book()), build_dataset(reported())
    third = build_dataset(reported(report(REVENUE=901.0)))
    plain = [replace(d, findings=(), adjustments=()) for d in (one, other, third)]
    sampler = SamplerSettings(chains=2, tune=10, draws=10, seed=1)
    fits = {fit_id(d, build_spec(d), sampler) for d in plain}
    assert len(fits) == 1
    fit = fits.pop()
    assert len({run_id(fit, d, None) for d in plain}) == 3


def test_reports_come_back_from_the_store(tmp_path) -> None:
    dataset = build_dataset(reported(report(VIEW_THROUGH="no"), report(CREDIT="last click")))
    assert again(dataset, tmp_path).platforms == dataset.platforms
    record = dataset_to_json(dataset)
    del record["platforms"]
    assert dataset_from_json(record, tmp_path / "weekly.arrow").platforms == ()


def again(dataset: Dataset, folder) -> Dataset:
    path = folder / "weekly.arrow"
    weekly_frame(dataset).to_feather(path)
    return dataset_from_json(dataset_to_json(dataset), path)
