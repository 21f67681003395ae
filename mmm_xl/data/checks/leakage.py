"""Columns that know the outcome: by relation, by name, or by a place between media and sales."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from mmm_xl.data import limits
from mmm_xl.data.checks import names
from mmm_xl.data.checks.columns import (
    CHANNEL,
    EVENT,
    ROUNDING,
    Column,
    cell,
    columns_of,
    controls_of,
    pattern_of,
    spread,
)
from mmm_xl.data.checks.outcome_forms import Form, forms
from mmm_xl.data.dataset import Dataset, Floats
from mmm_xl.data.findings import finding_of
from mmm_xl.data.rules import leakage as rules
from mmm_xl.errors import Finding
from mmm_xl.names import Sheet
from mmm_xl.transforms.adstock import adstock, geometric_weights

_SCARCE = 0.5  # part of the weeks other than 0 with a number of their own
_LEAST_NUMBERS = 10
_KEPT = 0.5  # decay of the carryover with which media are set against a mediator
_MEDIA_LAGS = 8
_REST = 10  # weeks that a regression leaves over, below which it says nothing


def leakage(dataset: Dataset) -> Iterator[Finding]:
    """Findings about columns that know the outcome; at most one by relation and one by name."""
    related = list(_by_relation(dataset))
    yield from related
    certain = {f.where for f in related if f.rule != rules.MEDIATOR.name}
    mediators = [f for f in _mediators(dataset) if f.where not in certain]
    yield from mediators
    told = certain | {f.where for f in mediators}
    yield from (finding for finding in _by_name(dataset) if finding.where not in told)
    yield from _known_later(dataset)


def _by_relation(dataset: Dataset) -> Iterator[Finding]:
    """One finding for each column that is, or nearly is, made from the outcome."""
    columns = [c for c in columns_of(dataset) if _many_numbers(c)]
    if not columns:
        return
    table = np.column_stack([c.values for c in columns])
    made = _made_from(dataset, table)
    close = _closeness(dataset, table)
    for i, column in enumerate(columns):
        if i in made:
            yield _made(column, made[i])
        elif abs(close[i]) > limits.NEAR_EXACT:
            yield finding_of(
                rules.MADE_FROM_OUTCOME,
                column.where,
                f"{column.words} is the outcome almost exactly (correlation"
                f" {np.sign(close[i]) * min(abs(close[i]), 0.999):.3f} beyond trend and season),"
                " so that it would explain the outcome by itself; delete the column.",
            )
        elif abs(close[i]) > limits.SUSPICIOUS and column.role != CHANNEL:
            yield finding_of(
                rules.MOVES_WITH_OUTCOME,
                column.where,
                f"{column.words} moves almost as the outcome does (correlation"
                f" {np.sign(close[i]) * min(abs(close[i]), 0.99):.2f} beyond trend and season).",
            )


def _many_numbers(column: Column) -> bool:
    """Whether a column has numbers of its own, not mere flags; weeks of 0 count for nothing."""
    distinct = len(np.unique(column.values))
    return distinct > max(_SCARCE * np.count_nonzero(column.values), _LEAST_NUMBERS)


def _made(column: Column, form: Form) -> Finding:
    warned = form.rule is rules.EARLIER_OUTCOME
    mend = "." if warned else ", which no model may know; delete the column."
    return finding_of(form.rule, column.where, f"{column.words} is {form.words}{mend}")


def _made_from(dataset: Dataset, table: Floats) -> dict[int, Form]:
    """First form that each column repeats exactly, up to a factor, a constant and a trend."""
    found: dict[int, Form] = {}
    for form in forms(dataset):
        for i in np.flatnonzero(_unlike(table[form.weeks], form) < limits.EXACT):
            found.setdefault(int(i), form)
    return found


def _unlike(rows: Floats, form: Form) -> Floats:
    """Part of each column's variance beyond a trend that a form leaves; 1 where there is none."""
    both = np.column_stack([rows, form.values])
    weeks = form.weeks - form.weeks.mean()
    both -= both.mean(axis=0)
    whole = np.einsum("ti,ti->i", both, both)
    both -= np.outer(weeks, weeks @ both) / (weeks @ weeks)
    size = np.einsum("ti,ti->i", both, both)
    size[size <= ROUNDING**2 * whole] = np.inf
    return np.asarray(1 - np.square(both[:, :-1].T @ both[:, -1]) / size[:-1] / size[-1])


def _closeness(dataset: Dataset, table: Floats) -> Floats:
    """Correlation of each column with the outcome, trend and season taken out."""
    pattern = pattern_of(dataset)
    left, wanted = pattern.remainder(table), pattern.remainder(dataset.outcome)
    size = np.linalg.norm(left, axis=0) * np.linalg.norm(wanted)
    return np.asarray(np.where(size > 0, left.T @ wanted / np.where(size > 0, size, 1), 0.0))


def _by_name(dataset: Dataset) -> Iterator[Finding]:
    for column in columns_of(dataset):
        suspicious = names.reported if column.role == CHANNEL else names.sales
        if column.role != EVENT and suspicious(column.name):
            what = f"{column.words} is named like a result of sales, which no model may know."
            yield finding_of(rules.OUTCOME_NAME, column.where, what)
    for column in controls_of(dataset):
        if names.between(column.name):
            what = (
                f"{column.words} is named like something that media bring about on the way to"
                " sales."
            )
            yield finding_of(rules.MEDIATOR_NAME, column.where, what)


def _mediators(dataset: Dataset) -> Iterator[Finding]:
    """Controls that media explain, and that explain the outcome beside media."""
    pattern = pattern_of(dataset, dataset.events)
    media = pattern.remainder(_carried(dataset))
    beyond = pattern_of(dataset, dataset.events, media)
    rest = dataset.weeks - beyond.directions.shape[1] - 1
    if rest < _REST:
        return
    for column in controls_of(dataset):
        left, own = pattern.remainder(column.values), beyond.remainder(column.values)
        if not _many_numbers(column) or not spread(left) or not spread(own):
            continue
        lost = dataset.weeks - pattern.directions.shape[1]
        moved = 1 - (own @ own / rest) / (left @ left / lost)
        signal = _signal(own, beyond.remainder(dataset.outcome), rest)
        if moved > limits.MEDIATED and abs(signal) > limits.MEDIATOR_SIGNAL:
            yield finding_of(
                rules.MEDIATOR,
                column.where,
                f"{column.words} looks like a step between media and sales: media explain"
                f" {moved:.0%} of how it varies beyond trend, season and events, and the outcome"
                f" {'rises' if signal > 0 else 'falls'} with it.",
            )


def _carried(dataset: Dataset) -> Floats:
    """Media with a usual carryover, and their roots, which follow saturation; (T, 2 C)."""
    carried = adstock(dataset.media.T, geometric_weights(_KEPT, _MEDIA_LAGS)).T
    return np.column_stack([carried, np.sqrt(carried)])


def _signal(cause: Floats, effect: Floats, rest: int) -> float:
    """Slope over its standard error."""
    slope = cause @ effect / (cause @ cause)
    left = effect - slope * cause
    error = np.sqrt(left @ left / rest / (cause @ cause))
    return float(slope / error) if error > 0 else 0.0


def _known_later(dataset: Dataset) -> Iterator[Finding]:
    for column in controls_of(dataset):
        if names.known_later(column.name):
            what = f"{column.words} is only known when its week is over."
            yield finding_of(rules.KNOWN_LATER, column.where, what)
        yield from _filled(dataset, column)


def _filled(dataset: Dataset, column: Column) -> Iterator[Finding]:
    """Finding about last weeks that repeat one number where earlier ones change weekly."""
    moves = np.flatnonzero(np.diff(column.values))
    same = len(column.values) - 1 - int(moves[-1]) if len(moves) else 0
    if same < limits.FLAT_TAIL or len(moves) < len(column.values) - same - 1:
        return
    first = len(column.values) - same
    yield finding_of(
        rules.FILLED_FORWARD,
        cell(dataset, Sheet.CONTROLS, column.name, first),
        f"{column.words} is {column.values[-1]:,g} in each of the last {same} weeks, though it"
        " changes in every week before; these weeks seem filled in, not known.",
    )
