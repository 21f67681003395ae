"""What stands in the report, in which order, and every sentence that is the same in all reports."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from mmm_xl.sections.section import Check, Column, Document, Kind, Section, Table

TITLE = "Marketing mix model: validation report"

GIVEN = (
    "Every range in this report is an equal-tailed credible interval at the level named beside it:"
    " given this model and its data, the true value lies inside it with that probability."
)

NOT_INCLUDED = (
    "No range includes what the workbook does not hold, such as competitors\u2019 prices and"
    " stock-outs, nor the chance that another form of model would fit as well."
)

VERDICTS: Mapping[str, str] = {
    "use": "Every check was made and none limits use; use within the limits that the Summary"
    " names.",
    "restrict": "Use with the limits that the Summary names; do not rest a decision on these"
    " figures alone.",
    "do not use": "Do not use these figures: the Summary names what failed.",
}
"""What each verdict asks of the reader."""

SEE_NOT_DONE = ("What was not checked is listed under \u201c", "\u201d.")

CONTENTS = "Contents"

READING = "How to read this report"

READING_WORDS: tuple[tuple[str, str], ...] = (
    ("Range.", "A range speaks of the average over the period, not of best and worst weeks. A wide"
     " range is not the same as no effect, and two ranges that overlap may still differ."),
    ("Adding up.", "Means add; the ends of ranges do not. The range of a total is computed from the"
     " draws of the total itself."),
    ("Contribution.", "Modelled outcome minus modelled outcome with that channel\u2019s spend or"
     " exposure at zero and everything else as observed, carryover included; where effects"
     " multiply, the channel\u2019s part of what all bring together. Baseline is all that is not"
     " channels; it is not free demand."),
    ("Prior only.", "The weeks say next to nothing of a channel with this mark: what is shown of it"
     " was assumed before the data, or learned from other channels. We do not know what it"
     " brings."),
    ("ROI.", "{worth} per unit of spend. ROI on margin counts only what remains of one"
     " extra unit of net sales after variable cost and returns; 1.00 pays back."),
    ("Marginal ROI.", "What the next unit of spend brings, which is less than what the average unit"
     " brought where response flattens. Budgets move on marginal, not on average, return."),
)  # fmt: skip
"""Label and words of each paragraph of the reading guide."""

READING_COST = (
    ("Cost per unit.", "Spend over incremental outcome: the median and its range. What the outcome"
     " is worth is not stated, so there is no return on spend."),
)  # fmt: skip
"""In place of the paragraphs on returns where there are none."""


def reading(document: Document) -> tuple[tuple[str, str], ...]:
    """Reading guide of a document: returns only where its outcome has them."""
    worth = document.stamp.worth
    if not worth:
        return tuple(pair for pair in READING_WORDS if "ROI" not in pair[0]) + READING_COST
    told = worth[:1].upper() + worth[1:]
    return tuple((label, words.replace("{worth}", told)) for label, words in READING_WORDS)


@dataclass(frozen=True)
class Group:
    """Tables of a part under a heading of their own.

    Parameters
    ----------
    tables : tuple of str
        Their keys.
    """

    heading: str
    tables: tuple[str, ...]


@dataclass(frozen=True)
class Part:
    """One part of the report.

    Parameters
    ----------
    key : str
        Key of the section that it shows.
    heading : str
        Words of its heading.
    groups : tuple of Group
        Tables that no group names come first.
    level : int
        Of its heading: 2 for a part of the one before it.
    """

    key: str
    heading: str
    groups: tuple[Group, ...] = ()
    level: int = 1


VALIDATION = (
    Part("validation", "Validation"),
    Part("validation_priors", "Priors", level=2),
    Part("validation_realism", "Realism", level=2),
    Part("validation_weeks", "Weeks not seen", level=2),
    Part("validation_sensitivity", "Sensitivity", level=2),
    Part("validation_forecast", "Forecast", level=2),
    Part("validation_chains", "Chains", level=2),
    Part("candidates", "Candidates and recovery"),
    Part("recovery", "Recovery", level=2),
)

BODY = (
    Part("summary", "Summary"),
    Part("contribution", "Contribution"),
    Part("roi", "ROI"),
    Part("lift", "Lift"),
    Part("response", "Response"),
    Part("carryover", "Carryover"),
    Part("scenario_grid", "Scenario grid"),
    Part("diagnostics", "Diagnostics"),
    *VALIDATION,
    Part("register", "Experiments"),
    Part("findings", "Data findings"),
)

LEDGER_KEY, TIES_KEY, EVIDENCE_KEY = "ledger", "reconciliation", "evidence"

REASONED = frozenset({LEDGER_KEY, EVIDENCE_KEY, *(part.key for part in VALIDATION)})
"""Parts that have reasons of their own to be absent, said under what was not done."""

EVIDENCE_GROUPS = (
    Group("A3: Channel by channel", (
        "evidence_credit", "evidence_returns", "evidence_ratios", "evidence_budget",
        "evidence_over_claim",
    )),
    Group("A4: Definitions and known bias", ("evidence_definitions", "evidence_reports")),
    Group("A5: Which number for what", ("evidence_uses",)),
    Group("A6: Agreement with lift tests", ("evidence_tests",)),
)  # fmt: skip
WORKBOOK_ONLY = frozenset({"ledger_workings"})
"""Sections whose tables are too long for pages."""

APPENDICES = (
    Part(LEDGER_KEY, "Appendix A1: Ledger bridge"),
    Part(TIES_KEY, "Appendix A2: Fit bridge and tie-outs"),
    Part(EVIDENCE_KEY, "Appendix A3 to A6: Evidence side by side", EVIDENCE_GROUPS),
    Part("data_dictionary", "Appendix: Data dictionary"),
)

NOT_DONE_KEY = "not_done"
NOT_DONE_HEADING = "What was not done"

NOT_DONE: tuple[tuple[str, str, str], ...] = (
    ("Independent validation", "No validator other than the developer is recorded.",
     "Read this report as not independently validated."),
)  # fmt: skip
"""What no run does, why, and what that leaves open."""

ALL_TIE = "All {n} tie-out checks agree."
SOME_DO_NOT_TIE = ("{failed} of {n} tie-out checks do not agree; see \u201c", "\u201d.")
NO_CHECKS = "No tie-out checks were made."
SHOWN_IN = "Shown in "
FOOTER = "Run {run}  \u00b7  Fit {fit}"
LONG_TABLES = "Tables too long for a page stand in the workbook, sheet {sheet}."
PANELS = "{title}, a panel a channel"


@dataclass(frozen=True)
class Placed:
    """A section with the heading that it stands under."""

    heading: str
    section: Section
    groups: tuple[Group, ...] = ()
    level: int = 1


def _placed(part: Part, section: Section) -> Placed:
    """A section with the groups of which it has tables."""
    have = {table.key for table in section.tables if table.in_report}
    groups = tuple(group for group in part.groups if have & set(group.tables))
    return Placed(part.heading, section, groups, part.level)


def placed(document: Document) -> tuple[Placed, ...]:
    """Sections in the order of the report, what was not done last.

    Notes
    -----
    A section that the outline does not know comes after those it knows, before the appendices.
    """
    known = {section.key: section for section in document.sections}
    planned = {part.key for part in (*BODY, *APPENDICES)}
    headings = {} if document.stamp.worth else {"roi": "Cost per unit"}
    body = [
        _placed(replace(part, heading=headings.get(part.key, part.heading)), known[part.key])
        for part in BODY
        if part.key in known
    ]
    others = [
        Placed(section.sheet or section.title, section)
        for section in document.sections
        if section.key not in planned | WORKBOOK_ONLY
    ]
    ends = [_placed(part, known[part.key]) for part in APPENDICES if part.key in known]
    return (*body, *others, *ends, Placed(NOT_DONE_HEADING, not_done(document)))


def not_done(document: Document) -> Section:
    """List of what was not done, with parts of the outline that this run does not have."""
    have = {section.key for section in document.sections}
    absent = tuple(
        (part.heading, "This run has no such result.", "The report is silent on it.")
        for part in (*BODY, *APPENDICES)
        if part.key not in have | REASONED
    )
    names = ("Not done", "Reason", "What that leaves open")
    table = Table(
        "not_done",
        "Checks and results that this report does not hold",
        tuple(Column(name, "", Kind.TEXT) for name in names),
        absent + document.not_done + NOT_DONE,
    )
    return Section(
        NOT_DONE_KEY,
        "",
        "",
        "What this report cannot answer, why, and what that leaves open.",
        (),
        (table,),
    )


def _difference(check: Check) -> float:
    """Difference of the amounts; what is lost in adding floats is nothing."""
    difference = check.left - check.right
    return 0.0 if abs(difference) < 1e-6 * check.tolerance else difference


def checks_table(checks: Sequence[Check]) -> Table:
    """Tie-out checks as a table: both amounts, their difference, what is allowed, the result."""
    columns = (
        Column("Check", "", Kind.TEXT),
        Column("Amounts compared", "", Kind.TEXT),
        Column("First", "as named", Kind.NUMBER),
        Column("Second", "as named", Kind.NUMBER),
        Column("Difference", "as named", Kind.NUMBER),
        Column("Allowed", "as named", Kind.NUMBER),
        Column("Result", "", Kind.TEXT),
    )
    rows = tuple(
        (
            check.name,
            f"{check.left_label}; {check.right_label} ({check.unit})",
            check.left,
            check.right,
            _difference(check),
            check.tolerance,
            "agrees" if check.passed else "DIFFERS",
        )
        for check in checks
    )
    return Table("checks", "Tie-out checks", columns, rows)
