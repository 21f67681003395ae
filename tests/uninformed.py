"""An advertiser two of whose channels tell nothing: one never varies, one is too small to see."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from mmm_xl.data.build import build_dataset
from mmm_xl.data.contents import to_raw
from mmm_xl.data.dataset import Dataset
from mmm_xl.data.simulated_media import SimulatedChannel
from mmm_xl.data.simulator import EXAMPLE_SETTINGS, World, simulate
from mmm_xl.names import ChannelKind

_PAID = ChannelKind.PAID

CHANNELS = (
    SimulatedChannel("Search", "A", _PAID, "always", 62_000, 1.8, 0.6, 1.3, 1.2),
    SimulatedChannel("Display", "A", _PAID, "bursts", 58_000, 0.9, 1.0, 1.0, 1.1),
    SimulatedChannel("TV", "B", _PAID, "bursts", 95_000, 1.5, 2.0, 1.1, 1.3),
    SimulatedChannel("Flat", "B", _PAID, "always", 20_000, 1.2, 1.0, 1.0, 1.1),
    SimulatedChannel("Tiny", "B", _PAID, "bursts", 300, 1.2, 1.0, 1.0, 1.1),
)


def world(weeks: int = 104, seed: int = 7) -> World:
    """The advertiser before one of its channels is made to spend the same every week."""
    return simulate(seed, weeks, CHANNELS, EXAMPLE_SETTINGS, ())


def uninformed_data(
    pool: str | None = None,
    roi: dict[str, tuple[float, float]] | None = None,
    weeks: int = 104,
    seed: int = 7,
) -> Dataset:
    """Data in which "Flat" spends the same every week and "Tiny" next to nothing.

    Parameters
    ----------
    pool : str, optional
        "no" for channels that are each by themselves.
    roi : dict of channel to its likely range
    """
    made = world(weeks, seed)
    read = build_dataset(to_raw(made.contents))
    at = read.channel_names.index("Flat")
    level = np.full(weeks, read.spend[:, at].mean())
    outcome = read.outcome - made.contributions["Flat"] + level * CHANNELS[at].effect
    spend, media = read.spend.copy(), read.media.copy()
    spend[:, at], media[:, at] = level, level
    ranges = roi or {}
    channels = tuple(
        replace(c, pool=pool, roi=ranges.get(c.name, c.roi), half_life=None) for c in read.channels
    )
    return replace(read, outcome=outcome, spend=spend, media=media, channels=channels)
