"""The main job: validate everything, then fit, then answer, then write."""

from __future__ import annotations

import importlib
import json
import math
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from mmm_xl.answers import Answers, answer, looked_at
from mmm_xl.data.build import build_dataset
from mmm_xl.data.contents import BookContents, from_raw
from mmm_xl.data.dataset import Dataset
from mmm_xl.data.findings import warning_lines
from mmm_xl.data.raw import RawInputs
from mmm_xl.grades import Depth
from mmm_xl.inference.progress import ChainState, Watcher
from mmm_xl.listener import Listener
from mmm_xl.model.implied import Implied, implied
from mmm_xl.model.power import with_power
from mmm_xl.model.spec import ModelSpec, build_spec
from mmm_xl.outputs import Paths, check_writable, paths, write_json, write_report, write_workbook
from mmm_xl.resources import kernels_compiled

if TYPE_CHECKING:
    import xarray as xr

    from mmm_xl.inference.sampler_settings import SamplerSettings


@dataclass(frozen=True)
class RunOptions:
    """What the command line changes of a workbook's Settings, for one run.

    Parameters
    ----------
    preview : bool
        Few draws, fast, and labelled as such everywhere.
    as_of : date or None
        Date printed on outputs.
    validation : Depth or None
        How much the run is put to the test; None for what Settings say, or quick in a preview.
    """

    seed: int | None = None
    chains: int | None = None
    tune: int | None = None
    draws: int | None = None
    preview: bool = False
    as_of: date | None = None
    validation: Depth | None = None


@dataclass(frozen=True)
class Checked:
    """A workbook that can be modelled."""

    contents: BookContents
    dataset: Dataset
    spec: ModelSpec
    foreign: tuple[str, ...] = ()
    sha256: str = ""

    @property
    def implied(self) -> Implied:
        """What the priors imply before any data."""
        return implied(self.dataset, self.spec)


def check_book(path: Path) -> Checked:
    """Read and check one workbook.

    Raises
    ------
    UnreadableFile, InvalidWorkbook
    """
    from mmm_xl.workbook.reader import read_inputs

    return check_inputs(read_inputs(path))


def check_inputs(raw: RawInputs) -> Checked:
    """Check inputs from any face: every fault at once.

    Raises
    ------
    InvalidWorkbook
    """
    dataset = build_dataset(raw)
    spec = build_spec(dataset)
    return Checked(from_raw(raw), with_power(dataset, spec), spec, raw.foreign, raw.sha256)


def run_book(path: Path, out: Path, options: RunOptions, listener: Listener) -> Paths:
    """The main job on one workbook; its file is only read.

    Raises
    ------
    MmmError
        Anything the user can mend; no output has been touched then, unless writing itself failed.
    """
    started = time.perf_counter()
    listener.stage("Reading and checking the workbook")
    checked = check_book(path)
    files = paths(out, checked.dataset.name)
    check_writable(out)
    for name in checked.foreign:
        listener.notice(f"Sheet {name!r} is not one of ours; it is not copied to the results.")
    for words in (*warning_lines(checked.dataset.findings), *history_lines(checked.dataset)):
        listener.notice(words)
    listener.prior(checked.implied, checked.dataset.settings.currency)
    seconds: dict[str, float] = {}
    headline: Any = None

    def show(run: Any, *, loaded: bool) -> None:
        nonlocal headline
        seconds.setdefault("fit_seconds", time.perf_counter() - started)
        listener.stage("Computing contributions and returns")
        headline = _headline(run)
        listener.headline(headline, loaded=loaded)
        seconds.setdefault("table_seconds", time.perf_counter() - started)
        listener.stage("Checking convergence")

    run = fitted(checked, options, listener, show, seconds)
    headline = replace(headline, run=replace(run, dataset=headline.run.dataset))
    seen = looked_at(headline, listener, seconds)
    listener.stage("Drawing charts")
    answers = answer(seen, checked.sha256)
    listener.results(answers.results)
    _write(checked, answers, files, listener)
    seconds["total_seconds"] = time.perf_counter() - started
    write_json(files.timings, seconds)
    return files


def _headline(run: Any) -> Any:
    from mmm_xl.analysis.headline import compute_headline

    return compute_headline(run)


def history_lines(dataset: Dataset) -> tuple[str, ...]:
    """How the data differ from those of the same workbook's run before; nothing is stored."""
    from mmm_xl.runs.books import restated

    found = restated(dataset)
    return found.lines() if found else ()


@dataclass(frozen=True)
class Identity:
    """What checked inputs are called, known before anything is sampled.

    Parameters
    ----------
    dataset : Dataset
        With the settings that the options changed.
    sampler : SamplerSettings
    """

    fit_id: str
    run_id: str
    dataset: Dataset
    sampler: Any


def identify(checked: Checked, options: RunOptions) -> Identity:
    """Fit id and run id of checked inputs; takes milliseconds."""
    from mmm_xl.inference.sampler_settings import SamplerSettings
    from mmm_xl.runs import digest

    dataset = replace(checked.dataset, settings=_with_options(checked.dataset, options))
    settings = dataset.settings
    sampler = SamplerSettings(settings.chains, settings.tune, settings.draws, settings.seed)
    fit = digest.fit_id(dataset, checked.spec, sampler)
    return Identity(fit, digest.run_id(fit, dataset, options.as_of), dataset, sampler)


class Show(Protocol):
    """What is done with a posterior before anyone has judged it."""

    def __call__(self, run: Any, /, *, loaded: bool) -> None:
        """Show a run; ``loaded`` where its posterior came from the store."""


def fitted(
    checked: Checked,
    options: RunOptions,
    listener: Listener,
    show: Show | None = None,
    seconds: dict[str, float] | None = None,
) -> Any:
    """Run of checked inputs: from the store if the same fit was made before, sampled if not.

    Parameters
    ----------
    show : callable, optional
        Given each posterior as soon as it exists; the last is the one that the run has.
    seconds : dict, optional
        Gets ``sampling_seconds`` of the last sampling, without what is compiled before it.

    Returns
    -------
    Run

    Notes
    -----
    Where draws diverge or chains disagree it is sampled again (`mmm_xl.inference.retry`); every
    attempt is kept with the posterior, and a listener hears of all that failed.
    """
    from mmm_xl.runs import store
    from mmm_xl.runs.run import Run

    name = identify(checked, options)

    def run_of(posterior: xr.Dataset) -> Run:
        inputs = (name.dataset, checked.spec, name.sampler)
        return Run(name.run_id, name.fit_id, *inputs, posterior, options.as_of)

    posterior = store.load_posterior(name.fit_id)
    loaded = posterior is not None
    if posterior is None:
        unjudged = None if show is None else (lambda drawn: show(run_of(drawn), loaded=False))
        posterior = _sound(name, checked.spec, listener, unjudged, seconds)
    run = run_of(posterior)
    if loaded and show:
        show(run, loaded=True)
    store.save_fit(run)
    return run


def _with_options(dataset: Dataset, options: RunOptions) -> Any:
    from mmm_xl.inference.sampler_settings import PREVIEW

    changes: dict[str, Any] = {}
    if options.preview:
        changes["tune"], changes["draws"] = PREVIEW
        changes["validation"] = Depth.QUICK
    for name in ("seed", "chains", "tune", "draws", "validation"):
        value = getattr(options, name)
        if value is not None:
            changes[name] = value
    return replace(dataset.settings, **changes)


def _sound(
    name: Identity,
    spec: ModelSpec,
    listener: Listener,
    unjudged: Callable[[xr.Dataset], None] | None,
    seconds: dict[str, float] | None,
) -> xr.Dataset:
    """Posterior that keeps all limits, or the last of a few attempts; it carries their record."""
    from mmm_xl.inference.retry import Attempt, sample_until_sound

    def draw(sampler: SamplerSettings) -> xr.Dataset:
        drawn = _sampled(name.dataset, spec, sampler, listener, seconds)
        if unjudged:
            unjudged(drawn)
        return drawn

    def judge(drawn: xr.Dataset) -> Any:
        from mmm_xl.analysis.convergence import judge_posterior

        return judge_posterior(drawn)

    def tell(attempt: Attempt) -> None:
        if not (attempt.judgement and attempt.judgement.sound):
            listener.notice(attempt.words)

    found = sample_until_sound(draw, name.sampler, judge, tell)
    attempts = json.dumps([attempt.to_json() for attempt in found.attempts])
    return found.posterior.assign_attrs(attempts=attempts)


def _sampled(
    dataset: Dataset,
    spec: ModelSpec,
    sampler: SamplerSettings,
    listener: Listener,
    seconds: dict[str, float] | None,
) -> xr.Dataset:
    listener.stage("Fitting the model")
    if not kernels_compiled():
        listener.notice("The model is compiled for this computer; this once, it takes a minute.")
    from mmm_xl.inference.nutpie_door import nutpie
    from mmm_xl.inference.sampler import sample
    from mmm_xl.model.design import build_design

    nutpie()  # first: its door lets no other thread import meanwhile
    total = sampler.tune + sampler.draws
    with (
        listener.sampling(total, sampler.chains) as watcher,
        _imported_meanwhile("mmm_xl.analysis.headline"),
    ):
        clock = _Clock(watcher)
        drawn = sample(build_design(dataset, spec), spec, sampler, clock)
    if seconds is not None:
        seconds["sampling_seconds"] = clock.seconds
    return drawn


class _Clock:
    """Hands progress on and knows since when: compiling, which comes before, does not count."""

    def __init__(self, watcher: Watcher) -> None:
        self._watcher, self._began = watcher, math.inf

    def __call__(self, chains: Sequence[ChainState]) -> None:
        self._began = min(self._began, time.perf_counter())
        self._watcher(chains)

    @property
    def seconds(self) -> float:
        """Since the first word of the sampler; 0 where it never said one."""
        return max(0.0, time.perf_counter() - self._began)


@contextmanager
def _imported_meanwhile(module: str) -> Iterator[None]:
    """Import what is needed next while the chains, which need no Python, run."""

    def load() -> None:
        with suppress(ImportError):  # whoever needs the module meets the same error, and says it
            importlib.import_module(module)

    thread = threading.Thread(target=load)
    thread.start()
    try:
        yield
    finally:
        thread.join()


def _write(checked: Checked, answers: Answers, files: Paths, listener: Listener) -> None:
    run_id = answers.results.run.run_id
    listener.stage("Writing the results workbook")
    write_workbook(checked.contents, answers.document, run_id, files.workbook)
    listener.stage("Writing the Word report")
    write_report(answers.document, files.report, listener.notice)
    write_json(files.results, answers.record)
