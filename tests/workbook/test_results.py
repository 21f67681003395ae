"""Result sheets: order, ids, tables, formulas, charts, protection, pages, bytes."""

from __future__ import annotations

import csv
import math
import re
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import book_samples
import pytest
from openpyxl import load_workbook
from openpyxl.utils import range_boundaries
from tiny_excel import Evaluator

from mmm_xl.data.contents import from_raw
from mmm_xl.errors import UnwritableOutput
from mmm_xl.names import ALL_SHEETS, INPUT_SHEETS, RESULT_SHEETS, Sheet
from mmm_xl.sections.section import Column, Document, Kind, Section, Table
from mmm_xl.workbook import measure
from mmm_xl.workbook.inject import add_sheets
from mmm_xl.workbook.reader import read_inputs

SCHEMA_CHECK = Path(__file__).resolve().parents[3] / "shared" / "ooxml" / "ooxml_check.py"
LITERALS = {"0", "1", "12", "52", "100", "1000"}
VOLATILE = re.compile(r"\b(NOW|TODAY|RAND|RANDBETWEEN|OFFSET|INDIRECT|INFO|CELL)\(")
RESULTS = ("Summary", *RESULT_SHEETS)
STAMPED = (*RESULTS, "Checks", "Data dictionary", "Version")
FURTHER = (
    Sheet.EXPERIMENTS,
    Sheet.EVENT_CALENDAR,
    Sheet.MARGINS,
    Sheet.LEDGER,
    Sheet.PLATFORMS,
)
STATEMENT = "tbl_pnl_2024"


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("results") / "plan-results.xlsx"
    contents = book_samples.contents(with_sheets=FURTHER)
    add_sheets(contents, book_samples.document(), path)
    return path


@pytest.fixture(scope="module")
def book(written: Path) -> Any:
    return load_workbook(written)


@pytest.fixture(scope="module")
def values(written: Path) -> Any:
    return load_workbook(written, data_only=True)


def write(path: Path, document: Document) -> Any:
    add_sheets(book_samples.contents(), document, path)
    return load_workbook(path, data_only=True)


def formulas(book: Any) -> Iterator[tuple[str, Any]]:
    for sheet in book:
        for row in sheet.iter_rows():
            yield from ((sheet.title, cell) for cell in row if cell.data_type == "f")


def test_sheets_stand_in_the_order_of_every_workbook(book: Any) -> None:
    assert book.sheetnames == list(ALL_SHEETS)
    assert {sheet.sheet_state for sheet in book} == {"visible"}


def test_inputs_come_back_as_they_went_in(written: Path) -> None:
    contents = book_samples.contents(with_sheets=FURTHER)
    raw = read_inputs(written)
    sheets = dict(from_raw(raw).sheets)
    dictionary = sheets.pop(Sheet.DATA_DICTIONARY)
    assert sheets == contents.sheets
    assert raw.foreign == ()
    assert dictionary.headers == ("Sheet", "Column", "Source", "Unit", "Caveat")
    assert dictionary.rows == (
        ("Spend", "TV", "=Invoices", None, None),  # its unit stands on Settings
        ("Controls", "Price index", "Tariff", "index", "late"),
    )


def test_title_message_and_ids_are_on_every_result_sheet(values: Any) -> None:
    line = "Run r7f3a9c21d0 | Fit f04b1e88a2c | Data to 2025-12-28 | Tie-outs: all passed"
    for name in STAMPED:
        sheet = values[name]
        assert sheet["A1"].value.startswith("Alder & Finch <Retail>: ")
        assert sheet["A2"].value
        assert sheet["A3"].value == line
        assert "Run r7f3a9c21d0" in sheet.oddFooter.left.text


def test_a_failed_check_shows_on_every_result_sheet(tmp_path: Path) -> None:
    values = write(tmp_path / "bad.xlsx", book_samples.failing(book_samples.document()))
    assert values["Checks"]["B4"].value == "FAILED"
    assert [values["Checks"].cell(row, 9).value for row in (7, 8, 9)] == ["ok", "ok", "FAILED"]
    assert {values[name]["A3"].value.split()[-1] for name in STAMPED} == {"FAILED"}


@pytest.mark.parametrize("amount", [math.nan, math.inf])
def test_an_amount_that_is_no_number_fails(tmp_path: Path, amount: float) -> None:
    document = book_samples.document()
    checks = (replace(document.checks[0], left=amount), document.checks[1])
    values = write(tmp_path / "nan.xlsx", replace(document, checks=checks))
    assert values["Checks"]["I7"].value == values["Checks"]["B4"].value == "FAILED"
    check_formulas(tmp_path / "nan.xlsx")


def test_no_check_at_all_is_a_failure(tmp_path: Path) -> None:
    values = write(tmp_path / "none.xlsx", replace(book_samples.document(), checks=()))
    assert values["Checks"]["A7"].value == "No check was made"
    assert values["Checks"]["B4"].value == "FAILED"
    check_formulas(tmp_path / "none.xlsx")


def test_every_formula_keeps_the_rules(book: Any) -> None:
    found = list(formulas(book))
    assert len(found) > 60
    for sheet, cell in found:
        formula = cell.value
        where = f"{sheet}!{cell.coordinate}: {formula}"
        assert len(formula) <= 120, where
        assert not VOLATILE.search(formula), where
        assert not re.search(r"\$?[A-Z]+:\$?[A-Z]+(?!\d)|(?<![A-Z])\d+:\d+", formula), where
        bare = re.sub(r'"[^"]*"|\$?[A-Z]{1,3}\$?\d+|[A-Za-z_][\w.]*', "", formula)
        assert set(re.findall(r"\d+(?:\.\d+)?", bare)) <= LITERALS, where
        assert len(re.findall(r"\bIF\(", formula)) <= 1, where


def test_every_cached_value_is_what_the_formula_gives(written: Path) -> None:
    check_formulas(written)


def check_formulas(path: Path) -> None:
    """Recompute every formula of a workbook and compare it with what is stored."""
    book, values = load_workbook(path), load_workbook(path, data_only=True)
    names = {
        name: tuple(defined.attr_text.replace("'", "").split("!"))
        for name, defined in book.defined_names.items()
    }
    evaluator = Evaluator(values, names)
    for sheet, cell in formulas(book):
        cached = values[sheet][cell.coordinate].value
        result = evaluator.value(sheet, cell.value)
        where = f"{sheet}!{cell.coordinate}: {cell.value}"
        if isinstance(result, str):
            assert (cached or "") == result, where
        else:
            assert cached == pytest.approx(result, rel=1e-9, abs=1e-9), where


def test_no_cell_shows_an_error_and_no_name_dangles(book: Any, values: Any) -> None:
    for sheet in values:
        for row in sheet.iter_rows():
            assert not [c.coordinate for c in row if c.data_type == "e"], sheet.title
    for defined in book.defined_names.values():
        sheet, cell = defined.attr_text.replace("'", "").split("!")
        assert book[sheet][cell.replace("$", "")].value is not None or defined.name in (
            "margin", "value_per_conversion",
        )  # fmt: skip
    assert {"mmm_run_id", "mmm_fit_id", "mmm_data_to", "mmm_master_check", "currency"} <= set(
        book.defined_names
    )


def test_data_stand_in_named_tables_once_each(book: Any) -> None:
    names = [name for sheet in book for name in sheet.tables]
    assert len({name.lower() for name in names}) == len(names)
    assert {"tblSpend", "tbl_contribution", "tbl_roi", "tbl_response_2", "tbl_checks"} <= set(names)
    for sheet in book:
        for table in sheet.tables.values():
            left, top, right, _ = range_boundaries(table.ref)
            headers = [sheet.cell(top, column).value for column in range(left, right + 1)]
            assert headers == [column.name for column in table.tableColumns]
            if sheet.title in STAMPED:
                first = [sheet.cell(top + 1, column).value for column in range(left, right + 1)]
                bare = [h for h, v in zip(headers, first, strict=True) if _is_number(v)]
                assert all(header.endswith(")") for header in bare), bare


def _is_number(value: Any) -> bool:
    return isinstance(value, (int, float))


def test_one_formula_pattern_a_column(book: Any) -> None:
    """Formulas of a table column differ only by their row; a statement's go by line."""
    for sheet in book:
        for table in sheet.tables.values():
            if table.name == STATEMENT:
                continue
            left, top, right, bottom = range_boundaries(table.ref)
            for column in range(left, right + 1):
                cells = [sheet.cell(row, column) for row in range(top + 1, bottom + 1)]
                found = [c for c in cells if c.data_type == "f"]
                patterns = {re.sub(rf"(?<=[A-Z]){c.row}(?!\d)", "#", c.value) for c in found}
                assert len(patterns) <= 1 and len(found) in (0, len(cells))


def test_lines_of_a_statement_are_made_of_earlier_ones_alike_in_every_period(book: Any) -> None:
    sheet = book["P&L view"]
    left, top, right, bottom = range_boundaries(sheet.tables[STATEMENT].ref)
    first, year = top + 1, sheet.cell(top, right).column_letter
    for row in range(first, bottom + 1):
        cells = [sheet.cell(row, column) for column in range(left + 1, right + 1)]
        made = row - first in (2, 4)
        patterns = {str(c.value).replace(c.column_letter, "#") for c in cells}
        assert (len(patterns) == 1) is made
        assert all((c.data_type == "f") is (made or c.column_letter == year) for c in cells)
        assert all(c.font.bold is made for c in cells)
    assert sheet[f"B{first + 2}"].value == f"=SUM(B{first}:B{first + 1})"
    assert sheet[f"B{first + 4}"].value == f"=B{first + 2}-B{first + 3}"
    assert sheet[f"{year}{first}"].value == f"=SUM(B{first}:C{first})"


def test_a_line_that_is_not_what_it_is_made_of_is_never_printed(tmp_path: Path) -> None:
    columns = (Column("Line", "", Kind.TEXT), Column("Q1", "EUR", Kind.MONEY, summed=True))
    rows = (("a", 1.0), ("b", 2.0), ("a less b", 1.0))
    table = Table("t", "t", columns, rows, subtotals={2: (1, -2)})
    section = Section("s", Sheet.PNL, "t", "m", tables=(table,))
    document = Document(book_samples.STAMP, (section,), book_samples.checks())
    with pytest.raises(ValueError, match=r"1\.0 is not -1\.0"):
        add_sheets(book_samples.contents(), document, tmp_path / "x.xlsx")


def test_totals_are_sums_where_means_add_and_values_where_draws_speak(book: Any) -> None:
    sheet = book["Contribution"]
    total = next(row for row in sheet.iter_rows() if row[0].value == "All channels")
    above = total[0].row - 1
    assert total[1].value == f"=SUM(B{above - 3}:B{above})"
    assert total[3].value == 0.999
    ratios = next(row for row in book["ROI"].iter_rows() if row[0].value == "All paid channels")
    assert [cell.value for cell in ratios[2:5]] == [1.05, 0.82, 1.31]
    assert all(cell.font.bold for cell in ratios[:7])


def test_a_total_that_is_not_the_sum_is_never_printed(tmp_path: Path) -> None:
    columns = (Column("Channel", "", Kind.TEXT), Column("Spend", "EUR", Kind.MONEY, summed=True))
    table = Table("t", "t", columns, (("a", 1.0), ("b", 2.0)), total=("All", 3.5))
    section = Section("s", Sheet.ROI, "t", "m", tables=(table,))
    document = Document(book_samples.STAMP, (section,), book_samples.checks())
    with pytest.raises(ValueError, match=r"3\.5 is not 3\.0"):
        add_sheets(book_samples.contents(), document, tmp_path / "x.xlsx")
    assert not list(tmp_path.iterdir())


def test_result_sheets_are_locked_without_a_password_and_inputs_are_not(book: Any) -> None:
    for name in (*STAMPED, "About"):
        protection = book[name].protection
        assert protection.sheet and not protection.password, name
        assert not protection.selectLockedCells and not protection.autoFilter
        assert not protection.formatColumns
    inputs = [name for name in INPUT_SHEETS if name != Sheet.DATA_DICTIONARY]
    assert not any(book[name].protection.sheet for name in inputs)


def test_pages_and_panes(book: Any) -> None:
    for name in STAMPED:
        sheet = book[name]
        assert sheet.freeze_panes and int(re.sub(r"\D", "", sheet.freeze_panes)) >= 4
        assert sheet.page_setup.fitToHeight == 0 and sheet.sheet_properties.pageSetUpPr.fitToPage
        assert sheet.print_area and sheet.print_title_rows
        assert sheet.sheet_properties.tabColor is not None
        assert not sheet.sheet_view.showGridLines


def width(sheet: Any, first: int, last: int) -> float:
    """Pixels of columns ``first`` to ``last``, from 1, inclusive."""
    dimensions = sheet.column_dimensions.values()
    sizes = {at: d.width for d in dimensions for at in range(d.min, d.max + 1)}
    return sum(sizes.get(at, 9.14) * 7 + 5 for at in range(first, last + 1))


def test_a_title_is_not_cut_on_paper(book: Any) -> None:
    for name in RESULTS:
        last = range_boundaries(book[name].print_area.split("!")[-1].replace("$", ""))[2]
        room = width(book[name], 1, last)
        assert measure.text_width(book[name]["A1"].value, size=16, bold=True) <= max(room, 1500)


def test_words_of_a_table_fit_their_column_or_wrap(book: Any) -> None:
    for name in RESULTS:
        for table in book[name].tables.values():
            left, top, right, bottom = range_boundaries(table.ref)
            for row in book[name].iter_rows(top, bottom, left, right):
                for cell in row:
                    words = cell.data_type == "s" and not cell.alignment.wrap_text
                    if words and left == 1:
                        room = width(book[name], cell.column, cell.column)
                        assert measure.text_width(str(cell.value)) <= room + 8, cell.coordinate


def test_the_head_of_a_long_last_table_is_printed_on_its_pages(tmp_path: Path) -> None:
    rows = tuple((f"2024-{i:03d}", float(i)) for i in range(90))
    columns = (Column("Week", "", Kind.TEXT), Column("Revenue", "EUR", Kind.MONEY))
    short = Table("short", "Short", columns, rows[:3])
    long = Table("long", "Long", columns, rows)
    document = book_samples.document()
    section = replace(document.sections[0], charts=(), sheet=Sheet.ROI)
    repeated = []
    for tables in ((short, long), (long, short)):
        told = replace(document, sections=(replace(section, tables=tables),))
        sheet = write(tmp_path / f"{tables[0].key}.xlsx", told)["ROI"]
        first = int(sheet.print_title_rows.split(":")[0].strip("$"))
        repeated.append(sheet.cell(first, 1).value)
    assert repeated == ["Week", section.title]


def test_negatives_stand_in_parentheses_and_formats_follow_kinds(book: Any) -> None:
    sheet = book["Contribution"]
    display = next(row for row in sheet.iter_rows() if row[0].value == "Display")
    assert display[1].number_format == "#,##0_);(#,##0)"
    assert display[5].number_format == "0.0%_);(0.0%)"
    numbers = {row[0].value: row[1].number_format for row in book["Diagnostics"].iter_rows()}
    assert numbers["Largest R-hat"] == "#,##0.000_);(#,##0.000)"
    assert numbers["Smallest bulk sample size"] == "#,##0_);(#,##0)"


def test_unknown_values_are_blank_and_logical_ones_words(values: Any) -> None:
    rows = {row[0].value: row for row in values["ROI"].iter_rows()}
    assert [cell.value for cell in rows["E-mail"][1:7]] == [None] * 6
    assert (rows["E-mail"][7].value, rows["Display"][7].value) == ("no", "yes")
    undefined = next(r for r in values["Diagnostics"].iter_rows() if r[0].value == "Undefined")
    assert undefined[1].value is None


def charts(path: Path) -> dict[str, str]:
    """XML of each chart by its title."""
    with zipfile.ZipFile(path) as archive:
        texts = [archive.read(n).decode() for n in archive.namelist() if "charts/chart" in n]
    return {re.search(r"<a:t>([^<]*)</a:t>", text)[1]: text for text in texts}


def test_every_chart_kind_is_drawn_as_it_should(written: Path) -> None:
    drawn = charts(written)
    assert len(drawn) == 11
    bridge = next(text for title, text in drawn.items() if "bridge to modelled" in title)
    assert '<c:grouping val="stacked"/>' in bridge and "<a:noFill/>" in bridge
    assert re.search(r'<c:min val="0(\.0)?"/>', bridge)
    assert "(416k)" in bridge and "26.0m" in bridge
    points = next(text for title, text in drawn.items() if "ROI by channel" in title)
    assert "<c:errBars>" in points and "<c:barChart>" not in points
    assert "Hurdle 1.0" in points
    curve = next(text for title, text in drawn.items() if title.startswith("Television"))
    # a spline would rise above 100% between two weeks
    assert '<c:smooth val="1"/>' not in curve and curve.count("<c:ser>") == 4
    fit = next(text for title, text in drawn.items() if "actual and modelled" in title)
    assert "<c:dateAx>" in fit and fit.count("<c:ser>") == 4
    ranks = next(text for title, text in drawn.items() if "ranks of the draws" in title)
    assert ranks.count("<c:ser>") == 3 and '<a:prstDash val="dash"/>' in ranks
    covered = next(text for title, text in drawn.items() if "inside ranges" in title)
    assert "<c:scatterChart>" in covered and "Found as stated" in covered
    stack = next(text for title, text in drawn.items() if "by source" in title)
    assert "<c:areaChart>" in stack and stack.count("<c:ser>") == 3


def test_bars_of_the_bridge_reach_from_level_to_level(values: Any) -> None:
    sheet = values["Contribution"]
    table = sheet.tables["tbl_contribution_bridge_chart"]
    left, top, right, bottom = range_boundaries(table.ref)
    rows = list(sheet.iter_rows(top + 1, bottom, left, right, values_only=True))
    steps = [sheet.cell(row, 2).value for row in range(top + 1, bottom + 1)]
    for (start, base, above, below, upper), step in zip(rows, steps, strict=True):
        assert above - below == pytest.approx(abs(step))
        assert base + above == pytest.approx(max(start, start + step))
        assert upper == pytest.approx(max(start, start + step))
    assert rows[-1][0] == 0
    assert left > 10  # right of everything that is printed
    assert range_boundaries(sheet.print_area.split("!")[-1].replace("$", ""))[2] < left


def test_every_chart_says_its_finding_and_stands_clear_of_cells(written: Path, book: Any) -> None:
    with zipfile.ZipFile(written) as archive:
        names = [name for name in archive.namelist() if "drawings/drawing" in name]
        texts = [archive.read(name).decode() for name in names if "rels" not in name]
    found = [alt for text in texts for alt in re.findall(r'<xdr:cNvPr [^>]*descr="([^"]*)"', text)]
    assert len(found) == 11 and all(len(alt) >= 20 for alt in found)
    for name in RESULTS:
        sheet = book[name]
        filled = {
            (cell.row - 1, cell.column - 1)
            for row in sheet.iter_rows()
            for cell in row
            if cell.value is not None
        }
        for merged in sheet.merged_cells.ranges:
            left, top, right, bottom = merged.bounds
            filled |= {
                (r - 1, c - 1) for r in range(top, bottom + 1) for c in range(left, right + 1)
            }
        for chart in sheet._charts:
            first, last = chart.anchor._from, chart.anchor.to
            covered = {
                (r, c)
                for r in range(first.row, last.row + 1)
                for c in range(first.col, last.col + 1)
            }
            assert not covered & filled, (name, sorted(covered & filled)[:3])


def test_charts_do_not_cover_each_other(book: Any) -> None:
    for name in RESULTS:
        boxes = [(c.anchor._from, c.anchor.to) for c in book[name]._charts]
        for i, (first, last) in enumerate(boxes):
            for other, end in boxes[i + 1 :]:
                apart_down = end.row < first.row or last.row < other.row
                assert apart_down or end.col < first.col or last.col < other.col, name


def test_results_of_one_sheet_may_come_in_several_sections(tmp_path: Path) -> None:
    document = book_samples.document()
    second = replace(document.section("roi"), key="roi_again", title="Again: ROI", message="Twice.")
    values = write(tmp_path / "two.xlsx", replace(document, sections=(*document.sections, second)))
    words = [row[0].value for row in values["ROI"].iter_rows()]
    assert words.count("Again: ROI") == 1 and words.count("Paid search") == 2
    assert {"tbl_roi", "tbl_roi_2"} <= set(values["ROI"].tables)


def test_sections_of_the_report_only_make_no_sheet(tmp_path: Path) -> None:
    document = book_samples.document()
    kept = tuple(s for s in document.sections if s.key in {"summary", "roi"})
    report_only = replace(document.section("response"), sheet="")
    values = write(tmp_path / "few.xlsx", replace(document, sections=(*kept, report_only)))
    assert [n for n in values.sheetnames if n in RESULTS] == ["Summary", "ROI"]


def test_hostile_words_in_results_stay_words(tmp_path: Path) -> None:
    document = book_samples.document()
    table = document.section("roi").tables[0]
    texts = ("=1+1", "http://x.y", "<r><t>x</t></r>", "@SUM(A1)")
    rows = tuple((text, *row[1:]) for text, row in zip(texts, table.rows, strict=True))
    headed = (Column("=Channel", "", Kind.TEXT), *table.columns[1:])
    section = replace(
        document.section("roi"), title="=cmd()", message="+1", paragraphs=("-x",), charts=(),
        tables=(replace(table, rows=rows, columns=headed, title="@t", note="=n"),),
    )  # fmt: skip
    add_sheets(book_samples.contents(), replace(document, sections=(section,)), tmp_path / "h.xlsx")
    sheet = load_workbook(tmp_path / "h.xlsx")["ROI"]
    found = {c.value for row in sheet.iter_rows() for c in row if c.data_type == "s"}
    assert {*texts, "=cmd()", "+1", "-x", "@t", "=n", "=Channel"} <= found
    assert not [c for row in sheet.iter_rows() for c in row if c.hyperlink]
    assert {c.coordinate for row in sheet.iter_rows() for c in row if c.data_type == "f"} == {
        "A3", f"B{sheet.tables['tbl_roi'].ref.split(':')[1][1:]}",
    } - {f"B{sheet.tables['tbl_roi'].ref.split(':')[1][1:]}"}  # fmt: skip


def test_same_run_same_bytes(tmp_path: Path, written: Path) -> None:
    contents = book_samples.contents(with_sheets=FURTHER)
    add_sheets(contents, book_samples.document(), tmp_path / "again.xlsx")
    assert (tmp_path / "again.xlsx").read_bytes() == written.read_bytes()


def test_nothing_outside_the_workbook_is_referred_to(written: Path) -> None:
    with zipfile.ZipFile(written) as archive:
        for name in archive.namelist():
            assert b'TargetMode="External"' not in archive.read(name), name
            assert not re.search("vba|embed|externalLink|connection", name)


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    out = tmp_path / "nowhere" / "x.xlsx"
    with pytest.raises(UnwritableOutput, match="its folder does not exist"):
        add_sheets(book_samples.contents(), book_samples.document(), out)


def test_a_file_that_is_open_elsewhere_stays_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "x.xlsx"
    out.write_bytes(b"older")

    def refuse(path: Path, target: Path) -> Path:
        raise PermissionError(13, "in use")

    monkeypatch.setattr(Path, "replace", refuse)
    with pytest.raises(UnwritableOutput, match="close it in Excel"):
        add_sheets(book_samples.contents(), book_samples.document(), out)
    assert [p.name for p in tmp_path.iterdir()] == ["x.xlsx"]
    assert out.read_bytes() == b"older"


def test_a_full_disk_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fill(path: Path, payload: bytes) -> None:
        path.touch()
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("mmm_xl.files.write_synced", fill)
    with pytest.raises(UnwritableOutput, match="No space left"):
        add_sheets(book_samples.contents(), book_samples.document(), tmp_path / "x.xlsx")
    assert not list(tmp_path.iterdir())


def test_a_folder_in_the_place_of_the_file(tmp_path: Path) -> None:
    (tmp_path / "x.xlsx").mkdir()
    with pytest.raises(UnwritableOutput, match="is a folder"):
        add_sheets(book_samples.contents(), book_samples.document(), tmp_path / "x.xlsx")


@pytest.mark.skipif(not SCHEMA_CHECK.is_file(), reason="the schema checker is not at hand")
def test_package_keeps_the_schemas_of_the_format(written: Path, tmp_path: Path) -> None:
    pytest.importorskip("lxml")
    paths = [written]
    for number, text in enumerate(("<r>&</r>", "='<&>\"", "two\nlines")):
        paths.append(tmp_path / f"hostile{number}.xlsx")
        add_sheets(book_samples.hostile(text), book_samples.document(), paths[-1])
    command = [sys.executable, str(SCHEMA_CHECK), "--strict", *map(str, paths)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
def test_another_program_computes_the_same(written: Path, tmp_path: Path, values: Any) -> None:
    """Without stored results LibreOffice must compute every formula, to what we stored."""
    bare = tmp_path / "bare.xlsx"
    with zipfile.ZipFile(written) as source, zipfile.ZipFile(bare, "w") as target:
        for name in source.namelist():
            part = source.read(name)
            if name.startswith("xl/worksheets/sheet"):
                part = re.sub(rb"(</f>)<v>[^<]*</v>", rb"\1", part)
            target.writestr(name, part)
    subprocess.run(
        ["soffice", f"-env:UserInstallation=file://{tmp_path}/profile", "--headless",
         "--convert-to", "xlsx", "--outdir", str(tmp_path / "out"), str(bare)],
        check=True, capture_output=True, timeout=120,
    )  # fmt: skip
    computed = _values(tmp_path / "out" / "bare.xlsx")
    for sheet, cell in formulas(load_workbook(written)):
        result = computed[sheet].get(cell.coordinate)
        stored = values[sheet][cell.coordinate].value
        where = f"{sheet}!{cell.coordinate}: {cell.value}"
        if stored is None or isinstance(stored, str):
            assert (result or "") == (stored or ""), where
        else:
            assert result == pytest.approx(stored, rel=1e-9, abs=1e-9), where


def _values(path: Path) -> dict[str, dict[str, Any]]:
    """Values by sheet and cell; charts of the other program are not looked at."""
    book = load_workbook(path, data_only=True, read_only=True)
    return {
        sheet.title: {c.coordinate: c.value for row in sheet for c in row if c.value is not None}
        for sheet in book
    }


def test_a_plain_copy_of_a_table_can_be_taken(values: Any, tmp_path: Path) -> None:
    """What people do first: copy a table's cells elsewhere; they hold full precision."""
    sheet = values["Contribution"]
    left, top, right, bottom = range_boundaries(sheet.tables["tbl_contribution_weekly"].ref)
    rows = list(sheet.iter_rows(top, bottom, left, right, values_only=True))
    with (tmp_path / "copy.csv").open("w", newline="") as file:
        csv.writer(file).writerows(rows)
    weekly = book_samples.contribution().table("contribution_weekly")
    assert [row[1] for row in rows[1:]] == list(weekly.values("Baseline"))


def test_ratios_show_the_decimals_that_their_errors_support(book: Any) -> None:
    sheet = book[Sheet.LIFT]
    cell = next(c for row in sheet.iter_rows() for c in row if c.value == 1.234)
    assert cell.number_format == "#,##0.0_);(#,##0.0)"
    assert any(c.value == "over 5 times" for row in sheet.iter_rows() for c in row)
