"""Refits: the same bytes however they are run, honest failures, nothing left behind."""

from __future__ import annotations

import _thread
import hashlib
import multiprocessing
import pickle
import signal
import threading
from concurrent.futures import Executor, Future, ProcessPoolExecutor, ThreadPoolExecutor
from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from mmm_xl.errors import SamplingFailed, UnknownName
from mmm_xl.inference.retry import CAREFUL
from mmm_xl.inference.sampler import sample
from mmm_xl.inference.sampler_settings import SamplerSettings
from mmm_xl.model.design import build_design
from mmm_xl.model.priors import from_range
from mmm_xl.runs import refit as door
from mmm_xl.runs import store
from mmm_xl.runs.change import Change, apply
from mmm_xl.runs.digest import fit_id
from mmm_xl.runs.refit import Inputs, refit

FEW = {"chains": 2, "tune": 60, "draws": 40}
HALF_A_MINUTE = 30.0


@pytest.fixture
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("MMM_XL_HOME", str(tmp_path / "home"))
    return tmp_path / "home"


@pytest.fixture
def forbidden(monkeypatch):
    def never(*args, **kwargs):
        raise AssertionError("sampled")

    monkeypatch.setattr(door, "sample", never)


def changes_of(run) -> tuple[Change, ...]:
    """One of each kind, few draws."""
    dates, tv = run.dataset.dates, run.dataset.spend[:, 5]
    prior = {"TV": {"effect": from_range(0.1, 0.4)}}
    return (
        Change("fold", last=dates[109].astype(date), sampler=FEW),
        Change("simulated", outcome=tuple(run.dataset.outcome[::-1]), sampler=FEW),
        Change("placebo", spend={"TV": tuple(np.roll(tv, 20))}, sampler=FEW),
        Change("prior", priors=prior, sampler=FEW),
        Change("seed", sampler={**FEW, "seed": 9}),
        Change("untested", without_tests="all", sampler=FEW),
    )


def digest(posterior) -> str:
    arrays = (posterior[name].values for name in sorted(posterior.data_vars))
    return hashlib.sha256(b"".join(np.ascontiguousarray(a).tobytes() for a in arrays)).hexdigest()


def digests(refits) -> list[str]:
    return [digest(r.run.posterior) for r in refits]


class Inline(Executor):
    """Somebody else's executor: runs each task when it is submitted, after a trip by pickle."""

    def submit(self, fn, /, *args, **kwargs):
        future = Future()
        fn, args, kwargs = pickle.loads(pickle.dumps((fn, args, kwargs)))
        try:
            future.set_result(fn(*args, **kwargs))
        except SamplingFailed as problem:
            future.set_exception(problem)
        return future


def test_changes_travel_and_compare(run) -> None:
    for change in changes_of(run):
        assert pickle.loads(pickle.dumps(change)) == change
    assert Change("x", outcome=np.ones(3)) == Change("x", outcome=(1.0, 1.0, 1.0))


def test_a_fold_is_the_run_on_its_own_weeks(run) -> None:
    last = run.dataset.dates[109].astype(date)
    inputs = apply(Change("fold", first=run.dataset.dates[2].astype(date), last=last), run)
    cut = inputs.dataset
    assert (cut.weeks, cut.last) == (108, last)
    assert inputs.spec == run.spec
    assert np.array_equal(cut.controls, run.dataset.controls[2:110])
    design = build_design(cut, inputs.spec)
    assert design.scale.centre == pytest.approx(run.dataset.outcome[2:110].mean())
    on_air = run.dataset.media[2:110, 5]
    assert design.usual[5] == pytest.approx(on_air[on_air > 0].mean())
    spent = run.dataset.spend[2:110, 5].sum()
    assert design.effect_scale[5] * design.scale.spread == pytest.approx(spent)


def test_folds_keep_the_lift_tests_that_are_wholly_inside(run) -> None:
    test, other = run.dataset.experiments  # weeks 96 to 104, and 130 to 134
    dates = run.dataset.dates.astype("datetime64[D]").tolist()

    def kept(**weeks):
        return apply(Change("fold", **weeks), run).dataset.experiments

    assert kept() == (test, other)
    assert kept(last=test.measured_through) == (test,)
    assert kept(last=dates[103]) == ()  # the effect was measured a week longer
    assert kept(first=dates[96]) == (test, other)
    assert kept(first=dates[97]) == (other,)
    fold = apply(Change("fold", first=dates[90]), run)
    design = build_design(fold.dataset, fold.spec)
    assert (design.tests.first, design.tests.weeks) == ((6,), (9,))


def test_a_refit_without_lift_tests(run) -> None:
    test, other = run.dataset.experiments
    assert apply(Change("x", without_tests="all"), run).dataset.experiments == (other,)
    assert apply(Change("x", without_tests=(test.name,)), run).dataset.experiments == (other,)
    both = apply(Change("x", without_tests=(test.name, other.name)), run).dataset
    assert both.experiments == ()
    assert both.digest() == replace(run.dataset, experiments=()).digest() != run.dataset.digest()
    with pytest.raises(UnknownName, match="no lift test 'x'"):
        apply(Change("x", without_tests=("x",)), run)


def test_a_refit_without_a_judging_test_is_the_run_itself(run, forbidden) -> None:
    name = run.dataset.experiments[1].name
    (same,) = refit(run, [Change("x", without_tests=(name,))])
    assert same.run.fit_id == run.fit_id
    assert same.run.posterior.identical(run.posterior)


def test_spend_that_drives_a_channel_takes_its_media_along(run) -> None:
    data = run.dataset
    i = data.channel_names.index("TV")
    shifted = tuple(np.roll(data.spend[:, i], 20))
    inputs = apply(Change("placebo", spend={"TV": shifted}), run)
    assert tuple(inputs.dataset.spend[:, i]) == tuple(inputs.dataset.media[:, i]) == shifted
    assert np.array_equal(data.spend[:, i], run.dataset.spend[:, i])
    exposed = replace(run, dataset=replace(data, media=data.media * 2.0))
    inputs = apply(Change("placebo", spend={"TV": shifted}), exposed)
    assert np.array_equal(inputs.dataset.media, data.media * 2.0)


def test_default_shares_follow_the_spend_of_the_weeks(run) -> None:
    """A paid channel's unstated share of a count refers to spend; a stated one to nothing."""
    stated = [p.stated for p in run.spec.channels]
    alike = tuple(replace(p, basis="share", pool=-1) for p in run.spec.channels)
    counted = replace(run, spec=replace(run.spec, channels=alike))
    inputs = apply(Change("fold", last=run.dataset.dates[100].astype(date)), counted)
    before, after = run.dataset.spend.sum(axis=0), run.dataset.spend[:101].sum(axis=0)
    for i, (old, new) in enumerate(zip(alike, inputs.spec.channels, strict=True)):
        if stated[i] or not run.dataset.channels[i].paid:
            assert new == old
        else:
            moved = np.log(after[i] / after.sum()) - np.log(before[i] / before.sum())
            assert new.effect.mu - old.effect.mu == pytest.approx(moved)
            assert new.effect.sigma == old.effect.sigma


def test_an_effect_prior_of_its_own_leaves_the_pool(run) -> None:
    own = from_range(0.1, 0.4)
    assert run.spec.channels[5].pooled
    inputs = apply(Change("prior", priors={"TV": {"effect": own}}), run)
    assert inputs.spec.channels[5].effect == own
    assert [p.pooled for p in inputs.spec.channels] == [
        p.pooled and p.channel != "TV" for p in run.spec.channels
    ]


@pytest.mark.parametrize(
    ("fields", "error"),
    [
        ({"spend": {"Radio": (1.0,)}}, UnknownName),
        ({"priors": {"Radio": {}}}, UnknownName),
        ({"spend": {"TV": (1.0, 2.0)}}, ValueError),
        ({"outcome": (np.nan,) * 156}, ValueError),
        ({"last": date(1999, 1, 1)}, ValueError),
        ({"spec": {"colour": "blue"}}, TypeError),
        ({"sampler": {"temperature": 1}}, TypeError),
    ],
)
def test_a_change_that_does_not_fit_is_refused_before_sampling(
    run, forbidden, fields, error
) -> None:
    with pytest.raises(error):
        refit(run, [Change("fine"), Change("wrong", **fields)])


def test_names_tell_refits_apart(run, forbidden) -> None:
    with pytest.raises(ValueError, match="twin"):
        refit(run, [Change("twin"), Change("twin", sampler=FEW)])


def test_no_change_is_the_run_itself(run, forbidden) -> None:
    (same,) = refit(run, [Change("as it is")])
    assert same.run.fit_id == run.fit_id
    assert same.run.posterior is run.posterior


def test_a_refit_is_what_sampling_its_inputs_gives(run) -> None:
    change = changes_of(run)[0]
    (fold,) = refit(run, [change])
    inputs = apply(change, run)
    posterior = sample(build_design(inputs.dataset, inputs.spec), inputs.spec, inputs.sampler)
    assert digest(posterior) == digest(fold.run.posterior)
    assert fold.run.fit_id == fit_id(inputs.dataset, inputs.spec, inputs.sampler)
    assert fold.run.run_id != run.run_id
    assert (fold.problem, fold.change) == ("", change)


def test_same_bytes_whatever_runs_them(run) -> None:
    changes = changes_of(run)
    expected = refit(run, changes, cores=1)
    assert [r.change.name for r in expected] == [c.name for c in changes]
    assert len({*digests(expected)}) == len(changes)
    assert digests(refit(run, changes, cores=2)) == digests(expected)
    with ThreadPoolExecutor(3) as threads:
        assert digests(refit(run, changes[::-1], executor=threads)) == digests(expected)[::-1]
    spawn = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(2, mp_context=spawn) as processes:
        assert digests(refit(run, changes, executor=processes)) == digests(expected)
        # the executor is the caller's: still open
        assert processes.submit(abs, -1).result(HALF_A_MINUTE) == 1
    assert digests(refit(run, changes[:2], executor=Inline())) == digests(expected)[:2]


def test_equal_changes_share_one_fit(run, monkeypatch) -> None:
    asked = []

    def counted(*args):
        asked.append(args)
        return sample(*args)

    monkeypatch.setattr(door, "sample", counted)
    one, two = refit(run, [Change("one", sampler=FEW), Change("two", sampler=FEW)])
    assert len(asked) == 1
    assert one.run.fit_id == two.run.fit_id
    assert digest(one.run.posterior) == digest(two.run.posterior)


def test_one_failure_is_told_and_the_others_go_on(run, monkeypatch) -> None:
    def moody(design, spec, settings, watcher):
        if settings.seed == 13:
            raise SamplingFailed("The sampler stopped early, after 7 draws of 40.")
        return sample(design, spec, settings, watcher)

    monkeypatch.setattr(door, "sample", moody)
    tv = {"TV": (0.0,) * 156}
    good, bad, silent = refit(
        run,
        [
            Change("good", sampler=FEW),
            Change("bad", sampler={**FEW, "seed": 13}),
            Change("silent", spend=tv, sampler=FEW),
        ],
    )
    assert (good.problem, bad.run, silent.run) == ("", None, None)
    assert "stopped early" in bad.problem
    assert silent.problem.startswith("TV has no spend")


def test_failures_reach_us_from_another_process(run) -> None:
    hopeless = Change("hopeless", priors={"TV": {"slope": from_range(1e80, 1e90)}}, sampler=FEW)
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as processes:
        (found,) = refit(run, [hopeless], executor=processes)
    assert found.run is None
    assert "could not start" in found.problem


def test_kept_refits_are_not_sampled_again(run, home, monkeypatch) -> None:
    changes = changes_of(run)[:2]
    first = refit(run, changes[:1], keep=True)
    asked = []

    def counted(*args):
        asked.append(args)
        return sample(*args)

    monkeypatch.setattr(door, "sample", counted)
    both = refit(run, changes, keep=True)
    assert len(asked) == 1
    assert digests(both)[0] == digests(first)[0]
    assert {f.name for f in store.fits().iterdir()} == {r.run.fit_id for r in both}


def test_nothing_is_kept_unasked(run, home) -> None:
    refit(run, changes_of(run)[:1])
    assert not home.exists()


def test_progress_of_all_reaches_one_watcher(run) -> None:
    seen = []
    long = {"chains": 2, "tune": 400, "draws": 400}
    refit(
        run,
        [Change("one", sampler=long), Change("two", sampler={**long, "seed": 1}), Change("same")],
        watcher=seen.append,
        cores=2,
    )
    assert (seen[0].finished, seen[0].total) == (1, 3)
    assert seen[-1].finished == 3
    assert not seen[-1].chains
    assert [p.finished for p in seen] == sorted(p.finished for p in seen)
    names = {name for progress in seen for name in progress.chains}
    assert names == {"one", "two"}
    states = [s for p in seen for chains in p.chains.values() for s in chains]
    assert {s.total for s in states} == {800}


def test_an_interrupt_stops_running_refits_and_keeps_finished_ones(run, home) -> None:
    """Ctrl-C reaches the caller: what is finished stays, what runs stops, nothing else starts."""
    endless = {"chains": 2, "tune": 1000, "draws": 10_000_000}
    changes = [
        changes_of(run)[0],
        Change("endless", sampler=endless),
        Change("never", sampler={**endless, "seed": 1}),
    ]

    pressed = []

    def press(progress) -> None:
        if progress.finished == 1 and "endless" in progress.chains and not pressed:
            pressed.append(progress)
            _thread.interrupt_main()

    # a test run in the background of a shell ignores interrupts
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        with pytest.raises(KeyboardInterrupt):
            refit(run, changes, watcher=press, cores=1, keep=True)
    finally:
        signal.signal(signal.SIGINT, before)
    (kept,) = store.fits().iterdir()
    assert store.load_posterior(kept.name) is not None
    assert not [t for t in threading.enumerate() if t.name.startswith("refit")]


def test_a_full_disk_ends_all(run, home, monkeypatch) -> None:
    from mmm_xl.errors import UnwritableOutput

    def full(*args, **kwargs):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(store.np, "savez", full)
    with pytest.raises(UnwritableOutput):
        refit(run, changes_of(run), keep=True)
    assert list(store.fits().iterdir()) == []


def test_inputs_travel_light(run) -> None:
    size = len(pickle.dumps(Inputs(run.dataset, run.spec, SamplerSettings())))
    assert size < 200_000


def test_a_refit_that_diverges_is_sampled_once_more_with_smaller_steps(run, monkeypatch) -> None:
    asked = []

    def sampled(design, spec, sampler, watcher=None):
        asked.append(sampler.target_accept)
        return run.posterior.assign(diverging=run.posterior["diverging"] | (len(asked) % 2 == 1))

    monkeypatch.setattr(door, "sample", sampled)
    inputs = apply(Change("as it is"), run)
    drawn = door.posterior_of(inputs)
    assert asked == [inputs.sampler.target_accept, CAREFUL]
    assert not drawn["diverging"].all()
    careful = replace(inputs, sampler=replace(inputs.sampler, target_accept=CAREFUL))
    assert door.posterior_of(careful)["diverging"].all()  # no third time
    assert asked[2:] == [CAREFUL]
