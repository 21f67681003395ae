"""The register of lift tests: what each says beside what the model says, without it and with it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

from mmm_xl.analysis.contribution import Contributions, contributions
from mmm_xl.analysis.counterfactual import Counterfactuals
from mmm_xl.analysis.prior_answers import prior_answers
from mmm_xl.analysis.register_entry import Entry, Known, entry_of
from mmm_xl.analysis.register_rules import Evidence, Fault, TestFinding, contradictions
from mmm_xl.data.dataset import Experiment
from mmm_xl.runs.change import Change
from mmm_xl.runs.refit import refit
from mmm_xl.runs.run import Run


@dataclass(frozen=True)
class Register:
    """All tests of a workbook, in sheet order."""

    entries: tuple[Entry, ...] = ()

    @property
    def findings(self) -> tuple[TestFinding, ...]:
        """Findings about all tests, severe ones first; what two tests share is named once."""
        found: list[TestFinding] = []
        for one in (finding for entry in self.entries for finding in entry.findings):
            if one.fault is Fault.CONTRADICTION and any(_same_pair(one, two) for two in found):
                continue
            found.append(one)
        return tuple(sorted(found, key=lambda finding: not finding.severe))

    @property
    def calibrating(self) -> tuple[Entry, ...]:
        """Tests that the likelihood sees."""
        return tuple(entry for entry in self.entries if entry.test.calibrates)

    @property
    def disputed(self) -> frozenset[str]:
        """Channels about which a lift test and the weeks, or two tests, disagree."""
        apart = (Fault.CONFLICT, Fault.CONTRADICTION)
        return frozenset(
            name
            for entry in self.entries
            if any(finding.fault in apart for finding in entry.findings)
            for name in entry.test.channels
        )


def _same_pair(one: TestFinding, two: TestFinding) -> bool:
    return two.fault is one.fault and {one.test, one.other} == {two.test, two.other}


def register(run: Run, effects: Contributions) -> Register:
    """Register of a run's tests.

    Notes
    -----
    Every calibrating test is left out once: the model is fitted again without it, with the sampler
    settings of the run (few draws in a preview), stored, and found again. Validating tests are held
    against the run as it is.
    """
    tests = run.dataset.experiments
    if not tests:
        return Register()
    own = Counterfactuals(run, effects)
    others = left_out(run, [test for test in tests if test.calibrates])
    before = prior_answers(run)
    made = [entry_of(test, before, others.get(test.name, Known(own)), own) for test in tests]
    return Register(_with_contradictions(made))


def without(test: Experiment) -> Change:
    """The refit that leaves out one calibrating test, and nothing else."""
    return Change(f"without {test.name}", without_tests=(test.name,))


def left_out(run: Run, tests: Sequence[Experiment]) -> Mapping[str, Known]:
    """Posterior without each of some calibrating tests, by name of the test."""
    changes = [without(test) for test in tests]
    found = {}
    for test, answer in zip(tests, refit(run, changes, keep=True), strict=True):
        if answer.run is None:
            found[test.name] = Known(None, answer.problem)
        else:
            found[test.name] = Known(Counterfactuals(answer.run, contributions(answer.run)))
    return found


def _with_contradictions(made: Sequence[tuple[Entry, Evidence]]) -> tuple[Entry, ...]:
    """Entries with findings about calibrating tests of the same channels that contradict."""
    alike: dict[tuple[str, ...], list[Evidence]] = {}
    for entry, seen in made:
        if entry.test.calibrates:
            alike.setdefault(tuple(sorted(entry.test.channels)), []).append(seen)
    pairs = [pair for tests in alike.values() for pair in contradictions(tests)]
    mirrored = [replace(p, test=p.other, other=p.test) for p in pairs]
    return tuple(
        replace(
            entry,
            findings=(
                *entry.findings,
                *(pair for pair in (*pairs, *mirrored) if pair.test == entry.test.name),
            ),
        )
        for entry, _ in made
    )


def register_json(found: Register) -> list[dict[str, Any]]:
    """Tests as ``results.json`` has them."""
    return [_entry_json(entry) for entry in found.entries]


def _entry_json(entry: Entry) -> dict[str, Any]:
    test = entry.test
    stages = {
        "prior": entry.prior,
        "measured": entry.measured,
        "without": entry.without,
        "posterior": entry.posterior,
    }
    score = entry.score
    return {
        "name": test.name,
        "channels": list(test.channels),
        "first": test.start.isoformat(),
        "last": test.end.isoformat(),
        "measured_through": test.measured_through.isoformat(),
        "market_share": test.market_share,
        "factor": test.factor,
        "spend_change": test.spend_change,
        "use": str(test.use),
        "effect": test.effect,
        "standard_error": test.standard_error,
        "stages": {name: asdict(stage) if stage else None for name, stage in stages.items()},
        "agreement": asdict(entry.agreement) if entry.agreement else None,
        "score": {
            "crps": score.crps,
            "inside": {str(level): hit for level, hit in score.inside.items()},
        }
        if score
        else None,
        "findings": [
            {"kind": str(one.fault), "severe": one.severe, "other": one.other}
            for one in entry.findings
        ],
    }
