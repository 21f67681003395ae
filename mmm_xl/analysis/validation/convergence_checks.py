"""Checks of chains and draws."""

from __future__ import annotations

from mmm_xl.analysis.contribution import Contributions
from mmm_xl.analysis.convergence import MAX_DIVERGENT_SHARE, MAX_RHAT, MIN_ESS, Convergence
from mmm_xl.analysis.validation.check import CheckResult, Status
from mmm_xl.runs.run import Run


def convergence_checks(
    checked: Convergence, run: Run, effects: Contributions
) -> tuple[CheckResult, ...]:
    """All checks of this group; NaN is not a pass."""
    return (_chains(checked), _draws(checked), _divergences(checked))


def _chains(checked: Convergence) -> CheckResult:
    passed = checked.max_rhat <= MAX_RHAT
    return CheckResult(
        "chains-agree",
        Status.PASSED if passed else Status.FAILED,
        f"{checked.max_rhat:.3f}",
        ""
        if passed
        else f"the chains do not agree: R-hat {checked.max_rhat:.3f}, at most {MAX_RHAT} expected;"
        f" furthest off is {checked.worst.told}",
    )


def _draws(checked: Convergence) -> CheckResult:
    passed = checked.min_ess_bulk >= MIN_ESS and checked.min_ess_tail >= MIN_ESS
    least = min(checked.min_ess_bulk, checked.min_ess_tail)
    return CheckResult(
        "enough-draws",
        Status.PASSED if passed else Status.FAILED,
        f"{least:.0f}",
        ""
        if passed
        else f"too few independent draws: {least:.0f}, at least {MIN_ESS:.0f} expected, of"
        f" {checked.worst.told}; raise Kept draws on the Settings sheet",
    )


def _divergences(checked: Convergence) -> CheckResult:
    count, one = checked.divergences, checked.divergences == 1
    found = f"{count} of {checked.draws} draws"
    if not checked.few_divergences:
        words = f"{found} diverged, at most {MAX_DIVERGENT_SHARE:.1%} accepted"
        return CheckResult("no-divergence", Status.FAILED, found, words)
    words = f"{count} {'draw' if one else 'draws'} diverged, within the limit of one in 1,000"
    status = Status.REVIEW if count else Status.PASSED
    return CheckResult("no-divergence", status, found, words if count else "")
