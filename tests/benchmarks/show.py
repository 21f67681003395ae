"""``mmm-xl show`` from process start, by run id and by workbook, every subject."""

from __future__ import annotations

import json
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from statistics import median

from tests.benchmarks.start_up import command_below
from tests.benchmarks.tables import Cell, Table

_SUBJECTS = ("roi", "contribution", "lift", "carryover")
_WINDOWED = ("roi", "contribution", "lift")
_AIM = 2.0
"""Seconds from process start that a published table should take."""


def show_tables(*, repeats: int) -> Iterator[Table]:
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        book = place / "example.xlsx"
        command_below(place, "example", str(book))
        command_below(place, "run", str(book), "-o", str(place / "out"))
        run_id = json.loads((place / "out" / "results.json").read_text("utf-8"))["run_id"]
        copied = place / "copy" / book.name  # the same cells in a file that was never run
        copied.parent.mkdir()
        _resave(book, copied)
        rows: list[tuple[Cell, ...]] = []
        for what, target in (
            ("run id", run_id),
            ("workbook", str(book)),
            ("workbook, saved again since", str(copied)),
        ):
            rows += [_timed(place, (what, s, "all weeks"), (target, s), repeats) for s in _SUBJECTS]
        quarter = ("--window", "2025Q1")
        rows += [
            _timed(place, ("run id", s, "2025Q1"), (run_id, s, *quarter), repeats)
            for s in _WINDOWED
        ]
    yield Table(
        "`mmm-xl show` on the worked example, from process start",
        ("asked by", "subject", "window", "wall s", "aim s", "processor s", "peak memory MB",
         "runs"),
        tuple(rows),
        (
            "156 weeks, 6 channels, default specification, 4 chains of 1000 draws, warm caches;"
            " medians, greatest peak. All weeks are read as they were published; 2025Q1 is computed"
            " from the posterior.",
        ),
    )  # fmt: skip


def _resave(book: Path, copied: Path) -> None:
    from openpyxl import load_workbook

    load_workbook(book).save(copied)


def _timed(
    place: Path, named: tuple[str, str, str], arguments: tuple[str, ...], repeats: int
) -> tuple[Cell, ...]:
    print(f"show: {', '.join(named)}", file=sys.stderr)
    command_below(place, "show", *arguments)  # the first one warms what it reads
    found = [command_below(place, "show", *arguments) for _ in range(repeats)]
    return (
        *named,
        median(done.wall for done in found),
        _AIM,
        median(done.cpu for done in found),
        max(done.peak for done in found),
        repeats,
    )
