"""Which recordings are being turned into text at this moment."""

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from appliance.station.transcription import Transcription


class Claim:
    """One recording in work."""

    def __init__(self) -> None:
        self.transcription: Transcription | None = None
        """The version that is being made; None before work has begun."""


class Underway:
    """Keeps two parts of the station from working on the same recording.

    Should two do so all the same, each ends for itself.
    """

    def __init__(self, *, on_release: Callable[[], None]) -> None:
        self._claims: dict[str, list[Claim]] = {}
        self._on_release = on_release
        self._released = asyncio.Event()

    @contextmanager
    def claim(self, recording_id: str) -> Iterator[Claim]:
        """Claim a recording until the end of the block."""
        claim = Claim()
        claims = self._claims.setdefault(recording_id, [])
        claims.append(claim)
        try:
            yield claim
        finally:
            claims.remove(claim)
            if not claims:
                del self._claims[recording_id]
            self._released.set()
            self._on_release()

    async def free(self, recording_id: str) -> None:
        """Wait until nobody works on a recording."""
        while recording_id in self:
            self._released.clear()
            await self._released.wait()

    def __contains__(self, recording_id: str) -> bool:
        return recording_id in self._claims

    def decided_samples(self, recording_id: str) -> int | None:
        """How far a recording in work has come; None if nobody works on it."""
        for claim in reversed(self._claims.get(recording_id, [])):
            if claim.transcription is not None:
                return claim.transcription.decided_samples
        return None

    def last_text(self, recording_id: str) -> str:
        """Return the last words that were understood of a recording in work."""
        for claim in reversed(self._claims.get(recording_id, [])):
            if claim.transcription is not None:
                return claim.transcription.last_text
        return ""
