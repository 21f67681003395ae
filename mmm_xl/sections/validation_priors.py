"""Every channel before and after the data."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from mmm_xl.analysis.validation.fit_results import PriorEvidence, PriorPosterior
from mmm_xl.names import Sheet
from mmm_xl.phrases import listed
from mmm_xl.sections import words_validation as words
from mmm_xl.sections.context import Context, of_hundred, percent
from mmm_xl.sections.section import Chart, ChartKind, Column, Kind, Section, Table
from mmm_xl.sections.validation_cells import Return, capital, figure, return_of, yes

PRIOR, POSTERIOR = "Prior", "Posterior"
MEDIAN = " median"
SHARE = Return("share of the outcome", "Share of the outcome", "%", Kind.PERCENT, "percent")


def priors_section(found: PriorEvidence, c: Context) -> Section:
    """What was believed, and what the data did to it."""
    only = [one.label for one in found.channels if one.prior_only]
    told = words.PRIORS_ONLY.format(
        names=listed(only) if only else "", them="them" if len(only) > 1 else "it"
    )
    share = found.media_share
    shown = [
        (_table(some, basis, key, c), some, basis)
        for key, basis in (("roi", return_of(c)), ("share", SHARE))
        if (some := [one for one in found.channels if one.basis == key])
    ]
    return Section(
        key="validation_priors",
        sheet=Sheet.MODEL_CHECKS,
        title=c.title(words.PRIORS_TITLE),
        message=told if only else words.PRIORS_INFORMED,
        paragraphs=(
            words.PRIORS_SHARE.format(
                share=c.told(replace(share, mean=share.median), "percent"),
                spread=c.spread(share, "percent"),
                odds=of_hundred(found.beyond),
            ),
            words.PRIORS_READ,
        ),
        tables=tuple(table for table, _, _ in shown),
        charts=tuple(_chart(*one, c) for one in shown),
    )


def _table(some: Sequence[PriorPosterior], basis: Return, key: str, c: Context) -> Table:
    unit, kind = basis.unit, basis.kind
    shares = key == "share"
    what = words.PRIORS_SHARES if shares else words.PRIORS_ROI.format(what=basis.name, unit=unit)
    return Table(
        f"validation_priors_{key}",
        c.title(what),
        (
            Column("Channel", "", Kind.TEXT),
            basis.column(PRIOR + MEDIAN),
            *c.ends(unit, kind, PRIOR),
            basis.column(POSTERIOR + MEDIAN),
            *c.ends(unit, kind, POSTERIOR),
            Column("Narrowed", "%", Kind.PERCENT),
            Column("By own weeks", "%", Kind.PERCENT),
            Column("Shift", "prior sd", Kind.RATIO),
            Column("Overlap", "%", Kind.PERCENT),
            Column("Prior only", "", Kind.TEXT),
        ),
        tuple(
            (
                one.label, *c.middle(one.prior), *c.middle(one.posterior), figure(one.narrowed),
                figure(one.own_narrowed),
                figure(one.shift), figure(one.overlap), yes(one.prior_only),
            )
            for one in some
        ),
        note=words.PRIORS_NOTE.format(level=percent(c.level)),
    )  # fmt: skip


def _chart(table: Table, some: Sequence[PriorPosterior], basis: Return, c: Context) -> Chart:
    """Both stages of each channel in one row: the posterior thick, the prior thin."""
    low, high = c.low.lower(), c.high.lower()
    ranked = sorted(some, key=lambda one: one.narrowed)
    return Chart(
        key=f"{table.key}_points",
        kind=ChartKind.POINTS,
        title=table.title,
        table=table.key,
        series={
            "label": "Channel",
            "mean": POSTERIOR + MEDIAN,
            "low": f"{POSTERIOR} {low}",
            "high": f"{POSTERIOR} {high}",
            "test": PRIOR + MEDIAN,
            "test_low": f"{PRIOR} {low}",
            "test_high": f"{PRIOR} {high}",
        },
        x_title=f"{basis.header} ({basis.unit})",
        y_title="",
        alt=words.PRIORS_ALT.format(
            what=capital(basis.name),
            count=len(some),
            level=percent(c.level),
            most=ranked[-1].label,
            narrowed=percent(ranked[-1].narrowed),
            least=ranked[0].label,
            hardly=percent(ranked[0].narrowed),
        ),
    )
