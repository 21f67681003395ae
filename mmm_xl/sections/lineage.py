"""Where each column comes from, what was changed on the way, and what the checks found."""

from __future__ import annotations

from collections.abc import Iterable

from mmm_xl.analysis.results import Results
from mmm_xl.data.dataset import ColumnSource, Dataset
from mmm_xl.data.dictionary_sheet import OWN_UNIT, described_sheet, usual_unit
from mmm_xl.data.limits import RESTATED_SHOWN
from mmm_xl.data.restated import Restatement
from mmm_xl.errors import Finding
from mmm_xl.names import UNIT_STATED, DictionaryColumn, Severity, Sheet
from mmm_xl.sections import words
from mmm_xl.sections.context import Context, counted
from mmm_xl.sections.section import CellValue, Column, Kind, Section, Table

_REPORT_ROWS = 40
"""Longest table of changed cells that a page shows; a longer one stands in the workbook only."""


def data_dictionary_section(results: Results, c: Context) -> Section:
    """Every modelled column: source, unit, cells, what was done to it and its caveat."""
    dataset = results.run.dataset
    count = len(dataset.adjustments)
    return Section(
        key="data_dictionary",
        sheet=Sheet.DATA_DICTIONARY,
        title=c.title("where each column comes from"),
        message=words.DICTIONARY_CHANGED.format(changed=_were(count))
        if count
        else words.DICTIONARY_UNCHANGED,
        paragraphs=(words.DICTIONARY_EXPLANATION, words.DATA_DIGEST.format(dataset.digest())),
        tables=(_dictionary(dataset, c), *_adjusted(dataset, c)),
    )


def findings_section(results: Results, c: Context, restated: Restatement | None) -> Section:
    """Warnings, notes and restated cells."""
    findings = results.run.dataset.findings
    warnings, notes = of(findings, Severity.WARNING), of(findings, Severity.NOTE)
    return Section(
        key="findings",
        sheet=Sheet.DATA_DICTIONARY,
        title=c.title("what the checks of the data found"),
        message=words.FINDINGS_MESSAGE.format(
            warnings=counted(len(warnings), "warning"), notes=counted(len(notes), "note")
        )
        if findings
        else words.FINDINGS_NONE,
        paragraphs=_history(restated),
        tables=(
            *_found("data_warnings", c.title("warnings"), warnings, in_report=True),
            *_found("data_notes", c.title("notes"), notes, in_report=False),
            *_restated(restated, c),
        ),
    )


def of(findings: Iterable[Finding], severity: Severity) -> tuple[Finding, ...]:
    """Findings of one severity."""
    return tuple(finding for finding in findings if finding.severity is severity)


def _were(count: int) -> str:
    return f"{counted(count, 'cell')} {'was' if count == 1 else 'were'}"


def _dictionary(dataset: Dataset, c: Context) -> Table:
    columns = tuple(
        Column(name, "own unit", Kind.NUMBER)
        if name is DictionaryColumn.TOTAL
        else Column(name, "", Kind.TEXT)
        for name in DictionaryColumn
    )
    rows = tuple(
        tuple(_cells(source, dataset)[name] for name in DictionaryColumn)
        for source in dataset.sources
    )
    return Table(
        "data_dictionary", c.title("data dictionary"), columns, rows, in_report=False
    )  # without a note: rows end at the first blank one when the sheet is read again


def _cells(source: ColumnSource, dataset: Dataset) -> dict[DictionaryColumn, CellValue]:
    usual = usual_unit(source.sheet, dataset.settings)
    known = "not stated" if usual == OWN_UNIT else "Settings"
    return {
        DictionaryColumn.SHEET: source.sheet,
        DictionaryColumn.COLUMN: source.column,
        DictionaryColumn.SOURCE: source.source,
        DictionaryColumn.UNIT: source.unit,
        DictionaryColumn.CAVEAT: source.caveat,
        DictionaryColumn.CELLS: source.range,
        DictionaryColumn.ROLE: _role(source, dataset),
        DictionaryColumn.UNIT_FROM: UNIT_STATED if source.unit != usual else known,
        DictionaryColumn.AGGREGATION: source.aggregation,
        DictionaryColumn.TRANSFORMATION: source.transformation or "none",
        DictionaryColumn.TOTAL: source.total,
    }


def _role(source: ColumnSource, dataset: Dataset) -> str:
    """What the column is in the model."""
    sheet = described_sheet(source.sheet)
    driven = any(
        described_sheet(other.sheet) is Sheet.EXPOSURE and other.column == source.column
        for other in dataset.sources
    )
    spend = words.ROLE_COST if driven else words.ROLE_SPEND
    return {
        Sheet.OUTCOME: words.ROLE_OUTCOME,
        Sheet.SPEND: spend,
        Sheet.EXPOSURE: words.ROLE_EXPOSURE,
        Sheet.CONTROLS: words.ROLE_CONTROL,
    }.get(sheet or Sheet.EVENTS, words.ROLE_EVENT)


def _adjusted(dataset: Dataset, c: Context) -> tuple[Table, ...]:
    if not dataset.adjustments:
        return ()
    rows = tuple((a.where, a.why, a.column, a.old, a.new, a.rule) for a in dataset.adjustments)
    return (
        Table(
            "adjusted_cells",
            c.title("cells that were imputed or adjusted"),
            _texts("Cell", "Why", "Column", "In the workbook", "Modelled", "Rule"),
            rows,
            note=words.ADJUSTED_NOTE,
            in_report=len(rows) <= _REPORT_ROWS,
        ),
    )


def _texts(*names: str) -> tuple[Column, ...]:
    return tuple(Column(name, "", Kind.TEXT) for name in names)


def _found(
    key: str, title: str, findings: tuple[Finding, ...], *, in_report: bool
) -> tuple[Table, ...]:
    if not findings:
        return ()
    rows = tuple((f.where, f.what, f.advice, f.rule) for f in findings)
    columns = _texts("Where", "What was found", "What to do", "Rule")
    return (Table(key, title, columns, rows, in_report=in_report),)


def _history(restated: Restatement | None) -> tuple[str, ...]:
    """Sentences about the run before this one."""
    if restated is None:
        return (words.HISTORY_FIRST,)
    lines = restated.lines()
    if not lines:
        return (words.HISTORY_SAME.format(since=restated.since),)
    return tuple(line[:1].upper() + line[1:] for line in lines)


def _restated(restated: Restatement | None, c: Context) -> tuple[Table, ...]:
    if restated is None or restated.another_book or not restated.changes:
        return ()
    shown, count = restated.changes[:RESTATED_SHOWN], len(restated.changes)
    columns = (
        *_texts("Cell", "Column"),
        Column("Week ending", "date", Kind.DATE),
        Column("Was", "own unit", Kind.NUMBER),
        Column("Is now", "own unit", Kind.NUMBER),
    )
    rows = tuple((x.where, f"{x.sheet}, {x.column}", x.week, x.old, x.new) for x in shown)
    more = words.RESTATED_MORE.format(shown=len(shown), count=counted(count, "cell"))
    return (
        Table(
            "restated_cells",
            c.title(f"cells restated since {restated.since}"),
            columns,
            rows,
            note=more if count > len(shown) else "",
            in_report=len(rows) <= _REPORT_ROWS,
        ),
    )
