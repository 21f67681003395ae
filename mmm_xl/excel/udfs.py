# ruff: noqa: N802 - Excel's functions are written in capitals
"""The worksheet functions; each number comes from the stored results of a run.

xlwings makes one VBA function of every function in this module, so nothing else that is decorated
may be imported here. What must outlive a reload of this file is kept in other modules.
"""

from __future__ import annotations

from importlib.metadata import version
from typing import Any

from mmm_xl.data.raw import ErrorValue
from mmm_xl.errors import MmmError
from mmm_xl.excel.cell_errors import CellError, NoFigure
from mmm_xl.excel.fitting import PENDING, STILL_FITTING, run_id_or_progress
from mmm_xl.excel.functions import cells, table, text, worksheet_function
from mmm_xl.excel.inputs import check_ranges
from mmm_xl.excel.lookup import Quantity, RunFigures, is_stored, known_run, run_figures
from mmm_xl.excel.messages import BOARD
from mmm_xl.excel.ranges import Cells
from mmm_xl.names import PRODUCT, Sheet

_RUN = text("Run id: the cell of MMM_FIT, or a text such as run-0123456789ab.")
_STATISTIC = "mean (if omitted), median, sd, mcse, or an end of a range: lo50, hi50 ... lo95, hi95"


@worksheet_function(
    spend=table("Header row and one row a week: Week ending, then one column a channel."),
    outcome=table("Header row and one row a week: Week ending, then the outcome."),
    events=table("Header row and one row a week: Week ending, then one flag (0 or 1) an event."),
    controls=table("As events, with one number a week and control. May be omitted."),
    channels=table(
        "The table of the Channels sheet. If omitted, every spend column is a paid channel"
        " with default priors."
    ),
    settings=table("Two columns, Setting and Value, as in the Settings sheet. May be omitted."),
    in_wizard=False,
)
def MMM_FIT(
    spend: Cells | None,
    outcome: Cells | None,
    events: Cells | None,
    controls: Cells | None = None,
    channels: Cells | None = None,
    settings: Cells | None = None,
) -> str:
    """Run id of the model of these ranges; fits it in the background if it is new.

    Returns
    -------
    str
        Run id, or ``fitting ... 34%`` while the fit is under way.

    Raises
    ------
    InvalidWorkbook
        The ranges cannot be modelled.
    SamplingFailed
        The fit of these ranges has just failed.

    Notes
    -----
    The same ranges and settings are the same run, whichever face fitted them first, so nothing is
    fitted twice. Excel computes a cell again only when what it depends on changes: while a fit is
    under way Ctrl+Alt+F9 shows how far it is and, at the end, the run id.
    """
    ranges = {
        Sheet.SETTINGS: settings,
        Sheet.SPEND: spend,
        Sheet.CHANNELS: channels,
        Sheet.OUTCOME: outcome,
        Sheet.EVENTS: events,
        Sheet.CONTROLS: controls,
    }
    return run_id_or_progress(check_ranges(ranges))


@worksheet_function(
    run=_RUN,
    channel=text("Name of one channel. If omitted, a table of all channels."),
    statistic=text(f"{_STATISTIC}; or prob_above_hurdle."),
)
def MMM_ROI(
    run: str | None, channel: str | None = None, statistic: str | None = None
) -> float | list[list[Any]]:
    """Incremental revenue or value per unit of spend: one number of a channel, or a table of all.

    Returns
    -------
    float, ratio, or list of rows with a header row
        Missing where it does not exist: an owned channel has no spend and so no ROI.

    Raises
    ------
    UnknownRun, UnknownName, DamagedRun, NoFigure
    """
    return _answer(_figures(run).roi, channel, statistic)


@worksheet_function(
    run=_RUN,
    channel=text("Name of one channel, or baseline. If omitted, a table of them all."),
    statistic=text(f"{_STATISTIC}."),
)
def MMM_CONTRIBUTION(
    run: str | None, channel: str | None = None, statistic: str | None = None
) -> float | list[list[Any]]:
    """Outcome that a channel brought over all weeks: one number, or a table with the baseline.

    Returns
    -------
    float, outcome units, or list of rows with a header row
        The baseline is all that is not channels.

    Raises
    ------
    UnknownRun, UnknownName, DamagedRun
    """
    return _answer(_figures(run).contribution, channel, statistic)


@worksheet_function(
    cell=cells("Cell that shows an error, a fit under way or a run id. If omitted, the newest."),
)
def MMM_MESSAGE(cell: Cells | None = None) -> str:
    """Sentence behind an error of the other functions, or the verdict on a run.

    Returns
    -------
    str
        Empty where the cell shows neither. Where several cells show the same error, the newest.
    """
    if cell is None:
        return BOARD.newest()
    sentences = (_behind(value) for row in cell.rows for value in row)
    return next((sentence for sentence in sentences if sentence), "")


@worksheet_function()
def MMM_VERSION() -> str:
    """Name and version of the program that answers the functions."""
    return f"{PRODUCT} {version('mmm-xl')}"


def _figures(run: str | None) -> RunFigures:
    if run is None:
        raise MmmError("run is blank; pass the cell of MMM_FIT.")
    if run.startswith(PENDING):
        raise NoFigure(STILL_FITTING)
    return known_run(run)


def _answer(quantity: Quantity, channel: str | None, statistic: str | None) -> Any:
    """One number, or the table where no channel is named."""
    if channel is not None:
        return quantity.figure(channel, statistic or "mean")
    if statistic is not None:
        raise MmmError("a statistic needs a channel; name one, or leave both out for the table.")
    absences = quantity.absences()
    if absences:
        BOARD.tell(CellError.NOT_AVAILABLE.value, " ".join(absences))
    return quantity.table()


def _behind(value: Any) -> str:
    """Sentence behind one cell's value; empty where it shows neither error nor run."""
    if isinstance(value, ErrorValue):
        return BOARD.behind(value.text)
    text = value.strip() if isinstance(value, str) else ""
    if text.startswith(PENDING):
        return BOARD.behind(PENDING)
    return run_figures(text).verdict if text.startswith("run-") and is_stored(text) else ""
