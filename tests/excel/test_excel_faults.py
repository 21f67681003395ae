"""Ranges that cannot be modelled: an error value in the cell, the sentence in MMM_MESSAGE."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import com_shim
import pytest
from fake_excel import MISSING, Book, error
from media_tables import FIT_ARGUMENTS, Rows, arrays, media_tables, on_sheet

from mmm_xl.names import Sheet

Tables = dict[Sheet, Rows]


@pytest.fixture
def tables() -> Tables:
    return media_tables()


def fit(excel: com_shim.Host, ranges: dict[Sheet, Any]) -> Any:
    return excel.call("MMM_FIT", *(ranges.get(name, MISSING) for name in FIT_ARGUMENTS))


def message(excel: com_shim.Host) -> str:
    return excel.call("MMM_MESSAGE", MISSING)


def faults(excel: com_shim.Host, ranges: dict[Sheet, Any]) -> list[str]:
    assert fit(excel, ranges) == "#VALUE!"
    assert excel.ours("worker").WORKER.started == 0
    head, _, rest = message(excel).partition(": ")
    assert head == "MMM_FIT"
    return rest.splitlines()


def test_every_fault_at_the_cell_that_the_user_sees(excel: com_shim.Host, tables: Tables) -> None:
    tables[Sheet.SPEND][3][1] = -40
    tables[Sheet.SPEND][4][2] = error("#DIV/0!")
    tables[Sheet.OUTCOME][5][1] = None
    tables[Sheet.SETTINGS][1][1] = 55
    sheet = Book("Q1 plan")["Q1 plan"]
    found = faults(excel, on_sheet(sheet, tables, row=7))
    assert [line.partition(":")[0] for line in found] == [
        "Q1 plan!AJ8",
        "Q1 plan!C10",
        "Q1 plan!D11",
        "Q1 plan!G12",
    ]
    assert "negative (-40.00)" in found[1]
    assert "#DIV/0!" in found[2]


def test_array_faults_are_named_by_argument(excel: com_shim.Host, tables: Tables) -> None:
    tables[Sheet.SPEND][3][1] = -40
    (found,) = faults(excel, arrays(tables))
    assert found.startswith("Spend!B4: spend is negative")


def test_range_without_headers(excel: com_shim.Host, tables: Tables) -> None:
    ranges = arrays({**tables, Sheet.SPEND: tables[Sheet.SPEND][1:]})
    assert any(line.startswith("Spend: no header row") for line in faults(excel, ranges))


@pytest.mark.parametrize("sheet", [Sheet.SPEND, Sheet.OUTCOME])
def test_what_cannot_be_omitted(excel: com_shim.Host, tables: Tables, sheet: Sheet) -> None:
    ranges = {name: rows for name, rows in arrays(tables).items() if name is not sheet}
    assert f"{sheet}: no header row was found" in faults(excel, ranges)[0]


def test_unknown_setting_names_the_closest(excel: com_shim.Host, tables: Tables) -> None:
    tables[Sheet.SETTINGS].append(["Hurdel", 2])
    (found,) = faults(excel, arrays(tables))
    assert "did you mean 'Hurdle'?" in found


def test_doubled_spend_column(excel: com_shim.Host, tables: Tables) -> None:
    del tables[Sheet.CHANNELS]
    tables[Sheet.SPEND][0][2] = "Paid search"
    (found,) = faults(excel, arrays(tables))
    assert found.startswith("Spend!C1: the header 'Paid search' stands twice")


def test_many_faults_are_cut(excel: com_shim.Host, tables: Tables) -> None:
    for i, row in enumerate(tables[Sheet.EVENTS][1:]):
        row[1:] = [2 + i, 3 + i]
        tables[Sheet.SPEND][i + 1][2] = f"{i} EUR or so, said the agency"
    found = faults(excel, arrays(tables))
    longest = excel.ours("messages").LONGEST
    assert len("\n".join(found)) < longest + 200


def test_message_of_a_cell(excel: com_shim.Host, tables: Tables) -> None:
    tables[Sheet.SPEND][3][1] = -40
    fit(excel, arrays(tables))
    sheet = excel.book["Inputs"]
    broken = sheet.put(60, 1, [[error("#VALUE!")]])
    sound = sheet.put(61, 1, [["run-0123456789ab"]])
    assert "negative" in excel.call("MMM_MESSAGE", broken)
    assert excel.call("MMM_MESSAGE", sound) == ""
    assert "negative" in excel.call("MMM_MESSAGE", sheet.put(60, 1, [[1.0], [error("#VALUE!")]]))
    assert excel.call("MMM_MESSAGE", sheet.put(60, 1, [[error("#NUM!")]])) == ""


def raw(excel: com_shim.Host, ranges: dict[Sheet, Any]) -> Any:
    """Inputs that a call of MMM_FIT hands to the checks."""
    cells_of = excel.ours("ranges").cells_of
    given = {name: cells_of(ranges.get(name)) for name in FIT_ARGUMENTS}
    return excel.ours("inputs").raw_inputs(given)


def test_omitted_arguments(excel: com_shim.Host, tables: Tables) -> None:
    del tables[Sheet.CHANNELS], tables[Sheet.CONTROLS], tables[Sheet.SETTINGS], tables[Sheet.EVENTS]
    inputs = raw(excel, arrays(tables))
    channels = inputs.table(Sheet.CHANNELS)
    assert channels.columns[0].values == ("Paid search", "Display")
    assert channels.columns[1].values == ("paid", "paid")
    dataset = (
        excel.ours("inputs")
        .check_ranges(
            {
                name: excel.ours("ranges").cells_of(arrays(tables).get(name))
                for name in FIT_ARGUMENTS
            }
        )
        .dataset
    )
    assert (dataset.control_names, dataset.event_names) == ((), ())
    assert dataset.settings.draws == 1000


def test_dates_of_computed_arrays(excel: com_shim.Host, tables: Tables) -> None:
    """FILTER and CHOOSECOLS hand dates over as numbers, since only cells have formats."""
    plain = raw(excel, tables)
    for name in (Sheet.SPEND, Sheet.OUTCOME, Sheet.EVENTS, Sheet.CONTROLS):
        for row in tables[name][1:]:
            row[0] = float((row[0] - date(1899, 12, 30)) / timedelta(days=1))
    days = raw(excel, tables).table(Sheet.SPEND).columns[0].values
    assert [day.date() for day in days] == list(plain.table(Sheet.SPEND).columns[0].values)


def test_place_does_not_matter(excel: com_shim.Host, tables: Tables) -> None:
    identities = set()
    for row in (1, 30):
        ranges = on_sheet(Book("Somewhere")["Somewhere"], tables, row)
        checked = _checked(excel, ranges)
        pipeline = com_shim.importlib.import_module("mmm_xl.pipeline")
        identities.add(pipeline.identify(checked, pipeline.RunOptions()).run_id)
    assert len(identities) == 1


def _checked(excel: com_shim.Host, ranges: dict[Sheet, Any]) -> Any:
    xlwings = com_shim.importlib.import_module("xlwings")
    converter = excel.ours("ranges").CellsConverter
    cells = {
        name: xlwings.conversion.read(
            xlwings.Range(impl=xlwings._xlwindows.Range(xl=found)), None, {"convert": converter}
        )
        for name, found in ranges.items()
    }
    return excel.ours("inputs").check_ranges(cells)
