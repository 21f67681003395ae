"""Channels that move along with another one, as the user states it: "brand search falls with TV".

The model learns nothing of it. A link is one step: a channel that others follow follows none
itself, so that what is switched off and what falls along are never in doubt.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from mmm_xl.data.cells import NumberRule, Problem, as_text, is_blank
from mmm_xl.data.findings import FindingLog
from mmm_xl.data.raw import RawColumn, RawTable
from mmm_xl.data.rules.sheets import CHANNEL_LINK
from mmm_xl.data.wording import folded, listed, meant
from mmm_xl.names import ChannelColumn as Col

_MEND = "expected a fraction between 0% and 100%, or blank"
_NONE: dict[str, Any] = {}


def read_links(
    table: RawTable,
    columns: Mapping[str, RawColumn],
    names: Mapping[int, str],
    log: FindingLog,
    *,
    complete: bool,
) -> dict[int, dict[str, Any]]:
    """Link of each row as fields of `Channel`, empty where it states none.

    Parameters
    ----------
    names : mapping of row index to channel name
    complete : bool
        Whether every row can be named, so that an unknown channel really is unknown.
    """
    reader = _Links(table, columns, names, log, complete)
    leaders = {i: reader.leader(i) for i in names}
    shares = {i: reader.share(i) for i in names}
    for i, leader in leaders.items():
        reader.check_whole(i)
        if leader:
            reader.check_chain(i, leader, {names[j] for j, other in leaders.items() if other})
    return {
        i: {"moves_with": leaders[i], "moves_by": shares[i]}
        if leaders[i] and shares[i] is not None
        else _NONE
        for i in names
    }


@dataclass(frozen=True)
class _Links:
    """The Channels sheet being read for links, and where faults go."""

    table: RawTable
    columns: Mapping[str, RawColumn]
    names: Mapping[int, str]
    log: FindingLog
    complete: bool

    def leader(self, i: int) -> str:
        """Channel that a row moves with as it is spelled in its own row, empty for none."""
        column = self.columns.get(Col.MOVES_WITH)
        text = as_text(column.values[i]) if column else ""
        if isinstance(text, Problem):
            self._note(i, Col.MOVES_WITH, text.sentence(Col.MOVES_WITH, "write a channel's name"))
            return ""
        if not text:
            return ""
        found = next((name for name in self.names.values() if folded(name) == folded(text)), "")
        if found == self.names[i]:
            what = f"'{text}' is the channel itself; name another one, or clear the cell."
            self._note(i, Col.MOVES_WITH, what)
            return ""
        if not found and self.complete:
            others = [name for j, name in self.names.items() if j != i]
            hint = meant(text, others) or (f"; expected {listed(others)}." if others else ".")
            self._note(i, Col.MOVES_WITH, f"'{text}' is not a channel of this sheet{hint}")
        return found

    def share(self, i: int) -> float | None:
        """By how much a row falls, fraction; None where it is blank or refused."""
        column = self.columns.get(Col.MOVES_BY)
        if column is None or is_blank(column.values[i]):
            return None
        number = NumberRule(Col.MOVES_BY, _MEND, low=0, high=1).read(column.values[i])
        if isinstance(number, Problem):
            self._note(i, Col.MOVES_BY, number.sentence(Col.MOVES_BY, _MEND))
            return None
        return number

    def check_whole(self, i: int) -> None:
        """Note a link of which one half is blank."""
        given = {header: self._given(i, header) for header in (Col.MOVES_WITH, Col.MOVES_BY)}
        if all(given.values()) or not any(given.values()):
            return
        blank = next(header for header, stated in given.items() if not stated)
        other = next(header for header, stated in given.items() if stated)
        what = f"{blank} is blank but {other} is given; write both or neither."
        self._note(i, blank if blank in self.columns else other, what)

    def check_chain(self, i: int, leader: str, followers: set[str]) -> None:
        """Note a channel that moves with one that itself moves with another."""
        if leader in followers:
            what = (
                f"'{leader}' itself moves with another channel; a link is one step, so name the"
                " channel that is switched off, or clear one of the two links."
            )
            self._note(i, Col.MOVES_WITH, what)

    def _given(self, i: int, header: Col) -> bool:
        return header in self.columns and not is_blank(self.columns[header].values[i])

    def _note(self, i: int, header: Col, what: str) -> None:
        self.log.at(CHANNEL_LINK, self.table, self.columns[header], i, what)
