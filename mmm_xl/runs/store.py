"""The run store: one folder a fit and one a run, written once, checked on every load.

A folder is filled under a temporary name, its manifest of SHA-256 digests last, and then renamed,
so a reader meets a whole folder or none. Nothing in it is ever changed or unpickled.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from mmm_xl.errors import DamagedRun, UnknownRun, UnwritableOutput
from mmm_xl.resources import data_folder

if TYPE_CHECKING:
    # worksheet functions read results and nothing else; xarray and the sampler would cost them
    # seconds at their first look-up
    import xarray as xr

    from mmm_xl.data.dataset import Dataset
    from mmm_xl.runs.run import Run

_MANIFEST = "manifest.json"
_POSTERIOR = "posterior.npz"
_SAMPLING = "sampling.json"
_DATASET = "dataset.json"
_WEEKLY = "weekly.arrow"
_SPEC = "spec.json"
_RUN = "run.json"
_TABLES = "tables.json"
RESULTS = "results.json"


def fits() -> Path:
    """Folder that holds a folder a fit."""
    return data_folder() / "fits"


def runs() -> Path:
    """Folder that holds a folder a run."""
    return data_folder() / "runs"


def shown() -> Path:
    """Folder that holds, a folder a run, what its sheets showed."""
    return data_folder() / "shown"


def load_posterior(fit_id: str) -> xr.Dataset | None:
    """Stored posterior of a fit, None where it was never sampled.

    Raises
    ------
    DamagedRun
        A stored file does not match its digest.
    """
    folder = fits() / fit_id
    if not (folder / _MANIFEST).is_file():
        return None
    _verify(folder)
    return _posterior_from_npz(folder / _POSTERIOR).assign_attrs(_read_json(folder / _SAMPLING))


def save_fit(run: Run) -> None:
    """Store posterior, specification and data of a fit, unless they are there already."""
    from mmm_xl.runs import frozen

    with _new_folder(fits() / run.fit_id) as folder:
        if folder is None:
            return
        arrays = {str(name): values.values for name, values in run.posterior.data_vars.items()}
        labels = {
            "channel": np.array([str(c) for c in run.posterior["channel"].values]),
            "term": np.array([str(t) for t in run.posterior["term"].values]),
            "pool": np.array(run.spec.pools, dtype=str),
        }
        with (folder / _POSTERIOR).open("wb") as file:
            np.savez(file, allow_pickle=False, **arrays, **labels)
        _write_json(folder / _SPEC, run.spec.to_json())
        _write_json(folder / _SAMPLING, dict(run.posterior.attrs))
        frozen.weekly(run.dataset).to_feather(folder / _WEEKLY)


def save_run(run: Run, results: Mapping[str, Any]) -> None:
    """Store the results of a run and what is needed to compute them again."""
    from mmm_xl.runs import frozen

    with _new_folder(runs() / run.run_id) as folder:
        if folder is None:
            return
        _write_json(folder / _DATASET, frozen.dataset_to_json(run.dataset))
        frozen.weekly(run.dataset).to_feather(folder / _WEEKLY)
        _write_json(folder / _RUN, frozen.run_to_json(run))
        _write_json(folder / RESULTS, results)


def load_results(run_id: str) -> dict[str, Any]:
    """Stored ``results.json`` of a run.

    Raises
    ------
    UnknownRun, DamagedRun
    """
    folder = _run_folder(run_id)
    return _read_json(folder / RESULTS)


def load_run(run_id: str) -> Run:
    """A stored run, ready to be asked more questions; nothing is sampled.

    Raises
    ------
    UnknownRun, DamagedRun
    """
    from mmm_xl.runs import frozen

    folder = _run_folder(run_id)
    dataset = _frozen_data(folder)
    record = _read_json(folder / _RUN)
    posterior = load_posterior(record["fit_id"])
    if posterior is None:
        raise UnknownRun(f"The posterior {record['fit_id']} of {run_id} is not in the store.")
    return frozen.run_from_json(record, dataset, posterior)


def load_dataset(run_id: str) -> Dataset:
    """Frozen data of a stored run.

    Raises
    ------
    UnknownRun, DamagedRun
    """
    return _frozen_data(_run_folder(run_id))


def load_record(run_id: str) -> dict[str, Any]:
    """Names, specification and sampler settings of a stored run.

    Raises
    ------
    UnknownRun, DamagedRun
    """
    return _read_json(_run_folder(run_id) / _RUN)


def save_tables(run_id: str, tables: Mapping[str, Any]) -> None:
    """Store what the sheets of a run show, beside its folder, which worksheet functions make too.

    Parameters
    ----------
    tables : mapping of table key to its columns, rows and total
    """
    with _new_folder(shown() / run_id) as folder:
        if folder is not None:
            _write_json(folder / _TABLES, tables)


def load_tables(run_id: str) -> dict[str, Any] | None:
    """What the sheets of a run showed, None where no workbook of it was written.

    Raises
    ------
    DamagedRun
        A stored file does not match its digest.
    """
    folder = shown() / run_id
    if not (folder / _MANIFEST).is_file():
        return None
    _verify(folder)
    return _read_json(folder / _TABLES)


def list_runs() -> list[dict[str, Any]]:
    """Record of each stored run, by name of the run."""
    found = sorted(runs().glob("run-*")) if runs().is_dir() else []
    return [_read_json(folder / _RUN) for folder in found if (folder / _MANIFEST).is_file()]


def _frozen_data(folder: Path) -> Dataset:
    from mmm_xl.runs import frozen

    return frozen.dataset_from_json(_read_json(folder / _DATASET), folder / _WEEKLY)


def _run_folder(run_id: str) -> Path:
    folder = runs() / run_id
    known = run_id.startswith("run-") and run_id[4:].isalnum() and (folder / _MANIFEST).is_file()
    if not known:
        raise UnknownRun(f"There is no stored run {run_id!r}; `mmm-xl runs list` shows them.")
    _verify(folder)
    return folder


@contextmanager
def _new_folder(target: Path) -> Iterator[Path | None]:
    """Temporary folder that becomes ``target`` when filled; None where ``target`` exists."""
    if (target / _MANIFEST).is_file():
        yield None
        return
    try:
        target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        temporary = Path(tempfile.mkdtemp(prefix=".new-", dir=target.parent))
    except OSError as problem:
        raise _unwritable(problem) from problem
    try:
        yield temporary
        _write_json(temporary / _MANIFEST, _digests(temporary))
        _publish(temporary, target)
    except OSError as problem:
        raise _unwritable(problem) from problem
    finally:
        shutil.rmtree(temporary, ignore_errors=True)


def _publish(temporary: Path, target: Path) -> None:
    try:
        temporary.rename(target)
    except OSError:
        # another process stored the same content first: same name, same bytes
        if not (target / _MANIFEST).is_file():
            raise


def _unwritable(problem: OSError) -> UnwritableOutput:
    return UnwritableOutput(
        f"The run store in {data_folder()} cannot be written ({problem.strerror}); make room or"
        " set MMM_XL_HOME to another folder."
    )


def _digests(folder: Path) -> dict[str, str]:
    files = sorted(path for path in folder.iterdir() if path.name != _MANIFEST)
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def _verify(folder: Path) -> None:
    try:
        sound = _digests(folder) == json.loads((folder / _MANIFEST).read_text("utf-8"))
    except (OSError, ValueError):
        sound = False
    if not sound:
        raise DamagedRun(
            f"The stored {folder.name} was changed or damaged; delete the folder {folder} and run"
            " the workbook again."
        )


def _posterior_from_npz(path: Path) -> xr.Dataset:
    import xarray as xr

    from mmm_xl.inference.sampler import dimension

    with np.load(path, allow_pickle=False) as stored:
        arrays = {name: stored[name] for name in stored.files}
    labels = {name: [str(v) for v in arrays.pop(name)] for name in ("channel", "term", "pool")}
    if not labels["pool"]:
        del labels["pool"]
    chains, draws = arrays["sigma"].shape
    return xr.Dataset(
        {name: (("chain", "draw", *dimension(name)), values) for name, values in arrays.items()},
        coords={"chain": np.arange(chains), "draw": np.arange(draws), **labels},
    )


def _write_json(path: Path, value: Any) -> None:
    text = json.dumps(value, indent=1, sort_keys=True, ensure_ascii=False, allow_nan=False)
    path.write_text(text + "\n", "utf-8")


def _read_json(path: Path) -> dict[str, Any]:
    return json.loads(path.read_text("utf-8"))
