"""Whether the figures may be used: what follows from the rows of the checks, and nothing else."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from mmm_xl.analysis.validation.check import CheckRow, Group, Status
from mmm_xl.grades import Depth, Level
from mmm_xl.phrases import listed

GROUPS = {
    Group.CONVERGENCE: "convergence",
    Group.PRIOR: "what the data did to the priors",
    Group.REALISM: "realism",
    Group.OUT_OF_SAMPLE: "forecasts of weeks not seen",
    Group.SENSITIVITY: "sensitivity to other reasonable models and priors",
    Group.CANDIDATES: "other specifications",
    Group.RECOVERY: "recovery of a known truth",
    Group.EVIDENCE: "evidence from outside",
}
"""Groups of checks inside a sentence."""

NOT_LOOKED_AT = "{what} {were} not looked at ({why})"
AT_DEPTH = "validation {depth}"
NO_VALIDATION = "no validation was made"
FOR_A_REASON = "{what} {were} not looked at: {why}"
FAILED = "{name}: {found}"
QUOTED = "\u201c{}\u201d"


@dataclass(frozen=True)
class Verdict:
    """What a run may be used for, and why it is no better.

    Parameters
    ----------
    reasons : tuple of str
        Clauses, small letter first and no full stop: what forbids use first, then what restricts
        it, then what was not looked at. Empty where nothing stands against use.
    notes : tuple of str
        What asks for a look and limits nothing.
    """

    level: Level
    reasons: tuple[str, ...]
    notes: tuple[str, ...] = ()


def verdict(rows: Sequence[CheckRow], depth: Depth | None) -> Verdict:
    """Verdict that follows from the checks.

    Parameters
    ----------
    rows : sequence of CheckRow
        Every rule of the catalogue (`mmm_xl.analysis.validation.judge.rows`).
    depth : Depth or None
        How much the run was put to the test; None where it was not.

    Notes
    -----
    The level is the worst that any row allows (`allowed`), so that no check can make up for
    another, however well it came out. Without any row nothing was looked at.
    """
    level = max((allowed(row) for row in rows), key=_rank, default=Level.RESTRICT)
    found = [row for row in rows if row.result.status in (Status.FAILED, Status.REVIEW)]
    limits = [
        _reason(row)
        for limit in (Level.DO_NOT_USE, Level.RESTRICT)
        for row in found
        if allowed(row) is limit
    ]
    notes = [_reason(row) for row in found if allowed(row) is Level.USE]
    reasons = (*limits, *_not_looked_at(rows, depth))
    return Verdict(level, tuple(dict.fromkeys(reasons)), tuple(dict.fromkeys(notes)))


QUESTIONED = frozenset(Group) - {Group.CONVERGENCE, Group.EVIDENCE}
"""Groups whose failed checks speak of single returns."""


def held_channels(rows: Sequence[CheckRow]) -> dict[str, str]:
    """Channels on whose return no money is moved, with the first failed check that says so."""
    found: dict[str, str] = {}
    for row in rows:
        if row.result.status is Status.FAILED and row.rule.group in QUESTIONED:
            for channel in row.result.channels:
                found.setdefault(channel, row.rule.name)
    return found


def allowed(row: CheckRow) -> Level:
    """The best verdict that is left with this row.

    Notes
    -----
    What failed, and what was not looked at, always keeps a run from "use".
    """
    status = row.result.status
    if status is Status.PASSED:
        return Level.USE
    if status is Status.REVIEW:
        return row.rule.review
    if status is Status.FAILED:
        return max(row.rule.failed, Level.RESTRICT, key=_rank)
    return Level.RESTRICT


def _rank(level: Level) -> int:
    return level.rank


def _reason(row: CheckRow) -> str:
    return row.result.reason or FAILED.format(name=_small(row.rule.name), found=row.result.found)


def _small(words: str) -> str:
    """Words inside a sentence; an abbreviation keeps its capitals."""
    return words if words[1:2].isupper() else words[:1].lower() + words[1:]


def _not_looked_at(rows: Sequence[CheckRow], depth: Depth | None) -> Iterator[str]:
    """What was not looked at: what this depth leaves out in one clause, then the rest."""
    missing = [row for row in rows if row.result.status is Status.NOT_DONE]
    beyond = [row for row in missing if not row.result.reason and is_beyond(row, depth)]
    if beyond:
        yield _clause(
            NOT_LOOKED_AT, beyond, rows, AT_DEPTH.format(depth=depth) if depth else NO_VALIDATION
        )
    others = [row for row in missing if row not in beyond]
    for row in others:
        if row.result.reason:
            yield row.result.reason
    unsaid = [row for row in others if not row.result.reason]
    for why in dict.fromkeys(row.result.found for row in unsaid):
        same = [row for row in unsaid if row.result.found == why]
        yield _clause(FOR_A_REASON, same, rows, why.rstrip("."))


def is_beyond(row: CheckRow, depth: Depth | None) -> bool:
    """Whether a rule is only applied in a deeper validation than this."""
    return depth is None or row.rule.depth.rank > depth.rank


def _clause(words: str, missing: Sequence[CheckRow], rows: Sequence[CheckRow], why: str) -> str:
    names: list[str] = []
    for group in dict.fromkeys(row.rule.group for row in missing):
        own = [row for row in missing if row.rule.group is group]
        whole = len(own) == sum(row.rule.group is group for row in rows)
        names += [GROUPS[group]] if whole else [QUOTED.format(row.rule.name) for row in own]
    return words.format(what=listed(names), were="was" if len(names) == 1 else "were", why=why)
