"""Checks against what is known from outside: lift tests, ledger, platforms, and its absence."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from mmm_xl.analysis.demand_capture import capture_reasons, capturing
from mmm_xl.analysis.disagreement import credit_disagreements, test_disagreements
from mmm_xl.analysis.evidence import Evidence
from mmm_xl.analysis.ledger_bridge import LedgerBridge
from mmm_xl.analysis.ledger_reasons import NO_LEDGER, ledger_failures, sides_not_tied, tie_lines
from mmm_xl.analysis.register_rules import TestFinding
from mmm_xl.analysis.test_reasons import test_reason
from mmm_xl.analysis.validation.check import CheckResult, Status
from mmm_xl.analysis.validation.rules.evidence import (
    CREDIT,
    DEMAND_CAPTURE,
    LEDGER,
    LIFT_TEST,
    LIFT_TESTS_AGREE,
    PREVIEW,
)
from mmm_xl.data.dataset import Dataset, Experiment
from mmm_xl.runs.run import Run

FEW_DRAWS = "this is a preview with few draws"
NO_TEST = "no lift test was given as evidence"
NONE_CALIBRATES = "no lift test informs the model: those given are kept back to check it"


def evidence_checks(
    run: Run,
    bridges: Sequence[LedgerBridge],
    findings: Sequence[TestFinding],
    beside: Evidence | None,
) -> tuple[CheckResult, ...]:
    """All checks of this group.

    Parameters
    ----------
    findings : sequence of TestFinding
        About the lift tests, from the register.
    beside : Evidence or None
        What platforms, last click and lift tests say; None where the workbook holds none.
    """
    return (
        preview_check(few=run.sampler.preview),
        *lift_checks(run.dataset.experiments, findings, beside),
        *ledger_checks(bridges),
        *credit_checks(beside),
        capture_check(run.dataset),
    )


def preview_check(*, few: bool) -> CheckResult:
    """Whether the draws are more than those of a preview."""
    if few:
        return CheckResult(PREVIEW, Status.FAILED, "few draws", FEW_DRAWS)
    return CheckResult(PREVIEW, Status.PASSED, "draws as set")


def lift_checks(
    tests: Sequence[Experiment], findings: Sequence[TestFinding], beside: Evidence | None
) -> Iterator[CheckResult]:
    """Whether a test informs the model, and whether tests and model agree."""
    informing = sum(test.calibrates for test in tests)
    if not informing:
        missing = NONE_CALIBRATES if tests else NO_TEST
        yield CheckResult(LIFT_TEST, Status.NOT_DONE, _sentence(missing), missing)
    else:
        yield CheckResult(LIFT_TEST, Status.PASSED, f"{informing} of {len(tests)} tests")
    if not tests:
        yield CheckResult(LIFT_TESTS_AGREE, Status.NOT_DONE, _sentence(NO_TEST), NO_TEST)
        return
    channels = {test.name: test.channels for test in tests}
    for one in findings:
        said = test_reason(one)
        status = Status.FAILED if one.severe else Status.REVIEW
        yield CheckResult(LIFT_TESTS_AGREE, status, said, said, channels.get(one.test, ()))
    apart = test_disagreements(beside, {one.test for one in findings})
    for said in apart:
        yield CheckResult(LIFT_TESTS_AGREE, Status.FAILED, said, said)
    if not (findings or apart):
        yield CheckResult(LIFT_TESTS_AGREE, Status.PASSED, f"no finding about {len(tests)} tests")


def ledger_checks(bridges: Sequence[LedgerBridge]) -> Iterator[CheckResult]:
    """Whether revenue and spend tie to the ledger."""
    if not bridges:
        yield CheckResult(LEDGER, Status.NOT_DONE, _sentence(NO_LEDGER), NO_LEDGER)
        return
    failed = ledger_failures(bridges)
    for said in failed:
        yield CheckResult(LEDGER, Status.FAILED, said, said)
    missing = sides_not_tied(bridges)
    for said in missing:
        yield CheckResult(LEDGER, Status.NOT_DONE, _sentence(said), said)
    if not (failed or missing):
        yield CheckResult(LEDGER, Status.PASSED, "; ".join(tie_lines(bridges)))


def credit_checks(beside: Evidence | None) -> Iterator[CheckResult]:
    """Whether credit of platforms and last click is near to what the model finds.

    Notes
    -----
    Where nobody gave credit there is nothing to disagree with, and nothing is missing: credit is
    no measurement of what a channel brings.
    """
    apart = credit_disagreements(beside)
    for said in apart:
        yield CheckResult(CREDIT, Status.REVIEW, said, said)
    if not apart:
        given = beside is not None and beside.reported
        found = "no credit is far from the model's" if given else "no credit was given"
        yield CheckResult(CREDIT, Status.PASSED, found)


def capture_check(dataset: Dataset) -> CheckResult:
    """Whether channels that capture demand are tested."""
    said = capture_reasons(dataset)
    if said:
        channels = tuple(one.name for one in capturing(dataset))
        return CheckResult(DEMAND_CAPTURE, Status.REVIEW, said[0], said[0], channels)
    return CheckResult(DEMAND_CAPTURE, Status.PASSED, "none without a calibrating test")


def _sentence(words: str) -> str:
    return words[:1].upper() + words[1:] + "."
