"""Diagnostics of many quantities at once are those of the library, one by one."""

from __future__ import annotations

import numpy as np
import pytest
from arviz_stats.base import array_stats

from mmm_xl.analysis.mixing import mixing

AXES = {"chain_axis": 0, "draw_axis": 1}


def correlated(shape, correlation, seed):
    rng = np.random.default_rng(seed)
    values = rng.standard_normal(shape)
    for draw in range(1, shape[1]):
        values[:, draw] += correlation * values[:, draw - 1]
    return values


@pytest.mark.parametrize("shape", [(4, 1000, 5), (2, 101, 3), (4, 30, 2)])
@pytest.mark.parametrize("correlation", [0.0, 0.6, 0.97, -0.5])
def test_the_formulas_are_the_librarys(shape, correlation) -> None:
    values = correlated(shape, correlation, shape[1])
    values[..., 0] = np.exp(2 * values[..., 0])  # a long tail
    values[..., 1] = np.round(values[..., 1], 1)  # ties
    values[0, :, -1] += 1.0  # a chain elsewhere
    found = mixing(values)
    assert found.rhat == pytest.approx(array_stats.rhat(values, **AXES), rel=1e-9)
    assert found.ess_bulk == pytest.approx(array_stats.ess(values, method="bulk", **AXES), rel=1e-7)
    tail = array_stats.ess(values, method="tail", prob=(0.05, 0.95), **AXES)
    assert found.ess_tail == pytest.approx(tail, rel=1e-7)
    error = array_stats.mcse(values, method="mean", **AXES) / values.std((0, 1), ddof=1)
    assert found.error == pytest.approx(error, rel=1e-7)


def test_a_missing_draw_or_one_that_never_moves_has_no_diagnostics() -> None:
    values = correlated((4, 200, 3), 0.3, 1)
    values[1, 7, 0] = np.nan
    values[..., 1] = 3.0
    found = mixing(values)
    for figures in (found.rhat, found.ess_bulk, found.ess_tail, found.error):
        assert np.isnan(figures[:2]).all()
        assert np.isfinite(figures[2])


def test_many_quantities_are_each_their_own() -> None:
    values = correlated((4, 200, 150), 0.4, 3)
    whole = mixing(values)
    alone = mixing(values[..., 100:101])
    assert whole.rhat[100] == alone.rhat[0]
    assert whole.ess_bulk[100] == alone.ess_bulk[0]


def test_a_share_that_is_often_whole_has_tails() -> None:
    """An upper end that many draws share leaves none above it; that is no missing figure."""
    rng = np.random.default_rng(8)
    share = np.minimum(rng.normal(0.9, 0.1, (4, 400)), 1.0)
    assert (share == 1.0).mean() > 0.1
    found = mixing(share[..., None])
    wanted = array_stats.ess(share, method="tail", prob=(0.05, 0.95), **AXES)
    assert found.ess_tail[0] == pytest.approx(float(wanted), rel=1e-6)
    assert found.ess_tail[0] > 400
