"""What the functions receive of what Excel hands over: the real converters of xlwings."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import Any

import com_shim
import pytest
from fake_excel import MISSING, Range, array, error

from mmm_xl.data.raw import ErrorValue


def MMM_PROBE(table, name=None):  # noqa: N802
    """Keeps what it was given."""
    return received.append((table, name)) or 1.0


received: list[tuple[Any, Any]] = []


@pytest.fixture(scope="module")
def probe(excel: com_shim.Host) -> Iterator[Callable[..., Any]]:
    functions = excel.ours("functions")
    made = functions.worksheet_function(
        table=functions.table("A table."), name=functions.text("A name.")
    )(MMM_PROBE)
    excel.udfs.MMM_PROBE = made

    def ask(*arguments: Any) -> Any:
        received.clear()
        answer = excel.call("MMM_PROBE", *arguments)
        return received[0] if received else answer

    yield ask
    del excel.udfs.MMM_PROBE, functions.FUNCTIONS["MMM_PROBE"]


def test_range_and_array_arrive_as_plain_values(excel: com_shim.Host, probe) -> None:
    rows = [
        ["Week ending", "TV"],
        [dt.date(2024, 1, 7), Decimal("10.5")],
        [dt.date(2024, 1, 14), None],
        [dt.datetime(2024, 1, 21, 6, 30), error("#DIV/0!")],
        [None, error("#SPILL!")],
        ["", True],
    ]
    expected = (
        ("Week ending", "TV"),
        (dt.datetime(2024, 1, 7), 10.5),
        (dt.datetime(2024, 1, 14), None),
        (dt.datetime(2024, 1, 21, 6, 30), ErrorValue("#DIV/0!")),
        (None, ErrorValue("#SPILL!")),
        (None, True),
    )
    sheet = excel.book["Inputs"]
    from_range, _ = probe(sheet.put(1, 1, rows), MISSING)
    from_array, _ = probe(array(rows), MISSING)
    assert from_range.rows == from_array.rows == expected
    assert isinstance(from_range.rows[1][1], float)
    assert (from_range.place().sheet, from_range.place().row) == ("Inputs", 1)
    assert from_array.place() is None


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([[1, 2, 3]], ((1.0, 2.0, 3.0),)),
        ([[1], [2], [3]], ((1.0,), (2.0,), (3.0,))),
        ([[7]], ((7.0,),)),
    ],
)
def test_shape_is_kept(excel: com_shim.Host, probe, rows, expected) -> None:
    assert probe(excel.book["Inputs"].put(1, 10, rows), MISSING)[0].rows == expected
    assert probe(array(rows), MISSING)[0].rows == expected


def test_flat_array_is_one_row(probe) -> None:
    assert probe((1.0, 2.0), MISSING)[0].rows == ((1.0, 2.0),)


def test_omitted_and_blank_are_none(excel: com_shim.Host, probe) -> None:
    blank = excel.book["Inputs"].put(1, 20, [[None, None], ["", None]])
    assert probe(MISSING, MISSING) == (None, None)
    assert probe(blank, Range(blank.Worksheet, 1, 20)) == (None, None)


@pytest.mark.parametrize(
    ("value", "expected"), [("  TV ", "TV"), (2024, "2024"), (2.5, "2.5"), (None, None)]
)
def test_text_argument(excel: com_shim.Host, probe, value, expected) -> None:
    cell = excel.book["Inputs"].put(1, 24, [[value]])
    assert probe(1.0, cell)[1] == expected


def test_error_in_an_argument_is_passed_on(excel: com_shim.Host, probe) -> None:
    for text in ("#REF!", "#N/A", "#CALC!"):
        cell = excel.book["Inputs"].put(1, 24, [[error(text)]])
        assert probe(1.0, cell) == text


def test_text_argument_of_several_cells_is_refused(excel: com_shim.Host, probe) -> None:
    several = excel.book["Inputs"].put(1, 24, [["TV"], ["Search"]])
    assert probe(1.0, several) == "#VALUE!"
    assert excel.call("MMM_MESSAGE", MISSING) == (
        "MMM_PROBE: name has 2 rows and 1 columns; it must be one cell."
    )
    assert probe(1.0, True) == "#VALUE!"


def test_whole_columns_are_cut_to_the_used_rows(excel: com_shim.Host, probe) -> None:
    sheet = excel.book["Inputs"]
    sheet.put(1, 40, [["Week ending", "TV"], [dt.date(2024, 1, 7), 1]])
    used = sheet.UsedRange.Rows.Count
    before = Range.reads
    columns, _ = probe(Range(sheet, 1, 40, 1_048_576, 2), MISSING)
    assert len(columns.rows) == used
    assert Range.reads - before == 2 * used
    assert columns.rows[0] == ("Week ending", "TV")
    below, _ = probe(Range(sheet, 500_000, 40, 500_000, 2), MISSING)
    assert below is None


def test_functions_answer_python_too(excel: com_shim.Host) -> None:
    assert excel.udfs.MMM_VERSION().startswith("mmm_xl ")
    assert excel.udfs.MMM_ROI(run="run-nowhere") == "#VALUE!"
    assert excel.udfs.MMM_FIT() == "#VALUE!"


def test_surprise_is_an_error_value_and_logged(excel: com_shim.Host, probe, caplog) -> None:
    functions = excel.ours("functions")

    def broken(table, name=None):
        """Fails in a way that nobody foresaw."""
        raise ZeroDivisionError("by nothing")

    broken.__name__ = "MMM_BROKEN"
    argument = functions.text("Anything.")
    made = functions.worksheet_function(table=argument, name=argument)(broken)
    del functions.FUNCTIONS["MMM_BROKEN"]
    assert made("x") == "#VALUE!"
    assert "by nothing" in excel.call("MMM_MESSAGE", MISSING)
    assert "ZeroDivisionError" in caplog.text


@pytest.mark.parametrize(
    ("answer", "shown"),
    [
        (None, "#N/A"),
        (float("nan"), "#N/A"),
        (1.5, 1.5),
        ([["a", 1.0], ["b", None]], [["a", 1.0], ["b", "#N/A"]]),
    ],
)
def test_missing_figures_are_never_blank(excel: com_shim.Host, answer, shown) -> None:
    functions = excel.ours("functions")

    def answering():
        """Answers."""
        return answer

    answering.__name__ = "MMM_ANSWER"
    excel.udfs.MMM_ANSWER = functions.worksheet_function()(answering)
    assert excel.call("MMM_ANSWER") == shown
    del excel.udfs.MMM_ANSWER, functions.FUNCTIONS["MMM_ANSWER"]
