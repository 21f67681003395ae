"""The columns of a dataset with their cells, and what is left of them beyond trend and season."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from mmm_xl.data.dataset import ColumnSource, Dataset, Floats
from mmm_xl.data.limits import ADVISED_WEEKS, EXACT
from mmm_xl.data.wording import folded
from mmm_xl.names import Sheet
from mmm_xl.transforms.seasonality import fourier

CHANNEL, CONTROL, EVENT = "channel", "control", "event"

_RANGE = re.compile(r"(?P<sheet>.+)!(?P<letter>[A-Z]+)(?P<first>\d+)(?::[A-Z]+(?P<last>\d+))?")
_WAVES = 2

ROUNDING = 1e-6
"""Part of a column's spread below which what is left of it is rounding."""


@dataclass(frozen=True)
class Column:
    """One column of numbers.

    Parameters
    ----------
    role : {"channel", "control", "event"}
    values : ndarray, shape (T,), units of the column
    where : str
        Address of its header.
    """

    role: str
    name: str
    values: Floats
    where: str

    @property
    def words(self) -> str:
        """``channel 'TV'``."""
        return f"{self.role} '{self.name}'"


def columns_of(dataset: Dataset) -> tuple[Column, ...]:
    """Every column beside the outcome: spend, exposure where it drives a channel, others."""
    return (*_spend(dataset), *media_of(dataset, exposed_only=True), *others_of(dataset))


def media_of(dataset: Dataset, *, exposed_only: bool = False) -> tuple[Column, ...]:
    """What drives each channel: its exposure where given, else its spend."""
    found = []
    for i, name in enumerate(dataset.channel_names):
        exposed = not np.array_equal(dataset.media[:, i], dataset.spend[:, i])
        if exposed or not exposed_only:
            sheet = Sheet.EXPOSURE if exposed else Sheet.SPEND
            found.append(Column(CHANNEL, name, dataset.media[:, i], header(dataset, sheet, name)))
    return tuple(found)


def others_of(dataset: Dataset) -> tuple[Column, ...]:
    """Controls and events."""
    return (*controls_of(dataset), *events_of(dataset))


def controls_of(dataset: Dataset) -> tuple[Column, ...]:
    """Controls in sheet order."""
    return tuple(
        Column(CONTROL, name, dataset.controls[:, i], header(dataset, Sheet.CONTROLS, name))
        for i, name in enumerate(dataset.control_names)
    )


def events_of(dataset: Dataset) -> tuple[Column, ...]:
    """Events in sheet order."""
    return tuple(
        Column(EVENT, name, dataset.events[:, i], header(dataset, Sheet.EVENTS, name))
        for i, name in enumerate(dataset.event_names)
    )


def _spend(dataset: Dataset) -> Iterator[Column]:
    for i, channel in enumerate(dataset.channels):
        if channel.paid:
            where = header(dataset, Sheet.SPEND, channel.name)
            yield Column(CHANNEL, channel.name, dataset.spend[:, i], where)


def header(dataset: Dataset, sheet: Sheet, name: str) -> str:
    """``Sheet!Cell`` of a column's header; the sheet where its cells are not known."""
    found = _place(dataset, sheet, name)
    return f"{found['sheet']}!{found['letter']}{int(found['first']) - 1}" if found else str(sheet)


def cell(dataset: Dataset, sheet: Sheet, name: str, week: int) -> str:
    """``Sheet!Cell`` of one week's number; its header where rows are not weeks one by one."""
    found = _place(dataset, sheet, name)
    rows = int(found["last"] or found["first"]) - int(found["first"]) + 1 if found else 0
    if not found or rows != dataset.weeks:
        return header(dataset, sheet, name)
    return f"{found['sheet']}!{found['letter']}{int(found['first']) + week}"


def outcome_header(dataset: Dataset) -> str:
    """``Sheet!Cell`` of the outcome's header."""
    return header(dataset, Sheet.OUTCOME, _outcome_name(dataset))


def outcome_cell(dataset: Dataset, week: int) -> str:
    """``Sheet!Cell`` of one week's outcome."""
    return cell(dataset, Sheet.OUTCOME, _outcome_name(dataset), week)


def _outcome_name(dataset: Dataset) -> str:
    named = (s.column for s in dataset.sources if folded(s.sheet) == folded(Sheet.OUTCOME))
    return next(named, dataset.settings.outcome_name)


def _place(dataset: Dataset, sheet: Sheet, name: str) -> re.Match[str] | None:
    """Parts of the range of one column."""
    source = _source(dataset, sheet, name)
    return _RANGE.fullmatch(source.range) if source else None


def _source(dataset: Dataset, sheet: Sheet, name: str) -> ColumnSource | None:
    alike = (s for s in dataset.sources if s.column == name and folded(s.sheet) == folded(sheet))
    return next(alike, None)


@dataclass(frozen=True)
class Pattern:
    """Constant, trend and, from a year of weeks on, yearly waves.

    Parameters
    ----------
    directions : ndarray, shape (T, K)
        Orthonormal columns.
    """

    directions: Floats

    def remainder(self, values: Floats) -> Floats:
        """Values, shape (T,) or (T, N), less what the pattern explains; zero where all of it."""
        centred = values - values.mean(axis=0)
        left = centred - self.directions @ (self.directions.T @ centred)
        return np.where(spread(left) > ROUNDING * spread(values), left, 0.0)

    def explained(self, values: Floats) -> float:
        """Part of the variance of values, shape (T,), that the pattern explains."""
        total = spread(values) ** 2
        return float(1 - spread(self.remainder(values)) ** 2 / total) if total else 0.0


def pattern_of(dataset: Dataset, *more: Floats) -> Pattern:
    """Trend, season and more columns, each of shape (T, N)."""
    weeks = dataset.weeks
    waves = fourier(dataset.dates, _WAVES if weeks >= ADVISED_WEEKS else 0)
    return pattern_from(np.ones((weeks, 1)), np.linspace(-1, 1, weeks)[:, None], waves, *more)


def pattern_from(*columns: Floats) -> Pattern:
    """Pattern of any columns, each of shape (T, N); those that repeat others add nothing."""
    together = np.column_stack(columns)
    lengths = np.linalg.norm(together, axis=0)
    left, strength, _ = np.linalg.svd(together / np.where(lengths > 0, lengths, 1.0), False)
    return Pattern(left[:, strength > ROUNDING * strength[0]])


def spread(values: Floats) -> Floats:
    """Root mean square about the mean, of each column."""
    return np.asarray(values.std(axis=0))


def correlations(values: Floats) -> Floats:
    """Correlation of each pair of columns, shape (N, N); 0 where a column has no spread."""
    scale = spread(values)
    standard = np.where(
        scale > 0, (values - values.mean(axis=0)) / np.where(scale > 0, scale, 1), 0
    )
    return np.asarray(standard.T @ standard / len(values))


def exactly(part_left: float) -> bool:
    """Whether a relation that leaves this part of a variance is exact."""
    return part_left < EXACT
