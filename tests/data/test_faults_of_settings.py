"""The Settings and Experiments sheets: every value against its catalogue or rule."""

from __future__ import annotations

import pytest
from raw_books import faults, fill, good_book, only_fault, put, rows, week, without_column

from mmm_xl.data.build import build_dataset
from mmm_xl.data.raw import ErrorValue
from mmm_xl.names import KpiType, Link, Noise, Trend
from mmm_xl.settings import CATALOGUE, Settings

ROW = {info.key: 5 + i for i, info in enumerate(CATALOGUE)}


def with_setting(key, value, settings=None):
    return put(good_book(settings), (f"Settings!B{ROW[key]}", value))


@pytest.mark.parametrize(
    ("key", "value", "sentence"),
    [
        ("business", None, "Business is blank; write any text."),
        ("currency", True, "Currency is TRUE; write a text."),
        ("kpi_type", "money", "KPI type is 'money'; expected revenue | count."),
        ("kpi_type", None, "KPI type is blank; write revenue | count."),
        ("week_ends_on", 7, "Week ends on is '7'; expected Monday | Tuesday"),
        ("margin", 35, "Margin is 3500%; expected above 0% to 100%, or blank."),
        ("margin", "35%", "Margin is '35%' kept as text; retype it as a number."),
        ("margin", 0, "Margin is 0%; expected"),
        ("hurdle", None, "Hurdle is blank; write 0 to 100."),
        ("hurdle", "high", "Hurdle is the text 'high', not a number; expected 0 to 100."),
        ("hurdle", True, "Hurdle is TRUE; expected 0 to 100."),
        ("hurdle", ErrorValue("#N/A"), "Hurdle is the Excel error #N/A; correct the formula"),
        ("interval_level", 0.85, "Interval level is '85%'; expected 50% | 80% | 90% | 95%."),
        ("carryover_weeks", 2.5, "Carryover weeks is 2.5; expected a whole number, 1 to 26."),
        ("carryover_weeks", 27, "Carryover weeks is 27.00; expected 1 to 26."),
        ("trend", True, "Trend is TRUE; expected linear | piecewise | none."),
        ("carryover", "weibull", "Carryover is 'weibull'; expected by model | auto | geometric |"),
        ("saturation", None, "Saturation is blank; write hill | michaelis-menten | logistic |"),
        ("noise", "ar1", "Noise is 'ar1'; expected by model | normal | autocorrelated | heavy-t"),
        ("raising_controls", True, "Controls that only raise is TRUE; expected names with commas"),
        ("seed", -1, "Seed is -1.00; expected 0 to 2,147,483,647."),
        ("chains", 1, "Chains is 1.00; expected 2 to 16."),
        ("draws", float("nan"), "Kept draws is nan, which is no finite number; expected"),
    ],
)
def test_wrong_values(key, value, sentence):
    fault = only_fault(with_setting(key, value))
    assert fault.startswith(f"Settings!B{ROW[key]}: {sentence}")


@pytest.mark.parametrize(
    ("key", "value", "expected"),
    [
        ("interval_level", 0.9, 0.9),
        ("interval_level", "80%", 0.8),
        ("trend", "No", Trend.NONE),
        ("trend", "yes", Trend.LINEAR),
        ("trend", "Piecewise", Trend.PIECEWISE),
        ("carryover", " DELAYED", "delayed"),
        ("outcome_model", "Multiplicative", Link.MULTIPLICATIVE),
        ("level", "yes", "yes"),
        ("raising_controls", None, ()),
        ("raising_controls", " Price ,, Price,", ("Price",)),
        ("week_ends_on", "sunday", "Sunday"),
        ("margin", None, None),
        ("margin", 1, 1.0),
        ("draws", 500.0, 500),
        ("outcome_name", 2024, "2024"),
    ],
)
def test_right_values(key, value, expected):
    assert getattr(build_dataset(with_setting(key, value)).settings, key) == expected


def test_settings_that_are_absent_keep_their_default():
    book = rows(good_book(Settings(seed=5)), "Settings", [])
    assert build_dataset(book).settings == Settings()


def test_labels():
    unknown = put(good_book(), (f"Settings!A{ROW['currency']}", "Curency"))
    assert only_fault(unknown) == "Settings!A9: 'Curency' is no setting; did you mean 'Currency'?"
    alien = put(good_book(), (f"Settings!A{ROW['currency']}", "xyz"))
    assert only_fault(alien) == (
        "Settings!A9: 'xyz' is no setting; delete the row or correct the name."
    )
    twice = put(good_book(), (f"Settings!A{ROW['currency']}", "Business"))
    assert only_fault(twice) == (
        "Settings!A9: 'Business' is set twice, also in Settings!A5; delete one of the rows."
    )
    nameless = put(good_book(), (f"Settings!A{ROW['currency']}", None))
    assert only_fault(nameless).startswith("Settings!A9: the value beside has no setting name;")


def test_value_per_conversion_is_for_counts():
    row = ROW["value_per_conversion"]
    assert only_fault(with_setting("value_per_conversion", 30)) == (
        f"Settings!B{row}: Value per conversion is 30.00 but KPI type is 'revenue'; clear this cell"
        " or set KPI type to 'count'."
    )
    assert faults(good_book(Settings(kpi_type=KpiType.COUNT, value_per_conversion=30.0))) == []
    both = put(with_setting("value_per_conversion", 30), (f"Settings!B{ROW['kpi_type']}", "money"))
    assert only_fault(both).startswith(f"Settings!B{ROW['kpi_type']}: KPI type is 'money'")


def test_heavy_tails_have_no_mean_on_the_log_scale():
    settings = Settings(noise=Noise.HEAVY_TAILED, outcome_model=Link.MULTIPLICATIVE)
    assert only_fault(good_book(settings)) == (
        f"Settings!B{ROW['noise']}: Noise is 'heavy-tailed' but Outcome model is 'multiplicative',"
        " and such an outcome has no mean; set Noise to 'normal' or 'autocorrelated', or Outcome"
        " model to 'additive'."
    )
    assert faults(good_book(Settings(noise=Noise.HEAVY_TAILED))) == []


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("price", "'price' is no column of the Controls sheet; did you mean 'Price'?"),
        ("Rain", "'Rain' is no column of the Controls sheet; it has 'Price'."),
        ("Price, Rain, 7", "'Rain' and '7' are no columns of the Controls sheet; it has 'Price'."),
    ],
)
@pytest.mark.parametrize("key", ["raising_controls", "lowering_controls"])
def test_signed_controls_must_be_there(key, text, sentence):
    assert only_fault(with_setting(key, text)) == f"Settings!B{ROW[key]}: {sentence}"


def test_a_control_has_one_sign():
    settings = Settings(raising_controls=("Price",), lowering_controls=("Price",))
    assert only_fault(good_book(settings)) == (
        f"Settings!B{ROW['lowering_controls']}: 'Price' stands also in 'Controls that only raise';"
        " keep each control in one of them."
    )


def test_signed_controls_without_any_control():
    book = without_column(with_setting("raising_controls", "Price"), "Controls", "Price")
    assert only_fault(book).endswith("no column of the Controls sheet; it has no control.")


@pytest.mark.parametrize(
    ("value", "found"), [(0, "outcome is 0.00"), (-5, "outcome is negative (-5.00)")]
)
def test_a_multiplicative_model_needs_an_outcome_above_zero(value, found):
    book = put(good_book(Settings(outcome_model=Link.MULTIPLICATIVE)), ("Outcome!B9", value))
    assert only_fault(book) == (
        f"Outcome!B9: {found}; a multiplicative model needs more than 0 in every week; correct it,"
        " or set 'Outcome model' on the Settings sheet to 'additive'."
    )
    assert faults(put(good_book(), ("Outcome!B9", value))) == []


def test_many_weeks_without_outcome_are_shortened():
    book = fill(
        good_book(Settings(outcome_model=Link.MULTIPLICATIVE)),
        "Outcome", "Revenue", lambda i: 0 if i < 25 else 100 + i,
    )  # fmt: skip
    found = faults(book)
    assert len(found) == 6
    assert "and 20 more like this in the column" in found[-1]


def test_a_workbook_of_an_earlier_template_still_reads():
    """Its Settings have no row for the newer choices, its Channels no such columns."""
    old = {"Carryover", "Saturation", "Order", "Outcome model", "Noise", "Drifting level"}
    old |= {"Channels share returns", "Controls that only raise", "Controls that only lower"}
    kept = [i for i, info in enumerate(CATALOGUE) if info.label not in old]
    book = rows(put(good_book(), (f"Settings!B{ROW['trend']}", "yes")), "Settings", kept)
    for column in ("Carryover", "Saturation", "Shares returns with"):
        book = without_column(book, "Channels", column)
    dataset = build_dataset(book)
    assert dataset.settings == Settings()
    assert all(c.carryover is c.saturation is c.pool is None for c in dataset.channels)


def test_any_faulty_setting_leaves_the_others_checked():
    book = put(with_setting("margin", 35), (f"Settings!B{ROW['seed']}", "x"))
    assert len(faults(book)) == 2


@pytest.mark.parametrize(
    ("cell", "value", "sentence"),
    [
        ("A5", None, "Experiment is blank; give the experiment a name."),
        ("B5", "tv", "'tv' is not a channel of the Channels sheet; did you mean 'TV'?"),
        ("B5", "Radio", "'Radio' is not a channel of the Channels sheet; expected 'TV', 'Search'"),
        ("B5", None, "Channel is blank; expected 'TV', 'Search' or 'Email'."),
        ("C5", week(90), "First week ending 2024-09-22 is outside the data, 2023-01-01 to"),
        ("C5", "March", "First week ending is the text 'March', not a date; write the week's"),
        ("C5", None, "First week ending is blank; write the week's last day (yyyy-mm-dd)."),
        ("C5", week(12).replace(day=27), "First week ending 2023-03-27 is no week of the data;"),
        ("E5", 50, "Share of market is 50.00; expected a fraction above 0%, at most 100%."),
        ("E5", 0, "Share of market is 0.00; expected a fraction above 0%"),
        ("F5", None, "Change of spend is blank; write the amount spent more, or less with -, or"),
        ("F5", 0, "Change of spend is 0; a test changes spend."),
        ("G5", 1, "Factor of spend is 1; a test changes spend."),
        ("G5", -0.5, "Factor of spend is negative (-0.50); write 0 for off, 0.5 for half"),
        ("H5", "big", "Incremental outcome is the text 'big', not a number; write"),
        ("I5", None, "Standard error is blank; expected a number above 0, or fill in Incremental"),
        ("I5", 0, "Standard error is 0.00; expected a number above 0."),
        ("I5", -3, "Standard error is negative (-3.00); expected a number above 0."),
        (
            "L5",
            95,
            "Level of range is 95.00; expected a fraction above 0%, below 100%, such as 95%",
        ),
        (
            "M5",
            week(10),
            "Measured through 2023-03-12 is before Last week ending 2023-03-19; write",
        ),
        ("M5", week(60), "Measured through 2024-02-25 is outside the data, 2023-01-01 to"),
        ("P5", "ignore", "Use is 'ignore'; expected 'calibrate' or 'validate'."),
        ("P5", None, "Use is blank; expected 'calibrate' or 'validate'."),
        ("O5", True, "Owner is TRUE; write a text."),
    ],
)
def test_wrong_experiments(cell, value, sentence):
    fault = only_fault(put(good_book(), (f"Experiments!{cell}", value)))
    assert fault.startswith(f"Experiments!{cell}: {sentence}")


def test_experiment_that_ends_before_it_starts():
    book = put(good_book(), ("Experiments!C5", week(20)))
    assert only_fault(book) == (
        "Experiments!D5: Last week ending 2023-03-19 is before First week ending 2023-05-21; swap"
        " them."
    )


def test_experiment_names_are_different():
    book = rows(good_book(), "Experiments", [0, 0])
    assert only_fault(book) == (
        "Experiments!A6: 'Geo test' is listed twice, also in A5; rename or delete one."
    )


def test_lower_spend_and_a_negative_effect_are_fine():
    book = put(good_book(), ("Experiments!F5", -100), ("Experiments!H5", -900))
    assert build_dataset(book).experiments[0].spend_change == -100.0


def test_an_empty_experiments_sheet_is_fine():
    assert build_dataset(rows(good_book(), "Experiments", [])).experiments == ()
    blank = fill(good_book(), "Experiments", "Note", lambda _: None)
    assert faults(blank) == []
