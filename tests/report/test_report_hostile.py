"""Names from a workbook may hold anything; a page shows them and does nothing else."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import fields as field_names
from dataclasses import is_dataclass, replace
from datetime import date
from enum import Enum
from typing import Any

import docx
import pytest
from lxml import etree
from pages import W, fields, text
from synthetic_document import contribution, roi
from synthetic_document import document as made_up

from mmm_xl.report import outline
from mmm_xl.report.ooxml import clean
from mmm_xl.report.word import report_bytes
from mmm_xl.sections.section import Column, Document, Kind, Section, Table

PRINTABLE = 'R&D <5% & "quotes" \u00a3 \u00e9 \u6f22 {{x}} =1+1 $a$ \\alpha'
HOSTILE = (
    f"{PRINTABLE}\x00\x0b\x1f\ud800\ufffe\n\t<w:fldSimple w:instr=' DDEAUTO c:\\\\x'/>"
    " https://example.org {{% raw %}} DOCPROPERTY x"
)


def poisoned(thing: Any) -> Any:
    """The same thing with every word of TV followed by hostile text."""
    if isinstance(thing, Enum | date):
        return thing
    if isinstance(thing, str):
        return thing.replace("TV", f"TV {HOSTILE}").replace("Our company", f"Co {HOSTILE}")
    if is_dataclass(thing) and not isinstance(thing, type):
        changed = {
            f.name: poisoned(getattr(thing, f.name))
            for f in field_names(thing)
            if f.name not in ("key", "table", "sheet")
        }
        return replace(thing, **changed)
    if isinstance(thing, tuple):
        return tuple(poisoned(item) for item in thing)
    if isinstance(thing, dict):
        return {key: poisoned(value) for key, value in thing.items()}
    return thing


@pytest.fixture(scope="module")
def hostile() -> dict[str, bytes]:
    whole = made_up(run_id=f"r-1 {HOSTILE}", verdict=HOSTILE)
    few = replace(whole, sections=(contribution(), roi()))
    data, _ = report_bytes(poisoned(few))
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return {name: package.read(name) for name in package.namelist()}


def pages(package: dict[str, bytes]) -> Iterator[etree._Element]:
    for name, data in package.items():
        if re.match(r"word/(document|header|footer)\d*\.xml", name):
            yield etree.fromstring(data)


def test_text_survives_word_for_word(hostile: dict[str, bytes]) -> None:
    words = text(etree.fromstring(hostile["word/document.xml"]))
    assert f"TV {PRINTABLE}" in words
    assert "<w:fldSimple" in words  # as words
    assert PRINTABLE in text(etree.fromstring(hostile["word/footer1.xml"]))


def test_text_never_becomes_field_or_link(hostile: dict[str, bytes]) -> None:
    known = re.compile(r"(REF _\w+ \\h|SEQ (Figure|Table) \\\* ARABIC|PAGE|NUMPAGES|TOC .*)")
    for page in pages(hostile):
        assert not list(page.iter(f"{W}fldSimple"))
        assert all(known.fullmatch(field.code) for field in fields(page))
        links = list(page.iter(f"{W}hyperlink"))
        assert all(link.get(f"{W}anchor") for link in links)
    assert not any(b"External" in data for name, data in hostile.items() if name.endswith(".rels"))


def test_clean_drops_only_what_a_page_cannot_hold() -> None:
    assert clean(PRINTABLE) == PRINTABLE
    assert clean("a\x00b\x1fc\ud800d\uffffe") == "abcde"
    assert clean("a\r\nb\tc\u2028d") == "a b c d"
    assert clean("\U0001f600") == "\U0001f600"


def odd_run() -> Document:
    """A run with hardly anything, and a section that the outline has never heard of."""
    empty = Table(
        "nothing", "Nothing", (Column("Name", "", Kind.TEXT), Column("N", "n", Kind.COUNT)), ()
    )
    wide = Table(
        "wide",
        "Wide",
        tuple(Column(f"Amount number {i}", "EUR", Kind.MONEY) for i in range(12)),
        (tuple(float("nan") for _ in range(12)), tuple(1e12 for _ in range(12))),
    )
    odd = Section(
        "odd", "", "An odd section", "", ("",), (empty, wide, replace(wide, key="wide_2"))
    )
    return replace(made_up(), sections=(odd,), checks=())


def test_absent_sections_are_named_and_unknown_ones_kept() -> None:
    data, _ = report_bytes(odd_run())
    document = docx.Document(io.BytesIO(data))
    words = [p.text for p in document.paragraphs]
    assert "An odd section" in words
    assert outline.NO_CHECKS in words
    listed = [row.cells[0].text for row in document.tables[-1].rows]
    expected = {"Summary", "ROI", "Appendix A2: Fit bridge and tie-outs", "Independent validation"}
    assert expected <= set(listed)
    turns = [section.orientation for section in document.sections]
    assert turns == [0, 0, 1, 0]  # two wide tables in a row share one sideways section
