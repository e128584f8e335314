"""A recogniser that understands every second as the next number, and counts what it decodes.

Which file a session belongs to it learns from the first hot word.
"""

import asyncio
from collections import Counter
from pathlib import Path

from appliance.wire import Connection
from appliance.wire.inference import (
    EndSession,
    FinalHypothesis,
    SessionAudio,
    SessionEnded,
    SessionProgress,
    StartSession,
)
from tests.fakes.inference_server import WORD_SAMPLES, FakeInference


class CountingInference(FakeInference):
    """Says ``name.0``, ``name.1``, … whatever is heard."""

    def __init__(self, socket: Path) -> None:
        super().__init__(socket)
        self.decoded: Counter[str] = Counter()
        """How often each second of each file was decoded."""

        self.moved = asyncio.Event()
        """Set at every decode."""

    async def _session(self, connection: Connection, start: StartSession) -> None:
        name = start.hot_words[0] if start.hot_words else "unknown"
        decided = received = start.first_sample
        await connection.send(SessionProgress(received_samples=received, decided_samples=decided))
        async for message in connection:
            ended = isinstance(message, EndSession)
            if isinstance(message, SessionAudio):
                assert received == message.first_sample
                received += len(message.audio) // 2
            while decided < received:
                boundary = (decided // WORD_SAMPLES + 1) * WORD_SAMPLES
                if boundary > received and not ended:
                    break
                await self._say(connection, name, decided, min(boundary, received))
                decided = min(boundary, received)
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

    async def _say(self, connection: Connection, name: str, first: int, end: int) -> None:
        text = f"{name}.{first // WORD_SAMPLES}"
        self.decoded[text] += 1
        self.moved.set()
        await connection.send(
            FinalHypothesis(
                utterance=first,
                start_sample=first,
                end_sample=end,
                text=text,
                raw_text=text,
                language="zh",
                engine="fake",
                model="fake",
                model_sha256="0" * 64,
                decode_s=0.0,
            )
        )
