"""Weeks whose outcome the likelihood does not see, and controls that come and go."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import numpy as np
import pytest
from scipy.stats import multivariate_normal

from mmm_xl.analysis.contribution import contributions
from mmm_xl.analysis.decomposition import decompose
from mmm_xl.data.window import every_week
from mmm_xl.errors import UnknownName
from mmm_xl.inference.draw_arrays import media_factor
from mmm_xl.inference.kernel import density
from mmm_xl.inference.layout import pack
from mmm_xl.inference.media_draws import saturated_media
from mmm_xl.model import priors
from mmm_xl.model.design import build_design
from mmm_xl.names import Noise
from mmm_xl.runs.change import Change, apply
from mmm_xl.runs.digest import fit_id
from mmm_xl.runs.frozen import spec_from_json, spec_to_json
from mmm_xl.runs.refit import refit

WEEKS = (0, 30, 31, 90, 155)


def days(run, weeks=WEEKS):
    return tuple(run.dataset.dates[t].astype(object) for t in weeks)


def name_of(inputs):
    return fit_id(inputs.dataset, inputs.spec, inputs.sampler)


@pytest.fixture(scope="module")
def inputs(run):
    return apply(Change("masked", masked=days(run)), run)


def kernel_value(design, spec, point):
    packed = pack(design, spec)
    return density(point, np.empty(packed.size), packed.header, packed.arrays, packed.gram)


def log_likelihood(design, spec, point, *, seen):
    """Log density of the seen weeks, written out: the whole covariance, some rows left out."""
    found, at = {}, 0
    for name, size in pack(design, spec).blocks:
        found[name] = point[at : at + size]
        at += size
    names = ("effect", "half_life", "shape", "half_saturation", "slope")
    curves = {name: np.exp(found[name])[None] for name in names if name in found}
    saturated = saturated_media(design, spec, curves)
    beta = media_factor(design, curves["effect"], saturated)
    residual = design.outcome - (beta[0] @ saturated[0])
    rho = np.tanh(found["autocorrelation"][0]) if "autocorrelation" in found else 0.0
    drift = np.exp(found["drift"][0]) if "drift" in found else 1.0
    sds = design.baseline_sd * np.where(design.drifting, drift, 1.0)
    columns = (design.baseline * sds)[:, design.shown]
    apart = np.abs(np.subtract.outer(np.arange(len(residual)), np.arange(len(residual))))
    noise = np.exp(2 * found["sigma"][0]) * rho**apart / (1 - rho**2)
    covariance = columns @ columns.T + noise
    return multivariate_normal(cov=covariance[np.ix_(seen, seen)]).logpdf(residual[seen])


@pytest.mark.parametrize("noise", [Noise.NORMAL, Noise.AUTOCORRELATED])
def test_masking_is_leaving_the_weeks_out_of_the_likelihood(run, inputs, noise) -> None:
    """Priors and tests are the same with and without the mask, so their difference is the weeks."""
    level = run.spec.level_weeks if noise == Noise.AUTOCORRELATED else 0
    spec = replace(inputs.spec, noise=noise, level_weeks=level)
    masked = build_design(inputs.dataset, spec)
    every = build_design(inputs.dataset, replace(spec, masked=()))
    seen = np.setdiff1d(np.arange(run.dataset.weeks), WEEKS)
    rng = np.random.default_rng(3)
    left = []
    for _ in range(5):
        point = pack(every, spec).start + rng.normal(size=pack(every, spec).size) * 0.3
        by_kernel = kernel_value(masked, spec, point) - kernel_value(every, spec, point)
        written_out = log_likelihood(every, spec, point, seen=seen) - log_likelihood(
            every, spec, point, seen=np.arange(run.dataset.weeks)
        )
        left.append(by_kernel - written_out)
    assert np.ptp(left) < 0.002


@pytest.mark.parametrize("sd", [30.0, 300.0])
def test_the_width_of_the_flat_prior_does_not_matter(inputs, sd, monkeypatch) -> None:
    rng = np.random.default_rng(3)
    design = build_design(inputs.dataset, inputs.spec)
    monkeypatch.setattr(priors, "MASK_SD", sd)
    other = build_design(inputs.dataset, inputs.spec)
    start = pack(design, inputs.spec).start
    points = [start + rng.normal(size=len(start)) * 0.3 for _ in range(5)]
    apart = [
        kernel_value(other, inputs.spec, point) - kernel_value(design, inputs.spec, point)
        for point in points
    ]
    assert np.ptp(apart) < 0.005


def test_the_masked_outcome_reaches_nothing(run, inputs) -> None:
    wild = run.dataset.outcome.copy()
    wild[list(WEEKS)] *= 50.0
    other = replace(run, dataset=replace(run.dataset, outcome=wild))
    assert name_of(apply(Change("masked", masked=days(run)), other)) == name_of(inputs)
    assert name_of(inputs) != run.fit_id


def test_neighbours_stand_in_for_the_masked_outcome(run, inputs) -> None:
    before, after = run.dataset.outcome, inputs.dataset.outcome
    assert after[0] == before[1]
    assert after[30] == pytest.approx(before[29] + (before[32] - before[29]) / 3)
    assert after[155] == before[154]
    seen = np.setdiff1d(np.arange(run.dataset.weeks), WEEKS)
    assert np.array_equal(after[seen], before[seen])
    assert np.array_equal(inputs.dataset.media, run.dataset.media)
    assert inputs.spec.masked == tuple(str(day) for day in days(run))


def test_masks_are_cut_with_the_weeks(run) -> None:
    change = Change("masked", masked=days(run), last=run.dataset.dates[99].astype(object))
    assert apply(change, run).spec.masked == tuple(str(day) for day in days(run)[:4])


def test_a_specification_keeps_its_mask_and_an_unmasked_one_its_name(run, inputs) -> None:
    assert spec_from_json(spec_to_json(inputs.spec)) == inputs.spec
    assert "masked" not in spec_to_json(run.spec)
    assert spec_from_json(spec_to_json(run.spec)) == run.spec
    assert name_of(apply(Change("nothing"), run)) == run.fit_id


def test_unknown_weeks_and_controls_are_refused(run) -> None:
    stray = days(run)[0] + timedelta(days=1)
    with pytest.raises(ValueError, match="no week of the run"):
        apply(Change("x", masked=(stray,)), run)
    with pytest.raises(ValueError, match="leaves no week"):
        apply(Change("x", masked=days(run, range(run.dataset.weeks))), run)
    with pytest.raises(UnknownName, match="no control 'Weather'"):
        apply(Change("x", without_controls=("Weather",)), run)
    taken = {run.dataset.control_names[0]: np.ones(run.dataset.weeks)}
    with pytest.raises(ValueError, match="already"):
        apply(Change("x", added_controls=taken), run)
    with pytest.raises(ValueError, match="finite values"):
        apply(Change("x", added_controls={"Weather": (1.0,)}), run)


def test_controls_come_and_go(run) -> None:
    first, *rest = run.dataset.control_names
    signed = replace(run, spec=replace(run.spec, raising=(), lowering=(first,)))
    values = np.arange(run.dataset.weeks, dtype=float)
    change = Change("x", first=run.dataset.dates[4].astype(object), without_controls=(first,),
                    added_controls={"Weather": values})  # fmt: skip
    inputs = apply(change, signed)
    assert inputs.dataset.control_names == (*rest, "Weather")
    assert np.array_equal(inputs.dataset.controls[:, -1], values[4:])
    assert inputs.spec.lowering == ()
    design = build_design(inputs.dataset, inputs.spec)
    added = next(i for i, term in enumerate(design.terms) if term.name == "Weather")
    assert design.free[added]
    assert design.baseline_sd[added] == inputs.spec.control_sd


def test_a_masked_refit_can_be_analysed(run) -> None:
    """What the mask takes up is no part of the modelled outcome: weeks look as if predicted."""
    wild = run.dataset.outcome.copy()
    wild[90] *= 1.5
    odd = replace(run, dataset=replace(run.dataset, outcome=wild))
    sampler = {"chains": 2, "tune": 200, "draws": 200}
    (found,) = refit(odd, [Change("x", masked=days(run, (90,)), sampler=sampler)])
    effects = contributions(found.run)
    modelled = effects.modelled.mean(("chain", "draw")).values
    assert modelled[90] == pytest.approx(run.dataset.outcome[90], rel=0.15)
    parts = decompose(found.run, effects, [every_week(run.dataset)])
    assert "masked" not in {part.kind for part in parts.parts}
    assert parts.modelled.values[..., 0] == pytest.approx(effects.modelled.sum("date").values)
