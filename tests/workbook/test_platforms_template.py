"""The Platforms sheet of a template: written, typed into, and read back."""

from __future__ import annotations

from pathlib import Path

import book_samples
from openpyxl import load_workbook

from mmm_xl.data.build import build_dataset
from mmm_xl.names import Credit, PlatformColumn, Sheet
from mmm_xl.workbook.reader import read_inputs
from mmm_xl.workbook.template import blank_contents, write_template


def test_reports_come_back_from_the_file(tmp_path: Path) -> None:
    path = tmp_path / "plan.xlsx"
    write_template(path, book_samples.contents(with_sheets=(Sheet.PLATFORMS,)))
    first, second = build_dataset(read_inputs(path)).platforms
    assert (first.platform, first.conversions, first.revenue) == ("Ads", 310.0, 42_000.5)
    assert (first.credit, first.view_through) == (Credit.PLATFORM, True)
    assert first.days == 12 * 7 + 4
    assert (second.credit, second.note) == (Credit.LAST_CLICK, "one tool only")
    assert first.cell == "Platforms!A6"


def test_a_blank_sheet_offers_the_words_that_are_read(tmp_path: Path) -> None:
    path = tmp_path / "new.xlsx"
    write_template(path, blank_contents("new", with_sheets=(Sheet.PLATFORMS,)))
    sheet = load_workbook(path)[Sheet.PLATFORMS]
    headers = [cell.value for cell in sheet[5]]
    assert headers == list(PlatformColumn)
    lists = {rule.formula1 for rule in sheet.data_validations.dataValidation}
    assert {'"platform,last click"', '"yes,no"'} <= lists
