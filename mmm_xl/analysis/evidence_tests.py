"""Lift tests beside what the model says of the same weeks."""

from __future__ import annotations

from dataclasses import dataclass
from statistics import NormalDist

import numpy as np
import numpy.typing as npt
import xarray as xr

from mmm_xl.analysis.agreement import overlap, place
from mmm_xl.analysis.counterfactual import Counterfactuals
from mmm_xl.analysis.summary import Summary, summarise
from mmm_xl.data.dataset import Experiment

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class MeasuredTest:
    """One test and the model, over the weeks that the test measured.

    Parameters
    ----------
    test : Experiment
    modelled : Summary, outcome units
        What the model says the test should have measured.
    roi, roi_error : float or None, ratio
        Measured effect over the change of spend, and its standard error; outcome units per
        currency unit where the outcome has no value in money. None for owned channels.
    modelled_roi : Summary or None, ratio
        The model's over the same change.
    prob_above : float, probability
        That the model's effect per unit of spend is above the test's.
    overlap : float, fraction
        Common part of the two distributions: 1 where they are one, 0 where they are apart.
    """

    test: Experiment
    modelled: Summary
    roi: float | None
    roi_error: float | None
    modelled_roi: Summary | None
    prob_above: float
    overlap: float

    def roi_interval(self, level: float) -> tuple[float, float] | None:
        """Ends of the test's own normal interval, ratio."""
        if self.roi is None or self.roi_error is None:
            return None
        half = NormalDist().inv_cdf((1 + level) / 2) * self.roi_error
        return self.roi - half, self.roi + half


def beside_tests(answers: Counterfactuals) -> tuple[MeasuredTest, ...]:
    """Every test of a run beside the model, in sheet order."""
    # late, because most runs have no test
    from mmm_xl.analysis.test_effect import effect_draws

    return tuple(
        beside_test(answers, test, effect_draws(answers, test))
        for test in answers.run.dataset.experiments
    )


def beside_test(answers: Counterfactuals, test: Experiment, modelled: xr.DataArray) -> MeasuredTest:
    """One test beside the model.

    Parameters
    ----------
    modelled : DataArray, dims (chain, draw), outcome units
        What the model says the test should have measured.
    """
    paid = all(c.paid for c in answers.run.dataset.channels if c.name in test.channels)
    value = answers.run.spec.outcome_value
    change = test.spend_change if paid else float("nan")
    per_spend = (1.0 if np.isnan(value) else value) / change if change else float("nan")
    known = bool(np.isfinite(per_spend))
    draws = modelled.values.ravel()
    at = place(draws, test.effect, test.standard_error)
    return MeasuredTest(
        test=test,
        modelled=summarise(modelled),
        roi=test.effect * per_spend if known else None,
        roi_error=test.standard_error * abs(per_spend) if known else None,
        modelled_roi=summarise(modelled * per_spend) if known else None,
        prob_above=1.0 - at if test.spend_change > 0 else at,
        overlap=overlap(draws, test.effect, test.standard_error),
    )
