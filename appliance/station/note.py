"""How parts of the station put a deed into the audit."""

from typing import Protocol


class Note(Protocol):
    """Adds a line to the audit."""

    async def __call__(self, deed: str, *, subject: str, **facts: object) -> None:
        """Add it; it is on the disk itself when this returns. Raises LibraryError."""


async def unnoted(deed: str, *, subject: str, **facts: object) -> None:
    """Add nothing, where nothing is changed."""
    del deed, subject, facts
