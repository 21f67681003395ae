"""A channel that the data did not inform is marked wherever it is shown."""

from __future__ import annotations

import csv
import dataclasses
import io
import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import numpy as np
import openpyxl
import pytest

from mmm_xl.analysis.headline import compute_headline
from mmm_xl.analysis.results import complete, to_json
from mmm_xl.console import new_console, roi_table
from mmm_xl.excel.lookup import run_figures
from mmm_xl.grades import PRIOR_ONLY
from mmm_xl.names import Action
from mmm_xl.planning.scenario import EQUAL_MARGINAL_MIX, scenario_grid
from mmm_xl.runs import store
from mmm_xl.sections.document import build_document
from mmm_xl.sections.figure_style import clipped
from mmm_xl.show.answer import SUBJECTS, show
from mmm_xl.show.change import Asked, show_change
from mmm_xl.workbook.inject import add_sheets
from mmm_xl.workbook.trace_inputs import input_lines, origin_of
from tests.fitting import fit
from tests.uninformed import uninformed_data, world

LABELS = {"Flat": "Always-on radio", "Tiny": "Niche print"}
NAKED = re.compile("|".join(f"{label}(?!{re.escape(PRIOR_ONLY)})" for label in LABELS.values()))
ROUTES = 100
"""Least number of texts of a document that carry the mark."""


@pytest.fixture(scope="module")
def run():
    data = uninformed_data()
    channels = tuple(replace(c, label=LABELS.get(c.name, c.label)) for c in data.channels)
    return fit(replace(data, channels=channels), chains=2, tune=400, draws=400, seed=1)


@pytest.fixture(scope="module")
def headline(run):
    return compute_headline(run)


@pytest.fixture(scope="module")
def results(headline):
    return complete(headline)


@pytest.fixture(scope="module")
def document(results):
    return build_document(results, scenario_grid(results))


@pytest.fixture(scope="module")
def stored(run, results, own_store):
    store.save_fit(run)
    store.save_run(results.run, to_json(results))
    return results.run.run_id


def texts(thing: Any) -> Iterator[str]:
    """Every text in a document, whatever holds it."""
    if isinstance(thing, str):
        yield thing
    elif dataclasses.is_dataclass(thing) and not isinstance(thing, type):
        for field in dataclasses.fields(thing):
            yield from texts(getattr(thing, field.name))
    elif isinstance(thing, dict):
        for key, value in thing.items():
            yield from texts(key)
            yield from texts(value)
    elif isinstance(thing, (list, tuple)):
        for one in thing:
            yield from texts(one)


def test_every_sheet_page_and_chart_marks_them(document) -> None:
    """Sheets, charts and report are written from the document and name channels as it does."""
    met = 0
    for section in document.sections:
        for text in texts(section):
            assert not NAKED.search(text), (section.title, text)
            met += PRIOR_ONLY in text
    assert met >= ROUTES
    sheets = {section.sheet for section in document.sections
              if any(PRIOR_ONLY in text for text in texts(section))}  # fmt: skip
    assert {"Summary", "Contribution", "ROI", "Lift", "Response", "Carryover", "P&L view"} <= {
        str(sheet) for sheet in sheets
    }


def test_the_table_on_the_console_marks_them(headline) -> None:
    console = new_console()
    with console.capture() as caught:
        console.print(roi_table(headline))
    assert not NAKED.search(caught.get())
    assert caught.get().count(PRIOR_ONLY) == len(LABELS)
    assert [c.name for c in headline.channels if c.prior_only] == list(LABELS)


def test_results_json_says_so(results) -> None:
    said = {channel["name"]: channel["prior_only"] for channel in to_json(results)["channels"]}
    assert said == {n: n in LABELS for n in results.run.dataset.channel_names}


def test_they_are_to_be_tested_whatever_the_odds(results, document) -> None:
    for step in results.next_steps:
        if step.advice.channel in LABELS:
            assert step.advice.action is Action.TEST
            assert step.advice.prior_only
    (summary,) = (s for s in document.sections if str(s.sheet) == "Summary")
    actions = next(t for t in summary.tables if t.key == "summary_actions")
    why = {row[0]: row[-1] for row in actions.rows}
    for label in LABELS.values():
        assert "assumed" in str(why[label + PRIOR_ONLY])
    assert "assumed" not in str(why["TV"])


def test_the_equal_marginal_mix_moves_no_money_on_them(results) -> None:
    spend = results.run.dataset.spend.sum(axis=0)
    known = [c.name not in LABELS for c in results.channels]
    for cell in scenario_grid(results):
        if cell.mix == EQUAL_MARGINAL_MIX:
            level = cell.spend / spend
            np.testing.assert_allclose(level[np.logical_not(known)], 1 + cell.budget_change)
            assert cell.spend.sum() == pytest.approx(spend.sum() * (1 + cell.budget_change))
            assert np.ptp(level[known]) > 0.01


@pytest.mark.parametrize("subject", SUBJECTS)
@pytest.mark.parametrize("window", ["all", "2024"])
def test_show_marks_them_in_what_is_stored_and_what_is_computed(stored, subject, window) -> None:
    text = show(stored, subject, window).csv_text()
    first = [line[0] for line in csv.reader(io.StringIO(text, newline=""))]
    assert {label + PRIOR_ONLY for label in LABELS.values()} <= set(first)
    assert not NAKED.search(text)


def test_what_if_takes_the_plain_name_and_shows_the_mark(stored) -> None:
    for name in ("Flat", "always-on radio", "Always-on radio (prior only)"):
        shown = show_change(stored, Asked(cuts=(f"{name}=20%",)))
        assert not NAKED.search(shown.csv_text())
        assert PRIOR_ONLY in shown.csv_text()


def test_worksheet_functions_mark_tables_and_answer_by_either_name(stored) -> None:
    figures = run_figures(stored)
    for quantity in (figures.roi, figures.contribution):
        names = [row[0] for row in quantity.table()]
        assert {"Flat (prior only)", "Tiny (prior only)", "TV"} <= set(names)
        plain = quantity.figure("Flat", "mean")
        assert quantity.figure("flat (prior only)", "mean") == plain


def test_the_store_keeps_the_workbooks_own_labels(stored, run) -> None:
    assert store.load_dataset(stored).channels == run.dataset.channels
    loaded = store.load_run(stored)
    assert [c.prior_only for c in loaded.dataset.channels] == [
        c.name in LABELS for c in run.dataset.channels
    ]
    assert compute_headline(loaded).run.dataset.channels == loaded.dataset.channels


def test_a_marked_row_traces_to_the_cells_of_its_channel(stored) -> None:
    origin = origin_of(store.load_dataset(stored))
    for row in ("Always-on radio (prior only)", "Always-on radio", "Flat"):
        (rests, *_) = input_lines(origin, (row, "Mean (ratio)", "returns"))
        assert "Flat" in rests
        assert "Tiny" not in rests


def test_a_name_is_cut_and_its_mark_is_not() -> None:
    assert clipped("Television" + PRIOR_ONLY) == "Television" + PRIOR_ONLY
    long = clipped("Streaming television and cinema" + PRIOR_ONLY)
    assert long.endswith("\u2026" + PRIOR_ONLY)
    assert len(long) <= 24
    assert clipped("Streaming television and cinema") == "Streaming television an\u2026"


def test_written_cells_carry_the_mark(document, tmp_path) -> None:
    path = tmp_path / "marked.xlsx"
    add_sheets(world().contents, document, path)
    book = openpyxl.load_workbook(path, read_only=True)
    for sheet in ("Summary", "ROI", "Contribution", "Lift"):
        cells = [str(c) for row in book[sheet].iter_rows(values_only=True) for c in row if c]
        assert not any(NAKED.search(cell) for cell in cells)
        assert any(PRIOR_ONLY in cell for cell in cells)
