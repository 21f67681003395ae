"""How a result and a prediction agree, against plain loops and known distributions."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import norm

from mmm_xl.analysis import agreement as agree


def draws(mean=100.0, sd=30.0, count=4000) -> np.ndarray:
    return norm.ppf((np.arange(count) + 0.5) / count, mean, sd)


def test_distance_and_weight_of_a_case_by_hand() -> None:
    few = np.array([80.0, 100.0, 120.0])  # mean 100, variance 400
    assert agree.distance(few, 150.0, 15.0) == pytest.approx(50 / 25)
    assert agree.weight(few, 15.0) == pytest.approx(400 / (400 + 225))


def test_weight_is_the_share_of_the_mean_that_the_result_decides() -> None:
    before, error, result = draws(), 20.0, 160.0
    precision = 1 / before.var(ddof=1) + 1 / error**2
    after = (before.mean() / before.var(ddof=1) + result / error**2) / precision
    moved = (after - before.mean()) / (result - before.mean())
    assert agree.weight(before, error) == pytest.approx(moved)


def test_place_is_the_share_of_predicted_results_below() -> None:
    error = 40.0
    assert agree.place(draws(), 130.0, error) == pytest.approx(norm.cdf(30 / 50), abs=1e-3)
    few = np.array([80.0, 120.0])
    by_hand = (norm.cdf(1.0) + norm.cdf(0.0)) / 2
    assert agree.place(few, 120.0, error) == pytest.approx(by_hand)


def test_two_sided_probability_and_intervals_follow_from_the_place() -> None:
    assert agree.two_sided(0.02) == pytest.approx(0.04)
    assert agree.two_sided(0.98) == pytest.approx(0.04)
    assert agree.inside(0.3, 0.5)
    assert not agree.inside(0.2, 0.5)
    assert agree.inside(0.2, 0.8)
    assert agree.inside(0.03, 0.95)
    assert not agree.inside(0.024, 0.95)


@pytest.mark.parametrize("apart", [0.0, 0.5, 1.0, 2.0, 4.0])
def test_overlap_of_two_equal_normals_is_known(apart) -> None:
    found = agree.overlap(draws(), 100.0 + 30.0 * apart, 30.0)
    assert found == pytest.approx(2 * norm.cdf(-apart / 2), abs=0.02)


def test_overlap_of_a_narrow_test_is_small_on_either_side() -> None:
    assert agree.overlap(draws(), 100.0, 0.01) <= 2 / agree.BINS + 1e-9
    assert agree.overlap(draws(sd=0.01), 100.0, 30.0) < 0.01


def test_score_is_that_of_a_plain_double_loop() -> None:
    rng = np.random.default_rng(2)
    few, error, result = rng.normal(100, 30, 40), 20.0, 150.0
    near = np.mean([mean_distance(m - result, error) for m in few])
    apart = np.mean([mean_distance(a - b, error * np.sqrt(2)) for a in few for b in few])
    many = np.repeat(few, 200)
    assert agree.crps(many, result, error) == pytest.approx(near - apart / 2, rel=0.01)


def mean_distance(mean: float, sd: float) -> float:
    """E|X| of X ~ Normal(mean, sd)."""
    return 2 * sd * norm.pdf(mean / sd) + mean * (2 * norm.cdf(mean / sd) - 1)


def test_score_of_a_normal_prediction_is_known() -> None:
    error, result = 40.0, 160.0  # prediction Normal(100, 50)
    z = 60 / 50
    known = 50 * (z * (2 * norm.cdf(z) - 1) + 2 * norm.pdf(z) - 1 / np.sqrt(np.pi))
    assert agree.crps(draws(), result, error) == pytest.approx(known, rel=0.01)
    assert agree.crps(draws(), 100.0, error) < agree.crps(draws(), 200.0, error)


def test_power_of_a_known_effect_is_the_textbooks() -> None:
    sure = np.full(100, 28.0)
    assert agree.power(sure, 10.0) == pytest.approx(0.8, abs=0.01)
    assert agree.power(-sure, 10.0) == pytest.approx(0.8, abs=0.01)
    assert agree.power(np.zeros(100), 10.0) == pytest.approx(0.05)
