"""Whether the figures may be used, by written rules."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from mmm_xl.analysis.convergence import Convergence
from mmm_xl.analysis.ledger_bridge import LedgerBridge
from mmm_xl.analysis.ledger_reasons import ledger_reasons
from mmm_xl.analysis.register_rules import Fault, TestFinding
from mmm_xl.analysis.thresholds import MAX_DIVERGENT_SHARE, MAX_RHAT, MIN_ESS
from mmm_xl.data.dataset import Experiment

NOT_DONE = (
    "forecasts of weeks that the model has not seen were not tested",
    "sensitivity to other reasonable models and priors was not tested",
)
"""What this version does not look at; a verdict cannot be green while anything is missing."""

NO_TEST = "no lift test was given as evidence"
NONE_CALIBRATES = "no lift test informs the model: those given are kept back to check it"
"""What is missing where no test calibrates."""


@dataclass(frozen=True)
class Verdict:
    """Level and the reasons for it.

    Parameters
    ----------
    level : {"use", "restrict", "do not use"}
    """

    level: str
    reasons: tuple[str, ...]


PREVIEW = "this is a preview with few draws"

_FAULTS = {
    Fault.CONFLICT: "lift test {test} conflicts with the other evidence: it found {side} effect"
    " than the model expects without it, by {size:.1f} standard deviations",
    Fault.WRONG_SIDE: "lift test {test} is impossible: its result lies {size:.1f} standard errors"
    " on the wrong side of its change of spend",
    Fault.BEYOND_PRIOR: "lift test {test} is impossible under the prior: its result is {size:.1f}"
    " times the largest effect that the prior allows in 999 of 1,000 cases",
    Fault.BEYOND_TOTAL: "lift test {test} is impossible: its result is {size:.1f} times the whole"
    " outcome of its market and weeks",
    Fault.CONTRADICTION: "lift tests {test} and {other} contradict each other:"
    " {size:.1f} standard deviations apart",
    Fault.NOT_JUDGED: "lift test {test} was not judged: {other}",
    Fault.UNDERPOWERED: "lift test {test} is underpowered: an effect of the expected size would be"
    " told from zero in {percent:.0f} of 100 such tests",
    Fault.NO_NEWS: "lift test {test} tells the model next to nothing: it decides {percent:.0f}% of"
    " its effect",
}


def verdict(
    checked: Convergence,
    *,
    preview: bool = False,
    tests: Sequence[Experiment] = (),
    bridges: Sequence[LedgerBridge] = (),
    found: Sequence[str] = (),
    findings: Sequence[TestFinding] = (),
) -> Verdict:
    """Verdict of a run; a check that failed, or was not done, is a reason.

    Parameters
    ----------
    preview : bool
        Whether the run has a preview's few draws.
    tests : sequence of Experiment
        Lift tests of the run.
    bridges : sequence of LedgerBridge
        One that does not tie is a reason with its amount; none at all is one, too.
    found : sequence of str
        What else speaks against the figures, a sentence each.
    findings : sequence of TestFinding
        About the lift tests; with a severe one the verdict is at best "restrict".
    """
    first = (PREVIEW,) if preview else ()
    said = tuple(test_reason(one) for one in findings)
    others = (*said, *found, *ledger_reasons(bridges), *NOT_DONE, *_without_evidence(tests))
    failed = tuple(convergence_failures(checked))
    if failed:
        return Verdict("do not use", (*first, *failed, *others))
    few = (_few(checked.divergences),) if checked.divergences else ()
    return Verdict("restrict", (*first, *few, *others))


def _without_evidence(tests: Sequence[Experiment]) -> tuple[str, ...]:
    """What is missing of lift tests, nothing where one calibrates."""
    if any(test.calibrates for test in tests):
        return ()
    return (NONE_CALIBRATES if tests else NO_TEST,)


def test_reason(found: TestFinding) -> str:
    """A finding about a lift test as a clause; figures without bound stay readable."""
    return _FAULTS[found.fault].format(
        test=f"\u201c{found.test}\u201d",
        other=f"\u201c{found.other}\u201d" if found.fault is Fault.CONTRADICTION else found.other,
        size=abs(found.figure),
        percent=100 * found.figure,
        side="more" if found.figure > 0 else "less",
    )


def convergence_failures(checked: Convergence) -> list[str]:
    """One sentence for each limit of convergence that is not kept; NaN is not kept."""
    failures = []
    if not checked.max_rhat <= MAX_RHAT:
        failures.append(
            f"the chains do not agree: R-hat {checked.max_rhat:.3f}, at most {MAX_RHAT} expected;"
            f" furthest off is {checked.worst.told}"
        )
    least = min(checked.min_ess_bulk, checked.min_ess_tail)
    if not (checked.min_ess_bulk >= MIN_ESS and checked.min_ess_tail >= MIN_ESS):
        failures.append(
            f"too few independent draws: {least:.0f}, at least {MIN_ESS:.0f} expected, of"
            f" {checked.worst.told}; raise Kept draws on the Settings sheet"
        )
    if not checked.few_divergences:
        failures.append(
            f"{checked.divergences} of {checked.draws} draws diverged, at most"
            f" {MAX_DIVERGENT_SHARE:.1%} accepted"
        )
    return failures


def _few(divergences: int) -> str:
    one = divergences == 1
    return f"{divergences} {'draw' if one else 'draws'} diverged, within the limit of one in 1,000"
