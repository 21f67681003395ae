"""Excel error values: read as they arrive, and what the functions answer with.

xlwings cannot hand a real error value to Excel (xlwings issue 776: neither a VARIANT of type
VT_ERROR nor a number becomes one). So a function answers with the error's text, and the VBA wrapper
around it turns exactly these texts into error values. The sentence that explains it is kept for
``MMM_MESSAGE``; it never stands in a number's cell.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Any

from mmm_xl.data.raw import ErrorValue
from mmm_xl.errors import MmmError

_FIRST = -2146828288
"""What COM adds to an error's number: ``CVErr(2042)`` arrives as -2146826246."""

_TEXTS = {
    2000: "#NULL!",
    2007: "#DIV/0!",
    2015: "#VALUE!",
    2023: "#REF!",
    2029: "#NAME?",
    2036: "#NUM!",
    2042: "#N/A",
    2043: "#GETTING_DATA",
    2045: "#SPILL!",
    2046: "#CONNECT!",
    2047: "#BLOCKED!",
    2048: "#UNKNOWN!",
    2049: "#FIELD!",
    2050: "#CALC!",
}
_NUMBERS = range(2000, 2200)
"""Numbers that Excel gives to error values, those of later versions included."""


class CellError(StrEnum):
    """Error values that our functions answer with."""

    NOT_AVAILABLE = "#N/A"
    """The figure does not exist, or not yet; ``IFNA`` may handle it."""
    WRONG = "#VALUE!"
    """An argument is wrong, or the work failed; nothing that ``IFNA`` should hide."""


class NoFigure(MmmError):
    """A figure that does not exist for a name that does: the ROI of an owned channel."""


class ErrorArgument(MmmError):
    """An argument is itself an error value, which is passed on as Excel's own functions do."""

    def __init__(self, text: str) -> None:
        self.text = text
        super().__init__(f"an argument is the error {text}")


def as_error(value: Any) -> ErrorValue | None:
    """Error value that a cell holds, None where it holds anything else.

    Notes
    -----
    Numbers of cells arrive as floats, so an int in this range can only be an error. xlwings knows
    seven of them and hands those over as text.
    """
    if isinstance(value, str):
        return ErrorValue(value) if value in _TEXTS.values() else None
    if isinstance(value, bool) or not isinstance(value, int):
        return None
    number = value - _FIRST
    return ErrorValue(_TEXTS.get(number, f"#ERROR {number}")) if number in _NUMBERS else None
