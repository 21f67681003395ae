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
from mmm_xl.report.word import report_bytes


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
