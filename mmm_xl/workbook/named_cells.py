"""Cells of the Settings sheet that formulas call by name."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from mmm_xl.data.contents import BookContents
from mmm_xl.names import SETTING, VALUE, Sheet
from mmm_xl.settings import CATALOGUE, SettingInfo, Settings, to_cells
from mmm_xl.workbook import formulas
from mmm_xl.workbook.cell_text import clean

NAMED_SETTINGS = (
    "business", "outcome_name", "kpi_type", "value_per_conversion", "currency", "margin", "hurdle",
    "interval_level", "ledger_tolerance", "model", "pooling",
)  # fmt: skip
"""Settings that have a defined name, which is their key."""

FIRST_ROW = 5
"""First data row of every input sheet, from 0."""

VALUE_COLUMN = 1

_BY_LABEL = {info.label.casefold(): info for info in CATALOGUE}


@dataclass(frozen=True)
class NamedCells:
    """Defined names of a book with the text that each shows.

    Parameters
    ----------
    values : mapping of key to text
        Every named setting, its default where the workbook has no row for it.
    references : mapping of defined name to reference
        Only names that resolve to a cell.
    """

    values: Mapping[str, str] = field(default_factory=dict)
    references: Mapping[str, str] = field(default_factory=dict)

    def words(self, template: str) -> tuple[str, str]:
        """Formula and result of words with placeholders."""
        return formulas.words(template, self.values, self.references)

    def outcome_unit(self) -> tuple[str, str]:
        """Formula and result of the unit of one week's outcome."""
        revenue = self.values["kpi_type"].casefold() == "revenue"
        unit = self.values["currency"] if revenue else self.values["outcome_name"].lower()
        complete = {"kpi_type", "currency", "outcome_name"} <= set(self.references)
        return (formulas.outcome_unit() if complete else ""), f"{unit} a week"


def setting_of(label: Any) -> SettingInfo | None:
    """Catalogue entry of a setting's label, None where there is none."""
    return _BY_LABEL.get(str(label).strip().casefold())


def setting_rows(contents: BookContents) -> tuple[tuple[Any, Any], ...]:
    """Label and value of each row of the Settings sheet, whatever else it holds."""
    sheet = contents.sheets.get(Sheet.SETTINGS)
    if sheet is None or SETTING not in sheet.headers or VALUE not in sheet.headers:
        return ()
    label, value = sheet.headers.index(SETTING), sheet.headers.index(VALUE)
    return tuple((row[label], row[value]) for row in sheet.rows)


def named_cells(contents: BookContents) -> NamedCells:
    """Names that resolve in this book, and what their cells show."""
    values = {key: _shown(to_cells(Settings())[key]) for key in NAMED_SETTINGS}
    references = {}
    for position, (label, value) in enumerate(setting_rows(contents)):
        info = setting_of(label)
        if info is not None and info.key in values and info.key not in references:
            values[info.key] = _shown(value)
            references[info.key] = formulas.absolute(
                Sheet.SETTINGS, FIRST_ROW + position, VALUE_COLUMN
            )
    return NamedCells(values, references)


def _shown(value: Any) -> str:
    """Text that a formula makes of a cell."""
    if value is None:
        return ""
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return f"{value:.15g}"
    return clean(str(value))
