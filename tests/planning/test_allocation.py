import itertools

import numpy as np
import pytest

from mmm_xl.planning.allocation import equal_marginal_return

SPEND = np.array([100.0, 60.0, 40.0])
CEILING, HALF = np.array([[300.0], [50.0], [90.0]]), np.array([[80.0], [60.0], [20.0]])


def concave(multiples):
    x = multiples * SPEND[:, None]
    return CEILING * x / (x + HALF)


def s_shaped(multiples):
    x = multiples * SPEND[:, None]
    return CEILING * x**3 / (x**3 + HALF**3)


@pytest.mark.parametrize("response", [concave, s_shaped])
@pytest.mark.parametrize("budget", [140.0, 200.0, 260.0])
def test_spends_the_budget_within_bounds(response, budget) -> None:
    plan = equal_marginal_return(response, SPEND, (0.5, 2.0)).spend(budget)
    assert plan.sum() == pytest.approx(budget)
    assert (plan >= SPEND * 0.5 - 1e-9).all()
    assert (plan <= SPEND * 2.0 + 1e-9).all()


@pytest.mark.parametrize("budget", [140.0, 200.0, 260.0])
def test_brute_force_finds_nothing_better_on_concave_curves(budget) -> None:
    plan = equal_marginal_return(concave, SPEND, (0.5, 2.0)).spend(budget)
    best = concave((plan / SPEND)[:, None]).sum()
    steps = np.linspace(0.5, 2.0, 61)
    for a, b in itertools.product(steps, steps):
        third = (budget - a * SPEND[0] - b * SPEND[1]) / SPEND[2]
        if 0.5 <= third <= 2.0:
            assert concave(np.array([[a], [b], [third]])).sum() <= best * (1 + 2e-4)


def test_marginal_returns_are_equal_inside_the_bounds() -> None:
    plan = equal_marginal_return(concave, SPEND, (0.5, 2.0)).spend(200.0)
    inside = (plan > SPEND * 0.51) & (plan < SPEND * 1.99)
    slope = (CEILING * HALF / (plan[:, None] + HALF) ** 2)[:, 0]
    assert inside.sum() >= 2
    assert np.ptp(slope[inside]) / slope[inside].mean() < 0.06


def test_a_budget_beyond_the_bounds_is_clipped() -> None:
    rule = equal_marginal_return(concave, SPEND, (0.5, 2.0))
    assert rule.spend(1e6).sum() == pytest.approx(400.0)
    assert rule.spend(0.0).sum() == pytest.approx(100.0)
