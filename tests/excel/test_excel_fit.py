"""One small fit from cells to cells: MMM_FIT, then every look-up against results.json."""

from __future__ import annotations

import importlib
import time
from collections.abc import Callable, Iterator
from typing import Any

import com_shim
import pytest
from fake_excel import MISSING
from media_tables import FIT_ARGUMENTS, Rows, arrays, media_tables, on_sheet

from mmm_xl.grades import PRIOR_ONLY
from mmm_xl.names import Sheet

STATISTICS = (
    "mean", "median", "sd", "mcse", "lo50", "hi50", "lo80", "hi80", "lo90", "hi90", "lo95", "hi95",
)  # fmt: skip


class Fits:
    """Fits through the cells of one sheet, and how often the sampler was asked."""

    def __init__(self, excel: com_shim.Host) -> None:
        self.excel = excel
        self.sampled = 0

    def call(self, tables: dict[Sheet, Rows]) -> str:
        ranges = on_sheet(self.excel.book["Inputs"], tables)
        return self.excel.call("MMM_FIT", *(ranges.get(n, MISSING) for n in FIT_ARGUMENTS))

    def finished(self, tables: dict[Sheet, Rows]) -> tuple[str, list[str]]:
        """Run id, and what the cell showed before."""
        shown = []
        for _ in range(20_000):
            shown.append(self.call(tables))
            if not shown[-1].startswith("fitting ..."):
                return shown[-1], shown[:-1]
            time.sleep(0.01)
        raise AssertionError(shown[-1])


@pytest.fixture(scope="module")
def fits(excel: com_shim.Host, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Fits]:
    sampler: Any = importlib.import_module("mmm_xl.inference.sampler")
    original: Callable[..., Any] = sampler.sample
    made = Fits(excel)

    def counted(*args: Any, **kwargs: Any) -> Any:
        made.sampled += 1
        return original(*args, **kwargs)

    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("MMM_XL_HOME", str(tmp_path_factory.mktemp("excel")))
        patch.setattr(sampler, "sample", counted)
        yield made


@pytest.fixture(scope="module")
def fitted(fits: Fits) -> tuple[str, list[str]]:
    return fits.finished(media_tables())


@pytest.fixture(scope="module")
def run_id(fitted: tuple[str, list[str]]) -> str:
    return fitted[0]


@pytest.fixture(scope="module")
def results(run_id: str) -> dict[str, Any]:
    return importlib.import_module("mmm_xl.runs.store").load_results(run_id)


def message(excel: com_shim.Host) -> str:
    return excel.call("MMM_MESSAGE", MISSING)


def test_fit_shows_progress_and_then_the_run(fitted: tuple[str, list[str]]) -> None:
    name, before = fitted
    assert name.startswith("run-")
    assert before
    assert any(text.endswith("%") for text in before), before


def test_same_inputs_are_never_fitted_twice(fits: Fits, run_id: str) -> None:
    tables = media_tables()
    started, sampled = fits.excel.ours("worker").WORKER.started, fits.sampled
    assert fits.call(tables) == run_id
    given = arrays(tables)
    assert fits.excel.call("MMM_FIT", *(given[name] for name in FIT_ARGUMENTS)) == run_id
    assert (fits.excel.ours("worker").WORKER.started, fits.sampled) == (started, sampled)


def test_new_margin_is_a_new_run_without_sampling(fits: Fits, run_id: str) -> None:
    sampled = fits.sampled
    tables = media_tables()
    tables[Sheet.SETTINGS][1][1] = 0.4
    other, _ = fits.finished(tables)
    assert other.startswith("run-")
    assert other != run_id
    assert fits.sampled == sampled


def test_changed_spend_is_another_run(fits: Fits, run_id: str) -> None:
    sampled, started = fits.sampled, fits.excel.ours("worker").WORKER.started
    tables = media_tables()
    tables[Sheet.SPEND][10][2] += 1000
    other, _ = fits.finished(tables)
    assert other.startswith("run-")
    assert other != run_id
    assert fits.sampled > sampled
    assert fits.excel.ours("worker").WORKER.started == started + 1
    first = fits.excel.call("MMM_ROI", run_id, "Display", MISSING)
    assert fits.excel.call("MMM_ROI", other, "Display", MISSING) != first


def test_same_fit_as_the_file_face(fits: Fits, run_id: str, results: dict[str, Any]) -> None:
    """The fit id depends on nothing but data, model and sampler, so a workbook shares it."""
    pipeline = importlib.import_module("mmm_xl.pipeline")
    contents = importlib.import_module("mmm_xl.data.contents")
    tables = media_tables()
    sheets = {
        name: contents.SheetContent(tuple(rows[0]), tuple(map(tuple, rows[1:])))
        for name, rows in tables.items()
    }
    for i, row in enumerate(rows := list(sheets[Sheet.SPEND].rows)):
        rows[i] = (row[0], *map(float, row[1:]))
    sheets[Sheet.SPEND] = contents.SheetContent(sheets[Sheet.SPEND].headers, tuple(rows))
    raw = contents.to_raw(contents.BookContents("book", sheets))
    name = pipeline.identify(pipeline.check_inputs(raw), pipeline.RunOptions())
    assert name.fit_id == results["fit_id"]


def test_single_figures_are_those_of_results_json(
    excel: com_shim.Host, run_id: str, results: dict[str, Any]
) -> None:
    for channel in results["channels"]:
        name = channel["name"]
        for statistic in STATISTICS:
            shown = excel.call("MMM_ROI", run_id, name, statistic)
            assert shown == channel["roi"][statistic]
            shown = excel.call("MMM_CONTRIBUTION", run_id, name, statistic)
            assert shown == channel["contribution"][statistic]
        shown = excel.call("MMM_ROI", run_id, name, "prob_above_hurdle")
        assert shown == channel["prob_above_hurdle"]
        assert excel.call("MMM_ROI", run_id, name, MISSING) == channel["roi"]["mean"]
    shown = excel.call("MMM_CONTRIBUTION", run_id, "baseline", "hi90")
    assert shown == results["baseline"]["hi90"]


def test_names_are_forgiving_and_cells_are_welcome(
    excel: com_shim.Host, run_id: str, results: dict[str, Any]
) -> None:
    sheet = excel.book["Inputs"]
    run = sheet.put(70, 1, [[f" {run_id} "]])
    channel = sheet.put(71, 1, [["  paid SEARCH "]])
    statistic = sheet.put(72, 1, [["LO90"]])
    assert excel.call("MMM_ROI", run, channel, statistic) == results["channels"][0]["roi"]["lo90"]


def test_tables(excel: com_shim.Host, run_id: str, results: dict[str, Any]) -> None:
    def shown(channel: dict[str, Any]) -> str:
        return channel["name"] + (PRIOR_ONLY if channel["prior_only"] else "")

    statistics = ("mean", "median", "sd", "lo90", "hi90")
    header, *rows = excel.call("MMM_ROI", run_id, MISSING, MISSING)
    assert header == ["Channel", *statistics, "P(ROI on margin > 1)"]
    assert rows == [
        [shown(c), *(c["roi"][s] for s in statistics), c["prob_above_hurdle"]]
        for c in results["channels"]
    ]
    header, *rows = excel.call("MMM_CONTRIBUTION", run_id, MISSING, MISSING)
    assert header == ["Channel", *statistics]
    assert rows == [
        *([shown(c), *(c["contribution"][s] for s in statistics)] for c in results["channels"]),
        ["Baseline", *(results["baseline"][s] for s in statistics)],
    ]


def test_headers_of_the_table_are_statistics(excel: com_shim.Host, run_id: str) -> None:
    header, first, *_ = excel.call("MMM_ROI", run_id, MISSING, MISSING)
    for statistic, figure in zip(header[1:], first[1:], strict=True):
        assert excel.call("MMM_ROI", run_id, first[0], statistic) == figure


@pytest.mark.parametrize(
    ("function", "channel", "statistic", "sentence"),
    [
        ("MMM_ROI", "Paid serch", MISSING, "no channel 'Paid serch' in this run; did you mean"
         " 'Paid search'?"),
        ("MMM_ROI", "Radio", MISSING, "expected 'Paid search' or 'Display'."),
        ("MMM_ROI", "baseline", MISSING, "there is no channel 'baseline'"),
        ("MMM_ROI", "Display", "median5", "did you mean 'median'?"),
        ("MMM_CONTRIBUTION", "Display", "prob_above_hurdle", "no statistic 'prob_above_hurdle' of"
         " the contribution"),
        ("MMM_CONTRIBUTION", MISSING, "mean", "a statistic needs a channel"),
    ],
)  # fmt: skip
def test_unknown_names(
    excel: com_shim.Host, run_id: str, function: str, channel: Any, statistic: Any, sentence: str
) -> None:
    assert excel.call(function, run_id, channel, statistic) == "#VALUE!"
    assert message(excel).startswith(f"{function}: ")
    assert sentence in message(excel)


def test_unknown_run_names_the_closest(excel: com_shim.Host, run_id: str) -> None:
    wrong = run_id[:-1] + ("0" if run_id[-1] != "0" else "1")
    assert excel.call("MMM_ROI", wrong, "Display", MISSING) == "#VALUE!"
    assert f"there is no stored run '{wrong}'; did you mean '{run_id}'?" in message(excel)
    assert excel.call("MMM_ROI", MISSING, "Display", MISSING) == "#VALUE!"
    assert "run is blank" in message(excel)


def test_run_that_is_being_fitted_is_not_available(excel: com_shim.Host) -> None:
    sheet = excel.book["Inputs"]
    pending = sheet.put(73, 1, [["fitting ... 34%"]])
    assert excel.call("MMM_ROI", pending, "Display", MISSING) == "#N/A"
    not_yet = excel.call("MMM_MESSAGE", sheet.put(74, 1, [["#N/A"]]))
    assert "still being fitted" in not_yet
    assert "still being fitted" in excel.call("MMM_MESSAGE", pending)


def test_verdict_is_the_message_of_a_run(
    excel: com_shim.Host, run_id: str, results: dict[str, Any]
) -> None:
    said = excel.call("MMM_MESSAGE", excel.book["Inputs"].put(76, 1, [[run_id]]))
    assert said.startswith(f"Verdict: {results['verdict']['level']}: ")
    assert results["verdict"]["reasons"][0] in said


def test_lookups_are_quick(excel: com_shim.Host, run_id: str) -> None:
    """Measured, not judged: other work on the machine would be judged with it."""
    cell = excel.book["Inputs"].put(75, 1, [[run_id]])
    calls = 500
    started = time.perf_counter()
    for _ in range(calls):
        excel.call("MMM_ROI", cell, "Display", "lo90")
    each = (time.perf_counter() - started) / calls
    started = time.perf_counter()
    excel.call("MMM_ROI", cell, MISSING, MISSING)
    table = time.perf_counter() - started
    print(f"\nlook-up {1e3 * each:.3f} ms, table {1e3 * table:.3f} ms")
    assert each < 0.1
