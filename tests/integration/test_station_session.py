"""One session against a recogniser that says exactly what a test wants."""

import asyncio
from pathlib import Path

import pytest

from appliance.recordings.errors import RecordingsError
from appliance.recordings.writer import RecordingWriter
from appliance.station.audio_source import AudioSource
from appliance.station.session import Session
from appliance.wire import Connection, Message, RemoteError, WireError, error_event, serve
from appliance.wire.inference import (
    EndSession,
    FinalHypothesis,
    PartialHypothesis,
    SessionAudio,
    SessionEnded,
    SessionKind,
    SessionProgress,
)
from tests.fakes.clock import FakeClock

TOTAL = 48_000


class Notes:
    """Keeps what a session understood."""

    def __init__(self) -> None:
        self.decisions: list[tuple[list[str], int]] = []

    def guessed(self, partial: PartialHypothesis) -> None:
        """See Listener."""

    def understood(self, final: FinalHypothesis) -> None:
        """See Listener."""

    def progressed(self, progress: SessionProgress) -> None:
        """See Listener."""

    async def decided(self, finals: list[FinalHypothesis], decided_samples: int) -> None:
        """See Listener."""
        self.decisions.append(([final.text for final in finals], decided_samples))


@pytest.fixture
def source(tmp_path: Path) -> AudioSource:
    """Three seconds of a closed recording."""
    folder = tmp_path / "recording"
    writer = RecordingWriter.create(
        folder, recording_id="20250501-120000-abcd", segment_samples=TOTAL, clock=FakeClock()
    )
    writer.append(b"\x01\x00" * TOTAL)
    writer.close("asked")
    return AudioSource(folder, total_samples=TOTAL)


def final(text: str, start_sample: int, end_sample: int) -> FinalHypothesis:
    """Return an utterance."""
    return FinalHypothesis(
        utterance=0,
        start_sample=start_sample,
        end_sample=end_sample,
        text=text,
        raw_text=text,
        language="zh",
        engine="",
        model="",
        model_sha256="",
        decode_s=0.0,
    )


async def converse(source: AudioSource, socket: Path, *script: Message) -> Notes:
    """Run a session with a recogniser that takes all audio and then says the script."""
    notes = Notes()

    async def recogniser(connection: Connection) -> None:
        await connection.receive()
        await connection.send(SessionProgress(received_samples=0, decided_samples=0))
        async for message in connection:
            if isinstance(message, EndSession):
                break
            assert isinstance(message, SessionAudio)
        for line in script:
            await connection.send(line)

    session = Session(source, kind=SessionKind.BATCH, first_sample=0, listener=notes)
    async with asyncio.timeout(10), serve(socket, recogniser):
        await session.run(socket)
    return notes


async def test_a_final_that_reaches_past_the_decided_position_is_not_lost(
    source: AudioSource, tmp_path: Path
) -> None:
    """What began before the decided position belongs to it, wherever its last word ends."""
    notes = await converse(
        source,
        tmp_path / "inference.sock",
        final("一", 0, 20_000),
        SessionProgress(received_samples=TOTAL, decided_samples=19_000),
        final("二", 19_000, 30_000),
        SessionEnded(decided_samples=TOTAL, audio_s=3.0, decode_s=0.1, decoded_audio_s=3.0),
    )
    assert notes.decisions == [(["一"], 19_000), (["二"], TOTAL)]


async def test_an_end_without_a_word_is_a_lost_connection(
    source: AudioSource, tmp_path: Path
) -> None:
    """A recogniser that leaves in good order before it is done was interrupted all the same."""
    with pytest.raises(WireError, match="went away"):
        await converse(source, tmp_path / "inference.sock", final("一", 0, 20_000))


async def test_what_the_recogniser_says_comes_before_that_it_left(
    source: AudioSource, tmp_path: Path
) -> None:
    """Its own reason is told, not only the end of the connection."""

    async def refuses(connection: Connection) -> None:
        await connection.receive()
        await connection.send(SessionProgress(received_samples=0, decided_samples=0))
        await connection.send(error_event(RemoteError("Out of memory.", hint="Wait.")))

    session = Session(source, kind=SessionKind.BATCH, first_sample=0, listener=Notes())
    socket = tmp_path / "inference.sock"
    async with asyncio.timeout(10), serve(socket, refuses):
        with pytest.raises(RemoteError, match="Out of memory"):
            await session.run(socket)


async def test_a_session_ends_where_audio_is_lost(source: AudioSource, tmp_path: Path) -> None:
    """With the reason: one that ended in good order would be begun again for ever."""
    for file in (tmp_path / "recording").glob("*.wav"):
        file.unlink()
    (tmp_path / "recording" / "journal.jsonl").unlink()
    with pytest.raises(RecordingsError, match="was lost"):
        await converse(
            source,
            tmp_path / "inference.sock",
            SessionEnded(decided_samples=0, audio_s=0.0, decode_s=0.0, decoded_audio_s=0.0),
        )
