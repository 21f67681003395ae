"""Where the model and what stands beside it disagree, by written thresholds."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from mmm_xl.analysis.credit import LEDGER
from mmm_xl.analysis.evidence import FAR, Credited, Evidence, Line, OverClaim
from mmm_xl.analysis.evidence_tests import MeasuredTest
from mmm_xl.analysis.summary import Summary
from mmm_xl.names import Credit
from mmm_xl.phrases import listed

SURE = 0.9
"""Probability of a credit far from the model's, from which the two disagree."""

MOST_CLAIMED = 1.0
"""Platforms that claim more than this part of all revenue cannot all be right."""

TAIL = 0.025
"""Probability that the model is above a test (or below it) under which the two disagree: what
chance alone does to one sound test in twenty."""

THRESHOLDS = (
    f"Credit: over {FAR:g} times the model's, or under one part in {FAR:g} of it, in at least"
    f" {SURE:.0%} of the draws. Over-claim: credit above {MOST_CLAIMED:.0%} of what was earned."
    f" Lift test: the model above it with a probability under {TAIL:.1%} or over {1 - TAIL:.1%}."
)

_WHO = {Credit.PLATFORM: "the platforms credit", Credit.LAST_CLICK: "last click credits"}


def disagreements(found: Evidence | None, told: Collection[str] = ()) -> tuple[str, ...]:
    """One sentence for each kind of disagreement, ready to be a reason of the verdict.

    Parameters
    ----------
    told : collection of str
        Lift tests that the register has a finding about, so that nothing is said twice.
    """
    return (*test_disagreements(found, told), *credit_disagreements(found))


def test_disagreements(found: Evidence | None, told: Collection[str] = ()) -> tuple[str, ...]:
    """Lift tests that the model disagrees with, one sentence each; ``told`` as above."""
    judged = [one for one in found.tests if one.test.name not in told] if found else []
    return tuple(_test(one) for one in judged if disagrees(one))


def credit_disagreements(found: Evidence | None) -> tuple[str, ...]:
    """Credit that cannot be right, or that is far from the model's, one sentence each kind."""
    if found is None:
        return ()
    over = tuple(_over(one) for one in found.over_claims if one.share > MOST_CLAIMED)
    far = (said for credit in Credit for said in _far(found.reported, credit))
    return (*over, *far)


def disagrees(one: MeasuredTest) -> bool:
    """Whether the model and a test are too far apart for chance."""
    return not TAIL <= one.prob_above <= 1 - TAIL


def is_far(credited: Credited) -> bool:
    """Whether credit is far from what the model finds."""
    return credited.prob_far_above >= SURE or credited.prob_far_below >= SURE


def times(over: Summary, level: float = 0.9) -> str:
    """Credit as a multiple of the model's: ``1.9 times (90% range 1.4 to 2.6)``."""
    low, high = over.interval(level)
    return f"{over.median:.1f} times ({level:.0%} range {low:.1f} to {high:.1f})"


def _test(one: MeasuredTest) -> str:
    side = "above" if one.prob_above > 0.5 else "below"
    told = ", although the model was told its result" if one.test.calibrates else ""
    return (
        f"the model and the lift test '{one.test.name}' disagree{told}: the model is {side} it, and"
        f" their distributions have {one.overlap:.0%} in common"
    )


def _over(one: OverClaim) -> str:
    who = "platforms claim" if one.credit is Credit.PLATFORM else "last click claims"
    basis = "the ledger's" if one.revenue.basis == LEDGER else "all"
    return f"{who} {one.share:.0%} of {basis} revenue of the same days, more than there was"


def _far(lines: Sequence[Line], credit: Credit) -> Iterator[str]:
    far, nothing = [], []
    for line in lines:
        credited = line.credited.get(credit)
        if credited is None or not is_far(credited):
            continue
        if credited.over_model is None:
            nothing.append(line.label)
        else:
            far.append(f"{line.label} with {times(credited.over_model)}")
    if far:
        yield f"{_WHO[credit]} {listed(far)} what the model finds"
    if nothing:
        yield f"{_WHO[credit]} {listed(nothing)}, where the model finds nothing"
