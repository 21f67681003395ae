from __future__ import annotations

import re
from itertools import pairwise

import pytest
from lxml import etree
from pages import WP, W, bookmarks, fields, style, styled, text
from synthetic_document import CHANNELS

from mmm_xl.report import outline
from mmm_xl.sections.section import Document

Part = etree._Element


def headings(body: Part) -> list[tuple[int, str]]:
    return [(int(style(p)[-1]), text(p)) for p in styled(body, "Heading1", "Heading2", "Heading3")]


def test_sections_in_order_and_no_skipped_level(body: Part) -> None:
    found = headings(body)
    assert [words for _, words in found] == [
        outline.READING,
        "Summary",
        "Contribution",
        "ROI",
        "Response",
        "Carryover",
        "Scenario grid",
        "Diagnostics",
        "Data findings",
        "Appendix A2: Fit bridge and tie-outs",
        "Appendix: Data dictionary",
        outline.NOT_DONE_HEADING,
    ]
    assert found[0][0] == 1
    assert all(after - before <= 1 for (before, _), (after, _) in pairwise(found))


def test_title_page_holds_verdict_ids_and_key_numbers(body: Part, document: Document) -> None:
    children = list(body)
    first = next(i for i, p in enumerate(children) if p.find(f"{W}pPr/{W}sectPr") is not None)
    page = " | ".join(text(child) for child in children[: first + 1])
    stamp = document.stamp
    for words in (
        stamp.business,
        outline.TITLE,
        stamp.period,
        stamp.verdict,
        stamp.run_id,
        stamp.fit_id,
        "29 Dec 2024",
        outline.GIVEN,
        outline.NOT_INCLUDED,
        "1.97",
        "All 3 tie-out checks agree.",
        outline.NOT_DONE_HEADING,
    ):
        assert words in page


def test_every_drawing_says_what_it_shows(body: Part) -> None:
    drawings = list(body.iter(f"{WP}docPr"))
    assert len(drawings) == 5  # four response curves share one
    for drawing in drawings:
        assert len(drawing.get("descr", "")) >= 20
        assert not drawing.get("descr", "").endswith(".png")
    assert len({drawing.get("id") for drawing in drawings}) == len(drawings)


def test_every_table_has_a_header_row_whole_rows_and_no_merged_cells(body: Part) -> None:
    tables = list(body.iter(f"{W}tbl"))
    assert len(tables) == 12
    for table in tables:
        rows = table.findall(f"{W}tr")
        columns = len(table.findall(f"{W}tblGrid/{W}gridCol"))
        assert rows[0].find(f"{W}trPr/{W}tblHeader") is not None
        assert all(row.find(f"{W}trPr/{W}cantSplit") is not None for row in rows)
        assert all(len(row.findall(f"{W}tc")) == columns for row in rows)
        assert not list(table.iter(f"{W}gridSpan", f"{W}vMerge", f"{W}hMerge"))
        assert len(list(table.iter(f"{W}tbl"))) == 1


def test_captions_count_and_references_resolve(body: Part) -> None:
    counted: dict[str, int] = {}
    for caption in styled(body, "Caption"):
        (sequence,) = fields(caption)
        label = sequence.code.split()[1]
        counted[label] = counted.get(label, 0) + 1
        assert sequence.code == f"SEQ {label} \\* ARABIC"
        assert sequence.shown == str(counted[label])
        assert text(caption).startswith(f"{label} {counted[label]}.  ")
    assert counted == {"Figure": 5, "Table": 12}
    marks = bookmarks(body)
    references = [field for field in fields(body) if field.code.startswith("REF ")]
    assert len(references) > 10
    for reference in references:
        assert marks[reference.code.split()[1]] == reference.shown
    assert {"Figure 1", "Table 12", outline.NOT_DONE_HEADING} <= {r.shown for r in references}


def test_every_caption_stands_over_its_figure_or_table(body: Part) -> None:
    for caption in styled(body, "Caption"):
        below = caption.getnext()
        assert below is not None
        if text(caption).startswith("Table"):
            assert below.tag == f"{W}tbl"
        else:
            assert below.find(f".//{WP}inline") is not None


def test_contents_are_filled_and_linked(body: Part, parts: dict[str, Part]) -> None:
    lines = styled(body, "TOC1", "TOC2")
    assert [text(line) for line in lines] == [words for _, words in headings(body)]
    marks = bookmarks(body)
    for line in lines:
        (link,) = line.iter(f"{W}hyperlink")
        assert marks[link.get(f"{W}anchor", "")] == text(line)
    assert [f.code for f in fields(body) if f.code.startswith("TOC")] == [
        'TOC \\o "1-2" \\h \\z \\u'
    ]
    assert parts["word/settings.xml"].find(f"{W}updateFields") is None


@pytest.mark.parametrize("part", ["word/footer1.xml", "word/footer2.xml"])
def test_footers_number_pages_and_name_run_and_fit(
    parts: dict[str, Part], document: Document, part: str
) -> None:
    assert [field.code for field in fields(parts[part])] == ["PAGE", "NUMPAGES"]
    assert document.stamp.run_id in text(parts[part])
    assert document.stamp.fit_id in text(parts[part])


def test_header_names_business_and_report(parts: dict[str, Part], document: Document) -> None:
    words = text(parts["word/header1.xml"])
    assert document.stamp.business in words
    assert outline.TITLE in words


def test_nothing_is_formatted_but_by_style(parts: dict[str, Part]) -> None:
    allowed = {
        "pPr": {"pStyle", "sectPr"},
        "rPr": {"rStyle"},
        "tcPr": {"tcW"},
        "trPr": {"cantSplit", "tblHeader"},
        "tblPr": {"tblStyle", "tblW", "tblLayout", "tblLook", "tblCaption", "tblDescription"},
    }
    pages = [
        part
        for name, part in parts.items()
        if re.match(r"word/(document|header|footer)\d*\.xml", name)
    ]
    assert len(pages) == 5
    for page in pages:
        for holder, children in allowed.items():
            for properties in page.iter(f"{W}{holder}"):
                assert {etree.QName(child).localname for child in properties} <= children


def test_every_style_used_exists(parts: dict[str, Part]) -> None:
    known = {s.get(f"{W}styleId") for s in parts["word/styles.xml"].iter(f"{W}style")}
    for part in parts.values():
        for tag in ("pStyle", "rStyle", "tblStyle"):
            assert {used.get(f"{W}val") for used in part.iter(f"{W}{tag}")} <= known


def test_wide_table_lies_sideways_and_the_next_section_stands_upright(body: Part) -> None:
    turns = [size.get(f"{W}orient") == "landscape" for size in body.iter(f"{W}pgSz")]
    assert turns == [False, False, True, False]
    sideways = next(
        s for s in body.iter(f"{W}sectPr") if s.find(f"{W}pgSz[@{W}orient='landscape']") is not None
    )
    table = sideways.getparent().getparent().getprevious()  # type: ignore[union-attr]
    assert "P(above hurdle)" in text(table)
    assert len(list(body.iter(f"{W}titlePg"))) == 1


def test_numbers_are_set_right_and_formatted_by_kind(body: Part) -> None:
    table = next(t for t in body.iter(f"{W}tbl") if "Residual" in text(t))
    residual = next(row for row in table.iter(f"{W}tr") if text(row).startswith("Residual"))
    cells = [(style(next(c.iter(f"{W}p"))), text(c)) for c in residual.iter(f"{W}tc")]
    assert cells == [
        ("ReportTableText", "Residual"),
        ("ReportTableNumber", "(312,000)"),
        ("ReportTableNumber", "\u2013"),
        ("ReportTableNumber", "(0.7%)"),
    ]  # the column that only the chart needs is not shown


def test_owned_channels_stay_in_the_table_without_roi(body: Part) -> None:
    table = next(t for t in body.iter(f"{W}tbl") if "P(above hurdle)" in text(t))
    rows = [[text(cell) for cell in row.iter(f"{W}tc")] for row in table.iter(f"{W}tr")]
    assert [row[0] for row in rows[1:]] == [*CHANNELS, "All paid channels"]
    assert next(row for row in rows if row[0] == "Email")[3:] == ["\u2013"] * 6
    total = table.findall(f"{W}tr")[-1]
    assert {style(p) for p in total.iter(f"{W}p")} == {"ReportTableTotal", "ReportTableTotalNumber"}


def test_properties_hold_no_clock_and_no_strangers(parts: dict[str, Part]) -> None:
    core = {etree.QName(e).localname: e.text for e in parts["docProps/core.xml"]}
    assert core["title"] == f"Our company: {outline.TITLE}"
    assert core["creator"] == core["lastModifiedBy"] == "mmm_xl"
    assert core["language"] == "en-GB"
    assert core["created"] == core["modified"] == "2024-12-29T00:00:00Z"
    assert not core.get("description")
    assert not any("thumbnail" in name for name in parts)
    languages = {e.get(f"{W}val") for e in parts["word/styles.xml"].iter(f"{W}lang")}
    assert languages == {"en-GB"}
