"""Cells of workbooks as people really leave them."""

from __future__ import annotations

import hashlib
import zipfile
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import book_samples
import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.datavalidation import DataValidation

from mmm_xl.data.raw import ErrorValue, RawInputs
from mmm_xl.names import Sheet
from mmm_xl.workbook.reader import read_inputs
from mmm_xl.workbook.sheet_cells import UNCALCULATED
from mmm_xl.workbook.template import write_template

Read = Callable[[Callable[[Workbook], None]], RawInputs]


@pytest.fixture
def read(tmp_path: Path) -> Read:
    """Write a workbook with openpyxl, as another program would, and read it."""

    def run(fill: Callable[[Workbook], None]) -> RawInputs:
        book = Workbook()
        book.remove(book.active)
        fill(book)
        book.save(tmp_path / "theirs.xlsx")
        return read_inputs(tmp_path / "theirs.xlsx")

    return run


def sheet(book: Workbook, name: str, *rows: tuple[Any, ...]) -> Any:
    made = book.create_sheet(name)
    for row in rows:
        made.append(row)
    return made


def test_header_is_found_below_other_rows_and_right_of_other_columns(read: Read) -> None:
    def fill(book: Workbook) -> None:
        rows = [("",), ("Our spend",), (None, None, " week  ENDING ", "TV"), (None, "x", 1, 2)]
        sheet(book, "Spend", *rows)

    table = read(fill).tables[Sheet.SPEND]
    assert (table.header_row, table.rows) == (3, (4,))
    assert [(c.letter, c.header, c.values) for c in table.columns] == [
        ("B", "", ("x",)),
        ("C", "week  ENDING", (1,)),
        ("D", "TV", (2,)),
    ]


def test_a_header_below_row_20_is_not_looked_for(read: Read) -> None:
    raw = read(lambda book: sheet(book, "Spend", *[("x",)] * 20, ("Week ending", "TV")))
    assert raw.headless == {"Spend": "Week ending"}
    assert "Spend" not in raw.missing


def test_sheets_are_found_whatever_their_capitals_and_spaces(read: Read) -> None:
    def fill(book: Workbook) -> None:
        sheet(book, "spend ", ("Week ending", "TV"), (1, 2))
        sheet(book, "CHANNELS", ("Channel",), ("TV",))
        sheet(book, "My notes", ("x",))
        sheet(book, "Scenario Grid", ("ours",))

    raw = read(fill)
    assert set(raw.tables) == {Sheet.SPEND, Sheet.CHANNELS}
    spend = raw.tables[Sheet.SPEND]
    assert spend.address(spend.columns[1], 0) == "spend !B2"
    assert raw.missing == ("Settings", "Outcome", "Events", "Controls")
    assert raw.foreign == ("My notes",)


def test_an_exact_name_goes_before_a_similar_one(read: Read) -> None:
    def fill(book: Workbook) -> None:
        sheet(book, "Spend ", ("Week ending", "old"), (1, 2))
        sheet(book, "Spend", ("Week ending", "new"), (1, 2))

    raw = read(fill)
    assert raw.tables[Sheet.SPEND].columns[1].header == "new"
    assert raw.foreign == ("Spend ",)


def test_doubled_headers_are_kept_with_a_number(read: Read) -> None:
    header = ("Week ending", "TV", "TV", "TV (2)", "TV")
    table = read(lambda book: sheet(book, "Spend", header, (1, 2, 3, 4, 5))).tables[Sheet.SPEND]
    assert [c.header for c in table.columns] == [
        "Week ending", "TV", "TV (2)", "TV (2) (2)", "TV (3)",
    ]  # fmt: skip
    assert [c.values[0] for c in table.columns] == [1, 2, 3, 4, 5]


def test_headers_that_are_no_text_become_text(read: Read) -> None:
    header = ("Week ending", 2024, 1.5, datetime(2024, 1, 7), True)
    table = read(lambda book: sheet(book, "Spend", header, (1, 1, 1, 1, 1))).tables[Sheet.SPEND]
    assert [c.header for c in table.columns[1:]] == ["2024", "1.5", "2024-01-07", "True"]


def test_blank_columns_and_values_right_of_the_last_header_are_left_out(read: Read) -> None:
    def fill(book: Workbook) -> None:
        sheet(book, "Spend", ("Week ending", None, "TV"), (1, None, 2, "note"))

    table = read(fill).tables[Sheet.SPEND]
    assert [(c.header, c.letter) for c in table.columns] == [("Week ending", "A"), ("TV", "C")]


def test_blank_rows_inside_stay_and_those_at_the_end_go(read: Read) -> None:
    def fill(book: Workbook) -> None:
        rows = [("Week ending", "TV"), (1, 2), (None, "  "), (3, None), ("", None), (None, None)]
        sheet(book, "Spend", *rows)["E9"] = "a note outside the table"

    table = read(fill).tables[Sheet.SPEND]
    assert table.rows == (2, 3, 4)
    assert table.column("TV").values == (2, None, None)


def test_every_kind_of_value(read: Read) -> None:
    values = [
        (7, 7), (7.25, 7.25), (True, True), ("  x \n", "x"), ("", None), (None, None),
        (datetime(2024, 1, 7, 6), datetime(2024, 1, 7, 6)),
        (date(2024, 1, 7), datetime(2024, 1, 7)),
        (time(6, 30), "06:30:00"), (timedelta(hours=30), "1 day, 6:00:00"),
        ("#DIV/0!", ErrorValue("#DIV/0!")), ("_x0001_a", "a"), ("1,000", "1,000"),
    ]  # fmt: skip

    def fill(book: Workbook) -> None:
        sheet(book, "Controls", ("Week ending", "x"), *[(1, value) for value, _ in values])

    found = read(fill).tables[Sheet.CONTROLS].column("x").values
    assert found == tuple(expected for _, expected in values)
    assert [type(value) for value in found] == [type(expected) for _, expected in values]


def test_a_number_that_is_no_date_but_formatted_as_one_is_an_error(read: Read) -> None:
    def fill(book: Workbook) -> None:
        made = sheet(book, "Controls", ("Week ending", "x"), (1, 1e9))
        made["B2"].number_format = "yyyy-mm-dd"

    assert read(fill).tables[Sheet.CONTROLS].column("x").values == (ErrorValue("#VALUE!"),)


def test_dates_of_1904_workbooks(read: Read) -> None:
    def fill(book: Workbook) -> None:
        book.epoch = datetime(1904, 1, 1)
        sheet(book, "Spend", ("Week ending", "TV"), (datetime(2024, 1, 7), 1))

    assert read(fill).tables[Sheet.SPEND].columns[0].values == (datetime(2024, 1, 7),)


def test_settings_are_two_columns_whatever_stands_beside(read: Read) -> None:
    def fill(book: Workbook) -> None:
        header = ("Setting", "Unit", "Value", "Mine")
        sheet(book, "Settings", header, ("Hurdle", "ratio", 1.5, "x"), (None, None, None, "y"))

    table = read(fill).tables[Sheet.SETTINGS]
    assert [(c.header, c.letter, c.values[0]) for c in table.columns] == [
        ("Setting", "A", "Hurdle"),
        ("Value", "C", 1.5),
    ]


def test_settings_without_values_have_no_header_row(read: Read) -> None:
    raw = read(lambda book: sheet(book, "Settings", ("Setting", "Amount"), ("Hurdle", 1.5)))
    assert raw.headless == {"Settings": "Value"}
    assert Sheet.SETTINGS not in raw.tables


def test_a_formula_that_was_never_calculated_is_not_blank(read: Read) -> None:
    def fill(book: Workbook) -> None:
        rows = [("Week ending", "TV", "Radio"), (1, "=1+1", 5), (2, 3, '=IF(1,"","")')]
        sheet(book, "Spend", *rows)

    table = read(fill).tables[Sheet.SPEND]
    never = ErrorValue(UNCALCULATED)
    assert table.column("TV").values == (never, 3)
    assert table.column("Radio").values == (5, never)


def test_calculated_formulas_give_their_results(tmp_path: Path) -> None:
    path = tmp_path / "book.xlsx"
    write_template(path, book_samples.contents())
    cells = {
        '<c r="B6" s="4"><v>9000</v></c>': '<c r="B6"><f>9000+1</f><v>9001</v></c>',
        "B7": '<c r="B7" t="str"><f>IF(1,"","")</f><v></v></c>',
        "B8": '<c r="B8" t="e"><f>1/0</f><v>#DIV/0!</v></c>',
        "B9": '<c r="B9"><f>1+1</f></c>',
    }
    replaced(
        path,
        "xl/worksheets/sheet5.xml",
        dict(zip(("B6", "B7", "B8", "B9"), cells.values(), strict=True)),
    )
    values = read_inputs(path).tables[Sheet.SPEND].columns[1].values
    assert values[:4] == (9001, None, ErrorValue("#DIV/0!"), ErrorValue(UNCALCULATED))


def replaced(path: Path, part: str, cells: dict[str, str]) -> None:
    """Replace cells of one sheet's XML."""
    import re

    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    text = parts[part].decode()
    for cell, new in cells.items():
        text, count = re.subn(rf'<c r="{cell}"[^>]*?(?:/>|>.*?</c>)', lambda _: new, text)  # noqa: B023
        assert count == 1
    parts[part] = text.encode()
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, payload in parts.items():
            archive.writestr(name, payload)


def test_a_stated_size_of_a_million_rows_costs_nothing(tmp_path: Path) -> None:
    path = tmp_path / "book.xlsx"
    write_template(path, book_samples.contents())
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    part = "xl/worksheets/sheet5.xml"
    text = parts[part].decode()
    assert 'ref="A1:' in text
    start = text.index('ref="A1:')
    end = text.index('"', start + 5)
    parts[part] = (text[:start] + 'ref="A1:XFD1048576' + text[end:]).encode()
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, payload in parts.items():
            archive.writestr(name, payload)
    assert len(read_inputs(path).tables[Sheet.SPEND].rows) == book_samples.WEEKS


def test_reading_changes_nothing_and_says_nothing(tmp_path: Path) -> None:
    path = tmp_path / "book.xlsx"
    write_template(path, book_samples.contents())
    book = load_workbook(path)
    book["Spend"].add_data_validation(DataValidation(type="list", formula1='"a,b"'))
    book.save(path)
    before = (hashlib.sha256(path.read_bytes()).hexdigest(), path.stat().st_mtime_ns)
    read_inputs(path)
    assert (hashlib.sha256(path.read_bytes()).hexdigest(), path.stat().st_mtime_ns) == before
    assert [p.name for p in tmp_path.iterdir()] == ["book.xlsx"]


def test_a_workbook_of_other_sheets_only(read: Read) -> None:
    raw = read(lambda book: sheet(book, "Sheet1", ("Week ending", "TV")))
    assert raw.tables == {} and raw.foreign == ("Sheet1",)
    assert len(raw.missing) == 6
