from __future__ import annotations

import zipfile
from pathlib import Path

import pytest
from lxml import etree
from synthetic_document import document as made_up

from mmm_xl.report.word import write_report
from mmm_xl.sections.section import Document


@pytest.fixture(scope="session")
def document() -> Document:
    return made_up()


@pytest.fixture(scope="session")
def report(document: Document, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("report") / "report.docx"
    assert write_report(document, path) == ()
    return path


@pytest.fixture(scope="session")
def parts(report: Path) -> dict[str, etree._Element]:
    with zipfile.ZipFile(report) as package:
        return {
            name: etree.fromstring(package.read(name))
            for name in package.namelist()
            if name.endswith((".xml", ".rels"))
        }


@pytest.fixture(scope="session")
def body(parts: dict[str, etree._Element]) -> etree._Element:
    return parts["word/document.xml"][0]
