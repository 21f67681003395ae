"""The Data dictionary: texts of the user reach their columns, from inputs and from results."""

from __future__ import annotations

from dataclasses import replace

import pytest
from raw_books import good_book, table, with_table

from mmm_xl.data.build import build_dataset
from mmm_xl.data.dataset import ColumnSource
from mmm_xl.data.dictionary_sheet import as_filled, dictionary_content
from mmm_xl.data.raw import ErrorValue, RawInputs
from mmm_xl.data.simulator import simulate
from mmm_xl.errors import Finding
from mmm_xl.names import DictionaryColumn as Col
from mmm_xl.names import KpiType, Sheet
from mmm_xl.settings import Settings


def told(book: RawInputs) -> tuple[Finding, ...]:
    """Findings about the dictionary itself."""
    found = build_dataset(book).findings
    return tuple(finding for finding in found if finding.rule.startswith("dictionary"))


def with_dictionary(*rows: tuple[object, ...], settings: Settings | None = None) -> RawInputs:
    names = [Col.SHEET, Col.COLUMN, Col.SOURCE, Col.UNIT, Col.CAVEAT]
    return with_table(
        good_book(settings), Sheet.DATA_DICTIONARY, table(Sheet.DATA_DICTIONARY, names, rows)
    )


def source_of(book: RawInputs, sheet: str, column: str) -> ColumnSource:
    (found,) = [s for s in build_dataset(book).sources if s.sheet == sheet and s.column == column]
    return found


def test_texts_stand_with_their_column() -> None:
    book = with_dictionary(("controls", " PRICE ", "Shelf prices", "EUR a litre", "no promotions"))
    price = source_of(book, "Controls", "Price")
    assert (price.source, price.unit, price.caveat) == (
        "Shelf prices", "EUR a litre", "no promotions",
    )  # fmt: skip
    assert told(book) == ()


@pytest.mark.parametrize(
    ("sheet", "column", "unit"),
    [("Spend", "TV", "GBP"), ("Outcome", "Revenue", "GBP"), ("Events", "Easter", "flag"),
     ("Controls", "Price", "own unit"), ("Exposure", "Email", "contacts")],
)  # fmt: skip
def test_units_that_nobody_wrote_come_from_the_settings(sheet: str, column: str, unit: str) -> None:
    assert source_of(good_book(Settings(currency="GBP")), sheet, column).unit == unit


def test_a_counted_outcome_has_its_name_as_unit() -> None:
    count = Settings(kpi_type=KpiType.COUNT, outcome_name="Orders", value_per_conversion=2.0)
    assert source_of(good_book(count), "Outcome", "Revenue").unit == "orders"


def test_a_number_or_an_error_as_text_harms_nothing() -> None:
    book = with_dictionary(("Spend", "TV", 4711, ErrorValue("#N/A"), True))
    assert source_of(book, "Spend", "TV").source == "4711"
    assert source_of(book, "Spend", "TV").unit == "EUR"


def test_rows_of_columns_that_are_not_there_are_said_where_they_hold_a_text() -> None:
    book = with_dictionary(("Spend", "Radio", "Agency", None, None), ("Spend", "OOH", "", "", ""))
    (finding,) = told(book)
    assert str(finding) == (
        "Data dictionary!B5: no column 'Radio' of the sheet 'Spend' is modelled."
    )


def test_a_foreign_sheet_of_that_name_does_not_stop_a_fit() -> None:
    book = replace(good_book(), headless={Sheet.DATA_DICTIONARY: Col.SHEET})
    (finding,) = told(book)
    assert (finding.rule, finding.where) == ("dictionary-sheet", "Data dictionary")


def test_units_and_rows_of_a_results_sheet_are_read_back_as_the_user_wrote_them() -> None:
    names = [Col.SHEET, Col.COLUMN, Col.SOURCE, Col.UNIT, Col.CAVEAT, Col.CELLS, Col.UNIT_FROM]
    results = table(
        Sheet.DATA_DICTIONARY,
        names,
        [
            ("Spend", "TV", "Agency", "EUR", None, "Spend!B5:B34", "Settings"),
            ("Controls", "Price", None, "EUR a litre", None, "Controls!B5:B34", "Data dictionary"),
            (None,) * 7,
            ("Harbour: warnings, weeks ending", None, None, None, None, None, None),
            ("Where", "What was found", "What to do", "Rule", None, None, None),
            ("Spend!B7", "spend is odd.", "Look.", "spike", None, None, None),
        ],
    )
    filled = as_filled(results)
    assert [column.header for column in filled.columns] == names[:5]
    assert list(zip(*(column.values for column in filled.columns), strict=True)) == [
        ("Spend", "TV", "Agency", None, None),
        ("Controls", "Price", None, "EUR a litre", None),
    ]
    assert filled.rows == (5, 6)


def test_rows_after_a_blank_one_are_read_where_they_name_a_sheet() -> None:
    gap = table(
        Sheet.DATA_DICTIONARY,
        [Col.SHEET, Col.COLUMN, Col.SOURCE],
        [("Spend", "TV", "a"), (None, None, None), ("Spend", "Search", "b"), ("Notes", "x", "y")],
    )
    assert as_filled(gap).rows == (5, 7)


def test_the_example_describes_every_weekly_column() -> None:
    sheets = simulate().contents.sheets
    rows = sheets[Sheet.DATA_DICTIONARY].rows
    assert [row[:2] for row in rows] == [row[:2] for row in dictionary_content(sheets).rows]
    assert ("Spend", "TV") in {row[:2] for row in rows}
    assert all(row[2] for row in rows)
