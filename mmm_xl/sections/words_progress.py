"""What is said before something that takes long."""

from __future__ import annotations

from mmm_xl.grades import Depth

QUICK = "Validation (quick): nothing is fitted again"
STORED = "Validation ({depth}): all {refits} are stored already; the figures above stand meanwhile"
REFITS = "Validation ({depth}): {refits}, {time}{stored}; the figures above stand meanwhile"
PARTLY = ", {stored} of {count} are stored already"
MOMENT = "a few seconds"
SECONDS = "about {count} seconds"
MINUTES = "about {count} minutes"


def validation_words(depth: Depth, count: int, stored: int, seconds: float) -> str:
    """How many refits a validation needs and how long they will take.

    Parameters
    ----------
    count, stored : int, refits
        All of them, and those that are in the store.
    seconds : float
        Expected for the others.
    """
    if not count:
        return QUICK
    refits = f"{count} refits" if count > 1 else "1 refit"
    if stored == count:
        return STORED.format(depth=depth, refits=refits)
    told = PARTLY.format(stored=stored, count=count) if stored else ""
    return REFITS.format(depth=depth, refits=refits, time=duration(seconds), stored=told)


def duration(seconds: float) -> str:
    """A time as nobody takes it for exact: whole fives of seconds, or minutes."""
    if seconds < 5:
        return MOMENT
    if seconds < 120:
        return SECONDS.format(count=5 * round(seconds / 5))
    return MINUTES.format(count=round(seconds / 60))
