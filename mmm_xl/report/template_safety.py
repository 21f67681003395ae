"""A house template before anything parses it, and what of it must not reach a report."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from docx.oxml.ns import qn

from mmm_xl.errors import UnreadableFile
from mmm_xl.office_package import Link, Program, links, opened, read_file, refusal, unpacked

WORD = Program("Word", "use a smaller template.")

_MAIN = "word/document.xml"
_ACTIVE = re.compile(
    r"vbaProject|embeddings/|activeX|customUI|afchunk|\.(?:bin|exe|docm|dotm)$", re.IGNORECASE
)
"""Parts that can run or hold other files."""

_FIELD = re.compile(
    rb"(?:instrText[^>]*>|\binstr=\")[^<\"]*\b(?:INCLUDE\w*|DDE\w*|LINK|IMPORT|DATABASE|RD"
    rb"|MACROBUTTON|AUTOTEXT\w*|HYPERLINK)\b"
)
"""Fields that fetch or start something; a page number does not."""

_DROPPED = ("hyperlink", "attachedTemplate")
"""Links that are taken out and leave their words."""

_PERSONAL = (
    "thumbnail", "extended-properties", "custom-properties", "comments", "commentsExtended",
    "commentsIds", "commentsExtensible", "people", "customXml", "glossaryDocument",
    "printerSettings",
)  # fmt: skip
"""Parts that tell of the template's author or of earlier texts."""


def safe_bytes(path: Path) -> bytes:
    """Bytes of a Word template that passed every check.

    Raises
    ------
    UnreadableFile
        The file is missing, damaged, unsafe, active, or takes a part of itself from elsewhere.
    """
    payload = read_file(path, "Word template", WORD.slim)
    with opened(path, payload, WORD) as archive:
        if _MAIN not in archive.namelist():
            raise refusal(path, "is no Word document; save it as Word Document (.docx).")
        found: list[Link] = []
        for name, part in unpacked(path, archive, WORD):
            if _ACTIVE.search(name):
                raise refusal(path, "holds macros or other files; save it in Word without them.")
            if name != _MAIN and _FIELD.search(part):
                raise refusal(path, "has a field that fetches something; delete the field in Word.")
            if name.endswith(".rels"):
                found += links(path, name, part, WORD)
    if any(link.external and link.kind not in _DROPPED for link in _kept(found)):
        raise refusal(path, "shows something from elsewhere; put a copy into the template in Word.")
    return payload


def _kept(found: list[Link]) -> list[Link]:
    """Links of headers, footers and styles; those of the body go with its words."""
    return [link for link in found if link.source != "word/_rels/document.xml.rels"]


def drop_traces(document: Any, name: str) -> None:
    """Take out links that lead outside and parts that tell of the template's author.

    Raises
    ------
    UnreadableFile
        A link stands in a part that is not taken apart.
    """
    package = document.part.package
    for holder in (package, *package.iter_parts()):
        for key in list(holder.rels):
            relation = holder.rels[key]
            kind = relation.reltype.rpartition("/")[2]
            if relation.is_external:
                _unlink(getattr(holder, "element", None), key, name)
            if relation.is_external or kind in _PERSONAL:
                del holder.rels[key]


def _unlink(root: Any, key: str, name: str) -> None:
    """Take a link out of a part and leave its words."""
    if root is None:
        raise UnreadableFile(f"{name} cannot be used as a template: its notes hold a link.")
    for element in [e for e in root.iter() if e.get(qn("r:id")) == key]:
        parent, at = element.getparent(), element.getparent().index(element)
        kept = list(element) if element.tag == qn("w:hyperlink") else []
        parent.remove(element)
        for offset, child in enumerate(kept):
            parent.insert(at + offset, child)
