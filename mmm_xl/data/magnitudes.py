"""Numbers of the wrong size: slips of a decimal place, thousands among units, mixed percentages."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from mmm_xl.data import limits
from mmm_xl.data.dataset import Floats
from mmm_xl.data.findings import FindingLog
from mmm_xl.data.net_outcome import moves_as_if_net, named_net
from mmm_xl.data.raw import RawColumn, RawTable
from mmm_xl.data.rules import values as rules
from mmm_xl.data.wording import amount

_RATE = re.compile(
    r"%|\b(rate|share|percent\w*|pct|ratio|quota|margin|discount|penetration|unemployment)\b"
    r"|(quote|anteil|prozent|rabatt)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class NumberColumn:
    """One column of numbers with its cells.

    Parameters
    ----------
    thing : str
        What a number is: ``spend``.
    values : ndarray, shape (T,), units of the column
    rows : sequence of int
        Index in the table of the cell of each value.
    """

    thing: str
    table: RawTable
    column: RawColumn
    values: Floats
    rows: Sequence[int]


def check_slips(columns: Iterable[NumberColumn], log: FindingLog) -> None:
    """Warn of weeks that are about ten times, or a tenth of, what is usual in their column."""
    for column in columns:
        for week, usual in slips(column.values):
            value = column.values[week]
            times = value / usual if value > usual else usual / value
            compared = "times" if value > usual else "times less than"
            what = (
                f"{column.thing} '{column.column.header}' is {amount(value)}, {times:.0f}"
                f" {compared} the usual {amount(usual)} of the weeks around it."
            )
            log.at(rules.SLIP, column.table, column.column, column.rows[week], what)


def slips(values: Floats) -> list[tuple[int, float]]:
    """Weeks that a slip of a decimal place would explain, each with the usual number around it.

    Notes
    -----
    Usual is the median of the nine weeks around that are not zero. Bursts are left alone: a week
    also has to stand apart from the highest (lowest) twentieth of its own column, and a low one
    counts only in a column whose weeks are alike.
    """
    weeks = np.flatnonzero(values)
    if len(weeks) < limits.LEAST_WEEKS_FOR_SLIPS or values.min() < 0:
        return []
    found = values[weeks]
    usual = _local_median(found)
    far = (found >= limits.SLIP * usual) | (found <= usual / limits.SLIP)
    return [
        (int(weeks[i]), float(usual[i]))
        for i in np.flatnonzero(far)
        if _stands_apart(found, int(i))
    ]


def _stands_apart(found: Floats, index: int) -> bool:
    others = np.delete(found, index)
    low, high = np.quantile(others, (0.05, 0.95))
    if found[index] > high:
        return bool(found[index] >= limits.SLIP_BEYOND * high)
    inside = 0 < index < len(found) - 1  # a low end is most likely part of a week
    alike = high <= limits.ALIKE * low
    return bool(inside and alike and found[index] <= low / limits.SLIP_BEYOND)


def _local_median(found: Floats) -> Floats:
    width = limits.SLIP_NEIGHBOURS + 1
    medians = np.median(np.lib.stride_tricks.sliding_window_view(found, width), axis=1)
    before = (len(found) - len(medians)) // 2
    return np.pad(medians, (before, len(found) - len(medians) - before), mode="edge")


def check_spend_units(
    spend: Mapping[str, NumberColumn], worth: float | None, log: FindingLog
) -> None:
    """Warn of channels whose spend is in another unit than the others' or the outcome's.

    Parameters
    ----------
    spend : mapping of paid channel to NumberColumn
    worth : float or None, currency units
        Value of the whole outcome; None where it has none.
    """
    totals = {name: float(column.values.sum()) for name, column in spend.items()}
    usual = float(np.median(list(totals.values()))) if totals else 0.0
    for name, total in totals.items():
        what = _unit_words(total, worth) or _among(total, usual, len(totals))
        if what and total > 0:
            column = spend[name]
            text = f"spend of channel '{name}' adds up to {amount(total)}, {what}."
            log.head(rules.SPEND_UNIT, column.table, column.column, text)


def _unit_words(total: float, worth: float | None) -> str:
    if not worth or worth <= 0:
        return ""
    if total > worth:
        return f"more than the whole outcome of {amount(worth)}"
    if total < worth / limits.SPEND_OF_NOTHING:
        return f"less than a millionth of the outcome of {amount(worth)}"
    return ""


def _among(total: float, usual: float, count: int) -> str:
    if count < limits.CHANNELS_TO_COMPARE or total <= 0 or usual <= 0:
        return ""
    ratio = max(total / usual, usual / total)
    if ratio < limits.OTHER_UNIT:
        return ""
    than = "more" if total > usual else "less"
    return f"{ratio:,.0f} times {than} than the usual channel's {amount(usual)}"


def check_percentages(columns: Iterable[NumberColumn], log: FindingLog) -> None:
    """Warn of a rate that is written 0.12 in some weeks and 12 in others."""
    for column in columns:
        values = column.values
        small, large = values[(values > 0) & (values <= 1)], values[values > 1]
        if not _RATE.search(column.column.header) or min(len(small), len(large)) == 0:
            continue
        hundredfold = small * 100
        same = hundredfold.min() >= large.min() / 2 and hundredfold.max() <= large.max() * 2
        if large.min() >= limits.LEAST_PERCENT and large.max() <= 100 and same:
            some, other = np.flatnonzero((values > 0) & (values <= 1)), np.flatnonzero(values > 1)
            cells = [
                f"{column.column.letter}{column.table.rows[column.rows[weeks[0]]]}"
                for weeks in (some, other)
            ]
            what = (
                f"{column.thing} '{column.column.header}' mixes fractions ({small[0]:g} in"
                f" {cells[0]}) and percentages ({large[0]:g} in {cells[1]})."
            )
            log.head(rules.MIXED_PERCENT, column.table, column.column, what)


def check_net(outcome: NumberColumn, name: str, spend: Floats | None, log: FindingLog) -> None:
    """Warn of an outcome from which the cost of marketing was already taken off.

    Parameters
    ----------
    name : str
        What Settings call the outcome.
    spend : ndarray or None, shape (T,), currency units
        Of all channels; None where the outcome is no money.
    """
    header = outcome.column.header
    net = next((words for words in (header, name) if named_net(words)), None)
    if net:
        what = f"the outcome is called '{net}', as if the cost of marketing was taken off."
    elif spend is not None and moves_as_if_net(outcome.values, spend):
        what = (
            f"outcome '{header}' falls by about 1 wherever total spend rises by 1, as if spend was"
            " taken off."
        )
    else:
        return
    log.head(rules.NET_OUTCOME, outcome.table, outcome.column, what)
