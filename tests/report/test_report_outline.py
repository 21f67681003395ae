from __future__ import annotations

import io
import re
from dataclasses import replace
from datetime import date

import pytest
from docx import Document as WordDocument
from docx.oxml.ns import qn
from synthetic_document import document as made_up

from mmm_xl.names import ExperimentUse, LedgerSide
from mmm_xl.report import outline
from mmm_xl.report.house import open_template
from mmm_xl.report.word import report_bytes
from mmm_xl.sections import words_ledger_checks
from mmm_xl.sections.section import Check, Column, Kind, Section, Table
from mmm_xl.sections.words_ledger_checks import not_done as without_ledger
from mmm_xl.sections.words_tests import not_done
from tests.lift_tests import lift_test

OVERCLAIMS = re.compile(
    r"\b(prove[sn]?|proof|guarantee\w*|confidence interval|significan\w+|likely"
    r"|compliant|SR 11-7)\b",
    re.IGNORECASE,
)


def sentences() -> list[str]:
    words = [
        outline.GIVEN,
        outline.NOT_INCLUDED,
        outline.TITLE,
        *outline.SEE_NOT_DONE,
        *outline.VERDICTS.values(),
    ]
    words += [part for pair in outline.READING_WORDS for part in pair]
    listed = (
        *outline.NOT_DONE,
        words_ledger_checks.NO_LEDGER,
        *words_ledger_checks.NO_SIDE.values(),
    )
    words += [part for row in listed for part in row]
    return words


@pytest.mark.parametrize("words", sentences())
def test_words_never_overclaim(words: str) -> None:
    assert not OVERCLAIMS.search(words)


def test_given_names_model_data_and_level() -> None:
    assert "given this model and its data" in outline.GIVEN
    assert "level" in outline.GIVEN
    assert "credible interval" in outline.GIVEN


def test_what_was_not_done_comes_last_with_reasons() -> None:
    last = outline.placed(made_up())[-1]
    assert last.heading == outline.NOT_DONE_HEADING
    (table,) = last.section.tables
    have = {section.key for section in made_up().sections}
    parts = (*outline.BODY, *outline.APPENDICES)
    absent = [part for part in parts if part.key not in have | outline.REASONED]
    assert len(table.rows) == len(outline.NOT_DONE) + len(absent)
    assert all(all(row) for row in table.rows)


def test_what_a_run_was_not_given_is_among_it() -> None:
    row = ("Experiments as evidence", "The workbook has no lift test.", "Effects rest on priors.")
    last = outline.placed(replace(made_up(), not_done=(row,)))[-1]
    assert row in last.section.tables[0].rows


def test_lift_tests_are_evidence_only_where_one_calibrates() -> None:
    day = date(2025, 1, 5)
    test = lift_test("north", ("TV",), (day, day, day), (0.5, 0.0))
    kept_back = replace(test, use=ExperimentUse.VALIDATE)
    assert not_done((kept_back, test)) == ()
    assert "no lift test" in not_done(())[0][1]
    assert "kept back" in not_done((kept_back,))[0][1]


def test_failed_check_is_on_the_first_page() -> None:
    bad = Check("Spend in = spend modelled", "Spend sheet", 10.0, "Table", 9.0, 0.5, "EUR")
    not_a_number = replace(bad, left=float("nan"))
    run = replace(made_up(), checks=(bad, not_a_number))
    run = replace(run, sections=tuple(replace(section, charts=()) for section in run.sections))
    data, _ = report_bytes(run)
    assert data
    table = outline.checks_table(run.checks)
    assert [row[-1] for row in table.rows] == ["DIFFERS", "DIFFERS"]


def test_shipped_template_lacks_nothing() -> None:
    assert open_template(None)[1] == ()


def test_a_tie_out_to_the_ledger_that_was_made_is_not_listed() -> None:
    def rows(*sides: str) -> list[str]:
        made = replace(made_up(), not_done=without_ledger([LedgerSide(side) for side in sides]))
        return [row[0] for row in outline.not_done(made).tables[0].rows]

    assert "Tie-out to the ledger" in rows()
    assert not [name for name in rows("revenue", "spend") if "ledger" in name]
    assert "Tie-out of spend to the ledger" in rows("revenue")
    assert "Tie-out of revenue to the ledger" in rows("spend")
    assert "Tie-out to the ledger" not in rows("revenue")


def evidence(*keys: str, wide: str = "") -> Section:
    """Evidence with tables of some keys, one of them too wide for a page."""
    few = (Column("Number", "", Kind.TEXT), Column("Use", "", Kind.TEXT))
    many = tuple(Column(f"Amount of kind {n}", "EUR", Kind.MONEY) for n in range(14))
    tables = tuple(
        Table(key, key, many, ((1e6,) * 14,))
        if key == wide
        else Table(key, key, few, (("a", "b"),))
        for key in keys
    )
    return Section(outline.EVIDENCE_KEY, "Evidence", "Evidence", "Side by side.", tables=tables)


def test_the_reconciliation_appendix_stands_in_the_order_a1_to_a6() -> None:
    keys = ("evidence_findings", "evidence_tests", "evidence_uses", "evidence_definitions",
            "evidence_credit")  # fmt: skip
    made = made_up()
    plain = tuple(replace(section, charts=()) for section in made.sections)
    bridge = replace(evidence("ledger_bridge_spend"), key=outline.LEDGER_KEY)
    workings = replace(evidence("ledger_entries"), key="ledger_workings")
    sections = (workings, evidence(*keys, wide="evidence_definitions"), bridge, *plain)
    word = WordDocument(io.BytesIO(report_bytes(replace(made, sections=sections))[0]))
    found = [p.text for p in word.paragraphs if p.style.name.startswith("Heading")]
    start = found.index("Appendix A1: Ledger bridge")
    assert found[start : start + 8] == [
        "Appendix A1: Ledger bridge", "Appendix A2: Fit bridge and tie-outs",
        "Appendix A3 to A6: Evidence side by side", "A3: Channel by channel",
        "A4: Definitions and known bias", "A5: Which number for what",
        "A6: Agreement with lift tests", "Appendix: Data dictionary",
    ]  # fmt: skip
    titles = [p.text.split(".  ")[-1] for p in word.paragraphs if p.style.name == "Caption"]
    order = ["evidence_findings", "evidence_credit", "evidence_definitions", "evidence_uses",
             "evidence_tests"]  # fmt: skip
    assert [title for title in titles if title in keys] == order
    assert "ledger_entries" not in titles
    # a heading is turned with its table, so that it is alone on no page: A3 is brief and joins the
    # wide table of A4 on its sideways page, A5 stands upright again
    heads = {p.text: p._p for p in word.paragraphs if p.style.name == "Heading 2"}
    turned = {
        words: "w:sectPr" in head.getprevious().xml
        for words, head in heads.items()
        if words.startswith("A")
    }
    assert list(turned.values()) == [True, False, True, False]


def section_of(key: str, *tables: Table) -> Section:
    return Section(key, key, key, "Told.", tables=tables)


def pages_of(*sections: Section) -> list[tuple[str, bool]]:
    """Each heading and caption with whether its page lies on its side."""
    made = replace(made_up(), sections=sections, checks=())
    word = WordDocument(io.BytesIO(report_bytes(made)[0]))
    found: list[tuple[str, bool]] = []
    waiting: list[str] = []
    for p in word.paragraphs:
        if p.style.name == "Caption" or p.style.name.startswith("Heading"):
            waiting.append(p.text.split(".  ")[-1])
        if (ends := p._p.find(f".//{qn('w:sectPr')}")) is not None:
            lies = ends.find(qn("w:pgSz")).get(qn("w:orient")) == "landscape"
            found += [(words, lies) for words in waiting]
            waiting = []
    return [*found, *((words, False) for words in waiting)]


def narrow(name: str, rows: int) -> Table:
    return Table(name, name, (Column("Number", "", Kind.TEXT),), (("a",),) * rows)


def test_a_brief_table_joins_the_wide_one_after_it() -> None:
    (wide,) = evidence("wide", wide="wide").tables
    pages = dict(pages_of(section_of("roi", narrow("first", 3), narrow("brief", 3), wide)))
    assert [pages[key] for key in ("ROI", "first", "brief", "wide")] == [False, False, True, True]
    assert not pages[outline.NOT_DONE_HEADING]
    pages = dict(pages_of(section_of("roi", narrow("long", 20), wide)))
    assert [pages[key] for key in ("ROI", "long", "wide")] == [False, False, True]


def test_a_section_of_wide_tables_is_turned_with_its_heading() -> None:
    (wide,) = evidence("wide", wide="wide").tables
    pages = dict(pages_of(section_of("roi", wide), section_of("lift", narrow("next", 3))))
    assert [pages[key] for key in ("ROI", "wide", "Lift", "next")] == [True, True, False, False]
    wordy = replace(section_of("roi", wide), paragraphs=("Told at length.",) * 4)
    assert not dict(pages_of(wordy))["ROI"]


def test_references_find_headings_behind_those_of_groups() -> None:
    made = made_up()
    plain = tuple(replace(section, charts=()) for section in made.sections)
    sections = (*plain, evidence("evidence_credit", "evidence_uses"))
    word = WordDocument(io.BytesIO(report_bytes(replace(made, sections=sections))[0]))
    xml = word.element.xml
    last = next(p for p in word.paragraphs if p.text == outline.NOT_DONE_HEADING
                and p.style.name == "Heading 1")  # fmt: skip
    (name,) = re.findall(r'w:bookmarkStart [^>]*w:name="([^"]+)"', last._p.xml)
    before = xml[: xml.index(outline.SEE_NOT_DONE[1])]
    assert f"REF {name} " in before.split("What was not checked")[-1]
