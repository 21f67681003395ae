"""Every setting a user can change: default, unit, allowed values and one sentence.

The Settings sheet, its data validation, its reader and the documentation are all made from
`CATALOGUE`, so a default is stated once.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any

from mmm_xl.names import WEEKDAYS, KpiType, ModelName


@dataclass(frozen=True)
class Settings:
    """The values of one workbook's Settings sheet.

    Parameters
    ----------
    margin : float or None, fraction of one extra unit of net sales
        What remains after variable cost and returns; None where it is not given.
    hurdle : float, ratio
        Least acceptable ROI on margin (ROI where no margin is given).
    interval_level : float, fraction
        Level of the equal-tailed credible intervals shown in sheets and pages.
    """

    business: str = "Our company"
    outcome_name: str = "Revenue"
    kpi_type: KpiType = KpiType.REVENUE
    value_per_conversion: float | None = None
    currency: str = "EUR"
    week_ends_on: str = "Sunday"
    margin: float | None = None
    hurdle: float = 1.0
    interval_level: float = 0.9
    model: ModelName = ModelName.DEFAULT
    carryover_weeks: int = 13
    yearly_terms: int = 2
    trend: bool = True
    seed: int = 2024
    chains: int = 4
    tune: int = 1000
    draws: int = 1000

    @property
    def outcome_unit(self) -> str:
        """Unit of the outcome: the currency, or the counted thing."""
        return self.currency if self.kpi_type is KpiType.REVENUE else self.outcome_name.lower()


@dataclass(frozen=True)
class SettingInfo:
    """How one setting is shown and what it may be.

    Parameters
    ----------
    key : str
        Field of `Settings`.
    kind : {"text", "choice", "number", "whole", "percent"}
    low, high : float or None
        Inclusive range of numbers.
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

    @property
    def default(self) -> Any:
        """Value of a blank template, as the cell shows it."""
        value = next(f.default for f in fields(Settings) if f.name == self.key)
        return {True: "yes", False: "no"}.get(value, value) if isinstance(value, bool) else value

    @property
    def allowed(self) -> str:
        """Words for the allowed values."""
        if self.choices:
            words = " | ".join(self.choices)
        elif self.kind == "text":
            words = "any text"
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
        "carryover_weeks",
        "Carryover weeks",
        "whole",
        "weeks",
        "Longest time over which one week's advertising may act.",
        low=1,
        high=26,
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
        "yes or no",
        "Whether the baseline may rise or fall steadily.",
        choices=("yes", "no"),
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


def from_cells(values: Mapping[str, Any]) -> Settings:
    """Settings from already validated cell values; a missing key keeps its default.

    Notes
    -----
    "yes" and "no" become booleans, "90%" becomes 0.9, a blank optional setting becomes None.
    """
    return Settings(**{key: _value(setting(key), value) for key, value in values.items()})


def to_cells(settings: Settings) -> dict[str, Any]:
    """Settings as a Settings sheet holds them; the inverse of `from_cells`."""
    return {info.key: _cell(info, getattr(settings, info.key)) for info in CATALOGUE}


def _value(info: SettingInfo, cell: Any) -> Any:
    if cell is None:
        return None
    if info.key == "trend":
        return cell == "yes"
    if info.key == "interval_level":
        return int(str(cell).rstrip("%")) / 100
    if info.key == "kpi_type":
        return KpiType(cell)
    if info.key == "model":
        return ModelName(cell)
    return int(cell) if info.kind == "whole" else cell


def _cell(info: SettingInfo, value: Any) -> Any:
    if info.key == "trend":
        return "yes" if value else "no"
    if info.key == "interval_level":
        return f"{value:.0%}"
    return str(value) if isinstance(value, KpiType | ModelName) else value
