"""Office packages (.xlsx, .docx): safe to parse or refused, before anything parses them.

Limits count bytes as they are unpacked, because the sizes that an archive states can be forged.
Nothing here follows a link, opens a package inside a package or runs anything.
"""

from __future__ import annotations

import posixpath
import re
import stat
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from urllib.parse import unquote

from mmm_xl.errors import UnreadableFile

MOST_PARTS = 2_000
MOST_TOTAL = 200 * 2**20
MOST_PART = 50 * 2**20
MOST_RATIO = 200
RATIO_COUNTS_FROM = 2**20
"""Bytes of a part from which its compression ratio counts; small parts compress well honestly."""

MOST_FILE = 100 * 2**20
"""Bytes of the file itself."""

MOST_TAGS = 3_000_000
"""Tags of a sheet or of its texts: about a million cells; more would fill the memory."""

MOST_OTHER_TAGS = 500_000
"""Tags of any other part; Excel knows at most 65,490 cell formats, the longest of its lists."""

CONTENT_TYPES = "[Content_Types].xml"

_CHUNK = 2**20
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_DECLARATIONS = tuple(
    word.encode(encoding)
    for word in ("<!DOCTYPE", "<!ENTITY")
    for encoding in ("utf-8", "utf-16-le", "utf-16-be")
)
_ENCODING = re.compile(r"<\?xml[^>]*?encoding\s*=\s*[\"']\s*([^\"'\s]+)")
_ENCODINGS = {"utf-8", "utf8", "utf-16", "utf-16le", "utf-16be", "us-ascii", "ascii"}
_ALIEN_STARTS = (
    b"\xff\xfe\x00\x00", b"\x00\x00\xfe\xff", b"<\x00\x00\x00", b"\x00\x00\x00<",  # UTF-32
    b"\x4c\x6f\xa7\x94",  # EBCDIC
)  # fmt: skip
_LONG = ("xl/worksheets/", "xl/sharedStrings", "xl/pivotCache/", "word/document")
_DRIVE = re.compile(r"[A-Za-z]:")


@dataclass(frozen=True)
class Program:
    """Which program the user opens such a package in.

    Parameters
    ----------
    name : str
        As the user calls it: Excel.
    slim : str
        What to do with a file that is too large.
    """

    name: str
    slim: str

    @property
    def again(self) -> str:
        """What mends most packages."""
        return f"save it anew in {self.name}."


@dataclass(frozen=True)
class Link:
    """One relationship of a package.

    Parameters
    ----------
    source : str
        Name of the ``.rels`` part that states it.
    kind : str
        Last word of its type: ``hyperlink``.
    target : str
        As it is written.
    external : bool
        Whether it leads out of the package.
    """

    source: str
    kind: str
    target: str
    external: bool


def refusal(path: Path, words: str) -> UnreadableFile:
    """Refusal of a file in one sentence."""
    return UnreadableFile(f"{path}: {words}")


def damaged(path: Path, program: str = "Excel") -> UnreadableFile:
    """Refusal of a file that is broken somewhere."""
    words = f"is damaged or incomplete; copy it again, or open it in {program} and save it anew."
    return refusal(path, words)


def read_file(path: Path, thing: str, slim: str) -> bytes:
    """Bytes of a file within the limit, or a sentence that says why not.

    Parameters
    ----------
    thing : str
        What the file should be: "workbook".
    slim : str
        What to do with a file that is too large.
    """
    try:
        if path.is_dir():
            raise refusal(path, f"is a folder; give the name of a {thing} in it.")
        if path.exists() and not path.is_file():
            raise refusal(path, f"is no ordinary file; give the name of a {thing}.")
        if path.stat().st_size > MOST_FILE:
            raise refusal(path, f"is larger than {MOST_FILE // 2**20} MB; {slim}")
        return path.read_bytes()
    except FileNotFoundError:
        raise refusal(path, "there is no such file; check its name and folder.") from None
    except PermissionError:
        raise refusal(
            path, "cannot be opened; close it in Excel, or ask for the right to read it."
        ) from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise refusal(path, f"cannot be read ({reason}); copy it to this computer.") from error


@contextmanager
def opened(path: Path, payload: bytes, program: Program) -> Iterator[zipfile.ZipFile]:
    """Archive whose names are safe; damage met inside the context becomes a refusal."""
    try:
        with zipfile.ZipFile(BytesIO(payload)) as archive:
            _check_names(path, archive, program)
            yield archive
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, SyntaxError) as error:
        raise damaged(path, program.name) from error
    except (RuntimeError, NotImplementedError) as error:
        # zipfile's words for a part with a password or an unknown compression
        raise _locked(path, program) from error


def _locked(path: Path, program: Program) -> UnreadableFile:
    return refusal(path, f"has parts that cannot be unpacked; {program.again}")


def _check_names(path: Path, archive: zipfile.ZipFile, program: Program) -> None:
    entries = archive.infolist()
    if len(entries) > MOST_PARTS:
        raise refusal(
            path,
            f"has {len(entries):,} parts, more than {MOST_PARTS:,}; it is no ordinary file of"
            f" {program.name}.",
        )
    # names differ in more than capitals, by the rules of the format
    names = {entry.filename.casefold() for entry in entries}
    if len(names) < len(entries) or any(_is_unsafe(entry) for entry in entries):
        raise refusal(path, f"has parts with unsafe names; {program.again}")
    if any(entry.compress_type not in _METHODS for entry in entries):
        raise _locked(path, program)


def _is_unsafe(entry: zipfile.ZipInfo) -> bool:
    """Whether a name leads out of a folder or lies about itself, or the part is a symbolic link."""
    name = entry.orig_filename
    return (
        leaves_folder(name)
        or not name.isprintable()
        or entry.filename != name.replace("\\", "/")
        or stat.S_ISLNK(entry.external_attr >> 16)
    )


def leaves_folder(name: str) -> bool:
    """Whether a path is absolute, has a drive letter or steps upwards."""
    steps = re.split(r"[/\\]", name)
    return name.startswith(("/", "\\")) or bool(_DRIVE.match(name)) or ".." in steps


def unpacked(path: Path, archive: zipfile.ZipFile, program: Program) -> Iterator[tuple[str, bytes]]:
    """Name and bytes of every part, each within the limits and free of unsafe XML."""
    total = 0
    for entry in archive.infolist():
        part = _unpack(path, archive, entry, program, MOST_TOTAL - total)
        total += len(part)
        _check_xml(path, entry.filename, part, program)
        yield entry.filename, part


def _unpack(
    path: Path, archive: zipfile.ZipFile, entry: zipfile.ZipInfo, program: Program, room: int
) -> bytes:
    """Bytes of one part, given up as soon as they are too many."""
    most = min(MOST_PART, room)
    read = bytearray()
    with archive.open(entry) as stream:
        while chunk := stream.read(_CHUNK):
            read += chunk
            dense = len(read) > MOST_RATIO * max(1, entry.compress_size)
            if len(read) > most or (dense and len(read) > RATIO_COUNTS_FROM):
                raise refusal(path, f"unpacks to far too much; {program.slim}")
    return bytes(read)


def is_picture(name: str) -> bool:
    """Whether a part is a drawing that may declare its document type; nothing parses pictures."""
    return "/media/" in name and name.lower().endswith(".svg")


def _check_xml(path: Path, name: str, part: bytes, program: Program) -> None:
    if is_picture(name) or not _is_xml(part):
        return
    if any(word in part for word in _DECLARATIONS):
        raise refusal(path, f"holds XML declarations that are not safe; {program.again}")
    if part.startswith(_ALIEN_STARTS) or not _encoding(part) <= _ENCODINGS:
        raise refusal(path, f"holds XML in an encoding that is not safe; {program.again}")
    if part.count(b"<") > 2 * (MOST_TAGS if name.startswith(_LONG) else MOST_OTHER_TAGS):
        raise refusal(path, f"holds far too much; {program.slim}")


def _is_xml(part: bytes) -> bool:
    """Whether the first visible character is ``<``, in any encoding of XML."""
    start = part[:64].lstrip(b"\xef\xbb\xbf\xff\xfe\x00 \t\r\n")
    return start.startswith(b"<") or part.startswith(_ALIEN_STARTS)


def _encoding(part: bytes) -> set[str]:
    """Encoding that the part states, read as every kind of text that it could be."""
    head = part[:1024]
    texts = (head.decode(name, errors="replace") for name in ("latin-1", "utf-16-le", "utf-16-be"))
    return {found[1].lower() for text in texts if (found := _ENCODING.search(text))}


def links(path: Path, name: str, part: bytes, program: Program) -> list[Link]:
    """Relationships that a ``.rels`` part states.

    Raises
    ------
    UnreadableFile
        A target leaves the package without saying so, or leads to a picture as if it were none.
    """
    # not at the top: only a file that is read needs it
    from defusedxml.ElementTree import fromstring

    folder = posixpath.dirname(posixpath.dirname(name))
    found = []
    for relationship in fromstring(part):
        target = unquote(relationship.get("Target", ""))
        kind = relationship.get("Type", "").rpartition("/")[2]
        external = relationship.get("TargetMode") == "External"
        if not external and _is_astray(folder, target, kind):
            raise refusal(path, f"has parts with unsafe names; {program.again}")
        found.append(Link(name, kind, target, external))
    return found


def _is_astray(folder: str, target: str, kind: str) -> bool:
    place = target.partition("#")[0]
    inside = posixpath.normpath(posixpath.join(folder, place.lstrip("/")))
    if not place.startswith("/"):
        inside = posixpath.normpath(posixpath.join(folder, place))
    leads_out = inside.startswith("..") or "\\" in place or re.match(r"[A-Za-z][\w+.-]*:", place)
    return bool(leads_out) or (is_picture(f"/{inside}") and kind != "image")
