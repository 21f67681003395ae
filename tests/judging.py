"""Verdicts of some checks alone, as if the others had all passed."""

from __future__ import annotations

from collections.abc import Iterable

from mmm_xl.analysis.contribution import contributions
from mmm_xl.analysis.convergence import Convergence
from mmm_xl.analysis.validation.check import CheckResult, Rule, Status
from mmm_xl.analysis.validation.convergence_checks import convergence_checks
from mmm_xl.analysis.validation.judge import rows
from mmm_xl.analysis.validation.rules.catalogue import RULES
from mmm_xl.analysis.verdict import Verdict, verdict
from mmm_xl.grades import Depth
from mmm_xl.runs.run import Run


def verdict_of(checks: Iterable[CheckResult], rules: Iterable[Rule] = RULES) -> Verdict:
    """Verdict of a full validation in which every rule without a result here has passed."""
    made = tuple(checks)
    known = {check.rule for check in made}
    rules = tuple(rules)
    others = (CheckResult(r.key, Status.PASSED, "") for r in rules if r.key not in known)
    return verdict(rows((*made, *others), Depth.FULL, rules), Depth.FULL)


def verdict_on_chains(checked: Convergence, run: Run) -> Verdict:
    """Verdict that the diagnostics of some draws lead to, all else as a run has it."""
    return verdict_of(convergence_checks(checked, run, contributions(run)))
