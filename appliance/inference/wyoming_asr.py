"""The standard face: any Wyoming client may describe, transcribe and read transcripts."""

import logging
from collections.abc import AsyncIterator
from importlib.metadata import version
from typing import Any, Final

from wyoming.asr import Transcribe, Transcript, TranscriptChunk, TranscriptStart, TranscriptStop
from wyoming.audio import AudioChunk, AudioStart, AudioStop
from wyoming.event import Event
from wyoming.info import AsrModel, AsrProgram, Attribution, Info

from appliance.domain.audio import SAMPLE_RATE_HZ, SAMPLE_WIDTH_BYTES
from appliance.inference.errors import InferenceError
from appliance.inference.pcm_converter import PcmConverter
from appliance.inference.recogniser import Recogniser
from appliance.inference.session import Session
from appliance.text import as_terms
from appliance.wire import Connection, Message
from appliance.wire.inference import (
    EndSession,
    FinalHypothesis,
    SessionAudio,
    SessionKind,
    StartSession,
)

log = logging.getLogger(__name__)

_AHEAD_SAMPLES: Final = 30 * SAMPLE_RATE_HZ
_PIECE_BYTES: Final = 2 * SAMPLE_RATE_HZ * SAMPLE_WIDTH_BYTES


def info(recogniser: Recogniser) -> Info:
    """Answer ``describe``."""
    status, known = recogniser.status(), recogniser.model
    project = Attribution(name="Tingxia", url="")
    model = AsrModel(
        name=status.model or "none",
        attribution=Attribution(name=f"{known.title}, {known.licence}" if known else "", url=""),
        installed=known is not None,
        description=f"{status.engine} on {status.device or 'cpu'}",
        version=status.model_sha256[:12] or None,
        languages=recogniser.languages(),
    )
    program = AsrProgram(
        name="tingxia",
        attribution=project,
        installed=True,
        description="Offline transcription with the resident model",
        version=version("tingxia"),
        models=[model],
        supports_transcript_streaming=True,
        requires_external_vad=False,
    )
    return Info(asr=[program])


class WyomingTranscription:
    """One utterance of a Wyoming client, from ``audio-start`` to ``transcript``."""

    def __init__(self, recogniser: Recogniser, connection: Connection) -> None:
        self._recogniser = recogniser
        self._connection = connection
        self._texts: list[str] = []

    async def run(self, transcribe: Transcribe) -> bool:
        """Read audio from the connection and answer; False if the client left before the end."""
        terms = as_terms(
            (*(transcribe.transcript_names or ()), *(transcribe.transcript_terms or ()))
        )
        start = StartSession(
            session_id="wyoming",
            kind=SessionKind.BATCH,
            language=_language(transcribe.language),
            prompt="，".join(terms),
            hot_words=terms,
        )
        self._session = Session(self._recogniser, start, send=self._hear)
        await self._connection.send(TranscriptStart(language=transcribe.language).event())
        if not await self._session.run(self._audio()):
            return False
        text = _joined(self._texts)
        await self._connection.send(Transcript(text=text, language=transcribe.language).event())
        await self._connection.send(TranscriptStop().event())
        return True

    async def _hear(self, message: Message) -> None:
        if isinstance(message, FinalHypothesis):
            chunk = _joined([*self._texts[-1:], message.text])
            chunk = chunk[len(self._texts[-1]) :] if self._texts else chunk
            self._texts.append(message.text)
            await self._connection.send(TranscriptChunk(text=chunk).event())

    async def _audio(self) -> AsyncIterator[Message | Event]:
        converter: PcmConverter | None = None
        position = 0
        async for event in self._connection:
            pcm = b""
            match event:
                case Event() if AudioStop.is_type(event.type):
                    if converter is not None:
                        pcm = converter.convert(b"", last=True)
                    async for piece in self._pieces(position, pcm):
                        yield piece
                    yield EndSession()
                    return
                case Event() if AudioChunk.is_type(event.type):
                    chunk = read_event_as(AudioChunk, event)
                    audio_format = (chunk.rate, chunk.width, chunk.channels)
                    if converter is None or converter.format != audio_format:
                        converter = PcmConverter(
                            rate=chunk.rate, width=chunk.width, channels=chunk.channels
                        )
                    pcm = converter.convert(chunk.audio)
                case Event() if AudioStart.is_type(event.type):
                    continue
                case _:
                    raise InferenceError(
                        "{type} came in the middle of audio.",
                        hint="Send audio-chunk or audio-stop.",
                        type=event.type if isinstance(event, Event) else event.event_type,
                    )
            async for piece in self._pieces(position, pcm):
                yield piece
            position += len(pcm) // SAMPLE_WIDTH_BYTES

    async def _pieces(self, position: int, pcm: bytes) -> AsyncIterator[SessionAudio]:
        """Cut into pieces that a session takes, none before there is room for it."""
        for begin in range(0, len(pcm), _PIECE_BYTES):
            await self._session.room_for_more(_AHEAD_SAMPLES)
            yield SessionAudio(
                first_sample=position + begin // SAMPLE_WIDTH_BYTES,
                audio=pcm[begin : begin + _PIECE_BYTES],
            )


def read_event_as(kind: Any, event: Event) -> Any:
    """Read a standard event as its class. Raises InferenceError if a field is missing or wrong."""
    try:
        return kind.from_event(event)
    except (KeyError, TypeError, ValueError, AssertionError) as error:
        raise InferenceError(
            "{type} is malformed: {reason}.",
            hint="Speak the Wyoming protocol.",
            type=event.type,
            reason=repr(error),
        ) from error


def _language(language: str | None) -> str | None:
    """``zh-CN`` is zh here."""
    return language.replace("_", "-").split("-")[0].lower() if language else None


def _joined(texts: list[str]) -> str:
    """Join pieces; those of scripts with spaces get one between them."""
    joined = ""
    for text in texts:
        spaced = joined and joined[-1].isascii() and text[:1].isascii()
        joined += f" {text}" if spaced else text
    return joined
