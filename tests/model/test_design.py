import numpy as np
import pytest

from mmm_xl.model.design import build_design


def test_everything_is_on_a_scale_of_about_one(dataset, spec) -> None:
    design = build_design(dataset, spec)
    assert design.outcome.mean() == pytest.approx(0, abs=1e-12)
    assert design.outcome.std() == pytest.approx(1)
    assert design.scale.restore(design.outcome) == pytest.approx(dataset.outcome)
    on_air = np.where(design.media > 0, design.media, np.nan)
    assert np.nanmean(on_air, axis=1) == pytest.approx(1.0)


def test_baseline_has_the_promised_terms(dataset, plain_spec) -> None:
    design = build_design(dataset, plain_spec)
    parts = [term.part for term in design.terms]
    assert parts == ["intercept", "trend", *["seasonality"] * 4, "control", *["event"] * 3]
    assert design.baseline.shape == (dataset.weeks, len(parts))
    assert not design.drifting.any()
    control = design.baseline[:, parts.index("control")]
    assert (control.mean(), control.std()) == pytest.approx((0, 1), abs=1e-9)


def test_the_default_adds_a_level_that_drifts(dataset, spec) -> None:
    design = build_design(dataset, spec)
    assert design.drifting.sum() == 20
    assert (design.baseline[0, design.drifting] == 0).all()
