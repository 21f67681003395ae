"""Scores of forecasts against hand-computed values, and the forecast that anybody can make."""

from __future__ import annotations

import numpy as np
import pytest
import xarray as xr
from scipy.stats import norm

from mmm_xl.analysis.validation.naive import LAST_WEEK, YEAR_BEFORE, naive
from mmm_xl.analysis.validation.scores import crps, joined, score, week_scores


def sure(values) -> np.ndarray:
    """Draws that all say the same, (4, W)."""
    return np.tile(np.asarray(values, dtype=float), (4, 1))


def alike(one, other) -> None:
    """Same scores, up to what adding floats leaves."""
    assert (one.weeks, one.inside) == (other.weeks, other.inside)
    for name in ("rmse", "mape", "smape", "wape", "crps"):
        assert getattr(one, name) == pytest.approx(getattr(other, name), rel=1e-12)


def test_errors_follow_their_definitions() -> None:
    found = score(sure([12.0, 18.0]), np.array([10.0, 20.0]))
    assert found.weeks == 2
    assert found.rmse == pytest.approx(2.0)
    assert found.mape == pytest.approx((0.2 + 0.1) / 2)
    assert found.smape == pytest.approx((2 * 2 / 22 + 2 * 2 / 38) / 2)
    assert found.wape == pytest.approx(4 / 30)
    assert found.crps == pytest.approx(2.0)  # of a sure forecast the absolute error


def test_the_score_of_draws_is_the_formula_and_that_of_a_normal_is_the_closed_form() -> None:
    rng = np.random.default_rng(3)
    draws, actual = rng.gamma(2.0, size=(150, 5)), np.array([0.0, 0.3, 2.0, 9.0, -1.0])
    apart = np.abs(draws[:, None] - draws[None]).mean(axis=(0, 1))
    assert crps(draws, actual) == pytest.approx(np.abs(draws - actual).mean(axis=0) - apart / 2)

    places = (np.arange(4000) + 0.5) / 4000
    z = 0.7
    closed = z * (2 * norm.cdf(z) - 1) + 2 * norm.pdf(z) - 1 / np.sqrt(np.pi)
    assert crps(norm.ppf(places)[:, None], np.array([z])) == pytest.approx(closed, rel=1e-3)


def test_weeks_inside_are_counted_at_each_level() -> None:
    draws = np.tile(np.linspace(-1, 1, 2001)[:, None], 4)
    found = score(draws, np.array([0.0, 0.7, 0.9, 1.5]))  # intervals end at 0.5, 0.8 and 0.95
    assert found.inside == {50: 1, 80: 2, 95: 3}


def test_a_week_of_zero_has_no_percentage_and_the_others_stand() -> None:
    found = score(sure([1.0, 0.0]), np.array([0.0, 0.0]))
    assert np.isnan(found.mape)
    assert np.isnan(found.wape)
    assert found.smape == pytest.approx(1.0)
    assert found.rmse == pytest.approx(np.sqrt(0.5))
    half = score(sure([1.0, 4.0]), np.array([0.0, 4.0]))
    assert np.isnan(half.mape)
    assert half.wape == pytest.approx(0.25)


def test_labelled_draws_score_as_plain_ones_and_parts_join() -> None:
    rng = np.random.default_rng(5)
    values, actual = rng.normal(size=(2, 30, 6)), rng.normal(size=6)
    labelled = xr.DataArray(values, dims=("chain", "draw", "date"))
    plain = values.reshape(60, 6)
    alike(score(labelled, actual), score(plain, actual))
    parts = [week_scores(plain[:, :2], actual[:2]), week_scores(plain[:, 2:], actual[2:])]
    alike(joined(parts).together(), score(plain, actual))
    chosen = np.array([True, False, True, False, False, False])
    some = week_scores(plain, actual).at(chosen).together()
    alike(some, score(plain[:, chosen], actual[chosen]))


def test_the_naive_forecast_repeats_the_week_364_days_before() -> None:
    training = np.arange(70.0)
    found = naive(training, 8)
    assert found.name == YEAR_BEFORE
    assert found.expected.tolist() == list(range(18, 26))
    # 18 own errors of 52 each
    assert found.draws.std(axis=0) == pytest.approx(52.0, rel=0.01)
    assert found.draws.mean(axis=0) == pytest.approx(found.expected)


def test_without_a_year_it_repeats_the_last_week_and_is_less_sure_of_later_ones() -> None:
    rng = np.random.default_rng(2)
    found = naive(rng.normal(size=51).cumsum(), 8)
    assert found.name == LAST_WEEK
    assert len(set(found.expected)) == 1
    assert found.draws[:, 7].std() > 1.3 * found.draws[:, 0].std()


def test_few_own_errors_are_no_measure_of_its_spread() -> None:
    rng = np.random.default_rng(4)
    training = rng.normal(10.0, 2.0, 53)  # one error of its own
    spread = naive(training, 4).draws.std(axis=0)
    assert spread == pytest.approx(np.sqrt(2) * training.std(), rel=0.01)
