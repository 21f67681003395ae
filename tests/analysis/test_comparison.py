"""Channels held against each other, and what the data taught."""

from __future__ import annotations

import numpy as np
import pytest
import xarray as xr

from mmm_xl.analysis.comparison import compare, learning


def draws(values: list[list[float]]) -> xr.DataArray:
    return xr.DataArray(
        [values], dims=("chain", "draw", "channel"), coords={"channel": ["A", "B", "C"]}
    )


def test_probabilities_and_ranks_by_hand() -> None:
    found = compare(draws([[3, 2, 1], [1, 2, 3], [3, 1, 2], [2, 2, 1]]))
    assert found.better[0, 1] == pytest.approx((1 + 0 + 1 + 0.5) / 4)
    assert found.better[1, 0] == pytest.approx(1 - found.better[0, 1])
    assert np.isnan(np.diag(found.better)).all()
    assert found.ranks[0].tolist() == [0.75, 0, 0.25]
    np.testing.assert_allclose(found.ranks.sum(axis=0), 1)
    np.testing.assert_allclose(found.ranks.sum(axis=1), 1)


def test_learning_of_the_example(run) -> None:
    found = learning(run)
    assert [one.channel for one in found] == list(run.dataset.channel_names)
    for one in found:
        assert one.prior[0] < one.prior[1]
        ratio = np.log(one.posterior[1] / one.posterior[0]) / np.log(one.prior[1] / one.prior[0])
        assert one.narrowed == pytest.approx(1 - ratio)
    assert max(one.narrowed for one in found) > 0.3
