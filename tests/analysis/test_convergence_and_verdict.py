from dataclasses import replace
from datetime import date

import numpy as np
import pytest
import xarray as xr

from mmm_xl.analysis.convergence import convergence
from mmm_xl.analysis.ledger_reasons import NO_LEDGER
from mmm_xl.analysis.verdict import NO_TEST, NONE_CALIBRATES, NOT_DONE, verdict
from mmm_xl.names import ExperimentUse
from tests.lift_tests import lift_test

DIMS = ("chain", "draw", "channel")


def good(shape=(4, 1000, 2)):
    return xr.DataArray(np.random.default_rng(0).normal(size=shape), dims=DIMS)


def none_diverged(draws):
    return xr.zeros_like(draws.isel(channel=0), dtype=bool)


def test_independent_draws_pass_but_nothing_unseen_is_green() -> None:
    checked = convergence({"roi": good()}, none_diverged(good()))
    assert checked.chains_agree
    assert verdict(checked).level == "restrict"
    assert set(NOT_DONE) <= set(verdict(checked).reasons)


def test_evidence_is_missing_unless_a_lift_test_calibrates() -> None:
    checked = convergence({"roi": good()}, none_diverged(good()))
    day = date(2025, 1, 5)
    test = lift_test("north", ("TV",), (day, day, day), (0.5, 0.0))
    kept_back = replace(test, name="south", use=ExperimentUse.VALIDATE)
    assert NO_TEST in verdict(checked).reasons
    assert NONE_CALIBRATES in verdict(checked, tests=(kept_back,)).reasons
    without_tests = set(verdict(checked, tests=(kept_back, test)).reasons)
    assert without_tests == {*NOT_DONE, NO_LEDGER}


def test_a_chain_elsewhere_fails() -> None:
    values = good()
    values[0] += 2.0
    checked = convergence({"roi": good(), "shifted": values}, none_diverged(values))
    assert [q.passed for q in checked.quantities] == [True, False]
    found = verdict(checked)
    assert found.level == "do not use"
    assert "R-hat" in found.reasons[0]


def test_too_few_draws_fail() -> None:
    few = good((2, 100, 1))
    found = verdict(convergence({"roi": few}, none_diverged(few)))
    assert found.level == "do not use"
    assert any("independent draws" in reason for reason in found.reasons)


def test_nan_is_a_failure_everywhere() -> None:
    values = good()
    values[1, 5, 0] = np.nan
    checked = convergence({"roi": values}, none_diverged(values))
    assert not checked.chains_agree
    assert verdict(checked).level == "do not use"
    fine = convergence({"roi": good()}, none_diverged(good()))
    lost = replace(fine, quantities=(replace(fine.quantities[0], rhat=float("nan")),))
    assert verdict(lost).level == "do not use"
    assert not replace(fine, quantities=()).chains_agree


@pytest.mark.parametrize(("count", "level"), [(0, "restrict"), (4, "restrict"), (5, "do not use")])
def test_one_draw_in_a_thousand_may_diverge(count, level) -> None:
    diverged = none_diverged(good())
    diverged.values.reshape(-1)[:count] = True
    found = verdict(convergence({"roi": good()}, diverged))
    assert found.level == level
    assert any("diverged" in reason for reason in found.reasons) == (count > 0)
