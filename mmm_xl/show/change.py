"""Changes of spend that a user asks of a stored run: cuts, caps, shifts and linked channels."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from mmm_xl.errors import UnknownName, UnreadableChange
from mmm_xl.sections import words_change as words
from mmm_xl.sections import words_show
from mmm_xl.shown_table import Column, Shown, Value

if TYPE_CHECKING:
    from mmm_xl.analysis.counterfactual import Counterfactuals
    from mmm_xl.analysis.intervention import Intervention
    from mmm_xl.analysis.summary import Estimate
    from mmm_xl.analysis.what_if import Changed
    from mmm_xl.data.window import Window
    from mmm_xl.runs.run import Run

CUT, CAP, SHIFT, LINKED = "TV=20%", "TV=30000", "TV>Paid search=50000", "TV=Paid search:30%"
"""How each change is written."""

_MOST_CUT = 1.0


@dataclass(frozen=True)
class Asked:
    """Changes as they were written, a text each, such as `CUT`, `CAP`, `SHIFT` and `LINKED`."""

    cuts: tuple[str, ...] = ()
    caps: tuple[str, ...] = ()
    shifts: tuple[str, ...] = ()
    links: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return any((self.cuts, self.caps, self.shifts, self.links))


def show_change(target: str, asked: Asked, window: str = "all") -> Shown:
    """What other spend would have changed, a row a change.

    Parameters
    ----------
    target : str
        Run id, or path of a workbook that was run.
    window : str
        As `mmm_xl.data.window.parse_window` reads it.

    Raises
    ------
    UnreadableChange
        A text is none of the forms above.
    UnknownName, ZeroSpend
        It names a channel that is not here, or moves money that was not spent.
    UnknownRun, DamagedRun, WindowOutsideData, InvalidWorkbook, UnreadableFile
    """
    from mmm_xl.analysis.contribution import contributions
    from mmm_xl.analysis.counterfactual import Counterfactuals
    from mmm_xl.analysis.summary import estimate
    from mmm_xl.analysis.what_if import figures
    from mmm_xl.data.window import parse_window
    from mmm_xl.runs.store import load_run
    from mmm_xl.show.target import run_of

    run = load_run(run_of(target))
    days = parse_window(window, run.dataset)
    answers = Counterfactuals(run, contributions(run))
    found = [
        figures(answers, kind, change, estimate) for kind, change in _changes(answers, asked, days)
    ]
    return _shown(run, days, found)


def _changes(
    answers: Counterfactuals, asked: Asked, window: Window
) -> Iterator[tuple[str, Intervention]]:
    """Kind and intervention of each change that is asked for; a link also alone."""
    from mmm_xl.analysis.intervention import cap, cut, linked, shift

    reader = _Reader(answers.run)
    for text in asked.cuts:
        name, share = reader.amount("--cut", text, CUT, (-_MOST_CUT, _MOST_CUT))
        yield "cut", cut(answers, name, share, window)
    for text in asked.caps:
        name, level = reader.amount("--cap", text, CAP, (0.0, math.inf))
        yield "cap", cap(answers, name, level, window)
    for text in asked.shifts:
        names, amount = reader.shift(text)
        yield "shift", shift(answers, names, amount, window)
    for text in asked.links:
        leader, follows = reader.link(text)
        yield "linked", linked(answers, leader, {}, window)
        yield "linked", linked(answers, leader, follows, window)


@dataclass(frozen=True)
class _Reader:
    """Texts of changes, read with the channels of a run; these may hold any sign in their names."""

    run: Run

    def named(self, text: str) -> str | None:
        """Channel that a name or a label means, whatever its capitals; None for none."""
        word = text.strip().casefold()
        for channel in self.run.dataset.channels:
            known = (channel.name, channel.label, channel.plain.label)
            if word in (each.casefold() for each in known):
                return channel.name
        return None

    def amount(
        self, option: str, text: str, example: str, ends: tuple[float, float]
    ) -> tuple[str, float]:
        """Channel and number of ``NAME=NUMBER``."""
        name, equals, value = text.rpartition("=")
        if not (name.strip() and equals):
            raise UnreadableChange(
                words.BAD_CHANGE.format(option=option, text=text, example=example)
            )
        found = self.named(name)
        if found is None:
            raise self._unknown(option, text)
        return found, _number(option, (text, value), example, ends)

    def shift(self, text: str) -> tuple[tuple[str, str], float]:
        """Giver, taker and amount of ``GIVER>TAKER=AMOUNT``."""
        names, equals, value = text.rpartition("=")
        if not equals or ">" not in names:
            raise UnreadableChange(
                words.BAD_CHANGE.format(option="--shift", text=text, example=SHIFT)
            )
        for at in (i for i, letter in enumerate(names) if letter == ">"):
            giver, taker = self.named(names[:at]), self.named(names[at + 1 :])
            if giver and taker:
                return (giver, taker), _number("--shift", (text, value), SHIFT, (0.0, math.inf))
        raise self._unknown("--shift", text)

    def link(self, text: str) -> tuple[str, dict[str, float]]:
        """Leader and followers of ``LEADER=NAME:SHARE,...``; a leader alone takes stated links."""
        leader = self.named(text)
        if leader:
            return leader, self._stated(leader, text)
        if "=" not in text or ":" not in text:
            raise UnreadableChange(
                words.BAD_CHANGE.format(option="--linked", text=text, example=LINKED)
            )
        for at in (i for i, letter in enumerate(text) if letter == "="):
            leader = self.named(text[:at])
            if leader:
                return leader, self._follows(text, text[at + 1 :])
        raise self._unknown("--linked", text)

    def _follows(self, text: str, listed: str) -> dict[str, float]:
        found: dict[str, float] = {}
        pending = ""
        for piece in listed.split(","):
            pending += piece
            name, _, value = pending.rpartition(":")
            channel = self.named(name)
            if channel and channel not in found:
                found[channel] = _number("--linked", (text, value), LINKED, (0.0, 1.0))
                pending = ""
            else:
                pending += ","
        if pending.strip(","):
            raise self._unknown("--linked", text)
        return found

    def _stated(self, leader: str, text: str) -> dict[str, float]:
        follows = self.run.dataset.links.get(leader)
        if not follows:
            raise UnknownName(words.NO_LINK.format(text=text, label=leader, example=LINKED))
        return follows

    def _unknown(self, option: str, text: str) -> UnknownName:
        known = ", ".join(self.run.dataset.channel_names)
        return UnknownName(words.BAD_CHANNEL.format(option=option, text=text, known=known))


def _number(
    option: str, written: tuple[str, str], example: str, ends: tuple[float, float]
) -> float:
    """Number of a change within its ends; "20%" is 0.2 and "30,000" is 30000."""
    text, value = written
    digits = value.strip().replace(",", "")
    part = digits.endswith("%")
    try:
        number = float(digits.removesuffix("%")) / (100 if part else 1)
    except ValueError:
        number = math.nan
    if not math.isfinite(number):
        what = words.BAD_PART.format(option=option, text=text, found=value.strip(), example=example)
        raise UnreadableChange(what)
    low, high = ends
    if not low <= number <= high:
        least, most = (f"{low:.0%}", f"{high:.0%}") if high <= 1 else (f"{low:g}", words.ANY_AMOUNT)
        raise UnreadableChange(
            words.OUT_OF_PART.format(
                option=option, text=text, found=value.strip(), low=least, high=most
            )
        )
    return number


def _shown(run: Run, window: Window, found: list[Changed[Estimate]]) -> Shown:
    from mmm_xl.analysis.what_if import judged_on_margin

    settings = run.dataset.settings
    parts = list(_parts(run, found))
    notes = [words.SHOW_CHANGE_SIGN]
    if any(one.after_spend for one in found):
        on_margin = judged_on_margin(run)
        notes.append(words.SHOW_CHANGE_MARGIN if on_margin else words.SHOW_CHANGE_VALUE)
    if any(one.kind == "linked" for one in found):
        notes.append(words.SHOW_CHANGE_LINKED)
    return Shown(
        title=words.SHOW_CHANGE_TITLE,
        lines=(
            words_show.SHOW_RUN.format(
                run=run.run_id,
                fit=run.fit_id,
                preview=words_show.SHOW_PREVIEW if run.sampler.preview else "",
                outcome=settings.outcome_name,
                unit=settings.outcome_unit,
            ),
            words_show.SHOW_WINDOW.format(window=window.label),
            words.SHOW_CHANGE_VIEW,
            words_show.SHOW_RANGES.format(level=f"{settings.interval_level:.0%}"),
        ),
        columns=tuple(column for columns, _ in parts for column in columns),
        rows=tuple(tuple(cell for _, cells in parts for cell in cells(one)) for one in found),
        notes=tuple(notes),
    )


_Part = tuple[list[Column], Callable[["Changed[Estimate]"], list[Value]]]
"""Some columns and the cells of one change in them."""


def _parts(run: Run, found: list[Changed[Estimate]]) -> Iterator[_Part]:
    settings, level = run.dataset.settings, run.dataset.settings.interval_level
    money, unit = settings.currency, settings.outcome_unit
    each = "ratio" if unit == money else "rate"

    def spread(name: str, unit: str, kind: str, field: str) -> _Part:
        share = f"{level:.0%}"
        columns = [
            Column(name, unit, kind),
            Column(f"{name}, {share} from", unit, kind, "low"),
            Column(f"{name}, {share} to", unit, kind, "high"),
        ]
        return columns, lambda one: _ends(getattr(one, field), level)

    yield [Column("What if"), Column("Kind", kind="tag")], lambda one: [one.words, one.kind]
    yield [Column("Change of spend", money, "amount")], lambda one: [one.spend]
    yield spread("Change of outcome", unit, "amount", "outcome")
    yield spread("Outcome per unit", f"{unit} per {money}", each, "per_unit")
    if any(one.margin for one in found):
        yield spread("Change of margin", money, "amount", "margin")
        yield spread("Margin per unit", f"{money} per {money}", "ratio", "margin_per_unit")
    if any(one.after_spend for one in found):
        yield spread("After media", money, "amount", "after_spend")
        odds = [Column("P(better off)", "probability", "odds")]
        yield odds, lambda one: [one.prob_better]


def _ends(figure: Estimate | None, level: float) -> list[Value]:
    return [None, None, None] if figure is None else [figure.mean, *figure.interval(level)]
