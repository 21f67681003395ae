import numpy as np
import pytest

from mmm_xl.inference.conditional import draw_coefficients
from mmm_xl.model.design import build_design


def test_draws_have_the_moments_of_the_normal_equations(dataset, spec) -> None:
    design = build_design(dataset, spec)
    sigma, rng = 0.3, np.random.default_rng(0)
    residual = design.outcome - 0.2 * design.media[0]
    draws = 40_000
    coefficients = draw_coefficients(
        design, np.tile(residual, (draws, 1)), np.full(draws, sigma), rng
    )
    precision = design.baseline.T @ design.baseline / sigma**2 + np.diag(design.baseline_sd**-2.0)
    covariance = np.linalg.inv(precision)
    mean = covariance @ design.baseline.T @ residual / sigma**2
    sd = np.sqrt(np.diag(covariance))
    assert (coefficients.mean(axis=0) - mean) / sd == pytest.approx(0, abs=5 / np.sqrt(draws))
    assert coefficients.std(axis=0) / sd == pytest.approx(1, abs=0.03)
    assert np.corrcoef(coefficients.T) == pytest.approx(covariance / np.outer(sd, sd), abs=0.04)


def test_a_direction_without_data_keeps_its_prior(dataset, spec) -> None:
    from dataclasses import replace

    design = build_design(dataset, spec)
    blind = replace(design, baseline=np.column_stack([design.baseline, np.zeros(dataset.weeks)]),
                    baseline_sd=np.append(design.baseline_sd, 3.0))  # fmt: skip
    draws = draw_coefficients(
        blind, np.zeros((20_000, dataset.weeks)), np.ones(20_000), np.random.default_rng(1)
    )
    assert draws[:, -1].std() == pytest.approx(3.0, rel=0.03)
