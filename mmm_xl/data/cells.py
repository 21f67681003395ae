"""What one cell holds: a number, a date, a name, nothing, or something to refuse."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from mmm_xl.data.limits import LARGEST
from mmm_xl.data.raw import ErrorValue
from mmm_xl.data.rules import calendar, values
from mmm_xl.data.rules.rule import Rule
from mmm_xl.data.wording import amount
from mmm_xl.settings import setting

_NUMERIC_TEXT = re.compile(r"[-+]?[\d.,'\s]*\d[\d.,'\s]*%?")
_ISO_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_HALF_SECOND = timedelta(milliseconds=500)

BLANKS_REFUSED, LAST_KNOWN, STRAIGHT_LINE = setting("blank_controls").choices
NEGATIVES_REFUSED, SET_TO_ZERO = setting("negative_spend").choices


@dataclass(frozen=True)
class Problem:
    """Why a cell's value is refused.

    Parameters
    ----------
    words : str
        Continues a sentence that starts with what the cell should hold: ``is TRUE``.
    rule : Rule
        What found it.
    mend : str
        What to do, where it does not depend on the column.
    """

    words: str
    rule: Rule
    mend: str = ""

    def sentence(self, thing: str, mend: str) -> str:
        """Fault sentence about a cell that should hold ``thing``."""
        return f"{thing} {self.words}; {self.mend or mend}."


def is_blank(value: Any) -> bool:
    """Whether a cell holds nothing, or only spaces."""
    return value is None or (isinstance(value, str) and not value.strip())


def as_number(value: Any) -> float | Problem | None:
    """Finite number in a cell; None where the cell is blank."""
    if is_blank(value):
        return None
    if isinstance(value, (bool, ErrorValue, date, time)):
        return _not_this(value)
    if isinstance(value, str):
        return _text_for_number(value)
    if isinstance(value, float) and not math.isfinite(value):
        return Problem(f"is {value}, which is no finite number", values.TOO_LARGE)
    if abs(value) > LARGEST:
        return Problem(f"is larger than {LARGEST:.0e}", values.TOO_LARGE, "check the unit")
    return float(value)


def as_date(value: Any) -> date | Problem | None:
    """Calendar date in a cell; None where the cell is blank.

    Notes
    -----
    Text is a date only as yyyy-mm-dd, the one form that reads the same everywhere. Half a second
    is forgiven: Excel keeps dates as fractions of days.
    """
    if is_blank(value):
        return None
    if isinstance(value, datetime):
        return _whole_day(value)
    if isinstance(value, date):
        return value
    if isinstance(value, str):
        return _iso_date(value.strip())
    if isinstance(value, (bool, ErrorValue, time)):
        return _not_this(value)
    return Problem(
        f"is the number {value:,g}, not a date", calendar.NO_DATE, "give the cell a date format"
    )


def as_text(value: Any) -> str | Problem:
    """Text of a cell without surrounding spaces; a number becomes its digits, blank is empty."""
    if value is None:
        return ""
    if isinstance(value, str):
        return value.strip()
    if isinstance(value, (bool, ErrorValue, date, time)):
        return _not_this(value)
    return f"{value:.15g}"


def _not_this(value: Any) -> Problem:
    if isinstance(value, ErrorValue):
        return Problem(
            f"is the Excel error {value.text}",
            values.ERROR_VALUE,
            "correct the formula or write a value",
        )
    if isinstance(value, bool):
        return Problem(f"is {str(value).upper()}", values.WRONG_TYPE)
    return Problem(f"is the date or time {str(value).removesuffix(' 00:00:00')}", values.WRONG_TYPE)


def _text_for_number(value: str) -> Problem:
    text = value.strip()
    if _NUMERIC_TEXT.fullmatch(text):
        return Problem(f"is '{text}' kept as text", values.TEXT, "retype it as a number")
    return Problem(f"is the text '{shortened(text)}', not a number", values.TEXT)


def _iso_date(text: str) -> date | Problem:
    if _ISO_DATE.fullmatch(text):
        try:
            return date.fromisoformat(text)
        except ValueError:
            return Problem(f"is '{text}', a day that does not exist", calendar.NO_DATE)
    return Problem(f"is the text '{shortened(text)}', not a date", calendar.NO_DATE)


def _whole_day(value: datetime) -> date | Problem:
    stated = value.replace(tzinfo=None)
    near = stated + _HALF_SECOND if stated < datetime.max - _HALF_SECOND else stated
    if timedelta(hours=near.hour, minutes=near.minute, seconds=near.second):
        words = f"has a time of day ({value:%H:%M}) beside the date {value.date()}"
        return Problem(words, calendar.TIME_OF_DAY, "write the date only")
    return near.date()


def shortened(text: str, most: int = 40) -> str:
    """Text on one line, cut where it is long."""
    line = " ".join(text.split())
    return line if len(line) <= most else f"{line[: most - 1]}…"


@dataclass(frozen=True)
class NumberRule:
    """What a number cell must hold.

    Parameters
    ----------
    thing : str
        What the number is: ``spend``.
    mend : str
        What to write where the cell is blank or no number.
    blank : float or None
        What a blank cell means; None refuses it.
    low, high : float or None
        Inclusive range.
    above : float or None
        Exclusive lower bound.
    outside : str
        What to write where the number is out of range; `mend` where empty.
    percent : bool
        Whether a percentage kept as text is a number here; it is then a fraction.
    currency : str
        Currency of the amounts; empty where they are none.
    negative_to_zero : bool
        Whether the workbook chose that a number below zero counts as 0.
    fill_blanks : str
        How the workbook chose to fill blank cells: a choice of the setting "Blank controls".
    """

    thing: str
    mend: str
    blank: float | None = None
    low: float | None = None
    high: float | None = None
    above: float | None = None
    outside: str = ""
    percent: bool = False
    currency: str = ""
    negative_to_zero: bool = False
    fill_blanks: str = BLANKS_REFUSED

    def read(self, value: Any) -> float | Problem:
        """Checked number of one cell."""
        number = as_number(value)
        if isinstance(number, Problem):
            return number
        if number is None:
            return Problem("is blank", values.BLANK) if self.blank is None else self.blank
        return self._ranged(number)

    def _ranged(self, number: float) -> float | Problem:
        mend = self.outside or self.mend
        if number < 0 and (self.low == 0 or self.above == 0):
            return Problem(f"is negative ({amount(number)})", values.NEGATIVE, mend)
        if self.above is not None and number <= self.above:
            return Problem(f"is {amount(number)}", values.OUT_OF_RANGE, mend)
        too_low = self.low is not None and number < self.low
        too_high = self.high is not None and number > self.high
        if too_low or too_high:
            return Problem(f"is {amount(number)}", values.OUT_OF_RANGE, mend)
        return number
