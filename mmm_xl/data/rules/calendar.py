"""Rules about weeks and dates."""

from __future__ import annotations

from mmm_xl.data.limits import (
    BESIDE_WEEKS,
    FIRST_YEAR,
    LAST_YEAR,
    LEAST_WEEKS,
    PARTIAL_SHARE,
)
from mmm_xl.data.rules.rule import Rule
from mmm_xl.names import Severity

_ERROR, _WARNING, _NOTE = Severity.ERROR, Severity.WARNING, Severity.NOTE

NO_DATE = Rule(
    "no-date",
    _ERROR,
    "A week is blank or no date",
    "'first week of May'",
    "Write the last day of the week as a date (yyyy-mm-dd).",
)
AMBIGUOUS_DATE = Rule(
    "ambiguous-date",
    _ERROR,
    "A date kept as text can be read with day or month first, and the other rows do not tell",
    "01/02/2024: 1 February or 2 January",
    "Write it as yyyy-mm-dd.",
)
DATE_TEXT = Rule(
    "date-text",
    _NOTE,
    "Dates are kept as text in a layout that all rows confirm",
    "14/01/2024 can only be day first",
    "Look whether the first date is understood as you mean it.",
)
DATE_SERIAL = Rule(
    "date-serial",
    _NOTE,
    "Dates are kept as Excel's day numbers",
    "45298 is 2024-01-07",
    "Look whether the first date is understood as you mean it, or give the cells a date format.",
    f"every cell a whole number that is a day of {FIRST_YEAR} to {LAST_YEAR}",
)
TIME_OF_DAY = Rule(
    "time-of-day",
    _ERROR,
    "A date carries a time",
    "2024-01-07 14:30",
    "Write the date only.",
)
NOT_WEEKLY = Rule(
    "not-weekly",
    _ERROR,
    "Rows are neither weeks nor days",
    "one row a month",
    "Bring one row a week or one a day; a month cannot be split into weeks without inventing them.",
)
WEEKDAY = Rule(
    "weekday",
    _ERROR,
    "A date is not on the weekday on which weeks end",
    "a Monday among Sundays",
    "Move the date to the last day of its week.",
)
DUPLICATE_WEEK = Rule(
    "duplicate-week",
    _ERROR,
    "A week, or a day where rows are days, stands twice",
    "2024-01-07 in two rows",
    "Keep one row a week.",
)
ORDER = Rule(
    "order",
    _ERROR,
    "Weeks or days run backwards",
    "2024-01-14 above 2024-01-07",
    "Sort the rows from the first to the last week.",
)
GAP = Rule(
    "gap",
    _ERROR,
    "Weeks or days are missing inside a sheet, or dates are not whole weeks apart",
    "2024-01-07, then 2024-01-21",
    "Add every week.",
)
TOO_SHORT = Rule(
    "too-short",
    _ERROR,
    "There are too few weeks for any model",
    "20 weeks",
    "Bring a longer history.",
    f"{LEAST_WEEKS} weeks",
)
OTHER_WEEKS = Rule(
    "other-weeks",
    _ERROR,
    "A weekly sheet does not hold the weeks of the Outcome sheet; it may start earlier",
    "Spend starts a month later",
    "Give every weekly sheet the same weeks.",
)
DAILY_ROWS = Rule(
    "daily-rows",
    _NOTE,
    "Rows are days and become weeks",
    "seven rows of spend added up",
    "Spend, outcome and exposure are added up, events take the highest flag, controls are averaged"
    " unless 'Controls added up' or 'Controls at week's end' on the Settings sheet names them.",
)
DAYS_LEFT_OUT = Rule(
    "days-left-out",
    _WARNING,
    "Daily rows begin or end inside a week, whose days are left out",
    "data that end on a Wednesday",
    "Add the missing days of that week if they should count.",
)
PARTIAL_WEEK = Rule(
    "partial-week",
    _WARNING,
    "The first or last week looks as if some of its days were missing",
    "a last week with a third of the usual outcome and spend",
    "Look whether the week was complete when the data were taken; delete its row in every weekly"
    " sheet if it was not.",
    f"outcome and spend both below {PARTIAL_SHARE:.0%} of the median of the {BESIDE_WEEKS} weeks"
    " beside it",
)
HISTORY = Rule(
    "carryover-history",
    _NOTE,
    "Weeks with spend before the first outcome are carryover history",
    "Spend from January, Outcome from April",
    "Nothing, if these weeks are meant so; they act on the first weeks and are fitted to nothing.",
)
NO_HISTORY = Rule(
    "no-history",
    _NOTE,
    "Earlier spend that may still act in the first weeks is not known and taken as zero",
    "Spend and Outcome start together",
    "Add rows of spend before the first week, with the outcome left blank, if you have them.",
    "as many weeks as 'Carryover weeks' says, less the week itself",
)

RULES = (
    NO_DATE, AMBIGUOUS_DATE, DATE_TEXT, DATE_SERIAL, TIME_OF_DAY, NOT_WEEKLY, WEEKDAY,
    DUPLICATE_WEEK, ORDER, GAP, TOO_SHORT, OTHER_WEEKS, DAILY_ROWS, DAYS_LEFT_OUT, PARTIAL_WEEK,
    HISTORY, NO_HISTORY,
)  # fmt: skip
