"""Files that are refused before anything parses them, each with a sentence of its own."""

from __future__ import annotations

import time
import zipfile
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import book_samples
import pytest

from mmm_xl.errors import UnreadableFile
from mmm_xl.workbook import package_guard
from mmm_xl.workbook.package_guard import open_package
from mmm_xl.workbook.reader import read_inputs
from mmm_xl.workbook.template import write_template

BOMB = b"""<?xml version="1.0"?><!DOCTYPE a [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]><a>&b;</a>"""


@pytest.fixture(scope="module")
def good(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    path = tmp_path_factory.mktemp("good") / "good.xlsx"
    write_template(path, book_samples.contents())
    return path.read_bytes()


def refusal(path: Path) -> str:
    """Sentence of a refusal; it names the file as it was given."""
    with pytest.raises(UnreadableFile) as caught:
        read_inputs(path)
    words = str(caught.value)
    assert words.startswith(f"{path}: ") and words.endswith(".") and "\n" not in words
    return words.removeprefix(f"{path}: ")


def rezipped(payload: bytes, change: Callable[[dict[str, bytes]], None]) -> bytes:
    """Package with other parts."""
    with zipfile.ZipFile(BytesIO(payload)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    change(parts)
    target = BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return target.getvalue()


def compound(word: str) -> bytes:
    """Start of a compound file that names one stream."""
    return bytes.fromhex("D0CF11E0A1B11AE1") + bytes(600) + word.encode("utf-16-le") + bytes(600)


@pytest.mark.parametrize(
    ("payload", "words"),
    [
        (b"", "is empty"),
        (b"Week ending,TV\n2024-01-07,1\n", "is no Excel workbook; save it as Excel Workbook"),
        (compound("EncryptedPackage"), "is encrypted; remove its password"),
        (compound("Workbook"), "is an old Excel file (.xls)"),
        (b"PK\x03\x04 and nothing more", "is damaged or incomplete"),
    ],
)
def test_other_kinds_of_files(tmp_path: Path, payload: bytes, words: str) -> None:
    (tmp_path / "plan.xlsx").write_bytes(payload)
    assert words in refusal(tmp_path / "plan.xlsx")


def test_missing_file_and_folder(tmp_path: Path) -> None:
    assert "there is no such file" in refusal(tmp_path / "nowhere" / "plan.xlsx")
    assert "is a folder" in refusal(tmp_path)
    assert "there is no such file" in refusal(Path("plan of mine.xlsx"))


def test_a_file_that_may_not_be_opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "plan.xlsx").write_bytes(b"PK")

    def refuse(path: Path) -> bytes:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "read_bytes", refuse)
    assert "close it in Excel" in refusal(tmp_path / "plan.xlsx")


def test_a_file_that_cannot_be_read_at_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "plan.xlsx").write_bytes(b"PK")

    def fail(path: Path) -> bytes:
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(Path, "read_bytes", fail)
    assert "cannot be read (Input/output error)" in refusal(tmp_path / "plan.xlsx")


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9, 0.99])
def test_truncated_copies(tmp_path: Path, good: bytes, share: float) -> None:
    (tmp_path / "plan.xlsx").write_bytes(good[: int(len(good) * share)])
    assert "is damaged or incomplete" in refusal(tmp_path / "plan.xlsx")


def test_flipped_bytes_never_give_other_than_a_refusal_or_the_truth(
    tmp_path: Path, good: bytes
) -> None:
    path = tmp_path / "plan.xlsx"
    path.write_bytes(good)
    truth = read_inputs(path)
    for position in range(50, len(good), len(good) // 25):
        damaged = bytearray(good)
        damaged[position] ^= 0x55
        path.write_bytes(damaged)
        try:
            assert read_inputs(path) == truth
        except UnreadableFile:
            continue


PARTS: dict[str, tuple[Callable[[dict[str, bytes]], None], str]] = {
    "a zip of something else": (
        lambda parts: (parts.clear(), parts.update({"a.txt": b"x"})),
        "is no Excel workbook",
    ),
    "a Word document": (
        lambda parts: (parts.pop("xl/workbook.xml"), parts.update({"word/document.xml": b"<x/>"})),
        "is no Excel workbook",
    ),
    "a binary workbook": (
        lambda parts: parts.update({"xl/workbook.bin": b"x"}),
        "is a binary workbook (.xlsb)",
    ),
    "broken XML": (
        lambda parts: parts.update({"xl/worksheets/sheet4.xml": b"<worksheet><sheetData>"}),
        "is damaged or incomplete",
    ),
    "XML of another kind": (
        lambda parts: parts.update({"xl/workbook.xml": b"<html/>"}),
        "is damaged or incomplete",
    ),
    "a lost part": (
        lambda parts: parts.pop("xl/sharedStrings.xml"),
        "is damaged or incomplete",
    ),
    "an entity bomb": (
        lambda parts: parts.update({"xl/worksheets/sheet4.xml": BOMB}),
        "holds XML declarations that are not safe",
    ),
    "an entity bomb in UTF-16": (
        lambda parts: parts.update({"xl/sharedStrings.xml": BOMB.decode().encode("utf-16")}),
        "holds XML declarations that are not safe",
    ),
    "a path that leaves the folder": (
        lambda parts: parts.update({"xl/../../evil.xml": b"<x/>"}),
        "has parts with unsafe names",
    ),
    "an absolute path": (
        lambda parts: parts.update({"/etc/evil.xml": b"<x/>"}),
        "has parts with unsafe names",
    ),
    "too many parts": (
        lambda parts: parts.update({f"xl/p{i}.xml": b"" for i in range(2_001)}),
        "parts, more than 2,000",
    ),
    "a dense part": (
        lambda parts: parts.update({"xl/x.xml": bytes(9 * 2**20)}),
        "unpacks to far too much",
    ),
    "strict format": (
        lambda parts: parts.update(
            {"xl/workbook.xml": b'<workbook xmlns="http://purl.oclc.org/ooxml/x"/>'}
        ),
        "is in Strict Open XML format",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", PARTS)
def test_packages_that_are_refused(tmp_path: Path, good: bytes, name: str) -> None:
    change, words = PARTS[name]
    (tmp_path / "plan.xlsx").write_bytes(rezipped(good, change))
    started = time.monotonic()
    assert words in refusal(tmp_path / "plan.xlsx")
    assert time.monotonic() - started < 5


@pytest.mark.parametrize(("limit", "size"), [("MOST_PART", 5_000), ("MOST_TOTAL", 20_000)])
def test_unpacked_bytes_are_counted_not_believed(
    tmp_path: Path, good: bytes, monkeypatch: pytest.MonkeyPatch, limit: str, size: int
) -> None:
    monkeypatch.setattr(package_guard, limit, size)
    (tmp_path / "plan.xlsx").write_bytes(good)
    assert "unpacks to far too much" in refusal(tmp_path / "plan.xlsx")


def test_a_forged_size_is_damage(tmp_path: Path, good: bytes) -> None:
    with zipfile.ZipFile(BytesIO(good)) as archive:
        size = archive.getinfo("xl/worksheets/sheet4.xml").file_size
    forged = good.replace(size.to_bytes(4, "little"), (100).to_bytes(4, "little"))
    assert forged != good
    (tmp_path / "plan.xlsx").write_bytes(forged)
    assert "is damaged or incomplete" in refusal(tmp_path / "plan.xlsx")


def test_a_huge_file_is_refused_unread(
    tmp_path: Path, good: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(package_guard, "MOST_FILE", 2**20)
    (tmp_path / "plan.xlsx").write_bytes(good + bytes(2**20))
    assert "is larger than 1 MB" in refusal(tmp_path / "plan.xlsx")


def test_a_part_with_a_password(tmp_path: Path, good: bytes) -> None:
    with zipfile.ZipFile(BytesIO(good)) as archive:
        info = archive.getinfo("xl/workbook.xml")
    marked = bytearray(good)
    central = good.rindex(b"PK\x01\x02", 0, good.rindex(b"xl/workbook.xml") + 1)
    marked[info.header_offset + 6] |= 1
    marked[central + 8] |= 1
    (tmp_path / "plan.xlsx").write_bytes(marked)
    assert "has parts that cannot be unpacked" in refusal(tmp_path / "plan.xlsx")


def test_pictures_may_declare_their_document_type(tmp_path: Path, good: bytes) -> None:
    svg = b"<?xml version='1.0'?><!DOCTYPE svg PUBLIC 'x' 'y'><svg/>"
    path = tmp_path / "plan.xlsx"
    path.write_bytes(rezipped(good, lambda parts: parts.update({"xl/media/icon.svg": svg})))
    assert open_package(path).payload == path.read_bytes()
