"""What a file really is, and whether its package is a sound workbook, before anything parses it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from mmm_xl.office_package import (
    CONTENT_TYPES,
    Link,
    Program,
    damaged,
    links,
    opened,
    read_file,
    refusal,
    unpacked,
)

__all__ = ["Package", "damaged", "open_package"]

EXCEL = Program("Excel", "keep only our sheets.")

_COMPOUND = bytes.fromhex("D0CF11E0A1B11AE1")
_ENCRYPTED_STREAM = "EncryptedPackage".encode("utf-16-le")
_WORKBOOK = "xl/workbook.xml"
_STRUCTURE = ("_rels/.rels", "xl/_rels/workbook.xml.rels")
"""Relationships that name what is parsed; those of other parts are never followed."""

_STRICT = b"http://purl.oclc.org/ooxml/"
_FORMULA_WITHOUT_RESULT = re.compile(rb"(?:</f>|<f\b[^>]*/>)\s*(?:</c>|<v\s*/>|<v></v>)")
_OUTSIDE = re.compile(rb"<f\b[^>]*>[^<]*\b(?:WEBSERVICE|RTD|STOCKHISTORY|CUBE[A-Z]+)\(", re.I)

_MERGED = re.compile(rb"mergeCell\b[^>]*?\bref\s*=\s*[\"']([^\"']*)")
_AREA = re.compile(r"([A-Z]{1,3})(\d{1,7})(?::([A-Z]{1,3})(\d{1,7}))?")
MOST_MERGED = 2_000_000
"""Cells in merged areas of a sheet; one whole column is half of that."""


@dataclass(frozen=True)
class Package:
    """A package that passed every check.

    Parameters
    ----------
    payload : bytes
        The whole file, read once.
    uncalculated : bool
        Whether some formula has no stored result.
    linked : bool
        Whether some formula may take its value from outside the workbook.
    """

    payload: bytes
    uncalculated: bool
    linked: bool = False


def open_package(path: Path) -> Package:
    """Read a file and refuse it unless it is a sound, harmless .xlsx workbook.

    Raises
    ------
    UnreadableFile
        With the kind of the file and what to do about it.

    Notes
    -----
    Hyperlinks, links to other workbooks, queries and macros may be in the file: nothing follows,
    refreshes or runs them, and nothing that we write carries them on. A figure of our own sheets
    that comes from outside is refused where the cells are read.
    """
    payload = read_file(path, "workbook", EXCEL.slim)
    _check_kind(path, payload)
    with opened(path, payload, EXCEL) as archive:
        _check_names(path, archive.namelist())
        uncalculated = linked = False
        for name, part in unpacked(path, archive, EXCEL):
            if name.startswith("xl/worksheets/"):
                uncalculated = uncalculated or bool(_FORMULA_WITHOUT_RESULT.search(part))
                linked = linked or bool(_OUTSIDE.search(part))
                _check_merged(path, part)
            elif name.endswith(".rels"):
                _check_links(path, links(path, name, part, EXCEL))
            elif name == _WORKBOOK and _STRICT in part:
                words = "is in Strict Open XML format; save it as Excel Workbook (.xlsx)."
                raise refusal(path, words)
            linked = linked or name.startswith("xl/externalLinks/")
    return Package(payload, uncalculated, linked)


def _check_kind(path: Path, payload: bytes) -> None:
    if not payload:
        raise refusal(path, "is empty; copy it again, or save it anew in Excel.")
    if payload.startswith(_COMPOUND):
        if _ENCRYPTED_STREAM in payload:
            raise refusal(path, "is encrypted; remove its password in Excel and save it.")
        raise refusal(path, "is an old Excel file (.xls); save it as Excel Workbook (.xlsx).")
    if not payload.startswith(b"PK"):
        raise refusal(path, "is no Excel workbook; save it as Excel Workbook (.xlsx).")


def _check_names(path: Path, names: list[str]) -> None:
    if "xl/workbook.bin" in names:
        raise refusal(path, "is a binary workbook (.xlsb); save it as Excel Workbook (.xlsx).")
    if CONTENT_TYPES not in names or _WORKBOOK not in names:
        raise refusal(path, "is no Excel workbook; save it as Excel Workbook (.xlsx).")


def _check_links(path: Path, found: list[Link]) -> None:
    if any(link.external and link.source in _STRUCTURE for link in found):
        raise refusal(path, "takes a part of itself from elsewhere; save it anew in Excel.")


def _check_merged(path: Path, part: bytes) -> None:
    """Refuse merged areas whose cells nobody could count out, or that hide where they are."""
    total = 0
    for reference in _MERGED.findall(part):
        area = _AREA.fullmatch(reference.decode("latin-1"))
        if area is None:
            raise damaged(path)
        left, top, right, bottom = (area[1], area[2], area[3] or area[1], area[4] or area[2])
        total += (abs(_number(right) - _number(left)) + 1) * (abs(int(bottom) - int(top)) + 1)
    if total > MOST_MERGED:
        raise refusal(path, "merges far too many cells; unmerge them in Excel.")


def _number(letters: str) -> int:
    number = 0
    for letter in letters:
        number = 26 * number + ord(letter) - ord("A") + 1
    return number
