"""Months, quarters and years as people write them beside an account."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Any

from mmm_xl.data.calendar import spelled
from mmm_xl.data.cells import Problem, as_date, is_blank, shortened
from mmm_xl.data.date_layouts import readings, two_digits
from mmm_xl.data.fiscal import FiscalYears
from mmm_xl.data.limits import FIRST_YEAR, LAST_YEAR
from mmm_xl.data.raw import ErrorValue
from mmm_xl.data.rules.ledger import LEDGER_PERIOD

PERIOD_MEND = (
    "write a month as 2024-03, a quarter as 2024Q1, a year as 2024, a fiscal one as FY2024 or"
    " FY2024Q1"
)

_FISCAL = r"(?P<fiscal>fy)?\s*(?P<year>\d{2}|\d{4})"
_PART = r"(?P<kind>[qp])\s*(?P<part>\d{1,2})"
_YEAR = re.compile(_FISCAL)
_PARTS = (
    re.compile(rf"{_FISCAL}[\s/-]*{_PART}"),
    re.compile(rf"{_PART}[\s/-]*{_FISCAL}"),
)
_MONTHS = (
    re.compile(r"(?P<year>\d{4})\s?(?:[-/.]\s?m?|m)(?P<month>\d{1,2})"),
    re.compile(r"(?P<month>\d{1,2})\s?[-/.]\s?(?P<year>\d{4})"),
)


@dataclass(frozen=True)
class Period:
    """Days that a row of the ledger is about.

    Parameters
    ----------
    name : str
        2024-03, 2024Q1, 2024, FY2024, FY2024Q1 or FY2024P03, however it was written.
    """

    name: str
    first: date
    last: date


def read_period(value: Any, fiscal: FiscalYears) -> Period | Problem:
    """Period of a cell.

    Parameters
    ----------
    value
        Text, a whole number for a year, or the first or last day of a month as a date.
    fiscal : FiscalYears
        What FY means; periods without it are those of the calendar.
    """
    if is_blank(value):
        return Problem("is blank", LEDGER_PERIOD)
    if isinstance(value, (bool, ErrorValue)):
        return _of_date(value)
    if isinstance(value, (int, float)):
        text = f"{value:.15g}"
        return _year(text, fiscal) or Problem(f"is the number {text}", LEDGER_PERIOD)
    if not isinstance(value, str):
        return _of_date(value)
    text = " ".join(value.split())
    return _of_text(text, fiscal) or Problem(f"is '{shortened(text)}'", LEDGER_PERIOD)


def _of_date(value: Any) -> Period | Problem:
    """Month of which a date is the first or the last day."""
    day = as_date(value)
    if not isinstance(day, date):
        words = day.words if day else "is blank"
        return Problem(words, LEDGER_PERIOD)
    month = _month(day.year, day.month)
    if month is None:
        return Problem(f"is {spelled(day)}", LEDGER_PERIOD)
    if day not in (month.first, month.last):
        words = f"is {spelled(day)}, neither the first nor the last day of a month"
        return Problem(words, LEDGER_PERIOD)
    return month


def _of_text(text: str, fiscal: FiscalYears) -> Period | Problem | None:
    plain = text.casefold()
    if re.fullmatch(r"\d{4}-\d{2}-\d{2}", plain):
        return _of_date(plain)
    for pattern in _MONTHS:
        if match := pattern.fullmatch(plain):
            return _month(int(match["year"]), int(match["month"]))
    return _year(plain, fiscal) or _part(plain, fiscal) or _named_month(text)


def _year(text: str, fiscal: FiscalYears) -> Period | None:
    match = _YEAR.fullmatch(text)
    year = _number(match) if match else None
    if match is None or year is None:
        return None
    years = fiscal if match["fiscal"] else FiscalYears()
    return Period(f"{_prefix(match)}{year}", *years.year(year))


def _part(text: str, fiscal: FiscalYears) -> Period | None:
    """Quarter, or period of a fiscal year; a calendar year has months instead of periods."""
    match = next((m for pattern in _PARTS if (m := pattern.fullmatch(text))), None)
    year = _number(match) if match else None
    if match is None or year is None:
        return None
    part, name = int(match["part"]), f"{_prefix(match)}{year}"
    years = fiscal if match["fiscal"] else FiscalYears()
    if match["kind"] == "q" and 1 <= part <= 4:
        return Period(f"{name}Q{part}", *years.quarter(year, part))
    if match["kind"] == "p" and match["fiscal"] and 1 <= part <= 12:
        return Period(f"{name}P{part:02d}", *years.period(year, part))
    return None


def _number(match: re.Match[str]) -> int | None:
    """Year of a match; two digits are one only behind FY."""
    if len(match["year"]) == 2 and not match["fiscal"]:
        return None
    year = two_digits(match["year"])
    return year if FIRST_YEAR <= year <= LAST_YEAR else None


def _prefix(match: re.Match[str]) -> str:
    return "FY" if match["fiscal"] else ""


def _named_month(text: str) -> Period | None:
    """Month by its name, in any of the languages that dates are read in."""
    if not any(letter.isalpha() for letter in text):
        return None
    for dated in (f"1 {text}", f"{text} 1"):
        found = set((readings(dated) or {}).values())
        if len(found) == 1:
            day = found.pop()
            return _month(day.year, day.month)
    return None


def _month(year: int, month: int) -> Period | None:
    if not (FIRST_YEAR <= year <= LAST_YEAR and 1 <= month <= 12):
        return None
    return Period(f"{year}-{month:02d}", *FiscalYears().period(year, month))
