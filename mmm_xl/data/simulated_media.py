"""How the simulator's channels are run: demand, season and weekly patterns of media."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from mmm_xl.names import ChannelKind

Floats = npt.NDArray[np.float64]

_WEEKS_A_YEAR = 52.18


@dataclass(frozen=True)
class SimulatedChannel:
    """How one channel is run and how it truly works.

    Parameters
    ----------
    pattern : {"always", "bursts", "pulses", "demand"}
        Always on and following the season; some weeks on, some off; single weeks; always on and
        following demand that no sheet holds.
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


def season_of(weeks: int) -> Floats:
    """Demand over the year, a fraction of mean revenue."""
    t = np.arange(weeks)
    yearly = 2 * np.pi * t / _WEEKS_A_YEAR
    return 0.09 * np.sin(yearly - 1.9) + 0.04 * np.cos(2 * yearly + 0.4)


def planned_media(
    channel: SimulatedChannel, season: Floats, demand: Floats, rng: np.random.Generator
) -> Floats:
    """Weekly spend or exposure with the wanted mean."""
    if channel.pattern == "demand":
        raw = np.exp(0.15 * demand + rng.normal(0, 0.12, len(season)))
    else:
        pattern = {"always": _always_on, "bursts": _bursts, "pulses": _pulses}[channel.pattern]
        raw = pattern(season, rng)
    return raw / raw.mean() * channel.weekly


def hidden_demand(weeks: int, seed: int) -> Floats:
    """Demand that comes and goes within weeks, standard deviations; no draw of others moves."""
    rng = np.random.default_rng([seed, 1])
    level = np.zeros(weeks)
    for t in range(weeks):
        level[t] = (0.5 * level[t - 1] if t else 0.0) + rng.normal(0, 0.866)
    return level


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
