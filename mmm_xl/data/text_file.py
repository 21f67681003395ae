"""Text of a file, whichever encoding the program that wrote it chose."""

from __future__ import annotations

import codecs
from pathlib import Path

from mmm_xl.data.limits import MOST_TEXT_BYTES
from mmm_xl.errors import UnreadableFile

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
"""Byte-order marks; the longer ones first, because UTF-32's begins like UTF-16's."""

_NOT_IN_WINDOWS_1252 = (0x81, 0x8D, 0x8F, 0x90, 0x9D)
_SIGNS_OF_WORKBOOKS = (b"PK\x03\x04", bytes.fromhex("D0CF11E0"))


def read_text(path: Path) -> str:
    """Contents of a text file.

    Raises
    ------
    UnreadableFile
        The file is missing, locked, empty, too large or no text.

    Notes
    -----
    UTF-8 and UTF-16 with and without a byte-order mark, else Windows-1252, which Excel writes in
    western Europe and America, or Mac Roman where lines end as on old Macs or Windows-1252 lacks a
    character. Which of the last two it was cannot be told from plain ASCII, where it is the same.
    """
    content = _bytes(path)
    if content.startswith(_SIGNS_OF_WORKBOOKS):
        raise UnreadableFile(
            f"{path.name}: is not a text table but a workbook; give it the ending .xlsx, or save it"
            " as .csv."
        )
    text = _decoded(content)
    if "\0" in text:
        raise UnreadableFile(f"{path.name}: is not a text table; save it as .csv or .xlsx.")
    if not text.strip():
        raise UnreadableFile(f"{path.name}: is empty; expected a header row and rows below.")
    return text


def _bytes(path: Path) -> bytes:
    try:
        if path.exists() and not path.is_file():
            raise UnreadableFile(f"{path.name}: cannot be opened; it is no ordinary file.")
        with path.open("rb") as file:
            content = file.read(MOST_TEXT_BYTES + 1)
    except FileNotFoundError:
        raise UnreadableFile(f"{path.name}: there is no such file.") from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise UnreadableFile(f"{path.name}: cannot be opened ({reason}).") from None
    if len(content) > MOST_TEXT_BYTES:
        raise UnreadableFile(
            f"{path.name}: is larger than {MOST_TEXT_BYTES // 2**20} MB; keep only the columns and"
            " rows that the model needs."
        )
    return content


def _decoded(content: bytes) -> str:
    encoding = next((name for mark, name in _MARKS if content.startswith(mark)), None)
    encoding = encoding or _without_mark(content)
    return content.decode(encoding, errors="replace")


def _without_mark(content: bytes) -> str:
    if content[1:2] == b"\0" and content[0:1] != b"\0":
        return "utf-16-le"
    if content[0:1] == b"\0" and content[1:2] != b"\0":
        return "utf-16-be"
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        old_mac = b"\r" in content and b"\n" not in content
        return "mac-roman" if old_mac or _lacks_windows_characters(content) else "cp1252"
    return "utf-8"


def _lacks_windows_characters(content: bytes) -> bool:
    return any(byte in content for byte in _NOT_IN_WINDOWS_1252)
