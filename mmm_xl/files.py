"""Files that are whole or absent whatever stops the program, and names that any system takes."""

from __future__ import annotations

import hashlib
import os
import re
import secrets
import time
import unicodedata
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

try:
    import fcntl
except ImportError:  # Windows has no locks that several processes share
    fcntl = None  # type: ignore[assignment]

LONGEST_NAME = 150
"""Bytes of a file name made of a user's text; systems take 255, and endings follow."""

SECONDS_UNTOUCHED = 3_600.0
"""Age at which an unfinished file is nobody's; its process may run on another computer."""

_REFUSED = re.compile(r'[<>:"/\\|?*%$`]')
_PART = re.compile(r"\.mmm-xl-(\d+)-[0-9a-f]+\.part")


def file_name(text: str) -> str:
    """Text as part of a file name: nothing that steers a path, a shell or a terminal.

    Notes
    -----
    A long text is cut and ends with a digest of the whole, so that two of them stay apart.
    """
    plain = "".join("_" if unicodedata.category(c)[0] == "C" else c for c in text)
    name = _REFUSED.sub("_", " ".join(plain.split())).lstrip(".-~ ") or "book"
    if len(name.encode()) <= LONGEST_NAME:
        return name
    digest = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:8]
    return name.encode()[: LONGEST_NAME - 9].decode(errors="ignore") + f"-{digest}"


def write_synced(path: Path, payload: bytes) -> None:
    """Write a new file and wait until the disk has it.

    Raises
    ------
    OSError
        There is such a file or link already, or the disk refuses.
    """
    with path.open("xb") as file:
        file.write(payload)
        file.flush()
        os.fsync(file.fileno())


def replace_file(path: Path, payload: bytes) -> None:
    """Write a file completely or not at all; an older one stays until the new one is whole.

    Raises
    ------
    OSError
        The folder does not exist or refuses the file, or the disk is full.
    """
    _drop_abandoned(path.parent)
    part = path.with_name(f".mmm-xl-{os.getpid()}-{secrets.token_hex(4)}.part")
    try:
        write_synced(part, payload)
        part.replace(path)
    except BaseException:
        with suppress(OSError):
            part.unlink(missing_ok=True)
        raise
    sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    """Wait until the disk has the names in a folder, on systems that can tell."""
    if os.name != "posix":
        return
    with suppress(OSError):  # some network drives refuse; the rename itself has happened
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _drop_abandoned(folder: Path) -> None:
    """Remove parts that processes which are no more have left in a folder."""
    if os.name != "posix":
        return  # asking whether a process lives would end it there
    with suppress(OSError):
        for path in folder.glob(".mmm-xl-*.part"):
            match = _PART.fullmatch(path.name)
            if match and not _is_alive(int(match[1])) and _age(path) > SECONDS_UNTOUCHED:
                path.unlink(missing_ok=True)


def _age(path: Path) -> float:
    return time.time() - path.stat().st_mtime


def _is_alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except (OSError, OverflowError):
        return True
    return True


@contextmanager
def writing(lock: Path, tidy: Callable[[], None]) -> Iterator[None]:
    """Hold a share of a lock while writing; whoever holds it alone tidies up first.

    Notes
    -----
    The system gives the share back when the process ends, however it ends. So what is unfinished
    while nobody else has a share was left by a process that is no more. Where there are no such
    locks (Windows, some network drives) nothing is tidied.
    """
    try:
        file = lock.open("ab")
    except OSError:
        yield
        return
    with file:
        if fcntl is not None:
            _share(file, tidy)
        yield


def _share(file: IO[bytes], tidy: Callable[[], None]) -> None:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        pass
    else:
        tidy()
    with suppress(OSError):
        fcntl.flock(file, fcntl.LOCK_SH)
