"""Sentences of the Evidence sheet, apart from the code that fills in the figures."""

from collections.abc import Mapping

from mmm_xl.names import Credit

NAMES: Mapping[Credit, str] = {Credit.PLATFORM: "Platforms", Credit.LAST_CLICK: "Last click"}
MODEL = "Model"
TEST = "Lift test"

TITLE = "model, platforms, last click and lift tests"
MESSAGE = (
    "{who} credit {channels} with {credit} {unit}; for the spend of the same days the model finds"
    " {model} ({spread}), given this model and its data."
)
MESSAGE_TESTS = "{tests} beside the model, given this model and its data."
MESSAGE_NONE = "None of the reports can be compared: the list at the end says why."
DISAGREE = " {count} beyond the thresholds below."
AGREE = " Nothing is beyond the thresholds."

SAME_DAYS = (
    "Each channel is held against its reports over the days that these cover, weeks split by days."
    " The model\u2019s figure is the spend view: all that the spend of these days brings, now and"
    " later. Where platforms and last click cover different days, differences are left out, and"
    " ratios take the model of the same days."
)
BUDGET = (
    "Spend that a credit justifies is the credited revenue times {margin}, over the hurdle of"
    " {hurdle}: at that spend the credit would just meet the hurdle. It is an upper end for the"
    " spend of these days, on average return; the next unit returns less. Where a tool\u2019s"
    " figure exceeds the model\u2019s, that much spend rests on credit that the model does not"
    " find."
)
MOST = "{who} {label} with {times} what the model finds of the same days{spend}."
MOST_SPEND = ": its credit would justify {tool} {currency} of spend, the model\u2019s {model}"
MOST_FAR = (
    "{owner} credit of {label} would justify {tool} {currency} of spend, the model\u2019s figure"
    " {model}."
)
OWNERS: Mapping[Credit, str] = {
    Credit.PLATFORM: "The platforms\u2019",
    Credit.LAST_CLICK: "The last-click",
}
"""Of a channel whose multiple has been told as a disagreement."""
CREDITS: Mapping[Credit, str] = {
    Credit.PLATFORM: "Platforms credit",
    Credit.LAST_CLICK: "Last click credits",
}
MARGINS = {True: "the margin", False: "1, because no margin is given"}
NOT_COMPARED = (
    "{count} shown in the list at the end but not compared: no day of the data, or no figure in the"
    " outcome\u2019s unit."
)

CREDIT_TITLE = "credit side by side ({unit})"
CREDIT_NOTE = (
    "{level} ranges of the model; ends of ranges do not add. Differences are of rows that have both"
    " figures for the same days, and their total is of these rows. Given this model and its data."
)
RETURNS_TITLE = "credit per unit of spend side by side ({unit})"
RETURNS_NOTE = (
    "Credit over the Spend sheet\u2019s spend of the same days. The lift test is its own effect"
    " over its own change of spend, in its own weeks, with its own {level} range; of several tests"
    " of a channel the one measured last. Ranges of the model: {level}, given this model and its"
    " data."
)
RETURNS_ALL_WEEKS = " A channel without reports shows the model over all weeks."
RATIOS_TITLE = "credit as a multiple of what the model finds"
RATIOS_NOTE = (
    "Credit over the model\u2019s figure for the same days, draw by draw: the median and its"
    " {level} range. Shares are of all credit of that kind, and of the model\u2019s mean over the"
    " reported channels. Given this model and its data."
)
BUDGET_TITLE = "spend that each credit justifies ({unit})"
BUDGET_NOTE = (
    "{level} ranges of the model. Differences are of rows that have both figures for the same days."
    " Given this model and its data."
)
OVER_TITLE = "credit as a share of all revenue of the same days"
OVER_NOTE = (
    "Above 100% a kind of credit claims more than there was. Revenue from the ledger is what is in"
    " scope, spread evenly over the days of its periods; where the ledger does not cover all of the"
    " days, it is the actual of the Outcome sheet, weeks split by days. Model rows are means."
)
BASES = {"ledger": "Ledger, in scope", "outcome": "Outcome sheet, actual"}
TESTS_TITLE = "lift tests and the model, effect per unit of spend ({unit})"
TESTS_NOTE = (
    "The test: measured effect over change of spend, {level} range from its standard error. The"
    " model: what it says of the same change in the same weeks, {level} range, given this model and"
    " its data. In common: overlap of the two distributions, 100% where they are one. A test marked"
    " calibrate informed the model, so that its agreement is no independent check."
)
READINGS = {
    (False, False): "agrees",
    (False, True): "agrees, was told",
    (True, False): "DISAGREES",
    (True, True): "DISAGREES, was told",
}
"""By whether it disagrees, and whether the model was told the result."""
FINDING = "Disagreement: {what}."
THRESHOLDS = "Thresholds. {words}"

DEFINITIONS_TITLE = "what each number is, and how it is known to err"
DEFINITIONS_NOTE = (
    "Windows and views are as the reports state them. No report says how far it follows people from"
    " one device to another."
)
UNSTATED = "not stated"
VIEWS = {True: "credited", False: "not credited", None: UNSTATED}
DEVICES = "unknown"
MODEL_DEFINITION = (
    "all effect of the days\u2019 spend", "included", "no person is followed",
    "What moves spend and sales together and is not in the workbook",
    "either way",
)  # fmt: skip
TEST_DEFINITION = (
    "first week to last week measured", "included", "no person is followed",
    "One market, season and change of spend; spill-over into the market it is held against",
    "too low where it spills over",
)  # fmt: skip
LEDGER_DEFINITION = (
    "booking periods", "does not apply", "does not apply",
    "Counts all sales, credits nobody; cut-off and late bookings",
    "none known",
)  # fmt: skip
BIASES: Mapping[tuple[Credit, bool | None], tuple[str, str]] = {
    (Credit.PLATFORM, True): (
        "Sales that would have come anyway, also after a mere view; sales that others credit too",
        "too high, most of all for retargeting",
    ),
    (Credit.PLATFORM, False): (
        "Sales that would have come anyway; sales that others credit too",
        "too high",
    ),
    (Credit.PLATFORM, None): (
        "Sales that would have come anyway; sales that others credit too",
        "too high",
    ),
    (Credit.LAST_CLICK, None): (
        "All credit to who closes the sale, none to what caused it",
        "too high near the sale (brand search, affiliates), too low before it (TV, display)",
    ),
}
OWN = "own credit"
USES_TITLE = "which number is for what"
USES = (
    ("Ledger", "Results, as reported", "Credit of a channel"),
    ("Model", "Split of the budget between channels", "Steering a campaign inside a channel"),
    ("Lift test", "Causal check of a channel, and of the model",
     "Other changes of spend and other seasons, by itself"),
    ("Platform", "Tuning inside its channel: campaigns, audiences, bids",
     "Comparing channels; adding up"),
    ("Last click", "Finding what breaks on the way to the sale", "Incrementality, never"),
)  # fmt: skip
REPORTS_TITLE = "reports as they stand, and what was compared"
REPORTS_NOTE = (
    "A report that reaches beyond the data counts with the share of its days in the data. A blank"
    " figure was not reported."
)
COMPARED = "compared"
NO_DAY = "left out: no day of the data"
NO_VALUE = "shown only: not in the outcome\u2019s unit"
PARTLY = "compared for {days} of {all} days"
CHART_ALT = (
    "Credit per unit of spend for {count} channels. {parts}. The model\u2019s figures have {level}"
    " ranges, given this model and its data."
)
CHART_PART = "{label}: model {model}{others}"

UNCOMPARED = (
    "Comparison with platform figures",
    "The workbook has no Platforms sheet, or none of its reports can be compared.",
    "Differences from those figures are not explained.",
)


def not_done(*, compared: bool) -> tuple[tuple[str, str, str], ...]:
    """What was not compared, why, and what that leaves open; nothing where reports were."""
    return () if compared else (UNCOMPARED,)
