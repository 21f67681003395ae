"""The input cells that a figure of the results rests on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from mmm_xl.data.dataset import ColumnSource, Dataset
from mmm_xl.data.dictionary_sheet import described_sheet
from mmm_xl.grades import PRIOR_ONLY
from mmm_xl.names import SETTING, DictionaryColumn, Sheet
from mmm_xl.settings import setting
from mmm_xl.workbook.named_cells import setting_of
from mmm_xl.workbook.opened_book import Area, OpenedBook

_MEDIA = (Sheet.SPEND, Sheet.EXPOSURE)

_SETTINGS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("margin", ("margin",)),
    ("hurdle", ("hurdle", "margin")),
    ("low ", ("interval_level",)),
    ("high ", ("interval_level",)),
    ("roi", ("kpi_type", "value_per_conversion")),
)
"""Words of a column's header, and the settings that its figures depend on besides the model's."""


_PLAIN_SUM = "Spend ("
"""Header of columns that add up spend and ask no model."""


@dataclass(frozen=True)
class Origin:
    """Columns of the workbook that was run, and where its channels stand.

    Parameters
    ----------
    channels : mapping of channel name to its label
    cells : mapping of channel name to the cell that names it
    """

    sources: tuple[ColumnSource, ...]
    channels: Mapping[str, str]
    cells: Mapping[str, str]


def origin_of(dataset: Dataset) -> Origin:
    """Origin as the run store has it."""
    return Origin(
        dataset.sources,
        {c.name: c.plain.label for c in dataset.channels},
        {c.name: c.cell for c in dataset.channels},
    )


def origin_in(book: OpenedBook, sheet: str, area: Area) -> Origin:
    """Origin as the Data dictionary sheet of a results workbook tells it."""
    headers = [str(book.value(sheet, area.top, c)) for c in range(area.left, area.right + 1)]
    sources = []
    for row in range(area.top + 1, area.bottom + 1):
        cells = {h: book.value(sheet, row, area.left + i) for i, h in enumerate(headers)}
        names = (DictionaryColumn.SHEET, DictionaryColumn.COLUMN, DictionaryColumn.CELLS)
        title, column, where = (str(cells.get(name) or "") for name in names)
        unit = str(cells.get(DictionaryColumn.UNIT) or "")
        sources.append(ColumnSource(title, column, where, 0.0, unit))
    media = [s.column for s in sources if described_sheet(s.sheet) in _MEDIA]
    return Origin(tuple(sources), {name: name for name in media}, {})


def input_lines(origin: Origin, words: tuple[str, str, str]) -> list[str]:
    """Ranges that a figure rests on, those of its own channel apart from all others.

    Parameters
    ----------
    words : tuple of str
        Row label, column header and table title: a channel that they name is the figure's own.
    """
    _, header, _ = words
    own = _channel(origin, words)
    if header.startswith(_PLAIN_SUM):
        spend = [s for s in origin.sources if described_sheet(s.sheet) is Sheet.SPEND]
        return [f"Rests on: {_ranges(s for s in spend if own is None or s.column == own)}"]
    mine = [s for s in origin.sources if own and _about(s, own)]
    outcome = [s for s in origin.sources if described_sheet(s.sheet) is Sheet.OUTCOME]
    others = [s for s in origin.sources if s not in (*mine, *outcome)]
    if own is None:
        return [f"Rests on: {_ranges((*outcome, *others))}"]
    named = origin.cells.get(own, "")
    row = [f"{named} (row of {own})"] if named else []
    ranges = ", ".join([*(_range(source) for source in (*mine, *outcome)), *row])
    rest = [f"Fitted together with: {_ranges(others)}"] if others else []
    return [f"Rests on: {ranges}", *rest]


def setting_lines(book: OpenedBook, header: str) -> list[str]:
    """Settings that a column's figures depend on, with their cells."""
    wanted = ["model"]
    for word, keys in _SETTINGS:
        wanted += [key for key in keys if word in f"{header.casefold()} "]
    labels = list(dict.fromkeys(setting(key).label for key in wanted))
    found = dict(_settings(book))
    told = [found[label] for label in labels if label in found]
    return [f"Settings: {', '.join(told)}"] if told else []


def _settings(book: OpenedBook) -> Iterable[tuple[str, str]]:
    sheet = book.sheet(Sheet.SETTINGS)
    for area in book.areas(sheet):
        if book.value(sheet, area.top, area.left) != SETTING:
            continue
        for row in range(area.top + 1, area.bottom + 1):
            info = setting_of(book.value(sheet, row, area.left))
            value = book.value(sheet, row, area.left + 1)
            if info and value is not None:
                yield info.label, f"{sheet}!B{row} ({info.label} = {value})"


def _channel(origin: Origin, words: tuple[str, ...]) -> str | None:
    """Channel that a row, a header or a title is about; the row decides before the others."""
    words = tuple(text.replace(PRIOR_ONLY, "") for text in words)
    for text in words:
        exact = [n for n, label in origin.channels.items() if text in (n, label)]
        if exact:
            return exact[0]
    longest = sorted(origin.channels, key=len, reverse=True)
    for text in words:
        for name in longest:
            if any(f" {shown}" in f" {text}" for shown in (origin.channels[name], name)):
                return name
    return None


def _about(source: ColumnSource, channel: str) -> bool:
    return source.column == channel and described_sheet(source.sheet) in _MEDIA


def _range(source: ColumnSource) -> str:
    unit = f", {source.unit}" if source.unit else ""
    return f"{source.range} ({source.column}{unit})"


def _ranges(sources: Iterable[ColumnSource]) -> str:
    return ", ".join(map(_range, sources))
