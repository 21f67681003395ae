"""Files that are refused before anything parses them, each with a sentence of its own."""

from __future__ import annotations

import re
import stat
import warnings
import zipfile
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import book_samples
import pytest

from mmm_xl import office_package
from mmm_xl.data.contents import from_raw
from mmm_xl.data.raw import ErrorValue
from mmm_xl.errors import UnreadableFile
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
            info = zipfile.ZipInfo(name)
            info.filename = name  # as it is given, whatever this system makes of backslashes
            info.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(info, part)
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


def far_cell(parts: dict[str, bytes], cell: str) -> bytes:
    """Spend sheet with a value far away from the others."""
    row = re.sub(r"[A-Z]+", "", cell)
    more = f'<row r="{row}"><c r="{cell}"><v>1</v></c></row></sheetData>'
    return parts["xl/worksheets/sheet5.xml"].replace(b"</sheetData>", more.encode())


def wide_rows(parts: dict[str, bytes]) -> bytes:
    """Spend sheet with thousands of rows whose only cell is a blank one in the last column."""
    more = "".join(f'<row r="{r}"><c r="XFD{r}" s="1"/></row>' for r in range(300, 950))
    return parts["xl/worksheets/sheet5.xml"].replace(
        b"</sheetData>", f"{more}</sheetData>".encode()
    )


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
        lambda parts: parts.update({"xl/worksheets/sheet5.xml": b"<worksheet><sheetData>"}),
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
        lambda parts: parts.update({"xl/worksheets/sheet5.xml": BOMB}),
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
    "a drive letter": (
        lambda parts: parts.update({"C:/evil.xml": b"<x/>"}),
        "has parts with unsafe names",
    ),
    "a backslash": (
        lambda parts: parts.update({"xl\\..\\evil.xml": b"<x/>"}),
        "has parts with unsafe names",
    ),
    "names that differ by capitals only": (
        lambda parts: parts.update({"XL/workbook.XML": b"<x/>"}),
        "has parts with unsafe names",
    ),
    "a control character in a name": (
        lambda parts: parts.update({"xl/a\x1b[31m.xml": b"<x/>"}),
        "has parts with unsafe names",
    ),
    "a direction override in a name": (
        lambda parts: parts.update({"xl/\u202elmx.xml": b"<x/>"}),
        "has parts with unsafe names",
    ),
    "UTF-7": (
        lambda parts: parts.update({
            "xl/styles.xml": b'<?xml version="1.0" encoding="UTF-7"?>+ADwAIQ-DOCTYPE x+AD4-<x/>'
        }),
        "holds XML in an encoding that is not safe",
    ),
    "UTF-32": (
        lambda parts: parts.update({"xl/styles.xml": BOMB.decode().encode("utf-32")}),
        "holds XML in an encoding that is not safe",
    ),
    "EBCDIC": (
        lambda parts: parts.update({"xl/styles.xml": BOMB.decode().encode("cp037")}),
        "holds XML in an encoding that is not safe",
    ),
    "an external entity": (
        lambda parts: parts.update({
            "xl/sharedStrings.xml":
                b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><sst><si>&x;</si></sst>'
        }),
        "holds XML declarations that are not safe",
    ),
    "a picture that is to be read as a sheet": (
        lambda parts: parts.update({
            "xl/media/a.svg": BOMB,
            "xl/_rels/workbook.xml.rels": parts["xl/_rels/workbook.xml.rels"].replace(
                b"worksheets/sheet5.xml", b"media/a.svg"),
        }),
        "has parts with unsafe names",
    ),
    "a target that leaves the package": (
        lambda parts: parts.update({
            "xl/_rels/workbook.xml.rels":
                parts["xl/_rels/workbook.xml.rels"].replace(b"worksheets/", b"../../worksheets/"),
        }),
        "has parts with unsafe names",
    ),
    "a target on this computer": (
        lambda parts: parts.update({
            "xl/_rels/workbook.xml.rels":
                parts["xl/_rels/workbook.xml.rels"].replace(b"worksheets/", b"file:///c:/"),
        }),
        "has parts with unsafe names",
    ),
    "a sheet that lies elsewhere": (
        lambda parts: parts.update({
            "xl/_rels/workbook.xml.rels": parts["xl/_rels/workbook.xml.rels"].replace(
                b'Target="worksheets/sheet5.xml"',
                b'Target="https://example.org/s.xml" TargetMode="External"'),
        }),
        "takes a part of itself from elsewhere",
    ),
    "millions of tags": (
        lambda parts: parts.update({
            "xl/styles.xml": b"<s>" + b"".join(b"<a%d/>" % i for i in range(1_000_001)) + b"</s>"
        }),
        "holds far too much",
    ),
    "a value in the last cell of all": (
        lambda parts: parts.update({"xl/worksheets/sheet5.xml": far_cell(parts, "XFD1048576")}),
        "Spend!XFD1048576 holds a value too far out",
    ),
    "a value in the last column": (
        lambda parts: parts.update({"xl/worksheets/sheet5.xml": far_cell(parts, "XFD400")}),
        "Spend!XFD400 holds a value too far out; a sheet may have up to 100,000 rows",
    ),
    "a sheet that is merged as a whole": (
        lambda parts: parts.update({
            "xl/worksheets/sheet5.xml": parts["xl/worksheets/sheet5.xml"].replace(
                b"</sheetData>",
                b'</sheetData><mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>'),
        }),
        "merges far too many cells",
    ),
    "a row that no sheet has": (
        lambda parts: parts.update({"xl/worksheets/sheet5.xml": far_cell(parts, "A999999999999")}),
        "is damaged or incomplete",
    ),
    "rows that are all as wide as a sheet": (
        lambda parts: parts.update({"xl/worksheets/sheet5.xml": wide_rows(parts)}),
        "is damaged or incomplete",
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
    assert words in refusal(tmp_path / "plan.xlsx")


@pytest.mark.parametrize(("limit", "size"), [("MOST_PART", 5_000), ("MOST_TOTAL", 20_000)])
def test_unpacked_bytes_are_counted_not_believed(
    tmp_path: Path, good: bytes, monkeypatch: pytest.MonkeyPatch, limit: str, size: int
) -> None:
    monkeypatch.setattr(office_package, limit, size)
    (tmp_path / "plan.xlsx").write_bytes(good)
    assert "unpacks to far too much" in refusal(tmp_path / "plan.xlsx")


def test_a_forged_size_is_damage(tmp_path: Path, good: bytes) -> None:
    with zipfile.ZipFile(BytesIO(good)) as archive:
        size = archive.getinfo("xl/worksheets/sheet5.xml").file_size
    forged = good.replace(size.to_bytes(4, "little"), (100).to_bytes(4, "little"))
    assert forged != good
    (tmp_path / "plan.xlsx").write_bytes(forged)
    assert "is damaged or incomplete" in refusal(tmp_path / "plan.xlsx")


def test_a_huge_file_is_refused_unread(
    tmp_path: Path, good: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(office_package, "MOST_FILE", 2**20)
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


def appended(payload: bytes, *entries: tuple[zipfile.ZipInfo | str, bytes]) -> bytes:
    """Package with entries that an ordinary program would not write."""
    target = BytesIO(payload)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # zipfile warns of names that stand twice
        with zipfile.ZipFile(target, "a") as archive:
            for entry, part in entries:
                archive.writestr(entry, part)
    return target.getvalue()


def test_a_name_that_stands_twice(tmp_path: Path, good: bytes) -> None:
    path = tmp_path / "plan.xlsx"
    path.write_bytes(appended(good, ("xl/worksheets/sheet5.xml", b"<x/>")))
    assert "has parts with unsafe names" in refusal(path)


def test_a_symbolic_link(tmp_path: Path, good: bytes) -> None:
    link = zipfile.ZipInfo("xl/link.xml")
    link.create_system, link.external_attr = 3, (stat.S_IFLNK | 0o777) << 16
    (tmp_path / "plan.xlsx").write_bytes(appended(good, (link, b"/etc/passwd")))
    assert "has parts with unsafe names" in refusal(tmp_path / "plan.xlsx")


def test_a_name_that_is_cut_by_a_null(tmp_path: Path, good: bytes) -> None:
    named = appended(good, ("xl/abcdefgh.xml", b"<x/>"))
    (tmp_path / "plan.xlsx").write_bytes(named.replace(b"xl/abcdefgh.xml", b"xl/abc\x00efgh.xml"))
    assert "has parts with unsafe names" in refusal(tmp_path / "plan.xlsx")


def test_parts_that_overlap(tmp_path: Path, good: bytes) -> None:
    """Two names for the same bytes, as quines and overlapping bombs have."""
    with zipfile.ZipFile(BytesIO(good)) as archive:
        first, second = archive.infolist()[:2]
    header = good.rindex(b"PK\x01\x02", 0, good.rindex(second.filename.encode()))
    moved = bytearray(good)
    moved[header + 42 : header + 46] = first.header_offset.to_bytes(4, "little")
    (tmp_path / "plan.xlsx").write_bytes(moved)
    assert "is damaged or incomplete" in refusal(tmp_path / "plan.xlsx")


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_a_compression_that_office_does_not_write(tmp_path: Path, good: bytes, method: int) -> None:
    info = zipfile.ZipInfo("xl/more.xml")
    info.compress_type = method
    (tmp_path / "plan.xlsx").write_bytes(appended(good, (info, b"<x/>" * 50)))
    assert "has parts that cannot be unpacked" in refusal(tmp_path / "plan.xlsx")


def test_a_package_inside_a_package_stays_closed(tmp_path: Path, good: bytes) -> None:
    bomb = rezipped(good, lambda parts: parts.update({"xl/x.xml": bytes(9 * 2**20)}))
    path = tmp_path / "plan.xlsx"
    path.write_bytes(good)
    truth = read_inputs(path)
    path.write_bytes(rezipped(good, lambda parts: parts.update({"xl/embeddings/book.xlsx": bomb})))
    assert read_inputs(path) == truth


def test_deep_xml_ends(tmp_path: Path, good: bytes) -> None:
    deep = b"<a>" * 20_000 + b"</a>" * 20_000
    for part in ("xl/worksheets/sheet5.xml", "xl/styles.xml", "docProps/core.xml"):
        path = tmp_path / "plan.xlsx"
        path.write_bytes(rezipped(good, lambda parts, part=part: parts.update({part: deep})))
        try:
            read_inputs(path)
        except UnreadableFile as error:
            assert "is damaged or incomplete" in str(error)


def test_a_million_formatted_blank_rows_are_no_rows(tmp_path: Path, good: bytes) -> None:
    more = "".join(f'<row r="{r}" s="1" customFormat="1"/>' for r in range(400, 200_000))
    path = tmp_path / "plan.xlsx"
    path.write_bytes(good)
    truth = read_inputs(path)

    def change(parts: dict[str, bytes]) -> None:
        sheet = parts["xl/worksheets/sheet5.xml"]
        parts["xl/worksheets/sheet5.xml"] = sheet.replace(
            b"</sheetData>", f"{more}</sheetData>".encode()
        )

    path.write_bytes(rezipped(good, change))
    assert read_inputs(path) == truth


def with_formula(formula: str, at: str = "B6") -> Callable[[dict[str, bytes]], None]:
    """Spend sheet with a formula and its stored result, and a link to another workbook."""
    rels = b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    rel = (
        b'<Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/'
        b'relationships/externalLinkPath" Target="file:///C:/Users/ann/ledger.xlsx"'
        b' TargetMode="External"/></Relationships>'
    )

    def change(parts: dict[str, bytes]) -> None:
        sheet = parts["xl/worksheets/sheet5.xml"]
        cell = f'<c r="{at}"><f>{formula}</f><v>12</v></c>'.encode()
        changed = re.sub(rb'<c r="%b"[^>]*?(/>|>.*?</c>)' % at.encode(), lambda _: cell, sheet)
        assert changed != sheet
        parts["xl/worksheets/sheet5.xml"] = changed
        parts["xl/externalLinks/externalLink1.xml"] = b"<externalLink/>"
        parts["xl/externalLinks/_rels/externalLink1.xml.rels"] = rels + rel

    return change


@pytest.mark.parametrize(
    "formula",
    [
        "[1]Sheet1!A1", "SUM('[1]My ledger'!A1:A9)", "[1]!total", "'[1]Bob''s'!B2+1",
        "'C:\\data\\[1]x'!A1", "WEBSERVICE(\"https://example.org\")", "RTD(\"a\",,\"b\")",
    ],
)  # fmt: skip
def test_a_figure_from_outside_is_refused_at_its_cell(
    tmp_path: Path, good: bytes, formula: str
) -> None:
    (tmp_path / "plan.xlsx").write_bytes(rezipped(good, with_formula(formula)))
    assert refusal(tmp_path / "plan.xlsx") == (
        "Spend!B6: the value comes from outside this workbook; copy the cells and paste them as"
        " values."
    )


@pytest.mark.parametrize("formula", ["6*2", "SUM(tblOld[2023])", "tblOld[[#This Row],[2023]]"])
def test_other_formulas_of_a_workbook_with_links_are_values(
    tmp_path: Path, good: bytes, formula: str
) -> None:
    (tmp_path / "plan.xlsx").write_bytes(rezipped(good, with_formula(formula)))
    table = read_inputs(tmp_path / "plan.xlsx").tables["Spend"]
    assert table.columns[1].values[table.rows.index(6)] == 12


def test_hyperlinks_and_macros_are_neither_followed_nor_carried_over(
    tmp_path: Path, good: bytes
) -> None:
    path = tmp_path / "plan.xlsm"
    path.write_bytes(good)
    truth = read_inputs(path)
    rels = (
        b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        b'<Relationship Id="rId9" Type="http://schemas.openxmlformats.org/officeDocument/2006/'
        b'relationships/hyperlink" Target="https://example.org/" TargetMode="External"/>'
        b"</Relationships>"
    )

    def change(parts: dict[str, bytes]) -> None:
        parts["xl/worksheets/_rels/sheet9.xml.rels"] = rels
        parts["xl/vbaProject.bin"] = bytes.fromhex("D0CF11E0A1B11AE1") + b"<!DOCTYPE html>"
        parts["xl/connections.xml"] = b"<connections/>"

    path.write_bytes(rezipped(good, change))
    assert read_inputs(path) == truth
    write_template(tmp_path / "again.xlsx", from_raw(read_inputs(path)))
    with zipfile.ZipFile(tmp_path / "again.xlsx") as archive:
        assert not [n for n in archive.namelist() if "vba" in n or "connections" in n]
        assert not any(b"example.org" in archive.read(name) for name in archive.namelist())


@pytest.mark.parametrize("number", ["1" * 400, "1e999", "-1e999"])
def test_a_number_that_no_cell_can_hold_is_an_error_value(
    tmp_path: Path, good: bytes, number: str
) -> None:
    def change(parts: dict[str, bytes]) -> None:
        sheet = parts["xl/worksheets/sheet5.xml"]
        cell = f'<c r="B6"><v>{number}</v></c>'.encode()
        parts["xl/worksheets/sheet5.xml"] = re.sub(
            rb'<c r="B6"[^>]*?(/>|>.*?</c>)', lambda _: cell, sheet
        )

    path = tmp_path / "plan.xlsx"
    path.write_bytes(rezipped(good, change))
    table = read_inputs(path).tables["Spend"]
    assert table.columns[1].values[table.rows.index(6)] == ErrorValue("#NUM!")
