"""Rules of the recovery of known truths, in reading order."""

from __future__ import annotations

from mmm_xl.analysis.thresholds import (
    ADVI_SHIFT,
    ADVI_SPREAD,
    RECOVERY_BIAS,
    RECOVERY_ERRORS,
    RECOVERY_LIMITS,
    RECOVERY_TOLD,
)
from mmm_xl.analysis.validation.check import Group, Rule
from mmm_xl.grades import Depth, Level

COVERAGE = Rule(
    key="recovery-coverage",
    group=Group.RECOVERY,
    name="80% ranges of effects hold known truths",
    threshold=f"ranges that hold the truth within the middle {RECOVERY_LIMITS:.0%} of a binomial"
    " count with 80%, all channels and simulations together and each channel by itself; more asks"
    " for review",
    meaning="On data that the model itself made, its ranges miss the truth too often: they are too"
    " narrow for data like these, even if the model is right.",
    remedy="State ranges of returns that you can defend, add history, and read all ranges as too"
    " narrow until then.",
    depth=Depth.FULL,
)

BIAS = Rule(
    key="recovery-bias",
    group=Group.RECOVERY,
    name="Estimates are right on average",
    threshold=f"mean ratio of estimate to known truth between {1 / RECOVERY_BIAS:.2f} and"
    f" {RECOVERY_BIAS:g}, or within {RECOVERY_ERRORS:g} standard errors of 1, for every channel"
    " that the data can tell",
    meaning="With data like these the model takes these channels for better or worse than they"
    " are: the prior, or another channel, speaks for them.",
    remedy="Check the stated range of the channel, and test it by an experiment.",
    depth=Depth.FULL,
)

TOLD = Rule(
    key="recovery-told",
    group=Group.RECOVERY,
    name="Data like these could have told each channel's return",
    threshold=f"simulated data narrow each prior by at least {RECOVERY_TOLD:.0%} on average; for"
    " channels that share returns, beyond what the others say",
    meaning="Whatever the truth, weeks like these could not have shown it: what is published of"
    " these channels is the prior.",
    remedy="Vary the spend of the channel on purpose (switch it off for some weeks, or in some"
    " regions) or run a lift test; more weeks of the same do not help.",
    depth=Depth.FULL,
)

ADVI = Rule(
    key="recovery-advi",
    group=Group.RECOVERY,
    name="ADVI, a cheap approximation, beside exact sampling",
    threshold=f"standard deviation of log effect within a factor of {ADVI_SPREAD:g}, mean within"
    f" {ADVI_SHIFT:g} standard deviations",
    meaning="Information only: no figure comes from the approximation, and no \u201cuse\u201d ever"
    " rests on it. Where both differ, a tool that uses it would publish other returns.",
    remedy="Nothing to do; keep to exact sampling.",
    failed=Level.USE,
    depth=Depth.FULL,
)

RULES: tuple[Rule, ...] = (COVERAGE, BIAS, TOLD, ADVI)
