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
    """One run of a workbook.

    Parameters
    ----------
    file : str
        Digest of the workbook's file as it was run and read, blank where there was no file.
    """

    run_id: str
    data_digest: str
    file: str = ""


def entries(book: str) -> tuple[Entry, ...]:
    """Runs of the workbooks of one name, oldest first; what is no whole entry is left out."""
    found = sorted(_folder(book).glob("*-run-*.json"))
    return tuple(entry for path in found if (entry := _read(path)))


def _as_read(sha256: str) -> str:
    """Digest of a file and of the version that reads it: another may find other inputs in it."""
    from importlib.metadata import version

    from mmm_xl.model.spec import MODEL_VERSION
    from mmm_xl.runs.digest import REPORT_VERSION

    readers = json.dumps([version("mmm-xl"), MODEL_VERSION, REPORT_VERSION])
    return hashlib.sha256((readers + sha256).encode()).hexdigest()


def last_of_file(book: str, path: Path) -> str | None:
    """Last run of a workbook whose file is, byte for byte, the one that was run.

    Parameters
    ----------
    book : str
        Its name, as its runs have it.

    Returns
    -------
    str or None
        None where the file has changed, where a workbook of the same name was run since, or where
        the file cannot be read: then only its contents tell.
    """
    known = entries(book)
    if not (known and known[-1].file and path.is_file()):
        return None
    try:
        sha256 = hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError:
        return None
    return known[-1].run_id if known[-1].file == _as_read(sha256) else None


def append(run: Run, sha256: str = "") -> None:
    """Add a run to its workbook's entries, unless it is the last one already.

    Parameters
    ----------
    sha256 : str
        Of the workbook's file, where there is one.

    Raises
    ------
    UnwritableOutput
        The store is full or may not be written.
    """
    folder, digest = _folder(run.dataset.name), run.dataset.digest()
    known = entries(run.dataset.name)
    file = _as_read(sha256) if sha256 else ""
    if known and known[-1].run_id == run.run_id and known[-1].file == file:
        return
    taken = (path.name[:4] for path in folder.glob("????-run-*.json"))
    number = 1 + max((int(name) for name in taken if name.isdecimal()), default=0)
    record = {"run_id": run.run_id, "data_digest": digest, **({"file": file} if file else {})}
    text = json.dumps(record, indent=1)
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
        return Entry(str(record["run_id"]), str(record["data_digest"]), str(record.get("file", "")))
    except (OSError, ValueError, KeyError, TypeError):
        return None
