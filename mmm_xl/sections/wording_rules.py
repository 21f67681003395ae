"""Words that nothing generated may use, why, and the few places where they claim nothing.

Applied by the tests to every sentence of every module, and to the sheets, pages and messages made
of them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True)
class WordingRule:
    """A word or phrase that claims more than a model can.

    Parameters
    ----------
    pattern : str
        Regular expression; whole words, any case.
    instead : str
        Why not, and what to say.
    allowed : mapping of regular expression to reason
        Phrases around the word in which it claims nothing.
    """

    pattern: str
    instead: str
    allowed: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Offence:
    """A banned word in its surroundings."""

    found: str
    around: str
    instead: str


_NEGATED = (r"(no|not|never|nothing|without|cannot)\s+(a |an |any )?", "a denial claims nothing")

BANNED = (
    WordingRule(
        r"prove[sdn]?|proving|proofs?",
        "a fit shows, it settles nothing: say what is estimated and how sure it is",
        (
            (r"it proves nothing about returns", "a denial claims nothing"),
            (_NEGATED[0] + r"(proofs?|proven|proved|prove)", _NEGATED[1]),
        ),
    ),
    WordingRule(
        r"guarantee\w*",
        "no uplift is: print its range and the probability of a loss",
        ((_NEGATED[0] + r"guarantee\w*", _NEGATED[1]),),
    ),
    WordingRule(r"confidence (interval|level|limit)s?", "say credible interval, and its level"),
    WordingRule(
        r"(statistically |highly )?(in)?significan(t|tly|ce)",
        "there is no test here: print the probability",
    ),
    WordingRule(r"p-?values?", "there is no test here: print the probability"),
    WordingRule(
        r"SR 11-7 complian(t|ce)|complian(t|ce) with SR 11-7",
        "SR 11-7 was rescinded, and following its elements is voluntary",
    ),
    WordingRule(r"ensur(e|es|ed|ing)", "nothing is made sure: say what is checked"),
    WordingRule(r"(in)?accura(te|tely|cy)", "say by how much it may be wrong"),
    WordingRule(
        r"precisely|with precision",
        "a range is what there is",
    ),
    WordingRule(
        r"will (increase|raise|grow|lift|bring|return|pay|yield|deliver|generate|drive|boost)",
        "what comes is estimated: give its range",
    ),
    WordingRule(
        r"true (roi|return|effect|impact|contribution|value)s?",
        "the true figure is not known: say estimated",
        (
            (
                r"given this model and its data, the true (value|return) lies inside",
                "what a credible interval means, with its condition",
            ),
        ),
    ),
    WordingRule(r"the impact (is|was|of)", "say estimated effect, with its range"),
    WordingRule(
        r"best (possible|mix|plan|allocation|budget)",
        "best by what, among what, and how sure: say so",
    ),
    WordingRule(
        r"optimal\w*|optimum",
        "optimal for one objective under one model: name both",
    ),
    WordingRule(
        r"(undoubted|undeniab|unquestionab|obvious|definite|clear)(ly|y)", "a matter of odds"
    ),
    WordingRule(
        r"(very |highly |most )?(un)?likely",
        "a bare word is read in many ways: put its numbers in brackets, or the odds beside it",
        (
            (r"(very )?(un)?likely \(\D{0,12}\d+", "its numbers stand in brackets"),
            (r"about as likely as not \(33", "its numbers stand in brackets"),
            (r"(\{likely\}|likely \{\})", "a place that is filled: with numbers, with a name"),
            (r"^(very )?(un)?likely$|^about as likely as not$", "the scale that adds the numbers"),
            (r"media a likely $", "followed by the share and its range"),
            (r"likely returns?", "name of an input, a range with its level beside it"),
            (r"likely\s+roi", "name of an input, a range with its level beside it"),
            (r"likely\s+share( of)?", "name of an input, a range with its level beside it"),
        ),
    ),
)


def offences(text: str) -> Iterator[Offence]:
    """Banned words of a text, each with what stands around it."""
    for rule in BANNED:
        allowed = [
            span.span() for words, _ in rule.allowed for span in re.finditer(words, text, re.I)
        ]
        for hit in re.finditer(rf"\b(?:{rule.pattern})\b", text, re.IGNORECASE):
            if not any(start <= hit.start() and hit.end() <= end for start, end in allowed):
                around = text[max(0, hit.start() - 60) : hit.end() + 40]
                yield Offence(hit.group(), around, rule.instead)
