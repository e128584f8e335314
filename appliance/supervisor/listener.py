"""Who is told what happens to the processes: the terminal of ``tingxia up``."""

from typing import Protocol

from appliance.domain.process import Role


class Listener(Protocol):
    """Called in the event loop; must not block. Times are seconds."""

    def became_ready(self, role: Role, *, after_s: float) -> None:
        """Hear that a process is ready; ``after_s`` is counted from the box's start."""

    def refused(self, role: Role, *, last_words: str) -> None:
        """Hear that a process cannot start for a reason that trying again does not cure."""

    def stopping(self) -> None:
        """Hear that the orderly stop begins."""


class Silent:
    """Listens to nothing."""

    def became_ready(self, role: Role, *, after_s: float) -> None:
        """Do nothing."""

    def refused(self, role: Role, *, last_words: str) -> None:
        """Do nothing."""

    def stopping(self) -> None:
        """Do nothing."""
