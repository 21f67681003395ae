"""What each number beside the model is, what it is for, and the reports as they stand."""

from __future__ import annotations

from collections.abc import Sequence

from mmm_xl.analysis.credit import comparable, compared_days
from mmm_xl.analysis.evidence import Evidence
from mmm_xl.analysis.results import Results
from mmm_xl.data.dataset import Dataset
from mmm_xl.data.platforms import PlatformReport
from mmm_xl.names import Credit
from mmm_xl.sections import words_evidence as words
from mmm_xl.sections.context import Context
from mmm_xl.sections.section import CellValue, Column, Kind, Table


def definitions(results: Results, found: Evidence, c: Context) -> Table:
    """Unit, window, views, devices and known bias of each number."""
    dataset = results.run.dataset
    rows: list[tuple[CellValue, ...]] = [(words.MODEL, c.unit, *words.MODEL_DEFINITION)]
    rows += _sources(dataset.platforms, c)
    if found.tests:
        rows.append((words.TEST, c.unit, *words.TEST_DEFINITION))
    if dataset.ledger:
        rows.append(("Ledger", c.currency, *words.LEDGER_DEFINITION))
    names = ("Number", "Unit", "Window", "Views without click", "Across devices", "Known bias",
             "Direction")  # fmt: skip
    return Table(
        "evidence_definitions",
        c.title(words.DEFINITIONS_TITLE),
        tuple(Column(name, "", Kind.TEXT) for name in names),
        tuple(rows),
        note=words.DEFINITIONS_NOTE,
    )


def _sources(reported: Sequence[PlatformReport], c: Context) -> list[tuple[CellValue, ...]]:
    """One row for all reports of a platform that are made alike."""
    alike: dict[tuple[object, ...], list[PlatformReport]] = {}
    for report in reported:
        key = (report.platform, report.credit, report.window, report.view_through)
        alike.setdefault(key, []).append(report)
    return [_source(own, c) for own in alike.values()]


def _source(own: Sequence[PlatformReport], c: Context) -> tuple[CellValue, ...]:
    first = own[0]
    units = (
        c.currency if any(report.revenue is not None for report in own) else "",
        "conversions" if any(report.conversions is not None for report in own) else "",
    )
    views = first.view_through if first.credit is Credit.PLATFORM else None
    return (
        f"{first.platform}, {first.credit}",
        " and ".join(filter(None, units)),
        first.window or words.UNSTATED,
        words.VIEWS[first.view_through],
        words.DEVICES,
        *words.BIASES[first.credit, views],
    )


def uses(c: Context) -> Table:
    """Which number is for what."""
    names = ("Number", "Use it for", "Not for")
    return Table(
        "evidence_uses",
        f"{c.business}: {words.USES_TITLE}",
        tuple(Column(name, "", Kind.TEXT) for name in names),
        words.USES,
    )


def reports(results: Results, c: Context) -> tuple[Table, ...]:
    """Every report as it stands, and whether it was compared."""
    dataset = results.run.dataset
    if not dataset.platforms:
        return ()
    rows = tuple(_report(report, dataset) for report in dataset.platforms)
    return (
        Table(
            "evidence_reports",
            f"{c.business}: {words.REPORTS_TITLE}",
            (
                Column("Platform", "", Kind.TEXT),
                Column("Credit by", "", Kind.TEXT),
                Column("Channel", "", Kind.TEXT),
                Column("First day", "", Kind.DATE),
                Column("Last day", "", Kind.DATE),
                Column("Conversions", "number", Kind.MONEY),
                Column("Revenue", c.currency, Kind.MONEY),
                Column("Spend", c.currency, Kind.MONEY),
                Column("Status", "", Kind.TEXT),
            ),
            rows,
            note=words.REPORTS_NOTE,
        ),
    )


def _report(report: PlatformReport, dataset: Dataset) -> tuple[CellValue, ...]:
    return (
        report.platform, str(report.credit), report.channel, report.first, report.last,
        report.conversions, report.revenue, report.spend, _status(report, dataset),
    )  # fmt: skip


def _status(report: PlatformReport, dataset: Dataset) -> str:
    days = compared_days(report, dataset)
    if not days:
        return words.NO_DAY
    if not comparable(report, dataset):
        return words.NO_VALUE
    if days < report.days:
        return words.PARTLY.format(days=days, all=report.days)
    return words.COMPARED
