"""A process of its own that stores a pickled run while it, or others, are stopped.

It is small and has one thread, so it may fork; what it finds is checked by assertions.
"""

from __future__ import annotations

import json
import os
import pickle
import sys
from functools import partial
from itertools import count
from pathlib import Path
from typing import Any

from mmm_xl.errors import UnknownRun
from mmm_xl.files import replace_file
from mmm_xl.runs import store
from tests.hostile.interruptions import gone, in_child, interrupted

RECORD = {"schema": 1, "figures": list(range(500))}
OLD, NEW = b"old " * 1000, b"new " * 1000
MOST_STEPS = 200


def save(run: Any) -> None:
    store.save_fit(run)
    store.save_run(run, RECORD)


def whole_or_unknown(run: Any) -> bool:
    """Whether a reader finds the run; a part of it is an error."""
    posterior = store.load_posterior(run.fit_id)
    try:
        found = store.load_results(run.run_id)
    except UnknownRun:
        return False
    assert found == RECORD
    assert posterior is not None
    assert store.load_run(run.run_id).run_id == run.run_id
    return True


def unfinished() -> list[Path]:
    return [p for folder in (store.fits(), store.runs()) for p in folder.glob(".new-*")]


def killed_at_every_step(run: Any, home: Path) -> dict[str, int]:
    """Kill a writer at its first step, at its second, and so on; then look, then store again."""
    left = known = 0
    for at in count(1):
        assert at < MOST_STEPS
        os.environ["MMM_XL_HOME"] = str(home / str(at))
        (home / str(at)).mkdir()

        def killed(at: int = at) -> None:
            with interrupted(at, gone):
                save(run)

        status = in_child(killed)
        assert status in {0, 9}, status
        known += whole_or_unknown(run)
        left += bool(unfinished())
        assert in_child(partial(save, run)) == 0
        assert whole_or_unknown(run)
        assert not unfinished(), at
        if status == 0:
            return {"steps": at - 1, "left_unfinished": left, "known_after_kill": known}
    raise AssertionError


def killed_while_replacing(home: Path) -> dict[str, int]:
    """Kill a process that replaces a user's file at every step."""
    path = home / "plan-results.xlsx"
    for at in count(1):
        assert at < MOST_STEPS
        path.write_bytes(OLD)

        def killed(at: int = at) -> None:
            with interrupted(at, gone):
                replace_file(path, NEW)

        status = in_child(killed)
        assert path.read_bytes() in {OLD, NEW}
        for part in home.glob(".mmm-xl-*.part"):
            os.utime(part, (0, 0))  # long ago
        replace_file(path, NEW)
        assert [p.name for p in home.iterdir()] == [path.name]
        if status == 0:
            return {"replace_steps": at - 1}
    raise AssertionError


def at_once(run: Any, home: Path, rounds: int = 6) -> dict[str, int]:
    """Several writers of the same run, and readers beside them."""
    found = 0
    for turn in range(rounds):
        os.environ["MMM_XL_HOME"] = str(home / f"race-{turn}")
        writers: list[int] = []
        for _ in range(4):
            child = os.fork()
            if child == 0:
                try:
                    save(run)
                    status = 0 if whole_or_unknown(run) else 3
                except BaseException:  # noqa: BLE001 - the parent sees it by the status
                    import traceback

                    traceback.print_exc()
                    status = 1
                os._exit(status)
            writers.append(child)
        for _ in range(30):
            found += whole_or_unknown(run)
        for child in writers:
            assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
        assert whole_or_unknown(run)
        assert not unfinished()
    return {"rounds": rounds}


def main() -> None:
    run = pickle.loads(Path(sys.argv[1]).read_bytes())
    home = Path(sys.argv[2])
    for name in ("killed", "replaced", "raced"):
        (home / name).mkdir()
    told = {
        **killed_at_every_step(run, home / "killed"),
        **killed_while_replacing(home / "replaced"),
        **at_once(run, home / "raced"),
    }
    print(json.dumps(told))


if __name__ == "__main__":
    main()
