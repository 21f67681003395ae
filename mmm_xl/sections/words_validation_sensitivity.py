"""Words on reasonable changes of the model, apart from the code that fills in the figures."""

from __future__ import annotations

from collections.abc import Mapping

from mmm_xl.analysis.validation.refit_results import Sensitivity
from mmm_xl.analysis.validation.sensitivity_checks import sensitivity_clause

NOTE = (
    "Returns of the spend of {first} to {last}, all that it brings now and later, in fits that"
    " differ in one thing each. A return that moves with a choice that the data do not settle is"
    " less sure than its range says. Given this model and its data."
)
MISSING = "Usual changes that do not apply here: {missing}."
PLACEBO_NOTE = (
    "Each channel's media of {weeks} weeks before, carried over and saturated like its own, are"
    " given to the model as a further control; weeks before the history are taken from the end of"
    " the data. They cannot act, so their range should hold zero."
)


def sensitivity_sentence(found: Sensitivity, labels: Mapping[str, str]) -> str:
    """Sentence that sums up: ``The order of TV and Search flips under two of nine ...``.

    Parameters
    ----------
    labels : mapping of channel name to label
    """
    clause = sensitivity_clause(found, labels)
    return f"{clause[0].upper()}{clause[1:]}."


def missing_words(found: Sensitivity) -> str:
    """Why some of the usual changes were not made; empty where all were."""
    return MISSING.format(missing="; ".join(found.missing)) if found.missing else ""
