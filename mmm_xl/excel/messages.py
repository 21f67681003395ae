"""Sentences behind error values: what ``MMM_MESSAGE`` shows.

Kept apart from the functions, because xlwings loads their module anew whenever its file changes.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from threading import Lock

LONGEST = 2000
"""Most characters of one message; a cell could hold more, but nobody could read it there."""


@dataclass
class MessageBoard:
    """Newest sentence by what the cell shows: an error value, or the text of a fit under way."""

    _newest: dict[str, str] = field(default_factory=dict)
    _lock: Lock = field(default_factory=Lock)

    def tell(self, shown: str, sentence: str) -> None:
        """Keep the sentence behind a cell's text."""
        with self._lock:
            self._newest.pop(shown, None)
            self._newest[shown] = _shortened(sentence)

    def behind(self, shown: str) -> str:
        """Newest sentence behind such a text, empty where there is none."""
        with self._lock:
            return self._newest.get(shown, "")

    def newest(self) -> str:
        """Newest sentence of all, empty where nothing has gone wrong."""
        with self._lock:
            return next(reversed(self._newest.values()), "")


def _shortened(sentence: str) -> str:
    """Whole lines up to the limit, and how many more there are."""
    lines = sentence.splitlines()
    kept: list[str] = []
    for line in lines:
        if kept and sum(map(len, kept)) + len(line) > LONGEST:
            kept.append(f"and {len(lines) - len(kept)} more.")
            break
        kept.append(line)
    return "\n".join(kept)


BOARD = MessageBoard()
