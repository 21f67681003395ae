"""Colours, number formats and cell roles that every sheet is made of."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from mmm_xl.names import SheetGroup
from mmm_xl.sections.precision import SUFFIXES
from mmm_xl.sections.section import CellValue, Kind

NAVY = "#1B3A57"
BLUE = "#0072B2"
SKY = "#56B4E9"
GREEN = "#009E73"
ORANGE = "#E69F00"
VERMILLION = "#D55E00"
PURPLE = "#CC79A7"
YELLOW = "#F0E442"
INK = "#222B33"
GREY = "#6B7680"
PALE_GREY = "#C3CAD1"
LINE_GREY = "#DDE2E7"
HEADER_FILL = "#E6ECF2"
INPUT_FILL = "#FFF9DB"
INPUT_FONT = "#0000C0"
WHITE = "#FFFFFF"
UNUSED_FILL = "#E3E6E9"
GOOD_FILL, GOOD_FONT = "#DDF3E4", "#0B5D3B"
BAD_FILL, BAD_FONT = "#FBDDD3", "#9C2A00"

STACK_LOOKS: tuple[tuple[str, str], ...] = (
    (PALE_GREY, ""), (NAVY, ""), (VERMILLION, "wide_upward_diagonal"), ("#6FB3E0", ""),
    (GREEN, "dark_horizontal"), (PURPLE, "large_check"), (INK, "dotted_diamond"),
    (BLUE, "wide_downward_diagonal"), ("#3F7F5F", ""), (ORANGE, "dark_vertical"),
    (GREY, "diagonal_brick"), (INK, "small_grid"),
)  # fmt: skip
"""Colour and pattern (on white) of stacked series: any two differ without colour as well."""

TAB_COLOURS: Mapping[SheetGroup, str] = {
    SheetGroup.START: NAVY,
    SheetGroup.INPUT: "#F2C94C",
    SheetGroup.RESULT: GREEN,
    SheetGroup.CONTROL: "#8A949E",
}

DATE = "yyyy-mm-dd"
TEXT = "@"
GENERAL = "General"
WHOLE = "0"


class Role(StrEnum):
    """What a cell is for; decides everything about its looks except the number format."""

    PLAIN = "plain"
    TITLE = "title"
    MESSAGE = "message"
    STAMP = "stamp"
    PROSE = "prose"
    HEADING = "heading"
    TABLE_TITLE = "table title"
    LONG_TITLE = "long title"
    NOTE = "note"
    GUIDE = "guide"
    STATUS = "status"
    BAND = "band"
    UNIT = "unit"
    INPUT_HEADER = "input header"
    INPUT = "input"
    INPUT_TEXT = "input text"
    INPUT_LEFT = "input left"
    INPUT_DATE = "input date"
    LATER_INPUT = "later input"
    CHIP = "chip"
    FIXED = "fixed"
    FIXED_NAME = "fixed name"
    HEADER = "header"
    HEADER_TEXT = "header text"
    BODY = "body"
    BODY_TEXT = "body text"
    BODY_DATE = "body date"
    TOTAL = "total"
    TOTAL_TEXT = "total text"
    SUBTOTAL = "subtotal"
    SUBTOTAL_TEXT = "subtotal text"
    HELPER_HEADER = "helper header"
    HELPER = "helper"
    GOOD = "good"
    BAD = "bad"
    UNUSED = "unused"
    COMMAND = "command"
    STEP = "step"
    LINK = "link"


_RULE = {"bottom": 1, "bottom_color": LINE_GREY}
_BOX = {"border": 1, "border_color": LINE_GREY}
_WRAP = {"text_wrap": True, "valign": "top"}
_MIDDLE = {"text_wrap": True, "valign": "vcenter"}
_TOTAL = {
    "bold": True, "top": 1, "bottom": 6, "top_color": INK, "bottom_color": INK, "valign": "vcenter",
}  # fmt: skip
_SUBTOTAL = {
    "bold": True, "top": 1, "bottom": 1, "top_color": INK, "bottom_color": LINE_GREY,
    "valign": "vcenter",
}  # fmt: skip
_HEADER = {
    "bold": True, "font_color": NAVY, "bg_color": HEADER_FILL, "bottom": 1, "bottom_color": NAVY,
    "text_wrap": True, "valign": "vcenter",
}  # fmt: skip
_INPUT = {
    "bg_color": INPUT_FILL, "font_color": INPUT_FONT, "locked": False, "valign": "vcenter", **_BOX,
}  # fmt: skip

PROPERTIES: Mapping[Role, Mapping[str, Any]] = {
    Role.PLAIN: {},
    Role.TITLE: {"bold": True, "font_size": 16, "font_color": NAVY},
    Role.MESSAGE: {"font_size": 12, "font_color": INK, **_WRAP},
    Role.STAMP: {"font_size": 9, "font_color": GREY, "valign": "top"},
    Role.PROSE: {"font_color": INK, **_WRAP},
    Role.HEADING: {"bold": True, "font_size": 13, "font_color": NAVY},
    Role.TABLE_TITLE: {"bold": True, "font_color": INK, "valign": "bottom"},
    Role.LONG_TITLE: {"bold": True, "font_color": INK, "valign": "bottom", "text_wrap": True},
    Role.NOTE: {"italic": True, "font_size": 9, "font_color": GREY, **_WRAP, "valign": "vcenter"},
    Role.GUIDE: {"font_color": INK, **_WRAP},
    Role.STATUS: {"italic": True, "font_size": 9, "font_color": GREY},
    Role.BAND: {
        "bold": True, "font_size": 9, "font_color": NAVY, "bottom": 1, "bottom_color": NAVY,
        "align": "center_across",
    },
    Role.UNIT: {
        "italic": True, "font_size": 9, "font_color": GREY, "align": "center", "text_wrap": True,
        "valign": "bottom",
    },
    Role.INPUT_HEADER: {
        "bold": True, "font_color": WHITE, "bg_color": NAVY, "text_wrap": True, "valign": "vcenter",
        "align": "center", "border": 1, "border_color": WHITE,
    },
    Role.INPUT: _INPUT,
    Role.INPUT_TEXT: {**_INPUT, "text_wrap": True, "align": "left"},
    Role.INPUT_LEFT: {**_INPUT, "align": "left"},
    Role.INPUT_DATE: {**_INPUT, "align": "center"},
    Role.LATER_INPUT: {"font_color": INPUT_FONT, "locked": False},
    Role.CHIP: {
        "bg_color": INPUT_FILL, "font_color": INPUT_FONT, "font_size": 9, "align": "center",
        "valign": "vcenter", **_BOX,
    },
    Role.FIXED_NAME: {"font_color": INK, "bold": True, **_BOX, **_MIDDLE},
    Role.FIXED: {"font_color": INK, **_BOX, **_MIDDLE},
    Role.HEADER: {**_HEADER, "align": "right", "indent": 1},
    Role.HEADER_TEXT: {**_HEADER, "align": "left"},
    Role.BODY: {
        "font_color": INK, **_RULE, "valign": "vcenter", "align": "right", "indent": 1,
    },
    Role.BODY_DATE: {"font_color": INK, "align": "left", **_RULE, "valign": "vcenter"},
    Role.BODY_TEXT: {"font_color": INK, **_RULE, **_MIDDLE},
    Role.TOTAL: {**_TOTAL, "align": "right", "indent": 1},
    Role.TOTAL_TEXT: {**_TOTAL, **_MIDDLE},
    Role.SUBTOTAL: {**_SUBTOTAL, "align": "right", "indent": 1},
    Role.SUBTOTAL_TEXT: {**_SUBTOTAL, **_MIDDLE},
    Role.HELPER_HEADER: {
        "italic": True, "font_size": 9, "font_color": GREY, "text_wrap": True, "align": "right",
        "bottom": 1, "bottom_color": PALE_GREY,
    },
    Role.HELPER: {"font_size": 9, "font_color": GREY},
    Role.GOOD: {"bg_color": GOOD_FILL, "font_color": GOOD_FONT, "bold": True, "align": "center"},
    Role.BAD: {"bg_color": BAD_FILL, "font_color": BAD_FONT, "bold": True, "align": "center"},
    Role.UNUSED: {"bg_color": UNUSED_FILL, "font_color": "#9AA3AB", "align": "center"},
    Role.COMMAND: {"font_name": "Consolas", "font_size": 10, "font_color": NAVY, **_WRAP},
    Role.STEP: {"bold": True, "font_color": NAVY, "align": "right", "valign": "top", "indent": 1},
    Role.LINK: {"font_color": BLUE, "underline": 1, "valign": "top"},
}  # fmt: skip


@dataclass(frozen=True)
class CellStyle:
    """Looks of one cell.

    Parameters
    ----------
    number_format : str
        Excel number format; General where empty.
    indent : int
        Steps from the cell's edge, to keep words off the numbers beside them.
    """

    role: Role
    number_format: str = ""
    indent: int = 0


MIXED = 50.0
"""Ratio of the largest to the smallest number of a column from which each cell has its decimals."""

_KIND_FORMATS: Mapping[Kind, str] = {
    Kind.TEXT: GENERAL,
    Kind.DATE: DATE,
    Kind.MONEY: "#,##0_);(#,##0)",
    Kind.RATIO: "0.00_);(0.00)",
    Kind.PERCENT: "0.0%_);(0.0%)",
    Kind.COUNT: "#,##0_);(#,##0)",
}


def number_format(kind: Kind, values: Iterable[CellValue] = ()) -> str:
    """Excel number format of a column; negatives stand in parentheses.

    Parameters
    ----------
    values : cell values
        Decide the decimals of plain numbers, so that the largest shows three significant places
        or a bit more.
    """
    if kind is Kind.NUMBER:
        return with_decimals(_decimals(values))
    return _KIND_FORMATS[kind]


def by_size(values: Iterable[Any], *, least: int = 0) -> str:
    """Format with thousands separators and as many decimals as the size of the values asks for."""
    return with_decimals(max(least, _decimals(values)))


def mixed_sizes(values: Iterable[Any]) -> bool:
    """Whether plain numbers differ so much in size that one number of decimals fits them badly."""
    sizes = [abs(v) for v in values if _is_amount(v) and math.isfinite(v) and v]
    return bool(sizes) and max(sizes) > MIXED * min(sizes)


def with_decimals(places: int, sign: str = "") -> str:
    """Format with thousands separators and this many decimals; ``sign`` may be %."""
    digits = "#,##0" + ("." + "0" * places if places else "") + sign
    return f"{digits}_);({digits})"


def cut(kind: Kind, places: int, most: int, scaled: int, *, signed: bool = True) -> str:
    """Format of a figure that is shown with some decimals in a column where others have more.

    Parameters
    ----------
    most : int
        Decimals of the column's most certain figure.
    scaled : int
        Power of ten that amounts are shown in.
    signed : bool
        Whether a negative stands in parentheses; not where all its digits are 0.
    """
    digits = "#,##0" + ("." + "0" * places if places else "") + "," * (scaled // 3)
    room = ("_." if most > places == 0 else "") + "_0" * (most - places)
    ending = "%" if kind is Kind.PERCENT else f'"{SUFFIXES[scaled]}"' if scaled else ""
    usual = f"{digits}{ending}{room}_)"
    return f"{usual};({digits}{ending}){room}" if signed else f"{usual};{usual}"


def _decimals(values: Iterable[Any]) -> int:
    sizes = [abs(v) for v in values if _is_amount(v) and math.isfinite(v)]
    largest = max(sizes, default=0.0)
    if largest == 0 or all(float(size).is_integer() for size in sizes):
        return 0
    power = math.floor(math.log10(largest))
    return min(6, 3 if power == 0 else max(0, 2 - power))


def _is_amount(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def hatched(colour: str, pattern: str = "wide_upward_diagonal") -> dict[str, str]:
    """Pattern of one colour on white, in the words of XlsxWriter."""
    return {"pattern": pattern, "fg_color": colour, "bg_color": WHITE}


def axis_format(kind: Kind, largest: float, step: float = 0.0) -> str:
    """Number format of an axis up to ``largest``; thousands are shown as k, millions as m.

    Parameters
    ----------
    step : float
        Distance of two labels: they get the decimals that tell them apart, and no more. 0 where
        it is not known.
    """
    if kind is Kind.DATE:
        return "mmm yyyy"  # "Nov 15" would read as a day of November
    if kind is Kind.PERCENT:
        places = _step_places(step, 0.01, 0)
        return f"{_digits(places)}%;({_digits(places)}%)"
    for least, divisor, ending in ((2e9, 1e9, ',,,"bn"'), (2e6, 1e6, ',,"m"'), (1e4, 1e3, ',"k"')):
        if kind is not Kind.RATIO and largest >= least:
            number = f"#,##{_digits(_step_places(step, divisor, 0))}{ending}"
            return f"{number};({number});0"
    if kind is Kind.RATIO or step:
        number = f"#,##{_digits(_step_places(step, 1.0, int(kind is Kind.RATIO)))}"
        return f"{number};({number})"
    return number_format(Kind.NUMBER, [largest])


def _digits(places: int) -> str:
    return "0" + ("." + "0" * places if places else "")


def _step_places(step: float, divisor: float, unknown: int) -> int:
    """Decimals that a multiple of a step needs once it is divided; ``unknown`` without a step."""
    if not step > 0:
        return unknown
    shown = step / divisor
    return next((n for n in range(9) if math.isclose(round(shown, n), shown, rel_tol=1e-9)), 9)


def short(value: float, kind: Kind) -> str:
    """Amount as a chart label shows it: ``1.24m``, ``(35k)``, ``0.85``, ``12.3%``."""
    text = f"{abs(value):.1%}" if kind is Kind.PERCENT else _short_amount(abs(value))
    return f"({text})" if value < 0 else text


def _short_amount(size: float) -> str:
    for limit, divisor, suffix in ((1e9, 1e9, "bn"), (1e6, 1e6, "m"), (1e3, 1e3, "k")):
        if size >= limit:
            scaled = size / divisor
            return f"{scaled:,.{0 if scaled >= 100 else 1 if scaled >= 10 else 2}f}{suffix}"
    return f"{size:,.{0 if size >= 100 or float(size).is_integer() else 2}f}"
