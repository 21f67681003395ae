"""Rules about what the weeks can teach: length, variation, and columns that move alike."""

from __future__ import annotations

from mmm_xl.data import limits
from mmm_xl.data.rules.rule import Rule
from mmm_xl.names import Severity

_WARNING, _NOTE = Severity.WARNING, Severity.NOTE

SHORT_HISTORY = Rule(
    "short-history",
    _WARNING,
    "There is less than a year of weeks, so the yearly terms are dropped",
    "40 weeks",
    "Bring at least a year, better two; until then read the returns as mostly prior.",
    f"{limits.ADVISED_WEEKS} weeks",
)
FEW_WEEKS_A_COLUMN = Rule(
    "few-weeks-a-column",
    _WARNING,
    "There are few weeks for the number of channels, controls and events",
    "60 weeks for 20 columns",
    "Bring more weeks, or merge small channels and delete controls that matter little.",
    f"{limits.LEAST_WEEKS_A_COLUMN:g} weeks for each effect",
)
STEADY = Rule(
    "steady-channel",
    _WARNING,
    "A channel is nearly the same in every week",
    "spend between 98 and 103",
    "Vary it on purpose, or test it in some regions; until then its return is mostly its prior.",
    f"standard deviation below {limits.LEAST_VARIATION:.0%} of the mean",
)
ALWAYS_ON = Rule(
    "always-on",
    _NOTE,
    "A channel was never nearly off air",
    "a quietest week of 70% of the mean",
    "A pause, or a test in some regions, would show what happens without it.",
    f"quietest week at {limits.ALWAYS_ON:.0%} of the mean or more",
)
FEW_WEEKS_ON_AIR = Rule(
    "few-weeks-on-air",
    _WARNING,
    "A channel was on air in a few weeks only",
    "3 weeks of spend",
    "Merge it with a channel like it, or treat the weeks as an event.",
    f"fewer than {limits.LEAST_WEEKS_ON_AIR} weeks",
)
LONG_SILENCE = Rule(
    "long-silence",
    _NOTE,
    "A channel has been off air for long",
    "no spend since last year",
    "Think twice before its past return is used for a plan.",
    f"{limits.LONG_SILENCE} weeks up to the last one",
)
TINY = Rule(
    "tiny-channel",
    _NOTE,
    "A channel has a tiny share of all spend",
    "0.4% of spend",
    "Merge it with a channel like it, unless it is needed by itself.",
    f"below {limits.TINY_SHARE:.0%}",
)
CHANNELS_ALIKE = Rule(
    "channels-alike",
    _WARNING,
    "Two channels rise and fall together",
    "a correlation of 0.96",
    "Believe their sum before their parts; merge them, or plan them apart for some weeks.",
    f"correlation above {limits.CORRELATED:g}, trend and season taken out",
)
TOTAL = Rule(
    "total-column",
    _WARNING,
    "A channel is the sum of others",
    "a column 'Total media'",
    "Delete the total from Spend and Channels: it counts the same money twice.",
    f"exact to {limits.EXACT:g} of the variance",
)
CHANNEL_LIKE_CONTROL = Rule(
    "channel-like-control",
    _NOTE,
    "A channel and a control or event rise and fall together",
    "TV in promotion weeks only",
    "Keep the control where it has an effect of its own; the channel's return then leans on its"
    " prior.",
    f"correlation above {limits.CORRELATED:g}, trend and season taken out",
)
SEASONAL = Rule(
    "seasonal-channel",
    _WARNING,
    "A channel follows trend and season",
    "95% of its variance",
    "Plan some weeks against the season, or test in some regions.",
    f"above {limits.SEASONAL:.0%} of its variance",
)
INFLATED = Rule(
    "inflated",
    _NOTE,
    "A channel is nearly a mix of other channels and controls",
    "variance inflation of 14",
    "Taken alone this says little; see whether the channel's posterior moved from its prior.",
    f"variance inflation above {limits.INFLATED:g}, trend and season taken out",
)
LOW_POWER = Rule(
    "low-power",
    _WARNING,
    "An effect of the expected size would seldom be seen",
    "seen in 1 of 10 cases",
    "Read its return as mostly its prior; more variation or a test in some regions would teach"
    " more.",
    f"seen in fewer than {limits.LEAST_POWER:.0%} of prior draws, at 90%",
)

RULES = (
    SHORT_HISTORY, FEW_WEEKS_A_COLUMN, STEADY, ALWAYS_ON, FEW_WEEKS_ON_AIR, LONG_SILENCE, TINY,
    CHANNELS_ALIKE, TOTAL, CHANNEL_LIKE_CONTROL, SEASONAL, INFLATED, LOW_POWER,
)  # fmt: skip
