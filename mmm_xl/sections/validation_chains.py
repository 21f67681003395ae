"""How the chains moved: energy, effects that move together, ranks of the draws."""

from __future__ import annotations

import math

from mmm_xl.analysis.thresholds import MAX_CORRELATION
from mmm_xl.analysis.validation.fit_results import Correlation, Ranks
from mmm_xl.analysis.validation.results import Validation
from mmm_xl.names import Sheet
from mmm_xl.sections import words_validation as words
from mmm_xl.sections.context import Context, counted, ratio, slug
from mmm_xl.sections.section import Chart, ChartKind, Column, Kind, Section, Table
from mmm_xl.sections.validation_cells import MISSING, figure, yes


def chains_section(found: Validation, c: Context) -> Section:
    """What says more of the chains than R-hat and effective draws do."""
    least = float(found.energy.min()) if len(found.energy) else math.nan
    ranked = [(_ranks(one, i, c), one) for i, one in enumerate(found.ranks, start=1)]
    strong = sum(map(_strong, found.correlations))
    pairs = counted(strong, "pair")
    return Section(
        key="validation_chains",
        sheet=Sheet.MODEL_CHECKS,
        title=c.title(words.CHAINS_TITLE),
        message=words.CHAINS_MESSAGE.format(
            least=ratio(least) if math.isfinite(least) else MISSING,
            correlations=words.CORRELATIONS.format(count=pairs)
            if strong
            else words.NO_CORRELATIONS,
        ),
        paragraphs=(words.CHAINS_READ,),
        tables=(
            _energy(found, c),
            *((_correlations(found, c),) if found.correlations else ()),
            *(table for table, _ in ranked),
        ),
        charts=tuple(_chart(table, one) for table, one in ranked),
    )


def _energy(found: Validation, c: Context) -> Table:
    return Table(
        "validation_energy",
        c.title(words.ENERGY_TITLE),
        (Column("Chain", "", Kind.TEXT), Column("E-BFMI", "ratio", Kind.RATIO)),
        tuple((f"Chain {i}", figure(value)) for i, value in enumerate(found.energy.tolist(), 1)),
        note=words.ENERGY_NOTE,
    )


def _correlations(found: Validation, c: Context) -> Table:
    return Table(
        "validation_correlations",
        c.title(words.CORRELATIONS_TITLE),
        (
            Column("First and second", "", Kind.TEXT),
            Column("Correlation", "coefficient", Kind.RATIO),
            Column("Beyond the limit", "", Kind.TEXT),
        ),
        tuple(
            (f"{one.first} and {one.second}", figure(one.value), yes(_strong(one)))
            for one in found.correlations
        ),
        note=words.CORRELATIONS_NOTE.format(limit=MAX_CORRELATION),
        silent=frozenset(i for i, one in enumerate(found.correlations) if not _strong(one)),
    )


def _strong(one: Correlation) -> bool:
    """Whether a correlation is beyond the limit; a missing one is not within it."""
    return not abs(one.value) <= MAX_CORRELATION


def _ranks(one: Ranks, number: int, c: Context) -> Table:
    """Draws of each chain in bins of the rank."""
    chains = len(one.counts)
    return Table(
        f"validation_ranks_{number}_{slug(one.quantity)}",
        c.title(words.RANKS_TITLE.format(quantity=one.quantity)),
        (
            Column("Bin", "", Kind.TEXT),
            *(Column(f"Chain {i}", "draws", Kind.COUNT) for i in range(1, chains + 1)),
            Column("Expected", "draws", Kind.NUMBER),
        ),
        tuple(
            (str(i), *(round(count) for count in bin_counts), one.expected)
            for i, bin_counts in enumerate(one.counts.T.tolist(), start=1)
        ),
        note=words.RANKS_NOTE,
        in_report=False,
    )


def _chart(table: Table, one: Ranks) -> Chart:
    chains = {column.name: column.name for column in table.columns[1:-1]}
    return Chart(
        key=f"{table.key}_lines",
        kind=ChartKind.RANKS,
        title=table.title,
        table=table.key,
        series={"bin": "Bin", "expected": "Expected", **chains},
        x_title=words.RANKS_X.format(first=1, last=len(table.rows)),
        y_title=words.RANKS_Y,
        alt=words.RANKS_ALT.format(
            chains=len(chains),
            quantity=one.quantity,
            least=f"{one.counts.min():.0f}",
            most=f"{one.counts.max():.0f}",
            expected=f"{one.expected:.0f}",
        ),
    )
