"""Every rule in reading order, and their table for the README."""

from __future__ import annotations

import sys
from pathlib import Path

from mmm_xl.data.rules import (
    calendar,
    events,
    experiments,
    identification,
    importing,
    leakage,
    ledger,
    platforms,
    sheets,
    structure,
    values,
)
from mmm_xl.data.rules.rule import Rule
from mmm_xl.phrases import between

GROUPS: dict[str, tuple[Rule, ...]] = {
    "Sheets and names": sheets.RULES,
    "Rows and areas": structure.RULES,
    "Calendar": calendar.RULES,
    "Values": values.RULES,
    "Events and exposure": events.RULES,
    "Lift tests": experiments.RULES,
    "Identification": identification.RULES,
    "Leakage and breaks": leakage.RULES,
    "Ledger": ledger.RULES,
    "Platforms": platforms.RULES,
    "Import": importing.RULES,
}
"""Rules by what they are about."""

RULES: tuple[Rule, ...] = tuple(rule for rules in GROUPS.values() for rule in rules)


def rule_table() -> str:
    """Markdown table of all rules: name, severity, what is found, threshold, example."""
    lines = ["| rule | severity | finds | threshold | example |", "|---|---|---|---|---|"]
    for group, rules in GROUPS.items():
        lines.append(f"| **{group}** | | | | |")
        lines += [
            f"| {r.name} | {r.severity} | {r.finds} | {r.threshold or '-'} | {r.example} |"
            for r in rules
        ]
    return "\n".join(lines) + "\n"


START, END = "<!-- rules -->", "<!-- end of rules -->"
"""Comments in the README between which the table stands."""

COMMAND = "python -m mmm_xl.data.rules.catalogue README.md"
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
