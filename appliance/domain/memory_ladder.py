"""What is given up, one thing after the other, when memory runs out. Pure; owns no clock.

Going down is immediate: somebody waits for text. Going up needs patience, counted in checks: so
many in a row must find enough memory. What has to be given up again soon after it was had again
doubles the patience, so that a box at the edge of its memory does not swing.
"""

from collections.abc import Collection
from enum import StrEnum
from typing import Final

PATIENCE_CHECKS: Final = 10
"""About a second lies between two checks."""

MOST_PATIENCE_CHECKS: Final = 640

MARGIN: Final = 1.25
"""So much more than is needed must be free before anything is undone."""


class LadderStep(StrEnum):
    """How far down the recogniser is; what is lower includes what is above it."""

    NONE = "none"
    HALF_WINDOW = "half-window"
    """Audio is recognised in halves."""

    CPU = "cpu"
    """The model left the GPU."""

    SMALLER_MODEL = "smaller-model"
    """The smallest installed model that knows the language works instead."""


_ORDER: Final = tuple(LadderStep)


class Recovery:
    """When something that was given up may be tried again."""

    def __init__(self) -> None:
        self.patience = PATIENCE_CHECKS
        """So many checks in a row must find enough memory."""

        self._enough_in_a_row = 0
        self._checks_since: int | None = None

    def gave_up(self) -> None:
        """Begin to count; soon after it was had again more patience is needed."""
        if self._checks_since is not None and self._checks_since <= self.patience:
            self._lose_patience()
        self._checks_since = None
        self._enough_in_a_row = 0

    def check(self, *, enough: bool) -> bool:
        """Take note of whether there is memory now; tells whether it is time to try."""
        self._enough_in_a_row = self._enough_in_a_row + 1 if enough else 0
        return self._enough_in_a_row >= self.patience

    def failed(self) -> None:
        """There was not enough memory after all."""
        self._enough_in_a_row = 0
        self._lose_patience()

    def recovered(self) -> None:
        """Note that it is there again."""
        self._enough_in_a_row, self._checks_since = 0, 0

    def passed(self) -> None:
        """Another check went by in which nothing was missing."""
        if self._checks_since is not None:
            self._checks_since += 1

    def _lose_patience(self) -> None:
        self.patience = min(self.patience * 2, MOST_PATIENCE_CHECKS)


class MemoryLadder:
    """Where one recogniser stands on the ladder."""

    def __init__(self) -> None:
        self._step = LadderStep.NONE
        self._reason = ""
        self._recovery = Recovery()

    @property
    def step(self) -> LadderStep:
        """The lowest thing that was given up."""
        return self._step

    @property
    def reason(self) -> str:
        """What happened, for a person; empty if nothing was given up."""
        return self._reason

    @property
    def patience(self) -> int:
        """See Recovery."""
        return self._recovery.patience

    def go_down(self, possible: Collection[LadderStep], reason: str) -> LadderStep | None:
        """Take the next step that is possible here and return it; None if nothing is left."""
        for step in _ORDER[_ORDER.index(self._step) + 1 :]:
            if step in possible:
                self.stand_on(step, reason)
                return step
        self._recovery.check(enough=False)
        return None

    def stand_on(self, step: LadderStep, reason: str) -> None:
        """Be on this step because of what happened, while loading for example."""
        self._recovery.gave_up()
        self._step, self._reason = step, reason

    def check(self, *, enough: bool) -> bool:
        """Take note of the memory; tells when it is time to undo what was given up.

        ``enough`` is for what would be undone, with a margin.
        """
        if self._step is LadderStep.NONE:
            self._recovery.passed()
            return False
        return self._recovery.check(enough=enough)

    def undo(self) -> None:
        """Nothing is given up any more."""
        if self._step is not LadderStep.NONE:
            self._step, self._reason = LadderStep.NONE, ""
            self._recovery.recovered()

    def undo_failed(self) -> None:
        """There was not enough memory after all."""
        self._recovery.failed()
