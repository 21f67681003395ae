"""Words put together: names in a sentence, a text between two lines of a page."""

from __future__ import annotations

from collections.abc import Iterable


def listed(names: Iterable[str]) -> str:
    """Names in a sentence: "A, B and C"; empty where there is none."""
    *most, last = [*names] or [""]
    return f"{', '.join(most)} and {last}" if most else last


def between(page: str, start: str, end: str, text: str) -> str:
    """Page whose part between two lines is another text.

    Raises
    ------
    ValueError
        The page lacks one of the lines.
    """
    before, _, rest = page.partition(f"{start}\n")
    _, found, after = rest.partition(end)
    if not found:
        raise ValueError(f"the page has no {start} and {end}")
    return f"{before}{start}\n\n{text}\n{end}{after}"
