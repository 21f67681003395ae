"""What a lift test changed, held against what was spent: amount and factor from one another."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from mmm_xl.data.channels_sheet import ChannelsSheet
from mmm_xl.data.dataset import Experiment
from mmm_xl.data.experiment_rows import Note, StatedTest
from mmm_xl.data.limits import SAME_AMOUNT
from mmm_xl.data.media import Media
from mmm_xl.data.rules.experiments import EXPERIMENT_IMPOSSIBLE, EXPERIMENT_ROW
from mmm_xl.data.wording import amount, listed
from mmm_xl.names import ChannelKind
from mmm_xl.names import ExperimentColumn as Col

_OFF = 1e-4
"""Factors below this are 0: the stated amount was rounded."""


@dataclass(frozen=True)
class Spent:
    """Spend, or contacts of owned channels, in the weeks of the data."""

    channels: ChannelsSheet
    media: Media
    weeks: Sequence[date]

    def kinds(self, test: StatedTest) -> set[ChannelKind]:
        """Kinds of a test's channels."""
        return {row.kind for row in self.channels.rows if row.name in test.channels}

    def total(self, test: StatedTest) -> float | None:
        """What was spent on all of a test's channels in its weeks, currency or exposure units.

        Returns
        -------
        float or None
            None where a column is refused, or where paid and owned channels have no common unit.
        """
        kinds = self.kinds(test)
        if len(kinds) != 1:
            return None
        paid = kinds == {ChannelKind.PAID}
        columns = self.media.spend if paid else self.media.exposure
        part = slice(self.weeks.index(test.start), self.weeks.index(test.end) + 1)
        if any(name not in columns for name in test.channels):
            return None
        return math.fsum(float(columns[name][1][part].sum()) for name in test.channels)


def sized(test: StatedTest, spent: Spent, note: Note) -> Experiment | None:
    """A test with both amount and factor; None where it cannot have been run so.

    Notes
    -----
    Let X be what was spent, the test included, D the amount spent more and X0 = X - D what would
    have been spent without it. In share s of the market s X0 became s X0 + D, so f = 1 + D / (s X0)
    and X = (1 - s + s f) X0. Where X0 is 0, f is infinite.
    """
    size = _Size(test, spent, note)
    found = size.of_factor() if test.change is None else size.of_amount()
    if found is None:
        return None
    change, factor = found
    return Experiment(
        name=test.name,
        channels=test.channels,
        start=test.start,
        end=test.end,
        market_share=test.share,
        factor=factor,
        spend_change=change,
        effect=test.effect,
        standard_error=test.error,
        measured_through=test.through,
        method=test.method,
        owner=test.owner,
        use=test.use,
        cell=test.cell,
    )


@dataclass(frozen=True)
class _Size:
    test: StatedTest
    spent: Spent
    note: Note

    def impossible(self, header: Col, what: str) -> None:
        """Note that the test cannot have been run so."""
        self.note(EXPERIMENT_IMPOSSIBLE, self.test.row, header, what)

    def of_factor(self) -> tuple[float, float] | None:
        """Amount and factor where the sheet states the factor alone."""
        test, total = self.test, self.spent.total(self.test)
        names, factor = listed(test.channels, "and"), test.factor or 0.0
        left = 1.0 - test.share + test.share * factor
        if left <= 0.0:
            what = (
                f"{names} was off in the whole market, so nothing shows what would have been spent;"
                f" write it in {Col.SPEND_CHANGE}, with -."
            )
            self.impossible(Col.SPEND_FACTOR, what)
            return None
        if total is None and len(self.spent.kinds(test)) > 1:
            return self._paid_change(left), factor
        if total is None:
            return None
        if total == 0:
            self.impossible(Col.SPEND_FACTOR, f"nothing was spent on {names} in these weeks.")
            return None
        return total - total / left, factor

    def _paid_change(self, left: float) -> float:
        """Amount spent more on the paid ones of channels of both kinds."""
        columns, weeks = self.spent.media.spend, self.spent.weeks
        part = slice(weeks.index(self.test.start), weeks.index(self.test.end) + 1)
        names = [name for name in self.test.channels if name in columns]
        total = math.fsum(float(columns[name][1][part].sum()) for name in names)
        return total - total / left

    def of_amount(self) -> tuple[float, float] | None:
        """Amount and factor where the sheet states the amount, which must fit a stated factor."""
        test, total, change = self.test, self.spent.total(self.test), self.test.change or 0.0
        names = listed(test.channels, "and")
        if len(self.spent.kinds(test)) > 1:
            what = (
                f"{names} have no common unit, being paid and owned; clear {Col.SPEND_CHANGE} and"
                f" write {Col.SPEND_FACTOR}."
            )
            self.impossible(Col.SPEND_CHANGE, what)
            return None
        if total is None:
            return None
        before = total - change
        if before < -SAME_AMOUNT * total:
            what = (
                f"{amount(change)} was spent more, but only {amount(total)} was spent on {names} in"
                " these weeks, the test included."
            )
            self.impossible(Col.SPEND_CHANGE, what)
            return None
        factor = 1.0 + change / (test.share * before) if before > 0 else math.inf
        if factor < -SAME_AMOUNT:
            what = (
                f"{amount(-change)} was saved on {names}, but only {amount(test.share * before)}"
                f" ({test.share:.0%} of {amount(before)}) was to be spent where it was changed."
            )
            self.impossible(Col.SPEND_CHANGE, what)
            return None
        factor = 0.0 if factor < _OFF else factor
        return (change, factor) if self._agrees(factor, total) else None

    def _agrees(self, factor: float, total: float) -> bool:
        """Whether a stated factor, if any, means the stated amount."""
        test, change = self.test, self.test.change or 0.0
        if test.factor is None:
            return True
        left = 1.0 - test.share + test.share * test.factor
        if left <= 0.0:
            same = factor <= SAME_AMOUNT
        else:
            same = abs(change - (total - total / left)) <= SAME_AMOUNT * abs(change)
        if same:
            return True
        what = (
            f"{Col.SPEND_CHANGE} {amount(change)} is a factor of {factor:.3g}, but"
            f" {Col.SPEND_FACTOR} is {test.factor:.3g}; correct or clear one of them."
        )
        self.note(EXPERIMENT_ROW, test.row, Col.SPEND_CHANGE, what)
        return False
