"""Dates and bare day numbers of workbooks in either of Excel's date systems."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest
from openpyxl import Workbook
from openpyxl.utils.datetime import CALENDAR_MAC_1904, CALENDAR_WINDOWS_1900, to_excel

from mmm_xl.data.date_text import read_dates
from mmm_xl.names import WEEK, Sheet
from mmm_xl.workbook.reader import read_inputs

DAYS = [date(2024, 1, 7) + timedelta(days=7 * i) for i in range(5)]


@pytest.mark.parametrize("epoch", [CALENDAR_WINDOWS_1900, CALENDAR_MAC_1904])
@pytest.mark.parametrize("bare", [False, True])
def test_both_date_systems_give_the_same_weeks(tmp_path: Path, epoch, bare: bool) -> None:
    book = Workbook()
    book.epoch = epoch
    sheet = book.active
    sheet.title = Sheet.SPEND
    sheet.append([WEEK, "TV"])
    for day in DAYS:
        sheet.append([to_excel(day, epoch) if bare else day, 1.0])
    book.save(tmp_path / "book.xlsx")
    table = read_inputs(tmp_path / "book.xlsx").table(Sheet.SPEND)
    assert table is not None
    assert table.epoch_1904 == (epoch == CALENDAR_MAC_1904)
    assert read_dates(table.columns[0].values, epoch_1904=table.epoch_1904) == DAYS
