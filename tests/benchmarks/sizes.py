"""Simulated advertisers of any number of weeks and channels."""

from __future__ import annotations

from dataclasses import replace

from mmm_xl.data.build import build_dataset
from mmm_xl.data.contents import to_raw
from mmm_xl.data.dataset import Dataset
from mmm_xl.data.simulator import EXAMPLE_CHANNELS, simulate
from mmm_xl.names import ModelName

WEEKS = (52, 104, 156, 208, 416)
CHANNELS = (2, 4, 8, 12, 24)

_WEEKLY_SPEND = 220_000.0
"""All channels together: about a quarter of the simulator's revenue comes from them."""


def dataset_of_size(weeks: int, channels: int, model: ModelName) -> Dataset:
    """Paid channels modelled on the example's, sharing one budget."""
    patterns = [channel for channel in EXAMPLE_CHANNELS if channel.weekly > 1_000]
    chosen = [patterns[i % len(patterns)] for i in range(channels)]
    budget = sum(channel.weekly for channel in chosen)
    cast = tuple(
        replace(
            channel,
            name=f"{channel.name} {i + 1}",
            weekly=channel.weekly * _WEEKLY_SPEND / budget,
        )
        for i, channel in enumerate(chosen)
    )
    dataset = build_dataset(to_raw(simulate(seed=7, weeks=weeks, channels=cast).contents))
    return replace(dataset, settings=replace(dataset.settings, model=model))
