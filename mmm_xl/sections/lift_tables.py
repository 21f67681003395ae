"""How sure returns are: intervals with Monte Carlo error, comparisons, and what the data taught."""

from __future__ import annotations

from mmm_xl.analysis.results import Results
from mmm_xl.analysis.summary import LEVELS
from mmm_xl.sections import words_lift as words
from mmm_xl.sections.context import Context
from mmm_xl.sections.lift_returns import basis_name
from mmm_xl.sections.precision import Estimated
from mmm_xl.sections.section import CellValue, Column, Kind, Table

ERROR_PLACES = 4
"""Decimals of Monte Carlo errors themselves."""


def precision(results: Results, c: Context) -> tuple[Table, ...]:
    """ROI of each line with all its intervals and its Monte Carlo error."""
    known = [
        (line.measured.label, line.measured.spend_view.roi)
        for line in results.lift.windows[0].lines
        if line.measured.kind != "group" and line.measured.spend_view.roi is not None
    ]
    found = [(label, roi) for label, roi in known if roi is not None]
    if not found:
        return ()
    unit = c.ratio_unit

    def column(name: str) -> Column:
        return Column(name, unit, Kind.RATIO)

    rows: list[tuple[CellValue, ...]] = []
    for label, roi in found:
        ends = [end for level in LEVELS for end in roi.interval(level / 100)]
        shown = (Estimated(v, roi.mcse) for v in (roi.mean, roi.median, roi.sd, *ends))
        rows.append((label, *shown, roi.mcse))
    names = [f"{end} {level}%" for level in LEVELS for end in ("Low", "High")]
    return (
        Table(
            "roi_precision",
            c.title(f"ROI with its intervals and Monte Carlo error ({unit})"),
            (
                Column("Line", "", Kind.TEXT),
                *(column(name) for name in ("Mean", "Median", "Standard deviation", *names)),
                Column("Monte Carlo error", unit, Kind.RATIO, places=ERROR_PLACES),
            ),
            tuple(rows),
            note=words.PRECISION_NOTE,
        ),
    )


def better(results: Results, c: Context) -> tuple[Table, ...]:
    """Probability that one channel returns more than another."""
    found = results.lift.comparison
    if found is None:
        return ()
    basis, _ = basis_name(results)
    rows = tuple(
        (name, *(None if i == j else float(found.better[i, j]) for j in range(len(found.channels))))
        for i, name in enumerate(found.channels)
    )
    names = _apart("Channel", [f"above {name}" for name in found.channels])
    return (
        Table(
            "lift_better",
            c.title(f"which channel has the higher {basis} (probability)"),
            (Column("Channel", "", Kind.TEXT), *_shares(names)),
            rows,
            note=words.BETTER_NOTE.format(basis=basis),
        ),
    )


def ranks(results: Results, c: Context) -> tuple[Table, ...]:
    """Probability of each rank."""
    found = results.lift.comparison
    if found is None:
        return ()
    basis, _ = basis_name(results)
    rows = tuple((name, *found.ranks[i].tolist()) for i, name in enumerate(found.channels))
    names = [f"Rank {i + 1}" for i in range(len(found.channels))]
    return (
        Table(
            "lift_ranks",
            c.title(f"rank of each channel by {basis} (probability)"),
            (Column("Channel", "", Kind.TEXT), *_shares(names)),
            rows,
            note=words.RANKS_NOTE.format(basis=basis),
        ),
    )


def _shares(names: list[str]) -> tuple[Column, ...]:
    return tuple(Column(name, "probability, %", Kind.PERCENT) for name in names)


def _apart(taken: str, names: list[str]) -> list[str]:
    """Names that differ whatever the case, as headers of one table must."""
    seen, made = {taken.casefold()}, []
    for name in names:
        own = name
        while own.casefold() in seen:
            own += " (other)"
        seen.add(own.casefold())
        made.append(own)
    return made


def learned(results: Results, c: Context) -> Table:
    """Ranges before and after the data."""
    rows = tuple(
        (channel.label, words.BASES[found.basis], *found.prior, *found.posterior, found.narrowed)
        for channel, found in zip(results.channels, results.lift.learned, strict=True)
    )
    ends = [f"{when} {end} 90%" for when in ("Before", "After") for end in ("low", "high")]
    return Table(
        "lift_learning",
        c.title("what the data taught about each channel (90% ranges)"),
        (
            Column("Channel", "", Kind.TEXT),
            Column("Basis", "", Kind.TEXT),
            *(Column(name, "in its basis", Kind.NUMBER) for name in ends),
            Column("Narrowed", "%", Kind.PERCENT),
        ),
        rows,
        note=words.LEARNING_NOTE,
    )
