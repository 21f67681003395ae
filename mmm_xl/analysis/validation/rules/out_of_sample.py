"""Rules of forecasts of weeks that the model has not seen, in reading order."""

from __future__ import annotations

from mmm_xl.analysis.thresholds import (
    ADVISED_HISTORY,
    BREAK_DEVIATIONS,
    FORECAST_LIMITS,
    FORECAST_OVER_FIT,
    LEAST_HISTORY,
    MOST_LOST_NEXT,
    MOST_OTHER_NEXT,
    MOST_UNSTABLE,
)
from mmm_xl.analysis.validation.check import Group, Rule
from mmm_xl.grades import Depth, Level

_NO_PROOF = "A good forecast is no proof that the returns are right."

HISTORY = Rule(
    key="history",
    group=Group.OUT_OF_SAMPLE,
    name="Length of history",
    threshold=f"at least {ADVISED_HISTORY} weeks; below {LEAST_HISTORY} it fails",
    meaning="With less than a year a season may pass for media, so returns are mostly the prior;"
    " with less than a year and a half a slow change of demand may.",
    remedy="Add earlier weeks. Until then change spend in small steps and test them.",
)

LEAK = Rule(
    key="leak",
    group=Group.OUT_OF_SAMPLE,
    name="Nothing of later weeks reaches a fold",
    threshold="altering every later number leaves all that the fold is fitted on as it is",
    meaning="The forecasts had seen what they forecast, so none of their scores count.",
    remedy="This is an error of the program, not of the data: report it with the workbook.",
    failed=Level.DO_NOT_USE,
    review=Level.DO_NOT_USE,
    depth=Depth.STANDARD,
)

NAIVE_CRPS = Rule(
    key="naive-crps",
    group=Group.OUT_OF_SAMPLE,
    name="Whole forecast against a seasonal-naive one (CRPS)",
    threshold="CRPS (mean error of the whole forecast, its range included) of all test weeks not"
    " above that of the naive forecast",
    meaning="Repeating an earlier week, with its usual error, tells more of the weeks to come than"
    f" the model: its baseline misses something. {_NO_PROOF}",
    remedy="Name missing events and controls, allow yearly terms and a drifting level on the"
    " Settings sheet, and do not use its forecasts.",
    depth=Depth.STANDARD,
)

NAIVE_WAPE = Rule(
    key="naive-wape",
    group=Group.OUT_OF_SAMPLE,
    name="Forecast mean against a seasonal-naive one (WAPE)",
    threshold="WAPE (sum of errors over sum of the outcome) of all test weeks not above that of the"
    " naive forecast",
    meaning="Repeating an earlier week is nearer to what happened than the model's forecast: its"
    f" baseline misses something. {_NO_PROOF}",
    remedy="Name missing events and controls, allow yearly terms and a drifting level on the"
    " Settings sheet, and do not use its forecasts.",
    depth=Depth.STANDARD,
)

COVERAGE = Rule(
    key="forecast-coverage",
    group=Group.OUT_OF_SAMPLE,
    name="Intervals of forecasts hold what they promise",
    threshold=f"weeks inside the 80% and 95% intervals within the middle {FORECAST_LIMITS:.0%} of"
    " the counts that the forecasts let expect, weeks of a fold moving together",
    meaning="Too few weeks inside: the model is surer of weeks that it has not seen than it may"
    f" be. Too many: it is more careful than needed. {_NO_PROOF}",
    remedy="Look at the weeks outside on the fold charts; name what happened in them as an event,"
    " or choose heavy-tailed noise on the Settings sheet.",
    depth=Depth.STANDARD,
)

BREAK = Rule(
    key="forecast-break",
    group=Group.OUT_OF_SAMPLE,
    name="No fold's total far from its forecast",
    threshold=f"total outcome of each fold within {BREAK_DEVIATIONS:g} standard deviations of its"
    " forecast",
    meaning="Demand changed in these weeks in a way that neither media nor the baseline explain;"
    " returns that lean on them may carry the change.",
    remedy="Find out what changed and name it: an event from that week on, or a control.",
    depth=Depth.STANDARD,
)

OVERFIT = Rule(
    key="forecast-error",
    group=Group.OUT_OF_SAMPLE,
    name="Error of forecasts against that of the fit",
    threshold=f"WAPE of test weeks at most {FORECAST_OVER_FIT:g} times that of the weeks fitted",
    meaning="The model follows the weeks that it knows much more closely than it foresees others:"
    f" part of that fit is chance. {_NO_PROOF}",
    remedy="Judge the model by its forecasts, not by its fit; fewer controls or events may help.",
    depth=Depth.STANDARD,
)

STABLE = Rule(
    key="stable-returns",
    group=Group.OUT_OF_SAMPLE,
    name="Returns stay when the last weeks are left out",
    threshold=f"mean ROI of the common weeks outside the run's 80% interval in at most"
    f" {MOST_UNSTABLE:.0%} of folds, each channel",
    meaning="What is said of the same weeks' spend depends on which later weeks the model has"
    " seen.",
    remedy="Do not move large amounts on this channel's return; plan a lift test of it.",
    depth=Depth.STANDARD,
)

DECISION = Rule(
    key="decision-error",
    group=Group.OUT_OF_SAMPLE,
    name="The best next channel stays when the last weeks are left out",
    threshold=f"another one in at most {MOST_OTHER_NEXT:.0%} of folds; it fails where their"
    f" choices lose more than {MOST_LOST_NEXT:.0%} of the highest marginal return",
    meaning="Where the next unit of spend earns most changes with the weeks that the model has"
    " seen.",
    remedy="Spread the next step over the channels that come first in any fold, or test them.",
    depth=Depth.STANDARD,
)

RULES: tuple[Rule, ...] = (
    HISTORY, LEAK, NAIVE_CRPS, NAIVE_WAPE, COVERAGE, BREAK, OVERFIT, STABLE, DECISION,
)  # fmt: skip
