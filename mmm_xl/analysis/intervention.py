"""Changes of spend other than to zero: less of it, a cap, a shift, and channels that move along."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import xarray as xr

from mmm_xl.analysis.counterfactual import Counterfactuals
from mmm_xl.data.dataset import Dataset
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
        What is changed, without the window.
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
    part = _part(answers, name, window)
    return part.keeping(answers, 1.0 - share * part.inside, _falls(part.label, share))


def cap(answers: Counterfactuals, name: str, level: float, window: Window) -> Intervention:
    """One channel's weekly spend held at a level in a window.

    Parameters
    ----------
    level : float, currency units a week (exposure units for owned channels)
        Weeks below it stay as they were.
    """
    part = _part(answers, name, window)
    dataset = answers.run.dataset
    paid = dataset.channels[part.channel].paid
    driver = part.spend if paid else answers.media[part.channel]
    over = np.maximum(driver - level, 0.0)
    taken = np.divide(over, driver, out=np.zeros_like(driver), where=driver > 0)
    unit = dataset.settings.currency if paid else "of exposure"
    words = f"{part.label} at most {_shown(level)} {unit} a week"
    return part.keeping(answers, 1.0 - taken * part.inside, words)


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
    UnknownName
        A channel is not in the data, or both are the same.
    """
    if names[0] == names[1]:
        raise UnknownName(f"'{names[0]}' cannot give to itself; name another channel.")
    changed: dict[str, Floats] = {}
    spend: dict[str, float] = {}
    currency = answers.run.dataset.settings.currency
    for name, sign in zip(names, (-1.0, 1.0), strict=True):
        part = _part(answers, name, window)
        given = float(part.spend @ part.inside)
        if given <= 0 or sign * amount < -given:
            raise ZeroSpend(
                f"'{name}' spent {given:,.0f} in {window.label}, so {amount:,.0f} cannot be moved."
            )
        changed[name] = answers.media[part.channel] * (1.0 + sign * amount / given * part.inside)
        spend[name] = sign * amount
    giver, taker = (_part(answers, name, window).label for name in names)
    return Intervention(changed, spend, f"{_shown(amount)} {currency} from {giver} to {taker}")


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

    Raises
    ------
    UnknownName
        A channel is not in the data, or is said to follow itself.
    """
    if leader in follows:
        raise UnknownName(f"'{leader}' cannot fall along with itself; name another channel.")
    parts = [cut(answers, leader, 1.0, window)]
    parts += [cut(answers, name, share, window) for name, share in follows.items()]
    words = f"{_part(answers, leader, window).label} off"
    if follows:
        words += f", with it {fall_words(answers.run.dataset, follows)}"
    return Intervention(
        {name: media for part in parts for name, media in part.media.items()},
        {name: spend for part in parts for name, spend in part.spend.items()},
        words,
    )


def fall_words(dataset: Dataset, follows: Mapping[str, float]) -> str:
    """Who falls along by how much: "Paid search 15% less"."""
    labels = {channel.name: channel.label for channel in dataset.channels}
    return ", ".join(_falls(labels[name], share) for name, share in follows.items())


def outcome_change(answers: Counterfactuals, change: Intervention) -> xr.DataArray:
    """Outcome under an intervention less the outcome as it was, all weeks, now and later.

    Returns
    -------
    DataArray, dims (chain, draw), outcome units
        Negative where something is lost.
    """
    return changes(answers, change)[0]


def changes(
    answers: Counterfactuals, change: Intervention
) -> tuple[xr.DataArray, xr.DataArray | None]:
    """Change of the outcome and of contribution margin, dims (chain, draw).

    Returns
    -------
    tuple of DataArray, outcome units, and DataArray or None, currency units
        Margin is None where none is given or the outcome has no value in money.
    """
    paths = _paths(answers, change)
    lost = answers.lost(paths)
    margin = answers.margin_of(lost, paths)
    # from zero, so that nothing lost is 0 and not -0
    outcome = 0.0 - lost.sum("week", skipna=False)
    return outcome, None if margin is None else 0.0 - margin.sum("week", skipna=False)


def _paths(answers: Counterfactuals, change: Intervention) -> dict[int, Floats]:
    names = answers.run.dataset.channel_names
    return {names.index(name): media for name, media in change.media.items()}


def _falls(label: str, share: float) -> str:
    """Channel and change: "TV 20% less"; a part of a percent keeps one decimal."""
    places = 0 if abs(share * 100 - round(share * 100)) < 1e-9 else 1
    if not share:
        return f"{label} as it was"
    return f"{label} {abs(share):.{places}%} {'less' if share > 0 else 'more'}"


def _shown(amount: float) -> str:
    """Amount in words: whole from 100 on, three places of meaning below."""
    return f"{amount:,.0f}" if abs(amount) >= 100 else f"{amount:.3g}"


@dataclass(frozen=True)
class _Part:
    """One channel in one window.

    Parameters
    ----------
    inside : ndarray (W,), fraction
        Share of every evaluated week that lies in the window.
    spend : ndarray (W,), currency units
        Zero before and after the data, and for owned channels.
    """

    name: str
    label: str
    channel: int
    inside: Floats
    spend: Floats

    def keeping(self, answers: Counterfactuals, kept: Floats, words: str) -> Intervention:
        """Intervention that keeps a fraction of each week's media and spend."""
        media = answers.media[self.channel] * kept
        saved = float(self.spend @ (1.0 - kept))
        return Intervention({self.name: media}, {self.name: 0.0 - saved}, words)


def _part(answers: Counterfactuals, name: str, window: Window) -> _Part:
    dataset = answers.run.dataset
    if name not in dataset.channel_names:
        known: Sequence[str] = dataset.channel_names
        raise UnknownName(f"There is no channel '{name}'; there are {', '.join(known)}.")
    channel = dataset.channel_names.index(name)
    around = (answers.before, answers.after)
    inside = np.pad(window.fractions(dataset.dates), around)
    label = dataset.channels[channel].label
    return _Part(name, label, channel, inside, np.pad(dataset.spend[:, channel], around))
