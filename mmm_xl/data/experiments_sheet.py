"""The Experiments sheet: lift tests as the register states them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from mmm_xl.data.cells import NumberRule, Problem, as_date, as_text
from mmm_xl.data.channels_sheet import ChannelsSheet
from mmm_xl.data.dataset import Experiment
from mmm_xl.data.findings import FindingLog
from mmm_xl.data.headers import blank_rows, distinct_columns, note_missing_columns
from mmm_xl.data.raw import RawColumn, RawTable
from mmm_xl.data.rules.sheets import EXPERIMENT_ROW
from mmm_xl.data.weeks import Weeks
from mmm_xl.data.wording import listed, meant
from mmm_xl.names import ExperimentColumn as Col

USES = ("calibrate", "validate")
"""What an experiment is for: to inform the model, or to test it."""

OPTIONAL_COLUMNS = (Col.METHOD, Col.OWNER)
REQUIRED_COLUMNS = tuple(column for column in Col if column not in OPTIONAL_COLUMNS)

_NUMBERS = {
    Col.MARKET_SHARE: NumberRule(
        Col.MARKET_SHARE, "expected a fraction above 0%, at most 100%", above=0, high=1
    ),
    Col.SPEND_CHANGE: NumberRule(Col.SPEND_CHANGE, "write the amount spent more, or less with -"),
    Col.EFFECT: NumberRule(Col.EFFECT, "write the estimated extra outcome"),
    Col.STANDARD_ERROR: NumberRule(Col.STANDARD_ERROR, "expected a number above 0", above=0),
}


def read_experiments(
    table: RawTable | None, channels: ChannelsSheet | None, weeks: Weeks | None, log: FindingLog
) -> tuple[Experiment, ...]:
    """Experiments of a workbook that are right; the others are noted."""
    if table is None:
        return ()
    columns = {c.header: c for c in distinct_columns(table, log)}
    note_missing_columns(table, log, REQUIRED_COLUMNS, OPTIONAL_COLUMNS)
    reader = _Reader(table, columns, log)
    filled = [i for i in range(len(table.rows)) if i not in blank_rows(table)]
    reader.check_names(filled)
    found = (reader.experiment(i, channels, weeks) for i in filled)
    return tuple(experiment for experiment in found if experiment)


@dataclass(frozen=True)
class _Reader:
    """The table being read, and where its faults go."""

    table: RawTable
    columns: Mapping[str, RawColumn]
    log: FindingLog

    def experiment(
        self, i: int, channels: ChannelsSheet | None, weeks: Weeks | None
    ) -> Experiment | None:
        """One row as an experiment, None where a cell is refused."""
        texts = {header: self.text(i, header) for header in (Col.NAME, Col.METHOD, Col.OWNER)}
        channel = self.channel(i, channels)
        numbers = {header: self.number(i, header, rule) for header, rule in _NUMBERS.items()}
        start, end = self.day(i, Col.START, weeks), self.day(i, Col.END, weeks)
        use = self.use(i)
        if start and end and end < start and not self.refused(i, Col.START):
            self.note(i, Col.END, f"{Col.END} {end} is before {Col.START} {start}; swap them.")
        if start is None or end is None or None in numbers.values():
            return None
        return Experiment(
            name=texts[Col.NAME],
            channel=channel,
            start=start,
            end=end,
            market_share=numbers[Col.MARKET_SHARE] or 0.0,
            spend_change=numbers[Col.SPEND_CHANGE] or 0.0,
            effect=numbers[Col.EFFECT] or 0.0,
            standard_error=numbers[Col.STANDARD_ERROR] or 0.0,
            method=texts[Col.METHOD],
            owner=texts[Col.OWNER],
            use=use,
        )

    def note(self, i: int, header: Col, what: str) -> None:
        """Note a fault of one cell."""
        self.log.at(EXPERIMENT_ROW, self.table, self.columns[header], i, what)

    def refused(self, i: int, header: Col) -> bool:
        """Whether a cell already has a fault."""
        return self.log.found(self.table.address(self.columns[header], i))

    def text(self, i: int, header: Col) -> str:
        """Text of a cell, empty where it is blank or refused."""
        if header not in self.columns:
            return ""
        text = as_text(self.columns[header].values[i])
        if isinstance(text, Problem):
            self.note(i, header, text.sentence(header, "write a text"))
            return ""
        return text

    def check_names(self, rows: list[int]) -> None:
        """Note experiments without a name and names that stand twice."""
        seen: dict[str, int] = {}
        for i in rows if Col.NAME in self.columns else ():
            name = self.text(i, Col.NAME)
            if not name:
                self.note(i, Col.NAME, f"{Col.NAME} is blank; give the experiment a name.")
            elif name in seen:
                where = f"{self.columns[Col.NAME].letter}{self.table.rows[seen[name]]}"
                self.note(i, Col.NAME, f"'{name}' is listed twice, also in {where}; rename one.")
            else:
                seen[name] = i

    def channel(self, i: int, channels: ChannelsSheet | None) -> str:
        """Channel of an experiment, which must be one of the Channels sheet."""
        name = self.text(i, Col.CHANNEL)
        if Col.CHANNEL not in self.columns or channels is None or not channels.complete:
            return name
        if not name:
            self.note(i, Col.CHANNEL, f"{Col.CHANNEL} is blank; expected {listed(channels.names)}.")
        elif name not in channels.names:
            hint = meant(name, channels.names) or f"; expected {listed(channels.names)}."
            self.note(i, Col.CHANNEL, f"'{name}' is not a channel of the Channels sheet{hint}")
        return name

    def number(self, i: int, header: Col, rule: NumberRule) -> float | None:
        """Checked number of a cell."""
        if header not in self.columns:
            return None
        number = rule.read(self.columns[header].values[i])
        if isinstance(number, Problem):
            self.note(i, header, number.sentence(rule.thing, rule.mend))
            return None
        return number

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

    def use(self, i: int) -> str:
        """What the experiment is for."""
        if Col.USE not in self.columns:
            return ""
        text = self.text(i, Col.USE)
        use = text.casefold()
        if use not in USES:
            found = f"is '{text}'" if text else "is blank"
            self.note(i, Col.USE, f"{Col.USE} {found}; expected {listed(USES)}.")
        return use
