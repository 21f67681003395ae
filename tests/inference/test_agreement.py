"""The compiled density and the PyMC model are one model."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from mmm_xl.inference.kernel import density, pack
from mmm_xl.model.build import build_model, design_data
from mmm_xl.model.design import build_design


class Compiled:
    """Density and gradient of one dataset as functions of a point."""

    def __init__(self, dataset, spec) -> None:
        self.design = build_design(dataset, spec)
        self.packed = pack(design_data(self.design, spec), spec.carryover_weeks, spec.noise_sd)
        self._spec = spec

    def __call__(self, point):
        gradient = np.empty(self.packed.size)
        arrays = self.packed.arrays[:6]
        value = density(point, gradient, arrays, self._spec.carryover_weeks, self._spec.noise_sd)
        return value, gradient


@pytest.fixture(scope="module")
def compiled(dataset, spec):
    return Compiled(dataset, spec)


def points(size):
    rng = np.random.default_rng(4)
    yield from rng.normal(size=(4, size)) * 0.5
    yield from rng.normal(size=(3, size)) * 2.0  # far out in the prior
    extreme = rng.choice([-4.0, 4.0], size=size)
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


def test_equals_the_pymc_model_up_to_a_constant(dataset, spec, compiled) -> None:
    model = build_model(compiled.design, spec)
    names = [variable.name for variable in model.value_vars]
    assert names == [
        "effect_log__", "half_life_log__", "half_saturation_log__", "slope_log__", "sigma_log__"
    ]  # fmt: skip
    logp = model.compile_logp(mode="FAST_COMPILE")
    dlogp = model.compile_dlogp(mode="FAST_COMPILE")
    shapes = {name: value.shape for name, value in model.initial_point().items()}
    differences = []
    for point in points(compiled.packed.size):
        value, gradient = compiled(point)
        named, at = {}, 0
        for name in names:
            size = int(np.prod(shapes[name]))
            named[name] = point[at : at + size].reshape(shapes[name])
            at += size
        differences.append(float(logp(named)) - value)
        assert gradient == pytest.approx(dlogp(named), rel=1e-8, abs=1e-8 * abs(gradient).max())
        assert differences[-1] == pytest.approx(differences[0], abs=1e-9 * (1 + abs(value)))


def test_a_changed_prior_changes_the_density(dataset, spec, compiled) -> None:
    other = replace(spec, noise_sd=2.0)
    point = np.zeros(compiled.packed.size)
    assert Compiled(dataset, other)(point)[0] != compiled(point)[0]


def test_shapes_and_values_are_checked_before_compiled_code_sees_them(compiled, spec) -> None:
    data = design_data(compiled.design, spec)
    with pytest.raises(ValueError, match="media"):
        pack({**data, "media": data["media"] * np.nan}, 13, 1.0)
    with pytest.raises(ValueError, match="outcome"):
        pack({**data, "outcome": data["outcome"][:-1]}, 13, 1.0)
    with pytest.raises(ValueError, match="positive"):
        pack(data, 0, 1.0)
