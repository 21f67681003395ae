"""The verdict with its reasons, and a row for each check."""

from __future__ import annotations

from collections.abc import Sequence

from mmm_xl.analysis.demand_capture import untested_capture
from mmm_xl.analysis.results import Results
from mmm_xl.analysis.validation.check import CheckRow, Group, Status
from mmm_xl.grades import Depth
from mmm_xl.names import Sheet
from mmm_xl.phrases import listed
from mmm_xl.sections import words_validation as words
from mmm_xl.sections.context import Context, counted
from mmm_xl.sections.section import CellValue, Column, Kind, Section, Table
from mmm_xl.sections.validation_cells import capital

KEY = "validation"
CHECKS = "validation_checks"
MOST_NOTES = 5
"""Notes told in lines of their own; the others stand in the table."""


def checks_section(results: Results, depth: Depth, c: Context) -> Section:
    """Verdict, how many checks did what, and every check."""
    verdict = results.verdict
    n = len(verdict.reasons)
    why = words.REASONS[min(n, 2)].format(n=n) if n else words.NOTHING_AGAINST
    return Section(
        key=KEY,
        sheet=Sheet.VALIDATION,
        title=c.title(words.TITLE),
        message=words.VERDICT.format(level=verdict.level, why=why),
        paragraphs=(
            *(
                words.REASON.format(n=i, reason=capital(reason))
                for i, reason in enumerate(verdict.reasons, start=1)
            ),
            _depth(results.rows, depth),
            *_notes(verdict.notes),
            words.LIMITS,
            _unseen(results),
        ),
        tables=(_counts(results.rows, c), _checks(results.rows, depth, c)),
    )


def _notes(notes: Sequence[str]) -> tuple[str, ...]:
    """A line for each of the first notes, and how many more there are."""
    if not notes:
        return ()
    lines = [
        words.NOTE.format(n=i, note=note) for i, note in enumerate(notes[:MOST_NOTES], start=1)
    ]
    more = len(notes) - len(lines)
    return (words.NOTES, *lines, *((words.MORE_NOTES.format(n=more),) if more else ()))


def _depth(rows: Sequence[CheckRow], depth: Depth) -> str:
    found = [row.result.status for row in rows]
    said = [_count(status, found.count(status)) for status in Status if status in found]
    return words.DEPTH.format(
        depth=depth, checks=counted(len(rows), "check"), counts=listed(said or ["none was made"])
    )


def _count(status: Status, n: int) -> str:
    forms = words.COUNTS | (words.COUNTS_MANY if n > 1 else {})
    return forms[status].format(n=n)


def _unseen(results: Results) -> str:
    names = untested_capture(results.run.dataset)
    if not names:
        return words.UNSEEN
    them = "them" if len(names) > 1 else "it"
    return f"{words.UNSEEN} {words.UNSEEN_CAPTURE.format(them=them, names=listed(names))}"


def _counts(rows: Sequence[CheckRow], c: Context) -> Table:
    """Checks of each subject by what became of them."""
    found = {
        group: [row.result.status for row in rows if row.rule.group is group] for group in Group
    }
    counts = {
        group: [*(one.count(status) for status in Status), len(one)]
        for group, one in found.items()
        if one
    }
    names = [words.STATUS[status] for status in Status]
    columns = (
        Column("Subject", "", Kind.TEXT),
        *(Column(capital(name), "checks", Kind.COUNT, summed=True) for name in names),
        Column("All", "checks", Kind.COUNT, summed=True),
    )
    sums = map(sum, zip(*counts.values(), strict=True))
    return Table(
        "validation_counts",
        c.title(words.COUNTS_TITLE),
        columns,
        tuple((str(group), *one) for group, one in counts.items()),
        total=("All subjects", *sums) if counts else None,
    )


def _checks(rows: Sequence[CheckRow], depth: Depth, c: Context) -> Table:
    """A row for each rule; a page leaves out those that passed."""
    passed = frozenset(i for i, row in enumerate(rows) if row.passed)
    return Table(
        CHECKS,
        c.title(words.CHECKS_TITLE),
        tuple(
            Column(name, "", Kind.TEXT)
            for name in ("What", "Subject", "Verdict", "Found", "Threshold", "What it means",
                         "What to do")
        ),
        tuple(_row(row, depth) for row in rows),
        note=words.CHECKS_NOTE + (f" {words.CHECKS_PAGE}" if passed else ""),
        silent=passed,
    )  # fmt: skip


def _row(row: CheckRow, depth: Depth) -> tuple[CellValue, ...]:
    rule, result = row.rule, row.result
    said = {
        Status.PASSED: ("", ""),
        Status.NOT_DONE: (words.NOT_ASKED, remedy_not_done(row, depth)),
    }
    means, remedy = said.get(result.status, (rule.meaning, rule.remedy))
    return (
        rule.name, str(rule.group), words.STATUS[result.status], result.found, rule.threshold,
        means, remedy,
    )  # fmt: skip


def remedy_not_done(row: CheckRow, depth: Depth) -> str:
    """What to do about a check that was not made: validate deeper, or what its rule says."""
    least = row.rule.depth
    return words.DEEPER.format(depth=least) if least.rank > depth.rank else row.rule.remedy
