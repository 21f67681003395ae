"""Several fits as one mixture of draws, and where they disagree."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import combinations

import numpy as np
import xarray as xr

from mmm_xl.analysis.summary import Summary, summarise
from mmm_xl.analysis.thresholds import (
    CANDIDATE_CLOSE,
    CANDIDATE_CLOSE_CRPS,
    CANDIDATE_ERRORS,
    CANDIDATE_WEIGHT,
)
from mmm_xl.analysis.validation.candidate_results import Candidate

LEVEL, _FAR = 0.8, 0.95
"""Levels of the ranges that means are held against."""


def mixture(parts: Sequence[tuple[xr.DataArray, float]]) -> xr.DataArray:
    """Draws of several fits, each in proportion to its weight; dims (chain, draw, channel).

    Parameters
    ----------
    parts : sequence of (DataArray, float)
        Draws, dims (chain, draw, channel), with as many chains each, and weights that sum to one.

    Notes
    -----
    Taken at even distances from each chain and woven into each other by their position, so that the
    same fits give the same draws, none twice, and each chain of the mixture mixes.
    """
    size = min(int(draws.sizes["draw"] / weight) for draws, weight in parts)
    size = min(size, max(draws.sizes["draw"] for draws, _ in parts))
    ends = np.rint(np.cumsum([0.0, *(weight for _, weight in parts)]) * size).astype(int)
    taken, places = [], []
    for (draws, _), count in zip(parts, np.diff(ends), strict=True):
        position = (np.arange(count) + 0.5) / max(count, 1)
        taken.append(draws.transpose("chain", "draw", "channel").values[
            :, (position * draws.sizes["draw"]).astype(int)
        ])  # fmt: skip
        places.append(position)
    order = np.argsort(np.concatenate(places), kind="stable")
    return xr.DataArray(
        np.concatenate(taken, axis=1)[:, order],
        dims=("chain", "draw", "channel"),
        coords={"channel": parts[0][0]["channel"]},
    )


def summaries(draws: xr.DataArray) -> dict[str, Summary]:
    """Summary of each channel of draws with dims (chain, draw, channel)."""
    return {
        str(name): summarise(draws.sel(channel=name, drop=True)) for name in draws["channel"].values
    }


def widths(mixed: Mapping[str, Summary], own: Mapping[str, Summary]) -> dict[str, float]:
    """Width of each 80% range of a mixture over that of the run; NaN where that is a point."""
    found = {}
    for name, one in mixed.items():
        if name in own:
            low, high = own[name].interval(LEVEL)
            ends = one.interval(LEVEL)
            found[name] = (ends[1] - ends[0]) / (high - low) if high > low else float("nan")
    return found


def comparable(cards: Sequence[Candidate], basis: str) -> list[Candidate]:
    """Sound candidates with a say: the run's own, with weight, or that predict as the best do.

    Parameters
    ----------
    basis : str
        What the weights maximise; see `Candidates`.
    """
    sound = [card for card in cards if not card.rejected]
    if basis == "nothing":
        return sound
    if basis == "forecasts":
        known = [card.fold_crps for card in sound if np.isfinite(card.fold_crps)]
        limit = min(known, default=np.nan) * (1 + CANDIDATE_CLOSE_CRPS)
        near = [card.fold_crps <= limit for card in sound]
    else:
        near = [-card.behind <= max(CANDIDATE_CLOSE, CANDIDATE_ERRORS * card.behind_se)
                for card in sound]  # fmt: skip
    return [card for card, is_near in zip(sound, near, strict=True)
            if is_near or card.chosen or card.weight >= CANDIDATE_WEIGHT]  # fmt: skip


def disagreeing(cards: Sequence[Candidate], basis: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Names of channels on which sound candidates disagree, and of others on which they differ.

    Notes
    -----
    They disagree where each mean lies outside the 80% range of the other, or one outside the 95%
    range of the other; they differ where one lies outside the 80% range of the other, which happens
    among sound specifications of one truth where one is surer of itself.
    """
    heard = comparable(cards, basis)
    pairs = [(one.roi, other.roi) for one, other in combinations(heard, 2)]
    names = tuple(dict.fromkeys(name for card in heard for name in card.roi))

    def apart(level: float, name: str) -> list[int]:
        """How many of both means lie outside, for each pair."""
        return [_outside(one[name], other[name], level) + _outside(other[name], one[name], level)
                for one, other in pairs]  # fmt: skip

    disagree = tuple(name for name in names if 2 in apart(LEVEL, name) or any(apart(_FAR, name)))
    differ = tuple(name for name in names if name not in disagree and any(apart(LEVEL, name)))
    return disagree, differ


def _outside(one: Summary, other: Summary, level: float) -> bool:
    low, high = other.interval(level)
    return not low <= one.mean <= high
