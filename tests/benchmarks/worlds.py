"""Simulated advertisers with known returns that owe nothing to the model or to its example.

Everything is drawn from a seed. Every second world has carryover and saturation of the model's own
families (Weibull or geometric carryover of 13 weeks, Hill); in the others each channel has families
that the model lacks, and in a third of those media saturate before they carry over. In every second
pair of worlds money was spent for half a year before the first week, which the workbook does not
say. Nothing that is hidden drives spend.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import numpy as np
import numpy.typing as npt

from mmm_xl.data.contents import BookContents, SheetContent
from mmm_xl.names import SETTING, WEEK, ChannelColumn, ChannelKind, Sheet
from mmm_xl.settings import CATALOGUE, Settings, to_cells
from mmm_xl.transforms.adstock import adstock, weibull_weights
from mmm_xl.transforms.saturation import hill

Floats = npt.NDArray[np.float64]
Curve = Callable[[Floats], Floats]

VERSION = 1
"""Changes whenever a seed gives another world."""

TRUE_ROI = (0.3, 0.6)
"""Mean and standard deviation of the logarithm of true returns."""

STEP = 0.01
_EARLIER = 26
_OWN_LAGS, _LAGS = 13, 40
_FIRST_WEEK = date(2021, 1, 3)
_WEEKS = ((52, 78), (79, 104), (105, 156), (157, 208))
_HISTORIES = (0, 1, 2, 3, 2, 3)
"""Which range of weeks each pair of worlds takes: two thirds have more than two years."""

NAMES = (
    "TV", "Paid search", "Display", "Paid social", "Radio", "Outdoor", "Print", "Video",
    "Affiliates", "Direct mail",
)  # fmt: skip


@dataclass(frozen=True)
class TrueChannel:
    """What is true of one channel over the weeks of the workbook.

    Parameters
    ----------
    roi : float, ratio
        Effect inside the window of the window's spend, over that spend: the outcome less the
        outcome without it.
    marginal_roi : float, ratio
        The same for 1% more spend.
    spend_share : float, fraction of all spend
    """

    name: str
    roi: float
    marginal_roi: float
    spend_share: float
    pattern: str
    carryover: str
    saturation: str


@dataclass(frozen=True)
class SimulatedWorld:
    """A workbook and what is true of it.

    Parameters
    ----------
    own : bool
        Whether carryover and saturation are of the model's families.
    earlier : bool
        Whether money was spent before the first week.
    odd : int, weeks
        With a shock that nothing explains.
    media_share : float, fraction of the outcome
    """

    seed: int
    contents: BookContents
    channels: tuple[TrueChannel, ...]
    weeks: int
    own: bool
    earlier: bool
    odd: int
    media_share: float


@dataclass(frozen=True)
class _Response:
    """Carryover weights, saturation of media in usual weeks, and their names and order."""

    weights: Floats
    curve: Curve
    carryover: str
    saturation: str
    saturates_first: bool = False

    def of(self, media: Floats) -> Floats:
        if self.saturates_first:
            return adstock(self.curve(media), self.weights)
        return self.curve(adstock(media, self.weights))


def simulated_world(seed: int) -> SimulatedWorld:
    """The advertiser of a seed; the same seed gives the same numbers."""
    rng = np.random.default_rng([VERSION, seed])
    own, earlier, pair = seed % 2 == 0, seed // 12 % 2 == 1, seed // 2
    low, high = _WEEKS[_HISTORIES[pair % len(_HISTORIES)]]
    weeks = int(rng.integers(low, high + 1))
    before = _EARLIER if earlier else 0
    season = _season(before + weeks, before, rng)
    spend, patterns = _spend(season, rng)
    spend[:, :before] *= earlier
    returns = rng.lognormal(*TRUE_ROI, size=len(spend))
    first = not own and bool(rng.random() < 1 / 3)
    responses = [_own(rng) if own else _other(rng, saturates_first=first) for _ in spend]
    effects, marginal = _effects(spend, before, returns, responses)
    share = float(rng.uniform(0.1, 0.4))
    level = effects[:, before:].sum() / weeks * (1 - share) / share
    flags, lifted = _events(weeks, rng)
    price, priced = _price(weeks, flags, rng)
    noise, odd = _noise(weeks, rng)
    relative = season[before:] + _drift(weeks, rng) + lifted + priced + noise
    mean = level / (1 - share)
    outcome = level * (1 + relative - relative.mean()) + effects[:, before:].sum(axis=0)
    outcome = np.maximum(outcome, 0.05 * mean)
    window = spend[:, before:]
    names = NAMES[: len(spend)]
    shares = window.sum(axis=1) / window.sum()
    channels = tuple(
        TrueChannel(names[c], float(returns[c]), float(marginal[c]), float(shares[c]),
                    patterns[c], responses[c].carryover, responses[c].saturation)
        for c in range(len(spend))
    )  # fmt: skip
    sheets = _sheets(names, window, outcome, flags, price)
    contents = BookContents(f"world {seed}", sheets)
    return SimulatedWorld(seed, contents, channels, weeks, own, earlier, odd, share)


def _season(weeks: int, before: int, rng: np.random.Generator) -> Floats:
    """Yearly shape with one sharp peak, one broad trough and a wave, fraction of the level."""
    at = ((np.arange(weeks) - before) % 52.18) / 52.18
    peak, trough = rng.uniform(0, 1, 2)
    size = rng.uniform(0.03, 0.2)
    sharp = np.exp(rng.uniform(8, 40) * (np.cos(2 * np.pi * (at - peak)) - 1))
    broad = np.exp(rng.uniform(1, 4) * (np.cos(2 * np.pi * (at - trough)) - 1))
    wave = 0.3 * np.sin(2 * np.pi * (3 * at + rng.uniform()))
    shape = sharp - rng.uniform(0.3, 1) * broad + rng.uniform(0, 1) * wave
    return np.asarray(size * (shape - shape.mean()))


def _spend(season: Floats, rng: np.random.Generator) -> tuple[Floats, tuple[str, ...]]:
    """Weekly spend (C, T) of 3 to 10 channels of very different size, and their patterns."""
    count = int(rng.integers(3, 11))
    sizes = 30_000 * np.exp(rng.normal(0, 1.1, count))
    patterns = tuple(rng.choice(("always", "flights", "season", "pulses"), count).tolist())
    campaign = _correlated(len(season), 0.85, rng)
    rows = []
    for size, pattern in zip(sizes, patterns, strict=True):
        weekly = np.exp(rng.uniform(0.15, 0.5) * _correlated(len(season), 0.5, rng))
        weekly *= np.exp(rng.choice((0.0, 0.25)) * campaign)
        weekly *= _on_air(pattern, season, rng)
        rows.append(np.round(size * weekly / weekly.mean(), 2))
    return np.array(rows), patterns


def _on_air(pattern: str, season: Floats, rng: np.random.Generator) -> Floats:
    """What a plan multiplies each week by; zero off air."""
    weeks = len(season)
    if pattern == "season":
        return np.asarray(np.exp(rng.uniform(1, 2.5) * season / max(season.std(), 1e-9) / 3))
    if pattern == "always":
        return np.ones(weeks)
    on, off = ((3, 8), (3, 10)) if pattern == "flights" else ((1, 3), (4, 12))
    plan, at = np.zeros(weeks), int(rng.integers(0, 6))
    while at < weeks:
        length = int(rng.integers(on[0], on[1] + 1))
        plan[at : at + length] = rng.uniform(0.5, 1.5)
        at += length + int(rng.integers(off[0], off[1] + 1))
    return plan


def _correlated(weeks: int, rho: float, rng: np.random.Generator) -> Floats:
    """Noise of standard deviation 1 that remembers the week before."""
    drawn = rng.normal(size=weeks)
    for t in range(1, weeks):
        drawn[t] = rho * drawn[t - 1] + math.sqrt(1 - rho**2) * drawn[t]
    return drawn


def _own(rng: np.random.Generator) -> _Response:
    half_life = np.exp(rng.uniform(math.log(0.35), math.log(4)))
    shape = rng.choice((1.0, np.exp(rng.uniform(math.log(0.7), math.log(2.5)))))
    half = np.exp(rng.uniform(math.log(0.4), math.log(3)))
    slope = rng.uniform(0.8, 1.9)
    weights = weibull_weights(half_life, shape, _OWN_LAGS)
    return _Response(weights, lambda x: hill(x, half, slope), "Weibull", "Hill")


def _other(rng: np.random.Generator, *, saturates_first: bool) -> _Response:
    carryover = str(rng.choice(("two decays", "late bell", "power law")))
    saturation = str(rng.choice(("log", "exponential", "root", "Weibull", "Gompertz")))
    weights = _weights(carryover, rng)
    return _Response(
        weights, _curve(saturation, rng), carryover, saturation, saturates_first=saturates_first
    )


def _weights(family: str, rng: np.random.Generator) -> Floats:
    """Normalised carryover over 40 weeks of a family that the model lacks."""
    lag = np.arange(_LAGS)
    if family == "two decays":
        fast, slow = rng.uniform(0.1, 0.5), rng.uniform(0.75, 0.92)
        part = rng.uniform(0.3, 0.7)
        found = part * (1 - fast) * fast**lag + (1 - part) * (1 - slow) * slow**lag
    elif family == "late bell":
        peak, width = rng.uniform(1, 4), rng.uniform(0.8, 2)
        found = np.exp(-((lag - peak) ** 2) / (2 * width**2))
        found += rng.uniform(0.05, 0.2) * 0.85**lag
    else:
        found = (1.0 + lag) ** -rng.uniform(1.3, 2.5)
    return np.asarray(found / found.sum())


def _curve(family: str, rng: np.random.Generator) -> Curve:
    """Saturation of a family that the model lacks, zero at zero."""
    k = float(np.exp(rng.uniform(math.log(0.4), math.log(3))))
    if family == "log":
        return lambda x: np.log1p(x / k)
    if family == "exponential":
        return lambda x: -np.expm1(-x / k)
    if family == "root":
        return np.sqrt
    if family == "Weibull":
        power = float(rng.uniform(0.7, 1.8))
        return lambda x: -np.expm1(-((x / k) ** power))
    start = float(rng.uniform(1.5, 4))
    return lambda x: np.exp(-start * np.exp(-1.5 * x / k)) - math.exp(-start)


def _effects(
    spend: Floats, before: int, returns: Floats, responses: list[_Response]
) -> tuple[Floats, Floats]:
    """Weekly effect (C, T), and true marginal returns (C,) over the window.

    Notes
    -----
    Scaled so that the outcome with the window's spend, less the outcome without it, both with the
    spend before, is the true return times that spend.
    """
    effects, marginal = np.empty_like(spend), np.empty(len(spend))
    for c, (media, response) in enumerate(zip(spend, responses, strict=True)):
        inside = np.arange(len(media)) >= before
        own = media[inside]
        usual = own[own > 0].mean()
        plain, without, more = (
            response.of(media * np.where(inside, multiple, 1.0) / usual)
            for multiple in (1.0, 0.0, 1.0 + STEP)
        )
        beta = returns[c] * own.sum() / (plain - without)[inside].sum()
        effects[c] = beta * plain
        marginal[c] = beta * (more - plain)[inside].sum() / (STEP * own.sum())
    return effects, marginal


def _drift(weeks: int, rng: np.random.Generator) -> Floats:
    """Slow change of the level, fraction: a random walk or something smooth."""
    a_year = rng.uniform(0.02, 0.1)
    if rng.random() < 0.5:
        return np.cumsum(rng.normal(0, a_year / math.sqrt(52), weeks))
    at = np.arange(weeks) / 52
    smooth = np.sin(2 * np.pi * (at / rng.uniform(1.5, 4) + rng.uniform()))
    return np.asarray(a_year * (smooth + rng.normal(0, 0.7) * at))


def _events(weeks: int, rng: np.random.Generator) -> tuple[dict[str, Floats], Floats]:
    """Flags of one to three kinds of event, and what they bring, fraction of the level."""
    flags, lifted = {}, np.zeros(weeks)
    for name in ("Promotion", "Launch", "Sale")[: int(rng.integers(1, 4))]:
        flag = np.zeros(weeks)
        every = int(rng.integers(9, 26))
        for start in range(int(rng.integers(2, every)), weeks, every):
            flag[start : start + int(rng.integers(1, 3))] = 1
        flags[name] = flag
        lifted += rng.uniform(0.03, 0.2) * flag * np.exp(rng.normal(0, 0.2, weeks))
    return flags, lifted


def _price(weeks: int, flags: dict[str, Floats], rng: np.random.Generator) -> tuple[Floats, Floats]:
    """Price index, lower in promotions, and its effect, fraction of the level."""
    index = np.round(
        100 + 2.5 * _correlated(weeks, 0.8, rng) - rng.uniform(0, 4) * flags["Promotion"], 2
    )
    return index, rng.uniform(-2.0, -0.3) * (index - 100) / 100


def _noise(weeks: int, rng: np.random.Generator) -> tuple[Floats, int]:
    """Correlated noise, fraction of the level, and the number of odd weeks in it."""
    sd = rng.uniform(0.015, 0.05)
    noise = sd * _correlated(weeks, rng.uniform(0, 0.7), rng)
    odd = round(0.02 * weeks) if rng.random() < 0.25 else 0
    noise[rng.choice(weeks, odd, replace=False)] += sd * rng.choice((-4, 4), odd)
    return noise, odd


def _sheets(
    names: tuple[str, ...],
    spend: Floats,
    outcome: Floats,
    flags: dict[str, Floats],
    price: Floats,
) -> dict[Sheet, SheetContent]:
    """The workbook as its user fills it: default settings, nothing stated of any channel."""
    cells = to_cells(Settings())
    dates = [_FIRST_WEEK + timedelta(weeks=i) for i in range(len(outcome))]
    said = [
        {ChannelColumn.NAME: n, ChannelColumn.LABEL: n, ChannelColumn.KIND: str(ChannelKind.PAID)}
        for n in names
    ]
    rows = tuple(tuple(one.get(column) for column in ChannelColumn) for one in said)

    def weekly(columns: dict[str, Any]) -> SheetContent:
        values = (np.asarray(column).tolist() for column in columns.values())
        return SheetContent((WEEK, *columns), tuple(zip(dates, *values, strict=True)))

    return {
        Sheet.SETTINGS: SheetContent(
            (SETTING, "Value"), tuple((info.label, cells[info.key]) for info in CATALOGUE)
        ),
        Sheet.CHANNELS: SheetContent(tuple(ChannelColumn), rows),
        Sheet.SPEND: weekly(dict(zip(names, spend, strict=True))),
        Sheet.OUTCOME: weekly({Settings().outcome_name: np.round(outcome, 2)}),
        Sheet.EVENTS: weekly(flags),
        Sheet.CONTROLS: weekly({"Price index": price}),
    }
