"""``mmm-xl show``: figures of a stored run, as the analyses have them, without a fit."""

from __future__ import annotations

import csv
import hashlib
import io
import shutil
import sys
from dataclasses import replace

import pytest
from typer.testing import CliRunner

from mmm_xl.analysis.carryover import carryover_timing
from mmm_xl.analysis.contribution import contributions
from mmm_xl.analysis.counterfactual import Counterfactuals
from mmm_xl.analysis.curve_figures import curve_figures
from mmm_xl.analysis.decomposition import decompose
from mmm_xl.analysis.measurement import measure
from mmm_xl.analysis.response import response_curves
from mmm_xl.analysis.results import to_json
from mmm_xl.analysis.summary import estimate
from mmm_xl.cli import app
from mmm_xl.data.window import every_week, parse_window
from mmm_xl.pipeline import RunOptions, check_book, identify
from mmm_xl.runs import books, store
from mmm_xl.show.target import run_of
from mmm_xl.shown_table import Column, Shown
from mmm_xl.workbook.template import write_template


@pytest.fixture(scope="module")
def stored(run):
    """The session's run, in the store of the tests."""
    store.save_fit(run)
    store.save_run(run, {})
    return run


@pytest.fixture(scope="module")
def answers(stored):
    return Counterfactuals(stored, contributions(stored))


def asked(*arguments, status=0):
    found = CliRunner().invoke(app, ["show", *map(str, arguments)])
    assert found.exit_code == status, found.output
    return found.stdout if status == 0 else found.stderr


def table(*arguments):
    """Rows of the CSV answer, each a dictionary by header."""
    found = CliRunner().invoke(app, ["show", *map(str, arguments), "--csv"])
    assert found.exit_code == 0, found.output
    text = found.stdout_bytes.decode("utf-8")
    assert text.endswith("\r\n")
    return list(csv.DictReader(io.StringIO(text, newline="")))


def numbers(row, header):
    """Mean and ends of a range as the CSV has them."""
    name, unit = header
    headers = (f"{name} ({unit})", f"{name}, 90% from ({unit})", f"{name}, 90% to ({unit})")
    return None if row[headers[0]] == "" else tuple(float(row[header]) for header in headers)


def ends(figure):
    return None if figure is None else (figure.mean, *figure.interval(0.9))


RETURNS = {"roi": "ROI", "roi_on_margin": "ROI on margin", "marginal_roi": "Marginal ROI",
           "marginal_on_margin": "Marginal ROI on margin"}  # fmt: skip


@pytest.mark.parametrize("view", ["spend", "same-period"])
@pytest.mark.parametrize("window", ["2025Q1", "2025-02-05..2025-04-17"])
def test_roi_reads_back_as_measured(stored, answers, window, view) -> None:
    rows = table(stored.run_id, "roi", "--window", window, "--view", view)
    found = measure(answers, parse_window(window, stored.dataset), estimate)
    assert [row["Channel"] for row in rows] == [line.label for line in found.lines]
    owned = {channel.name for channel in stored.dataset.channels if not channel.paid}
    for row, line in zip(rows, found.lines, strict=True):
        figures = line.spend_view if view == "spend" else line.same_period
        paid = not owned.issuperset(line.names)
        assert row["Spend (EUR)"] == (repr(line.spend) if paid else "")
        assert row["Kind"] == line.kind
        for name, header in RETURNS.items():
            assert numbers(row, (header, "EUR per EUR")) == ends(getattr(figures, name))
        above = row["P(above 1) (probability)"]
        assert (float(above) if above else None) == figures.prob_above_hurdle


@pytest.mark.parametrize("view", ["spend", "same-period"])
def test_lift_reads_back_as_measured(stored, answers, view) -> None:
    rows = table(stored.run_id, "lift", "--view", view)
    found = measure(answers, every_week(stored.dataset), estimate)
    for row, line in zip(rows, found.lines, strict=True):
        figures = line.spend_view if view == "spend" else line.same_period
        assert numbers(row, ("Incremental", "EUR")) == ends(figures.incremental)
        assert numbers(row, ("Incremental margin", "EUR")) == ends(figures.margin)
        assert numbers(row, ("After the window", "EUR")) == ends(line.carry_out)
        assert numbers(row, ("Period contribution", "EUR")) == ends(line.contribution)


def test_contribution_reads_back_as_decomposed_and_adds_up(stored, answers) -> None:
    rows = table(stored.run_id, "contribution", "--window", "2025Q1")
    window = parse_window("2025Q1", stored.dataset)
    found = decompose(stored, answers.effects, [window])
    by_part = {(row["Part"], row["Kind"]): row for row in rows}
    labels = {channel.name: channel.label for channel in stored.dataset.channels}
    for i, part in enumerate(found.parts):
        row = by_part[labels.get(part.name, part.name), part.kind]
        draws = found.amounts.isel(part=i, window=0)
        assert numbers(row, ("Contribution", "EUR")) == ends(estimate(draws))
    header = "Contribution (EUR)"
    parts = sum(float(row[header]) for row in rows if row["Kind"] != "sum")
    assert parts == pytest.approx(float(rows[-1][header]), rel=1e-12)
    assert float(rows[-1]["Share (fraction)"]) == 1.0


def test_carryover_reads_back_as_computed(stored, answers) -> None:
    rows = table(stored.run_id, "carryover")
    curves = curve_figures(stored, response_curves(stored, answers.effects), estimate)
    for row, curve, timing in zip(rows, curves, carryover_timing(stored), strict=True):
        assert numbers(row, ("Half-life", "weeks")) == ends(curve.half_life)
        assert numbers(row, ("90% of effect", "weeks")) == ends(curve.most)
        assert numbers(row, ("Of maximum", "fraction")) == ends(curve.of_maximum)
        assert float(row["At once (probability)"]) == timing.posterior.at_once


@pytest.mark.parametrize("subject", ["roi", "contribution", "lift", "carryover"])
def test_what_is_printed_names_run_unit_and_level_and_fits(stored, subject) -> None:
    text = asked(stored.run_id, subject)
    assert stored.run_id in text
    assert stored.fit_id in text
    assert "EUR" in text
    assert "90% equal-tailed credible intervals, given this model and its data" in text
    assert "…" not in text
    for channel in stored.dataset.channels:
        assert channel.label in text
    if subject != "carryover":
        assert every_week(stored.dataset).label in text


def test_views_are_named(stored) -> None:
    assert "now and later" in asked(stored.run_id, "roi")
    assert "inside the window" in asked(stored.run_id, "roi", "--view", "same-period")


@pytest.mark.parametrize("window", ["2031Q1", "2025Q7", "soon"])
def test_a_window_that_is_none_is_one_sentence(stored, window) -> None:
    words = asked(stored.run_id, "roi", "--window", window, status=1)
    assert words.count("\n") == 1
    assert window in words


def test_an_unknown_run_is_one_sentence() -> None:
    assert "no stored run 'run-000000000000'" in asked("run-000000000000", "roi", status=1)


@pytest.mark.parametrize(
    "arguments",
    [
        ("everything",),
        ("carryover", "--window", "2025Q1"),
        ("contribution", "--view", "spend"),
        ("roi", "--view", "both"),
    ],
)
def test_what_makes_no_sense_is_wrong_usage(stored, arguments) -> None:
    asked(stored.run_id, *arguments, status=2)


@pytest.fixture(scope="module")
def book(world, stored, tmp_path_factory):
    """A workbook whose present inputs have two stored runs, with other seeds."""
    path = tmp_path_factory.mktemp("books") / "kept.xlsx"
    write_template(path, world.contents)
    checked = check_book(path)
    for seed in (5, 6):
        name = identify(checked, RunOptions(seed=seed, draws=500, chains=4, tune=500))
        made = replace(
            stored, run_id=name.run_id, fit_id=name.fit_id, dataset=name.dataset,
            spec=checked.spec, sampler=name.sampler,
        )  # fmt: skip
        store.save_fit(made)
        store.save_run(made, {})
        books.append(made)
    return path


def test_a_workbook_names_its_last_run(book) -> None:
    assert store.load_inputs(run_of(str(book))).sampler.seed == 6
    assert "Paid search" in asked(book, "roi")


def test_an_unchanged_file_is_not_read_again(book, stored, monkeypatch) -> None:
    made = store.load_run(run_of(str(book)))
    books.append(made, hashlib.sha256(book.read_bytes()).hexdigest())
    monkeypatch.setattr("mmm_xl.pipeline.check_book", lambda path: pytest.fail(f"{path} was read"))
    assert run_of(str(book)) == made.run_id
    monkeypatch.undo()
    shutil.rmtree(store.runs() / made.run_id)
    assert store.load_inputs(run_of(str(book))).sampler.seed == 5


def test_a_changed_workbook_is_to_be_run_first(book, world, tmp_path) -> None:
    from openpyxl import load_workbook

    changed = tmp_path / "kept.xlsx"
    opened = load_workbook(book)
    sheet = opened["Spend"]
    cell = next(c for row in sheet.iter_rows() for c in row if isinstance(c.value, float | int))
    cell.value += 1
    opened.save(changed)
    assert "run it first" in asked(changed, "roi", status=1)


def test_texts_are_no_formulas() -> None:
    columns = (Column("Channel"), Column("Spend", "EUR", "amount"))
    rows = (("=1+1", -5.0), ("@now", None), ('say "hi", ok', 0.1))
    shown = Shown("Title", (), columns, rows)
    lines = shown.csv_text().split("\r\n")
    assert lines == [
        "Channel,Spend (EUR)", "'=1+1,-5.0", "'@now,", '"say ""hi"", ok",0.1', "",
    ]  # fmt: skip


def test_odds_never_say_never() -> None:
    columns = tuple(Column("P", "probability", "odds") for _ in range(4))
    shown = Shown("Title", (), (Column("Channel"), *columns), (("TV", 0.001, 0.999, 0.0, 1.0),))
    ((_, rows),) = shown.tables()
    assert rows == [("TV", "<1 of 100", ">99 of 100", "0 of 100", "100 of 100")]


def test_nothing_is_imported_that_a_table_does_not_need(stored) -> None:
    import subprocess

    code = (
        "import sys; from mmm_xl.show.answer import show; show(sys.argv[1], 'roi').csv_text();"
        "print([m for m in ('pymc', 'arviz_stats', 'nutpie', 'openpyxl', 'matplotlib',"
        " 'scipy.stats',"
        " 'mmm_xl.inference.kernel') if m in sys.modules])"
    )
    found = subprocess.run(
        [sys.executable, "-c", code, stored.run_id], capture_output=True, text=True, check=False
    )
    assert found.stdout == "[]\n", found.stderr


def test_what_was_published_needs_neither_arrays_with_labels_nor_a_compiler(results) -> None:
    import subprocess

    store.save_fit(results.run)
    store.save_run(replace(results.run, run_id="run-light"), to_json(results))
    code = (
        "import sys; from mmm_xl.show.answer import SUBJECTS, show;"
        "[show('run-light', subject).csv_text() for subject in SUBJECTS];"
        "print([m for m in ('numba', 'pandas', 'xarray', 'scipy', 'openpyxl') if m in sys.modules])"
    )
    found = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=False
    )
    assert found.stdout == "[]\n", found.stderr
