import numpy as np
import pytest
from scipy import stats

from mmm_xl.transforms.adstock import weibull_weights
from mmm_xl.transforms.level import level_basis, trend_bends


def test_weights_are_the_density_of_the_weibull() -> None:
    half_life, shape = 2.0, 1.6
    scale = half_life / np.log(2) ** (1 / shape)
    density = stats.weibull_min.pdf(np.arange(13) + 0.5, shape, scale=scale)
    assert weibull_weights(half_life, shape, 13) == pytest.approx(density / density.sum())
    assert stats.weibull_min.median(shape, scale=scale) == pytest.approx(half_life)


def test_shape_decides_when_the_effect_peaks() -> None:
    weights = weibull_weights(np.full(3, 4.0), np.array([0.8, 1.0, 2.5]), 13)
    assert list(weights.argmax(axis=-1)) == [0, 0, 3]
    assert weights.sum(axis=-1) == pytest.approx(1.0)


def test_extreme_parameters_stay_finite() -> None:
    weights = weibull_weights([1e-3, 1e3], [8.0, 0.1], 13)
    assert np.isfinite(weights).all()
    assert weights[0, 0] == pytest.approx(1.0)


@pytest.mark.parametrize("weeks", [78, 104, 156, 157, 161])
def test_level_is_a_random_walk_between_knots(weeks) -> None:
    basis = level_basis(weeks, 8)
    assert basis.shape == (weeks, int(np.ceil((weeks - 1) / 8)))
    steps = np.random.default_rng(0).normal(size=basis.shape[1])
    level = basis @ steps
    assert level[0] == 0
    knots = level[::8]
    assert knots[1:] == pytest.approx(np.cumsum(steps)[: len(knots) - 1])
    assert np.diff(level[:9]) == pytest.approx(steps[0] / 8)


def test_a_trend_bends_only_after_its_changes() -> None:
    bends = trend_bends(60, 26)
    assert bends.shape == (60, 2)
    for k, change in enumerate((26, 52)):
        naive = [max(0, t - change) / 26 for t in range(60)]
        assert bends[:, k] == pytest.approx(naive)
    assert trend_bends(26, 26).shape == (26, 0)
