from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

import pytest
from synthetic_document import document as made_up

from mmm_xl.names import ExperimentUse
from mmm_xl.report import outline
from mmm_xl.report.house import open_template
from mmm_xl.report.word import report_bytes
from mmm_xl.sections.section import Check
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
    words += [part for row in outline.NOT_DONE for part in row]
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
    absent = [part for part in (*outline.BODY, *outline.APPENDICES) if part.key not in have]
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
