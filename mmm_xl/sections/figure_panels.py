"""Small multiples: the same kind of curve for each channel, side by side."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from mmm_xl.sections import figure_lines as lines
from mmm_xl.sections import figure_style as style
from mmm_xl.sections.section import Chart, Table

SHARED_SCALE_UP_TO = 4.0
"""Panels share one y scale unless the largest curve is this many times the smallest."""

_ENDS_A_NAME = (",", ":", ";", "/")


def panels(charts: Sequence[Chart], tables: Sequence[Table]) -> Any:
    """Figure of several curves, a panel a channel."""
    names = panel_names([chart.title for chart in charts])
    below = _x_titles(charts, names)
    figure, grid = _grid(len(charts), own_titles=len(set(below)) > 1)
    for axes, chart, table in zip(grid, charts, tables, strict=True):
        lines.curve(axes, chart, table)
    shared = _share_scale(grid)
    for axes, chart, table, name in zip(grid, charts, tables, names, strict=True):
        lines.curve_ticks(axes, chart, table, count=4)
        _name(axes, name)
    if len(set(below)) > 1:
        for axes, words in zip(grid, below, strict=True):
            axes.set_xlabel(
                style.drawable(words), labelpad=2, fontproperties=style.font(style.SMALL),
                color=style.INK, parse_math=False,
            )  # fmt: skip
    else:
        _outer(figure, 0.55, 0.34, below[0])
    height = figure.get_figheight()
    _outer(figure, 0.018, height / 2, charts[0].y_title, rotation=90)
    note = "" if shared else " Vertical scales differ between panels."
    _outer(figure, 0.985, 0.12, lines.curve_words(charts[0]) + note, ha="right", size=style.SMALL)
    return figure


def _grid(count: int, *, own_titles: bool) -> tuple[Any, list[Any]]:
    """Figure with as many panels as there are curves, three in a row where that fills rows."""
    across = {1: 1, 2: 2, 4: 2}.get(count, 3)
    down = math.ceil(count / across)
    gap, foot = (0.78, 0.62) if own_titles else (0.60, 0.72)  # inches
    height = down * 1.2 + (down - 1) * gap + foot + 0.25
    figure = style.new_figure(height)
    grid = figure.subplots(down, across, squeeze=False).ravel().tolist()
    for axes in grid[count:]:
        axes.set_visible(False)
    figure.subplots_adjust(
        left=0.115, right=0.985, wspace=0.30, hspace=gap / 1.2,
        top=1 - 0.25 / height, bottom=foot / height,
    )  # fmt: skip
    return figure, grid[:count]


def _name(axes: Any, name: str) -> None:
    axes.set_title(
        style.drawable(style.clipped(name, 26)), loc="left", pad=5, color=style.INK,
        fontproperties=style.font(bold=True), parse_math=False,
    )  # fmt: skip


def _outer(figure: Any, x: float, inches_up: float, words: str, **look: Any) -> None:
    """Words beside the panels; ``x`` is a fraction of the width."""
    size = look.pop("size", style.NORMAL)
    look = {"ha": "center", "va": "center", "color": style.INK, **look}
    figure.text(
        x, inches_up / figure.get_figheight(), style.drawable(words),
        fontproperties=style.font(size), parse_math=False, **look,
    )  # fmt: skip


def _x_titles(charts: Sequence[Chart], names: Sequence[str]) -> list[str]:
    """Axis titles without the channel, whose name stands over the panel."""
    titles = [
        chart.x_title.removeprefix(f"{name}:").strip()
        for chart, name in zip(charts, names, strict=True)
    ]
    return [title[:1].upper() + title[1:] for title in titles]


def panel_names(titles: Sequence[str]) -> list[str]:
    """Words that tell the titles apart.

    Notes
    -----
    Titles read "who: channel, what, period". What is common to the start or the end of all is
    left out as far as the nearest stop, so that two channels may share a word.
    """
    split = [title.split() for title in titles]
    if len(set(titles)) < 2:
        return list(titles)
    front = _common_words(split)
    while front and not split[0][front - 1].endswith(_ENDS_A_NAME):
        front -= 1
    shortest = min(len(words) for words in split) - front
    back = min(_common_words([words[::-1] for words in split]), max(shortest - 1, 0))
    while back and not all(words[-back - 1].endswith(_ENDS_A_NAME) for words in split):
        back -= 1
    return [
        " ".join(words[front : len(words) - back]).strip(" :,;/") or title
        for words, title in zip(split, titles, strict=True)
    ]


def _common_words(split: Sequence[Sequence[str]]) -> int:
    """Count of leading words that are the same in all."""
    same = [len(set(words)) == 1 for words in zip(*split, strict=False)]
    return same.index(False) if False in same else len(same)


def _share_scale(grid: Sequence[Any]) -> bool:
    tops = [axes.get_ylim()[1] for axes in grid]
    if max(tops) > SHARED_SCALE_UP_TO * min(tops):
        return False
    bottom = min(axes.get_ylim()[0] for axes in grid)
    for axes in grid:
        axes.set_ylim(bottom, max(tops))
    return True
