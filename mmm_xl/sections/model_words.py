"""Which model was fitted, in sentences."""

from __future__ import annotations

from mmm_xl.analysis.results import Results
from mmm_xl.analysis.summary import summarise
from mmm_xl.model.spec import ModelSpec
from mmm_xl.names import Link, Noise, Order, Trend
from mmm_xl.sections import words
from mmm_xl.sections.context import Context

LEAST_FREEDOM = 2.0
"""Added to the sampled excess, so that the noise has a variance."""


def model_words(results: Results, c: Context) -> tuple[str, ...]:
    """Every choice of the specification, and what a short history left out."""
    run = results.run
    spec = run.spec
    sentences = (
        words.MODEL_NAME.format(name=spec.name),
        words.MODEL_LINKS[Link(spec.link)],
        words.MODEL_TRENDS[Trend(spec.trend)],
        words.MODEL_LEVEL[spec.level_weeks > 0],
        _noise(results, c),
        words.MODEL_ORDERS[Order(spec.order)],
        _pooling(spec),
        *_signs(spec),
    )
    left_out = tuple(
        words.MODEL_SIMPLIFIED.format(weeks=run.dataset.weeks, what=what)
        for what in spec.simplified
    )
    return (" ".join(sentences), *left_out)


def _noise(results: Results, c: Context) -> str:
    noise, posterior = Noise(results.run.spec.noise), results.run.posterior
    if noise is Noise.NORMAL:
        return words.MODEL_NOISES[noise]
    if noise is Noise.AUTOCORRELATED:
        found = summarise(posterior["autocorrelation"])
    else:
        found = summarise(posterior["tail"] + LEAST_FREEDOM)
    return words.MODEL_NOISES[noise].format(
        figure=f"{c.told(found, 'ratio')}, {c.spread(found, 'ratio')}"
    )


def _pooling(spec: ModelSpec) -> str:
    if not spec.pooled:
        return words.MODEL_APART
    named = [pool for pool in spec.pools if pool]
    groups = words.MODEL_GROUPS.format(names=", ".join(named)) if named else ""
    return words.MODEL_POOLED.format(groups=groups)


def _signs(spec: ModelSpec) -> tuple[str, ...]:
    held = (("raise", spec.raising), ("lower", spec.lowering))
    return tuple(
        words.MODEL_SIGNED.format(names=" and ".join(names), verb=verb)
        for verb, names in held
        if names
    )
