"""Imported tables: what each rule speaks of."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from openpyxl import Workbook
from rule_case import Case

from mmm_xl.data.flat_table import table_from_records
from mmm_xl.data.importing import ImportSpec, import_table
from mmm_xl.errors import Finding, InvalidWorkbook
from mmm_xl.workbook.tables import read_table

Row = Sequence[Any]
SPEC = ImportSpec("week", "sales", ("tv",))
HEADERS: Row = ("week", "sales", "tv")
LONG = ImportSpec("week", "sales", ("cost",), channel="channel")
LONG_HEADERS: Row = ("week", "channel", "cost", "sales")


def day(i: int, step: int = 7) -> str:
    return str(date(2024, 1, 7) + timedelta(days=step * i))


def rows(headers: Row = HEADERS, step: int = 7, **changed: Any) -> list[Row]:
    """Headers and four rows; ``r2c1`` changes the cell of the third row and second column."""
    made = [list(headers), *([day(i, step), 100 + i, 10 * i] for i in range(4))]
    for place, value in changed.items():
        made[int(place[1])][int(place[3])] = value
    return [tuple(row) for row in made]


def long_rows(*names: str | None) -> list[Row]:
    """A row for each week and name of a channel."""
    weeks = [[(day(i), name, 10 + i + len(str(name)), 100 + i) for name in names] for i in range(4)]
    return [LONG_HEADERS, *(row for week in weeks for row in week)]


def told(records: Sequence[Row], spec: ImportSpec = SPEC) -> Callable[[], Iterable[Finding]]:
    def findings() -> Iterable[Finding]:
        try:
            return import_table(table_from_records("t", records, spec.date), spec).findings
        except InvalidWorkbook as invalid:
            return invalid.findings

    return findings


def told_of_file(name: str, write: Callable[[Path], Any]) -> Callable[[], Iterable[Finding]]:
    def findings() -> Iterable[Finding]:
        with TemporaryDirectory() as folder:
            path = Path(folder, name)
            write(path)
            try:
                return import_table(read_table(path, "week"), SPEC).findings
            except InvalidWorkbook as invalid:
                return invalid.findings

    return findings


def text(*lines: str) -> Callable[[Path], Any]:
    return lambda path: path.write_text("\n".join(lines), "utf-8")


def book(*titles: str) -> Callable[[Path], Any]:
    def write(path: Path) -> None:
        made = Workbook()
        for title in titles:
            sheet = made.create_sheet(title)
            for row in rows() if title != "Notes" else [["made by finance"]]:
                sheet.append(list(row))
        del made["Sheet"]
        made.save(path)

    return write


GEO = (*HEADERS, "geo")
REGIONS: list[Row] = [
    GEO, *((day(i), 100 + i, 10 + i, geo) for i in range(4) for geo in ("North", "South")),
]  # fmt: skip
BY_GEO = ImportSpec("week", "sales", ("tv",), add_up=("geo",))
ACROSS: list[Row] = [
    ("week", *(day(i) for i in range(4))), ("sales", 1, 2, 3, 4), ("tv", 5, 6, 7, 8),
]  # fmt: skip
EVENT = ImportSpec("week", "sales", ("tv",), events=("holiday",))


def with_holidays(*texts: Any) -> list[Row]:
    return [(*row, cell) for row, cell in zip(rows(), ("holiday", *texts), strict=True)]


GOOD = told(rows())
CASES = (
    Case("import-option", told(rows(), ImportSpec("week", "sales", ("TVV",))), GOOD),
    Case(
        "import-sheet",
        told_of_file("b.xlsx", book("TV", "Search")),
        told_of_file("b.xlsx", book("TV", "Notes")),
    ),
    Case(
        "import-header",
        told([(*HEADERS, " TV "), *((*row, 1) for row in rows()[1:])]),
        told([(*HEADERS, "ooh"), *((*row, 1) for row in rows()[1:])]),
    ),
    Case("import-across", told([("", *ACROSS[0][1:]), *ACROSS[1:]]), told(ACROSS)),
    Case(
        "import-cells",
        told_of_file("t.csv", text("week,sales,tv", "2024-01-07,1,5,3", "2024-01-14,2,6")),
        told_of_file("t.csv", text("week,sales,tv", '2024-01-07,1,"5,3"', "2024-01-14,2,6")),
    ),
    Case("import-rows", told(rows(r2c0=day(0))), GOOD),
    Case(
        "import-parts",
        told([*long_rows("TV", "Radio"), (day(0), "Print", 5, 999)], LONG),
        told([*long_rows("TV", "Radio"), (day(0), "Print", 5, 100)], LONG),
    ),
    Case(
        "import-names",
        told(long_rows("TV", "tv"), LONG),
        told(long_rows("TV", "Radio"), LONG),
    ),
    Case(
        "import-absent",
        told(long_rows("TV", "Radio")[:-1], LONG),
        told(long_rows("TV", "Radio"), LONG),
    ),
    Case(
        "import-flags",
        told(with_holidays(1, "Easter", 0, 0), EVENT),
        told(with_holidays("", "Easter", "na", ""), EVENT),
    ),
    Case("import-uneven", told(REGIONS[:-1], BY_GEO), told(REGIONS, BY_GEO)),
    Case("import-layout", told([("Media plan", None, None), *rows()]), GOOD),
    Case("import-left-out", told([*rows(), ("Total", 406, 60)]), GOOD),
    Case("import-read", told(rows(r1c1="1.200,50")), told(rows(r1c1="1200.50"))),
    Case("import-added", told(REGIONS, BY_GEO), GOOD),
    Case("import-days", told(rows(step=1)), GOOD),
)
