"""The catalogue of rules: complete, and each rule has a case that fires and one that does not."""

from __future__ import annotations

import ast
import importlib
from pathlib import Path

import pytest
from rule_case import Case

import mmm_xl.data
from mmm_xl.data.rules.catalogue import COMMAND, RULES, rule_table, with_rule_table
from mmm_xl.data.rules.rule import Rule

SOURCES = [
    path
    for path in Path(mmm_xl.data.__file__).parents[1].rglob("*.py")
    if path.parent.name != "rules"
]


CASES: list[Case] = [
    case
    for path in sorted(Path(__file__).parent.glob("cases_*.py"))
    for case in importlib.import_module(path.stem).CASES
]


def test_names_are_unique_and_plain() -> None:
    names = [rule.name for rule in RULES]
    assert len(set(names)) == len(names)
    assert all(name == name.casefold() and " " not in name for name in names)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_every_rule_is_told_in_full(rule: Rule) -> None:
    assert rule.finds and not rule.finds.endswith(".")
    assert rule.example
    assert rule.advice.endswith(".")
    assert "|" not in "".join((rule.finds, rule.example, rule.threshold))


def test_every_rule_is_used_somewhere() -> None:
    """A rule that no check refers to would promise something that nothing does."""
    used = {
        node.id if isinstance(node, ast.Name) else node.attr
        for path in SOURCES
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, (ast.Name, ast.Attribute))
    }
    for rule, name in _constants():
        assert name in used, f"{rule.name} ({name}) is never used"


def _constants() -> list[tuple[Rule, str]]:
    from mmm_xl.data.rules import catalogue

    modules = [value for value in vars(catalogue).values() if hasattr(value, "RULES")]
    found = [
        (value, name)
        for module in modules
        for name, value in vars(module).items()
        if isinstance(value, Rule)
    ]
    assert {rule.name for rule, _ in found} == {rule.name for rule in RULES}
    return found


def test_the_table_has_a_row_a_rule() -> None:
    rows = [
        line for line in rule_table().splitlines() if line.startswith("| ") and "**" not in line
    ]
    assert len(rows) == 1 + len(RULES)


def test_the_readme_shows_the_rules_of_the_code() -> None:
    page = (Path(__file__).resolve().parents[2] / "README.md").read_text("utf-8")
    assert with_rule_table(page) == page, f"write it anew: {COMMAND}"


def test_a_page_without_the_comments_is_not_written_over() -> None:
    with pytest.raises(ValueError, match="rules"):
        with_rule_table("# A page\n")


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.rule)
def test_the_rule_speaks_and_keeps_quiet(case: Case) -> None:
    assert case.rule in {finding.rule for finding in case.fires()}
    assert case.rule not in {finding.rule for finding in case.quiet()}


def test_every_rule_has_a_case() -> None:
    assert {case.rule for case in CASES} == {rule.name for rule in RULES}
