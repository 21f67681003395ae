"""How deep a validation goes: said by Settings or the command line, part of the run's name only."""

from __future__ import annotations

import io
from dataclasses import asdict, replace

import pytest
from rich.console import Console

from mmm_xl.console import ConsoleListener, reason_lines
from mmm_xl.data.contents import to_raw
from mmm_xl.excel.fitting import progress_words
from mmm_xl.excel.worker import Progress, Waiting
from mmm_xl.grades import Depth
from mmm_xl.inference.progress import ChainState
from mmm_xl.pipeline import Checked, RunOptions, check_inputs, identify
from mmm_xl.runs.refit import RefitProgress
from mmm_xl.settings import Settings, from_cells, from_plain, to_cells


@pytest.fixture(scope="module")
def checked(world) -> Checked:
    return check_inputs(to_raw(world.contents))


def set_to(checked: Checked, depth: Depth) -> Checked:
    settings = replace(checked.dataset.settings, validation=depth)
    return replace(checked, dataset=replace(checked.dataset, settings=settings))


def test_standard_is_what_nobody_changed(checked) -> None:
    assert Settings().validation is Depth.STANDARD
    assert identify(checked, RunOptions()).dataset.settings.validation is Depth.STANDARD


@pytest.mark.parametrize("depth", list(Depth))
def test_settings_hold_it_there_and_back(depth) -> None:
    settings = replace(Settings(), validation=depth)
    assert to_cells(settings)["validation"] == str(depth)
    assert from_cells(to_cells(settings)) == settings
    again = from_plain(asdict(settings))
    assert again == settings
    assert again.validation is depth


def test_runs_stored_before_there_was_a_depth_still_read() -> None:
    record = asdict(Settings())
    del record["validation"]
    assert from_plain(record) == Settings()


def test_a_depth_is_another_run_of_the_same_fit(checked) -> None:
    names = [identify(checked, RunOptions(validation=depth)) for depth in Depth]
    assert len({name.fit_id for name in names}) == 1
    assert len({name.run_id for name in names}) == len(Depth)


def test_the_command_line_wins_and_says_the_same_as_settings(checked) -> None:
    for depth in Depth:
        said = identify(set_to(checked, Depth.FULL), RunOptions(validation=depth))
        assert said.run_id == identify(set_to(checked, depth), RunOptions()).run_id


def test_a_preview_is_quick_unless_said_otherwise(checked) -> None:
    def depth(options: RunOptions) -> Depth:
        return identify(checked, options).dataset.settings.validation

    assert depth(RunOptions(preview=True)) is Depth.QUICK
    assert depth(RunOptions(preview=True, validation=Depth.FULL)) is Depth.FULL


def shown(steps, total: int) -> list[str]:
    """Lines of a console that is no terminal."""
    out = io.StringIO()
    with ConsoleListener(Console(file=out)).validating(total) as watcher:
        for finished in steps:
            watcher(RefitProgress(finished, total, {"a": (ChainState(5, 10, 0, tuning=False),)}))
    return out.getvalue().splitlines()


def test_refits_are_counted_at_quarters_off_a_terminal() -> None:
    assert shown(range(17), 16) == [f"  {n} of 16 refits" for n in (4, 8, 12, 16)]
    assert shown([0, 0, 2, 3], 3) == ["  2 of 3 refits", "  3 of 3 refits"]
    with ConsoleListener(Console(file=io.StringIO())).validating(0) as watcher:
        assert watcher is None


def test_one_bar_counts_refits_on_a_terminal() -> None:
    out = io.StringIO()
    console = Console(file=out, force_terminal=True, width=80, color_system=None)
    with ConsoleListener(console).validating(16) as watcher:
        watcher(RefitProgress(7, 16, {"a": (ChainState(5, 10, 0, tuning=False),)}))
    assert "7 of 16" in out.getvalue()


def test_the_first_reasons_are_printed_and_the_rest_counted() -> None:
    assert reason_lines(["a", "b"]) == ["- a", "- b"]
    assert reason_lines([str(n) for n in range(8)]) == [
        "- 0", "- 1", "- 2", "- 3", "- 4", "... and 3 more on the Validation sheet",
    ]  # fmt: skip


def test_a_cell_says_how_far_its_validation_is() -> None:
    assert progress_words(Waiting()) == "waiting for another fit"
    assert progress_words(Progress()) == "preparing"
    assert progress_words(Progress(0.5)) == "50%"
    assert progress_words(Progress(1.0)) == "computing results"
    assert progress_words(Progress(1.0, (7, 16))) == "validating, 7 of 16 refits"
