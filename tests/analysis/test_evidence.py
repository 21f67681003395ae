"""Model, platforms, last click and lift tests side by side: by hand, day by day, draw by draw."""

from __future__ import annotations

import json
import sys
import types
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pytest
import xarray as xr
from scipy.stats import norm

from mmm_xl.analysis.agreement import overlap
from mmm_xl.analysis.contribution import contributions
from mmm_xl.analysis.counterfactual import Counterfactuals
from mmm_xl.analysis.credit import ACTUAL, LEDGER
from mmm_xl.analysis.disagreement import disagreements
from mmm_xl.analysis.evidence import Evidence, evidence
from mmm_xl.analysis.evidence_json import evidence_json
from mmm_xl.analysis.lift import lift
from mmm_xl.data.build import build_dataset
from mmm_xl.data.contents import BookContents, to_raw
from mmm_xl.data.dataset import Dataset, Experiment
from mmm_xl.data.ledger import LedgerEntry
from mmm_xl.data.platforms import PlatformReport
from mmm_xl.data.window import Window, joined
from mmm_xl.names import Credit, ExperimentUse, KpiType, LedgerLine, LedgerSide, Link, Sheet
from mmm_xl.runs.run import Run
from tests.fitting import fit

Beside = Callable[..., Evidence]

FIRST, LAST = date(2025, 1, 1), date(2025, 3, 31)
"""Wednesday and Monday: the weeks at both ends are cut."""


def report(channel: str = "Paid search", revenue: float | None = 1e6, **fields) -> PlatformReport:
    given = {
        "platform": "Ads", "channel": channel, "first": FIRST, "last": LAST,
        "credit": Credit.PLATFORM, "conversions": None, "revenue": revenue, "spend": None,
    }  # fmt: skip
    return PlatformReport(**{**given, **fields})


def measured(name: str = "TV off", **fields) -> Experiment:
    given = {
        "name": name, "channels": ("TV",), "start": date(2024, 6, 2), "end": date(2024, 6, 30),
        "market_share": 0.25, "factor": 0.0, "spend_change": -100_000.0, "effect": -150_000.0,
        "standard_error": 20_000.0, "measured_through": date(2024, 7, 14), "method": "geo",
        "owner": "Ann", "use": ExperimentUse.VALIDATE,
    }  # fmt: skip
    return Experiment(**{**given, **fields})


def booked(year: int, amount: float, **fields) -> LedgerEntry:
    given = {
        "account": "4000", "side": LedgerSide.REVENUE, "line": LedgerLine.IN_SCOPE, "channel": "",
        "period": str(year), "first": date(year, 1, 1), "last": date(year, 12, 31),
        "amount": amount, "currency": "EUR",
    }  # fmt: skip
    return LedgerEntry(**{**given, **fields})


@pytest.fixture(scope="module")
def plain(world) -> Dataset:
    """Worked example without its lift tests."""
    sheets = {name: c for name, c in world.contents.sheets.items() if name != Sheet.EXPERIMENTS}
    read = build_dataset(to_raw(BookContents(world.contents.name, sheets)))
    return replace(read, settings=replace(read.settings, margin=0.4, hurdle=1.25))


@pytest.fixture(scope="module")
def fitted(plain: Dataset) -> Run:
    return fit(plain, chains=2, tune=150, draws=150)


@pytest.fixture(scope="module")
def beside(fitted: Run) -> Beside:
    effects = contributions(fitted)

    def made(*reports: PlatformReport, **fields) -> Evidence:
        dataset = replace(fitted.dataset, platforms=reports, **fields)
        found = evidence(Counterfactuals(replace(fitted, dataset=dataset), effects))
        assert found is not None
        return found

    return made


@pytest.fixture
def effects_of_tests(monkeypatch) -> Callable[[xr.DataArray], None]:
    """Let the model's effect of every test be these draws."""

    def put(draws: xr.DataArray) -> None:
        module = types.ModuleType("mmm_xl.analysis.test_effect")
        module.effect_draws = lambda answers, test: draws  # type: ignore[attr-defined]
        monkeypatch.setitem(sys.modules, module.__name__, module)

    return put


def drawn(run: Run, name: str, *spans: tuple[date, date]) -> np.ndarray:
    """Draws of the model's figure, by the Lift sheet's own function."""
    answers = Counterfactuals(run, contributions(run))
    return lift(answers, [name], joined(spans)).incremental.spend_view.values.ravel()


def by_name(found: Evidence):
    return {line.name: line for line in found.lines}


def test_without_reports_and_tests_there_is_nothing(fitted) -> None:
    assert evidence(Counterfactuals(fitted, contributions(fitted))) is None


def test_a_channel_by_hand(fitted, beside) -> None:
    found = beside(
        report(revenue=800_000.0),
        report(revenue=200_000.0, platform="Other ads"),
        report(revenue=700_000.0, credit=Credit.LAST_CLICK, platform="Tool"),
    )
    (line,) = found.lines
    model = drawn(fitted, "Paid search", (FIRST, LAST))
    dataset = fitted.dataset
    spent = dataset.spend[:, dataset.channel_names.index("Paid search")]
    last = dataset.dates.tolist().index(date(2025, 4, 6))
    first = dataset.dates.tolist().index(date(2025, 1, 5))
    spend = spent[first] * 5 / 7 + spent[first + 1 : last].sum() + spent[last] * 1 / 7
    platform, click = line.credited[Credit.PLATFORM], line.credited[Credit.LAST_CLICK]
    assert line.window.days == 90
    assert line.spend == pytest.approx(spend)
    assert line.model.mean == pytest.approx(model.mean())
    assert line.per_spend.hi90 == pytest.approx(np.quantile(model, 0.95) / spend)
    assert line.justified.median == pytest.approx(np.median(model) * 0.4 / 1.25)
    assert platform.amount == 1_000_000.0
    assert platform.over_model.median == pytest.approx(np.median(1e6 / model))
    assert platform.over_model.lo90 == pytest.approx(np.quantile(1e6 / model, 0.05))
    assert platform.per_spend == pytest.approx(1e6 / spend)
    assert platform.justified == pytest.approx(1e6 * 0.4 / 1.25)
    assert platform.model_justifies.mean == pytest.approx(model.mean() * 0.4 / 1.25)
    assert platform.prob_far_above == np.mean(1.5 * model < 1e6)
    assert click.over_model.mean == pytest.approx(np.mean(7e5 / model))
    assert platform.same_days and click.same_days


def test_all_channels_together_are_summed_draw_by_draw(fitted, beside) -> None:
    later = (date(2025, 4, 1), date(2025, 6, 30))
    found = beside(report(), report("Display", 5e5, first=later[0], last=later[1]))
    both = drawn(fitted, "Paid search", (FIRST, LAST)) + drawn(fitted, "Display", later)
    assert found.total.model.lo90 == pytest.approx(np.quantile(both, 0.05))
    assert found.total.credited[Credit.PLATFORM].over_model.median == pytest.approx(
        np.median(1.5e6 / both)
    )
    assert found.total.window.days == 90 + 91
    assert found.interaction == 0.0
    assert found.total.spend == pytest.approx(sum(line.spend for line in found.lines))


def test_days_that_differ_are_held_against_the_model_of_their_own(fitted, beside) -> None:
    half = (FIRST, date(2025, 2, 14))
    click = report(revenue=3e5, credit=Credit.LAST_CLICK, last=half[1])
    (line,) = beside(report(), click).lines
    assert line.window.days == 90
    assert line.credited[Credit.PLATFORM].same_days
    assert not line.credited[Credit.LAST_CLICK].same_days
    own = drawn(fitted, "Paid search", half)
    assert line.credited[Credit.LAST_CLICK].over_model.median == pytest.approx(np.median(3e5 / own))


def test_a_window_with_a_gap_leaves_the_gap_out(fitted, beside) -> None:
    ends = (FIRST, date(2025, 1, 12)), (date(2025, 3, 3), LAST)
    (line,) = beside(*(report(first=a, last=b, revenue=1e5) for a, b in ends)).lines
    model = drawn(fitted, "Paid search", *ends)
    assert line.window.days == 12 + 29
    assert line.model.mean == pytest.approx(model.mean())
    assert line.model.mean < drawn(fitted, "Paid search", (FIRST, LAST)).mean()


def test_a_report_beyond_the_data_counts_with_its_days_inside(fitted, beside) -> None:
    last = fitted.dataset.last
    found = beside(report(first=last - timedelta(6), last=last + timedelta(21), revenue=4e5))
    (line,) = found.lines
    assert line.window.days == 7
    assert line.credited[Credit.PLATFORM].amount == pytest.approx(1e5)


def test_reports_without_days_or_value_are_not_compared(beside) -> None:
    found = beside(
        report(first=date(2019, 1, 1), last=date(2019, 12, 31)),
        report("Display", None, conversions=500.0),
    )
    assert found.lines == () and found.total is None and found.over_claims == ()
    assert not disagreements(found)


def test_owned_channels_have_credit_but_no_return(beside) -> None:
    (line,) = beside(report("Email", 1e5)).lines
    assert line.spend == 0 and line.per_spend is None
    assert line.credited[Credit.PLATFORM].per_spend is None
    assert line.credited[Credit.PLATFORM].over_model is not None


def test_margins_of_the_days_are_weighted_with_their_spend(fitted, beside) -> None:
    dataset = fitted.dataset
    at = dataset.channel_names.index("Paid search")
    margins = np.full(dataset.spend.shape, 0.9)
    inside = Window(FIRST, LAST, "").fractions(dataset.dates)
    margins[:, at] = np.linspace(0.2, 0.6, dataset.weeks)
    (line,) = beside(report(), margins=margins).lines
    weights = inside * dataset.spend[:, at]
    usual = (weights @ margins[:, at]) / weights.sum()
    assert line.credited[Credit.PLATFORM].justified == pytest.approx(1e6 * usual / 1.25)


def test_without_a_hurdle_no_spend_is_justified(fitted, beside) -> None:
    settings = replace(fitted.dataset.settings, hurdle=0.0)
    found = beside(report(), settings=settings)
    assert found.total.justified is None
    assert found.total.credited[Credit.PLATFORM].justified is None


class TestOverClaim:
    def test_without_a_ledger_it_is_over_the_actual_of_the_same_days(self, fitted, beside) -> None:
        (one,) = beside(report(), report("Display", 5e5)).over_claims
        inside = Window(FIRST, LAST, "").fractions(fitted.dataset.dates)
        assert one.revenue.basis == ACTUAL
        assert one.revenue.amount == pytest.approx(inside @ fitted.dataset.outcome)
        assert one.share == pytest.approx(1.5e6 / (inside @ fitted.dataset.outcome))

    def test_a_ledger_that_covers_the_days_is_spread_over_its_own(self, beside) -> None:
        ledger = (
            booked(2025, 7.3e6, model_rate=2.0),
            booked(2025, 9e9, line=LedgerLine.VAT),
            booked(2025, 9e9, side=LedgerSide.SPEND),
        )
        (one,) = beside(report(), ledger=ledger).over_claims
        assert one.revenue.basis == LEDGER
        assert one.revenue.amount == pytest.approx(2 * 7.3e6 * 90 / 365)

    def test_a_ledger_with_a_day_missing_does_not_stand(self, beside) -> None:
        ledger = (booked(2025, 7.3e6, first=date(2025, 1, 2)),)
        (one,) = beside(report(), ledger=ledger).over_claims
        assert one.revenue.basis == ACTUAL

    def test_more_than_all_revenue_is_a_finding(self, beside) -> None:
        ledger = (booked(2025, 2e6 * 365 / 90),)
        quiet = beside(report(revenue=2e6), ledger=ledger)
        assert quiet.over_claims[0].share == pytest.approx(1.0)
        assert not [s for s in disagreements(quiet) if "revenue" in s]
        loud = disagreements(beside(report(revenue=2.02e6), ledger=ledger))
        assert "platforms claim 101% of the ledger's revenue of the same days" in " ".join(loud)


class TestCreditFarFromTheModel:
    def test_speaks_only_beyond_the_thresholds(self, fitted, beside) -> None:
        model = drawn(fitted, "Paid search", (FIRST, LAST))
        edge = 1.5 * np.quantile(model, 0.9)
        assert not disagreements(beside(report(revenue=float(edge * 0.99))))
        (said,) = disagreements(beside(report(revenue=float(edge * 1.01))))
        assert said.startswith("the platforms credit Paid search with ")
        assert said.endswith("what the model finds")

    def test_too_little_speaks_too(self, fitted, beside) -> None:
        model = drawn(fitted, "Paid search", (FIRST, LAST))
        edge = float(np.quantile(model, 0.1)) / 1.5
        low = report(revenue=edge * 0.99, credit=Credit.LAST_CLICK)
        assert disagreements(beside(low))[0].startswith("last click credits Paid search with ")
        assert not disagreements(beside(report(revenue=edge * 1.01, credit=Credit.LAST_CLICK)))


def test_channels_that_are_far_share_one_sentence(beside) -> None:
    names = ("Paid search", "Display", "Affiliates")
    (said,) = disagreements(beside(*(report(name, 9e7) for name in names)))[1:]
    assert said.count("90% range") == 3 and said.count("what the model finds") == 1
    assert ", Display with" in said and " and Affiliates with" in said


def test_credit_where_nothing_was_spent_is_a_finding_without_a_multiple(fitted, beside) -> None:
    dataset = fitted.dataset
    spent = dataset.spend[:, dataset.channel_names.index("Display")]
    week = dataset.dates[int(np.flatnonzero(spent == 0)[-1])].astype(date)
    found = beside(report("Display", 1e5, first=week - timedelta(6), last=week))
    assert found.lines[0].credited[Credit.PLATFORM].over_model is None
    assert found.lines[0].per_spend is None
    (said,) = disagreements(found)
    assert said == "the platforms credit Display, where the model finds nothing"
    json.dumps(evidence_json(found), allow_nan=False)


class TestLiftTests:
    @pytest.fixture(autouse=True)
    def modelled(self, fitted, effects_of_tests) -> np.ndarray:
        noise = norm.ppf((np.arange(300) + 0.5) / 300, -140_000.0, 20_000.0).reshape(2, 150)
        effects_of_tests(xr.DataArray(noise, dims=("chain", "draw")))
        return noise

    def test_a_test_by_hand(self, modelled, beside) -> None:
        (one,) = beside(experiments=(measured(),)).tests
        assert one.roi == pytest.approx(1.5)
        assert one.roi_error == pytest.approx(0.2)
        assert one.roi_interval(0.95) == pytest.approx((1.108, 1.892), abs=1e-3)
        assert one.modelled_roi.mean == pytest.approx(modelled.mean() / -100_000)
        # both normal with one spread: the model's ROI is 0.5 standard deviations below
        assert one.prob_above == pytest.approx(norm.cdf(-0.5 / np.sqrt(2)), abs=0.01)
        assert one.overlap == pytest.approx(2 * norm.cdf(-0.25), abs=0.01)

    def test_a_test_alone_shows_its_channel_over_all_weeks(self, fitted, beside) -> None:
        found = beside(experiments=(measured(), measured("Both", channels=("TV", "Display"))))
        assert [line.name for line in found.lines] == ["TV"]
        assert found.lines[0].window.last == fitted.dataset.last
        assert found.total is None
        assert found.test_of("TV").test.name == "TV off"
        assert found.test_of("Display") is None

    def test_of_several_tests_the_one_measured_last_stands_for_the_channel(self, beside) -> None:
        later = measured("Again", measured_through=date(2024, 9, 1))
        assert beside(experiments=(later, measured())).test_of("TV").test.name == "Again"

    def test_owned_channels_have_no_return(self, beside) -> None:
        (one,) = beside(experiments=(measured(channels=("Email",)),)).tests
        assert one.roi is None and one.modelled_roi is None and one.roi_interval(0.9) is None
        assert 0 < one.prob_above < 1

    def test_disagreement_is_a_finding_that_says_who_was_told(self, beside) -> None:
        assert not disagreements(beside(experiments=(measured(),)))
        far = measured(effect=-20_000.0)
        (said,) = disagreements(beside(experiments=(far,)))
        assert said.startswith("the model and the lift test 'TV off' disagree: the model is above")
        told = replace(far, use=ExperimentUse.CALIBRATE)
        (said,) = disagreements(beside(experiments=(told,)))
        assert "although the model was told its result" in said

    def test_the_json_is_plain(self, beside) -> None:
        record = evidence_json(beside(report(), experiments=(measured(),)))
        assert [line["name"] for line in record["channels"]] == ["Paid search", "TV"]
        assert record["channels"][1]["platform"] is None
        assert record["over_claim"]["platform"]["basis"] == ACTUAL
        assert record["tests"][0]["use"] == "validate"
        json.dumps(record, allow_nan=False)


def test_no_evidence_is_null_in_the_json() -> None:
    assert evidence_json(None) is None


@pytest.mark.parametrize("apart", [0.0, 1.0, 3.0])
def test_overlap_of_two_normals_of_one_spread(apart) -> None:
    """It is 2 * Phi(-d / 2) for means d standard deviations apart."""
    draws = norm.ppf((np.arange(4000) + 0.5) / 4000)
    assert overlap(draws, apart, 1.0) == pytest.approx(2 * norm.cdf(-apart / 2), abs=0.01)


def test_a_count_is_compared_in_its_own_unit(plain) -> None:
    settings = replace(plain.settings, kpi_type=KpiType.COUNT, outcome_name="Orders")
    reports = (
        report(revenue=None, conversions=500.0),
        report("Display", 9e6),
        report(revenue=1.0, conversions=400.0, credit=Credit.LAST_CLICK),
    )
    dataset = replace(plain, settings=settings, outcome=plain.outcome / 100, platforms=reports)
    run = fit(dataset, chains=2, tune=150, draws=150)
    found = evidence(Counterfactuals(run, contributions(run)))
    (line,) = found.lines
    assert line.credited[Credit.PLATFORM].amount == 500.0
    assert line.credited[Credit.LAST_CLICK].amount == 400.0
    assert line.justified is None and line.credited[Credit.PLATFORM].justified is None
    assert line.per_spend.mean == pytest.approx(line.model.mean / line.spend)
    inside = Window(FIRST, LAST, "").fractions(dataset.dates)
    assert found.over_claims[0].revenue.amount == pytest.approx(inside @ dataset.outcome)
    json.dumps(evidence_json(found), allow_nan=False)


def test_where_effects_multiply_the_total_is_that_of_the_joint_change(plain) -> None:
    settings = replace(plain.settings, outcome_model=Link.MULTIPLICATIVE)
    reports = (report(), report("TV", 2e6))
    run = fit(replace(plain, settings=settings, platforms=reports), chains=2, tune=150, draws=150)
    answers = Counterfactuals(run, contributions(run))
    found = evidence(answers)
    together = lift(answers, ["Paid search", "TV"], joined([(FIRST, LAST)]))
    assert found.total.model.mean == pytest.approx(float(together.incremental.spend_view.mean()))
    apart = sum(line.model.mean for line in found.lines)
    assert found.interaction == pytest.approx(found.total.model.mean - apart)
    assert found.interaction != 0
    assert found.total.justified.mean == pytest.approx(found.total.model.mean * 0.4 / 1.25)
