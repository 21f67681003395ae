"""From Enter to the figures: ``mmm-xl run`` from process start, and a fit in a warm process."""

from __future__ import annotations

import shutil
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import replace
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
from tests.benchmarks.process import Finished, finished
from tests.benchmarks.tables import Cell, Table

ROOT = Path(__file__).resolve().parents[2]

_TABLE_BEGINS = "Return on spend"
"""First words of the ROI table on the standard output."""

_AIMS = {ModelName.PLAIN: (10, 1.0), ModelName.DEFAULT: (40, 2.5)}
"""Gradient in us and warm fit in seconds that we aim at."""


_QUICK = ("--validation", "quick")


def run_tables(*, repeats: int) -> Iterator[Table]:
    yield _from_process_start(repeats)
    yield _warm_process(repeats)


def _from_process_start(repeats: int) -> Table:
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        book = place / "example.xlsx"
        command_below(place, "example", str(book))
        shutil.rmtree(place / "caches", ignore_errors=True)
        shutil.rmtree(place / "home", ignore_errors=True)
        rows: list[tuple[Cell, ...]] = []
        for name, times, stored, options in (
            ("empty caches, empty store", 1, False, _QUICK),
            ("warm caches, new fit", repeats, False, _QUICK),
            ("warm caches, new preview", repeats, False, ("--preview",)),
            ("warm caches, stored fit", repeats, True, _QUICK),
            ("warm caches, new fit, standard validation", repeats, False, ()),
        ):
            print(f"run: {name}", file=sys.stderr)
            if stored:
                _run(place, book, options)
            found = []
            for _ in range(times):
                if not stored:
                    _forget_fits(place)
                found.append(_run(place, book, options))
            rows.append(
                (
                    name,
                    median(_seconds_to_table(done) for done in found),
                    median(done.wall for done in found),
                    median(done.cpu for done in found),
                    max(done.peak for done in found),
                    times,
                )
            )
    return Table(
        "`mmm-xl run` on the worked example, from process start",
        ("caches", "to the ROI table s", "to the end s", "processor s", "peak memory MB", "runs"),
        tuple(rows),
        (
            "156 weeks, 6 channels, default specification, 4 chains of 1000 + 1000 draws (300 + 200"
            " for the preview); medians of the runs, greatest peak; the end is workbook, Word"
            " report and results.json written. Validation is quick unless said."
            " Empty caches: kernel, charts and fonts are prepared anew.",
            "Aim: the ROI table within 6 s with warm caches.",
        ),
    )


def _environment(place: Path) -> dict[str, str]:
    """Every cache and store below ``place``; the user's own are neither used nor touched."""
    caches, home = place / "caches", place / "home"
    home.mkdir(exist_ok=True)
    return {
        "MMM_XL_HOME": str(home),
        "NUMBA_CACHE_DIR": str(caches / "numba"),
        "MPLCONFIGDIR": str(caches / "matplotlib"),
        "XDG_CACHE_HOME": str(caches),
        "PYTHONPATH": str(ROOT),
    }


def command_below(place: Path, *arguments: str) -> Finished:
    """One command line with every cache and store below a folder."""
    command = [sys.executable, "-m", "mmm_xl", *arguments]
    return finished(command, place, _environment(place))


def _forget_fits(place: Path) -> None:
    """Empty the store; whatever else lives in the data folder is a cache and stays."""
    for name in ("fits", "runs"):
        shutil.rmtree(place / "home" / name, ignore_errors=True)


def _run(place: Path, book: Path, options: tuple[str, ...]) -> Finished:
    return command_below(place, "run", str(book), "-o", str(place / "out"), *options)


def _seconds_to_table(run: Finished) -> float:
    begins = (at for at, line in run.lines if line.strip().startswith(_TABLE_BEGINS))
    return next(begins, float("nan"))


_LENGTHS = ((1000, 1000), (500, 500))
"""Steps of tuning and draws kept: the default's, and enough for a min ESS of 1,000."""


def _warm_process(repeats: int) -> Table:
    read = build_dataset(to_raw(simulate().contents))
    rows: list[tuple[Cell, ...]] = []
    for model, (aim_gradient, aim_fit) in _AIMS.items():
        print(f"run: warm process, {model}", file=sys.stderr)
        dataset = replace(read, settings=replace(read.settings, model=model))
        spec = build_spec(dataset)
        timed_fit(dataset, spec, SamplerSettings(seed=1))  # the first fit loads what it needs
        gradient = gradient_seconds(build_design(dataset, spec), spec) * 1e6
        for tune, draws in _LENGTHS:
            fits = [
                timed_fit(dataset, spec, SamplerSettings(tune=tune, draws=draws, seed=2 + i))
                for i in range(repeats)
            ]
            fit = median_fit(fits)
            rows.append(
                (
                    str(model),
                    gradient,
                    aim_gradient,
                    f"{tune} + {draws}",
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
            "tune + draws",
            "fit s",
            "aim s",
            "min ESS of ROI",
            "ESS per 1000 gradients",
            "divergences",
            "fits",
        ),
        tuple(rows),
        (
            "4 chains; medians over seeds, divergences added up; the aim for the plain fit includes"
            " a min ESS of at least 1,000.",
        ),
    )
