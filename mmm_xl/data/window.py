"""Spans of days that figures are asked for, and how much of each week lies in them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import numpy.typing as npt

from mmm_xl.data.dataset import Dataset
from mmm_xl.data.fiscal import FiscalYears, Span
from mmm_xl.errors import WindowOutsideData
from mmm_xl.names import FiscalCalendar, Tiling

Floats = npt.NDArray[np.float64]

_WEEK = 7
_RANGE = re.compile(r"(\d{4}-\d{2}-\d{2})(?:\.\.|:)(\d{4}-\d{2}-\d{2})")
_MONTH = re.compile(r"(\d{4})-(\d{2})")
_YEAR = re.compile(r"(FY)?(\d{4})(?:\s*([QP])(\d{1,2}))?")
_LAST = re.compile(r"last\s*(\d+)")
_KNOWN = (
    "all, ytd, last52, 2025, 2025Q1, 2025-03, FY2025, FY2025Q1, FY2025P03, or"
    " 2025-01-06..2025-03-30"
)


@dataclass(frozen=True)
class Window:
    """Days from first to last, both included.

    Parameters
    ----------
    label : str
        As titles show it; says where the data end before the window does.
    """

    first: date
    last: date
    label: str

    def fractions(self, dates: npt.NDArray[np.datetime64]) -> Floats:
        """Share of each week's seven days that lies in the window, shape (T,).

        Parameters
        ----------
        dates : datetime64[D], shape (T,)
            Last day of each week.

        Notes
        -----
        Weeks that straddle an end are split by days, so windows that tile the data share every
        week out completely.
        """
        ends = dates.astype("datetime64[D]")
        starts = ends - np.timedelta64(_WEEK - 1, "D")
        later = np.maximum(starts, np.datetime64(self.first))
        earlier = np.minimum(ends, np.datetime64(self.last))
        days = (earlier - later).astype(int) + 1
        return np.clip(days, 0, _WEEK) / _WEEK


@dataclass(frozen=True)
class Stretches(Window):
    """Days of several spans that do not touch each other.

    Parameters
    ----------
    spans : tuple of (first, last)
        In order; `first` and `last` of the window are those of all together.
    """

    spans: tuple[Span, ...] = ()

    def fractions(self, dates: npt.NDArray[np.datetime64]) -> Floats:
        """Share of each week's seven days that lies in one of the spans, shape (T,)."""
        each = (Window(*span, self.label).fractions(dates) for span in self.spans)
        return np.minimum(np.sum(list(each), axis=0), 1.0)

    @property
    def days(self) -> int:
        """Number of days."""
        return sum((last - first).days + 1 for first, last in self.spans)


def joined(spans: Iterable[Span]) -> Stretches:
    """Window of all days of some spans, each day once.

    Raises
    ------
    ValueError
        There is no span.
    """
    found: list[Span] = []
    for first, last in sorted(spans):
        if found and first <= found[-1][1] + timedelta(days=1):
            found[-1] = (found[-1][0], max(found[-1][1], last))
        else:
            found.append((first, last))
    if not found:
        raise ValueError("a window needs a day")
    label = " and ".join(f"{first} to {last}" for first, last in found)
    return Stretches(found[0][0], found[-1][1], label, tuple(found))


def fiscal_years(dataset: Dataset) -> FiscalYears:
    """The company's year as the Settings sheet states it."""
    settings = dataset.settings
    return FiscalYears(settings.first_month, settings.fiscal_calendar, settings.week_ends_on)


def every_week(dataset: Dataset) -> Window:
    """All days of the data."""
    first, last = _days(dataset)
    return Window(first, last, f"{first} to {last}")


def parse_window(text: str, dataset: Dataset) -> Window:
    """Window that a user names.

    Parameters
    ----------
    text : str
        ``all``, ``ytd`` (fiscal year to date), ``last52`` (weeks), ``2025``, ``2025Q1``,
        ``2025-03``, ``FY2025``, ``FY2025Q1``, ``FY2025P03`` or two days with ``..`` between.

    Raises
    ------
    WindowOutsideData
        The words name no window, or one without any day of the data.
    """
    word = text.strip()
    if word.casefold() == "all":
        return every_week(dataset)
    span = _span(word, dataset)
    if span is None:
        raise WindowOutsideData(f"{text!r} is no window; expected {_KNOWN}.")
    return _clipped(span, word.upper() if word.casefold() == "ytd" else word, dataset)


def tiles(dataset: Dataset, by: Tiling) -> tuple[Window, ...]:
    """Windows that tile the data's days, in order; those at the ends are cut where the data end."""
    first, last = _days(dataset)
    found: list[Window] = []
    day = first
    while day <= last:
        span, label = _tile_of(day, by, dataset)
        found.append(_clipped(span, label, dataset))
        day = span[1] + timedelta(days=1)
    return tuple(found)


def _tile_of(day: date, by: Tiling, dataset: Dataset) -> tuple[Span, str]:
    fiscal = fiscal_years(dataset)
    if by is Tiling.MONTH:
        plain = FiscalYears()
        return plain.period(day.year, day.month), f"{day:%Y-%m}"
    if by is Tiling.FISCAL_YEAR:
        year = fiscal.year_of(day)
        return fiscal.year(year), _fiscal_name(fiscal, year)
    if by is Tiling.QUARTER:
        quarter = (day.month - 1) // 3 + 1
        return FiscalYears().quarter(day.year, quarter), f"{day.year}Q{quarter}"
    year, quarter = fiscal.quarter_of(day)
    return fiscal.quarter(year, quarter), f"{_fiscal_name(fiscal, year)}Q{quarter}"


def _fiscal_name(fiscal: FiscalYears, year: int) -> str:
    plain = fiscal.first_month == 1 and fiscal.calendar is FiscalCalendar.MONTHS
    return str(year) if plain else f"FY{year}"


def _days(dataset: Dataset) -> Span:
    """First and last day of the data."""
    return dataset.first - timedelta(days=_WEEK - 1), dataset.last


def _span(word: str, dataset: Dataset) -> Span | None:
    """First and last day that words name, None where they name none."""
    fiscal, last = fiscal_years(dataset), dataset.last
    if word.casefold() == "ytd":
        return fiscal.year(fiscal.year_of(last))[0], last
    try:
        if match := _LAST.fullmatch(word.casefold()):
            return last - timedelta(days=_WEEK * int(match[1]) - 1), last
        return _calendar_span(word.upper(), fiscal)
    except (ValueError, OverflowError):  # the 31st of February, month 13, the year 9999
        return None


def _calendar_span(word: str, fiscal: FiscalYears) -> Span | None:
    if match := _RANGE.fullmatch(word):
        ends = date.fromisoformat(match[1]), date.fromisoformat(match[2])
        return ends if ends[0] <= ends[1] else None
    if match := _MONTH.fullmatch(word):
        month = date(int(match[1]), int(match[2]), 1)  # refuses month 13
        return FiscalYears().period(month.year, month.month)
    match = _YEAR.fullmatch(word)
    return _year_span(fiscal if match[1] else FiscalYears(), match) if match else None


def _year_span(years: FiscalYears, match: re.Match[str]) -> Span | None:
    year, part = int(match[2]), int(match[4] or 0)
    if not match[3]:
        return years.year(year)
    most = {"Q": 4, "P": 12}[match[3]]
    if not 1 <= part <= most:
        return None
    return years.quarter(year, part) if match[3] == "Q" else years.period(year, part)


def _clipped(span: Span, label: str, dataset: Dataset) -> Window:
    first, last = _days(dataset)
    if span[1] < first or span[0] > last:
        raise WindowOutsideData(
            f"The window {label} ({span[0]} to {span[1]}) has no day of the data, {first} to"
            f" {last}."
        )
    begins, ends = max(span[0], first), min(span[1], last)
    words = []
    if begins > span[0]:
        words.append(f"from {begins}")
    if ends < span[1]:
        words.append(f"to {ends}")
    return Window(begins, ends, f"{label} ({' '.join(words)})" if words else label)
