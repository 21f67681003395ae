"""Put headings, words, tables and figures on pages one after the other, and count them."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any

from docx.shared import Emu, Inches

from mmm_xl.report import ooxml
from mmm_xl.report.house import style_ids
from mmm_xl.report.tables import is_wide, table_element
from mmm_xl.sections.section import Table

FIGURE, TABLE = "Figure", "Table"
FIGURE_WIDTH = Inches(6.4)
SHORTEST_ALT = 20
"""Letters below which an alternative text says too little and the title is put before it."""

_EMU_PER_TWIP = 635


class Flow:
    """A Word document that is written from top to bottom.

    Parameters
    ----------
    document : python-docx document
        Empty, with every style of `report.styles`.
    """

    def __init__(self, document: Any) -> None:
        self.document = document
        self.headings: list[tuple[str, str, int]] = []
        """Words, bookmark and level of each heading so far."""
        self._styles = style_ids(document)
        self._sizes = document.element.body.get_or_add_sectPr()
        self._counts = {FIGURE: 0, TABLE: 0}
        self._bookmarks = 0
        self._turned = False

    @property
    def page_width(self) -> int:
        """Width between the margins of an upright page, twentieths of a point."""
        return ooxml.text_width(self._sizes)

    def style(self, name: str) -> str:
        """Id of a style."""
        return self._styles[name.lower()]

    def paragraph(self, text: str, style: str = "Body Text") -> Any:
        """Add a paragraph; return its element."""
        made = ooxml.element("w:p")
        properties = ooxml.element("w:pPr")
        properties.append(ooxml.element("w:pStyle", val=self.style(style)))
        made.append(properties)
        if text:
            made.append(ooxml.run(text))
        self._append(made)
        return made

    def labelled(self, label: str, text: str, style: str = "Body Text", gap: str = " ") -> Any:
        """Add a paragraph that opens with a label; ``gap`` may be a tab."""
        made = self.paragraph("", style)
        made.append(ooxml.run(label, self.style("Report Label")))
        if gap == "\t":
            tab = ooxml.element("w:r")
            tab.append(ooxml.element("w:tab"))
            made.append(tab)
        made.append(ooxml.run(text if gap == "\t" else gap + text))
        return made

    def heading(self, words: str, level: int = 1, *, turned: bool = False) -> None:
        """Add a heading, bookmarked for the contents and for references.

        Parameters
        ----------
        turned : bool
            Whether a wide table follows, so that the page is turned before the heading.
        """
        if turned:
            self._start_landscape()
            self._turned = True
        made = self.paragraph("", f"heading {level}")
        name = heading_bookmark(len(self.headings))
        for part in ooxml.bookmarked([ooxml.run(words)], name, self._next_bookmark()):
            made.append(part)
        self.headings.append((words, name, level))

    def upcoming(self, label: str, count: int) -> list[tuple[str, str]]:
        """Bookmark and words ("Table 4") of the next figures or tables that will be added."""
        start = self._counts[label]
        return [
            (caption_bookmark(label, n), f"{label} {n}")
            for n in range(start + 1, start + 1 + count)
        ]

    def first_tables(self, count: int) -> list[tuple[str, str]]:
        """Bookmark and words of the first tables of the document."""
        return [(caption_bookmark(TABLE, n), f"{TABLE} {n}") for n in range(1, count + 1)]

    def referring(
        self,
        before: str,
        targets: Sequence[tuple[str, str]],
        after: str = ".",
        style: str = "Body Text",
    ) -> None:
        """Add a sentence that ends in cross references: "Shown in Figure 1 and Table 2."."""
        made = self.paragraph(before, style)
        for at, target in enumerate(targets):
            if at:
                made.append(ooxml.run(" and " if at == len(targets) - 1 else ", "))
            for part in ooxml.reference(*target):
                made.append(part)
        made.append(ooxml.run(after))

    def table(self, table: Table, *, sideways: bool = False) -> None:
        """Add a table under its caption, on a page on its side where it is too wide for one.

        Parameters
        ----------
        sideways : bool
            Whether it stands on such a page although it would fit an upright one.
        """
        wide = sideways or is_wide(table, self.page_width)
        if wide and not self._turned:
            self._start_landscape()
        self._turned = False
        self._caption(TABLE, table.title)
        width = ooxml.text_width(self._sizes, landscape=wide)
        self._append(table_element(table, width, self.style))
        # Word wants words after a table; without a note a small empty line stands there
        last = self.paragraph(table.note, "Report Note" if table.note else "Report Table End")
        if wide:
            ooxml.end_section(last, self._sizes, landscape=True)

    def figure(self, picture: bytes, title: str, alt: str, note: str = "") -> None:
        """Add a picture (PNG) under its caption, with its alternative text."""
        self._caption(FIGURE, title)
        holder = self.document.add_paragraph()
        width = min(FIGURE_WIDTH, Emu(self.page_width * _EMU_PER_TWIP))
        shape = holder.add_run().add_picture(io.BytesIO(picture), width=width)
        words = alt if len(alt) >= SHORTEST_ALT else f"{title}. {alt}".strip()
        ooxml.describe(shape._inline, title, words)
        look = holder._p.get_or_add_pPr()
        look.append(ooxml.element("w:pStyle", val=self.style("Report Figure")))
        if note:
            self.paragraph(note, "Report Note")

    def end_title_page(self) -> None:
        """End the first page; the pages after it carry the running header."""
        last = self.document.element.body[-2]
        ooxml.end_section(last, self._sizes, landscape=False, title_page=True)
        ooxml.drop_title_page(self._sizes)

    def finish(self) -> None:
        """Close the last section; after a sideways table nothing follows, so no empty page may."""
        if ooxml.reopen_landscape(self.document.element.body[-2]):
            ooxml.turn(self._sizes)

    def _start_landscape(self) -> None:
        """End the upright pages before a wide table; go on where they are already ended."""
        last = self.document.element.body[-2]
        if not ooxml.reopen_landscape(last):
            ooxml.end_section(last, self._sizes, landscape=False)

    def _caption(self, label: str, title: str) -> None:
        self._counts[label] += 1
        number = self._counts[label]
        made = self.paragraph("", "caption")
        mark = (caption_bookmark(label, number), self._next_bookmark())
        for part in ooxml.caption(label, number, mark):
            made.append(part)
        made.append(ooxml.run(f".  {title}"))

    def _next_bookmark(self) -> int:
        self._bookmarks += 1
        return self._bookmarks

    def _append(self, made: Any) -> None:
        # the section properties stay last in the body
        self._sizes.addprevious(made)


def heading_bookmark(at: int) -> str:
    """Bookmark of a heading by its place, the first 0."""
    return f"_Toc{100_000_001 + at}"


def caption_bookmark(label: str, number: int) -> str:
    """Bookmark of the number in a caption."""
    return f"_Ref{(1 if label == FIGURE else 2) * 100_000_000 + number}"
