"""What the command line shows while it works: live on a terminal, plain lines on a pipe."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from rich import box
from rich.console import (
    Console,
    ConsoleOptions,
    ConsoleRenderable,
    RenderableType,
    RenderHook,
    RenderResult,
)
from rich.control import Control
from rich.markup import escape
from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeRemainingColumn
from rich.segment import Segment
from rich.table import Table

from mmm_xl.inference.progress import ChainState, Watcher
from mmm_xl.model.implied import absurdities, ends
from mmm_xl.names import KpiType, Severity
from mmm_xl.plain_text import printable

if TYPE_CHECKING:
    from mmm_xl.analysis.headline import ChannelFigures, Headline
    from mmm_xl.analysis.results import Results
    from mmm_xl.analysis.summary import Estimate
    from mmm_xl.data.dataset import Dataset
    from mmm_xl.errors import Finding
    from mmm_xl.model.implied import Implied
    from mmm_xl.runs.refit import RefitProgress, RefitWatcher
    from mmm_xl.shown_table import Shown

_STEPS = 4
"""Plain lines of progress while the sampler runs, at equal parts of the way."""

_REASONS = 5
"""Reasons of a verdict that are printed."""


class ConsoleListener:
    """Shows the stages of the main job; rich on a terminal, lines elsewhere."""

    def __init__(self, console: Console) -> None:
        self._console = console

    def stage(self, words: str) -> None:
        """Print the name of a stage."""
        self._console.print(f"{words} ...", markup=False)

    def notice(self, words: str) -> None:
        """Print a note that stops nothing."""
        self._console.print(f"Note: {words}", markup=False)

    def prior(self, found: Implied, currency: str) -> None:
        """Print what the priors imply, and what of it is absurd."""
        self._console.print(implied_table(found, currency))
        for words in absurdities(found):
            self.notice(words)

    @contextmanager
    def sampling(self, total: int, chains: int) -> Iterator[Watcher]:
        """Progress of the sampler, chain by chain."""
        if not self._console.is_terminal:
            yield _PlainProgress(self._console, total * chains)
            return
        columns = (
            TextColumn("{task.description}"),
            BarColumn(),
            TextColumn("{task.completed:.0f}/{task.total:.0f} draws"),
            TextColumn("{task.fields[divergences]} divergences"),
            TimeRemainingColumn(),
        )
        with Progress(*columns, console=self._console) as progress:
            tasks = [
                progress.add_task(f"Chain {i + 1}", total=total, divergences=0)
                for i in range(chains)
            ]
            yield _relay(progress, tasks)
            for task in tasks:
                progress.update(task, completed=total)

    def headline(self, headline: Headline, *, loaded: bool) -> None:
        """Print the ROI table."""
        if loaded:
            self._console.print(
                f"Nothing that the fit depends on has changed: the stored posterior"
                f" {headline.run.fit_id} was loaded."
            )
        self._console.print(roi_table(headline))

    @contextmanager
    def validating(self, total: int) -> Iterator[RefitWatcher | None]:
        """Progress of all refits of a validation together; nothing where there are none."""
        if not total:
            yield None
            return
        if not self._console.is_terminal:
            yield _PlainRefits(self._console)
            return
        columns = (
            TextColumn("refits"),
            BarColumn(),
            TextColumn("{task.fields[finished]} of {task.fields[of]}"),
            TimeRemainingColumn(),
        )
        with Progress(*columns, console=self._console) as progress:
            task = progress.add_task("", total=total, finished=0, of=total)

            def watch(found: RefitProgress) -> None:
                done = found.finished + sum(map(_part, found.chains.values()))
                progress.update(task, completed=min(done, total), finished=found.finished)

            yield watch

    def results(self, results: Results) -> None:
        """Print convergence, and the verdict with its first reasons."""
        lines = (convergence_words(results), *reason_lines(results.verdict.reasons))
        for line in lines:
            self._console.print(line, markup=False)


class _PlainProgress:
    """A line at each quarter of the way, from whichever thread reports it."""

    def __init__(self, console: Console, total: int) -> None:
        self._console, self._total, self._shown = console, total, 0
        self._lock = threading.Lock()

    def __call__(self, chains: Sequence[ChainState]) -> None:
        finished = sum(chain.finished for chain in chains)
        divergences = sum(chain.divergences for chain in chains)
        with self._lock:
            step = finished * _STEPS // self._total
            if step <= self._shown:
                return
            self._shown = step
        self._console.print(
            f"  {finished:,} of {self._total:,} draws, {divergences} divergences", markup=False
        )


class _PlainRefits:
    """A line at each quarter of all refits, from whichever thread reports it."""

    def __init__(self, console: Console) -> None:
        self._console, self._shown = console, 0

    def __call__(self, found: RefitProgress) -> None:
        step = found.finished * _STEPS // found.total
        if step > self._shown:
            self._shown = step
            self._console.print(f"  {found.finished} of {found.total} refits", markup=False)


def _part(chains: Sequence[ChainState]) -> float:
    """Part of a refit that is sampled."""
    return sum(chain.finished for chain in chains) / max(1, sum(chain.total for chain in chains))


def _relay(progress: Progress, tasks: list[TaskID]) -> Watcher:
    def watch(chains: Sequence[ChainState]) -> None:
        for task, chain in zip(tasks, chains, strict=True):
            progress.update(task, completed=chain.finished, divergences=chain.divergences)

    return watch


def new_console() -> Console:
    """Console of the command line; wide enough for a table where there is no terminal."""
    console = Console(soft_wrap=True, highlight=False)
    if not console.is_terminal:
        console = Console(soft_wrap=True, width=120)
    console.push_render_hook(_PlainHook())
    return console


@dataclass(frozen=True)
class _Plain:
    """Anything to print, with the texts in it made harmless for a terminal."""

    content: RenderableType

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        """Segments of the content; those that steer the terminal are the library's own."""
        for segment in console.render(self.content, options):
            yield segment if segment.control else Segment(printable(segment.text), segment.style)


class _PlainHook(RenderHook):
    """Nothing is printed but through `_Plain`."""

    def process_renderables(self, renderables: list[ConsoleRenderable]) -> list[ConsoleRenderable]:
        """Each thing to print, wrapped."""
        return [thing if isinstance(thing, Control) else _Plain(thing) for thing in renderables]


def roi_table(headline: Headline) -> Table:
    """Spend, incremental outcome and returns of each channel, with their intervals."""
    settings = headline.run.dataset.settings
    currency, unit = escape(settings.currency), escape(settings.outcome_unit)
    level = f"{settings.interval_level:.0%}"
    on_margin = headline.hurdle_basis == "roi_on_margin"
    table = _plain_table(f"Return on spend, {level} ranges")
    table.add_column("Channel", no_wrap=True)
    headers = [f"Spend\n({currency})", f"Incremental\n({unit})", "ROI", f"{level}\nrange"]
    headers += ["ROI on\nmargin"] if on_margin else []
    headers += ["Marginal\nROI", f"P(above\n{settings.hurdle:g})"]
    for header in headers:
        table.add_column(header, justify="right", no_wrap=True)
    for channel in headline.channels:
        table.add_row(*_row(channel, settings.interval_level, on_margin=on_margin))
    if settings.kpi_type is KpiType.COUNT and settings.value_per_conversion is None:
        table.caption = "A count without a value per conversion has no ROI."
    return table


def implied_table(found: Implied, currency: str) -> Table:
    """Likely return and share of each channel before any data, with their 90% ranges."""
    table = _plain_table("What your priors imply before any data")
    table.add_column("Channel", no_wrap=True)
    headers = ("Range used", f"Spend\n({escape(currency)})", "Likely\nROI", "90%\nrange")
    for header in (*headers, "Likely\nshare", "90%\nrange"):
        table.add_column(header, justify="right", no_wrap=True)
    for channel in found.channels:
        roi = ends(channel.roi) if channel.roi else None
        spend = f"{channel.spend:,.0f}" if channel.spend else "owned"
        returns = (f"{roi[0]:,.2f}", f"{roi[1]:,.2f} to {roi[2]:,.2f}") if roi else ("-", "-")
        shares = _shares(ends(channel.share))
        table.add_row(escape(channel.label), channel.source, spend, *returns, *shares)
    table.add_row("All channels", "", "", "", "", *_shares(ends(found.total)), style="bold")
    return table


def _shares(share: tuple[float, float, float]) -> tuple[str, str]:
    likely, low, high = share
    return f"{likely:.1%}", f"{low:.1%} to {high:.1%}"


def _plain_table(title: str) -> Table:
    """Table that fits 80 columns where its cells do."""
    return Table(title=title, title_justify="left", box=box.SIMPLE_HEAD, padding=(0, 1, 0, 0))


def _row(channel: ChannelFigures[Estimate], level: float, *, on_margin: bool) -> list[str]:
    cells = [
        escape(channel.label),
        f"{channel.spend:,.0f}" if channel.paid else "owned",
        f"{channel.lift.mean:,.0f}",
        _mean(channel.roi),
        _range(channel.roi, level),
    ]
    if on_margin:
        cells.append(_mean(channel.roi_on_margin))
    return [*cells, _mean(channel.marginal_roi), _probability(channel.prob_above_hurdle)]


def _probability(value: float | None) -> str:
    """Percentage that never says 0% or 100% of what is not certain."""
    if value is None:
        return "-"
    if 0 < value < 0.005:
        return "<1%"
    return ">99%" if 0.995 <= value < 1 else f"{value:.0%}"


def _mean(figure: Estimate | None) -> str:
    return "-" if figure is None else f"{figure.mean:,.2f}"


def _range(figure: Estimate | None, level: float) -> str:
    if figure is None:
        return "-"
    low, high = figure.interval(level)
    return f"{low:,.2f} to {high:,.2f}"


def convergence_words(results: Results) -> str:
    """One line on convergence and the verdict."""
    checked = results.convergence
    figures = (
        f"R-hat at most {checked.max_rhat:.3f}, at least {checked.min_ess_bulk:,.0f} effective"
        f" draws, {checked.divergences} divergences in {checked.draws:,} draws"
    )
    label = "Preview, few draws. " if results.run.sampler.preview else ""
    held = "converged" if checked.chains_agree and checked.few_divergences else "NOT converged"
    return f"{label}Sampler: {held} ({figures}).\nVerdict: {results.verdict.level}."


def reason_lines(reasons: Sequence[str]) -> list[str]:
    """The first reasons of a verdict, a line each, and how many more there are."""
    lines = [f"- {reason}" for reason in reasons[:_REASONS]]
    more = len(reasons) - _REASONS
    return [*lines, f"... and {more} more on the Validation sheet"] if more > 0 else lines


def finding_lines(findings: Sequence[Finding]) -> list[str]:
    """Warnings, then notes, a line each, and a line that counts everything.

    Notes
    -----
    Errors are only counted: they stand on the other stream, a line a fault.
    """
    told = [
        " ".join(filter(None, (str(severity), str(finding), finding.advice)))
        for severity in (Severity.WARNING, Severity.NOTE)
        for finding in findings
        if finding.severity is severity
    ]
    counts = (sum(f.severity is severity for f in findings) for severity in Severity)
    counted = (
        f"{count} {severity}" if count == 1 else f"{count} {severity}s"
        for severity, count in zip(Severity, counts, strict=True)
    )
    return [*told, ", ".join(counted)]


def ledger_lines(dataset: Dataset) -> list[str]:
    """Whether revenue and spend tie to the ledger, a line each; none without a ledger."""
    from mmm_xl.analysis.ledger_bridge import bridges_of
    from mmm_xl.analysis.ledger_reasons import tie_lines

    return [f"{words[:1].upper()}{words[1:]}." for words in tie_lines(bridges_of(dataset))]


def runs_table(records: Sequence[dict[str, Any]]) -> Table:
    """Stored runs."""
    table = _plain_table("Stored runs")
    for header in ("Run", "Fit", "Workbook", "First week", "Last week", "Weeks"):
        table.add_column(header, no_wrap=True)
    for record in records:
        names = ("run_id", "fit_id", "book", "first_week", "last_week", "weeks")
        table.add_row(*(escape(str(record[name])) for name in names))
    return table


def print_shown(console: Console, shown: Shown) -> None:
    """Print the answer of ``show``: its lines, its tables and its notes."""
    for line in shown.lines:
        console.print(line, markup=False)
    for columns, rows in shown.tables():
        table = _plain_table(escape(shown.title))
        for column in columns:
            unit = f"\n({escape(column.unit)})" if column.unit and column.kind != "odds" else ""
            justify: Literal["left", "right"] = "left" if column.kind == "text" else "right"
            table.add_column(escape(column.name) + unit, justify=justify, no_wrap=True)
        for row in rows:
            table.add_row(*map(escape, row))
        console.print(table)
    for note in shown.notes:
        console.print(note, markup=False)
