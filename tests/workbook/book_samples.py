"""A made-up run that has every kind of chart, negative amounts and blanks."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from mmm_xl.data.contents import BookContents, SheetContent
from mmm_xl.names import DictionaryColumn, ExperimentColumn, LedgerColumn, Sheet
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
from mmm_xl.workbook.template import blank_contents

CHANNELS = ("TV", "Paid search", "Display", "Email")
PAID = CHANNELS[:3]
WEEKS = 104
FIRST = date(2024, 1, 7)
PERIOD = "weeks ending 2024-01-07 to 2025-12-28"

STAMP = Stamp(
    run_id="r7f3a9c21d0",
    fit_id="f04b1e88a2c",
    business="Alder & Finch <Retail>",
    period=PERIOD,
    data_cut_off=date(2025, 12, 28),
    as_of=date(2025, 12, 28),
    verdict="restrict",
    software="mmm_xl 0.1.0",
    currency="EUR",
    data_digest="5f" * 32,
)


def contents(name: str = "plan", with_sheets: Sequence[Sheet] = ()) -> BookContents:
    """Inputs that can be modelled, with a number in every cell that needs one."""
    blank = blank_contents(name, CHANNELS, FIRST, WEEKS, (Sheet.EXPOSURE, *with_sheets))
    sheets = dict(blank.sheets)
    weeks = [row[0] for row in sheets[Sheet.SPEND].rows]
    sheets[Sheet.SPEND] = _weekly(
        weeks, PAID, lambda w, c: round(9e3 + 4e3 * math.sin(w / (3 + c)), 2)
    )
    sheets[Sheet.OUTCOME] = _weekly(
        weeks, ["Revenue"], lambda w, _: 2.5e5 + 4e4 * math.cos(w / 8.3)
    )
    sheets[Sheet.EXPOSURE] = _weekly(weeks, ["Email"], lambda w, _: 1000 * (w % 7 + 1))
    sheets[Sheet.EVENTS] = _weekly(weeks, ["Promotion"], lambda w, _: None if w % 13 else 1)
    sheets[Sheet.CONTROLS] = _weekly(weeks, ["Price index"], lambda w, _: 1 + w / 300)
    sheets[Sheet.CHANNELS] = _channels(sheets[Sheet.CHANNELS])
    if Sheet.EXPERIMENTS in sheets:
        sheets[Sheet.EXPERIMENTS] = _experiments(sheets[Sheet.EXPERIMENTS], weeks)
    if Sheet.EVENT_CALENDAR in sheets:
        sheets[Sheet.EVENT_CALENDAR] = _calendar(sheets[Sheet.EVENT_CALENDAR], weeks)
    if Sheet.LEDGER in sheets:
        sheets[Sheet.LEDGER] = _ledger(sheets[Sheet.LEDGER])
    if Sheet.PLATFORMS in sheets:
        sheets[Sheet.PLATFORMS] = _platforms(sheets[Sheet.PLATFORMS], weeks)
    return BookContents(name, sheets)


def _ledger(content: SheetContent) -> SheetContent:
    cells = (
        {LedgerColumn.ACCOUNT: "4000", LedgerColumn.SIDE: "revenue",
         LedgerColumn.AMOUNT: 3_200_000.5},
        {LedgerColumn.ACCOUNT: "6200 =TV", LedgerColumn.SIDE: "spend", LedgerColumn.CHANNEL: "TV",
         LedgerColumn.AMOUNT: 118_000, LedgerColumn.CURRENCY: "EUR", LedgerColumn.OWNER: "Ann"},
    )  # fmt: skip
    shared = {LedgerColumn.LINE: "in scope", LedgerColumn.PERIOD: "2024Q2"}
    rows = tuple(
        tuple((shared | row).get(LedgerColumn(header)) for header in content.headers)
        for row in cells
    )
    return SheetContent(content.headers, rows)


def _platforms(content: SheetContent, weeks: Sequence[datetime]) -> SheetContent:
    days = weeks[8], weeks[20] + timedelta(days=3)
    rows = (
        ("Ads", "TV", *days, "platform", 310, 42_000.5, None, "7 days after click", "yes", "Ann",
         None),
        ("Tool", "TV", *days, "last click", None, 12_000, None, None, None, None, "one tool only"),
    )  # fmt: skip
    return SheetContent(content.headers, rows)


def _calendar(content: SheetContent, weeks: Sequence[datetime]) -> SheetContent:
    rows = (
        ("Spring sale", weeks[12] - timedelta(days=3), weeks[13], "pulse", 1, 0, "every shop"),
        ("New shop", weeks[60], None, "step", None, None, None),
    )
    return SheetContent(content.headers, rows)


def _weekly(
    weeks: Sequence[datetime], headers: Sequence[str], value: Callable[[int, int], Any]
) -> SheetContent:
    columns = range(len(headers))
    rows = tuple((day, *(value(w, c) for c in columns)) for w, day in enumerate(weeks))
    return SheetContent(("Week ending", *headers), rows)


def _experiments(content: SheetContent, weeks: Sequence[datetime]) -> SheetContent:
    cells = {
        ExperimentColumn.NAME: "TV off",
        ExperimentColumn.CHANNEL: "TV",
        ExperimentColumn.START: weeks[10],
        ExperimentColumn.END: weeks[13],
        ExperimentColumn.MARKET_SHARE: 0.25,
        ExperimentColumn.SPEND_CHANGE: -6_000.0,
        ExperimentColumn.EFFECT: -41_000.0,
        ExperimentColumn.STANDARD_ERROR: 9_000.0,
        ExperimentColumn.METHOD: "Geo split",
        ExperimentColumn.USE: "validate",
    }
    row = tuple(cells.get(ExperimentColumn(header)) for header in content.headers)
    return SheetContent(content.headers, (row,))


def _channels(content: SheetContent) -> SheetContent:
    rows = [list(row) for row in content.rows]
    rows[0] = [
        "TV",
        "Television",
        "Brand",
        "paid",
        0.5,
        2.5,
        None,
        None,
        1,
        4,
        0.8,
        2.5,
        "delayed",
        None,
        None,
        None,
        None,
        "Agency benchmark of 2023",
    ]
    rows[3] = [
        "Email",
        "E-mail",
        "Own",
        "owned",
        None,
        None,
        0.01,
        0.06,
        *[None] * 10,
    ]
    return SheetContent(content.headers, tuple(map(tuple, rows)))


def hostile(text: str) -> BookContents:
    """Inputs with a text in a channel name, a header, a note and the business name."""
    sheets = dict(contents().sheets)
    channels, spend, settings = (
        sheets[sheet] for sheet in (Sheet.CHANNELS, Sheet.SPEND, Sheet.SETTINGS)
    )
    first = (text, *channels.rows[0][1:-1], text)
    sheets[Sheet.CHANNELS] = SheetContent(channels.headers, (first, *channels.rows[1:]))
    sheets[Sheet.SPEND] = SheetContent((spend.headers[0], text, *spend.headers[2:]), spend.rows)
    rows = (("Business", text), *settings.rows[1:])
    sheets[Sheet.SETTINGS] = SheetContent(settings.headers, rows)
    return BookContents("hostile", sheets)


def document() -> Document:
    """Every sheet, every chart kind."""
    sections = (
        summary(),
        contribution(),
        roi(),
        lift(),
        response(),
        carryover(),
        scenario(),
        validation(),
        diagnostics(),
        behind_the_checks(Sheet.MODEL_CHECKS),
        behind_the_checks(Sheet.WEEKS_NOT_SEEN),
        behind_the_checks(Sheet.SENSITIVITY),
        candidates(),
        register(),
        reconciliation(),
        evidence(),
        profit(),
        *lineage(),
    )
    return Document(STAMP, sections, checks())


def profit() -> Section:
    """A statement whose lines are made of others, on a sheet with an ampersand in its name."""
    money = Kind.MONEY
    margin, spend = (120_000.5, 130_000.25), (100_000.0, 145_000.0)
    quarters = [
        ("Margin: Television", *margin, sum(margin)),
        ("Margin: Paid search", *margin, sum(margin)),
        ("Contribution margin", *(2 * m for m in margin), 2 * sum(margin)),
        ("Media spend", *spend, sum(spend)),
        (
            "After media",
            *(2 * m - s for m, s in zip(margin, spend, strict=True)),
            2 * sum(margin) - sum(spend),
        ),
    ]
    names = ("2024Q1", "2024Q2")
    table = Table(
        "pnl_2024",
        f"P&L view of 2024, {PERIOD}",
        (
            Column("Line", "", Kind.TEXT),
            *(Column(name, "EUR", money, summed=True) for name in names),
            Column("2024", "EUR", money, summed=True, adds=names),
        ),
        tuple(quarters),
        subtotals={2: (1, 2), 4: (3, -4)},
    )
    title = f"{STAMP.business}: P&L view by fiscal quarter, {PERIOD}"
    return Section(
        "pnl", Sheet.PNL, title, "Channels earned EUR 255,000 after media.", tables=(table,)
    )


def lineage() -> tuple[Section, Section]:
    """Two columns with their texts, a warning and a restated cell, on one sheet."""
    names = tuple(DictionaryColumn)
    columns = tuple(
        Column(n, "own unit", Kind.NUMBER)
        if n is DictionaryColumn.TOTAL
        else Column(n, "", Kind.TEXT)
        for n in names
    )
    texts = ("one row a week", "none")
    table = Table(
        "data_dictionary",
        f"Data dictionary, {PERIOD}",
        columns,
        (
            ("Spend", "TV", "=Invoices", "EUR", "", "Spend!B6:B109", "spend", "Settings", *texts,
             936_000.0),
            ("Controls", "Price index", "Tariff", "index", "late", "Controls!B6:B109", "control",
             "Data dictionary", *texts, 156.5),
        ),
    )  # fmt: skip
    found = tuple(Column(n, "", Kind.TEXT) for n in ("Where", "What was found", "What to do"))
    row = ("Spend!B7", "spend is ten times its median.", "Look at the cell.")
    title = f"{STAMP.business}: %s, {PERIOD}"
    return (
        Section(
            "data_dictionary", Sheet.DATA_DICTIONARY, title % "where each column comes from",
            "Every figure was modelled as it stands in its cell.", tables=(table,),
        ),
        Section(
            "findings", Sheet.DATA_DICTIONARY, title % "what the checks of the data found",
            "The checks of the data raised 1 warning and 0 notes.",
            tables=(Table("data_warnings", f"Warnings, {PERIOD}", found, (row,)),),
        ),
    )  # fmt: skip


def failing(made: Document) -> Document:
    """The same run with one more check, which fails."""
    worse = Check("Spend ties to the ledger", "Spend sheet", 120.0, "Ledger", 100.0, 0.5, "EUR")
    return replace(made, checks=(*made.checks, worse))


def checks() -> tuple[Check, ...]:
    """Two that pass."""
    return (
        Check(
            "Contributions and baseline add up to the modelled outcome",
            "Sum of contributions",
            26_012_345.678,
            "Modelled outcome",
            26_012_345.678,
            0.01,
            "EUR",
        ),
        Check(
            "Spend in the model equals the Spend sheet",
            "Spend in the model",
            3_744_000.0,
            "Total of the Spend sheet",
            3_744_000.004,
            0.01,
            "EUR",
        ),
    )


def summary() -> Section:
    """Answers first."""
    columns = (
        Column("Question", "", Kind.TEXT),
        Column("Answer", "", Kind.TEXT),
        Column("How sure", "", Kind.TEXT),
    )
    rows = (
        (
            "What was learned",
            "Marketing made 18.2% of revenue (90% range 14.1% to 22.6%)."
            " Paid search returned most on its spend, EUR 2.10 on each euro.",
            "Paid search beats TV with 96% probability",
        ),
        (
            "What to do next",
            "Move up to EUR 20,000 a week from Display to Paid search, in steps of 5,000.",
            "81 in 100 plausible cases gain",
        ),
        (
            "What could change it",
            "A promotion calendar that is not complete; a competitor's launch in spring.",
            "not included in the ranges",
        ),
    )
    figures = Table(
        "key_figures",
        "Key figures, EUR, " + PERIOD,
        (
            Column("Figure", "", Kind.TEXT),
            Column("Mean", "EUR", Kind.MONEY),
            Column("Low", "EUR", Kind.MONEY),
            Column("High", "EUR", Kind.MONEY),
        ),
        (
            ("Revenue", 26_012_345.678, None, None),
            ("Made by marketing", 4_734_000.0, 3_660_000.0, 5_880_000.0),
        ),
        note="Low and high hold 90% of the probability, given this model and its data.",
    )
    return Section(
        "summary",
        Sheet.SUMMARY,
        "Alder & Finch <Retail>: summary, " + PERIOD,
        "Restrict the use of these results to channels with spend above EUR 5,000 a week:"
        " marketing made 18.2% of revenue and Paid search paid back best.",
        ("Not included: competitors' prices, and effects that last longer than 13 weeks.",),
        (Table("answers", "Four questions", columns, rows), figures),
    )


def contribution() -> Section:
    """Bridge with a fall, weekly stack."""
    money = Kind.MONEY
    steps = [
        ("Baseline", 21_278_000.0),
        ("Television", 2_450_000.0),
        ("Paid search", 1_900_500.0),
        ("Display", -416_500.0),
        ("E-mail", 800_000.0),
    ]
    rows, running = [], 0.0
    for i, (name, value) in enumerate(steps):
        rows.append(
            (
                name,
                value,
                running if i else 0.0,
                value - 250_000,
                value + 250_000,
                value / 26_012_000,
            )
        )
        running += value
    rows.append(("Modelled revenue", running, 0.0, running - 100_000, running + 100_000, 1.0))
    bridge = Table(
        "contribution",
        "Bridge from baseline to modelled revenue, EUR, " + PERIOD,
        (
            Column("Step", "", Kind.TEXT),
            Column("Mean", "EUR", money),
            Column("Starts at", "EUR", money),
            Column("Low", "EUR", money),
            Column("High", "EUR", money),
            Column("Share", "% of revenue", Kind.PERCENT),
        ),
        tuple(rows),
        note="Means add up; ranges do not. Low and high hold 90% of the probability.",
    )
    by_channel = Table(
        "contribution_spend",
        "Contribution and spend by channel, " + PERIOD,
        (
            Column("Channel", "", Kind.TEXT),
            Column("Contribution", "EUR", money, summed=True),
            Column("Spend", "EUR", money, summed=True),
            Column("Prob. above zero", "%", Kind.PERCENT),
        ),
        tuple(
            (name, value, 900_000.25 + i if name != "E-mail" else None, 0.5 + i / 10)
            for i, (name, value) in enumerate(steps[1:])
        ),
        total=(
            "All channels",
            sum(v for _, v in steps[1:]),
            sum(900_000.25 + i for i in range(3)),
            0.999,
        ),
    )
    weekly = Table(
        "contribution_weekly",
        "Contribution by week, EUR",
        (
            Column("Week ending", "date", Kind.DATE),
            Column("Baseline", "EUR", money, summed=True),
            Column("Television", "EUR", money, summed=True),
            Column("Paid search", "EUR", money, summed=True),
        ),
        tuple(
            (
                day(w),
                200_000 + 20_000 * math.sin(w / 8),
                24_000 + 9_000 * math.cos(w / 5),
                18_000.0 + 30 * w,
            )
            for w in range(WEEKS)
        ),
        in_report=False,
    )
    weekly = replace(
        weekly, total=("Sum", *(math.fsum(row[c] for row in weekly.rows) for c in (1, 2, 3)))
    )
    return Section(
        "contribution",
        Sheet.CONTRIBUTION,
        "Alder & Finch <Retail>: contribution to revenue in EUR, " + PERIOD,
        "Television made most, EUR 2.45m (90% range 2.20m to 2.70m); Display lowered revenue"
        " in the mean, which its range does not rule out.",
        (
            "A contribution is modelled revenue minus modelled revenue without the channel's spend,"
            " carryover included.",
        ),
        (bridge, by_channel, weekly),
        (
            Chart(
                "contribution_bridge",
                ChartKind.WATERFALL,
                "Alder & Finch: bridge to modelled revenue (EUR)",
                "contribution",
                {
                    "step": "Step",
                    "value": "Mean",
                    "base": "Starts at",
                    "low": "Low",
                    "high": "High",
                },
                "Step",
                "Revenue (EUR)",
                "Bridge from a baseline of EUR 21.3m to EUR 26.0m; Television adds most.",
            ),
            Chart(
                "contribution_stack",
                ChartKind.STACKED_AREA,
                "Alder & Finch: revenue by source (EUR a week)",
                "contribution_weekly",
                {"date": "Week ending"},
                "Week ending",
                "Revenue (EUR a week)",
                "The baseline is most of revenue in every week.",
            ),
        ),
    )


def day(week: int) -> date:
    """Last day of a week."""
    return FIRST + timedelta(weeks=week)


def roi() -> Section:
    """Points with ranges; an owned channel without ROI."""
    ratio = Kind.RATIO
    columns = (
        Column("Channel", "", Kind.TEXT),
        Column("Spend", "EUR", Kind.MONEY),
        Column("ROI mean", "ratio", ratio),
        Column("Low", "ratio", ratio),
        Column("High", "ratio", ratio),
        Column("Marginal ROI", "ratio", ratio),
        Column("Above hurdle", "% probability", Kind.PERCENT),
        Column("Paid", "yes or no", Kind.TEXT),
    )
    rows = (
        ("Television", 1_800_000.0, 1.36, 0.92, 1.88, 0.81, 0.91, True),
        ("Paid search", 905_000.0, 2.1, 1.42, 2.86, 1.33, 0.99, True),
        ("Display", 1_039_000.0, -0.4, -1.1, 0.35, -0.2, 0.02, True),
        ("E-mail", None, None, None, None, None, None, False),
    )
    table = Table(
        "roi",
        "Return on spend by channel, revenue per EUR spent, " + PERIOD,
        columns,
        rows,
        total=("All paid channels", 3_744_000.0, 1.05, 0.82, 1.31, 0.66, 0.68, None),
        note="Low and high hold 90% of the probability.",
    )
    return Section(
        "roi",
        Sheet.ROI,
        "Alder & Finch <Retail>: return on spend, ratio, " + PERIOD,
        "Paid search returned EUR 2.10 on each euro (90% range 1.42 to 2.86).",
        (),
        (table,),
        (
            Chart(
                "roi_points",
                ChartKind.POINT_RANGE,
                "Alder & Finch: ROI by channel (revenue per EUR spent)",
                "roi",
                {"label": "Channel", "mean": "ROI mean", "low": "Low", "high": "High"},
                "Channel",
                "ROI (revenue per EUR)",
                "Paid search lies wholly above the hurdle of 1.0, Display wholly below.",
                1.0,
                "Hurdle 1.0",
            ),
        ),
    )


def lift() -> Section:
    """Ratios whose decimals are fewer than usual, and words among amounts."""
    table = Table(
        "lift_1",
        "Lift and break-even spend, " + PERIOD,
        (
            Column("Line", "", Kind.TEXT),
            Column("ROI", "EUR per EUR", Kind.RATIO, places=1),
            Column("Break-even spend", "EUR a week", Kind.MONEY),
        ),
        (("Television", 1.234, 12_000.0), ("Paid search", 2.1, "over 5 times")),
        note="Decimals are those that the Monte Carlo error supports.",
    )
    message = "Television returned EUR 1.2 on each euro (90% range 0.8 to 1.6)."
    return Section(
        "lift", Sheet.LIFT, "Alder & Finch <Retail>: lift, " + PERIOD, message, (), (table,)
    )


def response() -> Section:
    """A table and a curve a channel."""
    tables, charts = [], []
    for c, name in enumerate(("Television", "Paid search", "Display")):
        rows = []
        for i in range(21):
            x, top = i * 1500.0, 40_000 * (c + 1)
            mean = top * x / (x + 12_000)
            rows.append((x, mean, mean * 0.8, mean * 1.25, x if i == 10 else None))
        key = f"response_{c}"
        tables.append(
            Table(
                key,
                f"{name}: revenue a week at other levels of spend, EUR a week",
                (
                    Column("Spend", "EUR a week", Kind.MONEY),
                    Column("Mean", "EUR a week", Kind.MONEY),
                    Column("Low", "EUR a week", Kind.MONEY),
                    Column("High", "EUR a week", Kind.MONEY),
                    Column("Today", "EUR a week", Kind.MONEY),
                ),
                tuple(rows),
            )
        )
        charts.append(
            Chart(
                key,
                ChartKind.CURVE_BAND,
                f"{name}: revenue by weekly spend (EUR)",
                key,
                {"x": "Spend", "mean": "Mean", "low": "Low", "high": "High", "mark": "Today"},
                "Spend (EUR a week)",
                "Revenue (EUR a week)",
                f"The curve of {name} flattens beyond today's spend.",
            )
        )
    return Section(
        "response",
        Sheet.RESPONSE,
        "Alder & Finch <Retail>: response to spend in EUR a week, " + PERIOD,
        "All three channels are past the point where half of the greatest effect is reached.",
        (),
        tuple(tables),
        tuple(charts),
    )


def carryover() -> Section:
    """Weeks and shares of two channels, without a chart."""
    columns = (
        Column("Channel", "", Kind.TEXT),
        Column("Half-life", "weeks", Kind.RATIO),
        Column("Low 90%", "weeks", Kind.RATIO),
        Column("High 90%", "weeks", Kind.RATIO),
        Column("Of maximum", "%", Kind.PERCENT),
    )
    rows = (("Television", 2.1, 1.4, 3.0, 0.74), ("Email", 0.6, 0.5, 0.9, None))
    return Section(
        "carryover",
        Sheet.CARRYOVER,
        "Alder & Finch <Retail>: how long each channel acts, " + PERIOD,
        "Television acts longest.",
        ("Television: half of the effect is in after 2.1 weeks (90% range 1.4 to 3.0).",),
        (Table("carryover_weeks", "How long the effect of one week lasts", columns, rows),),
    )


def scenario() -> Section:
    """A wide table without a chart."""
    levels = ("-50%", "-25%", "as is", "+25%", "+50%")
    columns = (
        Column("Channel", "", Kind.TEXT),
        *(Column(level, "EUR", Kind.MONEY) for level in levels),
    )
    rows = tuple(
        (name, *(1000.0 * (i - 2) * (c + 1) for i in range(5))) for c, name in enumerate(CHANNELS)
    )
    return Section(
        "scenario",
        Sheet.SCENARIO_GRID,
        "Alder & Finch <Retail>: scenarios, change of revenue in EUR, next 13 weeks",
        "A quarter more on Paid search gains most for its cost.",
        (),
        (Table("scenarios", "Change of revenue, EUR", columns, rows),),
    )


def diagnostics() -> Section:
    """Two sections would share this sheet; here weekly fit and a long text."""
    rows = tuple(
        (
            day(w),
            None if w == 50 else 250_000 + 40_000 * math.cos(w / 8.3),
            248_000 + 39_000 * math.cos(w / 8.3),
            220_000 + 39_000 * math.cos(w / 8.3),
            276_000 + 39_000 * math.cos(w / 8.3),
        )
        for w in range(WEEKS)
    )
    money = "EUR a week"
    fit = Table(
        "fit_weekly",
        "Actual and modelled revenue by week, EUR",
        (
            Column("Week ending", "date", Kind.DATE),
            Column("Actual", money, Kind.MONEY),
            Column("Modelled", money, Kind.MONEY),
            Column("Low", money, Kind.MONEY),
            Column("High", money, Kind.MONEY),
        ),
        rows,
        in_report=False,
    )
    numbers = Table(
        "diagnostics",
        "Diagnostics of the computation",
        (
            Column("Diagnostic", "", Kind.TEXT),
            Column("Value", "own unit", Kind.NUMBER),
            Column("Draws", "number", Kind.COUNT),
            Column("Passed", "yes or no", Kind.TEXT),
        ),
        (
            ("Largest R-hat", 1.0034, 4000, True),
            ("Smallest bulk sample size", 912.4, 4000, True),
            ("Undefined", math.nan, 0, False),
        ),
    )
    return Section(
        "diagnostics",
        Sheet.DIAGNOSTICS,
        "Alder & Finch <Retail>: how well the model fits, " + PERIOD,
        "The model explains 91% of the weekly ups and downs.",
        ("Backtest: four folds.",),
        (numbers, fit),
        (
            Chart(
                "fit",
                ChartKind.FIT_BAND,
                "Alder & Finch: actual and modelled revenue (EUR a week)",
                "fit_weekly",
                {
                    "date": "Week ending",
                    "actual": "Actual",
                    "mean": "Modelled",
                    "low": "Low",
                    "high": "High",
                },
                "Week ending",
                "Revenue (EUR a week)",
                "The modelled line follows the actual one within its range.",
            ),
        ),
    )


def register() -> Section:
    """A lift test at its stages, with a chart that tells stages apart."""
    columns = (
        Column("Stage and test", "", Kind.TEXT),
        Column("Stage", "", Kind.TEXT),
        Column("Return of the test", "EUR per EUR", Kind.RATIO),
        Column("Return low 90%", "EUR per EUR", Kind.RATIO),
        Column("Return high 90%", "EUR per EUR", Kind.RATIO),
    )
    rows = (
        ("Prior: TV off", "Prior", 1.2, 0.2, 3.7),
        ("Measured: TV off", "Measured", 0.9, 0.7, 1.1),
        ("Without: TV off", "Without", 1.5, 1.0, 2.1),
        ("With: TV off", "With", 1.0, 0.8, 1.2),
    )
    chart = Chart(
        key="register_ranges",
        kind=ChartKind.POINT_RANGE,
        title="Alder & Finch <Retail>: return of the test (EUR per EUR), " + PERIOD,
        table="register_stages",
        series={
            "label": "Stage and test",
            "stage": "Stage",
            "mean": "Return of the test",
            "low": "Return low 90%",
            "high": "Return high 90%",
        },
        x_title="Return of the test (EUR per EUR)",
        y_title="",
        alt="One lift test with 90% ranges: what it measured lies below the model without it.",
    )
    return Section(
        "register",
        Sheet.REGISTER,
        "Alder & Finch <Retail>: lift tests beside the model, " + PERIOD,
        "1 lift test: 1 to inform the model.",
        (),
        (Table("register_stages", "The test before and after", columns, rows),),
        (chart,),
    )


def validation() -> Section:
    """Ranks of two chains, and shares inside ranges; words and numbers in one sheet column."""
    told = "Alder & Finch <Retail>: "
    bins = tuple((f"{i}", 40 + i, 60 - i, 50) for i in range(1, 21))
    chains = ("Chain 1", "Chain 2")
    ranked = Chart(
        key="ranks_lines",
        kind=ChartKind.RANKS,
        title=f"{told}ranks of the draws, noise, {PERIOD}",
        table="ranks",
        series={"bin": "Bin", "expected": "Expected", **{name: name for name in chains}},
        x_title="Rank among all draws",
        y_title="Draws in the bin",
        alt="Chain 1 leans to high ranks.",
    )
    shares = ("Stated", "Found", "Least", "Most")
    covered = Chart(
        key="coverage_lines",
        kind=ChartKind.COVERAGE,
        title=f"{told}share of weeks inside ranges, {PERIOD}",
        table="coverage",
        series=dict(zip(("x", "mean", "low", "high"), shares, strict=True)),
        x_title="Stated level (%)",
        y_title="Weeks inside (%)",
        alt="45% of weeks lie inside the 50% range, 96% inside the 95% range.",
    )
    names = ("What", "Verdict", "Found", "What it means")
    checks = Table(
        "validation_checks",
        f"{told}checks, {PERIOD}",
        tuple(Column(name, "", Kind.TEXT) for name in names),
        (("Chains agree", "passed", "1.002", ""),
         ("Forecasts", "FAILED", "9.1%", "A naive forecast does better. " * 3)),
        wrapped=True,
    )  # fmt: skip
    draws = (Column(name, "draws", Kind.COUNT) for name in (*chains, "Expected"))
    columns = (Column("Range", "", Kind.TEXT), *(Column(n, "%", Kind.PERCENT) for n in shares))
    rows = (("50% range", 0.5, 0.45, 0.4, 0.6), ("95% range", 0.95, 0.96, 0.9, 1.0))
    return Section(
        "validation",
        Sheet.VALIDATION,
        f"{told}how far these figures can be trusted, {PERIOD}",
        "Verdict: restrict. Forecasts of weeks not seen are worse than naive ones.",
        (),
        (
            checks,
            Table("coverage", covered.title, columns, rows),
            Table("ranks", ranked.title, (Column("Bin", "", Kind.TEXT), *draws), bins),
        ),
        (covered, ranked),
    )


def _key(sheet: Sheet) -> str:
    return sheet.lower().replace(" ", "_")


def behind_the_checks(sheet: Sheet) -> Section:
    """Figures behind the checks, a sheet for each subject."""
    title = f"Alder & Finch <Retail>: {sheet.lower()}, {PERIOD}"
    columns = (Column("Subject", "", Kind.TEXT), Column("Found", "EUR", Kind.MONEY))
    table = Table(f"behind_{_key(sheet)}", title, columns, (("First", 1200.0), ("Second", 340.0)))
    return Section(f"behind_{_key(sheet)}", sheet, title, "Two figures.", (), (table,))


def candidates() -> Section:
    """Specifications, one rejected."""
    title = f"Alder & Finch <Retail>: other specifications, {PERIOD}"
    columns = (
        Column("Specification", "", Kind.TEXT),
        Column("Weight", "%", Kind.PERCENT),
        Column("Rejected because", "", Kind.TEXT),
    )
    rows = (("Own", 1.0, ""), ("Straight trend", 0.0, "its chains do not agree"))
    table = Table("candidates", title, columns, rows)
    return Section("candidates", Sheet.CANDIDATES, title, "One of two is sound.", (), (table,))


def evidence() -> Section:
    """Credit beside the model, one mark a source."""
    names = ("Model", "Model low 90%", "Model high 90%", "Platforms", "Last click")
    ratio = [Column(name, "EUR per EUR", Kind.RATIO) for name in names]
    columns = (Column("Channel", "", Kind.TEXT), *ratio)
    rows = (
        ("Television", 1.2, 0.8, 1.7, 2.6, None),
        ("Paid search", 0.9, 0.5, 1.4, 1.9, 1.1),
    )
    chart = Chart(
        key="evidence_points",
        kind=ChartKind.POINTS,
        title="Alder & Finch <Retail>: credit per unit of spend (EUR per EUR), " + PERIOD,
        table="evidence_returns",
        series={
            "label": "Channel",
            "mean": "Model",
            "low": "Model low 90%",
            "high": "Model high 90%",
            "platform": "Platforms",
            "last_click": "Last click",
        },
        x_title="Credit per unit of spend (EUR per EUR)",
        y_title="",
        alt="Platforms credit both channels with about twice what the model finds.",
    )
    return Section(
        "evidence",
        Sheet.EVIDENCE,
        "Alder & Finch <Retail>: model, platforms and last click, " + PERIOD,
        "Platforms credit both channels with more than the model finds.",
        (),
        (Table("evidence_returns", chart.title, columns, rows),),
        (chart,),
    )


def reconciliation() -> Section:
    """No table rows at all."""
    columns = (
        Column("Column", "", Kind.TEXT),
        Column("Workbook total", "EUR", Kind.MONEY),
        Column("Modelled total", "EUR", Kind.MONEY),
        Column("Difference", "EUR", Kind.MONEY),
    )
    return Section(
        "reconciliation",
        Sheet.RECONCILIATION,
        "Alder & Finch <Retail>: reconciliation in EUR, " + PERIOD,
        "Every column of the workbook is in the model unchanged.",
        (),
        (Table("lineage", "Totals", columns, ()),),
    )
