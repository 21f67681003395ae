"""Changes of spend other than to zero: less of it, a cap, a shift, and channels that move along."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import xarray as xr

from mmm_xl.analysis.counterfactual import Counterfactuals
from mmm_xl.data.window import Window
from mmm_xl.errors import UnknownName, ZeroSpend

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Intervention:
    """Weekly media of some channels as they would have been.

    Parameters
    ----------
    media : mapping of channel name to ndarray (W,), spend or exposure units
        All weeks that `Counterfactuals` evaluates.
    spend : mapping of channel name to float, currency units
        Change of the window's spend of each channel.
    words : str
        What is changed, as titles show it.
    """

    media: Mapping[str, Floats]
    spend: Mapping[str, float]
    words: str


def cut(answers: Counterfactuals, name: str, share: float, window: Window) -> Intervention:
    """Less of one channel in a window.

    Parameters
    ----------
    share : float, fraction
        0.2 takes a fifth away in every week; negative adds.
    """
    channel, inside, path = _parts(answers, name, window)
    words = f"{name} {-share:+.0%} in {window.label}"
    return _one(answers, channel, path * (1.0 - share * inside), words)


def cap(answers: Counterfactuals, name: str, level: float, window: Window) -> Intervention:
    """One channel's weekly spend held at a level in a window.

    Parameters
    ----------
    level : float, currency units a week (exposure units for owned channels)
        Weeks below it stay as they were.
    """
    channel, inside, path = _parts(answers, name, window)
    driver = _driver(answers, channel)
    over = np.maximum(driver - level, 0.0)
    kept = np.divide(over, driver, out=np.zeros_like(driver), where=driver > 0)
    words = f"{name} at most {level:,.0f} a week in {window.label}"
    return _one(answers, channel, path * (1.0 - kept * inside), words)


def shift(
    answers: Counterfactuals, names: tuple[str, str], amount: float, window: Window
) -> Intervention:
    """Money of a window moved from one channel to another, each keeping its weekly pattern.

    Parameters
    ----------
    names : (giver, taker)
    amount : float, currency units over the window

    Raises
    ------
    ZeroSpend
        A channel has no spend in the window, or the giver not as much.
    """
    changed: dict[str, Floats] = {}
    spend: dict[str, float] = {}
    for name, sign in zip(names, (-1.0, 1.0), strict=True):
        channel, inside, path = _parts(answers, name, window)
        given = float(_own_spend(answers, channel) @ inside)
        if given <= 0 or sign * amount < -given:
            raise ZeroSpend(
                f"'{name}' spent {given:,.0f} in {window.label}, so {amount:,.0f} cannot be moved."
            )
        changed[name] = path * (1.0 + sign * amount / given * inside)
        spend[name] = sign * amount
    words = f"{amount:,.0f} from {names[0]} to {names[1]} in {window.label}"
    return Intervention(changed, spend, words)


def linked(
    answers: Counterfactuals, leader: str, follows: Mapping[str, float], window: Window
) -> Intervention:
    """One channel off, and others falling along: a joint counterfactual that the user states.

    Parameters
    ----------
    leader : str
        Channel whose spend is taken away.
    follows : mapping of channel name to float, fraction
        By how much each other channel falls along, as brand search does without television. This
        is an assumption: the model does not learn it.
    """
    changed = dict(cut(answers, leader, 1.0, window).media)
    spend = dict(cut(answers, leader, 1.0, window).spend)
    for name, share in follows.items():
        one = cut(answers, name, share, window)
        changed |= one.media
        spend |= one.spend
    falls = ", ".join(f"{name} {-share:+.0%}" for name, share in follows.items())
    return Intervention(changed, spend, f"{leader} off and with it {falls} in {window.label}")


def outcome_change(answers: Counterfactuals, change: Intervention) -> xr.DataArray:
    """Outcome under an intervention less the outcome as it was, all weeks, now and later.

    Returns
    -------
    DataArray, dims (chain, draw), outcome units
        Negative where something is lost.
    """
    names = answers.run.dataset.channel_names
    paths = {names.index(name): media for name, media in change.media.items()}
    return -answers.lost(paths).sum("week")


def _parts(answers: Counterfactuals, name: str, window: Window) -> tuple[int, Floats, Floats]:
    """Position of a channel, the window's share of every evaluated week, and the media (W,)."""
    dataset = answers.run.dataset
    if name not in dataset.channel_names:
        known: Sequence[str] = dataset.channel_names
        raise UnknownName(f"There is no channel '{name}'; there are {', '.join(known)}.")
    channel = dataset.channel_names.index(name)
    inside = np.pad(window.fractions(dataset.dates), (answers.before, answers.after))
    return channel, inside, answers.media[channel]


def _own_spend(answers: Counterfactuals, channel: int) -> Floats:
    """Spend of a channel in every evaluated week, (W,); zero before and after the data."""
    spend = answers.run.dataset.spend[:, channel]
    return np.pad(spend, (answers.before, answers.after))


def _driver(answers: Counterfactuals, channel: int) -> Floats:
    """What a cap speaks of: spend of a paid channel, exposure of an owned one, (W,)."""
    paid = answers.run.dataset.channels[channel].paid
    return _own_spend(answers, channel) if paid else answers.media[channel]


def _one(answers: Counterfactuals, channel: int, media: Floats, words: str) -> Intervention:
    """Intervention on one channel; its spend changes in proportion to its media, week by week."""
    name = answers.run.dataset.channel_names[channel]
    was = answers.media[channel]
    ratio = np.divide(media, was, out=np.ones_like(was), where=was > 0)
    change = float(_own_spend(answers, channel) @ (ratio - 1.0))
    return Intervention({name: media}, {name: change}, words)
