"""A seeded advertiser with known truth: the worked example, and the judge of the model."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import numpy as np
import numpy.typing as npt

from mmm_xl.data.contents import BookContents, SheetContent
from mmm_xl.data.dictionary_sheet import dictionary_content
from mmm_xl.data.simulated_media import SimulatedChannel, hidden_demand, planned_media, season_of
from mmm_xl.names import (
    SETTING,
    WEEK,
    CalendarColumn,
    ChannelColumn,
    ChannelKind,
    DictionaryColumn,
    EventKind,
    ExperimentColumn,
    ExperimentUse,
    Sheet,
)
from mmm_xl.settings import CATALOGUE, Settings, to_cells
from mmm_xl.transforms.adstock import adstock, decay_from_half_life, geometric_weights
from mmm_xl.transforms.saturation import hill
from mmm_xl.transforms.scaling import usual_week

Floats = npt.NDArray[np.float64]

_CARRYOVER_WEEKS = 13


@dataclass(frozen=True)
class Trial:
    """A lift test that was run: a channel changed in a share of the market.

    Parameters
    ----------
    start, end, through : int, weeks from the first one
        First week changed, first week no longer changed, first week no longer measured.
    share : float, fraction of the market
    factor : float
        Spend in that share as a multiple of what it would have been.
    """

    channel: str
    start: int
    end: int
    through: int
    share: float
    factor: float
    use: ExperimentUse

    @property
    def left(self) -> float:
        """National spend as a multiple of what it would have been."""
        return 1 - self.share + self.share * self.factor


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

EXAMPLE_TRIALS = (
    Trial("TV", 96, 102, 105, 0.25, 0.0, ExperimentUse.CALIBRATE),
    Trial("Paid search", 130, 134, 135, 0.25, 0.0, ExperimentUse.VALIDATE),
)
_TRIAL_ERROR = 0.15
"""Standard error of a test as a part of its true effect."""

EXAMPLE_SETTINGS = Settings(
    business="Harbour & Pine", margin=0.55, carryover_weeks=_CARRYOVER_WEEKS
)

_REVENUE = 1_600_000.0
_SOURCE, _UNIT = DictionaryColumn.SOURCE, DictionaryColumn.UNIT
SAID = {
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
    hidden: float = 0.0,
) -> World:
    """One advertiser: the same arguments give the same numbers.

    Parameters
    ----------
    seed : int
        Starts every random number.
    weeks : int
        Length of history.
    trials : tuple of Trial
        Lift tests; those that do not fit into the weeks are left out.
    hidden : float, fraction of mean revenue
        Standard deviation of demand that no sheet holds: outcome and channels of the pattern
        "demand" follow it.
    """
    rng = np.random.default_rng(seed)
    season = season_of(weeks)
    demand = hidden_demand(weeks, seed)
    planned = np.column_stack([planned_media(c, season, demand, rng) for c in channels])
    held = _held(channels, trials, weeks)
    media = _with_trials(held, planned)
    flags = _events(weeks, rng)
    price = _price_index(flags["Promotion"], rng)
    effects = _effects(channels, media)
    baseline = _baseline(season, flags, price)
    baseline += hidden * _REVENUE * demand
    outcome = np.round(
        baseline + sum(effects.values()) + rng.normal(0, _NOISE * _REVENUE, weeks), 2
    )
    weeks_ending = [_FIRST_WEEK + timedelta(weeks=i) for i in range(weeks)]
    sheets = {
        **_fixed_sheets(channels, settings),
        **_weekly_sheets(channels, weeks_ending, media),
        Sheet.OUTCOME: _weekly(weeks_ending, {settings.outcome_name: outcome}),
        **_event_sheets(weeks_ending, flags),
        Sheet.CONTROLS: _weekly(weeks_ending, {"Price index": price}),
        Sheet.EXPERIMENTS: _experiments(held, channels, (weeks_ending, media), rng),
    }
    sheets[Sheet.DATA_DICTIONARY] = dictionary_content(sheets, SAID)
    ordered = {sheet: sheets[sheet] for sheet in Sheet if sheet in sheets}
    roi = {c.name: c.effect for c in channels if c.kind is _PAID}
    return World(BookContents("example", ordered), effects, roi)


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


def _with_trials(held: Sequence[tuple[Trial, int]], media: Floats) -> Floats:
    """Media in whose weeks of testing a part of the market was treated."""
    changed = media.copy()
    for trial, c in held:
        changed[trial.start : trial.end, c] *= trial.left
    return np.round(changed, 2)


def _held(
    channels: tuple[SimulatedChannel, ...], trials: tuple[Trial, ...], weeks: int
) -> list[tuple[Trial, int]]:
    """Tests that fit into the weeks, each with the position of its channel."""
    names = [channel.name for channel in channels]
    return [
        (trial, names.index(trial.channel))
        for trial in trials
        if trial.channel in names and trial.through <= weeks
    ]


def _true_effect(trial: Trial, channel: SimulatedChannel, series: Floats) -> float:
    """Outcome that a test truly brings in its share of the market until it was measured."""
    plain, treated = series.copy(), series.copy()
    plain[trial.start : trial.end] /= trial.left
    treated[trial.start : trial.end] *= trial.factor / trial.left
    beta = channel.effect * series.sum() / _shape(channel, series, series).sum()
    gained = _shape(channel, treated, series) - _shape(channel, plain, series)
    return float(trial.share * beta * gained[trial.start : trial.through].sum())


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


def _experiments(
    held: Sequence[tuple[Trial, int]],
    channels: tuple[SimulatedChannel, ...],
    weekly: tuple[list[date], Floats],
    rng: np.random.Generator,
) -> SheetContent:
    """Lift tests that were run, each measured with error."""
    weeks_ending, media = weekly
    rows = []
    for trial, c in held:
        effect = _true_effect(trial, channels[c], media[:, c])
        spent = float(media[trial.start : trial.end, c].sum())
        error = abs(effect) * _TRIAL_ERROR
        said = {
            ExperimentColumn.NAME: f"{trial.channel} blackout",
            ExperimentColumn.CHANNEL: trial.channel,
            ExperimentColumn.START: weeks_ending[trial.start],
            ExperimentColumn.END: weeks_ending[trial.end - 1],
            ExperimentColumn.MARKET_SHARE: trial.share,
            ExperimentColumn.SPEND_CHANGE: round(spent - spent / trial.left, 2),
            ExperimentColumn.EFFECT: round(effect + rng.normal(0, error), 0),
            ExperimentColumn.STANDARD_ERROR: round(error, 0),
            ExperimentColumn.MEASURED_THROUGH: weeks_ending[trial.through - 1],
            ExperimentColumn.METHOD: "Geo holdout",
            ExperimentColumn.OWNER: "Media team",
            ExperimentColumn.USE: str(trial.use),
        }
        rows.append(tuple(said.get(column) for column in ExperimentColumn))
    return SheetContent(tuple(ExperimentColumn), tuple(rows))
