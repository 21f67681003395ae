"""Missing sheets, headers that were renamed or doubled, and channels that do not fit."""

from __future__ import annotations

from dataclasses import replace

import pytest
from raw_books import (
    faults,
    fill,
    good_book,
    only_fault,
    put,
    rows,
    table,
    with_table,
    without_column,
    without_sheet,
)

from mmm_xl.data.build import build_dataset
from mmm_xl.data.raw import ErrorValue, RawInputs
from mmm_xl.names import NO_POOL, REQUIRED_SHEETS, Carryover, ChannelColumn, KpiType, Saturation
from mmm_xl.settings import Settings

ROI_LOW, ROI_HIGH, SHARE_LOW, SHARE_HIGH = "EFGH"
HALF_LIFE_LOW, HALF_LIFE_HIGH = "IJ"
HALF_MAXIMUM_LOW, HALF_MAXIMUM_HIGH = "KL"
CARRYOVER, SATURATION, POOL = "MNO"


@pytest.mark.parametrize("sheet", REQUIRED_SHEETS)
def test_missing_sheet(sheet):
    assert only_fault(without_sheet(good_book(), sheet)) == (
        f"{sheet}: the sheet '{sheet}' is missing; add it, with its header row."
    )


def test_missing_sheet_that_was_renamed():
    book = replace(without_sheet(good_book(), "Spend"), foreign=("Notes", "Spends 2024"))
    assert "found 'Spends 2024', so rename that sheet" in only_fault(book)


def test_an_empty_book_lists_every_sheet():
    assert len(faults(RawInputs("empty", {}))) == len(REQUIRED_SHEETS)


@pytest.mark.parametrize("sheet", ["Spend", "Experiments", "Exposure"])
def test_sheet_without_a_header_row(sheet):
    book = replace(without_sheet(good_book(), sheet), missing=(), headless={sheet: "Week ending"})
    assert only_fault(book).startswith(f"{sheet}: no header row was found; expected a row with the")


@pytest.mark.parametrize(
    ("cell", "header", "sentence"),
    [
        ("Channels!E4", "ROI min", "the column 'ROI from' is missing, found 'ROI min'; rename it"),
        ("Channels!I4", "Halflife from", "the column 'Half-life from' is missing, found 'Halflife"),
        ("Spend!A4", "Week", "the column 'Week ending' is missing, found 'Week'; rename it to"),
        ("Outcome!A4", "KW", "the column 'Week ending' is missing, found 'KW'; rename it to"),
        (
            "Spend!C4",
            "Paid serach",
            "column 'Paid serach' is not a channel of the Channels sheet; did",
        ),
        ("Spend!C4", "Serach", "column 'Serach' is not a channel of the Channels sheet; did you"),
        ("Spend!C4", "Radio", "column 'Radio' is not a channel of the Channels sheet, and channel"),
        ("Spend!C4", "search", "column 'search' differs from channel 'Search' only by capitals"),
        (
            "Exposure!B4",
            "Emails",
            "column 'Emails' is not a channel of the Channels sheet; did you",
        ),
        ("Experiments!I4", "Std error", "the column 'Standard error' is missing, found 'Std error"),
        ("Settings!B4", "Values", "the column 'Value' is missing, found 'Values'; rename it"),
    ],
)
def test_renamed_column(cell, header, sentence):
    assert only_fault(put(good_book(), (cell, header))).startswith(f"{cell}: {sentence}")


def test_renamed_column_names_both_sides():
    assert only_fault(put(good_book(), ("Spend!C4", "Serach"))) == (
        "Spend!C4: column 'Serach' is not a channel of the Channels sheet; did you mean 'Search',"
        " which has no column here?"
    )


def test_several_lost_columns_are_one_fault():
    book = without_column(without_column(good_book(), "Channels", "ROI from"), "Channels", "ROI to")
    assert faults(book)[0] == (
        "Channels!A4: 'ROI from' and 'ROI to' are missing; add the header in row 4."
    )


def test_columns_of_the_users_own_are_welcome_on_channels():
    assert faults(fill(good_book(), "Channels", "Agency", lambda _: "Smith & Co")) == []


def test_columns_that_fall_back_to_defaults_may_be_absent():
    book = good_book()
    for header in ("Label", "Group", "Note", "Half of maximum from", "Half of maximum to"):
        book = without_column(book, "Channels", header)
    assert faults(book) == []


def test_spend_of_an_unknown_channel():
    book = fill(good_book(), "Spend", "Radio", lambda i: i)
    assert only_fault(book) == (
        "Spend!D4: column 'Radio' is not a channel of the Channels sheet; add it there or delete"
        " the column."
    )


def test_channel_without_a_spend_column():
    assert only_fault(without_column(good_book(), "Spend", "TV")) == (
        "Channels!A5: paid channel 'TV' has no column on the Spend sheet; add a column headed 'TV'."
    )


def test_doubled_header():
    book = fill(good_book(), "Spend", "TV (2)", lambda i: i)
    assert only_fault(book) == (
        "Spend!D4: the header 'TV' stands twice, also in column B; rename or delete one of the"
        " columns."
    )


def test_a_name_in_brackets_may_be_a_name():
    book = put(good_book(), ("Channels!A6", "TV (2)"), ("Spend!C4", "TV (2)"))
    assert only_fault(book).startswith("Exposure!C4: column 'Search' is not a channel")


def test_headers_that_look_alike():
    book = fill(good_book(), "Controls", "PRICE", lambda i: i)
    assert "'PRICE' differs from 'Price' in column B only by capitals" in only_fault(book)


def test_names_shared_between_sheets():
    book = fill(good_book(), "Controls", "easter", lambda i: i)
    assert only_fault(book).startswith("Controls!C4: 'easter' is also the name of a column of Eve")
    book = fill(good_book(), "Events", "TV", lambda i: i % 2)
    assert only_fault(book).startswith("Events!C4: 'TV' is also the name of channel 'TV'; rename")


def test_a_second_outcome():
    book = fill(good_book(), "Outcome", "Orders", lambda i: i)
    assert only_fault(book).startswith("Outcome!C4: 'Orders' is a second column beside 'Revenue'")
    named = good_book(Settings(outcome_name="Orders"))
    book = fill(named, "Outcome", "Orders", lambda i: i)
    assert only_fault(book).startswith("Outcome!B4: 'Revenue' is a second column beside 'Orders'")


def test_no_outcome_column():
    book = without_column(good_book(), "Outcome", "Revenue")
    assert only_fault(book).startswith("Outcome!A4: the outcome column is missing; add a column")


def test_values_without_a_header():
    book = put(good_book(), ("Controls!B4", ""))
    assert only_fault(book).startswith("Controls!B4: the column has values but no header")


def test_no_channel_at_all():
    book = rows(good_book(), "Channels", [])
    assert only_fault(rows(book, "Experiments", [])).startswith("Channels!A4: no channel is listed")


@pytest.mark.parametrize(
    ("value", "sentence"),
    [
        ("TV", "channel 'TV' is listed twice, also in A5; delete one of the rows."),
        ("t v", "channel 't v' differs from 'TV' in A5 only by capitals or spaces; give it"),
        (None, "the row has no channel name; write it or clear the row."),
        (True, "channel name is TRUE; write the channel's name."),
        (ErrorValue("#REF!"), "channel name is the Excel error #REF!;"),
    ],
)
def test_channel_names(value, sentence):
    found = faults(put(good_book(), ("Channels!A6", value)))
    assert found[0].startswith(f"Channels!A6: {sentence}")
    assert not [line for line in found[1:] if "Channels!" in line.split(": ", maxsplit=1)[0]]


@pytest.mark.parametrize(
    ("cell", "value", "sentence"),
    [
        ("D5", "bought", "Paid or owned is 'bought'; expected 'paid' or 'owned'."),
        (f"{ROI_LOW}5", 5, None),
        (f"{ROI_LOW}5", 0, "ROI from is 0.00; expected a number above 0, or blank."),
        (f"{ROI_LOW}5", -1, "ROI from is negative (-1.00); expected a number above 0, or blank."),
        (f"{ROI_LOW}5", "low", "ROI from is the text 'low', not a number; expected a number"),
        (f"{ROI_LOW}5", None, "ROI from is blank but ROI to is given; write both or neither."),
        (f"{ROI_HIGH}5", None, "ROI to is blank but ROI from is given; write both or neither."),
        (f"{ROI_HIGH}5", 0.5, "ROI to is 0.50 but ROI from is 0.50; the range must run from a"),
        (f"{SHARE_HIGH}7", 5, "Share of outcome to is 5.00; expected a fraction between 0% and"),
        (f"{HALF_LIFE_HIGH}5", True, "Half-life to is TRUE; expected a number above 0, or blank."),
        ("B5", ErrorValue("#N/A"), "Label is the Excel error #N/A; correct the formula"),
    ],
)
def test_channel_cells(cell, value, sentence):
    found = only_fault(put(good_book(), (f"Channels!{cell}", value)))
    if sentence:
        assert found.startswith(f"Channels!{cell}: {sentence}")
    else:
        assert found.startswith(
            f"Channels!{ROI_HIGH}5: ROI to is 4.00 but ROI from is 5.00; the range must run"
        )


@pytest.mark.parametrize("kind", ["Paid", " paid ", None])
def test_kind_is_forgiving(kind):
    assert faults(put(good_book(), ("Channels!D5", kind))) == []


def test_ranges_that_would_be_ignored():
    owned = put(good_book(), (f"Channels!{ROI_LOW}7", 1), (f"Channels!{ROI_HIGH}7", 2))
    assert faults(owned)[0].startswith(
        "Channels!E7: ROI from would not be used: an owned channel has no spend and so no ROI;"
    )
    count = good_book(Settings(kpi_type=KpiType.COUNT))
    assert faults(count)[0].startswith(
        "Channels!E5: ROI from would not be used: without a Value per conversion on the Settings"
    )
    assert faults(good_book(Settings(kpi_type=KpiType.COUNT, value_per_conversion=3.0))) == []


def test_a_paid_channel_may_state_its_share_instead_of_its_return():
    share = ((f"Channels!{SHARE_LOW}6", 0.1), (f"Channels!{SHARE_HIGH}6", 0.2))
    assert build_dataset(put(good_book(), *share)).channels[1].share == (0.1, 0.2)
    both = put(good_book(), (f"Channels!{SHARE_LOW}5", 0.1), (f"Channels!{SHARE_HIGH}5", 0.2))
    assert only_fault(both) == (
        "Channels!G5: Share of outcome from and ROI from are both given, and one follows from the"
        " other with the spend; keep the range that you know better and clear the other."
    )


def test_a_channels_own_curves():
    book = put(
        good_book(),
        (f"Channels!{CARRYOVER}5", "Delayed"),
        (f"Channels!{CARRYOVER}6", "none"),
        (f"Channels!{SATURATION}6", " michaelis-menten "),
    )
    tv, search, email = build_dataset(book).channels
    assert (tv.carryover, tv.saturation) == (Carryover.DELAYED, None)
    assert search.carryover is Carryover.NONE
    assert search.saturation is Saturation.MICHAELIS_MENTEN
    assert email.carryover is email.saturation is None


@pytest.mark.parametrize(
    ("cell", "value", "sentence"),
    [
        (
            f"{CARRYOVER}6",
            "weibull",
            "Carryover is 'weibull'; expected auto | geometric | delayed | none, or blank.",
        ),
        (f"{SATURATION}6", 3, "Saturation is '3'; expected hill | michaelis-menten | logistic |"),
        (f"{SATURATION}6", True, "Saturation is TRUE; write a text."),
        (
            f"{POOL}6",
            "Brand",
            "'Brand' stands in one row only; write the same word in the row of each channel that"
            " is to share, or clear the cell.",
        ),
        (
            f"{POOL}5",
            "Brand",
            "'Brand' would not be used: 'ROI from' states this channel's own range; clear the",
        ),
        (f"{POOL}7", "Brand", "'Brand' would not be used: an owned channel has no return to share"),
        (f"{POOL}6", ErrorValue("#N/A"), "Shares returns with is the Excel error #N/A; correct"),
    ],
)
def test_choices_of_a_channel(cell, value, sentence):
    fault = only_fault(put(good_book(), (f"Channels!{cell}", value)))
    assert fault.startswith(f"Channels!{cell}: {sentence}")


def test_a_range_of_a_curve_that_the_channel_does_not_have():
    book = put(good_book(), (f"Channels!{CARRYOVER}5", "none"))
    assert faults(book) == [
        f"Channels!{column}5: Half-life {end} would not be used: Carryover is 'none'; clear one of"
        " the two."
        for column, end in (("I", "from"), ("J", "to"))
    ]
    low, high = f"Channels!{HALF_MAXIMUM_LOW}6", f"Channels!{HALF_MAXIMUM_HIGH}6"
    book = put(good_book(), (low, 1), (high, 3), (f"Channels!{SATURATION}6", "none"))
    assert faults(book)[0].startswith(f"{low}: Half of maximum from would not be used: Saturation")


def four_paid(*pools):
    """Book of four paid channels without a stated range, with their pools."""
    book = rows(rows(good_book(), "Experiments", []), "Channels", [1, 1, 1, 1])
    for i, pool in enumerate(pools):
        name = f"Search {i}"
        book = put(book, (f"Channels!A{5 + i}", name), (f"Channels!{POOL}{5 + i}", pool))
        book = fill(book, "Spend", name, lambda w: 10 + w)
    for header in ("TV", "Search"):
        book = without_column(book, "Spend", header)
    return replace(without_sheet(book, "Exposure"), missing=())


def test_channels_of_one_word_share_whatever_its_capitals():
    channels = build_dataset(four_paid("Brand", "brand ", "NO", None)).channels
    assert [c.pool for c in channels] == ["Brand", "Brand", NO_POOL, None]


def test_a_misspelt_pool_is_pointed_at():
    assert faults(four_paid("Brand", "Brand", "Brnad", None)) == [
        "Channels!O7: 'Brnad' stands in one row only; did you mean 'Brand'?"
    ]


def test_no_pool_is_true_of_any_channel():
    book = put(good_book(), *((f"Channels!{POOL}{row}", "no") for row in (5, 6, 7)))
    assert faults(book) == []


def test_owned_channel_needs_exposure():
    words = "owned channel 'Email' has no column on the Exposure sheet, which drives an owned chan"
    gone = without_column(good_book(), "Exposure", "Email")
    assert only_fault(gone).startswith(f"Channels!A7: {words}")
    absent = replace(without_sheet(good_book(), "Exposure"), missing=())
    assert only_fault(absent).startswith(f"Channels!A7: {words}")


def test_owned_channel_does_not_spend():
    zero = fill(good_book(), "Spend", "Email", lambda i: None if i % 2 else 0)
    assert faults(zero) == []
    spent = fill(good_book(), "Spend", "Email", lambda i: 40 if i > 3 else None)
    assert only_fault(spent) == (
        "Spend!D9: spend of owned channel 'Email' is 40.00; write 0 in the whole column, or write"
        " 'paid' in Channels!D7."
    )


def test_a_table_of_a_functions_argument_is_named_as_the_argument():
    book = good_book()
    renamed = replace(put(book, ("Spend!B7", -1)).tables["Spend"], sheet="spend_range")
    assert only_fault(with_table(book, "Spend", renamed)).startswith("spend_range!B7: spend is neg")


def test_sheet_with_headers_only_is_not_read_as_channels():
    empty = table("Channels", list(ChannelColumn), [[None] * len(ChannelColumn)])
    book = with_table(rows(good_book(), "Experiments", []), "Channels", empty)
    assert only_fault(book).startswith("Channels!A4: no channel is listed")
