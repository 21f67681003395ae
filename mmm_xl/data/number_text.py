"""Numbers kept as text: what they can mean, and refused where they can mean two things."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum

from mmm_xl.data.cells import Problem, as_number, shortened
from mmm_xl.data.currencies import CODES, SIGNS
from mmm_xl.data.rules import values

LONGEST = 60
"""Characters of the longest text that is looked at as a number."""


class Convention(Enum):
    """How a column or a table writes decimals."""

    POINT = "decimal point"
    COMMA = "decimal comma"
    UNKNOWN = "unknown"
    MIXED = "mixed"


@dataclass(frozen=True)
class NumberText:
    """What a text says as a number.

    Parameters
    ----------
    value : float
        A percentage is a fraction: 0.125 for "12.5%".
    words : str
        How it was read, for a log: ``1200.5, decimal comma, currency EUR``.
    currency : str
        Sign or code as written, codes in capitals; empty where there is none.
    percent : bool
        Whether a percent sign was written.
    """

    value: float
    words: str
    currency: str = ""
    percent: bool = False


@dataclass(frozen=True)
class _Peeled:
    """A text without what stands around its digits."""

    digits: str
    negative: bool = False
    currency: str = ""
    percent: bool = False


_SPACES = str.maketrans(dict.fromkeys("\u00a0\u2007\u2009\u202f\t", " "))
_MINUS = str.maketrans(dict.fromkeys("\u2212\u2013\u2012\ufe63\uff0d", "-"))
_APOSTROPHES = str.maketrans(dict.fromkeys("\u2019\u02bc`\u00b4", "'"))

_MONEY = "|".join(sorted(map(re.escape, (*SIGNS, *CODES)), key=len, reverse=True))
_LEADING_MONEY = re.compile(rf"({_MONEY})\s*(?=[-+(.,'0-9])", re.IGNORECASE)
_TRAILING_MONEY = re.compile(rf"(?<=[-).,'0-9\s])\s*({_MONEY})$", re.IGNORECASE)
_NO_CENTS = re.compile(r"(?<=\d)([.,])-{1,2}")

_BLANK_GROUPS = r"[1-9]\d{0,2}(?: \d{3})+|[1-9]\d{0,2}(?:'\d{3})+"


def _pattern(decimal: str, group: str) -> re.Pattern[str]:
    """Digits with one mark for decimals; the other one, a space or an apostrophe at thousands."""
    d, g = re.escape(decimal), re.escape(group)
    western = rf"[1-9]\d{{0,2}}(?:{g}\d{{3}})+"
    indian = rf"[1-9]\d?(?:{g}\d\d)+{g}\d{{3}}"
    whole = rf"(?:{western}|{indian}|{_BLANK_GROUPS}|\d+)"
    exponent = r"(?:[eE][-+]?\d{1,3})?"
    return re.compile(rf"{whole}(?:{d}\d*)?|{d}\d+|\d+(?:{d}\d*)?{exponent}", re.ASCII)


_PATTERNS = {Convention.POINT: _pattern(".", ","), Convention.COMMA: _pattern(",", ".")}


def convention_of(texts: Iterable[str]) -> Convention:
    """How texts write decimals, decided only by those that can mean one thing.

    Notes
    -----
    "12,5", "1.200,50" and "1.234.567" have a decimal comma, "1.25", "1,234.56" and "1,234,567" a
    decimal point. "1.250" and "1,250" decide nothing, nor do texts that are no number.
    """
    found = set()
    for text in texts:
        peeled = _peeled(text)
        readings = _readings(peeled.digits) if peeled else {}
        if len(readings) == 1:
            found |= set(readings)
    if len(found) > 1:
        return Convention.MIXED
    return found.pop() if found else Convention.UNKNOWN


def read_number_text(text: str, convention: Convention) -> NumberText | Problem:
    """Number that a text says, or why it is refused.

    Parameters
    ----------
    convention : Convention
        How the texts beside it write decimals; matters only where the text can mean two things.
    """
    peeled = _peeled(text)
    readings = _readings(peeled.digits) if peeled else {}
    if peeled is None or not readings:
        return Problem(f"is the text '{shortened(text)}', not a number", values.TEXT)
    chosen = convention if convention in readings else next(iter(readings))
    if len({_value(peeled, plain) for plain in readings.values()}) > 1 and chosen is not convention:
        return _ambiguous(text, [_value(peeled, plain) for plain in readings.values()])
    number = as_number(_value(peeled, readings[chosen]))
    if number is None or isinstance(number, Problem):
        return number or Problem("is blank", values.BLANK)
    return NumberText(number, _words(peeled, number, chosen), peeled.currency, peeled.percent)


def _ambiguous(text: str, readings: list[float]) -> Problem:
    low, high = sorted(readings, key=abs)
    words = f"is '{shortened(text)}' kept as text, which can be {high:.15g} or {low:.15g}"
    return Problem(words, values.AMBIGUOUS_NUMBER, "retype it as a number")


def _value(peeled: _Peeled, plain: str) -> float:
    """Signed number; a percentage through its digits, so that 12.3% is 0.123 and nothing near."""
    value = float(f"{plain}e-2") if peeled.percent else float(plain)
    return -value if peeled.negative and value else value


def _words(peeled: _Peeled, number: float, convention: Convention) -> str:
    marked = any(mark in peeled.digits for mark in ".,")
    said = [f"{number:.15g}", convention.value if marked else ""]
    said += [f"currency {peeled.currency}" if peeled.currency else ""]
    said += ["percentage" if peeled.percent else ""]
    return ", ".join(part for part in said if part)


def _readings(digits: str) -> dict[Convention, str]:
    """Plain digits that a text can stand for, by convention; one entry where it decides one.

    Notes
    -----
    Digits without any mark mean the same either way and are returned for both.
    """
    return {
        convention: _plain(digits, convention)
        for convention, pattern in _PATTERNS.items()
        if pattern.fullmatch(digits)
    }


def _plain(digits: str, convention: Convention) -> str:
    decimal, group = (".", ",") if convention is Convention.POINT else (",", ".")
    for mark in (group, " ", "'"):
        digits = digits.replace(mark, "")
    return digits.replace(decimal, ".")


def _peeled(text: str) -> _Peeled | None:
    """Digits of a text, and sign, currency and percent sign around them, each at most once."""
    rest = text.translate(_SPACES).translate(_MINUS).translate(_APOSTROPHES).strip()
    if not rest or len(rest) > LONGEST:
        return None
    if rest.startswith("'") and rest[1:2].isdigit():
        rest = rest[1:]  # a guard that exporters write so that a text is no formula
    signs: list[str] = []
    money: list[str] = []
    percents = 0
    while True:
        before = rest
        rest, percent = _without_percent(rest)
        percents += percent
        rest = _without_money(rest, money)
        rest = _without_sign(rest, signs)
        if rest == before:
            break
    if len(signs) > 1 or len(money) + percents > 1:
        return None
    currency = money[0] if money else ""
    return _Peeled(rest, signs not in ([], ["+"]), currency, bool(percents))


def _without_percent(text: str) -> tuple[str, int]:
    return (text[:-1].rstrip(), 1) if text.endswith("%") else (text, 0)


def _without_money(text: str, money: list[str]) -> str:
    found = _LEADING_MONEY.match(text)
    if found:
        money.append(_as_listed(found[1]))
        return text[found.end() :]
    found = _TRAILING_MONEY.search(text)
    if found:
        money.append(_as_listed(found[1]))
        return text[: found.start()].rstrip()
    return text


def _as_listed(written: str) -> str:
    return written.upper() if written.upper() in CODES else written


def _without_sign(text: str, signs: list[str]) -> str:
    """Text without one sign: before it, behind it, or as parentheses."""
    text = _NO_CENTS.sub(r"\g<1>0", text)  # "1.200,-" is a price without cents, not negative
    if text.startswith(("-", "+")):
        signs.append(text[0])
        return text[1:].lstrip()
    if text.startswith("(") and text.endswith(")"):
        signs.append("(")
        return text[1:-1].strip()
    if text.endswith("-"):
        signs.append("-")
        return text[:-1].rstrip()
    return text
