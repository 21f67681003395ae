"""Likelihood with heavy-tailed noise, compiled: baseline coefficients sampled, not integrated out.

They are sampled as coordinates around what Normal noise would say of them, which keeps the sampler
off the ridge between intercept and media. The coordinates are exact for any noise: the density is
that of the coefficients, with the determinant of the change of coordinates.
"""

from __future__ import annotations

import math

import numba
import numpy as np
import numpy.typing as npt

from mmm_xl.inference.media_kernel import SUMS, dot
from mmm_xl.inference.noise_kernel import factorise, information

Floats = npt.NDArray[np.float64]


@numba.njit(cache=True, error_model="numpy", forceinline=True)
def digamma(x: float) -> float:
    """Derivative of log gamma for x > 0: recurrence to 6, then the asymptotic series."""
    total = 0.0
    while x < 6.0:
        total -= 1.0 / x
        x += 1.0
    f = 1.0 / (x * x)
    tail = f * (
        1.0 / 12.0 - f * (1.0 / 120.0 - f * (1.0 / 252.0 - f * (1.0 / 240.0 - f * 5.0 / 660.0)))
    )
    return total + math.log(x) - 0.5 / x - tail


@numba.njit(cache=True, fastmath=SUMS, error_model="numpy", forceinline=True)
def coefficients_at(seen: Floats, scaled: Floats, turned: Floats, out: Floats) -> None:
    """B^-1 seen + L'^-1 scaled, where B = L L'; written to ``out``.

    Parameters
    ----------
    seen : (P,), Z times the residual
    scaled : (P,), sigma times the coordinates
    turned : (P, P), the inverse of the factor L
    """
    columns = seen.shape[0]
    half = np.empty(columns)
    for i in range(columns):
        s = scaled[i]
        for k in range(i + 1):
            s += turned[i, k] * seen[k]
        half[i] = s
    for j in range(columns):
        s = 0.0
        for i in range(j, columns):
            s += turned[i, j] * half[i]
        out[j] = s


@numba.njit(cache=True, fastmath=SUMS, error_model="numpy", forceinline=True)
def _diagonal_slopes(
    pushed: tuple[Floats, Floats], mean: Floats, shift: Floats, lower: Floats, turned: Floats
) -> Floats:
    """Slope of the log density along each diagonal entry of B, (P,).

    Parameters
    ----------
    pushed : L^-1 g and B^-1 g, where g is the slope along the coefficients
    mean, shift : (P,)
        B^-1 seen, and sigma L'^-1 z: together the coefficients.

    Notes
    -----
    With dL = L low(L^-1 dB L'^-1), low() the lower triangle with half its diagonal, the slope
    along L is taken back through the factorisation and only its diagonal is kept.
    """
    columns = mean.shape[0]
    half, whole = pushed
    inner = np.zeros((columns, columns))
    for i in range(columns):
        for k in range(i + 1):
            s = 0.0
            for m in range(i, columns):
                s += lower[m, i] * shift[m]
            s *= -half[k]
            inner[i, k] = 0.5 * s if i == k else s
    slopes = np.empty(columns)
    for j in range(columns):
        s = -whole[j] * mean[j]
        for i in range(j, columns):
            s -= 0.5 * turned[i, j] * turned[i, j]
            for k in range(j, i + 1):
                s += turned[i, j] * inner[i, k] * turned[k, j]
        slopes[j] = s
    return slopes


@numba.njit(cache=True, fastmath=SUMS, error_model="numpy", forceinline=True)
def _tails(
    left: Floats, sigma: float, freedom: float, weeks: int, slope: Floats
) -> tuple[float, float, float]:
    """Student-t log density of residuals, its slopes along log sigma and along the freedom.

    Parameters
    ----------
    slope : (T,), written
        d log density / d residual of each week.
    """
    spread = freedom * sigma * sigma
    logs, ratios, along = 0.0, 0.0, 0.0
    for t in range(weeks):
        square = left[t] * left[t]
        logs += math.log1p(square / spread)
        ratios += square / (spread + square)
        slope[t] = -(freedom + 1.0) * left[t] / (spread + square)
    for t in range(weeks, slope.shape[0]):
        slope[t] = 0.0
    above, below = 0.5 * (freedom + 1.0), 0.5 * freedom
    constant = math.lgamma(above) - math.lgamma(below) - 0.5 * math.log(freedom * math.pi)
    log_density = weeks * (constant - math.log(sigma)) - above * logs
    along = weeks * 0.5 * (digamma(above) - digamma(below) - 1.0 / freedom)
    along += above / freedom * ratios - 0.5 * logs
    return log_density, (freedom + 1.0) * ratios - weeks, along


@numba.njit(cache=True, fastmath=SUMS, error_model="numpy", forceinline=True)
def _add_columns(series: Floats, factors: Floats, baseline: Floats) -> None:
    """Add the columns of the baseline, each times its factor, in place."""
    for j in range(factors.shape[0]):
        for t in range(series.shape[0]):
            series[t] += factors[j] * baseline[j, t]


@numba.njit(cache=True, fastmath=SUMS, error_model="numpy", forceinline=True)
def _forward(turned: Floats, values: Floats, out: Floats) -> None:
    """L^-1 times values, written to ``out``."""
    for i in range(values.shape[0]):
        total = 0.0
        for k in range(i + 1):
            total += turned[i, k] * values[k]
        out[i] = total


@numba.njit(cache=True, fastmath=SUMS, error_model="numpy", forceinline=True)
def heavy_tailed(
    series: tuple[Floats, Floats, int],
    scales: tuple[float, float, float],
    coordinates: tuple[Floats, Floats],
    baseline: Floats,
    gram: Floats,
    variance: tuple[Floats, Floats],
) -> tuple[float, float, float, float]:
    """Log likelihood and log prior of the coefficients for Student-t noise, and slopes.

    Parameters
    ----------
    series : residual (T,), slope (T,) and the number of weeks
        The slope is written: d log density / d media effect of each week.
    scales : log sigma, log (degrees of freedom - 2), drift
    coordinates : z (P,), and its slope (P,), which is added to
    baseline, gram, variance : as for `mmm_xl.inference.noise_kernel.correlated`

    Returns
    -------
    log density, and its slopes along log sigma, log (freedom - 2) and log drift

    Notes
    -----
    Coefficients are b = B^-1 Z r + sigma L'^-1 z with B = Z Z' + sigma^2 V^-1 = L L'.
    """
    residual, slope, weeks = series
    z, z_slope = coordinates
    columns = z.shape[0]
    sigma, freedom = math.exp(scales[0]), 2.0 + math.exp(scales[1])
    prior, matrix = np.empty(columns), np.empty((columns, columns))
    log_prior = information((scales[0], 0.0, scales[2]), gram, variance, prior, matrix)
    lower, turned = np.zeros((columns, columns)), np.zeros((columns, columns))
    half_log_determinant = factorise(matrix, lower, turned)
    seen, shift, mean = np.empty(columns), np.empty(columns), np.empty(columns)
    for j in range(columns):
        seen[j] = dot(baseline[j], residual)
    nothing, scaled = np.zeros(columns), sigma * z
    coefficients_at(seen, nothing, turned, mean)
    coefficients_at(nothing, scaled, turned, shift)
    left = residual.copy()
    _add_columns(left, -(mean + shift), baseline)
    log_density, by_sigma, by_freedom = _tails(left, sigma, freedom, weeks, slope)
    pull, penalty, by_drift = np.empty(columns), 0.0, 0.0
    for j in range(columns):
        b = mean[j] + shift[j]
        shrunk = b * b * prior[j]
        penalty += shrunk
        pull[j] = -b * prior[j] - dot(baseline[j], slope)
        if variance[1][j] > 0:
            by_drift += shrunk - 1.0
    half, whole = np.empty(columns), np.empty(columns)
    _forward(turned, pull, half)
    for i in range(columns):
        z_slope[i] += sigma * half[i]
    by_sigma += dot(half, scaled)
    coefficients_at(pull, nothing, turned, whole)
    diagonal = _diagonal_slopes((half, whole), mean, shift, lower, turned)
    for j in range(columns):
        along = diagonal[j] * 2.0 * sigma * sigma * prior[j]
        by_sigma += along
        if variance[1][j] > 0:
            by_drift -= along
    _add_columns(slope, whole, baseline)
    for t in range(slope.shape[0]):
        slope[t] = -slope[t]
    log_density += columns * scales[0] - half_log_determinant - 0.5 * (penalty + log_prior)
    return log_density, by_sigma + columns, by_freedom * (freedom - 2.0), by_drift
