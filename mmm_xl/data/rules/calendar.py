"""Rules about weeks and dates."""

from __future__ import annotations

from mmm_xl.data.limits import LEAST_WEEKS
from mmm_xl.data.rules.rule import Rule
from mmm_xl.names import Severity

_ERROR = Severity.ERROR

NO_DATE = Rule(
    "no-date",
    _ERROR,
    "A week is blank or no date",
    "'first week of May'",
    "Write the last day of the week as a date (yyyy-mm-dd).",
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
    "Rows are not a week apart",
    "one row a month",
    "Bring one row a week.",
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
    "A week stands twice",
    "2024-01-07 in two rows",
    "Keep one row a week.",
)
ORDER = Rule(
    "order",
    _ERROR,
    "Weeks run backwards",
    "2024-01-14 above 2024-01-07",
    "Sort the rows from the first to the last week.",
)
GAP = Rule(
    "gap",
    _ERROR,
    "Weeks are missing inside a sheet, or dates are not whole weeks apart",
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
    "A weekly sheet does not hold the weeks of the Outcome sheet",
    "Spend starts a month later",
    "Give every weekly sheet the same weeks.",
)

RULES = (
    NO_DATE, TIME_OF_DAY, NOT_WEEKLY, WEEKDAY, DUPLICATE_WEEK, ORDER, GAP, TOO_SHORT, OTHER_WEEKS,
)  # fmt: skip
