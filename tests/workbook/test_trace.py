"""From a cell of a results workbook back to run, fit, data and input cells."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import book_samples
import pytest
from openpyxl import load_workbook

from mmm_xl.analysis.results import to_json
from mmm_xl.data.simulator import simulate
from mmm_xl.errors import NotAvailable, UnknownName, UnreadableFile
from mmm_xl.outputs import write_workbook
from mmm_xl.runs import store
from mmm_xl.workbook.template import write_template
from mmm_xl.workbook.trace import trace


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("trace")


@pytest.fixture(scope="module")
def written(home: Path, run, results, document) -> Path:
    """Results workbook of the session's run, which is stored."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("MMM_XL_HOME", str(home))
        store.save_run(run, to_json(results))
        path = home / "example-results.xlsx"
        write_workbook(simulate().contents, document, run.run_id, path)
    return path


@pytest.fixture(autouse=True)
def its_store(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MMM_XL_HOME", str(home))


@pytest.fixture(scope="module")
def cells(written: Path) -> Any:
    return load_workbook(written, data_only=True)


def cell_of(cells: Any, sheet: str, row: str, header: str) -> str:
    """Address of a figure by the words of its row and column."""
    found = cells[sheet]
    at = next(c for r in found.iter_rows() for c in r if str(c.value).startswith(header))
    label = next(c for c in found["A"] if c.value == row and c.row > at.row)
    return f"{sheet}!{at.column_letter}{label.row}"


def told(path: Path, where: str) -> dict[str, str]:
    return {line.split(": ")[0]: line.split(": ", 1)[1] for line in trace(path, where)}


def test_a_channels_return_leads_to_its_own_cells(written, cells, run) -> None:
    where = cell_of(cells, "ROI", "TV", "ROI (")
    lines = told(written, where)
    assert lines[where] == f"{cells['ROI'][where.split('!')[1]].value:,.10g}"
    assert lines["What"] == "ROI (EUR per EUR) of TV"
    assert lines["Run"] == f"{run.run_id}, fit {run.fit_id}"
    assert lines["Data"] == f"{run.dataset.digest()}; the store has the same data"
    assert lines["Stored"] == "the run stored the same value"
    tv = next(s for s in run.dataset.sources if (s.sheet, s.column) == ("Spend", "TV"))
    assert f"{tv.range} (TV, EUR)" in lines["Rests on"]
    assert "(Revenue, EUR)" in lines["Rests on"]
    assert "(row of TV)" in lines["Rests on"]
    assert "Paid search" not in lines["Rests on"]
    for name in ("Paid search", "Promotion", "Price index", "Email"):
        assert f"({name}, " in lines["Fitted together with"]
    assert "Model = default" in lines["Settings"]


def test_settings_are_those_that_the_column_needs(written, cells) -> None:
    on_margin = told(written, cell_of(cells, "ROI", "TV", "ROI on margin"))["Settings"]
    assert "Margin" in on_margin
    assert "Interval" not in on_margin
    low = told(written, cell_of(cells, "ROI", "TV", "ROI low"))["Settings"]
    assert "= 90%" in low


def test_a_total_rests_on_everything_and_shows_its_formula(written, cells) -> None:
    where = cell_of(cells, "ROI", "All paid channels", "Incremental")
    lines = told(written, where)
    assert lines["Formula"].startswith("=SUM(C")
    assert lines["Stored"] == "the run stored the same value"
    for name in ("Revenue", "TV", "Email", "Promotion", "Price index"):
        assert f"({name}, " in lines["Rests on"]


def test_spend_itself_rests_on_spend_only(written, cells) -> None:
    one = told(written, cell_of(cells, "ROI", "TV", "Spend ("))
    assert one["Rests on"].count("!") == 1
    assert "Fitted together with" not in one
    every = told(written, cell_of(cells, "ROI", "All paid channels", "Spend ("))
    assert every["Rests on"].count("Spend!") == 4


def test_a_figure_that_was_typed_over_is_told(written, cells, home) -> None:
    where = cell_of(cells, "ROI", "TV", "ROI (")
    stored = told(written, where)[where]
    book = load_workbook(written)
    book["ROI"][where.split("!")[1]].value = 9.75
    book.save(home / "edited.xlsx")
    lines = told(home / "edited.xlsx", where)
    assert lines[where] == "9.75"
    assert lines["Stored"] == f"the run stored {stored}; this cell was changed after the run"


def test_without_the_store_the_workbook_itself_leads_on(
    written, cells, tmp_path, monkeypatch, run
) -> None:
    monkeypatch.setenv("MMM_XL_HOME", str(tmp_path))
    lines = told(written, cell_of(cells, "ROI", "TV", "ROI ("))
    assert lines["Data"].endswith("the run is not in this computer's store")
    assert "Stored" not in lines
    tv = next(s for s in run.dataset.sources if (s.sheet, s.column) == ("Spend", "TV"))
    assert tv.range in lines["Rests on"]


def test_a_digest_that_is_not_the_stores_is_told(written, cells, home) -> None:
    book = load_workbook(written)
    sheet = book["Version"]
    row = next(c.row for c in sheet["A"] if c.value == "Data digest")
    sheet.cell(row, 2).value = "0" * 64
    book.save(home / "digest.xlsx")
    assert "the store has other data" in told(home / "digest.xlsx", "ROI!F10")["Data"]


@pytest.mark.parametrize(
    ("where", "what"),
    [
        ("Spend!B10", "Paid search of 2023-02-05; an input: you wrote it"),
        ("Spend!B5", "header of the column 'Paid search' of the inputs, on the sheet Spend"),
        ("roi!$a$1", "words, no figure of a table, on the sheet ROI"),
        ("ROI!A11", "name of the row"),
        ("ROI!ZZ900", "blank, on the sheet ROI"),
        ("'Scenario grid'!A1", "words, no figure of a table, on the sheet Scenario grid"),
        ("Priors!B8", "computed from Settings, Channels, Spend and Outcome, before any data"),
        ("Version!B6", "Value of Run id"),
    ],
)
def test_other_cells_say_what_they_are(written, where, what) -> None:
    lines = told(written, where)
    assert lines["What"] == what
    assert "Rests on" not in lines


def test_weekly_figures_and_curves_know_their_channel(written, cells) -> None:
    weekly = next(c for r in cells["Contribution"].iter_rows() for c in r if c.value == "TV (EUR)")
    lines = told(written, f"Contribution!{weekly.column_letter}{weekly.row + 9}")
    assert "(TV, EUR)" in lines["Rests on"]
    assert "Paid search" not in lines["Rests on"]


def test_dates_in_tables_compare_with_what_was_stored(written, cells) -> None:
    start = next(
        c for r in cells["Diagnostics"].iter_rows() for c in r if c.value == "Actual (EUR)"
    )
    lines = told(written, f"Diagnostics!{start.column_letter}{start.row + 1}")
    assert lines["What"].endswith("of 2023-01-08")
    assert lines["Stored"] == "the run stored the same value"


@pytest.mark.parametrize(
    ("where", "sentence"),
    [
        ("ROI", "'ROI' is no cell; write the sheet and the cell, as in ROI!C7."),
        ("ROI!C0", "'ROI!C0' is no cell"),
        ("ROI!C7:D9", "'ROI!C7:D9' is no cell"),
        ("ROY!C7", "example-results.xlsx has no sheet 'ROY'; did you mean 'ROI'?"),
        ("ROI!ZZZ7", "'ROI!ZZZ7' is beyond the last cell of a sheet."),
        ("ROI!A9999999", "'ROI!A9999999' is beyond the last cell of a sheet."),
    ],
)
def test_addresses_that_lead_nowhere_are_one_sentence(written, where, sentence) -> None:
    with pytest.raises(UnknownName) as caught:
        trace(written, where)
    assert str(caught.value).startswith(sentence)
    assert "\n" not in str(caught.value)


def test_only_results_are_traced(tmp_path) -> None:
    write_template(tmp_path / "plan.xlsx", book_samples.contents())
    with pytest.raises(NotAvailable, match=r"plan\.xlsx holds no results"):
        trace(tmp_path / "plan.xlsx", "Spend!B6")
    (tmp_path / "text.xlsx").write_bytes(b"no workbook")
    with pytest.raises(UnreadableFile):
        trace(tmp_path / "text.xlsx", "Spend!B6")


def test_every_figure_of_every_table_is_the_stored_one(written, cells, document) -> None:
    """One cell of each table, the last row's last filled column, leads to its stored value."""
    tables = [t for section in document.sections for t in section.tables]
    names = {
        table.name: (sheet.title, table.ref) for sheet in cells for table in sheet.tables.values()
    }
    for table in tables[::3]:
        sheet, ref = names[f"tbl_{table.key}"]
        corner = ref.split(":")[1]
        lines = told(written, f"{sheet}!{corner}")
        assert lines.get("Stored", "the run stored the same value").startswith(
            "the run stored the same value"
        ), (table.key, corner, lines)
