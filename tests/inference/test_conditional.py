from dataclasses import replace

import numpy as np
import pytest

from mmm_xl.inference.conditional import draw_coefficients
from mmm_xl.model.design import Term, build_design


@pytest.mark.parametrize(("rho", "drift"), [(0.0, 1.0), (0.6, 0.2)])
def test_draws_have_the_moments_of_the_normal_equations(dataset, spec, rho, drift) -> None:
    design = build_design(dataset, replace(spec, level_weeks=26))
    sigma, rng, weeks = 0.3, np.random.default_rng(0), dataset.weeks
    residual = design.outcome - 0.2 * design.media[0]
    draws = 40_000
    coefficients = draw_coefficients(
        design,
        np.tile(residual, (draws, 1)),
        np.tile([sigma, rho, drift], (draws, 1)),
        rng.standard_normal((draws, len(design.terms))),
    )
    lag = np.abs(np.subtract.outer(np.arange(weeks), np.arange(weeks)))
    noise = np.linalg.inv(sigma**2 * rho**lag / (1 - rho**2)) if rho else np.eye(weeks) / sigma**2
    prior_sd = np.where(design.drifting, drift, design.baseline_sd)
    precision = design.baseline.T @ noise @ design.baseline + np.diag(prior_sd**-2.0)
    covariance = np.linalg.inv(precision)
    mean = covariance @ design.baseline.T @ noise @ residual
    sd = np.sqrt(np.diag(covariance))
    assert design.drifting.sum() == 6
    assert (coefficients.mean(axis=0) - mean) / sd == pytest.approx(0, abs=5 / np.sqrt(draws))
    assert coefficients.std(axis=0) / sd == pytest.approx(1, abs=0.03)
    assert np.corrcoef(coefficients.T) == pytest.approx(covariance / np.outer(sd, sd), abs=0.04)


def test_a_direction_without_data_keeps_its_prior(dataset, spec) -> None:
    design = build_design(dataset, spec)
    blind = replace(
        design,
        terms=(*design.terms, Term("unseen", "control")),
        baseline=np.column_stack([design.baseline, np.zeros(dataset.weeks)]),
        baseline_sd=np.append(design.baseline_sd, 3.0),
        signs=np.append(design.signs, 0.0),
    )
    scales = np.tile([1.0, 0.0, 1.0], (20_000, 1))
    normals = np.random.default_rng(1).standard_normal((20_000, len(blind.terms)))
    draws = draw_coefficients(blind, np.zeros((20_000, dataset.weeks)), scales, normals)
    assert draws[:, -1].std() == pytest.approx(3.0, rel=0.03)
