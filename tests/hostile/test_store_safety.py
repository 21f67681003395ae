"""The run store and the user's files when the disk is full, a process dies or somebody tampers."""

from __future__ import annotations

import json
import os
import pickle
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from mmm_xl import files
from mmm_xl.cli import app
from mmm_xl.errors import DamagedRun, MmmError, UnknownRun, UnwritableOutput
from mmm_xl.runs import store
from mmm_xl.runs.run import Run
from mmm_xl.workbook.writer import write_atomically
from tests.hostile.interruptions import full_disk, interrupted

RECORD = {"schema": 1}


@pytest.fixture(scope="module")
def small(run: Run) -> Run:
    """The run of the session with few of its draws: what is stored matters, not what it says."""
    return replace(run, posterior=run.posterior.isel(draw=slice(0, 5)))


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("MMM_XL_HOME", str(tmp_path / "home"))
    return tmp_path / "home"


@pytest.fixture
def stored(home: Path, small: Run) -> Run:
    store.save_fit(small)
    store.save_run(small, RECORD)
    return small


def load(run: Run) -> None:
    store.load_posterior(run.fit_id)
    store.load_results(run.run_id)
    store.load_run(run.run_id)


@pytest.mark.skipif(os.name != "posix", reason="processes are forked")
def test_a_kill_at_any_step_and_several_processes_at_once(tmp_path: Path, small: Run) -> None:
    (tmp_path / "run.pickle").write_bytes(pickle.dumps(small))
    (tmp_path / "home").mkdir()
    command = [sys.executable, "-m", "tests.hostile.store_under_stress"]
    done = subprocess.run(
        [*command, str(tmp_path / "run.pickle"), str(tmp_path / "home")],
        capture_output=True, text=True, check=False, cwd=Path(__file__).parents[2],
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert told["steps"] > 20 and told["left_unfinished"] > 5 and told["replace_steps"] >= 4
    assert 0 < told["known_after_kill"] < told["steps"]


def test_a_full_disk_at_any_step_of_storing(home: Path, small: Run) -> None:
    taken = 0
    for at in range(1, 200):
        shutil.rmtree(home, ignore_errors=True)
        with interrupted(at, full_disk) as steps:
            try:
                store.save_fit(small)
                store.save_run(small, RECORD)
            except UnwritableOutput as error:
                assert "cannot be written (No space left on device); make room" in str(error)
                assert "\n" not in str(error)
        if steps.taken < at:
            break
        taken += 1
        assert not list(home.rglob(".new-*"))
        try:
            load(small)
        except (UnknownRun, MmmError) as error:
            assert isinstance(error, UnknownRun)
        store.save_fit(small)
        store.save_run(small, RECORD)
        load(small)
    assert taken > 20


def test_a_full_disk_at_any_step_keeps_the_older_file(tmp_path: Path) -> None:
    path = tmp_path / "plan-results.xlsx"
    for at in range(1, 20):
        path.write_bytes(b"old")
        with interrupted(at, full_disk) as steps:
            try:
                write_atomically(path, b"new")
            except UnwritableOutput as error:
                assert path.read_bytes() == b"old" or steps.taken > at
                assert "No space left" in str(error) and "\n" not in str(error)
        assert [p.name for p in tmp_path.iterdir()] == [path.name]
        if steps.taken < at:
            break
    assert path.read_bytes() == b"new"
    assert at > 4


def test_a_file_that_may_not_be_replaced_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def locked(*args: Any) -> None:
        raise PermissionError(13, "Permission denied")

    path = tmp_path / "plan-results.xlsx"
    path.write_bytes(b"old")
    monkeypatch.setattr(os, "replace", locked)
    with pytest.raises(UnwritableOutput, match="close it in Excel"):
        write_atomically(path, b"new")
    assert path.read_bytes() == b"old"
    assert [p.name for p in tmp_path.iterdir()] == [path.name]


def test_parts_of_living_processes_and_other_files_are_left_alone(tmp_path: Path) -> None:
    dead = tmp_path / ".mmm-xl-2000000001-0a1b2c3d.part"
    kept = [
        tmp_path / f".mmm-xl-{os.getpid()}-0a1b2c3d.part",
        tmp_path / ".mmm-xl-notes.part",
        tmp_path / "mine.part",
    ]
    for path in (dead, *kept):
        path.write_bytes(b"x")
        os.utime(path, (0, 0))
    files.replace_file(tmp_path / "out.json", b"{}")
    if os.name == "posix":
        assert not dead.exists()
    assert all(path.exists() for path in kept)


def flipped(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)


def linked(path: Path) -> None:
    """The same bytes, but somewhere else."""
    elsewhere = path.parent.parent.parent / "elsewhere"
    path.rename(elsewhere)
    path.symlink_to(elsewhere)


TAMPERING: dict[str, Callable[[Path], None]] = {
    "flipped": flipped,
    "cut": lambda path: path.write_bytes(path.read_bytes()[:-5]),
    "emptied": lambda path: path.write_bytes(b""),
    "longer": lambda path: path.write_bytes(path.read_bytes() + b"x"),
    "lost": lambda path: path.unlink(),
    "a folder": lambda path: (path.unlink(), path.mkdir())[1],
    "a link": linked,
}


def stored_files(run: Run) -> list[Path]:
    folders = (store.fits() / run.fit_id, store.runs() / run.run_id)
    return sorted(p for folder in folders for p in folder.iterdir())


@pytest.mark.parametrize("name", TAMPERING)
def test_tampering_with_any_stored_file_is_noticed(home: Path, small: Run, name: str) -> None:
    if name == "a link" and os.name != "posix":
        pytest.skip("links need rights on Windows")
    store.save_fit(small)
    store.save_run(small, RECORD)
    for path in stored_files(small):
        TAMPERING[name](path)
        # without its manifest a folder is not there; all else is damage
        absent = path.name == "manifest.json" and name in {"lost", "a folder"}
        with pytest.raises(UnknownRun if absent else DamagedRun) as caught:
            load(small)
        assert "\n" not in str(caught.value)
        store.list_runs()  # one damaged run does not hide the others
        shutil.rmtree(home)
        (home.parent / "elsewhere").unlink(missing_ok=True)
        store.save_fit(small)
        store.save_run(small, RECORD)
    load(small)


def test_an_added_file_is_noticed(stored: Run) -> None:
    (store.runs() / stored.run_id / "more.json").write_text("{}")
    with pytest.raises(DamagedRun, match="delete the folder"):
        store.load_results(stored.run_id)


@pytest.mark.parametrize(
    "manifest", ["", "[]", "null", "{}", "[" * 100_000, '{"a": 1}', "\udcff"], ids=range(7)
)
def test_a_forged_manifest_is_noticed(stored: Run, manifest: str) -> None:
    path = store.runs() / stored.run_id / "manifest.json"
    path.write_bytes(manifest.encode("utf-8", "surrogateescape"))
    with pytest.raises(DamagedRun):
        store.load_results(stored.run_id)


@pytest.mark.parametrize("content", [b"{}", b"[]", b"null", b"\xff", b"7", b'{"fit_id": 3}'])
def test_a_payload_forged_together_with_its_manifest_is_no_traceback(
    stored: Run, content: bytes
) -> None:
    from mmm_xl.runs.folder import digests

    for path in stored_files(stored):
        if path.name == "manifest.json":
            continue
        before, manifest = path.read_bytes(), path.parent / "manifest.json"
        path.write_bytes(content)
        manifest.write_text(json.dumps(digests(path.parent)))
        try:
            load(stored)
        except MmmError as error:
            assert "delete the folder" in str(error) or "not in the store" in str(error)
        store.list_runs()
        path.write_bytes(before)
        manifest.write_text(json.dumps(digests(path.parent)))
    load(stored)


def test_the_rest_of_a_folder_is_replaced(stored: Run) -> None:
    """Somebody began to delete a run: its manifest is gone, other files are not."""
    for folder in (store.fits() / stored.fit_id, store.runs() / stored.run_id):
        (folder / "manifest.json").unlink()
    store.save_fit(stored)
    store.save_run(stored, RECORD)
    load(stored)
    assert not list(store.runs().glob(".new-*"))


def test_damaged_runs_are_listed_with_what_to_do(
    stored: Run, capsys: pytest.CaptureFixture[str]
) -> None:
    flipped(store.runs() / stored.run_id / "run.json")
    app(["runs", "list"], standalone_mode=False)
    shown = capsys.readouterr().out
    assert stored.run_id in shown and "damaged; delete its folder" in shown
