"""Columns of ``show`` and what fills them, from figures as ``results.json`` has them."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from mmm_xl.analysis.thresholds import MOST
from mmm_xl.names import cost_name
from mmm_xl.runs.run import RunInputs
from mmm_xl.sections import words_lift
from mmm_xl.shown_table import Column, Value

Record = dict[str, Any]
Cells = Callable[["Line"], list[Value]]
Part = tuple[list[Column], Cells]
"""Some columns, and the cells of one line in them."""


@dataclass(frozen=True)
class Line:
    """One line of a window's figures.

    Parameters
    ----------
    kind : {"channel", "group", "total", "interaction"}
    figures : dict
        As ``results.json`` has them.
    paid : bool
        Whether money is spent on it at all; owned channels have no spend, not a spend of nothing.
    """

    label: str
    kind: str
    figures: Record
    paid: bool

    @property
    def spend(self) -> float | None:
        """Spend of the window, currency units."""
        return self.figures["spend"] if self.paid else None


def lines_of(record: Record, inputs: RunInputs) -> Iterator[Line]:
    """Channels in sheet order, groups, and all paid channels."""
    channels = {channel.name: channel for channel in inputs.dataset.channels}
    paid = {name for name, channel in channels.items() if channel.paid}
    for figures in record["channels"]:
        name = figures["name"]
        yield Line(channels[name].label, "channel", figures, name in paid)
    for figures in record["groups"]:
        yield Line(figures["name"], "group", figures, not paid.isdisjoint(figures["channels"]))
    if record["total"]:
        yield Line(record["total"]["name"], "total", record["total"], paid=True)


def spread(name: str, unit: str, kind: str, level: str) -> list[Column]:
    """Columns of a figure and the ends of its range."""
    return [
        Column(name, unit, kind),
        Column(f"{name}, {level} from", unit, kind, "low"),
        Column(f"{name}, {level} to", unit, kind, "high"),
    ]


def ends(figure: Record | None, level: float, middle: str = "mean") -> list[Value]:
    """Mean (or median) and both ends; blank where there is no figure."""
    if figure is None:
        return [None, None, None]
    percent = round(level * 100)
    return [figure[middle], figure[f"lo{percent}"], figure[f"hi{percent}"]]


def join(*parts: Part) -> Part:
    """All columns of some parts, and all their cells."""

    def cells(line: Line) -> list[Value]:
        return [cell for _, part in parts for cell in part(line)]

    return [column for columns, _ in parts for column in columns], cells


def roi_part(inputs: RunInputs, view: str) -> Part:
    """The ROI family; returns that no line has are left out."""
    settings, spec = inputs.dataset.settings, inputs.spec
    money, level = settings.currency, settings.interval_level
    valued = not math.isnan(spec.outcome_value)
    names = {}
    if valued:
        on_margin = inputs.dataset.has_margin
        names["roi"] = "ROI"
        names |= {"roi_on_margin": "ROI on margin"} if on_margin else {}
        names["marginal_roi"] = "Marginal ROI"
        names |= {"marginal_on_margin": "Marginal ROI on margin"} if on_margin else {}
    unit = f"{money} per {money}"
    parts = [_spend(inputs)]
    parts += [_ratio(name, unit, level, (view, key)) for key, name in names.items()]
    if settings.outcome_unit != money:
        parts.append(_cost(inputs, view))
    if valued:
        odds = {"prob_above_hurdle": f"P(above {settings.hurdle:g})", "prob_loss": "P(loss)"}
        columns = [Column(name, "probability", "odds") for name in odds.values()]
        parts.append((columns, lambda line: [line.figures[view][key] for key in odds]))
    return join(*parts)


def _ratio(name: str, unit: str, level: float, at: tuple[str, str]) -> Part:
    view, key = at
    columns = spread(name, unit, "ratio", f"{level:.0%}")
    return columns, lambda line: ends(line.figures[view][key], level)


def _spend(inputs: RunInputs) -> Part:
    column = Column("Spend", inputs.dataset.settings.currency, "amount")
    return [column], lambda line: [line.spend]


def _cost(inputs: RunInputs, view: str) -> Part:
    """Spend per unit: the median, because a quotient of small effects has a long tail."""
    settings = inputs.dataset.settings
    level = settings.interval_level
    name = f"{cost_name(settings.outcome_name)}, median"
    columns = spread(name, f"{settings.currency} each", "ratio", f"{level:.0%}")
    return columns, lambda line: ends(line.figures[view]["cost_per_unit"], level, "median")


def lift_part(inputs: RunInputs, view: str) -> Part:
    """Amounts, and shares of spend and effect."""
    settings = inputs.dataset.settings
    unit, level = settings.outcome_unit, settings.interval_level
    shares = ("share_of_spend", "share_of_effect")

    def amount(name: str, unit: str, figure: Callable[[Record], Record | None]) -> Part:
        columns = spread(name, unit, "amount", f"{level:.0%}")
        return columns, lambda line: ends(figure(line.figures), level)

    parts = [
        _spend(inputs),
        (
            [Column(name, "fraction", "share") for name in ("Share of spend", "Share of effect")],
            lambda line: [line.figures[key] if line.paid else None for key in shares],
        ),
        amount("Incremental", unit, lambda figures: figures[view]["incremental"]),
    ]
    if inputs.dataset.has_margin and inputs.spec.outcome_value > 0:
        currency = settings.currency
        parts.append(amount("Incremental margin", currency, lambda f: f[view]["margin"]))
    parts.append(amount("After the window", unit, lambda figures: figures["carry_out"]))
    parts.append(amount("Period contribution", unit, lambda figures: figures["contribution"]))
    return join(*parts)


def payback_part(inputs: RunInputs) -> Part:
    """When spend pays back and up to what level of it, as the Lift sheet has them."""
    settings = inputs.dataset.settings
    level, unit = settings.interval_level, f"{settings.currency} a week"
    columns = [
        Column("Payback, median", "week", "weeks"),
        Column("P(pays back)", "probability", "odds"),
        Column("Spend now", unit, "amount"),
        *spread("Break-even spend, median", unit, "amount", f"{level:.0%}"),
        Column("P(no level)", "probability", "odds"),
    ]

    def cells(line: Line) -> list[Value]:
        pays, even = line.figures.get("payback"), line.figures.get("break_even")
        first = [pays["weeks"], pays["probability"]] if pays else [None, None]
        if not even:
            return [*first, *[None] * 5]
        beyond = words_lift.BEYOND.format(most=f"{MOST:.0f}")
        found = [beyond if end is None else end for end in ends(even, level, "median")]
        return [*first, even["now"], *found, even["prob_none"]]

    return columns, cells


def interaction_row(record: Record, inputs: RunInputs, columns: list[Column]) -> tuple[Value, ...]:
    """All paid channels together less the sum of each, in the columns of `lift_part`."""
    at = next(i for i, column in enumerate(columns) if column.name == "Incremental")
    level = inputs.dataset.settings.interval_level
    row: list[Value] = [None] * len(columns)
    row[at : at + 3] = ends(record["interaction"], level)
    return ("Interaction", "interaction", *row)
