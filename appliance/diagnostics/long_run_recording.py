"""A recording of any length, strung together from the built-in ones, whose text is known."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from appliance.diagnostics.audio_file import built_in
from appliance.domain.audio import SAMPLE_RATE_HZ, SAMPLE_WIDTH_BYTES
from appliance.samples.built_in import sample_text

_CLIPS: Final = (("meeting_zh", 3.0), ("factory_zh", 7.0))
"""With the pause before each. It is always the same, so that a clip is cut alike every time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """One clip with its place in the recording."""

    name: str
    reference: str
    first_sample: int
    end_sample: int


class LongRecording:
    """Ends after the clip in which it becomes as long as was asked for."""

    def __init__(self, seconds: float) -> None:
        clips = {name: built_in(name).tobytes() for name, _ in _CLIPS}
        self._pieces: list[bytes] = []
        self.clips: list[Placed] = []
        position = 0
        while position < seconds * SAMPLE_RATE_HZ:
            name, pause_s = _CLIPS[len(self.clips) % len(_CLIPS)]
            pause = bytes(round(pause_s * SAMPLE_RATE_HZ) * SAMPLE_WIDTH_BYTES)
            # Only referred to: hours of it take no more memory than its clips.
            self._pieces += [pause, clips[name]]
            first = position + len(pause) // SAMPLE_WIDTH_BYTES
            position = first + len(clips[name]) // SAMPLE_WIDTH_BYTES
            self.clips.append(
                Placed(name=name, reference=sample_text(), first_sample=first, end_sample=position)
            )
        self.sample_count = position

    def blocks(self) -> Iterator[bytes]:
        """Yield its 16-bit PCM in pieces of some seconds to a minute."""
        yield from self._pieces
