"""Words of the Ledger sheet's columns, apart from any code."""

from __future__ import annotations

from collections.abc import Mapping

from mmm_xl.names import LedgerColumn
from mmm_xl.workbook.sheet_words import ColumnWords

LEDGER_COLUMNS: Mapping[str, ColumnWords] = {
    LedgerColumn.ACCOUNT: ColumnWords(
        "number or name", "Account as the ledger has it: 4000 Online sales."
    ),
    LedgerColumn.SIDE: ColumnWords(
        "revenue | spend", "revenue: tied to Outcome. spend: tied to Spend."
    ),
    LedgerColumn.LINE: ColumnWords(
        "in scope | why not",
        "in scope: the weekly sheets hold it. Otherwise the line on which it leaves the bridge.",
    ),
    LedgerColumn.CHANNEL: ColumnWords(
        "as on Channels",
        "Only for spend of one paid channel. Rows without one are compared with the channels that"
        " no row names.",
    ),
    LedgerColumn.PERIOD: ColumnWords(
        "2024-03 | 2024Q1",
        "Month 2024-03, quarter 2024Q1, year 2024, fiscal FY2024 or FY2024Q1; or the first or last"
        " day of a month as a date.",
    ),
    LedgerColumn.AMOUNT: ColumnWords(
        "own currency", "As booked, in the currency of the row; returns booked negative stay so."
    ),
    LedgerColumn.CURRENCY: ColumnWords("code", "Such as USD. Blank: the currency on Settings."),
    LedgerColumn.RATE: ColumnWords(
        "{currency} each",
        "What the ledger makes of one unit of another currency. Blank for the workbook's own.",
    ),
    LedgerColumn.MODEL_RATE: ColumnWords(
        "{currency} each",
        "What the weekly sheets make of it; the difference is the exchange line. Blank: as the"
        " ledger.",
    ),
    LedgerColumn.OWNER: ColumnWords("name", "Who answers for the row."),
    LedgerColumn.EXPLANATION: ColumnWords("words", "Why the model does not hold it."),
}
