"""The one door for fitting a run's model again: folds, sensitivity, simulations.

Refits run side by side, one core each; the sampler holds no interpreter lock, so threads do. What a
refit is asked for decides its every byte: not the executor, not the order, not the cores.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from concurrent.futures import (
    FIRST_COMPLETED,
    BrokenExecutor,
    Executor,
    Future,
    ThreadPoolExecutor,
    wait,
)
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from threading import Lock
from typing import TYPE_CHECKING

from mmm_xl.errors import SamplingFailed
from mmm_xl.inference.nutpie_door import Leash
from mmm_xl.inference.progress import ChainState, Watcher
from mmm_xl.inference.retry import CAREFUL, TOO_MANY_DIVERGENT
from mmm_xl.inference.sampler import sample
from mmm_xl.model.design import build_design
from mmm_xl.runs import digest, store
from mmm_xl.runs.change import Change, Inputs, apply, silent_channel
from mmm_xl.runs.run import Run

if TYPE_CHECKING:
    import xarray as xr

_GLANCE = 0.2
"""Seconds after which waiting looks up, so that an interrupt is heard on every system."""


@dataclass(frozen=True)
class Refit:
    """One change and what became of it.

    Parameters
    ----------
    run : Run or None
        None where the refit failed.
    problem : str
        Why it failed, one sentence; empty where it did not.
    """

    change: Change
    run: Run | None
    problem: str = ""


@dataclass(frozen=True)
class RefitProgress:
    """How far all refits are.

    Parameters
    ----------
    finished, total : int, refits
        Those that failed, and those that were stored, count as finished.
    chains : mapping of change name to sequence of ChainState
        Of the refits that are being sampled in this process; those elsewhere only finish.
    """

    finished: int
    total: int
    chains: Mapping[str, Sequence[ChainState]]


RefitWatcher = Callable[[RefitProgress], None]
"""Called a few times a second and after each refit, from several threads, one at a time."""


def refit(
    run: Run,
    changes: Sequence[Change],
    *,
    executor: Executor | None = None,
    watcher: RefitWatcher | None = None,
    cores: int | None = None,
    keep: bool = False,
) -> tuple[Refit, ...]:
    """Fit a run's model again, once for each change.

    Parameters
    ----------
    executor : Executor, optional
        Where the refits run: any executor of the kind of `concurrent.futures`, a cluster's too.
        It is left running. By default threads of this process.
    watcher : callable, optional
        Hears how far all refits are.
    cores : int, optional
        Cores of this machine to use where no executor is given; all by default.
    keep : bool
        Whether finished refits are stored under their fit id, and taken from the store where they
        are already: what was interrupted goes on from there.

    Returns
    -------
    tuple of Refit, in the order of ``changes``
        A refit that cannot be sampled carries its problem; the others go on.

    Raises
    ------
    UnknownName, ValueError, TypeError
        A change does not fit the run; nothing is sampled.
    DamagedRun, UnwritableOutput
        The store, where ``keep`` is set.

    Notes
    -----
    The specification is the run's own on fewer weeks as well: a short fold keeps its drifting level
    unless the change says otherwise. Changes that ask for the same fit share one.
    """
    plans = _planned(run, changes)
    known = _known(run, plans, keep=keep)
    todo = {p.fit_id: p for p in plans if not p.problem and p.fit_id not in known}
    done: dict[str, xr.Dataset | str] = dict(known)
    board = _Board(plans, set(todo), watcher)
    # closed at once when interrupted here, so that nothing goes on sampling
    with closing(_outcomes(todo, board, executor, cores or all_cores())) as outcomes:
        for fit_id, outcome in outcomes:
            done[fit_id] = outcome
            if keep and not isinstance(outcome, str):
                store.save_fit(todo[fit_id].run(outcome))
            board.finish(fit_id)
    return tuple(_answer(plan, done.get(plan.fit_id, plan.problem)) for plan in plans)


@dataclass(frozen=True)
class Outlook:
    """What `refit` with ``keep`` would have to do.

    Parameters
    ----------
    unsampled : tuple of Change
        Those that have to be sampled; of some that ask for the same fit, the first.
    stored : int
        How many are in the store already.
    """

    unsampled: tuple[Change, ...]
    stored: int


def outlook(run: Run, changes: Sequence[Change]) -> Outlook:
    """What is left to sample of some changes; no posterior is read.

    Raises
    ------
    UnknownName, ValueError, TypeError
        A change does not fit the run.
    """
    todo: dict[str, Change] = {}
    stored = 0
    for plan in _planned(run, changes):
        if plan.problem or plan.fit_id == run.fit_id:
            continue
        if store.has_fit(plan.fit_id):
            stored += 1
        else:
            todo.setdefault(plan.fit_id, plan.change)
    return Outlook(tuple(todo.values()), stored)


@dataclass(frozen=True)
class _Plan:
    """A change applied: inputs and names of its fit, or why there can be none."""

    change: Change
    inputs: Inputs
    source: Run
    fit_id: str
    problem: str

    def run(self, posterior: xr.Dataset) -> Run:
        """Run of the refit."""
        i, as_of = self.inputs, self.source.as_of
        run_id = digest.run_id(self.fit_id, i.dataset, as_of)
        return Run(run_id, self.fit_id, i.dataset, i.spec, i.sampler, posterior, as_of)


def _planned(run: Run, changes: Sequence[Change]) -> tuple[_Plan, ...]:
    names = [change.name for change in changes]
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise ValueError(f"two changes are called {twice[0]!r}")
    plans = []
    for change in changes:
        inputs = apply(change, run)
        silent = silent_channel(inputs)
        window = f"{inputs.dataset.first} to {inputs.dataset.last}"
        problem = f"{silent} has no spend or exposure from {window}." if silent else ""
        name = digest.fit_id(inputs.dataset, inputs.spec, inputs.sampler)
        plans.append(_Plan(change, inputs, run, name, problem))
    return tuple(plans)


def _known(run: Run, plans: Sequence[_Plan], *, keep: bool) -> dict[str, xr.Dataset]:
    """Posteriors that need no sampling: the run's own, and stored ones."""
    known = {run.fit_id: run.posterior}
    for plan in plans if keep else ():
        if plan.fit_id not in known:
            stored = store.load_posterior(plan.fit_id)
            if stored is not None:
                known[plan.fit_id] = stored
    return known


def _answer(plan: _Plan, outcome: xr.Dataset | str) -> Refit:
    problem = plan.problem or (outcome if isinstance(outcome, str) else "")
    if problem or isinstance(outcome, str):
        return Refit(plan.change, None, problem)
    return Refit(plan.change, plan.run(outcome))


def posterior_of(
    inputs: Inputs, leash: Leash | None = None, watcher: Watcher | None = None
) -> xr.Dataset:
    """Posterior of one refit; what an executor runs, so its arguments travel between processes.

    Notes
    -----
    Where too many draws diverge it is sampled once more with smaller steps, and that is the answer
    whatever became of it: who reads it judges it.
    """
    with (leash or Leash(cores=1)).held():
        design = build_design(inputs.dataset, inputs.spec)
        drawn = sample(design, inputs.spec, inputs.sampler, watcher)
        many = float(drawn["diverging"].mean()) > TOO_MANY_DIVERGENT
        if not many or inputs.sampler.target_accept >= CAREFUL:
            return drawn
        careful = replace(inputs.sampler, target_accept=CAREFUL)
        return sample(design, inputs.spec, careful, watcher)


def _outcomes(
    todo: Mapping[str, _Plan], board: _Board, executor: Executor | None, cores: int
) -> Generator[tuple[str, xr.Dataset | str]]:
    """Fit id with posterior or problem of each refit, as they finish."""
    workers = max(1, min(cores, len(todo)))
    leash = Leash(1 if executor else max(1, cores // workers))
    pending: dict[Future[xr.Dataset], str] = {}
    with _pool(executor, workers) as pool:
        # threads of this process can be watched and stopped; of others we only know their answers
        here = type(pool) is ThreadPoolExecutor
        try:
            for fit_id, plan in todo.items():
                extra = (leash, board.watcher_of(fit_id)) if here else ()
                pending[pool.submit(posterior_of, plan.inputs, *extra)] = fit_id
            while pending:
                finished, _ = wait(pending, _GLANCE, FIRST_COMPLETED)
                for future in finished:
                    yield pending.pop(future), _outcome(future)
        except BaseException:
            leash.cancel()
            for future in pending:
                future.cancel()
            raise


def _outcome(future: Future[xr.Dataset]) -> xr.Dataset | str:
    try:
        return future.result()
    except SamplingFailed as problem:
        return str(problem)
    except BrokenExecutor:
        return "The process that sampled it ended; run it again, with fewer at a time."


@contextmanager
def _pool(executor: Executor | None, workers: int) -> Iterator[Executor]:
    """The caller's executor, left as it is, or threads of our own."""
    if executor is not None:
        yield executor
        return
    with ThreadPoolExecutor(workers, thread_name_prefix="refit") as own:
        yield own


def all_cores() -> int:
    """Cores that this process may use."""
    count = getattr(os, "process_cpu_count", os.cpu_count)  # the former since Python 3.13
    return count() or 1


class _Board:
    """Collects the progress of all refits and tells it to one watcher."""

    def __init__(
        self, plans: Sequence[_Plan], unfinished: set[str], watcher: RefitWatcher | None
    ) -> None:
        self._plans, self._unfinished, self._watcher = plans, unfinished, watcher
        self._chains: dict[str, Sequence[ChainState]] = {}
        self._lock = Lock()
        self._tell()

    def watcher_of(self, fit_id: str) -> Watcher | None:
        """Watcher of one refit in this process; None where nobody listens."""
        if self._watcher is None:
            return None

        def watch(chains: Sequence[ChainState]) -> None:
            with self._lock:
                if fit_id in self._unfinished:
                    self._chains[fit_id] = tuple(chains)
                    self._tell()

        return watch

    def finish(self, fit_id: str) -> None:
        """One refit is over."""
        with self._lock:
            self._unfinished.discard(fit_id)
            self._chains.pop(fit_id, None)
            self._tell()

    def _tell(self) -> None:
        if self._watcher is None:
            return
        chains = {p.change.name: self._chains[p.fit_id] for p in self._plans
                  if p.fit_id in self._chains}  # fmt: skip
        finished = sum(p.fit_id not in self._unfinished or bool(p.problem) for p in self._plans)
        self._watcher(RefitProgress(finished, len(self._plans), chains))
