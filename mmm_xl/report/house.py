"""Open a template: ours, or one of finance's own with whatever it lacks added from ours."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator, Mapping
from copy import deepcopy
from pathlib import Path
from typing import Any

import docx
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.exceptions import OpcError
from docx.oxml.ns import qn
from docx.shared import Mm

from mmm_xl.errors import UnreadableFile
from mmm_xl.report import ooxml
from mmm_xl.report.styles import REQUIRED
from mmm_xl.report.template import FILE_NAME, TAG
from mmm_xl.report.template_safety import drop_traces, safe_bytes
from mmm_xl.resources import report_templates


def open_template(template: Path | None) -> tuple[Any, tuple[str, ...]]:
    """Empty Word document in the styles of a template, and what it lacked.

    Parameters
    ----------
    template : Path or None
        A Word file; its words are dropped, its styles, header, footer and page set-up are kept.
        None for the shipped one.

    Returns
    -------
    document, warnings
        One sentence for each style that was taken from the shipped template.

    Raises
    ------
    UnreadableFile
        The template is missing, damaged or not a Word document.
    """
    document = _opened(template or report_templates() / FILE_NAME)
    _drop_words(document)
    drop_traces(document, (template or Path(FILE_NAME)).name)
    _set_up_page(document.sections[-1])
    warnings = () if template is None else _add_missing_styles(document, template.name)
    ooxml.set_language(document.styles.element)
    return document, warnings


def stamp_pages(document: Any, values: Mapping[str, str], line: str) -> None:
    """Fill headers and footers; a footer without a place for the ids gets a line with them.

    Parameters
    ----------
    values : mapping of content control tag to words
    line : str
        Run id and fit id in words, for templates without content controls.
    """
    kinds = (RELATIONSHIP_TYPE.HEADER, RELATIONSHIP_TYPE.FOOTER)
    for relationship in document.part.rels.values():
        if relationship.reltype in kinds:
            ooxml.fill_controls(relationship.target_part.element, values)
    first = document.sections[0]
    footers = [first.footer]
    if first.different_first_page_header_footer:
        footers.append(first.first_page_footer)
    for footer in footers:
        words = "" if footer.is_linked_to_previous else "".join(footer._element.itertext())
        if ooxml.clean(values[f"{TAG}run_id"]) not in words:
            made = footer.add_paragraph()._p
            made.get_or_add_pPr().append(
                ooxml.element("w:pStyle", val=style_ids(document)["footer"])
            )
            made.append(ooxml.run(line))


def style_ids(document: Any) -> dict[str, str]:
    """Style id of each style name, names in lower case (programs differ in capitals)."""
    return {name.lower(): style.get(qn("w:styleId")) for name, style in _styles(document)}


def _styles(document: Any) -> Iterator[tuple[str, Any]]:
    for style in document.styles.element.findall(qn("w:style")):
        name = style.find(qn("w:name"))
        if name is not None:
            yield name.get(qn("w:val")), style


def _opened(path: Path) -> Any:
    try:  # damaged XML is a SyntaxError
        return docx.Document(io.BytesIO(safe_bytes(path)))
    except UnreadableFile as error:
        reason = str(error).removeprefix(f"{path}: ")
        raise UnreadableFile(f"{path.name} cannot be used as a template: it {reason}") from error
    except (OSError, OpcError, zipfile.BadZipFile, KeyError, ValueError, SyntaxError) as error:
        reason = "it is not a readable Word document (.docx)"
        raise UnreadableFile(f"{path.name} cannot be used as a template: {reason}.") from error


def _drop_words(document: Any) -> None:
    """Empty the body."""
    body = document.element.body
    for child in list(body):
        if child.tag != qn("w:sectPr"):
            body.remove(child)
    body.get_or_add_sectPr()


def _set_up_page(section: Any) -> None:
    """Give a template without page size or margins those of A4."""
    if section.page_width is None or section.page_height is None:
        section.page_width, section.page_height = Mm(210), Mm(297)
    for side in ("left_margin", "right_margin", "top_margin", "bottom_margin"):
        if getattr(section, side) is None:
            setattr(section, side, Mm(22))


def _add_missing_styles(document: Any, template: str) -> tuple[str, ...]:
    ours = _opened(report_templates() / FILE_NAME)
    sources = {name.lower(): style for name, style in _styles(ours)}
    names = {style.get(qn("w:styleId")): name for name, style in _styles(ours)}
    warnings = []
    for name in REQUIRED:
        if name.lower() not in style_ids(document):
            _add_style(document, deepcopy(sources[name.lower()]), names)
            warnings.append(f"{template} has no style \u201c{name}\u201d; the shipped one is used.")
    return tuple(warnings)


def _add_style(document: Any, style: Any, names: dict[str, str]) -> None:
    """Add one of our styles; parents are already there, perhaps under another id."""
    known = style_ids(document)
    for tag in ("w:basedOn", "w:next"):
        link = style.find(qn(tag))
        if link is not None and (target := known.get(names[link.get(qn("w:val"))].lower())):
            link.set(qn("w:val"), target)
        elif link is not None:
            style.remove(link)
    key = style.get(qn("w:styleId"))
    while key in known.values():
        key += "Report"
    style.set(qn("w:styleId"), key)
    style.attrib.pop(qn("w:default"), None)
    document.styles.element.append(style)
