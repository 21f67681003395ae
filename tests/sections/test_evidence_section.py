"""The Evidence sheet and the report's appendix: what is shown, what is left out, what adds up."""

from __future__ import annotations

import re
import sys
import types
import zipfile
from dataclasses import replace
from datetime import date
from pathlib import Path

import openpyxl
import pytest

from mmm_xl.analysis.disagreement import disagreements
from mmm_xl.analysis.results import Results, compute_results, to_json
from mmm_xl.data.build import build_dataset
from mmm_xl.data.contents import BookContents, to_raw
from mmm_xl.data.dataset import Dataset, Experiment
from mmm_xl.data.ledger import LedgerEntry
from mmm_xl.data.platforms import PlatformReport
from mmm_xl.names import Credit, ExperimentUse, LedgerLine, LedgerSide, Sheet
from mmm_xl.report import outline
from mmm_xl.report.word import report_bytes
from mmm_xl.runs.run import Run
from mmm_xl.sections import words_evidence as words
from mmm_xl.sections.context import context
from mmm_xl.sections.evidence import evidence_section
from mmm_xl.sections.figures import draw
from mmm_xl.sections.section import Document, Kind, Section, Table
from mmm_xl.sections.wording_rules import offences
from tests.fitting import fit
from tests.sections.generated_texts import of_document

FIRST, LAST = date(2025, 1, 1), date(2025, 6, 30)


def report(channel: str, credit: Credit, revenue: float | None, **fields) -> PlatformReport:
    given = {
        "platform": "Ads" if credit is Credit.PLATFORM else "Tool", "channel": channel,
        "first": FIRST, "last": LAST, "credit": credit, "conversions": 400.0, "revenue": revenue,
        "spend": None,
    }  # fmt: skip
    return PlatformReport(**{**given, **fields})


REPORTS = (
    report("Paid search", Credit.PLATFORM, 2e6, window="30 days after click"),
    report("Paid search", Credit.PLATFORM, 5e5, platform="Other", window="30 days after click"),
    report("Paid search", Credit.LAST_CLICK, 3e6),
    report("Display", Credit.PLATFORM, 9e5, view_through=True),
    report("Display", Credit.LAST_CLICK, 1e5, last=date(2025, 3, 31)),
    report("Email", Credit.LAST_CLICK, 6e5),
    report("TV", Credit.PLATFORM, None),
)
TESTS = tuple(
    Experiment(
        name, channels, date(2024, 6, 2), date(2024, 6, 30), 0.25, 0.0, -100_000.0, effect,
        20_000.0, date(2024, 7, 14), "geo", "Ann", use,
    )
    for name, channels, effect, use in (
        ("TV off", ("TV",), -150_000.0, ExperimentUse.VALIDATE),
        ("TV off again", ("TV", "Display"), -900_000.0, ExperimentUse.CALIBRATE),
    )
)  # fmt: skip
LEDGER = (
    LedgerEntry(
        "4000", LedgerSide.REVENUE, LedgerLine.IN_SCOPE, "", "2025", date(2025, 1, 1),
        date(2025, 12, 31), 8e7, "EUR",
    ),
)  # fmt: skip


@pytest.fixture(scope="module")
def fitted(world) -> Run:
    sheets = {name: c for name, c in world.contents.sheets.items() if name != Sheet.EXPERIMENTS}
    read = build_dataset(to_raw(BookContents(world.contents.name, sheets)))
    return fit(read, chains=2, tune=150, draws=150)


@pytest.fixture(scope="module")
def made(fitted: Run):
    """Results of the same fit beside other evidence."""
    module = types.ModuleType("mmm_xl.analysis.test_effect")
    module.effect_draws = (  # type: ignore[attr-defined]
        lambda answers, test: 1.5 * test.spend_change * (1 + 0.1 * answers.run.posterior["sigma"])
    )
    before = sys.modules.get(module.__name__)
    sys.modules[module.__name__] = module

    def compute(**fields) -> Results:
        dataset: Dataset = replace(fitted.dataset, **fields)
        return compute_results(replace(fitted, dataset=dataset))

    yield compute
    del sys.modules[module.__name__]
    if before:
        sys.modules[module.__name__] = before


@pytest.fixture(scope="module")
def whole(made) -> Results:
    return made(platforms=REPORTS, experiments=TESTS, ledger=LEDGER)


@pytest.fixture(scope="module")
def section(whole) -> Section:
    return shown(whole)


@pytest.fixture(scope="module")
def told(whole) -> Document:
    return whole_document(whole)


@pytest.fixture(scope="module")
def book(told, world, tmp_path_factory) -> Path:
    from mmm_xl.outputs import write_workbook

    sheets = {name: c for name, c in world.contents.sheets.items() if name != Sheet.EXPERIMENTS}
    path = tmp_path_factory.mktemp("evidence") / "book.xlsx"
    contents = BookContents(world.contents.name, sheets)
    write_workbook(contents, told, told.stamp.run_id, path)
    return path


def shown(results: Results) -> Section:
    found = evidence_section(results, context(results))
    assert found is not None
    return found


def cells(table: Table, name: str) -> dict[str, object]:
    row = next(row for row in (*table.rows, table.total) if row and row[0] == name)
    return dict(zip((column.name for column in table.columns), row, strict=True))


def whole_document(results: Results) -> Document:
    from mmm_xl.planning.scenario import scenario_grid
    from mmm_xl.sections.document import build_document

    return build_document(results, scenario_grid(results))


def test_the_sheet_is_what_the_json_says(whole, section) -> None:
    record = to_json(whole)["evidence"]
    labels = {channel.name: channel.label for channel in whole.channels}
    credit, ratios, budget, returns = (
        section.table(f"evidence_{key}") for key in ("credit", "ratios", "budget", "returns")
    )
    for line in (*record["channels"], record["total"]):
        name = labels.get(line["name"], line["name"])
        if line["name"] != "TV":
            assert cells(credit, name)["Model"] == line["model"]["mean"]
            assert (
                cells(budget, name)["Model justifies high 90%"] == line["model_justifies"]["hi90"]
            )
        if line["platform"] and line["spend"] and name in returns.values("Channel"):
            assert cells(returns, name)["Platforms"] == line["platform"]["per_spend"]
            over = cells(ratios, name)["Platforms over model"]
            assert over == line["platform"]["over_model"]["median"]
    over = section.table("evidence_over_claim")
    assert over.rows[0][4] == record["over_claim"]["platform"]["share"]
    assert over.rows[0][5] == "Ledger, in scope"
    tests = section.table("evidence_tests")
    assert tests.values("Model above test") == tuple(
        one["prob_model_above"] for one in record["tests"]
    )
    assert len(record["disagreements"]) == sum(p.startswith("Disagreement") for p in
                                               section.paragraphs)  # fmt: skip


def test_every_number_has_a_unit_and_every_row_its_columns(section) -> None:
    assert section.title.endswith("weeks ending 2023-01-08 to 2025-12-28")
    for table in section.tables:
        assert table.title.startswith("Harbour & Pine: ")
        for column in table.columns:
            assert column.unit or column.kind is Kind.TEXT, (table.key, column.name)
        for row in (*table.rows, *([table.total] if table.total else [])):
            assert len(row) == len(table.columns), table.key


def test_differences_are_of_the_same_days_only(section) -> None:
    table = section.table("evidence_credit")
    search, display = cells(table, "Paid search"), cells(table, "Display")
    assert search["Platforms less model"] == pytest.approx(2.5e6 - search["Model"])
    assert search["Last click less model"] == pytest.approx(3e6 - search["Model"])
    assert display["Last click"] == 1e5 and display["Last click less model"] is None
    total = cells(table, "All reported channels")
    assert total["Platforms"] == 3.4e6 and total["Last click"] == 3.7e6
    assert total["Model"] == pytest.approx(sum(table.values("Model")))


def test_every_formula_of_the_sheet_gives_its_value(book) -> None:
    """Totals, differences and shares recompute in the workbook."""
    given = openpyxl.load_workbook(book)[Sheet.EVIDENCE]
    cached = openpyxl.load_workbook(book, data_only=True)[Sheet.EVIDENCE]
    kinds = {"sum": 0, "-": 0, "/": 0}
    for cell in (cell for row in given for cell in row):
        found = re.fullmatch(r"=(SUM\()?([A-Z]+\d+)([-/:])([A-Z]+\d+)\)?", str(cell.value))
        if not found:
            continue
        value, sign = cached[cell.coordinate].value, found[3]
        if found[1]:
            cells_of = cached[f"{found[2]}:{found[4]}"]
            amounts = [one.value or 0.0 for row in cells_of for one in row]
            assert value == pytest.approx(sum(amounts))
        else:
            first, second = (cached[found[n]].value or 0.0 for n in (2, 4))
            assert value == pytest.approx(first - second if sign == "-" else first / second)
        kinds["sum" if found[1] else sign] += 1
    assert kinds["sum"] >= 12 and kinds["-"] >= 8 and kinds["/"] == 4


def test_tests_say_whether_the_model_was_told(section) -> None:
    table = section.table("evidence_tests")
    assert cells(table, "TV off")["Reading"] == "agrees"
    assert cells(table, "TV off again")["Reading"] == "DISAGREES, was told"
    assert cells(table, "TV off again")["Channels"] == "TV, Display"


def test_reports_that_are_alike_share_a_definition(section) -> None:
    table = section.table("evidence_definitions")
    assert table.values("Number") == (
        "Model", "Ads, Other: own credit", "Tool: last click", "Ads: own credit",
        "Ads: own credit", "Lift test", "Ledger",
    )  # fmt: skip
    assert cells(table, "Ads, Other: own credit")["Unit"] == "EUR and conversions"
    directions = {row[0]: row[-1] for row in table.rows}
    assert directions["Tool: last click"].startswith("too high near the sale")
    assert len(section.table("evidence_uses").rows) == 5


def test_what_was_not_compared_is_listed(section) -> None:
    table = section.table("evidence_reports")
    assert len(table.rows) == len(REPORTS)
    assert table.values("Status") == (words.COMPARED,) * 6 + (words.NO_VALUE,)
    assert any(p.startswith("1 report is shown") for p in section.paragraphs)


def test_the_chart_tells_its_figures_apart_by_shape(book, section) -> None:
    (chart,) = section.charts
    assert set(chart.series) == {
        "label", "mean", "low", "high", "platform", "last_click", "test", "test_low", "test_high",
    }  # fmt: skip
    assert draw(chart, section.table(chart.table)).startswith(b"\x89PNG")
    with zipfile.ZipFile(book) as package:
        parts = [package.read(n).decode() for n in package.namelist() if "charts/chart" in n]
    (drawn,) = (part for part in parts if "credit per unit of spend" in part)
    shapes = re.findall(r'<c:symbol val="(\w+)"', drawn)
    assert shapes == ["circle", "square", "triangle", "diamond"]
    assert drawn.count("<c:errBars>") == 2


def test_nothing_beside_the_model_is_no_sheet_and_is_said(made) -> None:
    document = whole_document(made())
    assert "evidence" not in {section.key for section in document.sections}
    assert Sheet.EVIDENCE not in {section.sheet for section in document.sections}
    undone = outline.not_done(document).table("not_done").values("Not done")
    assert undone.count("Comparison with platform figures") == 1
    assert not any("Evidence side by side" in str(name) for name in undone)


def test_tests_alone_leave_the_platforms_undone(made) -> None:
    results = made(experiments=TESTS[:1])
    found = shown(results)
    assert found.message.startswith("1 lift test stands beside the model")
    assert {table.key for table in found.tables} == {
        "evidence_returns", "evidence_tests", "evidence_definitions", "evidence_uses",
    }  # fmt: skip
    undone = outline.not_done(whole_document(results)).table("not_done").values("Not done")
    assert "Comparison with platform figures" in undone


def test_platforms_that_were_compared_are_not_undone(told) -> None:
    undone = outline.not_done(told).table("not_done").values("Not done")
    assert "Comparison with platform figures" not in undone
    keys = [placed.section.key for placed in outline.placed(told)]
    assert keys.index("evidence") == keys.index("reconciliation") + 1
    data, _ = report_bytes(told)
    assert data[:2] == b"PK"


def test_reports_that_cannot_be_compared_are_shown(made) -> None:
    found = shown(made(platforms=(report("TV", Credit.PLATFORM, None),)))
    assert found.message.startswith(words.MESSAGE_NONE)
    assert [table.key for table in found.tables][-1] == "evidence_reports"
    assert not found.charts


def test_no_sentence_claims_too_much(told) -> None:
    texts = [text for where, text in of_document(told) if "evidence" in where]
    assert len(texts) > 100
    assert not [hit for text in texts for hit in offences(text)]


def test_disagreements_are_reasons_of_the_verdict(whole) -> None:
    # a test that the register has a finding about is told there and not again
    told = [reason for reason in whole.verdict.reasons if "TV off again" in reason]
    assert len(told) == 1
    assert "disagree" not in told[0]
    others = disagreements(whole.evidence, [test.name for test in TESTS])
    assert set(others) <= set(whole.verdict.reasons)


@pytest.mark.parametrize("credit", [4e6, 9e8])
def test_a_multiple_is_told_once(made, credit) -> None:
    found = shown(made(platforms=(report("TV", Credit.PLATFORM, credit),)))
    told = " ".join(found.paragraphs)
    assert len(re.findall(r"times \(90% range", told)) == 1
    assert "would justify" in told
    assert ("Disagreement" in told) == (credit == 9e8)
