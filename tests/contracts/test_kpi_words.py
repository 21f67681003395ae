"""Headers and sentences of the three kinds of outcome: money, a count, a count with a value."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from mmm_xl.analysis.results import compute_results, to_json
from mmm_xl.names import KpiType
from mmm_xl.planning.scenario import scenario_grid
from mmm_xl.report.outline import placed, reading
from mmm_xl.runs import store
from mmm_xl.sections.document import build_document
from mmm_xl.sections.section import Document, Kind
from mmm_xl.show.answer import SUBJECTS, show
from tests.fitting import fit
from tests.sections.generated_texts import of_document

COUNT = {
    "kpi_type": KpiType.COUNT, "outcome_name": "Orders",
    "margin": None,
}  # fmt: skip
KINDS = {
    "money": {},
    "count": COUNT,
    "count with a value": COUNT | {"value_per_conversion": 60.0, "margin": 0.4},
}
RETURN = re.compile(r"\bROI\b|\biROAS\b")
MONEY = re.compile(r"\brevenue\b", re.IGNORECASE)


@pytest.fixture(scope="module")
def made(dataset) -> dict[str, tuple]:
    found = {}
    for name, changes in KINDS.items():
        settings = replace(dataset.settings, **changes)
        results = compute_results(fit(replace(dataset, settings=settings), tune=200, draws=200))
        found[name] = results, build_document(results, scenario_grid(results))
    return found


def of(made, kind: str) -> Document:
    return made[kind][1]


def saying(document: Document, pattern: re.Pattern[str]) -> list[str]:
    """Texts with a word; names of columns are the user's own, so lineage is left out."""
    lineage = ("checks", "data_dictionary", "reconciliation", "findings")
    return [
        f"{place}: {text}"
        for place, text in of_document(document)
        if pattern.search(text) and not place.startswith(lineage)
    ]


def test_a_count_without_a_value_has_no_roi_and_no_revenue_anywhere(made) -> None:
    document = of(made, "count")
    assert saying(document, RETURN) == []
    assert saying(document, MONEY) == []
    assert saying(of(made, "money"), RETURN)  # the patterns find what there is
    assert saying(of(made, "money"), MONEY)


def test_a_count_with_a_value_returns_its_value_and_no_revenue(made) -> None:
    document = of(made, "count with a value")
    assert saying(document, MONEY) == []
    assert saying(document, RETURN)
    said = " ".join(document.section("roi").paragraphs)
    assert "60" in said
    assert "orders" in said


@pytest.mark.parametrize("kind", list(KINDS))
def test_every_amount_carries_the_unit_of_its_outcome(made, kind) -> None:
    results, document = made[kind]
    settings = results.run.dataset.settings
    unit, currency = settings.outcome_unit, settings.currency
    mixed = f"{currency}; exposure where owned"
    known = (unit, currency, f"{currency} a year", mixed, "as named", "own unit", "units")
    for section in document.sections:
        for table in section.tables:
            for column in table.columns:
                if column.kind is Kind.MONEY:
                    assert column.unit.split(" a week")[0] in known, (table.key, column.header)
    roi = document.section("roi").table("roi")
    columns = {column.name: column.unit for column in roi.columns}
    assert columns["Incremental outcome"] == unit
    assert columns["Spend"] == currency
    if kind == "count":
        assert columns["iCPA, median"] == f"{currency} each"
    else:
        assert columns["ROI"] == f"{currency} per {currency}"


def test_the_cost_of_a_count_is_spend_over_what_it_brought(made) -> None:
    results, document = made["count"]
    roi = document.section("roi").table("roi")
    line = {one.measured.label: one.measured for one in results.lift.windows[0].lines}
    for row in roi.rows:
        cost = line[row[0]].same_period.cost_per_unit
        assert row[roi.index("iCPA, median")] == cost.median
    assert len(roi.rows) == sum(channel.paid for channel in results.channels)


@pytest.mark.parametrize("kind", list(KINDS))
def test_owned_channels_have_no_figure_of_spend(made, kind) -> None:
    results, document = made[kind]
    owned = {channel.label for channel in results.channels if not channel.paid}
    assert owned
    of_spend = re.compile(
        r"\b(spend|ROI|margin|iCPA|CAC|payback|break-even|hurdle|loss)\b", re.IGNORECASE
    )
    looked_at = 0
    for key in ("summary", "roi", "lift"):
        for table in document.section(key).tables:
            for row in table.rows:
                if row[0] not in owned:
                    continue
                for column, cell in zip(table.columns, row, strict=True):
                    if column.kind is not Kind.TEXT and of_spend.search(column.name):
                        if column.name.startswith(("Incremental, spend", "Spend view")):
                            continue  # all that the exposure of the window brings
                        assert cell is None, (table.key, row[0], column.name, cell)
                        looked_at += 1
    assert looked_at
    for table in document.section("response").tables:
        label = next((one for one in owned if table.title.split(": ", 1)[1].startswith(one)), None)
        if label:
            assert not any("spend" in column.name for column in table.columns)


@pytest.mark.parametrize("kind", list(KINDS))
def test_the_report_says_what_its_outcome_is(made, kind) -> None:
    _, document = made[kind]
    said = [*(text for pair in reading(document) for text in pair),
            *(one.heading for one in placed(document))]  # fmt: skip
    assert bool([text for text in said if RETURN.search(text)]) == (kind != "count")
    assert bool([text for text in said if MONEY.search(text)]) == (kind == "money")
    assert not any("{" in text for text in said)


@pytest.mark.parametrize("kind", list(KINDS))
def test_show_says_it_too(made, kind) -> None:
    results, _ = made[kind]
    run = results.run
    store.save_fit(run)
    store.save_run(run, to_json(results))
    owned = {channel.label for channel in run.dataset.channels if not channel.paid}
    for subject in SUBJECTS:
        shown = show(run.run_id, subject)
        said = [shown.title, *shown.lines, *shown.notes, *(c.header for c in shown.columns)]
        if kind == "count":
            assert not [text for text in said if RETURN.search(text)]
        if kind != "money":
            assert not [text for text in said if MONEY.search(text)]
        for row in shown.rows:
            for column, cell in zip(shown.columns, row, strict=True):
                if row[0] in owned and column.name == "Spend":
                    assert cell is None
