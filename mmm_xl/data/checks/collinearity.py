"""Channels that move like each other, like a control or like the season."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

import numpy as np

from mmm_xl.data import limits
from mmm_xl.data.checks.columns import (
    CHANNEL,
    Column,
    correlations,
    exactly,
    media_of,
    others_of,
    pattern_of,
    spread,
)
from mmm_xl.data.dataset import Dataset, Floats
from mmm_xl.data.findings import finding_of
from mmm_xl.data.rules import identification as rules
from mmm_xl.data.wording import listed
from mmm_xl.errors import Finding

_ONE = 1e-3  # how near to 1 a summand's factor must be
_RIDGE = 1e-9  # so that an exact mix has a factor of a thousand million instead of none


def collinearity(dataset: Dataset) -> Iterator[Finding]:
    """Findings about columns that cannot be told apart; a column is named once."""
    columns = (*media_of(dataset), *others_of(dataset))
    totals = list(_totals(dataset))
    yield from totals
    left = pattern_of(dataset).remainder(np.column_stack([c.values for c in columns]))
    pairs = list(_pairs(columns, correlations(left)))
    yield from (finding for finding, _ in pairs)
    yield from _seasonal(dataset)
    named = {finding.where for finding in totals} | {c.where for _, pair in pairs for c in pair}
    if not totals:
        yield from _inflated(columns, left, named)


def _pairs(
    columns: tuple[Column, ...], together: Floats
) -> Iterator[tuple[Finding, tuple[Column, Column]]]:
    """Channels that move with another channel, a control or an event."""
    for (i, one), (j, other) in combinations(enumerate(columns), 2):
        r = float(together[i, j])
        if one.role != CHANNEL or abs(r) <= limits.CORRELATED:
            continue
        alike = other.role == CHANNEL
        what = (
            f"{one.words} and {other.words} {'rise and fall together' if r > 0 else 'alternate'}"
            f" (correlation {_rounded(r)} beyond trend and season), so that the weeks can hardly"
            " tell their effects apart."
        )
        rule = rules.CHANNELS_ALIKE if alike else rules.CHANNEL_LIKE_CONTROL
        yield finding_of(rule, other.where if alike else one.where, what), (one, other)


def _rounded(r: float) -> str:
    """Correlation with two decimals that says 1.00 only of exact relations."""
    return f"{r:.2f}" if exactly(1 - abs(r)) else f"{np.sign(r) * min(abs(r), 0.99):.2f}"


def _totals(dataset: Dataset) -> Iterator[Finding]:
    """Channels whose media are the sum of others' in every week."""
    columns = [c for c in media_of(dataset) if spread(c.values) > 0]
    if dataset.weeks <= len(columns):
        return
    for column in columns:
        others = [c for c in columns if c is not column]
        if len(others) < 2:
            return
        table = np.column_stack([c.values for c in others])
        size = np.linalg.norm(table, axis=0)
        factor = np.linalg.lstsq(table / size, column.values, rcond=None)[0] / size
        rest = column.values - table @ factor
        parts = [c for c, f in zip(others, factor, strict=True) if abs(f - 1) < _ONE]
        whole = all(min(abs(f), abs(f - 1)) < _ONE for f in factor)
        if whole and len(parts) > 1 and exactly(_part(rest, column.values)):
            names = listed([c.name for c in parts], "and")
            what = f"{column.words} is in every week the sum of {names}."
            yield finding_of(rules.TOTAL, column.where, what)


def _part(rest: Floats, whole: Floats) -> float:
    return float(rest @ rest / (whole @ whole))


def _seasonal(dataset: Dataset) -> Iterator[Finding]:
    pattern = pattern_of(dataset)
    yearly = dataset.weeks >= limits.ADVISED_WEEKS
    by, which = ("trend and season explain", "theirs") if yearly else ("a trend explains", "it")
    for column in media_of(dataset):
        mean = column.values.mean()
        steady = spread(column.values) < limits.LEAST_VARIATION * mean
        explained = pattern.explained(column.values)
        if explained > limits.SEASONAL and not steady:
            what = (
                f"{by} {min(explained, 0.99):.0%} of how {column.words} varies, so that its effect"
                f" can hardly be told from {which}."
            )
            yield finding_of(rules.SEASONAL, column.where, what)


def _inflated(columns: tuple[Column, ...], left: Floats, named: set[str]) -> Iterator[Finding]:
    """Channels that several others together nearly make up, where no pair was named."""
    kept = spread(left) > 0
    if len(left) <= kept.sum() + 2:
        return
    nearly = correlations(left[:, kept]) + _RIDGE * np.eye(int(kept.sum()))
    factors = dict(zip(np.flatnonzero(kept), np.diag(np.linalg.inv(nearly)), strict=True))
    for i, column in enumerate(columns):
        factor = factors.get(np.int64(i), 0.0)
        if column.role == CHANNEL and factor > limits.INFLATED and column.where not in named:
            what = (
                f"other channels, controls and events explain {1 - 1 / factor:.0%} of how"
                f" {column.words} varies beyond trend and season (variance inflation"
                f" {factor:.0f})."
            )
            yield finding_of(rules.INFLATED, column.where, what)
