"""Measure mmm_xl and its peers; print Markdown tables.

Run from the repository, in an environment with mmm_xl's test extra::

    python -m tests.benchmarks                 all tables, a good hour on two cores
    python -m tests.benchmarks grid --quick    growth with weeks and channels, few draws
    python -m tests.benchmarks lift            gradient with 0, 2 and 10 lift tests
    python -m tests.benchmarks run             from process start, cold and warm; a warm process
    python -m tests.benchmarks show            figures of a stored run, from process start
    python -m tests.benchmarks refits          1 fit + 5 folds + 9 sensitivity refits
    python -m tests.benchmarks calibration     intervals against the truth, simulated advertisers
    python -m tests.benchmarks peers           PyMC-Marketing and Meridian, side by side

Tables go to the standard output, what is being measured to the standard error::

    python -m tests.benchmarks all > measured.md

``calibration`` appends each finished world to a file below ``--out``; started again, it goes on,
and with more ``--worlds`` it only fits the new ones.

``peers`` installs PyMC-Marketing and Meridian with pip (uv where it is on the path) into
environments of their own below ``--environments``: about 4 GB and, on first use, some minutes.
They are never a dependency; delete the folder at will. ``--peer-python`` names the interpreter
they are made with, where this one is too new for them. ``--national`` is Meridian's
``national_all_channels.csv``; without the file that case is left out.

Figures depend on the machine and on what else it does: its load stands above the tables. Nothing
is asserted here. Linux and macOS.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

from tests.benchmarks.tables import Table, machine, markdown

_NATIONAL = (
    Path(__file__).resolve().parents[3]
    / "shared"
    / "data"
    / "meridian"
    / "national_all_channels.csv"
)


def main() -> None:
    arguments = _parser().parse_args()
    parts = _parts(arguments)
    chosen = parts if arguments.part == "all" else {arguments.part: parts[arguments.part]}
    # the user's own store is neither read nor filled
    with tempfile.TemporaryDirectory() as home:
        os.environ["MMM_XL_HOME"] = home
        print(f"Measured on {machine()}.\n", flush=True)
        for table in _tables(chosen):
            print(markdown(table), flush=True)


def _tables(parts: dict[str, Callable[[], Iterator[Table]]]) -> Iterator[Table]:
    for make in parts.values():
        yield from make()


def _parts(arguments: argparse.Namespace) -> dict[str, Callable[[], Iterator[Table]]]:
    """Parts by name; each imports what it needs when it runs."""

    def grid() -> Iterator[Table]:
        from tests.benchmarks.grid import grid_tables

        return grid_tables(quick=arguments.quick)

    def run() -> Iterator[Table]:
        from tests.benchmarks.start_up import run_tables

        return run_tables(repeats=arguments.repeats)

    def show() -> Iterator[Table]:
        from tests.benchmarks.show import show_tables

        return show_tables(repeats=arguments.repeats)

    def refits() -> Iterator[Table]:
        from tests.benchmarks.refits import refit_tables

        return refit_tables(repeats=arguments.repeats)

    def peers() -> Iterator[Table]:
        from tests.benchmarks.side_by_side import Options, peer_tables

        return peer_tables(
            Options(
                arguments.environments.resolve(),
                arguments.peer_python,
                arguments.national.resolve(),
                0 if arguments.quick else arguments.repeats,
            )
        )

    def lift() -> Iterator[Table]:
        from tests.benchmarks.lift import lift_tables

        return lift_tables()

    def calibration() -> Iterator[Table]:
        from tests.benchmarks.calibration_tables import OUT, calibration_tables

        return calibration_tables(arguments.worlds, (arguments.out or OUT).resolve())

    return {
        "grid": grid,
        "lift": lift,
        "run": run,
        "show": show,
        "refits": refits,
        "calibration": calibration,
        "peers": peers,
    }


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m tests.benchmarks",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument(
        "part",
        nargs="?",
        default="all",
        choices=("grid", "lift", "run", "show", "refits", "calibration", "peers", "all"),
    )
    parser.add_argument(
        "--quick",
        action="store_true",
        help="few draws in the grid; each product once, caches as they are",
    )
    parser.add_argument("--repeats", type=int, default=3, help="timed runs of each (default 3)")
    parser.add_argument("--worlds", type=int, default=48, help="simulated advertisers (default 48)")
    parser.add_argument("--out", type=Path, help="folder of the calibration's finished worlds")
    parser.add_argument(
        "--environments",
        type=Path,
        default=Path(tempfile.gettempdir()) / "mmm_xl-peers",
        help="folder of the peers' environments",
    )
    parser.add_argument(
        "--peer-python", default=sys.executable, help="interpreter to make them with"
    )
    parser.add_argument("--national", type=Path, default=_NATIONAL, help="Meridian's table")
    return parser


if __name__ == "__main__":
    main()
