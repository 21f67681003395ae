"""Every rule beside what was found; a rule that nobody applied is never green."""

from __future__ import annotations

from collections.abc import Sequence

from mmm_xl.analysis.validation.check import CheckResult, CheckRow, Rule, Status
from mmm_xl.analysis.validation.rules.catalogue import RULES
from mmm_xl.grades import Depth

NEEDS = "needs validation {depth}; this was {made}"
NO_VALIDATION = "no validation was made"
MISSING = "nothing was reported"


def rows(
    checks: Sequence[CheckResult], depth: Depth | None, rules: Sequence[Rule] = RULES
) -> tuple[CheckRow, ...]:
    """Rows of the Validation sheet: rules in order, each with its results.

    Parameters
    ----------
    checks : sequence of CheckResult
        What was found; several may be of one rule.
    depth : Depth or None
        How much the run was put to the test; None where it was not.
    rules : sequence of Rule
        By default all there are.

    Returns
    -------
    tuple of CheckRow
        At least one for each rule: one without result was not done.

    Raises
    ------
    KeyError
        A check of a rule that does not exist.
    """
    by_rule: dict[str, list[CheckResult]] = {rule.key: [] for rule in rules}
    for check in checks:
        by_rule[check.rule].append(check)
    return tuple(
        CheckRow(rule, result)
        for rule in rules
        for result in by_rule[rule.key] or [_not_done(rule, depth)]
    )


def _not_done(rule: Rule, depth: Depth | None) -> CheckResult:
    if depth is None:
        why = NO_VALIDATION
    elif rule.depth.rank > depth.rank:
        why = NEEDS.format(depth=rule.depth, made=depth)
    else:
        why = MISSING
    return CheckResult(rule.key, Status.NOT_DONE, why)
