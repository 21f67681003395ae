"""Every rule in reading order, and their table for the README."""

from __future__ import annotations

from mmm_xl.data.rules import (
    calendar,
    events,
    identification,
    importing,
    leakage,
    sheets,
    structure,
    values,
)
from mmm_xl.data.rules.rule import Rule

GROUPS: dict[str, tuple[Rule, ...]] = {
    "Sheets and names": sheets.RULES,
    "Rows and areas": structure.RULES,
    "Calendar": calendar.RULES,
    "Values": values.RULES,
    "Events and exposure": events.RULES,
    "Identification": identification.RULES,
    "Leakage and breaks": leakage.RULES,
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
