"""Returns under reasonable changes of the model, and how far they move."""

from __future__ import annotations

from collections.abc import Sequence

from mmm_xl.analysis.results import Results
from mmm_xl.analysis.validation.refit_results import Flip, Sensitivity, Span
from mmm_xl.names import Sheet
from mmm_xl.sections import words_validation_refits as words
from mmm_xl.sections.context import Context, counted, percent, ratio
from mmm_xl.sections.section import CellValue, Chart, ChartKind, Column, Kind, Section, Table
from mmm_xl.sections.validation_cells import capital, figure, labels_of, listed, means, return_of
from mmm_xl.sections.words_validation_sensitivity import NOTE, missing_words, sensitivity_sentence

FITS_A_PAGE = 6
"""Channels up to which a page shows every change beside every channel."""

SPANS = "validation_spans"


def sensitivity_section(results: Results, found: Sensitivity, c: Context) -> Section:
    """Every change with the returns that follow, and the span of each channel."""
    what, labels = return_of(c), labels_of(results)
    spans = _spans(found, c)
    moved = _period(found)
    return Section(
        key="validation_sensitivity",
        sheet=Sheet.SENSITIVITY,
        title=c.title(words.SENSITIVITY_TITLE.format(what=what.name)),
        message=sensitivity_sentence(found, labels),
        paragraphs=(
            *_told(found, c),
            *((missing_words(found),) if found.missing else ()),
            words.SENSITIVITY_HOW,
            *moved,
        ),
        tables=(
            spans,
            _variants(found, labels, c),
            *_flips(found, labels, c),
            *_influence(found, c),
            _places(found, labels, c),
            _moves(found, labels, c),
            _ranges(found, labels, c),
        ),
        charts=(_chart(results, found, spans, c),) if found.spans else (),
    )


def _period(found: Sensitivity) -> tuple[str, ...]:
    """Which spend the returns are of, and how to read their moves."""
    if found.first is None or found.last is None:
        return ()
    return (NOTE.format(first=found.first, last=found.last),)


def _told(found: Sensitivity, c: Context) -> tuple[str, ...]:
    failed = sum(bool(one.problem) for one in found.variants)
    said = []
    if found.spans and found.reasonable:
        most = _most(found)
        said.append(
            words.SENSITIVITY_TOLD.format(
                count=counted(len(found.reasonable), "change"),
                most=most.label,
                low=ratio(most.low),
                high=ratio(most.high),
            )
        )
    if failed:
        says = "says" if failed == 1 else "say"
        said.append(words.SENSITIVITY_FAILED.format(count=counted(failed, "change"), says=says))
    return tuple(said)


def _most(found: Sensitivity) -> Span:
    return max(found.spans, key=lambda one: one.shift)


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
    return Table(
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
        note=words.SPANS_NOTE.format(level=percent(c.level)),
    )  # fmt: skip


def _those(keys: tuple[str, ...], named: dict[str, str]) -> str:
    return "; ".join(named.get(key, key) for key in keys)


def _chart(results: Results, found: Sensitivity, spans: Table, c: Context) -> Chart:
    """Run's mean with lowest and highest, and the hurdle where returns are held against it."""
    what, most = return_of(c), _most(found)
    held = c.has_return and results.hurdle_basis == "roi"
    hurdle = results.run.dataset.settings.hurdle
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
            most=most.label,
            low=ratio(most.low),
            high=ratio(most.high),
        ),
        reference=hurdle if held else None,
        reference_label=f"hurdle {ratio(hurdle)}" if held else "",
    )


def _variants(found: Sensitivity, labels: dict[str, str], c: Context) -> Table:
    what, names = return_of(c), list(found.base.roi)
    return Table(
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
        note=words.VARIANTS_NOTE,
        in_report=len(names) <= FITS_A_PAGE,
    )  # fmt: skip


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
