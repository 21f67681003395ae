"""Other specifications, held against thresholds."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping

from mmm_xl.analysis.thresholds import (
    CANDIDATE_CLOSE,
    CANDIDATE_CLOSE_CRPS,
    CANDIDATE_ERRORS,
    CANDIDATE_HIGH_K,
    CANDIDATE_WIDER,
)
from mmm_xl.analysis.validation.candidate_results import Candidate, Candidates
from mmm_xl.analysis.validation.check import CheckResult, Status
from mmm_xl.analysis.validation.ensemble import comparable
from mmm_xl.analysis.validation.rules import candidates as rules
from mmm_xl.phrases import listed
from mmm_xl.runs.run import Run

_LEAST = 2
"""Sound specifications without which nothing is compared."""


def candidate_checks(found: Candidates, run: Run) -> tuple[CheckResult, ...]:
    """Results of all rules of this group."""
    labels = {channel.name: channel.label for channel in run.dataset.channels}
    own = next(card for card in found.candidates if card.chosen)
    return (
        _own(own),
        _agree(found, labels),
        _better(own, found),
        _weighed(found, run),
        _wider(found, labels),
    )


def _own(own: Candidate) -> CheckResult:
    if not own.rejected:
        return CheckResult(rules.OWN.key, Status.PASSED, f"sound; weight {own.weight:.0%}")
    why = _clause(own.rejected)
    return CheckResult(
        rule=rules.OWN.key,
        status=Status.FAILED,
        found=own.rejected,
        reason=f"the run's own specification is not sound: {why}",
        values={"weight": own.weight},
    )


def _agree(found: Candidates, labels: Mapping[str, str]) -> CheckResult:
    sound = [card for card in found.candidates if not card.rejected]
    if len(sound) < _LEAST or not any(card.roi for card in sound):
        why = "Fewer than two sound specifications." if len(sound) < _LEAST else "No paid channel."
        return CheckResult(rules.AGREE.key, Status.NOT_DONE, why)
    apart = found.disagree or found.differ
    heard = comparable(sound, found.weighted_by)
    if len(heard) < _LEAST:
        why = "Fewer than two sound specifications predict alike."
        return CheckResult(rules.AGREE.key, Status.NOT_DONE, why)
    if not apart:
        words = f"{len(heard)} sound specifications of {len(found.candidates)} agree"
        return CheckResult(rules.AGREE.key, Status.PASSED, words)
    told = "; ".join(_spread(name, labels[name], heard) for name in apart)
    what = "disagree" if found.disagree else "differ somewhat"
    return CheckResult(
        rule=rules.AGREE.key,
        status=Status.FAILED if found.disagree else Status.REVIEW,
        found=told,
        reason=f"reasonable specifications {what} on the return of {_listed(apart, labels)}:"
        f" {told}",
        channels=apart,
        values={"disagree": float(len(found.disagree)), "differ": float(len(found.differ))},
    )


def _spread(name: str, label: str, sound: Iterable[Candidate]) -> str:
    means = [card.roi[name].mean for card in sound if name in card.roi]
    return f"{label} {min(means):.3g} to {max(means):.3g}"


def _better(own: Candidate, found: Candidates) -> CheckResult:
    key = rules.BETTER.key
    if own.rejected:
        return CheckResult(key, Status.NOT_DONE, "The run's own specification is not sound.")
    if found.weighted_by != "weeks left out" or math.isnan(own.behind):
        return _better_forecasts(own, found)
    best = max((card for card in found.candidates if not card.rejected), key=lambda card: card.elpd)
    behind, error = max(0.0, -own.behind), own.behind_se
    words = f"{behind:.1f} behind the best (standard error {error:.1f}): {best.key}"
    if own is best or best.elpd == own.elpd:
        words = "it predicts weeks left out best"
    clear = not behind <= max(CANDIDATE_CLOSE, CANDIDATE_ERRORS * error)
    return CheckResult(
        rule=key,
        status=Status.REVIEW if clear else Status.PASSED,
        found=words,
        reason=f"another specification predicts weeks left out better, by {behind:.1f} (standard"
        f" error {error:.1f}): {best.key}"
        if clear
        else "",
        values={"behind": behind, "error": error},
    )


def _better_forecasts(own: Candidate, found: Candidates) -> CheckResult:
    """The same by forecasts of held-out weeks."""
    sound = [card for card in found.candidates if math.isfinite(card.fold_crps)]
    sound = [card for card in sound if not card.rejected]
    if not math.isfinite(own.fold_crps):
        return CheckResult(rules.BETTER.key, Status.NOT_DONE, "Its forecasts cannot be believed.")
    best = min(sound, key=lambda card: card.fold_crps)
    ratio = own.fold_crps / best.fold_crps if best.fold_crps else 1.0
    clear = not ratio <= 1 + CANDIDATE_CLOSE_CRPS
    words = f"CRPS of forecasts {ratio:.2f} times the best"
    return CheckResult(
        rule=rules.BETTER.key,
        status=Status.REVIEW if clear else Status.PASSED,
        found=f"{words}: {best.key}" if clear else words,
        reason=f"another specification forecasts better, {words}: {best.key}" if clear else "",
        values={"ratio": ratio},
    )


def _weighed(found: Candidates, run: Run) -> CheckResult:
    key, weeks = rules.PARETO.key, run.dataset.weeks
    sound = [card for card in found.candidates if not card.rejected]
    if not sound:
        return CheckResult(key, Status.NOT_DONE, "No sound specification.")
    worst = max(sound, key=lambda card: card.high_k)
    words = f"at most {worst.high_k} of {weeks} weeks high"
    values = {"weeks": float(worst.high_k), "share": worst.high_k / weeks}
    trusted = worst.high_k <= CANDIDATE_HIGH_K * weeks and found.weighted_by == "weeks left out"
    if trusted:
        return CheckResult(key, Status.PASSED, words, values=values)
    instead = "forecasts" if found.weighted_by == "forecasts" else "nothing: they are equal"
    return CheckResult(
        rule=key,
        status=Status.REVIEW,
        found=f"{words}; weights rest on {instead}",
        reason=f"specifications could not be weighed by weeks left out: Pareto k is high in"
        f" {worst.high_k} of {weeks} weeks",
        values=values,
    )


def _wider(found: Candidates, labels: Mapping[str, str]) -> CheckResult:
    key = rules.WIDER.key
    if not found.wider:
        return CheckResult(key, Status.NOT_DONE, "There is no ensemble, or no paid channel.")
    if any(math.isnan(ratio) for ratio in found.wider.values()):
        return CheckResult(key, Status.NOT_DONE, "A return of the run has no width.")
    wide = tuple(name for name, ratio in found.wider.items() if ratio > CANDIDATE_WIDER)
    told = ", ".join(f"{labels[name]} {found.wider[name]:.2f} times" for name in wide)
    most = max(found.wider.values())
    return CheckResult(
        rule=key,
        status=Status.REVIEW if wide else Status.PASSED,
        found=told or f"at most {most:.2f} times as wide",
        reason=f"an ensemble of specifications is less sure than the run: {told}" if wide else "",
        channels=wide,
        values={"most": most},
    )


def _listed(names: tuple[str, ...], labels: Mapping[str, str]) -> str:
    return listed(labels[name] for name in names)


def _clause(sentence: str) -> str:
    """A sentence as part of another."""
    return sentence[:1].lower() + sentence[1:].rstrip(".")
