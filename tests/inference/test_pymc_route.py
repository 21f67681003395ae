"""The PyMC model sampled by itself: the same posterior, compiled once, free of inner workings."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import pytest

from mmm_xl.data.build import build_dataset
from mmm_xl.data.contents import to_raw
from mmm_xl.data.simulator import simulate
from mmm_xl.errors import SamplingFailed
from mmm_xl.inference import pymc_route, sampler
from mmm_xl.inference.layout import blocks_of
from mmm_xl.inference.nuts import STATISTICS
from mmm_xl.inference.pymc_route import sample_with_pymc, structure
from mmm_xl.inference.sampler import sample
from mmm_xl.inference.sampler_settings import SamplerSettings
from mmm_xl.model.design import build_design
from mmm_xl.model.priors import from_range
from mmm_xl.model.spec import ChannelPrior, build_spec
from mmm_xl.names import ModelName
from tests.lift_tests import lift_test, weeks_of

FEW = SamplerSettings(chains=2, tune=100, draws=80, seed=4)


def weeks(dataset, count):
    names = ("dates", "outcome", "spend", "media", "controls", "events")
    return replace(dataset, **{name: getattr(dataset, name)[:count] for name in names})


def two_channels(dataset):
    """The same with two channels: PyMC compiles it in half the time."""
    return replace(
        dataset,
        channels=dataset.channels[:2],
        spend=dataset.spend[:, :2].copy(),
        media=dataset.media[:, :2].copy(),
    )


@pytest.fixture(scope="module")
def dataset(dataset):
    return two_channels(dataset)


@pytest.fixture(scope="module")
def spec(dataset):
    settings = replace(dataset.settings, model=ModelName.PLAIN, carryover_weeks=6)
    plain = build_spec(replace(dataset, settings=settings))
    return replace(plain, noise="autocorrelated", level_weeks=26)


@pytest.fixture(scope="module")
def design(dataset, spec):
    return build_design(dataset, spec)


@pytest.fixture
def compilations(monkeypatch):
    counted = []
    real = pymc_route._compile

    def compile_(design, spec):
        counted.append(spec)
        return real(design, spec)

    monkeypatch.setattr(pymc_route, "_compile", compile_)
    return counted


def same_posterior(slow, fast, names) -> None:
    for name in names:
        own = np.log(slow[name]).reshape(-1, slow[name].shape[-1])
        other = np.log(fast[name].values).reshape(own.shape[0], -1)
        shift = (own.mean(axis=0) - other.mean(axis=0)) / other.std(axis=0)
        assert np.abs(shift).max() < 0.25, name
        assert np.abs(np.log(own.std(axis=0) / other.std(axis=0))).max() < 0.2, name


def test_same_posterior_as_the_compiled_density(design, spec) -> None:
    settings = SamplerSettings(4, 500, 500, 3)
    slow = sample_with_pymc(design, spec, settings)
    fast = sample(design, spec, settings)
    assert set(slow) == {*(name for name, _ in blocks_of(spec)), *STATISTICS}
    for name, size in blocks_of(spec):
        assert slow[name].shape == (4, 500, size)
    assert all(slow[name].shape == (4, 500) for name in STATISTICS)
    names = [name for name, _ in blocks_of(spec) if name != "autocorrelation"]
    same_posterior(slow, fast, names)


def test_other_weeks_and_priors_compile_nothing(dataset, spec, design, compilations) -> None:
    """A shorter history with fewer baseline columns and another prior: data, all of it."""
    sample_with_pymc(design, spec, FEW)
    compilations.clear()
    prior = replace(spec.channels[0], effect=from_range(0.1, 0.3))
    other = replace(spec, channels=(prior, *spec.channels[1:]), trend="none", season_sd=0.3)
    short = build_design(weeks(dataset, 110), other)
    settings = SamplerSettings(4, 500, 500, 3)
    slow = sample_with_pymc(short, other, settings)
    assert compilations == []
    same_posterior(slow, sample(short, other, settings), ["effect", "half_life", "sigma"])


def test_same_posterior_on_another_advertiser(spec, design, compilations) -> None:
    sample_with_pymc(design, spec, FEW)
    compilations.clear()
    another = two_channels(build_dataset(to_raw(simulate(7).contents)))
    settings = SamplerSettings(4, 500, 500, 3)
    own = build_design(another, spec)
    slow = sample_with_pymc(own, spec, settings)
    assert compilations == []
    names = [name for name, _ in blocks_of(spec) if name != "autocorrelation"]
    same_posterior(slow, sample(own, spec, settings), names)


def with_a_test(dataset, effect=-150_000.0, start=130):
    """The same with one calibrating test of Paid search."""
    weeks = weeks_of(dataset, start, start + 3, start + 4)
    test = lift_test("dark", ("Paid search",), weeks, (0.5, 0.0), effect=effect)
    return replace(dataset, experiments=(test,))


def test_same_posterior_with_a_lift_test(dataset, spec, compilations) -> None:
    settings = SamplerSettings(4, 500, 500, 3)
    for effect in (-150_000.0, -400_000.0):
        design = build_design(with_a_test(dataset, effect), spec)
        slow = sample_with_pymc(design, spec, settings)
        fast = sample(design, spec, settings)
        same_posterior(slow, fast, ["effect", "half_life", "half_saturation", "sigma"])
    assert len(compilations) == 1  # another effect is data


def test_weeks_of_a_lift_test_and_its_link_are_built_in(dataset, spec, design) -> None:
    multiplied = replace(spec, link="multiplicative")
    keys = [
        structure(build_design(data, chosen), chosen)
        for data in (
            with_a_test(dataset),
            with_a_test(dataset, start=129),
            replace(dataset, experiments=()),
        )
        for chosen in (spec, multiplied)
    ]
    assert keys[4] == keys[5] == structure(design, spec)
    assert len(set(keys)) == 5
    assert structure(build_design(with_a_test(dataset, 1.0), spec), spec) == keys[0]


def test_draws_do_not_depend_on_what_was_fitted_before(dataset, spec, design, compilations) -> None:
    wide = tuple(replace(p, effect=from_range(5.0, 50.0)) for p in spec.channels)
    other = replace(spec, channels=wide)
    first = sample_with_pymc(design, spec, FEW)
    sample_with_pymc(build_design(weeks(dataset, 90), other), other, FEW)
    again = sample_with_pymc(design, spec, FEW)
    for name, values in first.items():
        assert np.array_equal(values, again[name]), name


def test_structure_is_what_is_built_in(dataset, spec, design) -> None:
    def key(spec, data=dataset):
        return structure(build_design(data, spec), spec)

    first = spec.channels[0]
    others = spec.channels[1:]
    same = [
        replace(spec, channels=(replace(first, slope=from_range(1, 2)), *others)),
        replace(spec, trend="none", yearly_terms=4, event_sd=1.0, name="mine"),
        replace(spec, simplified=("something",)),
    ]
    assert {key(spec) for spec in same} == {key(spec)}
    assert key(spec, weeks(dataset, 100)) == key(spec)
    different = [
        replace(spec, noise="normal"),
        replace(spec, channels=(replace(first, adstock="auto"), *others)),
        replace(spec, channels=(replace(first, saturation="logistic"), *others)),
        replace(spec, order="saturation first"),
        replace(spec, level_weeks=0),
        replace(spec, noise_sd=2.0),
        replace(spec, carryover_weeks=8),
        replace(spec, channels=(replace(first, pool=0), *others), pools=("",)),
    ]
    keys = {key(spec) for spec in different} | {key(spec)}
    assert len(keys) == len(different) + 1
    fewer = replace(
        dataset, channels=dataset.channels[1:], spend=dataset.spend[:, 1:],
        media=dataset.media[:, 1:],
    )  # fmt: skip
    assert key(replace(spec, channels=others), fewer) not in keys


def test_a_field_that_nobody_has_thought_of_is_built_in(spec, design) -> None:
    @dataclass(frozen=True)
    class Later(ChannelPrior):
        family: str = "hill"

    def key(family):
        channels = tuple(Later(**vars(p), family=family) for p in spec.channels)
        return structure(design, replace(spec, channels=channels))

    assert key("hill") != key("logistic")


def test_it_works_when_the_inner_workings_have_changed(design, spec, monkeypatch) -> None:
    """Another nutpie, whose class refuses what the compiled density fills it with."""
    import nutpie.compile_pymc as inside

    settings = SamplerSettings(2, 400, 500, 3)
    fast = sample(design, spec, settings)
    real = inside.CompiledPyMCModel

    def changed(**fields):
        if "reparameterized_names" not in fields:
            raise TypeError("missing argument: 'reparameterized_names'")
        return real(**fields)

    monkeypatch.setattr(inside, "CompiledPyMCModel", changed)
    slow = sampler.sample(design, spec, settings)
    assert (fast.attrs["route"], slow.attrs["route"]) == ("compiled density", "PyMC model")
    found = {name: slow[name].values for name in ("effect", "sigma", "drift", "coefficient")}
    assert np.isfinite(found.pop("coefficient")).all()
    same_posterior({k: v.reshape(*v.shape[:2], -1) for k, v in found.items()}, fast, found)
    rho, other = slow["autocorrelation"].values, fast["autocorrelation"].values
    assert np.abs(rho).max() < 1
    assert rho.mean() == pytest.approx(other.mean(), abs=0.25 * other.std())


def test_a_hopeless_start_is_one_sentence(spec, design) -> None:
    absurd = replace(spec.channels[0], effect=from_range(1e200, 1e250))
    spec = replace(spec, channels=(absurd, *spec.channels[1:]))
    with pytest.raises(SamplingFailed, match="could not start"):
        sample_with_pymc(design, spec, FEW)


def test_progress_is_reported(spec, design) -> None:
    seen = []
    sample_with_pymc(design, spec, SamplerSettings(2, 500, 500, 1), seen.append)
    assert seen
    assert {chain.total for chains in seen for chain in chains} == {1000}
