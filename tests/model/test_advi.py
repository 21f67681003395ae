"""The approximation for comparison: runs, repeats itself, and is roughly right."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from mmm_xl.data.build import build_dataset
from mmm_xl.data.contents import to_raw
from mmm_xl.data.simulator import EXAMPLE_CHANNELS, simulate
from mmm_xl.inference.sampler import sample
from mmm_xl.inference.sampler_settings import SamplerSettings
from mmm_xl.model.advi import advi
from mmm_xl.model.design import build_design
from mmm_xl.model.spec import build_spec
from mmm_xl.names import ModelName


@pytest.fixture(scope="module")
def small():
    data = build_dataset(to_raw(simulate(weeks=60, channels=EXAMPLE_CHANNELS[:2]).contents))
    settings = replace(data.settings, model=ModelName.PLAIN)
    spec = replace(build_spec(replace(data, settings=settings)), noise="autocorrelated")
    return build_design(data, spec), spec


def test_approximation_repeats_itself_and_is_of_the_right_order(small) -> None:
    design, spec = small
    first = advi(design, spec, draws=500, steps=3000, seed=3)
    again = advi(design, spec, draws=500, steps=3000, seed=3)
    assert set(first) == {
        "effect", "half_life", "half_saturation", "slope", "sigma", "autocorrelation",
    }  # fmt: skip
    assert first["effect"].shape == (500, 2)
    assert first["sigma"].shape == (500,)
    assert np.abs(first["autocorrelation"]).max() < 1
    for name, values in first.items():
        assert np.array_equal(values, again[name]), name
    exact = sample(design, spec, SamplerSettings(2, 500, 500, 3))["effect"].values.reshape(-1, 2)
    ratio = first["effect"].mean(axis=0) / exact.mean(axis=0)
    assert ((ratio > 0.4) & (ratio < 2.5)).all(), ratio
