"""The worked example as raw inputs, and ways to plant one column or change another in it."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

import numpy as np
from raw_books import fill, with_table

from mmm_xl.data.build import build_dataset
from mmm_xl.data.contents import to_raw
from mmm_xl.data.dataset import Dataset
from mmm_xl.data.raw import RawInputs
from mmm_xl.data.simulator import simulate

Series = Callable[[Dataset], np.ndarray]


@cache
def example(weeks: int = 156, seed: int = 7) -> RawInputs:
    return to_raw(simulate(seed, weeks).contents)


@cache
def clean(weeks: int = 156, seed: int = 7) -> Dataset:
    return build_dataset(example(weeks, seed))


def noise(length: int, seed: int = 5) -> np.ndarray:
    return np.random.default_rng(seed).normal(size=length)


def with_column(
    sheet: str, name: str, values: Series, *, weeks: int = 156, seed: int = 7
) -> RawInputs:
    """Example with one more column, or with other numbers in one that it has."""
    numbers = np.asarray(values(clean(weeks, seed)), float).tolist()
    return fill(example(weeks, seed), sheet, name, lambda i: numbers[i])


def with_control(name: str, values: Series, **which: int) -> RawInputs:
    return with_column("Controls", name, values, **which)


def merged(book: RawInputs, other: RawInputs, sheet: str) -> RawInputs:
    """One book with a sheet of another."""
    return with_table(book, sheet, other.tables[sheet])


def spend(data: Dataset, name: str) -> np.ndarray:
    return data.spend[:, data.channel_names.index(name)]


def rolling(values: np.ndarray, count: int, after: int = 0) -> np.ndarray:
    """Mean of ``count`` weeks of which the last is ``after`` weeks later; fewer at the ends."""
    found = []
    for t in range(len(values)):
        stop = t + after + 1
        window = values[max(stop - count, 0) : max(stop, 1)]
        found.append(window.mean())
    return np.array(found)


def earlier(values: np.ndarray, lag: int) -> np.ndarray:
    """Values of some weeks before, the first one repeated at the start."""
    return np.concatenate([np.full(lag, values[0]), values[:-lag]])
