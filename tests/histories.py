"""Datasets whose first weeks are history: their media are known, their outcome is not fitted."""

from __future__ import annotations

from dataclasses import replace

from mmm_xl.data.dataset import Dataset


def with_history(dataset: Dataset, weeks: int = 10) -> Dataset:
    """Dataset from a later week on, that knows what was on air before."""
    names = ("dates", "outcome", "spend", "media", "controls", "events")
    later = {name: getattr(dataset, name)[weeks:].copy() for name in names}
    return replace(dataset, **later, history=dataset.media[:weeks].copy())
