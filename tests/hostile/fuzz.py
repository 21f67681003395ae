"""Thousands of damaged inputs, each of which must end in a result or a clear error.

``python -m tests.hostile.fuzz --inputs 2000 --seed 1`` prints what became of them. Inputs run in a
process of its own, so a hang or a crash is counted and the others go on.
"""

from __future__ import annotations

import argparse
import hashlib
import multiprocessing
import random
import sys
import tempfile
import traceback
import warnings
from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from hypothesis.errors import HypothesisWarning

from mmm_xl.errors import MmmError
from mmm_xl.names import WEEK
from tests.hostile.mutations import ZIP_MUTATIONS, mutate_text

PATIENCE = 60.0
"""Seconds for one input; the slowest takes about two."""

SHARED = Path(__file__).resolve().parents[3] / "shared" / "data" / "messy"
TEMPLATES = Path(__file__).resolve().parents[2] / "workbook_templates"
WAYS = ("workbook", "workbook", "workbook", "cells", "import", "text", "command", "trace")


@dataclass(frozen=True)
class Source:
    """A sound file to start from."""

    name: str
    payload: bytes


def sources() -> list[Source]:
    """Shipped workbooks and results most often, and wild files where they are at hand."""
    shipped = [Source(p.name, p.read_bytes()) for p in sorted(TEMPLATES.glob("*.xlsx"))]
    wild = sorted(SHARED.glob("*.xlsx")) if SHARED.is_dir() else []
    found = [Source(p.name, p.read_bytes()) for p in wild if p.stat().st_size < 2**20]
    return [*shipped, _results(), *shipped, *found]


def _results() -> Source:
    """Workbook with result sheets."""
    from mmm_xl.data.simulator import simulate
    from mmm_xl.workbook.inject import results_spec
    from mmm_xl.workbook.writer import book_bytes
    from tests.workbook import book_samples

    spec = results_spec(simulate().contents, book_samples.document())
    return Source("results.xlsx", book_bytes(spec))


def tables() -> list[Source]:
    """Text tables."""
    days = [date(2024, 1, 7) + timedelta(weeks=i) for i in range(40)]
    lines = ["Week ending,revenue,tv,search,price"]
    lines += [f"{day},{1000 + i},{i % 3},{i},1.5" for i, day in enumerate(days)]
    made = [Source("made.csv", "\n".join(lines).encode())] * 4
    wild = sorted(SHARED.glob("*.csv")) if SHARED.is_dir() else []
    return made + [Source(p.name, p.read_bytes()) for p in wild]


def verdict(way: str, seed: int, folder: Path, books: list[Source], texts: list[Source]) -> str:
    """What became of one input: ``result``, the class of a clear error, or what is wrong."""
    dice = random.Random(f"{way}-{seed}")
    if way == "cells":
        return _judged(lambda: _check_cells(seed), None)
    source = dice.choice(texts if way == "text" else books)
    mutate = mutate_text if way == "text" else dice.choice(ZIP_MUTATIONS)
    path = folder / f"input{Path(source.name).suffix}"
    path.write_bytes(mutate(source.payload, dice))
    work = {"workbook": _check_book, "command": _check_command, "trace": _trace}.get(way, _import)
    return _judged(lambda: work(path), path)


def _judged(work: Any, path: Path | None) -> str:
    before = hashlib.sha256(path.read_bytes()).digest() if path else b""
    try:
        work()
        ending = "result"
    except MmmError as error:
        words = str(error)
        sound = words.strip() and "\x1b" not in words and "Traceback" not in words
        ending = type(error).__name__ if sound else "TRACEBACK: unclear words"
    except Exception as surprise:  # noqa: BLE001 - what is looked for
        place = traceback.extract_tb(surprise.__traceback__)[-1]
        ours = [f for f in traceback.extract_tb(surprise.__traceback__) if "mmm_xl" in f.filename]
        at = ours[-1] if ours else place
        ending = f"TRACEBACK: {type(surprise).__name__} {Path(at.filename).name}:{at.lineno}"
    if path and (not path.is_file() or hashlib.sha256(path.read_bytes()).digest() != before):
        return "LOST FILE"
    return ending


def _check_book(path: Path) -> None:
    from mmm_xl.data.build import build_dataset
    from mmm_xl.workbook.reader import read_inputs

    build_dataset(read_inputs(path))


def _check_command(path: Path) -> None:
    """``mmm-xl check`` up to its edge, where a surprise is shown as its own sentence."""
    from typer.testing import CliRunner

    from mmm_xl.cli import app

    done = CliRunner().invoke(app, ["check", str(path)])
    if done.exit_code not in {0, 1} or "inside mmm_xl" in done.output or "Traceback" in done.output:
        raise AssertionError(done.output[-200:])
    if not all(c.isprintable() or c == "\n" for c in done.output):
        raise AssertionError("control characters")
    if done.exit_code == 1:
        raise _CommandRefused(done.output)


class _CommandRefused(MmmError):
    """The command said what is wrong and ended with status 1."""


def _trace(path: Path) -> None:
    from mmm_xl.workbook.trace import trace

    trace(path, "ROI!C7")


def _import(path: Path) -> None:
    from mmm_xl.data.importing import ImportSpec, import_table
    from mmm_xl.workbook.tables import read_table

    table = read_table(path, WEEK)
    headers = [column.header for column in table.columns] or ["x"]
    spend = tuple(headers[2:4]) or (headers[-1],)
    spec = ImportSpec(date=headers[0], outcome=headers[1 % len(headers)], spend=spend)
    import_table(table, spec, name="book")


def _check_cells(seed: int) -> None:
    from hypothesis import HealthCheck, Phase, given, settings
    from hypothesis import seed as seeded

    from mmm_xl.data.build import build_dataset
    from tests.data.raw_books import good_book
    from tests.hostile.raw_inputs import books

    ended: list[MmmError | None] = []

    @seeded(seed)
    @settings(max_examples=3, database=None, deadline=None, derandomize=False,
              phases=[Phase.generate], suppress_health_check=list(HealthCheck))  # fmt: skip
    @given(books(good_book()))
    def one(raw: Any) -> None:
        try:
            build_dataset(raw)
            ended.append(None)
        except MmmError as error:
            ended.append(error)

    one()  # the first example of hypothesis is always the simplest one
    if ended[-1]:
        raise ended[-1]


def _work(pipe: Connection, jobs: list[tuple[str, int]]) -> None:
    warnings.simplefilter("error")
    warnings.filterwarnings("ignore", category=HypothesisWarning)
    books, texts = sources(), tables()
    with tempfile.TemporaryDirectory() as folder:
        for way, seed in jobs:
            pipe.send(verdict(way, seed, Path(folder), books, texts))
    pipe.close()


def run(inputs: int, seed: int) -> Counter[tuple[str, str]]:
    """How many inputs of each way ended how."""
    jobs = [(WAYS[i % len(WAYS)], seed * 1_000_000 + i) for i in range(inputs)]
    counts: Counter[tuple[str, str]] = Counter()
    context = multiprocessing.get_context("spawn")
    while jobs:
        ours, theirs = context.Pipe(duplex=False)
        process = context.Process(target=_work, args=(theirs, jobs), daemon=True)
        process.start()
        theirs.close()
        done = 0
        while done < len(jobs):
            ending = _received(ours)
            counts[jobs[done][0], ending] += 1
            if ending.isupper() or ending.startswith("TRACEBACK"):
                print(f"{jobs[done][0]} {jobs[done][1]}: {ending}", file=sys.stderr)
            done += 1
            if ending in {"HANG", "CRASH"}:
                break
        process.terminate()
        process.join()
        jobs = jobs[done:]
    return counts


def _received(pipe: Connection) -> str:
    if not pipe.poll(PATIENCE):
        return "HANG"
    try:
        return str(pipe.recv())
    except EOFError:
        return "CRASH"


def is_bad(ending: str) -> bool:
    """Whether an input ended in neither a result nor a clear error."""
    return ending in {"HANG", "CRASH", "LOST FILE"} or ending.startswith("TRACEBACK")


def main() -> int:
    """Print the counts; status 1 where anything is wrong."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--inputs", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    counts = run(given.inputs, given.seed)
    for (way, ending), number in sorted(counts.items()):
        print(f"{way:10} {ending:60} {number:6}")
    bad = sum(number for (_, ending), number in counts.items() if is_bad(ending))
    print(f"{sum(counts.values())} inputs, {bad} without a result or a clear error")
    return 1 if bad else 0


if __name__ == "__main__":
    raise SystemExit(main())
