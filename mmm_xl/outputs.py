"""Where the outputs of a run go, and writing them."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mmm_xl.errors import UnwritableOutput
from mmm_xl.files import file_name

if TYPE_CHECKING:
    from mmm_xl.data.contents import BookContents
    from mmm_xl.sections.section import Document


@dataclass(frozen=True)
class Paths:
    """Where the outputs of a run are."""

    workbook: Path
    report: Path
    results: Path
    timings: Path


def paths(out: Path, book: str) -> Paths:
    """Files of one workbook's run in a folder."""
    name = file_name(book)
    files = (f"{name}-results.xlsx", f"{name}-report.docx", "results.json", "timings.json")
    return Paths(*(out / file for file in files))


def check_writable(out: Path) -> None:
    """Fail before the fit, not after it, where the folder cannot be written.

    Raises
    ------
    UnwritableOutput
    """
    try:
        out.mkdir(parents=True, exist_ok=True)
        tempfile.TemporaryFile(dir=out).close()
    except OSError as problem:
        raise UnwritableOutput(
            f"The folder {out} cannot be written ({problem.strerror}); choose another with -o."
        ) from problem


def write_workbook(contents: BookContents, document: Document, run_id: str, path: Path) -> None:
    """Write the results workbook, and keep in the store what its tables show.

    Raises
    ------
    UnwritableOutput
    """
    from mmm_xl.runs.store import save_tables
    from mmm_xl.workbook.inject import add_sheets
    from mmm_xl.workbook.stored_tables import stored_tables

    save_tables(run_id, stored_tables(document))
    add_sheets(contents, document, path)


def write_report(document: Document, path: Path, notice: Callable[[str], None]) -> None:
    """Write the Word report; what its template lacks is noticed.

    Raises
    ------
    UnwritableOutput
    """
    from mmm_xl.report import word

    for words in word.write_report(document, path):
        notice(words)


def write_json(path: Path, value: Any) -> None:
    """Write a JSON file completely or not at all.

    Raises
    ------
    UnwritableOutput
    """
    from mmm_xl.workbook.writer import write_atomically

    text = json.dumps(value, indent=1, ensure_ascii=False, allow_nan=False)
    write_atomically(path, (text + "\n").encode())
