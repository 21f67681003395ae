"""The compiled density and the PyMC model are one model, for every specification it covers."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from mmm_xl.inference.kernel import density
from mmm_xl.inference.layout import pack
from mmm_xl.model.build import build_model
from mmm_xl.model.design import build_design
from mmm_xl.model.spec import build_spec

VALUE_NAMES = {"autocorrelation": "autocorrelation_raw", "centre": "centre"}
"""PyMC's names of values that are not logarithms."""


class Compiled:
    """Density and gradient of one dataset as functions of a point."""

    def __init__(self, dataset, spec) -> None:
        self.design, self.spec = build_design(dataset, spec), spec
        self.packed = pack(self.design, spec)

    def __call__(self, point):
        p, gradient = self.packed, np.empty(self.packed.size)
        return density(point, gradient, p.header, p.arrays, p.gram), gradient

    def named(self, point):
        """A point as PyMC names its parts."""
        parts, at = {}, 0
        for name, size in self.packed.blocks:
            value = point[at : at + size]
            one_each = name in ("effect", "half_life", "half_saturation", "slope", "shape")
            parts[VALUE_NAMES.get(name, f"{name}_log__")] = value if one_each else value[0]
            at += size
        return parts


SPECIFICATIONS = {
    "plain": {},
    "weibull": {"adstock": "weibull"},
    "ar1": {"noise": "ar1"},
    "level": {"level_weeks": 8},
    "everything": {"adstock": "weibull", "noise": "ar1", "level_weeks": 8, "pool": True},
}


@pytest.fixture(scope="module", params=SPECIFICATIONS)
def compiled(request, dataset):
    changes = dict(SPECIFICATIONS[request.param])
    settings = replace(dataset.settings, model="default" if changes.pop("pool", False) else "plain")
    plain = build_spec(replace(dataset, settings=settings))
    return Compiled(dataset, replace(plain, **changes))


def points(size):
    rng = np.random.default_rng(4)
    yield from rng.normal(size=(4, size)) * 0.5
    yield from rng.normal(size=(3, size)) * 1.5  # far out in the prior
    extreme = rng.choice([-2.5, 2.5], size=size)
    yield extreme
    yield -extreme


def test_gradient_is_that_of_the_density(compiled) -> None:
    step = 1e-5
    for point in list(points(compiled.packed.size))[:5]:
        value, gradient = compiled(point)
        numeric = [
            (compiled(point + step * e)[0] - compiled(point - step * e)[0]) / (2 * step)
            for e in np.eye(len(point))
        ]
        assert np.isfinite(value)
        assert gradient == pytest.approx(
            np.array(numeric), rel=2e-5, abs=2e-5 * abs(gradient).max()
        )


def test_equals_the_pymc_model_up_to_a_constant(compiled) -> None:
    model = build_model(compiled.design, compiled.spec)
    logp = model.compile_logp(mode="FAST_COMPILE")
    dlogp = model.compile_dlogp(mode="FAST_COMPILE")
    order = [variable.name for variable in model.value_vars]
    differences = []
    for point in points(compiled.packed.size):
        value, gradient = compiled(point)
        named = compiled.named(point)
        assert set(named) == set(order)
        slopes = compiled.named(gradient)
        own = np.concatenate([np.atleast_1d(slopes[name]) for name in order])
        theirs = dlogp(named)
        assert own == pytest.approx(theirs, rel=1e-8, abs=1e-8 * abs(theirs).max())
        differences.append(float(logp(named)) - value)
        assert differences[-1] == pytest.approx(differences[0], abs=1e-9 * (1 + abs(value)))


def test_a_changed_prior_changes_the_density(dataset, compiled) -> None:
    point = np.zeros(compiled.packed.size)
    other = Compiled(dataset, replace(compiled.spec, noise_sd=2.0))
    assert other(point)[0] != compiled(point)[0]


def test_shapes_and_values_are_checked_before_compiled_code_sees_them(compiled) -> None:
    design, spec = compiled.design, compiled.spec
    with pytest.raises(ValueError, match="media"):
        pack(replace(design, media=design.media * np.nan), spec)
    with pytest.raises(ValueError, match="outcome"):
        pack(replace(design, outcome=design.outcome[:-1]), spec)
    with pytest.raises(ValueError, match="positive"):
        pack(design, replace(spec, carryover_weeks=0))
    with pytest.raises(ValueError, match="positive"):
        pack(design, replace(spec, noise_sd=0.0))
