"""One text that may be a date: every way in which it can be read."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from datetime import date, timedelta

from mmm_xl.data.limits import FIRST_YEAR, LAST_YEAR

Readings = dict[str, date]
"""Date by layout, as ``dd/mm/yyyy``."""

ISO = "yyyy-mm-dd"
ISO_WEEK = "ISO weeks, each ending on its Sunday"
YEAR_AND_WEEK = "yyyyww, ISO weeks, each ending on its Sunday"
COMPACT = "yyyymmdd"

_LANGUAGES = (
    "january february march april may june july august september october november december",
    "januar februar marz april mai juni juli august september oktober november dezember",
    "janner feber marz april mai juni juli august september oktober november dezember",
    "janvier fevrier mars avril mai juin juillet aout septembre octobre novembre decembre",
    "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
    "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre",
    "januari februari maart april mei juni juli augustus september oktober november december",
)
_MONTHS = tuple((name, i + 1) for names in _LANGUAGES for i, name in enumerate(names.split()))
_NAME = r"([a-z]{3,})\.?"
_YEAR = r"'?(\d{4}|\d{2})"
_DAY = r"(\d{1,2})(?:st|nd|rd|th|\.)?"
_GAP = r"[\s/,-]*"
_WEEK_MARK = r"(?:w|wk|week|kw|cw)[\s.-]*"

_NUMERIC = re.compile(r"(\d{1,4})([-/. ])(\d{1,2})\2(\d{1,4})")
_EIGHT = re.compile(r"(\d{4})(\d\d)(\d\d)")
_SIX = re.compile(r"(\d{4})(\d\d)")
_DAY_MONTH_NAME = re.compile(rf"{_DAY}{_GAP}{_NAME}{_GAP}{_YEAR}")
_MONTH_NAME_DAY = re.compile(rf"{_NAME}\s*{_DAY}[\s,]+{_YEAR}")
_YEAR_MONTH_NAME = re.compile(rf"(\d{{4}}){_GAP}{_NAME}{_GAP}{_DAY}")
_WEEK_LAST = re.compile(rf"(\d{{4}})[\s/-]*{_WEEK_MARK}(\d{{1,2}})(?:-([1-7]))?")
_WEEK_FIRST = re.compile(rf"{_WEEK_MARK}(\d{{1,2}}){_GAP}(\d{{4}})")
_LONGER = (
    re.compile(r"\d{4}[-/.](0?[1-9]|1[0-2])"),
    re.compile(r"(0?[1-9]|1[0-2])[-/.]\d{4}"),
    re.compile(rf"{_NAME}{_GAP}{_YEAR}"),
    re.compile(rf"(\d{{4}}){_GAP}{_NAME}"),
    re.compile(r"q[1-4][\s/-]*\d{4}|\d{4}[\s/-]*q[1-4]"),
    re.compile(r"(19|20)\d\d"),
)

_TIME = r"\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:\s?[ap]m)?"
_CLOCK = re.compile(rf"[T ]\s*({_TIME})(?:\s?(?:Z|UTC|[+-]\d\d:?\d\d))?$", re.IGNORECASE)
_MIDNIGHT = re.compile(r"0{1,2}:00(:00(\.0+)?)?(\s?am)?|12:00(:00(\.0+)?)?\s?am", re.IGNORECASE)


def without_midnight(text: str) -> str:
    """Text without a time of day that is midnight."""
    clock = _CLOCK.search(text)
    return text[: clock.start()].strip() if clock and _MIDNIGHT.fullmatch(clock[1]) else text


def time_of_day(text: str) -> tuple[str, str] | None:
    """Date and time in a text that has both, None where it has no time."""
    clock = _CLOCK.search(text)
    return (text[: clock.start()].strip(), clock[1]) if clock else None


def readings(text: str) -> Readings | None:
    """Date in each layout that fits a text.

    Returns
    -------
    dict of layout to date
        Empty where the text has the shape of a date but names a day that does not exist.
    None
        Where the text has no such shape.
    """
    plain = _plain(text)
    for pattern, read in _SHAPES:
        match = pattern.fullmatch(plain)
        if match and all(map(_known, match.groups())):
            return dict(read(*match.groups()))
    return None


def _known(part: str | None) -> bool:
    """Whether a part of a text is a number, or the name of a month."""
    return not part or not part[0].isalpha() or _month(part) > 0


def is_longer_than_a_week(text: str) -> bool:
    """Whether a text names a month, a quarter or a year: ``Jan 2024``, ``2024-01``, ``Q1 2024``."""
    plain = _plain(text)
    named = [name for pattern in _LONGER[2:4] if (name := pattern.fullmatch(plain))]
    if named:
        return any(_month(part) for match in named for part in match.groups() if part)
    return any(pattern.fullmatch(plain) for pattern in _LONGER)


def two_digits(year: str) -> int:
    """Year of two digits, 69 to 99 in the 1900s as Unix and Python have it; four stay."""
    if len(year) > 2:
        return int(year)
    return int(year) + (1900 if int(year) > 68 else 2000)


def _plain(text: str) -> str:
    """Small letters without accents, single spaces, none after the dots of ``7. 1. 2024``."""
    bare = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    return re.sub(r"(?<=\d\.)\s+(?=\d)", "", " ".join(bare.casefold().split()))


def _month(name: str) -> int:
    """Number of a month by its name or the start of it, 0 where that fits none or several."""
    found = {number for month, number in _MONTHS if month.startswith(name)}
    found |= {9} if name == "sept" else set()
    return found.pop() if len(found) == 1 and len(name) > 2 else 0


def _dated(layout: str, year: int, month: int, day: int) -> Iterator[tuple[str, date]]:
    try:
        yield layout, date(year, month, day)
    except ValueError:
        return


def _numeric(first: str, mark: str, middle: str, last: str) -> Iterator[tuple[str, date]]:
    """Readings of three numbers; dots are written day first wherever they are used."""
    if len(first) > 2:
        if len(first) == 4 and len(last) < 3:
            yield from _dated(f"yyyy{mark}mm{mark}dd", int(first), int(middle), int(last))
        return
    if len(last) not in (2, 4):
        return
    year, shown = two_digits(last), "y" * len(last)
    yield from _dated(f"dd{mark}mm{mark}{shown}", year, int(middle), int(first))
    if mark != ".":
        yield from _dated(f"mm{mark}dd{mark}{shown}", year, int(first), int(middle))
        if len(first) == len(last) == 2:
            yield from _dated(f"yy{mark}mm{mark}dd", two_digits(first), int(middle), int(last))


def _compact(year: str, month: str, day: str) -> Iterator[tuple[str, date]]:
    if FIRST_YEAR <= int(year) <= LAST_YEAR:
        yield from _dated(COMPACT, int(year), int(month), int(day))


def _year_and_week(year: str, week: str) -> Iterator[tuple[str, date]]:
    if FIRST_YEAR <= int(year) <= LAST_YEAR:
        yield from ((YEAR_AND_WEEK, day) for _, day in _iso_week(year, week))


def _day_first(day: str, month: str, year: str) -> Iterator[tuple[str, date]]:
    return _dated("day, month by name, year", two_digits(year), _month(month), int(day))


def _month_first(month: str, day: str, year: str) -> Iterator[tuple[str, date]]:
    return _dated("month by name, day, year", two_digits(year), _month(month), int(day))


def _year_first(year: str, month: str, day: str) -> Iterator[tuple[str, date]]:
    return _dated("year, month by name, day", int(year), _month(month), int(day))


def _iso_week(year: str, week: str, day: str | None = None) -> Iterator[tuple[str, date]]:
    """Sunday of an ISO week, or the day of it that the text names."""
    try:
        found = date.fromisocalendar(int(year), int(week), int(day or 7))
    except ValueError:
        return
    yield (ISO_WEEK if day is None else "days of ISO weeks"), found


def _iso_week_first(week: str, year: str) -> Iterator[tuple[str, date]]:
    return _iso_week(year, week)


_SHAPES = (
    (_NUMERIC, _numeric),
    (_EIGHT, _compact),
    (_SIX, _year_and_week),
    (_WEEK_LAST, _iso_week),
    (_WEEK_FIRST, _iso_week_first),
    (_DAY_MONTH_NAME, _day_first),
    (_MONTH_NAME_DAY, _month_first),
    (_YEAR_MONTH_NAME, _year_first),
)


def serial_day(number: float, epoch_1904: bool) -> date | None:
    """Date of an Excel day number, None where it is no whole day of a plausible year.

    Notes
    -----
    Excel takes 1900 for a leap year, so from March 1900 on its days count from 1899-12-30.
    """
    if number != int(number) or not 0 < number < 1e6:
        return None
    day = (date(1904, 1, 1) if epoch_1904 else date(1899, 12, 30)) + timedelta(days=int(number))
    return day if FIRST_YEAR <= day.year <= LAST_YEAR else None
