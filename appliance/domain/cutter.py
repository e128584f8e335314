"""What cuts a stream of voice frames into utterances: Endpointer live, SegmentPacker in batch."""

from typing import Protocol

from appliance.domain.endpointing import EndpointEvent
from appliance.domain.vad import VoiceFrame


class Cutter(Protocol):
    """Fed frame by frame; tells what began and ended, and which audio is settled."""

    @property
    def settled_samples(self) -> int:
        """No utterance that is yet to end begins before."""
        ...

    @property
    def silence_s(self) -> float:
        """How long no speech was heard."""
        ...

    @property
    def certainty(self) -> float:
        """Mean probability of the frames taken for speech in the open utterance."""
        ...

    def feed(self, frame: VoiceFrame) -> list[EndpointEvent]:
        """Take the next frame."""
        ...

    def finish(self, end_sample: int) -> list[EndpointEvent]:
        """End the stream."""
        ...
