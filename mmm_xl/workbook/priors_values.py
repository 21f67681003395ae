"""What the formulas of the Priors sheet give, so that a workbook shows them before it is opened.

The same arithmetic as the cells, in the same order; tests hold both to `mmm_xl.model.implied`.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import NormalDist
from typing import Any

from mmm_xl.data.contents import BookContents, SheetContent
from mmm_xl.data.wording import folded
from mmm_xl.model import priors
from mmm_xl.model.implied import SHARED_VARIANCE
from mmm_xl.names import BY_MODEL, NO_POOL, WEEK, ChannelKind, ModelName, Sheet
from mmm_xl.names import ChannelColumn as Col
from mmm_xl.workbook.named_cells import NamedCells

RANGES = (Col.ROI_LOW, Col.ROI_HIGH, Col.SHARE_LOW, Col.SHARE_HIGH)
NEEDED = (Col.NAME, Col.KIND, *RANGES)

ENDS = NormalDist().inv_cdf(0.5 + priors.LEVEL / 2)
"""Standard deviations from the middle to the ends of a stated range."""

DEFAULTS: tuple[tuple[str, float, float, float], ...] = (
    ("none", 0.0, 0.0, 0.0),
    ("your return", 0.0, 0.0, 0.0),
    ("shared return", priors.POOLED_ROI.median, priors.POOLED_ROI.sigma, 0.0),
    ("default return", priors.ROI.median, priors.ROI.sigma, 0.0),
    ("your share", 0.0, 0.0, 1.0),
    ("default share", priors.MEDIA_SHARE_OF_COUNT, priors.SHARE_SPREAD, 0.0),
    ("your owned share", 0.0, 0.0, 1.0),
    ("default owned share", priors.OWNED_SHARE.median, priors.OWNED_SHARE.sigma, 1.0),
)
"""Source, middle and log spread of what is assumed, and whether it is a share as it stands."""

PER_OUTCOME = ("your return", "shared return", "default return")
PER_SPEND = ("default share",)
"""Sources whose share grows with the channel's spend: over the outcome's value, over all spend."""


@dataclass
class Row:
    """Cells of one channel; numbers as the sheet computes them, "" where a cell shows nothing."""

    name: Any
    alone: int
    pool: str
    stated: int
    shared: int = 0
    unstated: str = "default"
    who: str = ""
    basis: str = ""
    what: str = ""
    source: str = ""
    at: int = 1
    spend: float = 0.0
    middle: float = 0.0
    spread: float = 0.0
    scale: float = 0.0
    share: Any = ""
    share_low: Any = ""
    share_high: Any = ""
    roi: Any = ""
    roi_low: Any = ""
    roi_high: Any = ""
    mean: float = 0.0
    common: float = 0.0
    variance: float = 0.0


@dataclass(frozen=True)
class Values:
    """Every cached value of the sheet.

    Parameters
    ----------
    unit : float
        Revenue of one unit of the outcome, 0 where unknown.
    shares : int
        1 where channels share returns.
    """

    rows: tuple[Row, ...]
    outcome: float
    unit: float
    shares: int
    spend: float
    mean: float
    variance: float
    spread: float
    total: Any
    total_low: Any
    total_high: Any

    @property
    def money(self) -> float:
        """Value of the outcome in money."""
        return self.outcome * self.unit

    @property
    def likely(self) -> float:
        """Sum of the likely shares."""
        return sum(row.share for row in self.rows if row.share != "")


def values_of(contents: BookContents, named: NamedCells, length: int) -> Values:
    """Values of the sheet for the cells of a workbook.

    Parameters
    ----------
    length : int
        Rows that the sheet has room for, blank ones included.
    """
    unit, shares = _unit(named), _shares(named)
    outcome = _sum(_column(contents.sheets[Sheet.OUTCOME], outcome_header(contents)))
    channels = contents.sheets[Sheet.CHANNELS]
    cells = [dict(zip(channels.headers, row, strict=True)) for row in channels.rows]
    cells += [{} for _ in range(length - len(cells))]
    rows = [_row(cell, unit, shares) for cell in cells]
    members = Counter(folded(row.pool) for row in rows if row.pool)
    for row in rows:
        row.spend = _spend(contents.sheets[Sheet.SPEND], row.name)
    spend = sum(row.spend for row in rows)
    for row, cell in zip(rows, cells, strict=True):
        row.shared = int(members[folded(row.pool)] > 1) if row.pool else 0
        row.unstated = "shared" if row.shared else "default"
        row.who = "your" if row.stated else row.unstated
        row.source = f"{row.who} {row.what}" if row.name != "" and outcome > 0 else ""
        _middle(row, cell)
        _implied(row, outcome * unit, spend)
    _variances(rows)
    return _total(rows, outcome, unit, shares)


def outcome_header(contents: BookContents) -> str:
    """First column of the Outcome sheet that is no date."""
    headers = contents.sheets[Sheet.OUTCOME].headers
    return next((header for header in headers if header != WEEK), "")


def _unit(named: NamedCells) -> float:
    if named.values["kpi_type"].casefold() == "revenue":
        return 1.0
    try:
        return float(named.values["value_per_conversion"])
    except ValueError:
        return 0.0


def _shares(named: NamedCells) -> int:
    asked = named.values["pooling"].casefold()
    if asked == BY_MODEL:
        return int(named.values["model"].casefold() == ModelName.DEFAULT)
    return int(asked == "yes")


def _is_number(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def _numbers(values: Sequence[Any]) -> list[float]:
    return [float(v) for v in values if _is_number(v) and math.isfinite(v)]


def _sum(values: Sequence[Any]) -> float:
    return sum(_numbers(values))


def _column(content: SheetContent, header: str) -> list[Any]:
    at = content.headers.index(header) if header in content.headers else None
    return [] if at is None else [row[at] for row in content.rows]


def _spend(content: SheetContent, name: Any) -> float:
    found = [h for h in content.headers if h.casefold() == str(name).casefold()]
    return _sum(_column(content, found[0])) if found and name != "" else 0.0


def _row(cell: dict[str, Any], unit: float, shares: int) -> Row:
    """What a row of the Channels sheet says, before spend and outcome count."""
    name = "" if cell.get(Col.NAME) is None else cell[Col.NAME]
    owned = str(cell.get(Col.KIND)).casefold() == ChannelKind.OWNED
    stated = len(_numbers([cell.get(column) for column in RANGES]))
    share = len(_numbers([cell.get(column) for column in RANGES[2:]]))
    pool = str(cell.get(Col.POOL) or "").strip()
    alone = owned or stated > 0 or unit == 0 or shares == 0 or pool.casefold() == NO_POOL
    basis = "share" if unit == 0 or share > 0 else "return"
    return Row(
        name=name,
        alone=int(alone),
        pool="" if alone or name == "" else f"pool {pool}",
        stated=int(stated > 1),
        basis=basis,
        what="owned share" if owned else basis,
    )


def _middle(row: Row, cell: dict[str, Any]) -> None:
    """Middle and log spread: of the stated range, or of the default."""
    names = [source for source, *_ in DEFAULTS]
    row.at = names.index(row.source) + 1 if row.source in names else 1
    _, row.middle, row.spread, _ = DEFAULTS[row.at - 1]
    if row.stated:
        given = [_numbers([cell.get(column)]) or [0.0] for column in RANGES]
        low, high = given[0][0] + given[2][0], given[1][0] + given[3][0]
        sound = low > 0 and high > 0
        product = math.prod(_numbers([cell.get(column) for column in RANGES]))
        row.middle = math.sqrt(product) if product >= 0 else 0.0
        row.spread = math.log(high / low) / (2 * ENDS) if sound else 0.0


def _implied(row: Row, money: float, spend: float) -> None:
    """Share and return with their ends."""
    _, _, _, fixed = DEFAULTS[row.at - 1]
    per = 1 / money if row.source in PER_OUTCOME and money > 0 else 0.0
    per = 1 / spend if row.source in PER_SPEND and spend > 0 else per
    row.scale = fixed + per * row.spend
    if row.scale > 0:
        row.share = row.middle * row.scale
        row.share_low, row.share_high = _ends(row.share, row.spread)
        row.mean = row.share * math.sqrt(math.exp(row.spread * row.spread))
    if row.share != "" and row.spend * money > 0:
        row.roi = row.share * money / row.spend
        row.roi_low, row.roi_high = _ends(row.roi, row.spread)


def _ends(middle: float, spread: float) -> tuple[float, float]:
    return middle * math.exp(-ENDS * spread), middle * math.exp(ENDS * spread)


def _variances(rows: Sequence[Row]) -> None:
    """Variance of each share and what it has in common with the others of its pool."""
    pools: dict[str, float] = {}
    for row in rows:
        pools[folded(row.pool)] = pools.get(folded(row.pool), 0.0) + row.mean
    for row in rows:
        if row.shared:
            others = pools[folded(row.pool)] - row.mean
            row.common = row.mean * others * (math.exp(SHARED_VARIANCE) - 1)
        row.variance = row.mean * row.mean * (math.exp(row.spread * row.spread) - 1) + row.common


def _total(rows: Sequence[Row], outcome: float, unit: float, shares: int) -> Values:
    mean, variance = sum(row.mean for row in rows), sum(row.variance for row in rows)
    spend = sum(row.spend for row in rows)
    if mean <= 0:
        return Values(tuple(rows), outcome, unit, shares, spend, mean, variance, 0.0, "", "", "")
    growth = 1 + variance / (mean * mean)
    spread = math.sqrt(math.log(growth))
    total = mean / math.sqrt(growth)
    ends = _ends(total, spread)
    return Values(tuple(rows), outcome, unit, shares, spend, mean, variance, spread, total, *ends)
