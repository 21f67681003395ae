"""One model and its data in plain numbers, so that every product fits the same thing.

The plain specification: geometric adstock, Hill, Normal noise, a linear baseline. Its baseline
columns (trend, waves, controls, events) go to every product as they are, with the same priors.
"""

from __future__ import annotations

import math
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from mmm_xl.data.build import build_dataset
from mmm_xl.data.contents import to_raw
from mmm_xl.data.dataset import Dataset
from mmm_xl.data.importing import ImportSpec, import_table
from mmm_xl.data.simulator import simulate
from mmm_xl.model.design import Design, build_design
from mmm_xl.model.spec import ModelSpec, build_spec
from mmm_xl.names import ModelName
from mmm_xl.transforms.adstock import adstock, decay_from_half_life, geometric_weights
from mmm_xl.transforms.saturation import hill
from mmm_xl.workbook.tables import read_table

EXAMPLE, NATIONAL = "example", "national"

ROI_PRIOR = (0.2, 0.9)
"""Meridian's default prior of a ROI: mean and sd of its logarithm."""

_Z = 1.6448536269514722
"""Standard Normal quantile of 95%: a stated range holds 90%."""

_PAID = tuple(f"Channel{i}" for i in range(5))


def dataset_of(case: str, table: Path | None, model: ModelName = ModelName.PLAIN) -> Dataset:
    """Data of one case.

    Parameters
    ----------
    case : {"example", "national"}
    table : Path or None
        Meridian's national example; only for that case.
    """
    if case == EXAMPLE:
        contents = simulate().contents
    elif table is None:
        raise ValueError("the national case needs its table")
    else:
        contents = import_table(read_table(table, "time"), _national_spec(), name=case)
    dataset = build_dataset(to_raw(contents))
    return replace(dataset, settings=replace(dataset.settings, model=model))


def _national_spec() -> ImportSpec:
    """Stating the 90% range of Meridian's prior gives that very prior, unpooled."""
    mu, sigma = ROI_PRIOR
    prior = (math.exp(mu - _Z * sigma), math.exp(mu + _Z * sigma))
    spend = tuple(f"{name}_spend" for name in _PAID)
    return ImportSpec(
        date="time",
        outcome="conversions",
        value="revenue_per_conversion",
        spend=spend,
        exposure={
            **{f"{name}_spend": f"{name}_impression" for name in _PAID},
            "Organic": "Organic_channel0_impression",
        },
        controls=("competitor_sales_control", "sentiment_score_control", "Promo"),
        week_date="start",
        roi_prior=dict.fromkeys(spend, prior),
    )


def plain_numbers(dataset: Dataset) -> dict[str, Any]:
    """Data and priors as JSON: lists by week, pairs of mean and sd of a logarithm by channel.

    Notes
    -----
    ``coefficient`` moves the prior of the effect to the height of the saturated series, in outcome
    units, at the prior medians of the curve: for products that have no prior on ROI.
    """
    spec = build_spec(dataset)
    design = build_design(dataset, spec)
    heights = _heights(design, spec) * design.scale.spread
    return {
        "dates": [str(day) for day in dataset.dates],
        "outcome": dataset.outcome.tolist(),
        "outcome_mean": design.scale.centre,
        "outcome_sd": design.scale.spread,
        "channels": [
            {
                "name": prior.channel,
                "paid": dataset.channels[i].paid,
                "media": dataset.media[:, i].tolist(),
                "spend": float(dataset.spend[:, i].sum()),
                "weekly_spend": dataset.spend[:, i].tolist(),
                "usual_week": float(design.usual[i]),
                "effect": _pair(prior.effect),
                "coefficient": [prior.effect.mu + math.log(heights[i]), prior.effect.sigma],
                "half_life": _pair(prior.half_life),
                "half_saturation": _pair(prior.half_saturation),
                "slope": _pair(prior.slope),
            }
            for i, prior in enumerate(spec.channels)
        ],
        "carryover_weeks": spec.carryover_weeks,
        "intercept_sd": spec.intercept_sd,
        "noise_sd": spec.noise_sd,
        "baseline": [
            {"name": term.name, "values": design.baseline[:, p].tolist(), "sd": float(sd)}
            for p, (term, sd) in enumerate(zip(design.terms, design.baseline_sd, strict=True))
            if term.part != "intercept"
        ],
    }


def _pair(prior: Any) -> list[float]:
    return [prior.mu, prior.sigma]


def _heights(design: Design, spec: ModelSpec) -> np.ndarray:
    """Height of the saturated series where the effect is 1, at prior medians, shape (C,)."""
    half_lives = np.array([prior.half_life.median for prior in spec.channels])
    weights = geometric_weights(decay_from_half_life(half_lives), spec.carryover_weeks)
    half = np.array([[prior.half_saturation.median] for prior in spec.channels])
    slope = np.array([[prior.slope.median] for prior in spec.channels])
    saturated = hill(adstock(design.media, weights), half, slope)
    return design.effect_scale / saturated.sum(axis=-1)
