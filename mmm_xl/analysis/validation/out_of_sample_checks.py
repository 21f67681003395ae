"""Forecasts of weeks not seen, held against thresholds."""

from __future__ import annotations

import math
from collections.abc import Callable

from mmm_xl.analysis.thresholds import (
    ADVISED_HISTORY,
    BREAK_DEVIATIONS,
    FORECAST_OVER_FIT,
    LEAST_HISTORY,
    MOST_LOST_NEXT,
    MOST_OTHER_NEXT,
    MOST_UNSTABLE,
)
from mmm_xl.analysis.validation.check import CheckResult, Rule, Status
from mmm_xl.analysis.validation.fit_results import Coverage
from mmm_xl.analysis.validation.refit_results import FoldResult, OutOfSample, Scores, Stability
from mmm_xl.analysis.validation.rules import out_of_sample as rules
from mmm_xl.runs.run import Run

_JUDGED = (80, 95)
"""Levels whose coverage is held against limits."""


def out_of_sample_checks(found: OutOfSample | None, run: Run) -> tuple[CheckResult, ...]:
    """Results of all rules of this group; with None, where nothing was fitted again, of history."""
    if found is None:
        return (history_check(run),)
    unit = run.dataset.settings.outcome_unit

    def amount(value: float) -> str:
        return f"{_amount(value)} {unit}"

    return (
        history_check(run),
        _leak(found),
        _against_naive(rules.NAIVE_CRPS, found, "CRPS", lambda scores: scores.crps, amount),
        _against_naive(rules.NAIVE_WAPE, found, "WAPE", lambda scores: scores.wape, _percent),
        _coverage(found),
        _break(found),
        _overfit(found),
        *_stability(found, run),
    )


def history_check(run: Run) -> CheckResult:
    """Whether there are enough weeks; needs no refit."""
    weeks = run.dataset.weeks
    status = Status.PASSED
    if weeks < ADVISED_HISTORY:
        status = Status.REVIEW if weeks >= LEAST_HISTORY else Status.FAILED
    least = LEAST_HISTORY if status is Status.FAILED else ADVISED_HISTORY
    reason = f"the history has {weeks} weeks, at least {least} expected"
    return CheckResult(
        rule=rules.HISTORY.key,
        status=status,
        found=f"{weeks} weeks",
        reason="" if status is Status.PASSED else reason,
        values={"weeks": float(weeks)},
    )


def _leak(found: OutOfSample) -> CheckResult:
    names = ", ".join(found.leaks)
    return CheckResult(
        rule=rules.LEAK.key,
        status=Status.FAILED if found.leaks else Status.PASSED,
        found=f"changed: {names}" if found.leaks else f"{_folds(len(found.folds))}, none changed",
        reason=f"later weeks reach what {names} is fitted on" if found.leaks else "",
        values={"leaks": float(len(found.leaks))},
    )  # fmt: skip


def _against_naive(
    rule: Rule,
    found: OutOfSample,
    name: str,
    of: Callable[[Scores], float],
    told: Callable[[float], str],
) -> CheckResult:
    if found.model is None or found.naive is None:
        return _not_done(rule, found)
    own, plain = of(found.model), of(found.naive)
    if math.isnan(own) or math.isnan(plain):
        return CheckResult(rule.key, Status.NOT_DONE, "The outcome of all test weeks is zero.")
    lost = not own <= plain
    pair = f"{told(own)}, seasonal-naive {told(plain)}"
    return CheckResult(
        rule=rule.key,
        status=Status.FAILED if lost else Status.PASSED,
        found=f"{pair} ({found.naive_name})",
        reason=f"a seasonal-naive forecast beats the model on weeks not seen: {name} {pair}"
        if lost
        else "",
        values={"model": own, "naive": plain},
    )


def _coverage(found: OutOfSample) -> CheckResult:
    judged = [one for one in found.coverage if one.level in _JUDGED]
    if not judged:
        return _not_done(rules.COVERAGE, found)
    low = [one for one in judged if one.inside < one.least]
    high = [one for one in judged if one.inside > one.most]
    status = Status.FAILED if low else Status.REVIEW if high else Status.PASSED
    wrong = "few" if low else "many"
    reason = "; ".join(_inside(one) for one in (low or high))
    return CheckResult(
        rule=rules.COVERAGE.key,
        status=status,
        found="; ".join(_inside(one) for one in judged),
        reason=f"too {wrong} weeks lie inside the intervals of their forecasts: {reason}"
        if reason
        else "",
        values={f"inside {one.level}": float(one.inside) for one in judged},
    )


def _inside(one: Coverage) -> str:
    return (
        f"{one.inside} of {one.weeks} weeks inside {one.level}%, {one.least} to {one.most} expected"
    )


def _break(found: OutOfSample) -> CheckResult:
    known = [one for one in found.folds if not math.isnan(one.surprise)]
    if len(known) < len(found.folds):
        return _not_done(rules.BREAK, found)
    off = [one for one in known if not abs(one.surprise) <= BREAK_DEVIATIONS]
    worst = max(known, key=lambda one: abs(one.surprise))
    return CheckResult(
        rule=rules.BREAK.key,
        status=Status.FAILED if off else Status.PASSED,
        found=f"farthest: {_surprise(worst)}",
        reason=f"the outcome left its forecast: {'; '.join(_surprise(one) for one in off)}"
        if off
        else "",
        values={one.fold.key: one.surprise for one in known},
    )


def _surprise(one: FoldResult) -> str:
    side = "above" if one.surprise > 0 else "below"
    return (
        f"weeks ending {one.fold.first} to {one.fold.last} lie {abs(one.surprise):.1f} standard"
        f" deviations {side} it"
    )


def _overfit(found: OutOfSample) -> CheckResult:
    if found.model is None:
        return _not_done(rules.OVERFIT, found)
    own, fit = found.model.wape, found.in_sample
    if not fit > 0 or math.isnan(own):
        return CheckResult(rules.OVERFIT.key, Status.NOT_DONE, "There is no error to compare with.")
    pair = f"{_percent(own)} on weeks not seen, {_percent(fit)} on those fitted"
    far = not own <= FORECAST_OVER_FIT * fit
    return CheckResult(
        rule=rules.OVERFIT.key,
        status=Status.REVIEW if far else Status.PASSED,
        found=f"WAPE {pair}",
        reason=f"forecasts are much worse than the fit: WAPE {pair}" if far else "",
        values={"test": own, "fit": fit},
    )


def _stability(found: OutOfSample, run: Run) -> tuple[CheckResult, CheckResult]:
    if found.stability is None:
        return _not_done(rules.STABLE, found), _not_done(rules.DECISION, found)
    labels = {channel.name: channel.label for channel in run.dataset.channels}
    return _stable(found.stability, labels), _decision(found.stability, labels)


def _stable(stable: Stability, labels: dict[str, str]) -> CheckResult:
    if not stable.whole.roi:
        said = "No channel has spend in the weeks that all folds have in common."
        return CheckResult(rules.STABLE.key, Status.NOT_DONE, said)
    count = len(stable.folds)
    outside = {name: _outside(stable, name) for name in stable.whole.roi}
    moved = [name for name, folds in outside.items() if folds > MOST_UNSTABLE * count]
    most = max(outside, key=lambda name: outside[name])
    told = ", ".join(f"{labels[name]} in {outside[name]} of {_folds(count)}" for name in moved)
    return CheckResult(
        rule=rules.STABLE.key,
        status=Status.FAILED if moved else Status.PASSED,
        found=f"outside most often: {labels[most]}, in {outside[most]} of {_folds(count)}"
        if outside[most]
        else f"none outside; {_folds(count)}",
        reason=f"returns change when the last weeks are left out: {told}" if moved else "",
        channels=tuple(moved),
        values={name: float(folds) for name, folds in outside.items()},
    )


def _outside(stable: Stability, name: str) -> int:
    """Folds whose mean return of a channel is not inside the run's 80% interval."""
    whole = stable.whole.roi[name]
    means = [fold.roi[name].mean if name in fold.roi else math.nan for fold in stable.folds]
    return sum(not whole.lo80 <= mean <= whole.hi80 for mean in means)


def _decision(stable: Stability, labels: dict[str, str]) -> CheckResult:
    error, cost, best = stable.decision_error, stable.decision_cost, stable.whole.best_next
    if not best or math.isnan(error) or math.isnan(cost):
        said = "No channel has a marginal return in the weeks that all folds have in common."
        return CheckResult(rules.DECISION.key, Status.NOT_DONE, said)
    others = [fold.best_next for fold in stable.folds if fold.best_next != best]
    named = ", ".join(labels.get(name, "none") for name in dict.fromkeys(others))
    told = f"another in {len(others)} of {_folds(len(stable.folds))}"
    if others:
        told = (
            f"{told} ({named}), which would lose {_percent(cost)} of the marginal return on average"
        )
    status = Status.PASSED
    if error > MOST_OTHER_NEXT:
        status = Status.FAILED if cost > MOST_LOST_NEXT else Status.REVIEW
    reason = f"the best next channel is {labels[best]} with all weeks, but {told}"
    return CheckResult(
        rule=rules.DECISION.key,
        status=status,
        found=f"{labels[best]} with all weeks; {told}",
        reason="" if status is Status.PASSED else reason,
        values={"decision error": error, "decision cost": cost},
    )


def _not_done(rule: Rule, found: OutOfSample) -> CheckResult:
    """A check that lacks a fold, with why."""
    failed = [f"{one.fold.key}: {one.problem}" for one in found.folds if one.problem]
    said = "; ".join(failed) or "no fold was fitted"
    reason = "forecasts of weeks not seen were not all made"
    return CheckResult(rule.key, Status.NOT_DONE, said, reason)


def _folds(count: int) -> str:
    return f"{count} fold{'' if count == 1 else 's'}"


def _amount(value: float) -> str:
    return f"{value:,.4g}" if abs(value) < 100 else f"{value:,.0f}"


def _percent(value: float) -> str:
    return f"{value:.1%}"
