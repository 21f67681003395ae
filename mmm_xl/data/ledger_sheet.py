"""The Ledger sheet: accounts by period, each in scope or on the line on which it leaves."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

import numpy as np

from mmm_xl.data.cells import NumberRule, Problem, as_text, is_blank, shortened
from mmm_xl.data.channels_sheet import ChannelsSheet
from mmm_xl.data.column_numbers import convention_in, read_series
from mmm_xl.data.currencies import CODES, contradicts
from mmm_xl.data.dataset import Floats
from mmm_xl.data.findings import FindingLog
from mmm_xl.data.fiscal import FiscalYears
from mmm_xl.data.headers import blank_rows, distinct_columns, note_missing_columns
from mmm_xl.data.ledger import LedgerEntry
from mmm_xl.data.ledger_checks import LedgerRow, check_rows
from mmm_xl.data.ledger_period import PERIOD_MEND, Period, read_period
from mmm_xl.data.number_text import NumberText, read_number_text
from mmm_xl.data.raw import RawColumn, RawTable
from mmm_xl.data.rules import ledger as rules
from mmm_xl.data.rules.rule import Rule
from mmm_xl.data.rules.structure import TOTALS_ROW
from mmm_xl.data.settings_sheet import SettingsSheet
from mmm_xl.data.sheet_rows import without_rows
from mmm_xl.data.total_words import is_total
from mmm_xl.data.wording import amount, listed, meant
from mmm_xl.names import LedgerColumn as Col
from mmm_xl.names import LedgerLine, LedgerSide

REQUIRED_COLUMNS = (Col.ACCOUNT, Col.SIDE, Col.LINE, Col.PERIOD, Col.AMOUNT)
OPTIONAL_COLUMNS = tuple(column for column in Col if column not in REQUIRED_COLUMNS)

_AMOUNT = NumberRule(Col.AMOUNT, "write the amount as booked, with - where it reduces")
_RATES = {
    header: NumberRule(
        header, "write how much of the workbook's currency one unit is", blank=float("nan"), above=0
    )
    for header in (Col.RATE, Col.MODEL_RATE)
}


def read_ledger(
    table: RawTable | None,
    channels: ChannelsSheet | None,
    settings: SettingsSheet,
    ends: Sequence[date] | None,
    log: FindingLog,
) -> tuple[LedgerEntry, ...]:
    """Rows of the Ledger sheet that are right; the others are noted.

    Parameters
    ----------
    ends : sequence of date or None
        Last days of the modelled weeks; None where they are not known.
    """
    if table is None:
        return ()
    columns = {c.header: c for c in distinct_columns(table, log)}
    note_missing_columns(table, log, REQUIRED_COLUMNS, OPTIONAL_COLUMNS)
    if any(header not in columns for header in REQUIRED_COLUMNS):
        return ()
    rows = without_rows(table, {*blank_rows(table), *_totals(table, columns, log)})
    if not rows.rows:
        return ()
    kept = {header: column for header in columns if (column := rows.column(header))}
    numbers = {
        header: read_series(rows, kept[header], rule, log)
        for header, rule in {Col.AMOUNT: _AMOUNT, **_RATES}.items()
        if header in kept
    }
    reader = _Reader(rows, kept, numbers, channels, settings, log, _texts(kept[Col.AMOUNT]))
    found = [entry for i in range(len(rows.rows)) if (entry := reader.entry(i))]
    check_rows(found, rows, kept, settings, ends, log)
    return tuple(row.entry for row in found)


def _totals(table: RawTable, columns: Mapping[str, RawColumn], log: FindingLog) -> list[int]:
    """Rows that call themselves a total and have neither side nor period; each is noted."""
    found = []
    for i, value in enumerate(columns[Col.ACCOUNT].values):
        rest = (columns[header].values[i] for header in (Col.SIDE, Col.PERIOD))
        if isinstance(value, str) and is_total(value) and all(map(is_blank, rest)):
            what = f"the row '{shortened(value)}' is no account and is left out."
            log.at(TOTALS_ROW, table, columns[Col.ACCOUNT], i, what)
            found.append(i)
    return found


def _texts(column: RawColumn) -> dict[int, NumberText]:
    """Amounts kept as text, by row."""
    convention = convention_in(column)
    read = {
        i: read_number_text(value, convention)
        for i, value in enumerate(column.values)
        if isinstance(value, str)
    }
    return {i: found for i, found in read.items() if isinstance(found, NumberText)}


@dataclass(frozen=True)
class _Money:
    """Currency of a row and its rates, workbook currency per unit."""

    currency: str
    rate: float = 1.0
    model_rate: float = 1.0


@dataclass(frozen=True)
class _Reader:
    """The table being read, and where its faults go.

    Parameters
    ----------
    numbers : mapping of header to numbers
        None where a cell of the column is refused.
    texts : mapping of row to NumberText
        Amounts kept as text.
    """

    table: RawTable
    columns: Mapping[str, RawColumn]
    numbers: Mapping[Col, Floats | None]
    channels: ChannelsSheet | None
    settings: SettingsSheet
    log: FindingLog
    texts: Mapping[int, NumberText]

    def entry(self, i: int) -> LedgerRow | None:
        """One row, None where one of its cells is refused."""
        account = self.text(i, Col.ACCOUNT)
        if not account:
            self.note(rules.LEDGER_ROW, i, Col.ACCOUNT, "Account is blank; name the account.")
        side, line = self.choice(i, Col.SIDE, LedgerSide), self.choice(i, Col.LINE, LedgerLine)
        period = self.period(i)
        channel = self.channel(i, side, line)
        money = self.money(i)
        owner, explanation = self.text(i, Col.OWNER), self.text(i, Col.EXPLANATION)
        amounts = self.numbers[Col.AMOUNT]
        faults = (self.log.found(self.table.address(c, i)) for c in self.columns.values())
        if side is None or line is None or period is None or any(faults):
            return None
        entry = LedgerEntry(
            account=account,
            side=LedgerSide(side),
            line=LedgerLine(line),
            channel=channel,
            period=period.name,
            first=period.first,
            last=period.last,
            amount=float("nan") if amounts is None else float(amounts[i]),
            currency=money.currency,
            rate=money.rate,
            model_rate=money.model_rate,
            owner=owner,
            explanation=explanation,
            cell=self.table.address(self.columns[Col.AMOUNT], i),
            place=self.table.rows[i] - self.table.header_row,
        )
        return LedgerRow(i, entry)

    def note(self, rule: Rule, i: int, header: Col, what: str) -> None:
        """Note a finding at one cell."""
        self.log.at(rule, self.table, self.columns[header], i, what)

    def text(self, i: int, header: Col) -> str:
        """Text of a cell, empty where it is blank or refused."""
        if header not in self.columns:
            return ""
        text = as_text(self.columns[header].values[i])
        if isinstance(text, Problem):
            self.note(rules.LEDGER_ROW, i, header, text.sentence(header, "write a text"))
            return ""
        return text

    def choice(self, i: int, header: Col, words: type[StrEnum]) -> StrEnum | None:
        """Word of a cell that allows a few, whatever its capitals; None where it is refused."""
        text = self.text(i, header)
        for word in words:
            if text.casefold() == word.casefold():
                return word
        known = [str(word) for word in words]
        if not text:
            self.note(rules.LEDGER_ROW, i, header, f"{header} is blank; expected {listed(known)}.")
            return None
        hint = meant(text, known) or f"; expected {listed(known)}."
        self.note(rules.LEDGER_ROW, i, header, f"{header} is '{shortened(text)}'{hint}")
        return None

    def period(self, i: int) -> Period | None:
        """Days that a row is about."""
        chosen = self.settings.settings
        fiscal = FiscalYears(chosen.first_month, chosen.fiscal_calendar, chosen.week_ends_on)
        found = read_period(self.columns[Col.PERIOD].values[i], fiscal)
        if isinstance(found, Problem):
            what = found.sentence(Col.PERIOD, PERIOD_MEND)
            self.note(rules.LEDGER_PERIOD, i, Col.PERIOD, what)
            return None
        return found

    def channel(self, i: int, side: StrEnum | None, line: StrEnum | None) -> str:
        """Channel of a row of spend, empty where none is named or it is refused."""
        name = self.text(i, Col.CHANNEL)
        what = self.wrong_channel(name, side, line) if name else ""
        if what:
            self.note(rules.LEDGER_CHANNEL, i, Col.CHANNEL, what)
        return name

    def wrong_channel(self, name: str, side: StrEnum | None, line: StrEnum | None) -> str:
        """What is wrong with the channel of a row, empty for nothing."""
        if side is LedgerSide.REVENUE:
            return f"Channel is '{shortened(name)}' in a row of revenue; clear the cell."
        if self.channels is None or not self.channels.complete:
            return ""
        known = {row.channel.name: row.channel for row in self.channels.rows}
        if name not in known:
            hint = meant(name, known) or f"; expected {listed(list(known))}."
            return f"'{shortened(name)}' is not a channel of the Channels sheet{hint}"
        if line is LedgerLine.IN_SCOPE and not known[name].paid:
            return (
                f"'{name}' is owned, so the model has no spend of it; choose another bridge line"
                " than in scope."
            )
        return ""

    def money(self, i: int) -> _Money:
        """Currency and rates of a row."""
        own = self.settings.settings.currency
        written = self.text(i, Col.CURRENCY) or own
        self.check_sign(i, written)
        rates = {header: self.rate(i, header) for header in _RATES}
        if not contradicts(written, own):
            self.check_case(i, written, own)
            for header, rate in rates.items():
                if rate is not None and rate != 1.0:
                    what = (
                        f"{header} is {rate:g} for {own}, the workbook's own currency; clear the"
                        " cell, or write the currency that it is for."
                    )
                    self.note(rules.LEDGER_CURRENCY, i, header, what)
            return _Money(own)
        code = written.upper() if written.upper() in CODES else written
        self.check_case(i, written, code)
        return self.foreign(i, code, rates[Col.RATE], rates[Col.MODEL_RATE])

    def foreign(self, i: int, code: str, rate: float | None, model_rate: float | None) -> _Money:
        """Money of another currency, which needs the ledger's rate."""
        own = self.settings.settings.currency
        if rate is None:
            where = Col.RATE if Col.RATE in self.columns else Col.CURRENCY
            what = (
                f"{Col.RATE} of {code} is blank; write how much {own} one {code} is in the ledger,"
                f" or {own} as the currency."
            )
            if not self.log.found(self.table.address(self.columns[where], i)):
                self.note(rules.LEDGER_CURRENCY, i, where, what)
            return _Money(code)
        return _Money(code, rate, rate if model_rate is None else model_rate)

    def rate(self, i: int, header: Col) -> float | None:
        """Rate of a cell, None where it is blank or refused."""
        rates = self.numbers.get(header)
        return None if rates is None or np.isnan(rates[i]) else float(rates[i])

    def check_case(self, i: int, written: str, code: str) -> None:
        """Note a currency in other capitals."""
        if written != code and written.casefold() == code.casefold():
            what = f"Currency is '{written}', taken for {code}."
            self.note(rules.LEDGER_CODE, i, Col.CURRENCY, what)

    def check_sign(self, i: int, currency: str) -> None:
        """Note an amount kept as text that carries another currency than its row."""
        found = self.texts.get(i)
        if found and found.currency and contradicts(found.currency, currency):
            what = (
                f"Amount is {amount(found.value)} with {found.currency}, but the row's currency is"
                f" {currency}; write the currency that it is in."
            )
            self.note(rules.LEDGER_CURRENCY, i, Col.AMOUNT, what)
