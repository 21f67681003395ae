"""Reports of platforms held against each other, the weeks and the Spend sheet."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from itertools import combinations

import numpy as np

from mmm_xl.data.findings import FindingLog
from mmm_xl.data.limits import REPORTED_SPEND_OFF
from mmm_xl.data.media import Media
from mmm_xl.data.platforms import PlatformReport
from mmm_xl.data.platforms_sheet import PlatformsSheet
from mmm_xl.data.rules import platforms as rules
from mmm_xl.data.settings_sheet import SettingsSheet
from mmm_xl.data.window import joined
from mmm_xl.data.wording import amount, folded
from mmm_xl.names import Credit, KpiType, Sheet
from mmm_xl.names import PlatformColumn as Col

_WEEK = 7


def check_platforms(
    sheet: PlatformsSheet | None,
    settings: SettingsSheet,
    ends: Sequence[date] | None,
    media: Media,
    log: FindingLog,
) -> None:
    """Every check of the Platforms sheet that needs more than one cell.

    Parameters
    ----------
    ends : sequence of date or None
        Last days of the modelled weeks; None where they are not known.
    """
    if sheet is None:
        return
    _check_overlaps(sheet, log)
    _check_values(sheet, settings, log)
    if ends:
        first = ends[0] - timedelta(days=_WEEK - 1)
        _check_days(sheet, (first, ends[-1]), log)
        _check_spend(sheet, (first, ends[-1]), ends, media, log)


def _check_overlaps(sheet: PlatformsSheet, log: FindingLog) -> None:
    """Note days that one platform credits one channel with twice."""
    for (i, one), (j, other) in combinations(sheet.reports.items(), 2):
        if _who(one) != _who(other) or not one.within(other.first, other.last):
            continue
        where = f"{sheet.columns[Col.FIRST].letter}{sheet.table.rows[i]}"
        what = (
            f"'{other.platform}' reports '{other.channel}' ({other.credit}) from {other.first} to"
            f" {other.last}, and in {where} from {one.first} to {one.last}; cut one of the periods"
            " or delete a row."
        )
        log.at(rules.PLATFORM_OVERLAP, sheet.table, sheet.column(Col.FIRST), j, what)


def _who(report: PlatformReport) -> tuple[str, str, Credit]:
    return folded(report.platform), report.channel, report.credit


def _check_values(sheet: PlatformsSheet, settings: SettingsSheet, log: FindingLog) -> None:
    """Warn of figures that cannot be brought to the outcome's unit."""
    revenue = settings.settings.kpi_type is KpiType.REVENUE
    given, wanted = (Col.CONVERSIONS, Col.REVENUE) if revenue else (Col.REVENUE, Col.CONVERSIONS)
    for i, report in sheet.reports.items():
        if report.credited(settings.settings) is None:
            what = (
                f"'{report.platform}' has {given.lower()} for '{report.channel}' but no"
                f" {wanted.lower()}, and Settings give no value per conversion."
            )
            log.at(rules.PLATFORM_VALUE, sheet.table, sheet.column(given), i, what)


def _check_days(sheet: PlatformsSheet, data: tuple[date, date], log: FindingLog) -> None:
    """Warn of reports with days outside the data."""
    for i, report in sheet.reports.items():
        share = report.share_within(*data)
        if share == 1.0:
            continue
        begins = report.first < data[0]
        column = sheet.column(Col.FIRST if begins else Col.LAST)
        said = f"the report from {report.first} to {report.last}"
        if share == 0.0:
            what = f"{said} has no day of the data, {data[0]} to {data[1]}."
            log.at(rules.PLATFORM_OUTSIDE, sheet.table, column, i, what)
            continue
        kept = round(share * report.days)
        what = (
            f"{said} has {kept} of its {report.days} days in the data, {data[0]} to {data[1]};"
            f" {share:.0%} of its figures are compared."
        )
        log.at(rules.PLATFORM_PARTLY, sheet.table, column, i, what)


def _check_spend(
    sheet: PlatformsSheet,
    data: tuple[date, date],
    ends: Sequence[date],
    media: Media,
    log: FindingLog,
) -> None:
    """Warn of channels whose reported spend is not the Spend sheet's of the same days.

    Notes
    -----
    Platforms of one channel are added up. Spend beside last-click figures counts only where no
    platform states its own.
    """
    dates = np.array(ends, dtype="datetime64[D]")
    for channel, reports in _with_spend(sheet, data).items():
        if channel not in media.spend:
            continue
        spans = [span for report in reports.values() if (span := report.within(*data))]
        booked = float(joined(spans).fractions(dates) @ media.spend[channel][1])
        reported = sum((r.spend or 0.0) * r.share_within(*data) for r in reports.values())
        if booked <= 0 or abs(reported - booked) <= REPORTED_SPEND_OFF * booked:
            continue
        what = (
            f"reported spend of '{channel}' is {amount(reported)}, the {Sheet.SPEND} sheet's for"
            f" the same days {amount(booked)} ({reported / booked - 1:+.0%})."
        )
        row = next(iter(reports))
        log.at(rules.PLATFORM_SPEND, sheet.table, sheet.column(Col.SPEND), row, what)


def _with_spend(
    sheet: PlatformsSheet, data: tuple[date, date]
) -> Mapping[str, dict[int, PlatformReport]]:
    """Reports of each channel that state spend for days of the data."""
    found: dict[str, dict[int, PlatformReport]] = {}
    for credit in Credit:  # the platform's own first
        of_credit: dict[str, dict[int, PlatformReport]] = {}
        for i, report in sheet.reports.items():
            if report.credit is credit and report.spend is not None and report.within(*data):
                of_credit.setdefault(report.channel, {})[i] = report
        found = {**of_credit, **found}
    return found
