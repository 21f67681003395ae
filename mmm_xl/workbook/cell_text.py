"""Text as a cell may hold it: nothing invisible, nothing that a spreadsheet would run."""

from __future__ import annotations

import re
from collections.abc import Iterable

LONGEST_TEXT = 32_767
"""Characters that a cell holds at most; Excel refuses a file with more."""

LONGEST_HEADER = 255
"""Characters that the name of a table column has at most."""

_INVISIBLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_ESCAPED = re.compile(r"_x00([01][0-9A-Fa-f])_")
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def clean(text: str) -> str:
    """Text without control characters and lone surrogates, no longer than a cell allows."""
    kept = _INVISIBLE.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    return kept if len(kept) <= LONGEST_TEXT else _cut(kept, LONGEST_TEXT)


def book_name(stem: str) -> str:
    """Name of a workbook from that of its file without folder and ending."""
    return clean(stem) or "book"


def unescaped(text: str) -> str:
    """Text of a file with its ``_x000D_`` escapes undone and control characters removed."""
    return clean(_ESCAPED.sub(lambda match: chr(int(match[1], 16)), text))


def starts_like_formula(text: str) -> bool:
    """Whether a spreadsheet would take the text for a formula if it were typed."""
    return text.startswith(_FORMULA_STARTS)


def table_headers(headers: Iterable[str]) -> tuple[str, ...]:
    """Headers that an Excel table accepts: none blank, none twice, none too long.

    Notes
    -----
    Excel compares headers without regard to case; a second "TV" becomes "TV (2)".
    """
    taken: set[str] = set()
    made = []
    for position, header in enumerate(headers, start=1):
        text = _cut(clean(header).strip(), LONGEST_HEADER - 6) or f"Column {position}"
        made.append(_untaken(text, taken))
        taken.add(made[-1].lower())
    return tuple(made)


def _untaken(text: str, taken: set[str]) -> str:
    candidate, number = text, 2
    while candidate.lower() in taken:
        candidate = f"{text} ({number})"
        number += 1
    return candidate


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else f"{text[: most - 1]}…"
