"""The command line as a user meets it: a real process, its words, files and exit status."""

from __future__ import annotations

import hashlib
import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import openpyxl
import pytest

from tests.conftest import SHARED

QUICK = ("--chains", "2", "--tune", "200", "--draws", "200", "--validation", "quick")


def mmm(*arguments, cwd, **environment):
    return subprocess.run(
        [sys.executable, "-m", "mmm_xl", *map(str, arguments)],
        capture_output=True,
        text=True,
        cwd=cwd,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[1]), **environment},
        check=False,
    )


def sha(path):
    return hashlib.sha256(path.read_bytes()).hexdigest()


@pytest.fixture(scope="module")
def job(tmp_path_factory):
    """One example workbook and one run of it."""
    folder = tmp_path_factory.mktemp("job")
    made = mmm("example", "book.xlsx", cwd=folder)
    assert made.returncode == 0, made.stderr
    before = sha(folder / "book.xlsx")
    ran = mmm(
        "run", "book.xlsx", "-o", "out", *QUICK, cwd=folder, MMM_XL_HOME=str(folder / "store")
    )
    return folder, before, ran


def test_run_ends_with_table_verdict_and_three_paths(job) -> None:
    folder, _, ran = job
    assert ran.returncode == 0, ran.stderr
    assert ran.stderr == ""
    lines = ran.stdout.splitlines()
    assert [line.split(":")[0] for line in lines[-3:]] == [
        "Results workbook", "Word report", "Results as JSON"
    ]  # fmt: skip
    for line in lines[-3:]:
        assert (folder / line.split(":", 1)[1].strip()).is_file()
    assert "Traceback" not in ran.stdout


def test_the_roi_table_comes_first_and_shows_the_figures_of_the_json(job) -> None:
    folder, _, ran = job
    lines = ran.stdout.splitlines()
    # few draws are asked for, so it is sampled again and the table shown again: the last one counts
    implied, first, *again = [
        i for i, line in enumerate(lines) if line.strip().startswith("Paid search")
    ]
    row = again[-1] if again else first
    fitting = next(i for i, line in enumerate(lines) if "Fitting" in line)
    assert lines[implied].split()[2:9] == [
        "shared", "return", "9,603,418", "1.00", "0.19", "to", "5.33",
    ]  # fmt: skip
    assert implied < fitting < first
    assert len(again) == sum("sampled again" in line for line in lines)
    (convergence,) = [i for i, line in enumerate(lines) if line.startswith("Sampler:")]
    assert row < [i for i, line in enumerate(lines) if "Checking" in line][-1] < convergence
    record = json.loads((folder / "out/results.json").read_text("utf-8"))
    (found,) = [c for c in record["channels"] if c["name"] == "Paid search"]
    shown = lines[row].split()[2:]
    assert shown[:3] == ["9,603,418", f"{found['contribution']['mean']:,.0f}",
                         f"{found['roi']['mean']:,.2f}"]  # fmt: skip
    assert [shown[3], shown[5]] == [f"{found['roi'][end]:,.2f}" for end in ("lo90", "hi90")]
    assert f"{found['marginal_roi']['mean']:,.2f}" in shown
    timings = json.loads((folder / "out/timings.json").read_text("utf-8"))
    assert 0 < timings["fit_seconds"] <= timings["table_seconds"] <= timings["total_seconds"]
    assert 0 < timings["validation_seconds"] < timings["total_seconds"]


def test_a_verdict_ends_the_figures_with_its_reasons(job) -> None:
    folder, _, ran = job
    lines = ran.stdout.splitlines()
    record = json.loads((folder / "out/results.json").read_text("utf-8"))
    level, reasons = record["verdict"]["level"], record["verdict"]["reasons"]
    at = lines.index(f"Verdict: {level}.")
    first = [line.removeprefix("- ") for line in lines[at + 1 : at + 1 + min(5, len(reasons))]]
    assert first == reasons[:5]
    more = f"... and {len(reasons) - 5} more on the Validation sheet"
    assert (more in lines) == (len(reasons) > 5)
    assert any("(validation quick)" in reason for reason in reasons)
    assert "Validation (quick): nothing is fitted again ..." in lines[:at]


def test_the_input_file_is_only_read(job) -> None:
    folder, before, _ = job
    assert sha(folder / "book.xlsx") == before


def test_ids_stand_in_workbook_report_and_json(job) -> None:
    from docx import Document

    folder, _, _ = job
    record = json.loads((folder / "out/results.json").read_text("utf-8"))
    book = openpyxl.load_workbook(folder / "out/book-results.xlsx", data_only=True)
    assert {"About", "Spend", "Summary", "ROI", "Version"} <= set(book.sheetnames)
    for name in book.sheetnames:
        text = " ".join(str(c.value) for row in book[name].iter_rows() for c in row if c.value)
        assert record["run_id"] in text, name
        assert record["fit_id"] in text, name
    report = Document(str(folder / "out/book-report.docx"))
    footer = "".join(t.text or "" for t in report.sections[0].footer._element.iter() if t.text)
    assert record["run_id"] in footer
    assert record["fit_id"] in footer


def test_results_workbook_shows_the_figures_of_the_json(job) -> None:
    folder, _, _ = job
    record = json.loads((folder / "out/results.json").read_text("utf-8"))
    sheet = openpyxl.load_workbook(folder / "out/book-results.xlsx", data_only=True)["ROI"]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    start = next(i for i, row in enumerate(rows) if "ROI (EUR per EUR)" in row)
    at, name = rows[start].index("ROI (EUR per EUR)"), rows[start].index("Channel")
    table = rows[start + 1 : start + 1 + len(record["channels"])]
    shown = {row[name]: row[at] for row in table}
    for channel in record["channels"]:
        if channel["roi"]:
            assert shown[channel["name"]] == pytest.approx(channel["roi"]["mean"], rel=1e-12)


def test_input_sheets_come_back_with_the_values_read(job) -> None:
    from mmm_xl.data.contents import from_raw
    from mmm_xl.workbook.reader import read_inputs

    folder, _, _ = job
    before = from_raw(read_inputs(folder / "book.xlsx")).sheets
    after = from_raw(read_inputs(folder / "out/book-results.xlsx")).sheets
    assert before == after


def test_again_loads_the_stored_posterior_and_gives_the_same_bytes(job) -> None:
    folder, _, _ = job
    names = ("book-results.xlsx", "book-report.docx", "results.json")
    first = [sha(folder / "out" / name) for name in names]
    again = mmm("run", "book.xlsx", "-o", "again", *QUICK, cwd=folder,
                MMM_XL_HOME=str(folder / "store"))  # fmt: skip
    assert again.returncode == 0
    assert "stored posterior" in again.stdout
    assert "Fitting" not in again.stdout
    assert [sha(folder / "again" / name) for name in names] == first


def test_a_fresh_store_samples_the_same_bytes(job) -> None:
    folder, _, _ = job
    fresh = mmm("run", "book.xlsx", "-o", "fresh", *QUICK, cwd=folder,
                MMM_XL_HOME=str(folder / "other"))  # fmt: skip
    assert "Fitting" in fresh.stdout
    for name in ("book-results.xlsx", "book-report.docx", "results.json"):
        assert sha(folder / "fresh" / name) == sha(folder / "out" / name), name


def test_runs_list_and_show(job) -> None:
    folder, _, _ = job
    home = str(folder / "store")
    run_id = json.loads((folder / "out/results.json").read_text("utf-8"))["run_id"]
    assert run_id in mmm("runs", "list", cwd=folder, MMM_XL_HOME=home).stdout
    shown = mmm("runs", "show", run_id, cwd=folder, MMM_XL_HOME=home)
    assert json.loads(shown.stdout)["run_id"] == run_id
    unknown = mmm("runs", "show", "run-0123456789ab", cwd=folder, MMM_XL_HOME=home)
    assert (unknown.returncode, unknown.stderr.count("\n")) == (1, 1)


def broken(folder, name, change):
    """A copy of the example with one thing changed."""
    book = openpyxl.load_workbook(folder / "book.xlsx")
    change(book)
    book.save(folder / name)
    return name


def fault_lines(folder, name, command="check"):
    shown = mmm(command, name, cwd=folder)
    assert shown.returncode == 1, shown.stdout
    assert "Traceback" not in shown.stderr
    return shown.stderr.strip().splitlines()


def header_cell(sheet, header):
    return next(c for row in sheet.iter_rows(max_row=10) for c in row if c.value == header)


def test_every_fault_of_a_workbook_is_said_at_once(job) -> None:
    folder, _, _ = job

    def change(book):
        search = header_cell(book["Spend"], "Paid search")
        book["Spend"].cell(search.row + 3, search.column).value = "lots"
        book["Spend"].cell(search.row + 4, search.column).value = -40
        book["Spend"].cell(search.row + 5, search.column).value = None
        revenue = header_cell(book["Outcome"], "Revenue")
        book["Outcome"].cell(revenue.row + 2, revenue.column).value = "#DIV/0!"
        book["Outcome"].cell(revenue.row + 2, revenue.column).data_type = "e"
        del book["Controls"]

    lines = fault_lines(folder, broken(folder, "bad.xlsx", change))
    assert len(lines) == 5
    assert any(line.startswith("Controls: ") for line in lines)
    assert sum(line.startswith("Spend!B") for line in lines) == 3
    assert any("#DIV/0!" in line and line.startswith("Outcome!") for line in lines)


def test_check_says_warnings_beside_faults_and_counts_them(job) -> None:
    folder, _, _ = job

    def change(book):
        book["Data dictionary"]["B6"].value = "Radio"
        search = header_cell(book["Spend"], "Paid search")
        book["Spend"].cell(search.row + 3, search.column).value = "lots"

    name = broken(folder, "odd.xlsx", change)
    assert len(fault_lines(folder, name)) == 1
    lines = mmm("check", name, cwd=folder).stdout.splitlines()
    assert lines[-1].startswith("1 error, ")

    def only_odd(book):
        book["Data dictionary"]["B6"].value = "=[2JRadio"
        book["Data dictionary"]["B6"].data_type = "s"

    shown = mmm("check", broken(folder, "odder.xlsx", only_odd), cwd=folder)
    assert (shown.returncode, shown.stderr) == (0, "")
    lines = shown.stdout.splitlines()
    assert (
        "warning Data dictionary!B6: no column '=[2JRadio' of the sheet 'Spend' is modelled."
        " Write sheet and column as they are headed, or delete the row."
    ) in lines
    assert lines[-1].startswith("0 errors, 1 warning, ")


def test_restated_history_is_said_and_listed(job, tmp_path) -> None:
    folder, _, _ = job
    home = str(folder / "store")

    def restate(book):
        revenue = header_cell(book["Outcome"], "Revenue")
        for row in range(revenue.row + 1, revenue.row + 15):
            book["Outcome"].cell(row, revenue.column).value += 1000

    book = openpyxl.load_workbook(folder / "book.xlsx")
    restate(book)
    book.save(tmp_path / "book.xlsx")
    said = "history was restated since run-"
    digests = set()
    for _ in range(2):  # the second time the same data are known already
        shown = mmm("check", "book.xlsx", cwd=tmp_path, MMM_XL_HOME=home).stdout
        (line,) = [line for line in shown.splitlines() if said in line]
        assert line.endswith(": 14 cells in Outcome, Revenue.")
        ran = mmm("run", "book.xlsx", "-o", "out", *QUICK, cwd=tmp_path, MMM_XL_HOME=home)
        assert f"Note: {said}" in ran.stdout
        digests.add(sha(tmp_path / "out/book-results.xlsx"))
    assert len(digests) == 1
    sheet = openpyxl.load_workbook(tmp_path / "out/book-results.xlsx")["Data dictionary"]
    cells = [cell.value for cell in sheet["A"]]
    assert cells.count("Outcome!B6") == 1
    assert sum(str(value).startswith("Outcome!B") for value in cells) == 14


def test_trace_leads_from_a_result_to_its_cells(job) -> None:
    folder, _, _ = job
    home = str(folder / "store")
    results = "out/book-results.xlsx"
    shown = mmm("trace", results, "ROI!F11", cwd=folder, MMM_XL_HOME=home)
    assert shown.returncode == 0, shown.stderr
    record = json.loads((folder / "out/results.json").read_text("utf-8"))
    for words in (record["run_id"], record["fit_id"], record["data_digest"], "Spend!B6:B161",
                  "the store has the same data", "the run stored the same value"):  # fmt: skip
        assert words in shown.stdout
    for arguments in ((results, "Nowhere!A1"), (results, "A1"), ("book.xlsx", "ROI!A1")):
        refused = mmm("trace", *arguments, cwd=folder, MMM_XL_HOME=home)
        assert (refused.returncode, refused.stderr.count("\n")) == (1, 1), arguments
        assert "Traceback" not in refused.stderr


def test_a_faulty_workbook_writes_nothing(job) -> None:
    folder, _, _ = job
    name = broken(folder, "none.xlsx", lambda book: book.remove(book["Spend"]))
    (line,) = fault_lines(folder, name, "run")
    assert line.startswith("Spend: ")
    assert not (folder / "none-results.xlsx").exists()


@pytest.mark.parametrize(
    ("name", "content"),
    [("text.xlsx", b"not a workbook"), ("cfb.xlsx", bytes.fromhex("d0cf11e0a1b11ae1") + b"0" * 600),
     ("cut.xlsx", b"PK\x03\x04" + b"0" * 100)],
)  # fmt: skip
def test_unreadable_files_are_one_sentence(tmp_path, name, content) -> None:
    (tmp_path / name).write_bytes(content)
    for command in ("check", "run"):
        (line,) = fault_lines(tmp_path, name, command)
        assert name in line


def test_a_missing_file_is_one_sentence(tmp_path) -> None:
    (line,) = fault_lines(tmp_path, "absent.xlsx", "run")
    assert "absent.xlsx" in line


def test_a_folder_that_cannot_be_written_is_found_before_the_fit(job, tmp_path) -> None:
    folder, _, _ = job
    (tmp_path / "file").write_text("in the way")
    shown = mmm("run", "book.xlsx", "-o", tmp_path / "file" / "out", cwd=folder)
    assert shown.returncode == 1
    assert shown.stderr.count("\n") == 1
    assert "cannot be written" in shown.stderr
    assert "Fitting" not in shown.stdout


def test_nothing_is_ever_written_over(job) -> None:
    folder, before, _ = job
    shown = mmm("example", "book.xlsx", cwd=folder)
    assert (shown.returncode, sha(folder / "book.xlsx")) == (1, before)


def test_wrong_usage_is_status_two(tmp_path) -> None:
    for arguments in (
        ["run"],
        ["run", "x.xlsx", "--no-such"],
        ["run", "x.xlsx", "--validation", "deep"],
        ["new", "b.xlsx", "--start", "soon"],
    ):
        assert mmm(*arguments, cwd=tmp_path).returncode == 2


def test_what_is_not_there_yet_is_refused_with_a_sentence(tmp_path) -> None:
    for arguments in (
        ["run", "x.xlsx", "--in-place"],
        ["new", "x.xlsx", "--with", "Scenarios"],
    ):
        shown = mmm(*arguments, cwd=tmp_path)
        assert (shown.returncode, shown.stderr.count("\n")) == (1, 1), arguments


def test_new_gives_a_template_that_only_lacks_numbers(tmp_path) -> None:
    made = mmm("new", "b.xlsx", "--channels", "TV, Radio & co", "--weeks", "30", "--with",
               "experiments", cwd=tmp_path)  # fmt: skip
    assert made.returncode == 0, made.stderr
    book = openpyxl.load_workbook(tmp_path / "b.xlsx")
    assert "Experiments" in book.sheetnames
    lines = fault_lines(tmp_path, "b.xlsx")
    assert lines
    assert all("blank" in line or "no spend" in line or "empty" in line for line in lines), lines


def test_a_preview_says_so(job) -> None:
    folder, _, _ = job
    shown = mmm("run", "book.xlsx", "-o", "preview", "--preview", cwd=folder,
                MMM_XL_HOME=str(folder / "store"))  # fmt: skip
    assert shown.returncode == 0
    record = json.loads((folder / "preview/results.json").read_text("utf-8"))
    assert any("preview" in reason for reason in record["verdict"]["reasons"])
    assert record["verdict"]["level"] != "use"
    assert "preview" in shown.stdout.lower()


IMPORTS = {
    "robyn": (
        "robyn/dt_simulated_weekly.csv", "--date", "DATE", "--outcome", "revenue", "--spend",
        "tv_S", "ooh_S", "print_S", "facebook_S", "search_S", "--control", "competitor_sales_B",
        "--event", "events", "--week-date", "start",
    ),
    "meridian": (
        "meridian/national_all_channels.csv", "--date", "time", "--outcome", "conversions",
        "--value", "revenue_per_conversion", "--spend", *(f"Channel{i}_spend" for i in range(5)),
        "--control", "competitor_sales_control", "sentiment_score_control", "Promo",
        "--week-date", "start",
    ),
    "pymc_marketing": (
        "pymc_marketing/mmm_example.csv", "--date", "date_week", "--outcome", "y", "--spend", "x1",
        "x2", "--event", "event_1", "event_2", "--week-date", "start", "--roi-prior",
        "x1=500:20000", "x2=500:20000",
    ),
}  # fmt: skip


TRUE_CONTRIBUTIONS = {"pymc_marketing": {"x1": 274_848.3, "x2": 65_906.0}}
"""Truth that its makers published."""


@pytest.mark.parametrize("name", IMPORTS)
def test_import_and_run_on_tables_that_nobody_here_made(tmp_path, name) -> None:
    table, *options = IMPORTS[name]
    source = SHARED / "data" / table
    if not source.is_file():
        pytest.skip("the third-party tables are not beside this checkout")
    made = mmm("import", source, "-o", "book.xlsx", *options, cwd=tmp_path)
    assert made.returncode == 0, made.stderr
    ran = mmm("run", "book.xlsx", "-o", "out", "--validation", "quick", cwd=tmp_path,
              MMM_XL_HOME=str(tmp_path / "store"))  # fmt: skip
    assert ran.returncode == 0, ran.stderr
    record = json.loads((tmp_path / "out/results.json").read_text("utf-8"))
    assert record["diagnostics"]["max_rhat"] <= 1.01
    assert record["diagnostics"]["divergences"] <= 4
    assert record["diagnostics"]["min_ess_bulk"] >= 400
    for channel, truth in TRUE_CONTRIBUTIONS.get(name, {}).items():
        (found,) = [c["contribution"] for c in record["channels"] if c["name"] == channel]
        assert found["lo95"] <= truth <= found["hi95"]


@pytest.mark.skipif(os.name != "posix", reason="sends a POSIX interrupt")
def test_cancelling_a_fit_leaves_nothing_behind(job, tmp_path) -> None:
    folder, _, _ = job
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[1])}
    process = subprocess.Popen(
        [sys.executable, "-u", "-m", "mmm_xl", "run", "book.xlsx", "-o", str(tmp_path / "out"),
         "--draws", "10000", "--tune", "10000"],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=folder,
        env={**environment, "MMM_XL_HOME": str(tmp_path / "store")},
        # a suite started in the background ignores interrupts, and would hand that on
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),  # noqa: PLW1509
    )  # fmt: skip
    shown = iter(process.stdout.readline, "")
    assert any("of 80,000 draws" in line for line in shown), "the sampler never started"
    process.send_signal(signal.SIGINT)
    _, errors = process.communicate(timeout=60)
    assert process.returncode == 130
    assert errors.count("\n") == 1
    assert "Cancelled" in errors
    assert list((tmp_path / "out").iterdir()) == []
    assert not list((tmp_path / "store").rglob("*.*"))
