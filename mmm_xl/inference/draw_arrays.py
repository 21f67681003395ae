"""Arrays of stored draws, read without the sampler and its compiled density."""

from __future__ import annotations

from typing import Any

import numpy as np

from mmm_xl.inference.layout import CURVE_PARAMETERS
from mmm_xl.model.design import Design


def curve_draws(posterior: Any) -> dict[str, np.ndarray]:
    """Channel parameters with the draws of all chains in a row, shape (N, C) each."""
    return {
        name: np.asarray(posterior[name]).reshape(-1, np.asarray(posterior[name]).shape[-1])
        for name in CURVE_PARAMETERS
        if name in posterior
    }


def media_factor(design: Design, effect: np.ndarray, saturated: np.ndarray) -> np.ndarray:
    """beta: standard deviations of the outcome that saturated media of 1 bring, (N, C).

    Parameters
    ----------
    effect : (N, C)
    saturated : (N, C, T), from `mmm_xl.inference.media_draws.saturated_media`
    """
    return effect * design.effect_scale / (saturated @ design.weighting)


def dimension(name: str) -> tuple[str, ...]:
    """Dimension of a posterior variable beyond chain and draw, if any."""
    if name in CURVE_PARAMETERS:
        return ("channel",)
    return {"coefficient": ("term",), "centre": ("pool",), "spread": ("pool",)}.get(name, ())
