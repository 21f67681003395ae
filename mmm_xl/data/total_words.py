"""Words by which a row calls itself a total or an average, in the languages of our users."""

from __future__ import annotations

import re

_SUM = re.compile(
    r"(grand|sub|overall|running)?[\s-]*(totals?|sum|summe|gesamt(summe)?|insgesamt|somme|totale"
    r"|totaal|suma|zwischensumme)\b",
    re.IGNORECASE,
)
_MEAN = re.compile(r"(average|avg|mean|median|durchschnitt|mittel(wert)?|moyenne)\b", re.IGNORECASE)


def is_sum(text: str) -> bool:
    """Whether a text starts with a word for a total."""
    return bool(_SUM.match(text.strip()))


def is_total(text: str) -> bool:
    """Whether a text starts with a word for a total or an average."""
    return is_sum(text) or bool(_MEAN.match(text.strip()))
