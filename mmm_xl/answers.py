"""From a fitted model to everything that is said of it: tests, validation, figures, sections."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from mmm_xl.listener import Listener

if TYPE_CHECKING:
    from mmm_xl.analysis.headline import Headline
    from mmm_xl.analysis.judged import Judged
    from mmm_xl.analysis.register import Register
    from mmm_xl.analysis.results import Results
    from mmm_xl.analysis.validation.results import Validation
    from mmm_xl.runs.run import Run
    from mmm_xl.sections.section import Document


@dataclass(frozen=True)
class LookedAt:
    """A run that was put to the test; its results only have to be summed up.

    Parameters
    ----------
    tests : Register
        Lift tests beside the model.
    """

    headline: Headline
    tests: Register
    judged: Judged
    validation: Validation


def looked_at(headline: Headline, listener: Listener, seconds: dict[str, float]) -> LookedAt:
    """Put a run whose ROI table exists to the test.

    Parameters
    ----------
    seconds : dict
        What the parts take is added; ``sampling_seconds`` of the run itself, where it is there,
        tells how long refits will take.
    """
    from mmm_xl.analysis.judged import judge
    from mmm_xl.analysis.register import register

    began = time.perf_counter()
    if headline.run.dataset.experiments:
        listener.stage("Holding the lift tests against the model")
    tests = register(headline.run, headline.effects)
    if headline.run.dataset.experiments:
        seconds["register_seconds"] = time.perf_counter() - began
    judged = judge(headline)
    began = time.perf_counter()
    validation = _validated(headline, judged, listener, seconds.get("sampling_seconds"))
    seconds["validation_seconds"] = time.perf_counter() - began
    return LookedAt(headline, tests, judged, validation)


def _validated(
    headline: Headline, judged: Judged, listener: Listener, sampling: float | None
) -> Validation:
    """Validation of the depth that the run's settings say, its cost told before it starts."""
    from mmm_xl.analysis.validation.cost import expected_seconds
    from mmm_xl.analysis.validation.validate import validate, validation_changes
    from mmm_xl.runs.refit import outlook
    from mmm_xl.sections.words_progress import validation_words

    run, effects = headline.run, headline.effects
    depth = run.dataset.settings.validation
    changes = validation_changes(run, effects, depth)
    ahead = outlook(run, changes)
    expected = expected_seconds(run, ahead.unsampled, sampling)
    listener.stage(validation_words(depth, len(changes), ahead.stored, expected))
    with listener.validating(len(changes)) as watcher:
        return validate(run, effects, judged.convergence, depth, watcher, changes)


@dataclass(frozen=True)
class Answers:
    """Everything computed from one run."""

    results: Results
    document: Document
    record: dict[str, Any]


def answer(seen: LookedAt, sha256: str = "") -> Answers:
    """Figures, sections and ``results.json`` of a run; stored under its run id and its workbook.

    Parameters
    ----------
    sha256 : str
        Of the workbook's file, where there is one.
    """
    from mmm_xl.planning.scenario import scenario_grid
    from mmm_xl.runs import books
    from mmm_xl.sections.document import build_document

    results, record = _completed(seen)
    run = seen.headline.run
    books.append(run, sha256)
    before = books.restated(run.dataset)
    return Answers(results, build_document(results, scenario_grid(results), before), record)


def figures(run: Run, listener: Listener) -> tuple[Results, dict[str, Any]]:
    """Figures and ``results.json`` of a run, stored under its run id; no sections, so no charts.

    Returns
    -------
    results : Results
    record : dict

    Notes
    -----
    The run is put to the test as its settings say, so that it has the same verdict whoever asks.
    """
    from mmm_xl.analysis.headline import compute_headline

    return _completed(looked_at(compute_headline(run), listener, {}))


def _completed(found: LookedAt) -> tuple[Results, dict[str, Any]]:
    from mmm_xl.analysis.results import complete, to_json
    from mmm_xl.runs import store

    results = complete(found.headline, found.tests, found.validation, found.judged)
    record = to_json(results)
    store.save_run(found.headline.run, record)
    return results, record
