"""xlwings, imported in the one way that lets the worksheet functions start quickly.

Only its BSD-licensed part is used: `xlwings.pro`, `xlwings.server` and `xlwings.reports` need a
key and stay out.
"""

from __future__ import annotations

import importlib
import sys
from typing import Any

_CHARTS = "matplotlib"


def _import_xlwings() -> Any:
    """Module xlwings, without matplotlib where that is not loaded yet.

    Notes
    -----
    xlwings loads matplotlib whenever it is installed, only to paste its figures as pictures. The
    functions never do, and it would be a third of their start.
    """
    if _CHARTS in sys.modules:
        return importlib.import_module("xlwings")
    sys.modules[_CHARTS] = None  # type: ignore[assignment]
    try:
        return importlib.import_module("xlwings")
    finally:
        del sys.modules[_CHARTS]


xw = _import_xlwings()
