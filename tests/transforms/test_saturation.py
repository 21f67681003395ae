import numpy as np
import pytest

from mmm_xl.transforms.response import FAMILIES, joint_lifts, multiplied_lifts, multiplied_totals
from mmm_xl.transforms.saturation import hill, logistic, michaelis_menten, saturate


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
    powered = (carried / half[..., None]) ** slope[..., None]
    hills = np.array([FAMILIES.index("hill")] * 2)
    nothing = np.empty((3, 2, 0))
    got = multiplied_totals(
        (powered, slope, hills, nothing, nothing, nothing), np.ones((1, 1, 20)), multiples
    )
    past = rng.lognormal(size=(3, 2, 4))
    own = carried[..., :4] / half[..., None]
    kept = multiplied_totals(
        (powered, slope, hills, nothing, own, past), np.ones((1, 1, 20)), multiples
    )
    for n in range(3):
        for c in range(2):
            for m, multiple in enumerate(multiples[c]):
                whole = carried[n, c] * multiple
                naive = hill(whole, half[n, c], slope[n, c]).sum()
                assert got[n, c, m] == pytest.approx(naive, rel=1e-12)
                whole[:4] += past[n, c] * half[n, c]
                with_past = hill(whole, half[n, c], slope[n, c]).sum()
                assert kept[n, c, m] == pytest.approx(with_past, rel=1e-12)


def test_published_values() -> None:
    # PyMC-Marketing's logistic with lambda 2 and Michaelis-Menten with alpha 2, lambda 1, at 0.5
    assert logistic(0.5, np.log(3) / 2.0) == pytest.approx(0.4621, abs=5e-5)
    assert 2 * michaelis_menten(0.5, 1.0) == pytest.approx(0.6667, abs=5e-5)
    # Meridian's Hill with ec 0.8 at 0.5; Robyn's with alpha 2, gamma 0.5, maximum 100
    assert hill(0.5, 0.8, [1.0, 2.0]) == pytest.approx([0.3846, 0.2809], abs=5e-5)
    assert hill([25.0, 50.0, 100.0], 50.0, 2.0) == pytest.approx([0.2, 0.5, 0.8])


@pytest.mark.parametrize("family", ["hill", "michaelis-menten", "logistic"])
def test_half_of_the_greatest_effect_at_half_saturation(family) -> None:
    slope = 1.7 if family == "hill" else None
    assert saturate(family, np.array([3.0]), 3.0, slope) == pytest.approx([0.5])
    assert saturate(family, np.array([0.0, 1e9]), 3.0, slope) == pytest.approx([0.0, 1.0])


def test_without_saturation_media_are_the_effect() -> None:
    assert saturate("none", np.array([0.0, 2.0])) == pytest.approx([0.0, 2.0])


def naive_path(family, media, half, slope, weights):
    """Saturation week by week, then carryover, by the plainest of loops."""
    now = [float(saturate(family, np.array([x]), half, slope)[0]) for x in media]
    return np.array(
        [
            sum(w * now[t - lag] for lag, w in enumerate(weights) if t >= lag)
            for t in range(len(now))
        ]
    )


def test_lifts_equal_plain_loops() -> None:
    rng = np.random.default_rng(1)
    families = ("logistic", "hill")
    media, half = rng.lognormal(size=(2, 20)), rng.lognormal(size=(3, 2))
    slope, beta = rng.uniform(0.6, 2, size=(3, 2)), rng.uniform(0.1, 0.5, size=(3, 2))
    weights = rng.dirichlet(np.ones(4), size=(3, 2))
    powered = media[None] / half[..., None]
    powered[:, 1] **= slope[:, 1, None]
    codes = np.array([FAMILIES.index(family) for family in families])
    past = rng.uniform(size=(3, 2, 3))
    curve = (powered, slope, codes, weights, np.empty((3, 2, 0)), past)
    multiples, level = np.array([[1.0, 0.5], [1.0, 1.5]]), rng.lognormal(size=(3, 2, 20))
    got = multiplied_lifts(curve, beta, level, multiples)
    together = joint_lifts(curve, beta, level[:, 0].copy(), multiples)
    for n in range(3):
        for m in range(2):
            paths = [
                beta[n, c] * naive_path(families[c], media[c] * multiples[c, m], half[n, c],
                                        slope[n, c], weights[n, c])
                for c in range(2)
            ]  # fmt: skip
            for c in range(2):
                paths[c][:3] += beta[n, c] * past[n, c]
            for c in range(2):
                alone = (level[n, c] * (np.exp(paths[c]) - 1)).sum()
                assert got[n, c, m] == pytest.approx(alone, rel=1e-12)
            both = (level[n, 0] * (np.exp(paths[0] + paths[1]) - 1)).sum()
            assert together[n, m] == pytest.approx(both, rel=1e-12)
