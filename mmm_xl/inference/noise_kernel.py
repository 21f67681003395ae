"""Likelihood with the baseline's coefficients integrated out, compiled."""

from __future__ import annotations

import math

import numba
import numpy as np
import numpy.typing as npt

from mmm_xl.inference.media_kernel import SUMS, dot

Floats = npt.NDArray[np.float64]


@numba.njit(cache=True, fastmath=SUMS, error_model="numpy", forceinline=True)
def independent(
    residual: Floats, log_sigma: float, directions: Floats, strengths: Floats, slope: Floats
) -> tuple[float, float]:
    """Log likelihood for independent noise and fixed prior scales, and its slope along log sigma.

    Parameters
    ----------
    directions, strengths : (K, T) and (K,)
        Of `mmm_xl.model.build.baseline_directions`.
    slope : (T,), written
        d log likelihood / d media effect of each week.
    """
    weeks, columns = residual.shape[0], strengths.shape[0]
    variance = math.exp(2.0 * log_sigma)
    quadratic = dot(residual, residual)
    log_density = -(weeks - columns) * log_sigma
    sigma_slope = -float(weeks - columns)
    for t in range(weeks):
        slope[t] = residual[t]
    for j in range(columns):
        total = variance + strengths[j]
        projected = dot(directions[j], residual)
        kept = strengths[j] / total * projected
        quadratic -= kept * projected
        log_density -= 0.5 * math.log(total)
        sigma_slope -= variance / total + kept * projected / total
        direction = directions[j]
        for t in range(weeks):
            slope[t] -= kept * direction[t]
    for t in range(weeks):
        slope[t] /= variance
    return log_density - 0.5 * quadratic / variance, sigma_slope + quadratic / variance


@numba.njit(cache=True, fastmath=SUMS, error_model="numpy", forceinline=True)
def precision_times(series: Floats, rho: float, out: Floats) -> None:
    """AR(1) precision, up to 1 / sigma^2, times a series: tridiagonal, written to ``out``."""
    weeks = series.shape[0]
    middle = 1.0 + rho * rho
    out[0] = series[0] - rho * series[1]
    for t in range(1, weeks - 1):
        out[t] = middle * series[t] - rho * (series[t - 1] + series[t + 1])
    out[weeks - 1] = series[weeks - 1] - rho * series[weeks - 2]


@numba.njit(cache=True, fastmath=SUMS, error_model="numpy", forceinline=True)
def factorise(matrix: Floats, lower: Floats, inverse: Floats) -> float:
    """Cholesky factor and inverse of a positive definite matrix; half its log determinant.

    Parameters
    ----------
    lower : (P, P), written; upper triangle left alone
    inverse : (P, P), written

    Notes
    -----
    Plain loops: the matrix is small, and the result does not depend on a linear algebra library
    or its threads.
    """
    size = matrix.shape[0]
    half_log_determinant = 0.0
    for j in range(size):
        for i in range(j, size):
            s = matrix[i, j]
            for k in range(j):
                s -= lower[i, k] * lower[j, k]
            lower[i, j] = math.sqrt(s) if i == j else s / lower[j, j]
        half_log_determinant += math.log(lower[j, j])
    # rows of `turned` are columns of the inverse of `lower`, so that sums run along memory
    turned = np.zeros((size, size))
    for j in range(size):
        turned[j, j] = 1.0 / lower[j, j]
        for i in range(j + 1, size):
            s = 0.0
            for k in range(j, i):
                s += lower[i, k] * turned[j, k]
            turned[j, i] = -s / lower[i, i]
    for a in range(size):
        for b in range(a, size):
            s = 0.0
            for k in range(b, size):
                s += turned[a, k] * turned[b, k]
            inverse[a, b] = s
            inverse[b, a] = s
    return half_log_determinant


@numba.njit(cache=True, fastmath=SUMS, error_model="numpy", forceinline=True)
def information(
    scales: tuple[float, float, float],
    gram: Floats,
    variance: tuple[Floats, Floats],
    prior: Floats,
    inverse: Floats,
) -> float:
    """Inverse of B = Z R Z' + sigma^2 V^-1, for the coefficients given everything else.

    Parameters
    ----------
    scales, gram, variance : as for `correlated`
    prior : (P,), written
        Prior precisions, the diagonal of V^-1.
    inverse : (P, P), written

    Returns
    -------
    log determinant of B plus that of V
    """
    log_sigma, rho, drift = scales
    fixed, drifting = variance
    columns = fixed.shape[0]
    noise = math.exp(2.0 * log_sigma)
    matrix = np.empty((columns, columns))
    log_prior = 0.0
    for i in range(columns):
        for j in range(columns):
            matrix[i, j] = gram[0, i, j] + rho * gram[1, i, j] + rho * rho * gram[2, i, j]
        v = fixed[i] * drift * drift if drifting[i] > 0 else fixed[i]
        prior[i] = 1.0 / v
        log_prior += math.log(v)
        matrix[i, i] += noise / v
    half = factorise(matrix, np.empty((columns, columns)), inverse)
    return 2.0 * half + log_prior


@numba.njit(cache=True, fastmath=SUMS, error_model="numpy", forceinline=True)
def correlated(
    residual: Floats,
    scales: tuple[float, float, float],
    baseline: Floats,
    gram: Floats,
    variance: tuple[Floats, Floats],
    slope: Floats,
) -> tuple[float, float, float, float]:
    """Log likelihood for AR(1) noise and a learned drift, and its slopes.

    Parameters
    ----------
    scales : log sigma, rho, drift
    baseline : (P, T)
    gram : (3, P, P)
        Z R Z' = gram[0] + rho gram[1] + rho^2 gram[2] with R the AR(1) precision.
    variance : prior variances (P,), and flags of those that are multiplied by drift^2 (P,)
    slope : (T,), written
        d log likelihood / d media effect of each week.

    Returns
    -------
    log likelihood, and its slopes along log sigma, rho and log drift
    """
    log_sigma, rho = scales[0], scales[1]
    drifting = variance[1]
    weeks, columns = residual.shape[0], drifting.shape[0]
    noise = math.exp(2.0 * log_sigma)
    prior, inverse = np.empty(columns), np.empty((columns, columns))
    log_determinants = information(scales, gram, variance, prior, inverse)
    weighted = np.empty(weeks)
    precision_times(residual, rho, weighted)
    seen = np.empty(columns)
    for j in range(columns):
        seen[j] = dot(baseline[j], weighted)
    left = residual.copy()
    penalty = 0.0
    trace = 0.0
    drift_slope = 0.0
    for j in range(columns):
        b = dot(inverse[j], seen)
        row = baseline[j]
        for t in range(weeks):
            left[t] -= b * row[t]
        shrunk = b * b * prior[j]
        uncertain = noise * inverse[j, j] * prior[j]
        penalty += shrunk
        trace += uncertain
        if drifting[j] > 0:
            drift_slope += shrunk + uncertain - 1.0
    precision_times(left, rho, slope)
    quadratic = dot(left, slope) / noise
    cross = 0.0
    for t in range(1, weeks):
        cross += (left[t] - rho * left[t - 1]) * left[t - 1]
    rho_slope = (cross + rho * left[0] * left[0]) / noise - rho / (1.0 - rho * rho)
    for i in range(columns):
        for j in range(columns):
            rho_slope -= 0.5 * inverse[i, j] * (gram[1, i, j] + 2.0 * rho * gram[2, i, j])
    for t in range(weeks):
        slope[t] /= noise
    log_density = -0.5 * (quadratic + penalty) - (weeks - columns) * log_sigma
    log_density += 0.5 * math.log1p(-rho * rho) - 0.5 * log_determinants
    return log_density, quadratic - (weeks - columns) - trace, rho_slope, drift_slope
