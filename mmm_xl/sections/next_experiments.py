"""The tests that are worth making next, in words and as tables."""

from __future__ import annotations

from mmm_xl.analysis.next_test import ENOUGH_POWER, MOVEMENT, DesignValue, LiftDesign, NextTest
from mmm_xl.analysis.results import Results
from mmm_xl.names import Action
from mmm_xl.sections import words_register as words
from mmm_xl.sections.context import Context, of_hundred, percent, ratio, whole_amount
from mmm_xl.sections.section import Column, Kind, Table


def proposed(results: Results) -> NextTest | None:
    """The channel whose test is worth most, where one is worth its cost and has enough power."""
    return next((one for one in results.next_tests.ranked if one.worthwhile), None)


def next_message(results: Results, c: Context) -> str:
    """What to test next, in a sentence."""
    if not results.next_tests.ranked:
        return words.NEXT_EMPTY
    first = proposed(results)
    if first is None:
        return words.NEXT_NONE
    return words.NEXT_BEST.format(design=design_words(first, c))


def design_words(one: NextTest, c: Context) -> str:
    """The proposed test: what, where, how long, power, worth and cost."""
    made = one.proposed
    return words.DESIGN.format(
        channel=one.label,
        factor=_change(made.design),
        share=percent(made.design.share),
        weeks=made.design.weeks,
        power=of_hundred(made.power),
        worth=_money(words.WORTH, made.value, c) or words.WORTH_NOTHING,
        cost=_money(words.COSTS, made.cost, c) or words.COSTS_NOTHING,
    )


def _money(form: str, value: float, c: Context) -> str:
    """Clause with an amount; empty where that rounds to nothing."""
    return form.format(currency=c.currency, amount=whole_amount(value)) if round(value) else ""


def _change(design: LiftDesign) -> str:
    if design.factor == 0:
        return words.OFF
    return words.MORE.format(more=percent(design.factor - 1.0))


def summary_next(results: Results, c: Context) -> tuple[str, ...]:
    """Sentences of the Summary about the next test.

    Notes
    -----
    The one that is proposed; else those that the rules of the Settings sheet call for, with what
    speaks against them; else none.
    """
    first = proposed(results)
    if first is not None:
        return (words.SUMMARY_NEXT.format(design=design_words(first, c)),)
    called = {s.advice.channel for s in results.next_steps if s.advice.action is Action.TEST}
    return tuple(
        words.SUMMARY_CALLED.format(
            channel=one.label, design=design_words(one, c), advice=verdict_of(one)
        )
        for one in results.next_tests.ranked
        if one.channel in called
    )


def next_words(results: Results, c: Context) -> tuple[str, ...]:
    """How the value of a test is found and what was assumed; who is left out."""
    found, hurdle = results.next_tests, ratio(results.run.dataset.settings.hurdle)
    if not found.ranked:
        return (words.NEXT_EMPTY,)
    basis = words.ON_MARGIN if found.on_margin else words.ON_REVENUE
    said = [
        *((next_message(results, c),) if results.register.entries else ()),
        words.VALUE.format(cap=MOVEMENT, basis=basis.format(hurdle=hurdle)),
        words.NOISE,
    ]
    if found.left_out:
        labels = {channel.name: channel.label for channel in results.channels}
        names = "; ".join(f"{labels[name]} ({why})" for name, why in found.left_out)
        said.append(words.LEFT_OUT.format(channels=names))
    return tuple(said)


def next_tables(results: Results, c: Context) -> tuple[Table, ...]:
    """Channels by what a test is worth, and every design; none where no channel has a return."""
    if not results.next_tests.ranked:
        return ()
    return _ranked(results, c), _designs(results, c)


def _ranked(results: Results, c: Context) -> Table:
    yearly = f"{c.currency} a year"
    rows = tuple(
        (
            one.label,
            _short(one.proposed.design),
            verdict_of(one),
            rank,
            one.spend,
            one.perfect,
            one.proposed.power,
            one.proposed.value,
            one.proposed.cost,
            one.proposed.net,
        )
        for rank, one in enumerate(results.next_tests.ranked, start=1)
    )
    return Table(
        "next_experiments",
        c.title("what a test of each channel is worth"),
        (
            Column("Channel", "", Kind.TEXT),
            Column("Suggested design", "", Kind.TEXT),
            Column("Advice", "", Kind.TEXT),
            Column("Rank", "place", Kind.COUNT),
            Column("Spend", yearly, Kind.MONEY),
            Column("Value of knowing", yearly, Kind.MONEY),
            Column("Power", "probability, %", Kind.PERCENT),
            Column("Value of the test", yearly, Kind.MONEY),
            Column("Cost", c.currency, Kind.MONEY),
            Column("Value less cost", c.currency, Kind.MONEY),
        ),
        rows,
        note=words.NEXT_NOTE.format(power=ENOUGH_POWER),
    )


def verdict_of(one: NextTest) -> str:
    """Whether the suggested test is proposed, and why not."""
    if one.worthwhile:
        return words.PROPOSED
    if one.settled:
        return words.SETTLED
    return words.NOT_WORTH if one.powered else words.POWERLESS.format(power=ENOUGH_POWER)


def _short(design: LiftDesign) -> str:
    return words.SHORT_DESIGN.format(
        factor=_change(design), share=percent(design.share), weeks=design.weeks
    )


def _designs(results: Results, c: Context) -> Table:
    rows = tuple(
        _design(one.label, made) for one in results.next_tests.ranked for made in one.designs
    )
    return Table(
        "next_designs",
        c.title("every design that was compared"),
        (
            Column("Channel", "", Kind.TEXT),
            Column("Factor", "ratio", Kind.RATIO),
            Column("Weeks", "weeks", Kind.COUNT),
            Column("Share of market", "%", Kind.PERCENT),
            Column("Change of spend", c.currency, Kind.MONEY),
            Column("Expected effect", c.unit, Kind.MONEY),
            Column("Standard error", c.unit, Kind.MONEY),
            Column("Power", "probability, %", Kind.PERCENT),
            Column("Value of the test", f"{c.currency} a year", Kind.MONEY),
            Column("Cost", c.currency, Kind.MONEY),
            Column("Value less cost", c.currency, Kind.MONEY),
        ),
        rows,
        note=words.DESIGNS_NOTE,
        in_report=False,
    )


def _design(label: str, made: DesignValue) -> tuple[str | float, ...]:
    own = made.design
    return (
        label, own.factor, own.weeks, own.share, made.spend_change, made.expected,
        made.standard_error, made.power, made.value, made.cost, made.net,
    )  # fmt: skip
