"""What could pass without having been looked at, or be judged by the wrong money."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from mmm_xl.analysis.contribution import contributions
from mmm_xl.analysis.counterfactual import Counterfactuals
from mmm_xl.analysis.summary import Summary
from mmm_xl.analysis.validation.check import Status
from mmm_xl.analysis.validation.fit_results import Placebo
from mmm_xl.analysis.validation.folds import fold_plan
from mmm_xl.analysis.validation.placebo import placebo_checks
from mmm_xl.analysis.validation.refit_results import FoldReturns
from mmm_xl.analysis.validation.refits import refit_problem
from mmm_xl.analysis.validation.stability import _cost, window_returns
from mmm_xl.runs.change import Change
from mmm_xl.runs.refit import Refit

NOTHING = Summary(*([0.0] * 11), 0.0)


def test_a_placebo_that_was_not_looked_at_is_no_pass() -> None:
    quiet = Placebo("TV", "TV", "roi", replace(NOTHING, sd=0.1))
    seen = replace(quiet, tail=0.6, looks=1)
    unseen = Placebo("Radio", "Radio", "roi", None, "its shifted media hardly vary")
    assert placebo_checks((seen,))[0].status is Status.PASSED
    (check,) = placebo_checks((seen, unseen))
    assert (check.status, check.channels) == (Status.NOT_DONE, ("Radio",))
    assert "placebos of Radio" in check.reason
    (loud,) = placebo_checks((replace(seen, tail=1e-6), unseen))
    assert loud.status is Status.FAILED


def test_the_cost_of_other_choices_is_that_of_the_folds_that_choose_otherwise() -> None:
    whole = FoldReturns("run", {}, "A", {"A": 1.0, "B": 0.8})
    folds = [replace(whole, key=f"fold {i}", best_next="B" if i < 2 else "A") for i in range(6)]
    assert _cost(whole, folds) == pytest.approx(0.2)
    assert _cost(whole, folds[2:]) == 0.0
    assert np.isnan(_cost(whole, [replace(whole, best_next="gone")]))


def test_a_refit_full_of_divergences_is_not_believed(run) -> None:
    good = Refit(Change("as it is"), run)
    assert refit_problem(good) == ""
    diverging = run.posterior["diverging"].copy()
    diverging[:, ::10] = True
    bad = replace(run, posterior=run.posterior.assign(diverging=diverging))
    assert "10.0% of its draws diverged" in refit_problem(Refit(Change("as it is"), bad))


def test_the_best_next_channel_is_that_of_the_margin(run) -> None:
    """Hurdle and actions are judged on margin; so is what the next unit brings."""
    first, second = (
        name for name, _ in sorted(
            window_returns("run", run, contributions(run), fold_plan(run.dataset)[0])
            .marginal.items(), key=lambda pair: -pair[1])[:2]
    )  # fmt: skip
    names = run.dataset.channel_names
    margins = np.full((run.dataset.weeks, len(names)), 0.5)
    margins[:, names.index(first)] = 0.01
    rich = replace(run, dataset=replace(run.dataset, margins=margins))
    assert Counterfactuals(rich, contributions(rich)).margin_per_unit(0) is not None
    fold = fold_plan(rich.dataset)[0]
    assert isinstance(fold.train_last, date)
    found = window_returns("run", rich, contributions(rich), fold)
    assert found.best_next == second
    assert found.roi[first].mean > 0
