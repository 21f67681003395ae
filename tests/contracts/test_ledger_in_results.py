"""A ledger reaches verdict, checks, report and JSON of a run, and never its posterior."""

from __future__ import annotations

from dataclasses import replace

import pytest

from mmm_xl.analysis.results import compute_results, to_json
from mmm_xl.data.build import build_dataset
from mmm_xl.data.contents import BookContents, to_raw
from mmm_xl.data.simulator import simulate
from mmm_xl.names import LedgerSide, Sheet
from mmm_xl.planning.scenario import scenario_grid
from mmm_xl.report import outline
from mmm_xl.runs import digest
from mmm_xl.sections import words_ledger_checks
from mmm_xl.sections.document import build_document
from tests.fitting import fit
from tests.ledger_data import by_days, entry

MONTHS = tuple(f"2023-{month:02d}" for month in range(1, 13))


@pytest.fixture(scope="module")
def fitted():
    """A short fit; the ledger asks nothing of the draws."""
    contents = simulate(weeks=104).contents
    sheets = {s: c for s, c in contents.sheets.items() if s is not Sheet.EXPERIMENTS}
    dataset = build_dataset(to_raw(BookContents("book", sheets)))
    return fit(dataset, chains=2, tune=60, draws=20)


def with_ledger(run, slip: float = 0.0):
    """The run with a ledger that ties but for an amount."""
    data = run.dataset
    spend = data.spend.sum(axis=1)
    rows = [entry(month, by_days(data, month, data.outcome)) for month in MONTHS]
    rows += [entry(m, by_days(data, m, spend), side=LedgerSide.SPEND) for m in MONTHS]
    rows[0] = replace(rows[0], amount=rows[0].amount + slip)
    ledger = tuple(rows)
    dataset = replace(data, ledger=ledger)
    return replace(run, dataset=dataset, run_id=digest.run_id(run.fit_id, dataset, None))


@pytest.fixture(scope="module")
def shown(fitted):
    """Results and document without a ledger, with one that ties and with one that does not."""
    tolerance = 0.005 * fitted.dataset.outcome.sum()
    runs = {
        "none": fitted,
        "tied": with_ledger(fitted),
        "untied": with_ledger(fitted, slip=tolerance),
    }
    made = {}
    for name, run in runs.items():
        results = compute_results(run)
        made[name] = (results, build_document(results, scenario_grid(results)))
    return made


def test_a_ledger_names_another_run_of_the_same_fit(shown) -> None:
    runs = [results.run for results, _ in shown.values()]
    assert len({run.fit_id for run in runs}) == 1
    assert len({run.run_id for run in runs}) == 3
    for run in runs:
        assert digest.fit_id(run.dataset, run.spec, run.sampler) == run.fit_id


def test_the_master_check_is_red_where_a_bridge_does_not_tie(shown) -> None:
    checks = {name: document.checks for name, (_, document) in shown.items()}
    assert len(checks["tied"]) == len(checks["none"]) + 2
    assert {name: document.master_check for name, (_, document) in shown.items()} == {
        "none": True,
        "tied": True,
        "untied": False,
    }
    assert [c.name for c in checks["untied"] if not c.passed] == ["Revenue: ledger and model"]


def test_the_verdict_and_the_summary_say_so(shown) -> None:
    said = {name: "; ".join(results.verdict.reasons) for name, (results, _) in shown.items()}
    assert "not tied to a ledger" in said["none"]
    assert "ledger" not in said["tied"]
    assert "revenue does not tie to the ledger" in said["untied"]
    words = " ".join(shown["untied"][1].section("summary").paragraphs)
    assert "evenue does not tie to the ledger" in words


def test_the_report_lists_a_missing_ledger_only(shown) -> None:
    listed = {
        name: [row[0] for row in outline.not_done(document).tables[0].rows]
        for name, (_, document) in shown.items()
    }
    assert words_ledger_checks.NO_LEDGER[0] in listed["none"]
    assert words_ledger_checks.NO_LEDGER[0] not in listed["tied"] + listed["untied"]


def test_json_holds_the_bridges(shown) -> None:
    records = {name: to_json(results)["ledger"] for name, (results, _) in shown.items()}
    assert records["none"] is None
    assert records["tied"]["tied"] and not records["untied"]["tied"]
    assert [bridge["side"] for bridge in records["untied"]["bridges"]] == ["revenue", "spend"]
