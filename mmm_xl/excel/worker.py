"""One fit at a time in the background, so that Excel never waits.

The worker lives in this module and not beside the functions, because xlwings loads their module
anew whenever its file changes, and a fit must survive that.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from threading import Lock

from mmm_xl.errors import MmmError

RETRY_AFTER = 30.0
"""Seconds for which a failed fit is answered with its failure before it may be tried again."""

_log = logging.getLogger(__name__)


@dataclass
class Progress:
    """How far a fit is; written by its thread, read by Excel's.

    Parameters
    ----------
    fraction : float or None
        Share of all draws that are made; None before and after sampling.
    refits : tuple of int or None
        Finished ones and all of a validation; None before and after.
    """

    fraction: float | None = None
    refits: tuple[int, int] | None = None


Work = Callable[[Progress], None]
"""A fit: makes everything that the store keeps, or raises."""


@dataclass(frozen=True)
class Job:
    """A fit that was asked for.

    Parameters
    ----------
    key : str
        Run id that it will have.
    """

    key: str
    work: Work
    progress: Progress = field(default_factory=Progress, compare=False)


@dataclass(frozen=True)
class Waiting:
    """The answer to a request whose fit has to wait for another one."""


@dataclass(frozen=True)
class Failed:
    """The answer to a request whose fit has failed."""

    sentence: str


class FitWorker:
    """Runs one job; of all others only the newest waits."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="mmm-fit")
        self._running: Job | None = None
        self._next: Job | None = None
        self._failures: dict[str, tuple[float, Failed]] = {}
        self.started = 0
        """How many jobs were ever started."""

    def request(self, key: str, work: Work) -> Progress | Waiting | Failed:
        """Start a job unless it is under way, waits or has just failed; never blocks.

        Parameters
        ----------
        key : str
            The same key is the same job.
        """
        with self._lock:
            failure = self._recent_failure(key)
            if failure:
                return failure
            if self._running is None:
                return self._start(Job(key, work))
            if self._running.key == key:
                return self._running.progress
            if self._next is None or self._next.key != key:
                self._next = Job(key, work)
            return Waiting()

    def _recent_failure(self, key: str) -> Failed | None:
        when, failure = self._failures.get(key, (0.0, None))
        if failure and time.monotonic() - when > RETRY_AFTER:
            del self._failures[key]
            return None
        return failure

    def _start(self, job: Job) -> Progress:
        self._running = job
        self.started += 1
        self._thread.submit(self._do, job)
        return job.progress

    def _do(self, job: Job) -> None:
        failure = _failure_of(job)
        with self._lock:
            if failure:
                self._failures[job.key] = (time.monotonic(), failure)
            following, self._running, self._next = self._next, None, None
            if following:
                self._start(following)


def _failure_of(job: Job) -> Failed | None:
    """Do a job; what went wrong, None where nothing did."""
    try:
        job.work(job.progress)
    except MmmError as fault:
        return Failed(str(fault))
    except Exception as surprise:  # noqa: BLE001 - the outermost edge of the thread: logged
        _log.exception("the fit %s failed", job.key)
        return Failed(f"the fit failed inside in a way that you cannot mend: {surprise!r}")
    return None


WORKER = FitWorker()
