"""Media effects of many posterior draws, by the same compiled code that sampled them."""

from __future__ import annotations

import numba
import numpy as np
import numpy.typing as npt

from mmm_xl.inference.layout import LAG_BLOCK, WEEK_BLOCK, with_history
from mmm_xl.inference.media_kernel import (
    CARRYOVERS,
    SATURATIONS,
    carry,
    carryover_weights,
    saturate,
    saturate_history,
)
from mmm_xl.model.design import Design
from mmm_xl.model.spec import ModelSpec
from mmm_xl.names import Order

Floats = npt.NDArray[np.float64]
Whole = npt.NDArray[np.int64]

_SILENT = 1e-190
"""Media below this are the small number that keeps logarithms finite."""

_LOGGED = ("half_life", "form", "half_saturation", "slope")


def carried_media(design: Design, spec: ModelSpec, curves: dict[str, Floats]) -> Floats:
    """Carried-over media for each draw, shape (N, C, T), multiples of a usual week on air.

    Parameters
    ----------
    curves : dict
        From `mmm_xl.inference.sampler.curve_draws`.
    """
    return _draws(design, spec, curves, 0)


def saturated_media(design: Design, spec: ModelSpec, curves: dict[str, Floats]) -> Floats:
    """What each week's effect is proportional to, for each draw, shape (N, C, T).

    Parameters
    ----------
    curves : dict
        From `mmm_xl.inference.sampler.curve_draws`.

    Notes
    -----
    A share of the greatest effect; carried over and saturated in the order of the specification.
    """
    return _draws(design, spec, curves, 1 + int(spec.order == Order.SATURATION_FIRST))


def weight_draws(spec: ModelSpec, curves: dict[str, Floats]) -> Floats:
    """Weights of carryover for each draw, shape (N, C, L); sum to 1."""
    parameters, families = _arranged(spec, curves)
    lags = _lags(spec)
    return np.asarray(_weights(families[0], parameters, np.log(np.arange(lags) + 0.5),
                               spec.carryover_weeks))  # fmt: skip


def _lags(spec: ModelSpec) -> int:
    return -(-spec.carryover_weeks // LAG_BLOCK) * LAG_BLOCK


def _arranged(spec: ModelSpec, curves: dict[str, Floats]) -> tuple[Floats, Whole]:
    """Logarithms of the four parameters, (4, N, C), zero where there is none, and families."""
    draws = next(iter(curves.values()))
    nothing = np.full(draws.shape, np.nan)
    found = {n: curves.get(n, nothing) for n in ("half_life", "half_saturation", "slope")}
    form = nothing
    for name in ("shape", "peak"):
        if name in curves:
            form = np.where(np.isnan(form), curves[name], form)
    found["form"] = form
    logged = [np.nan_to_num(np.log(found[name])) for name in _LOGGED]
    families = [
        [CARRYOVERS.index(prior.adstock) for prior in spec.channels],
        [SATURATIONS.index(prior.saturation) for prior in spec.channels],
    ]
    return np.stack(logged), np.array(families, dtype=np.int64)


def _draws(design: Design, spec: ModelSpec, curves: dict[str, Floats], stage: int) -> Floats:
    parameters, families = _arranged(spec, curves)
    lags, weeks = _lags(spec), design.media.shape[1]
    after = -(-weeks // WEEK_BLOCK) * WEEK_BLOCK - weeks
    media = with_history(np.pad(design.media, ((0, 0), (0, after))), design.history, lags)
    lag_logs = np.log(np.arange(lags) + 0.5)
    found = _transform(media, (lag_logs, spec.carryover_weeks), families, parameters, stage)
    return np.asarray(found)[..., :weeks]


@numba.njit(cache=True, error_model="numpy")
def _transform(
    media: Floats, window: tuple[Floats, int], families: Whole, parameters: Floats, stage: int
) -> Floats:
    """Media at a stage: 0 carried over, 1 then saturated, 2 saturated and then carried over."""
    lag_logs, counted = window
    lags = lag_logs.shape[0]
    draws, channels = parameters.shape[1], parameters.shape[2]
    weeks = media.shape[1] - lags
    out = np.empty((draws, channels, weeks))
    weights, slopes = np.empty(lags), (np.empty(lags), np.empty(lags))
    rows = (np.empty(weeks), np.empty(weeks), np.empty(weeks))
    given, whole = np.empty(weeks), np.zeros(lags + weeks)
    early = np.empty((4, lags))
    for n in range(draws):
        for c in range(channels):
            at = (parameters[0, n, c], parameters[1, n, c], counted)
            carryover_weights(families[0, c], at, lag_logs, weights, slopes)
            curve = (parameters[2, n, c], parameters[3, n, c])
            if stage == 2:
                for t in range(weeks):
                    given[t] = media[c, lags + t] + 1e-200
                saturate(families[1, c], curve, given, rows)
                saturate_history(families[1, c], curve, media[c], early)
                whole[:lags] = early[1]
                for t in range(weeks):
                    whole[lags + t] = rows[0][t] if media[c, lags + t] > 0.0 else 0.0
                carry(whole, weights, out[n, c])
                given[:] = out[n, c]
            else:
                carry(media[c], weights, given)
                if stage == 1:
                    saturate(families[1, c], curve, given, rows)
                    out[n, c] = rows[0]
                else:
                    out[n, c] = given
            for t in range(weeks):  # exactly nothing where nothing acts
                if given[t] <= _SILENT:
                    out[n, c, t] = 0.0
    return out


@numba.njit(cache=True, error_model="numpy")
def _weights(families: Whole, parameters: Floats, lag_logs: Floats, counted: int) -> Floats:
    draws, channels = parameters.shape[1], parameters.shape[2]
    out = np.empty((draws, channels, lag_logs.shape[0]))
    slopes = (np.empty(lag_logs.shape[0]), np.empty(lag_logs.shape[0]))
    for n in range(draws):
        for c in range(channels):
            at = (parameters[0, n, c], parameters[1, n, c], counted)
            carryover_weights(families[c], at, lag_logs, out[n, c], slopes)
    return out[:, :, :counted]
