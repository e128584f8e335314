"""How parts of the station add lines to the audit."""

import asyncio
from functools import partial
from typing import Protocol

from appliance.library.audit import AuditLog


class Note(Protocol):
    """Adds a line to the audit."""

    async def __call__(self, deed: str, *, subject: str, **facts: object) -> None:
        """Add it; it is on the disk itself when this returns. Raises LibraryError."""


def noting(audit: AuditLog) -> Note:
    """Return what adds lines to this audit."""

    async def note(deed: str, *, subject: str, **facts: object) -> None:
        await asyncio.to_thread(partial(audit.note, deed, subject=subject, **facts))

    return note


async def unnoted(deed: str, *, subject: str, **facts: object) -> None:
    """Add nothing: for whoever only looks."""
    del deed, subject, facts
