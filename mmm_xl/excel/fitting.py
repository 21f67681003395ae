"""Checked inputs to a run id, with the fit itself left to the background worker."""

from __future__ import annotations

import functools
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from mmm_xl.errors import SamplingFailed
from mmm_xl.excel.lookup import is_stored
from mmm_xl.excel.messages import BOARD
from mmm_xl.excel.worker import WORKER, Failed, Progress, Waiting

if TYPE_CHECKING:
    from mmm_xl.inference.progress import ChainState, Watcher
    from mmm_xl.pipeline import Checked
    from mmm_xl.runs.refit import RefitProgress, RefitWatcher

PENDING = "fitting ..."
"""How the text of a cell begins whose fit is not done."""

STILL_FITTING = (
    "the model is still being fitted; its cell shows the run id at the next recalculation after"
    " that (Ctrl+Alt+F9 recalculates everything)."
)


def run_id_or_progress(checked: Checked) -> str:
    """Run id of stored results, or how far their fit is; starts the fit where there is none.

    Raises
    ------
    SamplingFailed
        The fit of these inputs has just failed.
    """
    from mmm_xl.pipeline import RunOptions, identify

    run_id = identify(checked, RunOptions()).run_id
    if is_stored(run_id):
        return run_id
    state = WORKER.request(run_id, functools.partial(_fit, checked))
    if isinstance(state, Failed):
        raise SamplingFailed(state.sentence)
    BOARD.tell(PENDING, f"MMM_FIT: {STILL_FITTING}")
    return f"{PENDING} {progress_words(state)}"


def progress_words(state: Progress | Waiting) -> str:
    """How far a fit is, as its cell shows it."""
    if isinstance(state, Waiting):
        return "waiting for another fit"
    if state.fraction is None:
        return "preparing"
    if state.fraction < 1:
        return f"{state.fraction:.0%}"
    if state.refits is None:
        return "computing results"
    finished, total = state.refits
    return f"validating, {finished} of {total} refits"


def _fit(checked: Checked, progress: Progress) -> None:
    """Sample unless the same fit is stored, and store every figure; runs in the background."""
    from mmm_xl.answers import figures
    from mmm_xl.pipeline import RunOptions, fitted

    listener = _Listener(progress)
    run = fitted(checked, RunOptions(), listener)
    progress.fraction = 1.0
    figures(run, listener)


class _Listener:
    """Hands the sampler's progress on; a cell has no room for the rest."""

    def __init__(self, progress: Progress) -> None:
        self._progress = progress

    def stage(self, words: str) -> None:
        """A stage begins."""

    @contextmanager
    def sampling(self, total: int, chains: int) -> Iterator[Watcher]:
        """The sampler runs inside this context."""
        self._progress.fraction = 0.0

        def watch(states: Sequence[ChainState]) -> None:
            done = sum(state.finished for state in states)
            self._progress.fraction = min(done / (total * chains), 0.99)

        yield watch

    @contextmanager
    def validating(self, total: int) -> Iterator[RefitWatcher]:
        """A validation runs inside this context."""

        def watch(found: RefitProgress) -> None:
            self._progress.refits = (found.finished, found.total)

        yield watch
        self._progress.refits = None

    def prior(self, found: Any, currency: str) -> None:
        """What the priors imply is on the Priors sheet."""

    def headline(self, headline: Any, *, loaded: bool) -> None:
        """The ROI table exists."""

    def results(self, results: Any) -> None:
        """All figures exist."""

    def notice(self, words: str) -> None:
        """Something that stops nothing."""
