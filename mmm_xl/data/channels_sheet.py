"""The Channels sheet: who the channels are and what the business believes of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from mmm_xl.data.cells import NumberRule, Problem, as_text, is_blank
from mmm_xl.data.channel_links import read_links
from mmm_xl.data.dataset import Channel, Range
from mmm_xl.data.findings import FindingLog
from mmm_xl.data.headers import blank_rows, distinct_columns, note_missing_columns
from mmm_xl.data.limits import LEAST_RANGE_RATIO
from mmm_xl.data.raw import RawColumn, RawTable
from mmm_xl.data.rules.rule import Rule
from mmm_xl.data.rules.sheets import CHANNEL_ROW
from mmm_xl.data.settings_sheet import SettingsSheet
from mmm_xl.data.wording import amount, folded, meant
from mmm_xl.names import NO_POOL, Carryover, ChannelKind, Saturation
from mmm_xl.names import ChannelColumn as Col

REQUIRED_COLUMNS = (Col.NAME, Col.KIND, Col.ROI_LOW, Col.ROI_HIGH)
OPTIONAL_COLUMNS = tuple(column for column in Col if column not in REQUIRED_COLUMNS)

_RANGES = {
    "roi": (Col.ROI_LOW, Col.ROI_HIGH),
    "share": (Col.SHARE_LOW, Col.SHARE_HIGH),
    "half_life": (Col.HALF_LIFE_LOW, Col.HALF_LIFE_HIGH),
    "half_maximum": (Col.HALF_MAXIMUM_LOW, Col.HALF_MAXIMUM_HIGH),
}
_WITHOUT_CURVE = (
    (Col.CARRYOVER, Carryover.NONE, "half_life"),
    (Col.SATURATION, Saturation.NONE, "half_maximum"),
)
"""Choices that leave a range of the same row without use."""


@dataclass(frozen=True)
class ChannelRow:
    """One named row of the Channels sheet.

    Parameters
    ----------
    index : int
        Row index in the table.
    kind : ChannelKind or None
        None where the cell is refused, so that no other check relies on it.
    channel : Channel
        As far as its cells are right.
    """

    index: int
    kind: ChannelKind | None
    channel: Channel

    @property
    def name(self) -> str:
        """Name of the channel, stripped."""
        return self.channel.name


@dataclass(frozen=True)
class ChannelsSheet:
    """Every named channel and where its cells are.

    Parameters
    ----------
    complete : bool
        Whether every row can be named, so that an unknown column really is unknown.
    """

    table: RawTable
    columns: Mapping[str, RawColumn]
    rows: tuple[ChannelRow, ...]
    complete: bool

    @property
    def names(self) -> tuple[str, ...]:
        """Channel names in sheet order."""
        return tuple(row.name for row in self.rows)

    def kind_cell(self, row: ChannelRow) -> str:
        """Address of the cell that says paid or owned."""
        return self.table.address(self.columns.get(Col.KIND, self.columns[Col.NAME]), row.index)

    def note(self, rule: Rule, row: ChannelRow, what: str, log: FindingLog) -> None:
        """Note a fault of a channel as a whole, at its name."""
        log.at(rule, self.table, self.columns[Col.NAME], row.index, what)


def read_channels(
    table: RawTable | None, settings: SettingsSheet, log: FindingLog
) -> ChannelsSheet | None:
    """Channels of a workbook, None where the sheet or its names cannot be read at all."""
    if table is None:
        return None
    columns = {c.header: c for c in distinct_columns(table, log)}
    note_missing_columns(table, log, REQUIRED_COLUMNS, OPTIONAL_COLUMNS)
    if Col.NAME not in columns:
        return None
    reader = _Reader(table, columns, settings, log)
    filled = [i for i in range(len(table.rows)) if i not in blank_rows(table)]
    names = reader.names(filled)
    if not filled:
        log.head(
            CHANNEL_ROW, table, columns[Col.NAME], "no channel is listed; write one channel a row."
        )
    rows = reader.pooled([reader.row(i, name) for i, name in names.items()])
    named = (as_text(columns[Col.NAME].values[i]) for i in filled)
    complete = bool(filled) and all(name and isinstance(name, str) for name in named)
    known = {row.index: row.name for row in rows}
    links = read_links(table, columns, known, log, complete=complete)
    linked = tuple(replace(row, channel=replace(row.channel, **links[row.index])) for row in rows)
    return ChannelsSheet(table, columns, linked, complete)


@dataclass(frozen=True)
class _Reader:
    """The table being read, and where its faults go."""

    table: RawTable
    columns: Mapping[str, RawColumn]
    settings: SettingsSheet
    log: FindingLog

    def names(self, rows: list[int]) -> dict[int, str]:
        """Name of each row whose name is right and new."""
        names: dict[int, str] = {}
        for i in rows:
            name = as_text(self.columns[Col.NAME].values[i])
            fault = self._name_fault(name, names)
            if fault:
                self.log.at(CHANNEL_ROW, self.table, self.columns[Col.NAME], i, fault)
            else:
                names[i] = str(name)
        return names

    def _name_fault(self, name: str | Problem, earlier: dict[int, str]) -> str:
        if isinstance(name, Problem):
            return name.sentence("channel name", "write the channel's name")
        if not name:
            return "the row has no channel name; write it or clear the row."
        column = self.columns[Col.NAME]
        for i, other in earlier.items():
            where = f"{column.letter}{self.table.rows[i]}"
            if name == other:
                return f"channel '{name}' is listed twice, also in {where}; delete one of the rows."
            if folded(name) == folded(other):
                return (
                    f"channel '{name}' differs from '{other}' in {where} only by capitals or"
                    " spaces; give it a name of its own."
                )
        return ""

    def row(self, i: int, name: str) -> ChannelRow:
        """One channel with every range that is right."""
        kind = self._kind(i)
        ranges: dict[str, Any] = {key: self._range(i, *pair) for key, pair in _RANGES.items()}
        self._check_basis(i, kind)
        carryover = self._choice(i, Col.CARRYOVER, Carryover)
        saturation = self._choice(i, Col.SATURATION, Saturation)
        self._check_curves(i, (carryover, saturation))
        return ChannelRow(
            i,
            kind,
            Channel(
                name=name,
                label=self._text(i, Col.LABEL) or name,
                group=self._text(i, Col.GROUP),
                kind=kind or ChannelKind.PAID,
                carryover=Carryover(carryover) if carryover else None,
                saturation=Saturation(saturation) if saturation else None,
                pool=self._pool(i, kind),
                cell=self.table.address(self.columns[Col.NAME], i),
                **ranges,
            ),
        )

    def pooled(self, rows: list[ChannelRow]) -> tuple[ChannelRow, ...]:
        """Rows with one spelling of each pool, after a name that stands alone is noted."""
        spelled: dict[str, str] = {}
        for row in rows:
            if row.channel.pool:
                spelled.setdefault(folded(row.channel.pool), row.channel.pool)
        members = Counter(folded(row.channel.pool) for row in rows if row.channel.pool)
        column = self.columns.get(Col.POOL)
        for row in rows:
            pool = row.channel.pool
            if pool and pool != NO_POOL and members[folded(pool)] == 1 and column:
                others = [name for name in spelled.values() if name not in (pool, NO_POOL)]
                hint = meant(pool, others) or (
                    "; write the same word in the row of each channel that is to share, or clear"
                    " the cell."
                )
                self.log.at(
                    CHANNEL_ROW,
                    self.table,
                    column,
                    row.index,
                    f"'{pool}' stands in one row only{hint}",
                )
        return tuple(
            replace(row, channel=replace(row.channel, pool=spelled[folded(row.channel.pool)]))
            if row.channel.pool
            else row
            for row in rows
        )

    def _text(self, i: int, header: Col) -> str:
        column = self.columns.get(header)
        text = as_text(column.values[i]) if column else ""
        if isinstance(text, Problem) and column:
            self.log.at(CHANNEL_ROW, self.table, column, i, text.sentence(header, "write a text"))
            return ""
        return str(text)

    def _kind(self, i: int) -> ChannelKind | None:
        """Kind of a channel; a blank cell means paid, the kind that most channels are."""
        column = self.columns.get(Col.KIND)
        if column is None:
            return None
        text = as_text(column.values[i])
        if isinstance(text, str) and text.casefold() in {"", *ChannelKind}:
            return ChannelKind(text.casefold()) if text else ChannelKind.PAID
        found = text.words if isinstance(text, Problem) else f"is '{text}'"
        what = f"{Col.KIND} {found}; expected '{ChannelKind.PAID}' or '{ChannelKind.OWNED}'."
        self.log.at(CHANNEL_ROW, self.table, column, i, what)
        return None

    def _choice(self, i: int, header: Col, choices: Iterable[str]) -> str | None:
        """A channel's own choice as it is spelled, None where it keeps that of Settings."""
        text = self._text(i, header)
        found = next((str(c) for c in choices if c == text.casefold()), None)
        if text and found is None:
            what = f"{header} is '{text}'; expected {' | '.join(choices)}, or blank."
            self.log.at(CHANNEL_ROW, self.table, self.columns[header], i, what)
        return found

    def _pool(self, i: int, kind: ChannelKind | None) -> str | None:
        """Word of the channels that learn their return together; "no" stays that word."""
        text = self._text(i, Col.POOL)
        if not text or text.casefold() == NO_POOL:
            return NO_POOL if text else None
        money = self.settings.money_known
        if kind is None or money is None:
            return None
        stated = [h for key in ("roi", "share") for h in _RANGES[key] if self._given(i, h)]
        if kind is ChannelKind.OWNED:
            why = "an owned channel has no return to share; clear the cell"
        elif not money:
            why = (
                "without a Value per conversion on the Settings sheet there is no return to share;"
                " clear the cell"
            )
        elif stated:
            why = f"'{stated[0]}' states this channel's own range; clear the cell or the range"
        else:
            return text
        what = f"'{text}' would not be used: {why}."
        self.log.at(CHANNEL_ROW, self.table, self.columns[Col.POOL], i, what)
        return None

    def _given(self, i: int, header: Col) -> bool:
        column = self.columns.get(header)
        return column is not None and not is_blank(column.values[i])

    def _check_curves(self, i: int, chosen: tuple[str | None, str | None]) -> None:
        """Note a range that the choice beside it leaves without use."""
        for (header, none, key), choice in zip(_WITHOUT_CURVE, chosen, strict=True):
            for end in _RANGES[key]:
                if choice == none and self._given(i, end):
                    what = f"{end} would not be used: {header} is '{none}'; clear one of the two."
                    self.log.at(CHANNEL_ROW, self.table, self.columns[end], i, what)

    def _range(self, i: int, low_header: Col, high_header: Col) -> Range | None:
        """A stated range; None where both cells are blank or one is refused."""
        low_column, high_column = self.columns.get(low_header), self.columns.get(high_header)
        if low_column is None and high_column is None:
            return None
        low = self._bound(i, low_header, low_column)
        high = self._bound(i, high_header, high_column)
        if low is None or high is None:
            self._check_pair(i, (low_header, low_column), (high_header, high_column))
            return None
        if high < low * LEAST_RANGE_RATIO and high_column:
            what = (
                f"{high_header} is {amount(high)} but {low_header} is {amount(low)}; the range must"
                " run from a lower to a higher number."
            )
            self.log.at(CHANNEL_ROW, self.table, high_column, i, what)
            return None
        return low, high

    def _bound(self, i: int, header: Col, column: RawColumn | None) -> float | None:
        if column is None or is_blank(column.values[i]):
            return None
        high = 1.0 if header in _RANGES["share"] else None
        mend = "expected a fraction between 0% and 100%" if high else "expected a number above 0"
        number = NumberRule(header, f"{mend}, or blank", above=0, high=high).read(column.values[i])
        if isinstance(number, Problem):
            self.log.at(
                CHANNEL_ROW, self.table, column, i, number.sentence(header, f"{mend}, or blank")
            )
            return None
        return number

    def _check_pair(
        self, i: int, low: tuple[Col, RawColumn | None], high: tuple[Col, RawColumn | None]
    ) -> None:
        """Note the blank partner of a stated end of a range."""
        for (header, column), (other_header, other) in ((low, high), (high, low)):
            given = other is not None and not is_blank(other.values[i])
            if column and given and is_blank(column.values[i]):
                what = f"{header} is blank but {other_header} is given; write both or neither."
                self.log.at(CHANNEL_ROW, self.table, column, i, what)

    def _check_basis(self, i: int, kind: ChannelKind | None) -> None:
        """Note a range that the model could not use: it would be ignored in silence."""
        money = self.settings.money_known
        if kind is None or money is None:
            return
        if kind is ChannelKind.PAID and money:
            self._check_one_range(i)
            return
        why = "without a Value per conversion on the Settings sheet there is no ROI"
        if kind is ChannelKind.OWNED:
            why = "an owned channel has no spend and so no ROI"
        for header, instead in zip(_RANGES["roi"], _RANGES["share"], strict=True):
            if self._given(i, header):
                what = f"{header} would not be used: {why}; clear it, or state '{instead}'."
                self.log.at(CHANNEL_ROW, self.table, self.columns[header], i, what)

    def _check_one_range(self, i: int) -> None:
        """Note a paid channel's share beside its ROI: they say the same thing twice."""
        roi = [header for header in _RANGES["roi"] if self._given(i, header)]
        share = [header for header in _RANGES["share"] if self._given(i, header)]
        if roi and share:
            what = (
                f"{share[0]} and {roi[0]} are both given, and one follows from the other with the"
                " spend; keep the range that you know better and clear the other."
            )
            self.log.at(CHANNEL_ROW, self.table, self.columns[share[0]], i, what)
