"""Speech of a made-up recording: four seconds said, a second of silence, over and over."""

import asyncio
from collections.abc import AsyncGenerator

from appliance.domain.audio import to_samples, to_seconds
from appliance.domain.endpointing import EndpointRules
from appliance.domain.voice_trace import SpeechRegion, VoiceTrace
from appliance.station.errors import StationError
from appliance.station.face_speech import HeardRegions
from tests.fakes.settings import FakeSettings

FRAME_SAMPLES = 512
LENGTHS = (125, 31)
PATTERN = (254,) * LENGTHS[0] + (10,) * LENGTHS[1]
LENGTHS_SAMPLES = (LENGTHS[0] * FRAME_SAMPLES, LENGTHS[1] * FRAME_SAMPLES)
"""How long somebody speaks, and how long nobody."""


class FakeSpeech:
    """Implements face_speech.Speech for recordings of any name."""

    def __init__(self, settings: FakeSettings, duration_s: float = 60.0) -> None:
        self._settings = settings
        self.duration_s = duration_s
        self.go_on = asyncio.Event()
        """While it is cleared, listening stops half-way."""

        self.go_on.set()
        self.asked: list[EndpointRules] = []
        self.transcribed: list[tuple[str, int, int]] = []
        self.text = "二号线的温度传感器有故障。"
        self.is_silent = False
        """Whether nobody says anything."""

        self._listened: set[str] = set()

    def rules(self) -> EndpointRules:
        """Return those of the settings."""
        return self._settings.layers.resolve(self._settings.chosen).endpointing.rules

    async def listen(self, recording_id: str) -> AsyncGenerator[float, None]:
        """Listen in two steps."""
        yield 0.5
        await self.go_on.wait()
        self._listened.add(recording_id)
        yield 1.0

    async def regions(self, recording_id: str, rules: EndpointRules) -> HeardRegions:
        """Cut the pattern with the real rules."""
        self.asked.append(rules)
        if recording_id not in self._listened:
            raise StationError("Nobody has listened yet.", hint="Open the page again.")
        end = to_samples(self.duration_s)
        trace = VoiceTrace()
        pattern = (0,) if self.is_silent else PATTERN
        probabilities = (pattern * (end // FRAME_SAMPLES // len(pattern) + 1))[
            : end // FRAME_SAMPLES
        ]
        trace.add(FRAME_SAMPLES, probabilities, [-20 if p > 127 else -60 for p in probabilities])
        regions: tuple[SpeechRegion, ...] = tuple(trace.regions(rules, end_sample=end))
        speech = sum(region.end_sample - region.start_sample for region in regions)
        return HeardRegions(
            regions=regions, duration_s=self.duration_s, speech_s=to_seconds(speech)
        )

    async def transcribe(self, recording_id: str, start_sample: int, end_sample: int) -> str:
        """Understand the same everywhere."""
        self.transcribed.append((recording_id, start_sample, end_sample))
        return self.text
