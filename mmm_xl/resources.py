"""Where things are: shipped templates, and the user's own data folder."""

from __future__ import annotations

import os
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


def _folder(name: str) -> Path:
    checkout = _PACKAGE.parent / name
    if (_PACKAGE.parent / "pyproject.toml").is_file() and checkout.is_dir():
        return checkout
    return _PACKAGE / "_assets" / name
