"""The frozen specification of one model: which terms, which priors, on which scale."""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import asdict, dataclass, replace

import numpy as np

from mmm_xl.data.dataset import Channel, Dataset, Range
from mmm_xl.data.limits import ADVISED_WEEKS
from mmm_xl.data.rules.sheets import PRIOR_SHARE
from mmm_xl.errors import Finding, InvalidWorkbook
from mmm_xl.model import priors
from mmm_xl.model.priors import LogNormal
from mmm_xl.names import (
    BY_MODEL,
    NO_POOL,
    Carryover,
    KpiType,
    Link,
    ModelName,
    Noise,
    Order,
    Saturation,
    Sheet,
    Trend,
)

MODEL_VERSION = "4"
"""Changes whenever the same data and specification would give another posterior."""


ADSTOCK_PARAMETERS = {
    Carryover.AUTO: ("half_life", "shape"),
    Carryover.GEOMETRIC: ("half_life",),
    Carryover.DELAYED: ("half_life", "peak"),
    Carryover.NONE: (),
}
SATURATION_PARAMETERS = {
    Saturation.HILL: ("half_saturation", "slope"),
    Saturation.MICHAELIS_MENTEN: ("half_saturation",),
    Saturation.LOGISTIC: ("half_saturation",),
    Saturation.NONE: (),
}
"""Parameters that each transform of media has, one a channel."""


@dataclass(frozen=True)
class ChannelPrior:
    """Transforms and priors of one channel.

    Parameters
    ----------
    effect : LogNormal
        Of the ROI (outcome value per unit spent) where ``basis`` is "roi", of the share of the
        outcome where it is "share".
    half_life : LogNormal, weeks
    half_saturation : LogNormal, multiple of a usual week on air
    slope : LogNormal
        Of Hill saturation.
    stated : bool
        Whether the user stated the effect's range.
    shape : LogNormal
        Of Weibull ("auto") carryover.
    peak : LogNormal, weeks
        Of delayed carryover.
    pool : int
        Position in ``ModelSpec.pools`` of the channels whose effects have a learned centre and
        spread together, and ``effect`` then has the mean and variance that this implies; -1 where
        ``effect`` is by itself.
    """

    channel: str
    basis: str
    effect: LogNormal
    half_life: LogNormal
    half_saturation: LogNormal
    slope: LogNormal
    stated: bool
    shape: LogNormal = priors.ADSTOCK_SHAPE
    peak: LogNormal = priors.DELAYED_PEAK
    adstock: str = Carryover.GEOMETRIC
    saturation: str = Saturation.HILL
    pool: int = -1

    @property
    def pooled(self) -> bool:
        """Whether centre and spread of the effect are learned with other channels."""
        return self.pool >= 0

    def has(self, parameter: str) -> bool:
        """Whether this channel's transforms have a parameter."""
        return (
            parameter == "effect"
            or parameter in ADSTOCK_PARAMETERS[Carryover(self.adstock)]
            or parameter in SATURATION_PARAMETERS[Saturation(self.saturation)]
        )


@dataclass(frozen=True)
class ModelSpec:
    """Everything that, with the dataset and the sampler's settings, decides a posterior.

    Parameters
    ----------
    name : {"default", "plain"}
        What the Settings sheet asks for.
    level_weeks : int, weeks
        Distance between knots of the drifting level; 0 for none.
    trend : {"linear", "piecewise", "none"}
    order : {"carryover first", "saturation first"}
    link : {"additive", "multiplicative"}
        Multiplicative: the equation holds for the logarithm of the outcome.
    noise : {"normal", "autocorrelated", "heavy-tailed"}
    pools : tuple of str
        Labels of the groups of channels that learn from each other; "" for all that are alike.
    pool_spread : LogNormal
        Of the spread of log effect within a pool.
    raising, lowering : tuple of str
        Controls whose coefficient can only be positive, or only negative.
    simplified : tuple of str
        What was left out because the history is short, in words.
    masked : tuple of str
        Last days of weeks whose outcome the likelihood does not see, as ISO dates; of refits only.
    """

    channels: tuple[ChannelPrior, ...]
    carryover_weeks: int
    yearly_terms: int
    outcome_value: float
    trend: str = Trend.LINEAR
    name: str = "plain"
    level_weeks: int = 0
    intercept_sd: float = priors.INTERCEPT_SD
    trend_sd: float = priors.TREND_SD
    trend_change_sd: float = priors.TREND_CHANGE_SD
    season_sd: float = priors.SEASON_SD
    control_sd: float = priors.CONTROL_SD
    event_sd: float = priors.EVENT_SD
    noise_sd: float = priors.NOISE_SD
    order: str = Order.CARRYOVER_FIRST
    link: str = Link.ADDITIVE
    noise: str = Noise.NORMAL
    pools: tuple[str, ...] = ()
    pool_spread: LogNormal = priors.POOLED_SPREAD
    raising: tuple[str, ...] = ()
    lowering: tuple[str, ...] = ()
    simplified: tuple[str, ...] = ()
    masked: tuple[str, ...] = ()

    @property
    def pooled(self) -> bool:
        """Whether any channels share a learned centre and spread of ROI."""
        return bool(self.pools)

    @property
    def multiplicative(self) -> bool:
        """Whether effects multiply the outcome."""
        return self.link == Link.MULTIPLICATIVE

    def having(self, parameter: str) -> list[int]:
        """Positions of the channels whose transforms have a parameter."""
        return [i for i, prior in enumerate(self.channels) if prior.has(parameter)]

    def to_json(self) -> dict[str, object]:
        """Specification as plain values, for the fit id and the store."""
        values = asdict(self)
        if not self.masked:  # absent, so that fits that see every week keep their names
            del values["masked"]
        return values


def build_spec(dataset: Dataset) -> ModelSpec:
    """Specification of a workbook: the user's words where given, our defaults elsewhere.

    Raises
    ------
    InvalidWorkbook
        The priors together imply an absurd share of the outcome for media.
    """
    settings = dataset.settings
    full = settings.model is ModelName.DEFAULT
    long = dataset.weeks >= priors.LEAST_WEEKS_FOR_LEVEL
    waves = settings.yearly_terms if dataset.weeks >= ADVISED_WEEKS else 0
    level = _asked(settings.level, by_model=full)
    pooling = _asked(settings.pooling, by_model=full)
    channels = tuple(_channel_prior(dataset, i) for i in range(len(dataset.channels)))
    channels, pools = _pooled(dataset, channels) if pooling else (channels, ())
    spec = ModelSpec(
        channels=channels,
        carryover_weeks=settings.carryover_weeks,
        yearly_terms=waves,
        outcome_value=outcome_value(dataset),
        trend=settings.trend,
        name=str(settings.model),
        level_weeks=priors.DRIFT_KNOT_WEEKS if level and long else 0,
        order=settings.order,
        link=settings.outcome_model,
        noise=_noise(settings.noise, full=full),
        pools=pools,
        pool_spread=priors.POOLED_SPREAD if long else priors.POOLED_SPREAD_HELD,
        raising=settings.raising_controls,
        lowering=settings.lowering_controls,
        simplified=()
        if long
        else _simplified(level=level, pooled=bool(pools), waves=waves < settings.yearly_terms),
    )
    faults = share_faults(dataset, spec)
    if faults:
        raise InvalidWorkbook(faults)
    return spec


def shortened(spec: ModelSpec, weeks: int) -> ModelSpec:
    """Specification as `build_spec` makes it of the same workbook with so few weeks.

    Parameters
    ----------
    spec : ModelSpec
        Of more weeks.

    Notes
    -----
    Only what a short history cannot teach is left out; nothing that ``spec`` lacks comes back.
    """
    if weeks >= priors.LEAST_WEEKS_FOR_LEVEL:
        return spec
    waves = spec.yearly_terms if weeks >= ADVISED_WEEKS else 0
    new = _simplified(
        level=spec.level_weeks > 0, pooled=spec.pooled, waves=waves < spec.yearly_terms
    )
    in_order = _simplified(level=True, pooled=True, waves=True)
    return replace(
        spec,
        yearly_terms=waves,
        level_weeks=0,
        pool_spread=priors.POOLED_SPREAD_HELD,
        simplified=tuple(words for words in in_order if words in (*spec.simplified, *new)),
    )


def _asked(choice: str, *, by_model: bool) -> bool:
    return by_model if choice == BY_MODEL else choice == "yes"


def _noise(choice: str, *, full: bool) -> Noise:
    if choice == BY_MODEL:
        return Noise.AUTOCORRELATED if full else Noise.NORMAL
    return Noise(choice)


def _simplified(*, level: bool, pooled: bool, waves: bool) -> tuple[str, ...]:
    """What a short history cannot teach, in words."""
    words = []
    if waves:
        words.append("the yearly terms are dropped, so that a season may pass for media")
    if level:
        words.append("the baseline's level does not drift")
    if pooled:
        words.append("how much the channels' returns differ is held at a factor of about 2")
    return tuple(words)


def outcome_value(dataset: Dataset) -> float:
    """Revenue of one unit of the outcome: 1 for revenue, the stated value for a count, else NaN."""
    if dataset.settings.kpi_type is KpiType.REVENUE:
        return 1.0
    return dataset.settings.value_per_conversion or math.nan


def _channel_prior(dataset: Dataset, index: int) -> ChannelPrior:
    channel, settings = dataset.channels[index], dataset.settings
    known = channel.paid and not math.isnan(outcome_value(dataset))
    basis = "roi" if known and channel.share is None else "share"
    stated = channel.roi if basis == "roi" else channel.share
    default = priors.ROI if basis == "roi" else _default_share(dataset, index)
    by_model = Carryover.AUTO if settings.model is ModelName.DEFAULT else Carryover.GEOMETRIC
    general = by_model if settings.carryover == BY_MODEL else Carryover(settings.carryover)
    return ChannelPrior(
        channel.name,
        basis,
        _given(stated, default),
        _given(channel.half_life, priors.HALF_LIFE),
        _given(channel.half_maximum, priors.HALF_MAXIMUM),
        priors.SLOPE,
        stated is not None,
        adstock=channel.carryover or general,
        saturation=channel.saturation or settings.saturation,
    )


def _pooled(
    dataset: Dataset, channels: tuple[ChannelPrior, ...]
) -> tuple[tuple[ChannelPrior, ...], tuple[str, ...]]:
    """Channels whose ROI nobody stated learn its centre and spread from their group."""
    group: dict[int, str] = {
        i: channel.pool or ""
        for i, (channel, prior) in enumerate(zip(dataset.channels, channels, strict=True))
        if prior.basis == "roi" and not prior.stated and channel.pool != NO_POOL
    }
    members = Counter(group.values())
    pools = tuple(sorted(g for g, n in members.items() if n >= priors.LEAST_POOLED_CHANNELS))
    return tuple(
        replace(prior, effect=priors.POOLED_ROI, pool=pools.index(group[i]))
        if group.get(i) in pools
        else prior
        for i, prior in enumerate(channels)
    ), pools


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


def share_faults(dataset: Dataset, spec: ModelSpec) -> tuple[Finding, ...]:
    """One fault where the priors give all channels together too little or too much."""
    share = implied_share(dataset, spec)
    total = float(share.sum())
    if priors.LEAST_MEDIA_SHARE <= total <= priors.GREATEST_MEDIA_SHARE:
        return ()
    suspect = dataset.channels[int(share.argmax())]
    return (Finding(_where(suspect), _share_words(total, suspect, dataset), PRIOR_SHARE.name),)


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
