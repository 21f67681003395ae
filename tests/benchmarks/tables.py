"""Markdown tables and the words about the machine that stand above them."""

from __future__ import annotations

import math
import os
import platform
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

Cell = str | int | float | None


@dataclass(frozen=True)
class Table:
    """One table of measurements.

    Parameters
    ----------
    notes : tuple of str
        Sentences below the table: what was run, what differs.
    """

    title: str
    headers: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    notes: tuple[str, ...] = ()


def markdown(table: Table) -> str:
    """The table as Markdown, columns of numbers to the right, aligned as plain text too."""
    cells = [[_shown(cell) for cell in row] for row in table.rows]
    headers = [_shown(header) for header in table.headers]
    if any(len(row) != len(headers) for row in cells):
        raise ValueError(f"{table.title}: every row must have {len(headers)} cells")
    columns = list(zip(headers, *cells, strict=True))
    widths = [max(3, *(len(text) for text in column)) for column in columns]
    right = [_numbers(row[i] for row in table.rows) for i in range(len(headers))]
    rule = [
        "-" * (width - 1) + (":" if to_right else "-")
        for width, to_right in zip(widths, right, strict=True)
    ]
    lines = [_line(row, widths, right) for row in (headers, rule, *cells)]
    notes = [f"- {note}" for note in table.notes]
    return "\n".join([f"### {table.title}", "", *lines, *([""] if notes else []), *notes, ""])


def _line(row: Sequence[str], widths: Sequence[int], right: Sequence[bool]) -> str:
    padded = (
        text.rjust(width) if to_right else text.ljust(width)
        for text, width, to_right in zip(row, widths, right, strict=True)
    )
    return f"| {' | '.join(padded)} |"


def _numbers(cells: object) -> bool:
    found = [cell for cell in cells if cell is not None]  # type: ignore[attr-defined]
    return bool(found) and all(isinstance(cell, int | float) for cell in found)


def _shown(cell: Cell) -> str:
    """Three significant digits below 100, whole numbers with thousands from there."""
    if cell is None:
        return "-"
    if isinstance(cell, float):
        if math.isnan(cell):
            return "-"
        if abs(cell) >= 100:
            return f"{cell:,.0f}"
        decimals = 2 if abs(cell) < 10 else 1
        return f"{cell:.{decimals}f}" if abs(cell) >= 0.01 or cell == 0 else f"{cell:.2g}"
    return f"{cell:,}" if isinstance(cell, int) else cell.replace("|", "\\|")


def machine() -> str:
    """Processor, cores, load and date, in one sentence."""
    load = f", load {os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else ""
    return (
        f"{_processor()}, {os.cpu_count()} cores, {platform.system()},"
        f" Python {platform.python_version()}{load}, {date.today().isoformat()}"
    )


def _processor() -> str:
    try:
        with open("/proc/cpuinfo", encoding="utf-8") as lines:  # noqa: PTH123 - no file, a view
            names = [line.partition(":")[2].strip() for line in lines if "model name" in line]
    except OSError:
        names = []
    return names[0] if names else platform.processor() or platform.machine()
