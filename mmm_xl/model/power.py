"""Before any fit: how likely these weeks would show an effect of the size that the prior expects.

An effect is "seen" where a least-squares estimate of it, beside the baseline and the other
channels, would stand above zero with its whole 90% interval.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from statistics import NormalDist

import numpy as np
import numpy.typing as npt

from mmm_xl.data.checks.columns import media_of
from mmm_xl.data.dataset import Dataset
from mmm_xl.data.findings import finding_of
from mmm_xl.data.limits import LEAST_POWER
from mmm_xl.data.rules.identification import LOW_POWER
from mmm_xl.errors import Finding
from mmm_xl.model.design import Design, build_design
from mmm_xl.model.priors import DRIFT, LogNormal
from mmm_xl.model.spec import ModelSpec
from mmm_xl.names import Noise, Order
from mmm_xl.transforms.adstock import adstock, carryover_weights
from mmm_xl.transforms.saturation import saturate

Floats = npt.NDArray[np.float64]

LEVEL = 0.9
"""Of the two-sided interval that must lie above zero."""

USUAL_POWER = 0.8
"""Chance of being seen for which the detectable effect is stated."""

DRAWS = 200
"""Of each channel's prior; the chance is then right to about 0.03."""

_SEED = 20240
_Z = NormalDist().inv_cdf(0.5 + LEVEL / 2)
_PARAMETERS = ("effect", "half_life", "shape", "peak", "half_saturation", "slope")
_PASSES = 20
_LEAST_SD = 1e-9
_MOST_MEMORY = 0.9
_BEYOND = 1e3  # times the expected effect; what it takes is then no figure to show


@dataclass(frozen=True)
class ChannelPower:
    """What these weeks could show of one channel.

    Parameters
    ----------
    basis : {"roi", "share"}
        What an effect is: a return, or a share of the outcome.
    expected : float
        Median of the effect's prior.
    prob_seen : float, probability
        That an effect drawn from the prior would be told from zero.
    detectable : float
        Smallest effect seen in 8 of 10 cases, carryover and saturation at their prior medians.
    """

    channel: str
    label: str
    basis: str
    expected: float
    prob_seen: float
    detectable: float


def power(dataset: Dataset, spec: ModelSpec) -> tuple[ChannelPower, ...]:
    """Chance of seeing each channel's effect; the same inputs give the same figures.

    Notes
    -----
    The standard error of an effect is that of generalised least squares: the noise is what these
    weeks leave unexplained, with its memory; the baseline's coefficients and the other channels'
    effects have their prior scales, the channel's own effect has none. Carryover and saturation of
    the channel are drawn from their priors, those of the others are at their medians.
    """
    design = build_design(dataset, spec)
    rng = np.random.default_rng(_SEED)
    usual = np.stack([_shape(c, spec, design, _medians(spec, c)) for c in range(_count(spec))])
    scaled = usual * _unit(design, usual)[:, None]
    fields = _Field.of(design, spec, scaled)
    return tuple(
        _channel(fields, c, rng.standard_normal((len(_PARAMETERS), DRAWS)), dataset)
        for c in range(_count(spec))
    )


def power_findings(dataset: Dataset, spec: ModelSpec) -> tuple[Finding, ...]:
    """One finding for each channel whose expected effect would seldom be seen."""
    where = {column.name: column.where for column in media_of(dataset)}
    return tuple(
        finding_of(LOW_POWER, where[found.channel], power_words(found))
        for found in power(dataset, spec)
        if found.prob_seen < LEAST_POWER
    )


def with_power(dataset: Dataset, spec: ModelSpec) -> Dataset:
    """Dataset whose findings include those about power."""
    return replace(dataset, findings=(*dataset.findings, *power_findings(dataset, spec)))


def power_words(found: ChannelPower) -> str:
    """Sentence about one channel's power."""
    cases = round(10 * found.prob_seen)
    often = f"would be seen in {cases} of 10 cases" if cases else "would hardly ever be seen"
    said = (
        f"with this variation an effect of the size that is expected of channel '{found.channel}'"
        f" ({_sized(found.expected, found.basis, 'about ')}) {often}"
    )
    if found.detectable > _BEYOND * found.expected:
        return f"{said}."
    return f"{said}; {_sized(found.detectable, found.basis)} would be seen in 8 of 10."


def _sized(effect: float, basis: str, about: str = "") -> str:
    if basis == "share":
        return f"{about}{effect:.1%} of the outcome"
    return (
        f"a return of {about}{effect:,.0f}" if effect >= 10 else f"a return of {about}{effect:.2g}"
    )


@dataclass(frozen=True)
class _Field:
    """What one channel is to be told from.

    Parameters
    ----------
    spread : ndarray, shape (T, P)
        Baseline's columns times their prior scales.
    channels : ndarray, shape (T, C)
        Channels at prior medians times the standard deviation of their effects.
    noise : float, standard deviations of the outcome
    memory : float
        Correlation of one week's noise with the next; columns are innovations already.
    """

    spec: ModelSpec
    design: Design
    spread: Floats
    channels: Floats
    noise: float
    memory: float

    @classmethod
    def of(cls, design: Design, spec: ModelSpec, scaled: Floats) -> _Field:
        """Field of media at prior medians whose effect is 1, shape (C, T)."""
        scale = np.where(design.drifting, DRIFT.median, 1.0) * design.baseline_sd
        effects = [prior.effect for prior in spec.channels]
        sds = np.array([effect.median * _relative_sd(effect) for effect in effects])
        baseline, media = design.baseline * scale, (scaled * sds[:, None]).T
        target = design.outcome - scaled.T @ np.array([effect.median for effect in effects])
        noise, rest = _noise(np.column_stack([baseline, media]), target)
        memory = 0.0
        if spec.noise == Noise.AUTOCORRELATED:
            memory = _memory(rest)
            baseline, media = (_innovations(x.T, memory).T for x in (baseline, media))
            both = np.column_stack([baseline, media])
            noise, _ = _noise(both, _innovations(target, memory))
        return cls(spec, design, baseline, media, noise, memory)

    def errors(self, c: int, shapes: Floats) -> Floats:
        """Standard error of channel c's effect for each of its shapes (N, T) of effect 1, (N,)."""
        others = np.column_stack([self.spread, np.delete(self.channels, c, axis=1)])
        own = _innovations(shapes, self.memory)
        left, strength, _ = np.linalg.svd(others, full_matrices=False)
        kept = strength**2 / (strength**2 + self.noise**2)
        seen = np.square(own).sum(axis=1) - (np.square(own @ left) * kept).sum(axis=1)
        return np.asarray(self.noise / np.sqrt(np.maximum(seen, _LEAST_SD**2)))


def _relative_sd(effect: LogNormal) -> float:
    """Standard deviation over median."""
    return math.exp(effect.sigma**2 / 2) * math.sqrt(math.expm1(effect.sigma**2))


def _noise(columns: Floats, target: Floats) -> tuple[float, Floats]:
    """Standard deviation that columns of prior scale 1 leave of a target, and what they leave.

    Notes
    -----
    With H the smoother at noise s, s^2 is the squared remainder over T - trace(H); a few passes.
    """
    left, strength, _ = np.linalg.svd(columns, full_matrices=False)
    along = left.T @ target
    noise, rest = 1.0, target
    for _ in range(_PASSES):
        kept = strength**2 / (strength**2 + noise**2)
        rest = target - left @ (kept * along)
        free = max(len(target) - float(kept.sum()), 1.0)
        noise = max(math.sqrt(float(rest @ rest) / free), _LEAST_SD)
    return noise, rest


def _memory(rest: Floats) -> float:
    """Correlation of one week's remainder with the next, between none and a lot."""
    whole = float(rest @ rest)
    found = float(rest[1:] @ rest[:-1]) / whole if whole else 0.0
    return min(max(found, 0.0), _MOST_MEMORY)


def _innovations(rows: Floats, memory: float) -> Floats:
    """Rows (..., T) of AR(1) series as independent innovations of equal variance."""
    first = rows[..., :1] * math.sqrt(1 - memory**2)
    return np.concatenate([first, rows[..., 1:] - memory * rows[..., :-1]], axis=-1)


def _channel(field: _Field, c: int, z: Floats, dataset: Dataset) -> ChannelPower:
    prior, channel = field.spec.channels[c], dataset.channels[c]
    drawn = {
        name: np.exp(getattr(prior, name).mu + getattr(prior, name).sigma * z[i])
        for i, name in enumerate(_PARAMETERS)
    }
    shapes = _shape(c, field.spec, field.design, drawn)
    shapes = shapes * _unit(field.design, shapes, c)[:, None]
    chance = _normal_cdf(drawn["effect"] / field.errors(c, shapes) - _Z)
    usual = _shape(c, field.spec, field.design, _medians(field.spec, c))[None, :]
    error = float(field.errors(c, usual * _unit(field.design, usual, c)[:, None])[0])
    detectable = (_Z + NormalDist().inv_cdf(USUAL_POWER)) * error
    return ChannelPower(
        channel.name, channel.label, prior.basis, prior.effect.median, float(chance.mean()),
        detectable,
    )  # fmt: skip


def _normal_cdf(values: Floats) -> Floats:
    return np.array([0.5 * math.erfc(-value / math.sqrt(2)) for value in values.tolist()])


def _count(spec: ModelSpec) -> int:
    return len(spec.channels)


def _medians(spec: ModelSpec, c: int) -> dict[str, Floats]:
    return {name: np.array(getattr(spec.channels[c], name).median) for name in _PARAMETERS}


def _unit(design: Design, shapes: Floats, c: int | None = None) -> Floats:
    """Factor that gives each shape (N, T) an effect of 1; of channel c, or one shape a channel."""
    scale = design.effect_scale if c is None else design.effect_scale[c]
    total = (shapes * design.weighting).sum(axis=1)
    return np.asarray(scale / np.where(total > 0, total, np.inf))


def _shape(c: int, spec: ModelSpec, design: Design, at: Mapping[str, Floats]) -> Floats:
    """Saturated, carried-over media of channel c, shape (..., T) of parameters of shape (...,)."""
    prior, media = spec.channels[c], design.media[c]
    weights = carryover_weights(
        prior.adstock, spec.carryover_weeks, at["half_life"], at["shape"], at["peak"]
    )
    half, slope = at["half_saturation"][..., None], at["slope"][..., None]
    if spec.order == Order.SATURATION_FIRST:
        return adstock(saturate(prior.saturation, media, half, slope), weights)
    return saturate(prior.saturation, adstock(media, weights), half, slope)
