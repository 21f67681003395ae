"""The worked example with hostile texts wherever a user may write one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import cycle, islice
from typing import Any

from mmm_xl.data.contents import BookContents, SheetContent
from mmm_xl.data.dictionary_sheet import dictionary_content
from mmm_xl.names import (
    VALUE,
    WEEK,
    CalendarColumn,
    ChannelColumn,
    DictionaryColumn,
    ExperimentColumn,
    Sheet,
)
from mmm_xl.settings import setting

WRITTEN = ("business", "outcome_name", "currency")
SHORT = 200


@dataclass(frozen=True)
class _Words:
    """Hostile texts in turn, each made to differ from the others by a number."""

    left: Iterator[tuple[int, str]]

    def next(self) -> str:
        number, text = next(self.left)
        return f"{text[:SHORT]} {number}"


def poisoned(contents: BookContents, payloads: tuple[str, ...], first: int) -> BookContents:
    """Contents with every name, label, group and note replaced, from a payload on."""
    numbered = list(enumerate(payloads))
    words = _Words(islice(cycle(numbered), first, None))
    channels = contents.sheets[Sheet.CHANNELS]
    names = {row[0]: words.next() for row in channels.rows}
    sheets = dict(contents.sheets)
    sheets[Sheet.CHANNELS] = _channels(channels, names, words)
    sheets[Sheet.SETTINGS] = _settings(sheets[Sheet.SETTINGS], words)
    outcome = next(v for label, v in sheets[Sheet.SETTINGS].rows if label == _label(WRITTEN[1]))
    for sheet in (Sheet.SPEND, Sheet.EXPOSURE):
        sheets[sheet] = _renamed(sheets[sheet], names)
    sheets[Sheet.OUTCOME] = _renamed(sheets[Sheet.OUTCOME], {"Revenue": outcome})
    for sheet in (Sheet.EVENTS, Sheet.CONTROLS):
        made = {h: words.next() for h in sheets[sheet].headers if h != WEEK}
        sheets[sheet] = _renamed(sheets[sheet], made)
    sheets[Sheet.EXPERIMENTS] = _experiments(sheets[Sheet.EXPERIMENTS], names, words)
    sheets[Sheet.EVENT_CALENDAR] = _calendar(sheets[Sheet.EVENT_CALENDAR], words)
    sheets[Sheet.DATA_DICTIONARY] = _dictionary(sheets, words)
    return replace(contents, sheets=sheets)


def texts(contents: BookContents) -> set[str]:
    """Every text of a book."""
    cells = (
        cell
        for content in contents.sheets.values()
        for row in (content.headers, *content.rows)
        for cell in row
    )
    return {str(cell) for cell in cells if isinstance(cell, str)}


def _label(key: str) -> str:
    return setting(key).label


def _renamed(content: SheetContent, names: Mapping[str, str]) -> SheetContent:
    return replace(content, headers=tuple(names.get(h, h) for h in content.headers))


Row = tuple[Any, ...]


def _row(content: SheetContent, row: Row, changes: Mapping[str, Any]) -> Row:
    pairs = zip(content.headers, row, strict=True)
    return tuple(changes.get(str(header), value) for header, value in pairs)


def _channels(content: SheetContent, names: Mapping[str, str], words: _Words) -> SheetContent:
    rows = []
    for row in content.rows:
        changes = {
            str(ChannelColumn.NAME): names[row[0]],
            str(ChannelColumn.LABEL): words.next(),
            str(ChannelColumn.GROUP): words.next(),
            str(ChannelColumn.NOTE): words.next(),
        }
        leader = row[content.headers.index(ChannelColumn.MOVES_WITH)]
        changes |= {str(ChannelColumn.MOVES_WITH): names[leader]} if leader else {}
        rows.append(_row(content, row, changes))
    return replace(content, rows=tuple(rows))


def _experiments(content: SheetContent, names: Mapping[str, str], words: _Words) -> SheetContent:
    rows = []
    for row in content.rows:
        channel = row[content.headers.index(ExperimentColumn.CHANNEL)]
        changes = {
            str(ExperimentColumn.NAME): words.next(),
            str(ExperimentColumn.CHANNEL): names[channel],
            str(ExperimentColumn.METHOD): words.next(),
            str(ExperimentColumn.OWNER): words.next(),
        }
        rows.append(_row(content, row, changes))
    return replace(content, rows=tuple(rows))


def _calendar(content: SheetContent, words: _Words) -> SheetContent:
    names = {row[0]: words.next() for row in content.rows}
    rows = tuple(
        _row(
            content,
            row,
            {str(CalendarColumn.NAME): names[row[0]], str(CalendarColumn.NOTE): words.next()},
        )
        for row in content.rows
    )
    return replace(content, rows=rows)


def _dictionary(sheets: Mapping[Sheet, SheetContent], words: _Words) -> SheetContent:
    """A row of hostile texts for each column, in the order in which results list them."""
    made = dictionary_content(sheets)
    texts = (DictionaryColumn.SOURCE, DictionaryColumn.UNIT, DictionaryColumn.CAVEAT)
    rows = tuple(_row(made, row, {str(c): words.next() for c in texts}) for row in made.rows)
    return replace(made, rows=rows)


def _settings(content: SheetContent, words: _Words) -> SheetContent:
    changes = {_label(key): words.next() for key in WRITTEN}
    at = content.headers.index(VALUE)
    rows = tuple((*row[:at], changes.get(row[0], row[at]), *row[at + 1 :]) for row in content.rows)
    return replace(content, rows=rows)
