"""Books whose rows are days, or whose spend starts before the outcome."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime, time, timedelta
from typing import Any

from raw_books import (
    FIRST_ROW,
    FIRST_WEEK,
    WEEKS,
    fill,
    good_book,
    rows,
    table,
    week,
    with_table,
)

from mmm_xl.data.build import WEEKLY_SHEETS
from mmm_xl.data.raw import RawInputs
from mmm_xl.names import Sheet
from mmm_xl.settings import Settings

DAYS = 7 * WEEKS
FIRST_DAY = datetime.combine(FIRST_WEEK - timedelta(days=6), time())


def day(index: int) -> datetime:
    """Day by its number from the first day of the first week on."""
    return FIRST_DAY + timedelta(days=index)


def daily_sheet(
    book: RawInputs, sheet: Sheet, /, days: Sequence[int] = range(DAYS), **columns: Callable
) -> RawInputs:
    """Book with one sheet a row a day."""
    cells = [[day(i), *(column(i) for column in columns.values())] for i in days]
    return with_table(book, sheet, table(sheet, ["Week ending", *columns], cells))


def daily_book(settings: Settings | None = None) -> RawInputs:
    """The good book with every weekly sheet a row a day."""
    book = good_book(settings)
    book = daily_sheet(book, Sheet.SPEND, TV=lambda i: 10.0 * (i // 7 % 3), Search=lambda i: 5 + i)
    book = daily_sheet(book, Sheet.OUTCOME, Revenue=lambda i: 100.0 + i)
    book = daily_sheet(book, Sheet.EVENTS, Easter=lambda i: 1 if i == 98 else None)
    book = daily_sheet(
        book, Sheet.CONTROLS, Price=lambda i: 10 - 0.01 * i, Rain=lambda i: i % 5, Shops=lambda i: i
    )
    return daily_sheet(book, Sheet.EXPOSURE, Email=lambda i: 50.0 + i, Search=lambda i: 1.0 * i)


def week_cells(values: Callable[[int], Any]) -> RawInputs:
    """The good book with other cells in the week column of Spend."""
    return fill(good_book(), Sheet.SPEND, "Week ending", values)


def later_outcome(weeks: int, book: RawInputs | None = None) -> RawInputs:
    """Longer book, whose outcome is blank in its first weeks."""
    book = book or longer_book(weeks)
    old = book.tables[Sheet.OUTCOME].column("Revenue")
    assert old is not None
    return fill(book, Sheet.OUTCOME, "Revenue", lambda i: None if i < weeks else old.values[i])


def longer_book(weeks: int) -> RawInputs:
    """The good book with weeks added before its first one."""
    book = good_book()
    for sheet in WEEKLY_SHEETS:
        old = book.tables[sheet]
        columns = tuple(
            replace(c, values=(*(c.values[i] for i in range(weeks)), *c.values))
            for c in old.columns
        )
        numbers = tuple(range(FIRST_ROW, FIRST_ROW + WEEKS + weeks))
        book = with_table(book, sheet, replace(old, columns=columns, rows=numbers))
        book = fill(book, sheet, "Week ending", lambda i: week(i - weeks))
    return book


def without_first(book: RawInputs, sheet: Sheet, weeks: int) -> RawInputs:
    """Book with a sheet that lacks its first rows."""
    return rows(book, sheet, range(weeks, len(book.tables[sheet].rows)))
