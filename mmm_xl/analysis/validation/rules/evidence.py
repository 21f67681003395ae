"""Rules of this group, in reading order."""

from __future__ import annotations

from mmm_xl.analysis.disagreement import MOST_CLAIMED, SURE, TAIL
from mmm_xl.analysis.evidence import FAR
from mmm_xl.analysis.register_rules import BEYOND, CONFLICT, LEAST_NEWS, LEAST_POWER
from mmm_xl.analysis.validation.check import Group, Rule
from mmm_xl.grades import Level

PREVIEW = "preview"
LIFT_TEST = "lift-test"
LIFT_TESTS_AGREE = "lift-tests-agree"
LEDGER = "ledger"
CREDIT = "platform-credit"
DEMAND_CAPTURE = "demand-capture"

RULES: tuple[Rule, ...] = (
    Rule(
        PREVIEW,
        Group.EVIDENCE,
        "No preview",
        "the draws are those that Settings ask for",
        "A preview has few draws: its ranges are rough, and some figures may move.",
        "Run without --preview.",
    ),
    Rule(
        LIFT_TEST,
        Group.EVIDENCE,
        "A lift test informs the model",
        "at least one test of the Experiments sheet calibrates",
        "Without an experiment all rests on how spend and outcome moved together, which demand"
        " that nobody recorded can imitate.",
        "Run a lift test of a channel that decides much; the Test register says which.",
    ),
    Rule(
        LIFT_TESTS_AGREE,
        Group.EVIDENCE,
        "Lift tests and the model agree",
        f"conflict below {CONFLICT:g} standard deviations, no result {BEYOND:g} standard errors on"
        f" the wrong side, the model neither above nor below a test with a probability under"
        f" {TAIL:.1%}; to be looked at: power under {LEAST_POWER:.0%}, weight under"
        f" {LEAST_NEWS:.0%}",
        "A test and the weeks say different things of a channel; one of them is wrong about it.",
        "Look at the Test register: check weeks, market and spend of the test, then events and"
        " demand that the workbook lacks.",
    ),
    Rule(
        LEDGER,
        Group.EVIDENCE,
        "Totals tie to the ledger",
        "revenue and spend within 'Ledger tolerance' of what the Ledger sheet leads to",
        "The model explains other totals than those in the books.",
        "Fill the Ledger sheet, or explain the residual there by a line of its own.",
    ),
    Rule(
        CREDIT,
        Group.EVIDENCE,
        "Platform credit and the model agree",
        f"no credit over {FAR:g} times the model's, or under one part in {FAR:g} of it, in"
        f" {SURE:.0%} of the draws; all credit together at most {MOST_CLAIMED:.0%} of revenue",
        "What platforms claim and what the model finds lead to different budgets. Platforms count"
        " sales that would have happened anyway; the model may miss a channel's effect.",
        "Do not average the two; test the channel on which they differ most.",
        review=Level.RESTRICT,
    ),
    Rule(
        DEMAND_CAPTURE,
        Group.EVIDENCE,
        "Demand-capture channels are tested",
        "a test calibrates each channel that is bought where people already want to buy, such as"
        " brand search",
        "Demand that no sheet holds moves such a channel's spend and the outcome together, and"
        " passes for its effect. No check of these weeks can find that.",
        "Do not raise such a channel on these figures; run a lift test of it.",
        review=Level.RESTRICT,
    ),
)
