"""Books with a Ledger sheet, as a reader hands them over."""

from __future__ import annotations

from typing import Any

from raw_books import channel_row, settings_table, table, weekly

from mmm_xl.data.raw import RawInputs
from mmm_xl.names import ChannelColumn, LedgerColumn, Sheet
from mmm_xl.settings import Settings

EXPLAINED = {"OWNER": "Ann", "EXPLANATION": "not modelled"}


def row(period: Any = "2023-01", amount: Any = 5000.0, **cells: Any) -> dict[str, Any]:
    """One row in scope of revenue; cells are keyed by the member names of the columns."""
    usual = {"ACCOUNT": "4000", "SIDE": "revenue", "LINE": "in scope"}
    return {**usual, "PERIOD": period, "AMOUNT": amount, **cells}


def spend(period: Any = "2023-01", amount: Any = 700.0, **cells: Any) -> dict[str, Any]:
    """One row in scope of spend."""
    return row(period, amount, **{"ACCOUNT": "6000", "SIDE": "spend", **cells})


def ledger_book(*rows: dict[str, Any], settings: Settings | None = None) -> RawInputs:
    """Thirty weeks from the one that ends on 2023-01-01, and a ledger; no other fault."""
    cells = [[given.get(column.name) for column in LedgerColumn] for given in rows]
    tables = [
        settings_table(settings),
        table(
            Sheet.CHANNELS,
            list(ChannelColumn),
            [channel_row("TV"), channel_row("Search"), channel_row("Email", "owned")],
        ),
        weekly(
            Sheet.SPEND,
            TV=lambda i: 100.0 * (i % 3),
            Search=lambda i: 40 + i % 7,
            Email=lambda _: None,
        ),
        weekly(Sheet.OUTCOME, Revenue=lambda i: 1000.0 + 10 * i),
        weekly(Sheet.EVENTS, Easter=lambda i: 1 if i == 14 else None),
        weekly(Sheet.CONTROLS, Price=lambda i: 10 - 0.1 * i),
        weekly(Sheet.EXPOSURE, Email=lambda i: 500.0 + i % 5),
        table(Sheet.LEDGER, list(LedgerColumn), cells),
    ]
    return RawInputs("book", {t.sheet: t for t in tables})
