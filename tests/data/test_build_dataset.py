"""A right workbook becomes one frozen table whose every number is the workbook's."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pytest
from raw_books import (
    FIRST_WEEK,
    WEEKS,
    faults,
    fill,
    good_book,
    put,
    rows,
    week,
    with_table,
    without_column,
    without_sheet,
)

from mmm_xl.data.build import build_dataset
from mmm_xl.data.contents import from_raw
from mmm_xl.errors import InvalidWorkbook
from mmm_xl.names import ChannelKind, KpiType
from mmm_xl.settings import Settings


def test_every_number_is_the_workbooks():
    data = build_dataset(good_book())
    weeks = np.arange(WEEKS)
    assert data.first == FIRST_WEEK
    assert data.weeks == WEEKS
    np.testing.assert_array_equal(data.outcome, 1000 + 10 * weeks)
    np.testing.assert_array_equal(
        data.spend, np.column_stack([100 * (weeks % 3), 40 + weeks, 0 * weeks])
    )
    np.testing.assert_array_equal(data.controls, (10 - 0.1 * weeks)[:, None])
    np.testing.assert_array_equal(data.events, (weeks == 14)[:, None])
    assert (data.control_names, data.event_names) == (("Price",), ("Easter",))


def test_exposure_drives_a_channel_where_given():
    data = build_dataset(good_book())
    np.testing.assert_array_equal(data.media[:, 0], data.spend[:, 0])
    np.testing.assert_array_equal(data.media[:, 1], 10 * np.arange(WEEKS))
    np.testing.assert_array_equal(data.media[:, 2], 500 + np.arange(WEEKS))


def test_channels_carry_what_the_business_knows():
    tv, search, email = build_dataset(good_book()).channels
    assert (tv.name, tv.label, tv.roi, tv.half_life) == ("TV", "TV", (0.5, 4.0), (1.0, 4.0))
    assert (search.label, search.roi, search.cell) == ("Paid search", None, "Channels!A6")
    assert (email.kind, email.share) == (ChannelKind.OWNED, (0.01, 0.05))


def test_experiments_are_kept_as_stated():
    (test,) = build_dataset(good_book()).experiments
    assert (test.start, test.end) == (date(2023, 2, 26), date(2023, 3, 19))
    assert (test.effect, test.standard_error, test.use) == (900.0, 300.0, "calibrate")


def test_each_column_traces_back_to_its_cells():
    sources = {(s.sheet, s.column): s for s in build_dataset(good_book()).sources}
    assert len(sources) == 7
    assert sources["Spend", "TV"].range == "Spend!B5:B34"
    assert sources["Spend", "TV"].total == 3000.0
    assert sources["Events", "Easter"].total == 1.0


def test_arrays_cannot_be_changed():
    with pytest.raises(ValueError, match="read-only"):
        build_dataset(good_book()).spend[0, 0] = 1


def test_events_and_controls_may_have_no_column_but_weeks():
    book = without_column(without_column(good_book(), "Events", "Easter"), "Controls", "Price")
    data = build_dataset(book)
    assert data.events.shape == data.controls.shape == (WEEKS, 0)


def test_events_and_controls_may_have_no_rows_at_all():
    book = without_column(without_column(good_book(), "Events", "Easter"), "Controls", "Price")
    data = build_dataset(rows(rows(book, "Events", []), "Controls", []))
    assert data.events.shape == data.controls.shape == (WEEKS, 0)


def test_optional_sheets_may_be_absent():
    book = without_sheet(without_sheet(good_book(), "Experiments"), "Exposure")
    book = rows(book, "Channels", [0, 1])
    data = build_dataset(replace(book, missing=()))
    np.testing.assert_array_equal(data.media, data.spend)
    assert data.experiments == ()


def test_blank_rows_at_the_end_are_no_weeks():
    book = good_book()
    for sheet, table in book.tables.items():
        columns = tuple(replace(c, values=(*c.values, None, "  ")) for c in table.columns)
        last = table.rows[-1]
        longer = replace(table, columns=columns, rows=(*table.rows, last + 1, last + 2))
        book = with_table(book, sheet, longer)
    assert build_dataset(book).digest() == build_dataset(good_book()).digest()


def test_iso_text_is_a_date():
    book = fill(good_book(), "Spend", "Week ending", lambda i: f" {week(i):%Y-%m-%d}")
    assert build_dataset(book).digest() == build_dataset(good_book()).digest()


def test_order_of_columns_does_not_matter_and_the_channels_sheet_rules():
    book = good_book()
    table = book.tables["Spend"]
    turned = replace(table, columns=table.columns[::-1])
    assert build_dataset(with_table(book, "Spend", turned)).digest() == build_dataset(book).digest()


def test_settings_reach_the_dataset():
    settings = Settings(
        kpi_type=KpiType.COUNT, value_per_conversion=30.0, margin=0.35, interval_level=0.8
    )
    assert build_dataset(good_book(settings)).settings == settings


def test_a_dataset_is_all_or_nothing():
    with pytest.raises(InvalidWorkbook, match=r"Spend!C17: spend is negative \(-40\.00\)"):
        build_dataset(put(good_book(), ("Spend!C17", -40)))


def test_what_was_read_can_be_written_again():
    contents = from_raw(good_book())
    assert contents.sheets["Spend"].headers == ("Week ending", "TV", "Search")
    assert faults(good_book()) == []
