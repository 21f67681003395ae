"""One look for every figure: readable in grey, on paper, without a legend where words fit.

Figures are drawn on their own Agg canvas; nothing here touches matplotlib's global state, so two
threads may draw at once. Dollar signs in names stay dollar signs (no mathtext).
"""

from __future__ import annotations

import io
import math
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from itertools import pairwise
from typing import Any

from matplotlib import font_manager
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.transforms import blended_transform_factory

from mmm_xl.grades import PRIOR_ONLY
from mmm_xl.sections.section import Kind

FONT = "DejaVu Sans"  # ships with matplotlib: the same picture on every machine
DPI = 200  # crisp in print at text width; 300 doubles the file and shows no difference at this size
WIDTH = 6.4  # inches, about the text width of A4

SMALL, NORMAL = 7.5, 8.5  # points

# Lightness falls in clear steps, so the order survives a grey printer.
INK = "#1B2733"
ACCENT = "#1F5A96"
RISE = "#5C8FC2"
FALL = "#FFFFFF"  # white with hatching: told from a rise without colour
FALL_EDGE = "#B4581C"
BAND = "#C3D3E4"
RULE = "#8A949E"
GRID = "#E1E5EA"
STACK: tuple[tuple[str, str], ...] = (
    ("#D9DDE2", ""), ("#0F3257", ""), ("#B4581C", "//////"), ("#6FA8DC", ""), ("#4C6B3C", "------"),
    ("#1F5A96", "\\\\\\\\\\\\"), ("#1B2733", "......"), ("#3F7F5F", ""), ("#7A4B8C", "||||||"),
    ("#B4581C", "xxxxxx"), ("#1B2733", "oo"), ("#1F5A96", "++++++"),
)  # fmt: skip
"""Colour and hatching (on white) of stacked areas: any two differ without colour as well."""

HATCH = "/////"
MARKERS = ("|", "D", "s", "o")
"""Shapes that tell stages apart in grey."""

Label = Callable[[float], str]


def area_look(position: int) -> dict[str, Any]:
    """Face, edge and hatching of the n-th stacked area, from 0; repeats after the last look."""
    colour, hatch = STACK[position % len(STACK)]
    if not hatch:
        return {"facecolor": colour, "edgecolor": "white"}
    return {"facecolor": "white", "edgecolor": colour, "hatch": hatch}


def new_figure(height: float, width: float = WIDTH) -> Figure:
    """Empty figure of this size (inches) with its own canvas."""
    figure = Figure(figsize=(width, height), dpi=DPI, facecolor="white")
    FigureCanvasAgg(figure)
    return figure


def png(figure: Figure) -> bytes:
    """PNG bytes of a figure; the same figure gives the same bytes."""
    buffer = io.BytesIO()
    # matplotlib writes its version into the file unless told not to
    figure.savefig(buffer, format="png", dpi=DPI, metadata={"Software": None})
    return buffer.getvalue()


def font(size: float = NORMAL, *, bold: bool = False) -> Any:
    """Font of a text, independent of the user's matplotlib settings."""
    return font_manager.FontProperties(
        family=[FONT], size=size, weight="bold" if bold else "normal"
    )


def plain_axes(axes: Any, *, grid: str = "") -> None:
    """Take away the frame; leave light guide lines along one axis ("x" or "y")."""
    for side in ("top", "right"):
        axes.spines[side].set_visible(False)
    for side in ("left", "bottom"):
        axes.spines[side].set_color(RULE)
        axes.spines[side].set_linewidth(0.6)
    axes.tick_params(length=2.5, width=0.6, color=RULE, labelcolor=INK)
    axes.set_axisbelow(True)
    if grid:
        axes.grid(axis=grid, color=GRID, linewidth=0.7)


def axis_titles(axes: Any, x_title: str, y_title: str) -> None:
    """Axis titles in the house font."""
    axes.set_xlabel(drawable(x_title), fontproperties=font(), color=INK, parse_math=False)
    axes.set_ylabel(drawable(y_title), fontproperties=font(), color=INK, parse_math=False)


def ticks(axis: Any, places: Sequence[float], labels: Sequence[str], size: float = SMALL) -> None:
    """Put these labels at these places of an axis (``axes.xaxis`` or ``axes.yaxis``)."""
    axis.set_ticks(
        list(places),
        labels=[drawable(label) for label in labels],
        fontproperties=font(size),
        color=INK,
        parse_math=False,
    )


def across_figure(axes: Any) -> Any:
    """Coordinates that run across the whole figure and down the rows of the axes."""
    return blended_transform_factory(axes.figure.transFigure, axes.transData)


def write(axes: Any, x: float, y: float, words: str, **look: Any) -> Any:
    """Write words into a figure; ``look`` goes to matplotlib's ``text``."""
    size, bold = look.pop("size", NORMAL), look.pop("bold", False)
    look = {"color": INK, "va": "center", **look}
    return axes.text(
        x, y, drawable(words), fontproperties=font(size, bold=bold), parse_math=False, **look
    )


@lru_cache(maxsize=1)
def _glyphs() -> frozenset[int]:
    path = font_manager.findfont(font())
    return frozenset(font_manager.get_font(path).get_charmap())


def drawable(words: str) -> str:
    """Words with every character that the font lacks shown as a box, control characters as blanks.

    Notes
    -----
    The caption and the tables carry the name in full; Word has fonts for all scripts.
    """
    blank = re.sub(r"[\x00-\x1f\x7f]+", " ", words)
    return "".join(char if ord(char) in _glyphs() else "\u25a1" for char in blank)


_LEAST = 10
"""Letters of a marked name that stay."""


def clipped(words: str, length: int = 24) -> str:
    """Words cut to a length, with an ellipsis where cut; the mark of a channel is never cut."""
    if len(words) <= length:
        return words
    mark = PRIOR_ONLY if words.endswith(PRIOR_ONLY) else ""
    own, room = words.removesuffix(mark), max(length - len(mark), _LEAST)
    return words if len(own) <= room else own[: room - 1].rstrip() + "\u2026" + mark


@dataclass(frozen=True)
class Scale:
    """How the numbers of one axis are written.

    Parameters
    ----------
    divisor : float
        Numbers are divided by it before they are written.
    suffix : str
        Stands after each number: k, m, bn or %.
    """

    divisor: float = 1.0
    suffix: str = ""
    decimals: int = 0

    def __call__(self, value: float) -> str:
        """One number in words; a true minus sign before negatives, a bare 0 for zero."""
        if value == 0:
            return "0"
        sign = "\u2212" if value < 0 else ""
        return f"{sign}{abs(value) / self.divisor:,.{self.decimals}f}{self.suffix}"

    def signed(self, value: float) -> str:
        """One number with its sign always shown."""
        return f"+{self(value)}" if value > 0 else self(value)


def scale_for(kind: Kind, values: Iterable[float]) -> Scale:
    """Scale that writes the largest of these values with about three digits.

    Notes
    -----
    One scale for all values of a figure; up to two decimals are added where the smallest would
    otherwise read as zero.
    """
    sizes = [abs(value) for value in values if math.isfinite(value) and value != 0]
    largest, smallest = max(sizes, default=0.0), min(sizes, default=0.0)
    if kind is Kind.RATIO:
        return Scale(decimals=2)
    if kind is Kind.PERCENT:
        return Scale(0.01, "%", 0 if largest >= 0.2 else 1)
    for divisor, suffix in ((1e9, "bn"), (1e6, "m"), (1e3, "k"), (1.0, "")):
        # from 950 on the next larger unit reads better than a rounded-up 1,000
        if largest >= 0.95 * divisor:
            return Scale(divisor, suffix, _decimals(largest / divisor, smallest / divisor))
    return Scale(decimals=max(0, 2 - math.floor(math.log10(largest)))) if largest else Scale()


def _decimals(largest: float, smallest: float) -> int:
    digits = max(0, 3 - len(str(int(largest))))
    return max(digits, min(2, math.ceil(-math.log10(smallest)) + 1) if smallest < 1 else 0)


def axis_scale(kind: Kind, places: Sequence[float]) -> Scale:
    """Scale with just enough decimals to tell the tick places apart."""
    scale = scale_for(kind, places)
    for decimals in range(5):
        finer = Scale(scale.divisor, scale.suffix, decimals)
        if all(
            math.isclose(
                float(f"{place / scale.divisor:.{decimals}f}"),
                place / scale.divisor,
                rel_tol=1e-6,
                abs_tol=1e-9,
            )
            for place in places
        ):
            return finer
    return scale


def number_ticks(axes: Any, side: str, kind: Kind, count: int = 5) -> None:
    """Round tick places within the limits of an axis, written in k, m or %."""
    low, high = axes.get_xlim() if side == "x" else axes.get_ylim()
    places = round_places(low, high, count)
    scale = axis_scale(kind, places)
    ticks(axes.xaxis if side == "x" else axes.yaxis, places, [scale(place) for place in places])


def round_places(low: float, high: float, count: int = 5) -> list[float]:
    """Multiples of 1, 2, 2.5 or 5 times a power of ten between two limits."""
    if not high > low:
        return [low]
    rough = (high - low) / max(count, 1)
    power = 10.0 ** math.floor(math.log10(rough))
    step = next(m * power for m in (1, 2, 2.5, 5, 10) if m * power >= rough * 0.999)
    first = math.ceil(low / step - 1e-9)
    return [i * step for i in range(first, math.floor(high / step + 1e-9) + 1)]


_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def date_ticks(axes: Any, first: date, last: date, most: int = 8) -> None:
    """Ticks at the first of a month, "Jan 2024"; English whatever the machine's language."""
    months = range(first.year * 12 + first.month, last.year * 12 + last.month)
    step = next((s for s in (1, 2, 3, 6, 12, 24, 60) if len(months) / s <= most), 120)
    starts = [date(m // 12, m % 12 + 1, 1) for m in months if m % step == 0]
    starts = starts or [first]
    ticks(
        axes.xaxis,
        [day.toordinal() for day in starts],
        [f"{_MONTHS[day.month - 1]} {day.year}" for day in starts],
    )


def apart(places: Sequence[float], gap: float) -> list[float]:
    """Places of labels, moved as little as keeps a gap between neighbours; order stays."""
    order = sorted(range(len(places)), key=lambda i: places[i])
    moved = list(places)
    for _ in range(50):
        for below, above in pairwise(order):
            short = gap - (moved[above] - moved[below])
            if short > 1e-12:
                moved[below] -= short / 2
                moved[above] += short / 2
    return moved


def range_words(low: str, high: str) -> str:
    """Name of a range from its two column names: "90% range" where they state the level."""
    if (low, high) == ("Lowest", "Highest"):
        return "lowest to highest"  # of the changes of a model: no range of draws
    level = re.search(r"\d+(?:\.\d+)? ?%", f"{low} {high}")
    return f"{level.group().replace(' ', '')} range" if level else "range"
