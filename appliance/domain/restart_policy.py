"""When a process that died is started again, and when it is left alone."""

from collections import deque
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class CrashBudget:
    """So many crashes within ``window_s`` are too many."""

    crashes: int
    window_s: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Restart:
    """Start the process again after ``delay_s``."""

    delay_s: float


@dataclass(frozen=True, slots=True, kw_only=True)
class GiveUp:
    """Leave the process alone: it died ``crashes`` times within ``window_s``."""

    crashes: int
    window_s: float


class RestartPolicy:
    """Doubles the delay from 1 s to 60 s while a process keeps dying young.

    ``immediate`` puts one restart without delay before the first second. A process that had
    worked for ``stable_s`` is forgiven its past delays, but not its ``budget``.
    Times are seconds of any monotonic clock.
    """

    SHORTEST_S = 1.0
    LONGEST_S = 60.0

    def __init__(
        self, *, immediate: bool, stable_s: float, budget: CrashBudget | None = None
    ) -> None:
        self._immediate = immediate
        self._stable_s = stable_s
        self._budget = budget
        self._streak = 0
        self._deaths: deque[float] = deque()

    def died(self, *, now_s: float, worked_s: float) -> Restart | GiveUp:
        """Decide about a process that died at ``now_s`` after ``worked_s`` of being ready."""
        if worked_s >= self._stable_s:
            self._streak = 0
        self._streak += 1
        if self._budget is not None:
            self._deaths.append(now_s)
            while self._deaths[0] <= now_s - self._budget.window_s:
                self._deaths.popleft()
            if len(self._deaths) >= self._budget.crashes:
                return GiveUp(crashes=len(self._deaths), window_s=self._budget.window_s)
        return Restart(delay_s=self._delay_s())

    def _delay_s(self) -> float:
        doublings = self._streak - (2 if self._immediate else 1)
        if doublings < 0:
            return 0.0
        # Bounded before the power is taken: a streak may last for months.
        return min(self.LONGEST_S, self.SHORTEST_S * (1 << min(doublings, 16)))
