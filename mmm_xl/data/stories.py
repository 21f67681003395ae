"""Worlds of the worked example: an honest one, one that fools the model, one that does not tie."""

from __future__ import annotations

from dataclasses import replace

from mmm_xl.data.contents import BookContents
from mmm_xl.data.dictionary_sheet import dictionary_content
from mmm_xl.data.simulated_books import ledger_content, platforms_content
from mmm_xl.data.simulated_trials import Trial
from mmm_xl.data.simulator import EXAMPLE_CHANNELS, SAID, World, simulate
from mmm_xl.names import ExperimentUse, Sheet, Story

HIDDEN_DEMAND = 0.03
"""Standard deviation of the confounded story's hidden demand, as a fraction of mean revenue."""

_FOLLOWS_DEMAND = "Paid search"
_TRUE_RETURN = 0.8
"""What the channel that follows hidden demand truly returns; far less than it seems to."""


def story_world(story: Story = Story.CLEAN) -> World:
    """The worked example in one of its worlds, ledger and platform reports included.

    Parameters
    ----------
    story : Story
        Clean; confounded: paid search is raised whenever demand is high, which no sheet holds, so
        that demand passes for its effect; untied: an invoice is booked that the workbook lacks.
    """
    world = _confounded() if story is Story.CONFOUNDED else simulate()
    sheets = dict(world.contents.sheets)
    sheets[Sheet.LEDGER] = ledger_content(world, untied=story is Story.UNTIED)
    sheets[Sheet.PLATFORMS] = platforms_content(world)
    del sheets[Sheet.DATA_DICTIONARY]
    sheets[Sheet.DATA_DICTIONARY] = dictionary_content(sheets, SAID)
    ordered = {sheet: sheets[sheet] for sheet in Sheet if sheet in sheets}
    return replace(world, contents=BookContents(world.contents.name, ordered))


def _confounded() -> World:
    channels = tuple(
        replace(channel, pattern="demand", effect=_TRUE_RETURN)
        if channel.name == _FOLLOWS_DEMAND
        else channel
        for channel in EXAMPLE_CHANNELS
    )
    trials = (
        Trial("TV", 96, 102, 105, 0.25, 0.0, ExperimentUse.VALIDATE),
        Trial(_FOLLOWS_DEMAND, 124, 134, 137, 0.25, 0.0, ExperimentUse.CALIBRATE, 0.12),
    )
    return simulate(channels=channels, trials=trials, hidden=HIDDEN_DEMAND)
