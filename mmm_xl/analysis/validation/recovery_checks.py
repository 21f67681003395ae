"""Recovery of known truths, held against thresholds."""

from __future__ import annotations

import math
from collections.abc import Sequence

from mmm_xl.analysis.thresholds import (
    ADVI_SHIFT,
    ADVI_SPREAD,
    RECOVERY_BIAS,
    RECOVERY_ERRORS,
    RECOVERY_LEAST,
    RECOVERY_LIMITS,
    RECOVERY_TOLD,
)
from mmm_xl.analysis.validation.candidate_results import Approximation, Recovered, Recovery
from mmm_xl.analysis.validation.check import CheckResult, Status
from mmm_xl.analysis.validation.rules import recovery as rules
from mmm_xl.phrases import listed

_LEVEL = 0.8


def recovery_checks(found: Recovery) -> tuple[CheckResult, ...]:
    """Results of all rules of this group."""
    sound = found.simulations - len(found.problems)
    if not found.channels or sound < RECOVERY_LEAST * found.simulations:
        why = f"Only {sound} of {found.simulations} simulations could be fitted."
        why = " ".join([why, *found.problems[:1]])
        keys = (rules.COVERAGE.key, rules.BIAS.key, rules.TOLD.key)
        return (*(CheckResult(key, Status.NOT_DONE, why) for key in keys), _advi(found))
    return (_coverage(found), _bias(found), _told(found), _advi(found))


def _coverage(found: Recovery) -> CheckResult:
    from scipy.stats import binom

    covered, count = (sum(getattr(one, name) for one in found.channels) for name in
                      ("covered", "of"))  # fmt: skip
    least, most = (int(end) for end in binom.interval(RECOVERY_LIMITS, count, _LEVEL))
    words = f"{covered} of {count} ranges hold the truth, {least} to {most} expected"
    lost = [one for one in found.channels if one.covered < _fewest(one, len(found.channels))]
    few, many = bool(lost) or covered < least, covered > most
    status = Status.FAILED if few else Status.REVIEW if many else Status.PASSED
    what = "too few" if few else "more than expected"
    return CheckResult(
        rule=rules.COVERAGE.key,
        status=status,
        found=words,
        reason=f"{what} 80% ranges hold known truths in simulated data: {covered} of {count},"
        f" {least} to {most} expected"
        + "".join(f"; {one.label} {one.covered} of {one.of}" for one in lost)
        if few or many
        else "",
        channels=tuple(one.channel for one in lost),
        values={"covered": float(covered), "of": float(count)},
    )


def _fewest(one: Recovered, looks: int) -> int:
    """Least number of ranges of one channel that may hold the truth, all channels looked at."""
    from scipy.stats import binom

    return int(binom.ppf((1 - RECOVERY_LIMITS) / 2 / looks, one.of, _LEVEL))


def _bias(found: Recovery) -> CheckResult:
    told = [one for one in found.channels if one.could_tell]
    if not told:
        return CheckResult(rules.BIAS.key, Status.NOT_DONE, "No channel's return could be told.")
    limit = math.log(RECOVERY_BIAS)
    off = [one for one in told
           if not abs(one.bias) <= max(limit, RECOVERY_ERRORS * one.bias_error)]  # fmt: skip
    most = max(told, key=lambda one: abs(one.bias))
    words = ", ".join(_missed(one) for one in off)
    return CheckResult(
        rule=rules.BIAS.key,
        status=Status.FAILED if off else Status.PASSED,
        found=words or f"furthest off: {_missed(most)}",
        reason=f"estimates miss known truths in simulated data: {words} on average" if off else "",
        channels=tuple(one.channel for one in off),
        values={one.channel: one.bias for one in told},
    )


def _missed(one: Recovered) -> str:
    return f"{one.label} {math.exp(one.bias):.2f} times the truth"


def _told(found: Recovery) -> CheckResult:
    silent = [one for one in found.channels if not one.could_tell]
    least = min(found.channels, key=lambda one: one.narrowed)
    words = "; ".join(f"{one.label}: prior narrowed by {_narrowed(one)}" for one in silent)
    return CheckResult(
        rule=rules.TOLD.key,
        status=Status.FAILED if silent else Status.PASSED,
        found=words or f"least: {least.label}, prior narrowed by {_narrowed(least)}",
        reason=f"data like these could not have told the return of {_listed(silent)}: simulated"
        f" data narrow the prior by less than {RECOVERY_TOLD:.0%}"
        if silent
        else "",
        channels=tuple(one.channel for one in silent),
        values={one.channel: one.narrowed for one in found.channels},
    )


def _narrowed(one: Recovered) -> str:
    return f"{max(0.0, one.narrowed):.0%}"


def _advi(found: Recovery) -> CheckResult:
    key = rules.ADVI.key
    if not found.advi:
        return CheckResult(key, Status.NOT_DONE, found.advi_problem or "It was not run.")
    off = [one for one in found.advi if not _near(one)]
    worst = max(found.advi, key=lambda one: abs(one.shift))
    return CheckResult(
        rule=key,
        status=Status.REVIEW if off else Status.PASSED,
        found="; ".join(_apart(one) for one in off) or f"furthest off: {_apart(worst)}",
        reason=f"a cheap approximation (ADVI) would be off for {_listed(off)}; no figure comes from"
        " it"
        if off
        else "",
        channels=tuple(one.channel for one in off),
        values={one.channel: one.sd_ratio for one in found.advi},
    )


def _near(one: Approximation) -> bool:
    close = 1 / ADVI_SPREAD <= one.sd_ratio <= ADVI_SPREAD
    return close and abs(one.shift) <= ADVI_SHIFT


def _apart(one: Approximation) -> str:
    return f"{one.label}: {one.sd_ratio:.2f} times the spread, mean {one.shift:+.1f} sd"


def _listed(found: Sequence[Recovered] | Sequence[Approximation]) -> str:
    return listed(one.label for one in found)
