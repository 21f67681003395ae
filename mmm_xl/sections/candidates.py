"""Candidates sheet: other specifications, their ensemble, and known truths fitted again."""

from __future__ import annotations

import math
from collections.abc import Sequence

from mmm_xl.analysis.results import Results
from mmm_xl.analysis.thresholds import MAX_RHAT, PARETO_K, REFIT_MAX_RHAT
from mmm_xl.analysis.validation.candidate_results import Candidate, Candidates, Recovery
from mmm_xl.names import Sheet
from mmm_xl.phrases import listed
from mmm_xl.sections import words_validation_refits as words
from mmm_xl.sections.context import Context, counted, percent
from mmm_xl.sections.section import CellValue, Column, Kind, Section, Table
from mmm_xl.sections.validation_cells import (
    capital,
    figure,
    labels_of,
    means,
    return_of,
    without_blank,
    yes,
)


def candidates_section(results: Results, found: Candidates, c: Context) -> Section:
    """A card for each specification, and what they say together."""
    labels = labels_of(results)
    rejected = sum(bool(one.rejected) for one in found.candidates)
    differ = [labels[name] for name in found.differ]
    apart = [labels[name] for name in found.disagree]
    return Section(
        key="candidates",
        sheet=Sheet.CANDIDATES,
        title=c.title(words.CANDIDATES_TITLE),
        message=words.CANDIDATES_MESSAGE.format(
            kept=len(found.candidates) - rejected,
            count=len(found.candidates),
            rejected=words.REJECTED.format(n=rejected) if rejected else words.NONE_REJECTED,
            disagree=_agreement(apart, differ),
        ),
        paragraphs=(
            words.CANDIDATES_HOW.format(weights=words.WEIGHTS[found.weighted_by]),
            *((words.DIFFER.format(names=listed(differ)),) if differ else ()),
            words.CANDIDATES_DRAWS.format(loose=f"{REFIT_MAX_RHAT:.2f}", strict=f"{MAX_RHAT:.2f}"),
            _read(found),
        ),
        tables=(
            _cards(found, c),
            _ensemble(results, found, labels, c),
            _figures(found, c),
            _returns(found, labels, c),
            _ranges(found, labels, c),
        ),
    )


def _agreement(apart: Sequence[str], differ: Sequence[str]) -> str:
    """On which channels specifications disagree, or else only differ."""
    if apart:
        return words.DISAGREE.format(names=listed(apart))
    return words.DIFFER_SOMEWHAT.format(names=listed(differ)) if differ else words.AGREE


def _read(found: Candidates) -> str:
    """What to take from the sheet, and what the parts of the names are."""
    used = {
        part.lower()
        for one in found.candidates
        for part in (*one.baseline.split(", "), one.carryover, one.saturation)
    }
    parts = [told for part, told in words.PARTS.items() if part in used]
    return words.CANDIDATES_READ.format(parts="; ".join(parts))


def _name(one: Candidate) -> str:
    own = " (the run's own)" if one.chosen else ""
    return capital(f"{one.baseline}, {one.carryover}, {one.saturation}{own}")


def _cards(found: Candidates, c: Context) -> Table:
    table = Table(
        "candidates",
        c.title(words.CARDS_TITLE),
        (
            Column("Specification", "", Kind.TEXT),
            Column("Weight", "%", Kind.PERCENT),
            Column("Part of the ensemble", "", Kind.TEXT),
            Column("Rejected because", "", Kind.TEXT),
            Column("Beyond belief", "", Kind.TEXT),
        ),
        tuple(
            (
                _name(one), figure(one.weight), yes(not one.rejected), one.rejected,
                "; ".join(one.implausible),
            )
            for one in found.candidates
        ),
    )  # fmt: skip
    return without_blank(table, "Rejected because", "Beyond belief")


def _figures(found: Candidates, c: Context) -> Table:
    return Table(
        "candidate_figures",
        c.title(words.FIGURES_TITLE),
        (
            Column("Specification", "", Kind.TEXT),
            Column("Largest R-hat", "ratio", Kind.NUMBER),
            Column("Least ESS", "draws", Kind.COUNT),
            Column("Divergences", "draws", Kind.COUNT),
            Column("WAPE", "%", Kind.PERCENT),
            Column("CRPS", c.unit, Kind.MONEY),
            Column("Inside 80%", "%", Kind.PERCENT),
            Column("Predictive density", "log", Kind.RATIO, places=1),
            Column("Its error", "log", Kind.RATIO, places=1),
            Column("Behind", "log", Kind.RATIO, places=1),
            Column("Error of behind", "log", Kind.RATIO, places=1),
            Column("Largest Pareto k", "ratio", Kind.RATIO),
            Column("Above its limit", "weeks", Kind.COUNT),
        ),
        tuple(_card(one) for one in found.candidates),
        note=words.FIGURES_NOTE.format(k=PARETO_K),
    )


def _card(one: Candidate) -> tuple[CellValue, ...]:
    ess = round(one.min_ess) if math.isfinite(one.min_ess) else figure(one.min_ess)
    fits = (one.fold_wape, one.fold_crps, one.coverage80, one.elpd, one.elpd_se)
    behind = (None, None) if one.rejected else (figure(one.behind), figure(one.behind_se))
    convergence = (figure(one.max_rhat), ess, one.divergences)
    k = (figure(one.worst_k), one.high_k)
    return (_name(one), *convergence, *map(figure, fits), *behind, *k)


def _returns(found: Candidates, labels: dict[str, str], c: Context) -> Table:
    what, names = return_of(c), list(found.ensemble)
    return Table(
        "candidate_returns",
        c.title(words.OWN_RETURNS_TITLE.format(what=what.name, unit=what.unit)),
        (
            Column("Specification", "", Kind.TEXT),
            *(what.column(labels[name]) for name in names),
        ),
        tuple((_name(one), *means(one.roi, names, c)) for one in found.candidates),
        note=words.VARIANTS_NOTE.partition(",")[0] + ".",
    )


def _ranges(found: Candidates, labels: dict[str, str], c: Context) -> Table:
    what = return_of(c)
    return Table(
        "candidate_ranges",
        c.title(words.OWN_RETURNS_TITLE.format(what=f"{what.name}, ranges", unit=what.unit)),
        (
            Column("Channel and specification", "", Kind.TEXT),
            what.column("Mean"),
            *c.ends(what.unit, what.kind),
        ),
        tuple(
            (f"{labels[name]}: {_name(one)}", *c.cells(one.roi[name]))
            for name in found.ensemble
            for one in found.candidates
            if name in one.roi
        ),
        note=words.RANGES_NOTE.format(level=percent(c.level)),
        in_report=False,
    )


def _ensemble(results: Results, found: Candidates, labels: dict[str, str], c: Context) -> Table:
    what = return_of(c)
    own = next((one.roi for one in found.candidates if one.chosen), {})
    return Table(
        "candidate_ensemble",
        c.title(words.ENSEMBLE_TITLE.format(what=what.name, unit=what.unit)),
        (
            Column("Channel", "", Kind.TEXT),
            what.column("Run"),
            *c.ends(what.unit, what.kind, "Run"),
            what.column("Ensemble"),
            *c.ends(what.unit, what.kind, "Ensemble"),
            Column("Width", "ratio", Kind.RATIO),
            Column("Disagree", "", Kind.TEXT),
        ),
        tuple(
            (
                labels[name], *c.cells(own.get(name)), *c.cells(one), figure(found.wider[name]),
                yes(name in found.disagree),
            )
            for name, one in found.ensemble.items()
        ),
        note=words.ENSEMBLE_NOTE.format(level=percent(c.level)),
    )  # fmt: skip


def recovery_section(found: Recovery, c: Context) -> Section:
    """Whether data like these could have told the channels apart."""
    blind = [one.label for one in found.channels if not one.could_tell]
    could = words.COULD
    if blind:
        their = "their" if len(blind) > 1 else "its"
        could = words.COULD_NOT.format(names=listed(blind), their=their)
    told = words.RECOVERY_PROBLEMS.format(problems="; ".join(found.problems))
    missing = words.ADVI_NONE.format(why=found.advi_problem).strip()
    return Section(
        key="recovery",
        sheet=Sheet.CANDIDATES,
        title=c.title(words.RECOVERY_TITLE),
        message=words.RECOVERY_MESSAGE.format(
            count=counted(found.simulations, "time"),
            covered=sum(one.covered for one in found.channels),
            of=sum(one.of for one in found.channels),
        ),
        paragraphs=(
            could,
            *((told,) if found.problems else ()),
            *(() if found.advi else (missing,)),
        ),
        tables=(_recovered(found, c), *_advi(found, c)),
    )


def _recovered(found: Recovery, c: Context) -> Table:
    return Table(
        "recovery",
        c.title(words.RECOVERY_TABLE),
        (
            Column("Channel", "", Kind.TEXT),
            Column("Inside 80%", "simulations", Kind.COUNT),
            Column("All", "simulations", Kind.COUNT),
            Column("Bias", "log", Kind.RATIO),
            Column("Error of the bias", "log", Kind.RATIO),
            Column("Narrowed", "%", Kind.PERCENT),
            Column("Could tell", "", Kind.TEXT),
        ),
        tuple(
            (
                one.label, one.covered, one.of, figure(one.bias), figure(one.bias_error),
                figure(one.narrowed),
                yes(one.could_tell),
            )
            for one in found.channels
        ),
        note=words.RECOVERY_NOTE,
    )  # fmt: skip


def _advi(found: Recovery, c: Context) -> tuple[Table, ...]:
    if not found.advi:
        return ()
    return (
        Table(
            "advi",
            c.title(words.ADVI_TITLE),
            (
                Column("Channel", "", Kind.TEXT),
                Column("Spread", "ratio", Kind.RATIO),
                Column("Shift", "sd", Kind.RATIO),
            ),
            tuple((one.label, figure(one.sd_ratio), figure(one.shift)) for one in found.advi),
            note=words.ADVI_NOTE,
        ),
    )
