"""A made-up run with every kind of chart, blanks and owned channels; numbers are not from a fit."""

from __future__ import annotations

import math

from synthetic_results import (
    CHANNELS,
    MONEY_RANGE,
    PERIOD,
    WEEKS,
    carryover,
    contribution,
    response,
    roi,
    scenario_grid,
    season,
)

from mmm_xl.sections.section import (
    Chart,
    ChartKind,
    Check,
    Column,
    Document,
    Kind,
    Section,
    Stamp,
    Table,
)

__all__ = ["CHANNELS", "contribution", "document", "reconciliation", "roi", "scenario_grid"]


def document(**stamp: str) -> Document:
    """All sections of the made-up run; keyword arguments replace stamp fields."""
    facts = {
        "run_id": "r-7f3a91c2d4",
        "fit_id": "f-51be0c8e77",
        "business": "Our company",
        "period": PERIOD,
        "data_cut_off": WEEKS[-1],
        "as_of": WEEKS[-1],
        "verdict": "restrict: use for direction, not for the size of a single channel",
        "software": "mmm_xl 0.1.0",
        "currency": "EUR",
        "data_digest": "5f" * 32,
    } | stamp
    sections = (
        summary(),
        contribution(),
        roi(),
        response(),
        carryover(),
        scenario_grid(),
        diagnostics(),
        reconciliation(),
        *lineage(),
    )
    return Document(Stamp(**facts), sections, checks())


def lineage() -> tuple[Section, Section]:
    columns = tuple(Column(n, "", Kind.TEXT) for n in ("Where", "What was found", "What to do"))
    row = ("Spend!B7", "spend is ten times its median.", "Look at the cell.")
    words = "Each column and its source, weeks ending 2023-01-08 to 2025-12-28"
    dictionary = Table("data_dictionary", "Columns", columns, (row,), in_report=False)
    return (
        Section(
            "data_dictionary", "Data dictionary", words, "Nothing was adjusted.", (), (dictionary,)
        ),
        Section(
            "findings", "Data dictionary", "What the checks found", "One warning.", (),
            (Table("data_warnings", "Warnings", columns, (row,)),),
        ),
    )  # fmt: skip


def summary() -> Section:
    numbers = Table(
        "summary",
        f"Our company: key numbers, {PERIOD}",
        (
            Column("Figure", "", Kind.TEXT),
            Column("Unit", "", Kind.TEXT),
            Column("Mean", "as shown", Kind.NUMBER),
            Column("Low 90%", "as shown", Kind.NUMBER),
            Column("High 90%", "as shown", Kind.NUMBER),
        ),
        (
            ("Modelled revenue", "EUR m", 47.6, 46.9, 48.2),
            ("Share of revenue from channels", "%", 29.8, 21.4, 37.6),
            ("ROI of all paid spend", "EUR per EUR", 1.97, 1.31, 2.64),
            ("Chance that paid spend clears the hurdle", "in 100", 82.0, None, None),
        ),
        note="Ranges are equal-tailed credible intervals, given this model and its data.",
    )
    return Section(
        "summary",
        "Summary",
        f"Our company: what the channels brought in, revenue (EUR), {PERIOD}",
        "Channels brought in an estimated 14.2m of 47.6m EUR revenue (90% range 10.2m to 17.9m).",
        (
            "TV and Paid search carry three quarters of the channel effect. Display does not clear"
            " the hurdle in 71 of 100 plausible cases.",
            "What could change this: an experiment on Display, or a margin for each channel.",
        ),
        (numbers,),
    )


def diagnostics() -> Section:
    convergence = Table(
        "convergence",
        "Sampler: convergence of parameters and published figures",
        (
            Column("Check", "", Kind.TEXT),
            Column("Found", "as named", Kind.NUMBER),
            Column("Pass", "as named", Kind.NUMBER),
            Column("Verdict", "", Kind.TEXT),
        ),
        (
            ("Largest R-hat", 1.004, 1.01, "pass"),
            ("Smallest bulk ESS", 1834.0, 400, "pass"),
            ("Smallest tail ESS", 1522.0, 400, "pass"),
            ("Divergences", 0, 0, "pass"),
        ),
    )
    fit = Table(
        "fit",
        f"Our company: fit inside the sample, {PERIOD}",
        (Column("Measure", "", Kind.TEXT), Column("Value", "ratio", Kind.PERCENT)),
        (
            ("R squared", 0.913),
            ("Weighted absolute error", 0.0412),
            ("Weeks inside 90% range", 0.894),
        ),
    )
    rows = []
    for i, day in enumerate(WEEKS):
        mean = 47_580_000 / 104 * season(i)
        rows.append((day, mean * (1 + 0.05 * math.sin(i * 2.3)), mean, mean * 0.92, mean * 1.08))
    weekly = Table(
        "fit_weekly",
        "Weekly fit",
        (
            Column("Week ending", "date", Kind.DATE),
            Column("Actual", "EUR", Kind.MONEY),
            Column("Mean", "EUR", Kind.MONEY),
            *MONEY_RANGE,
        ),
        tuple(rows),
        in_report=False,
    )
    chart = Chart(
        "fit_band",
        ChartKind.FIT_BAND,
        f"Our company: actual and modelled revenue (EUR a week), {PERIOD}",
        "fit_weekly",
        {
            "date": "Week ending",
            "actual": "Actual",
            "mean": "Mean",
            "low": "Low 90%",
            "high": "High 90%",
        },
        "",
        "Revenue (EUR a week)",
        "Actual revenue lies inside the modelled 90% band in 93 of 104 weeks.",
    )
    return Section(
        "diagnostics",
        "Diagnostics",
        f"Our company: can these draws be used, {PERIOD}",
        "Converged: every check passes.",
        ("Divergences: none.",),
        (convergence, fit, weekly),
        (chart,),
    )


def reconciliation() -> Section:
    columns = (
        Column("Line", "", Kind.TEXT),
        Column("Amount", "EUR", Kind.MONEY, summed=True),
        Column("Explanation", "", Kind.TEXT),
    )
    revenue = Table(
        "reconciliation_revenue",
        f"Our company: revenue, workbook to model (EUR), {PERIOD}",
        columns,
        (
            ("Outcome sheet, all weeks", 47_268_000, "Sum of Outcome!B2:B105"),
            ("Weeks outside the window", 0, "None left out"),
            ("Weeks without a value", -0.0, "None"),
        ),
        total=("Modelled revenue base", 47_268_000, "Total of the modelling table"),
    )
    spend = Table(
        "reconciliation_spend",
        f"Our company: spend, workbook to model (EUR), {PERIOD}",
        columns,
        (
            ("Spend sheet, all weeks", 6_562_000, "Sum of Spend!B2:E105"),
            ("Channels without a role", -42_000, "Column Sponsorship is not in the Channels sheet"),
        ),
        total=("Modelled spend", 6_520_000, "Total of the modelling table"),
    )
    return Section(
        "reconciliation",
        "Reconciliation",
        f"Our company: workbook totals and modelled totals (EUR), {PERIOD}",
        "Revenue ties to the workbook; 42,000 EUR of spend was left out and is named.",
        (),
        (revenue, spend),
    )


def checks() -> tuple[Check, ...]:
    return (
        Check(
            "Revenue in = revenue modelled",
            "Outcome sheet",
            47_268_000.0,
            "Modelling table",
            47_268_000.0,
            1.0,
            "EUR",
        ),
        Check(
            "Baseline + channels = modelled",
            "Sum of steps",
            47_580_000.0,
            "Modelled",
            47_580_000.0,
            1.0,
            "EUR",
        ),
        Check("Share of sources = 100%", "Sum of shares", 1.0, "One", 1.0, 1e-9, "fraction"),
    )
