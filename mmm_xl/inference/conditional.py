"""Baseline coefficients of posterior draws, given everything else."""

from __future__ import annotations

import numba
import numpy as np
import numpy.typing as npt

from mmm_xl.inference.heavy_kernel import coefficients_at
from mmm_xl.inference.layout import gram_matrices
from mmm_xl.inference.media_kernel import dot
from mmm_xl.inference.noise_kernel import factorise, information, precision_times
from mmm_xl.model.design import Design

Floats = npt.NDArray[np.float64]


def draw_coefficients(design: Design, residual: Floats, scales: Floats, normals: Floats) -> Floats:
    """Coefficients of the baseline's columns of any sign, one set a posterior draw.

    Parameters
    ----------
    residual : ndarray, shape (N, T), standard deviations of the outcome
        Outcome less all media effects and signed controls, for each draw.
    scales : ndarray, shape (N, 3)
        Sigma (standard deviations of the outcome), rho and drift of each draw.
    normals : ndarray, shape (N, P)
        Independent standard Normal numbers, which makes these exact draws; or the coordinates that
        were sampled with heavy-tailed noise (rho is then 0), which makes these what was sampled.

    Returns
    -------
    ndarray, shape (N, P), standard deviations of the outcome per unit of the column

    Notes
    -----
    With R the AR(1) precision and V the prior variances, B = Z'RZ + sigma^2 V^-1 = L L': the
    conditional posterior for Normal noise has mean B^-1 Z'R residual and covariance sigma^2 B^-1,
    and a coefficient is that mean plus sigma L'^-1 times ``normals``. Directions that the data
    cannot see keep their prior.
    """
    baseline = np.ascontiguousarray(design.baseline[:, design.free].T)
    prior = (design.baseline_sd[design.free] ** 2, design.drifting[design.free].astype(float))
    return np.asarray(_draw(residual, scales, baseline, gram_matrices(baseline), prior, normals))


@numba.njit(cache=True, error_model="numpy")
def _draw(
    residual: Floats,
    scales: Floats,
    baseline: Floats,
    gram: Floats,
    prior: tuple[Floats, Floats],
    normals: Floats,
) -> Floats:
    columns, weeks = baseline.shape
    draws = np.empty((residual.shape[0], columns))
    matrix, precision = np.empty((columns, columns)), np.empty(columns)
    lower, turned = np.zeros((columns, columns)), np.zeros((columns, columns))
    weighted, seen = np.empty(weeks), np.empty(columns)
    for n in range(residual.shape[0]):
        sigma, rho, drift = scales[n, 0], scales[n, 1], scales[n, 2]
        information((np.log(sigma), rho, drift), gram, prior, precision, matrix)
        factorise(matrix, lower, turned)
        precision_times(residual[n], rho, weeks, weighted)
        for j in range(columns):
            seen[j] = dot(baseline[j], weighted)
        coefficients_at(seen, sigma * normals[n], turned, draws[n])
    return draws
