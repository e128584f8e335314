"""Which recordings are being turned into text at this moment."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from appliance.station.transcription import Transcription


class Claim:
    """One recording in work."""

    def __init__(self) -> None:
        self.transcription: Transcription | None = None
        """The version that is being made; None before work has begun."""


class Underway:
    """Keeps two parts of the station from working on the same recording."""

    def __init__(self, *, on_release: Callable[[], None]) -> None:
        self._claims: dict[str, Claim] = {}
        self._on_release = on_release

    @contextmanager
    def claim(self, recording_id: str) -> Iterator[Claim]:
        """Claim a recording until the end of the block."""
        claim = self._claims[recording_id] = Claim()
        try:
            yield claim
        finally:
            del self._claims[recording_id]
            self._on_release()

    def __contains__(self, recording_id: str) -> bool:
        return recording_id in self._claims

    def decided_samples(self, recording_id: str) -> int | None:
        """How far a recording in work has come; None if nobody works on it."""
        claim = self._claims.get(recording_id)
        if claim is None or claim.transcription is None:
            return None
        return claim.transcription.decided_samples
