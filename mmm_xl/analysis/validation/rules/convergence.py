"""Rules about chains and draws, in reading order."""

from __future__ import annotations

from mmm_xl.analysis.convergence import MAX_DIVERGENT_SHARE, MAX_RHAT, MIN_ESS
from mmm_xl.analysis.validation.check import Group, Rule
from mmm_xl.grades import Level

RULES: tuple[Rule, ...] = (
    Rule(
        "chains-agree",
        Group.CONVERGENCE,
        "Chains agree (R-hat)",
        f"at most {MAX_RHAT} for every parameter and every published figure",
        "The sampler's independent runs found different answers, so no figure is known yet.",
        "Raise Tuning draws and Kept draws on the Settings sheet.",
        failed=Level.DO_NOT_USE,
    ),
    Rule(
        "enough-draws",
        Group.CONVERGENCE,
        "Independent draws (bulk and tail)",
        f"at least {MIN_ESS:.0f} for every parameter and every published figure",
        "Ranges rest on too few independent draws; another seed would move their ends.",
        "Raise Kept draws on the Settings sheet.",
        failed=Level.DO_NOT_USE,
    ),
    Rule(
        "no-divergence",
        Group.CONVERGENCE,
        "Draws that diverged",
        f"none; up to {MAX_DIVERGENT_SHARE:.1%} of draws restricts",
        "The sampler lost its way where the posterior is too narrow for its steps.",
        "Raise Tuning draws on the Settings sheet.",
        failed=Level.DO_NOT_USE,
        review=Level.RESTRICT,
    ),
)
