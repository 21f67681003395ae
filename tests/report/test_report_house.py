"""Templates of finance's own: their looks, our words."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import docx
import pytest
from docx.shared import Pt
from lxml import etree
from pages import W, text
from synthetic_document import document as made_up
from test_report_files import without_figures

from mmm_xl.errors import UnreadableFile
from mmm_xl.report.house import open_template, style_ids
from mmm_xl.report.styles import REQUIRED
from mmm_xl.report.template import FILE_NAME
from mmm_xl.report.word import report_bytes
from mmm_xl.resources import report_templates
from mmm_xl.sections.section import Document


@pytest.fixture
def plain_template(tmp_path: Path) -> Path:
    """python-docx's own template: other paper, none of our styles, an author and a picture."""
    template = docx.Document()
    template.add_paragraph("Words of the template")
    template.styles["Heading 1"].font.size = Pt(31)
    path = tmp_path / "house.docx"
    template.save(str(path))
    return path


def test_house_styles_are_kept_and_missing_ones_added(plain_template: Path) -> None:
    document, warnings = open_template(plain_template)
    known = style_ids(document)
    assert all(name.lower() in known for name in REQUIRED)
    assert len(set(known.values())) == len(known)
    assert any("Report Lead" in warning for warning in warnings)
    assert not any("heading 1" in warning for warning in warnings)
    assert document.styles["Heading 1"].font.size == Pt(31)


def test_report_on_a_plain_template(plain_template: Path) -> None:
    data, warnings = report_bytes(without_figures(made_up()), plain_template)
    assert warnings
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        names = package.namelist()
        body = etree.fromstring(package.read("word/document.xml"))
        footers = [text(etree.fromstring(package.read(n))) for n in names if "footer" in n]
        core = package.read("docProps/core.xml").decode()
        styles = etree.fromstring(package.read("word/styles.xml"))
    assert "Words of the template" not in text(body)
    assert any("r-7f3a91c2d4" in words and "f-51be0c8e77" in words for words in footers)
    assert not any("thumbnail" in name for name in names)
    assert "python-docx" not in core
    based = {e.get(f"{W}val") for e in styles.iter(f"{W}basedOn")}
    assert based <= {s.get(f"{W}styleId") for s in styles.iter(f"{W}style")}


@pytest.mark.parametrize("content", [b"", b"not a zip", b"PK\x03\x04 broken"])
def test_unreadable_template_is_one_sentence(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "house.docx"
    path.write_bytes(content)
    with pytest.raises(UnreadableFile, match=r"house\.docx cannot be used as a template"):
        open_template(path)


def test_missing_template(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile):
        open_template(tmp_path / "none.docx")


W_NS = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"


def altered(tmp_path: Path, **changes: bytes | tuple[bytes, bytes]) -> Path:
    """The shipped template with parts added, or with a piece of a part replaced."""
    with zipfile.ZipFile(report_templates() / FILE_NAME) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    for name, change in changes.items():
        if isinstance(change, tuple):
            assert change[0] in parts[name]
            parts[name] = parts[name].replace(*change)
        else:
            parts[name] = change
    path = tmp_path / "house.docx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return path


def external(kind: str, target: str = "https://example.org/x") -> bytes:
    """Relationships part with one that leads outside."""
    return (
        f'<Relationships xmlns="{RELATIONS}"><Relationship Id="rId1" Type="{OFFICE}/{kind}"'
        f' Target="{target}" TargetMode="External"/></Relationships>'
    ).encode()


HEADER, HEADER_RELS = "word/header1.xml", "word/_rels/header1.xml.rels"


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"word/vbaProject.bin": b"x"}, "it holds macros or other files"),
        ({"word/embeddings/a.xlsx": b"x"}, "it holds macros or other files"),
        ({HEADER_RELS: external("image")}, "it shows something from elsewhere"),
        ({"word/_rels/settings.xml.rels": external("mailMergeSource")}, "from elsewhere"),
        ({"word/styles.xml": b"<!DOCTYPE x><x/>"}, "it holds XML declarations that are not safe"),
        ({"word/../../x.xml": b"<x/>"}, "it has parts with unsafe names"),
        ({"word/x.xml": bytes(9 * 2**20)}, "it unpacks to far too much"),
        (
            {HEADER: (b"</w:p>", b"<w:r><w:instrText>INCLUDETEXT a</w:instrText></w:r></w:p>")},
            "it has a field that fetches something",
        ),
    ],
)
def test_active_or_unsafe_templates_are_refused(tmp_path: Path, changes, words: str) -> None:
    path = altered(tmp_path, **changes)
    with pytest.raises(UnreadableFile) as caught:
        open_template(path)
    assert str(caught.value).startswith("house.docx cannot be used as a template: it ")
    assert words in str(caught.value) and "\n" not in str(caught.value)


def test_links_and_traces_of_a_template_do_not_reach_the_report(
    document: Document, tmp_path: Path
) -> None:
    link = b"<w:hyperlink r:id='rId1'><w:r><w:t>Harbour</w:t></w:r></w:hyperlink></w:p>"
    attached = f'<w:attachedTemplate xmlns:r="{OFFICE}" r:id="rId1"/><w:zoom'.encode()
    space = f'<w:hdr xmlns:r="{OFFICE}"'.encode()
    app = (
        b"<Properties><Company>Ann's</Company><Template>C:/Users/ann/x.dotx</Template></Properties>"
    )
    path = altered(
        tmp_path,
        **{
            HEADER: (b"</w:p>", link),
            HEADER_RELS: external("hyperlink"),
            "word/settings.xml": (b"<w:zoom", attached),
            "word/_rels/settings.xml.rels": external("attachedTemplate", "file:///C:/Users/ann/x"),
            "docProps/app.xml": app,
            "_rels/.rels": (
                b"</Relationships>",
                f'<Relationship Id="rId9" Type="{OFFICE}/extended-properties"'
                ' Target="docProps/app.xml"/></Relationships>'.encode(),
            ),
        },
    )
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    parts[HEADER] = parts[HEADER].replace(b"<w:hdr", space, 1)
    with zipfile.ZipFile(path, "w") as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    data, _ = report_bytes(without_figures(document), path)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        made = {name: archive.read(name) for name in archive.namelist()}
    whole = b"".join(made.values())
    assert b"External" not in whole and b"example.org" not in whole
    assert b"Users/ann" not in whole and b"<Company>" not in whole
    assert b"Harbour" in made[HEADER]
    docx.Document(io.BytesIO(data))
