"""What the functions load, and that these tests leave every module as it was."""

from __future__ import annotations

import importlib
import os
import subprocess
import sys
from pathlib import Path

import com_shim
import pytest

_HEAVY = ("pymc", "pytensor", "arviz", "arviz_stats", "matplotlib", "nutpie", "numba", "xarray")
_LICENSED = ("xlwings.pro", "xlwings.server", "xlwings.reports")
_LOOK_UP = """
import sys
import mmm_xl.excel.udfs as udfs
udfs.MMM_ROI("run-0123456789ab")
print(*sorted(set(sys.argv[1].split(",")) & set(sys.modules)))
"""


def test_look_ups_load_neither_sampler_nor_licensed_code(tmp_path: Path) -> None:
    """xarray comes with the first fit; matplotlib would come with xlwings itself."""
    environment = {k: v for k, v in os.environ.items() if k != "XLWINGS_LICENSE_KEY"}
    environment |= {"HOME": str(tmp_path), "USERPROFILE": str(tmp_path)}
    environment |= {"MMM_XL_HOME": str(tmp_path / "store")}
    loaded = subprocess.run(
        [sys.executable, "-c", _LOOK_UP, ",".join((*_HEAVY, *_LICENSED))],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert loaded.stderr == ""
    assert loaded.stdout.split() == []


def test_functions_are_plain_python_without_excel() -> None:
    udfs = importlib.import_module("mmm_xl.excel.udfs")
    assert udfs.MMM_VERSION().startswith("mmm_xl ")
    if not sys.platform.startswith("win"):
        assert not hasattr(udfs.MMM_ROI, "__xlfunc__")


def test_shim_leaves_every_module_as_it_was() -> None:
    udfs = importlib.import_module("mmm_xl.excel.udfs")
    xlwings = importlib.import_module("xlwings")
    func = xlwings.func
    with com_shim.installed() as host:
        assert sys.modules["xlwings"] is not xlwings
        assert host.udfs is not udfs
        assert hasattr(host.udfs.MMM_ROI, "__xlfunc__")
    assert sys.modules["xlwings"] is xlwings
    assert sys.modules["mmm_xl.excel.udfs"] is udfs
    assert xlwings.func is func
    if not sys.platform.startswith("win"):
        with pytest.raises(ImportError):
            importlib.import_module("pywintypes")


def test_state_survives_a_reload_of_the_functions(excel: com_shim.Host) -> None:
    """xlwings loads the module anew whenever its file changes."""
    board, worker = excel.ours("messages").BOARD, excel.ours("worker").WORKER
    excel.call("MMM_ROI", "run-nowhere")
    importlib.reload(excel.udfs)
    assert excel.ours("messages").BOARD is board
    assert excel.ours("worker").WORKER is worker
    assert "run-nowhere" in excel.call("MMM_MESSAGE")
