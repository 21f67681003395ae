"""Single numbers and whole columns: what each rule speaks of."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
from raw_books import fill, good_book, put
from rule_case import Case, found_in

from mmm_xl.data.raw import ErrorValue
from mmm_xl.errors import Finding
from mmm_xl.settings import Settings

Found = Callable[[], tuple[Finding, ...]]


def _cell(where: str, value: Any, **choices: str) -> Found:
    book = good_book(replace(Settings(), **choices))
    return lambda: found_in(put(book, (where, value)))


def _column(sheet: str, header: str, values: Callable[[int], Any]) -> Found:
    return lambda: found_in(fill(good_book(), sheet, header, values))


def _clean() -> tuple[Finding, ...]:
    return found_in(good_book())


def _noisy(i: int) -> float:
    return float(np.random.default_rng(i).normal(5000, 20))


ZERO = {"negative_spend": "set to zero"}
LINE = {"blank_controls": "straight line"}

CASES = (
    Case("blank", _cell("Spend!C17", None), _cell("Spend!C17", 0)),
    Case("text", _cell("Spend!C17", "tbc"), _cell("Spend!C17", "12")),
    Case("text-number", _cell("Spend!C17", "EUR 40,5"), _cell("Spend!C17", 40.5)),
    Case("ambiguous-number", _cell("Spend!C17", "1.250"), _cell("Spend!C17", "1.25")),
    Case("wrong-type", _cell("Spend!C17", True), _cell("Spend!C17", 1)),
    Case("error-value", _cell("Spend!C17", ErrorValue("#N/A")), _clean),
    Case("too-large", _cell("Spend!C17", 1e16), _cell("Spend!C17", 1e6)),
    Case("negative", _cell("Spend!C17", -40), _cell("Spend!C17", -40, **ZERO)),
    Case("negative-to-zero", _cell("Spend!C17", -40, **ZERO), _cell("Spend!C17", 40, **ZERO)),
    Case("blank-filled", _cell("Controls!B9", None, **LINE), _cell("Controls!B9", 9, **LINE)),
    Case("other-currency", _cell("Spend!C17", "$40"), _cell("Spend!C17", "40 €")),
    Case("out-of-range", _cell("Events!B9", 3), _cell("Events!B9", 0.3)),
    Case("constant", _column("Controls", "Price", lambda i: 7), _clean),
    Case("never-used", _column("Spend", "TV", lambda i: 0), _column("Spend", "TV", lambda i: i)),
    Case(
        "owned-spend",
        _column("Spend", "Email", lambda i: 3),
        _column("Spend", "Email", lambda i: 0),
    ),
    Case("slip", _cell("Spend!C17", 520), _cell("Spend!C17", 104)),
    Case("spend-unit", _column("Spend", "TV", lambda i: 1e5 * (i % 3)), _clean),
    Case(
        "mixed-percent",
        _column("Controls", "Discount rate", lambda i: 0.1 + i / 1000 if i < 15 else 10.0 + i / 10),
        _column("Controls", "Discount rate", lambda i: 10.0 + i / 10),
    ),
    Case(
        "net-outcome",
        lambda: found_in(put(good_book(), ("Outcome!B4", "Profit after marketing"))),
        lambda: found_in(put(good_book(), ("Outcome!B4", "Profit before marketing"))),
    ),
    Case(
        "net-outcome",
        _column("Outcome", "Revenue", lambda i: _noisy(i) - 100.0 * (i % 3) - 40 - i),
        _column("Outcome", "Revenue", lambda i: _noisy(i) + 50.0 * (i % 3)),
    ),
)  # fmt: skip
