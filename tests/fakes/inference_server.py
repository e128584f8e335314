"""An inference process in a few lines: it understands one word a second and dies on demand.

Every speaker of it says words of one hundred: 7 is said by the first, 107 by the next one.
"""

import asyncio
import struct
from collections.abc import Callable, Iterator, Mapping
from contextlib import AsyncExitStack
from pathlib import Path

from appliance.domain.text_change import TextChange, TextStep
from appliance.wire import Connection, RemoteError, serve
from appliance.wire.detection import StartDetection, VoiceHeard
from appliance.wire.inference import (
    EndSession,
    FinalHypothesis,
    GetInferenceStatus,
    InferenceStatus,
    LoadModel,
    ModelState,
    PartialHypothesis,
    SessionAudio,
    SessionEnded,
    SessionKind,
    SessionProgress,
    SpeakersFound,
    SpeakerTurn,
    StartDiarisation,
    StartSession,
    SubscribeInference,
    UnloadModel,
)

WORD_SAMPLES = 16_000
"""Every word lasts a second and begins on a whole second of the recording."""


def spoken(*words: int) -> bytes:
    """Return audio of words: samples that all have the word's value; 0 is silence."""
    return b"".join(struct.pack("<h", word) * WORD_SAMPLES for word in words)


class FakeInference:
    """Hears the words of ``spoken``."""

    def __init__(self, socket: Path) -> None:
        self._socket = socket
        self._life = AsyncExitStack()
        self._connections: set[Connection] = set()
        self._subscribers: set[Connection] = set()
        self.status = InferenceStatus(
            state=ModelState.READY, engine="fake", model="fake", model_sha256="0" * 64
        )
        self.sessions: list[StartSession] = []
        self.greatest_lead_samples = 0
        """How far a sender ever was ahead of what was decided."""

        self.hears = asyncio.Event()
        """While it is cleared, nobody is told where there is speech."""

        self.hears.set()
        self.probability = 255
        """Of speech, in all that is not silence."""

        self.poison: int | None = None
        """A word that kills the process."""

        self.failure_at: tuple[int, RemoteError] | None = None
        """A word that is answered with an error."""

        self.vocabulary: dict[int, str] = {}
        """What words are written as; those that are not in it, as their number."""

        self.deaf_to_finals = False
        """Send finals but die before saying that they are decided."""

        self.refusal: Callable[[StartSession], RemoteError | None] = lambda _: None
        """Says why a session is not taken."""

        self.next_model: str | None = None
        """What the next LoadModel brings; None if it cannot be loaded."""

        self.unload_refusal: RemoteError | None = None
        self.diarisations = 0
        self.renumbered: dict[int, int] = {}
        """Speakers who are taken for others."""

        self.diarisation_gate = asyncio.Event()
        """While it is cleared nobody learns who speaks when."""

        self.diarisation_gate.set()
        self.diarisation_heard = asyncio.Event()
        """All audio of a recording came."""

        self.diarisation_refusal: RemoteError | None = None
        self.diarisation_kills = False
        self.died = asyncio.Event()
        self.deaths = 0

    async def start(self) -> None:
        """Begin to listen on the socket."""
        await self._life.enter_async_context(serve(self._socket, self._converse))

    async def kill(self) -> None:
        """Drop all connections in the middle of whatever they carry."""
        await self._life.aclose()

    async def _die(self) -> None:
        self.died.set()
        self.deaths += 1
        for connection in list(self._connections):
            await connection.close()

    async def _converse(self, connection: Connection) -> None:
        self._connections.add(connection)
        try:
            async for message in connection:
                match message:
                    case SubscribeInference():
                        self._subscribers.add(connection)
                        await connection.send(self.status)
                    case GetInferenceStatus():
                        await connection.send(self.status)
                    case LoadModel() | UnloadModel():
                        await self._change_model(message)
                        await connection.send(self.status)
                    case StartDiarisation():
                        await self._diarise(connection)
                    case StartDetection():
                        await self._detect(connection)
                    case StartSession():
                        self.sessions.append(message)
                        await self._session(connection, message)
        finally:
            self._connections.discard(connection)
            self._subscribers.discard(connection)

    async def tell(self, **fields: object) -> None:
        """Change the status and tell it."""
        self.status = self.status.model_copy(update=fields)
        for subscriber in list(self._subscribers):
            await subscriber.send(self.status)

    async def _change_model(self, message: LoadModel | UnloadModel) -> None:
        if isinstance(message, UnloadModel):
            if self.unload_refusal is not None:
                raise self.unload_refusal
            await self.tell(state=ModelState.UNLOADED)
        elif self.next_model is None:
            await self.tell(error="There is no such model.", hint="Choose another.")
        else:
            await self.tell(
                state=ModelState.READY, model=self.next_model, model_sha256="1" * 64, error=""
            )

    async def _detect(self, connection: Connection) -> None:
        """Hear speech wherever there are words, in frames of a twentieth of a second."""
        await connection.send(VoiceHeard(first_sample=0, frame_samples=0))
        async for message in connection:
            assert isinstance(message, SessionAudio)
            await self.hears.wait()
            samples = struct.unpack(f"<{len(message.audio) // 2}h", message.audio)
            frames = samples[:: WORD_SAMPLES // 20]
            answer = VoiceHeard(
                first_sample=message.first_sample,
                frame_samples=WORD_SAMPLES // 20,
                probabilities=tuple(self.probability if sample else 0 for sample in frames),
                levels_dbfs=tuple(-20 if sample else -120 for sample in frames),
            )
            await connection.send(answer)

    async def _diarise(self, connection: Connection) -> None:
        self.diarisations += 1
        if self.diarisation_refusal is not None:
            raise self.diarisation_refusal
        heard = b""
        await connection.send(SessionProgress(received_samples=0, decided_samples=0))
        async for message in connection:
            if isinstance(message, EndSession):
                break
            assert isinstance(message, SessionAudio)
            assert message.first_sample == len(heard) // 2
            heard += message.audio
            received = len(heard) // 2
            await connection.send(
                SessionProgress(received_samples=received, decided_samples=received)
            )
        self.diarisation_heard.set()
        if self.diarisation_kills:
            await self._die()
            return
        await self.diarisation_gate.wait()
        await connection.send(
            SpeakersFound(
                turns=tuple(_turns(heard, self.renumbered)), model="fake", audio_s=0.0, work_s=0.0
            )
        )

    async def _session(self, connection: Connection, start: StartSession) -> None:
        refusal = self.refusal(start)
        if refusal is not None:
            raise refusal
        decided = received = reported = start.first_sample
        heard = b""
        await connection.send(SessionProgress(received_samples=received, decided_samples=decided))
        async for message in connection:
            ended = isinstance(message, EndSession)
            if isinstance(message, SessionAudio):
                assert received == message.first_sample
                assert len(message.audio) <= 64 * 1024
                heard += message.audio
                received += len(message.audio) // 2
                self.greatest_lead_samples = max(self.greatest_lead_samples, received - decided)
            while decided < received:
                boundary = min((decided // WORD_SAMPLES + 1) * WORD_SAMPLES, received)
                if boundary % WORD_SAMPLES and not ended:
                    break
                (word,) = struct.unpack_from("<h", heard)
                if word == self.poison:
                    await self._die()
                    return
                if self.failure_at is not None and word == self.failure_at[0]:
                    raise self.failure_at[1]
                if word:
                    await self._understand(connection, start, word, decided, boundary)
                    if self.deaf_to_finals:
                        await self._die()
                        return
                heard, decided = heard[(boundary - decided) * 2 :], boundary
                await connection.send(
                    SessionProgress(received_samples=received, decided_samples=decided)
                )
            if received - reported >= WORD_SAMPLES // 4:
                reported = received
                await connection.send(
                    SessionProgress(received_samples=received, decided_samples=decided)
                )
            if ended:
                await connection.send(
                    SessionEnded(
                        decided_samples=decided, audio_s=0.0, decode_s=0.0, decoded_audio_s=0.0
                    )
                )
                return

    async def _understand(
        self, connection: Connection, start: StartSession, word: int, first: int, end: int
    ) -> None:
        if start.kind is SessionKind.LIVE:
            await connection.send(
                PartialHypothesis(
                    utterance=first,
                    start_sample=first,
                    end_sample=end,
                    stable_text="",
                    tentative_text=f"{word}?",
                    decode_s=0.0,
                )
            )
        text = self.vocabulary.get(word, str(word))
        await connection.send(
            FinalHypothesis(
                utterance=first,
                start_sample=first,
                end_sample=end,
                text=text,
                raw_text=f"{word} raw",
                changes=(
                    TextChange(
                        step=TextStep.ITN, start=0, before=f"{word} raw", after=text, cause="x"
                    ),
                ),
                lexicon="1e51c0",
                language="zh",
                engine="fake",
                model=self.status.model,
                model_sha256=self.status.model_sha256,
                decode_s=0.0,
            )
        )


def _turns(heard: bytes, renumbered: Mapping[int, int]) -> Iterator[SpeakerTurn]:
    for first in range(0, len(heard) // 2, WORD_SAMPLES):
        (word,) = struct.unpack_from("<h", heard, first * 2)
        if word:
            speaker = word // 100 + 1
            yield SpeakerTurn(
                start_sample=first,
                end_sample=first + WORD_SAMPLES,
                speaker=renumbered.get(speaker, speaker),
            )
