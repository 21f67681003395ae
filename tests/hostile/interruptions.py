"""Stop a writer at any one of its steps: the disk is full, or the process is no more."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from unittest import mock

STEPS = ("mkdir", "rename", "replace", "fsync")


class Steps:
    """Counts the steps of a writer and acts at one of them.

    Parameters
    ----------
    at : int
        Number of the step, from 1 on; 0 only counts.
    """

    def __init__(self, at: int, act: Callable[[], None]) -> None:
        self.at, self.act, self.taken = at, act, 0

    def step(self) -> None:
        self.taken += 1
        if self.taken == self.at:
            self.act()


class _HalfWritten:
    """A file whose every writing is two steps: half of the bytes, then all of them."""

    def __init__(self, file: Any, steps: Steps) -> None:
        self._file, self._steps = file, steps

    def write(self, payload: bytes) -> None:
        self._file.write(payload[: len(payload) // 2])
        self._file.flush()
        self._steps.step()
        self._file.write(payload[len(payload) // 2 :])

    def __getattr__(self, name: str) -> Any:
        return getattr(self._file, name)

    def __enter__(self) -> _HalfWritten:
        return self

    def __exit__(self, *error: object) -> None:
        self._file.close()


@contextmanager
def interrupted(at: int, act: Callable[[], None]) -> Iterator[Steps]:
    """Do something at one step of whatever is written inside the context."""
    steps = Steps(at, act)
    opened = Path.open

    def open_(path: Path, mode: str = "r", *args: Any, **kwargs: Any) -> Any:
        if "r" in mode or "a" in mode:
            return opened(path, mode, *args, **kwargs)
        steps.step()
        return _HalfWritten(opened(path, mode, *args, **kwargs), steps)

    def counted(function: Callable[..., Any]) -> Callable[..., Any]:
        def call(*args: Any, **kwargs: Any) -> Any:
            steps.step()
            return function(*args, **kwargs)

        return call

    patches = [mock.patch.object(os, name, counted(getattr(os, name))) for name in STEPS]
    with mock.patch.object(Path, "open", open_):
        for patch in patches:
            patch.start()
        try:
            yield steps
        finally:
            for patch in patches:
                patch.stop()


def full_disk() -> None:
    raise OSError(errno.ENOSPC, "No space left on device")


def gone() -> None:
    os._exit(9)


def in_child(work: Callable[[], None]) -> int:
    """Exit status of a forked process that does some work."""
    child = os.fork()
    if child == 0:
        try:
            work()
        except BaseException:  # noqa: BLE001 - the parent sees it by the status
            import traceback

            traceback.print_exc()
            os._exit(1)
        os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
