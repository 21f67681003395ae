"""The named styles that a report uses; nothing in a report is formatted any other way.

Finance may restyle every one of them in a template of its own. A style that such a template lacks
is taken from here.
"""

from __future__ import annotations

from dataclasses import dataclass

FONT = "Calibri"
INK, NAVY, GREY = "222B33", "1B3A57", "5A646E"
HEADER_FILL, PALE_FILL, LINE, DARK_LINE = "E6ECF2", "F4F6F9", "C9D1D9", "1B3A57"


@dataclass(frozen=True)
class Style:
    """One style of the template.

    Parameters
    ----------
    name : str
        Name as WordprocessingML stores it; built-in names are lower case ("heading 1").
    key : str
        Style id.
    kind : {"paragraph", "character", "table"}
    based, following : str
        Style ids of the parent and of the paragraph after; blank for none.
    body : str
        WordprocessingML of its properties, in schema order.
    """

    name: str
    key: str
    kind: str
    body: str
    based: str = ""
    following: str = ""
    default: bool = False


def _run(size: float, colour: str = INK, *, bold: bool = False, italic: bool = False) -> str:
    half = round(size * 2)
    return (
        "<w:rPr>"
        + ("<w:b/><w:bCs/>" if bold else "")
        + ("<w:i/><w:iCs/>" if italic else "")
        + f'<w:color w:val="{colour}"/><w:sz w:val="{half}"/><w:szCs w:val="{half}"/></w:rPr>'
    )


def _space(before: int, after: int, line: int = 264) -> str:
    """Spacing in twentieths of a point; lines in 240ths of a line."""
    return f'<w:spacing w:before="{before}" w:after="{after}" w:line="{line}" w:lineRule="auto"/>'


def _edge(side: str, size: int, colour: str, space: int = 0) -> str:
    return f'<w:{side} w:val="single" w:sz="{size}" w:space="{space}" w:color="{colour}"/>'


def _paragraph(content: str) -> str:
    return f"<w:pPr>{content}</w:pPr>"


_KEEP = "<w:keepNext/><w:keepLines/>"
_RIGHT = '<w:jc w:val="right"/>'
_CELL = _space(20, 20, 240)


def _heading(level: int, size: float, before: int, after: int) -> Style:
    properties = _KEEP + _space(before, after, 240) + f'<w:outlineLvl w:val="{level - 1}"/>'
    return Style(
        f"heading {level}",
        f"Heading{level}",
        "paragraph",
        _paragraph(properties) + _run(size, NAVY, bold=True),
        "Normal",
        "BodyText",
    )


def _cells() -> tuple[Style, ...]:
    """Paragraph styles of table cells: left for words, right for numbers."""
    looks = {
        "Text": (_CELL, _run(9)),
        "Heading": ("<w:keepNext/>" + _CELL, _run(9, NAVY, bold=True)),
        "Total": (_CELL, _run(9, bold=True)),
    }
    styles = []
    for look, (space, run) in looks.items():
        number = "Number" if look == "Text" else f"{look} Number"
        left = Style(
            f"Report Table {look}",
            f"ReportTable{look}",
            "paragraph",
            _paragraph(space) + run,
            "Normal",
        )
        right = Style(
            f"Report Table {number}",
            f"ReportTable{number.replace(' ', '')}",
            "paragraph",
            _paragraph(_RIGHT),
            left.key,
        )
        styles += [left, right]
    return tuple(styles)


def _table(name: str, *, whole: bool) -> Style:
    """Table with rules under its rows; ``whole`` keeps its rows on one page."""
    edges = (_edge("top", 8, DARK_LINE), _edge("bottom", 8, DARK_LINE), _edge("insideH", 4, LINE))
    margins = "".join(
        f'<w:{side} w:w="{size}" w:type="dxa"/>'
        for side, size in (("top", 15), ("left", 95), ("bottom", 15), ("right", 95))
    )
    first = (
        f'<w:tblStylePr w:type="firstRow"><w:tcPr><w:tcBorders>{_edge("bottom", 8, DARK_LINE)}'
        f'</w:tcBorders><w:shd w:val="clear" w:color="auto" w:fill="{HEADER_FILL}"/>'
        '<w:vAlign w:val="bottom"/></w:tcPr></w:tblStylePr>'
    )
    last = (
        f'<w:tblStylePr w:type="lastRow"><w:tcPr><w:tcBorders>{_edge("top", 8, DARK_LINE)}'
        f'</w:tcBorders><w:shd w:val="clear" w:color="auto" w:fill="{PALE_FILL}"/>'
        "</w:tcPr></w:tblStylePr>"
    )
    body = (
        _paragraph("<w:keepNext/>" if whole else "")
        + f"<w:tblPr><w:tblBorders>{''.join(edges)}</w:tblBorders>"
        f"<w:tblCellMar>{margins}</w:tblCellMar></w:tblPr>" + first + last
    )
    return Style(name, name.replace(" ", ""), "table", body, "TableNormal")


_VERDICT = _paragraph(
    "<w:keepLines/><w:pBdr>" + _edge("left", 36, NAVY, 8) + "</w:pBdr>"
    f'<w:shd w:val="clear" w:color="auto" w:fill="{PALE_FILL}"/>'
    + _space(160, 160)
    + '<w:ind w:left="200"/>'
) + _run(13, NAVY, bold=True)

_FACT = _paragraph(
    '<w:tabs><w:tab w:val="left" w:pos="1985"/></w:tabs>'
    + _space(0, 40, 240)
    + '<w:ind w:left="1985" w:hanging="1985"/>'
) + _run(10.5)

_PLAIN_TABLE = (
    '<w:tblPr><w:tblInd w:w="0" w:type="dxa"/><w:tblCellMar><w:top w:w="0" w:type="dxa"/>'
    '<w:left w:w="108" w:type="dxa"/><w:bottom w:w="0" w:type="dxa"/>'
    '<w:right w:w="108" w:type="dxa"/></w:tblCellMar></w:tblPr>'
)

STYLES: tuple[Style, ...] = (
    Style("Normal", "Normal", "paragraph", _paragraph(_space(0, 120)) + _run(10.5), default=True),
    Style("Default Paragraph Font", "DefaultParagraphFont", "character", "", default=True),
    Style("Normal Table", "TableNormal", "table", _PLAIN_TABLE, default=True),
    Style("Body Text", "BodyText", "paragraph", "", "Normal"),
    _heading(1, 17, 440, 80),
    _heading(2, 13, 280, 60),
    Style("Title", "Title", "paragraph",
          _paragraph(_KEEP + _space(60, 60, 240)) + _run(26, NAVY, bold=True),
          "Normal", "BodyText"),
    Style("Subtitle", "Subtitle", "paragraph",
          _paragraph(_space(0, 240, 240)) + _run(14, GREY), "Normal", "BodyText"),
    Style("caption", "Caption", "paragraph",
          _paragraph(_KEEP + _space(200, 80, 240)) + _run(9.5, NAVY, bold=True), "Normal"),
    Style("header", "Header", "paragraph",
          _paragraph("<w:pBdr>" + _edge("bottom", 4, LINE, 4) + "</w:pBdr>" + _space(0, 0, 240))
          + _run(8.5, GREY), "Normal"),
    Style("footer", "Footer", "paragraph",
          _paragraph("<w:pBdr>" + _edge("top", 4, LINE, 4) + "</w:pBdr>" + _space(0, 0, 240))
          + _run(8.5, GREY), "Normal"),
    Style("TOC Heading", "TOCHeading", "paragraph",
          _paragraph(_KEEP + _space(0, 120, 240)) + _run(17, NAVY, bold=True), "Normal"),
    Style("toc 1", "TOC1", "paragraph", _paragraph(
        '<w:tabs><w:tab w:val="right" w:leader="dot" w:pos="9412"/></w:tabs>' + _space(0, 50, 240)),
        "Normal"),
    Style("toc 2", "TOC2", "paragraph", _paragraph(
        '<w:tabs><w:tab w:val="right" w:leader="dot" w:pos="9412"/></w:tabs>' + _space(0, 50, 240)
        + '<w:ind w:left="284"/>'), "Normal"),
    Style("Report Business", "ReportBusiness", "paragraph",
          _paragraph(_space(1200, 60, 240)) + _run(14, GREY), "Normal"),
    Style("Report Verdict", "ReportVerdict", "paragraph", _VERDICT, "Normal"),
    Style("Report Fact", "ReportFact", "paragraph", _FACT, "Normal"),
    Style("Report Lead", "ReportLead", "paragraph",
          _paragraph("<w:keepLines/>" + _space(0, 120)) + _run(12, NAVY), "Normal", "BodyText"),
    Style("Report Scope", "ReportScope", "paragraph",
          _paragraph(_KEEP + _space(0, 120, 240)) + _run(9.5, GREY), "Normal", "BodyText"),
    Style("Report Note", "ReportNote", "paragraph",
          _paragraph("<w:keepLines/>" + _space(60, 200, 240)) + _run(9, GREY), "Normal"),
    Style("Report Figure", "ReportFigure", "paragraph", _paragraph(_space(0, 80, 240)), "Normal"),
    Style("Report Table End", "ReportTableEnd", "paragraph",
          _paragraph(_space(0, 0, 240)) + _run(4), "Normal"),
    Style("Report Label", "ReportLabel", "character",
          f'<w:rPr><w:b/><w:bCs/><w:color w:val="{NAVY}"/></w:rPr>', "DefaultParagraphFont"),
    *_cells(),
    _table("Report Table", whole=True),
    _table("Report Long Table", whole=False),
)  # fmt: skip
"""Every style of the template, parents before children."""

REQUIRED = tuple(style.name for style in STYLES)
"""Names that a template of finance's own should hold."""
