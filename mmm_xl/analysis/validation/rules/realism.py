"""Rules of this group, in reading order."""

from __future__ import annotations

from mmm_xl.analysis.thresholds import (
    BEYOND_WINDOW,
    COVERAGE_FAILED,
    COVERAGE_REVIEW,
    LATE,
    MEMORY_EXTREME,
    NEGATIVE_BASELINE,
    NEGATIVE_BASELINE_MOST,
    NEGATIVE_WEEK,
    NEGATIVE_WEEKS,
    PIT_FAILED,
    PIT_REVIEW,
    SEASON_EXTREME,
    SHARE_IMPLAUSIBLE,
    SHARE_IMPOSSIBLE,
    SHARE_REVIEW,
    TAIL_FAILED,
    TAIL_REVIEW,
    YEARLY_WEEKS,
)
from mmm_xl.analysis.validation.check import Group, Rule
from mmm_xl.grades import Level

_TAILS = (
    f"at least {TAIL_REVIEW:.1%} of replications lie beyond the observed figure,"
    f" both sides counted; fails below {TAIL_FAILED:.1%}"
)
_MEMORY = (
    f"at least {TAIL_REVIEW:.1%} of replications lie beyond the observed"
    f" autocorrelation; fails below {TAIL_FAILED:.1%} where it also differs from theirs by more"
    " than {:.1f}; review otherwise"
)

RULES: tuple[Rule, ...] = (
    Rule(
        key="replicated-level",
        group=Group.REALISM,
        name="Replicated outcome: mean and spread",
        threshold=_TAILS,
        meaning="Outcomes drawn from the model have another level or swing than the one that"
        " happened, so amounts taken from it are off as well.",
        remedy="Look at the chart of modelled and observed outcome; try effects that multiply, or"
        " a baseline that may drift.",
    ),
    Rule(
        key="replicated-extremes",
        group=Group.REALISM,
        name="Replicated outcome: least and greatest week, peaks, event weeks",
        threshold=_TAILS,
        meaning="The model does not make weeks like the highest, the lowest or the event weeks of"
        " these data; what it cannot explain there it may credit to media that ran then.",
        remedy="Enter what happened in those weeks on the Events sheet, or correct the cells if"
        " the data are wrong.",
    ),
    Rule(
        key="largest-surprise",
        group=Group.REALISM,
        name="Largest surprise of a single week",
        threshold=_TAILS,
        meaning="Single weeks lie further from the model than its noise allows: an event that is"
        " not entered, or noise with heavy tails; such weeks pull at the returns of media that"
        " ran then.",
        remedy="Enter what happened in that week on the Events sheet; where nothing did, set Noise"
        " on the Settings sheet to heavy-tailed.",
    ),
    # Whether residuals have memory hardly tells whether intervals of returns are wrong (on
    # simulated advertisers it sorts them no better than a coin), so it informs and does not
    # restrict, unless weeks repeat each other so much that they are far from as many as counted.
    Rule(
        key="residual-memory",
        group=Group.REALISM,
        name="Residuals one to four weeks apart",
        threshold=_MEMORY.format(MEMORY_EXTREME),
        meaning="What the model leaves unexplained carries over from week to week more, or less,"
        " than it assumes: ranges may be too narrow.",
        remedy="Set Noise on the Settings sheet to autocorrelated, and let the level drift.",
    ),
    Rule(
        key="residual-season",
        group=Group.REALISM,
        name="Residuals a year apart",
        threshold=f"{_MEMORY.format(SEASON_EXTREME)}; only what returns counts, and it takes"
        f" {YEARLY_WEEKS} weeks",
        meaning="What the model leaves unexplained returns after a year: a season is missing, and"
        " media that are planned by season may be credited with it.",
        remedy="Raise Yearly terms on the Settings sheet, or enter the yearly event on the Events"
        " sheet.",
    ),
    Rule(
        key="coverage-in-sample",
        group=Group.REALISM,
        name="Weeks inside the model's intervals",
        threshold=f"weeks inside the 50%, 80% and 95% intervals lie within their"
        f" {COVERAGE_REVIEW:.0%} binomial limits; fails with fewer than the"
        f" {COVERAGE_FAILED:.1%} limits allow",
        meaning="With too few weeks inside, noise is taken as smaller than it is and all ranges"
        " are too narrow; with too many they are wider than needed. The model has seen these"
        " weeks, which flatters: coverage of weeks not seen counts for more.",
        remedy="Too few: enter missing events, set Noise to heavy-tailed, let the level drift. Too"
        " many: single far weeks widen the noise of all others (see the largest surprise), or there"
        " are more yearly terms and events than needed.",
    ),
    Rule(
        key="pit",
        group=Group.REALISM,
        name="Where weeks fall in the predictive distribution",
        threshold=f"so uneven a spread over the distribution has a chance of at least"
        f" {PIT_REVIEW:.0%}, fails below {PIT_FAILED:.1%}; allowed for: fitted weeks gather in the"
        " middle",
        meaning="Weeks fall into parts of the predictive distribution more often than they should:"
        " its shape, its centre or its width is wrong.",
        remedy="Weeks at both ends: noise is too narrow. In the middle: single far weeks widen it,"
        " try noise with heavy tails. At one end: the level is off, try effects that multiply.",
    ),
    Rule(
        key="negative-baseline",
        group=Group.REALISM,
        name="Baseline below zero",
        threshold=f"probability over all weeks at most {NEGATIVE_BASELINE:.0%}; fails above"
        f" {NEGATIVE_BASELINE_MOST:.0%}",
        meaning="Media claim more than all that was sold; no business would sell less than"
        " nothing without advertising.",
        remedy="State lower returns on the Channels sheet, add controls that explain demand, and"
        " check the units of spend and outcome.",
        failed=Level.DO_NOT_USE,
        review=Level.RESTRICT,
    ),
    Rule(
        key="negative-baseline-weeks",
        group=Group.REALISM,
        name="Weeks with a baseline below zero",
        threshold=f"mean share of weeks at most {NEGATIVE_WEEKS:.0%}, and no week with a"
        f" probability above {NEGATIVE_WEEK:.0%} (review)",
        meaning="In some weeks media claim more than was sold: what they bring then is taken from"
        " other weeks or other causes.",
        remedy="Look at these weeks on the Contribution sheet; enter closures and shortages on the"
        " Events sheet, or use effects that multiply.",
    ),
    Rule(
        key="zero-out-sign",
        group=Group.REALISM,
        name="Each channel switched off: sign",
        threshold="the 95% range of what a channel brings does not reach below zero",
        meaning="Without the channel the model expects more outcome, which no prior here allows:"
        " the computation is not to be trusted.",
        remedy="Fit again with another seed; if it stays, report it as a fault of the program.",
        failed=Level.DO_NOT_USE,
    ),
    Rule(
        key="zero-out-size",
        group=Group.REALISM,
        name="Each channel switched off: size",
        threshold=f"median share of the outcome at most {SHARE_REVIEW:.0%} a channel; fails above"
        f" {SHARE_IMPLAUSIBLE:.0%}, or where the 95% range passes {SHARE_IMPOSSIBLE:.0%}",
        meaning="One channel is credited with so much of all sales that few businesses would"
        " believe it: it may stand for demand that it only accompanies.",
        remedy="Add controls for that demand, state a range for its return on the Channels sheet,"
        " or run a lift test.",
    ),
    Rule(
        key="zero-out-shape",
        group=Group.REALISM,
        name="Each channel switched off: shape",
        threshold=f"more spend never brings less, losses fall in weeks of spend and carryover,"
        f" at most {LATE:.0%} of them after the spend (review), and the probability that half of"
        f" the effect would arrive after the weeks of carryover is at most {BEYOND_WINDOW:.0%}",
        meaning="The effect comes later than the model can count, or in a shape that advertising"
        " does not have: it may be a slow change of demand.",
        remedy="Raise Carryover weeks on the Settings sheet, state a shorter half-life on the"
        " Channels sheet, or let the level drift.",
    ),
)
