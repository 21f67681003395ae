"""Rules about columns that know the outcome, and about breaks in its level."""

from __future__ import annotations

from mmm_xl.data import limits
from mmm_xl.data.rules.rule import Rule
from mmm_xl.names import Severity

_ERROR, _WARNING, _NOTE = Severity.ERROR, Severity.WARNING, Severity.NOTE

MADE_FROM_OUTCOME = Rule(
    "made-from-outcome",
    _ERROR,
    "A channel or control is calculated from the outcome",
    "reported revenue, ROAS, CPA, a running total",
    "Delete the column.",
    f"exact to {limits.EXACT:g} of the variance, or correlation with the outcome above"
    f" {limits.NEAR_EXACT:g}, trend and season taken out",
)
ROLLING_MEAN = Rule(
    "rolling-mean",
    _ERROR,
    "A channel or control is a rolling mean of the outcome that includes the week itself",
    "mean of the last 4 weeks",
    "Delete the column.",
    f"2 to {limits.LONGEST_MEAN} weeks, exact to {limits.EXACT:g} of the variance",
)
EARLIER_OUTCOME = Rule(
    "earlier-outcome",
    _WARNING,
    "A control is the outcome of earlier weeks",
    "last week's revenue",
    "Delete the column: it takes for itself what media did in earlier weeks.",
    f"1 to {limits.LONGEST_LAG} weeks or a year back, or a mean of such weeks",
)
MOVES_WITH_OUTCOME = Rule(
    "moves-with-outcome",
    _WARNING,
    "A control moves almost as the outcome does",
    "reported conversions, r = 0.97",
    "Delete the column if it counts sales in another way; keep it only if it causes them.",
    f"correlation above {limits.SUSPICIOUS:g}, trend and season taken out",
)
OUTCOME_NAME = Rule(
    "outcome-name",
    _WARNING,
    "A control or channel is named like a result of sales",
    "ROAS, Attributed revenue, Orders",
    "Delete the column if sales decide it; rename it if they do not.",
)
MEDIATOR_NAME = Rule(
    "mediator-name",
    _WARNING,
    "A control is named like a step between media and sales",
    "Website visits, Brand searches",
    "Delete the column: what media do by way of it would be taken from them.",
)
MEDIATOR = Rule(
    "mediator",
    _WARNING,
    "A control is moved by media and moves the outcome",
    "visits that follow TV",
    "Delete the column if media cause it; keep it if you or the market decide it, as with prices.",
    f"media explain above {limits.MEDIATED:.0%} of its variance, and it moves the outcome by"
    f" {limits.MEDIATOR_SIGNAL:g} standard errors",
)
KNOWN_LATER = Rule(
    "known-later",
    _NOTE,
    "A control is not known when a plan is made",
    "Temperature, Competitor sales",
    "Use a forecast of it when you plan ahead.",
)
FILLED_FORWARD = Rule(
    "filled-forward",
    _WARNING,
    "The last weeks of a control repeat one number",
    "the same index in the last 6 weeks",
    "Write what is known by now, or end the workbook with the last known week.",
    f"{limits.FLAT_TAIL} weeks or more, where it otherwise changes weekly",
)
STEP = Rule(
    "step-event",
    _NOTE,
    "An event starts and never ends",
    "a price rise from 2024-03-10 on",
    "Nothing need be done where a lasting change is meant.",
)
STEP_TOGETHER = Rule(
    "step-together",
    _WARNING,
    "An event that never ends starts when another one or a channel starts",
    "a new shop and TV from the same week",
    "Their effects cannot be told apart: state the channel's likely return, or drop the event.",
    f"within {limits.STEP_APART} weeks",
)
LEVEL_SHIFT = Rule(
    "level-shift",
    _WARNING,
    "The outcome shifts to another level that no column explains",
    "-12% from 2024-03-10 on",
    "If something happened then, add an event that is 1 from that week on; if nothing did, leave"
    " it: a level that wanders can look like this.",
    f"{limits.SHIFT_SIGNAL:g} standard errors and {limits.SHIFT_SIZE:.0%} of the mean outcome",
)

RULES = (
    MADE_FROM_OUTCOME, ROLLING_MEAN, EARLIER_OUTCOME, MOVES_WITH_OUTCOME, OUTCOME_NAME,
    MEDIATOR_NAME, MEDIATOR, KNOWN_LATER, FILLED_FORWARD, STEP, STEP_TOGETHER, LEVEL_SHIFT,
)  # fmt: skip
