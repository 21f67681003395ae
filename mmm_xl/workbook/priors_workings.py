"""Totals, thresholds, defaults and words of the Priors sheet, and its one sentence."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

from mmm_xl.model import priors
from mmm_xl.model.implied import ALONE, EVERYTHING, SHARED_VARIANCE
from mmm_xl.names import BY_MODEL, ModelName, Sheet
from mmm_xl.workbook import formulas, guidance
from mmm_xl.workbook.formulas import literal
from mmm_xl.workbook.named_cells import NamedCells
from mmm_xl.workbook.priors_places import (
    HEADER_ROW,
    LABELS,
    TABLE,
    TOTAL_ROW,
    VALUES,
    WORKINGS,
    Places,
    at,
    ref,
)
from mmm_xl.workbook.priors_values import (
    DEFAULTS,
    ENDS,
    PER_OUTCOME,
    PER_SPEND,
    Values,
    outcome_header,
)
from mmm_xl.workbook.sheet_spec import Cell
from mmm_xl.workbook.styles import CellStyle, Role

_WARNINGS = ("refused", "beyond", "alone")
_HELPER, _HEADER = CellStyle(Role.HELPER), CellStyle(Role.HELPER_HEADER)


def sentence(values: Values) -> str:
    """Words over all channels; only its warnings have a colon."""
    if values.mean <= 0:
        return guidance.PRIORS_WAITING
    return guidance.PRIORS_LEAD + _range_words(values) + "".join(_warnings(values).values())


def sentence_formula() -> str:
    """What computes the sentence."""
    warnings = "&".join(at(f"warning of {key}") for key in _WARNINGS)
    mean = ref("Mean share", TOTAL_ROW)
    return f"=IF({mean}>0,{at('lead')}&{at('range')}&{warnings},{at('waiting')})"


def working_cells(places: Places, values: Values, named: NamedCells) -> Iterator[Cell]:
    """Label, and formula or constant, a line each."""
    yield Cell(HEADER_ROW, LABELS, guidance.PRIORS_WORKINGS, _HEADER)
    made = {**_totals(places, values, named), **_limits(), **_words(places, values)}
    for i, key in enumerate(WORKINGS):
        label, value, formula = made[key]
        yield Cell(TOTAL_ROW + i, LABELS, label, _HELPER)
        yield Cell(TOTAL_ROW + i, VALUES, value, _HELPER, formula)


def default_cells(values: Values) -> Iterator[Cell]:
    """What is assumed where nothing is stated, a line a source."""
    names = ("Range used", "Middle", "Log spread", "As it stands", "Per 1 spent")
    yield from (Cell(HEADER_ROW, TABLE + i, name, _HEADER) for i, name in enumerate(names))
    for i, default in enumerate(DEFAULTS):
        row = TOTAL_ROW + i
        yield from (Cell(row, TABLE + j, value, _HELPER) for j, value in enumerate(default))
        over, amount = "", 0.0
        if default[0] in PER_OUTCOME:
            over, amount = at("money"), values.money
        elif default[0] in PER_SPEND:
            over, amount = formulas.cell(TOTAL_ROW, 2), values.spend
        formula = f"=IF({over}>0,1/{over},0)" if over else ""
        yield Cell(row, TABLE + len(default), 1 / amount if amount > 0 else 0, _HELPER, formula)


_Work = tuple[str, Any, str]
"""Label, value and formula of one line."""


def _totals(places: Places, values: Values, named: NamedCells) -> dict[str, _Work]:
    outcome = places.values_of(Sheet.OUTCOME, outcome_header(places.contents))
    likely = f"=SUM({places.column('Likely share')})"
    return {
        "outcome": ("Outcome in the data", values.outcome, f"=SUM({outcome})"),
        "unit": ("Revenue of one unit of it", values.unit, _unit_formula(named)),
        "money": ("Revenue in the data", values.money, f"={at('outcome')}*{at('unit')}"),
        "asked": ("Channels share returns", values.shares, _shares_formula(named)),
        "likely": ("Sum of the likely shares", values.likely, likely),
    }


def _limits() -> dict[str, _Work]:
    common = math.exp(SHARED_VARIANCE) - 1
    return {
        "ends": ("Standard deviations to the ends of 90%", ENDS, ""),
        "width": ("Standard deviations from end to end", 2 * ENDS, ""),
        "together": ("Log variance that a pool has in common", SHARED_VARIANCE, ""),
        "common": ("The same, of shares over their means", common, f"=EXP({at('together')})-1"),
        "least": ("A run refuses less than", priors.LEAST_MEDIA_SHARE, ""),
        "most": ("A run refuses more than", priors.GREATEST_MEDIA_SHARE, ""),
        "half": ("Too much for one channel", ALONE, ""),
        "all": ("Too much for all channels", EVERYTHING, ""),
    }


def _words(places: Places, values: Values) -> dict[str, _Work]:
    texts = dict(zip(_WARNINGS, guidance.PRIORS_WARNINGS, strict=True))
    total, low, high = (formulas.cell(TOTAL_ROW, column) for column in (6, 7, 8))
    share, likely = places.column("Likely share"), at("likely")
    outside = f"OR({likely}<{at('least')},{likely}>{at('most')})"
    tests = {
        "refused": f"AND({ref('Mean share', TOTAL_ROW)}>0,{outside})",
        "beyond": f"N({high})>{at('all')}",
        "alone": f'COUNTIF({share},">"&{at("half")})>0',
    }
    shown = _warnings(values)
    return {
        "lead": ("Words before the share", guidance.PRIORS_LEAD, ""),
        "waiting": ("Words while data are missing", guidance.PRIORS_WAITING, ""),
        "range": (
            "Share in words",
            _range_words(values),
            f'=TEXT({total},"0%")&" of the outcome (90% range "&TEXT({low},"0%")&" to "'
            f'&TEXT({high},"0%")&")."',
        ),
        **{key: ("Words of a warning", text, "") for key, text in texts.items()},
        **{
            f"warning of {key}": ("Warning", shown[key], f'=IF({tests[key]},{at(key)},"")')
            for key in _WARNINGS
        },
    }


def _warnings(values: Values) -> dict[str, str]:
    outside = not priors.LEAST_MEDIA_SHARE <= values.likely <= priors.GREATEST_MEDIA_SHARE
    holds = (
        values.mean > 0 and outside,
        values.total_high != "" and values.total_high > EVERYTHING,
        any(row.share != "" and row.share > ALONE for row in values.rows),
    )
    told = zip(_WARNINGS, guidance.PRIORS_WARNINGS, holds, strict=True)
    return {key: text if true else "" for key, text, true in told}


def _range_words(values: Values) -> str:
    numbers = (values.total, values.total_low, values.total_high)
    total, low, high = ("" if x == "" else f"{x:.0%}" for x in numbers)
    return f"{total} of the outcome (90% range {low} to {high})."


def _unit_formula(named: NamedCells) -> str:
    names = named.references
    if "kpi_type" not in names:
        return ""
    value = "N(value_per_conversion)" if "value_per_conversion" in names else "0"
    return f'=IF(kpi_type="revenue",1,{value})'


def _shares_formula(named: NamedCells) -> str:
    names, values = named.references, named.values
    pooling, model = (k if k in names else literal(values[k]) for k in ("pooling", "model"))
    default = literal(str(ModelName.DEFAULT))
    return f'=IF({pooling}={literal(BY_MODEL)},N({model}={default}),N({pooling}="yes"))'
