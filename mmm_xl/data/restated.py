"""What two datasets of one workbook tell differently of the same weeks."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from mmm_xl.data.dataset import ColumnSource, Dataset, Floats
from mmm_xl.data.dictionary_sheet import described_sheet
from mmm_xl.data.limits import OTHER_BOOK_SHARE
from mmm_xl.names import Sheet

_RANGE = re.compile(r"(?P<letter>[A-Z]+)(?P<first>\d+):[A-Z]+(?P<last>\d+)")

Key = tuple[str, str]
"""Sheet and column."""


@dataclass(frozen=True)
class Change:
    """One number that is not what it was.

    Parameters
    ----------
    where : str
        ``Sheet!Cell`` in the newer workbook, or ``Sheet!Column`` where no single cell holds it.
    old, new : float
        In the column's unit.
    """

    where: str
    sheet: str
    column: str
    week: date
    old: float
    new: float


@dataclass(frozen=True)
class Restatement:
    """Differences of a workbook from the run before it.

    Parameters
    ----------
    since : str
        Run id of the older data.
    compared : int
        Numbers that both have.
    new_weeks, lost_weeks : tuple of date
        Weeks that only the newer, or only the older data have.
    new_columns, lost_columns : tuple of str
        Columns that only one of them has, as ``Sheet!Header``.
    """

    since: str
    changes: tuple[Change, ...]
    compared: int
    new_weeks: tuple[date, ...] = ()
    lost_weeks: tuple[date, ...] = ()
    new_columns: tuple[str, ...] = ()
    lost_columns: tuple[str, ...] = ()

    @property
    def another_book(self) -> bool:
        """Whether so much differs that only the names of two workbooks may be the same."""
        return not self.compared or len(self.changes) > OTHER_BOOK_SHARE * self.compared

    def lines(self) -> tuple[str, ...]:
        """What to say of it, a sentence each; none where nothing differs."""
        if self.another_book:
            return (
                f"most cells differ from {self.since}, the last run of a workbook of this name; was"
                " that another workbook?",
            )
        counts = Counter((change.sheet, change.column) for change in self.changes)
        restated = [
            f"history was restated since {self.since}: {_counted(n, 'cell')} in {sheet}, {column}."
            for (sheet, column), n in counts.items()
        ]
        weeks = ((self.new_weeks, "new"), (self.lost_weeks, "lost"))
        told = [f"{_counted(len(w), f'{word} week')} since {self.since}." for w, word in weeks if w]
        columns = ((self.new_columns, "new"), (self.lost_columns, "lost"))
        told += [f"{word} since {self.since}: {', '.join(c)}." for c, word in columns if c]
        return (*restated, *told)


def compare(old: Dataset, new: Dataset, since: str) -> Restatement:
    """Every modelled number of weeks and columns that both datasets have.

    Parameters
    ----------
    since : str
        Run id of ``old``.
    """
    before, after = _columns(old), _columns(new)
    weeks = {day: i for i, day in enumerate(old.dates.tolist())}
    days: list[date] = new.dates.tolist()
    shared = [(i, weeks[day]) for i, day in enumerate(days) if day in weeks]
    both = [key for key in after if key in before]
    sources = {_key(source): source for source in new.sources}
    changes = tuple(
        Change(_cell(sources.get(key), key, i, new), *key, days[i], was, now)
        for key in both
        for i, j in shared
        if (now := float(after[key][i])) != (was := float(before[key][j]))
    )
    earlier, compared = _earlier(old, new)
    return Restatement(
        since=since,
        changes=(*earlier, *changes),
        compared=len(both) * len(shared) + compared,
        new_weeks=tuple(day for day in days if day not in weeks),
        lost_weeks=tuple(day for day in weeks if day not in set(days)),
        new_columns=tuple("!".join(key) for key in after if key not in before),
        lost_columns=tuple("!".join(key) for key in before if key not in after),
    )


def _earlier(old: Dataset, new: Dataset) -> tuple[tuple[Change, ...], int]:
    """Changes among the media of weeks before the first one, and how many numbers both have."""
    before = {
        (name, week): float(old.history[i, c])
        for i, week in enumerate(_weeks_of_history(old))
        for c, name in enumerate(old.channel_names)
    }
    changes, compared = [], 0
    driving = {name: _driving(new, name) for name in new.channel_names}
    for i, week in enumerate(_weeks_of_history(new)):
        for c, name in enumerate(new.channel_names):
            source = driving[name]
            if source is None or (name, week) not in before:
                continue
            compared += 1
            was, now = before[name, week], float(new.history[i, c])
            if was != now:
                cell = _cell(source, _key(source), i - len(new.history), new)
                changes.append(Change(cell, *_key(source), week, was, now))
    return tuple(changes), compared


def _weeks_of_history(dataset: Dataset) -> list[date]:
    first: date = dataset.dates[0].item()
    return [first - timedelta(weeks=back) for back in range(len(dataset.history), 0, -1)]


def _driving(dataset: Dataset, channel: str) -> ColumnSource | None:
    """Column that drives a channel: its exposure where it has any, else its spend."""
    found = {_key(source): source for source in dataset.sources}
    return found.get((Sheet.EXPOSURE, channel)) or found.get((Sheet.SPEND, channel))


def _columns(dataset: Dataset) -> dict[Key, Floats]:
    """Numbers of each modelled column, by the sheet and header that they came from."""
    return {_key(s): values for s in dataset.sources for values in _values(dataset, s)}


def _key(source: ColumnSource) -> Key:
    return str(described_sheet(source.sheet) or source.sheet), source.column


def _values(dataset: Dataset, source: ColumnSource) -> Iterator[Floats]:
    """The one series of a source, none where the dataset keeps it under another name."""
    names, table = {
        Sheet.SPEND: (dataset.channel_names, dataset.spend),
        Sheet.EXPOSURE: (dataset.channel_names, dataset.media),
        Sheet.CONTROLS: (dataset.control_names, dataset.controls),
        Sheet.OUTCOME: ((source.column,), dataset.outcome[:, None]),
    }.get(described_sheet(source.sheet) or Sheet.EVENTS, (dataset.event_names, dataset.events))
    if source.column in names:
        yield table[:, names.index(source.column)]


def _cell(source: ColumnSource | None, key: Key, week: int, dataset: Dataset) -> str:
    """Cell of a week where the column has one row a week, else sheet and column."""
    found = _RANGE.search(source.range) if source else None
    if found is None or source is None:
        return "!".join(key)
    first, rows = int(found["first"]), int(found["last"]) - int(found["first"]) + 1
    before = rows - dataset.weeks
    if before in (0, len(dataset.history)):
        return f"{source.sheet}!{found['letter']}{first + before + week}"
    return f"{source.sheet}!{found['letter']}"


def _counted(count: int, thing: str) -> str:
    return f"{count:,} {thing}" if count == 1 else f"{count:,} {thing}s"
