"""Reports of platforms: what each rule speaks of."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from raw_books import good_book, table, with_table
from rule_case import Case, found_in

from mmm_xl.data.raw import RawInputs
from mmm_xl.names import KpiType, PlatformColumn, Sheet
from mmm_xl.settings import Settings

FIRST, LAST = date(2023, 1, 2), date(2023, 1, 29)
"""Four whole weeks of `good_book`; its Search spent 41, 42, 43 and 44 in them."""


def report(**cells: Any) -> list[Any]:
    """One row of the Platforms sheet; ``cells`` are keyed by the member names of the columns."""
    given = {
        "PLATFORM": "Ads", "CHANNEL": "Search", "FIRST": FIRST, "LAST": LAST, "CREDIT": "platform",
        "REVENUE": 900.0, **cells,
    }  # fmt: skip
    return [given.get(column.name) for column in PlatformColumn]


def reported(*rows: Sequence[Any], settings: Settings | None = None) -> RawInputs:
    """Good book with a Platforms sheet of these rows, one plain row where none is given."""
    made = table(Sheet.PLATFORMS, list(PlatformColumn), rows or [report()])
    return with_table(good_book(settings), Sheet.PLATFORMS, made)


COUNTED = Settings(kpi_type=KpiType.COUNT, outcome_name="Revenue")

CASES = (
    Case(
        "platform-row",
        lambda: found_in(reported(report(CREDIT="first click"))),
        lambda: found_in(reported(report(CREDIT="Last-click"))),
    ),
    Case(
        "platform-overlap",
        lambda: found_in(reported(report(), report(FIRST=LAST, LAST=date(2023, 2, 5)))),
        lambda: found_in(
            reported(
                report(),
                report(FIRST=date(2023, 1, 30), LAST=date(2023, 2, 5)),
                report(CREDIT="last click"),
                report(PLATFORM="Other ads"),
                report(CHANNEL="TV"),
            )
        ),
    ),
    Case(
        "platform-outside",
        lambda: found_in(reported(report(FIRST=date(2019, 1, 1), LAST=date(2019, 12, 31)))),
        lambda: found_in(reported(report(FIRST=date(2022, 12, 1)))),
    ),
    Case(
        "platform-partly",
        lambda: found_in(reported(report(FIRST=date(2022, 12, 1)))),
        lambda: found_in(reported(report(FIRST=date(2022, 12, 26)))),
    ),
    Case(
        "platform-spend",
        lambda: found_in(reported(report(SPEND=120.0))),
        lambda: found_in(
            reported(
                report(SPEND=120.0),
                report(PLATFORM="Other ads", SPEND=50.0),
                report(CREDIT="last click", SPEND=10.0),
            )
        ),
    ),
    Case(
        "platform-value",
        lambda: found_in(reported(report(REVENUE=None, CONVERSIONS=30))),
        lambda: found_in(
            reported(report(REVENUE=None, CONVERSIONS=30), settings=COUNTED),
        ),
    ),
)
