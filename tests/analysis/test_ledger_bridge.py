"""Bridges from ledger to model: each line tied and broken, days of straddling weeks by hand."""

from __future__ import annotations

import math
from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mmm_xl.analysis.ledger_bridge import LEAVING, BridgeStep, bridges_of, without_value
from mmm_xl.data.dataset import Dataset
from mmm_xl.names import KpiType, LedgerLine, LedgerSide
from tests.ledger_data import by_days, dataset, entry, span

REVENUE, SPEND = LedgerSide.REVENUE, LedgerSide.SPEND

JANUARY = [70.0, 140.0, 210.0, 280.0, 350.0]
"""Weeks that end on the 7th, 14th, 21st and 28th of January and on the 4th of February 2024."""


def bridge(data: Dataset, side: LedgerSide = REVENUE):
    return next(found for found in bridges_of(data) if found.side is side)


def test_weeks_that_straddle_a_month_are_split_by_days() -> None:
    # the last week has 3 of 7 days in January: 150 of 350, and 200 of it are cut-off
    found = bridge(dataset([entry("2024-01", 850.0)], JANUARY))
    assert found.in_scope == 850.0
    assert found.cut_off == pytest.approx(200.0)
    assert (found.modelled_beyond, found.ledger_beyond) == (pytest.approx(200.0), 0.0)
    assert found.expected == pytest.approx(1050.0)
    assert found.modelled == 1050.0
    assert found.residual == pytest.approx(0.0, abs=1e-9)
    assert found.uncovered == 0.0
    assert found.tied


def test_ledger_days_before_the_first_week_are_cut_off() -> None:
    # weeks from the 15th on: 14 of the 31 days of January are outside of them
    data = dataset([entry("2024-01", 3100.0)], [700.0] * 3, first_week=date(2024, 1, 21))
    found = bridge(data)
    assert found.ledger_beyond == pytest.approx(1400.0)
    assert found.modelled_beyond == pytest.approx(400.0)  # 1 to 4 February
    assert found.cut_off == pytest.approx(-1000.0)
    assert found.expected == pytest.approx(2100.0)
    assert found.tied


@pytest.mark.parametrize("line", LEAVING)
@pytest.mark.parametrize("side", LedgerSide)
def test_each_line_takes_its_rows_off_and_without_it_nothing_ties(line, side) -> None:
    rows = [entry("2024-01", 850.0, side=side), entry("2024-01", 90.0, line, side=side)]
    tied = bridge(dataset(rows, JANUARY, spend={"TV": JANUARY}), side)
    assert tied.ledger_total == 940.0
    assert tied.line(LEAVING[line]).amount == -90.0
    assert tied.line(LEAVING[line]).share == pytest.approx(-90 / 850)
    assert tied.line(LEAVING[line]).entries == (rows[1],)
    assert tied.tied
    wrong = [rows[0], replace(rows[1], line=LedgerLine.IN_SCOPE)]
    broken = bridge(dataset(wrong, JANUARY, spend={"TV": JANUARY}), side)
    assert broken.line(LEAVING[line]).amount == 0.0
    assert broken.residual == pytest.approx(-90.0)
    assert not broken.tied


def test_lines_add_up_to_what_follows_them() -> None:
    rows = [entry("2024-01", 100.0 + 7 * i, line) for i, line in enumerate(LedgerLine)]
    found = bridge(dataset(rows, JANUARY))
    amounts = {line.name: line.amount for line in found.lines}
    assert list(amounts) == list(BridgeStep)
    steps = list(BridgeStep)
    before = steps[: steps.index(BridgeStep.IN_SCOPE)]
    assert math.fsum(amounts[s] for s in before) == pytest.approx(found.in_scope, rel=1e-12)
    assert amounts[BridgeStep.EXPECTED] == pytest.approx(found.in_scope + found.cut_off)
    assert amounts[BridgeStep.RESIDUAL] == pytest.approx(found.modelled - found.expected)
    assert amounts[BridgeStep.ALL_WEEKS] == pytest.approx(found.modelled + found.uncovered)


def test_returns_booked_negative_are_added_back() -> None:
    rows = [entry("2024-01", 850.0), entry("2024-01", -60.0, LedgerLine.RETURNS)]
    found = bridge(dataset(rows, JANUARY))
    assert found.ledger_total == 790.0
    assert found.line(BridgeStep.RETURNS).amount == 60.0
    assert found.tied


def test_exchange_is_the_difference_of_the_two_rates() -> None:
    row = entry("2024-01", 1000.0, currency="USD", rate=0.9, model_rate=0.85)
    found = bridge(dataset([row], JANUARY))
    assert found.ledger_total == 900.0
    assert found.line(BridgeStep.EXCHANGE).amount == pytest.approx(-50.0)
    assert found.in_scope == pytest.approx(850.0)
    assert found.tied
    assert not bridge(dataset([replace(row, model_rate=0.9)], JANUARY)).tied


def test_rows_out_of_scope_leave_at_the_ledgers_rate_and_bring_no_exchange() -> None:
    fee = entry("2024-01", 100.0, LedgerLine.FEES, currency="USD", rate=0.9, model_rate=0.5)
    found = bridge(dataset([entry("2024-01", 850.0), fee], JANUARY))
    assert found.line(BridgeStep.FEES).amount == -90.0
    assert found.line(BridgeStep.EXCHANGE).amount == 0.0
    assert found.tied


@pytest.mark.parametrize("sign", [1, -1])
def test_one_unit_beyond_the_tolerance_breaks_and_within_it_is_shown(sign) -> None:
    weeks = [70000.0, 140000.0, 210000.0, 280000.0, 350000.0]
    right = 850000.0
    # residual r = right - ledger, allowed 0.5% of the ledger: r / ledger = 0.005 at the edge
    edge = right / (1 + sign * 0.005)
    within = bridge(dataset([entry("2024-01", edge + sign)], weeks))
    beyond = bridge(dataset([entry("2024-01", edge - sign)], weeks))
    assert within.tied and not beyond.tied
    assert within.residual == pytest.approx(right - edge - sign)
    assert abs(within.line(BridgeStep.RESIDUAL).amount) > 4000
    assert within.residual_share == pytest.approx(within.residual / within.in_scope)


def test_the_tolerance_is_the_users_and_zero_asks_for_the_same_amount() -> None:
    exact = dataset([entry("2024-01", 850.0)], JANUARY, ledger_tolerance=0.0)
    assert bridge(exact).tied
    off = dataset([entry("2024-01", 850.001)], JANUARY, ledger_tolerance=0.0)
    assert not bridge(off).tied
    wide = dataset([entry("2024-01", 1000.0)], JANUARY, ledger_tolerance=0.2)
    assert bridge(wide).tied


def test_weeks_that_the_ledger_does_not_touch_stand_on_the_last_line() -> None:
    outcome = [*JANUARY, 420.0, 490.0]
    found = bridge(dataset([entry("2024-01", 850.0)], outcome))
    assert found.uncovered == 910.0
    assert found.modelled == 1050.0
    assert found.line(BridgeStep.ALL_WEEKS).amount == sum(outcome)
    assert found.tied


def test_a_gap_between_periods_is_cut_off_as_well() -> None:
    outcome = [700.0] * 14
    data = dataset([], outcome)
    rows = [entry(p, by_days(data, p, outcome)) for p in ("2024-01", "2024-03")]
    found = bridge(replace(data, ledger=tuple(rows)))
    # 29 January to 4 February has 4 days in February, 26 February to 3 March another 4
    assert found.modelled_beyond == pytest.approx(4 * 100 + 4 * 100)
    assert found.uncovered == pytest.approx(4 * 700)
    assert found.tied


def test_months_of_one_account_and_quarters_of_another() -> None:
    outcome = [700.0 + 10 * i for i in range(26)]
    data = dataset([], outcome)
    months = ("2024-01", "2024-02", "2024-03", "2024-04", "2024-05", "2024-06")
    rows = [entry(p, 0.4 * by_days(data, p, outcome), account="shop") for p in months]
    rows += [entry(p, 0.6 * by_days(data, p, outcome), account="web") for p in ("2024Q1", "2024Q2")]
    found = bridge(replace(data, ledger=tuple(rows)))
    assert found.residual == pytest.approx(0.0, abs=1e-8)
    assert [p.name for p in found.periods] == ["2024Q1", "2024Q2"]
    assert all(p.tied for p in found.periods)
    off = replace(rows[0], amount=rows[0].amount + 500)
    broken = bridge(replace(data, ledger=(off, *rows[1:])))
    assert [p.tied for p in broken.periods] == [False, True]
    differences = math.fsum(p.difference for p in broken.periods)
    assert differences == pytest.approx(broken.residual) == pytest.approx(-500)


def test_a_period_says_how_much_of_it_rests_on_an_even_spread() -> None:
    found = bridge(dataset([entry("2024-01", 850.0)], JANUARY)).periods[0]
    assert (found.name, found.first, found.last) == ("2024-01", date(2024, 1, 1), date(2024, 1, 31))
    assert found.modelled == pytest.approx(850.0)
    assert found.straddling == pytest.approx(150.0)


def test_a_count_is_compared_at_its_value_and_without_one_not_at_all() -> None:
    rows = [entry("2024-01", 8500.0), entry("2024-01", 850.0, side=SPEND)]
    counted = dataset(
        rows,
        JANUARY,
        spend={"TV": JANUARY},
        kpi_type=KpiType.COUNT,
        value_per_conversion=10.0,
    )
    assert bridge(counted).modelled == 10500.0
    assert bridge(counted).tied
    assert bridge(counted).unit == "EUR"
    assert not without_value(counted)
    settings = replace(counted.settings, value_per_conversion=None)
    plain = replace(counted, settings=settings)
    assert [found.side for found in bridges_of(plain)] == [SPEND]
    assert without_value(plain)
    assert not without_value(replace(plain, ledger=rows[1:]))


def test_spend_by_channel_and_the_rows_without_one() -> None:
    spend = {"TV": JANUARY, "Search": [70.0] * 5, "Display": [14.0] * 5}
    rows = [
        entry("2024-01", 850.0, side=SPEND, channel="TV"),
        entry("2024-01", 310.0, side=SPEND, channel="Search"),
        entry("2024-01", 62.0, side=SPEND),
        entry("2024-01", 99.0, LedgerLine.PRODUCTION, side=SPEND, channel="TV"),
    ]
    found = bridge(dataset(rows, JANUARY, spend=spend), SPEND)
    assert [(c.channel, c.tied) for c in found.channels] == [
        ("TV", True),
        ("Search", True),
        ("", True),
    ]
    assert found.tied
    moved = [replace(rows[0], amount=840.0), replace(rows[1], amount=320.0), *rows[2:]]
    swapped = bridge(dataset(moved, JANUARY, spend=spend), SPEND)
    assert swapped.tied
    assert [c.tied for c in swapped.channels] == [False, False, True]
    assert [c.residual for c in swapped.channels] == pytest.approx([10.0, -10.0, 0.0], abs=1e-9)
    assert math.fsum(c.residual for c in swapped.channels) == pytest.approx(swapped.residual)


def test_without_channels_in_the_ledger_none_is_compared() -> None:
    rows = [entry("2024-01", 850.0, side=SPEND)]
    assert bridge(dataset(rows, JANUARY, spend={"TV": JANUARY}), SPEND).channels == ()


def test_a_channel_that_the_ledger_forgets_is_among_the_others() -> None:
    rows = [entry("2024-01", 850.0, side=SPEND, channel="TV")]
    spend = {"TV": JANUARY, "Search": [70.0] * 5}
    found = bridge(dataset(rows, JANUARY, spend=spend), SPEND)
    assert [(c.channel, c.tied) for c in found.channels] == [("TV", True), ("", False)]


def test_without_a_ledger_there_is_no_bridge() -> None:
    assert bridges_of(dataset([], JANUARY)) == ()


def test_periods_outside_the_data_leave_on_a_line_of_their_own() -> None:
    rows = [entry("2024-01", 850.0), entry("2019-01", 5e6)]
    found = bridge(dataset(rows, JANUARY))
    assert found.ledger_total == 5000850.0
    assert found.line(BridgeStep.OUTSIDE).amount == -5e6
    assert found.in_scope == 850.0  # what is not compared does not widen the tolerance
    assert found.tied


def test_nothing_compared_is_never_tied() -> None:
    found = bridge(dataset([entry("2019-01", 850.0)], JANUARY))
    assert math.isnan(found.modelled) and math.isnan(found.residual)
    assert math.isnan(found.residual_share)
    assert not found.tied


def test_nothing_in_scope_is_never_tied() -> None:
    found = bridge(dataset([entry("2024-01", 850.0, LedgerLine.OTHER)], JANUARY))
    assert found.in_scope == 0.0
    assert found.residual == pytest.approx(850.0)
    assert not found.tied


def test_owners_accounts_and_explanations_are_said_once() -> None:
    rows = [
        entry("2024-01", 850.0),
        entry("2024-01", 5.0, LedgerLine.VAT, account="A", owner="Ann", explanation="19%"),
        entry("2024-01", 6.0, LedgerLine.VAT, account="B", owner="Ann", explanation="7%"),
    ]
    line = bridge(dataset(rows, JANUARY)).line(BridgeStep.VAT)
    assert (line.owner, line.account, line.explanation) == ("Ann", "A; B", "19%; 7%")
    assert line.amount == -11.0


PERIODS = (
    *(f"{year}-{month:02d}" for year in (2023, 2024) for month in range(1, 13)),
    *(f"{year}Q{quarter}" for year in (2023, 2024) for quarter in range(1, 5)),
    "2023",
    "2024",
)
amounts = st.floats(-1e6, 1e6, allow_nan=False).map(lambda x: round(x, 2))


@given(
    weekly=st.lists(st.floats(0, 1e6), min_size=3, max_size=70),
    start=st.integers(0, 500),
    periods=st.sets(st.sampled_from(PERIODS), min_size=1, max_size=8),
    leaving=st.lists(st.tuples(st.sampled_from(list(LEAVING)), amounts), max_size=5),
    rates=st.tuples(st.floats(0.1, 5), st.floats(0.1, 5)),
)
def test_a_ledger_made_of_the_weeks_by_days_leaves_no_residual(
    weekly, start, periods, leaving, rates
) -> None:
    first = date(2023, 1, 1) + timedelta(days=start)
    data = dataset([], weekly, first_week=first)
    whole = first - timedelta(days=6), first + timedelta(days=7 * (len(weekly) - 1))
    rows = []
    for period in sorted(periods):
        begins, ends = span(period)
        days = (ends - begins).days + 1
        inside = (min(ends, whole[1]) - max(begins, whole[0])).days + 1
        if inside <= 0 or any(_overlap(period, row.period) for row in rows):
            continue
        # what lies outside of the weeks is as much a day as inside, so that spreading is right
        amount = by_days(data, period, weekly) * days / inside
        rows.append(
            entry(period, amount / rates[1], currency="USD", rate=rates[0], model_rate=rates[1])
        )
    if not rows:
        return
    known = [entry(rows[0].period, amount, line) for line, amount in leaving]
    data = replace(data, ledger=(*rows, *known))
    found = bridge(data)
    scale = max(1.0, sum(weekly), *(abs(e.booked) for e in data.ledger))
    assert abs(found.residual) <= 1e-9 * scale
    off = math.fsum(p.difference for p in found.periods)
    assert abs(off - found.residual) <= 1e-9 * scale
    assert found.modelled + found.uncovered == pytest.approx(np.sum(weekly), abs=1e-9 * scale)


def _overlap(one: str, other: str) -> bool:
    first, second = span(one), span(other)
    return first[0] <= second[1] and second[0] <= first[1]
