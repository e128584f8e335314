"""Which recordings are searched."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchFilter:
    """All that is set must hold; None and empty set nothing."""

    started_from: datetime | None = None
    """Aware; the first moment that counts."""

    started_before: datetime | None = None
    """Aware; the first moment that counts no more."""

    tags: tuple[str, ...] = ()
    """All of them; case, width and script do not matter."""

    speaker: str = ""
    """Part of the name that a person gave to a speaker."""

    language: str = ""
    """A language of the text: zh, en, yue …"""

    least_duration_s: float | None = None
    most_duration_s: float | None = None
    has_marker: bool | None = None
    trashed: bool = False
    """True searches the trash, and nothing else."""
