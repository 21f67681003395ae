"""Rules about single numbers and whole columns of numbers."""

from __future__ import annotations

from mmm_xl.data.limits import (
    LARGEST,
    NET_EXPLAINED,
    NET_SLOPE,
    OTHER_UNIT,
    SLIP_BEYOND,
    SLIP_NEIGHBOURS,
    SPEND_OF_NOTHING,
)
from mmm_xl.data.limits import SLIP as SLIP_TIMES
from mmm_xl.data.rules.rule import Rule
from mmm_xl.names import Severity

_ERROR = Severity.ERROR

BLANK = Rule(
    "blank",
    _ERROR,
    "A number is blank: unknown, which is not 0",
    "no spend in one week",
    "Write the number, or 0 where there was none.",
)
TEXT = Rule(
    "text",
    _ERROR,
    "A text stands where a number belongs",
    "'tbc'",
    "Write a number.",
)
TEXT_NUMBER = Rule(
    "text-number",
    Severity.NOTE,
    "A number is kept as text that can mean one number only",
    "EUR 1.200,50 kept as text",
    "Retype the texts as numbers, so that Excel can add them up too.",
)
AMBIGUOUS_NUMBER = Rule(
    "ambiguous-number",
    _ERROR,
    "A number kept as text can be read in two ways",
    "1.250: 1250 or 1.25",
    "Write it with a decimal point and no separators.",
)
WRONG_TYPE = Rule(
    "wrong-type",
    _ERROR,
    "A logical value, a date or a time stands where a number belongs",
    "TRUE",
    "Write a number.",
)
ERROR_VALUE = Rule(
    "error-value",
    _ERROR,
    "A cell shows an Excel error",
    "#DIV/0!",
    "Correct the formula or write a value.",
)
TOO_LARGE = Rule(
    "too-large",
    _ERROR,
    "A number is not finite or larger than Excel keeps exactly",
    "1e300",
    "Check the unit.",
    f"{LARGEST:.0e}",
)
NEGATIVE = Rule(
    "negative",
    _ERROR,
    "A number is negative where none can be",
    "spend of -40",
    "Write 0 or the positive amount.",
)
NEGATIVE_TO_ZERO = Rule(
    "negative-to-zero",
    Severity.WARNING,
    "Negative spend counts as 0, because Settings say so",
    "a credit note of -40",
    "Take a credit note off the week whose media it is for.",
)
BLANK_FILLED = Rule(
    "blank-filled",
    Severity.WARNING,
    "A blank control was filled in, because Settings say how",
    "a price missing in two weeks",
    "Replace what was filled in as soon as the true number is known.",
)
OTHER_CURRENCY = Rule(
    "other-currency",
    Severity.WARNING,
    "An amount carries another currency than the one on Settings",
    "$2,400.00 where Settings say EUR",
    "Bring every amount in one currency.",
)
OUT_OF_RANGE = Rule(
    "out-of-range",
    _ERROR,
    "A number is outside what its column allows",
    "an event flag of 3",
    "Write a number inside the range.",
)
CONSTANT = Rule(
    "constant",
    _ERROR,
    "An outcome, control or event is the same in every week",
    "price of 9.99 throughout",
    "Delete the column: what never changes explains nothing.",
)
NEVER_USED = Rule(
    "never-used",
    _ERROR,
    "A column is zero or blank in every week",
    "a channel without any spend",
    "Fill the column in or delete it.",
)
OWNED_SPEND = Rule(
    "owned-spend",
    _ERROR,
    "An owned channel has spend",
    "Email, owned, 300 in one week",
    "Write 0 in the column, or call the channel paid.",
)
SLIP = Rule(
    "slip",
    Severity.WARNING,
    "A week is about ten times, or a tenth of, what is usual in its column",
    "45,000 among weeks of 4,500",
    "Compare the cell with its source: a decimal place may have slipped.",
    f"{SLIP_TIMES:g} times the median of {SLIP_NEIGHBOURS} weeks around,"
    f" {SLIP_BEYOND:g} times the highest twentieth",
)
SPEND_UNIT = Rule(
    "spend-unit",
    Severity.WARNING,
    "A channel's spend is in another unit than the outcome or the other channels",
    "TV in thousands, all else in units",
    "Bring all spend, and an outcome in money, in one unit.",
    f"above the outcome, below 1/{SPEND_OF_NOTHING:,.0f} of it, or {OTHER_UNIT:g} times off the"
    " median channel",
)
MIXED_PERCENT = Rule(
    "mixed-percent",
    Severity.WARNING,
    "A rate is a fraction in some weeks and a percentage in others",
    "discount rate 0.12, then 12",
    "Write all weeks in one way.",
)
NET_OUTCOME = Rule(
    "net-outcome",
    Severity.WARNING,
    "The outcome looks as if the cost of marketing was already taken off",
    "Profit after marketing",
    "Model the outcome before marketing cost: otherwise spend lowers it by itself.",
    f"by name, or changes follow total spend at -1 (within {NET_SLOPE:g}), {NET_EXPLAINED:.0%}"
    " explained",
)

RULES = (
    BLANK, TEXT, TEXT_NUMBER, AMBIGUOUS_NUMBER, WRONG_TYPE, ERROR_VALUE, TOO_LARGE, NEGATIVE,
    NEGATIVE_TO_ZERO, BLANK_FILLED, OTHER_CURRENCY, OUT_OF_RANGE, CONSTANT, NEVER_USED,
    OWNED_SPEND, SLIP, SPEND_UNIT, MIXED_PERCENT, NET_OUTCOME,
)  # fmt: skip
