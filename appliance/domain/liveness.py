"""Whether a process shows signs of life in time."""

from enum import StrEnum


class Overdue(StrEnum):
    """What a process failed to do in time."""

    READINESS = "readiness"
    PROGRESS = "progress"


class Liveness:
    """Watches one run of a process. Times are seconds of one monotonic clock."""

    def __init__(self, *, started_s: float, start_timeout_s: float, progress_timeout_s: float):
        self._start_timeout_s = start_timeout_s
        self._progress_timeout_s = progress_timeout_s
        self._ready_s: float | None = None
        self._sign_s = started_s
        self._count: int | None = None

    def ready(self, *, now_s: float) -> None:
        """Note that the process said it can work."""
        if self._ready_s is None:
            self._ready_s = now_s
        self._sign_s = now_s

    def progressed(self, *, count: int, now_s: float) -> None:
        """Note what the process reported; only a count that moved is a sign of life.

        A process may go on sending while the part of it that works is stuck.
        """
        if count != self._count:
            self._count = count
            self._sign_s = now_s

    def forgive(self, *, now_s: float) -> None:
        """Count anew: the watcher itself slept and cannot tell who did not."""
        self._sign_s = now_s

    @property
    def due_s(self) -> float:
        """When the next sign of life must have come."""
        return self._sign_s + self._timeout_s

    def overdue(self, *, now_s: float) -> Overdue | None:
        """Return what is missing at ``now_s``, if anything."""
        if now_s < self.due_s:
            return None
        return Overdue.READINESS if self._ready_s is None else Overdue.PROGRESS

    def worked_s(self, *, now_s: float) -> float:
        """How long the process has been ready."""
        return 0.0 if self._ready_s is None else now_s - self._ready_s

    @property
    def _timeout_s(self) -> float:
        return self._start_timeout_s if self._ready_s is None else self._progress_timeout_s
