"""Lift tests: what each rule speaks of."""

from __future__ import annotations

from typing import Any

from raw_books import experiments, good_book, week, with_table
from rule_case import Case, Found, found_in

from mmm_xl.names import Sheet

OTHER = {"NAME": "Other test", "START": week(15), "END": week(18), "EFFECT": 700.0}


def tests(*rows: dict[str, Any]) -> Found:
    """Findings of the good book with other lift tests."""
    return lambda: found_in(with_table(good_book(), Sheet.EXPERIMENTS, experiments(*rows)))


CASES = (
    Case("experiment-row", tests({"MARKET_SHARE": 1.5}), tests({"MARKET_SHARE": 1.0})),
    Case("experiment-impossible", tests({"SPEND_CHANGE": -501}), tests({"SPEND_CHANGE": -500})),
    Case("experiment-twice", tests({}, {"USE": "validate"}), tests({}, {**OTHER})),
    Case(
        "experiment-overlap",
        tests({}, {**OTHER, "START": week(11)}),
        tests({}, {**OTHER, "START": week(11), "CHANNEL": "Search"}),
    ),
    Case("experiment-sign", tests({"EFFECT": -601}), tests({"EFFECT": -600})),
    Case("experiment-weak", tests({"EFFECT": 599}), tests({"EFFECT": 599, "USE": "validate"})),
)
