"""What to do with each channel by the written rules, and what would reverse it."""

from __future__ import annotations

import math

from mmm_xl.analysis.action import Advice, Flip, Rules
from mmm_xl.analysis.next_step import NextStep
from mmm_xl.analysis.results import Results
from mmm_xl.analysis.summary import Summary
from mmm_xl.names import Action
from mmm_xl.phrases import listed
from mmm_xl.sections import words_action as words
from mmm_xl.sections.context import Context, likely, of_hundred, percent, ratio
from mmm_xl.sections.section import Column, Kind, Table

TOLD = 6
"""Channels whose odds are told in sentences; the table holds all."""

DO_NOT_USE = "do not use"


def basis_words(results: Results) -> str:
    """What the hurdle is compared with: "ROI on margin", or "ROI"."""
    return results.hurdle_basis.replace("_", " ").replace("roi", "ROI")


def next_paragraphs(results: Results, c: Context) -> list[str]:
    """What to do, in one sentence, then the odds of each channel."""
    if not results.next_steps:
        unpaid = not any(channel.paid for channel in results.channels)
        form = words.NO_ACTION_UNPAID if unpaid else words.NO_ACTION_COUNT
        return [words.NEXT + form.format(outcome=c.outcome)]
    refused = [words.DO_NOT_ACT] if results.verdict.level == DO_NOT_USE else []
    labels = _labels(results)
    said = [
        words.ODDS.format(
            channel=labels[step.advice.channel],
            likely=likely(step.advice.prob_next_pays),
            odds=of_hundred(step.advice.prob_next_pays),
            returned=c.told(step.returned, "ratio"),
            basis=f"marginal {basis_words(results)}",
            spread=c.spread(step.returned, "ratio"),
        )
        for step in results.next_steps[:TOLD]
    ]
    more = len(results.next_steps) - TOLD
    rest = [words.ODDS_MORE.format(more=more)] if more > 0 else []
    return [words.NEXT + _to_do(results.next_steps, labels), *refused, *said, *rest]


def _to_do(steps: tuple[NextStep[Summary], ...], labels: dict[str, str]) -> str:
    groups = []
    for action in Action:
        named = [labels[s.advice.channel] for s in steps if s.advice.action is action]
        if named:
            groups.append(words.DO[action].format(channels=listed(named)))
    return "; ".join(groups) + "."


def could_change(results: Results) -> str:
    """The action that the smallest change reverses."""
    if not results.next_steps:
        return words.COULD_CHANGE + words.LEAST_UNKNOWN
    margin = results.run.dataset.settings.margin
    distance, step = min(
        ((_distance(step.advice.flip, margin), step) for step in results.next_steps),
        key=lambda pair: pair[0],
    )
    if math.isinf(distance):
        return words.COULD_CHANGE + words.LEAST_NONE
    return words.COULD_CHANGE + words.LEAST.format(
        channel=_labels(results)[step.advice.channel],
        action=step.advice.action,
        reversal=reversal(step.advice.flip, margin),
    )


def _distance(flip: Flip, margin: float | None) -> float:
    """How little reverses an action, on a log scale; infinite where nothing does."""
    found = [math.inf]
    if flip.margin is not None and margin is not None:
        found.append(abs(math.log(flip.margin / margin)))
    if flip.prior is not None:
        found.append(abs(math.log(flip.prior)))
    return min(found)


def reversal(flip: Flip, margin: float | None) -> str:
    """The smallest changes that reverse an action, in words."""
    said = []
    if flip.margin is not None and margin is not None:
        form = words.FALLS if flip.margin < margin else words.RISES
        said.append(form.format(margin=_apart(flip.margin, margin), action=flip.margin_action))
    if flip.prior is not None:
        form = words.PRIOR_HIGHER if flip.prior > 1 else words.PRIOR_LOWER
        said.append(form.format(factor=ratio(flip.prior), action=flip.prior_action))
    return "; or ".join(said) or words.NOTHING


def _apart(value: float, other: float) -> str:
    """Percentage with as many decimals as tell it from another, at most two."""
    for places in (0, 1):
        shown = f"{value:.{places}%}"
        if shown != f"{other:.{places}%}":
            return shown
    return f"{value:.2%}"


def action_tables(results: Results, c: Context) -> tuple[Table, ...]:
    """Table of actions; none where no channel has a return."""
    if not results.next_steps:
        return ()
    rules = Rules.of(results.run.dataset.settings)
    basis = f"Marginal {basis_words(results)}"
    labels = _labels(results)
    return (
        Table(
            "summary_actions",
            c.title("what to do next, by the rules of the Settings sheet"),
            (
                Column("Channel", "", Kind.TEXT),
                Column("Action", "", Kind.TEXT),
                Column("Share of spend", "% of paid", Kind.PERCENT),
                Column("Next unit pays", "probability, %", Kind.PERCENT),
                Column(basis, c.ratio_unit, Kind.RATIO),
                *c.ends(c.ratio_unit, Kind.RATIO, "Marginal"),
                Column("Reversed by", "", Kind.TEXT),
                Column("Why", "", Kind.TEXT),
            ),
            tuple(
                (
                    labels[step.advice.channel],
                    str(step.advice.action),
                    step.advice.share_of_spend,
                    step.advice.prob_next_pays,
                    *c.cells(step.returned),
                    words.BY_TEST
                    if step.advice.prior_only or step.advice.held
                    else reversal(step.advice.flip, rules.margin),
                    _why(step.advice, rules),
                )
                for step in results.next_steps
            ),
            note=_rules(rules, basis_words(results)),
        ),
    )


def _why(advice: Advice, rules: Rules) -> str:
    endless = math.isinf(advice.width)
    width = words.ENDLESS if endless else words.WIDE.format(width=f"{advice.width:.1f}")
    if advice.prior_only:
        return words.PRIOR_ONLY.format(odds=of_hundred(advice.prob_next_pays))
    if advice.held and not advice.disputed:
        return words.HELD.format(odds=of_hundred(advice.prob_next_pays), check=advice.held)
    if advice.disputed:
        return words.DISPUTED.format(odds=of_hundred(advice.prob_next_pays))
    return words.WHY[advice.action].format(
        odds=of_hundred(advice.prob_next_pays),
        scale=_hundredths(rules.scale),
        cut=_hundredths(rules.cut),
        width=width,
        share=percent(advice.share_of_spend),
        reason=words.NARROW if advice.width < rules.wide else words.SMALL,
    )


def _hundredths(fraction: float) -> str:
    return f"{fraction * 100:g}"


def _rules(rules: Rules, basis: str) -> str:
    return words.RULES.format(
        hurdle=ratio(rules.hurdle),
        basis=f"marginal {basis}",
        scale=f"{_hundredths(rules.scale)}%",
        cut=f"{_hundredths(rules.cut)}%",
        wide=f"{rules.wide:g}",
        money=f"{_hundredths(rules.money)}%",
    )


def _labels(results: Results) -> dict[str, str]:
    return {channel.name: channel.label for channel in results.channels}
