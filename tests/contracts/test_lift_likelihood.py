"""The likelihood of a lift test and the answer to what it measured are one counterfactual."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from mmm_xl.analysis.contribution import contributions
from mmm_xl.analysis.counterfactual import Counterfactuals
from mmm_xl.analysis.test_effect import effect_draws
from mmm_xl.inference.kernel import density
from mmm_xl.inference.layout import AS_IS, HYPERBOLIC, pack
from mmm_xl.names import Link, Order
from tests.fitting import fit
from tests.histories import with_history
from tests.inference.test_agreement import specification
from tests.lift_tests import with_tests

SPECIFICATIONS = {
    "additive": {"mixed": True, "default": True},
    "saturation first": {"mixed": True, "order": Order.SATURATION_FIRST},
    "multiplicative": {"mixed": True, "link": Link.MULTIPLICATIVE},
    "multiplicative, saturation first": {
        "mixed": True, "link": Link.MULTIPLICATIVE, "order": Order.SATURATION_FIRST,
    },
}  # fmt: skip
DRAWS = 20


@pytest.fixture(scope="module", params=SPECIFICATIONS)
def answers(request, dataset) -> Counterfactuals:
    tested = with_tests(with_history(dataset), 4)
    spec = specification(tested, SPECIFICATIONS[request.param])
    run = fit(tested, spec, chains=1, tune=60, draws=DRAWS)
    found = Counterfactuals(run, contributions(run))
    if spec.multiplicative:  # the likelihood takes the observed level
        after = found.level[:, tested.weeks :]
        observed = np.repeat(tested.outcome[None], DRAWS, axis=0)
        found.__dict__["level"] = np.hstack([observed, after])
    return found


def point_of(packed, posterior, draw):
    """A draw on the scale of the density's points; signed and coordinates there are none."""
    parts = []
    for name, _ in packed.blocks:
        values = np.atleast_1d(posterior[name].values[0, draw])
        values = values[~np.isnan(values)]
        kind = {"autocorrelation": HYPERBOLIC, "centre": AS_IS}.get(name)
        parts.append(values if kind == AS_IS else
                     np.arctanh(values) if kind == HYPERBOLIC else np.log(values))  # fmt: skip
    return np.concatenate(parts)


def density_of(run, draw):
    packed = pack(run.design, run.spec)
    point = point_of(packed, run.posterior, draw)
    return density(point, np.empty(packed.size), packed.header, packed.arrays, packed.gram)


def modelled_by_density(run, test, draw):
    """Effect of one test as the density has it: from what two measured effects differ by."""
    step = test.standard_error

    def value(effect):
        alone = replace(run.dataset, experiments=(replace(test, effect=effect),))
        return density_of(replace(run, dataset=alone), draw)

    slope = (value(step) - value(-step)) / (2 * step)
    return slope * test.standard_error**2


def test_answers_are_what_the_density_compares(answers) -> None:
    run = answers.run
    for test in run.dataset.experiments:
        found = effect_draws(answers, test).values[0]
        for draw in range(0, DRAWS, 5):
            expected = modelled_by_density(run, test, draw)
            # the density's own rounding: thousands of units in the last place of its value
            assert found[draw] == pytest.approx(expected, rel=1e-9, abs=1e-8 * test.standard_error)


def test_tests_add_their_misfit_to_the_density_of_the_weeks(answers) -> None:
    run = answers.run
    bare = replace(run, dataset=replace(run.dataset, experiments=()))
    misfit = sum(
        ((test.effect - effect_draws(answers, test).values[0, 3]) / test.standard_error) ** 2
        for test in run.dataset.experiments
    )
    assert density_of(run, 3) == pytest.approx(density_of(bare, 3) - 0.5 * misfit, rel=1e-10)
