"""The list of each workbook's runs: their order, and which run new data are compared with."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from mmm_xl.analysis.results import to_json
from mmm_xl.data.dataset import Dataset
from mmm_xl.resources import data_folder
from mmm_xl.runs import books, store


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    monkeypatch.setenv("MMM_XL_HOME", str(tmp_path))
    yield tmp_path


def with_outcome(dataset: Dataset, added: float) -> Dataset:
    outcome = dataset.outcome.copy()
    outcome[3] += added
    return replace(dataset, outcome=outcome)


def stored(run, results, run_id: str, added: float):
    """A run of changed data, stored as if it had been fitted."""
    made = replace(run, run_id=run_id, dataset=with_outcome(run.dataset, added))
    store.save_fit(made)
    store.save_run(made, to_json(results))
    books.append(made)
    return made.dataset


def test_data_are_compared_with_the_run_before_them(home, run, results) -> None:
    first = stored(run, results, "run-aaa", 0)
    assert books.restated(first) is None
    second = stored(run, results, "run-bbb", 500)
    found = books.restated(second)
    assert found is not None and found.since == "run-aaa"
    (change,) = found.changes
    assert change.new == pytest.approx(change.old + 500)
    assert change.where.startswith("Outcome!")


def test_the_same_data_are_always_compared_with_the_same_run(home, run, results) -> None:
    first = stored(run, results, "run-aaa", 0)
    second = stored(run, results, "run-bbb", 500)
    stored(run, results, "run-aaa", 0)
    stored(run, results, "run-ccc", 500)  # other settings, same data
    assert books.restated(first) is None
    again = books.restated(second)
    assert again is not None and again.since == "run-aaa"
    new = books.restated(with_outcome(run.dataset, 900))
    assert new is not None and new.since == "run-ccc"
    assert [entry.run_id for entry in books.entries(first.name)] == [
        "run-aaa", "run-bbb", "run-aaa", "run-ccc",
    ]  # fmt: skip


def test_running_again_adds_nothing(home, run, results) -> None:
    stored(run, results, "run-aaa", 0)
    before = sorted(data_folder().rglob("*"))
    stored(run, results, "run-aaa", 0)
    assert sorted(data_folder().rglob("*")) == before


def test_other_workbooks_are_left_alone(home, run, results) -> None:
    stored(run, results, "run-aaa", 0)
    assert books.restated(replace(with_outcome(run.dataset, 1), name="other/../book")) is None


def test_runs_that_are_gone_or_damaged_are_passed_over(home, run, results) -> None:
    for i, name in enumerate(("run-aaa", "run-bbb", "run-ccc")):
        stored(run, results, name, i)
    (store.runs() / "run-ccc" / "weekly.arrow").write_bytes(b"x")
    for path in (store.runs() / "run-bbb").iterdir():
        path.unlink()
    found = books.restated(with_outcome(run.dataset, 77))
    assert found is not None and found.since == "run-aaa"


def test_an_entry_that_is_no_entry_is_left_out(home, run, results) -> None:
    stored(run, results, "run-aaa", 0)
    (folder,) = (home / "books").iterdir()
    (folder / "0002-run-bad.json").write_text("{", "utf-8")
    (folder / "0003-run-odd.json").write_text("[]", "utf-8")
    assert [entry.run_id for entry in books.entries(run.dataset.name)] == ["run-aaa"]


def test_entries_added_at_once_are_all_kept(home, run) -> None:
    runs = [replace(run, run_id=f"run-{i:03d}") for i in range(16)]
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(books.append, runs))
    found = [entry.run_id for entry in books.entries(run.dataset.name)]
    assert sorted(found) == [made.run_id for made in runs]
    assert found == [entry.run_id for entry in books.entries(run.dataset.name)]


def test_the_frozen_data_carry_their_digest(home, run, results) -> None:
    stored(run, results, "run-aaa", 0)
    assert store.load_record("run-aaa")["data_digest"] == run.dataset.digest()
    assert store.load_dataset("run-aaa").digest() == run.dataset.digest()
    assert to_json(results)["data_digest"] == run.dataset.digest()
    assert np.array_equal(store.load_dataset("run-aaa").outcome, run.dataset.outcome)


def test_tables_are_kept_beside_the_run_and_checked(home, run) -> None:
    from mmm_xl.errors import DamagedRun

    assert store.load_tables(run.run_id) is None
    store.save_tables(run.run_id, {"roi": {"rows": [[1.5]]}})
    store.save_tables(run.run_id, {"roi": {"rows": [[2.5]]}})  # never changed afterwards
    assert store.load_tables(run.run_id) == {"roi": {"rows": [[1.5]]}}
    (store.shown() / run.run_id / "tables.json").write_text("{}", "utf-8")
    with pytest.raises(DamagedRun):
        store.load_tables(run.run_id)


def test_an_unchanged_file_is_known_until_another_run_or_another_byte(home, run, tmp_path) -> None:
    path = tmp_path / "kept.xlsx"
    path.write_bytes(b"one")
    digest = hashlib.sha256(b"one").hexdigest()
    name = run.dataset.name
    assert books.last_of_file(name, path) is None
    books.append(run)
    assert books.last_of_file(name, path) is None, "a run of no file is no run of this one"
    books.append(run, digest)
    books.append(run, digest)
    assert len(books.entries(name)) == 2
    assert books.last_of_file(name, path) == run.run_id
    assert books.last_of_file("another", path) is None
    path.write_bytes(b"two")
    assert books.last_of_file(name, path) is None
    path.write_bytes(b"one")
    books.append(replace(run, run_id="run-later"))
    assert books.last_of_file(name, path) is None
    path.unlink()
    assert books.last_of_file(name, path) is None


def test_a_file_is_read_anew_by_another_version(home, run, tmp_path, monkeypatch) -> None:
    path = tmp_path / "kept.xlsx"
    path.write_bytes(b"one")
    books.append(run, hashlib.sha256(b"one").hexdigest())
    assert books.last_of_file(run.dataset.name, path) == run.run_id
    monkeypatch.setattr("mmm_xl.runs.digest.REPORT_VERSION", "another")
    assert books.last_of_file(run.dataset.name, path) is None
