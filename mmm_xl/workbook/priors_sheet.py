"""The Priors sheet: what the ranges on Channels imply before any data, as living formulas.

Channels stand in the order of the Channels sheet, each one row lower, because the total comes
first. Grey columns on the right are the workings, one short formula a step.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from mmm_xl.data.contents import BookContents
from mmm_xl.model.implied import ALONE
from mmm_xl.names import NO_POOL, SHEET_GROUPS, ChannelKind, Sheet
from mmm_xl.names import ChannelColumn as Col
from mmm_xl.workbook import formulas, guidance, measure
from mmm_xl.workbook.formulas import literal
from mmm_xl.workbook.named_cells import NamedCells
from mmm_xl.workbook.priors_places import (
    FIRST_ROW,
    GAP,
    HEADER_ROW,
    HELPERS,
    LABELS,
    MESSAGE_ROW,
    STATUS_ROW,
    TABLE,
    TITLE_ROW,
    TOTAL_ROW,
    UNIT_ROW,
    VALUES,
    VISIBLE,
    Places,
    at,
    default_column,
    helper_column,
    ref,
)
from mmm_xl.workbook.priors_values import NEEDED, RANGES, Row, Values, outcome_header, values_of
from mmm_xl.workbook.priors_workings import (
    default_cells,
    sentence,
    sentence_formula,
    working_cells,
)
from mmm_xl.workbook.sheet_spec import Cell, Highlight, Printing, Prose, SheetSpec
from mmm_xl.workbook.styles import CellStyle, Role

SENTENCE_CELL = f"{Sheet.PRIORS}!{formulas.cell(MESSAGE_ROW, 0)}"
"""The sentence over all channels, for other sheets."""

_LAST = len(VISIBLE) - 1


def computable(contents: BookContents) -> bool:
    """Whether the inputs have every column that the sheet computes from."""
    sheets = contents.sheets
    if not {Sheet.SETTINGS, Sheet.CHANNELS, Sheet.SPEND, Sheet.OUTCOME} <= set(sheets):
        return False
    channels = set(NEEDED) <= set(sheets[Sheet.CHANNELS].headers)
    return channels and bool(outcome_header(contents))


def priors_spec(contents: BookContents, named: NamedCells) -> SheetSpec:
    """The sheet as data, every formula with its result."""
    places = Places(contents)
    values = values_of(contents, named, places.length)
    return SheetSpec(
        name=Sheet.PRIORS,
        group=SHEET_GROUPS[Sheet.PRIORS],
        cells=(
            *_heads(named),
            *_total_cells(places, values),
            *(c for i, row in enumerate(values.rows) for c in _cells(places, FIRST_ROW + i, row)),
            *working_cells(places, values, named),
            *default_cells(values),
        ),
        printing=Printing(
            TOTAL_ROW + places.channels, _LAST, landscape=True, repeat=(UNIT_ROW, HEADER_ROW)
        ),
        prose=(sentence_prose(values, MESSAGE_ROW, 0, _LAST, sentence_formula()),),
        highlights=(warning(MESSAGE_ROW, 0, _LAST),),
        widths=_widths(),
        heights={
            TITLE_ROW: 30,
            MESSAGE_ROW: sentence_height(measure.span_width(_widths(), 0, _LAST)),
            STATUS_ROW: 22,
            HEADER_ROW: 44,
        },
        freeze=(FIRST_ROW, 1),
        protected=True,
    )


def implied_values(contents: BookContents, named: NamedCells) -> Values:
    """Results of the sheet's formulas."""
    return values_of(contents, named, Places(contents).length)


def sentence_prose(values: Values, row: int, first: int, last: int, formula: str) -> Prose:
    """The sentence over all channels, wrapped."""
    return Prose(row, first, last, sentence(values), CellStyle(Role.MESSAGE), formula)


def sentence_height(room: int) -> int:
    """Pixels of a row that holds the longest sentence."""
    longest = "".join((guidance.PRIORS_LEAD, *guidance.PRIORS_WARNINGS)) + 60 * "x"
    return measure.height(longest, room, size=12) + 4


def warning(row: int, first: int, last: int) -> Highlight:
    """Red where the sentence warns: only its warnings have a colon."""
    place = f"${formulas.letter(first)}${row + 1}"
    return Highlight(row, row, first, last, f'=ISNUMBER(FIND(":",{place}))', "bad")


def _widths() -> dict[int, int]:
    widths = {i: column[2] for i, column in enumerate(VISIBLE)}
    widths |= dict.fromkeys((_LAST + 1, LABELS - 1, TABLE - 1), GAP)
    return {**widths, LABELS: 250, VALUES: 90, TABLE: 130}


def _heads(named: NamedCells) -> Iterator[Cell]:
    formula, title = named.words(guidance.PRIORS_TITLE)
    yield Cell(TITLE_ROW, 0, title, CellStyle(Role.TITLE), formula)
    yield Cell(STATUS_ROW, 0, guidance.PRIORS_STATUS, CellStyle(Role.STATUS))
    for column, (header, unit, _, role, _) in enumerate(VISIBLE):
        words, text = named.words(unit)
        header_role = Role.HEADER_TEXT if role is Role.BODY_TEXT else Role.HEADER
        yield Cell(UNIT_ROW, column, text, CellStyle(Role.UNIT), words)
        yield Cell(HEADER_ROW, column, header, CellStyle(header_role))
    for name in HELPERS:
        yield Cell(HEADER_ROW, helper_column(name), name, CellStyle(Role.HELPER_HEADER))


def _cells(places: Places, row: int, v: Row) -> Iterator[Cell]:
    """One channel, or a row that waits for one."""
    remark = guidance.PRIORS_REMARK if v.share != "" and v.share > ALONE else ""
    results = (
        v.name, v.source, v.spend, v.roi, v.roi_low, v.roi_high, v.share, v.share_low,
        v.share_high, remark,
    )  # fmt: skip
    shown = zip(VISIBLE, results, _formulas(places, row), strict=True)
    for column, ((_, _, _, role, number_format), result, formula) in enumerate(shown):
        style = CellStyle(Role.PLAIN if v.name == "" else role, number_format)
        yield Cell(row, column, result, style, formula)
    helped = (
        v.alone, v.pool, v.stated, v.shared, v.unstated, v.who, v.basis, v.what, v.at, v.middle,
        v.spread, v.scale, v.mean, v.common, v.variance,
    )  # fmt: skip
    written = zip(HELPERS, helped, _helper_formulas(places, row), strict=True)
    for name, result, formula in written:
        yield Cell(row, helper_column(name), result, CellStyle(Role.HELPER), formula)


def _formulas(places: Places, row: int) -> tuple[str, ...]:
    """Formulas of the printed columns."""
    name, _, spend, roi, _, _, share, *_ = (formulas.cell(row, c) for c in range(len(VISIBLE)))
    headers, body = places.block(Sheet.SPEND)
    channel, scale = places.input(Col.NAME, row), ref("Share of 1", row)
    who, what, spread = ref("Whose", row), ref("Of what", row), ref("Log spread", row)
    low, high = f"EXP(-{at('ends')}*{spread})", f"EXP({at('ends')}*{spread})"
    return (
        f'=IF(LEN({channel})>0,{channel},"")',
        f'=IF(AND(LEN({name})>0,{at("outcome")}>0),{who}&" "&{what},"")',
        f"=IFERROR(SUM(INDEX({body},0,MATCH({name},{headers},0))),0)",
        f'=IF(AND({scale}>0,{spend}*{at("money")}>0),N({share})*{at("money")}/{spend},"")',
        f'=IF(ISNUMBER({roi}),{roi}*{low},"")',
        f'=IF(ISNUMBER({roi}),{roi}*{high},"")',
        f'=IF({scale}>0,{ref("Middle", row)}*{scale},"")',
        f'=IF({scale}>0,{share}*{low},"")',
        f'=IF({scale}>0,{share}*{high},"")',
        f'=IF(N({share})>{at("half")},{literal(guidance.PRIORS_REMARK)},"")',
    )


def _helper_formulas(places: Places, row: int) -> tuple[str, ...]:
    """Formulas of the workings of one channel: whose range it is, and the range itself."""
    name, source = formulas.cell(row, 0), formulas.cell(row, 1)
    given, share = places.inputs(RANGES, row), places.inputs(RANGES[2:], row)
    owned = f"{places.input(Col.KIND, row)}={literal(str(ChannelKind.OWNED))}"
    pool = places.input(Col.POOL, row)
    alone = f",{pool}={literal(NO_POOL)}" if pool else ""
    key, stated = ref("Pool", row), ref("Stated", row)
    return (
        f"=N(OR({owned},COUNT({given})>0,{at('unit')}=0,{at('asked')}=0{alone}))",
        f'=IF(OR({ref("No pool", row)}>0,{name}=""),"","pool "{f"&TRIM({pool})" if pool else ""})',
        f"=N(COUNT({given})>1)",
        f"=N(AND(LEN({key})>0,COUNTIF({places.column('Pool')},{key})>1))",
        f'=IF({ref("In a pool", row)}>0,"shared","default")',
        f'=IF({stated}>0,"your",{ref("Unstated", row)})',
        f'=IF(OR({at("unit")}=0,COUNT({share})>0),"share","return")',
        f'=IF({owned},"owned share",{ref("Basis", row)})',
        f"=IFERROR(MATCH({source},{default_column(0)},0),1)",
        *_number_formulas(places, row),
    )


def _number_formulas(places: Places, row: int) -> tuple[str, ...]:
    """Middle and spread of the range, and mean and variance of the share that follows."""
    lows, highs = (places.inputs(RANGES[end::2], row) for end in (0, 1))
    stated, line, pooled = (ref(h, row) for h in ("Stated", "Default row", "In a pool"))
    mean, spread, key = (ref(h, row) for h in ("Mean share", "Log spread", "Pool"))
    middles, spreads, fixed, per = (default_column(column) for column in range(1, 5))
    others = f"SUMIF({places.column('Pool')},{key},{places.column('Mean share')})-{mean}"
    middle = f"SQRT(PRODUCT({places.inputs(RANGES, row)}))"
    return (
        f"=IFERROR(IF({stated}>0,{middle},INDEX({middles},{line})),0)",
        f"=IFERROR(IF({stated}>0,LN(SUM({highs})/SUM({lows}))/{at('width')},"
        f"INDEX({spreads},{line})),0)",
        f"=INDEX({fixed},{line})+INDEX({per},{line})*{formulas.cell(row, 2)}",
        f"=N({formulas.cell(row, 6)})*SQRT(EXP({spread}*{spread}))",
        f"=IF({pooled}>0,{mean}*({others})*{at('common')},0)",
        f"={mean}*{mean}*(EXP({spread}*{spread})-1)+{ref('Common variance', row)}",
    )


def _total_cells(places: Places, v: Values) -> Iterator[Cell]:
    """All channels: a log-normal with the mean and the variance of the sum."""
    mean, variance, spread = (ref(h, TOTAL_ROW) for h in ("Mean share", "Variance", "Log spread"))
    growth, total = f"(1+{variance}/({mean}*{mean}))", formulas.cell(TOTAL_ROW, 6)
    low, high = (f"{total}*EXP({sign}{at('ends')}*{spread})" for sign in ("-", ""))
    made: dict[int, tuple[Any, str]] = {
        0: (guidance.PRIORS_ALL, ""),
        2: (v.spend, f"=SUM({places.column('Spend in the data')})"),
        6: (v.total, f'=IF({mean}>0,{mean}/SQRT{growth},"")'),
        7: (v.total_low, f'=IF({mean}>0,{low},"")'),
        8: (v.total_high, f'=IF({mean}>0,{high},"")'),
    }
    for column, (_, _, _, role, number_format) in enumerate(VISIBLE):
        value, formula = made.get(column, (None, ""))
        total_role = Role.TOTAL_TEXT if role is Role.BODY_TEXT else Role.TOTAL
        yield Cell(TOTAL_ROW, column, value, CellStyle(total_role, number_format), formula)
    helped = {
        "Log spread": (v.spread, f"=IF({mean}>0,SQRT(LN{growth}),0)"),
        "Mean share": (v.mean, f"=SUM({places.column('Mean share')})"),
        "Variance": (v.variance, f"=SUM({places.column('Variance')})"),
    }
    for name, (number, formula) in helped.items():
        yield Cell(TOTAL_ROW, helper_column(name), number, CellStyle(Role.HELPER), formula)
