import numpy as np
import pytest
import xarray as xr

from mmm_xl.analysis.summary import interval, probability, summarise


def draws(values):
    return xr.DataArray(np.asarray(values, float), dims=("chain", "draw"))


def test_equal_tailed_ends_and_moments() -> None:
    values = np.random.default_rng(0).normal(3, 2, size=(4, 5000))
    found = summarise(draws(values))
    assert (found.mean, found.sd) == pytest.approx((values.mean(), values.std(ddof=1)))
    assert found.interval(0.9) == pytest.approx(np.quantile(values, [0.05, 0.95]))
    assert (found.lo50, found.hi95) == pytest.approx(np.quantile(values, [0.25, 0.975]))
    assert found.mcse == pytest.approx(2 / np.sqrt(values.size), rel=0.2)


def test_a_constant_has_no_spread() -> None:
    found = summarise(draws(np.full((2, 50), 7.0)))
    assert (found.mean, found.sd, found.mcse, found.lo95, found.hi95) == (7.0, 0, 0, 7.0, 7.0)


def test_order_of_dimensions_does_not_matter() -> None:
    array = draws(np.random.default_rng(1).normal(size=(3, 400)))
    assert summarise(array) == summarise(array.transpose("draw", "chain"))


def test_interval_of_many_and_probability() -> None:
    array = xr.DataArray(np.arange(24.0).reshape(2, 4, 3), dims=("chain", "draw", "date"))
    low, high = interval(array, 0.5)
    assert low.shape == (3,)
    assert (low < high).all()
    assert probability(draws([[1, 2], [3, 4]]) > 1.5) == 0.75
