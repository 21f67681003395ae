"""Returns under reasonable changes of the model, and how far they move."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from mmm_xl.analysis.results import Results
from mmm_xl.analysis.validation.refit_results import Flip, Sensitivity, Span
from mmm_xl.names import Sheet
from mmm_xl.phrases import listed
from mmm_xl.sections import words_validation_refits as words
from mmm_xl.sections.context import Context, counted, percent, ratio
from mmm_xl.sections.section import CellValue, Chart, ChartKind, Column, Kind, Section, Table
from mmm_xl.sections.validation_cells import (
    capital,
    figure,
    labels_of,
    means,
    return_of,
    without_blank,
)
from mmm_xl.sections.words_validation_sensitivity import NOTE, missing_words, sensitivity_sentence

FITS_A_PAGE = 6
"""Channels up to which a page shows every change beside every channel."""

SPANS = "validation_spans"

NAMED = 3
"""Changes that a sentence names of those that put a channel across the hurdle."""


def sensitivity_section(results: Results, found: Sensitivity, c: Context) -> Section:
    """Every change with the returns that follow, and the span of each channel."""
    what, labels = return_of(c), labels_of(results)
    c = _common(found, c)
    spans = _spans(found, c)
    return Section(
        key="validation_sensitivity",
        sheet=Sheet.SENSITIVITY,
        title=c.title(words.SENSITIVITY_TITLE.format(what=what.name)),
        message=sensitivity_sentence(found, labels),
        paragraphs=(
            *_told(results, found, c),
            *((missing_words(found),) if found.missing else ()),
            words.SENSITIVITY_HOW,
            *_period(results, found, c),
        ),
        tables=(
            spans,
            _variants(results, found, c),
            *_flips(found, labels, c),
            *_influence(found, c),
            _places(found, labels, c),
            _moves(found, labels, c),
            _ranges(found, labels, c),
        ),
        charts=(_chart(results, found, spans, c),) if found.spans else (),
    )


def _common(found: Sensitivity, c: Context) -> Context:
    """Context whose titles carry the weeks that all changes have in common."""
    if found.first is None or found.last is None:
        return c
    days = {"first": found.first + timedelta(days=6), "last": found.last}
    return replace(c, period=words.CHANGES_PERIOD.format(**days))


def _other(results: Results, found: Sensitivity, c: Context) -> str:
    """That these are not the returns of all weeks; empty where they are."""
    data = results.run.dataset
    if found.first is None or found.last is None:
        return ""
    if found.first <= data.first and found.last >= data.last:
        return ""
    return words.NOT_ALL_WEEKS_ROI if c.has_return else words.NOT_ALL_WEEKS


def _period(results: Results, found: Sensitivity, c: Context) -> tuple[str, ...]:
    """Which spend the returns are of, and how to read their moves."""
    if found.first is None or found.last is None:
        return ()
    told = NOTE.format(first=found.first, last=found.last)
    return (f"{told} {_other(results, found, c)}".strip(),)


def _told(results: Results, found: Sensitivity, c: Context) -> tuple[str, ...]:
    failed = sum(bool(one.problem) for one in found.variants)
    said = []
    if found.spans and found.reasonable:
        count = counted(len(found.reasonable), "change")
        said.append(words.SENSITIVITY_TOLD.format(count=count, moves=_moves_most(found)))
        said += _crossed(results, found)
    if failed:
        says = "says" if failed == 1 else "say"
        said.append(words.SENSITIVITY_FAILED.format(count=counted(failed, "change"), says=says))
    return tuple(said)


def _moves_most(found: Sensitivity) -> str:
    """Channel that moves most in its unit and, if it is another, that against its own range."""
    most = max(found.spans, key=lambda one: one.high - one.low)
    own = max(found.spans, key=lambda one: one.shift)
    told = {"most": most.label, "moved": _moved(most)}
    if own.channel == most.channel:
        return words.MOVES_MOST.format(**told)
    return words.MOVES_OWN.format(**told, own=own.label, own_moved=_moved(own))


def _moved(one: Span) -> str:
    return words.MOVED.format(low=ratio(one.low), high=ratio(one.high), sd=f"{one.shift:.1f}")


def _crossed(results: Results, found: Sensitivity) -> tuple[str, ...]:
    """Which channels cross the hurdle, and under which changes."""
    if all(one.above_hurdle is None for one in found.spans):
        return ()
    named = _named(found)
    hurdle = {
        "hurdle": ratio(results.run.dataset.settings.hurdle),
        "basis": "" if results.hurdle_basis == "roi" else words.ON_MARGIN,
    }
    crossing = [one for one in found.spans if one.crosses_hurdle]
    if not crossing:
        return (words.CROSSED_NONE.format(**hurdle),)
    changes = "; ".join(
        words.CROSSED_BY.format(name=one.label, changes=_some(one.crosses_hurdle, named))
        for one in crossing
    )
    return (words.CROSSED.format(changes=changes, **hurdle),)


def _some(keys: tuple[str, ...], named: dict[str, str]) -> str:
    """First few changes, and how many more there are."""
    shown = [f'"{named.get(key, key)}"' for key in keys[:NAMED]]
    more = len(keys) - len(shown)
    return listed([*shown, *([words.MORE_CHANGES.format(count=more)] if more else [])])


def _named(found: Sensitivity) -> dict[str, str]:
    """Words of each change by its key."""
    return {one.key: one.words for one in found.variants}


def _spans(found: Sensitivity, c: Context) -> Table:
    title = words.SPANS_TITLE.format(what=return_of(c).name, unit=return_of(c).unit)
    return _span_table(SPANS, c.title(title), found.spans, found, c)


def _influence(found: Sensitivity, c: Context) -> tuple[Table, ...]:
    """How far returns move where one quarter is left out; none where none was."""
    if not found.influence:
        return ()
    title = words.INFLUENCE_TITLE.format(what=return_of(c).name, unit=return_of(c).unit)
    return (_span_table("validation_influence", c.title(title), found.influence, found, c),)


def _span_table(
    key: str, title: str, spans: Sequence[Span], found: Sensitivity, c: Context
) -> Table:
    what, named = return_of(c), _named(found)
    known = any(one.above_hurdle is not None for one in spans)
    crossed = any(one.crosses_hurdle for one in spans)
    out = any(one.outside for one in spans)
    table = Table(
        key,
        title,
        (
            Column("Channel", "", Kind.TEXT),
            what.column("Run"),
            *c.ends(what.unit, what.kind, "Run"),
            what.column("Lowest"),
            what.column("Highest"),
            Column("Largest move", "sd", Kind.RATIO),
            Column("Above the hurdle", "probability, %", Kind.PERCENT),
            Column("Outside the range under", "", Kind.TEXT),
            Column("Across the hurdle under", "", Kind.TEXT),
        ),
        tuple(
            (
                one.label, *c.cells(one.base), figure(one.low), figure(one.high),
                figure(one.shift), one.above_hurdle,
                _those(one.outside, named), _those(one.crosses_hurdle, named),
            )
            for one in spans
        ),
        note=words.SPANS_NOTE.format(
            level=percent(c.level),
            outside=words.OUTSIDE_THOSE if out else words.OUTSIDE_NONE,
            across=(words.ACROSS_THOSE if crossed else words.ACROSS_NONE) if known else "",
        ),
    )  # fmt: skip
    return without_blank(table, "Outside the range under", "Across the hurdle under")


def _those(keys: tuple[str, ...], named: dict[str, str]) -> str:
    return "; ".join(named.get(key, key) for key in keys)


def _chart(results: Results, found: Sensitivity, spans: Table, c: Context) -> Chart:
    """Run's mean with lowest and highest, and the hurdle where returns are held against it."""
    what = return_of(c)
    line, label = _hurdle_line(results) if c.has_return else (None, "")
    return Chart(
        key="validation_spans_ranges",
        kind=ChartKind.POINT_RANGE,
        title=spans.title,
        table=spans.key,
        series={"label": "Channel", "mean": "Run", "low": "Lowest", "high": "Highest"},
        x_title=f"{what.header} ({what.unit})",
        y_title="",
        alt=words.SPANS_ALT.format(
            what=what.header,
            count=len(found.spans),
            variants=counted(len(found.reasonable), "change"),
            moves=_moves_most(found),
        ),
        reference=line,
        reference_label=label,
    )


def _hurdle_line(results: Results) -> tuple[float | None, str]:
    """Hurdle on the scale of the returns shown; none where margins differ."""
    data = results.run.dataset
    hurdle, margin = data.settings.hurdle, data.settings.margin
    if results.hurdle_basis == "roi":
        return hurdle, words.HURDLE_LINE.format(hurdle=ratio(hurdle))
    if len(data.margins) or not margin:
        return None, ""
    line = hurdle / margin
    return line, words.HURDLE_LINE_MARGIN.format(hurdle=ratio(hurdle), line=ratio(line))


def _variants(results: Results, found: Sensitivity, c: Context) -> Table:
    labels = labels_of(results)
    what, names = return_of(c), list(found.base.roi)
    table = Table(
        "validation_variants",
        c.title(words.VARIANTS_TITLE.format(what=what.name, unit=what.unit)),
        (
            Column("Change", "", Kind.TEXT),
            *(what.column(labels[name]) for name in names),
            Column("Best next channel", "", Kind.TEXT),
            Column("Problem", "", Kind.TEXT),
        ),
        tuple(
            (
                capital(one.words), *means(one.roi, names, c),
                labels.get(one.best_next, ""), one.problem,
            )
            for one in (found.base, *found.variants)
        ),
        note=f"{words.VARIANTS_NOTE} {_other(results, found, c)}".strip(),
        in_report=len(names) <= FITS_A_PAGE,
    )  # fmt: skip
    return without_blank(table, "Problem")


def _places(found: Sensitivity, labels: dict[str, str], c: Context) -> Table:
    names = list(found.base.roi)
    return Table(
        "validation_places",
        c.title(words.PLACES_TITLE),
        (
            Column("Change", "", Kind.TEXT),
            *(Column(labels[name], "place", Kind.COUNT) for name in names),
        ),
        tuple(
            (capital(one.words), *(one.rank.get(name) for name in names))
            for one in (found.base, *found.variants)
        ),
        in_report=False,
    )


def _moves(found: Sensitivity, labels: dict[str, str], c: Context) -> Table:
    """Move of each mean under each change."""
    spans = {one.channel: one for one in (*found.influence, *found.spans)}
    quarters = {one.channel: one.shifts for one in found.influence}
    return Table(
        "validation_moves",
        c.title(words.MOVES_TITLE.format(what=return_of(c).name)),
        (
            Column("Change", "", Kind.TEXT),
            *(Column(labels[name], "sd", Kind.RATIO) for name in spans),
        ),
        tuple(
            (
                capital(one.words),
                *(
                    span.shifts.get(one.key, quarters.get(name, {}).get(one.key))
                    for name, span in spans.items()
                ),
            )
            for one in found.variants
            if not one.problem
        ),
        note=words.MOVES_NOTE,
        in_report=False,
    )


def _ranges(found: Sensitivity, labels: dict[str, str], c: Context) -> Table:
    what = return_of(c)
    return Table(
        "validation_variant_ranges",
        c.title(words.RANGES_TITLE.format(what=what.name, unit=what.unit)),
        (
            Column("Channel and change", "", Kind.TEXT),
            what.column("Mean"),
            *c.ends(what.unit, what.kind),
        ),
        tuple(
            (f"{labels[name]}: {one.words}", *c.cells(one.roi[name]))
            for name in found.base.roi
            for one in (found.base, *found.variants)
            if name in one.roi
        ),
        note=words.RANGES_NOTE.format(level=percent(c.level)),
        in_report=False,
    )


def _flips(found: Sensitivity, labels: dict[str, str], c: Context) -> tuple[Table, ...]:
    if not found.flips:
        return ()
    named = _named(found)

    def row(one: Flip) -> tuple[CellValue, ...]:
        pair = listed([labels[one.first], labels[one.second]])
        return pair, len(one.variants), figure(one.better), _those(one.variants, named)

    return (
        Table(
            "validation_flips",
            c.title(words.FLIPS_TITLE),
            (
                Column("Channels", "", Kind.TEXT),
                Column("Flips", "changes", Kind.COUNT),
                Column("First better", "probability, %", Kind.PERCENT),
                Column("Under", "", Kind.TEXT),
            ),
            tuple(map(row, found.flips)),
        ),
    )
