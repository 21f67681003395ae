"""Rules about chains and draws, in reading order."""

from __future__ import annotations

from mmm_xl.analysis.thresholds import (
    MAX_CORRELATION,
    MAX_DIVERGENT_SHARE,
    MAX_ERROR,
    MAX_RHAT,
    MIN_BFMI,
    MIN_ESS,
)
from mmm_xl.analysis.validation.check import Group, Rule
from mmm_xl.grades import Level

RHAT = Rule(
    key="chains-agree",
    group=Group.CONVERGENCE,
    name="Chains agree (R-hat)",
    threshold=f"at most {MAX_RHAT} for every parameter and every published figure",
    meaning="The sampler's independent runs found different answers, so no figure is known yet.",
    remedy="Raise Tuning draws and Kept draws on the Settings sheet, both to twice what they are;"
    " if it stays, narrow the ranges stated of the channels named and merge channels that run in"
    " lockstep.",
    failed=Level.DO_NOT_USE,
)
ESS = Rule(
    key="enough-draws",
    group=Group.CONVERGENCE,
    name="Independent draws (bulk and tail)",
    threshold=f"at least {MIN_ESS:.0f} for every parameter and every published figure",
    meaning="Ranges rest on too few independent draws; another seed would move their ends.",
    remedy="Raise Kept draws on the Settings sheet, to twice what they are.",
    failed=Level.DO_NOT_USE,
)
DIVERGENCES = Rule(
    key="no-divergence",
    group=Group.CONVERGENCE,
    name="Draws that diverged",
    threshold=f"none; up to {MAX_DIVERGENT_SHARE:.1%} of draws restricts",
    meaning="The sampler lost its way where the posterior is too narrow for its steps; what lies"
    " there may be missing from every range.",
    remedy="It was sampled again with smaller steps already, without success: raise Tuning draws on"
    " the Settings sheet, and narrow stated ranges that are wide, first of channels with few weeks"
    " of spend.",
    failed=Level.DO_NOT_USE,
    review=Level.RESTRICT,
)
ENERGY = Rule(
    key="energy",
    group=Group.CONVERGENCE,
    name="Energy (E-BFMI) of each chain",
    threshold=f"at least {MIN_BFMI:g} for every chain",
    meaning="The sampler moves slowly between wide and narrow parts of the posterior; the ends of"
    " ranges may be too close together.",
    remedy="Raise Tuning draws on the Settings sheet, and narrow stated ranges that are wide; a"
    " shorter list of controls and events helps too.",
    failed=Level.RESTRICT,
)
ERROR = Rule(
    key="monte-carlo-error",
    group=Group.CONVERGENCE,
    name="Monte Carlo error of published means",
    threshold=f"at most {MAX_ERROR:.0%} of the figure's standard deviation",
    meaning="The mean itself would move visibly with another seed.",
    remedy="Raise Kept draws on the Settings sheet, to twice what they are.",
    failed=Level.RESTRICT,
)
LOCKSTEP = Rule(
    key="channels-in-lockstep",
    group=Group.CONVERGENCE,
    name="Channels that cannot be told apart",
    threshold=f"posterior correlation of what two channels bring between -{MAX_CORRELATION:g} and"
    f" {MAX_CORRELATION:g}",
    meaning="What one of the two brings could as well be the other's: their sum is known better"
    " than either. Their ranges hold this already; the verdict does not change.",
    remedy="Merge the two channels, stagger their spend, or test one of them in the market.",
)
BASELINE = Rule(
    key="channel-against-baseline",
    group=Group.CONVERGENCE,
    name="Channels that cannot be told from the baseline",
    threshold=f"posterior correlation of a channel's total with the baseline's between"
    f" -{MAX_CORRELATION:g} and {MAX_CORRELATION:g}",
    meaning="What the channel brings could as well be demand without media. Its range holds this"
    " already; the verdict does not change.",
    remedy="Pause the channel for some weeks, vary its spend, or test it in the market.",
)

RULES: tuple[Rule, ...] = (RHAT, ESS, DIVERGENCES, ENERGY, ERROR, LOCKSTEP, BASELINE)
"""Rules of this group, in reading order."""
