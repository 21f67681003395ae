"""Returns under reasonable changes of the model, and how far they move."""

from __future__ import annotations

from mmm_xl.analysis.results import Results
from mmm_xl.analysis.validation.refit_results import Flip, Sensitivity, Span, VariantResult
from mmm_xl.names import Sheet
from mmm_xl.sections import words_validation_refits as words
from mmm_xl.sections.context import Context, counted, percent, ratio
from mmm_xl.sections.section import Chart, ChartKind, Column, Kind, Section, Table
from mmm_xl.sections.validation_cells import capital, figure, labels_of, listed, means, return_of

FITS_A_PAGE = 6
"""Channels up to which a page shows every change beside every channel."""

SPANS = "validation_spans"


def sensitivity_section(results: Results, found: Sensitivity, c: Context) -> Section:
    """Every change with the returns that follow, and the span of each channel."""
    what, labels = return_of(c), labels_of(results)
    flips = flip_sentences(found, labels)
    spans = _spans(found, c)
    return Section(
        key="validation_sensitivity",
        sheet=Sheet.VALIDATION,
        title=c.title(words.SENSITIVITY_TITLE.format(what=what.name)),
        message=flips[0],
        paragraphs=(*flips[1:], *_told(found, c), words.SENSITIVITY_HOW),
        tables=(
            spans,
            _variants(found, labels, c),
            *_flips(found, labels, c),
            _places(found, labels, c),
            _ranges(found, labels, c),
        ),
        charts=(_chart(results, found, spans, c),) if found.spans else (),
    )


def believed(found: Sensitivity) -> list[VariantResult]:
    """Changes whose refit can be believed."""
    return [one for one in found.variants if not one.problem]


def flip_sentences(found: Sensitivity, labels: dict[str, str]) -> tuple[str, ...]:
    """Pairs whose order flips, most often first; one sentence where none does."""
    changes = counted(len(believed(found)), "reasonable change")
    ranked = sorted(found.flips, key=lambda one: -len(one.variants))
    if not ranked:
        return (words.NO_FLIP,)
    told = [
        words.FLIP.format(
            first=labels[one.first], second=labels[one.second], n=len(one.variants), count=changes
        )
        for one in ranked[: words.FLIPS_TOLD]
    ]
    more = len(ranked) - len(told)
    return (*told, words.FLIPS_MORE.format(more=counted(more, "pair"))) if more else tuple(told)


def _told(found: Sensitivity, c: Context) -> tuple[str, ...]:
    failed = len(found.variants) - len(believed(found))
    said = []
    if found.spans and believed(found):
        most = _most(found)
        said.append(
            words.SENSITIVITY_TOLD.format(
                count=counted(len(believed(found)), "change"),
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
    what, named = return_of(c), _named(found)
    return Table(
        SPANS,
        c.title(words.SPANS_TITLE.format(what=what.name, unit=what.unit)),
        (
            Column("Channel", "", Kind.TEXT),
            what.column("Run"),
            *c.ends(what.unit, what.kind, "Run"),
            what.column("Lowest"),
            what.column("Highest"),
            Column("Largest move", "sd", Kind.RATIO),
            Column("Outside the range under", "", Kind.TEXT),
            Column("Across the hurdle under", "", Kind.TEXT),
        ),
        tuple(
            (
                one.label, *c.cells(one.base), figure(one.low), figure(one.high),
                figure(one.shift), _those(one.outside, named), _those(one.crosses_hurdle, named),
            )
            for one in found.spans
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
            variants=counted(len(believed(found)), "change"),
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
            for one in (found.base, *believed(found))
            if name in one.roi
        ),
        note=words.RANGES_NOTE.format(level=percent(c.level)),
        in_report=False,
    )


def _flips(found: Sensitivity, labels: dict[str, str], c: Context) -> tuple[Table, ...]:
    if not found.flips:
        return ()
    named = _named(found)

    def row(one: Flip) -> tuple[str, int, str]:
        pair = listed([labels[one.first], labels[one.second]])
        return pair, len(one.variants), _those(one.variants, named)

    return (
        Table(
            "validation_flips",
            c.title(words.FLIPS_TITLE),
            (
                Column("Channels", "", Kind.TEXT),
                Column("Flips", "changes", Kind.COUNT),
                Column("Under", "", Kind.TEXT),
            ),
            tuple(map(row, found.flips)),
        ),
    )
