"""Long tables: rows of channels, metrics, regions and days become the sheets of a workbook."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pandas as pd
import pytest
from raw_books import from_contents

from mmm_xl.data.build import build_dataset
from mmm_xl.data.importing import ImportSpec, import_table
from mmm_xl.errors import InvalidWorkbook
from mmm_xl.names import Severity, Sheet

SUNDAY = date(2023, 1, 1)
WEEKS = 30
CHANNELS = ("TV", "Paid search")
REGIONS = ("North", "South")


def week(i: int) -> str:
    return str(SUNDAY + timedelta(days=7 * i))


def spent(i: int, channel: str, region: str = "North") -> float:
    base = 100.0 * (i % 3) if channel == "TV" else 40.0 + i % 7
    return base * (1 if region == "North" else 2)


def sold(i: int, region: str = "North") -> float:
    return 1000.0 + 3 * i + (500 if region == "South" else 0)


def long(regions=("North",)) -> pd.DataFrame:
    """A row a week, region and channel; sales are repeated for each channel."""
    return pd.DataFrame(
        [
            {"week": week(i), "region": r, "channel": c, "cost": spent(i, c, r),
             "sales": sold(i, r), "clicks": 10 * spent(i, c, r) if c == "Paid search" else None,
             "price": 1 + i % 4}
            for i in range(WEEKS) for r in regions for c in CHANNELS
        ]
    )  # fmt: skip


SPEC = ImportSpec(date="week", outcome="sales", spend=("cost",), channel="channel")


def spec(**parts) -> ImportSpec:
    return ImportSpec(
        **{"date": "week", "outcome": "sales", "spend": ("cost",), "channel": "channel", **parts}
    )


def refused(table, its_spec=SPEC) -> list[str]:
    with pytest.raises(InvalidWorkbook) as caught:
        import_table(table, its_spec)
    return [str(fault) for fault in caught.value.faults]


def dataset(table, its_spec=SPEC):
    return build_dataset(from_contents(import_table(table, its_spec)))


def found(table, its_spec) -> list[str]:
    return [str(f) for f in import_table(table, its_spec).findings]


def test_a_row_a_channel_becomes_a_column_a_channel():
    data = dataset(long(), spec(controls=("price",), channel_exposure="clicks"))
    assert data.channel_names == CHANNELS
    for j, channel in enumerate(CHANNELS):
        np.testing.assert_array_equal(data.spend[:, j], [spent(i, channel) for i in range(WEEKS)])
    np.testing.assert_array_equal(data.media[:, 1], 10 * data.spend[:, 1])
    np.testing.assert_array_equal(data.media[:, 0], data.spend[:, 0])
    np.testing.assert_array_equal(data.outcome, [sold(i) for i in range(WEEKS)])
    assert data.control_names == ("price",)


def test_the_order_of_rows_does_not_matter():
    assert dataset(long().iloc[::-1]).outcome.tolist() == dataset(long()).outcome.tolist()
    shuffled = long().sample(frac=1, random_state=3)
    assert sorted(dataset(shuffled).channel_names) == sorted(CHANNELS)


def test_campaigns_of_a_channel_are_added_up_and_told():
    table = pd.concat([long().assign(campaign="a"), long().assign(campaign="b")])
    data = dataset(table)
    np.testing.assert_array_equal(data.spend[:, 0], [2 * spent(i, "TV") for i in range(WEEKS)])
    np.testing.assert_array_equal(data.outcome, [sold(i) for i in range(WEEKS)])
    assert found(table, SPEC) == [
        "table!A1: 120 rows were added up to one a date and channel: 60 in all; outcome, spend and"
        " exposure as sums, controls as means, events as maxima."
    ]


def test_an_outcome_that_differs_by_region_is_asked_about():
    assert refused(long(REGIONS)) == [
        "table!E1: 'sales' is 1,500.00 here and 1,000.00 in E2, rows of the same date; expected the"
        " same in all of them, or name the column that splits 'sales' into parts to be added up,"
        " such as a region: --add-up COLUMN."
    ]


def test_regions_are_added_up_once_each():
    data = dataset(long(REGIONS), spec(add_up=("region",), controls=("price",)))
    np.testing.assert_array_equal(
        data.outcome, [sum(sold(i, r) for r in REGIONS) for i in range(WEEKS)]
    )
    np.testing.assert_array_equal(
        data.spend[:, 1], [sum(spent(i, "Paid search", r) for r in REGIONS) for i in range(WEEKS)]
    )
    np.testing.assert_array_equal(data.controls[:, 0], [1 + i % 4 for i in range(WEEKS)])


def test_rows_that_are_the_same_in_every_cell_are_refused():
    (fault,) = refused(pd.concat([long(), long()]))
    assert fault.startswith(
        "table!C62: row 62 is the same as row 2 in every cell, and 60 rows in all repeat one;"
    )


def test_a_channel_without_a_row_is_asked_about():
    table = long().drop(index=[1, 3])
    assert refused(table) == [
        "table!C1: channels have no row in some of the 30 dates: 'Paid search' in 2; add --absent"
        " zero if nothing was spent then, or --absent blank to leave these cells for you to fill."
    ]
    np.testing.assert_array_equal(dataset(table, spec(absent="zero")).spend[:2, 1], [0, 0])
    rows = import_table(table, spec(absent="blank")).sheets[Sheet.SPEND].rows
    assert [row[2] for row in rows[:3]] == [None, None, 42]


def test_channels_with_exposure_only_are_owned():
    table = long()
    mails = pd.DataFrame(
        [{"week": week(i), "channel": "Email", "clicks": 5 + i} for i in range(WEEKS)]
    )
    table.loc[table["channel"] == "TV", "clicks"] = 7.0
    data = dataset(pd.concat([table, mails]), spec(channel_exposure="clicks"))
    assert [(c.name, c.paid) for c in data.channels] == [
        ("TV", True), ("Paid search", True), ("Email", False),
    ]  # fmt: skip
    np.testing.assert_array_equal(data.media[:, 2], 5 + np.arange(WEEKS))


@pytest.mark.parametrize(
    ("row", "name", "words"),
    [
        (3, "tv", "channel 'tv' differs from 'TV' only by capitals or spaces; write it alike"),
        (3, None, "channel 'channel' is blank beside an amount in 'cost'; name the channel"),
        (3, "Total", "channel 'Total' reads like the total of the others; delete its rows"),
    ],
)
def test_channel_names(row, name, words):
    table = long()
    table.loc[row, "channel"] = name
    assert any(f"table!C5: {words}" in fault for fault in refused(table))


def test_a_column_of_campaigns_is_no_column_of_channels():
    table = long().assign(channel=[f"campaign {i}" for i in range(60)])
    assert any("has 60 different names; expected at most 50 channels" in f for f in refused(table))


@pytest.mark.parametrize(
    ("parts", "words"),
    [
        ({"spend": ("cost", "clicks")}, "--channel and 2 spend columns; expected one --spend"),
        ({"exposure": {"TV": "clicks"}}, "expected one --exposure COLUMN, which holds"),
        ({"channel": "chanel"}, "no column 'chanel' for --channel; did you mean 'channel'?"),
        ({"outcome": ""}, "no outcome is named; add --outcome COLUMN. The table has 'week'"),
        ({"spend": ()}, "no spend column is named; add --spend COLUMN"),
        (
            {"roi_prior": {"Tv": (1, 2)}},
            "'Tv' is no spend channel in 'channel'; did you mean 'TV'?",
        ),
        ({"metric": "channel"}, "--metric and --amount belong together"),
    ],
)
def test_options_that_do_not_fit(parts, words):
    assert any(words in fault for fault in refused(long(), spec(**parts)))


def metrics(regions=None) -> pd.DataFrame:
    rows = []
    for i in range(WEEKS):
        for r in regions or ("North",):
            amounts = {"sales": sold(i, r), **{c: spent(i, c, r) for c in CHANNELS}}
            rows += [{"week": week(i), "region": r, "what": m, "n": v} for m, v in amounts.items()]
    return pd.DataFrame(rows)


METRICS = ImportSpec("week", "sales", CHANNELS, metric="what", amount="n")


def test_a_row_a_metric_becomes_a_column_a_metric():
    assert dataset(metrics(), METRICS).digest() == dataset(long()).digest()


def test_metrics_of_regions_need_a_word():
    (fault,) = refused(metrics(REGIONS), METRICS)
    assert fault.startswith(
        "table!C5: 'sales' of the same date also stands in C2 and 90 rows in all repeat one;"
        " expected one row a date and metric; to add up regions or campaigns, name their column:"
        " --add-up 'region'."
    )
    parts = ImportSpec("week", "sales", CHANNELS, metric="what", amount="n", add_up=("region",))
    assert dataset(metrics(REGIONS), parts).outcome[0] == 2500


def test_metrics_of_channels():
    costs = long()[["week", "channel", "cost"]].rename(columns={"cost": "n"}).assign(what="cost")
    sales = metrics().query("what == 'sales'")[["week", "what", "n"]]
    table = pd.concat([costs, sales])
    both = ImportSpec("week", "sales", ("cost",), channel="channel", metric="what", amount="n")
    assert dataset(table, both).digest() == dataset(long()).digest()


def test_an_amount_without_a_metric_and_one_that_is_no_number():
    table = metrics().astype({"n": object})
    table.loc[0, "what"] = None
    table.loc[1, "n"] = "tbc"
    assert refused(table, METRICS) == [
        "table!D2: an amount has no metric beside it; name the metric or clear the amount.",
        "table!D3: amount 'n' is the text 'tbc', not a number; write a number, as 1234.5.",
    ]


def wide(regions=REGIONS) -> pd.DataFrame:
    return pd.DataFrame(
        [
            {"week": week(i), "geo": r, "sales": sold(i, r),
             "price": 2.0 if r == "North" else 4 + i % 2,
             "sale_day": float(r == "South" and i == 4), **{c: spent(i, c, r) for c in CHANNELS}}
            for i in range(WEEKS) for r in regions
        ]
    )  # fmt: skip


def wide_spec(**parts) -> ImportSpec:
    return ImportSpec("week", "sales", CHANNELS, ("price",), ("sale_day",), **parts)


def test_regions_of_a_wide_table():
    (fault,) = refused(wide(), wide_spec())
    assert fault == (
        "table!A3: 2023-01-01 also stands in A2 and 30 rows in all repeat a date; expected one row"
        " a week; to add up regions or campaigns, name their column: --add-up 'geo'; if 'geo' holds"
        " channels, --channel 'geo'."
    )
    data = dataset(wide(), wide_spec(add_up=("geo",)))
    np.testing.assert_array_equal(data.outcome, [2500 + 6 * i for i in range(WEEKS)])
    np.testing.assert_array_equal(data.controls[:, 0], [3 + 0.5 * (i % 2) for i in range(WEEKS)])
    assert data.events.sum() == 1


def test_revenue_is_made_before_regions_are_added_up():
    table = wide().assign(worth=[1.0, 3.0] * WEEKS)
    data = dataset(table, wide_spec(add_up=("geo",), value="worth"))
    np.testing.assert_array_equal(
        data.outcome, [sold(i) + 3 * sold(i, "South") for i in range(WEEKS)]
    )


def test_a_blank_in_a_sum_is_unknown():
    table = wide()
    table.loc[3, "TV"] = None
    assert refused(table, wide_spec(add_up=("geo",))) == [
        "table!F5: 'TV' is blank in a row that is added up; write the amount, or 0 for none."
    ]


def test_a_region_that_starts_late_is_warned_of():
    table = wide().drop(index=range(1, 20, 2))
    findings = import_table(table, wide_spec(add_up=("geo",))).findings
    (warned,) = [f for f in findings if f.severity is Severity.WARNING]
    assert str(warned) == (
        "table!B1: 1 of 2 parts have rows in only some of 30 dates: 'South' in 20."
    )


def test_totals_repeated_headers_and_remarks_are_left_out():
    table = wide(("North",)).astype(object)
    extra = pd.DataFrame(
        [
            {"week": "week", "sales": "sales"},
            {"week": "Grand total", "sales": 99},
            {"week": None},
            {"week": "Source: finance"},
        ],
    )
    table = pd.concat([table.iloc[:10], extra.iloc[:1], table.iloc[10:], extra.iloc[1:]])
    plain = ImportSpec("week", "sales", CHANNELS)
    data = dataset(table, plain)
    assert data.weeks == WEEKS
    assert found(table, plain) == [
        "table!A12: a repeated header row left out: row 12, 'week'.",
        "table!A33: totals left out: row 33, 'Grand total'.",
        "table!A35: remarks below the numbers left out: row 35, 'Source: finance'.",
    ]


def test_a_row_with_numbers_and_no_date_is_never_left_out():
    table = wide(("North",)).astype(object)
    table.loc[29, "week"] = "soon"
    assert refused(table, wide_spec())[0].startswith("table!A31: date 'week' is the text 'soon'")


def test_years_and_months_are_refused_with_one_sentence():
    table = wide(("North",)).assign(week=[f"{2000 + i}" for i in range(WEEKS)])
    (fault,) = refused(table, wide_spec())
    assert fault.startswith("table!A1: 'week' holds years ('2000', ...); bring one row a week")
