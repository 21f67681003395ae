"""Model, platforms, last click and lift tests side by side."""

from __future__ import annotations

from mmm_xl.analysis.credit import comparable
from mmm_xl.analysis.disagreement import THRESHOLDS, disagreements, is_far, times
from mmm_xl.analysis.evidence import Credited, Evidence
from mmm_xl.analysis.results import Results
from mmm_xl.names import Credit, Sheet
from mmm_xl.sections import words_evidence as words
from mmm_xl.sections.context import Context, amount, counted, ratio
from mmm_xl.sections.evidence_definitions import definitions, reports, uses
from mmm_xl.sections.evidence_tables import (
    budget,
    credit,
    over_claim,
    ratios,
    returns,
    returns_chart,
    tests,
)
from mmm_xl.sections.section import Section


def evidence_section(results: Results, c: Context) -> Section | None:
    """What stands beside the model; None without reports and without tests."""
    found = results.evidence
    if found is None:
        return None
    shown = returns(results, found, c)
    tables = (
        *credit(found, c),
        *shown,
        *ratios(found, c),
        *budget(found, c),
        *over_claim(results, found, c),
        *tests(results, found, c),
        definitions(results, found, c),
        uses(c),
        *reports(results, c),
    )
    chart = returns_chart(shown, c)
    return Section(
        key="evidence",
        sheet=Sheet.EVIDENCE,
        title=c.title(words.TITLE),
        message=_message(results, found, c),
        paragraphs=_paragraphs(results, found, c),
        tables=tables,
        charts=(chart,) if chart else (),
    )


def _message(results: Results, found: Evidence, c: Context) -> str:
    said = disagreements(found)
    more = "disagreement" if len(said) == 1 else "disagreements"
    end = words.DISAGREE.format(count=f"{len(said)} {more}") if said else words.AGREE
    if found.total is None:
        if not found.tests:
            return words.MESSAGE_NONE
        verb = "stands" if len(found.tests) == 1 else "stand"
        return (
            words.MESSAGE_TESTS.format(tests=f"{counted(len(found.tests), 'lift test')} {verb}")
            + end
        )
    kind = next(kind for kind in Credit if kind in found.total.credited)
    own = found.total.credited[kind]
    count = sum(kind in line.credited for line in found.reported)
    first = words.MESSAGE.format(
        who="Platforms" if kind is Credit.PLATFORM else "Last-click tools",
        channels=counted(count, "channel"),
        credit=amount(own.amount),
        unit=c.unit,
        model=c.told(own.model),
        spread=c.spread(own.model),
    )
    return first + end


def _paragraphs(results: Results, found: Evidence, c: Context) -> tuple[str, ...]:
    dataset = results.run.dataset
    lacking = sum(not comparable(report, dataset) for report in dataset.platforms)
    verb = "is" if lacking == 1 else "are"
    left_out = words.NOT_COMPARED.format(count=f"{counted(lacking, 'report')} {verb}")
    budgeted = found.total is not None and found.total.justified is not None
    said = (f"{sentence[:1].upper()}{sentence[1:]}" for sentence in disagreements(found))
    return (
        *(words.FINDING.format(what=sentence) for sentence in said),
        words.THRESHOLDS.format(words=THRESHOLDS),
        *_most(found, c),
        *((words.SAME_DAYS,) if found.total else ()),
        *(
            (
                words.BUDGET.format(
                    margin=words.MARGINS[results.run.dataset.has_margin],
                    hurdle=ratio(dataset.settings.hurdle),
                ),
            )
            if budgeted
            else ()
        ),
        *((left_out,) if lacking else ()),
    )


def _most(found: Evidence, c: Context) -> tuple[str, ...]:
    """For each kind of credit, the channel that it credits most for what the model finds.

    Notes
    -----
    Of a channel that is among the disagreements only the spend is told: the multiple has been.
    """
    said = []
    for kind in Credit:
        known = [
            (over, line)
            for line in found.reported
            if kind in line.credited and (over := line.credited[kind].over_model) is not None
        ]
        if not known:
            continue
        over, line = max(known, key=lambda one: one[0].median)
        credited = line.credited[kind]
        budget = _budget(credited, c)
        if not is_far(credited):
            spend = words.MOST_SPEND.format(**budget) if budget else ""
            said.append(
                words.MOST.format(
                    who=words.CREDITS[kind],
                    label=line.label,
                    times=times(over, c.level),
                    spend=spend,
                )
            )
        elif budget:  # the multiple itself stands among the disagreements
            owner = words.OWNERS[kind]
            said.append(words.MOST_FAR.format(owner=owner, label=line.label, **budget))
    return (" ".join(said),) if said else ()


def _budget(credited: Credited, c: Context) -> dict[str, str]:
    """What a credit would justify in spend, and what the model would; empty where unknown."""
    model = credited.model_justifies
    if credited.justified is None or model is None:
        return {}
    return {
        "tool": amount(credited.justified),
        "currency": c.currency,
        "model": f"{c.told(model)} ({c.spread(model)})",
    }
