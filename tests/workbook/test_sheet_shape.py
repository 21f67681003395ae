"""Hidden, filtered and merged cells of real files."""

from __future__ import annotations

import re
import zipfile
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

from mmm_xl.data.raw import RawTable
from mmm_xl.names import Sheet
from mmm_xl.workbook.reader import read_inputs

ROOT = Path(__file__).parents[2]


@pytest.fixture
def spend(tmp_path: Path) -> Any:
    """Write a Spend sheet below a title, changed by a function, and read it."""

    def run(change: Any) -> RawTable:
        book = Workbook()
        sheet = book.active
        sheet.title = "Spend"
        sheet.append(("Our spend",))
        sheet.append(("Week ending", "TV", "Radio"))
        for i in range(8):
            sheet.append((date(2024, 1, 7) + timedelta(days=7 * i), 10 * i, 5))
        change(sheet)
        book.save(tmp_path / "book.xlsx")
        return read_inputs(tmp_path / "book.xlsx").tables[Sheet.SPEND]

    return run


def test_nothing_is_hidden_or_merged(spend: Any) -> None:
    table = spend(lambda sheet: None)
    assert (table.hidden, table.merged) == (frozenset(), ())


def test_hidden_rows_and_columns(spend: Any) -> None:
    def change(sheet: Any) -> None:
        sheet.row_dimensions[1].hidden = True  # a title, outside the table
        sheet.row_dimensions[5].hidden = True
        sheet.row_dimensions[40].hidden = True
        sheet.column_dimensions["C"].hidden = True
        sheet.column_dimensions["K"].hidden = True

    assert spend(change).hidden == {"5", "C"}


def test_rows_without_height_are_not_seen_either(spend: Any, tmp_path: Path) -> None:
    spend(lambda sheet: None)
    with (
        zipfile.ZipFile(tmp_path / "book.xlsx") as old,
        zipfile.ZipFile(tmp_path / "flat.xlsx", "w") as new,
    ):
        for name in old.namelist():
            part = old.read(name)
            new.writestr(name, part.replace(b'<row r="4"', b'<row r="4" ht="0"'))
    assert read_inputs(tmp_path / "flat.xlsx").tables[Sheet.SPEND].hidden == {"4"}


def test_a_run_of_hidden_columns(spend: Any) -> None:
    def change(sheet: Any) -> None:
        sheet.column_dimensions.group("B", "D", hidden=True)

    assert spend(change).hidden == {"B", "C"}


def test_filtered_rows(spend: Any) -> None:
    def change(sheet: Any) -> None:
        sheet.auto_filter.ref = "A2:C10"
        sheet.auto_filter.add_filter_column(1, ["0", "10"])
        for row in range(5, 11):
            sheet.row_dimensions[row].hidden = True

    assert spend(change).hidden == {str(row) for row in range(5, 11)}


def test_merged_areas(spend: Any) -> None:
    def change(sheet: Any) -> None:
        sheet.merge_cells("A1:C1")
        sheet.merge_cells("B2:C2")

    table = spend(change)
    assert set(table.merged) == {"A1:C1", "B2:C2"}
    assert [column.header for column in table.columns] == ["Week ending", "TV"]


@pytest.mark.parametrize("name", ["template.xlsx", "example.xlsx"])
def test_our_own_sheets_hide_and_merge_nothing_inside_their_tables(name: str) -> None:
    for table in read_inputs(ROOT / "workbook_templates" / name).tables.values():
        assert table.hidden == frozenset()
        below = [area for area in table.merged if _last_row(area) >= table.header_row]
        assert below == []


def _last_row(area: str) -> int:
    return int(re.findall(r"\d+", area)[-1])
