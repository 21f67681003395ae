"""Tables in files: separators, encodings, titles above, workbooks, and what is no table."""

from __future__ import annotations

import datetime as dt

import pytest
from openpyxl import Workbook, load_workbook

from mmm_xl.data.delimited import read_delimited
from mmm_xl.data.importing import ImportSpec, import_table
from mmm_xl.data.raw import ErrorValue
from mmm_xl.errors import InvalidWorkbook, UnknownName, UnreadableFile
from mmm_xl.workbook.tables import read_table
from mmm_xl.workbook.template import write_template

ROWS = [["week", "Café spend"], ["2024-01-07", "1.5"], ["2024-01-14", "2.5"]]


def written(path, text, encoding="utf-8"):
    path.write_bytes(text.encode(encoding))
    return path


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16", "utf-16-le", "utf-16-be", "utf-32"]
)
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_separators_and_encodings(tmp_path, separator, encoding, end):
    text = end.join(separator.join(row) for row in ROWS)
    table = read_delimited(written(tmp_path / "t.csv", text, encoding))
    assert [c.header for c in table.columns] == ROWS[0]
    assert table.columns[1].values == ("1.5", "2.5")
    assert table.address(table.columns[1], 0) == "t.csv!B2"


def test_old_mac_files(tmp_path):
    text = "\r".join(",".join(row) for row in ROWS)
    table = read_delimited(written(tmp_path / "t.csv", text, "mac-roman"))
    assert [c.header for c in table.columns] == ROWS[0]


def test_a_first_line_that_states_the_separator(tmp_path):
    text = "sep=;\r\nweek;tv\r\n2024-01-07;1,5\r\n"
    table = read_delimited(written(tmp_path / "t.csv", text))
    assert (table.header_row, table.columns[1].values) == (1, ("1,5",))


def test_line_breaks_inside_quotes(tmp_path):
    text = 'week,"tv\nspend",note\n2024-01-07,1,"two\nlines"\n2024-01-14,2,\n'
    table = read_delimited(written(tmp_path / "t.csv", text))
    assert [c.header for c in table.columns] == ["week", "tv spend", "note"]
    assert table.rows == (2, 3)


def test_a_quotation_mark_that_nobody_closed(tmp_path):
    text = 'week,tv\n2024-01-07,"1\n' + "2024-01-14,2\n" * 4000
    with pytest.raises(UnreadableFile, match="close the quotation mark that opens it"):
        read_delimited(written(tmp_path / "t.csv", text))


@pytest.mark.parametrize(
    ("limit", "most", "words"),
    [
        ("MOST_TEXT_ROWS", 2, "has more than 2 rows"),
        ("MOST_TEXT_COLUMNS", 1, "has more than 1 columns"),
        ("MOST_TEXT_CELLS", 5, "has more than 5 cells"),
    ],
)
def test_limits_of_text_files(tmp_path, monkeypatch, limit, most, words):
    monkeypatch.setattr(f"mmm_xl.data.limits.{limit}", most)
    text = "\n".join(",".join(row) for row in ROWS)
    with pytest.raises(UnreadableFile, match=f"{words}; keep only"):
        read_delimited(written(tmp_path / "t.csv", text))


def test_most_bytes_of_a_text_file(tmp_path, monkeypatch):
    monkeypatch.setattr("mmm_xl.data.text_file.MOST_TEXT_BYTES", 2**20)
    with pytest.raises(UnreadableFile, match="is larger than 1 MB; keep only"):
        read_delimited(written(tmp_path / "t.csv", "week,tv\n" * 2**18))


GROUPED = "week,TV,,Radio,\n,spend,GRP,spend,GRP\n2024-01-07,1,2,3,4\n"


@pytest.mark.parametrize(
    "text",
    [GROUPED, GROUPED.replace("week,TV", ",TV").replace("\n,spend", "\nweek,spend")],
    ids=["date above", "date below"],
)
def test_headers_in_two_rows(tmp_path, text):
    table = read_table(written(tmp_path / "t.csv", text), "week")
    assert [c.header for c in table.columns] == [
        "week", "TV / spend", "TV / GRP", "Radio / spend", "Radio / GRP",
    ]  # fmt: skip
    assert table.address(table.columns[1], 0) == "t.csv!B3"
    assert table.understood[-1] == (
        "the headers of rows 1 and 2 were joined: 'TV / spend', 'TV / GRP', 'Radio / spend' and"
        " 'Radio / GRP'."
    )


def test_units_below_the_headers(tmp_path):
    table = read_table(written(tmp_path / "t.csv", "week,tv\n,EUR\n2024-01-07,5\n"), "week")
    assert table.columns[1].values == ("5",)
    assert table.understood == ("row 2 below the headers holds units or remarks and was left out.",)


def test_spacer_columns_are_passed_over(tmp_path):
    text = "week,,tv,,,\n2024-01-07,,5,,,\n"
    table = read_table(written(tmp_path / "t.csv", text), "week")
    assert [(c.header, c.letter) for c in table.columns] == [("week", "A"), ("tv", "C")]


def test_dates_across_are_turned_where_they_have_a_name(tmp_path):
    text = "Plan,,,\nweek,07/01/2024,14/01/2024,21/01/2024\nsales,1,2,3\ntv,4,x,6\n"
    table = read_table(written(tmp_path / "t.csv", text), "week")
    assert [c.values for c in table.columns[1:]] == [("1", "2", "3"), ("4", "x", "6")]
    assert table.address(table.columns[2], 1) == "t.csv!C4"
    with pytest.raises(InvalidWorkbook, match=r"t\.csv!C4: spend 'tv' is the text 'x'"):
        import_table(table, ImportSpec("week", "sales", ("tv",)))


def test_dates_across_without_a_name_are_refused(tmp_path):
    text = ",07/01/2024,14/01/2024,21/01/2024\nsales,1,2,3\n"
    table = read_table(written(tmp_path / "t.csv", text), "week")
    with pytest.raises(InvalidWorkbook, match=r"dates run across row 1 .* give it to --date"):
        import_table(table, ImportSpec("week", "sales", ("tv",)))


def test_texts_never_become_formulas_or_links(tmp_path):
    names = ['=HYPERLINK("http://x.test")', "+SUM(A1:A2)", "-2+3", "@now", "http://x.test"]
    weeks = [dt.date(2024, 1, 7) + dt.timedelta(days=7 * i) for i in range(len(names))]
    rows = [f'{w};{10 + i};{i + 1};"{n.replace(chr(34), chr(34) * 2)}"' for i, (w, n) in
            enumerate(zip(weeks, names, strict=True))]  # fmt: skip
    source = written(tmp_path / "t.csv", "\n".join(["week;sales;=1+1;note", *rows]))
    spec = ImportSpec("week", "sales", ("=1+1",), events=("note",))
    write_template(tmp_path / "b.xlsx", import_table(read_table(source, "week"), spec))
    book = load_workbook(tmp_path / "b.xlsx")
    spend, events = book["Spend"], book["Events"]
    written_texts = {c.value: c.data_type for row in events.iter_rows() for c in row if c.value}
    assert {written_texts[name] for name in names} == {"s"}
    assert {c.data_type for row in spend.iter_rows() for c in row if c.value == "=1+1"} == {"s"}
    assert not any(c.hyperlink for row in events.iter_rows() for c in row)


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
        ("t.csv", b"PK\x03\x04\x00\x00", "is not a text table but a workbook; give it the"),
        ("t.csv", b"ab\x00\x00cd", "is not a text table; save it"),
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


def test_a_text_file_has_no_sheets(tmp_path):
    with pytest.raises(UnknownName, match="a text file has no sheets; leave --sheet out"):
        read_table(written(tmp_path / "t.csv", "week,tv\n"), sheet="Data")


def test_sheets_are_asked_about_where_several_or_none_have_the_date(tmp_path, book):
    with pytest.raises(InvalidWorkbook) as caught:
        read_table(book, "date")
    assert [str(fault) for fault in caught.value.faults] == [
        "Notes: no column 'date' for --date; row 1 has 'Made by marketing'. Name one of them, or"
        " another sheet's.",
        "Data: no column 'date' for --date; row 3 has 'week', 'tv' and 'note'. Name one of them, or"
        " another sheet's.",
    ]


@pytest.mark.parametrize("digits", ["\u00b2", "\u2460\u2461", "\u00b2\u00b3\u00b9\u00b2"])
def test_digits_that_are_no_numbers_are_text(tmp_path, digits):
    table = read_table(written(tmp_path / "t.csv", f"week,{digits}\n2024-01-07,5\n"), "week")
    assert [c.header for c in table.columns] == ["week", digits]
