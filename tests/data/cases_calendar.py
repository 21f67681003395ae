"""Weeks and dates: what each rule speaks of."""

from __future__ import annotations

from datetime import datetime, timedelta

from days import DAYS, daily_book, daily_sheet, later_outcome, longer_book, week_cells
from raw_books import LAST_ROW, WEEKS, good_book, put, rows, settings_table, week, with_table
from rule_case import Case, found_in

from mmm_xl.data.build import WEEKLY_SHEETS
from mmm_xl.data.limits import LEAST_WEEKS
from mmm_xl.data.raw import RawInputs
from mmm_xl.names import Sheet
from mmm_xl.settings import Settings


def short_book(weeks: int) -> RawInputs:
    book = good_book()
    for sheet in WEEKLY_SHEETS:
        book = rows(book, sheet, range(weeks))
    return book


def low_last_week(*, spend_too: bool) -> RawInputs:
    book = put(good_book(), (f"Outcome!B{LAST_ROW}", 500.0))
    return (
        put(book, (f"Spend!B{LAST_ROW}", 20.0), (f"Spend!C{LAST_ROW}", 20.0)) if spend_too else book
    )


def ending_inside_a_week() -> RawInputs:
    return daily_sheet(daily_book(), Sheet.OUTCOME, range(DAYS + 3), Revenue=lambda i: 100.0 + i)


def without_carryover() -> RawInputs:
    settings = settings_table(Settings(carryover_weeks=1))
    return with_table(good_book(), Sheet.SETTINGS, settings)


def serial(index: int) -> float:
    return float((week(index) - datetime(1899, 12, 30)).days)


CASES = (
    Case(
        "no-date",
        lambda: found_in(put(good_book(), ("Spend!A6", "soon"))),
        lambda: found_in(good_book()),
    ),
    Case(
        "ambiguous-date",
        lambda: found_in(put(good_book(), ("Spend!A6", "01/02/2023"))),
        lambda: found_in(week_cells(lambda i: f"{week(i):%m/%d/%Y}")),
    ),
    Case(
        "date-text",
        lambda: found_in(week_cells(lambda i: f"{week(i):%d.%m.%Y}")),
        lambda: found_in(week_cells(lambda i: f"{week(i):%Y-%m-%d}")),
    ),
    Case(
        "date-serial",
        lambda: found_in(week_cells(serial)),
        lambda: found_in(good_book()),
    ),
    Case(
        "time-of-day",
        lambda: found_in(put(good_book(), ("Spend!A6", week(1) + timedelta(hours=14)))),
        lambda: found_in(put(good_book(), ("Spend!A6", f"{week(1):%Y-%m-%d} 00:00:00"))),
    ),
    Case(
        "not-weekly",
        lambda: found_in(week_cells(lambda i: week(0) + timedelta(days=30 * i))),
        lambda: found_in(daily_book()),
    ),
    Case(
        "weekday",
        lambda: found_in(put(good_book(), ("Spend!A6", week(1) + timedelta(days=1)))),
        lambda: found_in(week_cells(lambda i: f"{week(i).date():%G-W%V}")),
    ),
    Case(
        "duplicate-week",
        lambda: found_in(put(good_book(), ("Spend!A6", week(0)))),
        lambda: found_in(good_book()),
    ),
    Case(
        "order",
        lambda: found_in(rows(good_book(), "Spend", list(reversed(range(WEEKS))))),
        lambda: found_in(good_book()),
    ),
    Case(
        "gap",
        lambda: found_in(rows(good_book(), "Spend", [i for i in range(WEEKS) if i != 9])),
        lambda: found_in(good_book()),
    ),
    Case(
        "too-short",
        lambda: found_in(short_book(LEAST_WEEKS - 1)),
        lambda: found_in(short_book(LEAST_WEEKS)),
    ),
    Case(
        "other-weeks",
        lambda: found_in(rows(good_book(), "Controls", range(1, WEEKS))),
        lambda: found_in(rows(later_outcome(4), "Controls", range(4, WEEKS + 4))),
    ),
    Case(
        "daily-rows",
        lambda: found_in(daily_book()),
        lambda: found_in(good_book()),
    ),
    Case(
        "days-left-out",
        lambda: found_in(ending_inside_a_week()),
        lambda: found_in(daily_book()),
    ),
    Case(
        "partial-week",
        lambda: found_in(low_last_week(spend_too=True)),
        lambda: found_in(low_last_week(spend_too=False)),
    ),
    Case(
        "carryover-history",
        lambda: found_in(later_outcome(5)),
        lambda: found_in(longer_book(5)),
    ),
    Case(
        "no-history",
        lambda: found_in(good_book()),
        lambda: found_in(without_carryover()),
    ),
)
