"""Rules about events with dates, public holidays and exposure."""

from __future__ import annotations

from mmm_xl.data.limits import (
    EXPOSURE_JUMP,
    EXPOSURE_SHARE,
    LEAST_HOLIDAY_WEEKS,
    MOST_LEAD,
    SAME_WEEKS,
)
from mmm_xl.data.rules.rule import Rule
from mmm_xl.names import Severity

EVENT_ROW = Rule(
    "event-row",
    Severity.ERROR,
    "A row of the EventCalendar sheet is incomplete or contradicts itself",
    "last day before first day",
    "Correct the cell.",
    f"0 to {MOST_LEAD} weeks of lead or lag",
)
EVENT_OUTSIDE = Rule(
    "event-outside",
    Severity.WARNING,
    "An event of the EventCalendar sheet touches no week of the data, so it is not modelled",
    "an event of 2019 beside data from 2023 on",
    "Check the year of its dates; keep the row if it is meant for other weeks.",
)
EVENT_BEYOND = Rule(
    "event-beyond",
    Severity.NOTE,
    "Some dates of an event lie before or after the data",
    "next year's Easter",
    "Nothing to do: the dates count once the data reach them.",
)
EVENT_TWIN = Rule(
    "event-twin",
    Severity.WARNING,
    "Two events are alike in every week",
    "Easter on Events and again on EventCalendar",
    "Keep one of them: the model cannot tell their effects apart.",
)
HOLIDAYS_ADDED = Rule(
    "holidays-added",
    Severity.NOTE,
    "Public holidays of the chosen country became events, or none is known",
    "Good Friday, 3 weeks",
    "Clear 'Holiday country' on Settings to model none.",
    f"an event of its own from {LEAST_HOLIDAY_WEEKS} weeks on; holidays that share"
    f" {SAME_WEEKS:.0%} of their weeks are one event",
)
HOLIDAYS_LEFT_OUT = Rule(
    "holidays-left-out",
    Severity.NOTE,
    "A public holiday was left out because an event of the workbook stands for its weeks",
    "Christmas Day beside an event 'Christmas'",
    "Delete the workbook's event if the holiday is to stand instead.",
    f"{SAME_WEEKS:.0%} of their weeks shared",
)
EXPOSURE_MISMATCH = Rule(
    "exposure-mismatch",
    Severity.WARNING,
    "A channel has spend in weeks without exposure, or exposure in weeks without spend",
    "TV spend booked a month before its rating points",
    "Book spend in the weeks in which it was seen, or delete the exposure column.",
    f"{EXPOSURE_SHARE:.0%} of the channel's spend or exposure",
)
EXPOSURE_PRICE = Rule(
    "exposure-price",
    Severity.WARNING,
    "The cost of one unit of exposure is far from usual in some weeks",
    "impressions, from one week on thousands of impressions",
    "Check that exposure has one unit, and spend one currency, in all weeks.",
    f"{EXPOSURE_JUMP:g} times the middle week's cost, in weeks with {EXPOSURE_SHARE:.0%} of spend",
)

RULES = (
    EVENT_ROW, EVENT_OUTSIDE, EVENT_BEYOND, EVENT_TWIN, HOLIDAYS_ADDED, HOLIDAYS_LEFT_OUT,
    EXPOSURE_MISMATCH, EXPOSURE_PRICE,
)  # fmt: skip
