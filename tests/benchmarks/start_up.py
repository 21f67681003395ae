"""From Enter to the figures: ``mmm-xl run`` from process start, and a fit in a warm process."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, replace
from pathlib import Path
from statistics import median

from mmm_xl.data.build import build_dataset
from mmm_xl.data.contents import to_raw
from mmm_xl.data.simulator import simulate
from mmm_xl.inference.sampler_settings import SamplerSettings
from mmm_xl.model.design import build_design
from mmm_xl.model.spec import build_spec
from mmm_xl.names import ModelName
from tests.benchmarks.measure import gradient_seconds, median_fit, timed_fit
from tests.benchmarks.tables import Cell, Table

ROOT = Path(__file__).resolve().parents[2]

_TABLE_BEGINS = "Return on spend"
"""First words of the ROI table on the standard output."""

_AIMS = {ModelName.PLAIN: (10, 1.0), ModelName.DEFAULT: (40, 2.5)}
"""Gradient in us and warm fit in seconds that we aim at."""


@dataclass(frozen=True)
class Timing:
    """One run of the command line.

    Parameters
    ----------
    table, end : float, seconds since process start
    peak : float, megabytes
    """

    table: float
    end: float
    peak: float


def run_tables(*, repeats: int) -> list[Table]:
    return [_from_process_start(repeats), _warm_process(repeats)]


def _from_process_start(repeats: int) -> Table:
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        book = place / "example.xlsx"
        _finished(place, "example", str(book))
        shutil.rmtree(place / "caches", ignore_errors=True)
        shutil.rmtree(place / "home", ignore_errors=True)
        rows: list[tuple[Cell, ...]] = []
        for name, times, stored, options in (
            ("empty caches, empty store", 1, False, ()),
            ("warm caches, new fit", repeats, False, ()),
            ("warm caches, new preview", repeats, False, ("--preview",)),
            ("warm caches, stored fit", repeats, True, ()),
        ):
            print(f"run: {name}", file=sys.stderr)
            if stored:
                _timed_run(place, book, options)
            found = []
            for _ in range(times):
                if not stored:
                    _forget_fits(place)
                found.append(_timed_run(place, book, options))
            rows.append(
                (
                    name,
                    median(t.table for t in found),
                    median(t.end for t in found),
                    max(t.peak for t in found),
                    times,
                )
            )
    return Table(
        "`mmm-xl run` on the worked example, from process start",
        ("caches", "to the ROI table s", "to the end s", "peak memory MB", "runs"),
        tuple(rows),
        (
            "156 weeks, 6 channels, default specification, 4 chains of 1000 + 1000 draws (300 + 200"
            " for the preview); medians of the runs, greatest peak; the end is workbook, Word"
            " report and results.json written. Empty caches: kernel, charts and fonts are prepared"
            " anew.",
            "Aim: the ROI table within 6 s with warm caches.",
        ),
    )


def _environment(place: Path) -> dict[str, str]:
    """Every cache and store below ``place``; the user's own are neither used nor touched."""
    caches, home = place / "caches", place / "home"
    home.mkdir(exist_ok=True)
    return {
        **os.environ,
        "MMM_XL_HOME": str(home),
        "NUMBA_CACHE_DIR": str(caches / "numba"),
        "MPLCONFIGDIR": str(caches / "matplotlib"),
        "XDG_CACHE_HOME": str(caches),
        "PYTHONUNBUFFERED": "1",
        "PYTHONPATH": str(ROOT),
    }


def _finished(place: Path, *arguments: str) -> None:
    command = [sys.executable, "-m", "mmm_xl", *arguments]
    subprocess.run(
        command, env=_environment(place), cwd=place, check=True, stdout=subprocess.DEVNULL
    )


def _forget_fits(place: Path) -> None:
    """Empty the store; whatever else lives in the data folder is a cache and stays."""
    for name in ("fits", "runs"):
        shutil.rmtree(place / "home" / name, ignore_errors=True)


def _timed_run(place: Path, book: Path, options: tuple[str, ...]) -> Timing:
    arguments = ("run", str(book), "-o", str(place / "out"), *options)
    start = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, "-m", "mmm_xl", *arguments],
        env=_environment(place),
        cwd=place,
        stdout=subprocess.PIPE,
        text=True,
    )
    table = float("nan")
    with process.stdout as lines:
        for line in lines:
            if line.strip().startswith(_TABLE_BEGINS):
                table = time.perf_counter() - start
    _, status, usage = os.wait4(process.pid, 0)
    end = time.perf_counter() - start
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        raise subprocess.CalledProcessError(process.returncode, arguments)
    # Linux counts kilobytes, macOS bytes
    return Timing(table, end, usage.ru_maxrss / (1e6 if sys.platform == "darwin" else 1e3))


def _warm_process(repeats: int) -> Table:
    read = build_dataset(to_raw(simulate().contents))
    rows: list[tuple[Cell, ...]] = []
    for model, (aim_gradient, aim_fit) in _AIMS.items():
        print(f"run: warm process, {model}", file=sys.stderr)
        dataset = replace(read, settings=replace(read.settings, model=model))
        spec = build_spec(dataset)
        timed_fit(dataset, spec, SamplerSettings(seed=1))  # the first fit loads what it needs
        fits = [timed_fit(dataset, spec, SamplerSettings(seed=2 + i)) for i in range(repeats)]
        fit = median_fit(fits)
        gradient = gradient_seconds(build_design(dataset, spec), spec) * 1e6
        rows.append(
            (
                str(model),
                gradient,
                aim_gradient,
                fit.seconds,
                aim_fit,
                fit.min_ess,
                1000 * fit.min_ess / fit.gradients,
                fit.divergences,
                repeats,
            )
        )
    return Table(
        "A fit in a warm process, worked example (156 weeks, 6 channels)",
        (
            "specification",
            "gradient us",
            "aim us",
            "fit s",
            "aim s",
            "min ESS of ROI",
            "ESS per 1000 gradients",
            "divergences",
            "fits",
        ),
        tuple(rows),
        (
            "4 chains of 1000 + 1000 draws; medians over seeds, divergences added up; the aim for"
            " the plain fit includes a min ESS of at least 1,000.",
        ),
    )
