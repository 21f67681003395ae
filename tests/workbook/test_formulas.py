"""Text of formulas."""

from __future__ import annotations

from io import BytesIO

import book_samples
import pytest
import xlsxwriter
from openpyxl import load_workbook
from openpyxl.utils import get_column_letter

from mmm_xl.names import ALL_SHEETS, INPUT_SHEETS
from mmm_xl.workbook import formulas
from mmm_xl.workbook.template import write_inputs


@pytest.mark.parametrize("column", [0, 25, 26, 51, 52, 701, 702, 16_383])
def test_letters_of_columns(column: int) -> None:
    assert formulas.letter(column) == get_column_letter(column + 1)


def test_references() -> None:
    assert formulas.cell(6, 2) == "C7"
    assert formulas.absolute("Scenario grid", 3, 1) == "='Scenario grid'!$B$4"
    assert formulas.absolute("Spend", 0, 0) == "=Spend!$A$1"
    assert formulas.quoted("Bob's") == "'Bob''s'"


def test_words_join_named_cells() -> None:
    values = {"who": 'A "B" & C', "unit": "EUR"}
    assert formulas.words("{who}: spend, {unit}", values, values) == (
        '=who&": spend, "&unit',
        'A "B" & C: spend, EUR',
    )


def test_names_that_do_not_resolve_become_quoted_words() -> None:
    values = {"who": 'A "B"', "unit": "EUR"}
    assert formulas.words("{who}: {unit}", values, {"unit"})[0] == '="A ""B"""&": "&unit'
    assert formulas.words("{who}: {unit}", values, ()) == ("", 'A "B": EUR')


def test_inputs_may_be_added_to_a_workbook_that_is_being_written() -> None:
    target = BytesIO()
    with xlsxwriter.Workbook(target, {"in_memory": True}) as book:
        book.add_worksheet("Mine")
        write_inputs(book, book_samples.contents())
    made = load_workbook(target)
    ours = (name for name in ALL_SHEETS if name in (*INPUT_SHEETS, "Priors") and name in made)
    assert made.sheetnames == ["Mine", *ours]
    assert "currency" in made.defined_names
