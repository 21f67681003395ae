"""Figures of stored runs by name: read once, checked against their digest, then from memory."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from mmm_xl.data.wording import folded, listed, meant
from mmm_xl.errors import UnknownName, UnknownRun
from mmm_xl.excel.cell_errors import NoFigure
from mmm_xl.grades import PRIOR_ONLY
from mmm_xl.names import CHANNEL

SUMMARY = ("mean", "median", "sd", "mcse", "lo50", "hi50", "lo80", "hi80", "lo90", "hi90",
           "lo95", "hi95")  # fmt: skip
"""Statistics of every quantity, as ``results.json`` names them."""

PROBABILITY = "prob_above_hurdle"
BASELINE = "Baseline"

_SHOWN = ("mean", "median", "sd", "lo90", "hi90")
"""Statistics that a table has a column for."""


@dataclass(frozen=True)
class Row:
    """Figures of one channel.

    Parameters
    ----------
    figures : mapping of statistic to float or None
    absence : str
        Why there are none, where there are none.
    prior_only : bool
        Whether the data did not inform the channel.
    """

    name: str
    figures: Mapping[str, float | None]
    absence: str = ""
    prior_only: bool = False

    @property
    def shown(self) -> str:
        """Name as tables have it, with the mark of a channel that the data did not inform."""
        return f"{self.name}{PRIOR_ONLY}" if self.prior_only else self.name


@dataclass(frozen=True)
class Quantity:
    """One quantity of one run.

    Parameters
    ----------
    title : str
        What the numbers are, for messages.
    rows : mapping of folded name to Row
    statistics : mapping of folded name to statistic
    columns : mapping of header to statistic
        Of the table; each header is also understood as a statistic.
    """

    title: str
    rows: Mapping[str, Row]
    statistics: Mapping[str, str]
    columns: Mapping[str, str]

    def table(self) -> list[list[Any]]:
        """Header row and a row a channel; None where a figure does not exist."""
        body = [
            [row.shown, *(row.figures.get(key) for key in self.columns.values())]
            for row in self.rows.values()
        ]
        return [[CHANNEL, *self.columns], *body]

    def figure(self, name: str, statistic: str) -> float:
        """One number.

        Raises
        ------
        UnknownName
            No such channel or statistic; the sentence names the closest.
        NoFigure
            The channel has no such figure.
        """
        key = self.statistics.get(folded(statistic))
        if key is None:
            known = list(dict.fromkeys(self.statistics.values()))
            raise UnknownName(_unknown("statistic", statistic, f"of {self.title}", known))
        row = self.rows.get(folded(name)) or self.rows.get(folded(name.removesuffix(PRIOR_ONLY)))
        if row is None:
            known = [row.name for row in self.rows.values()]
            raise UnknownName(_unknown("channel", name, "in this run", known))
        found = row.figures.get(key)
        if found is None:
            raise NoFigure(row.absence)
        return found

    def absences(self) -> Sequence[str]:
        """Why figures of the table are missing, one sentence a channel."""
        return [row.absence for row in self.rows.values() if row.absence]


@dataclass(frozen=True)
class RunFigures:
    """What the functions show of one run.

    Parameters
    ----------
    verdict : str
        Whether the figures may be used, and the reasons.
    """

    roi: Quantity
    contribution: Quantity
    verdict: str


def is_stored(run_id: str) -> bool:
    """Whether the results of a run are in the store.

    Raises
    ------
    DamagedRun
    """
    try:
        run_figures(run_id)
    except UnknownRun:
        return False
    return True


@lru_cache(maxsize=64)
def run_figures(run_id: str) -> RunFigures:
    """Figures of a stored run; its name says what is in it, so it is read only once.

    Raises
    ------
    UnknownRun, DamagedRun
    """
    from mmm_xl.runs import store

    results = store.load_results(run_id)
    verdict = results["verdict"]
    words = ": ".join(filter(None, ("Verdict", verdict["level"], "; ".join(verdict["reasons"]))))
    return RunFigures(_roi(results), _contribution(results), f"{words}.")


def known_run(run_id: str) -> RunFigures:
    """Figures of a run that somebody named.

    Raises
    ------
    UnknownRun
        The sentence names the closest stored run.
    DamagedRun
    """
    from mmm_xl.runs import store

    try:
        return run_figures(run_id)
    except UnknownRun:
        names = [folder.name for folder in store.runs().glob("run-*")]
        hint = meant(run_id, names) or "; pass the cell of MMM_FIT, or run the workbook again."
        raise UnknownRun(f"there is no stored run '{run_id}'{hint}") from None


def _roi(results: Mapping[str, Any]) -> Quantity:
    hurdle = results["hurdle"]
    basis = "ROI" if hurdle["basis"] == "roi" else "ROI on margin"
    header = f"P({basis} > {hurdle['value']:g})"
    rows = []
    for channel in results["channels"]:
        figures = {**(channel["roi"] or {}), PROBABILITY: channel[PROBABILITY]}
        absence = "" if channel["roi"] else _no_roi(channel["name"], channel["spend"])
        rows.append(Row(channel["name"], figures, absence, channel.get("prior_only", False)))
    return _quantity("the ROI", rows, {header: PROBABILITY})


def _no_roi(name: str, spend: float) -> str:
    if not spend:
        return f"'{name}' has no spend and so no ROI; MMM_CONTRIBUTION shows what it brings."
    return "there is no ROI: the outcome is a count, and the settings give no value of one."


def _contribution(results: Mapping[str, Any]) -> Quantity:
    rows = [
        Row(one["name"], one["contribution"], prior_only=one.get("prior_only", False))
        for one in results["channels"]
    ]
    return _quantity("the contribution", [*rows, Row(BASELINE, results["baseline"])], {})


def _quantity(title: str, rows: Sequence[Row], more: Mapping[str, str]) -> Quantity:
    """Quantity with the usual statistics and some more columns."""
    statistics = {folded(name): name for name in (*SUMMARY, *more.values())}
    statistics |= {folded(header): name for header, name in more.items()}
    # a channel that is itself named like the baseline keeps its name: the first row wins
    by_name = {folded(row.name): row for row in reversed(rows)}
    ordered = {key: by_name[key] for key in dict.fromkeys(folded(row.name) for row in rows)}
    return Quantity(title, ordered, statistics, {**{name: name for name in _SHOWN}, **more})


def _unknown(thing: str, name: str, where: str, known: Sequence[str]) -> str:
    hint = meant(name, known) or f"; expected {listed(known)}."
    return f"there is no {thing} '{name}' {where}{hint}"
