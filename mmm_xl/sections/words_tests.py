"""What the report says where no lift test informs the model."""

from __future__ import annotations

from collections.abc import Sequence

from mmm_xl.data.dataset import Experiment

NAME = "Experiments as evidence"
NONE = "The workbook has no lift test."
NONE_CALIBRATES = "The workbook's lift tests are kept back to check the model."
LEFT_OPEN = "Effects rest on how spend and outcome moved together, and on the priors."


def not_done(tests: Sequence[Experiment]) -> tuple[tuple[str, str, str], ...]:
    """What was not done, why, and what that leaves open; nothing where a test calibrates."""
    if any(test.calibrates for test in tests):
        return ()
    return ((NAME, NONE_CALIBRATES if tests else NONE, LEFT_OPEN),)
