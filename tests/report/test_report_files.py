"""The report as a file: same bytes, whole or not at all, opened by other programs."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import zipfile
from dataclasses import replace
from pathlib import Path

import docx
import pytest
from synthetic_document import document as made_up

from mmm_xl.errors import UnwritableOutput
from mmm_xl.report.word import report_bytes, write_report
from mmm_xl.sections.section import Document

ROOT = Path(__file__).resolve().parents[2]
SCHEMA_CHECK = ROOT.parent / "shared" / "ooxml" / "ooxml_check.py"


def without_figures(document: Document) -> Document:
    """The same run without pictures; they take most of the time."""
    return replace(
        document, sections=tuple(replace(section, charts=()) for section in document.sections)
    )


def test_same_document_same_bytes(report: Path) -> None:
    assert report_bytes(made_up())[0] == report.read_bytes()


def test_times_in_the_package_are_pinned(report: Path) -> None:
    with zipfile.ZipFile(report) as package:
        assert {entry.date_time for entry in package.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert package.namelist()[0] == "[Content_Types].xml"


def test_package_holds_nothing_active_and_nothing_external(report: Path) -> None:
    with zipfile.ZipFile(report) as package:
        names = package.namelist()
        relations = [package.read(name).decode() for name in names if name.endswith(".rels")]
    assert not [
        name
        for name in names
        if any(word in name for word in ("vba", "embed", "customXml", "thumbnail", "comments"))
    ]
    assert not any('TargetMode="External"' in relation for relation in relations)


def test_failed_write_is_one_sentence_and_leaves_nothing(
    document: Document, tmp_path: Path
) -> None:
    with pytest.raises(UnwritableOutput, match="cannot be written") as caught:
        write_report(without_figures(document), tmp_path / "no such folder" / "report.docx")
    assert "\n" not in str(caught.value)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(
    not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write anywhere"
)
def test_folder_without_permission(document: Document, tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    try:
        with pytest.raises(UnwritableOutput):
            write_report(without_figures(document), tmp_path / "report.docx")
    finally:
        tmp_path.chmod(0o700)


def test_failed_replacement_keeps_what_was_there(document: Document, tmp_path: Path) -> None:
    target = tmp_path / "report.docx"
    target.mkdir()  # a file cannot replace a folder
    with pytest.raises(UnwritableOutput):
        write_report(without_figures(document), target)
    assert list(tmp_path.iterdir()) == [target]


def test_older_report_is_replaced(document: Document, tmp_path: Path) -> None:
    target = tmp_path / "report.docx"
    target.write_text("an older report")
    write_report(without_figures(document), target)
    assert zipfile.is_zipfile(target)
    assert list(tmp_path.iterdir()) == [target]


def test_python_docx_reads_it_back(report: Path) -> None:
    again = docx.Document(str(report))
    assert any(p.text == "What was not done" for p in again.paragraphs)


@pytest.mark.skipif(not SCHEMA_CHECK.is_file(), reason="no schema checker on this machine")
def test_report_and_template_are_valid(report: Path) -> None:
    template = ROOT / "report_templates" / "validation_report.docx"
    checked = subprocess.run(
        [sys.executable, SCHEMA_CHECK, "--strict", report, template],
        capture_output=True,
        text=True,
        check=False,
    )
    assert checked.returncode == 0, checked.stdout + checked.stderr


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
def test_libreoffice_lays_it_out(report: Path, tmp_path: Path) -> None:
    profile = (tmp_path / "profile").as_uri()
    subprocess.run(
        [
            "soffice",
            f"-env:UserInstallation={profile}",
            "--headless",
            "--convert-to",
            "pdf",
            "--outdir",
            str(tmp_path),
            str(report),
        ],
        capture_output=True,
        timeout=120,
        check=True,
    )
    assert (tmp_path / "report.pdf").read_bytes().startswith(b"%PDF")


def test_writer_does_not_load_matplotlib_until_it_draws() -> None:
    code = "import sys, mmm_xl.report.word; sys.exit('matplotlib' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=False).returncode == 0
