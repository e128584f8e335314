"""What a screen may ask about where there is speech in a recording. See face.Station."""

from collections.abc import AsyncGenerator
from dataclasses import dataclass
from typing import Protocol

from appliance.domain.endpointing import EndpointRules
from appliance.domain.voice_trace import SpeechRegion

__all__ = ["EndpointRules", "HeardRegions", "Speech", "SpeechRegion"]


@dataclass(frozen=True, slots=True, kw_only=True)
class HeardRegions:
    """The utterances that some rules make of a recording."""

    regions: tuple[SpeechRegion, ...]
    duration_s: float
    speech_s: float
    """Sum of their lengths."""


class Speech(Protocol):
    """See the module. All methods raise UnknownRecordingError, StationError, RecordingsError."""

    def rules(self) -> EndpointRules:
        """Return the rules that are configured."""
        ...

    def listen(self, recording_id: str) -> AsyncGenerator[float, None]:
        """Have a whole recording heard by the voice detector; yields the share that is done.

        What was heard is kept for a while, so that `regions` answers at once.
        """
        ...

    async def regions(self, recording_id: str, rules: EndpointRules) -> HeardRegions:
        """Return what these rules make of what was heard; nothing is changed by it.

        Raises StationError if it was not listened to.
        """
        ...

    async def transcribe(self, recording_id: str, start_sample: int, end_sample: int) -> str:
        """Recognise a stretch of at most a minute and keep nothing of it.

        Returns an utterance a line, or nothing if nothing is said.

        Raises StationError, also while the recogniser is away.
        """
        ...
