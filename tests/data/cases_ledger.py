"""Ledger accounts: what each rule speaks of."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ledger_books import EXPLAINED, ledger_book, row, spend
from rule_case import Case, found_in

from mmm_xl.errors import Finding
from mmm_xl.names import KpiType
from mmm_xl.settings import Settings

ORDERS = Settings(kpi_type=KpiType.COUNT)


def found(*rows: dict[str, Any], settings: Settings | None = None) -> Callable[[], Any]:
    """What the checks of a book with such a ledger find."""

    def findings() -> tuple[Finding, ...]:
        return found_in(ledger_book(*rows, settings=settings))

    return findings


def months(*numbers: int, **cells: Any) -> tuple[dict[str, Any], ...]:
    """Rows of one account in some months of 2023."""
    return tuple(row(f"2023-{number:02d}", **cells) for number in numbers)


CASES = (
    Case("ledger-row", found(row(LINE="agency fee")), found(row(LINE="Agency fees", **EXPLAINED))),
    Case("ledger-channel", found(row(CHANNEL="TV")), found(spend(CHANNEL="TV"))),
    Case("ledger-period", found(row("spring 2023")), found(row("Q1 2023"))),
    Case("ledger-currency", found(row(CURRENCY="USD")), found(row(CURRENCY="USD", RATE=0.9))),
    Case("ledger-code", found(row(CURRENCY="eur")), found(row(CURRENCY="EUR"))),
    Case("ledger-twice", found(*months(1, 1)), found(*months(1, 2))),
    Case("ledger-overlap", found(row("2023Q1"), *months(3)), found(row("2023Q1"), *months(4))),
    Case("ledger-outside", found(*months(1), row("2019-03")), found(*months(1, 2))),
    Case("ledger-spread", found(row("2022")), found(row("2023Q1"))),
    Case("ledger-gap", found(*months(1, 3)), found(*months(1, 2, 3))),
    Case(
        "ledger-account-gap",
        found(*months(1, 2, 3), *months(1, 3, ACCOUNT="4010")),
        found(*months(1, 2, 3), *months(1, 2, ACCOUNT="4010")),
    ),
    Case(
        "ledger-negative", found(row(amount=-9.0)), found(row(), row(amount=-9.0, ACCOUNT="4010"))
    ),
    Case("ledger-unexplained", found(row(LINE="VAT")), found(row(LINE="VAT", **EXPLAINED))),
    Case("ledger-scope", found(row(LINE="VAT", **EXPLAINED)), found(row())),
    Case("ledger-value", found(row(), settings=ORDERS), found(spend(), settings=ORDERS)),
)
