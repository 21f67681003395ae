"""Reasonable changes held against thresholds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from mmm_xl.analysis.thresholds import (
    FLIPPING_CHANGES,
    LEAST_VARIANTS,
    MOST_MOVED,
    OUTSIDE_CHANGES,
    SURE_ORDER,
)
from mmm_xl.analysis.validation.check import CheckResult, Rule, Status
from mmm_xl.analysis.validation.refit_results import Flip, Sensitivity, Span, VariantResult
from mmm_xl.analysis.validation.rules import sensitivity as rules
from mmm_xl.runs.run import Run

_COUNTS = (
    "none", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten",
    "eleven", "twelve",
)  # fmt: skip

_QUARTER = "quarter"


def sensitivity_checks(found: Sensitivity, run: Run) -> tuple[CheckResult, ...]:
    """Results of all rules of reasonable changes; that of single quarters at full depth only."""
    labels = {channel.name: channel.label for channel in run.dataset.channels}
    checks = [_done(found)]
    usual = [one for one in found.variants if one.kind != _QUARTER]
    if len(found.reasonable) < max(LEAST_VARIANTS * len(usual), 1):
        said = f"{len(found.reasonable)} of {len(usual)} reasonable changes were fitted"
        checks += [_not_done(rule, said) for rule in (rules.ORDER, rules.SIZE, rules.HURDLE)]
    elif not found.base.roi:
        said = "no paid channel has spend in the weeks in common"
        checks += [_not_done(rule, said) for rule in (rules.ORDER, rules.SIZE, rules.HURDLE)]
    else:
        checks += [_order(found, labels), _size(found), _hurdle(found)]
    if any(one.kind == _QUARTER for one in found.variants):
        checks.append(_influence(found))
    return tuple(checks)


def count_word(count: int) -> str:
    """Count in words up to twelve, in figures beyond."""
    return _COUNTS[count] if count < len(_COUNTS) else f"{count}"


def changes_words(count: int, of: int) -> str:
    """``two of nine reasonable changes``."""
    return f"{count_word(count)} of {count_word(of)} reasonable change{'s' * (of != 1)}"


def order_words(flips: Sequence[Flip], of: int, labels: Mapping[str, str]) -> str:
    """Clause on pairs that flip: ``the order of TV and Search flips under two of nine ...``.

    Parameters
    ----------
    flips : sequence of Flip
        At least one.
    of : int
        Reasonable changes that were fitted.
    """
    most = sorted(flips, key=lambda flip: -len(flip.variants))
    parts = [
        f"{labels[flip.first]} and {labels[flip.second]} flips under"
        f" {changes_words(len(flip.variants), of)}"
        for flip in most
    ]
    return "the order of " + "; that of ".join(parts)


def sensitivity_clause(found: Sensitivity, labels: Mapping[str, str]) -> str:
    """Clause that sums up what reasonable changes do to the order of returns."""
    of = len(found.reasonable)
    if not of:
        return "no reasonable change of the model was fitted"
    if not found.flips:
        return f"the order of returns is the same under {_all(of)}"
    return order_words(found.flips[:1] if len(found.flips) == 1 else _worst(found), of, labels)


def _worst(found: Sensitivity) -> tuple[Flip, ...]:
    """Flips to name in one sentence: at most two, those that the base is surest of first."""
    sure = [flip for flip in found.flips if flip.better >= SURE_ORDER]
    most = sorted(sure or found.flips, key=lambda flip: -len(flip.variants))
    return tuple(most[:2])


def _all(of: int) -> str:
    return f"all {count_word(of)} reasonable changes" if of > 1 else "the one reasonable change"


def _not_done(rule: Rule, said: str) -> CheckResult:
    return CheckResult(rule.key, Status.NOT_DONE, f"{said[0].upper()}{said[1:]}.", said)


def _done(found: Sensitivity) -> CheckResult:
    failed = [one for one in found.variants if one.problem]
    all_of = len(found.variants)
    values = {"fitted": float(all_of - len(failed)), "asked": float(all_of)}
    left = f" ({'; '.join(found.missing)})" if found.missing else ""
    if failed or not all_of:
        said = "; ".join(f"{one.words}: {one.problem}" for one in failed) or "none was fitted"
        reason = f"{count_word(len(failed))} of {count_word(all_of)} changed models could not be"
        reason += " fitted"
        return CheckResult(rules.DONE.key, Status.NOT_DONE, said + left, reason, values=values)
    return CheckResult(rules.DONE.key, Status.PASSED, f"{all_of} of {all_of}{left}", values=values)


def _order(found: Sensitivity, labels: Mapping[str, str]) -> CheckResult:
    of = len(found.reasonable)
    sure = [
        flip
        for flip in found.flips
        if flip.better >= SURE_ORDER and len(flip.variants) >= min(FLIPPING_CHANGES, of)
    ]
    if sure:
        status, reason = Status.FAILED, order_words(sure, of, labels)
    elif found.flips:
        status, reason = Status.REVIEW, order_words(found.flips, of, labels)
    else:
        status, reason = Status.PASSED, ""
    named = {name for flip in (sure or found.flips) for name in (flip.first, flip.second)}
    return CheckResult(
        rule=rules.ORDER.key,
        status=status,
        found=order_words(found.flips, of, labels) if found.flips else f"the same under {_all(of)}",
        reason=reason,
        channels=tuple(name for name in found.base.rank if name in named),
        values={
            f"{flip.first} and {flip.second}": float(len(flip.variants)) for flip in found.flips
        },
    )


def _size(found: Sensitivity) -> CheckResult:
    of = len(found.reasonable)
    words = {one.key: one.words for one in found.variants}
    moved = [
        span
        for span in found.spans
        if len(span.outside) >= min(OUTSIDE_CHANGES, of) or not span.shift <= MOST_MOVED
    ]
    told = moved or [span for span in found.spans if span.outside]
    status = Status.FAILED if moved else Status.REVIEW if told else Status.PASSED
    most = max(found.spans, key=lambda span: span.shift)
    reason = "reasonable changes of the model move returns out of their ranges: "
    return CheckResult(
        rule=rules.SIZE.key,
        status=status,
        found=f"farthest: {_moved(most, words)}",
        reason=reason + "; ".join(_outside(span, of, words) for span in told) if told else "",
        channels=tuple(span.channel for span in told),
        values={span.channel: span.shift for span in found.spans},
    )


def _farthest(span: Span) -> str:
    return max(span.shifts, key=lambda key: abs(span.shifts[key]))


def _moved(span: Span, words: Mapping[str, str]) -> str:
    far = _farthest(span)
    side = "up" if span.shifts[far] > 0 else "down"
    return f"{span.label}, {side} by {span.shift:.1f} standard deviations ({words[far]})"


def _outside(span: Span, of: int, words: Mapping[str, str]) -> str:
    """``TV under two of nine (0.40 to 1.90 against 1.02; farthest: ...)``."""
    return (
        f"{span.label} under {count_word(len(span.outside))} of {count_word(of)}, from"
        f" {span.low:.2f} to {span.high:.2f} against {span.base.mean:.2f}, farthest with"
        f" {words[_farthest(span)]}"
    )


def _hurdle(found: Sensitivity) -> CheckResult:
    of = len(found.reasonable)
    known = [(span, span.above_hurdle) for span in found.spans if span.above_hurdle is not None]
    if not known:
        said = "the outcome has no value in money, so that no return has a side of the hurdle"
        return _not_done(rules.HURDLE, said)
    crossing = [(span, above) for span, above in known if span.crosses_hurdle]
    sure = [one for one in crossing if not 1 - SURE_ORDER < one[1] < SURE_ORDER]
    told = sure or crossing
    status = Status.FAILED if sure else Status.REVIEW if told else Status.PASSED
    named = "; ".join(
        f"{span.label} under {changes_words(len(span.crosses_hurdle), of)}" for span, _ in told
    )
    return CheckResult(
        rule=rules.HURDLE.key,
        status=status,
        found=f"crossing: {named}" if told else f"the same under {_all(of)}",
        reason=f"which side of the hurdle a return is on changes: {named}" if told else "",
        channels=tuple(span.channel for span, _ in told),
        values={span.channel: float(len(span.crosses_hurdle)) for span, _ in known},
    )


def _influence(found: Sensitivity) -> CheckResult:
    quarters = [one for one in found.variants if one.kind == _QUARTER]
    failed = [one for one in quarters if one.problem]
    words = {one.key: one.words.removesuffix(" masked") for one in quarters}
    moved = [span for span in found.influence if span.outside]
    if not moved and (failed or not found.influence):
        return _not_done(rules.INFLUENCE, _unfitted(failed, quarters))
    most = max(found.influence, key=lambda span: span.shift)
    far = _farthest(most)
    named = "; ".join(
        f"{span.label} on {' and '.join(words[key] for key in span.outside)}" for span in moved
    )
    return CheckResult(
        rule=rules.INFLUENCE.key,
        status=Status.FAILED if moved else Status.PASSED,
        found=f"farthest: {most.label} without {words[far]}, by {most.shift:.1f} standard"
        " deviations",
        reason=f"a return rests on a single quarter: {named}" if moved else "",
        channels=tuple(span.channel for span in moved),
        values={span.channel: span.shift for span in found.influence},
    )


def _unfitted(failed: Sequence[VariantResult], quarters: Sequence[VariantResult]) -> str:
    if not failed:
        return "no paid channel has spend in the weeks in common"
    return f"{len(failed)} of {len(quarters)} fits without a quarter failed"
