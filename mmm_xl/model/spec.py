"""The frozen specification of one model: which terms, which priors, on which scale."""

from __future__ import annotations

import math
from dataclasses import asdict, dataclass, replace

import numpy as np

from mmm_xl.data.dataset import Channel, Dataset, Range
from mmm_xl.errors import Fault, InvalidWorkbook
from mmm_xl.model import priors
from mmm_xl.model.priors import LogNormal
from mmm_xl.names import KpiType, ModelName, Sheet

MODEL_VERSION = "2"
"""Changes whenever the same data and specification would give another posterior."""


@dataclass(frozen=True)
class ChannelPrior:
    """Priors of one channel.

    Parameters
    ----------
    effect : LogNormal
        Of the ROI (outcome value per unit spent) where ``basis`` is "roi", of the share of the
        outcome where it is "share".
    half_life : LogNormal, weeks
    shape : LogNormal
        Of Weibull adstock; unused by geometric.
    half_saturation : LogNormal, multiple of a usual week on air
    slope : LogNormal
    stated : bool
        Whether the user stated the effect's range.
    pooled : bool
        Whether centre and spread of the effect are learned across the pooled channels; ``effect``
        then has the mean and variance that pooling implies.
    """

    channel: str
    basis: str
    effect: LogNormal
    half_life: LogNormal
    half_saturation: LogNormal
    slope: LogNormal
    stated: bool
    shape: LogNormal = priors.ADSTOCK_SHAPE
    pooled: bool = False


@dataclass(frozen=True)
class ModelSpec:
    """Everything that, with the dataset and the sampler's settings, decides a posterior.

    Parameters
    ----------
    name : {"default", "plain"}
        What the Settings sheet asks for.
    level_weeks : int, weeks
        Distance between knots of the drifting level; 0 for none.
    adstock : {"weibull", "geometric"}
    noise : {"ar1", "normal"}
    simplified : tuple of str
        What was left out because the history is short, in words.
    """

    channels: tuple[ChannelPrior, ...]
    carryover_weeks: int
    yearly_terms: int
    trend: bool
    outcome_value: float
    name: str = "plain"
    level_weeks: int = 0
    intercept_sd: float = priors.INTERCEPT_SD
    trend_sd: float = priors.TREND_SD
    season_sd: float = priors.SEASON_SD
    control_sd: float = priors.CONTROL_SD
    event_sd: float = priors.EVENT_SD
    noise_sd: float = priors.NOISE_SD
    adstock: str = "geometric"
    saturation: str = "hill"
    noise: str = "normal"
    simplified: tuple[str, ...] = ()

    @property
    def pooled(self) -> bool:
        """Whether any channels share a learned centre and spread of ROI."""
        return any(prior.pooled for prior in self.channels)

    def to_json(self) -> dict[str, object]:
        """Specification as plain values, for the fit id and the store."""
        return asdict(self)


def build_spec(dataset: Dataset) -> ModelSpec:
    """Specification of a workbook: the user's words where given, our defaults elsewhere.

    Raises
    ------
    InvalidWorkbook
        The priors together imply an absurd share of the outcome for media.
    """
    settings = dataset.settings
    channels = tuple(_channel_prior(dataset, i) for i in range(len(dataset.channels)))
    full = settings.model is ModelName.DEFAULT
    long = dataset.weeks >= priors.LEAST_WEEKS_FOR_LEVEL
    spec = ModelSpec(
        channels=_pooled(channels) if full else channels,
        carryover_weeks=settings.carryover_weeks,
        yearly_terms=settings.yearly_terms,
        trend=settings.trend,
        outcome_value=outcome_value(dataset),
        name=str(settings.model),
        level_weeks=priors.DRIFT_KNOT_WEEKS if full and long else 0,
        adstock="weibull" if full else "geometric",
        noise="ar1" if full else "normal",
        simplified=("the baseline's level does not drift",) if full and not long else (),
    )
    faults = share_faults(dataset, spec)
    if faults:
        raise InvalidWorkbook(faults)
    return spec


def outcome_value(dataset: Dataset) -> float:
    """Revenue of one unit of the outcome: 1 for revenue, the stated value for a count, else NaN."""
    if dataset.settings.kpi_type is KpiType.REVENUE:
        return 1.0
    return dataset.settings.value_per_conversion or math.nan


def _channel_prior(dataset: Dataset, index: int) -> ChannelPrior:
    channel = dataset.channels[index]
    basis = "roi" if channel.paid and not math.isnan(outcome_value(dataset)) else "share"
    stated = channel.roi if basis == "roi" else channel.share
    default = priors.ROI if basis == "roi" else _default_share(dataset, index)
    return ChannelPrior(
        channel.name,
        basis,
        _given(stated, default),
        _given(channel.half_life, priors.HALF_LIFE),
        _given(channel.half_maximum, priors.HALF_MAXIMUM),
        priors.SLOPE,
        stated is not None,
    )


def _pooled(channels: tuple[ChannelPrior, ...]) -> tuple[ChannelPrior, ...]:
    """Channels whose ROI nobody stated learn its centre and spread from each other."""
    alike = [prior.basis == "roi" and not prior.stated for prior in channels]
    if sum(alike) < priors.LEAST_POOLED_CHANNELS:
        return channels
    return tuple(
        replace(prior, effect=priors.POOLED_ROI, pooled=True) if pool else prior
        for prior, pool in zip(channels, alike, strict=True)
    )


def _given(stated: Range | None, default: LogNormal) -> LogNormal:
    return priors.from_range(*stated) if stated else default


def _default_share(dataset: Dataset, index: int) -> LogNormal:
    """Owned channels start small; paid ones divide a stated total by their spend."""
    if not dataset.channels[index].paid:
        return priors.OWNED_SHARE
    spend = dataset.spend.sum(axis=0)
    return LogNormal(
        math.log(priors.MEDIA_SHARE_OF_COUNT * spend[index] / spend.sum()), priors.SHARE_SPREAD
    )


def effect_scale(dataset: Dataset, spec: ModelSpec) -> np.ndarray:
    """Outcome over the whole window that an effect of 1 stands for, for each channel.

    Returns
    -------
    ndarray, shape (C,), outcome units
        Total spend over the value of one unit of the outcome where the effect is a ROI; the total
        outcome where it is a share.
    """
    total = dataset.outcome.sum()
    spend = dataset.spend.sum(axis=0)
    return np.array(
        [
            spend[i] / spec.outcome_value if prior.basis == "roi" else total
            for i, prior in enumerate(spec.channels)
        ]
    )


def implied_share(dataset: Dataset, spec: ModelSpec) -> np.ndarray:
    """Median share of the outcome that each channel's prior implies.

    Returns
    -------
    ndarray, shape (C,), fraction
    """
    medians = np.array([prior.effect.median for prior in spec.channels])
    return medians * effect_scale(dataset, spec) / dataset.outcome.sum()


def share_faults(dataset: Dataset, spec: ModelSpec) -> tuple[Fault, ...]:
    """One fault where the priors give all channels together too little or too much."""
    share = implied_share(dataset, spec)
    total = float(share.sum())
    if priors.LEAST_MEDIA_SHARE <= total <= priors.GREATEST_MEDIA_SHARE:
        return ()
    suspect = dataset.channels[int(share.argmax())]
    return (Fault(_where(suspect), _share_words(total, suspect, dataset)),)


def _where(channel: Channel) -> str:
    return channel.cell or str(Sheet.CHANNELS)


def _share_words(total: float, channel: Channel, dataset: Dataset) -> str:
    found = (
        f"the likely returns together give all channels {total:.2%} of the outcome,"
        f" expected {priors.LEAST_MEDIA_SHARE:.0%} to {priors.GREATEST_MEDIA_SHARE:.0%}"
    )
    if total < priors.LEAST_MEDIA_SHARE:
        return (
            f"{found}; check that spend and outcome are in the same unit (thousands?), or state"
            " higher ranges in ROI from and ROI to on the Channels sheet."
        )
    return (
        f"{found}; check the units of spend, or state lower ranges on the Channels sheet, first"
        f" for {channel.name}, which takes most of it."
    )
