"""Weeks and dates: what each rule speaks of."""

from __future__ import annotations

from raw_books import good_book, put, week
from rule_case import Case, found_in

CASES = (
    Case(
        "no-date",
        lambda: found_in(put(good_book(), ("Spend!A6", "soon"))),
        lambda: found_in(good_book()),
    ),
    Case(
        "duplicate-week",
        lambda: found_in(put(good_book(), ("Spend!A6", week(0)))),
        lambda: found_in(good_book()),
    ),
)
