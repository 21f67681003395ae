"""How one setting is shown and what it may be."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class SettingInfo:
    """How one setting is shown and what it may be.

    Parameters
    ----------
    key : str
        Field of `Settings`.
    kind : {"text", "choice", "number", "whole", "percent", "names"}
        "names" is a list with commas.
    low, high : float or None
        Inclusive range of numbers.
    aliases : tuple of (old word, choice)
        Words of earlier templates that are still understood.
    blank : bool
        Whether the cell may be left blank.
    """

    key: str
    label: str
    kind: str
    unit: str
    sentence: str
    low: float | None = None
    high: float | None = None
    choices: tuple[str, ...] = ()
    blank: bool = False
    aliases: tuple[tuple[str, str], ...] = ()

    @property
    def allowed(self) -> str:
        """Words for the allowed values."""
        if self.choices:
            words = " | ".join(self.choices)
        elif self.kind == "text":
            words = "any text"
        elif self.kind == "names":
            words = "names with commas between"
        else:
            words = f"{_plain(self.low, self.kind)} to {_plain(self.high, self.kind)}"
        return f"{words}, or blank" if self.blank else words


def _plain(value: float | None, kind: str) -> str:
    if value is None:
        return "any"
    if kind == "percent":
        return "above 0%" if 0 < value < 0.01 else f"{value:.0%}"
    return f"{value:,.0f}" if value == round(value) else f"{value:f}".rstrip("0")
