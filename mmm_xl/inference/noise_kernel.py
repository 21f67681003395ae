"""Likelihood with the baseline's coefficients integrated out, compiled.

Series are padded with zeros to whole blocks of weeks; ``weeks`` is how many there really are.
"""

from __future__ import annotations

import math

import numba
import numpy as np
import numpy.typing as npt

from mmm_xl.inference.media_kernel import SUMS, dot

Floats = npt.NDArray[np.float64]


@numba.njit(cache=True, fastmath=SUMS, error_model="numpy", forceinline=True)
def _project(baseline: Floats, series: Floats, out: Floats) -> None:
    """Inner product of each column with a series, four columns at a time; written to ``out``."""
    for j in range(0, baseline.shape[0], 4):
        s0, s1, s2, s3 = 0.0, 0.0, 0.0, 0.0
        for t in range(series.shape[0]):
            y = series[t]
            s0 += baseline[j, t] * y
            s1 += baseline[j + 1, t] * y
            s2 += baseline[j + 2, t] * y
            s3 += baseline[j + 3, t] * y
        out[j], out[j + 1], out[j + 2], out[j + 3] = s0, s1, s2, s3


@numba.njit(cache=True, fastmath=SUMS, error_model="numpy", forceinline=True)
def _take_out(left: Floats, coefficients: Floats, baseline: Floats) -> None:
    """Subtract the baseline that coefficients draw, four columns at a time, in place."""
    for j in range(0, baseline.shape[0], 4):
        b0, b1 = coefficients[j], coefficients[j + 1]
        b2, b3 = coefficients[j + 2], coefficients[j + 3]
        for t in range(left.shape[0]):
            left[t] -= (
                b0 * baseline[j, t]
                + b1 * baseline[j + 1, t]
                + b2 * baseline[j + 2, t]
                + b3 * baseline[j + 3, t]
            )


@numba.njit(cache=True, fastmath=SUMS, error_model="numpy", forceinline=True)
def independent(
    residual: Floats,
    log_sigma: float,
    weeks: int,
    directions: Floats,
    strengths: Floats,
    slope: Floats,
) -> tuple[float, float]:
    """Log likelihood for independent noise and fixed prior scales, and its slope along log sigma.

    Parameters
    ----------
    residual : (T,)
    directions, strengths : (K, T) and (K,), K a multiple of 4
        Of `mmm_xl.model.design.baseline_directions`, filled up with zeros, which change nothing.
    slope : (T,), written
        d log likelihood / d media effect of each week.
    """
    columns = strengths.shape[0]
    variance = math.exp(2.0 * log_sigma)
    quadratic = dot(residual, residual)
    log_density = -(weeks - columns) * log_sigma
    sigma_slope = -float(weeks - columns)
    seen = np.empty(columns)
    _project(directions, residual, seen)
    product = 1.0
    for j in range(columns):
        total = variance + strengths[j]
        projected = seen[j]
        kept = strengths[j] / total * projected
        quadratic -= kept * projected
        product *= total
        if j % 4 == 3:  # a logarithm for four factors
            log_density -= 0.5 * math.log(product)
            product = 1.0
        sigma_slope -= variance / total + kept * projected / total
        seen[j] = kept
    for t in range(residual.shape[0]):
        slope[t] = residual[t]
    _take_out(slope, seen, directions)
    for t in range(residual.shape[0]):
        slope[t] /= variance
    return log_density - 0.5 * quadratic / variance, sigma_slope + quadratic / variance


@numba.njit(cache=True, fastmath=SUMS, error_model="numpy", forceinline=True)
def precision_times(series: Floats, rho: float, weeks: int, out: Floats) -> None:
    """AR(1) precision, up to 1 / sigma^2, times a series: tridiagonal, written to ``out``."""
    middle = 1.0 + rho * rho
    before, after = series[: weeks - 2], series[2:weeks]
    inside, here = out[1 : weeks - 1], series[1 : weeks - 1]
    for t in range(weeks - 2):
        inside[t] = middle * here[t] - rho * (before[t] + after[t])
    out[0] = series[0] - rho * series[1]
    out[weeks - 1] = series[weeks - 1] - rho * series[weeks - 2]
    for t in range(weeks, out.shape[0]):
        out[t] = 0.0


@numba.njit(cache=True, fastmath=SUMS, error_model="numpy", forceinline=True)
def factorise(matrix: Floats, lower: Floats, inverse: Floats) -> float:
    """Cholesky factor of a positive definite matrix and the factor's inverse.

    Parameters
    ----------
    lower : (P, P), written; upper triangle left alone
    inverse : (P, P), written
        Of the factor, row by row; upper triangle left alone.

    Returns
    -------
    half the log determinant

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
    for j in range(size):
        inverse[j, j] = 1.0 / lower[j, j]
        for i in range(j + 1, size):
            s = 0.0
            for k in range(j, i):
                s += lower[i, k] * inverse[k, j]
            inverse[i, j] = -s / lower[i, i]
    return half_log_determinant


@numba.njit(cache=True, fastmath=SUMS, error_model="numpy", forceinline=True)
def _invert_pivot(matrix: Floats, k: int, pivot: Floats) -> float:
    """Inverse of the 4 x 4 block at row k, written to ``pivot``; the product of its pivots."""
    for a in range(4):
        for b in range(4):
            pivot[a, b] = matrix[k + a, k + b]
    product = 1.0
    for a in range(4):
        product *= pivot[a, a]
        scale = 1.0 / pivot[a, a]
        for j in range(4):
            pivot[a, j] *= scale
        for i in range(4):
            factor = pivot[i, a]
            if i != a:
                for j in range(4):
                    pivot[i, j] -= factor * pivot[a, j]
                pivot[i, a] = -factor * scale
        pivot[a, a] = scale
    return product


@numba.njit(cache=True, fastmath=SUMS, error_model="numpy", forceinline=True)
def invert(matrix: Floats) -> float:
    """Inverse of a positive definite matrix in its own place, by sweeping; its log determinant.

    Parameters
    ----------
    matrix : (P, P), overwritten, P a multiple of 4

    Notes
    -----
    Gauss-Jordan elimination by four rows at a time: each sweep updates whole rows. Positive
    definiteness makes every pivot positive, so that none need be chosen.
    """
    log_determinant = 0.0
    size = matrix.shape[0]
    pivot, rows = np.empty((4, 4)), np.empty((4, size))
    for k in range(0, size, 4):
        log_determinant += math.log(_invert_pivot(matrix, k, pivot))
        for a in range(4):
            p0, p1, p2, p3 = pivot[a, 0], pivot[a, 1], pivot[a, 2], pivot[a, 3]
            for j in range(size):
                rows[a, j] = (
                    p0 * matrix[k, j]
                    + p1 * matrix[k + 1, j]
                    + p2 * matrix[k + 2, j]
                    + p3 * matrix[k + 3, j]
                )
        for i in range(size):
            f0, f1, f2, f3 = matrix[i, k], matrix[i, k + 1], matrix[i, k + 2], matrix[i, k + 3]
            for j in range(size):
                matrix[i, j] -= (
                    f0 * rows[0, j] + f1 * rows[1, j] + f2 * rows[2, j] + f3 * rows[3, j]
                )
            for b in range(4):
                matrix[i, k + b] = -(
                    f0 * pivot[0, b] + f1 * pivot[1, b] + f2 * pivot[2, b] + f3 * pivot[3, b]
                )
        for a in range(4):
            for j in range(size):
                matrix[k + a, j] = rows[a, j]
        for a in range(4):
            for b in range(4):
                matrix[k + a, k + b] = pivot[a, b]
    return log_determinant


@numba.njit(cache=True, fastmath=SUMS, error_model="numpy", forceinline=True)
def information(
    scales: tuple[float, float, float],
    gram: Floats,
    variance: tuple[Floats, Floats],
    prior: Floats,
    matrix: Floats,
) -> float:
    """B = Z R Z' + sigma^2 V^-1, the precision of the coefficients times sigma^2.

    Parameters
    ----------
    scales, gram, variance : as for `correlated`
    prior : (P,), written
        Prior precisions, the diagonal of V^-1.
    matrix : (P, P), written

    Returns
    -------
    log determinant of V
    """
    log_sigma, rho, drift = scales
    fixed, drifting = variance
    columns = fixed.shape[0]
    noise, squared = math.exp(2.0 * log_sigma), rho * rho
    log_prior = 0.0
    for i in range(columns):
        for j in range(columns):
            matrix[i, j] = gram[0, i, j] + rho * gram[1, i, j] + squared * gram[2, i, j]
        v = fixed[i] * drift * drift if drifting[i] > 0 else fixed[i]
        prior[i] = 1.0 / v
        log_prior += math.log(v)
        matrix[i, i] += noise / v
    return log_prior


@numba.njit(cache=True, fastmath=SUMS, error_model="numpy", forceinline=True)
def _lag_products(left: Floats, rho: float, weeks: int) -> float:
    """Sum over weeks of innovation times the residual of the week before."""
    before, here = left[: weeks - 1], left[1:weeks]
    cross = 0.0
    for t in range(weeks - 1):
        cross += (here[t] - rho * before[t]) * before[t]
    return cross + rho * left[0] * left[0]


@numba.njit(cache=True, fastmath=SUMS, error_model="numpy", forceinline=True)
def correlated(
    series: tuple[Floats, Floats, int],
    scales: tuple[float, float, float],
    baseline: Floats,
    gram: Floats,
    variance: tuple[Floats, Floats],
) -> tuple[float, float, float, float]:
    """Log likelihood for AR(1) noise and a learned drift, and its slopes.

    Parameters
    ----------
    series : residual (T,), slope (T,) and the number of weeks
        The slope is written: d log likelihood / d media effect of each week.
    scales : log sigma, rho, drift
    baseline : (P, T), P a multiple of 4
        Columns of zeros fill it up: they change nothing, whatever their prior variance.
    gram : (3, P, P)
        Z R Z' = gram[0] + rho gram[1] + rho^2 gram[2] with R the AR(1) precision.
    variance : prior variances (P,), and flags of those that are multiplied by drift^2 (P,)

    Returns
    -------
    log likelihood, and its slopes along log sigma, rho and log drift
    """
    residual, slope, weeks = series
    log_sigma, rho = scales[0], scales[1]
    drifting = variance[1]
    columns = drifting.shape[0]
    noise = math.exp(2.0 * log_sigma)
    prior, inverse = np.empty(columns), np.empty((columns, columns))
    log_determinants = information(scales, gram, variance, prior, inverse)
    log_determinants += invert(inverse)
    precision_times(residual, rho, weeks, slope)
    seen, mean = np.empty(columns), np.empty(columns)
    _project(baseline, slope, seen)
    penalty, trace, drift_slope, by_rho = 0.0, 0.0, 0.0, 0.0
    for j in range(columns):
        b, along = 0.0, 0.0
        for k in range(columns):
            b += inverse[j, k] * seen[k]
            along += inverse[j, k] * (gram[1, j, k] + 2.0 * rho * gram[2, j, k])
        mean[j] = b
        by_rho += along
        shrunk = b * b * prior[j]
        uncertain = noise * inverse[j, j] * prior[j]
        penalty += shrunk
        trace += uncertain
        if drifting[j] > 0:
            drift_slope += shrunk + uncertain - 1.0
    left = residual.copy()
    _take_out(left, mean, baseline)
    precision_times(left, rho, weeks, slope)
    quadratic = dot(left, slope) / noise
    cross = _lag_products(left, rho, weeks)
    rho_slope = cross / noise - rho / (1.0 - rho * rho) - 0.5 * by_rho
    for t in range(slope.shape[0]):
        slope[t] /= noise
    log_density = -0.5 * (quadratic + penalty) - (weeks - columns) * log_sigma
    log_density += 0.5 * math.log1p(-rho * rho) - 0.5 * log_determinants
    return log_density, quadratic - (weeks - columns) - trace, rho_slope, drift_slope
