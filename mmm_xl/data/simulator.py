"""A seeded advertiser with known truth: the worked example, and the judge of the model."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import numpy as np
import numpy.typing as npt

from mmm_xl.data.contents import BookContents, SheetContent
from mmm_xl.data.dictionary_sheet import dictionary_content
from mmm_xl.data.simulated_trials import (
    EXAMPLE_TRIALS,
    Trial,
    arms,
    experiments_content,
    held_trials,
    with_trials,
)
from mmm_xl.names import (
    SETTING,
    WEEK,
    CalendarColumn,
    ChannelColumn,
    ChannelKind,
    DictionaryColumn,
    EventKind,
    Sheet,
)
from mmm_xl.settings import CATALOGUE, Settings, to_cells
from mmm_xl.transforms.adstock import adstock, decay_from_half_life, geometric_weights
from mmm_xl.transforms.saturation import hill
from mmm_xl.transforms.scaling import usual_week

Floats = npt.NDArray[np.float64]

_CARRYOVER_WEEKS = 13
_WEEKS_A_YEAR = 52.18


@dataclass(frozen=True)
class SimulatedChannel:
    """How one channel is run and how it truly works.

    Parameters
    ----------
    pattern : {"always", "bursts", "pulses"}
        Always on and following demand; some weeks on, some off; single weeks.
    weekly : float, currency units (exposure units for owned channels)
        Mean weekly spend, or exposure.
    effect : float
        True ROI, or true share of the outcome for an owned channel.
    half_life : float, weeks
    half_maximum : float, multiple of a usual week on air
    """

    name: str
    group: str
    kind: ChannelKind
    pattern: str
    weekly: float
    effect: float
    half_life: float
    half_maximum: float
    slope: float


@dataclass(frozen=True)
class World:
    """What was simulated.

    Parameters
    ----------
    contents : BookContents
        The filled workbook.
    contributions : dict of channel to ndarray, shape (T,), currency units
        True weekly contribution.
    roi : dict of paid channel to float
        True ROI over all weeks.
    """

    contents: BookContents
    contributions: dict[str, Floats]
    roi: dict[str, float]


_PAID, _OWNED = ChannelKind.PAID, ChannelKind.OWNED

EXAMPLE_CHANNELS = (
    SimulatedChannel("Paid search", "Performance", _PAID, "always", 62_000, 2.6, 0.6, 1.3, 1.2),
    SimulatedChannel("Display", "Performance", _PAID, "bursts", 38_000, 0.9, 1.5, 1.0, 1.1),
    SimulatedChannel("Affiliates", "Performance", _PAID, "always", 24_000, 1.9, 0.8, 1.5, 1.0),
    SimulatedChannel("Email", "Owned", _OWNED, "always", 1.6, 0.03, 0.5, 1.4, 1.0),
    SimulatedChannel("Push", "Owned", _OWNED, "pulses", 0.9, 0.015, 0.4, 1.2, 1.1),
    SimulatedChannel("TV", "Brand", _PAID, "bursts", 95_000, 1.5, 3.5, 1.1, 1.3),
)

EXAMPLE_SETTINGS = Settings(
    business="Harbour & Pine", margin=0.55, carryover_weeks=_CARRYOVER_WEEKS
)

_REVENUE = 1_600_000.0
_SOURCE, _UNIT = DictionaryColumn.SOURCE, DictionaryColumn.UNIT
_SAID = {
    Sheet.SPEND: {_SOURCE: "Media invoices, net of tax, by week of broadcast"},
    Sheet.OUTCOME: {
        _SOURCE: "Order system, shipped orders less returns",
        DictionaryColumn.CAVEAT: "Returns of the last four weeks are not yet complete",
    },
    Sheet.EVENTS: {_SOURCE: "Trading calendar"},
    Sheet.CONTROLS: {_SOURCE: "Price database, own shelf prices", _UNIT: "index, mean 100"},
    Sheet.EXPOSURE: {_SOURCE: "Sending platform, delivered messages", _UNIT: "million contacts"},
}
"""What the example's Data dictionary says of the columns of each sheet."""

_NOISE = 0.025
_FIRST_WEEK = date(2023, 1, 8)
_DATED = "November sale"
"""Event that the workbook states by dates instead of flags."""


def simulate(
    seed: int = 7,
    weeks: int = 156,
    channels: tuple[SimulatedChannel, ...] = EXAMPLE_CHANNELS,
    settings: Settings = EXAMPLE_SETTINGS,
    trials: tuple[Trial, ...] = EXAMPLE_TRIALS,
) -> World:
    """One advertiser: the same arguments give the same numbers.

    Parameters
    ----------
    seed : int
        Starts every random number.
    weeks : int
        Length of history.
    trials : tuple of Trial
        Lift tests that were run, where history and channels allow them.
    """
    rng = np.random.default_rng(seed)
    season = _season(weeks)
    planned = np.column_stack([_media(c, season, rng) for c in channels])
    held = held_trials(trials, [channel.name for channel in channels], weeks)
    media = with_trials(held, planned)
    flags = _events(weeks, rng)
    price = _price_index(flags["Promotion"], rng)
    effects = _effects(channels, media)
    baseline = _baseline(season, flags, price)
    outcome = np.round(
        baseline + sum(effects.values()) + rng.normal(0, _NOISE * _REVENUE, weeks), 2
    )
    measured = [_true_effect(trial, channels[c], media[:, c]) for trial, c in held]
    weeks_ending = [_FIRST_WEEK + timedelta(weeks=i) for i in range(weeks)]
    sheets = {
        **_fixed_sheets(channels, settings),
        **_weekly_sheets(channels, weeks_ending, media),
        Sheet.OUTCOME: _weekly(weeks_ending, {settings.outcome_name: outcome}),
        **_event_sheets(weeks_ending, flags),
        Sheet.CONTROLS: _weekly(weeks_ending, {"Price index": price}),
        Sheet.EXPERIMENTS: experiments_content(held, measured, weeks_ending, rng),
    }
    sheets[Sheet.DATA_DICTIONARY] = dictionary_content(sheets, _SAID)
    ordered = {sheet: sheets[sheet] for sheet in Sheet if sheet in sheets}
    roi = {c.name: c.effect for c in channels if c.kind is _PAID}
    return World(BookContents("example", ordered), effects, roi)


def _season(weeks: int) -> Floats:
    """Demand over the year, a fraction of mean revenue."""
    t = np.arange(weeks)
    yearly = 2 * np.pi * t / _WEEKS_A_YEAR
    return 0.09 * np.sin(yearly - 1.9) + 0.04 * np.cos(2 * yearly + 0.4)


def _media(channel: SimulatedChannel, season: Floats, rng: np.random.Generator) -> Floats:
    """Weekly spend or exposure with the wanted mean."""
    pattern = {"always": _always_on, "bursts": _bursts, "pulses": _pulses}[channel.pattern]
    raw = pattern(season, rng)
    return raw / raw.mean() * channel.weekly


def _always_on(season: Floats, rng: np.random.Generator) -> Floats:
    """Follows demand, with weeks of more and less."""
    level = np.zeros(len(season))
    for t in range(1, len(season)):
        level[t] = 0.6 * level[t - 1] + rng.normal(0, 0.35)
    return np.exp(level + 1.2 * season)


def _bursts(season: Floats, rng: np.random.Generator) -> Floats:
    """Three to seven weeks on air, two to eight off."""
    spend = np.zeros(len(season))
    t = int(rng.integers(0, 4))
    while t < len(season):
        length = int(rng.integers(3, 8))
        height = rng.uniform(0.5, 1.6)
        spend[t : t + length] = height * rng.lognormal(0, 0.2, len(spend[t : t + length]))
        t += length + int(rng.integers(2, 9))
    return spend


def _pulses(season: Floats, rng: np.random.Generator) -> Floats:
    """Single weeks, about two in five."""
    return rng.binomial(1, 0.4, len(season)) * rng.lognormal(0, 0.4, len(season))


def _events(weeks: int, rng: np.random.Generator) -> dict[str, Floats]:
    """Promotions, product launches and a sale each November, as flags."""
    dates = [_FIRST_WEEK + timedelta(weeks=i) for i in range(weeks)]
    promotion = np.zeros(weeks)
    for start in range(6, weeks - 2, 13):
        promotion[start + int(rng.integers(0, 4)) :][:2] = 1
    launch = np.zeros(weeks)
    launch[[i for i in (19, 64, 118) if i < weeks]] = 1
    sale = np.array([float(d.month == 11 and 23 <= d.day <= 29) for d in dates])
    return {"Promotion": promotion, "Product launch": launch, _DATED: sale}


def _event_sheets(weeks_ending: list[date], flags: dict[str, Floats]) -> dict[Sheet, SheetContent]:
    """Flags set at least once; the sale by its dates, a short history has none."""
    by_week = {n: values for n, values in flags.items() if values.any() and n != _DATED}
    days = [weeks_ending[i] for i in np.flatnonzero(flags[_DATED])]
    sales = tuple(
        (_DATED, day - timedelta(days=6), day, str(EventKind.PULSE), None, None, "Monday to Sunday")
        for day in days
    )
    sheets = {Sheet.EVENTS: _weekly(weeks_ending, by_week)}
    if sales:
        sheets[Sheet.EVENT_CALENDAR] = SheetContent(tuple(CalendarColumn), sales)
    return sheets


def _price_index(promotion: Floats, rng: np.random.Generator) -> Floats:
    """Price level, 100 on average, lower in promotions and rising slowly."""
    drift = np.linspace(-1.5, 1.5, len(promotion))
    return np.round(100 + drift - 4.0 * promotion + rng.normal(0, 1.2, len(promotion)), 2)


def _effects(channels: tuple[SimulatedChannel, ...], media: Floats) -> dict[str, Floats]:
    """True weekly contribution of each channel; spend times ROI, or share of mean revenue."""
    effects = {}
    for i, channel in enumerate(channels):
        shape = _shape(channel, media[:, i], media[:, i])
        money = media[:, i].sum() if channel.kind is _PAID else _REVENUE * len(media)
        effects[channel.name] = channel.effect * money * shape / shape.sum()
    return effects


def _shape(channel: SimulatedChannel, series: Floats, history: Floats) -> Floats:
    """Saturated, carried-over media of one channel; a usual week is that of ``history``."""
    weights = geometric_weights(decay_from_half_life(channel.half_life), _CARRYOVER_WEEKS)
    carried = adstock(series / usual_week(history[:, None])[0], weights)
    return hill(carried, channel.half_maximum, channel.slope)


def _true_effect(trial: Trial, channel: SimulatedChannel, series: Floats) -> tuple[float, float]:
    """Amount spent more, and outcome that a test truly brings in its share of the market."""
    plain, treated = arms(trial, series)
    beta = channel.effect * series.sum() / _shape(channel, series, series).sum()
    gained = _shape(channel, treated, series) - _shape(channel, plain, series)
    effect = trial.share * beta * gained[trial.start : trial.through].sum()
    return float(series.sum() - plain.sum()), float(effect)


def _baseline(season: Floats, flags: dict[str, Floats], price: Floats) -> Floats:
    """Revenue without channels."""
    trend = np.linspace(-0.03, 0.03, len(season))
    events = 0.08 * flags["Promotion"] + 0.10 * flags["Product launch"]
    level = 0.70 + trend + season + events + 0.30 * flags[_DATED]
    return _REVENUE * (level - 0.006 * (price - 100))


def _weekly(weeks_ending: list[date], columns: dict[str, Any]) -> SheetContent:
    rows = zip(weeks_ending, *(np.asarray(v).tolist() for v in columns.values()), strict=True)
    return SheetContent((WEEK, *columns), tuple(rows))


def _weekly_sheets(
    channels: tuple[SimulatedChannel, ...], weeks_ending: list[date], media: Floats
) -> dict[Sheet, SheetContent]:
    """Spend, and Exposure where there are owned channels."""
    columns = {kind: {} for kind in ChannelKind}  # type: dict[ChannelKind, dict[str, Floats]]
    for i, channel in enumerate(channels):
        columns[channel.kind][channel.name] = media[:, i]
    sheets = {Sheet.SPEND: _weekly(weeks_ending, columns[_PAID])}
    if columns[_OWNED]:
        sheets[Sheet.EXPOSURE] = _weekly(weeks_ending, columns[_OWNED])
    return sheets


def _fixed_sheets(
    channels: tuple[SimulatedChannel, ...], settings: Settings
) -> dict[Sheet, SheetContent]:
    """Settings and Channels; what the business says of a channel is rough, not the truth."""
    cells = to_cells(settings)
    rows = tuple((info.label, cells[info.key]) for info in CATALOGUE)
    said = {"TV": (1.0, 6.0), "Paid search": (0.2, 1.5)}
    channel_rows = []
    for c in channels:
        low, high = said.get(c.name, (None, None))
        known = {
            ChannelColumn.NAME: c.name,
            ChannelColumn.LABEL: c.name,
            ChannelColumn.GROUP: c.group,
            ChannelColumn.KIND: str(c.kind),
            ChannelColumn.HALF_LIFE_LOW: low,
            ChannelColumn.HALF_LIFE_HIGH: high,
        }
        channel_rows.append(tuple(known.get(column) for column in ChannelColumn))
    return {
        Sheet.SETTINGS: SheetContent((SETTING, "Value"), rows),
        Sheet.CHANNELS: SheetContent(tuple(ChannelColumn), tuple(channel_rows)),
    }
