"""Every rule of a validation in reading order, and their table for the README."""

from __future__ import annotations

import sys
from itertools import groupby
from pathlib import Path

from mmm_xl.analysis.validation.check import Group, Rule
from mmm_xl.analysis.validation.rules import (
    candidates,
    convergence,
    evidence,
    out_of_sample,
    prior,
    realism,
    recovery,
    sensitivity,
)
from mmm_xl.grades import Depth, Level
from mmm_xl.phrases import between

_READING_ORDER = list(Group)

RULES: tuple[Rule, ...] = tuple(
    sorted(
        (
            *convergence.RULES,
            *prior.RULES,
            *realism.RULES,
            *out_of_sample.RULES,
            *sensitivity.RULES,
            *candidates.RULES,
            *recovery.RULES,
            *evidence.RULES,
        ),
        key=lambda one: _READING_ORDER.index(one.group),
    )
)
"""Rules by group, whichever module wrote them."""


def rule(key: str) -> Rule:
    """Rule with this key."""
    return next(one for one in RULES if one.key == key)


def rule_table() -> str:
    """Markdown table of all rules: what is checked, when it passes, and what it does if not."""
    lines = ["| check | passes | at best, where it fails | asks for review | from |"]
    lines.append("|---|---|---|---|---|")
    for group, rules in groupby(RULES, lambda one: one.group):
        lines.append(f"| **{group}** | | | | |")
        lines += [
            f"| {r.name} | {r.threshold} | {_level(r.failed)} | {_level(r.review)}"
            f" | {r.depth if r.depth is not Depth.QUICK else 'every run'} |"
            for r in rules
        ]
    return "\n".join(lines) + "\n"


def _level(level: Level) -> str:
    return "for information" if level is Level.USE else str(level)


START, END = "<!-- checks -->", "<!-- end of checks -->"
"""Comments in the README between which the table stands."""

COMMAND = "python -m mmm_xl.analysis.validation.rules.catalogue README.md"
"""Writes the table anew."""


def with_rule_table(page: str) -> str:
    """Page whose part between the two comments is the table of all rules.

    Raises
    ------
    ValueError
        The page lacks the comments.
    """
    return between(page, START, END, rule_table())


if __name__ == "__main__":
    if len(sys.argv) > 1:
        target = Path(sys.argv[1])
        target.write_text(with_rule_table(target.read_text("utf-8")), "utf-8")
    else:
        sys.stdout.write(rule_table())
