"""Tables in files: separators, encodings, titles above, workbooks, and what is no table."""

from __future__ import annotations

import datetime as dt

import pytest
from openpyxl import Workbook

from mmm_xl.data.delimited import read_delimited
from mmm_xl.data.raw import ErrorValue
from mmm_xl.errors import InvalidWorkbook, UnknownName, UnreadableFile
from mmm_xl.workbook.tables import read_table

ROWS = [["week", "Café spend"], ["2024-01-07", "1.5"], ["2024-01-14", "2.5"]]


def written(path, text, encoding="utf-8"):
    path.write_bytes(text.encode(encoding))
    return path


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_separators_and_encodings(tmp_path, separator, encoding, end):
    text = end.join(separator.join(row) for row in ROWS)
    table = read_delimited(written(tmp_path / "t.csv", text, encoding))
    assert [c.header for c in table.columns] == ROWS[0]
    assert table.columns[1].values == ("1.5", "2.5")
    assert table.address(table.columns[1], 0) == "t.csv!B2"


def test_quotes_blanks_and_blank_lines(tmp_path):
    text = 'week,"a, b",x\n2024-01-07,"1,5",\n\n2024-01-14,"say ""so""",NA\n'
    table = read_delimited(written(tmp_path / "t.csv", text))
    assert [c.header for c in table.columns] == ["week", "a, b", "x"]
    assert table.columns[1].values == ("1,5", None, 'say "so"')
    assert table.columns[2].values == (None, None, "NA")
    assert table.rows == (2, 3, 4)


def test_decimal_commas_do_not_pass_for_separators(tmp_path):
    text = "week;tv;ooh\n2024-01-07;1,5;2,5\n2024-01-14;3,5;4,5\n"
    table = read_delimited(written(tmp_path / "t.csv", text))
    assert [c.header for c in table.columns] == ["week", "tv", "ooh"]


def test_titles_above_the_header(tmp_path):
    text = "Weekly media report\n\nweek,tv\n2024-01-07,1\n"
    table = read_table(written(tmp_path / "t.csv", text), "week")
    assert (table.header_row, table.columns[1].values) == (3, ("1",))


def test_a_row_that_is_too_wide(tmp_path):
    text = "week,tv\n2024-01-07,1\n2024-01-14,1,5\n2024-01-21,2,\n"
    with pytest.raises(InvalidWorkbook) as caught:
        read_delimited(written(tmp_path / "t.csv", text))
    assert str(caught.value) == (
        "t.csv!C3: the row has 3 cells, expected 2 as in the header; put quotes around values that"
        " hold the separator (a decimal comma needs quotes, or semicolons between cells)."
    )


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("t.csv", b"", "is empty"),
        ("t.csv", b" \n\n", "is empty"),
        ("t.csv", b"PK\x03\x04\x00\x00", "is not a text table"),
        ("t.xls", b"\xd0\xcf", ".xls files are not read; save it as .xlsx or .csv"),
        ("t.xlsx", b"PK\x03\x04 not a zip", "is damaged or incomplete"),
        ("t.xlsx", b"\xd0\xcf\x11\xe0", "is no Excel workbook"),
    ],
)
def test_files_that_are_no_table(tmp_path, name, content, words):
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(UnreadableFile, match=words):
        read_table(path)


@pytest.mark.parametrize("name", ["gone.csv", "gone.xlsx"])
def test_files_that_do_not_exist(tmp_path, name):
    with pytest.raises(UnreadableFile, match=f"{name}: there is no such file"):
        read_table(tmp_path / name)


def test_a_folder_is_no_file(tmp_path):
    with pytest.raises(UnreadableFile, match="cannot be opened"):
        read_table(tmp_path)


@pytest.fixture
def book(tmp_path):
    workbook = Workbook()
    notes = workbook.active
    notes.title = "Notes"
    notes["A1"] = "Made by marketing"
    data = workbook.create_sheet("Data")
    data["B2"] = "Media"
    for row in (["week", "tv", "note"], [dt.datetime(2024, 1, 7), 5, "x"], [None, "#N/A", None]):
        data.append([None, *row])
    data["C5"].data_type = "e"
    workbook.create_sheet("Empty")
    workbook.save(tmp_path / "b.xlsx")
    return tmp_path / "b.xlsx"


def test_a_sheet_is_found_by_its_date_column(book):
    table = read_table(book, "week")
    assert (table.sheet, table.header_row) == ("Data", 3)
    assert [c.header for c in table.columns] == ["week", "tv", "note"]
    assert table.columns[0].values[0] == dt.datetime(2024, 1, 7)
    assert table.columns[1].values == (5, ErrorValue("#N/A"))
    assert table.address(table.columns[1], 0) == "Data!C4"


def test_a_sheet_may_be_named(book):
    assert read_table(book, sheet="Notes").columns[0].header == "Made by marketing"
    with pytest.raises(UnknownName, match=r"there is no sheet 'Date'; did you mean 'Data'\?"):
        read_table(book, sheet="Date")
    with pytest.raises(UnreadableFile, match="is empty"):
        read_table(book, sheet="Empty")
