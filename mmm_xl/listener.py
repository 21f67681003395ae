"""What a face is told while the main job runs."""

from __future__ import annotations

from contextlib import AbstractContextManager
from typing import TYPE_CHECKING, Any, Protocol

from mmm_xl.inference.progress import Watcher
from mmm_xl.model.implied import Implied

if TYPE_CHECKING:
    from mmm_xl.runs.refit import RefitWatcher


class Listener(Protocol):
    """What a face shows while the job runs."""

    def stage(self, words: str) -> None:
        """A stage begins."""

    def sampling(self, total: int, chains: int) -> AbstractContextManager[Watcher]:
        """The sampler runs inside this context; ``total`` draws a chain, tuning included."""

    def prior(self, found: Implied, currency: str) -> None:
        """What the priors imply before any data."""

    def headline(self, headline: Any, *, loaded: bool) -> None:
        """The ROI table exists; convergence has not been looked at."""

    def validating(self, total: int) -> AbstractContextManager[RefitWatcher | None]:
        """A validation with so many refits runs inside this context."""

    def results(self, results: Any) -> None:
        """All figures exist; files are not written yet."""

    def notice(self, words: str) -> None:
        """Something the user should know that stops nothing."""
