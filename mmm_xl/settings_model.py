"""Settings of the model and of the sampler that fits it."""

from __future__ import annotations

from mmm_xl.grades import Depth
from mmm_xl.names import BY_MODEL, Carryover, Link, ModelName, Noise, Order, Saturation, Trend
from mmm_xl.setting_info import SettingInfo

MODEL: tuple[SettingInfo, ...] = (
    SettingInfo(
        "model",
        "Model",
        "choice",
        "name",
        "default: a drifting baseline, carryover with a free peak and returns that channels share."
        " plain: a straight trend, carryover that fades from the first week.",
        choices=tuple(ModelName),
    ),
    SettingInfo(
        "carryover",
        "Carryover",
        "choice",
        "shape",
        "auto: strongest at once, fading, or with a later peak, as the data say. geometric: fades"
        " from the first week. delayed: a bell around a later peak. none: acts in its own week."
        " by model: as Model says. A channel's own choice on the Channels sheet wins.",
        choices=(BY_MODEL, *Carryover),
    ),
    SettingInfo(
        "carryover_weeks",
        "Carryover weeks",
        "whole",
        "weeks",
        "Longest time over which one week's advertising may act.",
        low=1,
        high=26,
    ),
    SettingInfo(
        "saturation",
        "Saturation",
        "choice",
        "shape",
        "hill: S-shaped or not, as the data say. michaelis-menten: never S-shaped. logistic: flat"
        " sooner. none: each unit brings as much as the one before."
        " A channel's own choice on the Channels sheet wins.",
        choices=tuple(Saturation),
    ),
    SettingInfo(
        "order",
        "Order",
        "choice",
        "order",
        "carryover first: the carried-over total saturates. saturation first: each week's spend"
        " saturates by itself, then carries over.",
        choices=tuple(Order),
    ),
    SettingInfo(
        "outcome_model",
        "Outcome model",
        "choice",
        "type",
        "additive: effects add up. multiplicative: effects multiply the outcome, so they are larger"
        " in a strong week; every week's outcome must be above zero.",
        choices=tuple(Link),
    ),
    SettingInfo(
        "noise",
        "Noise",
        "choice",
        "type",
        "normal: each week by itself. autocorrelated: a good week is followed by another."
        " heavy-tailed: single odd weeks weigh little. by model: as Model says.",
        choices=(BY_MODEL, *Noise),
    ),
    SettingInfo(
        "level",
        "Drifting level",
        "choice",
        "yes or no",
        "Whether the baseline's level may wander slowly. by model: as Model says.",
        choices=(BY_MODEL, "yes", "no"),
    ),
    SettingInfo(
        "pooling",
        "Channels share returns",
        "choice",
        "yes or no",
        "Whether channels whose likely return nobody stated learn a common centre and spread, all"
        " of them or those of one word on Channels. by model: as Model says.",
        choices=(BY_MODEL, "yes", "no"),
    ),
    SettingInfo(
        "yearly_terms",
        "Yearly seasonality terms",
        "whole",
        "number",
        "Pairs of yearly waves in the baseline; more follow a more jagged season.",
        low=0,
        high=6,
    ),
    SettingInfo(
        "trend",
        "Trend",
        "choice",
        "shape",
        "linear: the baseline may rise or fall steadily. piecewise: its slope may change each half"
        " year. none: it does neither.",
        choices=tuple(Trend),
        aliases=(("yes", Trend.LINEAR), ("no", Trend.NONE)),
    ),
    SettingInfo(
        "raising_controls",
        "Controls that only raise",
        "names",
        "names",
        "Controls that can only raise the outcome, for example Distribution; blank: none.",
        blank=True,
    ),
    SettingInfo(
        "lowering_controls",
        "Controls that only lower",
        "names",
        "names",
        "Controls that can only lower the outcome, for example Own price; blank: none.",
        blank=True,
    ),
)

SAMPLER: tuple[SettingInfo, ...] = (
    SettingInfo(
        "seed",
        "Seed",
        "whole",
        "number",
        "Starts the random numbers: the same seed and inputs give the same results.",
        low=0,
        high=2_147_483_647,
    ),
    SettingInfo(
        "chains",
        "Chains",
        "whole",
        "number",
        "Independent sampler runs that are compared.",
        low=2,
        high=16,
    ),
    SettingInfo(
        "tune",
        "Tuning draws",
        "whole",
        "draws a chain",
        "Draws thrown away while the sampler adapts.",
        low=100,
        high=10_000,
    ),
    SettingInfo(
        "draws",
        "Kept draws",
        "whole",
        "draws a chain",
        "Draws that every figure is computed from.",
        low=100,
        high=10_000,
    ),
    SettingInfo(
        "validation",
        "Validation",
        "choice",
        "depth",
        "How much the results are put to the test. quick: nothing is fitted again. standard: the"
        " model forecasts weeks that it has not seen and is fitted again under other reasonable"
        " choices, about half a minute. full: also other specifications and known truths, minutes."
        " What is not looked at keeps the verdict from use.",
        choices=tuple(Depth),
    ),
)
