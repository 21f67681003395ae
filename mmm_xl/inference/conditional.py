"""Baseline coefficients, drawn exactly given everything else."""

from __future__ import annotations

import numba
import numpy as np
import numpy.typing as npt

from mmm_xl.inference.layout import gram_matrices
from mmm_xl.inference.media_kernel import dot
from mmm_xl.inference.noise_kernel import factorise, precision_times
from mmm_xl.model.design import Design

Floats = npt.NDArray[np.float64]


def draw_coefficients(
    design: Design, residual: Floats, scales: Floats, rng: np.random.Generator
) -> Floats:
    """Baseline coefficients given noise and media effects, one set a posterior draw.

    Parameters
    ----------
    residual : ndarray, shape (N, T), standard deviations of the outcome
        Outcome less all media effects, for each draw.
    scales : ndarray, shape (N, 3)
        Sigma (standard deviations of the outcome), rho and drift of each draw.

    Returns
    -------
    ndarray, shape (N, P), standard deviations of the outcome per unit of the column

    Notes
    -----
    With R the AR(1) precision and V the prior variances, B = Z'RZ + sigma^2 V^-1: the conditional
    posterior is Normal with mean B^-1 Z'R residual and covariance sigma^2 B^-1. Directions that
    the data cannot see keep their prior.
    """
    baseline = np.ascontiguousarray(design.baseline.T)
    noise = rng.standard_normal((len(residual), len(baseline)))
    prior = (design.baseline_sd**2, design.drifting.astype(float))
    return np.asarray(_draw(residual, scales, baseline, gram_matrices(baseline), prior, noise))


@numba.njit(cache=True, error_model="numpy")
def _draw(
    residual: Floats,
    scales: Floats,
    baseline: Floats,
    gram: Floats,
    prior: tuple[Floats, Floats],
    noise: Floats,
) -> Floats:
    columns, weeks = baseline.shape
    variance, drifting = prior
    draws = np.empty((residual.shape[0], columns))
    matrix, lower = np.empty((columns, columns)), np.zeros((columns, columns))
    inverse, weighted, seen = np.empty((columns, columns)), np.empty(weeks), np.empty(columns)
    for n in range(residual.shape[0]):
        sigma, rho, drift = scales[n, 0], scales[n, 1], scales[n, 2]
        for i in range(columns):
            for j in range(columns):
                matrix[i, j] = gram[0, i, j] + rho * gram[1, i, j] + rho * rho * gram[2, i, j]
            v = variance[i] * drift * drift if drifting[i] > 0 else variance[i]
            matrix[i, i] += sigma * sigma / v
        factorise(matrix, lower, inverse)
        precision_times(residual[n], rho, weighted)
        for j in range(columns):
            seen[j] = dot(baseline[j], weighted)
        # solve L' x = sigma * noise from the last row up
        for i in range(columns - 1, -1, -1):
            s = sigma * noise[n, i]
            for k in range(i + 1, columns):
                s -= lower[k, i] * draws[n, k]
            draws[n, i] = s / lower[i, i]
        for i in range(columns):
            draws[n, i] += dot(inverse[i], seen)
    return draws
