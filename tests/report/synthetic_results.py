"""Result sections of the made-up run."""

from __future__ import annotations

import math
from datetime import date, timedelta

from mmm_xl.sections.section import Chart, ChartKind, Column, Kind, Section, Table

CHANNELS = ("Paid search", "Display", "Affiliates", "Email", "Push", "TV")
OWNED = ("Email", "Push")
SPEND = {"Paid search": 1_820_000, "Display": 940_000, "Affiliates": 610_000, "TV": 3_150_000}
EFFECT = {
    "Paid search": 4_550_000,
    "Display": 820_000,
    "Affiliates": 1_460_000,
    "Email": 1_130_000,
    "Push": 240_000,
    "TV": 5_980_000,
}
BASELINE, RESIDUAL = 33_400_000.0, -312_000.0
WEEKS = tuple(date(2023, 1, 8) + timedelta(weeks=i) for i in range(104))
PERIOD = "8 Jan 2023 to 29 Dec 2024"
MONEY_RANGE = (Column("Low 90%", "EUR", Kind.MONEY), Column("High 90%", "EUR", Kind.MONEY))


def contribution() -> Section:
    return Section(
        "contribution",
        "Contribution",
        f"Our company: revenue by source (EUR), {PERIOD}",
        "Seventy per cent of modelled revenue is baseline; TV is the largest channel.",
        ("Email and Push are owned channels: they have a contribution, but no spend.",),
        (_bridge(), _weekly_contribution()),
        (
            Chart(
                "contribution_bridge",
                ChartKind.WATERFALL,
                f"Our company: from baseline to actual revenue (EUR), {PERIOD}",
                "contribution",
                {
                    "step": "Step",
                    "value": "Mean",
                    "base": "Base",
                    "low": "Low 90%",
                    "high": "High 90%",
                },
                "Step",
                "Revenue (EUR)",
                "Baseline of 33.4m EUR plus 14.2m from six channels gives 47.6m modelled revenue.",
            ),
            Chart(
                "contribution_weekly",
                ChartKind.STACKED_AREA,
                f"Our company: revenue by source (EUR a week), {PERIOD}",
                "contribution_weekly",
                {"date": "Week ending"},
                "",
                "Revenue (EUR a week)",
                "Baseline revenue rises toward each December; TV adds in its flights.",
            ),
        ),
    )


def _bridge() -> Table:
    steps: list[tuple[str, float, float]] = [("Baseline", BASELINE, 0.0)]
    running = BASELINE
    for name in CHANNELS:
        steps.append((name, EFFECT[name], running))
        running += EFFECT[name]
    steps.append(("Modelled", running, 0.0))
    steps.append(("Residual", RESIDUAL, running + RESIDUAL))
    steps.append(("Actual", running + RESIDUAL, 0.0))
    known = ("Residual", "Actual")
    rows = tuple(
        (
            name,
            value,
            base,
            None if name in known else value * 0.7,
            None if name in known else value * 1.3,
            value / running,
        )
        for name, value, base in steps
    )
    return Table(
        "contribution",
        f"Our company: revenue by source (EUR), {PERIOD}",
        (
            Column("Step", "", Kind.TEXT),
            Column("Mean", "EUR", Kind.MONEY),
            Column("Base", "EUR", Kind.MONEY),
            *MONEY_RANGE,
            Column("Share", "%", Kind.PERCENT),
        ),
        rows,
        note="Means add; the ends of ranges do not add. Ranges are given this model and its data.",
    )


def season(week: int) -> float:
    return 1 + 0.18 * math.sin(2 * math.pi * (week + 40) / 52) + 0.03 * math.sin(week * 1.7)


def _weekly_contribution() -> Table:
    rows = tuple(
        (
            day,
            BASELINE / 104 * season(i),
            *(
                EFFECT[name] / 104 * (1 + 0.6 * math.sin(i / (2 + j)))
                for j, name in enumerate(CHANNELS)
            ),
        )
        for i, day in enumerate(WEEKS)
    )
    return Table(
        "contribution_weekly",
        "Weekly contribution",
        (
            Column("Week ending", "date", Kind.DATE),
            *(Column(name, "EUR", Kind.MONEY, summed=True) for name in ("Baseline", *CHANNELS)),
        ),
        rows,
        in_report=False,
    )


def roi() -> Section:
    names = (
        "Spend",
        "Incremental revenue",
        "ROI",
        "ROI low 90%",
        "ROI high 90%",
        "ROI on margin",
        "Margin low 90%",
        "Margin high 90%",
        "Marginal ROI",
        "P(above hurdle)",
    )
    units = ("EUR", "EUR", *("EUR per EUR",) * 7, "%")
    kinds = (Kind.MONEY, Kind.MONEY, *(Kind.RATIO,) * 7, Kind.PERCENT)
    columns = (
        Column("Channel", "", Kind.TEXT),
        *(Column(n, u, k) for n, u, k in zip(names, units, kinds, strict=True)),
    )
    table = Table(
        "roi",
        f"Our company: return on spend, {PERIOD}",
        columns,
        tuple(_roi_row(name) for name in CHANNELS),
        total=(
            "All paid channels",
            6_520_000,
            12_810_000,
            1.96,
            1.31,
            2.64,
            0.98,
            0.66,
            1.32,
            1.21,
            0.47,
        ),
        note="Email and Push are owned: no spend, so no ROI. Hurdle 1.00 on margin 50%.",
    )
    chart = Chart(
        "roi_range",
        ChartKind.POINT_RANGE,
        f"Our company: ROI on margin by channel (EUR per EUR), {PERIOD}",
        "roi",
        {
            "label": "Channel",
            "mean": "ROI on margin",
            "low": "Margin low 90%",
            "high": "Margin high 90%",
        },
        "ROI on margin (EUR per EUR)",
        "",
        "Affiliates and Paid search lie above the hurdle of 1.00; Display lies below it.",
        reference=1.0,
        reference_label="hurdle 1.00",
    )
    return Section(
        "roi",
        "ROI",
        f"Our company: return on spend by channel, {PERIOD}",
        "A euro of Paid search returned an estimated 2.50 euros (90% range 1.75 to 3.25).",
        ("The next euro returns less than the average euro in every channel.",),
        (table,),
        (chart,),
    )


def _roi_row(name: str) -> tuple[str | float | None, ...]:
    if name in OWNED:
        return (name, None, EFFECT[name], *(None,) * 8)
    mean = EFFECT[name] / SPEND[name]
    return (
        name,
        SPEND[name],
        EFFECT[name],
        mean,
        mean * 0.7,
        mean * 1.3,
        mean / 2,
        mean * 0.35,
        mean * 0.65,
        mean * 0.62,
        0.93 if mean > 2 else 0.29,
    )


def carryover() -> Section:
    columns = (
        Column("Channel", "", Kind.TEXT),
        Column("Half-life", "weeks", Kind.RATIO),
        Column("Half-life low 90%", "weeks", Kind.RATIO),
        Column("Half-life high 90%", "weeks", Kind.RATIO),
    )
    rows = tuple((name, 0.6 + i / 2, 0.5 + i / 4, 1.0 + i) for i, name in enumerate(CHANNELS))
    return Section(
        "carryover",
        "Carryover",
        f"Our company: how long each channel acts, {PERIOD}",
        "TV acts longest and Paid search shortest.",
        ("TV: half of the effect is in after 3.1 weeks (90% range 1.8 to 6.0).",),
        (Table("carryover_weeks", "How long the effect of one week lasts", columns, rows),),
    )


def response() -> Section:
    tables = tuple(_curve(name) for name in CHANNELS if name not in OWNED)
    charts = tuple(
        Chart(
            f"{table.key}_curve",
            ChartKind.CURVE_BAND,
            f"Our company, {name}: weekly revenue against weekly spend (EUR), {PERIOD}",
            table.key,
            {
                "x": "Weekly spend",
                "mean": "Mean",
                "low": "Low 90%",
                "high": "High 90%",
                "mark": "Current",
            },
            "Average weekly spend (EUR)",
            "Extra revenue (EUR a week)",
            f"{name} brings less for each further euro beyond its current spend.",
        )
        for table, name in zip(tables, (n for n in CHANNELS if n not in OWNED), strict=True)
    )
    return Section(
        "response",
        "Response",
        f"Our company: response to spend (EUR a week), {PERIOD}",
        "Every channel brings less for each further euro; TV is closest to its ceiling.",
        ("At current spend each curve equals the contribution of its channel.",),
        tables,
        charts,
    )


def _curve(name: str) -> Table:
    now, most = SPEND[name] / 104, EFFECT[name] / 104
    rows = []
    for i in range(21):
        times = i / 10
        mean = most * 1.6 * times / (times + 0.6)
        rows.append((now * times, mean, mean * 0.7, mean * 1.3, now if i == 10 else None))
    return Table(
        f"response_{name.lower().replace(' ', '_')}",
        f"{name}: response",
        (
            Column("Weekly spend", "EUR", Kind.MONEY),
            Column("Mean", "EUR", Kind.MONEY),
            *MONEY_RANGE,
            Column("Current", "EUR", Kind.MONEY),
        ),
        tuple(rows),
        in_report=False,
    )


def scenario_grid() -> Section:
    rows = []
    for level in (0.5, 0.7, 0.8, 0.9, 1.0, 1.1, 1.25, 1.5):
        for mix, gain in (
            ("As today", 1.0),
            ("More search", 1.04),
            ("More TV", 0.97),
            ("Half the display", 1.02),
        ):
            extra = 136_000 * level**0.6 * gain
            rows.append(
                (level, mix, 62_700 * level, extra, extra * 0.72, extra * 1.27, extra - 136_000)
            )
    table = Table(
        "scenario_grid",
        "Our company: extra revenue at other budgets and mixes (EUR a week)",
        (
            Column("Budget", "% of today", Kind.PERCENT),
            Column("Mix", "", Kind.TEXT),
            Column("Spend", "EUR a week", Kind.MONEY),
            Column("Extra revenue", "EUR a week", Kind.MONEY),
            *MONEY_RANGE,
            Column("Against today", "EUR a week", Kind.MONEY),
        ),
        tuple(rows),
        note="Flat weekly spend, so that no gain comes from the timing of spend.",
    )
    return Section(
        "scenario_grid",
        "Scenario grid",
        "Our company: what other budgets would bring (EUR a week)",
        "A tenth more budget in today's mix brings an estimated 8k EUR a week more.",
        (),
        (table,),
    )
