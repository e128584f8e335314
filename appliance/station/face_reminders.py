"""What somebody should be reminded of while a recording runs: one attribute of face.Station."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol


class ReminderKind(StrEnum):
    """What it is about."""

    FORGOTTEN = "forgotten"
    """It records, and nobody has spoken for long."""

    PAUSED = "paused"
    """It is paused, and people speak on, which nothing keeps."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reminder:
    """One at a time."""

    kind: ReminderKind
    quiet_s: float = 0.0
    """So much of the recording has gone by without words."""


class Reminders(Protocol):
    """Reminds, and never stops anything by itself."""

    def now(self) -> Reminder | None:
        """Return what holds now; cheap, may be called at every redraw."""
        ...

    def dismiss(self) -> None:
        """Somebody wants the recording to go on though nobody speaks; it asks again later."""
        ...
