from __future__ import annotations

import io
import zipfile

from lxml import etree
from pages import W, text

from mmm_xl.report.styles import REQUIRED, STYLES
from mmm_xl.report.template import CONTROLS, FILE_NAME, TAG, template_bytes
from mmm_xl.resources import report_templates


def test_committed_template_is_what_the_code_makes() -> None:
    assert (report_templates() / FILE_NAME).read_bytes() == template_bytes()


def test_template_holds_styles_and_no_words() -> None:
    with zipfile.ZipFile(io.BytesIO(template_bytes())) as package:
        assert text(etree.fromstring(package.read("word/document.xml"))) == ""
        styles = etree.fromstring(package.read("word/styles.xml"))
        tags = {
            tag.get(f"{W}val")
            for part in ("header1", "footer1")
            for tag in etree.fromstring(package.read(f"word/{part}.xml")).iter(f"{W}tag")
        }
    names = [name.get(f"{W}val") for name in styles.findall(f"{W}style/{W}name")]
    assert tuple(names) == REQUIRED
    assert tags == {f"{TAG}{key}" for key in CONTROLS}


def test_parents_come_before_children() -> None:
    seen: set[str] = set()
    for style in STYLES:
        assert style.key not in seen
        assert not style.based or style.based in seen
        seen.add(style.key)
    assert all(not style.following or style.following in seen for style in STYLES)
