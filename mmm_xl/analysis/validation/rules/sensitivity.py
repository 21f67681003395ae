"""Rules of reasonable changes and placebos, in reading order."""

from __future__ import annotations

from mmm_xl.analysis.thresholds import (
    FLIPPING_CHANGES,
    MOST_MOVED,
    OUTSIDE_CHANGES,
    PLACEBO_FAILED,
    PLACEBO_REVIEWED,
    PLACEBO_SHIFT,
    SURE_ORDER,
)
from mmm_xl.analysis.validation.check import Group, Rule
from mmm_xl.grades import Depth

DONE = Rule(
    key="reasonable-changes",
    group=Group.SENSITIVITY,
    name="All reasonable changes were fitted",
    threshold="each gives a fit whose chains agree",
    meaning="Of what was not fitted nothing is known: the returns may depend on it.",
    remedy="Run the validation again with more draws on the Settings sheet; where it stays, leave"
    " out or merge the channel that the message names.",
    depth=Depth.STANDARD,
)

ORDER = Rule(
    key="order-of-returns",
    group=Group.SENSITIVITY,
    name="The order of returns stays",
    threshold=f"no two channels whose order the run tells with a probability of {SURE_ORDER:.0%} or"
    f" more change places under {FLIPPING_CHANGES} or more reasonable changes; other changes of"
    " order are told",
    meaning="Which of these channels returns more depends on choices that the data do not settle.",
    remedy="Do not move money between these channels on this order; test one of them in the"
    " market.",
    depth=Depth.STANDARD,
)

SIZE = Rule(
    key="size-of-returns",
    group=Group.SENSITIVITY,
    name="The size of returns stays",
    threshold=f"mean return outside the run's 80% interval under fewer than {OUTSIDE_CHANGES}"
    f" reasonable changes, and never moved by more than {MOST_MOVED:g} standard deviations, each"
    " channel",
    meaning="Reasonable models disagree on what the channel returns, by more than the run's own"
    " range says: the range is too narrow to plan with. On simulated advertisers disagreement of"
    " this kind told wrong ranges, which correlations did not.",
    remedy="Take the whole span over the changes as the range, state a return that is known from"
    " elsewhere on the Channels sheet, or test the channel in the market.",
    depth=Depth.STANDARD,
)

HURDLE = Rule(
    key="side-of-hurdle",
    group=Group.SENSITIVITY,
    name="Returns stay on their side of the hurdle",
    threshold=f"no channel that the run puts on one side of the hurdle with a probability of"
    f" {SURE_ORDER:.0%} or more crosses it under any reasonable change; other crossings are told",
    meaning="Whether the channel pays back depends on choices that the data do not settle.",
    remedy="Do not cut or raise the channel on this figure alone; test it in the market.",
    depth=Depth.STANDARD,
)

INFLUENCE = Rule(
    key="single-quarters",
    group=Group.SENSITIVITY,
    name="No single quarter decides a return",
    threshold="mean return inside the run's 80% interval whichever quarter's outcome is left out,"
    " each channel",
    meaning="What is said of the channel rests on one quarter: something else that happened then"
    " may have passed for it.",
    remedy="Find out what else happened in that quarter and name it as an event or a control.",
    depth=Depth.FULL,
)

PLACEBO = Rule(
    key="placebo",
    group=Group.REALISM,
    name="Placebo: media of half a year before earn nothing",
    threshold=f"the interval of what each channel's media, shifted by {PLACEBO_SHIFT} weeks, earn"
    f" holds zero: at {1 - PLACEBO_FAILED:.0%} for all channels together, or it fails; at"
    f" {1 - PLACEBO_REVIEWED:.0%}, or it is told (the probability of a mistake is shared equally"
    " among the channels)",
    meaning="Media that did not run in these weeks seem to move the outcome: demand that the model"
    " does not know follows this pattern, and the channel's own return may hold some of it.",
    remedy="Name events, price and demand that follow a season, or allow more yearly terms on the"
    " Settings sheet; then look again.",
    depth=Depth.STANDARD,
)

RULES: tuple[Rule, ...] = (PLACEBO, DONE, ORDER, SIZE, HURDLE, INFLUENCE)
