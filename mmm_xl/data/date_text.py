"""Dates of a whole column, also where they are text or day numbers; nothing is guessed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from mmm_xl.data import date_layouts as layouts
from mmm_xl.data.calendar import runs, spelled
from mmm_xl.data.cells import Problem, as_date, is_blank, shortened
from mmm_xl.data.limits import FIRST_YEAR, LAST_YEAR
from mmm_xl.data.rules import calendar as rules
from mmm_xl.data.rules.rule import Rule

LONGER_MEND = (
    "bring one row a week, or one a day: how a month was paced inside cannot be worked out from its"
    " total, so it is not split into weeks here"
)
"""What to do about rows of months, quarters or years."""

_YYYYMMDD = "write it as yyyy-mm-dd"


@dataclass(frozen=True)
class Understood:
    """How some cells of a column were read.

    Parameters
    ----------
    index : int
        First of the cells.
    words : str
        Continues a sentence that starts with what the cells hold: ``are text, ...``.
    """

    rule: Rule
    index: int
    words: str


@dataclass(frozen=True)
class DateReading:
    """Dates of a column, and what had to be understood to read them.

    Parameters
    ----------
    days : list of date, Problem or None, one a cell
        None where the cell is blank.
    understood : tuple of Understood
        Empty where all cells are dates, or texts in the form yyyy-mm-dd.
    other_epoch : list of date
        The days again, where they are day numbers, as the other of Excel's two epochs has them.
    """

    days: list[date | Problem | None]
    understood: tuple[Understood, ...] = ()
    other_epoch: tuple[date, ...] = ()


def read_dates(values: Sequence[Any], *, epoch_1904: bool = False) -> list[date | Problem | None]:
    """Date of each cell of a column; see `understand_dates`."""
    return understand_dates(values, epoch_1904=epoch_1904).days


def understand_dates(values: Sequence[Any], *, epoch_1904: bool = False) -> DateReading:
    """Date of each cell of a column, with the layout that its texts have.

    Parameters
    ----------
    values : sequence
        Cells as a reader or a text file hands them over.
    epoch_1904 : bool
        Whether the workbook counts days from 1904 rather than 1900.

    Notes
    -----
    A text is read on its own where it can be only one date. Where day and month may each come
    first, the layout is taken that fits all texts; where several do, the one in which the column's
    dates run weekly, daily or monthly: 07/01/2024 above 14/01/2024 can only be days of January.
    Where that does not tell either, the cells are refused. Whole numbers are day numbers only where
    no cell of the column is a date.
    """
    texts = _texts(values)
    serials = _serials(values, texts, epoch_1904)
    if serials:
        return _of_serials(values, texts, serials, epoch_1904)
    read = {text: layouts.readings(layouts.without_midnight(text)) for text in texts.values()}
    found = {i: read[text] or {} for i, text in texts.items()}
    fixed = [day for value in values if isinstance(day := as_date(value), date)]
    chosen = _chosen_layouts(found, fixed)
    days: list[date | Problem | None] = []
    first: dict[str, int] = {}
    for i, value in enumerate(values):
        if i not in texts:
            days.append(as_date(value))
            continue
        layout = _layout(found[i], chosen)
        days.append(found[i][layout] if layout else _refused(texts[i], found[i], chosen))
        if layout and layout != layouts.ISO:
            first.setdefault(layout, i)
    notes = (_text_note(name, i, texts[i], found[i][name]) for name, i in first.items())
    return DateReading(days, tuple(notes))


def _texts(values: Sequence[Any]) -> dict[int, str]:
    """Texts of a column, and its whole numbers as digits where no cell is a date, by index."""
    numbers = not any(isinstance(value, (date, datetime)) for value in values)
    found = {}
    for i, value in enumerate(values):
        if isinstance(value, str) and not is_blank(value):
            found[i] = value.strip()
        elif numbers and isinstance(value, (int, float)) and not isinstance(value, bool):
            whole = isinstance(value, int) or value.is_integer()
            if whole and 0 < value < 1e8:
                found[i] = str(int(value))
    return found


def _serials(values: Sequence[Any], texts: Mapping[int, str], epoch_1904: bool) -> dict[int, date]:
    """Days of a column that is mostly day numbers and holds no date, by index."""
    filled = sum(not is_blank(value) for value in values)
    if len(texts) < filled and any(isinstance(as_date(value), date) for value in values):
        return {}
    found = {}
    for i, text in texts.items():
        day = _serial(text, epoch_1904)
        if day:
            found[i] = day
    return found if 2 * len(found) > filled else {}


def _serial(text: str, epoch_1904: bool) -> date | None:
    return (
        layouts.serial_day(int(text), epoch_1904) if len(text) == 5 and text.isdecimal() else None
    )


def _of_serials(
    values: Sequence[Any], texts: Mapping[int, str], serials: Mapping[int, date], epoch_1904: bool
) -> DateReading:
    days = [serials[i] if i in serials else as_date(value) for i, value in enumerate(values)]
    i, day = next(iter(serials.items()))
    words = f"are day numbers, counted from {1904 if epoch_1904 else 1900}: {texts[i]} is {day}."
    other = (_serial(texts[i], not epoch_1904) for i in serials)
    return DateReading(
        days, (Understood(rules.DATE_SERIAL, i, words),), tuple(day for day in other if day)
    )


def _layout(found: layouts.Readings, chosen: Collection[str]) -> str | None:
    """Layout in which a text is read; any where all give the same day, as of 11/11/2023."""
    alike = len(set(found.values())) == 1 and len(found) > 1
    return next((name for name in found if alike or name in chosen), None)


def _text_note(layout: str, index: int, text: str, day: date) -> Understood:
    words = f"are text, read as {layout}: '{shortened(text)}' is {spelled(day)}."
    return Understood(rules.DATE_TEXT, index, words)


def _chosen_layouts(found: Mapping[int, layouts.Readings], fixed: Sequence[date]) -> frozenset[str]:
    """Layouts in which texts are read: one of each group whose members look alike."""
    groups: dict[str, list[layouts.Readings]] = defaultdict(list)
    for fitting in found.values():
        if fitting:
            groups["".join(sorted(next(iter(fitting))))].append(fitting)
    plain = [group for group in groups.values() if len(_names(group)) == 1]
    chosen = {name for group in plain for name in _names(group)}
    settled = [*fixed, *(day for group in plain for fitting in group for day in fitting.values())]
    for group in groups.values():
        if group not in plain:
            chosen |= _chosen(group, settled)
    if layouts.YEAR_AND_WEEK in chosen and not _has_late_week(found.values()):
        chosen.remove(layouts.YEAR_AND_WEEK)
    return frozenset(chosen)


def _names(group: Collection[layouts.Readings]) -> dict[str, int]:
    """How many texts each layout fits."""
    counts: dict[str, int] = defaultdict(int)
    for fitting in group:
        for name in fitting:
            counts[name] += 1
    return counts


def _chosen(group: Sequence[layouts.Readings], settled: Sequence[date]) -> set[str]:
    """The layout that fits most texts of a group, if need be by how its dates run."""
    counts = _names(group)
    best = [name for name, count in counts.items() if count == max(counts.values())]
    if counts[best[0]] < len(group):
        return {best[0]} if len(best) == 1 else set()
    plausible = [name for name in best if all(_plausible(f[name]) for f in group)] or best
    if len(plausible) == 1 or all(len({f[n] for n in plausible}) == 1 for f in group):
        return {plausible[0]}
    running = [name for name in plausible if runs([*settled, *(f[name] for f in group)])]
    return set(running) if len(running) == 1 else set()


def _plausible(day: date) -> bool:
    return FIRST_YEAR <= day.year <= LAST_YEAR


def _has_late_week(found: Collection[layouts.Readings]) -> bool:
    """Whether six digits can be no months: some are weeks after the twelfth."""
    days = (fitting.get(layouts.YEAR_AND_WEEK) for fitting in found)
    return any(day and day.isocalendar().week > 12 for day in days)


def _refused(text: str, found: layouts.Readings, chosen: Collection[str]) -> Problem:
    """Why a text is no date that can be relied on."""
    shown = f"is '{shortened(text)}'"
    if layouts.YEAR_AND_WEEK in found:
        day = found[layouts.YEAR_AND_WEEK]
        words = f"{shown}, which may be a month or week {day.isocalendar().week} of a year"
        return Problem(words, rules.NOT_WEEKLY, LONGER_MEND)
    if layouts.is_longer_than_a_week(text):
        return Problem(f"{shown}, longer than a week", rules.NOT_WEEKLY, LONGER_MEND)
    if len(set(found.values())) > 1:
        read = " or ".join(_distinct(found))
        return Problem(f"{shown}: {read}", rules.AMBIGUOUS_DATE, _YYYYMMDD)
    if found:
        words = f"{shown}, which can only be {next(iter(found))}, unlike other cells of the column"
        return Problem(words, rules.AMBIGUOUS_DATE, _YYYYMMDD)
    return _no_date(text, shown)


def _distinct(found: layouts.Readings) -> Iterable[str]:
    return dict.fromkeys(spelled(day) for day in found.values())


_MOST_DIGITS = 15
"""Digits of a number that Excel keeps; a longer row of digits is no number of a day."""


def _no_date(text: str, shown: str) -> Problem:
    clock = layouts.time_of_day(layouts.without_midnight(text))
    if clock and layouts.readings(clock[0]):
        words = f"has a time of day ({clock[1]}) beside the date '{clock[0]}'"
        return Problem(words, rules.TIME_OF_DAY, "write the date only")
    if layouts.readings(layouts.without_midnight(text)) is not None:
        return Problem(f"{shown}, a day that does not exist", rules.NO_DATE)
    if text.isdecimal() and len(text) <= _MOST_DIGITS:
        return Problem(
            f"is the number {int(text):,}, not a date", rules.NO_DATE, "give the cell a date format"
        )
    return Problem(f"is the text '{shortened(text)}', not a date", rules.NO_DATE)
