"""Which runs each workbook had, in their order: an entry a run, added and never changed.

Order comes from numbers in the entries' names, not from a clock. Two processes that add at once
may take the same number: then the run ids decide, so every reader sees one order.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from mmm_xl.errors import DamagedRun, UnknownRun, UnwritableOutput
from mmm_xl.files import replace_file
from mmm_xl.resources import data_folder

if TYPE_CHECKING:
    from mmm_xl.data.dataset import Dataset
    from mmm_xl.data.restated import Restatement
    from mmm_xl.runs.run import Run


@dataclass(frozen=True)
class Entry:
    """One run of a workbook."""

    run_id: str
    data_digest: str


def entries(book: str) -> tuple[Entry, ...]:
    """Runs of the workbooks of one name, oldest first; what is no whole entry is left out."""
    found = sorted(_folder(book).glob("*-run-*.json"))
    return tuple(entry for path in found if (entry := _read(path)))


def append(run: Run) -> None:
    """Add a run to its workbook's entries, unless it is the last one already.

    Raises
    ------
    UnwritableOutput
        The store is full or may not be written.
    """
    folder, digest = _folder(run.dataset.name), run.dataset.digest()
    known = entries(run.dataset.name)
    if known and known[-1].run_id == run.run_id:
        return
    taken = (path.name[:4] for path in folder.glob("????-run-*.json"))
    number = 1 + max((int(name) for name in taken if name.isdecimal()), default=0)
    text = json.dumps({"run_id": run.run_id, "data_digest": digest}, indent=1)
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        replace_file(folder / f"{number:04d}-{run.run_id}.json", (text + "\n").encode())
    except OSError as problem:
        raise UnwritableOutput(
            f"The run store in {data_folder()} cannot be written"
            f" ({problem.strerror or problem}); make room or set MMM_XL_HOME to another folder."
        ) from problem


def restated(dataset: Dataset) -> Restatement | None:
    """How a workbook differs from the run before its data first appeared; None without such a run.

    Notes
    -----
    Looking at the run before the *first* appearance makes the answer the same each time that the
    same data are run against the same store. Runs that are no longer in the store, or no longer
    whole, are passed over: an older one is then named.
    """
    from mmm_xl.data.restated import compare
    from mmm_xl.runs.store import load_dataset

    for run_id in _before(dataset):
        try:
            return compare(load_dataset(run_id), dataset, run_id)
        except (UnknownRun, DamagedRun):
            continue
    return None


def _before(dataset: Dataset) -> list[str]:
    """Runs with other data before these data first appeared, the latest first."""
    digest, earlier = dataset.digest(), []
    for entry in entries(dataset.name):
        if entry.data_digest == digest:
            break
        earlier.append(entry.run_id)
    return earlier[::-1]


def _folder(book: str) -> Path:
    """Folder of a name's entries; the name itself may hold what no folder's name can."""
    return (
        data_folder()
        / "books"
        / hashlib.sha256(book.encode("utf-8", "surrogatepass")).hexdigest()[:24]
    )


def _read(path: Path) -> Entry | None:
    try:
        record = json.loads(path.read_text("utf-8"))
        return Entry(str(record["run_id"]), str(record["data_digest"]))
    except (OSError, ValueError, KeyError, TypeError):
        return None
