"""Bridges to the ledger: one figure on sheet, page and JSON, and cells that follow the ledger."""

from __future__ import annotations

import math
import re
import shutil
import subprocess
import zipfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from docx import Document as WordDocument
from openpyxl import load_workbook
from openpyxl.utils import range_boundaries

from mmm_xl.analysis.results import compute_results, to_json
from mmm_xl.data.build import build_dataset
from mmm_xl.data.contents import BookContents, SheetContent, to_raw
from mmm_xl.data.stories import story_world
from mmm_xl.names import LedgerColumn, LedgerSide, Sheet, Story
from mmm_xl.planning.scenario import scenario_grid
from mmm_xl.report.word import write_report
from mmm_xl.runs import digest
from mmm_xl.sections import words_ledger as words
from mmm_xl.sections.document import build_document
from mmm_xl.sections.ledger import row_of
from mmm_xl.sections.section import Document
from mmm_xl.workbook.inject import add_sheets
from tests.fitting import fit
from tests.workbook.tiny_excel import Evaluator

STATEMENTS = ("tbl_ledger_bridge_revenue", "tbl_ledger_bridge_spend")
LITERALS = {"0", "1", "12", "52", "100", "1000"}
STAMPED = ("Summary", "Contribution", "ROI", "Reconciliation", "Checks", "Version", "Ledger")
SOFFICE = shutil.which("soffice")


@pytest.fixture(scope="module")
def posterior():
    """A short fit; the ledger asks nothing of the draws."""
    return fit(build_dataset(to_raw(contents(Story.CLEAN))), chains=2, tune=60, draws=20)


def contents(story: Story) -> BookContents:
    sheets = dict(story_world(story).contents.sheets)
    for sheet in (Sheet.EXPERIMENTS, Sheet.PLATFORMS):
        sheets.pop(sheet, None)
    return BookContents("book", sheets)


class Shown:
    """Results, document, JSON and files of one workbook."""

    def __init__(self, run: Any, book: BookContents, folder: Path) -> None:
        dataset = build_dataset(to_raw(book))
        name = digest.run_id(run.fit_id, dataset, None)
        self.results = compute_results(replace(run, dataset=dataset, run_id=name))
        self.json = to_json(self.results)
        self.document: Document = build_document(self.results, scenario_grid(self.results))
        self.path = folder / f"{name}.xlsx"
        add_sheets(book, self.document, self.path)
        self.book = load_workbook(self.path)
        self.values = load_workbook(self.path, data_only=True)

    def table(self, key: str) -> tuple[int, int, int, int]:
        """First row, first column, last row and last column of a table's body, from 1."""
        ref = self.values["Reconciliation"].tables[f"tbl_{key}"].ref
        left, top, right, bottom = range_boundaries(ref)
        return top + 1, left, bottom, right

    def rows(self, key: str) -> list[tuple[Any, ...]]:
        top, left, bottom, right = self.table(key)
        sheet = self.values["Reconciliation"]
        return list(sheet.iter_rows(top, bottom, left, right, values_only=True))

    def checks(self) -> dict[str, str]:
        rows = self.values["Checks"].iter_rows(7, values_only=True)
        return {row[0]: row[8] for row in rows if row[0]}


@pytest.fixture(scope="module")
def shown(posterior, tmp_path_factory) -> dict[str, Shown]:
    folder = tmp_path_factory.mktemp("bridges")
    return {s: Shown(posterior, contents(s), folder) for s in (Story.CLEAN, Story.UNTIED)}


@pytest.fixture(params=[Story.CLEAN, Story.UNTIED])
def one(request, shown) -> Shown:
    return shown[request.param]


def formulas(one: Shown) -> list[tuple[str, Any]]:
    return [
        (name, cell)
        for name in ("Reconciliation", "Checks")
        for row in one.book[name].iter_rows()
        for cell in row
        if cell.data_type == "f"
    ]


def test_every_cached_value_is_what_the_formula_gives(one: Shown) -> None:
    names = {
        name: tuple(defined.attr_text.replace("'", "").split("!"))
        for name, defined in one.book.defined_names.items()
    }
    evaluator = Evaluator(one.values, names)
    found = formulas(one)
    assert len(found) > 100
    for sheet, cell in found:
        cached = one.values[sheet][cell.coordinate].value
        result = evaluator.value(sheet, cell.value)
        where = f"{sheet}!{cell.coordinate}: {cell.value}"
        if isinstance(result, str):
            assert cached == result, where
        else:  # a difference of two sums is as exact as the sums
            assert cached == pytest.approx(result, rel=1e-9, abs=1e-6), where


def test_every_formula_keeps_the_rules(one: Shown) -> None:
    for sheet, cell in formulas(one):
        where = f"{sheet}!{cell.coordinate}: {cell.value}"
        assert len(cell.value) <= 120, where
        assert not re.search(r"\b(OFFSET|INDIRECT|NOW|TODAY)\(", cell.value), where
        assert len(re.findall(r"\bIF\(", cell.value)) <= 1, where
        bare = re.sub(r'"[^"]*"|\$?[A-Z]{1,3}\$?\d+|[A-Za-z_][\w.]*', "", cell.value)
        assert set(re.findall(r"\d+(?:\.\d+)?", bare)) <= LITERALS, where


def test_one_pattern_a_computed_column_but_for_statements(one: Shown) -> None:
    sheet = one.book["Reconciliation"]
    for table in sheet.tables.values():
        if table.name in STATEMENTS:
            continue
        left, top, right, bottom = range_boundaries(table.ref)
        for column in range(left, right + 1):
            cells = [sheet.cell(row, column) for row in range(top + 1, bottom + 1)]
            found = [c for c in cells if c.data_type == "f"]
            patterns = {re.sub(rf"(?<=[A-Z]){c.row}(?!\d)", "#", c.value) for c in found}
            assert len(patterns) <= 1 and len(found) in (0, len(cells)), (table.name, column)


def test_what_a_controller_would_follow_is_a_formula(one: Shown) -> None:
    """No amount of a bridge, a tie or a check is typed in."""
    sheet = one.book["Reconciliation"]
    for key in ("bridge_revenue", "bridge_spend", "periods_revenue", "periods_spend", "channels"):
        top, left, bottom, right = one.table(f"ledger_{key}")
        for row in sheet.iter_rows(top, bottom, left + 1, right):
            for cell in row:
                assert cell.data_type == "f" or not isinstance(cell.value, (int, float)), cell
    amounts = [c.value for name, c in formulas(one) if name == "Reconciliation"]
    assert any(re.search(r"INDEX\(Ledger!\$F\$6:\$F\$\d+,", text) for text in amounts)
    assert any("Outcome!$B$6" in text for text in amounts)
    assert any("Spend!$B$6" in text for text in amounts)


def test_sheet_json_and_page_show_the_same_bridges(one: Shown, tmp_path: Path) -> None:
    write_report(one.document, tmp_path / "report.docx")
    pages = WordDocument(str(tmp_path / "report.docx"))
    printed = [[[c.text for c in row.cells] for row in t.rows] for t in pages.tables]
    for bridge in one.json["ledger"]["bridges"]:
        rows = {row[0]: row for row in one.rows(f"ledger_bridge_{bridge['side']}")}
        labels = dict(zip(words.LINES, words.LINES.values(), strict=True))
        page = next(t for t in printed if len(t) > 3 and _is_bridge(t, rows))
        on_page = {row[0]: row[1] for row in page}
        for line in bridge["lines"]:
            label = labels[line["name"]]
            assert rows[label][1] == pytest.approx(line["amount"], rel=1e-9, abs=1e-6)
            if label in on_page:
                size = f"{abs(line['amount']):,.0f}"
                assert on_page[label].strip("()") == size
            else:
                assert line["amount"] == 0 and not line["cells"]
        assert rows[words.TOLERANCE][1] == pytest.approx(bridge["tolerance"])
        sums = math.fsum(r["difference"] for r in bridge["periods"])
        assert sums == pytest.approx(bridge["residual"], abs=1e-3)


def _is_bridge(table: list[list[str]], rows: dict[str, Any]) -> bool:
    total = f"{rows['Ledger total'][1]:,.0f}"
    return table[1][:2] == ["Ledger total", total]


def test_a_ledger_that_ties_passes_everywhere(shown) -> None:
    one = shown[Story.CLEAN]
    assert set(one.checks().values()) == {"ok"}
    section = one.document.section("ledger")
    assert section.message.startswith("Revenue and spend tie to the ledger: the residual is EUR ")
    assert section.paragraphs == ()
    assert not [r for r in one.results.verdict.reasons if "tie to the ledger" in r]


def test_an_invoice_that_the_workbook_lacks_is_found(shown) -> None:
    one = shown[Story.UNTIED]
    failed = {name for name, status in one.checks().items() if status == "FAILED"}
    assert failed == {"Spend: ledger and model", "Spend of TV: ledger and model"}
    section = one.document.section("ledger")
    assert section.message.startswith("Spend does not tie to the ledger: modelled is EUR ")
    (where,) = section.paragraphs
    row = next(e for e in one.results.run.dataset.ledger if e.account == "6210 TV")
    assert f"account {row.account}, EUR " in where and "2025Q4" in where and "TV" in where
    last = [e.cell for e in one.results.run.dataset.ledger if e.account == "6210 TV"][-1]
    assert f"in cell {last}." in where
    assert "the Spend sheet lacks what the ledger books" in where
    assert any(r.startswith("spend does not tie") for r in one.results.verdict.reasons)
    for name in STAMPED:
        sheet = one.values[name]
        line = [c for row in sheet.iter_rows(3, 3, values_only=True) for c in row if c]
        assert any(str(text).endswith("Tie-outs: FAILED") for text in line), name
        rules = [r for rule in sheet.conditional_formatting for r in rule.rules]
        assert any("mmm_master_check" in r.formula[0] for r in rules), name


@pytest.mark.parametrize("side", list(LedgerSide))
def test_one_unit_beyond_the_tolerance_fails_and_one_within_does_not(
    posterior, tmp_path: Path, side: LedgerSide
) -> None:
    base = build_dataset(to_raw(contents(Story.CLEAN)))
    first = Shown(posterior, contents(Story.CLEAN), tmp_path)
    bridge = next(b for b in first.results.ledger if b.side is side)
    share = base.settings.ledger_tolerance
    # more in the ledger means a lower residual and a wider tolerance
    room = (bridge.residual + bridge.tolerance) / (1 - share)
    for extra, passed in ((room - 1, True), (room + 1, False)):
        rows = list(base.ledger)
        at = next(i for i, e in enumerate(rows) if e.side is side and e.line == "in scope")
        rows[at] = replace(rows[at], amount=rows[at].amount + extra, channel="")
        run = replace(posterior, dataset=replace(base, ledger=tuple(rows)), run_id="r")
        results = compute_results(run)
        document = build_document(results, scenario_grid(results))
        name = f"{side.capitalize()}: ledger and model"
        assert next(c for c in document.checks if c.name == name).passed is passed
        row = document.section("ledger").table(f"ledger_bridge_{side}").rows[row_of("Residual")]
        assert row[3] == (words.TIED if passed else words.FAILED)


def test_what_is_kept_as_text_stays_a_value(posterior, tmp_path: Path) -> None:
    """A formula over a text would show another figure than was read."""
    book = contents(Story.CLEAN)
    ledger = book.sheets[Sheet.LEDGER]
    at = ledger.headers.index(LedgerColumn.AMOUNT)
    rows = [list(row) for row in ledger.rows]
    rows[0][at] = f"{rows[0][at]:.2f}"
    changed = SheetContent(ledger.headers, tuple(map(tuple, rows)))
    one = Shown(posterior, BookContents("book", {**book.sheets, Sheet.LEDGER: changed}), tmp_path)
    top, _, bottom, _ = one.table("ledger_entries")
    cells = [one.book["Reconciliation"].cell(row, 8) for row in range(top, bottom + 1)]
    assert {cell.data_type for cell in cells} == {"n"}
    assert one.checks()["Revenue: ledger and model"] == "ok"
    test_every_cached_value_is_what_the_formula_gives(one)


@pytest.mark.skipif(SOFFICE is None, reason="LibreOffice, which recalculates, is not installed")
def test_a_changed_ledger_cell_reaches_bridge_checks_and_every_stamp(shown, tmp_path: Path) -> None:
    one = shown[Story.CLEAN]
    tolerance = next(b for b in one.results.ledger if b.side is LedgerSide.SPEND).tolerance
    sheet = one.book["Ledger"]
    row = next(r for r in range(6, 99) if sheet.cell(r, 1).value == "6210 TV")
    before = sheet.cell(row, 6).value
    kept = recalculated(one.path, tmp_path, {})
    broken = recalculated(one.path, tmp_path, {f"F{row}": before + 2 * tolerance})
    at = one.table("ledger_bridge_spend")[0]

    def line(book: Any, step: str, column: int = 2) -> Any:
        return book["Reconciliation"].cell(at + row_of(step), column).value

    assert line(kept, "Residual", 4) == "tied" and kept["Checks"]["B4"].value == "all passed"
    for step in ("Ledger total", "Ledger in scope", "Expected in the model"):
        assert line(broken, step) - line(kept, step) == pytest.approx(2 * tolerance)
    assert line(broken, "Residual") - line(kept, "Residual") == pytest.approx(-2 * tolerance)
    assert line(broken, "Residual", 4) == "FAILED"
    statuses = {r[0]: r[8] for r in broken["Checks"].iter_rows(7, values_only=True) if r[0]}
    assert statuses["Spend: ledger and model"] == "FAILED"
    assert statuses["Spend of TV: ledger and model"] == "FAILED"
    assert statuses["Revenue: ledger and model"] == "ok"
    assert broken["Checks"]["B4"].value == "FAILED"
    for name in ("Summary", "ROI", "Version"):
        assert broken[name]["A3"].value.endswith("Tie-outs: FAILED")
        assert kept[name]["A3"].value.endswith("Tie-outs: all passed")


def recalculated(path: Path, folder: Path, changes: dict[str, float]) -> Any:
    """Values of a workbook after LibreOffice computed all formulas anew with some cells changed."""
    stem = f"book{len(changes)}"
    given, made = folder / f"{stem}.xlsx", folder / "out" / f"{stem}.xlsx"
    names = load_workbook(path, read_only=True).sheetnames
    part = f"xl/worksheets/sheet{names.index('Ledger') + 1}.xml"
    with zipfile.ZipFile(path) as source, zipfile.ZipFile(given, "w") as target:
        for name in source.namelist():
            data = source.read(name)
            if name.startswith("xl/worksheets/sheet"):
                # no stored result is left that could pass for a computed one
                text = re.sub(r"(</f>)<v>[^<]*</v>", r"\1", data.decode())
                for cell, value in changes.items() if name == part else ():
                    pattern = rf'(<c r="{cell}"[^>]*>)<v>[^<]*</v>'
                    text, count = re.subn(pattern, rf"\g<1><v>{value!r}</v>", text)
                    assert count == 1
                data = text.encode()
            target.writestr(name, data)
    command = [
        SOFFICE, f"-env:UserInstallation=file://{folder}/profile", "--headless", "--convert-to",
        "xlsx:Calc MS Excel 2007 XML", "--outdir", str(made.parent), str(given),
    ]  # fmt: skip
    subprocess.run(command, check=True, capture_output=True, timeout=240)
    return load_workbook(made, data_only=True, read_only=True)  # charts are nothing to compare


def with_rows(change: Any, **settings: Any) -> BookContents:
    """The clean story with another ledger; settings by label."""
    book = contents(Story.CLEAN)
    ledger = book.sheets[Sheet.LEDGER]
    rows = [dict(zip(ledger.headers, row, strict=True)) for row in ledger.rows]
    made = [made for row in rows for made in change(row)]
    changed = SheetContent(
        ledger.headers, tuple(tuple(row[h] for h in ledger.headers) for row in made)
    )
    stated = book.sheets[Sheet.SETTINGS]
    lines = tuple((label, settings.get(label, value)) for label, value in stated.rows)
    sheets = {**book.sheets, Sheet.LEDGER: changed, Sheet.SETTINGS: replace(stated, rows=lines)}
    return BookContents("book", sheets)


def same(row: dict[str, Any]) -> list[dict[str, Any]]:
    return [row]


def out_of_scope(row: dict[str, Any]) -> list[dict[str, Any]]:
    return [{**row, "Bridge line": "other", "Channel": None}]


def long_ago(row: dict[str, Any]) -> list[dict[str, Any]]:
    return [{**row, "Period": row["Period"].replace("2025", "2015")}]


def by_month(row: dict[str, Any]) -> list[dict[str, Any]]:
    """Months beside the quarters of other accounts."""
    if row["Account"] != "6210 TV":
        return [row]
    first = 3 * int(row["Period"][-1]) - 2
    months = [f"2025-{month:02d}" for month in range(first, first + 3)]
    return [{**row, "Period": month, "Amount": row["Amount"] / 3} for month in months]


def without_channel(row: dict[str, Any]) -> list[dict[str, Any]]:
    return [{**row, "Channel": None if row["Account"] == "6210 TV" else row["Channel"]}]


def spend_only(row: dict[str, Any]) -> list[dict[str, Any]]:
    return [row] if row["Side"] == "spend" else []


def spaced(row: dict[str, Any]) -> list[dict[str, Any]]:
    """A blank row after each quarter's agency fees."""
    blank = dict.fromkeys(row)
    return [row, blank] if row["Account"] == "6310 Agency fees" else [row]


@pytest.mark.parametrize(
    ("change", "settings", "sides", "passed"),
    [
        (same, {"Ledger tolerance": 0.0}, 2, False),
        (same, {"KPI type": "count", "Value per conversion": 2.0}, 2, False),
        (same, {"KPI type": "count"}, 1, True),
        (out_of_scope, {}, 2, False),
        (long_ago, {}, 2, False),
        (by_month, {}, 2, True),
        (without_channel, {}, 2, True),
        (spend_only, {}, 1, True),
        (spaced, {}, 2, True),
    ],
)
def test_whatever_a_ledger_holds_its_sheet_adds_up(
    posterior, tmp_path: Path, change: Any, settings: dict[str, Any], sides: int, passed: bool
) -> None:
    one = Shown(posterior, with_rows(change, **settings), tmp_path)
    assert len(one.results.ledger) == sides
    assert one.document.master_check is passed
    assert (one.values["Checks"]["B4"].value == "all passed") is passed
    test_every_cached_value_is_what_the_formula_gives(one)
    test_every_formula_keeps_the_rules(one)
    test_one_pattern_a_computed_column_but_for_statements(one)
