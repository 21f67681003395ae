"""What a validation did not look at: what, why, and what that leaves open."""

from __future__ import annotations

from mmm_xl.analysis.results import Results
from mmm_xl.analysis.validation.check import CheckRow, Group, Status
from mmm_xl.analysis.validation.results import Validation
from mmm_xl.grades import Depth

Row = tuple[str, str, str]

NEEDS = {
    Group.OUT_OF_SAMPLE: Depth.STANDARD,
    Group.SENSITIVITY: Depth.STANDARD,
    Group.CANDIDATES: Depth.FULL,
    Group.RECOVERY: Depth.FULL,
}
"""Least depth at which a group of checks is made at all."""

NAMES = {
    Group.OUT_OF_SAMPLE: "Forecasts of weeks not seen",
    Group.SENSITIVITY: "Sensitivity to priors and form",
    Group.CANDIDATES: "Comparison with other specifications",
    Group.RECOVERY: "Recovery of simulated truth",
}
OPEN = {
    Group.OUT_OF_SAMPLE: "Error and coverage are measured inside the sample and flatter the model.",
    Group.SENSITIVITY: "How far the channel ranking depends on priors and form is not known.",
    Group.CANDIDATES: "Whether another form of model fits as well and splits the credit otherwise"
    " is not known.",
    Group.RECOVERY: "Whether these weeks could tell these channels apart has not been tested.",
}
NOT_VALIDATED = "This run was not validated."
DEPTH = "The validation was {depth}; it takes a {least} one."
CHECKS_NAME = "Checks of the fit and its priors"
CHECKS_OPEN = "Whether the model makes weeks like those observed has not been tested."
MAY_BE = "Not known. Where it fails: {meaning}"


def not_validated(results: Results) -> tuple[Row, ...]:
    """Groups that the depth did not reach, then single checks that could not be made."""
    found = results.validation
    first = () if found else ((CHECKS_NAME, NOT_VALIDATED, CHECKS_OPEN),)
    missing = {group: why for group, least in NEEDS.items() if (why := _why(found, least))}
    return (
        *first,
        *((NAMES[group], why, OPEN[group]) for group, why in missing.items()),
        *(_row(row) for row in results.rows if found and _single(row, missing)),
    )


def _why(found: Validation | None, least: Depth) -> str:
    if found is None:
        return NOT_VALIDATED
    if found.depth.rank < least.rank:
        return DEPTH.format(depth=found.depth, least=least)
    return ""


def _single(row: CheckRow, missing: dict[Group, str]) -> bool:
    """Whether a check is missing by itself; evidence from outside has rows of its own."""
    group = row.rule.group
    own = group in missing or group is Group.EVIDENCE
    return row.result.status is Status.NOT_DONE and not own


def _row(row: CheckRow) -> Row:
    why = row.result.found
    return row.rule.name, why[:1].upper() + why[1:], MAY_BE.format(meaning=row.rule.meaning)
