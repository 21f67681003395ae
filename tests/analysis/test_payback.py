"""Payback weeks and break-even levels, on curves whose answer is known."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from mmm_xl.analysis.contribution import contributions
from mmm_xl.analysis.counterfactual import Counterfactuals
from mmm_xl.analysis.lift import lift
from mmm_xl.analysis.payback import (
    MULTIPLES,
    break_even,
    in_a_row,
    last_crossing,
    levels_of_spend,
    payback,
)
from mmm_xl.data.window import every_week, parse_window
from mmm_xl.names import Link, Order
from mmm_xl.sections.precision import supported_digits


def test_payback_counts_the_week_of_the_spend_as_one() -> None:
    weights = np.array([[0.5, 0.3, 0.2]] * 4)
    found = payback(np.array([2.0, 1.25, 1.0, 0.99]), weights)
    assert found.probability == 0.75  # weeks 1, 2, 3 and never
    assert found.weeks == 2.0


def test_spend_that_never_pays_back_has_no_week() -> None:
    found = payback(np.array([0.9, 0.2]), np.array([[0.6, 0.4]] * 2))
    assert found.weeks is None
    assert found.probability == 0.0


def test_break_even_of_a_square_root_is_known() -> None:
    returns = np.array([1.0, 1.5, 2.0, 0.5])  # return(m) = returns / sqrt(m)
    levels = np.tile(np.sqrt(MULTIPLES), (4, 1))
    crossing = last_crossing(returns[:, None] * levels / MULTIPLES, 1.0)
    assert crossing == pytest.approx(np.square(returns), rel=1e-6)


def test_break_even_beyond_reach_and_at_no_level_say_so() -> None:
    returns = np.array([100.0, 100.0, 100.0, 1e-6])
    found = break_even(returns, np.tile(np.sqrt(MULTIPLES), (4, 1)), 1.0, 200.0)
    assert found.prob_beyond == 0.75
    assert found.prob_none == 0.25
    assert found.median is None
    assert found.most == 1000.0
    assert found.interval(0.9) == (0.0, None)


def test_the_upper_crossing_of_an_s_curve_counts() -> None:
    level = MULTIPLES**3 / (1 + MULTIPLES**3)  # average effect rises, then falls
    crossing = last_crossing((1.2 * level / MULTIPLES)[None], 0.5)
    average = 1.2 * crossing**2 / (1 + crossing**3)
    assert average == pytest.approx([0.5], rel=5e-3)
    assert crossing > 1.3


@pytest.mark.parametrize(
    ("mcse", "digits"), [(0.004, 2), (0.005, 2), (0.006, 1), (0.05, 1), (0.2, 0), (9.0, 0), (0, 2)]
)
def test_supported_digits(mcse, digits) -> None:
    assert supported_digits(mcse) == digits


def fitted(request, dataset, run, kind):
    if kind == "additive":
        return run
    from tests.fitting import fit

    changes = {
        "multiplicative": {"outcome_model": Link.MULTIPLICATIVE},
        "saturated first": {"order": Order.SATURATION_FIRST},
        "saturated first, multiplicative": {
            "order": Order.SATURATION_FIRST,
            "outcome_model": Link.MULTIPLICATIVE,
        },
    }[kind]
    settings = replace(dataset.settings, **changes)
    return fit(replace(dataset, settings=settings), tune=50, draws=20, chains=2)


@pytest.mark.parametrize(
    "kind", ["additive", "multiplicative", "saturated first", "saturated first, multiplicative"]
)
def test_levels_of_spend_equal_the_counterfactual(request, dataset, run, kind) -> None:
    own = fitted(request, dataset, run, kind)
    answers = Counterfactuals(own, contributions(own))
    for window in (every_week(own.dataset), parse_window("last52", own.dataset),
                   parse_window(_middle(own.dataset), own.dataset)):  # fmt: skip
        found = levels_of_spend(answers, window, np.array([0.4, 1.0, 3.0]))
        inside = np.pad(window.fractions(own.dataset.dates), (answers.before, answers.after))
        for i, name in enumerate(own.dataset.channel_names):
            as_it_was = in_a_row(lift(answers, [name], window).incremental.spend_view)
            assert np.allclose(found[:, i, 1], as_it_was, rtol=1e-7)
            for at, multiple in ((0, 0.4), (2, 3.0)):
                media = answers.media[i] * (1 + (multiple - 1) * inside)
                more = -in_a_row(answers.lost({i: media}).sum("week"))
                assert np.allclose(found[:, i, at], as_it_was + more, rtol=1e-6)


def _middle(dataset) -> str:
    """Whole weeks in the middle of the data, with spend before and after."""
    days = dataset.dates.astype("datetime64[D]")
    return f"{days[60] + np.timedelta64(1, 'D')}..{days[80]}"
