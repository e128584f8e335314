"""Where there is speech in a recording: listened to once, then cut as often as somebody likes."""

import asyncio
from collections import OrderedDict
from collections.abc import AsyncGenerator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from appliance.domain.audio import to_samples, to_seconds
from appliance.domain.endpointing import EndpointRules
from appliance.domain.feed_plan import CHUNK_SAMPLES
from appliance.domain.voice_trace import SpeechRegion, VoiceTrace
from appliance.library import Library
from appliance.paths import Paths
from appliance.recordings import RecordingAudio
from appliance.station.audio_source import AUDIBLE_GAP_S, AudioSource
from appliance.station.errors import StationError
from appliance.station.face_speech import HeardRegions
from appliance.station.session import Session
from appliance.wire import Connection, Message, WireError, connect
from appliance.wire.detection import StartDetection, VoiceHeard
from appliance.wire.inference import (
    FinalHypothesis,
    PartialHypothesis,
    SessionAudio,
    SessionKind,
    SessionProgress,
)

LONGEST_S: Final = 60.0
"""Of a stretch that somebody waits for."""

TEXT_TIMEOUT_S: Final = 120.0
"""A box that does not recognise a minute within that is too busy to be waited for."""

HEARD_TIMEOUT_S: Final = 30.0
"""A piece of a few seconds is heard in a fraction of one; who takes so long for it is stuck."""

_KEPT: Final = 4
"""Recordings whose traces are kept; a day of audio takes 5 MB."""

_REPORT_EVERY_SAMPLES: Final = 20 * CHUNK_SAMPLES


@dataclass(frozen=True, slots=True, kw_only=True)
class _Heard:
    trace: VoiceTrace
    end_sample: int
    seams: tuple[int, ...]


class LibrarySpeech:
    """Implements face_speech.Speech."""

    def __init__(
        self, library: Library, paths: Paths, inference_socket: Path, *, rules: EndpointRules
    ) -> None:
        self._library = library
        self._paths = paths
        self._socket = inference_socket
        self.configured = rules
        self._heard: OrderedDict[str, _Heard] = OrderedDict()

    def rules(self) -> EndpointRules:
        """Return the rules that are configured."""
        return self.configured

    async def listen(self, recording_id: str) -> AsyncGenerator[float, None]:
        """Have it heard. Raises StationError, RecordingsError."""
        audio, trace = await self._audio(recording_id), VoiceTrace()
        recording = await asyncio.to_thread(audio.recording)
        end_sample = await asyncio.to_thread(audio.available_samples)
        try:
            async with connect(self._socket) as connection:
                await _answered(connection, StartDetection())
                for position in range(0, end_sample, CHUNK_SAMPLES):
                    pcm = await asyncio.to_thread(
                        audio.read, position, min(CHUNK_SAMPLES, end_sample - position)
                    )
                    piece = SessionAudio(first_sample=position, audio=pcm)
                    heard = await _answered(connection, piece)
                    trace.add(heard.frame_samples, heard.probabilities, heard.levels_dbfs)
                    if not position % _REPORT_EVERY_SAMPLES:
                        yield position / end_sample
        except (WireError, TimeoutError) as error:
            raise _away() from error
        self._heard[recording_id] = _Heard(
            trace=trace,
            end_sample=end_sample,
            seams=tuple(gap.at_sample for gap in recording.gaps if gap.duration_s >= AUDIBLE_GAP_S),
        )
        self._heard.move_to_end(recording_id)
        while len(self._heard) > _KEPT:
            self._heard.popitem(last=False)
        yield 1.0

    async def regions(self, recording_id: str, rules: EndpointRules) -> HeardRegions:
        """Return what these rules make of what was heard. Raises StationError."""
        heard = self._heard.get(recording_id)
        if heard is None:
            raise StationError(
                "Nobody has listened to {recording_id} yet.",
                hint="Open the page again; it is listened to then.",
                recording_id=recording_id,
            )
        regions = await asyncio.to_thread(_cut, heard, rules)
        return HeardRegions(
            regions=regions,
            duration_s=to_seconds(heard.end_sample),
            speech_s=to_seconds(sum(part.end_sample - part.start_sample for part in regions)),
        )

    async def transcribe(self, recording_id: str, start_sample: int, end_sample: int) -> str:
        """Recognise a stretch. Raises StationError, RecordingsError."""
        if not 0 <= start_sample < end_sample <= start_sample + to_samples(LONGEST_S):
            raise StationError(
                "A stretch of up to {seconds} s can be recognised on its own.",
                hint="Choose a shorter one.",
                seconds=round(LONGEST_S),
            )
        audio = await self._audio(recording_id)
        end_sample = min(end_sample, await asyncio.to_thread(audio.available_samples))
        listener = _Listener()
        session = Session(
            AudioSource(self._paths.recording(recording_id), total_samples=end_sample),
            kind=SessionKind.BATCH,
            first_sample=start_sample,
            listener=listener,
        )
        try:
            async with asyncio.timeout(TEXT_TIMEOUT_S):
                await session.run(self._socket)
        except (WireError, TimeoutError) as error:
            raise _away() from error
        return "\n".join(listener.texts)

    async def _audio(self, recording_id: str) -> RecordingAudio:
        await self._library.get(recording_id)
        audio = RecordingAudio(self._paths.recording(recording_id))
        await asyncio.to_thread(audio.require_audio)
        return audio


class _Listener:
    def __init__(self) -> None:
        self.texts: list[str] = []

    def guessed(self, partial: PartialHypothesis) -> None:
        """Leave guesses aside."""

    def understood(self, final: FinalHypothesis) -> None:
        """Wait until it is decided."""

    def progressed(self, progress: SessionProgress) -> None:
        """Nobody is told how far a short stretch is."""

    async def decided(self, finals: list[FinalHypothesis], decided_samples: int) -> None:
        """Keep the text."""
        del decided_samples
        self.texts += [final.text for final in finals]


def _cut(heard: _Heard, rules: EndpointRules) -> tuple[SpeechRegion, ...]:
    return tuple(heard.trace.regions(rules, end_sample=heard.end_sample, seams=heard.seams))


async def _answered(connection: Connection, question: Message) -> VoiceHeard:
    async with asyncio.timeout(HEARD_TIMEOUT_S):
        return await connection.request(question, VoiceHeard)


def _away() -> StationError:
    return StationError("The recogniser does not answer.", hint="Try again in a moment.")
