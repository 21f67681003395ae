import numpy as np
import pytest

from mmm_xl.transforms.response import multiplied_totals
from mmm_xl.transforms.saturation import hill


def test_worked_values() -> None:
    # x = 0.5, half-saturation 0.8, slopes 1 and 2
    assert hill(0.5, 0.8, [1.0, 2.0]) == pytest.approx([0.3846, 0.2809], abs=5e-5)


def test_half_of_the_effect_at_half_saturation_whatever_the_slope() -> None:
    assert hill(3.0, 3.0, [0.5, 1.0, 4.0]) == pytest.approx([0.5] * 3)


def test_zero_media_gives_exactly_zero() -> None:
    assert hill(0.0, 2.0, 1.3) == 0.0


def test_rises_and_stays_below_one() -> None:
    curve = hill(np.linspace(0, 50, 200), 2.0, 1.3)
    assert (np.diff(curve) > 0).all()
    assert curve.max() < 1


def test_multiplied_totals_equal_hill_of_multiplied_media() -> None:
    rng = np.random.default_rng(0)
    carried, half = rng.lognormal(size=(3, 2, 20)), rng.lognormal(size=(3, 2))
    slope = rng.uniform(0.6, 2, size=(3, 2))
    multiples = np.array([[0.0, 0.5, 1.0, 2.0], [0.1, 1.0, 1.5, 3.0]])
    got = multiplied_totals((carried / half[..., None]) ** slope[..., None], slope, multiples)
    for n in range(3):
        for c in range(2):
            for m, multiple in enumerate(multiples[c]):
                naive = hill(carried[n, c] * multiple, half[n, c], slope[n, c]).sum()
                assert got[n, c, m] == pytest.approx(naive, rel=1e-12)
