"""The Experiments sheet: lift tests as the register states them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from statistics import NormalDist

from mmm_xl.data.cells import NumberRule, Problem, as_date, as_text, is_blank
from mmm_xl.data.channels_sheet import ChannelsSheet
from mmm_xl.data.dataset import Experiment
from mmm_xl.data.experiment_rows import StatedTest, check_apart, check_evidence, named_channels
from mmm_xl.data.experiment_size import Spent, sized
from mmm_xl.data.findings import FindingLog
from mmm_xl.data.headers import blank_rows, distinct_columns, note_missing_columns
from mmm_xl.data.limits import SAME_AMOUNT
from mmm_xl.data.media import Media
from mmm_xl.data.raw import RawColumn, RawTable
from mmm_xl.data.rules.experiments import EXPERIMENT_ROW
from mmm_xl.data.rules.rule import Rule
from mmm_xl.data.weeks import Weeks, modelled_weeks
from mmm_xl.data.wording import amount, listed, meant
from mmm_xl.names import ExperimentColumn as Col
from mmm_xl.names import ExperimentUse

REQUIRED_COLUMNS = (
    Col.NAME,
    Col.CHANNEL,
    Col.START,
    Col.END,
    Col.MARKET_SHARE,
    Col.EFFECT,
    Col.USE,
)
OPTIONAL_COLUMNS = tuple(column for column in Col if column not in REQUIRED_COLUMNS)

DEFAULT_LEVEL = 0.95
"""Probability of a range whose level is blank."""

_SHARE = NumberRule(Col.MARKET_SHARE, "expected a fraction above 0%, at most 100%", above=0, high=1)
_CHANGE = NumberRule(Col.SPEND_CHANGE, "write the amount spent more, or less with -")
_FACTOR = NumberRule(Col.SPEND_FACTOR, "write 0 for off, 0.5 for half, 1.5 for half more", low=0)
_EFFECT = NumberRule(Col.EFFECT, "write the estimated extra outcome")
_ERROR = NumberRule(Col.STANDARD_ERROR, "expected a number above 0", above=0)
_LOW = NumberRule(Col.EFFECT_LOW, "write the lower end of the range")
_HIGH = NumberRule(Col.EFFECT_HIGH, "write the upper end of the range")
_LEVEL = NumberRule(
    Col.LEVEL, "expected a fraction above 0%, below 100%, such as 95%", above=0, high=0.9999
)


def read_experiments(
    table: RawTable | None,
    channels: ChannelsSheet | None,
    media: Media,
    weeks: Weeks | None,
    log: FindingLog,
) -> tuple[Experiment, ...]:
    """Lift tests of a workbook that are right; the others are noted.

    Parameters
    ----------
    media : Media
        Spend and exposure, the tests included: what each test changed is part of them.
    weeks : Weeks or None
        Those of the Outcome sheet.
    """
    if table is None:
        return ()
    columns = {c.header: c for c in distinct_columns(table, log)}
    note_missing_columns(table, log, REQUIRED_COLUMNS, OPTIONAL_COLUMNS)
    reader = _Reader(table, columns, log)
    filled = [i for i in range(len(table.rows)) if i not in blank_rows(table)]
    stated = [test for i in filled if (test := reader.test(i, channels, weeks))]
    check_apart(stated, reader.fault)
    known = modelled_weeks(weeks)
    if (
        channels is None
        or known is None
        or any(column not in columns for column in REQUIRED_COLUMNS)
    ):
        return ()
    spent = Spent(channels, media, known)
    found = [test for one in stated if (test := sized(one, spent, reader.fault))]
    check_evidence(found, reader.fault_at)
    return tuple(found)


@dataclass(frozen=True)
class _Reader:
    """The table being read, and where its faults go."""

    table: RawTable
    columns: Mapping[str, RawColumn]
    log: FindingLog

    def test(
        self, i: int, channels: ChannelsSheet | None, weeks: Weeks | None
    ) -> StatedTest | None:
        """One row, None where a cell is refused."""
        name, method, owner = (self.text(i, header) for header in (Col.NAME, Col.METHOD, Col.OWNER))
        if Col.NAME in self.columns and not name:
            self.note(i, Col.NAME, f"{Col.NAME} is blank; give the experiment a name.")
        tested = self.channels(i, channels)
        share, effect = self.number(i, _SHARE), self.number(i, _EFFECT)
        start, end = self.day(i, Col.START, weeks), self.day(i, Col.END, weeks)
        through = self.through(i, end, weeks)
        change, factor = self.change(i)
        error, use = self.error(i, effect), self.use(i)
        if start and end and end < start and not self.refused(i, Col.START):
            self.note(i, Col.END, f"{Col.END} {end} is before {Col.START} {start}; swap them.")
        if any(self.refused(i, Col(header)) for header in self.columns if header in set(Col)):
            return None
        if share is None or effect is None or error is None or use is None or not tested:
            return None
        if start is None or end is None or through is None:
            return None
        columns = self.columns
        where = self.table.address(columns[Col.NAME], i) if Col.NAME in columns else ""
        return StatedTest(i, name, tested, start, end, share, change, factor, effect, error,
                          through, method, owner, use, where)  # fmt: skip

    def note(self, i: int, header: Col, what: str) -> None:
        """Note a fault of one cell."""
        self.fault(EXPERIMENT_ROW, i, header, what)

    def fault(self, rule: Rule, i: int, header: Col, what: str) -> None:
        """Note a finding at a cell, or at the test's name where that column is absent."""
        column = self.columns.get(header) or self.columns[Col.NAME]
        self.log.at(rule, self.table, column, i, what)

    def fault_at(self, rule: Rule, where: str, header: Col, what: str) -> None:
        """`fault` of the test whose name stands in a cell."""
        rows = range(len(self.table.rows))
        i = next(i for i in rows if self.table.address(self.columns[Col.NAME], i) == where)
        self.fault(rule, i, header, what)

    def refused(self, i: int, header: Col) -> bool:
        """Whether a cell already has a fault."""
        return self.log.found(self.table.address(self.columns[header], i))

    def blank(self, i: int, header: Col) -> bool:
        """Whether a cell is blank, or its column absent."""
        return header not in self.columns or is_blank(self.columns[header].values[i])

    def text(self, i: int, header: Col) -> str:
        """Text of a cell, empty where it is blank or refused."""
        if header not in self.columns:
            return ""
        text = as_text(self.columns[header].values[i])
        if isinstance(text, Problem):
            self.note(i, header, text.sentence(header, "write a text"))
            return ""
        return text

    def channels(self, i: int, channels: ChannelsSheet | None) -> tuple[str, ...]:
        """Channels of a test, each one of the Channels sheet."""
        text = self.text(i, Col.CHANNEL)
        if Col.CHANNEL not in self.columns or channels is None or not channels.complete:
            return (text,) if text else ()
        if not text:
            self.note(i, Col.CHANNEL, f"{Col.CHANNEL} is blank; expected {listed(channels.names)}.")
            return ()
        found, strange = named_channels(text, channels.names)
        if strange:
            hint = meant(strange, channels.names) or f"; expected {listed(channels.names)}."
            self.note(i, Col.CHANNEL, f"'{strange}' is not a channel of the Channels sheet{hint}")
        elif len(set(found)) < len(found):
            self.note(i, Col.CHANNEL, f"'{text}' names a channel twice; write it once.")
        return found

    def number(self, i: int, rule: NumberRule) -> float | None:
        """Checked number of a cell; None where it is refused or its column absent."""
        header = Col(rule.thing)
        if header not in self.columns:
            return None
        number = rule.read(self.columns[header].values[i])
        if isinstance(number, Problem):
            self.note(i, header, number.sentence(rule.thing, rule.mend))
            return None
        return number

    def optional(self, i: int, rule: NumberRule) -> float | None:
        """`number` of a cell that may be blank."""
        return None if self.blank(i, Col(rule.thing)) else self.number(i, rule)

    def change(self, i: int) -> tuple[float | None, float | None]:
        """Change of spend as an amount and as a factor, at least one of them."""
        change, factor = self.optional(i, _CHANGE), self.optional(i, _FACTOR)
        if self.blank(i, Col.SPEND_CHANGE) and self.blank(i, Col.SPEND_FACTOR):
            what = f"{Col.SPEND_CHANGE} is blank; {_CHANGE.mend}"
            both = f", or fill in {Col.SPEND_FACTOR}" if Col.SPEND_FACTOR in self.columns else ""
            self.note(i, Col.SPEND_CHANGE, f"{what}{both}.")
        if change == 0:
            self.note(i, Col.SPEND_CHANGE, f"{Col.SPEND_CHANGE} is 0; a test changes spend.")
        if factor == 1:
            self.note(i, Col.SPEND_FACTOR, f"{Col.SPEND_FACTOR} is 1; a test changes spend.")
        return change, factor

    def error(self, i: int, effect: float | None) -> float | None:
        """Standard error of a test, its own or that of its range."""
        own, ranged = self.optional(i, _ERROR), self.ranged_error(i, effect)
        ends = (Col.EFFECT_LOW, Col.EFFECT_HIGH)
        if self.blank(i, Col.STANDARD_ERROR):
            if all(self.blank(i, end) for end in ends):
                can = all(end in self.columns for end in ends)
                more = f", or fill in {ends[0]} and {ends[1]}" if can else ""
                what = f"{Col.STANDARD_ERROR} is blank; {_ERROR.mend}{more}."
                self.note(i, Col.STANDARD_ERROR, what)
            return ranged
        if own and ranged and abs(own - ranged) > SAME_AMOUNT * ranged:
            what = (
                f"{Col.STANDARD_ERROR} is {amount(own)} but the range says {amount(ranged)};"
                " correct or clear one of them."
            )
            self.note(i, Col.STANDARD_ERROR, what)
        return own

    def ranged_error(self, i: int, effect: float | None) -> float | None:
        """Standard error that a Normal range of the sheet implies; None where it has none."""
        low, high = self.optional(i, _LOW), self.optional(i, _HIGH)
        level = self.optional(i, _LEVEL)
        for end, other in ((Col.EFFECT_LOW, high), (Col.EFFECT_HIGH, low)):
            if self.blank(i, end) and other is not None:
                header = end if end in self.columns else Col.NAME
                self.note(i, header, f"{end} is blank; a range has both ends.")
        if low is None or high is None:
            return None
        if high <= low:
            what = f"{Col.EFFECT_HIGH} {amount(high)} is not above {amount(low)}; swap the ends."
            self.note(i, Col.EFFECT_HIGH, what)
            return None
        if effect is not None and not low <= effect <= high:
            what = (
                f"{Col.EFFECT} {amount(effect)} is outside its own range, {amount(low)} to"
                f" {amount(high)}; correct one of them."
            )
            self.note(i, Col.EFFECT, what)
        if level is None and not self.blank(i, Col.LEVEL):
            return None
        return (high - low) / (2 * NormalDist().inv_cdf(0.5 + (level or DEFAULT_LEVEL) / 2))

    def through(self, i: int, end: date | None, weeks: Weeks | None) -> date | None:
        """Last day measured; the test's own where the cell is blank."""
        if self.blank(i, Col.MEASURED_THROUGH):
            return end
        through = self.day(i, Col.MEASURED_THROUGH, weeks)
        if through and end and through < end and not self.refused(i, Col.MEASURED_THROUGH):
            what = (
                f"{Col.MEASURED_THROUGH} {through} is before {Col.END} {end}; write that week or a"
                " later one."
            )
            self.note(i, Col.MEASURED_THROUGH, what)
        return through

    def day(self, i: int, header: Col, weeks: Weeks | None) -> date | None:
        """Week end of a cell, which must be one of the data's weeks."""
        if header not in self.columns:
            return None
        day = as_date(self.columns[header].values[i])
        if not isinstance(day, date):
            problem = day or Problem("is blank", EXPERIMENT_ROW)
            self.note(i, header, problem.sentence(header, "write the week's last day (yyyy-mm-dd)"))
            return None
        known = [week for week in weeks.days if week] if weeks and weeks.sound else []
        if known and not min(known) <= day <= max(known):
            what = f"{header} {day} is outside the data, {min(known)} to {max(known)}."
            self.note(i, header, what)
        elif known and day not in known:
            what = f"{header} {day} is no week of the data; write the last day of a week."
            self.note(i, header, what)
        return day

    def use(self, i: int) -> ExperimentUse | None:
        """What the test is for."""
        if Col.USE not in self.columns:
            return None
        text = self.text(i, Col.USE)
        uses = [str(use) for use in ExperimentUse]
        if text.casefold() in uses:
            return ExperimentUse(text.casefold())
        found = f"is '{text}'" if text else "is blank"
        self.note(i, Col.USE, f"{Col.USE} {found}; expected {listed(uses)}.")
        return None
