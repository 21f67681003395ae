"""The compiled density and the PyMC model are one model, for every specification it covers."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from mmm_xl.inference.kernel import density
from mmm_xl.inference.layout import ARRAYS, covers, pack
from mmm_xl.model.build import build_model
from mmm_xl.model.design import build_design
from mmm_xl.model.spec import build_spec
from mmm_xl.names import ModelName
from tests.histories import with_history
from tests.lift_tests import with_tests

VALUE_NAMES = {
    "autocorrelation": "autocorrelation_raw",
    "centre": "centre",
    "coordinate": "coordinate",
}
"""PyMC's names of values that are not logarithms."""

SCALARS = ("sigma", "autocorrelation", "drift", "tail")


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
            key = VALUE_NAMES.get(name, f"{name}_log__")
            parts[key] = value[0] if name in SCALARS else value
            at += size
        return parts

    def prior_draw(self, rng):
        """A point from the prior; coordinates, which have none, from N(0, 1)."""
        parts = dict(zip(ARRAYS, self.packed.arrays, strict=True))
        mean, sd, half = (parts[k][0] for k in ("prior_mean", "prior_sd", "half_normal"))
        drawn = rng.normal(mean, np.where(sd > 0, sd, 1.0))
        normal = np.abs(rng.normal(size=len(half))) * half
        return np.where(half > 0, np.log(np.where(half > 0, normal, 1.0)), drawn)


MIXED = (
    ("auto", "hill"), ("geometric", "logistic"), ("delayed", "michaelis-menten"),
    ("none", "hill"), ("auto", "none"), ("delayed", "logistic"),
)  # fmt: skip
LEVEL = {"level_weeks": 8}
SPECIFICATIONS = {
    "plain": {},
    "auto": {"adstock": "auto"},
    "delayed": {"adstock": "delayed"},
    "no carryover": {"adstock": "none"},
    "michaelis-menten": {"saturation": "michaelis-menten"},
    "logistic": {"saturation": "logistic"},
    "no saturation": {"saturation": "none"},
    "mixed": {"mixed": True},
    "mixed, saturation first": {"mixed": True, "order": "saturation first"},
    "memory": {"noise": "autocorrelated"},
    "level": LEVEL,
    "signed controls": {"lowering": ("Price index",)},
    "multiplicative": {"link": "multiplicative", "noise": "autocorrelated"},
    "piecewise": {"trend": "piecewise"},
    "heavy tails": {"noise": "heavy-tailed"},
    "heavy tails, level": {"noise": "heavy-tailed", **LEVEL, "lowering": ("Price index",)},
    "history": {"history": True},
    "history, mixed": {"history": True, "mixed": True, "noise": "autocorrelated"},
    "history, mixed, saturation first": {
        "history": True, "mixed": True, "order": "saturation first",
    },
    "history, heavy tails": {"history": True, "noise": "heavy-tailed", "adstock": "auto"},
    "default": {"default": True},
    "everything": {
        "default": True, "mixed": True, "trend": "piecewise", "link": "multiplicative",
        "order": "saturation first", "lowering": ("Price index",), "two pools": True,
    },
    "masked, everything": {
        "masked": (3, 40, 41, 145), "default": True, "mixed": True, "history": True,
        "lowering": ("Price index",),
    },
    "masked, heavy tails": {"masked": (12, 13), "noise": "heavy-tailed", **LEVEL},
    "one test": {"tests": 1},
    "tests": {"tests": 4, "mixed": True},
    "tests, saturation first": {"tests": 4, "mixed": True, "order": "saturation first"},
    "tests, memory, history": {
        "tests": 4, "mixed": True, "noise": "autocorrelated", "history": True,
    },
    "tests, saturation first, history, level": {
        "tests": 4, "mixed": True, "order": "saturation first", "history": True, **LEVEL,
    },
    "tests, heavy tails": {"tests": 2, "noise": "heavy-tailed", "adstock": "auto"},
    "tests, heavy tails, logistic": {
        "tests": 3, "noise": "heavy-tailed", "saturation": "logistic", "history": True,
        "order": "saturation first",
    },
    "tests, multiplicative": {"tests": 4, "mixed": True, "link": "multiplicative"},
    "tests, multiplicative, saturation first, history": {
        "tests": 4, "mixed": True, "link": "multiplicative", "order": "saturation first",
        "history": True, "noise": "autocorrelated",
    },
    "tests, multiplicative, heavy tails, delayed": {
        "tests": 3, "link": "multiplicative", "noise": "heavy-tailed", "adstock": "delayed",
        "saturation": "michaelis-menten",
    },
    "tests, everything": {
        "tests": 4, "default": True, "mixed": True, "trend": "piecewise", "link": "multiplicative",
        "lowering": ("Price index",), "two pools": True, "history": True,
    },
}  # fmt: skip


def specification(dataset, changes):
    """The plain specification, some things changed."""
    changes = {key: value for key, value in changes.items() if key not in ("history", "tests")}
    name = "default" if changes.pop("default", False) else "plain"
    spec = build_spec(replace(dataset, settings=replace(dataset.settings, model=ModelName(name))))
    changes["masked"] = tuple(str(dataset.dates[t])[:10] for t in changes.get("masked", ()))
    families = {k: changes.pop(k) for k in ("adstock", "saturation") if k in changes}
    channels = [replace(prior, **families) for prior in spec.channels]
    if changes.pop("mixed", False):
        channels = [
            replace(prior, adstock=adstock, saturation=saturation)
            for prior, (adstock, saturation) in zip(channels, MIXED, strict=True)
        ]
    if changes.pop("two pools", False):
        channels = [replace(prior, pool=i % 2) for i, prior in enumerate(channels)]
        changes["pools"] = ("a", "b")
    return replace(spec, channels=tuple(channels), **changes)


@pytest.fixture(scope="module", params=SPECIFICATIONS)
def compiled(request, dataset):
    changes = SPECIFICATIONS[request.param]
    dataset = with_history(dataset) if "history" in changes else dataset
    dataset = with_tests(dataset, changes.get("tests", 0))
    return Compiled(dataset, specification(dataset, changes))


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
    both = model.compile_fn(
        [model.logp(), model.dlogp()], mode="FAST_COMPILE", point_fn=True, on_unused_input="ignore"
    )
    order = [variable.name for variable in model.value_vars]
    rng = np.random.default_rng(11)
    drawn = [compiled.prior_draw(rng) for _ in range(3)]
    differences = []
    for point in [*points(compiled.packed.size), *drawn]:
        value, gradient = compiled(point)
        named = compiled.named(point)
        assert set(named) == set(order)
        slopes = compiled.named(gradient)
        own = np.concatenate([np.atleast_1d(slopes[name]) for name in order])
        logp, theirs = both(named)
        if value == -np.inf:  # where effects multiply, so far out that a test's effect overflows
            assert logp == value
            continue
        assert own == pytest.approx(theirs, rel=1e-8, abs=1e-8 * abs(theirs).max())
        differences.append(float(logp) - value)
        assert differences[-1] == pytest.approx(differences[0], abs=1e-9 * (1 + abs(value)))


def test_only_known_families_are_covered(compiled) -> None:
    spec = compiled.spec
    assert covers(spec)
    assert not covers(replace(spec, noise="counts"))
    assert not covers(replace(spec, link="logit"))
    other = replace(spec.channels[0], saturation="root")
    assert not covers(replace(spec, channels=(other, *spec.channels[1:])))


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
