"""Names, units and periods that every section repeats, and the few ways of writing an amount."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass

from mmm_xl.analysis.lift_figures import WindowFigures
from mmm_xl.analysis.results import Results
from mmm_xl.analysis.summary import Summary
from mmm_xl.names import KpiType
from mmm_xl.sections.precision import SUFFIXES, Estimated, rounded, told_power
from mmm_xl.sections.section import Column, Kind

Cells = tuple[float | None, float | None, float | None]


@dataclass(frozen=True)
class Context:
    """Words of one run.

    Parameters
    ----------
    outcome : str
        Name of the outcome inside a sentence.
    unit : str
        Unit of the outcome; ``currency`` is that of spend.
    level : float, fraction
        Level of the intervals shown.
    value : float, currency units per unit of the outcome
        1 for revenue; NaN for a count without a value per conversion.
    """

    business: str
    outcome: str
    unit: str
    currency: str
    period: str
    level: float
    is_money: bool
    value: float

    @property
    def has_return(self) -> bool:
        """Whether the outcome has a value in money, so that spend has a return."""
        return not math.isnan(self.value)

    @property
    def worth(self) -> str:
        """What a return divides by spend."""
        if self.is_money:
            return "incremental revenue"
        value = ratio(self.value)
        return f"the value of incremental {self.outcome} ({value} {self.currency} each)"

    @property
    def low(self) -> str:
        """Header of the lower end of an interval."""
        return f"Low {self.level:.0%}"

    @property
    def high(self) -> str:
        """Header of the upper end of an interval."""
        return f"High {self.level:.0%}"

    @property
    def ratio_unit(self) -> str:
        """Unit of a return."""
        return f"{self.currency} per {self.currency}"

    def measure(self, per: str = "", *, capital: bool = False) -> str:
        """Outcome with its unit, which a count says by its name: "revenue (EUR a week)"."""
        name = self.outcome.capitalize() if capital else self.outcome
        if self.unit.lower() == self.outcome.lower():
            return f"{name}{per}"
        return f"{name} ({self.unit}{per})"

    def title(self, what: str) -> str:
        """Who, what (unit), period."""
        return f"{self.business}: {what}, {self.period}"

    def title_of(self, what: str, found: WindowFigures) -> str:
        """Who, what (unit), and the days of one window."""
        return (
            f"{self.business}: {what}, {found.label}, {found.window.first} to {found.window.last}"
        )

    def ends(self, unit: str, kind: Kind, prefix: str = "") -> tuple[Column, Column]:
        """Columns of an interval's two ends, told apart by a prefix where a table has several."""
        low, high = self.low, self.high
        names = (f"{prefix} {low.lower()}", f"{prefix} {high.lower()}") if prefix else (low, high)
        return Column(names[0], unit, kind), Column(names[1], unit, kind)

    def cells(self, summary: Summary | None) -> Cells:
        """Mean and interval ends as cells; blanks where the quantity does not exist."""
        if summary is None:
            return None, None, None
        low, high = (Estimated(end, summary.mcse) for end in summary.interval(self.level))
        return self.mean(summary), low, high

    def mean(self, summary: Summary | None) -> float | None:
        """Mean as a cell."""
        return None if summary is None else Estimated(summary.mean, summary.mcse)

    def middle(self, summary: Summary | None) -> Cells:
        """Median and interval ends as cells, for quotients whose mean a long tail carries away.

        Notes
        -----
        The error of the median is that of a normal middle half, at the same effective draws.
        """
        if summary is None:
            return None, None, None
        spread, effective = (summary.hi50 - summary.lo50) / 1.349, summary.mcse / summary.sd
        error = min(summary.mcse, 1.2533 * spread * effective) if summary.sd > 0 else summary.mcse
        low, high = (Estimated(end, error) for end in summary.interval(self.level))
        return Estimated(summary.median, error), low, high

    def told(self, summary: Summary, scale: str = "money") -> str:
        """Mean in words, to the digit that its range and its Monte Carlo error support.

        Parameters
        ----------
        scale : {"money", "ratio", "percent", "weeks"}
        """
        return _written(summary.mean, self._last(summary), scale)

    def spread(self, summary: Summary, scale: str = "money") -> str:
        """Interval in words, e.g. "90% range 1.2 to 2.6"."""
        last = self._last(summary)
        low, high = (_written(end, last, scale) for end in summary.interval(self.level))
        return f"{self.level:.0%} range {low} to {high}"

    def _last(self, summary: Summary) -> int | None:
        """Power of ten of the last digit in words; None for a figure that does not vary."""
        low, high = summary.interval(self.level)
        certain = low == high and summary.mcse == 0
        return None if certain else told_power(low, high, summary.mcse)


def context(results: Results) -> Context:
    """Words of a run."""
    dataset = results.run.dataset
    settings = dataset.settings
    name = settings.outcome_name
    return Context(
        business=business_name(results),
        outcome=name if name.isupper() else name[:1].lower() + name[1:],
        unit=settings.outcome_unit,
        currency=settings.currency,
        period=f"weeks ending {dataset.first.isoformat()} to {dataset.last.isoformat()}",
        level=settings.interval_level,
        is_money=settings.kpi_type is KpiType.REVENUE,
        value=results.run.spec.outcome_value,
    )


def business_name(results: Results) -> str:
    """Who the figures are about; a preview says so wherever the name stands."""
    name = results.run.dataset.settings.business
    return f"{name} [PREVIEW, few draws]" if results.run.sampler.preview else name


def amount(value: float) -> str:
    """Amount with a suffix, three significant places: 14.2m, 834k, -1.20k, 0.52."""
    for size, suffix in ((1e9, "bn"), (1e6, "m"), (1e3, "k")):
        if abs(value) >= size * 0.9995:
            return f"{_three(value / size)}{suffix}"
    return _three(value)


def _written(value: float, last: int | None, scale: str) -> str:
    """Figure to a power of ten, in the way of its scale."""
    if last is None:
        return _USUAL[scale](value)
    if scale == "percent":
        return f"{100 * rounded(value, last):.{max(0, -last - 2)}f}%"
    near = rounded(value, last)
    if scale != "money":
        return f"{near:,.{max(0, -last)}f}"
    size = max((size for size in SUFFIXES if abs(near) >= 10**size), default=0)
    return f"{near / 10**size:,.{max(0, size - last)}f}{SUFFIXES[size]}"


def whole_amount(value: float) -> str:
    """Amount of money without small change: 16.6k, 12, 0; never 0.01."""
    return amount(value) if abs(value) >= 9.995 else f"{rounded(value, 0):.0f}"


def _three(value: float) -> str:
    places = 2 if abs(value) < 9.995 else 1 if abs(value) < 99.95 else 0
    return f"{value * _HALF_UP:.{places}f}"


_HALF_UP = 1.0 + 1e-12
"""A figure that ends in 5 is rounded away from zero, as spreadsheets do: 26.45m is 26.5m."""


def counted(count: int, thing: str) -> str:
    """Number and noun: "1 warning", "1,204 cells"."""
    return f"{count:,} {thing}" if count == 1 else f"{count:,} {thing}s"


def ratio(value: float) -> str:
    """Ratio with two places (none from 100, so that unusual units stay readable)."""
    return f"{value:.2f}" if abs(value) < 100 else f"{value:,.0f}"


def percent(value: float) -> str:
    """Fraction as a percentage without decimals."""
    return f"{value:.0%}"


def of_hundred(probability: float) -> str:
    """Probability as a frequency: "82 of 100", never "0" or "100" where it is not certain."""
    count = round(probability * 100)
    if count == 100 and probability < 1:
        return "more than 99 of 100"
    if count == 0 and probability > 0:
        return "fewer than 1 of 100"
    return f"{count} of 100"


SCALE = (
    (0.9, "very likely", "more than 90 of 100"),
    (0.66, "likely", "66 to 90 of 100"),
    (0.33, "about as likely as not", "33 to 66 of 100"),
    (0.1, "unlikely", "10 to 33 of 100"),
    (0.0, "very unlikely", "fewer than 10 of 100"),
)
"""Least probability, words and their numbers; "very likely" only above its least."""


def likely(probability: float) -> str:
    """Probability in words with the numbers they stand for: "likely (66 to 90 of 100)".

    References
    ----------
    Wintle et al. 2019: readers understand such words twice as often with the numbers beside them.
    """
    top, *rest = SCALE
    found = top if probability > top[0] else next(row for row in rest if probability >= row[0])
    return f"{found[1]} ({found[2]})"


_USUAL = {"money": amount, "ratio": ratio, "percent": percent, "weeks": "{:.1f}".format}
"""Ways of writing a figure without error."""


def slug(name: str) -> str:
    """Name as part of an identifier."""
    return re.sub(r"[^a-z0-9]+", "_", name.casefold(), flags=re.ASCII).strip("_")[:20]
