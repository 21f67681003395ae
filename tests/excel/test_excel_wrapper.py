# ruff: noqa: N802 - the names are those of Excel
"""The VBA that xlwings writes for our functions, and what the function wizard is told."""

from __future__ import annotations

import re

import com_shim
import pytest

SIGNATURES = {
    "MMM_FIT": "spend, outcome, events, Optional controls, Optional channels, Optional settings",
    "MMM_ROI": "run, Optional channel, Optional statistic",
    "MMM_CONTRIBUTION": "run, Optional channel, Optional statistic",
    "MMM_MESSAGE": "Optional cell",
    "MMM_VERSION": "",
}


def test_wrapper_holds_our_functions_and_nothing_imported(excel: com_shim.Host) -> None:
    found = re.findall(r"^(?:Function|Sub) (\w+)\((.*)\)$", excel.vba(), re.MULTILINE)
    assert dict(found) == SIGNATURES


def test_registry_holds_the_same_functions(excel: com_shim.Host) -> None:
    known = excel.ours("functions").FUNCTIONS
    assert known.keys() == SIGNATURES.keys()
    for name, signature in SIGNATURES.items():
        optional = re.findall(r"Optional (\w+)", signature)
        assert list(known[name].optional) == optional
        assert list(known[name].arguments) == re.findall(r"(\w+)(?:,|$)", signature)


def test_fit_is_not_called_from_the_wizard(excel: com_shim.Host) -> None:
    blocks = re.findall(r"^Function (\w+)(.*?)^End Function$", excel.vba(), re.M | re.S)
    texts = dict(blocks)
    assert [name for name, block in texts.items() if "Then Exit Function" in block] == ["MMM_FIT"]
    assert "Volatile" not in excel.vba()


def test_wizard_gets_category_and_help(excel: com_shim.Host) -> None:
    excel.book.macro_options.clear()
    excel.vba()
    options = {name.split("!")[1]: given for name, given in excel.book.macro_options}
    assert options.keys() == SIGNATURES.keys()
    known = excel.ours("functions").FUNCTIONS
    for name, given in options.items():
        assert given["Category"] == "MMM"
        assert given["Description"] == known[name].summary
        words = [argument.words for argument in known[name].arguments.values()]
        assert (given["ArgumentDescriptions"] or []) == words


def _no_help(run):
    """Something."""


def MMM_TWO(run, channel=None):
    """Something."""


def test_decorator_refuses_what_excel_would_ignore(excel: com_shim.Host) -> None:
    functions = excel.ours("functions")
    argument = functions.text("A run.")
    with pytest.raises(TypeError, match="named MMM_"):
        functions.worksheet_function(run=argument)(_no_help)
    with pytest.raises(TypeError, match="describe"):
        functions.worksheet_function(run=argument)(MMM_TWO)
    with pytest.raises(TypeError, match="describe"):
        functions.worksheet_function(channel=argument, run=argument)(MMM_TWO)
    with pytest.raises(TypeError, match="1 to 255"):
        functions.worksheet_function(run=argument, channel=functions.text("x" * 256))(MMM_TWO)
    assert "MMM_TWO" not in functions.FUNCTIONS
