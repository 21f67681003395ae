"""Answers of ``mmm-xl show``: a title, what the figures are of, a table and notes."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from mmm_xl.analysis.thresholds import AT_ONCE, MOST
from mmm_xl.sections import words_lift
from mmm_xl.sections import words_show as words
from mmm_xl.shown_table import Column, Shown, Value

if TYPE_CHECKING:
    from mmm_xl.data.window import Window
    from mmm_xl.runs.run import RunInputs
    from mmm_xl.show.records import Record
    from mmm_xl.show.tables import Line

SUBJECTS = ("roi", "contribution", "lift", "carryover")
VIEWS = {"spend": "spend_view", "same-period": "same_period"}
BY_VIEW = ("roi", "lift")
"""Subjects that have two views of a window."""


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
    from mmm_xl.data.window import parse_window
    from mmm_xl.runs.store import load_inputs
    from mmm_xl.show.target import run_of

    inputs = load_inputs(run_of(target))
    if subject == "carryover":
        return _carryover(inputs)
    days = parse_window(window, inputs.dataset)
    if subject == "contribution":
        return _contribution(inputs, days)
    return _returns(inputs, days, subject, view)


def _heading(inputs: RunInputs, *more: str) -> tuple[str, ...]:
    settings = inputs.dataset.settings
    return (
        words.SHOW_RUN.format(
            run=inputs.run_id,
            fit=inputs.fit_id,
            preview=words.SHOW_PREVIEW if inputs.sampler.preview else "",
            outcome=settings.outcome_name,
            unit=settings.outcome_unit,
        ),
        *more,
        words.SHOW_RANGES.format(level=f"{settings.interval_level:.0%}"),
    )


def _returns(inputs: RunInputs, window: Window, subject: str, view: str) -> Shown:
    """ROI or lift of channels, groups and all paid channels."""
    from mmm_xl.show import tables
    from mmm_xl.show.records import window_record

    record = window_record(inputs, window)
    lines = list(tables.lines_of(record, inputs))
    own = tables.roi_part if subject == "roi" else tables.lift_part
    part = own(inputs, VIEWS[view])
    paying = subject == "lift" and view == "spend" and _paying(lines)
    if paying:
        part = tables.join(part, tables.payback_part(inputs))
    columns, cells = part
    rows = [(line.label, line.kind, *cells(line)) for line in lines]
    if subject == "lift" and view == "spend" and record["interaction"]:
        rows.insert(len(rows) - 1, tables.interaction_row(record, inputs, columns))
    return Shown(
        title={"roi": "Return on spend", "lift": "Lift"}[subject],
        lines=_heading(
            inputs,
            words.SHOW_WINDOW.format(window=window.label),
            words.SHOW_SPEND_VIEW if view == "spend" else words.SHOW_SAME_PERIOD,
        ),
        columns=(Column("Channel"), Column("Kind", kind="tag"), *columns),
        rows=tuple(rows),
        notes=tuple(_notes(inputs, subject, paying=paying)),
    )


def _paying(lines: list[Line]) -> bool:
    """Whether any line says when it pays back: windows that no sheet has do not."""
    return any(line.figures.get("payback") for line in lines)


def _notes(inputs: RunInputs, subject: str, *, paying: bool) -> list[str]:
    settings = inputs.dataset.settings
    basis = "ROI on margin" if inputs.dataset.has_margin else "ROI"
    notes = [words.SHOW_MULTIPLIED] if inputs.spec.multiplicative else []
    if subject == "roi" and math.isnan(inputs.spec.outcome_value):
        notes.append(words.SHOW_NO_VALUE)
    elif subject == "roi":
        notes.append(words.SHOW_HURDLE.format(hurdle=settings.hurdle, basis=basis))
    if paying:
        notes.append(
            words_lift.PAYBACK_NOTE.format(
                basis=basis,
                weeks=inputs.spec.carryover_weeks,
                hurdle=f"{settings.hurdle:.2f}",
                most=f"{MOST:.0f}",
                level=f"{settings.interval_level:.0%}",
            )
        )
    return notes


def _contribution(inputs: RunInputs, window: Window) -> Shown:
    """What made up the window's modelled outcome."""
    from mmm_xl.show.records import CHANNEL_KIND, source_record
    from mmm_xl.show.tables import ends, spread

    settings = inputs.dataset.settings
    level = settings.interval_level
    found = source_record(inputs, window)
    labels = {channel.name: channel.label for channel in inputs.dataset.channels}

    def row(name: str, kind: str, amount: Record, share: Record) -> tuple[Value, ...]:
        return name, kind, *ends(amount, level), *ends(share, level)

    def of(part: Record, name: str) -> tuple[Value, ...]:
        return row(name, part["kind"], part["contribution"], part["share"])

    parts, outcome = found["sources"], settings.outcome_name.lower()
    rows = [of(part, part["name"]) for part in parts if part["kind"] != CHANNEL_KIND]
    rows.append(row(words.SHOW_BASELINE, "sum", found["baseline"], found["baseline_share"]))
    rows += [of(part, labels[part["name"]]) for part in parts if part["kind"] == CHANNEL_KIND]
    whole = dict.fromkeys(found["modelled"], 1.0)
    rows.append(row(words.SHOW_MODELLED.format(outcome=outcome), "sum", found["modelled"], whole))
    return Shown(
        title="Contribution",
        lines=_heading(inputs, words.SHOW_WINDOW.format(window=window.label)),
        columns=(
            Column("Part"),
            Column("Kind", kind="tag"),
            *spread("Contribution", settings.outcome_unit, "amount", f"{level:.0%}"),
            *spread("Share", "fraction", "share", f"{level:.0%}"),
        ),
        rows=tuple(rows),
        notes=(words.SHOW_CONTRIBUTION.format(outcome=outcome),),
    )


_SPREADS = {
    "half_life": ("Half-life", "weeks", "weeks"),
    "weeks_to_90": ("90% of effect", "weeks", "weeks"),
    "first_week": ("First week", "fraction", "share"),
    "of_maximum": ("Of maximum", "fraction", "share"),
    "next_step": ("Next 10%", "ratio", "ratio"),
}
_TIMES = {"at_once": "At once", "fades": "Fades", "later": "Later"}


def _carryover(inputs: RunInputs) -> Shown:
    """How long effects last, and where today's spend lies on its curve."""
    from mmm_xl.show.records import carryover_records
    from mmm_xl.show.tables import ends, spread

    level = inputs.dataset.settings.interval_level
    rows = []
    for channel, prior, found in zip(
        inputs.dataset.channels, inputs.spec.channels, carryover_records(inputs), strict=True
    ):
        figures = (end for key in _SPREADS for end in ends(found[key], level))
        when = (found["timing"][key] for key in _TIMES)
        rows.append((channel.label, str(prior.adstock), *figures, *when))
    return Shown(
        title="Carryover and saturation",
        lines=_heading(inputs),
        columns=(
            Column("Channel"),
            Column("Carryover"),
            *(c for named in _SPREADS.values() for c in spread(*named, f"{level:.0%}")),
            *(Column(name, "probability", "odds") for name in _TIMES.values()),
        ),
        rows=tuple(rows),
        notes=(words.SHOW_TIMING.format(share=f"{AT_ONCE:.0%}"), words.SHOW_CURVE),
    )
