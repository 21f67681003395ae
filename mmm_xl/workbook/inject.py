"""The only door through which result sheets enter a workbook."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from mmm_xl.data.contents import BookContents
from mmm_xl.names import ALL_SHEETS, PRODUCT, Sheet
from mmm_xl.sections.section import Document
from mmm_xl.workbook.about import about_spec
from mmm_xl.workbook.control_sheets import (
    STAMP_ROW,
    checks_spec,
    references,
    stamp_cell,
    stamp_highlight,
    version_spec,
)
from mmm_xl.workbook.input_sheets import input_specs
from mmm_xl.workbook.layout import section_specs, sheet_names
from mmm_xl.workbook.named_cells import named_cells
from mmm_xl.workbook.native import places_of
from mmm_xl.workbook.sheet_spec import BookSpec, SheetSpec
from mmm_xl.workbook.writer import book_bytes, write_atomically


def add_sheets(contents: BookContents, document: Document, out: Path) -> None:
    """Write a workbook that holds the inputs as they were read and the results of a run.

    Parameters
    ----------
    contents : BookContents
        Input sheets with the values that were modelled.
    out : Path
        The workbook to write; an older one of that name is replaced.

    Raises
    ------
    UnwritableOutput
        The file cannot be written; the older one, if any, is still there.

    Notes
    -----
    Input sheets are laid out anew from the template, so other sheets and the looks of the source
    are not carried over.
    """
    write_atomically(Path(out), book_bytes(results_spec(contents, document)))


def results_spec(contents: BookContents, document: Document) -> BookSpec:
    """Inputs and results as data, sheets in the order of every workbook."""
    named = named_cells(contents)
    shown = sheet_names(document)  # a sheet that results show is theirs: the Data dictionary
    own = {sheet: content for sheet, content in contents.sheets.items() if sheet not in shown}
    inputs = input_specs(replace(contents, sheets=own), named)
    present = {*(spec.name for spec in inputs), *shown, Sheet.CHECKS, Sheet.VERSION}
    about = about_spec([sheet for sheet in ALL_SHEETS if sheet in present])
    places = places_of(contents, named)
    made = (
        *(_stamped(spec, document) for spec in (about, *inputs)),
        *section_specs(document, places),
        checks_spec(document, places),
        version_spec(document),
    )
    names = {**named.references, **references(document)}
    return BookSpec(f"{PRODUCT} results", tuple(sorted(made, key=_rank)), names)


def _stamped(spec: SheetSpec, document: Document) -> SheetSpec:
    """A sheet of the template with the line that names the run, where its third row has room."""
    taken = [cell.column for cell in spec.cells if cell.row == STAMP_ROW]
    column = max(taken) + 1 if taken else 0
    stamp = replace(stamp_cell(document), column=column)
    return replace(
        spec,
        cells=(*spec.cells, stamp),
        highlights=(*spec.highlights, stamp_highlight(column=column)),
        footer=spec.footer or f"Run {document.stamp.run_id}",
    )


def _rank(spec: SheetSpec) -> int:
    return ALL_SHEETS.index(Sheet(spec.name))
