"""Columns of the input sheets: unit, format, width and what may be typed into them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from mmm_xl.data.contents import SheetContent
from mmm_xl.data.dictionary_sheet import DESCRIBED_SHEETS
from mmm_xl.data.limits import MOST_LEAD
from mmm_xl.data.platforms_sheet import VIEW_WORDS
from mmm_xl.names import (
    WEEK,
    CalendarColumn,
    Carryover,
    ChannelColumn,
    ChannelKind,
    Credit,
    DictionaryColumn,
    EventKind,
    ExperimentColumn,
    ExperimentUse,
    LedgerColumn,
    LedgerLine,
    LedgerSide,
    PlatformColumn,
    Saturation,
    Sheet,
)
from mmm_xl.settings import SettingInfo
from mmm_xl.workbook import guidance, guidance_ledger, guidance_platforms, styles
from mmm_xl.workbook.experiment_guidance import EXPERIMENT_COLUMNS
from mmm_xl.workbook.measure import text_width
from mmm_xl.workbook.styles import CellStyle, Role

WEEKLY_SHEETS = (
    Sheet.SPEND,
    Sheet.OUTCOME,
    Sheet.EVENTS,
    Sheet.CONTROLS,
    Sheet.EXPOSURE,
    Sheet.MARGINS,
)
DATE_WIDTH = 112

Rule = Mapping[str, Any]

ANY_DATE: Rule = {"validate": "date", "criteria": ">=", "value": date(1990, 1, 1)}
NOT_NEGATIVE: Rule = {"validate": "decimal", "criteria": ">=", "value": 0}
POSITIVE: Rule = {"validate": "decimal", "criteria": ">", "value": 0}
FRACTION: Rule = {"validate": "decimal", "criteria": "between", "minimum": 0, "maximum": 1}
NUMBER: Rule = {"validate": "decimal", "criteria": "between", "minimum": -1e15, "maximum": 1e15}
LEAD: Rule = {"validate": "integer", "criteria": "between", "minimum": 0, "maximum": MOST_LEAD}
CHANNEL_LIST: Rule = {"validate": "list", "source": "=Channels!$A$6:$A$105"}


@dataclass(frozen=True)
class InputColumn:
    """One column of an input sheet.

    Parameters
    ----------
    unit : str
        Words of the unit row, with placeholders of named cells.
    style : CellStyle
        Looks of its cells.
    width : int, pixels
    rule : mapping or None
        What may be typed, in XlsxWriter's words.
    hint : str
        Shown when a cell is entered.
    """

    header: str
    unit: str
    style: CellStyle
    width: int
    rule: Rule | None = None
    hint: str = ""


def columns_of(sheet: Sheet, content: SheetContent) -> tuple[InputColumn, ...]:
    """Columns of any input sheet except Settings."""
    build = {
        Sheet.CHANNELS: _channel_column,
        Sheet.EXPERIMENTS: _experiment_column,
        Sheet.EVENT_CALENDAR: _calendar_column,
        Sheet.DATA_DICTIONARY: _dictionary_column,
        Sheet.LEDGER: _ledger_column,
        Sheet.PLATFORMS: _platform_column,
    }.get(sheet)
    made = []
    for position, header in enumerate(content.headers):
        values = tuple(row[position] for row in content.rows)
        made.append(build(header) if build else _weekly_column(sheet, header, values))
    return tuple(made)


def _weekly_column(sheet: Sheet, header: str, values: tuple[Any, ...]) -> InputColumn:
    if header == WEEK:
        return _dates(header, guidance.WEEK_UNIT, guidance.WEEK_HINT)
    words = guidance.INPUT_SHEETS[sheet]
    width = min(220, max(96, text_width(header, bold=True) + 18))
    style = CellStyle(Role.INPUT, _weekly_format(sheet, values))
    return InputColumn(header, words.unit, style, width, weekly_rule(sheet), words.hint)


def weekly_rule(sheet: Sheet) -> Rule:
    """What a value cell of a weekly sheet may hold."""
    if sheet in (Sheet.EVENTS, Sheet.MARGINS):
        return FRACTION
    return NOT_NEGATIVE if sheet in (Sheet.SPEND, Sheet.EXPOSURE) else NUMBER


def _weekly_format(sheet: Sheet, values: tuple[Any, ...]) -> str:
    if sheet is Sheet.MARGINS:
        return "0.0%"
    return styles.GENERAL if sheet is Sheet.EVENTS else styles.by_size(values)


def _dates(header: str, unit: str, hint: str) -> InputColumn:
    return InputColumn(
        header, unit, CellStyle(Role.INPUT_DATE, styles.DATE), DATE_WIDTH, ANY_DATE, hint
    )


_CHANNEL_CHOICES: Mapping[str, tuple[int, Rule]] = {
    ChannelColumn.KIND: (92, {"validate": "list", "source": [str(k) for k in ChannelKind]}),
    ChannelColumn.CARRYOVER: (104, {"validate": "list", "source": [str(c) for c in Carryover]}),
    ChannelColumn.SATURATION: (132, {"validate": "list", "source": [str(s) for s in Saturation]}),
    ChannelColumn.MOVES_WITH: (120, CHANNEL_LIST),
}
_USES: Rule = {"validate": "list", "source": [str(use) for use in ExperimentUse]}
_TEXT_STYLE = CellStyle(Role.INPUT_TEXT)
_SHARES = (ChannelColumn.SHARE_LOW, ChannelColumn.SHARE_HIGH)
_FRACTIONS = (*_SHARES, ChannelColumn.MOVES_BY)
_CHANNEL_TEXTS = {
    ChannelColumn.NAME: 150, ChannelColumn.LABEL: 150, ChannelColumn.GROUP: 120,
    ChannelColumn.POOL: 104, ChannelColumn.NOTE: 330,
}  # fmt: skip


def _channel_column(header: str) -> InputColumn:
    words = guidance.CHANNEL_COLUMNS.get(header, guidance.ColumnWords("your own"))
    if header in _FRACTIONS:
        style = CellStyle(Role.INPUT, "0.0%")
        return InputColumn(header, words.unit, style, 92, FRACTION, words.hint)
    if header in _CHANNEL_CHOICES:
        width, rule = _CHANNEL_CHOICES[header]
        return InputColumn(header, words.unit, _TEXT_STYLE, width, rule, words.hint)
    if header in _CHANNEL_TEXTS or header not in guidance.CHANNEL_COLUMNS:
        width = _CHANNEL_TEXTS.get(ChannelColumn(header), 140) if header in _CHANNEL_TEXTS else 140
        return InputColumn(header, words.unit, _TEXT_STYLE, width, None, words.hint)
    style = CellStyle(Role.INPUT, "#,##0.0#")
    return InputColumn(header, words.unit, style, 92, POSITIVE, words.hint)


_ROI = (ChannelColumn.ROI_LOW, ChannelColumn.ROI_HIGH)
_HALF_LIFE = (ChannelColumn.HALF_LIFE_LOW, ChannelColumn.HALF_LIFE_HIGH)
_HALF_MAXIMUM = (ChannelColumn.HALF_MAXIMUM_LOW, ChannelColumn.HALF_MAXIMUM_HIGH)
_IS_OWNED = (ChannelColumn.KIND, ChannelKind.OWNED)
_ROI_GIVEN = tuple((column, "") for column in _ROI)
_SHARE_GIVEN = tuple((column, "") for column in _SHARES)

UNUSED: tuple[tuple[tuple[str, ...], tuple[tuple[str, str], ...]], ...] = (
    (_ROI, (_IS_OWNED, *_SHARE_GIVEN)),
    (_SHARES, _ROI_GIVEN),
    (_HALF_LIFE, ((ChannelColumn.CARRYOVER, Carryover.NONE),)),
    (_HALF_MAXIMUM, ((ChannelColumn.SATURATION, Saturation.NONE),)),
    ((ChannelColumn.POOL,), (_IS_OWNED, *_ROI_GIVEN, *_SHARE_GIVEN)),
)
"""Columns of Channels that do not apply where another holds a word, or (blank) a number."""


_EXPERIMENT_NUMBERS: Mapping[str, tuple[str, Rule]] = {
    ExperimentColumn.MARKET_SHARE: ("0%", FRACTION),
    ExperimentColumn.SPEND_CHANGE: ("#,##0_);(#,##0)", NUMBER),
    ExperimentColumn.SPEND_FACTOR: ("0.00", NOT_NEGATIVE),
    ExperimentColumn.EFFECT: ("#,##0_);(#,##0)", NUMBER),
    ExperimentColumn.STANDARD_ERROR: ("#,##0_);(#,##0)", POSITIVE),
    ExperimentColumn.EFFECT_LOW: ("#,##0_);(#,##0)", NUMBER),
    ExperimentColumn.EFFECT_HIGH: ("#,##0_);(#,##0)", NUMBER),
    ExperimentColumn.LEVEL: ("0%", FRACTION),
}


_EXPERIMENT_DAYS = (
    ExperimentColumn.START,
    ExperimentColumn.END,
    ExperimentColumn.MEASURED_THROUGH,
)


def _experiment_column(header: str) -> InputColumn:
    words = EXPERIMENT_COLUMNS.get(header, guidance.ColumnWords("your own"))
    if header in _EXPERIMENT_DAYS:
        return _dates(header, words.unit, words.hint)
    if header in _EXPERIMENT_NUMBERS:
        shown, rule = _EXPERIMENT_NUMBERS[header]
        return InputColumn(header, words.unit, CellStyle(Role.INPUT, shown), 112, rule, words.hint)
    several = {**CHANNEL_LIST, "error_type": "warning"}  # one is chosen, several are typed
    rules: dict[str, Rule] = {ExperimentColumn.CHANNEL: several, ExperimentColumn.USE: _USES}
    return InputColumn(header, words.unit, _TEXT_STYLE, 140, rules.get(header), words.hint)


_CALENDAR_TEXTS = {CalendarColumn.NAME: 190, CalendarColumn.KIND: 104, CalendarColumn.NOTE: 330}


def _calendar_column(header: str) -> InputColumn:
    words = guidance.CALENDAR_COLUMNS.get(header, guidance.ColumnWords("your own"))
    if header in (CalendarColumn.FIRST, CalendarColumn.LAST):
        return _dates(header, words.unit, words.hint)
    if header in (CalendarColumn.LEAD, CalendarColumn.LAG):
        style = CellStyle(Role.INPUT, styles.WHOLE)
        return InputColumn(header, words.unit, style, 96, LEAD, words.hint)
    kinds: Rule = {"validate": "list", "source": [str(kind) for kind in EventKind]}
    rule = kinds if header == CalendarColumn.KIND else None
    width = _CALENDAR_TEXTS[CalendarColumn(header)] if header in _CALENDAR_TEXTS else 140
    return InputColumn(header, words.unit, _TEXT_STYLE, width, rule, words.hint)


_LEDGER_WIDTHS: Mapping[str, int] = {
    LedgerColumn.ACCOUNT: 220, LedgerColumn.SIDE: 88, LedgerColumn.PERIOD: 104,
    LedgerColumn.CURRENCY: 84, LedgerColumn.OWNER: 170, LedgerColumn.EXPLANATION: 430,
}  # fmt: skip
_LEDGER_NUMBERS: Mapping[str, tuple[str, Rule]] = {
    LedgerColumn.AMOUNT: ("#,##0_);(#,##0)", NUMBER),
    LedgerColumn.RATE: ("0.0000##", POSITIVE),
    LedgerColumn.MODEL_RATE: ("0.0000##", POSITIVE),
}
_LEDGER_RULES: Mapping[str, Rule] = {
    LedgerColumn.SIDE: {"validate": "list", "source": [str(side) for side in LedgerSide]},
    LedgerColumn.LINE: {"validate": "list", "source": [str(line) for line in LedgerLine]},
    LedgerColumn.CHANNEL: CHANNEL_LIST,
}
_AS_TEXT = CellStyle(Role.INPUT_TEXT, styles.TEXT)


def _ledger_column(header: str) -> InputColumn:
    """Periods and accounts are text: Excel would make a day of 2024-03, a number of 0400."""
    words = guidance_ledger.LEDGER_COLUMNS.get(header, guidance.ColumnWords("your own"))
    width = _LEDGER_WIDTHS.get(header, 112)
    if header in _LEDGER_NUMBERS:
        shown, rule = _LEDGER_NUMBERS[header]
        return InputColumn(
            header, words.unit, CellStyle(Role.INPUT, shown), width, rule, words.hint
        )
    plain = header in (LedgerColumn.ACCOUNT, LedgerColumn.PERIOD)
    style = _AS_TEXT if plain else _TEXT_STYLE
    return InputColumn(header, words.unit, style, width, _LEDGER_RULES.get(header), words.hint)


_PLATFORM_WIDTHS: Mapping[str, int] = {
    PlatformColumn.PLATFORM: 150, PlatformColumn.WINDOW: 170, PlatformColumn.OWNER: 120,
    PlatformColumn.NOTE: 330,
}  # fmt: skip
_PLATFORM_RULES: Mapping[str, Rule] = {
    PlatformColumn.CHANNEL: CHANNEL_LIST,
    PlatformColumn.CREDIT: {"validate": "list", "source": [str(credit) for credit in Credit]},
    PlatformColumn.VIEW_THROUGH: {"validate": "list", "source": list(VIEW_WORDS)},
}
_PLATFORM_NUMBERS = (PlatformColumn.CONVERSIONS, PlatformColumn.REVENUE, PlatformColumn.SPEND)


def _platform_column(header: str) -> InputColumn:
    words = guidance_platforms.PLATFORM_COLUMNS.get(header, guidance.ColumnWords("your own"))
    if header in (PlatformColumn.FIRST, PlatformColumn.LAST):
        return _dates(header, words.unit, words.hint)
    if header in _PLATFORM_NUMBERS:
        style = CellStyle(Role.INPUT, "#,##0_);(#,##0)")
        return InputColumn(header, words.unit, style, 112, NOT_NEGATIVE, words.hint)
    width, rule = _PLATFORM_WIDTHS.get(header, 112), _PLATFORM_RULES.get(header)
    return InputColumn(header, words.unit, _TEXT_STYLE, width, rule, words.hint)


_DICTIONARY_WIDTHS: Mapping[str, int] = {
    DictionaryColumn.SHEET: 112, DictionaryColumn.COLUMN: 170, DictionaryColumn.SOURCE: 330,
    DictionaryColumn.UNIT: 150, DictionaryColumn.CAVEAT: 330,
}  # fmt: skip
_DESCRIBED: Rule = {"validate": "list", "source": [str(sheet) for sheet in DESCRIBED_SHEETS]}


def _dictionary_column(header: str) -> InputColumn:
    words = guidance.DICTIONARY_COLUMNS.get(header, guidance.ColumnWords("your own"))
    rule = _DESCRIBED if header == DictionaryColumn.SHEET else None
    width = _DICTIONARY_WIDTHS.get(header, 140)
    return InputColumn(header, words.unit, _TEXT_STYLE, width, rule, words.hint)


def setting_style(info: SettingInfo | None) -> CellStyle:
    """Looks of one setting's value.

    Notes
    -----
    Choices and texts are formatted as text, so that a picked "90%" stays what was picked.
    """
    if info is None or info.kind in ("choice", "text", "names"):
        return CellStyle(Role.INPUT_TEXT, styles.TEXT)
    formats = {"percent": "0.0%", "whole": styles.WHOLE, "number": "#,##0.0###"}
    return CellStyle(Role.INPUT_LEFT, formats[info.kind])


def setting_rule(info: SettingInfo) -> Rule:
    """What one setting's value may be."""
    if info.kind == "choice":
        return {"validate": "list", "source": [str(choice) for choice in info.choices]}
    if info.kind in ("text", "names"):
        most = 200 if info.kind == "text" else 1000
        return {"validate": "length", "criteria": "between", "minimum": 1, "maximum": most}
    validate = "whole" if info.kind == "whole" else "decimal"
    return {"validate": validate, "criteria": "between", "minimum": info.low, "maximum": info.high}
