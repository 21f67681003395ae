"""Numbers and flags of somebody else's table, read without guessing."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from mmm_xl.data.cells import Problem, as_number, as_text, is_blank
from mmm_xl.data.number_text import Convention, NumberText, read_number_text
from mmm_xl.data.raw import ErrorValue
from mmm_xl.data.rules.importing import IMPORT_FLAGS
from mmm_xl.data.wording import listed

NONE_MARKS = frozenset(
    {"", "na", "-", "n/a", "#n/a", "nan", "null", "none", "n.a.", "\u2013", "\u2014"}
)
"""Texts, in small letters, that mean nothing happened or nothing is known."""

YES_NO = {"true": 1.0, "false": 0.0, "yes": 1.0, "no": 0.0}


def is_none(value: Any) -> bool:
    """Whether a cell is blank or holds one of the marks for nothing."""
    if isinstance(value, ErrorValue):
        return value.text == "#N/A"  # what NA() leaves on purpose; other errors are faults
    return is_blank(value) or (isinstance(value, str) and value.strip().casefold() in NONE_MARKS)


def looks_numeric(text: str) -> bool:
    """Whether a text is a number in some way of writing."""
    found = _read_text(text, Convention.POINT)
    return isinstance(found, NumberText)


def read_number(value: Any, convention: Convention) -> float | NumberText | Problem | None:
    """Number of one cell, with its reading where it is text; None where blank or marked as such."""
    if is_none(value):
        return None
    return _read_text(value, convention) if isinstance(value, str) else as_number(value)


# long tables repeat the same few texts in many thousand rows
@lru_cache(maxsize=2**16)
def _read_text(text: str, convention: Convention) -> NumberText | Problem:
    return read_number_text(text, convention)


def plain_number(found: float | NumberText | Problem | None) -> float | Problem | None:
    """Number without how it was written."""
    return found.value if isinstance(found, NumberText) else found


def read_flags(values: Sequence[Any], convention: Convention) -> dict[str, list[float]] | Problem:
    """Flags of a text column, one for each distinct value in order of appearance.

    Returns
    -------
    dict of str to list of float
        Empty where the column holds numbers or yes and no, so that it is itself one flag.
    """
    filled = [value for value in values if not is_none(value)]
    numeric = [v for v in filled if not isinstance(read_flag(v, convention), Problem)]
    if len(numeric) == len(filled):
        return {}
    texts = [value for value in filled if isinstance(value, str)]
    if numeric or len(texts) < len(filled):
        found = [str(as_text(v)) for v in (numeric[:1] or filled[:1])]
        return Problem(f"mixes numbers and text ({listed(found)} among texts)", IMPORT_FLAGS)
    names = dict.fromkeys(text.strip() for text in texts)
    marks = [value.strip() if isinstance(value, str) else value for value in values]
    return {name: [float(mark == name) for mark in marks] for name in names}


def read_flag(value: Any, convention: Convention) -> float | NumberText | Problem | None:
    """Flag or fraction of one cell; true and yes are 1."""
    if isinstance(value, bool):
        return float(value)
    if isinstance(value, str) and value.strip().casefold() in YES_NO:
        return YES_NO[value.strip().casefold()]
    return read_number(value, convention)
