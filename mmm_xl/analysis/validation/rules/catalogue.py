"""Every rule of a validation in reading order."""

from __future__ import annotations

from mmm_xl.analysis.validation.check import Rule
from mmm_xl.analysis.validation.rules import (
    candidates,
    convergence,
    evidence,
    out_of_sample,
    prior,
    realism,
    recovery,
    sensitivity,
)

RULES: tuple[Rule, ...] = (
    *convergence.RULES,
    *prior.RULES,
    *realism.RULES,
    *out_of_sample.RULES,
    *sensitivity.RULES,
    *candidates.RULES,
    *recovery.RULES,
    *evidence.RULES,
)


def rule(key: str) -> Rule:
    """Rule with this key."""
    return next(one for one in RULES if one.key == key)
