"""The command line: ``mmm-xl``."""

from __future__ import annotations

import functools
import logging
import sys
from collections.abc import Callable
from importlib.metadata import version
from io import TextIOWrapper
from pathlib import Path
from typing import Annotated, Any

import typer

from mmm_xl.errors import (
    InvalidWorkbook,
    MmmError,
    NotAvailable,
    UnreadableChange,
    UnwritableOutput,
)
from mmm_xl.grades import Depth
from mmm_xl.names import Severity, Story
from mmm_xl.options import choice, day, exposures, further_sheets, prior
from mmm_xl.plain_text import json_printable, printable

app = typer.Typer(
    help="A Bayesian marketing mix model in your workbook.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
runs_app = typer.Typer(help="Stored runs.", no_args_is_help=True)
app.add_typer(runs_app, name="runs")

_CANCELLED = 130
_REPEATED = ("--spend", "--control", "--event", "--exposure", "--roi-prior", "--add-up")
"""Options that take several values after one mention."""

Book = Annotated[Path, typer.Argument(metavar="BOOK.xlsx", show_default=False)]


def _command[**P](function: Callable[P, None]) -> Callable[P, None]:
    """Turn faults into sentences and exit statuses; no traceback reaches the user."""

    @functools.wraps(function)
    def guarded(*args: P.args, **kwargs: P.kwargs) -> None:
        try:
            function(*args, **kwargs)
        except MmmError as fault:
            _say_error(str(fault))
            raise typer.Exit(1) from None
        except KeyboardInterrupt:
            _say_error("Cancelled; nothing was left half-written.")
            raise typer.Exit(_CANCELLED) from None
        except (typer.Exit, typer.BadParameter):
            raise
        except Exception as surprise:  # noqa: BLE001 - the outermost edge: shown, logged in full
            _say_error(_logged(surprise))
            raise typer.Exit(1) from None

    return guarded


def _say_error(words: str) -> None:
    typer.echo(printable(words), err=True)


def _say(*lines: str) -> None:
    for line in lines:
        typer.echo(printable(line))


def _logged(surprise: Exception) -> str:
    from mmm_xl.resources import data_folder

    words = f"Something went wrong inside mmm_xl that you cannot mend: {type(surprise).__name__}."
    log = data_folder() / "errors.log"
    try:
        log.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        handler = logging.FileHandler(log, encoding="utf-8")
    except OSError:
        return f"{words} It could not be logged."
    logger = logging.getLogger("mmm_xl")
    logger.addHandler(handler)
    logger.error("unexpected failure", exc_info=surprise)
    handler.close()
    return f"{words} Details are in {log}; please send that file to us."


@app.callback(invoke_without_command=True)
def _root(
    show_version: Annotated[bool, typer.Option("--version", help="Print the version.")] = False,
) -> None:
    if show_version:
        _say(f"mmm_xl {version('mmm-xl')}")
        raise typer.Exit


@app.command()
@_command
def new(
    book: Book,
    channels: Annotated[str, typer.Option(help="Names, separated by commas.")] = "TV,Paid search",
    start: Annotated[str, typer.Option(help="Last day of the first week.")] = "2024-01-07",
    weeks: Annotated[int, typer.Option(min=1, max=1000)] = 104,
    with_: Annotated[str, typer.Option("--with", help="Further sheets, by commas.")] = "",
) -> None:
    """Write a blank template."""
    from mmm_xl.workbook.template import blank_contents, write_template

    _refuse_existing(book)
    names = [name.strip() for name in channels.split(",") if name.strip()]
    contents = blank_contents(
        book.stem, names, day(start, "--start"), weeks, with_sheets=further_sheets(with_)
    )
    write_template(book, contents)
    _say(f"Wrote {book}. Fill the yellow cells, then: mmm-xl check {book}")


@app.command()
@_command
def example(
    book: Book,
    story: Annotated[Story, typer.Option(help="Which world it shows.")] = Story.CLEAN,
) -> None:
    """Write the worked example, filled by the project's simulator."""
    from mmm_xl.data.stories import story_world
    from mmm_xl.workbook.template import write_template

    _refuse_existing(book)
    write_template(book, story_world(story).contents)
    _say(f"Wrote {book}. Next: mmm-xl run {book}")


def _option(*names: str, words: str) -> Any:
    return typer.Option(*names, help=words)


Texts = list[str] | None
_EXPOSURE = "CHANNEL=COLUMN; with --channel, the one column."
_CHANNEL = "Long table, a row a week and channel: column that names the channel."
_METRIC = "Long table, a row a week and metric: column that names the metric."
_ADD_UP = "Columns, such as a region, whose rows are added up to one row a week."
_ABSENT = "With --channel: a week without a row is zero, or blank (unknown)."
_CUT = "Lift: less of a channel, such as 'TV=20%'; may be repeated, like the three below."
_CAP = "Lift: a channel's weekly spend at most, such as 'TV=30000'."
_SHIFT = "Lift: money of the window moved, such as 'TV>Display=50000'."
_LINKED = (
    "Lift: a channel off and others falling along, such as 'TV=Paid search:30%'; the channel alone"
    " takes what the Channels sheet states."
)


@app.command("import")
@_command
def import_(  # noqa: PLR0913, PLR0917 - one parameter an option
    table: Annotated[Path, typer.Argument(metavar="TABLE", show_default=False)],
    output: Annotated[Path, _option("-o", "--output", words="Workbook to write.")],
    date_: Annotated[str, _option("--date", words="Column of dates.")],
    outcome: Annotated[str, _option(words="Column of the outcome.")] = "",
    spend: Annotated[Texts, _option(words="Spend columns, one a channel.")] = None,
    control: Annotated[Texts, _option(words="Control columns.")] = None,
    event: Annotated[Texts, _option(words="Event columns.")] = None,
    exposure: Annotated[Texts, _option(words=_EXPOSURE)] = None,
    value: Annotated[str | None, _option(words="Column: revenue of one outcome.")] = None,
    week_date: Annotated[str | None, _option(words="Dates are week start or end.")] = None,
    roi_prior: Annotated[Texts, _option(words="CHANNEL=LOW:HIGH.")] = None,
    channel: Annotated[str | None, _option(words=_CHANNEL)] = None,
    metric: Annotated[str | None, _option(words=_METRIC)] = None,
    amount: Annotated[str | None, _option(words="With --metric: column of amounts.")] = None,
    add_up: Annotated[Texts, _option(words=_ADD_UP)] = None,
    absent: Annotated[str | None, _option(words=_ABSENT)] = None,
    sheet: Annotated[str | None, _option(words="Sheet of TABLE to read.")] = None,
) -> None:
    """Turn one table of weekly or daily numbers, wide or long, into a filled workbook."""
    from mmm_xl.data.importing import ImportSpec, import_table
    from mmm_xl.workbook.tables import read_table
    from mmm_xl.workbook.template import write_template

    _refuse_existing(output)
    by_channel, one_column = exposures(exposure or [], channel)
    spec = ImportSpec(
        date_, outcome, tuple(spend or ()), tuple(control or ()), tuple(event or ()), by_channel,
        value,
        week_date=choice(week_date, "--week-date", "start", "end"),
        roi_prior=dict(prior(text) for text in roi_prior or ()),
        channel=channel,
        channel_exposure=one_column,
        metric=metric,
        amount=amount,
        add_up=tuple(add_up or ()),
        absent=choice(absent, "--absent", "zero", "blank"),
    )  # fmt: skip
    contents = import_table(read_table(table, spec.date, sheet=sheet), spec, name=output.stem)
    write_template(output, contents)
    _say(f"Wrote {output}. Next: mmm-xl check {output}")
    for finding in contents.findings:
        advice = finding.advice if finding.severity is Severity.WARNING else ""
        _say(f"{finding.severity.capitalize()}: {finding} {advice}".rstrip())


@app.command()
@_command
def check(book: Book) -> None:
    """Say everything that is wrong or odd in a workbook, one line a finding."""
    from mmm_xl.console import ConsoleListener, finding_lines, ledger_lines, new_console
    from mmm_xl.pipeline import check_book, history_lines

    try:
        checked = check_book(book)
    except InvalidWorkbook as invalid:
        _say_error(str(invalid))
        _say(*finding_lines(invalid.findings))
        raise typer.Exit(1) from None
    dataset = checked.dataset
    _say(
        f"{book}: no faults; {dataset.weeks} weeks to {dataset.last.isoformat()},"
        f" {len(dataset.channels)} channels."
    )
    ConsoleListener(new_console()).prior(checked.implied, dataset.settings.currency)
    _say(*history_lines(dataset), *ledger_lines(dataset), *finding_lines(dataset.findings))


@app.command()
@_command
def trace(
    results: Annotated[Path, typer.Argument(metavar="BOOK-results.xlsx", show_default=False)],
    cell: Annotated[str, typer.Argument(metavar="SHEET!CELL", show_default=False)],
) -> None:
    """Say where a figure of a results workbook comes from: run, data and cells."""
    from mmm_xl.workbook.trace import trace as traced

    _say(*traced(results, cell))


@app.command()
@_command
def run(  # noqa: PLR0913, PLR0917 - one parameter an option
    book: Book,
    output: Annotated[Path | None, typer.Option("-o", "--output", help="Folder.")] = None,
    seed: Annotated[int | None, typer.Option(min=0, max=2_147_483_647)] = None,
    draws: Annotated[int | None, typer.Option(min=100, max=10_000)] = None,
    tune: Annotated[int | None, typer.Option(min=100, max=10_000)] = None,
    chains: Annotated[int | None, typer.Option(min=2, max=16)] = None,
    preview: Annotated[bool, typer.Option("--preview", help="Few draws, fast.")] = False,
    validation: Annotated[
        Depth | None, typer.Option(help="How much it is put to the test; Settings without it.")
    ] = None,
    in_place: Annotated[bool, typer.Option("--in-place")] = False,
    as_of: Annotated[str | None, typer.Option(help="Date printed on outputs.")] = None,
) -> None:
    """Fit the model; write the results workbook, the Word report and results.json."""
    if in_place:
        raise NotAvailable("--in-place arrives with package injection; results go to a new file.")
    from mmm_xl.console import ConsoleListener, new_console
    from mmm_xl.pipeline import RunOptions, run_book

    as_of_day = day(as_of, "--as-of") if as_of else None
    options = RunOptions(seed, chains, tune, draws, preview, as_of_day, validation)
    folder = output or book.parent
    paths = run_book(book, folder, options, ConsoleListener(new_console()))
    _say(f"Results workbook: {paths.workbook}")
    _say(f"Word report:      {paths.report}")
    _say(f"Results as JSON:  {paths.results}")


@app.command()
@_command
def show(  # noqa: PLR0913, PLR0917 - one parameter an option
    target: Annotated[str, typer.Argument(metavar="RUN-OR-BOOK", show_default=False)],
    subject: Annotated[
        str,
        typer.Argument(metavar="roi|contribution|lift|carryover", show_default=False),
    ],
    window: Annotated[
        str | None, _option("--window", words="Such as 2025Q1; all weeks without it.")
    ] = None,
    view: Annotated[str | None, _option("--view", words="spend or same-period.")] = None,
    csv: Annotated[bool, _option("--csv", words="Comma-separated, every digit.")] = False,
    cut: Annotated[Texts, _option("--cut", words=_CUT)] = None,
    cap: Annotated[Texts, _option("--cap", words=_CAP)] = None,
    shift: Annotated[Texts, _option("--shift", words=_SHIFT)] = None,
    linked: Annotated[Texts, _option("--linked", words=_LINKED)] = None,
) -> None:
    """Print figures of a stored run; nothing is fitted again."""
    from mmm_xl.show.answer import BY_VIEW, SUBJECTS
    from mmm_xl.show.answer import show as shown_of
    from mmm_xl.show.change import Asked, show_change

    if subject not in SUBJECTS:
        raise typer.BadParameter(f"{subject!r} is none of {', '.join(SUBJECTS)}")
    if view and subject not in BY_VIEW:
        raise typer.BadParameter(f"{subject} has no views", param_hint="--view")
    if window and subject == "carryover":
        raise typer.BadParameter("carryover is that of all weeks", param_hint="--window")
    changes = (tuple(texts or ()) for texts in (cut, cap, shift, linked))
    asked = Asked(*changes)
    if asked and (subject != "lift" or view):
        raise typer.BadParameter("a change of spend is shown for lift, without --view")
    view = choice(view, "--view", "spend", "same-period") or "spend"
    try:
        shown = (
            show_change(target, asked, window or "all")
            if asked
            else shown_of(target, subject, window or "all", view)
        )
    except UnreadableChange as wrong:
        raise typer.BadParameter(str(wrong)) from None
    if csv:
        typer.echo(shown.csv_text().encode(), nl=False)  # as it is, on Windows too
        return
    from mmm_xl.console import new_console, print_shown

    print_shown(new_console(), shown)


@runs_app.command("list")
@_command
def runs_list() -> None:
    """List stored runs."""
    from mmm_xl.console import new_console, runs_table
    from mmm_xl.runs.store import list_runs

    records = list_runs()
    if not records:
        _say("There is no stored run yet; mmm-xl run BOOK.xlsx makes one.")
        return
    new_console().print(runs_table(records))


@runs_app.command("show")
@_command
def runs_show(
    run_id: Annotated[str, typer.Argument(metavar="RUN", show_default=False)],
) -> None:
    """Print the results of a stored run as JSON."""
    import json

    from mmm_xl.runs.store import load_results

    typer.echo(json_printable(json.dumps(load_results(run_id), indent=1, ensure_ascii=False)))


def _refuse_existing(path: Path) -> None:
    """Never write over a user's file."""
    if path.exists():
        raise UnwritableOutput(f"{path} exists already; choose another name or delete it first.")
    if path.suffix.lower() != ".xlsx":
        raise UnwritableOutput(f"{path} must end in .xlsx.")


def with_repeats(arguments: list[str]) -> list[str]:
    """Spread an option's values: ``--spend a b`` becomes ``--spend a --spend b``."""
    spread: list[str] = []
    option = ""
    for argument in arguments:
        if argument.startswith("-") and argument != "-":
            option = argument if argument in _REPEATED else ""
            if option:
                continue
            spread.append(argument)
        else:
            spread += [option, argument] if option else [argument]
    return spread


def main() -> None:
    """Entry point of ``mmm-xl``."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="replace")  # a terminal may lack letters that a name has
    app(with_repeats(sys.argv[1:]), prog_name="mmm-xl")
