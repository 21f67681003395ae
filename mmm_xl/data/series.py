"""The outcome, controls and events: their numbers, and what a whole column must not be."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from mmm_xl.data.cells import NumberRule
from mmm_xl.data.dataset import Floats
from mmm_xl.data.findings import FindingLog
from mmm_xl.data.raw import RawColumn
from mmm_xl.data.rules.rule import Rule
from mmm_xl.data.rules.sheets import OUTCOME_COLUMN
from mmm_xl.data.rules.values import CONSTANT, NEVER_USED
from mmm_xl.data.settings_sheet import SettingsSheet
from mmm_xl.data.weekly import WeeklySheet, read_column
from mmm_xl.data.wording import amount
from mmm_xl.names import KpiType, Link, Sheet
from mmm_xl.settings import setting

OUTCOME = NumberRule("outcome", "write the week's number; a blank week is unknown, not 0")
POSITIVE_OUTCOME = replace(
    OUTCOME,
    above=0,
    outside=(
        f"a {Link.MULTIPLICATIVE} model needs more than 0 in every week; correct it, or set"
        f" '{setting('outcome_model').label}' on the {Sheet.SETTINGS} sheet to '{Link.ADDITIVE}'"
    ),
)
CONTROL = NumberRule(
    "control", "write the week's number; a blank week is unknown, not 0", percent=True
)
EVENT = NumberRule(
    "event",
    "write 1 in weeks with the event, 0 or nothing in others",
    blank=0.0,
    low=0,
    high=1,
    outside="write a value from 0 to 1, or move the column to the Controls sheet",
    percent=True,
)


def read_outcome(
    sheet: WeeklySheet, settings: SettingsSheet, log: FindingLog
) -> tuple[RawColumn, Floats] | None:
    """Outcome column and its numbers; None where it is refused or not the only one."""
    column = _outcome_column(sheet, settings.settings.outcome_name, log)
    money = settings.settings.kpi_type is KpiType.REVENUE
    rule = replace(
        POSITIVE_OUTCOME if settings.multiplicative else OUTCOME,
        currency=settings.settings.currency if money else "",
    )
    values = read_column(sheet, column, rule, log) if column else None
    if column is None or values is None or not len(values):
        return None
    fault = _outcome_fault(values)
    if fault:
        log.head(_whole_column(values), sheet.table, column, f"outcome '{column.header}' {fault}")
    return column, values


def _outcome_column(sheet: WeeklySheet, name: str, log: FindingLog) -> RawColumn | None:
    """The one number column, or the one named as on the Settings sheet where there are more."""
    if not sheet.series:
        what = f"the outcome column is missing; add a column headed '{name}'."
        column = sheet.weeks.column if sheet.weeks else next(iter(sheet.table.columns), None)
        if column:
            log.head(OUTCOME_COLUMN, sheet.table, column, what)
        else:
            log.sheet(OUTCOME_COLUMN, sheet.table.sheet, what)
        return None
    column = next((c for c in sheet.series if c.header == name), sheet.series[0])
    for other in sheet.series:
        if other is not column:
            what = (
                f"'{other.header}' is a second column beside '{column.header}'; expected"
                " one outcome, so delete the column or move it to the Controls sheet."
            )
            log.head(OUTCOME_COLUMN, sheet.table, other, what)
    return column


def _whole_column(values: Floats) -> Rule:
    """Rule that a column breaks which is nothing, or the same, throughout."""
    return CONSTANT if values.any() and values.sum() > 0 else NEVER_USED


def _outcome_fault(values: Floats) -> str:
    if not values.any():
        return "is 0 in every week; write what was sold."
    if np.ptp(values) == 0:
        return f"is {amount(values[0])} in every week; expected numbers that change."
    if values.sum() <= 0:
        return f"adds up to {amount(values.sum())}; expected a positive total."
    return ""


def read_controls(
    sheet: WeeklySheet, settings: SettingsSheet, log: FindingLog
) -> dict[str, Floats]:
    """Numbers of each control column that is right, blank weeks filled as Settings say."""
    rule = replace(CONTROL, fill_blanks=settings.settings.blank_controls)
    return _checked_columns(sheet, rule, _control_fault, log)


def read_events(sheet: WeeklySheet, log: FindingLog) -> dict[str, Floats]:
    """Flags or fractions of each event column that is right; a blank cell is 0."""
    return _checked_columns(sheet, EVENT, _event_fault, log)


def _checked_columns(
    sheet: WeeklySheet, rule: NumberRule, fault_of: Callable[[Floats], str], log: FindingLog
) -> dict[str, Floats]:
    found = {}
    for column in sheet.series:
        values = read_column(sheet, column, rule, log)
        if values is None:
            continue
        values = values[sheet.before :]
        fault = fault_of(values) if len(values) else ""
        if fault:
            log.head(
                _whole_column(values),
                sheet.table,
                column,
                f"{rule.thing} '{column.header}' {fault}",
            )
        found[column.header] = values
    return found


def _control_fault(values: Floats) -> str:
    if np.ptp(values) == 0:
        return f"is {amount(values[0])} in every week; a control must change, so delete it."
    return ""


def _event_fault(values: Floats) -> str:
    if not values.any():
        return "has no week; write 1 in the weeks of the event, or delete the column."
    if np.ptp(values) == 0:
        return f"is {amount(values[0])} in every week; an event comes and goes, so delete it."
    return ""
