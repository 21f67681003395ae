"""What a check is: a written rule, and what was found when it was applied."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from mmm_xl.grades import Depth, Level


class Status(StrEnum):
    """What became of a check; only the first is a pass."""

    PASSED = "passed"
    REVIEW = "review"
    FAILED = "failed"
    NOT_DONE = "not done"


class Group(StrEnum):
    """What checks are about, in reading order."""

    CONVERGENCE = "Convergence"
    PRIOR = "Priors"
    REALISM = "Realism"
    OUT_OF_SAMPLE = "Weeks not seen"
    SENSITIVITY = "Sensitivity"
    CANDIDATES = "Other specifications"
    RECOVERY = "Recovery of a known truth"
    EVIDENCE = "Evidence from outside"


@dataclass(frozen=True)
class Rule:
    """One check as users read it, and what it does to the verdict.

    Parameters
    ----------
    key : str
        Small letters with hyphens; stays, because people look it up.
    name : str
        What is checked, a few words.
    threshold : str
        When it passes, in words made from `mmm_xl.analysis.thresholds`.
    meaning : str
        What it means for the figures where it does not pass, a sentence.
    remedy : str
        What to do then, a sentence.
    failed : Level
        The best verdict that is left once it failed.
    review : Level
        The same once it asks for review; USE where that is information only.
    depth : Depth
        Least depth of validation that makes it.
    """

    key: str
    group: Group
    name: str
    threshold: str
    meaning: str
    remedy: str
    failed: Level = Level.RESTRICT
    review: Level = Level.USE
    depth: Depth = Depth.QUICK


@dataclass(frozen=True)
class CheckResult:
    """What a check found.

    Parameters
    ----------
    rule : str
        Key of its `Rule`.
    found : str
        Figures in words; why, where it was not done.
    reason : str
        Clause for the verdict, starting small, no full stop; empty where it passed.
    channels : tuple of str
        Names of the channels that it is about.
    values : mapping of str to float or None
        Figures behind the words; None for one that does not exist.
    """

    rule: str
    status: Status
    found: str
    reason: str = ""
    channels: tuple[str, ...] = ()
    values: Mapping[str, float | None] = field(default_factory=dict)


@dataclass(frozen=True)
class CheckRow:
    """A rule beside what was found: a row of the Validation sheet."""

    rule: Rule
    result: CheckResult

    @property
    def passed(self) -> bool:
        """True only of a check that was made and passed."""
        return self.result.status is Status.PASSED
