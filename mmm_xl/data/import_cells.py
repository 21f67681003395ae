"""Dates, numbers and flags of somebody else's table, read without guessing."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

from mmm_xl.data.calendar import shared_weekday
from mmm_xl.data.cells import Problem, as_date, as_number, as_text, is_blank, shortened
from mmm_xl.data.rules import values
from mmm_xl.data.rules.importing import IMPORT_FLAGS
from mmm_xl.data.wording import listed

NONE_MARKS = frozenset({"", "na", "-", "n/a", "#n/a", "nan", "null", "none"})
"""Texts, in small letters, that mean nothing happened or nothing is known."""

YES_NO = {"true": 1.0, "false": 0.0, "yes": 1.0, "no": 0.0}

_DATE_FORMATS = ("%Y-%m-%d", "%Y/%m/%d", "%d.%m.%Y", "%d/%m/%Y", "%m/%d/%Y", "%d-%m-%Y")
_MIDNIGHT = re.compile(r"[T ]00:00(:00(\.0+)?)?Z?$")
_DOT_NUMBER = re.compile(r"[-+]?(\d+\.?\d*|\.\d+)([eE][-+]?\d+)?")
_COMMA_NUMBER = re.compile(r"[-+]?\d+,\d+")
_THREE_DIGITS_LAST = re.compile(r".*,\d{3}")


def is_none(value: Any) -> bool:
    """Whether a cell is blank or holds one of the marks for nothing."""
    return is_blank(value) or (isinstance(value, str) and value.strip().casefold() in NONE_MARKS)


def read_dates(values: Sequence[Any]) -> list[date | Problem | None]:
    """Date of each cell of a column.

    Notes
    -----
    Text is read as yyyy-mm-dd where every text has that form. Otherwise the one form is taken in
    which all of them are dates on a single weekday, as dates of weeks are: 01/02/2024 beside
    08/02/2024 can only be days of February. Where no form or several fit, nothing is guessed.
    """
    texts = [_MIDNIGHT.sub("", v.strip()) for v in values if isinstance(v, str) and v.strip()]
    form = _date_format(texts)
    return [_date(value, form) for value in values]


def _date_format(texts: list[str]) -> str:
    fitting = [form for form in _DATE_FORMATS if _dates(texts, form)]
    if not texts or _DATE_FORMATS[0] in fitting:
        return _DATE_FORMATS[0]
    weekly = [form for form in fitting if shared_weekday(_dates(texts, form))]
    return weekly[0] if len(weekly) == 1 and len(set(texts)) > 1 else _DATE_FORMATS[0]


def _dates(texts: Iterable[str], form: str) -> list[date]:
    """Dates in one form, empty where any text has another form."""
    try:
        return [datetime.strptime(text, form).date() for text in texts]
    except ValueError:
        return []


def _date(value: Any, form: str) -> date | Problem | None:
    if isinstance(value, str) and value.strip():
        found = _dates([_MIDNIGHT.sub("", value.strip())], form)
        return found[0] if found else as_date(value)
    return as_date(value)


def decimal_comma(columns: Iterable[Sequence[Any]]) -> bool:
    """Whether the numbers of a table are written with a decimal comma.

    Notes
    -----
    Only where some number can mean nothing else ("12,5") and no number has a point: "1,250" alone
    may be either, and is left to be refused.
    """
    texts = [v.strip() for values in columns for v in values if isinstance(v, str)]
    commas = [text for text in texts if _COMMA_NUMBER.fullmatch(text)]
    points = any("." in text and _DOT_NUMBER.fullmatch(text) for text in texts)
    return not points and any(not _THREE_DIGITS_LAST.fullmatch(text) for text in commas)


def read_number(value: Any, comma: bool) -> float | Problem | None:
    """Number of one cell, also where it is text; None where it is blank or a mark for nothing."""
    if is_none(value):
        return None
    if not isinstance(value, str):
        return as_number(value)
    text = value.strip()
    plain = text.replace(",", ".") if comma and _COMMA_NUMBER.fullmatch(text) else text
    if _DOT_NUMBER.fullmatch(plain):
        return as_number(float(plain))
    if _COMMA_NUMBER.fullmatch(text):
        words = f"is '{text}', which can be read in two ways"
        return Problem(
            words, values.AMBIGUOUS_NUMBER, "write it with a decimal point and no separators"
        )
    return Problem(f"is the text '{shortened(text)}', not a plain number", values.TEXT)


def read_flags(values: Sequence[Any], comma: bool) -> dict[str, list[float]] | Problem:
    """Flags of a text column, one for each distinct value in order of appearance.

    Returns
    -------
    dict of str to list of float
        Empty where the column holds numbers or yes and no, so that it is itself one flag.
    """
    filled = [value for value in values if not is_none(value)]
    numeric = [v for v in filled if not isinstance(read_flag(v, comma), Problem)]
    if len(numeric) == len(filled):
        return {}
    texts = [value for value in filled if isinstance(value, str)]
    if numeric or len(texts) < len(filled):
        found = [str(as_text(v)) for v in (numeric[:1] or filled[:1])]
        return Problem(f"mixes numbers and text ({listed(found)} among texts)", IMPORT_FLAGS)
    names = dict.fromkeys(text.strip() for text in texts)
    marks = [value.strip() if isinstance(value, str) else value for value in values]
    return {name: [float(mark == name) for mark in marks] for name in names}


def read_flag(value: Any, comma: bool) -> float | Problem | None:
    """Flag or fraction of one cell; true and yes are 1."""
    if isinstance(value, bool):
        return float(value)
    if isinstance(value, str) and value.strip().casefold() in YES_NO:
        return YES_NO[value.strip().casefold()]
    return read_number(value, comma)
