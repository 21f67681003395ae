"""Figures of a stored run for the command line: nothing is fitted, only what is asked is computed.

Statistics libraries and spreadsheets stay out of the way: a table stands there about two seconds
after the command was typed.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mmm_xl.errors import UnknownRun
from mmm_xl.sections import words_show as words
from mmm_xl.shown_table import Column, Shown, Value

if TYPE_CHECKING:
    from mmm_xl.analysis.measurement import Measured
    from mmm_xl.analysis.summary import Estimate
    from mmm_xl.data.window import Window
    from mmm_xl.runs.run import Run

SUBJECTS = ("roi", "contribution", "lift", "carryover")
VIEWS = {"spend": "spend_view", "same-period": "same_period"}
BY_VIEW = ("roi", "lift")
"""Subjects that have two views of a window."""

_WORKBOOKS = (".xlsx", ".xlsm")


def show(target: str, subject: str, window: str = "all", view: str = "spend") -> Shown:
    """Figures of a stored run.

    Parameters
    ----------
    target : str
        Run id, or path of a workbook that was run.
    subject : {"roi", "contribution", "lift", "carryover"}
    window : str
        As `mmm_xl.data.window.parse_window` reads it.
    view : {"spend", "same-period"}

    Raises
    ------
    UnknownRun, DamagedRun, WindowOutsideData, InvalidWorkbook, UnreadableFile
    """
    run = find_run(target)
    if subject == "carryover":
        return _carryover(run)
    from mmm_xl.data.window import parse_window

    days = parse_window(window, run.dataset)
    return _contribution(run, days) if subject == "contribution" else _returns(
        run, days, subject, view
    )  # fmt: skip


def find_run(target: str) -> Run:
    """The stored run that a run id or a workbook names.

    Raises
    ------
    UnknownRun
        Also where the workbook has changed since it was run.
    """
    from mmm_xl.runs.store import load_run

    path = Path(target)
    if path.suffix.lower() not in _WORKBOOKS:
        return load_run(target)
    return load_run(_run_of(path))


def _run_of(path: Path) -> str:
    """Run id of a workbook's last run with the inputs that it has now.

    Notes
    -----
    A run belongs to these inputs where they, with that run's seed, draws and date, have its name.
    """
    from datetime import date

    from mmm_xl.pipeline import RunOptions, check_book, identify
    from mmm_xl.runs import books, store

    checked = check_book(path)
    for entry in reversed(books.entries(checked.dataset.name)):
        try:
            record = store.load_record(entry.run_id)
        except UnknownRun:
            continue
        sampler = {name: record["sampler"][name] for name in ("seed", "chains", "tune", "draws")}
        as_of = date.fromisoformat(record["as_of"]) if record["as_of"] else None
        options = RunOptions(**sampler, as_of=as_of)
        if identify(checked, options).run_id == entry.run_id:
            return entry.run_id
    plain = identify(checked, RunOptions()).run_id
    if any(record["run_id"] == plain for record in store.list_runs()):
        return plain
    raise UnknownRun(words.SHOW_RUN_FIRST.format(book=path))


def _heading(run: Run, *more: str) -> tuple[str, ...]:
    settings = run.dataset.settings
    return (
        words.SHOW_RUN.format(
            run=run.run_id,
            fit=run.fit_id,
            preview=words.SHOW_PREVIEW if run.sampler.preview else "",
            outcome=settings.outcome_name,
            unit=settings.outcome_unit,
        ),
        *more,
        words.SHOW_RANGES.format(level=f"{settings.interval_level:.0%}"),
    )


def _spread(name: str, unit: str, kind: str, level: str) -> list[Column]:
    """Columns of a mean and the ends of its range."""
    return [
        Column(name, unit, kind),
        Column(f"{name}, {level} from", unit, kind, "low"),
        Column(f"{name}, {level} to", unit, kind, "high"),
    ]


def _ends(figure: Estimate | None, level: float) -> tuple[float | None, ...]:
    return (None, None, None) if figure is None else (figure.mean, *figure.interval(level))


def _returns(run: Run, window: Window, subject: str, view: str) -> Shown:
    """ROI or lift of channels, groups and all paid channels."""
    from mmm_xl.analysis.contribution import contributions
    from mmm_xl.analysis.counterfactual import Counterfactuals
    from mmm_xl.analysis.measurement import measure
    from mmm_xl.analysis.summary import estimate

    effects = contributions(run)
    found = measure(Counterfactuals(run, effects), window, estimate)
    by_subject: dict[str, Callable[..., tuple[list[Column], Callable[..., list[Value]]]]] = {
        "roi": _roi_columns,
        "lift": _lift_columns,
    }
    columns, row = by_subject[subject](run, VIEWS[view])
    notes = [words.SHOW_MULTIPLIED] if effects.multiplicative else []
    if subject == "roi" and math.isnan(run.spec.outcome_value):
        notes.append(words.SHOW_NO_VALUE)
    elif subject == "roi":
        settings = run.dataset.settings
        basis = "ROI on margin" if _has_margin(run) else "ROI"
        notes.append(words.SHOW_HURDLE.format(hurdle=settings.hurdle, basis=basis))
    return Shown(
        title={"roi": "Return on spend", "lift": "Lift"}[subject],
        lines=_heading(
            run,
            words.SHOW_WINDOW.format(window=window.label),
            words.SHOW_SPEND_VIEW if view == "spend" else words.SHOW_SAME_PERIOD,
        ),
        columns=(Column("Channel"), Column("Kind", kind="tag"), *columns),
        rows=tuple((line.label, line.kind, *row(line)) for line in found.lines),
        notes=tuple(notes),
    )


def _has_margin(run: Run) -> bool:
    from mmm_xl.analysis.margin import has_margin

    return has_margin(run)


def _roi_columns(
    run: Run, view: str
) -> tuple[list[Column], Callable[[Measured[Estimate]], list[Value]]]:
    """Columns of the ROI family and what fills them; ratios that no line has are left out."""
    settings = run.dataset.settings
    money, level = settings.currency, settings.interval_level
    each = f"{money} per {money}"
    ratios = {"roi": "ROI"} if not math.isnan(run.spec.outcome_value) else {}
    if ratios and _has_margin(run):
        ratios["roi_on_margin"] = "ROI on margin"
    if ratios:
        ratios["marginal_roi"] = "Marginal ROI"
    if ratios and _has_margin(run):
        ratios["marginal_on_margin"] = "Marginal ROI on margin"
    columns = [Column("Spend", money, "amount")]
    for name in ratios.values():
        columns += _spread(name, each, "ratio", f"{level:.0%}")
    counted = settings.outcome_unit != money
    if counted:
        unit = f"{money} per unit of {settings.outcome_unit}"
        columns += _spread("Cost", unit, "ratio", f"{level:.0%}")
    if ratios:
        columns.append(Column(f"P(above {settings.hurdle:g})", "probability", "odds"))
        columns.append(Column("P(loss)", "probability", "odds"))

    def row(line: Measured[Estimate]) -> list[Value]:
        figures = getattr(line, view)
        cells: list[Value] = [_spend(run, line)]
        for name in ratios:
            cells += _ends(getattr(figures, name), level)
        if counted:
            cells += _ends(figures.cost_per_unit, level)
        return cells + ([figures.prob_above_hurdle, figures.prob_loss] if ratios else [])

    return columns, row


def _spend(run: Run, line: Measured[Estimate]) -> float | None:
    """Spend of a line; an owned channel has none to show, not one of 0."""
    paid = {channel.name for channel in run.dataset.channels if channel.paid}
    return line.spend if paid.intersection(line.names) else None


def _lift_columns(
    run: Run, view: str
) -> tuple[list[Column], Callable[[Measured[Estimate]], list[Value]]]:
    """Columns of amounts and what fills them."""
    settings = run.dataset.settings
    unit, level = settings.outcome_unit, settings.interval_level
    words_of_level = f"{level:.0%}"
    columns = [Column("Spend", settings.currency, "amount")]
    columns += _spread("Incremental", unit, "amount", words_of_level)
    with_margin = _has_margin(run) and run.spec.outcome_value > 0
    if with_margin:
        columns += _spread("Incremental margin", settings.currency, "amount", words_of_level)
    columns += _spread("After the window", unit, "amount", words_of_level)
    columns += _spread("Period contribution", unit, "amount", words_of_level)

    def row(line: Measured[Estimate]) -> list[Value]:
        figures = getattr(line, view)
        parts = [figures.incremental, *([figures.margin] if with_margin else [])]
        parts += [line.carry_out, line.contribution]
        return [_spend(run, line), *(end for part in parts for end in _ends(part, level))]

    return columns, row


def _contribution(run: Run, window: Window) -> Shown:
    """What made up the window's modelled outcome."""
    from mmm_xl.analysis.contribution import contributions
    from mmm_xl.analysis.decomposition import CHANNEL, decompose
    from mmm_xl.analysis.summary import estimate

    settings = run.dataset.settings
    level = settings.interval_level
    found = decompose(run, contributions(run), [window])
    labels = {channel.name: channel.label for channel in run.dataset.channels}
    modelled = found.modelled.isel(window=0)

    def row(name: str, kind: str, draws: Any) -> tuple[Value, ...]:
        return name, kind, *_ends(estimate(draws), level), *_ends(estimate(draws / modelled), level)

    parts = [(i, part, found.amounts.isel(part=i, window=0)) for i, part in enumerate(found.parts)]
    rows = [row(p.name, p.kind, draws) for _, p, draws in parts if p.kind != CHANNEL]
    rows.append(row(words.SHOW_BASELINE, "sum", found.baseline.isel(window=0)))
    rows += [row(labels[p.name], p.kind, draws) for _, p, draws in parts if p.kind == CHANNEL]
    rows.append(
        row(words.SHOW_MODELLED.format(outcome=settings.outcome_name.lower()), "sum", modelled)
    )
    unit = settings.outcome_unit
    return Shown(
        title="Contribution",
        lines=_heading(run, words.SHOW_WINDOW.format(window=window.label)),
        columns=(
            Column("Part"),
            Column("Kind", kind="tag"),
            *_spread("Contribution", unit, "amount", f"{level:.0%}"),
            *_spread("Share", "fraction", "share", f"{level:.0%}"),
        ),
        rows=tuple(rows),
        notes=(words.SHOW_CONTRIBUTION.format(outcome=settings.outcome_name.lower()),),
    )


def _carryover(run: Run) -> Shown:
    """How long effects last, and where today's spend lies on its curve."""
    from mmm_xl.analysis.carryover import AT_ONCE, carryover_timing
    from mmm_xl.analysis.contribution import contributions
    from mmm_xl.analysis.curve_figures import curve_figures
    from mmm_xl.analysis.response import response_curves
    from mmm_xl.analysis.summary import estimate

    level = run.dataset.settings.interval_level
    curves = curve_figures(run, response_curves(run, contributions(run)), estimate)
    rows = []
    for channel, curve, timing in zip(
        run.dataset.channels, curves, carryover_timing(run), strict=True
    ):
        figures = (curve.half_life, curve.most, curve.first_week, curve.of_maximum, curve.next_step)
        when = timing.posterior
        ends = (end for figure in figures for end in _ends(figure, level))
        rows.append((channel.label, timing.family, *ends, when.at_once, when.fades, when.later))
    spreads = (
        ("Half-life", "weeks", "weeks"), ("90% of effect", "weeks", "weeks"),
        ("First week", "fraction", "share"), ("Of maximum", "fraction", "share"),
        ("Next 10%", "ratio", "ratio"),
    )  # fmt: skip
    return Shown(
        title="Carryover and saturation",
        lines=_heading(run),
        columns=(
            Column("Channel"),
            Column("Carryover"),
            *(c for spread in spreads for c in _spread(*spread, f"{level:.0%}")),
            *(Column(when, "probability", "odds") for when in ("At once", "Fades", "Later")),
        ),
        rows=tuple(rows),
        notes=(words.SHOW_TIMING.format(share=f"{AT_ONCE:.0%}"), words.SHOW_CURVE),
    )
