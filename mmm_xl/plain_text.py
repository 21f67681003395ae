"""Text for a terminal: letters and signs, nothing that steers it."""

from __future__ import annotations

import unicodedata

REPLACEMENT = "\N{REPLACEMENT CHARACTER}"


def printable(words: str) -> str:
    """Words without characters that move a cursor, colour, link, hide or turn what follows.

    Notes
    -----
    Line breaks stay, other blanks become blanks; whatever else cannot be printed (controls,
    direction marks, characters without width, lone surrogates) shows as a replacement character.
    """
    if words.isascii() and words.isprintable():
        return words
    return "".join(_shown(character) for character in words)


def _shown(character: str) -> str:
    if character.isprintable() or character == "\n":
        return character
    blank = character == "\t" or unicodedata.category(character) == "Zs"
    return " " if blank else REPLACEMENT


def json_printable(text: str) -> str:
    """JSON with every character that cannot be printed escaped; it stays the same JSON."""
    return "".join(c if c.isprintable() or c == "\n" else _escaped(c) for c in text)


def _escaped(character: str) -> str:
    units = character.encode("utf-16-be", "surrogatepass")
    return "".join(f"\\u{units[i]:02x}{units[i + 1]:02x}" for i in range(0, len(units), 2))
