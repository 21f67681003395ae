"""One table becomes the input sheets: roles of columns, weeks, numbers, flags."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import numpy as np
import pandas as pd
import pytest
from raw_books import faults, from_contents

from mmm_xl.data.build import build_dataset
from mmm_xl.data.flat_table import column_letter, table_from_frame, table_from_records
from mmm_xl.data.import_cells import plain_number, read_flags, read_number
from mmm_xl.data.importing import ImportSpec, import_table
from mmm_xl.data.number_text import Convention
from mmm_xl.data.raw import ErrorValue
from mmm_xl.errors import InvalidWorkbook
from mmm_xl.names import INPUT_SHEETS, Sheet
from mmm_xl.settings import CATALOGUE

SUNDAY = date(2023, 1, 1)
WEEKS = 30


def frame(first: date = SUNDAY, **columns) -> pd.DataFrame:
    weeks = np.arange(WEEKS)
    base = {
        "week": [str(first + timedelta(days=7 * i)) for i in range(WEEKS)],
        "sales": 1000.0 + weeks,
        "tv": 100.0 * (weeks % 3),
        "search": 40.0 + weeks,
    }
    return pd.DataFrame({**base, **columns})


SPEC = ImportSpec(date="week", outcome="sales", spend=("tv", "search"))


def spec(**parts) -> ImportSpec:
    return ImportSpec(**{"date": "week", "outcome": "sales", "spend": ("tv", "search"), **parts})


def refused(table, its_spec=SPEC) -> list[str]:
    with pytest.raises(InvalidWorkbook) as caught:
        import_table(table, its_spec)
    return [str(fault) for fault in caught.value.faults]


def dataset(table, its_spec=SPEC):
    return build_dataset(from_contents(import_table(table, its_spec)))


def test_a_frame_becomes_a_right_workbook():
    contents = import_table(frame(), SPEC, name="pilot")
    assert contents.name == "pilot"
    assert list(contents.sheets) == [s for s in INPUT_SHEETS if s in contents.sheets]
    assert faults(from_contents(contents)) == []
    data = dataset(frame())
    assert data.channel_names == ("tv", "search")
    assert data.settings.outcome_name == "sales"
    np.testing.assert_array_equal(data.outcome, 1000.0 + np.arange(WEEKS))


def test_settings_sheet_holds_the_whole_catalogue():
    rows = import_table(frame(), SPEC).sheets[Sheet.SETTINGS].rows
    assert [label for label, _ in rows] == [info.label for info in CATALOGUE]


def test_monday_needs_a_word():
    monday = frame(SUNDAY + timedelta(days=1))
    (fault,) = refused(monday)
    assert fault.startswith(
        "table!A1: dates are on a Monday but the workbook's weeks end on a Sunday; add --week-date"
        " start if"
    )
    start = dataset(monday, spec(week_date="start"))
    assert (start.first, start.settings.week_ends_on) == (SUNDAY + timedelta(days=7), "Sunday")
    end = dataset(monday, spec(week_date="end"))
    assert (end.first, end.settings.week_ends_on) == (SUNDAY + timedelta(days=1), "Monday")


def test_sunday_may_be_said_to_start_the_week():
    data = dataset(frame(), spec(week_date="start"))
    assert (data.first, data.settings.week_ends_on) == (SUNDAY + timedelta(days=6), "Saturday")


def test_rows_are_sorted_by_week():
    assert dataset(frame().iloc[::-1]).digest() == dataset(frame()).digest()


def test_value_makes_revenue_of_a_count():
    table = frame(price=2.5)
    contents = import_table(table, spec(value="price"))
    assert contents.sheets[Sheet.OUTCOME].headers == ("Week ending", "Revenue")
    data = dataset(table, spec(value="price"))
    np.testing.assert_allclose(data.outcome, 2.5 * (1000 + np.arange(WEEKS)))
    assert data.settings.outcome_name == "Revenue"


def test_blank_numbers_stay_blank_and_the_check_names_them():
    table = frame()
    table.loc[3, "tv"] = None
    assert faults(from_contents(import_table(table, SPEC))) == [
        "Spend!B8: spend is blank; write the amount, or 0 where nothing was spent."
    ]


def test_exposure_drives_its_channel_and_a_new_name_is_owned():
    table = frame(clicks=np.arange(WEEKS) * 10.0, mails=np.arange(WEEKS) + 5.0)
    data = dataset(table, spec(exposure={"search": "clicks", "email": "mails"}))
    assert [c.name for c in data.channels if not c.paid] == ["email"]
    np.testing.assert_array_equal(data.media[:, 1], table["clicks"])
    np.testing.assert_array_equal(data.media[:, 2], table["mails"])
    assert data.spend[:, 2].sum() == 0


def test_roi_prior_reaches_the_channel():
    data = dataset(frame(), spec(roi_prior={"tv": (0.5, 4)}))
    assert [c.roi for c in data.channels] == [(0.5, 4), None]


def test_controls_and_numeric_events():
    flags = [1.0 if i == 4 else None for i in range(WEEKS)]
    promo = [0.5 if i == 7 else 0 for i in range(WEEKS)]
    table = frame(price=np.linspace(1, 2, WEEKS), easter=flags, promo=promo)
    data = dataset(table, spec(controls=("price",), events=("easter", "promo")))
    assert (data.control_names, data.event_names) == (("price",), ("easter", "promo"))
    np.testing.assert_array_equal(data.events.sum(axis=0), [1.0, 0.5])


def test_text_flags_become_one_flag_a_text():
    texts = ["na", "NA", "-", "", None, "Easter", "Black Friday", " Easter "]
    table = frame(events=[texts[i % len(texts)] if i < 16 else "na" for i in range(WEEKS)])
    data = dataset(table, spec(events=("events",)))
    assert data.event_names == ("Easter", "Black Friday")
    np.testing.assert_array_equal(data.events.sum(axis=0), [4, 2])


def test_a_flag_named_like_another_column_keeps_its_columns_name():
    table = frame(events=["tv" if i == 3 else "" for i in range(WEEKS)])
    assert dataset(table, spec(events=("events",))).event_names == ("events: tv",)


def test_yes_and_no_are_one_flag():
    table = frame(holiday=["TRUE" if i == 3 else "FALSE" for i in range(WEEKS)])
    data = dataset(table, spec(events=("holiday",)))
    assert (data.event_names, data.events.sum()) == (("holiday",), 1.0)


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ([1, "Easter"], "event 'events' mixes numbers and text ('1' among texts)"),
        ([f"event {i}" for i in range(60)], "event 'events' has 60 different texts; expected at"),
    ],
)
def test_flags_that_are_no_flags(values, words):
    days = [str(SUNDAY + timedelta(days=7 * i)) for i in range(len(values))]
    table = pd.DataFrame({"week": days, "sales": 1.0, "tv": 1.0, "search": 1.0, "events": values})
    (fault,) = refused(table, spec(events=("events",)))
    assert fault.startswith(f"table!E1: {words}")


@pytest.mark.parametrize(
    ("parts", "sentence"),
    [
        ({"date": "weeks"}, "no column 'weeks' for --date; did you mean 'week'?"),
        ({"outcome": "xyz"}, "no column 'xyz' for --outcome; the table has 'week', 'sales', 'tv'"),
        ({"spend": ("tv", "Search")}, "no column 'Search' for --spend; did you mean 'search'?"),
        ({"spend": ("tv", "tv")}, "column 'tv' is given twice for --spend; expected one part"),
        ({"controls": ("tv",)}, "column 'tv' is given for --spend and --control; expected one"),
        ({"spend": ()}, "no spend column is named; add --spend COLUMN for each channel."),
        ({"value": "prise"}, "no column 'prise' for --value;"),
        ({"exposure": {"TV": "tv"}}, "--exposure TV differs from 'tv' only by capitals or spaces."),
        ({"roi_prior": {"tw": (1, 2)}}, "--roi-prior tw=1:2: 'tw' is no spend column; those are"),
        ({"roi_prior": {"tv": (2, 1)}}, "--roi-prior tv=2:1: the range is 2.00 to 1.00; expected"),
    ],
)
def test_wrong_names(parts, sentence):
    assert refused(frame(), spec(**parts))[0].startswith(f"table: {sentence}")


def test_all_faults_of_a_table_at_once():
    table = frame().astype({"tv": object, "sales": object})
    table.loc[2, "week"] = "soon"
    table.loc[3, "week"] = None
    table.loc[4, "sales"] = "many"
    table.loc[5, "tv"] = "tbc"
    found = refused(table, spec(controls=("price",)))
    assert [line.split(": ")[0] for line in found] == [
        "table", "table!A4", "table!A5", "table!B6", "table!C7",
    ]  # fmt: skip
    assert found[1] == "table!A4: date 'week' is the text 'soon', not a date; write yyyy-mm-dd."
    assert found[3].startswith("table!B6: outcome 'sales' is the text 'many', not a number;")


def test_several_rows_a_week_are_refused_with_one_sentence():
    table = pd.concat([frame(), frame()])
    assert refused(table) == [
        "table!A32: 2023-01-01 also stands in A2 and 30 rows in all repeat a date; expected one row"
        " a week; delete rows that stand twice, or name what tells them apart: --add-up COLUMN for"
        " regions or campaigns, --channel COLUMN for channels."
    ]


def test_daily_rows_stay_daily():
    table = frame()
    table["week"] = [str(SUNDAY + timedelta(days=i)) for i in range(WEEKS)]
    contents = import_table(table, SPEC)
    assert [f"{f}" for f in contents.findings] == [
        "table!A1: 30 rows are days; the workbook adds them up to weeks."
    ]
    rows = contents.sheets[Sheet.SPEND].rows
    assert [row[0].date() for row in rows] == [SUNDAY + timedelta(days=i) for i in range(WEEKS)]


@pytest.mark.parametrize(
    ("days", "words"),
    [
        ([date(2023, 1 + i % 12, 1) for i in range(12)], "dates are mostly 31 days apart; bring"),
        ([SUNDAY + timedelta(days=2 * i) for i in range(12)], "mostly 2 days apart; expected one"),
    ],
)
def test_rows_that_are_neither_weeks_nor_days(days, words):
    table = frame().iloc[:12].assign(week=[str(day) for day in days])
    (fault,) = refused(table)
    assert words in fault


def test_a_table_without_rows():
    assert refused(frame().iloc[:0]) == ["table!A1: the table has no rows."]


@pytest.mark.parametrize(
    ("text", "convention", "number"),
    [
        ("12.5", Convention.UNKNOWN, 12.5),
        ("-1e3", Convention.UNKNOWN, -1000.0),
        (" 7 ", Convention.UNKNOWN, 7.0),
        ("12,5", Convention.UNKNOWN, 12.5),
        ("1,250", Convention.COMMA, 1.25),
        ("1,250", Convention.POINT, 1250.0),
        ("NA", Convention.UNKNOWN, None),
        ("-", Convention.UNKNOWN, None),
        ("\u2014", Convention.UNKNOWN, None),
        (ErrorValue("#N/A"), Convention.UNKNOWN, None),
        (7, Convention.UNKNOWN, 7.0),
    ],
)
def test_numbers(text, convention, number):
    assert plain_number(read_number(text, convention)) == number


@pytest.mark.parametrize(
    ("value", "kind"),
    [
        ("1,250", "ambiguous-number"),
        ("tbc", "text"),
        ("=2+2", "text"),
        (ErrorValue("#REF!"), "error-value"),
    ],
)
def test_numbers_are_not_guessed(value, kind):
    assert read_number(value, Convention.UNKNOWN).rule.name == kind


def test_flags_of_values_that_are_no_text():
    assert read_flags([ErrorValue("#REF!"), "x"], Convention.UNKNOWN).rule.name == "import-flags"


def test_records_below_titles():
    records = [
        ["Media plan", None, None],
        [],
        ["note", "week ", "tv\nspend", None, "week"],
        ["a", "2024-01-07", 5, "stray"],
    ]
    table = table_from_records("Sheet1", records, "week")
    assert table.header_row == 3
    assert [c.header for c in table.columns] == ["note", "week", "tv spend", "week (2)"]
    assert table.address(table.columns[2], 0) == "Sheet1!C4"
    assert list(table.cells(table.columns[3])) == [("Sheet1!E4", None)]


@pytest.mark.parametrize(("index", "letter"), [(0, "A"), (25, "Z"), (26, "AA"), (701, "ZZ")])
def test_column_letters(index, letter):
    assert column_letter(index) == letter


def test_frames_of_any_kind():
    table = table_from_frame(
        pd.DataFrame(
            {
                "stamp": pd.to_datetime(["2024-01-07", None]),
                "day": [date(2024, 1, 7), None],
                "whole": pd.array([1, None], dtype="Int64"),
                "text": pd.array(["a", None], dtype="string"),
                "flag": [True, False],
                3: [np.float64(1.5), np.nan],
            }
        )
    )
    first = datetime(2024, 1, 7)
    assert [column.values for column in table.columns] == [  # noqa: PD011
        (first, None), (first, None), (1, None), ("a", None), (True, False), (1.5, None),
    ]  # fmt: skip
    assert table.columns[-1].header == "3"
