"""Whether a process shows signs of life in time."""

from enum import StrEnum
from typing import Final

BUSY_CPU_S: Final = 0.1
"""A frozen process uses no processor at all; one that is merely short of it uses some."""


class Overdue(StrEnum):
    """What a process failed to do in time."""

    READINESS = "readiness"
    PROGRESS = "progress"


class Liveness:
    """Watches one run of a process. Times are seconds of one monotonic clock.

    A process that reports and whose count stands still is hung. One that does not even report is
    frozen, unless it uses the processor: then the machine is so busy that it comes to nothing, and
    it has ``slow_timeout_s`` instead. ``cpu_s`` is all processor time that the run has used.
    """

    def __init__(
        self,
        *,
        started_s: float,
        start_timeout_s: float,
        progress_timeout_s: float,
        slow_timeout_s: float = 0.0,
    ) -> None:
        self._start_timeout_s = start_timeout_s
        self._progress_timeout_s = progress_timeout_s
        self._slow_timeout_s = slow_timeout_s
        self._ready_s: float | None = None
        self._sign_s = started_s
        self._reported_s = started_s
        self._waited_on_s = started_s
        self._cpu_s = 0.0
        self._count: int | None = None

    def ready(self, *, now_s: float, cpu_s: float = 0.0) -> None:
        """Note that the process said it can work."""
        if self._ready_s is None:
            self._ready_s = now_s
        self._lives(now_s, cpu_s)

    def progressed(self, *, count: int, now_s: float, cpu_s: float = 0.0) -> None:
        """Note what the process reported; only a count that moved is a sign of life.

        A process may go on sending while the part of it that works is stuck.
        """
        self._reported_s = now_s
        if count != self._count:
            self._count = count
            self._lives(now_s, cpu_s)

    def forgive(self, *, now_s: float) -> None:
        """Count anew: the watcher itself slept and cannot tell who did not."""
        self._sign_s = now_s

    @property
    def due_s(self) -> float:
        """When the next sign of life must have come."""
        return max(self._sign_s, self._waited_on_s) + self._timeout_s

    def overdue(self, *, now_s: float, cpu_s: float = 0.0) -> Overdue | None:
        """Return what is missing at ``now_s``, if anything; a slow process gets more time."""
        if now_s < self.due_s:
            return None
        is_silent = now_s - self._reported_s >= self._timeout_s
        is_busy = cpu_s - self._cpu_s >= BUSY_CPU_S
        if is_silent and is_busy and now_s - self._sign_s < self._slow_timeout_s:
            self._waited_on_s, self._cpu_s = now_s, cpu_s
            return None
        return Overdue.READINESS if self._ready_s is None else Overdue.PROGRESS

    def worked_s(self, *, now_s: float) -> float:
        """How long the process has been ready."""
        return 0.0 if self._ready_s is None else now_s - self._ready_s

    def _lives(self, now_s: float, cpu_s: float) -> None:
        self._sign_s = self._reported_s = now_s
        self._cpu_s = cpu_s

    @property
    def _timeout_s(self) -> float:
        return self._start_timeout_s if self._ready_s is None else self._progress_timeout_s
