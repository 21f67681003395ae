"""Rows of the Experiments sheet beside each other, and what each says of its own strength."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import combinations

from mmm_xl.data.dataset import Experiment
from mmm_xl.data.limits import STRONG_EFFECT
from mmm_xl.data.rules.experiments import (
    EXPERIMENT_IMPOSSIBLE,
    EXPERIMENT_OVERLAP,
    EXPERIMENT_SIGN,
    EXPERIMENT_TWICE,
    EXPERIMENT_WEAK,
)
from mmm_xl.data.rules.rule import Rule
from mmm_xl.data.wording import amount, listed
from mmm_xl.names import ExperimentColumn as Col
from mmm_xl.names import ExperimentUse

Note = Callable[[Rule, int, Col, str], None]
"""Notes a finding: rule, row, column, words."""

NoteAt = Callable[[Rule, str, Col, str], None]
"""The same with the address of the test's name instead of its row."""


@dataclass(frozen=True)
class StatedTest:
    """One row whose cells are right, not yet held against what was spent.

    Parameters
    ----------
    change : float or None, currency units (exposure units for owned channels)
    factor : float or None
        At least one of both is given.
    through : date
        Last day of the last week measured.
    """

    row: int
    name: str
    channels: tuple[str, ...]
    start: date
    end: date
    share: float
    change: float | None
    factor: float | None
    effect: float
    error: float
    through: date
    method: str
    owner: str
    use: ExperimentUse
    cell: str


def named_channels(text: str, known: Sequence[str]) -> tuple[tuple[str, ...], str]:
    """Channels that a cell names, and the first name that is none, empty where all are.

    Notes
    -----
    Names stand apart by semicolons or commas; a channel whose own name has one of them wins.
    """
    if text in known:
        return (text,), ""
    pieces = [piece for part in text.split(";") for piece in _by_comma(part.strip(), known)]
    pieces = [piece for piece in pieces if piece]
    strange = next((piece for piece in pieces if piece not in known), "")
    return tuple(pieces), strange or ("" if pieces else text)


def _by_comma(text: str, known: Sequence[str]) -> list[str]:
    """Names of a text apart by commas; the longest run that is a channel is one name."""
    words = text.split(",")
    found: list[str] = []
    while words:
        runs = (",".join(words[:n]).strip() for n in range(len(words), 0, -1))
        count, name = next(
            ((len(words) - n, run) for n, run in enumerate(runs) if run in known),
            (1, words[0].strip()),
        )
        found.append(name)
        words = words[count:]
    return found


def check_apart(tests: Sequence[StatedTest], note: Note) -> None:
    """Note tests that stand twice, and the same test under two names."""
    for earlier, later in combinations(tests, 2):
        uses = {earlier.use, later.use}
        here = f"also in {earlier.cell.rpartition('!')[2]}"
        both = "; it calibrates or it validates, never both" if len(uses) > 1 else ""
        if earlier.name == later.name:
            what = f"'{later.name}' is listed twice, {here}{both}; rename or delete one."
            note(EXPERIMENT_TWICE, later.row, Col.NAME, what)
        elif _identity(earlier) == _identity(later):
            what = (
                f"'{later.name}' is '{earlier.name}' again ({here}): same channels, weeks, share"
                f" and effect{both}; delete one."
            )
            note(EXPERIMENT_TWICE, later.row, Col.NAME, what)


def _identity(test: StatedTest) -> tuple[object, ...]:
    return frozenset(test.channels), test.start, test.end, test.share, test.effect


def check_evidence(tests: Sequence[Experiment], note: NoteAt) -> None:
    """Note tests that overlap, point the wrong way, or could not see their own effect."""
    for earlier, later in combinations(tests, 2):
        _check_overlap(earlier, later, note)
    for test in tests:
        more = test.spend_change > 0
        away = test.effect / test.standard_error
        if (away if more else -away) < -STRONG_EFFECT:
            what = (
                f"{'more' if more else 'less'} spend on {listed(test.channels, 'and')} and"
                f" {amount(test.effect)} of outcome, {abs(away):.1f} standard errors from none."
            )
            note(EXPERIMENT_SIGN, test.cell, Col.EFFECT, what)
        elif test.calibrates and abs(away) < STRONG_EFFECT:
            what = (
                f"the effect of '{test.name}' is {abs(away):.1f} standard errors from none, so it"
                " teaches the model little."
            )
            note(EXPERIMENT_WEAK, test.cell, Col.EFFECT, what)


def _check_overlap(earlier: Experiment, later: Experiment, note: NoteAt) -> None:
    """Note two tests whose weeks and channels meet; more than the whole market is impossible."""
    shared = [name for name in later.channels if name in earlier.channels]
    if not shared:
        return
    names = f"'{earlier.name}' and '{later.name}'"
    whole = earlier.market_share + later.market_share
    if _meet(earlier.start, earlier.end, later.start, later.end) and whole > 1:
        what = (
            f"{names} change {listed(shared, 'and')} in the same weeks in {whole:.0%} of the"
            " market; correct the shares or the weeks."
        )
        note(EXPERIMENT_IMPOSSIBLE, later.cell, Col.MARKET_SHARE, what)
    elif _meet(earlier.start, earlier.measured_through, later.start, later.measured_through):
        what = f"{names} change or measure {listed(shared, 'and')} in the same weeks."
        note(EXPERIMENT_OVERLAP, later.cell, Col.NAME, what)


def _meet(start: date, end: date, other_start: date, other_end: date) -> bool:
    return start <= other_end and other_start <= end
