"""Input sheets: what is read back, what a user sees, and what nobody's text may become."""

from __future__ import annotations

import re
import zipfile
from datetime import date, datetime
from pathlib import Path
from typing import Any

import book_samples
import pytest
from openpyxl import load_workbook

from mmm_xl.data.build import build_dataset
from mmm_xl.data.contents import BookContents, SheetContent, from_raw
from mmm_xl.data.raw import ErrorValue
from mmm_xl.names import INPUT_SHEETS, OPTIONAL_SHEETS, REQUIRED_SHEETS, ChannelColumn, Sheet
from mmm_xl.resources import workbook_templates
from mmm_xl.settings import CATALOGUE
from mmm_xl.workbook.reader import read_inputs
from mmm_xl.workbook.template import blank_contents, build_shipped_templates, write_template

HOSTILE = (
    "=1+1",
    "+SUM(A1:A9)",
    "@x",
    "-cmd|' /C calc'!A0",
    "http://x.y/z",
    "mailto:a@b.c",
    'R&D <5% & "quotes" £ é 漢 {{x}}',
    "<r><t>x</t></r>",
    "<r>&broken</r>",
    "0012",
    "TRUE",
    "2024-01-07",
    "_x0041_",
    "n" * 240,
)


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("template") / "plan.xlsx"
    write_template(path, book_samples.contents(with_sheets=OPTIONAL_SHEETS))
    return path


@pytest.fixture(scope="module")
def book(written: Path) -> Any:
    return load_workbook(written)


def test_values_come_back_bit_for_bit_with_their_addresses(written: Path) -> None:
    contents = book_samples.contents(with_sheets=OPTIONAL_SHEETS)
    raw = read_inputs(written)
    assert from_raw(raw).sheets == contents.sheets
    assert (raw.name, raw.missing, raw.headless, raw.foreign) == ("plan", (), {}, ())
    spend = raw.tables[Sheet.SPEND]
    assert spend.address(spend.columns[1], 0) == "Spend!B6"
    assert spend.range(spend.columns[2]) == "Spend!C6:C109"
    assert spend.header_address(spend.columns[0]) == "Spend!A5"


def test_filled_template_can_be_modelled(written: Path) -> None:
    dataset = build_dataset(read_inputs(written))
    assert dataset.channel_names == book_samples.CHANNELS
    assert dataset.experiments[0].spend_change == -6_000


def test_a_rebuilt_workbook_gives_the_same_dataset(written: Path, tmp_path: Path) -> None:
    first = read_inputs(written)
    write_template(tmp_path / "again.xlsx", from_raw(first))
    again = read_inputs(tmp_path / "again.xlsx")
    assert build_dataset(again).digest() == build_dataset(first).digest()


def test_same_contents_same_bytes(tmp_path: Path) -> None:
    for name in ("a.xlsx", "b.xlsx"):
        write_template(tmp_path / name, book_samples.contents())
    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()


def test_shipped_template_is_the_one_that_this_code_builds(tmp_path: Path) -> None:
    for fresh in build_shipped_templates(tmp_path):
        assert fresh.read_bytes() == (workbook_templates() / fresh.name).read_bytes(), fresh.name


def test_sheets_stand_in_order_and_only_those_asked_for(tmp_path: Path, book: Any) -> None:
    assert book.sheetnames == ["About", *with_priors(INPUT_SHEETS)]
    write_template(tmp_path / "new.xlsx", blank_contents("new"))
    assert load_workbook(tmp_path / "new.xlsx").sheetnames == [
        "About",
        *with_priors(REQUIRED_SHEETS),
    ]


def with_priors(sheets: tuple[Sheet, ...]) -> list[Sheet]:
    """Sheets with what Channels implies behind it."""
    after = sheets.index(Sheet.CHANNELS) + 1
    return [*sheets[:after], Sheet.PRIORS, *sheets[after:]]


def test_blank_contents_have_dates_and_no_figures() -> None:
    made = blank_contents("new", ["TV", "Radio"], date(2024, 1, 6), 3, [Sheet.EXPOSURE]).sheets
    assert made[Sheet.SPEND].headers == ("Week ending", "TV", "Radio")
    assert made[Sheet.SPEND].rows[2] == (datetime(2024, 1, 20), None, None)
    assert made[Sheet.EXPOSURE].rows == made[Sheet.SPEND].rows
    assert made[Sheet.EVENTS].headers == made[Sheet.CONTROLS].headers == ("Week ending",)
    assert ("Week ends on", "Saturday") in made[Sheet.SETTINGS].rows
    assert [label for label, _ in made[Sheet.SETTINGS].rows] == [info.label for info in CATALOGUE]
    assert Sheet.EXPERIMENTS not in made


def test_only_spend_and_outcome_keep_a_blank_template_from_being_modelled(tmp_path: Path) -> None:
    contents = blank_contents("new", weeks=60)
    sheets = dict(contents.sheets)
    for sheet in (Sheet.SPEND, Sheet.OUTCOME):
        rows = tuple(
            (row[0], *(float(10 + i % 7) for _ in row[1:]))
            for i, row in enumerate(sheets[sheet].rows)
        )
        sheets[sheet] = SheetContent(sheets[sheet].headers, rows)
    write_template(tmp_path / "new.xlsx", BookContents("new", sheets))
    assert build_dataset(read_inputs(tmp_path / "new.xlsx")).weeks == 60


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_stays_text(tmp_path: Path, text: str) -> None:
    path = tmp_path / "hostile.xlsx"
    write_template(path, book_samples.hostile(text))
    book = load_workbook(path)
    for sheet, cell in (
        ("Channels", "A6"),
        ("Channels", "R6"),
        ("Spend", "B5"),
        ("Settings", "B6"),
    ):
        found = book[sheet][cell]
        assert found.data_type == "s", (sheet, cell)
        assert found.hyperlink is None
        if text[0] in "=+-@":
            assert found.quotePrefix
    tables = from_raw(read_inputs(path)).sheets
    assert tables[Sheet.CHANNELS].rows[0][0] == tables[Sheet.SPEND].headers[1] == text
    assert tables[Sheet.SETTINGS].rows[0][1] == tables[Sheet.CHANNELS].rows[0][-1] == text


def test_invisible_characters_are_dropped_alike_everywhere(tmp_path: Path) -> None:
    write_template(tmp_path / "odd.xlsx", book_samples.hostile("T\x00V\x1f \ud800on\ufffe"))
    sheets = from_raw(read_inputs(tmp_path / "odd.xlsx")).sheets
    assert sheets[Sheet.CHANNELS].rows[0][0] == sheets[Sheet.SPEND].headers[1] == "TV on"


def test_text_longer_than_a_cell_is_cut_where_excel_would_refuse_it(tmp_path: Path) -> None:
    write_template(tmp_path / "long.xlsx", book_samples.hostile("n" * 40_000))
    sheets = from_raw(read_inputs(tmp_path / "long.xlsx")).sheets
    assert len(sheets[Sheet.CHANNELS].rows[0][-1]) == 32_767
    assert len(sheets[Sheet.SPEND].headers[1]) <= 255


def test_unusual_values_are_written_as_what_they_are(tmp_path: Path) -> None:
    values = [True, ErrorValue("#DIV/0!"), float("nan"), float("inf"), datetime(1800, 1, 1), "  "]
    contents = book_samples.contents()
    sheets = dict(contents.sheets)
    content = sheets[Sheet.CONTROLS]
    rows = [(row[0], values[i] if i < len(values) else 1) for i, row in enumerate(content.rows)]
    sheets[Sheet.CONTROLS] = SheetContent(content.headers, tuple(rows))
    write_template(tmp_path / "odd.xlsx", BookContents("odd", sheets))
    back = from_raw(read_inputs(tmp_path / "odd.xlsx")).sheets[Sheet.CONTROLS].rows
    assert [row[1] for row in back[:6]] == [True, "#DIV/0!", None, "inf", "1800-01-01", None]


def test_headers_that_a_table_refuses_are_made_unique(tmp_path: Path) -> None:
    contents = book_samples.contents()
    sheets = dict(contents.sheets)
    week = sheets[Sheet.SPEND].rows[0][0]
    sheets[Sheet.SPEND] = SheetContent(("Week ending", "TV", "tv", ""), ((week, 1, 2, 3),))
    write_template(tmp_path / "twice.xlsx", BookContents("twice", sheets))
    headers = [cell.value for cell in load_workbook(tmp_path / "twice.xlsx")["Spend"][5]][:4]
    assert headers == ["Week ending", "TV", "tv (2)", "Column 4"]


def test_names_resolve_and_words_follow_the_settings(written: Path, book: Any) -> None:
    values = load_workbook(written, data_only=True)
    shown = {}
    for name, defined in book.defined_names.items():
        sheet, cell = defined.attr_text.split("!")
        shown[name] = values[sheet][cell.replace("$", "")].value
    assert shown == {
        "business": "Our company", "outcome_name": "Revenue", "kpi_type": "revenue",
        "currency": "EUR", "margin": None, "hurdle": 1, "interval_level": "90%",
        "value_per_conversion": None, "ledger_tolerance": 0.005, "model": "default",
        "pooling": "by model",
    }  # fmt: skip
    assert book["Spend"]["A1"].value.startswith("=business&")
    assert values["Spend"]["A1"].value == "Our company: media spend by channel, EUR a week"
    assert values["Spend"]["B4"].value == values["Outcome"]["B4"].value == "EUR a week"
    assert values["Spend"]["B3"].value == "104 weeks"


def test_a_count_says_its_own_unit(tmp_path: Path) -> None:
    contents = book_samples.contents()
    changed = {"KPI type": "count", "Outcome name": "New Customers"}
    rows = tuple(
        (label, changed.get(label, value)) for label, value in contents.sheets[Sheet.SETTINGS].rows
    )
    sheets = {**contents.sheets, Sheet.SETTINGS: SheetContent(("Setting", "Value"), rows)}
    write_template(tmp_path / "count.xlsx", BookContents("count", sheets))
    values = load_workbook(tmp_path / "count.xlsx", data_only=True)
    assert values["Outcome"]["B4"].value == "new customers a week"


def test_missing_settings_leave_plain_words_and_no_dangling_name(tmp_path: Path) -> None:
    contents = book_samples.contents()
    sheets = {
        **contents.sheets,
        Sheet.SETTINGS: SheetContent(("Setting", "Value"), (("Hurdle", 1.2), ("Colour", "red"))),
    }
    write_template(tmp_path / "few.xlsx", BookContents("few", sheets))
    book = load_workbook(tmp_path / "few.xlsx")
    assert set(book.defined_names) == {"hurdle"}
    assert book["Spend"]["A1"].value == "Our company: media spend by channel, EUR a week"
    assert book["Settings"]["A7"].value == "Colour"


def test_every_input_sheet_is_a_named_table_under_frozen_guidance(book: Any) -> None:
    for name in INPUT_SHEETS:
        sheet = book[name]
        (table,) = sheet.tables
        assert table == f"tbl{name.replace(' ', '')}"
        assert sheet.freeze_panes == "B6"
        assert not sheet.protection.sheet
        assert not any(
            cell.value is None for cell in sheet[5][: len(sheet.tables[table].column_names)]
        )
        assert all(sheet.cell(row, 1).value for row in (1, 2, 3, 5))
        units = [cell.value for cell in sheet[4][: len(sheet.tables[table].column_names)]]
        assert all(units), (name, units)


def test_input_cells_look_like_input_and_others_do_not(book: Any) -> None:
    for sheet, cell in (("Spend", "B6"), ("Settings", "B6"), ("Channels", "A6"), ("Outcome", "A6")):
        found = book[sheet][cell]
        assert found.fill.start_color.rgb == "FFFFF9DB"
        assert found.font.color.rgb == "FF0000C0"
        assert not found.protection.locked
    assert book["Settings"]["A6"].protection.locked
    assert book["Spend"]["A6"].number_format == "yyyy-mm-dd"
    assert book["Spend"]["B6"].number_format == "#,##0_);(#,##0)"
    assert book["Channels"]["G6"].number_format == "0.0%"


def test_typing_is_checked_also_below_the_table(book: Any) -> None:
    spend = {str(rule.sqref): rule for rule in book["Spend"].data_validations.dataValidation}
    assert spend["A6:A1000"].type == "date"
    assert (spend["B6:B1000"].type, spend["B6:B1000"].operator) == ("decimal", "greaterThanOrEqual")
    assert spend["E6:L1000"].errorStyle == "warning"
    lists = [r for r in book["Channels"].data_validations.dataValidation if r.type == "list"]
    assert [(str(r.sqref), r.formula1) for r in lists] == [
        ("D6:D1000", '"paid,owned"'),
        ("M6:M1000", '"auto,geometric,delayed,none"'),
        ("N6:N1000", '"hill,michaelis-menten,logistic,none"'),
        ("P6:P1000", "Channels!$A$6:$A$105"),
    ]
    uses = book["Experiments"].data_validations.dataValidation
    assert '"calibrate,validate"' in {rule.formula1 for rule in uses}
    for name in INPUT_SHEETS:
        for rule in book[name].data_validations.dataValidation:
            assert rule.error and len(rule.error) <= 255
            assert len(rule.promptTitle or "") <= 32


def test_each_setting_is_checked_as_its_catalogue_entry_says(book: Any) -> None:
    rules = {str(r.sqref): r for r in book["Settings"].data_validations.dataValidation}
    assert len(rules) == len(CATALOGUE)
    for row, info in enumerate(CATALOGUE, start=6):
        rule = rules[f"B{row}"]
        expected = {
            "choice": "list", "text": "textLength", "names": "textLength", "whole": "whole",
            "number": "decimal", "percent": "decimal",
        }[info.kind]  # fmt: skip
        assert rule.type == expected
        if info.choices:
            assert rule.formula1 == f'"{",".join(info.choices)}"'
    level = 6 + [info.key for info in CATALOGUE].index("interval_level")
    found = book["Settings"][f"B{level}"]
    assert found.number_format == "@"  # else a picked "90%" becomes 0.9


def test_pages_are_set_up(book: Any) -> None:
    for sheet in book:
        assert sheet.page_setup.fitToWidth in (None, 1) and sheet.page_setup.fitToHeight == 0
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        assert sheet.print_area
        assert "&P" in sheet.oddFooter.right.text
        if sheet.title != "About":
            assert sheet.print_title_rows == "$4:$5"


def test_package_holds_nothing_but_the_workbook(written: Path) -> None:
    with zipfile.ZipFile(written) as archive:
        text = "".join(archive.read(name).decode() for name in archive.namelist())
        names = archive.namelist()
    assert 'TargetMode="External"' not in text
    assert not [n for n in names if re.search("vba|embed|external|connection|comment|media", n)]
    core = re.findall(r"<(dc:creator|cp:lastModifiedBy)>([^<]*)<", text)
    assert core and {value for _, value in core} == {"mmm_xl"}
    assert set(re.findall(r"<dcterms:\w+ [^>]*>([^<]*)<", text)) == {"2024-01-01T00:00:00Z"}
    assert str(Path.home()) not in text and str(written.parent) not in text


def test_about_leads_to_every_sheet_and_shows_the_colours(book: Any) -> None:
    about = book["About"]
    links = {cell.hyperlink.location for row in about.iter_rows() for cell in row if cell.hyperlink}
    assert {link.replace("'", "") for link in links} == {
        f"{name}!A1" for name in (*INPUT_SHEETS, "Priors")
    }
    words = [cell.value for row in about.iter_rows() for cell in row if cell.value]
    assert "mmm-xl check BOOK.xlsx" in words and "mmm-xl run BOOK.xlsx" in words
    fills = {cell.fill.start_color.rgb for row in about.iter_rows() for cell in row}
    assert {"FFFFF9DB", "FF1B3A57"} <= fills
    assert about.protection.sheet


def test_channel_columns_all_have_words_of_their_own(book: Any) -> None:
    units = [cell.value for cell in book["Channels"][4]]
    assert units[: len(ChannelColumn)].count("your own") == 0
