"""Numbers judged as a whole: what is planted is found and named; clean data raise no suspicion."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from planted import clean, earlier, example, noise, rolling, spend, with_column, with_control
from raw_books import from_contents, good_book
from rule_case import found_in

from mmm_xl.data.checks import names
from mmm_xl.data.checks.columns import cell, header
from mmm_xl.data.checks.judge import judge
from mmm_xl.data.importing import ImportSpec, import_table
from mmm_xl.data.rules import leakage
from mmm_xl.names import Severity, Sheet
from mmm_xl.workbook.tables import read_table

LEAKS = {rule.name for rule in leakage.RULES}
SHARED = Path(__file__).parents[2].parent / "shared" / "data"


def warned(book):
    """Errors and warnings; notes say what was understood of any book."""
    return [finding for finding in found_in(book) if finding.severity is not Severity.NOTE]


def year_to_date(data):
    years = data.dates.astype("datetime64[Y]")
    return np.concatenate([np.cumsum(data.outcome[years == y]) for y in np.unique(years)])


def per_spend(data, name):
    money = spend(data, name)
    return np.where(money > 0, data.outcome / np.where(money > 0, money, 1), 0.0)


MADE = {
    "in thousands": lambda d: d.outcome / 1000,
    "attributed, rounded": lambda d: np.round(0.37 * d.outcome / 1000, 2),
    "with little noise": lambda d: d.outcome + 0.03 * d.outcome.std() * noise(d.weeks),
    "running total": lambda d: np.cumsum(d.outcome),
    "year to date": year_to_date,
    "ROAS of always-on search": lambda d: per_spend(d, "Paid search"),
    "ROAS of TV in bursts": lambda d: per_spend(d, "TV"),
    "CPA": lambda d: spend(d, "Paid search") / d.outcome,
    "ROAS of everything": lambda d: d.outcome / d.spend.sum(axis=1),
    "spend over revenue": lambda d: d.spend.sum(axis=1) / d.outcome,
    "growth": lambda d: d.outcome / earlier(d.outcome, 1) - 1,
    "growth on the year": lambda d: d.outcome / earlier(d.outcome, 52),
    "logarithm": lambda d: np.log(d.outcome),
    "after media": lambda d: d.outcome - d.spend.sum(axis=1),
}


@pytest.mark.parametrize("kind", MADE)
def test_what_is_made_from_the_outcome_is_refused(kind):
    book = with_control("Index", MADE[kind])
    faults = [f for f in found_in(book) if f.severity is Severity.ERROR]
    assert [(f.where, f.rule) for f in faults] == [("Controls!C1", "made-from-outcome")]
    assert faults[0].what.endswith("delete the column.")


@pytest.mark.parametrize(("count", "after"), [(2, 0), (4, 0), (13, 0), (52, 0), (5, 2), (4, 1)])
def test_rolling_means_with_the_week_itself_are_refused(count, after):
    book = with_control("Demand index", lambda d: rolling(d.outcome, count, after) / 500)
    (fault,) = (f for f in found_in(book) if f.severity is Severity.ERROR)
    assert fault.rule == "rolling-mean"
    assert f"over {count} weeks" in fault.what


@pytest.mark.parametrize("lag", [1, 4, 13, 52])
def test_the_outcome_of_earlier_weeks_is_only_asked_about(lag):
    (found,) = warned(with_control("Momentum", lambda d: earlier(d.outcome, lag)))
    assert (found.rule, found.severity) == ("earlier-outcome", Severity.WARNING)


def test_a_channel_of_reported_revenue_is_refused_at_its_own_header():
    book = with_column("Exposure", "Email", lambda d: d.outcome * 2)
    (fault,) = (f for f in found_in(book) if f.severity is Severity.ERROR)
    assert str(fault).startswith("Exposure!B1: channel 'Email' is the outcome itself")


@pytest.mark.parametrize("seed", [1, 2, 5, 7, 11])
@pytest.mark.parametrize("weeks", [40, 80, 156])
def test_clean_data_raise_no_suspicion(seed, weeks):
    assert not {f.rule for f in found_in(example(weeks, seed))} & LEAKS


def test_the_worked_example_raises_nothing():
    assert judge(clean()) == ()


def test_a_small_right_workbook_is_told_only_what_is_true_of_it():
    rules = {finding.rule for finding in warned(good_book())}
    assert rules == {"short-history", "steady-channel", "seasonal-channel"}


@pytest.mark.skipif(not SHARED.is_dir(), reason="published tables are not at hand")
@pytest.mark.parametrize(
    ("table", "spec"),
    [
        (
            "robyn/dt_simulated_weekly.csv",
            ImportSpec(
                date="DATE",
                outcome="revenue",
                spend=("tv_S", "ooh_S", "print_S", "facebook_S", "search_S"),
                controls=("competitor_sales_B",),
                events=("events",),
                exposure={"search_S": "search_clicks_P"},
                week_date="start",
            ),
        ),
        (
            "meridian/national_all_channels.csv",
            ImportSpec(
                date="time",
                outcome="conversions",
                value="revenue_per_conversion",
                spend=tuple(f"Channel{i}_spend" for i in range(5)),
                controls=("competitor_sales_control", "sentiment_score_control", "Promo"),
                week_date="start",
            ),
        ),
        (
            "pymc_marketing/mmm_example.csv",
            ImportSpec(
                date="date_week",
                outcome="y",
                spend=("x1", "x2"),
                events=("event_1", "event_2"),
                week_date="start",
            ),
        ),
    ],
)
def test_published_tables_raise_no_suspicion(table, spec):
    found = found_in(from_contents(import_table(read_table(SHARED / table, spec.date), spec)))
    leaks = [f for f in found if f.rule in LEAKS]
    assert all(f.rule == "known-later" and "competitor" in f.what for f in leaks)


@pytest.mark.parametrize(
    "name",
    ["ROAS", "Meta ROAS", "metaRoas", "CPA Search", "Cost per order", "Attributed revenue",
     "Platform conversions", "Google_reported_revenue", "purchase value", "Orders", "Net sales"],
)  # fmt: skip
def test_names_of_results(name):
    assert names.sales(name)


@pytest.mark.parametrize(
    "name",
    ["Price index", "Competitor sales", "competitor_sales_B", "Market revenue", "Sales promotion",
     "sentiment_score_control", "Promo", "Distribution", "Sales staff", "Order fee"],
)  # fmt: skip
def test_names_that_are_no_results(name):
    assert not names.sales(name)
    assert not names.between(name)


@pytest.mark.parametrize(
    "name",
    ["Website visits", "web traffic", "Branded search volume", "Brand searches", "Sessions",
     "Store traffic", "Search volume brand", "Add to cart", "PageViews", "Brand awareness"],
)  # fmt: skip
def test_names_between_media_and_sales(name):
    assert names.between(name)


@pytest.mark.parametrize("name", ["Conversions campaign", "Paid search brand", "Sales TV", "Leads"])
def test_channels_are_called_what_they_are(name):
    assert not names.reported(name)


def test_a_level_shift_is_dated_sized_and_placed():
    book = with_column(
        "Outcome", "Revenue", lambda d: d.outcome * np.where(np.arange(d.weeks) < 90, 1, 0.85)
    )
    (found,) = warned(book)
    week = clean().dates[90]
    assert found.rule == "level-shift"
    assert found.where in {f"Outcome!B{row}" for row in range(91, 94)}
    assert "-1" in found.what
    assert abs((np.datetime64(found.what.split("week ")[1][:10]) - week).astype(int)) <= 7


def test_addresses_fall_back_where_rows_are_not_weeks():
    data = clean()
    assert header(data, Sheet.CONTROLS, "Price index") == "Controls!B1"
    assert cell(data, Sheet.CONTROLS, "Price index", 3) == "Controls!B5"
    assert header(data, Sheet.CONTROLS, "Nothing of ours") == "Controls"


def test_judging_needs_few_weeks_and_little_luck():
    """Noise alone, in any number of columns, is neither leakage nor a relation."""
    book = example(30, 3)
    for i in range(6):
        book = with_control(f"Index {i}", lambda d, i=i: noise(d.weeks, i), weeks=30, seed=3)
        assert not {f.rule for f in found_in(book)} & LEAKS
