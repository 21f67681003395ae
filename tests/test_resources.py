"""Where compiled functions are kept."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from mmm_xl import resources

SETTING = "NUMBA_CACHE_DIR"


@pytest.fixture
def nothing_set(monkeypatch, tmp_path):
    """No place is stated, numba is not imported yet, and the user's cache is a new folder."""
    monkeypatch.setenv(SETTING, "")
    monkeypatch.delitem(sys.modules, "numba", raising=False)
    cache = tmp_path / "cache"
    monkeypatch.setattr(resources.platformdirs, "user_cache_dir", lambda *_, **__: str(cache))
    return cache


def test_kernels_are_kept_in_the_users_cache(nothing_set) -> None:
    resources.keep_kernels()
    assert Path(os.environ[SETTING]) == resources.kernel_folder()
    assert resources.kernel_folder().is_relative_to(nothing_set)
    assert resources.kernel_folder().is_dir()


def test_a_stated_place_wins(nothing_set, monkeypatch, tmp_path) -> None:
    monkeypatch.setenv(SETTING, str(tmp_path / "mine"))
    resources.keep_kernels()
    assert os.environ[SETTING] == str(tmp_path / "mine")
    assert not nothing_set.exists()


def test_the_data_folder_serves_where_the_cache_cannot_be_written(
    nothing_set, monkeypatch, tmp_path
) -> None:
    nothing_set.write_text("a file in the way")
    monkeypatch.setenv("MMM_XL_HOME", str(tmp_path / "home"))
    resources.keep_kernels()
    assert Path(os.environ[SETTING]).is_relative_to(tmp_path / "home")


def test_numba_looks_for_itself_where_nothing_can_be_written(
    nothing_set, monkeypatch, tmp_path
) -> None:
    nothing_set.write_text("a file in the way")
    monkeypatch.setenv("MMM_XL_HOME", str(nothing_set))
    resources.keep_kernels()
    assert os.environ[SETTING] == ""


def test_numba_that_was_imported_before_is_told(nothing_set, monkeypatch) -> None:
    numba = SimpleNamespace(config=SimpleNamespace(CACHE_DIR=""))
    monkeypatch.setitem(sys.modules, "numba", numba)
    resources.keep_kernels()
    assert numba.config.CACHE_DIR == os.environ[SETTING] == str(resources.kernel_folder())


def test_any_change_of_compiled_source_changes_the_folder(monkeypatch, tmp_path) -> None:
    monkeypatch.setattr(resources, "_PACKAGE", tmp_path)
    names = set()
    for room in ("transforms", "inference"):
        (tmp_path / room).mkdir()
        for text in ("a", "b"):
            (tmp_path / room / "kernel.py").write_text(text)
            names.add(resources.kernel_folder().name)
    assert len(names) == 4


@pytest.mark.skipif(sys.platform != "linux", reason="moves the user's cache by a Linux setting")
def test_a_compiled_function_is_kept_there_and_not_beside_the_source(tmp_path) -> None:
    package = Path(resources.__file__).parent
    before = set(package.rglob("*.nb?"))
    code = (
        "import numpy as np, mmm_xl.resources as r\n"
        "assert not r.kernels_compiled()\n"
        "from mmm_xl.transforms.response import multiplied_totals\n"
        "ones, none = np.ones((1, 1, 1)), np.ones((1, 1, 0))\n"
        "curve = (ones, ones[0], np.ones(1, dtype=np.int64), none, none, none)\n"
        "multiplied_totals(curve, ones, ones[0])\n"
        "assert r.kernels_compiled()\n"
    )
    environment = {**os.environ, "XDG_CACHE_HOME": str(tmp_path), SETTING: ""}
    subprocess.run([sys.executable, "-c", code], check=True, cwd=package.parent, env=environment)
    assert list((tmp_path / "mmm_xl" / "kernels").rglob("response.*.nbi"))
    assert set(package.rglob("*.nb?")) == before
