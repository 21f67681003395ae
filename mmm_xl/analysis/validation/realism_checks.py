"""Figures of realism held against their thresholds."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence

from mmm_xl.analysis.thresholds import (
    BEYOND_WINDOW,
    LATE,
    MEMORY_EXTREME,
    NEGATIVE_BASELINE,
    NEGATIVE_BASELINE_MOST,
    NEGATIVE_WEEK,
    NEGATIVE_WEEKS,
    PIT_FAILED,
    PIT_REVIEW,
    SEASON_EXTREME,
    SHARE_IMPLAUSIBLE,
    SHARE_IMPOSSIBLE,
    SHARE_REVIEW,
    TAIL_FAILED,
    TAIL_REVIEW,
)
from mmm_xl.analysis.validation.check import CheckResult, Status
from mmm_xl.analysis.validation.fit_results import Coverage, Realism, Replicated, ZeroOut
from mmm_xl.phrases import listed
from mmm_xl.runs.run import Run

Found = tuple[Status, str, str]
"""Status, figures in words, and the clause for the verdict."""

_SHOWN = 2
"""Channels that are told of although they pass."""

_NAMED = 2
"""Statistics that a verdict names; the check itself tells of all."""

_RANK = (Status.PASSED, Status.REVIEW, Status.FAILED)
_LEVEL = ("mean", "spread")
_EXTREMES = ("least", "greatest", "peaks", "events")
_MEMORY = tuple(f"lag {lag}" for lag in range(1, 5))
_SEASON = ("lag 52",)
_SURPRISE = ("surprise",)


def realism_checks(found: Realism, run: Run) -> tuple[CheckResult, ...]:
    """Every check of realism but the placebos, in the order of their rules.

    Notes
    -----
    A figure that is missing fails.
    """
    multiplies = run.spec.multiplicative
    return (
        _replicated("replicated-level", found, _LEVEL, _tail),
        _replicated("replicated-extremes", found, _EXTREMES, _tail),
        _replicated("largest-surprise", found, _SURPRISE, _tail),
        _replicated("residual-memory", found, _MEMORY, _memory),
        _replicated("residual-season", found, _SEASON, _season),
        _coverage(found),
        _pit(found),
        _baseline(found, multiplies=multiplies),
        _baseline_weeks(found, multiplies=multiplies),
        _channels("zero-out-sign", found, _sign, lambda one: -one.lost.lo95),
        _channels("zero-out-size", found, _size, lambda one: one.share.median),
        _channels("zero-out-shape", found, _shape, lambda one: one.late),
    )


def _worst(statuses: Iterable[Status]) -> Status:
    return max(statuses, key=_RANK.index)


def _above(value: float, review: float, failed: float) -> Status:
    """Status of a figure that must not be large; NaN fails."""
    if not value <= failed:
        return Status.FAILED
    return Status.PASSED if value <= review else Status.REVIEW


def _tail(one: Replicated) -> Status:
    if not one.tail >= TAIL_FAILED:
        return Status.FAILED
    return Status.PASSED if one.tail >= TAIL_REVIEW else Status.REVIEW


def _lagged(one: Replicated, extreme: float) -> Status:
    """Status of an autocorrelation, where only a large difference fails."""
    status = _tail(one)
    small = abs(one.observed - one.mean) <= extreme
    return Status.REVIEW if status is Status.FAILED and small else status


def _memory(one: Replicated) -> Status:
    return _lagged(one, MEMORY_EXTREME)


def _season(one: Replicated) -> Status:
    """Of weeks a year apart: only what returns is a season."""
    return Status.PASSED if one.observed < one.mean else _lagged(one, SEASON_EXTREME)


def _replicated(
    key: str, found: Realism, keys: Sequence[str], judged: Callable[[Replicated], Status]
) -> CheckResult:
    """Check of some replicated statistics: the worst of them decides."""
    here = [one for one in found.replicated if one.key in keys]
    absent = [found.left_out[name] for name in keys if name in found.left_out]
    if not here:
        why = "; ".join(absent) or "it was not computed"
        return CheckResult(key, Status.NOT_DONE, why)
    statuses = [judged(one) for one in here]
    fired = [one for one, s in zip(here, statuses, strict=True) if s is not Status.PASSED]
    return CheckResult(
        key,
        _worst(statuses),
        "; ".join([*_shown(here, fired), *absent]),
        _reason_of(fired),
        values={
            name: value
            for one in here
            for name, value in (
                (one.key, _known(one.observed)),
                (f"{one.key} tail", _known(one.tail)),
            )
        },
    )


def _shown(here: Sequence[Replicated], fired: Sequence[Replicated]) -> list[str]:
    """Statistics that ask for a look, else the one nearest to it, and how many others pass."""
    told = fired or [min(here, key=lambda one: one.tail)]
    others = len(here) - len(told)
    rest = [f"{others} more {'passes' if others == 1 else 'pass'}"] if others else []
    return [*(_told(one) for one in told), *rest]


def _told(one: Replicated) -> str:
    """A statistic, its replications and how many of them lie beyond."""
    return (
        f"{one.name}: {_number(one.observed)} (replicated {_number(one.low)} to"
        f" {_number(one.high)}, {_percent(one.tail)} beyond)"
    )


def _reason_of(fired: Sequence[Replicated]) -> str:
    if not fired:
        return ""
    parts = [
        f"{one.name[0].lower()}{one.name[1:]} ({_number(one.observed)}, replicated"
        f" {_number(one.low)} to {_number(one.high)})"
        for one in fired[:_NAMED]
    ]
    rest = [f"{len(fired) - _NAMED} more"] if len(fired) > _NAMED else []
    return f"weeks drawn from the model differ from those that were: {listed([*parts, *rest])}"


def _coverage(found: Realism) -> CheckResult:
    statuses = [_covered(one) for one in found.coverage]
    told = "; ".join(
        f"{one.inside} of {one.weeks} weeks inside the {one.level}% interval, expected"
        f" {one.least} to {one.most}"
        for one in found.coverage
    )
    few = [one for one in found.coverage if one.inside < one.least]
    many = [one for one in found.coverage if one.inside > one.most]
    parts = [
        f"too {word} weeks lie inside the model's intervals ("
        + ", ".join(f"{one.share:.0%} inside {one.level}%" for one in those)
        + ")"
        for word, those in (("few", few), ("many", many))
        if those
    ]
    values = {f"{one.level}%": float(one.inside) for one in found.coverage}
    return CheckResult("coverage-in-sample", _worst(statuses), told, listed(parts), values=values)


def _covered(one: Coverage) -> Status:
    if one.inside < one.too_few:
        return Status.FAILED
    return Status.PASSED if one.least <= one.inside <= one.most else Status.REVIEW


def _pit(found: Realism) -> CheckResult:
    status = _above(-found.pit_tail, -PIT_REVIEW, -PIT_FAILED)
    low, high = int(found.pit_counts[0]), int(found.pit_counts[-1])
    told = (
        f"chance of so uneven a spread {_percent(found.pit_tail)}; weeks in the lowest tenth {low}"
        f" and in the highest {high}, expected {found.pit_least} to {found.pit_most} in each"
    )
    reason = (
        "weeks fall unevenly into the model's predictive distribution"
        f" (chance {_percent(found.pit_tail)})"
    )
    return CheckResult(
        "pit",
        status,
        told,
        "" if status is Status.PASSED else reason,
        values={"chance": _known(found.pit_tail), "lowest": float(low), "highest": float(high)},
    )


_ALWAYS_ABOVE = "; where effects multiply it cannot be below zero"


def _baseline(found: Realism, *, multiplies: bool) -> CheckResult:
    chance = found.negative_total
    status = _above(chance, NEGATIVE_BASELINE, NEGATIVE_BASELINE_MOST)
    return CheckResult(
        "negative-baseline",
        status,
        f"probability {_percent(chance)}{_ALWAYS_ABOVE if multiplies else ''}",
        ""
        if status is Status.PASSED
        else f"media claim more than all sales with probability {_percent(chance)}",
        values={"probability": _known(chance)},
    )


def _baseline_weeks(found: Realism, *, multiplies: bool) -> CheckResult:
    share, week = found.negative_weeks, found.negative_week
    worst = Status.PASSED if week <= NEGATIVE_WEEK else Status.REVIEW
    status = _worst([_above(share, NEGATIVE_WEEKS, NEGATIVE_WEEKS), worst])
    return CheckResult(
        "negative-baseline-weeks",
        status,
        f"{_percent(share)} of weeks on average, {_percent(week)} in the worst week"
        f"{_ALWAYS_ABOVE if multiplies else ''}",
        ""
        if status is Status.PASSED
        else f"media claim more than was sold in {_percent(share)} of weeks, and in the worst week"
        f" with probability {_percent(week)}",
        values={"share of weeks": _known(share), "worst week": _known(week)},
    )


def _channels(
    key: str,
    found: Realism,
    judged: Callable[[ZeroOut], Found],
    concern: Callable[[ZeroOut], float],
) -> CheckResult:
    """Check of every channel: the worst decides, and those that fired are named.

    Parameters
    ----------
    concern : callable
        Figure by which the channels are ordered, the largest first, in what is told.
    """
    each = [(one, *judged(one)) for one in found.zero_out]
    fired = [(one, reason) for one, status, _, reason in each if status is not Status.PASSED]
    ordered = sorted(each, key=lambda row: (row[1] is Status.PASSED, -concern(row[0])))
    shown = ordered[: max(len(fired), _SHOWN)]
    more = len(each) - len(shown)
    rest = f"; {more} more pass" + ("es" if more == 1 else "") if more else ""
    return CheckResult(
        key,
        _worst(status for _, status, _, _ in each),
        "; ".join(f"{one.label} {told}" for one, _, told, _ in shown) + rest,
        "; ".join(reason for _, reason in fired),
        tuple(one.channel for one, _ in fired),
        {one.channel: _known(concern(one)) for one in found.zero_out},
    )


def _sign(one: ZeroOut) -> Found:
    wrong = not one.lost.lo95 >= 0
    told = f"brings {_number(one.lost.lo95)} to {_number(one.lost.hi95)} (95%)"
    reason = f"without {one.label} the model expects more outcome (it {told})" if wrong else ""
    return (Status.FAILED if wrong else Status.PASSED), told, reason


def _size(one: ZeroOut) -> Found:
    share = one.share
    status = _above(share.median, SHARE_REVIEW, SHARE_IMPLAUSIBLE)
    if not share.hi95 <= SHARE_IMPOSSIBLE:
        status = Status.FAILED
    told = (
        f"{_percent(share.median)} of the outcome (median, 95%: {_percent(share.lo95)} to"
        f" {_percent(share.hi95)})"
    )
    reason = "" if status is Status.PASSED else f"{one.label} is credited with {told}"
    return status, told, reason


def _shape(one: ZeroOut) -> Found:
    told = f"{_percent(one.late)} after its weeks of spend"
    if not one.smooth:
        reason = f"the effect of {one.label} has a shape that advertising does not have"
        return Status.FAILED, f"{told}, not smooth", reason
    if not one.beyond <= BEYOND_WINDOW:
        reason = (
            f"half of the effect of {one.label} would arrive after the weeks of carryover with"
            f" probability {_percent(one.beyond)}"
        )
        return Status.FAILED, f"{told}, half of it beyond carryover {_percent(one.beyond)}", reason
    if not one.late <= LATE:
        reason = f"{_percent(one.late)} of the effect of {one.label} falls after its weeks of spend"
        return Status.REVIEW, told, reason
    return Status.PASSED, told, ""


def _known(value: float) -> float | None:
    return value if math.isfinite(value) else None


def _number(value: float) -> str:
    """A figure of any size, readable: thousands without decimals, small ones with two."""
    if not math.isfinite(value):
        return "not known"
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:,.2f}"


def _percent(value: float) -> str:
    if not math.isfinite(value):
        return "not known"
    if 0 <= value < 0.001:
        return "0%" if value == 0 else "below 0.1%"
    return f"{value:.0%}" if value >= 0.1 else f"{value:.1%}"
