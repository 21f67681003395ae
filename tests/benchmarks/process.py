"""A command run to its end and what it took: time, processor time, memory, and its words."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Finished:
    """What one process took.

    Parameters
    ----------
    wall : float, seconds from before its start to after its end
    cpu : float, seconds, of all its threads and children: steady on a busy machine
    peak : float, megabytes
    lines : tuple of (float, str)
        Its standard output, with the seconds since its start.
    """

    wall: float
    cpu: float
    peak: float
    lines: tuple[tuple[float, str], ...]


def finished(command: Sequence[str], folder: Path, environment: Mapping[str, str]) -> Finished:
    """Run a command in a folder.

    Raises
    ------
    subprocess.CalledProcessError
        It failed; the end of its standard error was shown.
    """
    log = folder / "standard_error.txt"
    lines = []
    start = time.perf_counter()
    with (
        log.open("w") as errors,
        subprocess.Popen(
            command,
            stdout=subprocess.PIPE,
            stderr=errors,
            text=True,
            cwd=folder,
            env={**os.environ, "PYTHONUNBUFFERED": "1", **environment},
        ) as process,
    ):
        if process.stdout is None:
            raise AssertionError("the standard output is a pipe")
        for line in process.stdout:
            lines.append((time.perf_counter() - start, line.rstrip("\n")))
        # the usage of this process alone; subprocess only knows that of all children together
        _, status, usage = os.wait4(process.pid, 0)
        wall = time.perf_counter() - start
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        print(log.read_text(errors="replace")[-4000:], file=sys.stderr)
        raise subprocess.CalledProcessError(process.returncode, list(command))
    # Linux counts kilobytes, macOS bytes
    peak = usage.ru_maxrss / (1e6 if sys.platform == "darwin" else 1e3)
    return Finished(wall, usage.ru_utime + usage.ru_stime, peak, tuple(lines))
