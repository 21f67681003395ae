"""The background worker: one fit at a time, the newest request next, failures told."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest

from mmm_xl.errors import SamplingFailed
from mmm_xl.excel import worker as module
from mmm_xl.excel.worker import Failed, FitWorker, Progress, Waiting


class Gate:
    """Work that waits until it is let go."""

    def __init__(self) -> None:
        self.begun, self.open, self.done = threading.Event(), threading.Event(), threading.Event()
        self.times = 0

    def __call__(self, progress: Progress) -> None:
        self.times += 1
        progress.fraction = 0.5
        self.begun.set()
        assert self.open.wait(10)
        self.done.set()

    def finish(self) -> None:
        self.open.set()
        assert self.done.wait(10)


def settled(worker: FitWorker) -> None:
    """Wait until every job so far, and what followed it, has ended."""
    while worker._running:
        worker._thread.submit(lambda: None).result(10)


def test_same_key_is_one_job() -> None:
    worker, gate = FitWorker(), Gate()
    first = worker.request("a", gate)
    assert gate.begun.wait(10)
    assert worker.request("a", gate) is first
    assert first.fraction == 0.5
    gate.finish()
    settled(worker)
    assert (worker.started, gate.times) == (1, 1)


def test_only_the_newest_of_the_others_waits() -> None:
    worker, gates = FitWorker(), {key: Gate() for key in "abc"}
    worker.request("a", gates["a"])
    assert isinstance(worker.request("b", gates["b"]), Waiting)
    assert isinstance(worker.request("c", gates["c"]), Waiting)
    assert isinstance(worker.request("c", gates["c"]), Waiting)
    for gate in gates.values():
        gate.open.set()
    settled(worker)
    assert {key: gate.times for key, gate in gates.items()} == {"a": 1, "b": 0, "c": 1}
    assert worker.started == 2


def _fails(_: Progress) -> None:
    raise SamplingFailed("no chain could start")


def _surprises(_: Progress) -> None:
    raise ZeroDivisionError("by nothing")


@pytest.mark.parametrize(
    ("work", "sentence"), [(_fails, "no chain could start"), (_surprises, "cannot mend")]
)
def test_failure_is_told_and_later_tried_again(
    monkeypatch: pytest.MonkeyPatch, work: Callable[[Progress], None], sentence: str
) -> None:
    worker = FitWorker()
    worker.request("a", work)
    settled(worker)
    for _ in range(2):
        told = worker.request("a", work)
        assert isinstance(told, Failed)
        assert sentence in told.sentence
    assert worker.started == 1
    monkeypatch.setattr(module, "RETRY_AFTER", -1.0)
    assert isinstance(worker.request("a", work), Progress)
    settled(worker)
    assert worker.started == 2


def test_next_job_starts_after_a_failure() -> None:
    worker, gate = FitWorker(), Gate()
    hold = Gate()

    def fails_late(progress: Progress) -> None:
        hold(progress)
        raise SamplingFailed("no chain could start")

    worker.request("a", fails_late)
    assert isinstance(worker.request("b", gate), Waiting)
    gate.open.set()
    hold.open.set()
    settled(worker)
    assert gate.times == 1
