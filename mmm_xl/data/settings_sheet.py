"""The Settings sheet read against its catalogue: what is set, and what is wrong with it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from mmm_xl.data.cells import Problem, as_number, as_text, is_blank
from mmm_xl.data.findings import FindingLog
from mmm_xl.data.headers import distinct_columns, note_missing_columns
from mmm_xl.data.raw import RawColumn, RawTable
from mmm_xl.data.rules.sheets import SETTING_ROW
from mmm_xl.data.wording import amount, listed, meant
from mmm_xl.names import SETTING, VALUE, KpiType, Link, Noise, Sheet
from mmm_xl.settings import CATALOGUE, SettingInfo, Settings, from_cells, setting

_BY_LABEL = {info.label: info for info in CATALOGUE}


@dataclass
class SettingsSheet:
    """Settings as far as they are right, and the keys of those that are not.

    Parameters
    ----------
    settings : Settings
        Defaults stand where a row is absent or refused.
    refused : set of str
        Keys whose cell has a fault, so that no other check relies on them.
    table, values : RawTable and RawColumn, or None
        Where the values stand; None where the sheet cannot be read.
    rows : dict of key to int
        Row index of every setting that has a row.
    """

    settings: Settings = field(default_factory=Settings)
    refused: set[str] = field(default_factory=set)
    table: RawTable | None = None
    values: RawColumn | None = None
    rows: dict[str, int] = field(default_factory=dict)

    @property
    def week_ends_on(self) -> str | None:
        """Weekday of every date; None where the setting itself is refused."""
        return None if "week_ends_on" in self.refused else self.settings.week_ends_on

    @property
    def money_known(self) -> bool | None:
        """Whether the outcome has a money value, so that there is a ROI; None where unknown."""
        if self.refused & {"kpi_type", "value_per_conversion"}:
            return None
        revenue = self.settings.kpi_type is KpiType.REVENUE
        return revenue or self.settings.value_per_conversion is not None

    @property
    def multiplicative(self) -> bool:
        """Whether every week's outcome must be above zero; False where unknown."""
        refused = "outcome_model" in self.refused
        return not refused and self.settings.outcome_model is Link.MULTIPLICATIVE

    def note(self, key: str, what: str, log: FindingLog) -> None:
        """Note a fault of a setting's value; settings without a row have none."""
        if self.table is not None and self.values is not None and key in self.rows:
            self.refused.add(key)
            log.at(SETTING_ROW, self.table, self.values, self.rows[key], what)


def read_settings(table: RawTable | None, log: FindingLog) -> SettingsSheet:
    """Settings of a workbook; a setting without a row keeps its default."""
    sheet = SettingsSheet()
    columns = {c.header: c for c in distinct_columns(table, log)} if table else {}
    if table is None or SETTING not in columns or VALUE not in columns:
        if table is not None:
            note_missing_columns(table, log, [SETTING, VALUE])
        sheet.refused.update(info.key for info in CATALOGUE)
        return sheet
    sheet.table, sheet.values = table, columns[VALUE]
    sheet.settings = from_cells(_read_rows(table, columns[SETTING], columns[VALUE], log, sheet))
    _check_value_per_conversion(sheet, log)
    _check_noise(sheet, log)
    _check_signs(sheet, log)
    return sheet


def _read_rows(
    table: RawTable, labels: RawColumn, values: RawColumn, log: FindingLog, sheet: SettingsSheet
) -> dict[str, Any]:
    """Checked value of each setting."""
    cells: dict[str, Any] = {}
    taken: dict[str, str] = {}
    for i, (label, value) in enumerate(zip(labels.values, values.values, strict=True)):
        if is_blank(label) and is_blank(value):
            continue
        info, fault = _setting_of(label, taken)
        if info is None:
            log.at(SETTING_ROW, table, labels, i, fault)
            continue
        taken[info.key] = table.address(labels, i)
        sheet.rows[info.key] = i
        checked = _checked(info, value)
        if isinstance(checked, Problem):
            sheet.note(info.key, checked.sentence(info.label, checked.mend), log)
        else:
            cells[info.key] = checked
    return cells


def _setting_of(label: Any, taken: dict[str, str]) -> tuple[SettingInfo | None, str]:
    """Setting that a label names, or None and what is wrong with the label."""
    text = as_text(label)
    if isinstance(text, Problem):
        return None, text.sentence("setting", "write the name of a setting")
    if not text:
        return None, "the value beside has no setting name; write the name or clear the value."
    info = _BY_LABEL.get(text)
    if info is None:
        hint = meant(text, _BY_LABEL) or "; delete the row or correct the name."
        return None, f"'{text}' is no setting{hint}"
    if info.key in taken:
        return None, f"'{text}' is set twice, also in {taken[info.key]}; delete one of the rows."
    return info, ""


def _checked(info: SettingInfo, value: Any) -> Any:
    if is_blank(value):
        mend = f"write {info.allowed}"
        return None if info.blank else Problem("is blank", SETTING_ROW, mend)
    if info.kind == "choice":
        return _checked_choice(info, value)
    if info.kind in ("text", "names"):
        text = as_text(value)
        mend = "write a text" if info.kind == "text" else f"expected {info.allowed}"
        return _mended(text, mend) if isinstance(text, Problem) else text
    return _checked_number(info, value)


def _checked_choice(info: SettingInfo, value: Any) -> str | Problem:
    """Choice as the catalogue spells it; Excel turns a typed "90%" into 0.9.

    Notes
    -----
    Words of earlier templates stand for the choice that they have become.
    """
    if isinstance(value, float) and info.unit == "%":
        value = _percent(value)
    text = as_text(value)
    mend = f"expected {info.allowed}"
    if isinstance(text, Problem):
        return _mended(text, mend)
    words = {**dict(info.aliases), **{choice: choice for choice in info.choices}}
    found = next((words[w] for w in words if w.casefold() == text.casefold()), None)
    return str(found) if found else Problem(f"is '{text}'", SETTING_ROW, mend)


def _checked_number(info: SettingInfo, value: Any) -> float | Problem:
    number = as_number(value)
    if number is None or isinstance(number, Problem):
        return _mended(number or Problem("is blank", SETTING_ROW), f"expected {info.allowed}")
    if info.kind == "whole" and not number.is_integer():
        return Problem(f"is {number:g}", SETTING_ROW, f"expected a whole number, {info.allowed}")
    too_low = info.low is not None and number < info.low
    too_high = info.high is not None and number > info.high
    if not (too_low or too_high):
        return number
    shown = _percent(number) if info.kind == "percent" else amount(number)
    return Problem(f"is {shown}", SETTING_ROW, f"expected {info.allowed}")


def _percent(fraction: float) -> str:
    return f"{100 * fraction:.10g}%"


def _mended(problem: Problem, mend: str) -> Problem:
    return Problem(problem.words, problem.rule, problem.mend or mend)


def _check_value_per_conversion(sheet: SettingsSheet, log: FindingLog) -> None:
    """A value per conversion would be ignored for revenue, so it is refused there."""
    value = sheet.settings.value_per_conversion
    if value is None or "kpi_type" in sheet.refused:
        return
    if sheet.settings.kpi_type is KpiType.REVENUE:
        what = (
            f"Value per conversion is {amount(value)} but KPI type is '{KpiType.REVENUE}'; clear"
            f" this cell or set KPI type to '{KpiType.COUNT}'."
        )
        sheet.note("value_per_conversion", what, log)


def _check_noise(sheet: SettingsSheet, log: FindingLog) -> None:
    """Heavy tails on the log scale leave the outcome without a mean."""
    if sheet.settings.noise == Noise.HEAVY_TAILED and sheet.multiplicative:
        what = (
            f"Noise is '{Noise.HEAVY_TAILED}' but Outcome model is '{Link.MULTIPLICATIVE}', and"
            f" such an outcome has no mean; set Noise to '{Noise.NORMAL}' or"
            f" '{Noise.AUTOCORRELATED}', or Outcome model to '{Link.ADDITIVE}'."
        )
        sheet.note("noise", what, log)


_SIGNED = ("raising_controls", "lowering_controls")


def _check_signs(sheet: SettingsSheet, log: FindingLog) -> None:
    """Note a control that is said to only raise and to only lower."""
    raising, lowering = (getattr(sheet.settings, key) for key in _SIGNED)
    both = [name for name in lowering if name in raising]
    if both and not sheet.refused & set(_SIGNED):
        other = setting("raising_controls").label
        verb = "stands" if len(both) == 1 else "stand"
        what = f"{listed(both, 'and')} {verb} also in '{other}'; keep each control in one of them."
        sheet.note("lowering_controls", what, log)


def check_control_names(sheet: SettingsSheet, controls: Sequence[str], log: FindingLog) -> None:
    """Note names in the settings of controls that are no column of the Controls sheet."""
    for key in (*_SIGNED, "summed_controls", "last_controls"):
        unknown = [name for name in getattr(sheet.settings, key) if name not in controls]
        if not unknown or key in sheet.refused:
            continue
        has = listed(controls, "and") if controls else "no control"
        hint = (meant(unknown[0], controls) if len(unknown) == 1 else "") or f"; it has {has}."
        noun = "is no column" if len(unknown) == 1 else "are no columns"
        what = f"{listed(unknown, 'and')} {noun} of the {Sheet.CONTROLS} sheet{hint}"
        sheet.note(key, what, log)
