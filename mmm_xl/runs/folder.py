"""Folders that are whole or absent: filled aside, manifest last, renamed once, checked on load.

A folder is filled under a temporary name, its manifest of SHA-256 digests last, brought to the disk
and then renamed, so a reader meets a whole folder or none, whenever the writer was stopped.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from mmm_xl.errors import DamagedRun, UnwritableOutput
from mmm_xl.files import sync_folder, write_synced, writing
from mmm_xl.resources import data_folder

MANIFEST = "manifest.json"

_UNFINISHED = ".new-"
_LOCK = "store.lock"


@contextmanager
def new_folder(target: Path) -> Iterator[Path | None]:
    """Temporary folder that becomes ``target`` when filled; None where ``target`` exists.

    Raises
    ------
    UnwritableOutput
        The disk is full or refuses; nothing of the folder is left.
    """
    if (target / MANIFEST).is_file():
        yield None
        return
    try:
        target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with writing(data_folder() / _LOCK, partial(_tidy, target.parent)):
            yield from _filled(target)
    except OSError as problem:
        raise _unwritable(problem) from problem


def _filled(target: Path) -> Iterator[Path]:
    temporary = Path(tempfile.mkdtemp(prefix=_UNFINISHED, dir=target.parent))
    try:
        yield temporary
        manifest = json.dumps(digests(temporary), indent=1, sort_keys=True, ensure_ascii=False)
        write_synced(temporary / MANIFEST, f"{manifest}\n".encode())
        sync_folder(temporary)
        _publish(temporary, target)
    finally:
        shutil.rmtree(temporary, ignore_errors=True)


def _publish(temporary: Path, target: Path) -> None:
    try:
        temporary.rename(target)
    except OSError:
        if (target / MANIFEST).is_file():
            return  # another process stored the same content first: same name, same bytes
        if not target.exists():
            raise
        _set_aside(target)  # the rest of a folder that somebody has begun to delete
        temporary.rename(target)
    sync_folder(target.parent)


def _set_aside(folder: Path) -> None:
    rest = Path(tempfile.mkdtemp(prefix=_UNFINISHED, dir=folder.parent))
    folder.rename(rest / folder.name)
    shutil.rmtree(rest, ignore_errors=True)


def _tidy(parent: Path) -> None:
    """Remove what processes that were stopped have left unfinished."""
    for rest in parent.glob(f"{_UNFINISHED}*"):
        shutil.rmtree(rest, ignore_errors=True)


def _unwritable(problem: OSError) -> UnwritableOutput:
    return UnwritableOutput(
        f"The run store in {data_folder()} cannot be written ({problem.strerror or problem}); make"
        " room or set MMM_XL_HOME to another folder."
    )


def digests(folder: Path) -> dict[str, str]:
    """SHA-256 of every file of a folder but its manifest.

    Raises
    ------
    OSError
        Something in it is no plain file.
    """
    files = sorted(path for path in folder.iterdir() if path.name != MANIFEST)
    if any(path.is_symlink() or not path.is_file() for path in files):
        raise OSError("only plain files are stored")
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def verify(folder: Path) -> None:
    """Check every file of a folder against its manifest.

    Raises
    ------
    DamagedRun
        A file was changed, added, lost or replaced by a link.
    """
    manifest = folder / MANIFEST
    try:
        told = json.loads(manifest.read_text("utf-8"))
        sound = not (folder.is_symlink() or manifest.is_symlink()) and digests(folder) == told
    except (OSError, ValueError, RecursionError):
        sound = False
    if not sound:
        raise damaged(folder)


def damaged(folder: Path) -> DamagedRun:
    """Refusal of a stored folder."""
    return DamagedRun(
        f"The stored {folder.name} was changed or damaged; delete the folder {folder} and run"
        " the workbook again."
    )


@contextmanager
def readable(folder: Path) -> Iterator[None]:
    """Files that match their digests but not what this version stores are damage too.

    Raises
    ------
    DamagedRun
    """
    try:
        yield
    except (OSError, ValueError, KeyError, TypeError, AttributeError, zipfile.BadZipFile) as error:
        raise damaged(folder) from error
