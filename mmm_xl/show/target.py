"""Which stored run a run id or a workbook names."""

from __future__ import annotations

from pathlib import Path

from mmm_xl.errors import UnknownRun
from mmm_xl.sections import words_show as words

_WORKBOOKS = (".xlsx", ".xlsm")


def run_of(target: str) -> str:
    """Run id that is named, or that of a workbook's last run with the inputs that it has now.

    Parameters
    ----------
    target : str
        Run id, or path of a workbook that was run.

    Raises
    ------
    UnknownRun
        The workbook was not run, or has changed since.
    InvalidWorkbook, UnreadableFile
    """
    path = Path(target)
    if path.suffix.lower() not in _WORKBOOKS:
        return target
    return _last_of_file(path) or _last_of_inputs(path)


def _last_of_file(path: Path) -> str | None:
    """Last run of a workbook whose file has not changed since; None where only reading tells."""
    from mmm_xl.runs import books, store
    from mmm_xl.workbook.cell_text import book_name

    run_id = books.last_of_file(book_name(path.stem), path)
    try:
        return run_id and store.load_record(run_id)["run_id"]
    except UnknownRun:  # somebody deleted it
        return None


def _last_of_inputs(path: Path) -> str:
    """Run id by what the workbook holds.

    Notes
    -----
    A run belongs to these inputs where they, with that run's seed, draws and date, have its name.
    """
    from datetime import date

    from mmm_xl.pipeline import RunOptions, check_book, identify
    from mmm_xl.runs import books, store

    checked = check_book(path)
    for entry in reversed(books.entries(checked.dataset.name)):
        try:
            record = store.load_record(entry.run_id)
        except UnknownRun:
            continue
        sampler = {name: record["sampler"][name] for name in ("seed", "chains", "tune", "draws")}
        as_of = date.fromisoformat(record["as_of"]) if record["as_of"] else None
        options = RunOptions(**sampler, as_of=as_of)
        if identify(checked, options).run_id == entry.run_id:
            return entry.run_id
    plain = identify(checked, RunOptions()).run_id
    if any(record["run_id"] == plain for record in store.list_runs()):
        return plain
    raise UnknownRun(words.SHOW_RUN_FIRST.format(book=path))
