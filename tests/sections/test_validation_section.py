"""What a validation found reaches sheets, pages and JSON, and what it did not look at is said."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass, replace
from datetime import date
from typing import Any

import numpy as np
import pytest

from mmm_xl.analysis.results import Results, to_json
from mmm_xl.analysis.summary import Estimate
from mmm_xl.analysis.validation.as_json import plain
from mmm_xl.analysis.validation.check import Group, Status
from mmm_xl.analysis.validation.refit_results import OutOfSample
from mmm_xl.data.contents import from_raw, to_raw
from mmm_xl.grades import Depth
from mmm_xl.names import KpiType, Sheet
from mmm_xl.outputs import write_report, write_workbook
from mmm_xl.planning.scenario import scenario_grid
from mmm_xl.report import outline
from mmm_xl.sections import words, words_not_validated, words_validation_refits
from mmm_xl.sections.candidates import candidates_section
from mmm_xl.sections.context import context
from mmm_xl.sections.document import build_document
from mmm_xl.sections.precision import Estimated
from mmm_xl.sections.section import Document, Section, Stamp, Table
from mmm_xl.sections.validation import validation_sections
from mmm_xl.sections.validation_checks import checks_section
from mmm_xl.sections.validation_sensitivity import sensitivity_section
from mmm_xl.sections.validation_weeks import weeks_section
from mmm_xl.sections.wording_rules import offences
from tests.sections import generated_texts, validation_samples

STAMP = Stamp("r", "f", "b", "p", date(2025, 1, 5), date(2025, 1, 5), "use", "s", "EUR", "d")

LEVEL_ENDS = ("mean", "lo90", "hi90")
NOT_SHOWN = {"pit"}
"""Series of a value a week: its bins are shown."""

SHEETS = (Sheet.MODEL_CHECKS, Sheet.WEEKS_NOT_SEEN, Sheet.SENSITIVITY)
"""Sheets with the figures behind the checks."""


def validated(results: Results, depth: Depth = Depth.FULL) -> Results:
    return replace(
        results,
        validation=validation_samples.validation(results, depth),
        rows=validation_samples.rows(results, depth),
    )


@pytest.fixture(scope="module")
def full(results) -> Results:
    return validated(results)


@pytest.fixture(scope="module")
def sections(full) -> tuple[Section, ...]:
    return validation_sections(full, context(full))


@pytest.fixture(scope="module")
def grid(results):
    return scenario_grid(results)


@pytest.fixture(scope="module")
def documents(results, grid) -> Mapping[Depth, Document]:
    return {depth: build_document(validated(results, depth), grid) for depth in Depth}


def table(sections: tuple[Section, ...], key: str) -> Table:
    return next(one for section in sections for one in section.tables if one.key == key)


def figures(value: Any, name: str = "") -> Iterator[tuple[str, float]]:
    """Every number of a record with its name; of an estimate what the sheets show."""
    if name in NOT_SHOWN or value is None or isinstance(value, str):
        return
    if isinstance(value, Estimate):
        yield from ((f"{name}.{end}", getattr(value, end)) for end in LEVEL_ENDS)
    elif is_dataclass(value):
        for field in fields(value):
            yield from figures(getattr(value, field.name), f"{name}.{field.name}".lstrip("."))
    elif isinstance(value, Mapping):
        for key, one in value.items():
            yield from figures(one, f"{name}[{key}]")
    elif isinstance(value, np.ndarray) and value.dtype.kind == "M":
        return
    elif isinstance(value, (tuple, list, np.ndarray)):
        for one in value:
            yield from figures(one, name)
    elif isinstance(value, (int, float)) and not isinstance(value, bool):
        yield name, float(value)


def shown(sections: tuple[Section, ...]) -> set[float]:
    """Numbers of all cells, and those in words."""
    found = set()
    for section in sections:
        for one in section.tables:
            rows = (*one.rows, *([one.total] if one.total else []))
            found |= {float(v) for row in rows for v in row if isinstance(v, (int, float))}
        text = " ".join((section.message, *section.paragraphs, *(t.note for t in section.tables)))
        found |= {float(number) for number in re.findall(r"\d+(?:\.\d+)?", text)}
    return found


IN_WORDS = ("prior.media_share", "pit_tail", "in_sample", "decision_cost",
            "prior.beyond", "realism.negative", "stability.decision_error",
            "coverage.level", "events[", "expected", "simulations", "model.inside",
            "naive.inside", "placebos.looks")  # fmt: skip
"""Told in sentences, as frequencies or as part of a name; checked below."""


def test_every_figure_of_a_validation_reaches_a_sheet(full, sections) -> None:
    seen, missing = shown(sections), []
    for name, value in figures(full.validation):
        if any(part in name for part in IN_WORDS) or not math.isfinite(value):
            continue
        if value not in seen and round(value) not in seen:
            missing.append((name, value))
    assert not missing, missing[:20]


def test_figures_in_words_are_those_that_were_found(full, sections) -> None:
    said = {one.key: " ".join((one.message, *one.paragraphs)) for one in sections}
    assert "fewer than 1 of 100 cases" in said["validation_priors"]
    assert "28%" in said["validation_priors"]
    assert "worst week in 1 of 100" in said["validation_realism"]
    weeks = said["validation_weeks"]
    assert "fold 2 could not be forecast" in weeks
    assert "inputs of fold 3 change" in weeks
    assert "3 of 5 folds; in 2 of them" in weeks
    assert "would lose 7.0% of" in weeks
    assert "off by 3.1%" in weeks
    assert "34 of 100" in " ".join(one.note for section in sections for one in section.tables)
    assert words_validation_refits.NOT_ROI in weeks


def test_a_row_for_each_check_with_verdict_in_words(full, sections) -> None:
    checks = table(sections, "validation_checks")
    assert len(checks.rows) == len(full.rows)
    by_status = {row[checks.index("Verdict")]: row for row in checks.rows}
    assert set(by_status) == {"passed", "review", "FAILED", "not done"}
    meaning, remedy = checks.index("What it means"), checks.index("What to do")
    assert by_status["passed"][meaning] == by_status["passed"][remedy] == ""
    rule = full.rows[1].rule
    assert by_status["FAILED"][meaning] == rule.meaning
    assert by_status["FAILED"][remedy] == rule.remedy
    assert "no pass" in str(by_status["not done"][meaning])
    assert checks.silent == {i for i, row in enumerate(full.rows) if row.passed}
    counts = table(sections, "validation_counts")
    assert [row[0] for row in counts.rows] == [str(group) for group in Group]
    assert counts.total == ("All subjects", 8, 8, 8, 8, 32)


def test_the_verdict_comes_first_with_its_reasons(full, sections) -> None:
    first = sections[0]
    assert first.message.startswith(f"Verdict: {full.verdict.level}. ")
    for reason in full.verdict.reasons:
        assert any(reason[1:] in paragraph for paragraph in first.paragraphs)
    assert any("Of 32 checks, 8 passed" in paragraph for paragraph in first.paragraphs)


def test_a_shallower_validation_says_what_it_did_not_look_at(results, documents) -> None:
    for depth, missing in (
        (Depth.QUICK, ["validation_weeks", "validation_sensitivity", "candidates", "recovery"]),
        (Depth.STANDARD, ["candidates", "recovery"]),
        (Depth.FULL, []),
    ):
        keys = [one.key for one in documents[depth].sections]
        assert [key for key in missing if key in keys] == []
        undone = outline.not_done(documents[depth]).table("not_done")
        names = undone.values("Not done")
        for group, least in words_not_validated.NEEDS.items():
            expected = least.rank > depth.rank
            assert (words_not_validated.NAMES[group] in names) == expected
        if depth is not Depth.FULL:
            checks = documents[depth].section("validation").table("validation_checks")
            assert "`--validation full`" in str(checks.values("What to do"))
        assert all(all(row) for row in undone.rows)
    document = documents[Depth.FULL]
    single = {row[0]: row[1] for row in document.not_done}
    assert single["Check 4 of realism"].startswith("1.02, of ")
    assert "Check 4 of evidence from outside" not in single  # evidence has reasons of its own


def test_a_run_without_validation_says_so(results, grid) -> None:
    assert validation_sections(results, context(results)) == ()
    undone = build_document(replace(results, validation=None), grid).not_done
    whys = {row[0]: row[1] for row in undone}
    assert whys[words_not_validated.CHECKS_NAME] == words_not_validated.NOT_VALIDATED
    for name in words_not_validated.NAMES.values():
        assert whys[name] == words_not_validated.NOT_VALIDATED


def test_weeks_not_seen_beside_the_naive_forecast(full) -> None:
    found = full.validation.out_of_sample
    good = [one for one in found.folds if one.model]
    whole = replace(found, folds=tuple(good), model=good[0].model, naive=good[0].naive)
    told = weeks_section(full, whole, context(full))
    assert "the model is better" in told.message
    worse: OutOfSample = replace(whole, model=good[0].naive, naive=good[0].model)
    assert "no better" in weeks_section(full, worse, context(full)).message
    assert [row[0] for row in told.table("validation_scores").rows][-4:-2] == [
        "All folds: model", f"All folds: {found.naive_name}"
    ]  # fmt: skip


def test_folds_that_overlap_the_holdout_have_a_chart_of_their_own(full) -> None:
    found = full.validation.out_of_sample
    last, holdout = found.folds[-2], found.folds[-1]
    moved = replace(holdout.fold, first=last.fold.first)
    folds = (*found.folds[:-1], replace(holdout, fold=moved))
    told = weeks_section(full, replace(found, folds=folds), context(full))
    assert {chart.table for chart in told.charts} == {"fold_forecasts", "holdout_forecast"}
    assert "Holdout" not in told.table("fold_forecasts").values("Fold")
    assert set(told.table("holdout_forecast").values("Fold")) == {"Holdout"}


def test_a_fold_that_failed_shows_what_came_and_no_forecast(sections) -> None:
    weeks = table(sections, "fold_forecasts")
    rows = [row for row in weeks.rows if row[weeks.index("Fold")] == "Fold 2"]
    assert len(rows) == 8
    assert all(row[1] is not None and set(row[2:6]) == {None} for row in rows)


def test_the_sentence_on_flips(full, sections) -> None:
    found = full.validation.sensitivity
    labels = {one.name: one.label for one in full.channels}
    first, second = (labels[name] for name in (found.flips[0].first, found.flips[0].second))
    section = next(one for one in sections if one.key == "validation_sensitivity")
    assert section.message == (
        f"The order of {first} and {second} flips under two of eight reasonable changes."
    )
    assert "there is one control only" in " ".join(section.paragraphs)
    assert "1 change cannot be believed" in " ".join(section.paragraphs)
    assert len(section.table("validation_influence").rows) == len(found.influence)


def test_moves_name_the_channel_in_its_unit_and_against_its_range(full, sections) -> None:
    found = full.validation.sensitivity
    spans = [
        replace(found.spans[0], low=1.0, high=3.0, shift=0.6, crosses_hurdle=()),
        replace(found.spans[1], low=1.0, high=1.5, shift=1.4, above_hurdle=0.9,
                crosses_hurdle=(found.variants[0].key,)),
    ]  # fmt: skip
    told = sensitivity_section(full, replace(found, spans=tuple(spans)), context(full))
    first, second = (one.label for one in spans)
    most = f"{first} moves most, from 1.00 to 3.00 (0.6 standard deviations of its range)"
    own = f"against its own range {second} does, from 1.00 to 1.50 (1.4 standard"
    for text in (told.paragraphs[0], told.charts[0].alt):
        assert most in text
        assert own in text
    assert f'is on changes for {second} ("{found.variants[0].words}").' in told.paragraphs[1]
    plain = tuple(replace(one, crosses_hurdle=(), outside=()) for one in spans)
    bare = sensitivity_section(full, replace(found, spans=plain), context(full))
    names = [column.name for column in bare.table("validation_spans").columns]
    assert not [name for name in names if name.endswith("under")]
    assert "No change moves a mean across the hurdle" in bare.paragraphs[1]


@pytest.mark.parametrize(("margin", "line"), [(None, 1.2), (0.5, 2.4)])
def test_the_hurdle_line_stands_on_the_scale_of_the_returns(full, margin, line) -> None:
    data = full.run.dataset
    settings = replace(data.settings, hurdle=1.2, margin=margin)
    dataset = replace(data, settings=settings, margins=np.zeros((0, len(data.channels))))
    moved = replace(full, run=replace(full.run, dataset=dataset))
    (chart,) = sensitivity_section(moved, full.validation.sensitivity, context(moved)).charts
    assert chart.reference == line
    assert ("on margin = 2.40" in chart.reference_label) == (margin is not None)
    varied = replace(dataset, margins=np.full((data.weeks, len(data.channels)), 0.4))
    other = replace(full, run=replace(full.run, dataset=varied))
    (chart,) = sensitivity_section(other, full.validation.sensitivity, context(other)).charts
    assert chart.reference is None


def test_specifications_that_differ_are_not_said_to_agree(full) -> None:
    found = full.validation.candidates
    name = full.channels[0].name
    told = candidates_section(full, replace(found, disagree=(), differ=(name,)), context(full))
    assert f"differ somewhat on {full.channels[0].label}; on no other." in told.message
    told = candidates_section(full, replace(found, disagree=(), differ=()), context(full))
    assert "They agree on every channel." in told.message
    assert "R-hat up to 1.05" in " ".join(told.paragraphs)


def test_each_note_has_its_line_and_the_rest_are_counted(full) -> None:
    notes = tuple(f"note {i}" for i in range(7))
    moved = replace(full, verdict=replace(full.verdict, notes=notes))
    said = checks_section(moved, Depth.FULL, context(full)).paragraphs
    assert [one for one in said if one.startswith("Note ")][-1] == "Note 5: note 4."
    assert "And 2 more below." in said


def test_missing_figures_are_written_out(sections) -> None:
    assert "missing" in table(sections, "validation_correlations").rows[1]
    replicated = table(sections, "validation_replicated")
    assert replicated.rows[3][replicated.index("Observed")] == "missing"


def test_ranges_of_estimates_know_their_errors(sections) -> None:
    seen = 0
    for section in sections:
        for one in section.tables:
            if one.key in ("validation_replicated", "fold_forecasts", "holdout_forecast"):
                continue  # ranges of weeks and statistics, noise included
            if one.key.startswith("validation_placebo"):
                continue  # mostly near 0, in the digits that the check tells
            for at, column in enumerate(one.columns):
                if re.search(r"\b(low|high) \d+%", column.name, re.IGNORECASE):
                    cells = [row[at] for row in one.rows if row[at] is not None]
                    assert all(isinstance(cell, Estimated) for cell in cells), one.key
                    seen += len(cells)
    assert seen > 100


def test_the_digits_are_explained_once_a_sheet(documents) -> None:
    for sheet in (*SHEETS, Sheet.CANDIDATES):
        told = [
            one.note
            for section in documents[Depth.FULL].sections
            if section.sheet == sheet
            for one in section.tables
            if words.DIGITS in one.note
        ]
        assert len(told) == 1


def test_json_has_every_check_and_plain_figures(full, results) -> None:
    record = to_json(full)
    text = json.dumps(record, allow_nan=False)
    assert [row["key"] for row in record["validation"]] == [row.rule.key for row in full.rows]
    first = record["validation"][0]
    assert set(first) == {"key", "group", "what", "threshold", "found", "verdict", "meaning",
                          "remedy", "channels", "values"}  # fmt: skip
    assert first["values"] == {"rhat": 1.02, "least": None}
    assert {row["verdict"] for row in record["validation"]} == {str(one) for one in Status}
    assert record["validation_depth"] == "full"
    assert record["forecast"]["weeks"][0] == str(full.validation.forecast.weeks[0])
    assert record["realism"]["replicated"][3]["observed"] is None
    assert record["out_of_sample"]["folds"][0]["dates"][0] in text
    bare = to_json(replace(results, validation=None, rows=()))
    assert bare["validation"] == []
    assert bare["validation_depth"] is bare["forecast"] is None
    assert set(bare) == set(record)


def test_plain_values() -> None:
    assert plain((np.float64("nan"), np.int64(2), np.bool_(True), None)) == [None, 2, True, None]
    assert plain({date(2025, 1, 5): math.inf}) == {"2025-01-05": None}
    assert plain(Depth.FULL) == "full"
    with pytest.raises(TypeError):
        plain(object())


COUNT = {"kpi_type": KpiType.COUNT, "outcome_name": "Orders", "margin": None}  # fmt: skip
KINDS = {"count": math.nan, "count with a value": 60.0}


@pytest.mark.parametrize("kind", list(KINDS))
def test_words_are_those_of_the_outcome(results, kind) -> None:
    run, has_return = results.run, not math.isnan(KINDS[kind])
    dataset = replace(run.dataset, settings=replace(run.dataset.settings, **COUNT))
    spec = replace(run.spec, outcome_value=KINDS[kind])
    known = tuple(one if has_return else replace(one, roi=None) for one in results.channels)
    whole = validated(
        replace(results, run=replace(run, dataset=dataset, spec=spec), channels=known)
    )
    prior = whole.validation.prior
    paid = {one.name for one in known if one.paid}
    channels = tuple(
        replace(one, basis="roi" if one.channel in paid else "share") for one in prior.channels
    )  # without a return they are of the outcome per unit of spend
    found = replace(whole.validation, prior=replace(prior, channels=channels))
    sections = validation_sections(replace(whole, validation=found), context(whole))
    said = [text for _, text in generated_texts.of_document(Document(STAMP, sections, ()))]
    assert bool([text for text in said if re.search(r"\bROI\b", text)]) == has_return
    assert not [text for text in said if re.search(r"\brevenue\b", text, re.IGNORECASE)]
    assert [text for text in said if "orders" in text.lower()]
    assert not [text for text in said if "{" in text or "nan" in text.split()]


def test_nothing_claims_too_much(documents) -> None:
    for document in documents.values():
        found = [
            (where, hit)
            for where, text in generated_texts.of_document(document)
            for hit in offences(text)
        ]
        assert not found
        undone = [text for row in document.not_done for text in row]
        assert not [hit for text in undone for hit in offences(text)]


def test_parts_of_the_report_stand_in_order(documents) -> None:
    parts = outline.placed(documents[Depth.FULL])
    headings = [(part.heading, part.level) for part in parts]
    start = headings.index(("Validation", 1))
    assert headings[start - 1] == ("Diagnostics", 1)
    assert headings[start : start + 9] == [
        ("Validation", 1), ("Priors", 2), ("Realism", 2), ("Weeks not seen", 2),
        ("Sensitivity", 2), ("Forecast", 2), ("Chains", 2), ("Candidates and recovery", 1),
        ("Recovery", 2),
    ]  # fmt: skip


@pytest.mark.parametrize("depth", [Depth.QUICK, Depth.FULL])
def test_sheets_and_pages_are_written(documents, world, tmp_path, depth) -> None:
    document = documents[depth]
    book, report = tmp_path / "book.xlsx", tmp_path / "report.docx"
    write_workbook(from_raw(to_raw(world.contents)), document, document.stamp.run_id, book)
    write_report(document, report, lambda told: None)
    for path in (book, report):
        said = " ".join(text for _, text in generated_texts.of_package(path))
        for section in document.sections:
            if section.sheet in (Sheet.VALIDATION, *SHEETS, Sheet.CANDIDATES):
                assert section.message in said, (path, section.key)
                assert all(chart.alt in said for chart in section.charts)
