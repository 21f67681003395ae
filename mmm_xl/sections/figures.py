"""Each chart of a section as a picture for a page.

A figure has no title of its own: its caption says who, what, unit and period. matplotlib is
imported with this module, so nothing that starts up with the program may import it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from mmm_xl.sections import figure_lines as lines
from mmm_xl.sections import figure_points as points
from mmm_xl.sections import figure_rows as rows
from mmm_xl.sections import figure_style as style
from mmm_xl.sections import figure_validation as validation
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
        Charts of kind CURVE_BAND with one unit, or of kind RANKS, and the table of each.

    Returns
    -------
    bytes
        PNG. The panels share one y scale where that leaves the smallest curve readable; where it
        does not, each has its own and a line under the panels says so.
    """
    side_by_side = validation.ranks if charts[0].kind is ChartKind.RANKS else panels
    return style.png(side_by_side(charts, tables))


_DRAWERS: dict[ChartKind, Callable[[Chart, Table], Any]] = {
    ChartKind.WATERFALL: rows.waterfall,
    ChartKind.POINT_RANGE: rows.point_range,
    ChartKind.POINTS: points.points,
    ChartKind.CURVE_BAND: lines.curve_band,
    ChartKind.FIT_BAND: lines.fit_band,
    ChartKind.RANKS: lambda chart, table: validation.ranks([chart], [table]),
    ChartKind.COVERAGE: validation.coverage,
    ChartKind.STACKED_AREA: lines.stacked_area,
}
