"""The parts of WordprocessingML that python-docx has no words for.

Elements are made by name and text is always set as text, so nothing in a workbook can become a
field, a link or markup.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Mapping, Sequence
from copy import deepcopy
from typing import Any

from docx.oxml import OxmlElement
from docx.oxml.ns import qn

LANGUAGE = "en-GB"

# Everything XML 1.0 forbids, and the two characters that never are characters.
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")


def clean(text: str) -> str:
    """Text that a page can hold: forbidden characters dropped, line breaks and tabs as blanks."""
    return re.sub(r"[\t\n\r\x85\u2028\u2029]+", " ", _FORBIDDEN.sub("", text))


_UNBREAKABLE = re.compile(
    r"(?<=\b\d{4})-(?=\d\d-\d\d\b)|(?<=\b\d{4}-\d\d)-(?=\d\d\b)|(?<!\S)-(?=[\d.])"
)
"""Hyphens of a date, and the sign of a number: no line may end at them."""


def element(tag: str, **attributes: str) -> Any:
    """Element by its prefixed name; attributes are in the WordprocessingML namespace."""
    made = OxmlElement(tag)
    for name, value in attributes.items():
        made.set(qn(f"w:{name}"), value)
    return made


def run(text: str, style: str = "") -> Any:
    """Run that holds this text, in a character style (id) where one is given."""
    made = element("w:r")
    if style:
        properties = element("w:rPr")
        properties.append(element("w:rStyle", val=style))
        made.append(properties)
    for at, part in enumerate(_UNBREAKABLE.split(clean(text))):
        if at:
            made.append(element("w:noBreakHyphen"))
        words = element("w:t")
        words.text = part
        words.set(qn("xml:space"), "preserve")
        made.append(words)
    return made


def field(instruction: str, shown: str) -> list[Any]:
    """Runs of a field with its result already in place, so that nothing needs updating.

    Parameters
    ----------
    instruction : str
        Field code, made by this package and never from a workbook's text.
    """
    code = element("w:r")
    words = element("w:instrText")
    words.text = f" {instruction} "
    words.set(qn("xml:space"), "preserve")
    code.append(words)
    return [_mark("begin"), code, _mark("separate"), run(shown), _mark("end")]


def _mark(kind: str) -> Any:
    made = element("w:r")
    made.append(element("w:fldChar", fldCharType=kind))
    return made


def bookmarked(content: Sequence[Any], name: str, number: int) -> list[Any]:
    """Runs between the two marks of a bookmark; ``number`` is unique in the document."""
    start = element("w:bookmarkStart", id=str(number), name=name)
    return [start, *content, element("w:bookmarkEnd", id=str(number))]


def caption(label: str, number: int, bookmark: tuple[str, int]) -> list[Any]:
    """Runs of "Table 3" with a counting field, bookmarked for cross references."""
    counted = [run(f"{label} "), *field(f"SEQ {label} \\* ARABIC", str(number))]
    return bookmarked(counted, *bookmark)


def reference(bookmark: str, shown: str) -> list[Any]:
    """Cross reference to a bookmark, as a link, with its words in place."""
    return field(f"REF {bookmark} \\h", shown)


def contents(title: Any, entries: Sequence[tuple[str, str, int]], styles: Sequence[str]) -> Any:
    """Table of contents with its entries in place, each a link to its heading.

    Parameters
    ----------
    title : element
        Paragraph above the entries.
    entries : (words, bookmark, level) of each heading
    styles : style ids by level, the first for level 1

    Notes
    -----
    Page numbers are left out until Word updates the field: they are known only to the program
    that lays out the pages, and a wrong number is worse than none.
    """
    block = element("w:sdt")
    properties, gallery = element("w:sdtPr"), element("w:docPartObj")
    gallery.append(element("w:docPartGallery", val="Table of Contents"))
    gallery.append(element("w:docPartUnique"))
    properties.append(gallery)
    block.append(properties)
    content = element("w:sdtContent")
    content.append(title)
    lines = [_entry(words, bookmark, styles[level - 1]) for words, bookmark, level in entries]
    start = field('TOC \\o "1-2" \\h \\z \\u', "")
    for at, mark in enumerate(start[:3], start=1):
        lines[0].insert(at, mark)
    lines[-1].append(start[4])
    for line in lines:
        content.append(line)
    block.append(content)
    return block


def _entry(words: str, bookmark: str, style: str) -> Any:
    line, properties = element("w:p"), element("w:pPr")
    properties.append(element("w:pStyle", val=style))
    link = element("w:hyperlink", anchor=bookmark, history="1")
    link.append(run(words))
    line.append(properties)
    line.append(link)
    return line


def describe(inline: Any, title: str, words: str) -> None:
    """Give a picture its alternative text."""
    properties = inline.docPr
    properties.set("name", clean(title)[:120])
    properties.set("descr", clean(words))
    inline.graphic.graphicData.pic.nvPicPr.cNvPr.set("name", "Figure")


def end_section(paragraph: Any, model: Any, *, landscape: bool, title_page: bool = False) -> None:
    """End a section of pages with this paragraph (element).

    Parameters
    ----------
    model : element
        Section properties of the document; size, margins, header and footer are taken from it.
    landscape : bool
        Whether the pages of the section that ends here lie on their side.
    title_page : bool
        Whether the first of these pages keeps its own header and footer.
    """
    properties = deepcopy(model)
    if not title_page:
        drop_title_page(properties)
    if landscape:
        turn(properties)
    paragraph.get_or_add_pPr().append(properties)


def drop_title_page(properties: Any) -> None:
    """Give the pages of a section the same header and footer throughout."""
    first = properties.find(qn("w:titlePg"))
    if first is not None:
        properties.remove(first)


def reopen_landscape(paragraph: Any) -> bool:
    """Take away the end of a sideways section at this paragraph, so that it goes on."""
    size = paragraph.find(f"{qn('w:pPr')}/{qn('w:sectPr')}/{qn('w:pgSz')}")
    if size is None or size.get(qn("w:orient")) != "landscape":
        return False
    paragraph.pPr.remove(size.getparent())
    return True


def turn(properties: Any) -> None:
    """Lay a page on its side: width and height change places, margins stay where they are."""
    size = properties.find(qn("w:pgSz"))
    width, height = size.get(qn("w:w")), size.get(qn("w:h"))
    size.set(qn("w:w"), height)
    size.set(qn("w:h"), width)
    size.set(qn("w:orient"), "landscape")


def text_width(properties: Any, *, landscape: bool = False) -> int:
    """Width between the margins of a page, in twentieths of a point."""
    size, margins = properties.find(qn("w:pgSz")), properties.find(qn("w:pgMar"))
    width = int(size.get(qn("w:h" if landscape else "w:w")))
    return width - int(margins.get(qn("w:left"))) - int(margins.get(qn("w:right")))


def fill_controls(root: Any, values: Mapping[str, str]) -> set[str]:
    """Put values into the content controls of a part, by tag; return the tags found."""
    found: set[str] = set()
    for control in root.iter(qn("w:sdt")):
        tag = control.find(f"{qn('w:sdtPr')}/{qn('w:tag')}")
        key = "" if tag is None else str(tag.get(qn("w:val")))
        words = list(control.iter(qn("w:t")))
        if key in values and words:
            words[0].text = clean(values[key])
            words[0].set(qn("xml:space"), "preserve")
            for extra in words[1:]:
                extra.text = ""
            found.add(key)
    return found


def set_language(styles: Any) -> None:
    """State the language of the words in the document's default run properties."""
    defaults = styles.find(qn("w:docDefaults"))
    languages = [] if defaults is None else list(defaults.iter(qn("w:lang")))
    for language in languages:
        language.set(qn("w:val"), LANGUAGE)


def pinned_zip(data: bytes) -> bytes:
    """Zip again with fixed order and times, so that equal parts give equal bytes."""
    buffer = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as source,
        zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as target,
    ):
        # Readers expect the content types first.
        for name in sorted(source.namelist(), key=lambda n: (n != "[Content_Types].xml", n)):
            entry = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            entry.compress_type, entry.create_system = zipfile.ZIP_DEFLATED, 0
            entry.external_attr = 0
            target.writestr(entry, source.read(name))
    return buffer.getvalue()
