"""Rules about the accounts of the Ledger sheet."""

from __future__ import annotations

from mmm_xl.data.limits import LEDGER_INSIDE
from mmm_xl.data.rules.rule import Rule
from mmm_xl.names import Severity

_ERROR, _WARNING, _NOTE = Severity.ERROR, Severity.WARNING, Severity.NOTE

LEDGER_ROW = Rule(
    "ledger-row",
    _ERROR,
    "A row of the Ledger sheet has no account, or its side or bridge line is none that exists",
    "Bridge line: agency fee",
    "Correct the cell.",
)
LEDGER_CHANNEL = Rule(
    "ledger-channel",
    _ERROR,
    "A ledger row names a channel that does not exist, that is owned, or beside revenue",
    "revenue, Channel: TV",
    "Name a paid channel in rows of spend, or clear the cell.",
)
LEDGER_PERIOD = Rule(
    "ledger-period",
    _ERROR,
    "The period of a ledger row cannot be read",
    "spring 2024",
    "Write a month as 2024-03, a quarter as 2024Q1, a year as 2024.",
)
LEDGER_CURRENCY = Rule(
    "ledger-currency",
    _ERROR,
    "A ledger amount in another currency has no rate, or one in the workbook's own has a rate",
    "USD without a Ledger rate",
    "Write how much of the workbook's currency one unit is, or clear the rate.",
)
LEDGER_CODE = Rule(
    "ledger-code",
    _NOTE,
    "A currency is written in other capitals than usual; it is taken for the same",
    "eur for EUR",
    "Nothing need be done.",
)
LEDGER_TWICE = Rule(
    "ledger-twice",
    _ERROR,
    "One account stands twice with the same period, side, bridge line, channel and currency",
    "4000 in 2024-03, two rows",
    "Delete one of the rows, or add them up.",
)
LEDGER_OVERLAP = Rule(
    "ledger-overlap",
    _ERROR,
    "Two periods of one account share days",
    "4000 in 2024-03 and in 2024Q1",
    "Keep the months or the quarter, not both.",
)
LEDGER_OUTSIDE = Rule(
    "ledger-outside",
    _WARNING,
    "A ledger period lies wholly before or after the weeks of the data, so it is not compared",
    "2019-03 beside data from 2023 on",
    "Check the year; delete the row if it is meant for other weeks.",
)
LEDGER_SPREAD = Rule(
    "ledger-spread",
    _WARNING,
    "Most days of a ledger period in scope lie outside the data, so most of it is cut off evenly",
    "2023 beside data from November 2023 on",
    "Split the amount into months, so that the split by days matters for one of them only.",
    f"less than {LEDGER_INSIDE:.0%} of its days inside",
)
LEDGER_GAP = Rule(
    "ledger-gap",
    _WARNING,
    "Between two ledger periods lie days of the data that no row in scope covers",
    "2024-01 and 2024-03, no 2024-02",
    "Add the missing period: its weeks are not compared with the ledger.",
)
LEDGER_ACCOUNT_GAP = Rule(
    "ledger-account-gap",
    _NOTE,
    "An account in scope skips a period that other accounts have; it counts as nothing booked",
    "4010 in 2024-01 and 2024-03",
    "Add a row if something was booked.",
)
LEDGER_NEGATIVE = Rule(
    "ledger-negative",
    _WARNING,
    "Revenue in scope is below zero in a period, or spend in scope in total",
    "revenue of -90,000 in 2024-03",
    "Turn the sign of all rows if the ledger books revenue as credits.",
)
LEDGER_UNEXPLAINED = Rule(
    "ledger-unexplained",
    _WARNING,
    "A ledger row that is not in scope has no owner or no explanation",
    "VAT without a word",
    "Say why the model does not hold it and who answers for that.",
)
LEDGER_SCOPE = Rule(
    "ledger-scope",
    _WARNING,
    "The ledger has rows of revenue or of spend, but none of them in scope",
    "agency fees only",
    "Mark the rows that the model holds as in scope; without them nothing can tie.",
)
LEDGER_VALUE = Rule(
    "ledger-value",
    _WARNING,
    "Ledger revenue stands beside an outcome that is a count without a value",
    "orders, Value per conversion blank",
    "Set Value per conversion on Settings: without it revenue is not compared with the ledger.",
)

RULES = (
    LEDGER_ROW, LEDGER_CHANNEL, LEDGER_PERIOD, LEDGER_CURRENCY, LEDGER_CODE, LEDGER_TWICE,
    LEDGER_OVERLAP, LEDGER_OUTSIDE, LEDGER_SPREAD, LEDGER_GAP, LEDGER_ACCOUNT_GAP, LEDGER_NEGATIVE,
    LEDGER_UNEXPLAINED, LEDGER_SCOPE, LEDGER_VALUE,
)  # fmt: skip
