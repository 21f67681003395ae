"""Each chart of a section as a picture for a page.

A figure has no title of its own: its caption says who, what, unit and period. matplotlib is
imported with this module, so nothing that starts up with the program may import it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from mmm_xl.sections import figure_lines as lines
from mmm_xl.sections import figure_rows as rows
from mmm_xl.sections import figure_style as style
from mmm_xl.sections.figure_panels import panels
from mmm_xl.sections.section import Chart, ChartKind, Table


def draw(chart: Chart, table: Table) -> bytes:
    """Picture of one chart.

    Parameters
    ----------
    chart : Chart
    table : Table
        The table that ``chart.table`` names.

    Returns
    -------
    bytes
        PNG at 200 dpi and text width; the same chart and table give the same bytes.

    Notes
    -----
    Rows without a mean are left out (owned channels have no ROI); the table still lists them.
    """
    return style.png(_DRAWERS[chart.kind](chart, table))


def draw_grid(charts: Sequence[Chart], tables: Sequence[Table]) -> bytes:
    """Several curve charts as panels of one picture, a panel a channel.

    Parameters
    ----------
    charts, tables : sequences of the same length
        Charts of kind CURVE_BAND with one unit, and the table of each.

    Returns
    -------
    bytes
        PNG. The panels share one y scale where that leaves the smallest curve readable; where it
        does not, each has its own and a line under the panels says so.
    """
    return style.png(panels(charts, tables))


_DRAWERS[chart.kind](chart, table))


def draw_grid(charts: Sequence[Chart], tables: Sequence[Table]) -> bytes:
    """Several curve charts as panels of one picture, a panel a channel.

    Parameters
    ----------
    charts, tables : sequences of the same length
        Charts of kind CURVE_BAND with one unit, and the table of each.

    Returns
    -------
    bytes
        PNG. The panels share one y scale where that leaves the smallest curve readable; where it
        does not, each has its own and a line under the panels says so.
    """
    across = {1: 1, 2: 2, 4: 2}.get(len(charts), 3)
    down = math.ceil(len(charts) / across)
    height = 1.75 * down + 0.65
    figure = style.new_figure(height)
    panels = figure.subplots(down, across, squeeze=False).ravel().tolist()
    names = panel_names([chart.title for chart in charts])
    for axes, chart, table, name in zip(panels, charts, tables, names, strict=False):
        lines.curve(axes, chart, table)
        axes.set_title(
            style.drawable(style.clipped(name, 26)),
            loc="left",
            pad=5,
            fontproperties=style.font(bold=True),
            color=style.INK,
            parse_math=False,
        )
    for axes in panels[len(charts) :]:
        axes.set_visible(False)
    words = lines.curve_words(charts[0])
    if not _share_scale(panels[: len(charts)]):
        words += " Vertical scales differ between panels."
    for axes, chart, table in zip(panels, charts, tables, strict=False):
        lines.curve_ticks(axes, chart, table, count=4)
    figure.subplots_adjust(
        left=0.115,
        right=0.985,
        wspace=0.30,
        hspace=0.52,
        top=1 - 0.25 / height,
        bottom=0.70 / height,
    )
    _outer_words(figure, charts[0], words, height)
    return style.png(figure)


def panel_names(titles: Sequence[str]) -> list[str]:
    """Words that tell the titles apart: those not common to the start or the end of all."""
    split = [title.split() for title in titles]
    if len(set(titles)) < 2:
        return list(titles)
    front = _common_words(split)
    shortest = min(len(words) for words in split) - front
    back = min(_common_words([words[::-1] for words in split]), max(shortest - 1, 0))
    return [
        " ".join(words[front : len(words) - back]).strip(" :,/-") or title
        for words, title in zip(split, titles, strict=True)
    ]


def _common_words(split: Sequence[Sequence[str]]) -> int:
    """Count of leading words that are the same in all."""
    same = [len(set(words)) == 1 for words in zip(*split, strict=False)]
    return same.index(False) if False in same else len(same)


def _share_scale(panels: Sequence[Any]) -> bool:
    tops = [axes.get_ylim()[1] for axes in panels]
    if max(tops) > SHARED_SCALE_UP_TO * min(tops):
        return False
    bottom = min(axes.get_ylim()[0] for axes in panels)
    for axes in panels:
        axes.set_ylim(bottom, max(tops))
    return True


def _outer_words(figure: Any, chart: Chart, words: str, height: float) -> None:
    look = {"color": style.INK, "parse_math": False}
    figure.text(
        0.55,
        0.34 / height,
        style.drawable(chart.x_title),
        ha="center",
        va="center",
        fontproperties=style.font(),
        **look,
    )
    figure.text(
        0.018,
        0.5,
        style.drawable(chart.y_title),
        rotation=90,
        ha="center",
        va="center",
        fontproperties=style.font(),
        **look,
    )
    figure.text(
        0.985,
        0.12 / height,
        style.drawable(words),
        ha="right",
        va="center",
        fontproperties=style.font(style.SMALL),
        **look,
    )


_DRAWERS: dict[ChartKind, Callable[[Chart, Table], Any]] = {
    ChartKind.WATERFALL: rows.waterfall,
    ChartKind.POINT_RANGE: rows.point_range,
    ChartKind.CURVE_BAND: lines.curve_band,
    ChartKind.FIT_BAND: lines.fit_band,
    ChartKind.STACKED_AREA: lines.stacked_area,
}
