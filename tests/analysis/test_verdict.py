"""The verdict follows from the rows of the checks: never better than any of them allows."""

from __future__ import annotations

import itertools
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mmm_xl.analysis.validation.check import CheckResult, CheckRow, Group, Rule, Status
from mmm_xl.analysis.validation.judge import rows
from mmm_xl.analysis.validation.rules.catalogue import COMMAND, RULES, with_rule_table
from mmm_xl.analysis.verdict import allowed, verdict
from mmm_xl.grades import Depth, Level

ALL = (
    *RULES,
    *(
        Rule(f"made-up-{group.name}-{failed.name}-{review.name}-{depth}", group, f"{group} {depth}",
             "t", "m", "r", failed, review, depth)
        for group, failed, review, depth in itertools.product(Group, Level, Level, Depth)
    ),
)  # fmt: skip


def result(rule: Rule, status: Status) -> CheckResult:
    said = "" if status is Status.PASSED else f"{rule.key} is {status}"
    return CheckResult(rule.key, status, "found", said)


def passed(rules=ALL) -> list[CheckRow]:
    return [CheckRow(rule, result(rule, Status.PASSED)) for rule in rules]


def one_row(key: str, status: Status, **levels: Level) -> CheckRow:
    rule = Rule(key, Group.PRIOR, key, "t", "m", "r", **levels)
    return CheckRow(rule, result(rule, status))


def test_use_needs_every_rule_made_and_passed() -> None:
    found = verdict(passed(), Depth.FULL)
    assert (found.level, found.reasons, found.notes) == (Level.USE, (), ())
    assert verdict((), Depth.FULL).level is Level.RESTRICT


@pytest.mark.parametrize("status", [Status.FAILED, Status.NOT_DONE])
def test_any_row_that_failed_or_was_not_done_takes_the_green_away(status) -> None:
    for i, rule in enumerate(ALL):
        changed = passed()
        changed[i] = CheckRow(rule, result(rule, status))
        found = verdict(changed, Depth.FULL)
        assert found.level is not Level.USE, rule.key
        assert found.reasons == (f"{rule.key} is {status}",)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.key)
def test_each_rule_of_the_catalogue_that_is_missing_takes_the_green_away(rule) -> None:
    others = [result(one, Status.PASSED) for one in RULES if one is not rule]
    assert verdict(rows(others, Depth.FULL), Depth.FULL).level is Level.RESTRICT
    both = [result(one, Status.PASSED) for one in RULES]
    assert verdict(rows(both, Depth.FULL), Depth.FULL).level is Level.USE


@given(st.lists(st.tuples(st.sampled_from(ALL), st.sampled_from(list(Status))), max_size=40))
def test_never_better_than_any_row_allows(pairs) -> None:
    made = [CheckRow(rule, result(rule, status)) for rule, status in pairs]
    found = verdict(made, Depth.STANDARD)
    assert all(found.level.rank >= allowed(row).rank for row in made)
    assert not made or found.level.rank == max(allowed(row).rank for row in made)
    if found.level is Level.USE:
        assert all(row.result.status in (Status.PASSED, Status.REVIEW) for row in made)
        assert not found.reasons
    else:
        assert found.reasons or not made
    assert verdict(made, Depth.STANDARD) == found
    assert verdict(made[::-1], Depth.STANDARD).level is found.level


@given(st.sampled_from(ALL), st.sampled_from(list(Status)))
def test_no_further_row_makes_a_verdict_better(rule, status) -> None:
    """Whatever comes out well, ADVI's comparison among it, makes up for nothing."""
    base = [one_row("base", Status.FAILED, failed=Level.DO_NOT_USE)]
    added = verdict([*base, CheckRow(rule, result(rule, status))], Depth.FULL)
    assert added.level is Level.DO_NOT_USE


def test_reasons_stand_in_order_of_their_weight() -> None:
    found = verdict(
        [
            one_row("a note", Status.REVIEW),
            one_row("a limit", Status.FAILED),
            one_row("not made", Status.NOT_DONE),
            one_row("a look", Status.REVIEW, review=Level.RESTRICT),
            one_row("forbidden", Status.FAILED, failed=Level.DO_NOT_USE),
        ],
        Depth.FULL,
    )
    assert found.level is Level.DO_NOT_USE
    assert [reason.split(" is ")[0] for reason in found.reasons] == [
        "forbidden", "a limit", "a look", "not made",
    ]  # fmt: skip
    assert found.notes == ("a note is review",)


def test_what_this_depth_leaves_out_is_one_clause() -> None:
    rules = (
        Rule("a", Group.OUT_OF_SAMPLE, "Errors", "t", "m", "r", depth=Depth.STANDARD),
        Rule("b", Group.OUT_OF_SAMPLE, "Coverage", "t", "m", "r", depth=Depth.STANDARD),
        Rule("c", Group.REALISM, "PIT of all weeks", "t", "m", "r"),
        Rule("d", Group.REALISM, "Placebo channels", "t", "m", "r", depth=Depth.STANDARD),
        Rule("e", Group.RECOVERY, "Recovery", "t", "m", "r", depth=Depth.FULL),
    )
    made = [CheckResult("c", Status.PASSED, "")]
    quick = rows(made, Depth.QUICK, rules)
    assert [row.result.found for row in quick] == [
        "needs validation standard; this was quick",
        "needs validation standard; this was quick",
        "",
        "needs validation standard; this was quick",
        "needs validation full; this was quick",
    ]
    assert verdict(quick, Depth.QUICK).reasons == (
        "forecasts of weeks not seen, \u201cPlacebo channels\u201d and recovery of a known truth"
        " were not looked at (validation quick)",
    )
    standard = rows(made, Depth.STANDARD, rules)
    assert verdict(standard, Depth.STANDARD).reasons == (
        "recovery of a known truth was not looked at (validation standard)",
        "forecasts of weeks not seen and \u201cPlacebo channels\u201d were not looked at: nothing"
        " was reported",
    )
    assert verdict(rows((), None, rules), None).reasons == (
        "forecasts of weeks not seen, realism and recovery of a known truth were not looked at"
        " (no validation was made)",
    )


def test_a_check_without_words_is_told_by_name_and_figure() -> None:
    row = CheckRow(
        Rule("k", Group.PRIOR, "Share of media", "t", "m", "r"),
        CheckResult("k", Status.FAILED, "82% of the outcome"),
    )
    assert verdict([row], Depth.FULL).reasons == ("share of media: 82% of the outcome",)


def test_rows_keep_the_order_of_the_rules_and_refuse_what_is_no_rule() -> None:
    checks = [result(rule, Status.PASSED) for rule in reversed(RULES)]
    twice = [*checks, result(RULES[0], Status.FAILED)]
    made = rows(twice, Depth.FULL)
    assert [row.rule for row in made] == [RULES[0], *RULES]
    with pytest.raises(KeyError):
        rows([CheckResult("no such rule", Status.PASSED, "")], Depth.FULL)


def test_rules_have_keys_and_words_of_their_own() -> None:
    assert len({rule.key for rule in RULES}) == len(RULES)
    for rule in RULES:
        assert rule.key == rule.key.lower().replace(" ", "-")
        assert rule.name[:1].isupper()
        assert not rule.name.endswith(".")
        assert rule.threshold
        assert "|" not in rule.threshold
        assert rule.meaning.endswith(".")
        assert rule.remedy.endswith(".")


def test_the_readme_holds_the_table_of_the_rules() -> None:
    page = (Path(__file__).parents[2] / "README.md").read_text("utf-8")
    assert with_rule_table(page) == page, f"write it anew: {COMMAND}"
    assert all(f"| {one.name} |" in page for one in RULES)
    with pytest.raises(ValueError, match="checks"):
        with_rule_table("# A page\n")
