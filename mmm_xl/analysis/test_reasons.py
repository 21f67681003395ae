"""Findings about lift tests as clauses of the verdict."""

from __future__ import annotations

from mmm_xl.analysis.register_rules import Fault, TestFinding

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


def test_reason(found: TestFinding) -> str:
    """A finding about a lift test as a clause; figures without bound stay readable."""
    return _FAULTS[found.fault].format(
        test=f"\u201c{found.test}\u201d",
        other=f"\u201c{found.other}\u201d" if found.fault is Fault.CONTRADICTION else found.other,
        size=abs(found.figure),
        percent=100 * found.figure,
        side="more" if found.figure > 0 else "less",
    )
