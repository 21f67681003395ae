"""The Checks and Version sheets, and the names through which every sheet shows both."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from mmm_xl.names import SHEET_GROUPS, Sheet
from mmm_xl.sections.section import Check, Document, Kind, Stamp
from mmm_xl.workbook import formulas, guidance, measure, styles
from mmm_xl.workbook.native import Places
from mmm_xl.workbook.pagination import is_landscape
from mmm_xl.workbook.sheet_spec import Cell, Highlight, Printing, Prose, SheetSpec, TableBlock
from mmm_xl.workbook.styles import CellStyle, Role

RUN_NAME, FIT_NAME, CUT_OFF_NAME = "mmm_run_id", "mmm_fit_id", "mmm_data_to"
MASTER_NAME = "mmm_master_check"

STAMP = (
    f"Run {{{RUN_NAME}}} | Fit {{{FIT_NAME}}} | Data to {{{CUT_OFF_NAME}}}"
    f" | Tie-outs: {{{MASTER_NAME}}}"
)

TITLE_ROW, MESSAGE_ROW, STAMP_ROW, MASTER_ROW, TITLE_GAP, HEADER_ROW = range(6)
FIRST_ROW = HEADER_ROW + 1

CHECK_HEADERS = (
    "Check", "Unit", "First figure", "First amount (in its unit)", "Second figure",
    "Second amount (in its unit)", "Difference (in its unit)", "Tolerance (in its unit)",
    "Status (ok or FAILED)",
)  # fmt: skip
_CHECK_WIDTHS = (290, 96, 200, 136, 200, 136, 116, 116, 104)
_TEXT_COLUMNS = (0, 1, 2, 4, 8)

DIGEST_ITEM = "Data digest"
"""Line of the Version sheet with the digest of the data."""

VERSION_HEADERS = ("Item", "Value")
_VERSION_WIDTHS = {0: 200, 1: 560}


def master_word(document: Document) -> str:
    """Word of the master check."""
    return formulas.MASTER_PASSED if document.master_check else formulas.FAILED


def stamp_words(document: Document) -> dict[str, str]:
    """What the names that the stamp line is made of show."""
    stamp = document.stamp
    return {
        RUN_NAME: stamp.run_id,
        FIT_NAME: stamp.fit_id,
        CUT_OFF_NAME: stamp.data_cut_off.isoformat(),
        MASTER_NAME: master_word(document),
    }


def stamp_cell(document: Document, row: int = STAMP_ROW) -> Cell:
    """Line with run, fit, data cut-off and master check, as it stands on every result sheet."""
    words = stamp_words(document)
    formula, text = formulas.words(STAMP, words, words)
    return Cell(row, 0, text, CellStyle(Role.STAMP), formula)


def stamp_highlight(row: int = STAMP_ROW, column: int = 0) -> Highlight:
    """Turns the stamp line red when a check fails."""
    failed = formulas.name_equals(MASTER_NAME, formulas.FAILED)
    return Highlight(row, row, column, column, failed, "bad")


def references(document: Document) -> dict[str, str]:
    """Defined names of a results workbook, apart from those of its inputs."""
    at = {item: FIRST_ROW - 1 + i for i, (item, _) in enumerate(_version_items(document.stamp))}
    where = {RUN_NAME: "Run id", FIT_NAME: "Fit id", CUT_OFF_NAME: "Data to"}
    cells = {n: formulas.absolute(Sheet.VERSION, at[item], 1) for n, item in where.items()}
    return {**cells, MASTER_NAME: formulas.absolute(Sheet.CHECKS, MASTER_ROW, 1)}


def checks_spec(document: Document, places: Places) -> SheetSpec:
    """Checks sheet: a line a check, one master check on top.

    Parameters
    ----------
    places : Places
        Where the tables stand whose cells are compared.
    """
    rows = document.checks or (_no_check(),)
    last = FIRST_ROW + len(rows) - 1
    master = formulas.master(8, FIRST_ROW, last)
    cells = [
        *_top(guidance.CHECKS_TITLE, document),
        Cell(MASTER_ROW, 0, "Master check", CellStyle(Role.HEADING)),
        Cell(MASTER_ROW, 1, master_word(document), CellStyle(Role.HEADING), master),
    ]
    for row, check in enumerate(rows, start=FIRST_ROW):
        cells.extend(_check_cells(row, check, places))
    widths = dict(enumerate(_CHECK_WIDTHS))
    heights = {MASTER_ROW: 26, HEADER_ROW: 44}
    for row, check in enumerate(rows, start=FIRST_ROW):
        labels = ((check.name, 0), (check.unit, 1), (check.left_label, 2), (check.right_label, 4))
        heights[row] = max(measure.height(text, widths[column] - 10) for text, column in labels)
    body = _Body(cells, CHECK_HEADERS, HEADER_ROW, last, widths, heights)
    looks = (*_status_looks(8, FIRST_ROW, last), *_status_looks(1, MASTER_ROW, MASTER_ROW))
    return _spec(Sheet.CHECKS, guidance.CHECKS_MESSAGE, body, document.stamp.run_id, looks)


def _top(title: str, document: Document) -> list[Cell]:
    formula, text = formulas.words(title, {"business": document.stamp.business}, ())
    return [Cell(TITLE_ROW, 0, text, CellStyle(Role.TITLE), formula), stamp_cell(document)]


def _no_check() -> Check:
    return Check(guidance.NO_CHECKS, "", math.nan, "", math.nan, 0.0, "")


def _check_cells(row: int, check: Check, places: Places) -> list[Cell]:
    left, right, gap, tolerance = (formulas.cell(row, column) for column in (3, 5, 6, 7))
    number = _amount_format(check)
    text, body = CellStyle(Role.BODY_TEXT, indent=1), CellStyle(Role.BODY, number)
    gaps = CellStyle(Role.BODY, _gap_format(check))
    passed = formulas.PASSED if check.passed else formulas.FAILED
    amounts = [value if math.isfinite(value) else "n/a" for value in (check.left, check.right)]
    first, second = (value if math.isfinite(value) else 0.0 for value in (check.left, check.right))
    live = _live(check, places)
    return [
        Cell(row, 0, check.name, CellStyle(Role.BODY_TEXT)),
        Cell(row, 1, check.unit, text),
        Cell(row, 2, check.left_label, text),
        Cell(row, 3, amounts[0], body, live[0]),
        Cell(row, 4, check.right_label, text),
        Cell(row, 5, amounts[1], body, live[1]),
        Cell(row, 6, abs(first - second), gaps, formulas.difference(left, right)),
        Cell(row, 7, check.tolerance, gaps, live[2]),
        Cell(row, 8, passed, text, formulas.status(left, right, gap, tolerance)),
    ]  # fmt: skip


def _live(check: Check, places: Places) -> tuple[str, str, str]:
    """Formulas that show left, right and tolerance where they stand; empty for plain values."""
    numbers = (check.left, check.right, check.tolerance)
    if not check.cells or not all(map(math.isfinite, numbers)):
        return "", "", ""
    left, right, tolerance = (places.reference(cell, Sheet.CHECKS) for cell in check.cells)
    return (f"={left}", f"={right}", f"={tolerance}") if left and right and tolerance else ("",) * 3


def _amount_format(check: Check) -> str:
    return styles.number_format(Kind.NUMBER, (check.left, check.right))


def _gap_format(check: Check) -> str:
    """Enough decimals that a tolerance never shows as zero."""
    size = check.tolerance
    if not math.isfinite(size) or size <= 0:
        return styles.with_decimals(2)
    places = max(2, 1 - math.floor(math.log10(size)))
    return styles.with_decimals(places) if places <= 9 else "0.0E+00"


def _status_looks(column: int, first: int, last: int) -> tuple[Highlight, ...]:
    cell = formulas.cell(first, column)
    good = f"={cell}<>{formulas.literal(formulas.FAILED)}"
    bad = f"={cell}={formulas.literal(formulas.FAILED)}"
    return (
        Highlight(first, last, column, column, bad, "bad"),
        Highlight(first, last, column, column, good, "good"),
    )


def version_spec(document: Document) -> SheetSpec:
    """Version sheet: everything that tells these results from others."""
    items = _version_items(document.stamp)
    cells = _top(guidance.VERSION_TITLE, document)
    first = FIRST_ROW - 1
    for row, (item, value) in enumerate(items, start=first):
        cells.append(Cell(row, 0, item, CellStyle(Role.BODY_TEXT)))
        cells.append(Cell(row, 1, value, CellStyle(Role.BODY_TEXT, styles.TEXT, 1)))
    heights = {first + i: measure.height(v, _VERSION_WIDTHS[1]) for i, (_, v) in enumerate(items)}
    last = first + len(items) - 1
    body = _Body(cells, VERSION_HEADERS, first - 1, last, _VERSION_WIDTHS, heights)
    return _spec(Sheet.VERSION, guidance.VERSION_MESSAGE, body, document.stamp.run_id)


def _version_items(stamp: Stamp) -> Sequence[tuple[str, str]]:
    """Item and value of each line; dates are text, so that formulas can join them with words."""
    return (
        ("Run id", stamp.run_id),
        ("Fit id", stamp.fit_id),
        (DIGEST_ITEM, stamp.data_digest),
        ("Software", stamp.software),
        ("Business", stamp.business),
        ("Period", stamp.period),
        ("Data to", stamp.data_cut_off.isoformat()),
        ("As of", stamp.as_of.isoformat()),
        ("Currency", stamp.currency),
        ("Verdict", stamp.verdict),
        ("To get the same figures again", guidance.REPRODUCE),
    )


@dataclass(frozen=True)
class _Body:
    """Cells and the one table of a control sheet."""

    cells: Sequence[Cell]
    headers: tuple[str, ...]
    header_row: int
    last_row: int
    widths: Mapping[int, int]
    heights: Mapping[int, int]


def _spec(
    sheet: Sheet, message: str, body: _Body, run_id: str, highlights: tuple[Highlight, ...] = ()
) -> SheetSpec:
    last = len(body.headers) - 1
    room = measure.span_width(body.widths, 0, last)
    header_styles = tuple(
        CellStyle(Role.HEADER_TEXT, indent=min(i, 1))
        if i in _TEXT_COLUMNS or len(body.headers) == len(VERSION_HEADERS)
        else CellStyle(Role.HEADER)
        for i in range(last + 1)
    )
    name = f"tbl_{sheet.lower()}"
    top = {TITLE_ROW: 30, MESSAGE_ROW: measure.height(message, room, size=12)}
    return SheetSpec(
        name=sheet,
        group=SHEET_GROUPS[sheet],
        cells=tuple(body.cells),
        prose=(Prose(MESSAGE_ROW, 0, last, message, CellStyle(Role.MESSAGE)),),
        printing=Printing(
            body.last_row, last, is_landscape(room), (body.header_row, body.header_row)
        ),
        tables=(TableBlock(name, body.header_row, 0, body.last_row, body.headers, header_styles),),
        highlights=(stamp_highlight(), *highlights),
        widths=body.widths,
        heights={**top, **body.heights},
        freeze=(body.header_row + 1, 0),
        protected=True,
        footer=f"Run {run_id}",
    )
