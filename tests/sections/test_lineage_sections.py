"""Findings, changed and restated cells as sheet, summary and page tell them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from mmm_xl.data.dataset import Adjustment
from mmm_xl.data.restated import Change, Restatement
from mmm_xl.errors import Finding
from mmm_xl.names import Severity
from mmm_xl.planning.scenario import scenario_grid
from mmm_xl.report.word import report_bytes
from mmm_xl.sections.context import context
from mmm_xl.sections.document import build_document
from mmm_xl.sections.lineage import data_dictionary_section, findings_section
from mmm_xl.sections.reconciliation import reconciliation_section
from mmm_xl.sections.summary import summary_section

WARNINGS = tuple(
    Finding(f"Spend!B{row}", "spend is =10 times its median.", "spike", Severity.WARNING, "Look.")
    for row in range(7, 12)
)
NOTE = Finding("Outcome!B9", "read '1,200' as 1200.", "text-number", Severity.NOTE, "Retype it.")
ADJUSTED = Adjustment("Spend!B7", "TV", "-40", "0", "negative", "negative spend set to zero")


def changed(count: int) -> Restatement:
    changes = tuple(
        Change(f"Outcome!B{6 + i}", "Outcome", "Revenue", date(2024, 1, 7), 1.0, 2.0)
        for i in range(count)
    )
    return Restatement("run-before", changes, 10_000)


@pytest.fixture
def found(results):
    """Results whose data have findings and an adjusted cell."""
    run = results.run
    dataset = replace(run.dataset, findings=(*WARNINGS, NOTE), adjustments=(ADJUSTED,))
    return replace(results, run=replace(run, dataset=dataset))


def test_every_column_is_described(results) -> None:
    table = data_dictionary_section(results, context(results)).table("data_dictionary")
    dataset = results.run.dataset
    assert table.values("Column") == tuple(source.column for source in dataset.sources)
    rows = {(row[0], row[1]): dict(zip((c.name for c in table.columns), row, strict=True))
            for row in table.rows}  # fmt: skip
    tv = rows["Spend", "TV"]
    assert (tv["Unit"], tv["Unit from"], tv["Role"]) == (
        "EUR", "Settings", "spend, drives its channel",
    )  # fmt: skip
    assert tv["Total modelled"] == pytest.approx(dataset.spend[:, -1].sum())
    price = rows["Controls", "Price index"]
    assert (price["Unit"], price["Unit from"]) == ("index, mean 100", "Data dictionary")
    assert rows["Exposure", "Email"]["Role"] == "exposure, drives its channel"
    assert dataset.digest() in " ".join(
        data_dictionary_section(results, context(results)).paragraphs
    )


def test_adjusted_cells_are_listed_with_both_values(found) -> None:
    section = data_dictionary_section(found, context(found))
    assert section.message.startswith("1 cell was modelled with another figure")
    (row,) = section.table("adjusted_cells").rows
    assert row == ("Spend!B7", "negative spend set to zero", "TV", "-40", "0", "negative")
    (words,) = reconciliation_section(found, context(found)).paragraphs
    assert words.startswith("1 cell was imputed or adjusted")


def test_nothing_adjusted_says_so(results) -> None:
    section = data_dictionary_section(results, context(results))
    assert [table.key for table in section.tables] == ["data_dictionary"]
    (words,) = reconciliation_section(results, context(results)).paragraphs
    assert words.startswith("Nothing was left out, imputed or adjusted")


def test_warnings_and_notes_are_counted_and_listed(found, results) -> None:
    section = findings_section(found, context(found), None)
    assert section.message == "The checks of the data raised 5 warnings and 1 note."
    assert len(section.table("data_warnings").rows) == 5
    assert section.table("data_notes").rows == (
        ("Outcome!B9", "read '1,200' as 1200.", "Retype it.", "text-number"),
    )
    assert section.table("data_warnings").in_report
    dataset = replace(results.run.dataset, findings=())
    quiet = replace(results, run=replace(results.run, dataset=dataset))
    clean = findings_section(quiet, context(quiet), None)
    assert clean.message == "The checks of the data found nothing to warn of."
    assert clean.tables == ()


def test_the_summary_tells_the_first_warnings(found, results) -> None:
    told = summary_section(found, context(found)).paragraphs
    assert any(words.startswith("The checks of the data raised 5 warnings") for words in told)
    assert sum(words.startswith("Spend!B") for words in told) == 3
    assert "And 2 more on the Data dictionary sheet." in told
    assert not any(
        "warning" in words for words in summary_section(results, context(results)).paragraphs
    )


def test_restated_cells_are_listed_up_to_a_limit(results) -> None:
    section = findings_section(results, context(results), changed(201))
    assert section.paragraphs == (
        "History was restated since run-before: 201 cells in Outcome, Revenue.",
    )
    table = section.table("restated_cells")
    assert len(table.rows) == 200
    assert table.note == "Shown are 200 of 201 cells."
    assert not table.in_report
    assert findings_section(results, context(results), changed(3)).table("restated_cells").in_report


def test_an_unchanged_history_is_said(results) -> None:
    same = findings_section(results, context(results), changed(0))
    assert same.paragraphs == ("No cell of the earlier run run-before was restated.",)
    first = findings_section(results, context(results), None)
    assert first.paragraphs == ("No earlier run of this workbook with other data is in the store.",)


def test_the_report_has_a_section_of_findings(found) -> None:
    import io

    from docx import Document

    made = build_document(found, scenario_grid(found), changed(2))
    made = replace(made, sections=tuple(replace(s, charts=()) for s in made.sections))
    word = Document(io.BytesIO(report_bytes(made)[0]))
    headings = [p.text for p in word.paragraphs if p.style.name.startswith("Heading")]
    assert "Data findings" in headings
    assert "Appendix: Data dictionary" in headings
    text = "\n".join(c.text for t in word.tables for r in t.rows for c in r.cells)
    assert "spend is =10 times its median." in text
    assert "negative spend set to zero" in text
