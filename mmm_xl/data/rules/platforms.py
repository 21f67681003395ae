"""Rules about what platforms and last-click tools report."""

from __future__ import annotations

from mmm_xl.data.limits import REPORTED_SPEND_OFF
from mmm_xl.data.rules.rule import Rule
from mmm_xl.names import Severity

PLATFORM_ROW = Rule(
    "platform-row",
    Severity.ERROR,
    "A row of the Platforms sheet is incomplete or contradicts itself",
    "last day before first day",
    "Correct the cell.",
)
PLATFORM_OVERLAP = Rule(
    "platform-overlap",
    Severity.ERROR,
    "One platform's credit for one channel is reported twice for some days",
    "Google Ads, Paid search, 2024 and again March 2024",
    "Delete one of the rows or cut its period: the days would count twice.",
)
PLATFORM_OUTSIDE = Rule(
    "platform-outside",
    Severity.WARNING,
    "A report covers no day of the data, so it is left out of the comparison",
    "a report of 2019 beside data from 2023 on",
    "Check the year of its dates; keep the row if it is meant for other weeks.",
)
PLATFORM_PARTLY = Rule(
    "platform-partly",
    Severity.WARNING,
    "Part of a report's days lie outside the data; that part of its figures is left out",
    "a report of the year beside data that end in June",
    "Report the days of the data alone, if the platform can: until then its figures are spread"
    " evenly over its days.",
)
PLATFORM_SPEND = Rule(
    "platform-spend",
    Severity.WARNING,
    "The platforms' spend for a channel is far from the Spend sheet's for the same days",
    "90,000 reported, 120,000 on Spend",
    "Look for fees, tax, another currency, or a platform of the channel that has no row.",
    f"{REPORTED_SPEND_OFF:.0%} of the Spend sheet's",
)
PLATFORM_VALUE = Rule(
    "platform-value",
    Severity.WARNING,
    "A report is in another unit than the outcome and no value per conversion is given, so it is"
    " shown but not compared",
    "conversions only, and the outcome is revenue",
    "Write the reported figure in the outcome's unit too, or state 'Value per conversion' on"
    " Settings.",
)

RULES = (
    PLATFORM_ROW, PLATFORM_OVERLAP, PLATFORM_OUTSIDE, PLATFORM_PARTLY, PLATFORM_SPEND,
    PLATFORM_VALUE,
)  # fmt: skip
