"""The Ledger sheet as a template has it, and as it is read back."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest
from openpyxl import load_workbook

from mmm_xl.data.build import build_dataset
from mmm_xl.data.contents import BookContents, SheetContent, from_raw
from mmm_xl.names import WEEK, LedgerColumn, LedgerLine, Sheet
from mmm_xl.workbook.guidance_ledger import LEDGER_COLUMNS
from mmm_xl.workbook.input_sheets import LONGEST_HINT
from mmm_xl.workbook.reader import read_inputs
from mmm_xl.workbook.template import blank_contents, write_template

HEADERS = tuple(map(str, LedgerColumn))
ROWS = (
    ("0400", "revenue", "in scope", None, "2024-03", 1200.5, None, None, None, "Ann", None),
    ("=1+1", "spend", "other", "TV", "2024Q1", -3, "USD", 0.9, 0.91, "@x", "http://x.y/z"),
    ("4001", "Revenue", "In scope", None, datetime(2024, 5, 1), 7, None, None, None, None, None),
)


def contents(*rows: tuple[object, ...]) -> BookContents:
    """Sixty weeks with numbers, and a ledger."""
    made = blank_contents("book", weeks=60, with_sheets=(Sheet.LEDGER,))
    sheets = dict(made.sheets)
    for sheet in (Sheet.SPEND, Sheet.OUTCOME):
        headers, weeks = sheets[sheet].headers, sheets[sheet].rows
        filled = tuple(
            (row[0], *(float(10 + (i + k) % 7) for k in range(len(headers) - 1)))
            for i, row in enumerate(weeks)
        )
        sheets[sheet] = SheetContent((WEEK, *headers[1:]), filled)
    if rows:
        sheets[Sheet.LEDGER] = SheetContent(HEADERS, rows)
    return BookContents("book", sheets)


def written(path: Path, *rows: tuple[object, ...]) -> Path:
    write_template(path, contents(*rows))
    return path


def test_a_blank_ledger_is_ready_to_fill_and_is_none(tmp_path) -> None:
    raw = read_inputs(written(tmp_path / "book.xlsx"))
    assert [column.header for column in raw.tables[Sheet.LEDGER].columns] == list(HEADERS)
    assert build_dataset(raw).ledger == ()


def test_rows_come_back_with_their_cells(tmp_path) -> None:
    raw = read_inputs(written(tmp_path / "book.xlsx", *ROWS))
    assert from_raw(raw).sheets[Sheet.LEDGER] == SheetContent(HEADERS, ROWS)
    found = build_dataset(raw).ledger
    assert [entry.account for entry in found] == ["0400", "=1+1", "4001"]
    assert [entry.period for entry in found] == ["2024-03", "2024Q1", "2024-05"]
    assert [entry.cell for entry in found] == ["Ledger!F6", "Ledger!F7", "Ledger!F8"]
    assert found[1].explanation == "http://x.y/z"


def test_a_rebuilt_workbook_has_the_same_ledger(tmp_path) -> None:
    first = read_inputs(written(tmp_path / "book.xlsx", *ROWS))
    write_template(tmp_path / "again.xlsx", from_raw(first))
    again = read_inputs(tmp_path / "again.xlsx")
    assert build_dataset(again).ledger == build_dataset(first).ledger


def test_text_of_a_ledger_is_never_a_formula(tmp_path) -> None:
    book = load_workbook(written(tmp_path / "book.xlsx", *ROWS))
    kinds = {book[Sheet.LEDGER][cell].data_type for cell in ("A6", "A7", "J7", "K7", "E6")}
    assert kinds == {"s"}


def test_sides_lines_and_channels_are_chosen_from_lists(tmp_path) -> None:
    sheet = load_workbook(written(tmp_path / "book.xlsx"))[Sheet.LEDGER]
    lists = {str(v.sqref).split("6")[0]: v.formula1 for v in sheet.data_validations.dataValidation
             if v.type == "list"}  # fmt: skip
    assert lists["B"] == '"revenue,spend"'
    assert lists["C"] == f'"{",".join(LedgerLine)}"'
    assert lists["D"].startswith("Channels!")


@pytest.mark.parametrize("header", HEADERS)
def test_every_column_says_what_belongs_into_it(header) -> None:
    words = LEDGER_COLUMNS[header]
    assert words.unit
    assert 0 < len(words.hint) <= LONGEST_HINT
