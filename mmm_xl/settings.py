"""What a user chose on the Settings sheet, each default stated once, to and from its cells."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from mmm_xl.grades import Depth
from mmm_xl.names import (
    BY_MODEL,
    MONTHS,
    FiscalCalendar,
    KpiType,
    Link,
    ModelName,
    Order,
    Saturation,
    Trend,
)
from mmm_xl.settings_catalogue import CATALOGUE, SettingInfo, setting

__all__ = [
    "CATALOGUE",
    "SettingInfo",
    "Settings",
    "from_cells",
    "from_plain",
    "setting",
    "to_cells",
]


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
    scale_above, cut_below : float, fraction
        Probability that the next unit of spend beats the hurdle: above it a channel is scaled,
        below it cut.
    test_wider_than : float, ratio
        Upper over lower end of the 80% range of marginal ROI from which it is wide.
    test_from_share : float, fraction of paid spend
        From which much money rides on a channel.
    ledger_tolerance : float, fraction of ledger in scope
        Largest residual with which a bridge is tied.
    carryover, noise, level, pooling : str
        A choice, or "by model": what the named model has.
    raising_controls, lowering_controls : tuple of str
        Controls whose coefficient can only be positive, or only negative.
    summed_controls, last_controls : tuple of str
        Controls that are added up, or taken on the last day, where rows are days; others are
        averaged.
    holiday_country : str or None
        Two-letter code, with a region after a hyphen: "DE", "DE-BY".
    validation : Depth
        How much a run is put to the test; no posterior depends on it.
    """

    business: str = "Our company"
    outcome_name: str = "Revenue"
    kpi_type: KpiType = KpiType.REVENUE
    value_per_conversion: float | None = None
    currency: str = "EUR"
    week_ends_on: str = "Sunday"
    fiscal_year_starts: str = "January"
    fiscal_calendar: FiscalCalendar = FiscalCalendar.MONTHS
    margin: float | None = None
    hurdle: float = 1.0
    interval_level: float = 0.9
    scale_above: float = 0.8
    cut_below: float = 0.2
    test_wider_than: float = 3.0
    test_from_share: float = 0.1
    ledger_tolerance: float = 0.005
    model: ModelName = ModelName.DEFAULT
    carryover: str = BY_MODEL
    carryover_weeks: int = 26
    saturation: Saturation = Saturation.HILL
    order: Order = Order.CARRYOVER_FIRST
    outcome_model: Link = Link.ADDITIVE
    noise: str = BY_MODEL
    level: str = BY_MODEL
    pooling: str = BY_MODEL
    yearly_terms: int = 2
    trend: Trend = Trend.LINEAR
    raising_controls: tuple[str, ...] = ()
    lowering_controls: tuple[str, ...] = ()
    blank_controls: str = "refuse"
    negative_spend: str = "refuse"
    summed_controls: tuple[str, ...] = ()
    last_controls: tuple[str, ...] = ()
    holiday_country: str | None = None
    holiday_lead: int = 0
    holiday_lag: int = 0
    seed: int = 2024
    chains: int = 4
    tune: int = 1000
    draws: int = 1000
    validation: Depth = Depth.STANDARD

    @property
    def first_month(self) -> int:
        """Month in which the fiscal year starts, 1 to 12."""
        return MONTHS.index(self.fiscal_year_starts) + 1

    @property
    def outcome_unit(self) -> str:
        """Unit of the outcome: the currency, or the counted thing."""
        return self.currency if self.kpi_type is KpiType.REVENUE else self.outcome_name.lower()


def from_cells(values: Mapping[str, Any]) -> Settings:
    """Settings from already validated cell values; a missing key keeps its default.

    Notes
    -----
    Choices become their enumeration, "90%" becomes 0.9, names with commas become a tuple, and a
    blank optional setting becomes None.
    """
    return Settings(**{key: _value(setting(key), value) for key, value in values.items()})


def to_cells(settings: Settings) -> dict[str, Any]:
    """Settings as a Settings sheet holds them; the inverse of `from_cells`."""
    return {info.key: _cell(info, getattr(settings, info.key)) for info in CATALOGUE}


_CHOICES: dict[str, type[StrEnum]] = {
    "kpi_type": KpiType,
    "fiscal_calendar": FiscalCalendar,
    "model": ModelName,
    "saturation": Saturation,
    "order": Order,
    "outcome_model": Link,
    "trend": Trend,
    "validation": Depth,
}


def _value(info: SettingInfo, cell: Any) -> Any:
    if info.kind == "names":
        names = (name.strip() for name in str(cell or "").split(","))
        return tuple(dict.fromkeys(name for name in names if name))
    if cell is None:
        return None
    if info.key == "interval_level":
        return int(str(cell).rstrip("%")) / 100
    if info.key in _CHOICES:
        return _CHOICES[info.key](cell)
    return int(cell) if info.kind == "whole" else cell


def _cell(info: SettingInfo, value: Any) -> Any:
    if info.kind == "names":
        return ", ".join(value) or None
    if info.key == "interval_level":
        return f"{value:.0%}"
    return str(value) if isinstance(value, StrEnum) else value


def from_plain(record: Mapping[str, Any]) -> Settings:
    """Settings from the plain values that `dataclasses.asdict` and JSON leave."""
    names = {info.key for info in CATALOGUE if info.kind == "names"}
    kept: dict[str, Any] = {
        key: tuple(value) if key in names else _CHOICES.get(key, _same)(value)
        for key, value in record.items()
    }
    return Settings(**kept)


def _same(value: Any) -> Any:
    return value
