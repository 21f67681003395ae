"""Every sentence that sections show, apart from the code that fills in the figures.

Ranges carry their level and "given this model and its data"; a probability is a number.
"""

from mmm_xl.names import Link, Noise, Order, Trend

GIVEN = "Given this model and its data."

SUMMARY_BEST = (
    "Among {which}, {best} has the highest estimated return on average spend ({best_roi},"
    " {best_range}) and {worst} the lowest ({worst_roi}, {worst_range})."
)
SUMMARY_VERDICT = "Verdict: {level}. {reasons}."
SUMMARY_NOTHING_AGAINST = "Every check was made, and none stands against it"
SUMMARY_WARNINGS = (
    "The checks of the data raised {warnings}, listed with advice on the Data dictionary sheet."
)
SUMMARY_WARNING = "{where}: {what}"
SUMMARY_MORE_WARNINGS = "And {more} more on the Data dictionary sheet."
KEY_NUMBERS_NOTE = "Ranges are equal-tailed credible intervals. " + GIVEN

DIGITS = (
    "Estimates end at the last digit that their Monte Carlo error supports (k: thousand, m:"
    " million, bn: billion); cells keep full precision, so shown figures may add up to one more or"
    " less in that digit. Exact amounts, such as spend and actual outcome, are shown in full."
)
"""Once on each sheet, under its first table of estimates."""

CONTRIBUTION_MESSAGE = (
    "{baseline_share} of modelled {outcome} is baseline ({baseline_range}); {largest} is the"
    " largest channel with {largest_amount} {unit} ({largest_range})."
)
CONTRIBUTION_BASELINE = (
    "Baseline is all that is not channels: level, trend, seasonality, controls and events. It"
    " is not free demand. A channel's contribution is what the model loses when that channel's"
    " spend is set to zero and its carryover is computed again."
)
CONTRIBUTION_MULTIPLIED = (
    "Baseline is the modelled outcome with all channels at zero: level, trend, seasonality,"
    " controls and events. It is not free demand. Effects multiply in this model: the rest is"
    " divided among the channels in proportion to the logarithm of their effects"
    " (logarithmic-mean-Divisia shares), so that it adds up. What would be lost without one channel"
    " is on the Lift sheet."
)
CONTRIBUTION_NOTE = (
    "Means add; the ends of ranges do not add. Residual is actual less modelled. " + GIVEN
)
CONTRIBUTION_ALT = (
    "Bridge from baseline of {baseline} plus {media} from {count} channels to modelled {outcome}"
    " of {modelled} and actual {outcome} of {actual} {unit}."
)
WEEKLY_ALT = (
    "Weekly {outcome} split into baseline and {count} channels over {weeks} weeks; baseline makes"
    " up {baseline_share} of the total."
)
WEEKLY_NOTE = "Posterior means; they add up to modelled {outcome} in every week."

ROI_MESSAGE = (
    "{best} returned an estimated {roi} {currency} per {currency} spent ({spread}), the highest of"
    " {which}, given this model and its data."
)
ROI_ASSUMED_MESSAGE = (
    "These weeks do not tell what any paid channel returned: what is shown was assumed, with what"
    " the channels taught together."
)
PAID = "the paid channels"
INFORMED = "the paid channels that these weeks inform"
ROI_NONE_MESSAGE = (
    "There is no return on spend here: {outcome} is a count without a value per conversion."
)
ROI_NO_PAID_MESSAGE = "There is no return on spend here: no channel is paid."
ROI_BASIS_MARGIN = (
    "ROI is {worth} per unit of spend; ROI on margin is incremental contribution margin"
    " per unit of spend, at a margin of {margin} of one extra unit of net sales; 1.0 pays back. The"
    " hurdle of {hurdle} applies to ROI on margin."
)
ROI_BASIS_REVENUE = (
    "ROI is {worth} per unit of spend. No margin is given on the Settings sheet, so the"
    " hurdle of {hurdle} applies to ROI and there is no ROI on margin."
)
ROI_COST = (
    "{cost} is spend per unit of incremental {outcome}: the median of the draws and its range,"
    " because a quotient of small effects has a long tail. There is no return on spend without a"
    " value per conversion on the Settings sheet. Effects after the last week of data are not"
    " counted."
)
COST_NOTE = (
    "Owned channels have no spend and so no cost: see the Contribution sheet. Ranges are about the"
    " average over the period, not weekly swings; overlapping ranges do not mean equal costs. "
    + GIVEN
)
ROI_MARGINAL = (
    "Marginal ROI is the return of the next 1% of spend in the same weekly pattern; the average"
    " return says little about the next unit. Effects after the last week of data are not counted."
)
ROI_MULTIPLIED = (
    "Effects multiply in this model: the incremental outcome of a channel is the outcome less the"
    " outcome without that channel and with all others, so channels do not add up to all together;"
    " the difference is a row of its own. The Contribution sheet divides the same total so that it"
    " adds up."
)
INTERACTION_NOTE = (
    "Where effects multiply, taking channels away one at a time counts what they do together more"
    " than once: the interaction takes it out again. " + GIVEN
)
ROI_NOTE = (
    "Owned channels have no spend and so no ROI: see the Contribution sheet. Ranges are about the"
    " average over the period, not weekly swings; overlapping ranges do not mean equal returns. "
    + GIVEN
)
ROI_ALT = (
    "Estimated {basis} with {level} ranges for {count} paid channels, from {worst} at {low} to"
    " {best} at {high}; the hurdle is {hurdle}."
)
PRIOR_NOTE = (
    "What was believed before the data, at the spend of the data. Shared: centre and spread of"
    " these returns are learned together. Shares are effects over the outcome's total; that of all"
    " channels is a log-normal with the mean and the variance of their sum. Where the range after"
    " the data is as wide as before, the data taught little about this channel."
)
CURVES_NOTE = (
    "Half-life: weeks until half of an effect has passed (delayed: weeks from the peak until the"
    " weekly effect is halved). Half of maximum: where half of the"
    " greatest effect is reached, in usual weeks on air. A peak shape above 1 lets the effect of"
    " automatic carryover peak after the first week. Blank: this curve has no such parameter."
)

BASELINE_PRIOR_NOTE = (
    "Scales are wide on purpose: they keep the sampler from absurd values and leave the answer to"
    " the data. All are centred on zero; half-Normal: one side of it only."
)

MODEL_NAME = "Model: {name}."
MODEL_LINKS = {
    Link.ADDITIVE: "Effects add up.",
    Link.MULTIPLICATIVE: "Effects multiply the outcome: the equation holds for its logarithm.",
}
MODEL_ORDERS = {
    Order.CARRYOVER_FIRST: "Spend is carried over before it saturates.",
    Order.SATURATION_FIRST: "Each week's spend saturates before it is carried over.",
}
MODEL_TRENDS = {
    Trend.LINEAR: "The trend is straight.",
    Trend.PIECEWISE: "The trend's slope may change each half year.",
    Trend.NONE: "There is no trend.",
}
MODEL_LEVEL = {
    True: "The baseline's level drifts.",
    False: "The baseline's level does not drift.",
}
MODEL_NOISES = {
    Noise.NORMAL: "Noise is independent from week to week.",
    Noise.AUTOCORRELATED: "Noise may be correlated from week to week (correlation {figure}).",
    Noise.HEAVY_TAILED: (
        "Noise has heavy tails, so that single odd weeks weigh little (degrees of"
        " freedom {figure})."
    ),
}
MODEL_POOLED = "Channels without a stated range learn their usual return from each other{groups}."
MODEL_GROUPS = ", by the words on the Channels sheet ({names})"
MODEL_APART = "Each channel's return has its own prior."
MODEL_SIGNED = "{names} can only {verb} the outcome."
MODEL_SIMPLIFIED = "Because the history is short ({weeks} weeks), {what}."

RESPONSE_MESSAGE = (
    "Each curve shows the incremental {outcome} over the period if a channel's whole weekly"
    " pattern had been multiplied by 0 to 2; a steeper curve at today's mark returns more for the"
    " next unit."
)
RESPONSE_TODAY = (
    "At a multiple of 1 a curve equals the Contribution sheet, or, where effects multiply, what"
    " the outcome would lose without that channel alone. Today is the mean of the last"
    " {weeks} weeks. Levels that history does not cover rest on the assumed shape of the curve."
)
RESPONSE_NOTE = "{level} ranges. " + GIVEN
RESPONSE_ALT = (
    "{channel}: incremental {outcome} rises from 0 to {most} {unit} at twice the observed {driver};"
    " today's level brings an estimated {today}."
)

GRID_MESSAGE = (
    "With today's total budget the mix with equal marginal returns is estimated to bring {gain}"
    " {unit} {direction} ({spread}); it beats today in {odds} plausible cases."
)
GRID_SINGLE_MESSAGE = "With one paid channel there is no mix to choose, only a level of budget."
GRID_NONE_MESSAGE = "There is no paid channel, so there is no budget to vary."
GRID_EXPLANATION = (
    "Each row keeps every channel's weekly pattern and multiplies its level; owned channels stay as"
    " they were. The equal-marginal mix may give a channel {low} to {high} times its own spend;"
    " one marked \u201cprior only\u201d keeps its part of the budget. A"
    " mix named after a channel raises that channel by {step} and lowers the others to keep the"
    " total."
)
GRID_WARNING = (
    "Gains of an optimised mix are usually promised too high: read the range and the probability,"
    " not the mean alone. This is not a plan."
)
GRID_NOTE = "Today is the row with no change of budget and the current mix. " + GIVEN

DIAGNOSTICS_GOOD = (
    "The chains agree: all {count} parameters and published figures passed; nearest to its limit is"
    " {worst}."
)
DIAGNOSTICS_BAD = "Do not use these figures: {failures}."
SAMPLING_ROUTES = {
    "compiled density": (
        "The draws come from the compiled density of the model (NUTS); it and the PyMC model that"
        " states the equation agree."
    ),
    "PyMC model": (
        "The draws come from the PyMC model that states the equation (NUTS): the compiled density"
        " does not cover this specification, or the installed sampler refused it."
    ),
}
SAMPLING_ATTEMPTS = "The model was sampled {count} times. {attempts}"
DIAGNOSTICS_FIT = (
    "The fit to weeks that the model has seen describes; it proves nothing about returns. Coverage"
    " is the share of weeks whose actual value lies inside the predictive range of that level."
)
FIT_ALT = (
    "Actual weekly {outcome} against the modelled mean and its {level} predictive range; {hits} of"
    " {weeks} weeks lie inside the 95% range."
)
CONVERGENCE_NOTE = (
    "R-hat compares chains (1 is perfect); effective draws say how many independent draws the"
    " figures rest on. Furthest off: the one of the figures that is nearest to or beyond a limit; a"
    " return is judged with the incremental outcome that it divides by spend, months and weeks with"
    " their quarters. A missing value is a failure."
)
CONVERGENCE_STILL = (
    " Left out: {count} published figures that are one number in every draw, because nothing was"
    " spent in their weeks or nothing carries over; a sampler that stood still would fail by its"
    " parameters."
)
FIT_NOTE = "Counts of weeks inside predictive ranges, noise included."

DICTIONARY_UNCHANGED = "Every figure was modelled as it stands in its cell."
DICTIONARY_CHANGED = (
    "{changed} modelled with another figure than the workbook shows; each is listed below."
)
DICTIONARY_EXPLANATION = (
    "Source, unit and caveat are what the Data dictionary sheet of the inputs says; where it says"
    " nothing of a unit, the Settings sheet does. Cells are those of the workbook that was run."
    " Totals are sums over all weeks of what was modelled."
)
DATA_DIGEST = (
    "The data are frozen in the run's folder; their digest (SHA-256 of every number and name that"
    " the fit saw) is {}."
)
ADJUSTED_NOTE = (
    "Each by the rule named beside it; the cells of the workbook itself are as they were."
)
FINDINGS_MESSAGE = "The checks of the data raised {warnings} and {notes}."
FINDINGS_NONE = "The checks of the data found nothing to warn of."
HISTORY_FIRST = "No earlier run of this workbook with other data is in the store."
HISTORY_SAME = "No cell of the earlier run {since} was restated."
RESTATED_MORE = "Shown are {shown} of {count}."
ROLE_OUTCOME = "outcome"
ROLE_SPEND = "spend, drives its channel"
ROLE_COST = "spend, cost of its channel only"
ROLE_EXPOSURE = "exposure, drives its channel"
ROLE_CONTROL = "control"
ROLE_EVENT = "event"

RECONCILIATION_GOOD = "Every total in the workbook's cells equals the total that was modelled."
RECONCILIATION_GOOD_ADJUSTED = (
    "Every total in the workbook's cells equals the total that was modelled, once the adjusted"
    " cells are counted as they were modelled."
)
RECONCILIATION_BAD = (
    "Totals in the workbook's cells do not equal what was modelled: see the rows marked FAILED."
)
RECONCILIATION_EXPLANATION = (
    "Nothing was left out, imputed or adjusted between the cells and the model."
)
RECONCILIATION_ADJUSTED = (
    "{changed} imputed or adjusted between the cells and the model, each listed with its old and"
    " new value on the Data dictionary sheet."
)
RECONCILIATION_LEDGER = (
    "Totals were not tied to a ledger: fill the Ledger sheet (`mmm-xl new --with ledger` shows one)"
    " and run again."
)
RECONCILIATION_NOTE = (
    "Sum of the cells named as they stand, what the rules chosen on Settings added to it, and sum"
    " of the series that entered the model. The difference is what neither explains."
)
FIT_BRIDGE_NOTE = "Posterior means. The residual is shown, never spread over other lines."
