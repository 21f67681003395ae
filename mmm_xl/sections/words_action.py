"""Sentences of the Summary: learned, next, how sure, and what could change it."""

from mmm_xl.names import Action
from mmm_xl.sections.words import GIVEN

MESSAGE = (
    "Channels brought in an estimated {media} of {modelled} {what} ({media_range}), given this"
    " model and its data."
)
OF_MONEY = "{unit} of {outcome}"

LEARNED = "Learned: "
NEXT = "Next: "
HOW_SURE = "How sure: "
COULD_CHANGE = "What could change it: "
"""Each begins the first sentence of its block."""

TOTAL_RETURN = (
    "One {currency} of paid spend returned an estimated {roi} {currency} of {worth} ({roi_range})."
    " All paid spend together is {likely} to be above the hurdle of {hurdle} on {basis}: in {odds}"
    " plausible cases, given this model and its data."
)
REVENUE = "revenue"
VALUE = "value, counting {value} {currency} for each of the {outcome}"
NO_RETURN = (
    "{outcome} has no value per conversion on the Settings sheet, so effects are in {unit} and"
    " there is no return on spend."
)
NO_PAID = "No channel is paid, so there is no return on spend."

DO = {
    Action.SCALE: "scale {channels}",
    Action.HOLD: "hold {channels}",
    Action.CUT: "cut {channels}",
    Action.TEST: "test {channels}",
}
DO_NOT_ACT = "Act on none of this while the verdict is \u201cdo not use\u201d: it says what failed."
ODDS = (
    "{channel}: the next unit of spend is {likely} to beat the hurdle, in {odds} plausible cases;"
    " its {basis} is an estimated {returned} ({spread})."
)
ODDS_MORE = "The other {more} are in the table below."
NO_ACTION_COUNT = (
    "no action is proposed, because {outcome} has no value per conversion to set against spend;"
    " state one on the Settings sheet."
)
NO_ACTION_UNPAID = "no action is proposed, because no channel is paid."

LEAST = "the action that turns most easily is that for {channel} ({action}): {reversal}."
LEAST_NONE = "no margin or return assumed before the data, within reach, reverses an action."
LEAST_UNKNOWN = "better data, a test in the market, or another form of model."
ASSUMED = (
    "Assumed more than learned: {share} of paid spend is on channels whose own weeks say nothing"
    " beyond what was assumed and what other channels taught (prior only)."
)
LIMITS = "Limits: {limits}."
LIMIT_CHANNELS = "no money is moved on the return of {channels} alone"
LIMIT_RAISED = "no money is added on the return of {channels} alone"
LIMIT_FORECASTS = "its forecasts are not planned with"
LIMIT_LEDGER = "its totals are not quoted as tied to the ledger"
LIMIT_OPEN = "what was not looked at stays open"
NOT_INCLUDED = (
    "Not included: effects after the last week of data, competitors' actions and demand that no"
    " column of the workbook describes."
)

FALLS = "margin below {margin} (then {action})"
RISES = "margin above {margin} (then {action})"
PRIOR_HIGHER = "return assumed before the data {factor} times as high (then {action})"
PRIOR_LOWER = "return assumed before the data at {factor} of what it is (then {action})"
NOTHING = "nothing within reach"
BY_TEST = "a test in the market, or varied spend"

WHY = {
    Action.SCALE: "pays in {odds} cases; above {scale}",
    Action.CUT: "pays in {odds} cases; below {cut}",
    Action.TEST: "pays in {odds} cases; {width}, {share} of spend",
    Action.HOLD: "pays in {odds} cases; {reason}",
}
DISPUTED = (
    "pays in {odds} cases if the weeks are believed, but its lift test contradicts them; what the"
    " next unit brings rests on them still"
)
PRIOR_ONLY = (
    "pays in {odds} cases by what was assumed, not by these weeks, which do not tell: only a test"
    " or varied spend can"
)
HELD = (
    "pays in {odds} cases, but a check of the Validation sheet failed: \u201c{check}\u201d; no"
    " money is moved on this figure alone"
)
WIDE = "upper end {width} times the lower"
ENDLESS = "range reaches zero"
NARROW = "range too narrow to call for a test"
SMALL = "too little spend to call for a test"

RULES = (
    "Rules, from the Settings sheet: scale where the next unit of spend beats the hurdle of"
    " {hurdle} on {basis} with more than {scale} probability; cut where with less than {cut}; of"
    " the others, test where the upper end of the 80% range of its return is at least {wide} times"
    " the lower and the channel has at least {money} of paid spend; else hold. Test also where a"
    " lift test and the weeks disagree, where a check on the Validation sheet failed that names the"
    " channel, and where the weeks do not tell (prior only). Reversed by:"
    " the smallest change of the margin (where one is given), or of the return assumed before the"
    " data, found by weighing the draws anew and not by another fit. "
) + GIVEN
AT_A_GLANCE = "channels at a glance"
COUNT_NOTE = (
    "Ranges are about the average over the period, not weekly swings; overlapping ranges do not"
    " mean equal effects. "
) + GIVEN
