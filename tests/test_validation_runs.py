"""A standard validation as a user meets it: stopped in the middle, it goes on from there."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from mmm_xl.data.simulator import EXAMPLE_CHANNELS, simulate
from mmm_xl.workbook.template import write_template
from tests.test_cli import mmm, sha

FEW = ("--chains", "2", "--tune", "150", "--draws", "150", "--validation", "standard")
WRITTEN = ("book-results.xlsx", "book-report.docx", "results.json")


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    """A workbook of two channels and a year and a half."""
    made = tmp_path_factory.mktemp("validation")
    world = simulate(seed=5, weeks=80, channels=EXAMPLE_CHANNELS[:2])
    write_template(made / "book.xlsx", world.contents)
    return made


def stored(home: Path) -> dict[str, int]:
    """Stored fits with the time at which each was made."""
    fits = (home / "fits").glob("fit-*")
    return {fit.name: (fit / "manifest.json").stat().st_mtime_ns for fit in fits}


def interrupted(folder: Path, home: Path) -> tuple[int, str, str]:
    """Status and words of a run that hears Ctrl-C once a quarter of its refits is done."""
    process = subprocess.Popen(
        [sys.executable, "-u", "-m", "mmm_xl", "run", "book.xlsx", "-o", "first", *FEW],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=folder,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[1]), "MMM_XL_HOME": str(home)},
        # a suite started in the background ignores interrupts, and would hand that on
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),  # noqa: PLW1509
    )  # fmt: skip
    told = []
    for line in iter(process.stdout.readline, ""):
        told.append(line)
        if re.fullmatch(r"  \d+ of \d+ refits\n", line):
            process.send_signal(signal.SIGINT)
            break
    rest, errors = process.communicate(timeout=120)
    return process.returncode, "".join(told) + rest, errors


@pytest.mark.skipif(os.name != "posix", reason="sends a POSIX interrupt")
def test_an_interrupted_validation_goes_on_and_gives_the_same_bytes(folder) -> None:
    home = folder / "store"
    status, told, errors = interrupted(folder, home)
    assert (status, errors.count("\n")) == (130, 1), told + errors
    assert list((folder / "first").iterdir()) == []
    table, began = told.index("Return on spend"), told.index("Validation (standard): ")
    assert table < began
    before = stored(home)

    again = mmm("run", "book.xlsx", "-o", "again", *FEW, cwd=folder, MMM_XL_HOME=str(home))
    assert again.returncode == 0, again.stderr
    (words,) = re.findall(r"Validation \(standard\): .*", again.stdout)
    kept, asked = map(int, re.search(r"(\d+) of (\d+) are stored already", words).groups())
    assert asked // 4 <= kept < asked
    after = stored(home)
    assert {name: when for name, when in after.items() if name in before} == before
    assert len(after) > len(before) >= kept

    fresh = folder / "fresh store"
    whole = mmm("run", "book.xlsx", "-o", "whole", *FEW, cwd=folder, MMM_XL_HOME=str(fresh))
    assert "are stored already" not in whole.stdout
    assert stored(fresh).keys() == after.keys()
    for name in WRITTEN:
        assert sha(folder / "whole" / name) == sha(folder / "again" / name), name

    record = json.loads((folder / "whole/results.json").read_text("utf-8"))
    rows = {row["group"]: row["verdict"] for row in record["validation"]}
    assert rows["Weeks not seen"] != "not done"
    assert record["verdict"]["level"] != "use"
    assert record["forecast"]
