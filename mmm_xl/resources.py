"""Where things are: shipped templates, the user's own data folder, and compiled kernels."""

from __future__ import annotations

import hashlib
import os
import sys
import tempfile
from pathlib import Path

import platformdirs

_PACKAGE = Path(__file__).resolve().parent


def workbook_templates() -> Path:
    """Folder that holds the blank workbook template and the worked example."""
    return _folder("workbook_templates")


def report_templates() -> Path:
    """Folder that holds the Word styles."""
    return _folder("report_templates")


def data_folder() -> Path:
    """The user's data folder, which holds the run store; ``MMM_XL_HOME`` moves it."""
    moved = os.environ.get("MMM_XL_HOME")
    return Path(moved) if moved else Path(platformdirs.user_data_dir("mmm_xl", appauthor=False))


_CACHE_SETTING = "NUMBA_CACHE_DIR"
_COMPILED_ROOMS = ("transforms", "inference")
"""Rooms whose functions are compiled."""


def kernel_folder() -> Path:
    """Folder of the compiled functions of exactly this source code, in the user's cache folder.

    Notes
    -----
    A compiled function holds those that it calls, but numba looks only at the file that the
    function itself stands in to tell whether it is out of date. Naming the folder after all of
    the source leaves nothing to be out of date.
    """
    cache = Path(platformdirs.user_cache_dir("mmm_xl", appauthor=False))
    return cache / "kernels" / _source_digest()


def keep_kernels() -> None:
    """Let numba keep compiled functions in `kernel_folder`, wherever this package is installed.

    An explicit ``NUMBA_CACHE_DIR`` wins. Where the user's cache folder cannot be written the data
    folder serves, and where neither can, numba finds a place of its own.
    """
    numba = sys.modules.get("numba")
    if os.environ.get(_CACHE_SETTING) or (numba and numba.config.CACHE_DIR):
        return
    preferred = kernel_folder()
    for folder in (preferred, data_folder() / "kernels" / preferred.name):
        if _writable(folder):
            os.environ[_CACHE_SETTING] = str(folder)
            if numba:  # imported before us: it has read its environment
                numba.config.CACHE_DIR = str(folder)
            return


def kernels_compiled() -> bool:
    """Whether an earlier process has left compiled functions."""
    folder = os.environ.get(_CACHE_SETTING)
    return not folder or next(Path(folder).rglob("*.nbi"), None) is not None


def _source_digest() -> str:
    total = hashlib.sha256()
    for path in sorted(p for room in _COMPILED_ROOMS for p in (_PACKAGE / room).glob("*.py")):
        total.update(path.name.encode() + b"\0" + path.read_bytes())
    return total.hexdigest()[:16]


def _writable(folder: Path) -> bool:
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        tempfile.TemporaryFile(dir=folder).close()
    except OSError:
        return False
    return True


def _folder(name: str) -> Path:
    checkout = _PACKAGE.parent / name
    if (_PACKAGE.parent / "pyproject.toml").is_file() and checkout.is_dir():
        return checkout
    return _PACKAGE / "_assets" / name
