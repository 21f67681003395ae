"""Rules about lift tests: what a row may say, and what tests say beside each other."""

from __future__ import annotations

from mmm_xl.data.limits import SAME_AMOUNT, STRONG_EFFECT
from mmm_xl.data.rules.rule import Rule
from mmm_xl.names import Severity

EXPERIMENT_ROW = Rule(
    "experiment-row",
    Severity.ERROR,
    "A row of the Experiments sheet is incomplete or contradicts itself",
    "ends before it starts; a range that does not hold the effect",
    "Correct the cell.",
    f"amount and factor, and standard error and range, agree within {SAME_AMOUNT:.0%}",
)
EXPERIMENT_IMPOSSIBLE = Rule(
    "experiment-impossible",
    Severity.ERROR,
    "A lift test cannot have been run as stated, beside what the Spend sheet holds",
    "500 saved in a quarter of the market, where 300 were to be spent",
    "Correct the change of spend, the share of market or the weeks.",
)
EXPERIMENT_TWICE = Rule(
    "experiment-twice",
    Severity.ERROR,
    "One lift test stands in two rows, to count twice or to calibrate and validate as well",
    "'Geo test' to calibrate and again to validate",
    "Keep one row a test; it calibrates or it validates, never both.",
)
EXPERIMENT_OVERLAP = Rule(
    "experiment-overlap",
    Severity.WARNING,
    "Two lift tests of one channel overlap, so that they are not two separate pieces of evidence",
    "TV off in the north in May, TV off in the south from May to June",
    "Check that they were run in different parts of the market; otherwise keep one of them.",
)
EXPERIMENT_SIGN = Rule(
    "experiment-sign",
    Severity.WARNING,
    "A lift test found clearly less outcome for more spend, which the model takes for impossible",
    "20% more spend, 900 less revenue, standard error 300",
    "Check the signs of change and effect, and what else changed in the tested market.",
    f"{STRONG_EFFECT:g} standard errors",
)
EXPERIMENT_WEAK = Rule(
    "experiment-weak",
    Severity.NOTE,
    "A calibrating lift test could not tell its own effect from none, so it teaches little",
    "an effect of 300 with a standard error of 200",
    "Keep it: a weak test counts for little. A longer or larger one would teach more.",
    f"{STRONG_EFFECT:g} standard errors",
)

RULES = (
    EXPERIMENT_ROW, EXPERIMENT_IMPOSSIBLE, EXPERIMENT_TWICE, EXPERIMENT_OVERLAP, EXPERIMENT_SIGN,
    EXPERIMENT_WEAK,
)  # fmt: skip
