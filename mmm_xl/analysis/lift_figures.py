"""Lift, returns, payback and break-even of the windows that a run publishes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt
import xarray as xr

from mmm_xl.analysis.comparison import Comparison, Learning, compare, learning
from mmm_xl.analysis.contribution import Contributions
from mmm_xl.analysis.counterfactual import Counterfactuals
from mmm_xl.analysis.measurement import Measured, Measurement, measure, measured_json, returns
from mmm_xl.analysis.payback import (
    MULTIPLES,
    BreakEven,
    Payback,
    break_even,
    effect_weights,
    in_a_row,
    levels_of_spend,
    payback,
)
from mmm_xl.analysis.summary import Summary, summarise
from mmm_xl.analysis.what_if import (
    Changed,
    Linked,
    changes_json,
    links_json,
    stated_links,
    what_if,
)
from mmm_xl.data.dataset import Dataset
from mmm_xl.data.window import Window, every_week, parse_window
from mmm_xl.runs.run import Run

Floats = npt.NDArray[np.float64]

LATEST_WEEKS = 52
"""Weeks of the second window; left out where the data have no more."""

ALL_WEEKS = "all weeks"
LATEST = f"last {LATEST_WEEKS} weeks"


@dataclass(frozen=True)
class Line:
    """One channel, group or total of a window.

    Parameters
    ----------
    payback, break_even : None
        Where there is no return on spend; break-even also for several channels whose effects
        multiply, because one level of all of them is not one level of each.
    """

    measured: Measured[Summary]
    payback: Payback | None
    break_even: BreakEven | None


@dataclass(frozen=True)
class WindowFigures:
    """Figures of one window.

    Parameters
    ----------
    label : str
        As titles name it.
    weeks : float
        Weeks of the data in it, parts counted as parts.
    lines : tuple of Line
        Channels in sheet order, groups, the total.
    interaction : Summary or None, outcome units
        In the spend view: all paid channels together less the sum of each.
    linked : tuple of Linked
        Channels that others move with, as the Channels sheet states it.
    changes : tuple of Changed
        What other spend would have changed; of the last window only, that of the latest weeks.
    """

    label: str
    window: Window
    weeks: float
    lines: tuple[Line, ...]
    interaction: Summary | None
    linked: tuple[Linked[Summary], ...] = ()
    changes: tuple[Changed[Summary], ...] = ()

    def of_kind(self, kind: str) -> tuple[Line, ...]:
        """Lines of channels, groups or the total."""
        return tuple(line for line in self.lines if line.measured.kind == kind)


@dataclass(frozen=True)
class LiftFigures:
    """What the Lift sheet shows.

    Parameters
    ----------
    windows : tuple of WindowFigures
        All weeks first.
    comparison : Comparison or None
        Of paid channels over all weeks on what the hurdle applies to, spend view; None where fewer
        than two have a return.
    """

    windows: tuple[WindowFigures, ...]
    comparison: Comparison | None
    learned: tuple[Learning, ...]


def lift_figures(run: Run, effects: Contributions) -> LiftFigures:
    """Figures of all weeks and of the last 52."""
    answers = Counterfactuals(run, effects)
    weights = effect_weights(answers)
    found = tuple(
        _window_figures(answers, label, window, weights)
        for label, window in published_windows(run.dataset)
    )
    *earlier, latest = found
    changed = replace(latest, changes=what_if(answers, latest.window, summarise))
    return LiftFigures((*earlier, changed), _comparison(answers, found[0]), learning(run))


def published_windows(dataset: Dataset) -> tuple[tuple[str, Window], ...]:
    """Label and window of each that is published."""
    windows = [(ALL_WEEKS, every_week(dataset))]
    if dataset.weeks > LATEST_WEEKS:
        windows.append((LATEST, parse_window(f"last{LATEST_WEEKS}", dataset)))
    return tuple(windows)


def _window_figures(
    answers: Counterfactuals, label: str, window: Window, weights: Floats
) -> WindowFigures:
    measured = measure(answers, window, summarise)
    weeks = float(window.fractions(answers.run.dataset.dates).sum())
    levels = levels_of_spend(answers, window, np.append(MULTIPLES, 1.0))
    return WindowFigures(
        label=label,
        window=window,
        weeks=weeks,
        lines=tuple(
            _line(answers, line, (levels, weights), weeks, _members(measured, line))
            for line in measured.lines
        ),
        interaction=summarise(measured.interaction.spend_view) if measured.interaction else None,
        linked=stated_links(answers, window, summarise),
    )


def _members(measured: Measurement[Summary], line: Measured[Summary]) -> list[Floats]:
    """Lift of each of a line's channels by itself, spend view, (N,)."""
    own = {channel.name: channel.draws for channel in measured.channels}
    return [in_a_row(own[name].incremental.spend_view) for name in line.names]


def _line(
    answers: Counterfactuals,
    measured: Measured[Summary],
    whole: tuple[Floats, Floats],
    weeks: float,
    members: Sequence[Floats],
) -> Line:
    levels, weights = whole
    judged = judged_return(answers, measured)
    if judged is None:
        return Line(measured, None, None)
    names = answers.run.dataset.channel_names
    own = [names.index(name) for name in measured.names]
    draws = in_a_row(judged)
    effect = np.stack(members, axis=1)
    mixed = (weights[:, own] * effect[..., None]).sum(axis=1) / effect.sum(axis=1, keepdims=True)
    level = levels[:, own].sum(axis=1)
    hurdle = answers.run.dataset.settings.hurdle
    joint = len(own) > 1 and answers.effects.multiplicative
    even = break_even(draws, level[:, :-1] / level[:, -1:], hurdle, measured.spend / weeks)
    return Line(measured, payback(draws, mixed), None if joint else even)


def judged_return(answers: Counterfactuals, measured: Measured[Summary]) -> xr.DataArray | None:
    """Draws of what the hurdle applies to, spend view: ROI on margin, ROI where none is given."""
    ratios = returns(answers, measured.draws, "spend_view")
    return ratios["roi"] if ratios["roi_on_margin"] is None else ratios["roi_on_margin"]


def _comparison(answers: Counterfactuals, window: WindowFigures) -> Comparison | None:
    found = {
        line.measured.label: judged_return(answers, line.measured)
        for line in window.of_kind("channel")
    }
    known = {label: draws for label, draws in found.items() if draws is not None}
    if len(known) < 2:
        return None
    names = xr.DataArray(list(known), dims="channel", name="channel")
    return compare(xr.concat(list(known.values()), dim=names.rename("channel")))


def windows_json(figures: LiftFigures) -> list[dict[str, Any]]:
    """Windows as ``results.json`` has them."""
    return [
        {
            "label": found.label,
            "first": found.window.first.isoformat(),
            "last": found.window.last.isoformat(),
            "channels": [_line_json(line) for line in found.of_kind("channel")],
            "groups": [_line_json(line) for line in found.of_kind("group")],
            "total": next((_line_json(line) for line in found.of_kind("total")), None),
            "interaction": asdict(found.interaction) if found.interaction else None,
            "linked": links_json(found.linked),
            "changes": changes_json(found.changes),
        }
        for found in figures.windows
    ]


def _line_json(line: Line) -> dict[str, Any]:
    return {
        **measured_json(line.measured),
        "payback": asdict(line.payback) if line.payback else None,
        "break_even": _break_even_json(line.break_even) if line.break_even else None,
    }


def _break_even_json(even: BreakEven) -> dict[str, Any]:
    record = {name: value for name, value in vars(even).items() if name != "ends"}
    for level, (low, high) in even.ends.items():
        record[f"lo{level}"], record[f"hi{level}"] = low, high
    return record
