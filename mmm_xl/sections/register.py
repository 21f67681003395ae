"""Test register: lift tests beside the model, and the tests that are worth making next."""

from __future__ import annotations

from mmm_xl.analysis import register_rules as rules
from mmm_xl.analysis.register_entry import SCORED, Entry, Stage
from mmm_xl.analysis.register_rules import Fault, TestFinding
from mmm_xl.analysis.results import Results
from mmm_xl.analysis.summary import LEVELS
from mmm_xl.analysis.test_reasons import test_reason
from mmm_xl.names import Sheet
from mmm_xl.sections import words_register as words
from mmm_xl.sections.context import Context, counted, percent
from mmm_xl.sections.next_experiments import next_message, next_tables, next_words
from mmm_xl.sections.precision import Estimated
from mmm_xl.sections.section import CellValue, Chart, ChartKind, Column, Kind, Section, Table


def register_section(results: Results, c: Context) -> tuple[Section, ...]:
    """Section of tests made and tests to make; none where there is neither."""
    entries = results.register.entries
    if not entries and not results.next_tests.ranked:
        return ()
    tables = _tables(results, c) if entries else ()
    chart = _chart(results, c) if entries else None
    told = (words.STAGES, *((words.ROI_OF_TEST,) if _returns(entries) else ())) if entries else ()
    return (
        Section(
            key="register",
            sheet=Sheet.REGISTER,
            title=c.title("lift tests beside the model, and the next ones"),
            message=_message(results, c),
            paragraphs=(*_apart(entries, c), *told, *next_words(results, c)),
            tables=(*tables, *next_tables(results, c)),
            charts=(chart,) if chart else (),
        ),
    )


def _message(results: Results, c: Context) -> str:
    entries, found = results.register.entries, results.register.findings
    if not entries:
        return words.MESSAGE_NONE.format(next=next_message(results, c))
    informing = len(results.register.calibrating)
    parts = [(words.INFORM, informing), (words.CHECK, len(entries) - informing)]
    uses = ", ".join(form.format(count=count) for form, count in parts if count)
    tests = counted(len(entries), "lift test")
    if not found:
        return words.MESSAGE_AGREE.format(tests=tests, uses=uses)
    severe = [one for one in found if one.severe]
    if not severe:
        notes = "; ".join(test_reason(one) for one in found)
        limits = words.NOTES_ONLY.format(notes=notes)
    else:
        form = words.LIMITS_ONE if len(severe) == 1 else words.LIMITS_MORE
        limits = form.format(count=len(severe), first=test_reason(severe[0]))
    return words.MESSAGE_FAULTS.format(tests=tests, uses=uses, limits=limits)


def _apart(entries: tuple[Entry, ...], c: Context) -> tuple[str, ...]:
    """A sentence for each test that the weeks without it contradict, with both figures."""
    return tuple(
        _disagreement(entry, entry.without, c)
        for entry in entries
        if entry.without and any(one.fault is Fault.CONFLICT for one in entry.findings)
    )


def _disagreement(entry: Entry, without: Stage, c: Context) -> str:
    """What a test found beside what the weeks say without it, and what the model makes of both."""
    stages = (entry.measured, without, entry.posterior)
    if without.roi is None or entry.measured.roi is None:
        found, scale, form, unit = [s.effect for s in stages], "money", words.EFFECTS, c.unit
    else:
        found = [s.roi for s in stages if s.roi]
        scale, form, unit = "ratio", words.RETURNS, c.ratio_unit
    told = [f"{c.told(one, scale)} ({c.spread(one, scale)})" for one in found]
    shown = form.format(test=entry.test.name, measured=told[0], without=told[1], unit=unit)
    both = words.BOTH.format(both=told[2]) if entry.test.calibrates else words.NOT_USED
    return f"{shown} {both}"


def _returns(entries: tuple[Entry, ...]) -> bool:
    """Whether every test has a return, so that all can share one axis."""
    return all(entry.measured.roi is not None for entry in entries)


def _tables(results: Results, c: Context) -> tuple[Table, ...]:
    entries = results.register.entries
    return (
        _tests(results, c),
        _stages(entries, c),
        _levels(entries, c),
        _agreement(entries, c),
        *_scores(entries, c),
        *_findings(results.register.findings, c),
    )


def _tests(results: Results, c: Context) -> Table:
    """What was tested, as stated."""
    labels = {channel.name: channel.label for channel in results.channels}
    rows: list[tuple[CellValue, ...]] = []
    for test in (entry.test for entry in results.register.entries):
        change = test.spend_change if test.spend_change else None
        rows.append(
            (
                test.name, ", ".join(labels[name] for name in test.channels), test.method,
                test.owner, str(test.use), test.start, test.end, test.measured_through,
                test.market_share, test.factor, change, test.effect, test.standard_error,
            )
        )  # fmt: skip
    return Table(
        "register",
        c.title("lift tests as stated"),
        (
            Column("Test", "", Kind.TEXT),
            Column("Channel", "", Kind.TEXT),
            Column("Method", "", Kind.TEXT),
            Column("Owner", "", Kind.TEXT),
            Column("Use", "", Kind.TEXT),
            Column("First week ending", "date", Kind.DATE),
            Column("Last week ending", "date", Kind.DATE),
            Column("Measured through", "date", Kind.DATE),
            Column("Share of market", "%", Kind.PERCENT),
            Column("Factor", "ratio", Kind.RATIO),
            Column("Change of spend", f"{c.currency}; exposure where owned", Kind.MONEY),
            Column("Measured effect", c.unit, Kind.MONEY),
            Column("Standard error", c.unit, Kind.MONEY),
        ),
        tuple(rows),
        note=words.TESTS_NOTE,
    )


def _staged(entry: Entry) -> list[tuple[str, Stage]]:
    """Stages of a test that exist, by name."""
    found = {
        words.PRIOR: entry.prior,
        words.MEASURED: entry.measured,
        words.WITHOUT: entry.without,
        words.WITH: entry.posterior if entry.test.calibrates else None,
    }
    return [(name, stage) for name, stage in found.items() if stage is not None]


def _stages(entries: tuple[Entry, ...], c: Context) -> Table:
    """Prior, test, posterior without and with it: the rows of the chart."""
    rows = tuple(
        (
            f"{name}: {entry.test.name}",
            name,
            *c.cells(stage.effect),
            *c.cells(stage.roi),
        )
        for entry in entries
        for name, stage in _staged(entry)
    )
    return Table(
        "register_stages",
        c.title(f"each test before and after ({c.unit})"),
        (
            Column("Stage and test", "", Kind.TEXT),
            Column("Stage", "", Kind.TEXT),
            Column("Effect", c.unit, Kind.MONEY),
            *c.ends(c.unit, Kind.MONEY, "Effect"),
            Column("Return of the test", c.ratio_unit, Kind.RATIO),
            *c.ends(c.ratio_unit, Kind.RATIO, "Return"),
        ),
        rows,
        note=words.STAGES_NOTE.format(level=percent(c.level)),
    )


def _levels(entries: tuple[Entry, ...], c: Context) -> Table:
    """The same effects with their spread at every level."""
    names = [f"{end} {level}%" for level in LEVELS for end in ("Low", "High")]
    rows: list[tuple[CellValue, ...]] = []
    for entry in entries:
        for name, stage in _staged(entry):
            ends = [end for level in LEVELS for end in stage.effect.interval(level / 100)]
            figures = (stage.effect.mean, stage.effect.sd, *ends)
            cells = (Estimated(figure, stage.effect.mcse) for figure in figures)
            rows.append((entry.test.name, name, *cells))
    return Table(
        "register_levels",
        c.title(f"effect of each test at every level ({c.unit})"),
        (
            Column("Test", "", Kind.TEXT),
            Column("Stage", "", Kind.TEXT),
            Column("Mean", c.unit, Kind.MONEY),
            Column("Standard deviation", c.unit, Kind.MONEY),
            *(Column(name, c.unit, Kind.MONEY) for name in names),
        ),
        tuple(rows),
        note=words.LEVELS_NOTE,
        in_report=False,
    )


def _agreement(entries: tuple[Entry, ...], c: Context) -> Table:
    rows: list[tuple[CellValue, ...]] = []
    for entry in entries:
        found = entry.agreement
        kinds = ", ".join(dict.fromkeys(words.KINDS[one.fault] for one in entry.findings))
        figures: tuple[CellValue, ...] = (None,) * 7
        if found is not None:
            figures = (
                found.z, found.probability, found.above, found.overlap, found.weight,
                found.narrowed, found.power,
            )  # fmt: skip
        rows.append((entry.test.name, kinds or words.AGREES, *figures))
    return Table(
        "register_agreement",
        c.title("how each test agrees with the model without it"),
        (
            Column("Test", "", Kind.TEXT),
            Column("Status", "", Kind.TEXT),
            Column("Distance", "standard deviations", Kind.RATIO),
            Column("As far out", "probability, %", Kind.PERCENT),
            Column("Model above test", "probability, %", Kind.PERCENT),
            Column("Overlap", "%", Kind.PERCENT),
            Column("Effective weight", "%", Kind.PERCENT),
            Column("Narrowed", "%", Kind.PERCENT),
            Column("Power", "probability, %", Kind.PERCENT),
        ),
        tuple(rows),
        note=words.AGREEMENT_NOTE.format(
            conflict=rules.CONFLICT,
            news=rules.LEAST_NEWS,
            power=rules.LEAST_POWER,
            level=percent(c.level),
        ),
    )


def _scores(entries: tuple[Entry, ...], c: Context) -> tuple[Table, ...]:
    """Score of tests that check the model; none where there is no such test."""
    rows: list[tuple[CellValue, ...]] = [
        (
            entry.test.name,
            entry.test.effect,
            c.mean(entry.posterior.effect),
            entry.score.crps,
            *("yes" if entry.score.inside[level] else "no" for level in SCORED),
        )
        for entry in entries
        if entry.score is not None
    ]
    if not rows:
        return ()
    return (
        Table(
            "register_scores",
            c.title(f"tests that the model had to predict ({c.unit})"),
            (
                Column("Test", "", Kind.TEXT),
                Column("Measured", c.unit, Kind.MONEY),
                Column("Predicted", c.unit, Kind.MONEY),
                Column("Score", c.unit, Kind.MONEY),
                *(Column(f"Inside {level}%", "", Kind.TEXT) for level in SCORED),
            ),
            tuple(rows),
            note=words.SCORES_NOTE,
        ),
    )


def _findings(found: tuple[TestFinding, ...], c: Context) -> tuple[Table, ...]:
    if not found:
        return ()
    return (
        Table(
            "register_findings",
            c.title("findings about lift tests"),
            (
                Column("Test", "", Kind.TEXT),
                Column("What was found", "", Kind.TEXT),
                Column("What to do", "", Kind.TEXT),
                Column("Finding", "", Kind.TEXT),
                Column("Bearing", "", Kind.TEXT),
            ),
            tuple(
                (
                    one.test,
                    _sentence(test_reason(one)),
                    _sentence(words.ADVICE[one.fault]),
                    words.KINDS[one.fault],
                    words.LIMITS if one.severe else words.NOTE,
                )
                for one in found
            ),
            note=words.FINDINGS_NOTE.format(beyond=rules.BEYOND),
        ),
    )


def _sentence(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}."


def _chart(results: Results, c: Context) -> Chart:
    """Prior, test, without and with as rows, told apart by their words."""
    entries = results.register.entries
    returned = _returns(entries)
    mean, prefix = ("Return of the test", "Return") if returned else ("Effect", "Effect")
    unit = c.ratio_unit if returned else c.unit
    apart = [
        entry.test.name
        for entry in entries
        if any(one.fault in (Fault.CONFLICT, Fault.NOT_JUDGED) for one in entry.findings)
    ]
    finding = words.ALT_CONFLICT.format(tests=", ".join(apart)) if apart else words.ALT_AGREE
    return Chart(
        key="register_ranges",
        kind=ChartKind.POINT_RANGE,
        title=c.title(f"{mean.lower()}: prior, measured, without and with ({unit})"),
        table="register_stages",
        series={
            "label": "Stage and test",
            "stage": "Stage",
            "mean": mean,
            "low": f"{prefix} {c.low.lower()}",
            "high": f"{prefix} {c.high.lower()}",
        },
        x_title=f"{mean} ({unit})",
        y_title="",
        alt=words.CHART_ALT.format(
            what=mean,
            tests=counted(len(entries), "lift test"),
            level=percent(c.level),
            finding=finding,
        ),
    )
