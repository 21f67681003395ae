"""Reading a report back: words, fields, styles."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
WP = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"


@dataclass(frozen=True)
class Field:
    code: str
    shown: str


def text(element: etree._Element) -> str:
    return "".join(t.text or "" for t in element.iter(f"{W}t"))


def style(paragraph: etree._Element) -> str:
    found = paragraph.find(f"{W}pPr/{W}pStyle")
    return "" if found is None else found.get(f"{W}val", "")


def styled(body: etree._Element, *styles: str) -> list[etree._Element]:
    return [p for p in body.iter(f"{W}p") if style(p) in styles]


def fields(part: etree._Element) -> Iterator[Field]:
    """Complex fields in reading order; a field that is not closed is an error."""
    code, shown, state = "", "", ""
    for element in part.iter(f"{W}fldChar", f"{W}instrText", f"{W}t"):
        if element.tag == f"{W}fldChar":
            state = element.get(f"{W}fldCharType", "")
            if state == "begin":
                code, shown = "", ""
            elif state == "end":
                yield Field(code.strip(), shown)
        elif element.tag == f"{W}instrText" and state == "begin":
            code += element.text or ""
        elif state == "separate":
            shown += element.text or ""
    assert state in ("", "end")


def bookmarks(body: etree._Element) -> dict[str, str]:
    """Name of each bookmark and the words between its marks."""
    found = {}
    for start in body.iter(f"{W}bookmarkStart"):
        words, element = "", start.getnext()
        while element is not None and element.tag != f"{W}bookmarkEnd":
            words += text(element)
            element = element.getnext()
        assert element is not None
        assert element.get(f"{W}id") == start.get(f"{W}id")
        found[start.get(f"{W}name", "")] = words
    return found
