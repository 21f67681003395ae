"""Baseline coefficients, drawn exactly given everything else."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from mmm_xl.model.design import Design

Floats = npt.NDArray[np.float64]


def draw_coefficients(
    design: Design, residual: Floats, sigma: Floats, rng: np.random.Generator
) -> Floats:
    """Baseline coefficients given noise and media effects, one set a posterior draw.

    Parameters
    ----------
    residual : ndarray, shape (N, T), standard deviations of the outcome
        Outcome less all media effects, for each draw.
    sigma : ndarray, shape (N,), standard deviations of the outcome

    Returns
    -------
    ndarray, shape (N, P), standard deviations of the outcome per unit of the column

    Notes
    -----
    With Z diag(sd) = U S W' and coefficients b = diag(sd) W e, the conditional posterior of e is
    independent Normal: mean s q / (s^2 + sigma^2) with q = U' residual, variance
    sigma^2 / (s^2 + sigma^2). Directions that the data cannot see keep their prior.
    """
    left, singular, right = np.linalg.svd(design.baseline * design.baseline_sd)
    columns = len(design.baseline_sd)
    strength = np.zeros(columns)
    strength[: len(singular)] = singular
    seen = np.zeros((len(residual), columns))
    seen[:, : len(singular)] = residual @ left[:, : len(singular)]
    variance = sigma[:, None] ** 2
    total = strength**2 + variance
    noise = rng.standard_normal((len(residual), columns))
    whitened = strength * seen / total + np.sqrt(variance / total) * noise
    return np.asarray(whitened @ right * design.baseline_sd)
