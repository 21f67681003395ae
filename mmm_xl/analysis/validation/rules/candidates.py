"""Rules of other specifications, in reading order."""

from __future__ import annotations

from mmm_xl.analysis.thresholds import (
    CANDIDATE_BEYOND,
    CANDIDATE_CLOSE,
    CANDIDATE_CLOSE_CRPS,
    CANDIDATE_DIVERGENT,
    CANDIDATE_ERRORS,
    CANDIDATE_HIGH_K,
    CANDIDATE_NEGATIVE,
    CANDIDATE_SHARE,
    CANDIDATE_WIDER,
    PARETO_K,
    REFIT_MAX_RHAT,
)
from mmm_xl.analysis.validation.check import Group, Rule
from mmm_xl.grades import Depth

OWN = Rule(
    key="own-specification",
    group=Group.CANDIDATES,
    name="The run's own specification passes what every candidate has to",
    threshold=f"R-hat of effects at most {REFIT_MAX_RHAT}; at most {CANDIDATE_DIVERGENT:.0%} of"
    f" draws diverged; a baseline below zero with at most {CANDIDATE_NEGATIVE:.0%} probability and"
    f" in at most {CANDIDATE_NEGATIVE:.0%} of weeks; no channel with over {CANDIDATE_SHARE:.0%} of"
    f" the outcome or above {1000 * CANDIDATE_BEYOND:.0f} of 1,000 cases of its prior",
    meaning="The specification whose figures are published would have no part in an ensemble.",
    remedy="Look at the baseline and the channel that is named: an event, a control or a season may"
    " be missing, or a stated range may be in another unit. Then run again.",
    depth=Depth.FULL,
)

AGREE = Rule(
    key="candidates-agree",
    group=Group.CANDIDATES,
    name="Reasonable specifications agree on each channel's return",
    threshold="of any two sound specifications that predict alike, neither mean lies outside the"
    " other's 95% range, nor both outside the other's 80% range; one outside 80% asks for review",
    meaning="Two models that the data cannot tell apart split the outcome differently, so the"
    " return of these channels rests on the choice of a model.",
    remedy="Use the wider of the run's and the ensemble's range for these channels, move their"
    " spend in small steps only,"
    " and run a lift test on the first of them.",
    depth=Depth.FULL,
)

BETTER = Rule(
    key="candidates-better",
    group=Group.CANDIDATES,
    name="No other sound specification predicts better beyond chance",
    threshold=f"expected log predictive density at most {CANDIDATE_CLOSE:g}, or"
    f" {CANDIDATE_ERRORS:g} standard errors, behind the best; where weights rest on forecasts, CRPS"
    f" at most {CANDIDATE_CLOSE_CRPS:.0%} above the best",
    meaning="Another specification expects weeks left out better. That is about prediction: the"
    " run keeps its specification, because choosing one for each data set by its errors has given"
    " worse returns than keeping to a good one.",
    remedy="Compare the returns of both on the Candidates sheet. Change Settings only for a reason"
    " that you would give without this table.",
    depth=Depth.FULL,
)

PARETO = Rule(
    key="candidates-weighed",
    group=Group.CANDIDATES,
    name="Weights rest on weeks left out (Pareto k)",
    threshold=f"in every sound specification at most {CANDIDATE_HIGH_K:.0%} of weeks with Pareto k"
    f" above {PARETO_K}",
    meaning="Single weeks decide so much that leaving them out cannot be computed from these"
    " draws; the weights then come from forecasts of a few held-out weeks, which say less.",
    remedy="Look at the weeks with the largest errors and name what happened in them as events.",
    depth=Depth.FULL,
)

WIDER = Rule(
    key="ensemble-wider",
    group=Group.CANDIDATES,
    name="The ensemble is about as sure as the run",
    threshold=f"80% range of each return at most {CANDIDATE_WIDER:g} times the run's",
    meaning="Part of what is not known is which model holds; the run's own range leaves it out.",
    remedy="Use the ensemble's range for these channels; a narrower one is no reason to be surer.",
    depth=Depth.FULL,
)

RULES: tuple[Rule, ...] = (OWN, AGREE, BETTER, PARETO, WIDER)
