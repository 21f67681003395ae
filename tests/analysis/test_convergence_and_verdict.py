from dataclasses import replace
from datetime import date

import numpy as np
import pytest
import xarray as xr

from mmm_xl.analysis.convergence import convergence
from mmm_xl.analysis.validation.evidence_checks import NO_TEST, NONE_CALIBRATES, lift_checks
from mmm_xl.names import ExperimentUse
from tests.judging import verdict_of, verdict_on_chains
from tests.lift_tests import lift_test

DIMS = ("chain", "draw", "channel")


def good(shape=(4, 1000, 2)):
    return xr.DataArray(np.random.default_rng(0).normal(size=shape), dims=DIMS)


def none_diverged(draws):
    return xr.zeros_like(draws.isel(channel=0), dtype=bool)


def test_independent_draws_pass(run) -> None:
    checked = convergence({"roi": good()}, none_diverged(good()))
    assert checked.chains_agree
    assert not any("chains" in reason for reason in verdict_on_chains(checked, run).reasons)


def test_evidence_is_missing_unless_a_lift_test_calibrates() -> None:
    day = date(2025, 1, 5)
    test = lift_test("north", ("TV",), (day, day, day), (0.5, 0.0))
    kept_back = replace(test, name="south", use=ExperimentUse.VALIDATE)
    assert verdict_of(lift_checks((), (), None)).reasons == (NO_TEST,)
    assert verdict_of(lift_checks((kept_back,), (), None)).reasons == (NONE_CALIBRATES,)
    assert verdict_of(lift_checks((kept_back, test), (), None)).level == "use"


def test_a_chain_elsewhere_fails(run) -> None:
    values = good()
    values[0] += 2.0
    checked = convergence({"roi": good(), "shifted": values}, none_diverged(values))
    assert [q.passed for q in checked.quantities] == [True, False]
    found = verdict_on_chains(checked, run)
    assert found.level == "do not use"
    assert "R-hat" in found.reasons[0]


def test_too_few_draws_fail(run) -> None:
    few = good((2, 100, 1))
    found = verdict_on_chains(convergence({"roi": few}, none_diverged(few)), run)
    assert found.level == "do not use"
    assert any("independent draws" in reason for reason in found.reasons)


def test_nan_is_a_failure_everywhere(run) -> None:
    values = good()
    values[1, 5, 0] = np.nan
    checked = convergence({"roi": values}, none_diverged(values))
    assert not checked.chains_agree
    assert verdict_on_chains(checked, run).level == "do not use"
    fine = convergence({"roi": good()}, none_diverged(good()))
    lost = replace(fine, quantities=(replace(fine.quantities[0], rhat=float("nan")),))
    assert verdict_on_chains(lost, run).level == "do not use"
    assert not replace(fine, quantities=()).chains_agree


@pytest.mark.parametrize(("count", "level"), [(0, "any"), (4, "restrict"), (5, "do not use")])
def test_one_draw_in_a_thousand_may_diverge(run, count, level) -> None:
    diverged = none_diverged(good())
    diverged.values.reshape(-1)[:count] = True
    found = verdict_on_chains(convergence({"roi": good()}, diverged), run)
    assert (found.level == "do not use") == (level == "do not use")
    assert count == 0 or found.level == level
    assert any("diverged" in reason for reason in found.reasons) == (count > 0)
