"""Sampling the PyMC model itself: the way for a specification that the compiled density lacks.

nutpie compiles the model of `mmm_xl.model.build` once for each structure and process, which takes
seconds; data and priors are swapped in afterwards. Only what nutpie documents is used here, so this
way stays open when the insides that the compiled density relies on change.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from threading import Lock
from typing import Any

import numpy as np

from mmm_xl.inference.layout import blocks_of
from mmm_xl.inference.nutpie_door import nutpie
from mmm_xl.inference.nuts import STATISTICS, kept_draws
from mmm_xl.inference.progress import Watcher
from mmm_xl.inference.sampler_settings import SamplerSettings
from mmm_xl.model.build import build_model, design_data
from mmm_xl.model.design import Design
from mmm_xl.model.spec import ModelSpec

_BY_DATA = frozenset(
    {"channels", "outcome_value", "name", "simplified", "level_weeks", "yearly_terms", "trend"}
    | {"intercept_sd", "trend_sd", "trend_change_sd", "season_sd", "control_sd", "event_sd"}
    | {"link", "raising", "lowering"}
)
"""Fields of a specification that reach the model through `design_data` or the sampled parameters
alone; any other field, a new one included, is taken to be built in."""

_OF_CHANNEL_BY_DATA = frozenset(
    {"channel", "basis", "effect", "half_life", "half_saturation", "slope", "shape", "peak"}
    | {"stated"}
)
"""The same for the fields of a channel's priors."""

_OTHER_SCALE = {"autocorrelation": ("autocorrelation_raw", np.tanh)}
"""PyMC's name of a parameter that it samples on another scale, and the way back."""


@dataclass(frozen=True)
class _Compiled:
    """One structure, compiled.

    Parameters
    ----------
    model : pm.Model
        Starting points are computed from the data that it holds.
    density : object
        What nutpie compiled.
    unread : frozenset of str
        Data that this structure does not use.
    turn : Lock
        Chains ask for starting points while they run, so fits of one structure take turns: else a
        draw could depend on what else was being fitted.
    """

    model: Any
    density: Any
    unread: frozenset[str]
    turn: Any


_COMPILED: dict[tuple[Any, ...], _Compiled] = {}
_COMPILING = Lock()


def sample_with_pymc(
    design: Design, spec: ModelSpec, settings: SamplerSettings, watcher: Watcher | None = None
) -> dict[str, np.ndarray]:
    """Draws of every sampled parameter, from the readable model.

    Returns
    -------
    dict of name to ndarray
        Each name of `blocks_of`, in the parameter's own unit, shape (chain, draw, size); and
        `STATISTICS`, shape (chain, draw).

    Raises
    ------
    SamplingFailed
        No chain could start, or the sampler stopped early.

    Notes
    -----
    The same settings, data and machine give the same draws, whatever was fitted before in this
    process; they are other draws than those of the compiled density.
    """
    compiled = _compiled(design, spec)
    blocks = blocks_of(spec, int(design.free.sum()))
    in_pymc = {name: _OTHER_SCALE.get(name, (name, np.asarray)) for name, _ in blocks}
    data = design_data(design, spec)
    with compiled.turn:
        for name, value in data.items():
            compiled.model.set_data(name, value)
        swapped = {name: data[name] for name in data if name not in compiled.unread}
        names = (*(there for there, _ in in_pymc.values()), *STATISTICS)
        found = kept_draws(compiled.density.with_data(**swapped), names, settings, watcher)
    shape = (settings.chains, settings.draws)
    draws = {
        name: in_pymc[name][1](found[in_pymc[name][0]]).reshape(*shape, size)
        for name, size in blocks
    }
    return draws | {name: found[name] for name in STATISTICS}


def structure(design: Design, spec: ModelSpec) -> tuple[Any, ...]:
    """What is compiled in: fits that share it differ in data and priors only.

    Returns
    -------
    tuple, hashable
        Sampled parameters with their sizes, the number of dimensions of each data array, and every
        field of the specification and its channels that does not reach the model as data. The
        number of weeks and of baseline columns is free.
    """
    built_in = [(f.name, repr(getattr(spec, f.name))) for f in fields(spec)
                if f.name not in _BY_DATA]  # fmt: skip
    of_channels = [
        (f.name, repr(getattr(prior, f.name)))
        for prior in spec.channels
        for f in fields(prior)
        if f.name not in _OF_CHANNEL_BY_DATA
    ]
    arrays = [(name, value.ndim) for name, value in design_data(design, spec).items()]
    return (
        blocks_of(spec, int(design.free.sum())),
        *built_in,
        *of_channels,
        *arrays,
        *_of_tests(design, spec),
    )


def _of_tests(design: Design, spec: ModelSpec) -> tuple[Any, ...]:
    """What calibrating tests build in: weeks, channels, and whether effects multiply."""
    tests = design.tests
    return (tests.first, tests.weeks, tests.pairs, str(spec.link)) if tests else ()


def _compiled(design: Design, spec: ModelSpec) -> _Compiled:
    """The structure of a specification; compiled by the first who asks."""
    key = structure(design, spec)
    with _COMPILING:
        if key not in _COMPILED:
            _COMPILED[key] = _compile(design, spec)
        return _COMPILED[key]


def _compile(design: Design, spec: ModelSpec) -> _Compiled:
    wanted = [_OTHER_SCALE.get(name, (name, None))[0] for name, _ in blocks_of(spec, 1)]
    model = build_model(design, spec)
    density = nutpie().compile_pymc_model(model, backend="numba", var_names=wanted)
    data = design_data(design, spec)
    unread = frozenset(name for name in data if not _reads(density, name, data[name]))
    return _Compiled(model, density, unread, Lock())


def _reads(density: Any, name: str, value: np.ndarray) -> bool:
    """Whether a compiled model uses a data array; nutpie refuses to swap one that it does not."""
    try:
        density.with_data(**{name: value})
    except KeyError:
        return False
    return True
