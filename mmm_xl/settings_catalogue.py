"""Every setting a user can change: unit, allowed values and one sentence.

The Settings sheet, its data validation, its reader and the documentation are all made from
`CATALOGUE`; defaults are those of `mmm_xl.settings.Settings`.
"""

from __future__ import annotations

from dataclasses import dataclass

from mmm_xl.names import (
    BY_MODEL,
    WEEKDAYS,
    Carryover,
    KpiType,
    Link,
    ModelName,
    Noise,
    Order,
    Saturation,
    Trend,
)


@dataclass(frozen=True)
class SettingInfo:
    """How one setting is shown and what it may be.

    Parameters
    ----------
    key : str
        Field of `Settings`.
    kind : {"text", "choice", "number", "whole", "percent", "names"}
        "names" is a list with commas.
    low, high : float or None
        Inclusive range of numbers.
    aliases : tuple of (old word, choice)
        Words of earlier templates that are still understood.
    blank : bool
        Whether the cell may be left blank.
    """

    key: str
    label: str
    kind: str
    unit: str
    sentence: str
    low: float | None = None
    high: float | None = None
    choices: tuple[str, ...] = ()
    blank: bool = False
    aliases: tuple[tuple[str, str], ...] = ()

    @property
    def allowed(self) -> str:
        """Words for the allowed values."""
        if self.choices:
            words = " | ".join(self.choices)
        elif self.kind == "text":
            words = "any text"
        elif self.kind == "names":
            words = "names with commas between"
        else:
            words = f"{_plain(self.low, self.kind)} to {_plain(self.high, self.kind)}"
        return f"{words}, or blank" if self.blank else words


def _plain(value: float | None, kind: str) -> str:
    if value is None:
        return "any"
    if kind == "percent":
        return f"{value:.0%}" if value >= 0.01 else "above 0%"
    return f"{value:,.0f}" if value == round(value) else f"{value:f}".rstrip("0")


CATALOGUE: tuple[SettingInfo, ...] = (
    SettingInfo(
        "business", "Business", "text", "text", "Whom the figures are about; in every title."
    ),
    SettingInfo(
        "outcome_name",
        "Outcome name",
        "text",
        "text",
        "What the Outcome sheet counts, in your words.",
    ),
    SettingInfo(
        "kpi_type",
        "KPI type",
        "choice",
        "type",
        "Money (revenue), or a number of things (count) such as orders or new customers.",
        choices=tuple(KpiType),
    ),
    SettingInfo(
        "value_per_conversion",
        "Value per conversion",
        "number",
        "currency each",
        "Only for a count: revenue of one more unit of the outcome. Without it there is no ROI.",
        low=0.0001,
        high=1e9,
        blank=True,
    ),
    SettingInfo("currency", "Currency", "text", "code", "Currency of spend, and of revenue."),
    SettingInfo(
        "week_ends_on",
        "Week ends on",
        "choice",
        "weekday",
        "The weekday of every date in the weekly sheets.",
        choices=WEEKDAYS,
    ),
    SettingInfo(
        "margin",
        "Margin",
        "percent",
        "% of net sales",
        "What remains of one extra unit of net sales after variable cost and returns, not the"
        " average gross margin. Blank: ROI is shown on revenue only.",
        low=0.0001,
        high=1.0,
        blank=True,
    ),
    SettingInfo(
        "hurdle",
        "Hurdle",
        "number",
        "ratio",
        "Least acceptable ROI on margin; 1.0 pays back. Applies to ROI where no margin is given.",
        low=0.0,
        high=100.0,
    ),
    SettingInfo(
        "interval_level",
        "Interval level",
        "choice",
        "%",
        "Probability inside the ranges that sheets and pages show.",
        choices=("50%", "80%", "90%", "95%"),
    ),
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
    SettingInfo(
        "blank_controls",
        "Blank controls",
        "choice",
        "rule",
        "What a blank cell on Controls becomes. refuse: nothing, it must be filled in. last known:"
        " the week before it. straight line: between the weeks around it. Each such cell is listed"
        " with the results.",
        choices=("refuse", "last known", "straight line"),
    ),
    SettingInfo(
        "negative_spend",
        "Negative spend",
        "choice",
        "rule",
        "What spend below zero becomes, such as a credit note. refuse: nothing, it must be"
        " corrected. set to zero: 0; each such cell is listed with the results.",
        choices=("refuse", "set to zero"),
    ),
    SettingInfo(
        "summed_controls",
        "Controls added up",
        "names",
        "names",
        "Where rows are days: controls whose week is the sum of its days. Others are averaged.",
        blank=True,
    ),
    SettingInfo(
        "last_controls",
        "Controls at week's end",
        "names",
        "names",
        "Where rows are days: controls whose week is its last day, such as a stock or a list.",
        blank=True,
    ),
    SettingInfo(
        "holiday_country",
        "Holiday country",
        "text",
        "code",
        "Public holidays of this country become events: its two letters, and a region after a"
        " hyphen, as DE or DE-BY. Blank: none.",
        blank=True,
    ),
    SettingInfo(
        "holiday_lead",
        "Holiday lead weeks",
        "whole",
        "weeks",
        "So many weeks before a public holiday count as well.",
        low=0,
        high=4,
    ),
    SettingInfo(
        "holiday_lag",
        "Holiday lag weeks",
        "whole",
        "weeks",
        "So many weeks after a public holiday count as well.",
        low=0,
        high=4,
    ),
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
)


def setting(key: str) -> SettingInfo:
    """Catalogue entry of one setting."""
    return next(info for info in CATALOGUE if info.key == key)
