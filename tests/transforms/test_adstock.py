import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mmm_xl.transforms.adstock import (
    adstock,
    carryover_weights,
    decay_from_half_life,
    delayed_weights,
    geometric_weights,
    weibull_weights,
)


def naive_adstock(media, weights):
    spread = np.zeros(len(media))
    for t in range(len(media)):
        for lag, weight in enumerate(weights):
            if t - lag >= 0:
                spread[t] += weight * media[t - lag]
    return spread


def test_published_weights() -> None:
    # three weights at alpha 0.5, as Meridian's and PyMC-Marketing's formulas give them
    assert geometric_weights(0.5, 3) == pytest.approx([4 / 7, 2 / 7, 1 / 7], abs=1e-12)
    # delayed at alpha 0.5 and theta 1: a half-life of 1 from the peak
    assert delayed_weights(1.0, 1.0, 3) == pytest.approx([0.25, 0.5, 0.25], abs=1e-12)


def test_delayed_weights_equal_a_plain_loop() -> None:
    half_life, peak = 2.3, 3.4
    alpha = 0.5 ** (1 / half_life**2)
    powers = [alpha ** ((lag - peak) ** 2) for lag in range(9)]
    expected = [power / sum(powers) for power in powers]
    assert delayed_weights(half_life, peak, 9) == pytest.approx(expected, rel=1e-12)
    assert np.isfinite(delayed_weights(1e-4, 400.0, 13)).all()


def test_families_by_name() -> None:
    assert carryover_weights("none", 4) == pytest.approx([1.0, 0.0, 0.0, 0.0])
    assert carryover_weights("auto", 5, 2.0, shape=1.5) == pytest.approx(
        weibull_weights(2.0, 1.5, 5)
    )
    assert carryover_weights("geometric", 5, 2.0) == pytest.approx(
        geometric_weights(decay_from_half_life(2.0), 5)
    )
    assert carryover_weights("delayed", 5, 2.0, peak=1.0) == pytest.approx(
        delayed_weights(2.0, 1.0, 5)
    )


def test_half_of_the_effect_is_left_after_the_half_life() -> None:
    assert decay_from_half_life([1.0, 2.0]) ** [1.0, 2.0] == pytest.approx([0.5, 0.5])


@given(
    media=st.lists(st.floats(0, 1e6), min_size=1, max_size=40),
    alpha=st.floats(0, 0.99),
    l_max=st.integers(1, 30),
)
def test_equals_a_plain_loop(media, alpha, l_max) -> None:
    weights = geometric_weights(alpha, l_max)
    expected = naive_adstock(media, weights)
    assert adstock(np.array(media), weights) == pytest.approx(expected, rel=1e-12, abs=1e-9)


def test_keeps_the_total_while_the_tail_fits() -> None:
    media = np.array([0, 0, 5.0, 1.0, 0, 0, 0, 0, 0])
    assert adstock(media, geometric_weights(0.6, 4)).sum() == pytest.approx(media.sum())


def test_broadcasts_draws_over_channels() -> None:
    media = np.arange(12.0).reshape(2, 6)
    weights = geometric_weights(np.full((5, 2), 0.3), 3)
    both = adstock(media, weights)
    assert both.shape == (5, 2, 6)
    assert both[3, 1] == pytest.approx(naive_adstock(media[1], weights[3, 1]))
