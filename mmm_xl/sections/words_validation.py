"""Sentences of the Validation sheet on checks, chains, priors and realism.

A fit may look right and be wrong: nothing here calls a return shown.
"""

TITLE = "how far these figures can be trusted"
VERDICT = "Verdict: {level}. {why}"
NOTHING_AGAINST = "Every check was made and nothing speaks against use."
REASONS = {1: "One reason, below.", 2: "{n} reasons, below."}
REASON = "{n}. {reason}."
DEPTH = "Depth of validation: {depth}. Of {checks}, {counts}."
COUNTS = {
    "passed": "{n} passed",
    "review": "{n} asked for a second look",
    "failed": "{n} FAILED",
    "not done": "{n} could not be made or was not asked for",
}
COUNTS_MANY = {"not done": "{n} could not be made or were not asked for"}
NOTES = "Worth a look, and no limit by itself:"
NOTE = "Note {n}: {note}."
MORE_NOTES = "And {n} more below."
LIMITS = (
    "A check speaks only of what it looks at, given this model and its data. Large shifts from the"
    " prior and models that disagree say most about a wrong return; correlations between channels"
    " say little."
)
UNSEEN = (
    "No check can see demand that no sheet holds and that moves both a channel's spend and the"
    " outcome. It would pass for an effect of the channel; a lift test is what tells."
)
UNSEEN_CAPTURE = "Most exposed, because people reach {them} when they already want to buy: {names}."

STATUS = {"passed": "passed", "review": "review", "failed": "FAILED", "not done": "not done"}
CHECKS_TITLE = "checks, their thresholds and what was found"
CHECKS_NOTE = (
    "What it means and what to do stand where a check did not pass. A check that was not done is"
    " no pass."
)
CHECKS_PAGE = "Checks that passed are listed in the workbook."
COUNTS_TITLE = "checks by subject"
NOT_ASKED = "Not looked at, so it is no pass."
DEEPER = "Run again with a {depth} validation (`--validation {depth}`)."

CHAINS_TITLE = "do the chains agree"
CHAINS_MESSAGE = (
    "Least E-BFMI of a chain is {least}; {correlations}. R-hat and effective draws of every"
    " published figure stand under Diagnostics."
)
CHAINS_READ = (
    "What to take from it: every chain is a separate search for the same answer. If all of them"
    " moved freely (E-BFMI, from the energy of their moves, is not low) and saw the same (their"
    " lines lie on each other), the figures are those of the model and not of luck in computing."
    " It says nothing of whether the model is right."
)
CORRELATIONS = "{count} of effects correlated above the limit"
NO_CORRELATIONS = "no two effects are correlated above the limit"
ENERGY_TITLE = "E-BFMI of each chain"
ENERGY_NOTE = (
    "How well a chain moves through the posterior: near 1 is good, a low value means that it"
    " crept and that tails may be missed."
)
CORRELATIONS_TITLE = "how far the data separate the effects"
CORRELATIONS_NOTE = (
    "Posterior correlation of what two channels, or a channel and the baseline, bring; the limit is"
    " {limit} either way. Strongly negative: the data tell their sum better than each. Read such"
    " channels together; a test of one of them informs both. By itself this seldom means that a"
    " range is wrong."
)
RANKS_TITLE = "ranks of the draws, {quantity}"
RANKS_ALT = (
    "Draws of {chains} chains by rank among all draws of {quantity}: {least} to {most} in a bin,"
    " {expected} expected."
)
RANKS_NOTE = (
    "Every draw ranked among the draws of all chains. Chains that agree have about as many draws"
    " in every bin; a chain that leans to one side saw something else."
)
RANKS_X = "Rank among all draws (bin {first} to {last})"
RANKS_Y = "Draws in the bin"

PRIORS_TITLE = "prior against posterior"
PRIORS_INFORMED = "The data informed every channel."
PRIORS_ONLY = (
    "What is shown for {names} is what was assumed and what other channels taught, not a finding:"
    " the data did not inform {them}."
)
PRIORS_SHARE = (
    "Before any data the priors typically gave media {share} of the outcome (median; {spread}); in"
    " {odds}"
    " cases they gave media more than the whole outcome."
)
PRIORS_READ = (
    "A channel that moved far from its prior deserves a second look: either the prior was wrong or"
    " something else passes for the channel. One that hardly moved was believed, not learned."
)
PRIORS_ROI = "{what} before and after the data ({unit})"
PRIORS_SHARES = "share of the outcome before and after the data, channels without spend"
PRIORS_NOTE = (
    "Medians, because some ranges have long tails."
    " Narrowed: how much of the prior's 90% range of the logarithm the data took away. By own"
    " weeks: what its own weeks narrowed beyond what channels of its pool taught. Shift: of the"
    " mean logarithm, in the prior's standard deviations. Overlap: area that both densities share,"
    " 100% where the data changed nothing. {level} ranges. Given this model and its data."
)
PRIORS_ALT = (
    "{what} of {count} channels before (thin) and after the data (thick), with {level} ranges; the"
    " range narrowed most for {most} ({narrowed}) and least for {least} ({hardly})."
)

REALISM_TITLE = "does the model make weeks like those observed"
REALISM_MESSAGE = (
    "{inside} of {count} statistics of the observed weeks lie inside the 95% range of weeks that"
    " the model makes; {weeks_inside} of {weeks} weeks lie inside their {level}% range."
)
REALISM_BASELINE = (
    "The baseline of all weeks together is below zero in {total} draws, that of its worst week in"
    " {week}; on average {share} of weeks have a baseline below zero."
)
REALISM_LEFT_OUT = "Statistics that do not exist here: {why}."
REALISM_BAND = (
    "Actual weeks against the predictive range, event weeks marked, are drawn under Diagnostics."
    " A fit to weeks that the model has seen describes; it proves nothing about returns."
)
REPLICATED_TITLE = "observed weeks against weeks that the model makes"
REPLICATED_NOTE = (
    "Weeks are drawn from the fitted model, noise included, and the same statistic is taken of"
    " them. Beyond: share of draws further out than the observed one, both sides together; near 0"
    " the model does not make such weeks."
)
COVERAGE_TITLE = "share of weeks inside predictive ranges"
COVERAGE_NOTE = (
    "Least and most are binomial limits that hold 95 of 100 counts: least if the level were right,"
    " most if the share were the expected one, which is above the level because these weeks were"
    " fitted. Below far too few, the noise is estimated too small."
)
COVERAGE_ALT = "Share of weeks inside against the stated level: {found}."
COVERAGE_PART = "{level}% stated, {share} found, {least} to {most} expected"
COVERAGE_X = "Stated level of the range (%)"
COVERAGE_Y = "Weeks inside (%)"
PIT_TAIL = "A spread as uneven as this comes about by luck in {odds} such models."
PIT_TITLE = "where each week falls in its predictive distribution"
PIT_NOTE = (
    "Share of replications below the observed week (probability integral transform), in ten bins;"
    " of {weeks} weeks about {expected} are expected in each, and between {least} and {most} in 95"
    " of 100 data sets. High ends: ranges too narrow. High middle: too wide."
)
ZERO_TITLE = "simulated {outcome} with one channel at zero ({unit})"
ZERO_NOTE = (
    "Lost: modelled outcome less that with the channel at zero. Later: part of the loss that falls"
    " after the channel's own weeks of spend. Beyond carryover: probability that half of the effect"
    " would arrive after more weeks than carryover is counted over. Shape: whether more spend never"
    " brings less and the curve stays bounded. {level} ranges. Given this model and its data."
)
PLACEBO_TITLE = "channels shifted by half a year, which must earn nothing"
PLACEBO_NOTE = (
    "The same media, moved by half a year, entered as a term of any sign: they cannot have acted."
    " Beyond: probability of a figure as far from 0 by luck. Of {looks} channels some {level}"
    " ranges leave 0 out by luck alone; the check allows for that, so read what it says. The last"
    " digit may be luck of the draws. Given this model and its data."
)
