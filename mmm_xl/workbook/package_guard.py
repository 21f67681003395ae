"""What a file really is, and whether its package is safe to parse, before anything parses it.

Limits count bytes as they are unpacked, because the sizes that an archive states can be forged.
"""

from __future__ import annotations

import re
import zipfile
import zlib
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from mmm_xl.errors import UnreadableFile

MOST_PARTS = 2_000
MOST_TOTAL = 200 * 2**20
MOST_PART = 50 * 2**20
MOST_RATIO = 200
RATIO_COUNTS_FROM = 2**20
"""Bytes of a part from which its compression ratio counts; small parts compress well honestly."""

MOST_FILE = 100 * 2**20
"""Bytes of the file itself."""

_CHUNK = 2**20
_COMPOUND = bytes.fromhex("D0CF11E0A1B11AE1")
_ENCRYPTED_STREAM = "EncryptedPackage".encode("utf-16-le")
_WORKBOOK = "xl/workbook.xml"
_CONTENT_TYPES = "[Content_Types].xml"
_STRICT = b"http://purl.oclc.org/ooxml/"
_DECLARATIONS = tuple(
    word.encode(encoding)
    for word in ("<!DOCTYPE", "<!ENTITY")
    for encoding in ("utf-8", "utf-16-le", "utf-16-be")
)
_FORMULA_WITHOUT_RESULT = re.compile(rb"(?:</f>|<f\b[^>]*/>)\s*(?:</c>|<v\s*/>|<v></v>)")


@dataclass(frozen=True)
class Package:
    """A package that passed every check.

    Parameters
    ----------
    payload : bytes
        The whole file, read once.
    uncalculated : bool
        Whether some formula has no stored result.
    """

    payload: bytes
    uncalculated: bool


def open_package(path: Path) -> Package:
    """Read a file and refuse it unless it is a sound, harmless .xlsx workbook.

    Raises
    ------
    UnreadableFile
        With the kind of the file and what to do about it.
    """
    payload = _read(path)
    _check_kind(path, payload)
    try:
        with zipfile.ZipFile(BytesIO(payload)) as archive:
            _check_parts(path, archive)
            return Package(payload, _scan(path, archive))
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError) as error:
        raise damaged(path) from error
    except (RuntimeError, NotImplementedError) as error:
        # zipfile's words for a part with a password or an unknown compression
        raise _refusal(path, "has parts that cannot be unpacked; save it anew in Excel.") from error


def damaged(path: Path) -> UnreadableFile:
    """Refusal of a file that is broken somewhere."""
    return _refusal(
        path, "is damaged or incomplete; copy it again, or open it in Excel and save it anew."
    )


def _refusal(path: Path, words: str) -> UnreadableFile:
    return UnreadableFile(f"{path}: {words}")


def _read(path: Path) -> bytes:
    try:
        if path.is_dir():
            raise _refusal(path, "is a folder; give the name of a workbook in it.")
        if path.exists() and not path.is_file():
            raise _refusal(path, "is no ordinary file; give the name of a workbook.")
        if path.stat().st_size > MOST_FILE:
            raise _refusal(path, f"is larger than {MOST_FILE // 2**20} MB; keep only our sheets.")
        return path.read_bytes()
    except FileNotFoundError:
        raise _refusal(path, "there is no such file; check its name and folder.") from None
    except PermissionError:
        raise _refusal(
            path, "cannot be opened; close it in Excel, or ask for the right to read it."
        ) from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise _refusal(path, f"cannot be read ({reason}); copy it to this computer.") from error


def _check_kind(path: Path, payload: bytes) -> None:
    if not payload:
        raise _refusal(path, "is empty; copy it again, or save it anew in Excel.")
    if payload.startswith(_COMPOUND):
        if _ENCRYPTED_STREAM in payload:
            raise _refusal(path, "is encrypted; remove its password in Excel and save it.")
        raise _refusal(path, "is an old Excel file (.xls); save it as Excel Workbook (.xlsx).")
    if not payload.startswith(b"PK"):
        raise _refusal(path, "is no Excel workbook; save it as Excel Workbook (.xlsx).")


def _check_parts(path: Path, archive: zipfile.ZipFile) -> None:
    names = archive.namelist()
    if len(names) > MOST_PARTS:
        raise _refusal(
            path, f"has {len(names):,} parts, more than {MOST_PARTS:,}; it is no ordinary workbook."
        )
    if len(set(names)) < len(names) or any(_leaves_folder(name) for name in names):
        raise _refusal(path, "has parts with unsafe names; save it anew in Excel.")
    if "xl/workbook.bin" in names:
        raise _refusal(path, "is a binary workbook (.xlsb); save it as Excel Workbook (.xlsx).")
    if _CONTENT_TYPES not in names or _WORKBOOK not in names:
        raise _refusal(path, "is no Excel workbook; save it as Excel Workbook (.xlsx).")


def _leaves_folder(name: str) -> bool:
    return name.startswith(("/", "\\")) or ".." in re.split(r"[/\\]", name)


def _scan(path: Path, archive: zipfile.ZipFile) -> bool:
    """Unpack every part within the limits; whether a formula has no stored result."""
    total = 0
    uncalculated = False
    for info in archive.infolist():
        part = _unpack(path, archive, info, MOST_TOTAL - total)
        total += len(part)
        _check_part(path, info, part)
        if info.filename.startswith("xl/worksheets/"):
            uncalculated = uncalculated or bool(_FORMULA_WITHOUT_RESULT.search(part))
    return uncalculated


def _unpack(path: Path, archive: zipfile.ZipFile, info: zipfile.ZipInfo, room: int) -> bytes:
    """Bytes of one part, given up as soon as they are too many."""
    most = min(MOST_PART, room)
    read = bytearray()
    with archive.open(info) as stream:
        while chunk := stream.read(_CHUNK):
            read += chunk
            dense = len(read) > MOST_RATIO * max(1, info.compress_size)
            if len(read) > most or (dense and len(read) > RATIO_COUNTS_FROM):
                raise _refusal(path, "unpacks to far too much; keep only our sheets.")
    return bytes(read)


def _check_part(path: Path, info: zipfile.ZipInfo, part: bytes) -> None:
    if info.filename.lower().endswith(".svg"):
        return  # a picture may declare its document type; nothing here parses pictures
    if any(word in part for word in _DECLARATIONS):
        raise _refusal(path, "holds XML declarations that are not safe; save it anew in Excel.")
    if info.filename == _WORKBOOK and _STRICT in part:
        raise _refusal(path, "is in Strict Open XML format; save it as Excel Workbook (.xlsx).")
