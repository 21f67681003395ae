"""Dated events, public holidays and exposure: what each rule speaks of."""

from __future__ import annotations

from event_books import with_calendar, with_holidays
from raw_books import fill, good_book, week
from rule_case import Case, found_in

LAUNCH = ("Launch", week(3))


def _quiet():
    return found_in(with_calendar(LAUNCH))


CASES = (
    Case(
        "event-row",
        lambda: found_in(with_calendar(("Launch", week(3), week(2)))),
        _quiet,
    ),
    Case("event-outside", lambda: found_in(with_calendar(("Launch", week(-60)))), _quiet),
    Case("event-beyond", lambda: found_in(with_calendar(LAUNCH, ("Launch", week(60)))), _quiet),
    Case("event-twin", lambda: found_in(with_calendar(("Spring", week(14)))), _quiet),
    Case(
        "holidays-added",
        lambda: found_in(with_holidays("DE")),
        lambda: found_in(with_holidays(None)),
    ),
    Case(
        "holidays-left-out",
        lambda: found_in(with_holidays("JP")),
        lambda: found_in(with_holidays("US")),
    ),
    Case(
        "exposure-mismatch",
        lambda: found_in(fill(good_book(), "Exposure", "Search", lambda i: 50.0 * (i > 5))),
        lambda: found_in(fill(good_book(), "Exposure", "Search", lambda i: 50.0 * (i > 0))),
    ),
    Case(
        "exposure-price",
        lambda: found_in(
            fill(good_book(), "Exposure", "Search", lambda i: 5e4 if i < 10 else 50.0)
        ),
        lambda: found_in(fill(good_book(), "Exposure", "Search", lambda i: 50.0 + i)),
    ),
)
