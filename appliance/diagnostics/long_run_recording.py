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
    """Ends after the clip in which it becomes as long as was asked for.

    Talk goes on throughout, or, where ``speech_share`` is given, for so much of the time.
    """

    def __init__(self, seconds: float, *, speech_share: float | None = None) -> None:
        built = [_after_pause(name, pause_s, speech_share) for name, pause_s in _CLIPS]
        self._pieces: list[bytes] = []
        self.clips: list[Placed] = []
        position = 0
        while position < seconds * SAMPLE_RATE_HZ:
            name, pause, clip = built[len(self.clips) % len(built)]
            # Only referred to: hours of it take no more memory than its clips.
            self._pieces += [pause, clip]
            first = position + len(pause) // SAMPLE_WIDTH_BYTES
            position = first + len(clip) // SAMPLE_WIDTH_BYTES
            self.clips.append(
                Placed(name=name, reference=sample_text(), first_sample=first, end_sample=position)
            )
        self.sample_count = position

    def blocks(self) -> Iterator[bytes]:
        """Yield its 16-bit PCM in pieces of some seconds to a minute."""
        yield from self._pieces


def _after_pause(name: str, pause_s: float, speech_share: float | None) -> tuple[str, bytes, bytes]:
    clip = built_in(name)
    pause = round(pause_s * SAMPLE_RATE_HZ)
    if speech_share is not None:
        pause = round(len(clip) * (1 / speech_share - 1))
    return name, bytes(pause * SAMPLE_WIDTH_BYTES), clip.tobytes()
