"""Where everything is in the block of memory that compiled code reads, and in a point."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from mmm_xl.inference.media_kernel import GEOMETRIC, WEIBULL
from mmm_xl.model import priors
from mmm_xl.model.build import baseline_directions, design_data
from mmm_xl.model.design import Design
from mmm_xl.model.spec import ModelSpec

Floats = npt.NDArray[np.float64]

CHANNELS, LAGS, ADSTOCK, CORRELATED, SHAPE, RHO, DRIFT, CENTRE = range(8)
"""Positions in the header; the last four hold a position in the point, -1 where there is none."""

FIRST_ARRAY = 8
ARRAYS = 9
HEADER_SIZE = FIRST_ARRAY + 3 * (ARRAYS + 1)
"""Address, rows and columns of each array, the stack of Gram matrices last."""

NOISE_SD, COMMON_SCALES = 0, 1
COMMON = ((RHO, 0), (DRIFT, 0), (CENTRE, 0), (CENTRE, 1))
"""Common parameters with a Normal prior on the point's scale: header position and offset."""

CHANNEL_BLOCKS = ("effect", "half_life", "half_saturation", "slope")


@dataclass(frozen=True)
class Packed:
    """Arrays laid out for the compiled density; owns the memory that ``header`` points at.

    Parameters
    ----------
    header : int64, shape (HEADER_SIZE,)
    blocks : tuple of (name, size)
        Parameters in the order of a point.
    """

    header: npt.NDArray[np.int64]
    arrays: tuple[Floats, ...]
    gram: Floats
    blocks: tuple[tuple[str, int], ...]

    @property
    def size(self) -> int:
        """Number of sampled parameters."""
        return sum(size for _, size in self.blocks)


def blocks_of(spec: ModelSpec) -> tuple[tuple[str, int], ...]:
    """Names and sizes of a specification's sampled parameters, in the order of a point."""
    channels = len(spec.channels)
    blocks = [(name, channels) for name in CHANNEL_BLOCKS] + [("sigma", 1)]
    if spec.adstock == "weibull":
        blocks.append(("shape", channels))
    if spec.noise == "ar1":
        blocks.append(("autocorrelation", 1))
    if spec.level_weeks:
        blocks.append(("drift", 1))
    if spec.pooled:
        blocks += [("centre", 1), ("spread", 1)]
    return tuple(blocks)


def pack(design: Design, spec: ModelSpec) -> Packed:
    """Check every shape and value, then lay the arrays out for compiled code.

    Raises
    ------
    ValueError
        A shape does not fit, or a value is not finite: compiled code would read beyond its memory.
    """
    data = design_data(design, spec)
    correlated = spec.noise == "ar1" or spec.level_weeks > 0
    if not correlated:
        data["baseline"], data["baseline_variance"] = baseline_directions(design)
        data["drifting"] = np.zeros(len(data["baseline_variance"]))
    _check(data, spec)
    names = ("outcome", "media", "effect_scale", "baseline", "baseline_variance", "drifting",
             "priors", "pooled")  # fmt: skip
    arrays = tuple(
        np.ascontiguousarray(np.atleast_2d(data[name]), dtype=np.float64) for name in names
    )
    arrays += (_scales(spec)[None, :],)
    gram = gram_matrices(data["baseline"]) if correlated else np.zeros((3, 0, 0))
    blocks = blocks_of(spec)
    header = np.full(HEADER_SIZE, -1, dtype=np.int64)
    header[CHANNELS], header[LAGS] = len(spec.channels), spec.carryover_weeks
    header[ADSTOCK] = WEIBULL if spec.adstock == "weibull" else GEOMETRIC
    header[CORRELATED] = int(correlated)
    starts = dict(
        zip([n for n, _ in blocks], np.cumsum([0, *[s for _, s in blocks]]), strict=False)
    )
    for slot, name in ((SHAPE, "shape"), (RHO, "autocorrelation"), (DRIFT, "drift"),
                       (CENTRE, "centre")):  # fmt: skip
        header[slot] = starts.get(name, -1)
    for k, array in enumerate((*arrays, gram)):
        place = FIRST_ARRAY + 3 * k
        header[place : place + 3] = array.ctypes.data, array.shape[-2], array.shape[-1]
    return Packed(header, arrays, gram, blocks)


def _scales(spec: ModelSpec) -> Floats:
    """Noise scale, then mean and sd of each of `COMMON`."""
    pairs = (
        priors.AUTOCORRELATION,
        (priors.DRIFT.mu, priors.DRIFT.sigma),
        priors.POOLED_CENTRE,
        (priors.POOLED_SPREAD.mu, priors.POOLED_SPREAD.sigma),
    )
    return np.array([spec.noise_sd, *(value for pair in pairs for value in pair)])


def gram_matrices(baseline: Floats) -> Floats:
    """Gram matrices of the baseline under AR(1): Z R Z' = g0 + rho g1 + rho^2 g2; (3, P, P)."""
    before, after = baseline[:, :-1], baseline[:, 1:]
    cross = after @ before.T
    inside = baseline[:, 1:-1]
    return np.ascontiguousarray(
        np.stack([baseline @ baseline.T, -(cross + cross.T), inside @ inside.T])
    )


def _check(data: dict[str, Floats], spec: ModelSpec) -> None:
    channels, weeks = data["media"].shape
    columns = len(data["baseline_variance"])
    shapes = {
        "outcome": (weeks,),
        "media": (len(spec.channels), weeks),
        "effect_scale": (channels,),
        "baseline": (columns, weeks),
        "drifting": (columns,),
        "priors": (10, channels),
        "pooled": (channels,),
    }
    for name, shape in shapes.items():
        if data[name].shape != shape or not np.isfinite(data[name]).all():
            raise ValueError(f"{name} must be finite with shape {shape}, not {data[name].shape}")
    scales = (data["priors"][1::2], _scales(spec)[[0, 2, 4, 6, 8]])
    if not all((scale > 0).all() for scale in scales) or (data["baseline_variance"] < 0).any():
        raise ValueError("prior scales must be positive")
    if not 1 <= spec.carryover_weeks <= 1000 or weeks < 3:
        raise ValueError("carryover weeks and weeks of data must be positive")
