"""What live captions give up, one thing after the other, when the engine cannot keep up.

The audio is never given up, nor the text: finals come late rather than not at all. Pure; told
the time.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final


class CaptionsLevel(StrEnum):
    """How much is left; each step includes those above it."""

    FULL = "full"
    SLOWER = "slower"
    """Partials come half as often."""

    SHORT_WINDOW = "short-window"
    """A partial recognises only the last seconds of what is being said."""

    FINALS_ONLY = "finals-only"
    """Text comes when an utterance is over."""

    OFF = "off"
    """So far behind that nobody can read along; the screen tells by how much."""


_LEVELS: Final = tuple(CaptionsLevel)


@dataclass(frozen=True, slots=True, kw_only=True)
class OverloadRules:
    """When a step is taken."""

    behind_s: tuple[float, ...] = (1.5, 2.5, 4.0, 15.0)
    """With the oldest final waiting longer than this, slower, short window, finals only, off."""

    partial_s: tuple[float, ...] = (0.8, 1.2, 1.6)
    """A partial that takes longer than this to come asks for slower, short window, finals only."""

    step_down_s: float = 1.0
    """Least time between two steps down, so that one slow decode takes one step."""

    step_up_s: float = 5.0
    """Calm for so long leads one step up; twice as long each time that was too early."""

    longest_step_up_s: float = 60.0

    calm_share: float = 0.5
    """Of the limit that led to a level; below it there is calm."""


class OverloadLadder:
    """Of one live session."""

    def __init__(self, rules: OverloadRules | None = None) -> None:
        self._rules = rules or OverloadRules()
        self._step = 0
        self._stepped_s = float("-inf")
        self._calm_since_s: float | None = None
        self._partial_s = 0.0
        self._step_up_s = self._rules.step_up_s
        self._rose_s = float("-inf")

    @property
    def level(self) -> CaptionsLevel:
        """What is left at present."""
        return _LEVELS[self._step]

    def partial_came(self, took_s: float) -> None:
        """Note how long it was from asking for a partial to having it."""
        self._partial_s = took_s

    def observe(self, now_s: float, *, behind_s: float) -> CaptionsLevel:
        """Take note of how long the oldest final is waiting; return the level from now on."""
        if self._wanted(behind_s) > self._step:
            self._calm_since_s = None
            if now_s - self._stepped_s >= self._rules.step_down_s:
                self._go(self._step + 1, now_s)
        elif self._step and self._is_calm(behind_s):
            if self._calm_since_s is None:
                self._calm_since_s = now_s
            if now_s - self._calm_since_s >= self._step_up_s:
                self._go(self._step - 1, now_s)
        else:
            self._calm_since_s = None
        return self.level

    def _wanted(self, behind_s: float) -> int:
        behind = sum(behind_s > limit_s for limit_s in self._rules.behind_s)
        slow = sum(self._partial_s > limit_s for limit_s in self._rules.partial_s)
        return max(behind, slow)

    def _is_calm(self, behind_s: float) -> bool:
        at = self._step - 1
        partial_limits = self._rules.partial_s
        return behind_s <= self._rules.behind_s[at] * self._rules.calm_share and (
            at >= len(partial_limits)
            or self._partial_s <= partial_limits[at] * self._rules.calm_share
        )

    def _go(self, step: int, now_s: float) -> None:
        if step < self._step:
            self._rose_s = now_s
        elif now_s - self._rose_s <= self._rules.longest_step_up_s:
            self._step_up_s = min(2 * self._step_up_s, self._rules.longest_step_up_s)
            self._rose_s = float("-inf")
        else:
            self._step_up_s = self._rules.step_up_s
        self._step = step
        self._stepped_s = now_s
        self._calm_since_s = None
        if self._step >= _LEVELS.index(CaptionsLevel.SHORT_WINDOW):
            self._partial_s = 0.0  # a shorter one costs less: how much, is to be seen
