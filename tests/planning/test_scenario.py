import numpy as np
import pytest

from mmm_xl.planning.scenario import (
    BUDGET_CHANGES,
    CURRENT_MIX,
    EQUAL_MARGINAL_MIX,
    scenario_grid,
)


@pytest.fixture(scope="module")
def grid(results):
    return scenario_grid(results)


def test_every_budget_has_every_mix_and_spends_it(grid, results) -> None:
    paid = [channel for channel in results.channels if channel.paid]
    assert len(grid) == len(BUDGET_CHANGES) * (2 + len(paid))
    today = sum(channel.spend for channel in paid)
    for cell in grid:
        assert cell.spend.sum() == pytest.approx(today * (1 + cell.budget_change))


def test_today_is_the_contribution_and_differs_by_nothing(grid, results) -> None:
    (today,) = [c for c in grid if c.budget_change == 0 and c.mix == CURRENT_MIX]
    assert today.outcome.mean == pytest.approx(results.media.mean)
    assert today.outcome.lo90 == pytest.approx(results.media.lo90)
    assert (today.difference.mean, today.difference.sd) == (0.0, 0.0)
    assert today.prob_better is None


def test_more_of_the_same_brings_more_in_every_draw(grid) -> None:
    current = [c for c in grid if c.mix == CURRENT_MIX]
    means = [c.outcome.mean for c in current]
    assert (np.diff(means) > 0).all()
    assert [c.prob_better for c in current] == [0.0, 0.0, 0.0, None, 1.0, 1.0, 1.0]


def test_equal_marginal_mix_is_best_of_its_budget_by_mean(grid) -> None:
    for change in BUDGET_CHANGES:
        row = {c.mix: c.outcome.mean for c in grid if c.budget_change == change}
        assert max(row.values()) <= row[EQUAL_MARGINAL_MIX] * (1 + 1e-3)


def test_a_raised_channel_has_a_fifth_more(grid, results) -> None:
    paid = [channel for channel in results.channels if channel.paid]
    (cell,) = [c for c in grid if c.budget_change == 0 and c.mix == "TV +20%"]
    tv = [channel.name for channel in paid].index("TV")
    assert cell.spend[tv] == pytest.approx(paid[tv].spend * 1.2)
