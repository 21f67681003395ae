"""The validation report as a Word file."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from datetime import datetime, time
from itertools import batched, pairwise
from pathlib import Path
from typing import Any

from mmm_xl.errors import UnwritableOutput
from mmm_xl.files import replace_file
from mmm_xl.names import PRODUCT
from mmm_xl.report import ooxml, outline
from mmm_xl.report.flow import FIGURE, TABLE, Flow, heading_bookmark
from mmm_xl.report.house import open_template, stamp_pages
from mmm_xl.report.outline import Group, Placed
from mmm_xl.report.reader_tables import for_readers
from mmm_xl.report.tables import is_wide
from mmm_xl.report.template import TAG
from mmm_xl.report.values import day
from mmm_xl.sections.section import Chart, ChartKind, Document, Section, Stamp, Table

PANELS_A_FIGURE = 12
PANELLED = (ChartKind.CURVE_BAND, ChartKind.RANKS)
"""Charts of one kind that share a figure, a panel each."""

FEW_WORDS = 3
"""Paragraphs up to which a section of wide tables stands on sideways pages from its heading on."""

TITLE_PAGE_ROWS = 12
BRIEF = 8
"""Rows up to which a table joins the wide one after it on its sideways page."""


def write_report(document: Document, out: Path, *, template: Path | None = None) -> tuple[str, ...]:
    """Write the validation report of one run.

    Parameters
    ----------
    document : Document
    out : Path
        Word file to write. It is replaced whole or not touched.
    template : Path or None
        Word file whose styles, header, footer and page set-up are used; None for the shipped one.

    Returns
    -------
    tuple of str
        Sentences about styles that the template lacks.

    Raises
    ------
    UnreadableFile
        The template cannot be read.
    UnwritableOutput
        The file cannot be written.

    Notes
    -----
    The same document and template give the same bytes.
    """
    data, warnings = report_bytes(document, template)
    _replace(out, data)
    return warnings


def report_bytes(document: Document, template: Path | None = None) -> tuple[bytes, tuple[str, ...]]:
    """Bytes of the report, and sentences about styles that the template lacks."""
    word, warnings = open_template(template)
    flow = Flow(word)
    parts = outline.placed(document)
    title_page_tables = _title_page(flow, document, parts)
    contents_after = flow.document.element.body[-2]
    _reading_guide(flow, document)
    for part in parts:
        _section(flow, part, document, title_page_tables)
    _contents(flow, contents_after)
    flow.finish()
    _stamp(word, document.stamp)
    buffer = io.BytesIO()
    word.save(buffer)
    return ooxml.pinned_zip(buffer.getvalue()), warnings


def _replace(out: Path, data: bytes) -> None:
    try:
        replace_file(out, data)
    except OSError as error:
        reason = error.strerror or "the system refused"
        raise UnwritableOutput(
            f"{out} cannot be written ({reason}); close it if it is open, or choose another folder."
        ) from error


def _title_page(flow: Flow, document: Document, parts: Sequence[Placed]) -> tuple[str, ...]:
    """Write the first page; return keys of the tables that stand there."""
    stamp = document.stamp
    flow.paragraph(stamp.business, "Report Business")
    flow.paragraph(outline.TITLE, "Title")
    flow.paragraph(stamp.period[:1].upper() + stamp.period[1:], "Subtitle")
    flow.paragraph(f"Verdict: {stamp.verdict}", "Report Verdict")
    if stamp.verdict in outline.VERDICTS:
        flow.paragraph(outline.VERDICTS[stamp.verdict])
    _tie_out_sentence(flow, document, parts)
    before, after = outline.SEE_NOT_DONE
    flow.referring(before, [_heading_reference(parts, outline.NOT_DONE_KEY)], after)
    shown = _key_numbers(flow, document)
    for table in shown:
        flow.table(table)
    flow.paragraph(outline.GIVEN)
    flow.paragraph(outline.NOT_INCLUDED)
    for label, words in _facts(stamp):
        flow.labelled(label, words, "Report Fact", gap="\t")
    flow.end_title_page()
    return tuple(table.key for table in shown)


def _facts(stamp: Stamp) -> tuple[tuple[str, str], ...]:
    return (
        ("Data cut-off", day(stamp.data_cut_off)), ("As of", day(stamp.as_of)),
        ("Currency", stamp.currency), ("Run id", stamp.run_id), ("Fit id", stamp.fit_id),
        ("Software", stamp.software),
    )  # fmt: skip


def _key_numbers(flow: Flow, document: Document) -> list[Table]:
    """Tables of the summary that find room on the first page."""
    fitting: list[Table] = []
    rows = 0
    for section in document.sections:
        if section.key != outline.BODY[0].key:
            continue
        for table in section.tables:
            readers = for_readers(table, section.charts)
            rows += len(table.rows)
            if table.in_report and rows <= TITLE_PAGE_ROWS:
                fitting += [] if is_wide(readers, flow.page_width) else [readers]
    return fitting


def _tie_out_sentence(flow: Flow, document: Document, parts: Sequence[Placed]) -> None:
    n, failed = len(document.checks), sum(not check.passed for check in document.checks)
    if not n:
        flow.paragraph(outline.NO_CHECKS)
    elif not failed:
        flow.paragraph(outline.ALL_TIE.format(n=n))
    else:
        key = _key_of_failure(document)
        at = key if any(part.section.key == key for part in parts) else outline.NOT_DONE_KEY
        before, after = outline.SOME_DO_NOT_TIE
        target = _heading_reference(parts, at)
        flow.referring(before.format(failed=failed, n=n), [target], after)


def _key_of_failure(document: Document) -> str:
    """Section that shows what does not agree: the ledger bridge where a check of its failed."""
    bridged = any(check.cells and not check.passed for check in document.checks)
    return outline.LEDGER_KEY if bridged else outline.TIES_KEY


def _heading_reference(parts: Sequence[Placed], key: str) -> tuple[str, str]:
    """Bookmark and words of a section's heading, which may be still to come."""
    at = next(i for i, part in enumerate(parts) if part.section.key == key)
    before = sum(1 + len(part.groups) for part in parts[:at])
    return heading_bookmark(before + 1), parts[at].heading  # the reading guide comes first


def _reading_guide(flow: Flow, document: Document) -> None:
    flow.heading(outline.READING)
    for label, words in outline.reading(document):
        flow.labelled(label, words)


def _contents(flow: Flow, after: Any) -> None:
    title = flow.paragraph(outline.CONTENTS, "TOC Heading")
    styles = [flow.style("toc 1"), flow.style("toc 2")]
    after.addnext(ooxml.contents(title, flow.headings, styles))


def _section(flow: Flow, part: Placed, document: Document, elsewhere: Sequence[str]) -> None:
    section = part.section
    tables = _tables_to_show(flow, section, document, elsewhere)
    figures = list(_figures(section))
    sideways = _sideways(flow, part, figures, tables)
    # few words turn with their wide table; many read badly in lines of that length
    short = not figures and len(section.paragraphs) <= FEW_WORDS
    turned = short and bool(tables) and is_wide(tables[0], flow.page_width)
    flow.heading(part.heading, part.level, turned=turned)
    if section.title:
        flow.paragraph(section.title, "Report Scope")
    if section.message:
        flow.paragraph(section.message, "Report Lead")
    for words in section.paragraphs:
        flow.paragraph(words)
    _where_shown(flow, section, (len(figures), len(tables)), elsewhere)
    grouped = {key for group in part.groups for key in group.tables}
    own = [chart for chart in figures if chart[0][0].table not in grouped]
    _show(flow, section, own, [t for t in tables if t.key not in grouped], sideways)
    for group in part.groups:
        drawn = _drawn(group, figures)
        listed = [table for table in tables if table.key in group.tables]
        flow.heading(group.heading, 2, turned=not drawn and listed[0].key in sideways)
        _show(flow, section, drawn, listed, sideways)


_Figures = Sequence[tuple[list[Chart], str]]
"""Charts of each figure, and its title."""


def _drawn(group: Group, figures: _Figures) -> _Figures:
    """Figures of the tables of a group."""
    return [figure for figure in figures if figure[0][0].table in group.tables]


def _sideways(
    flow: Flow, part: Placed, figures: _Figures, tables: Sequence[Table]
) -> AbstractSet[str]:
    """Tables that stand on sideways pages: wide ones, and a brief one just before such a one.

    Notes
    -----
    A brief table alone on an upright page between sideways ones would leave both half empty.
    """
    breaks = {
        next(table.key for table in tables if table.key in group.tables)
        for group in part.groups
        if _drawn(group, figures)
    }
    wide = {table.key for table in tables if is_wide(table, flow.page_width)}
    order = {key: at for at, group in enumerate(part.groups) for key in group.tables}
    shown = sorted(tables, key=lambda table: order.get(table.key, -1))
    joined = {
        table.key
        for table, after in pairwise(shown)
        if len(table.rows) <= BRIEF and after.key in wide and after.key not in breaks
    }
    return wide | joined


def _show(
    flow: Flow,
    section: Section,
    figures: _Figures,
    tables: Sequence[Table],
    sideways: AbstractSet[str],
) -> None:
    """Figures, then tables."""
    for charts, title in figures:
        _figure(flow, section, charts, title)
    for table in tables:
        flow.table(table, sideways=table.key in sideways)


def _tables_to_show(
    flow: Flow, section: Section, document: Document, elsewhere: Sequence[str]
) -> list[Table]:
    """Tables of a section as readers see them; wide ones last, so that pages turn once."""
    tables = [
        for_readers(table, section.charts)
        for table in section.tables
        if table.in_report and table.key not in elsewhere
    ]
    if section.key == outline.TIES_KEY and document.checks:
        tables.append(outline.checks_table(document.checks))
    return sorted(tables, key=lambda table: is_wide(table, flow.page_width))


def _where_shown(
    flow: Flow, section: Section, counts: tuple[int, int], elsewhere: Sequence[str]
) -> None:
    targets = flow.upcoming(FIGURE, counts[0]) + flow.upcoming(TABLE, counts[1])
    if any(table.key in elsewhere for table in section.tables):
        targets = [*flow.first_tables(len(elsewhere)), *targets]
    if targets:
        flow.referring(outline.SHOWN_IN, targets)
    if section.sheet and any(not table.in_report for table in section.tables):
        flow.paragraph(outline.LONG_TABLES.format(sheet=section.sheet))


def _figures(section: Section) -> Iterator[tuple[list[Chart], str]]:
    """Charts of each figure with its title; response curves, and rank plots, share one."""
    for chart in section.charts:
        curves = [other for other in section.charts if other.kind is chart.kind]
        if chart.kind not in PANELLED or len(curves) == 1:
            yield [chart], chart.title
        elif chart is curves[0]:
            sets = list(batched(curves, PANELS_A_FIGURE))
            for n, panels in enumerate(sets, start=1):
                count = f" ({n} of {len(sets)})" if len(sets) > 1 else ""
                yield list(panels), outline.PANELS.format(title=section.title) + count


def _figure(flow: Flow, section: Section, charts: Sequence[Chart], title: str) -> None:
    # matplotlib takes a second to import: only who draws pays for it
    from mmm_xl.sections import figures

    tables = [section.table(chart.table) for chart in charts]
    alt = " ".join(chart.alt for chart in charts)
    if len(charts) > 1:
        flow.figure(figures.draw_grid(charts, tables), title, alt)
    else:
        note = "" if tables[0].in_report else tables[0].note
        flow.figure(figures.draw(charts[0], tables[0]), title, alt, note)


def _stamp(word: Any, stamp: Stamp) -> None:
    """Fill header and footer, and the properties of the file; the clock is not asked."""
    values = {
        f"{TAG}business": stamp.business, f"{TAG}report_title": outline.TITLE,
        f"{TAG}run_id": stamp.run_id, f"{TAG}fit_id": stamp.fit_id,
        f"{TAG}data_cut_off": day(stamp.data_cut_off),
    }  # fmt: skip
    stamp_pages(word, values, outline.FOOTER.format(run=stamp.run_id, fit=stamp.fit_id))
    properties = word.core_properties
    title = ooxml.clean(f"{stamp.business}: {outline.TITLE}")[:255]
    properties.title, properties.language = title, ooxml.LANGUAGE
    properties.subject = ooxml.clean(f"Run {stamp.run_id}, fit {stamp.fit_id}")[:255]
    properties.author = properties.last_modified_by = PRODUCT
    properties.comments = properties.keywords = properties.category = ""
    properties.created = properties.modified = datetime.combine(stamp.as_of, time())
    properties.revision = 1
