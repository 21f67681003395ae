"""Where everything is in the block of memory that compiled code reads, and in a point."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from mmm_xl.inference.media_kernel import CARRYOVERS, SATURATIONS
from mmm_xl.model import priors
from mmm_xl.model.build import design_data
from mmm_xl.model.design import Design, baseline_directions
from mmm_xl.model.lift import LiftTests
from mmm_xl.model.spec import ModelSpec
from mmm_xl.names import Link, Noise, Order

Floats = npt.NDArray[np.float64]
Whole = npt.NDArray[np.int64]

(CHANNELS, LAGS, WEEKS, NOISE, SATURATION_FIRST, SIGMA, RHO, DRIFT, TAIL, CENTRE, POOLS, SIGNED,
 SIGNS, COORDINATES, POINT, TESTS, PAIRS) = range(17)  # fmt: skip
"""Positions in the header. Those of sampled parameters hold a position in the point, -1 for none;
the others hold a number of things."""

INDEPENDENT, CORRELATED, HEAVY_TAILED = range(3)
"""Codes of the likelihood."""

(CARRYOVER_FAMILY, SATURATION_FAMILY, HALF_LIFE, FORM, HALF_SATURATION, SLOPE, POOL) = range(7)
PLACES = 7
"""Rows of each channel's places: two families, positions in the point, and its pool, -1 for none;
``FORM`` is the shape of "auto" carryover and the peak of "delayed"."""

AS_IS, EXPONENTIAL, HYPERBOLIC = range(3)
"""How a parameter's own unit follows from the point."""

ARRAYS = (
    "outcome", "media", "weighting", "effect_scale", "lag_logs", "baseline", "variance",
    "drifting", "prior_mean", "prior_sd", "half_normal", "signed_rows", "test_media",
    "test_weighting", "test_effect", "test_spread",
)  # fmt: skip
FIRST_ARRAY = 17
FIRST_PLACE = FIRST_ARRAY + 3 * (len(ARRAYS) + 1)
"""Three numbers an array, its address, rows and columns (the stack of Gram matrices last); then
`PLACES` numbers a channel; then a number a parameter: how its own unit follows from the point; then
`OF_TEST` numbers a calibrating test; then the channel of each pair of test and channel."""

(FIRST_WEEK, MEASURED, FIRST_PAIR, LAST_PAIR) = range(4)
OF_TEST = 4
"""Numbers of a test: its first week, weeks measured, first pair, and the pair after its last."""

WEEK_BLOCK, LAG_BLOCK, COLUMN_BLOCK = 16, 8, 8
"""Weeks, lags and columns of matrices are padded to whole blocks: full vectors, no remainders."""

CURVE_PARAMETERS = ("effect", "half_life", "shape", "peak", "half_saturation", "slope")
"""Parameters with a value for each channel whose transforms have them."""


@dataclass(frozen=True)
class Packed:
    """Arrays laid out for the compiled density; owns the memory that ``header`` points at.

    Parameters
    ----------
    header : int64
    blocks : tuple of (name, size)
        Parameters in the order of a point.
    start : ndarray, shape (n,)
        Medians of the priors, on the point's scale.
    """

    header: Whole
    arrays: tuple[Floats, ...]
    gram: Floats
    blocks: tuple[tuple[str, int], ...]
    start: Floats

    @property
    def size(self) -> int:
        """Number of sampled parameters."""
        return sum(size for _, size in self.blocks)


def blocks_of(spec: ModelSpec, coordinates: int = 0) -> tuple[tuple[str, int], ...]:
    """Names and sizes of a specification's sampled parameters, in the order of a point.

    Parameters
    ----------
    coordinates : int
        Baseline columns of any sign: sampled as coordinates where noise is heavy-tailed.
    """
    blocks = [(name, len(spec.having(name))) for name in CURVE_PARAMETERS]
    blocks.append(("sigma", 1))
    if spec.noise == Noise.AUTOCORRELATED:
        blocks.append(("autocorrelation", 1))
    if spec.level_weeks:
        blocks.append(("drift", 1))
    if spec.noise == Noise.HEAVY_TAILED:
        blocks.append(("tail", 1))
    blocks += [("centre", len(spec.pools)), ("spread", len(spec.pools))]
    blocks.append(("signed", len(spec.raising) + len(spec.lowering)))
    if spec.noise == Noise.HEAVY_TAILED:
        blocks.append(("coordinate", coordinates))
    return tuple((name, size) for name, size in blocks if size)


def covers(spec: ModelSpec) -> bool:
    """Whether the compiled density knows every family that a specification names."""
    return (
        all(p.adstock in CARRYOVERS and p.saturation in SATURATIONS for p in spec.channels)
        and spec.noise in (Noise.NORMAL, Noise.AUTOCORRELATED, Noise.HEAVY_TAILED)
        and spec.order in tuple(Order)
        and spec.link in tuple(Link)
    )


def pack(design: Design, spec: ModelSpec) -> Packed:
    """Check every shape and value, then lay the arrays out for compiled code.

    Raises
    ------
    ValueError
        A shape does not fit, or a value is not finite: compiled code would read beyond its memory.
    """
    data = design_data(design, spec)
    noise = _noise_code(spec)
    if noise == INDEPENDENT:
        data["baseline"], data["variance"] = baseline_directions(design)
        data["drifting"] = np.zeros(len(data["variance"]))
    if noise != HEAVY_TAILED:
        data |= _filled_up(data, 1.0 if noise == CORRELATED else 0.0)
    blocks = blocks_of(spec, int(design.free.sum()))
    _check(data, spec)
    _check_tests(design.tests, spec, len(design.outcome))
    places = _places(spec, blocks)
    priors_of_point = _point_priors(design, spec, blocks)
    _check_scales(data, priors_of_point)
    lags = _whole(spec.carryover_weeks, LAG_BLOCK)
    gram = np.zeros((3, 0, 0)) if noise == INDEPENDENT else gram_matrices(data["baseline"])
    laid = {
        **{
            name: _padded(data[name])
            for name in ("outcome", "weighting", "baseline", "signed_rows")
        },
        "media": with_history(_padded(data["media"]), data["history"], lags),
        "lag_logs": np.log(np.arange(lags) + 0.5),
        **{name: data[name] for name in ("effect_scale", "variance", "drifting")},
        **priors_of_point,
        **_tests(design.tests, lags),
    }
    arrays = tuple(
        np.ascontiguousarray(np.atleast_2d(laid[name]), dtype=np.float64) for name in ARRAYS
    )
    header = _header(design, spec, blocks, noise)
    for k, array in enumerate((*arrays, gram)):
        place = FIRST_ARRAY + 3 * k
        header[place : place + 3] = array.ctypes.data, array.shape[-2], array.shape[-1]
    kinds = np.concatenate([np.full(size, _kind(name)) for name, size in blocks])
    told = [header, places.ravel(), kinds, *_places_of_tests(design.tests)]
    header = np.concatenate(told).astype(np.int64)
    return Packed(header, arrays, gram, blocks, _start(priors_of_point))


def _noise_code(spec: ModelSpec) -> int:
    if spec.noise == Noise.HEAVY_TAILED:
        return HEAVY_TAILED
    return CORRELATED if spec.noise == Noise.AUTOCORRELATED or spec.level_weeks else INDEPENDENT


def _kind(name: str) -> int:
    return {"autocorrelation": HYPERBOLIC, "centre": AS_IS, "coordinate": AS_IS}.get(
        name, EXPONENTIAL
    )


def _starts(blocks: tuple[tuple[str, int], ...]) -> dict[str, int]:
    edges = np.cumsum([0, *(size for _, size in blocks)])
    return {name: int(edge) for (name, _), edge in zip(blocks, edges, strict=False)}


def _header(
    design: Design, spec: ModelSpec, blocks: tuple[tuple[str, int], ...], noise: int
) -> Whole:
    starts = _starts(blocks)
    header = np.full(FIRST_PLACE, -1, dtype=np.int64)
    header[CHANNELS], header[LAGS] = len(spec.channels), spec.carryover_weeks
    header[WEEKS], header[NOISE] = len(design.outcome), noise
    header[SATURATION_FIRST] = int(spec.order == Order.SATURATION_FIRST)
    header[POOLS], header[SIGNS] = len(spec.pools), int((~design.free).sum())
    header[POINT] = sum(size for _, size in blocks)
    header[TESTS], header[PAIRS] = len(design.tests), len(design.tests.pairs)
    for slot, name in ((SIGMA, "sigma"), (RHO, "autocorrelation"), (DRIFT, "drift"),
                       (TAIL, "tail"), (CENTRE, "centre"), (SIGNED, "signed"),
                       (COORDINATES, "coordinate")):  # fmt: skip
        header[slot] = starts.get(name, -1)
    return header


def _tests(tests: LiftTests, lags: int) -> dict[str, Floats]:
    """Arrays of calibrating tests, padded, in standard errors of each test.

    Notes
    -----
    Two rows of media a pair: without the test, then with it everywhere.
    """
    weeks = tests.media.shape[2]
    reach = weeks - tests.weighting.shape[1]
    own = tests.media.reshape(2 * len(tests.pairs), weeks)
    return {
        "test_media": _padded(np.pad(own, ((0, 0), (lags - reach, 0))), lags),
        "test_weighting": _padded(tests.weighting / tests.error[:, None]),
        "test_effect": tests.effect / tests.error,
        "test_spread": np.array([tests.spread]),
    }


def _places_of_tests(tests: LiftTests) -> tuple[Whole, Whole]:
    """Numbers of each test, and the channel of each pair."""
    edges = np.searchsorted([test for test, _ in tests.pairs], np.arange(len(tests) + 1))
    rows = np.column_stack([tests.first, tests.weeks, edges[:-1], edges[1:]])
    return rows.ravel().astype(np.int64), np.array([c for _, c in tests.pairs], dtype=np.int64)


def _places(spec: ModelSpec, blocks: tuple[tuple[str, int], ...]) -> Whole:
    """(`PLACES`, C)."""
    starts = _starts(blocks)
    places = np.full((PLACES, len(spec.channels)), -1, dtype=np.int64)
    rows = {"half_life": HALF_LIFE, "shape": FORM, "peak": FORM,
            "half_saturation": HALF_SATURATION, "slope": SLOPE}  # fmt: skip
    for name, row in rows.items():
        for k, channel in enumerate(spec.having(name)):
            places[row, channel] = starts[name] + k
    for c, prior in enumerate(spec.channels):
        places[CARRYOVER_FAMILY, c] = CARRYOVERS.index(prior.adstock)
        places[SATURATION_FAMILY, c] = SATURATIONS.index(prior.saturation)
        places[POOL, c] = prior.pool
    return places


def _point_priors(
    design: Design, spec: ModelSpec, blocks: tuple[tuple[str, int], ...]
) -> dict[str, Floats]:
    """Normal mean and sd, or scale of a half-Normal whose logarithm it is, of each parameter.

    Notes
    -----
    An sd or scale of zero marks that the prior is of another kind: an effect whose centre and
    spread are learned, and coordinates, whose density is that of the coefficients.
    """
    normal = {
        "autocorrelation": priors.AUTOCORRELATION,
        "drift": (priors.DRIFT.mu, priors.DRIFT.sigma),
        "tail": (priors.TAIL_EXCESS.mu, priors.TAIL_EXCESS.sigma),
        "centre": priors.POOLED_CENTRE,
        "spread": (spec.pool_spread.mu, spec.pool_spread.sigma),
    }
    half = {"sigma": [spec.noise_sd], "signed": list(design.baseline_sd[~design.free])}
    rows: list[tuple[float, float, float]] = []
    for name, size in blocks:
        if name in CURVE_PARAMETERS:
            found = [spec.channels[i] for i in spec.having(name)]
            pooled = [name == "effect" and prior.pooled for prior in found]
            own = [getattr(prior, name) for prior in found]
            rows += [
                (p.mu, 0.0 if shared else p.sigma, 0.0)
                for p, shared in zip(own, pooled, strict=True)
            ]
        elif name in half:
            rows += [(_log(0.4 * scale), 0.0, scale) for scale in half[name]]
        else:
            mean, sd = normal.get(name, (0.0, 0.0))
            rows += [(mean, sd, 0.0)] * size
    table = np.array(rows)
    return {"prior_mean": table[:, 0], "prior_sd": table[:, 1], "half_normal": table[:, 2]}


def _log(value: float) -> float:
    return math.log(value) if value > 0 else math.nan


def _start(point_priors: dict[str, Floats]) -> Floats:
    return point_priors["prior_mean"].copy()


def _whole(size: int, block: int) -> int:
    """Size, raised to a whole number of blocks."""
    return -(-size // block) * block


def _padded(values: Floats, before: int = 0) -> Floats:
    """Weekly values with zeros after the last week, up to a whole block; of those after some."""
    weeks = values.shape[-1] - before
    width = [(0, 0)] * (values.ndim - 1) + [(0, _whole(weeks, WEEK_BLOCK) - weeks)]
    return np.pad(values, width)


def with_history(media: Floats, history: Floats, lags: int) -> Floats:
    """Media (C, L + T): those of the weeks before the first one, zero where unknown, and theirs."""
    whole = np.pad(media, ((0, 0), (lags, 0)))
    if history.shape[1]:
        whole[:, lags - history.shape[1] : lags] = history
    return whole


def gram_matrices(baseline: Floats) -> Floats:
    """Gram matrices of the baseline under AR(1): Z R Z' = g0 + rho g1 + rho^2 g2; (3, P, P)."""
    before, after = baseline[:, :-1], baseline[:, 1:]
    cross = after @ before.T
    inside = baseline[:, 1:-1]
    return np.ascontiguousarray(
        np.stack([baseline @ baseline.T, -(cross + cross.T), inside @ inside.T])
    )


def _filled_up(data: dict[str, Floats], variance: float) -> dict[str, Floats]:
    """Baseline with columns of zeros up to a whole block; they change nothing."""
    columns = len(data["variance"])
    more = _whole(columns, COLUMN_BLOCK) - columns
    return {
        "baseline": np.pad(data["baseline"], ((0, more), (0, 0))),
        "variance": np.pad(data["variance"], (0, more), constant_values=variance),
        "drifting": np.pad(data["drifting"], (0, more)),
    }


def _check(data: dict[str, Floats], spec: ModelSpec) -> None:
    channels, weeks = data["media"].shape
    if not 1 <= spec.carryover_weeks <= 1000 or weeks < 3:
        raise ValueError("carryover weeks and weeks of data must be positive")
    columns = len(data["variance"])
    signs = len(spec.raising) + len(spec.lowering)
    shapes = {
        "outcome": (weeks,),
        "media": (len(spec.channels), weeks),
        "history": (len(spec.channels), min(data["history"].shape[1], spec.carryover_weeks - 1)),
        "weighting": (weeks,),
        "effect_scale": (channels,),
        "baseline": (columns, weeks),
        "drifting": (columns,),
        "signed_rows": (signs, weeks),
    }
    for name, shape in shapes.items():
        if data[name].shape != shape or not np.isfinite(data[name]).all():
            raise ValueError(f"{name} must be finite with shape {shape}, not {data[name].shape}")
    if any(prior.pool >= len(spec.pools) for prior in spec.channels):
        raise ValueError("a channel's pool does not exist")


def _check_tests(tests: LiftTests, spec: ModelSpec, weeks: int) -> None:
    count, longest = len(tests), max(tests.weeks, default=0)
    shapes = {
        "weighting": (count, longest),
        "effect": (count,),
        "error": (count,),
        "media": (len(tests.pairs), 2, spec.carryover_weeks - 1 + longest),
    }
    for name, shape in shapes.items():
        values = getattr(tests, name)
        if values.shape != shape or not np.isfinite(values).all():
            raise ValueError(f"{name} of tests must be finite with shape {shape}")
    ends = [first + measured for first, measured in zip(tests.first, tests.weeks, strict=True)]
    inside = min(tests.first, default=0) >= 0 and max(ends, default=0) <= weeks
    known = all(0 <= c < len(spec.channels) for _, c in tests.pairs)
    if not (inside and known and [e for e, _ in tests.pairs] == sorted(e for e, _ in tests.pairs)):
        raise ValueError("a test lies outside the weeks, or its channel does not exist")
    if not (tests.error > 0).all():
        raise ValueError("standard errors of tests must be positive")


def _check_scales(data: dict[str, Floats], point_priors: dict[str, Floats]) -> None:
    scales = (point_priors["prior_sd"], point_priors["half_normal"])
    finite = all(np.isfinite(values).all() for values in point_priors.values())
    positive = all((scale >= 0).all() for scale in scales) and (data["variance"] >= 0).all()
    if not (finite and positive and (data["effect_scale"] > 0).all()):
        raise ValueError("prior scales must be positive")
