"""Small wild files: each is read rightly or refused with the sentence that helps."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from raw_books import from_contents

from mmm_xl.data.build import build_dataset
from mmm_xl.data.importing import ImportSpec, import_table
from mmm_xl.errors import InvalidWorkbook
from mmm_xl.names import Sheet
from mmm_xl.workbook.tables import read_table

MESSY = Path(__file__).parents[2].parent / "shared" / "data" / "messy"
pytestmark = pytest.mark.skipif(not MESSY.is_dir(), reason="the messy files are not at hand")

SALES = ImportSpec("date", "revenue", ("cost",))


def imported(name: str, spec: ImportSpec, sheet: str | None = None):
    return import_table(read_table(MESSY / name, spec.date, sheet=sheet), spec)


def values(contents, sheet: Sheet) -> list[tuple]:
    return [row[1:] for row in contents.sheets[sheet].rows]


def test_european_decimals_are_understood_and_told():
    contents = imported(
        "ksbk_eu_numeric.csv", ImportSpec("date", "revenue", ("cost",), week_date="start")
    )
    assert values(contents, Sheet.OUTCOME) == [(1200.5,)]
    assert values(contents, Sheet.SPEND) == [(200.25,)]
    assert str(contents.findings[0]) == (
        "ksbk_eu_numeric.csv!D1: numbers in 'revenue' were understood: '1.200,50' is 1200.5,"
        " decimal comma."
    )


def test_texts_that_look_like_formulas_are_texts():
    spec = ImportSpec("date", "revenue", ("cost",), events=("product",))
    contents = imported("ksbk_formula_like_strings.csv", spec)
    assert contents.sheets[Sheet.EVENTS].headers == ("Week ending", "=2+2", "+SUM(A1:A2)")
    assert values(contents, Sheet.OUTCOME) == [(100,), (50,)]


def test_an_index_without_a_name_and_dates_as_text():
    channels = tuple(f"Channel{i}_spend" for i in range(6))
    spec = ImportSpec(
        "time", "conversions", channels, value="revenue_per_conversion", week_date="start"
    )
    data = build_dataset(from_contents(imported("meridian_national_media.xlsx", spec)))
    table = read_table(MESSY / "meridian_national_media.xlsx", "time")
    columns = {column.header: column.values for column in table.columns}
    assert (data.weeks, str(data.first), str(data.last)) == (156, "2021-01-31", "2024-01-21")
    np.testing.assert_array_equal(data.spend, np.column_stack([columns[c] for c in channels]))
    revenue = np.multiply(columns["conversions"], columns["revenue_per_conversion"])
    np.testing.assert_allclose(data.outcome, revenue)


REFUSED = {
    "ksbk_ambiguous_dates.csv": (
        SALES,
        ["ksbk_ambiguous_dates.csv!A2: date 'date' is '01/02/2024': 1 February 2024 or 2 January"
         " 2024; write it as yyyy-mm-dd."],
    ),
    "ksbk_duplicate_headers.csv": (
        ImportSpec("date", "Revenue", ("cost",), week_date="start"),
        ["ksbk_duplicate_headers.csv!A1: 'Revenue' for --outcome may be the column in A1 or"
         " 'revenue' in B1; rename or delete one of them."],
    ),
    "ksbk_messy_sales.csv": (
        ImportSpec("Order Date", "Gross Revenue", ("Cost (€)",)),
        ["A2: date 'Order Date' is '01/02/2024': 1 February 2024 or 2 January 2024;",
         "A4: date 'Order Date' is '02/01/2024': 2 January 2024 or 1 February 2024;",
         "A6: date 'Order Date' is the text 'not-a-date', not a date;"],
    ),
    "ksbk_sample_messy_sales.csv": (
        SALES,
        ["A2: date 'date' is '01/02/2024': 1 February 2024 or 2 January 2024;",
         "D8: outcome 'revenue' is '1.250' kept as text, which can be 1250 or 1.25;",
         "A9: date 'date' is the text 'not-a-date', not a date;",
         "D12: outcome 'revenue' is '1,234' kept as text, which can be 1234 or 1.234;"],
    ),
    "readxl_deaths.xlsx": (
        ImportSpec("Date of death", "Age", ("Has kids",)),
        ["arts: the column 'Date of death' stands in the sheets 'arts' and 'other'; add --sheet"
         " NAME."],
    ),
    "readxl_type-me.xlsx": (
        ImportSpec("maybe a datetime?", "x", ("y",)),
        ["date_coercion: no column 'x' for --outcome; the table has 'maybe a datetime?' and",
         "date_coercion!A4: date 'maybe a datetime?' has a time of day (11:30) beside the date",
         "date_coercion!A5: date 'maybe a datetime?' is TRUE; write yyyy-mm-dd.",
         "date_coercion!A7: date 'maybe a datetime?' is the number 4.3, not a date;"],
    ),
    "smungs_cashflows.xlsx": (
        ImportSpec("month", "Cash Collections", ("Advertising",)),
        ["Cash Flow 12 mo: months run across row 4 ('April' and 'May', ...); expected weeks or"
         " days running down. Bring one row a week: a month's total does not say how its weeks"
         " went."],
    ),
    "smungs_school.xlsx": (
        ImportSpec("week", "CPI", ("% Advanced",)),
        ["Sheet1: no column 'week' for --date; row 1 has '% Proficient or Higher', '% Advanced',",
         "Sheet2: no column 'week' for --date; row 3 has",
         "Sheet3: no column 'week' for --date; row 5 has"],
    ),
    "smungs_toronto_transit.xlsx": (
        ImportSpec("Year", "TOKENS", ("TICKETS",)),
        ["1985-2017 ACTUALS: years run across row 6 ('2017' and '2016', ...); expected weeks or"
         " days running down. Bring one row a week: a year's total does not say how its weeks"
         " went."],
    ),
    "smungs_us-crime-2.xlsx": (
        ImportSpec("Year", "Population2", ("Robbery",)),
        ["16tbl02!B4: 'Year' holds years ('2015', ...); bring one row a week, or one a day:"],
    ),
}  # fmt: skip
READ = {
    "ksbk_eu_numeric.csv", "ksbk_formula_like_strings.csv", "meridian_national_media.xlsx",
}  # fmt: skip


def test_no_file_is_left_out():
    files = {p.name for p in MESSY.glob("*") if p.suffix in {".csv", ".xlsx"}}
    assert files == READ | set(REFUSED)


@pytest.mark.parametrize("name", REFUSED)
def test_files_that_cannot_be_weeks_are_refused_with_sentences_that_help(name):
    spec, sentences = REFUSED[name]
    with pytest.raises(InvalidWorkbook) as caught:
        imported(name, spec)
    faults = [str(fault) for fault in caught.value.faults]
    for sentence in sentences:
        assert any(sentence in fault for fault in faults), faults
    if len(sentences) == 1:
        assert len(faults) == 1


def test_titles_above_and_remarks_below_a_table_are_understood():
    """The table is no weeks, but what stands around it is told from what it holds."""
    table = read_table(MESSY / "readxl_deaths.xlsx", "Date of death", sheet="arts")
    assert table.header_row == 5
    spec = ImportSpec("Date of death", "Age", ("Profession",))
    with pytest.raises(InvalidWorkbook) as caught:
        import_table(table, spec)
    assert "arts!F5: dates fall on 'Tuesday', 'Thursday'," in str(caught.value.faults[0])
    told = [str(f) for f in caught.value.findings if f.rule.startswith("import-l")]
    assert told == [
        "arts: the headers were found in row 5, below 4 other rows.",
        "arts!F16: remarks below the numbers left out: 4 rows, the first of them 16, 'Some'.",
    ]


def test_headers_in_two_rows_are_joined():
    table = read_table(MESSY / "smungs_us-crime-2.xlsx", "Year")
    headers = [column.header for column in table.columns]
    assert headers[3:6] == [
        "Violent crime3",
        "Violent crime3 / Rate per 100,000",
        "Murder and nonnegligent manslaughter",
    ]
    assert table.columns[2].values[0] == 320896618
