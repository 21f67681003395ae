"""Rules about what was assumed before the data, in reading order."""

from __future__ import annotations

from mmm_xl.analysis.thresholds import (
    BEYOND_FAILED,
    BEYOND_REVIEW,
    INFORMED_NARROWING,
    INFORMED_OVERLAP,
    INFORMED_SHIFT,
    MAX_PRIOR_ONLY_SPEND,
    MAX_SHIFT,
)
from mmm_xl.analysis.validation.check import Group, Rule

PLAUSIBLE = Rule(
    key="prior-media-share",
    group=Group.PRIOR,
    name="What the priors imply for media together",
    threshold=f"media bring more than the whole outcome with a probability of at most"
    f" {BEYOND_REVIEW:.0%} before any data; above {BEYOND_FAILED:.0%} restricts",
    meaning="The ranges that were assumed allow what no business has; where the data are silent,"
    " such ranges speak.",
    remedy="State lower or narrower ranges of return on the Channels sheet, first for the"
    " channel with the most spend.",
)
SHIFT = Rule(
    key="prior-shift",
    group=Group.PRIOR,
    name="How far the data moved the prior",
    threshold=f"at most {MAX_SHIFT:g} standard deviations of the logarithm for every channel;"
    " channels that a calibrating lift test informs are left out",
    meaning="Either what was assumed of the channel is wrong, or something else in the weeks passes"
    " for its effect. On simulated advertisers this warning told wrong ranges best.",
    remedy="Check the channel's spend and the range of its return on the Channels sheet, name"
    " events and demand that go with it, and test it in the market.",
)
PRIOR_ONLY = Rule(
    key="prior-only",
    group=Group.PRIOR,
    name="Channels that the data did not inform",
    threshold=f"own weeks narrow the range of every channel by {INFORMED_NARROWING:.0%}, move it by"
    f" {INFORMED_SHIFT:g} standard deviations or leave less than {INFORMED_OVERLAP:.0%} in common"
    " with what is said without them, or a lift test informs it",
    meaning="What is shown of the channel is what was assumed, or what other channels taught: we do"
    " not know what it brings. It is marked wherever it is shown.",
    remedy="Vary its spend or pause it for some weeks, or test it in the market, before money is"
    " moved on these figures.",
)
PRIOR_ONLY_SPEND = Rule(
    key="prior-only-spend",
    group=Group.PRIOR,
    name="Paid spend on channels that the data did not inform",
    threshold=f"at most {MAX_PRIOR_ONLY_SPEND:.0%} of paid spend",
    meaning="Totals and comparisons of channels rest on what was assumed for that much of the"
    " spend.",
    remedy="Test the largest of these channels in the market first.",
)

RULES: tuple[Rule, ...] = (PLAUSIBLE, SHIFT, PRIOR_ONLY, PRIOR_ONLY_SPEND)
"""Rules of this group, in reading order."""
