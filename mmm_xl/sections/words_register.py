"""Sentences of the Test register, apart from the code that fills in the figures."""

from mmm_xl.analysis.register_rules import Fault
from mmm_xl.sections.words import GIVEN

MESSAGE_AGREE = (
    "{tests}: {uses}. Each agrees with what the model expects of it, given this model and its data."
)
MESSAGE_FAULTS = "{tests}: {uses}. {limits}, given this model and its data."
INFORM = "{count} to inform the model"
CHECK = "{count} to check it"
LIMITS_ONE = "One finding limits the use of the figures: {first}"
LIMITS_MORE = "{count} findings limit the use of the figures, first: {first}"
NOTES_ONLY = "Nothing conflicts; {notes}"
MESSAGE_NONE = "No lift test stands on the Experiments sheet. {next}"

STAGES = (
    "Prior: what the model expects of a test before any data. Measured: what the test found."
    " Without: what the model says of it from all other evidence; a test that informs the model is"
    " left out once for this, and the model fitted again. With: what it says with the test. A test"
    " that only checks never informs the model, so it has no row With."
)
ROI_OF_TEST = (
    "Return of the test: value of its effect in the measured weeks over its change of spend. It is"
    " not the ROI of the channel: carryover after the last measured week is missing, and the change"
    " is not the whole spend."
)

RETURNS = (
    "Test and weeks disagree: \u201c{test}\u201d measured a return of {measured}; the model without"
    " it, from the weeks and all other evidence, expects {without}, in {unit}."
)
EFFECTS = (
    "Test and weeks disagree: \u201c{test}\u201d measured an effect of {measured}; the model"
    " without it, from the weeks and all other evidence, expects {without}, in {unit}."
)
BOTH = (
    "Told of the test, the model says {both}. Demand that moved with the spend, which no sheet"
    " holds, or a disturbed test would explain it. Given this model and its data."
)
NOT_USED = "The test only checks, so the model keeps its own figure. Given this model and its data."

PRIOR, MEASURED, WITHOUT, WITH = "Prior", "Measured", "Without", "With"

TESTS_NOTE = (
    "As the Experiments sheet states them. Factor: spend in the treated share as a multiple of what"
    " it would have been. Change of spend: over the test, negative for less."
)
STAGES_NOTE = (
    "{level} ranges; of the measured effect, that of its standard error alone. Prior without any"
    " data; the others given this model and its data."
)
LEVELS_NOTE = (
    "Ranges of the test's effect at four levels; of the measured effect, those of its standard"
    " error alone. "
) + GIVEN
AGREEMENT_NOTE = (
    "All against the model without the test. Distance: result less expected effect, in standard"
    " deviations of model and test together; beyond {conflict:g}, or where the result is as rare as"
    " that, the two conflict. As far out: probability of a result at least as far from what is"
    " expected. Model above test: probability"
    " that the model finds a larger effect of the change of spend than the test. Overlap: common"
    " part of both distributions. Effective weight: share of the expected effect that the test"
    " decides, if all is Normal; below {news:.0%} it tells next to nothing. Narrowed: by how much"
    " the {level} range of the channel's return over all weeks is narrower with the test, negative"
    " where wider. Power: probability that a test with this standard error tells the effect from"
    " zero; below {power:.0%} it is too small. Given this model and its data."
)
SCORES_NOTE = (
    "Tests that check the model, and never informed it. Predicted: expected effect. Score: CRPS,"
    " how far the result lies from the whole prediction, in the unit of the outcome; 0 is perfect."
    " Inside: whether the result lies in the predictive range of that level, test error included."
    " Given this model and its data."
)
FINDINGS_NOTE = (
    "Limits use: with such a finding the verdict is at best \u201crestrict\u201d. The thresholds"
    " are those of the note under the table of agreement; a result is impossible beyond {beyond:g}"
    " standard errors, or beyond the whole outcome of its market and weeks."
)
LIMITS, NOTE = "limits use", "note"
AGREES = "agrees"

_MENDING = (
    "Check sign, share of market, change of spend and measured effect on the Experiments sheet"
)
ADVICE = {
    Fault.CONFLICT: "Look for what else changed in its weeks or regions, and how it was measured;"
    " if the test stands, the model lacks something that moved with this channel",
    Fault.WRONG_SIDE: _MENDING,
    Fault.BEYOND_PRIOR: f"{_MENDING}; then the likely return on the Channels sheet",
    Fault.BEYOND_TOTAL: _MENDING,
    Fault.CONTRADICTION: "Find out which of the two was disturbed, and keep the other",
    Fault.NOT_JUDGED: "Run again with more kept draws (Settings sheet)",
    Fault.UNDERPOWERED: "Give the next test a larger change, more weeks or a larger share",
    Fault.NO_NEWS: "It does no harm; spend on a larger test instead",
}
KINDS = {
    Fault.CONFLICT: "conflicting",
    Fault.WRONG_SIDE: "impossible",
    Fault.BEYOND_PRIOR: "impossible",
    Fault.BEYOND_TOTAL: "impossible",
    Fault.CONTRADICTION: "contradictory",
    Fault.NOT_JUDGED: "not judged",
    Fault.UNDERPOWERED: "underpowered",
    Fault.NO_NEWS: "no news",
}

NEXT_BEST = "Most worth a test next: {design}."
NEXT_NONE = (
    "No test is proposed for its value to next year's spend alone: for each channel that choice is"
    " settled, or a test costs at least what it is worth, or has too little power."
)
NEXT_EMPTY = "No channel has a return to learn, so no test is proposed."
DESIGN = (
    "{channel} {factor} in {share} of the market for {weeks} weeks, power {power}, {worth}, {cost}"
)
WORTH = "worth about {currency} {amount} a year"
WORTH_NOTHING = "worth next to nothing"
COSTS = "costs about {currency} {amount}"
COSTS_NOTHING = "expected to cost nothing"
SHORT_DESIGN = "{factor} in {share} of the market for {weeks} weeks"
OFF = "off"
MORE = "{more} more spend"
PROPOSED = "propose"
POWERLESS = "not proposed: no design reaches {power:.0%} power; this one has most"
NOT_WORTH = "not proposed: costs at least what it is worth"
SETTLED = "not proposed: the choice for next year is the same in nearly every draw"

VALUE = (
    "What a test is worth: next year each channel's weekly spend may stay, or go up or down by"
    " {cap:.0%}. Whoever knew the channel's return would choose better; the value of knowing is"
    " how much more that brings on average, {basis}. A test tells part of it: its value is what the"
    " choice after its result brings more than the choice today, over results simulated from the"
    " model. Its cost is what the test itself is expected to lose."
)
ON_MARGIN = "as margin less {hurdle} times the spend"
ON_REVENUE = "as revenue less {hurdle} times the spend, because no margin is given"
NOISE = (
    "Assumed of a test that nobody has run: the model's weekly noise is spread over the country in"
    " independent parts in proportion to size, and the treated share is compared with the rest."
    " Regions that move on their own make a test noisier than shown."
)
NEXT_NOTE = (
    "First those whose test is proposed, by value less cost; then the others, by the value of"
    " knowing. The design shown has the greatest value less cost among those with at least"
    " {power:.0%} power, or the most power where no design has that. Power: probability that the"
    " result lies beyond 1.96 of its standard errors. Given this model and its data."
)
DESIGNS_NOTE = (
    "All designs that were compared: spend off, half more or double in the treated share; at"
    " constant weekly spend of the last 52 weeks' mean, measured over the weeks of the test. "
) + GIVEN
LEFT_OUT = "Left out: {channels}."

CHART_ALT = (
    "{what} of {tests} with {level} ranges, a row each for prior, measured, model without the test"
    " and, where it informs the model, with it. {finding}"
)
ALT_AGREE = "Every result agrees with the model without it."
ALT_CONFLICT = "Results that do not agree with the model without them: {tests}."

SUMMARY_CALLED = (
    "The test of {channel} that would fit: {design}; by its value for next year's spend alone it is"
    " {advice}. Given this model and its data."
)
SUMMARY_NEXT = "A test worth its cost: {design}, given this model and its data."
