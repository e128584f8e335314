"""The capture process: real process, sockets and files; a file as microphone."""

import asyncio
import wave
from pathlib import Path

import pytest
from wyoming.audio import AudioChunk, AudioStart
from wyoming.event import Event
from wyoming.info import Describe, Info

from appliance.domain.gap import GapCause
from appliance.domain.marker import MarkerKind
from appliance.domain.recording import RecordingState
from appliance.recordings import RecordingAudio
from appliance.wire import Connection, RemoteError, connect
from appliance.wire.capture import (
    AddMarker,
    AudioLost,
    CaptureState,
    CaptureStatus,
    GetCaptureStatus,
    MarkerAdded,
    MicrophoneState,
    PauseRecording,
    RecordedAudio,
    RecordingStopped,
    ResumeRecording,
    StopRecording,
    SubscribeCapture,
)
from tests.fakes.audio import ramp
from tests.fakes.capture_process import capture_box

ID = "20250501-120000-abcd"
LENGTH = 120 * 16_000


@pytest.fixture
def ramp_file(tmp_path: Path) -> Path:
    """Two minutes in which every sample tells its place."""
    path = tmp_path / "ramp.wav"
    with wave.open(str(path), "wb") as file:
        file.setparams((1, 2, 16_000, 0, "NONE", ""))
        file.writeframes(ramp(0, LENGTH))
    return path


def spoken(audio: bytes) -> bytes:
    """Leave out the silence before the first word."""
    return audio.lstrip(b"\0")


async def test_a_recording_holds_exactly_what_was_heard(tmp_path: Path, ramp_file: Path) -> None:
    """Pre-roll, then every sample from the first; files, journal, events and status agree."""
    async with capture_box(
        tmp_path / "data",
        capture={"mic": f"file:{ramp_file}", "preroll_s": 0.5, "segment_s": 1},
    ) as box:
        await box.start()
        await box.until(lambda now: now.frames_read > 16_000)
        async with connect(box.settings.paths.capture_socket) as connection:
            await connection.send(SubscribeCapture(audio=True))
            status = await box.record(ID, "会议")
            assert (status.state, status.recording_id) == (CaptureState.RECORDING, ID)
            await box.until(lambda now: now.recorded_samples > 56_000)
            await box.stop()
            published, stopped = b"", None
            async for message in connection:
                if isinstance(message, RecordedAudio):
                    assert message.first_sample == len(published) // 2
                    published += message.audio
                if isinstance(message, RecordingStopped):
                    stopped = message
                    break
        audio = RecordingAudio(box.folder(ID))
        recording, kept = audio.recording(), audio.read(0, LENGTH)
        assert published == kept
        assert stopped is not None
        assert (stopped.total_samples, stopped.reason) == (len(kept) // 2, "asked")
        assert recording.preroll_samples == 8000
        assert kept[:16_000] == bytes(16_000)
        assert spoken(kept) == ramp(0, len(spoken(kept)) // 2)
        assert recording.gaps == ()
        assert (recording.title, recording.microphones) == ("会议", ("ramp.wav",))
        assert {part.sample_count for part in recording.segments[:-1]} == {16_000}
        assert await box.end() == 0


async def test_pause_and_markers(tmp_path: Path, ramp_file: Path) -> None:
    """A pause leaves a gap of its real length; what is said meanwhile is not kept."""
    async with capture_box(tmp_path / "data", capture={"mic": f"file:{ramp_file}"}) as box:
        await box.start()
        await box.listening()
        await box.record(ID)
        await box.until(lambda now: now.recorded_samples > 8000)
        await box.ask(AddMarker(kind=MarkerKind.DECISION, note="就这样"))
        paused = await box.ask(PauseRecording())
        assert paused.state is CaptureState.PAUSED
        await box.until(lambda now: now.frames_read > paused.frames_read + 8000)
        resumed = await box.ask(ResumeRecording())
        assert resumed.recorded_samples == paused.recorded_samples
        await box.until(lambda now: now.recorded_samples > paused.recorded_samples + 4000)
        await box.stop()
        audio = RecordingAudio(box.folder(ID))
        recording = audio.recording()
        assert [(mark.kind, mark.note) for mark in recording.markers] == [
            (MarkerKind.DECISION, "就这样")
        ]
        (gap,) = recording.gaps
        assert (gap.cause, gap.at_sample) == (GapCause.PAUSED, paused.recorded_samples)
        before, after = (
            int.from_bytes(audio.read(gap.at_sample + side, 1), "little") for side in (-1, 0)
        )
        missing_s = ((after - before) % 32_767 - 1) / 16_000
        assert gap.duration_s == pytest.approx(missing_s, abs=0.06)


async def test_refusals_say_what_to_do(tmp_path: Path) -> None:
    """What cannot be done is answered with code and hint, and the connection goes on."""
    async with capture_box(tmp_path / "data", capture={"mic": "silence"}) as box:
        await box.start()
        await box.listening()
        for elsewhere in ("../../etc", "20250501/../../../etc", "20251350-120000-abcd", "", "\0"):
            with pytest.raises(RemoteError, match="no recording id") as refusal:
                await box.record(elsewhere)
            assert refusal.value.remote_code == "capture"
        async with connect(box.settings.paths.capture_socket) as connection:
            for message in (StopRecording(), PauseRecording(), ResumeRecording()):
                with pytest.raises(RemoteError, match="No recording") as refusal:
                    await connection.request(message, CaptureStatus)
                assert refusal.value.remote_code == "not-recording"
            await box.record(ID)
            with pytest.raises(RemoteError) as refusal:
                await box.record("20250501-120001-abcd")
            assert refusal.value.remote_code == "already-recording"
            assert refusal.value.hint
            await box.stop()
            with pytest.raises(RemoteError):
                await box.record(ID)
            status = await connection.request(GetCaptureStatus(), CaptureStatus)
            assert status.state is CaptureState.IDLE


async def test_foreign_messages_end_the_connection_only(tmp_path: Path) -> None:
    """Garbage on either socket is answered with an error; a recording goes on."""
    async with capture_box(tmp_path / "data", capture={"mic": "silence"}) as box:
        await box.start()
        await box.listening()
        await box.record(ID)
        paths = box.settings.paths
        for socket in (paths.capture_socket, paths.microphone_socket):
            reader, writer = await asyncio.open_unix_connection(socket)
            writer.write(b"GET / HTTP/1.1\r\n\r\n")
            async with asyncio.timeout(5):
                assert b'"error"' in await reader.read()
            writer.close()
        status = await box.ask(GetCaptureStatus())
        assert status.state is CaptureState.RECORDING
        assert await box.end() == 0


async def test_sigterm_closes_the_recording(tmp_path: Path) -> None:
    """An orderly end closes files and journal with the reason, and the status is 0."""
    async with capture_box(tmp_path / "data", capture={"mic": "silence"}) as box:
        await box.start()
        await box.listening()
        await box.record(ID)
        await box.hear(3000)
        async with connect(box.settings.paths.capture_socket) as connection:
            await connection.send(SubscribeCapture())
            assert isinstance(await connection.receive(), CaptureStatus)
            assert await box.end() == 0
            news = [message async for message in connection]
        stopped = [message for message in news if isinstance(message, RecordingStopped)]
        assert [message.reason for message in stopped] == ["shutdown"]
        recording = RecordingAudio(box.folder(ID)).recording()
        assert (recording.state, recording.stop_reason) == (RecordingState.CLOSED, "shutdown")


async def test_a_slow_listener_is_told_and_slows_nobody(tmp_path: Path, ramp_file: Path) -> None:
    """Who does not read for a while learns the exact range it missed; the file is whole."""
    async with capture_box(
        tmp_path / "data", capture={"mic": f"file:{ramp_file}", "speed": 30}
    ) as box:
        await box.start()
        await box.listening()
        async with connect(box.settings.paths.capture_socket) as connection:
            await connection.send(SubscribeCapture(audio=True))
            assert isinstance(await connection.receive(), CaptureStatus)
            await box.record(ID)
            await box.until(lambda now: now.recorded_samples > 90 * 16_000)
            await box.stop()
            position, lost = 0, 0
            async for message in connection:
                if isinstance(message, RecordedAudio):
                    assert message.first_sample == position
                    position += len(message.audio) // 2
                elif isinstance(message, AudioLost):
                    assert message.first_sample == position
                    position += message.sample_count
                    lost += message.sample_count
                elif isinstance(message, RecordingStopped):
                    assert message.total_samples == position
                    break
        assert lost > 16_000
        kept = spoken(RecordingAudio(box.folder(ID)).read(0, 10 * LENGTH)).rstrip(b"\0")
        assert kept == ramp(0, len(kept) // 2)
        assert len(kept) // 2 > 80 * 16_000


async def test_commands_on_a_subscribed_connection(tmp_path: Path) -> None:
    """A listener may also ask on its connection; the answer comes between the news."""
    async with capture_box(tmp_path / "data", capture={"mic": "silence"}) as box:
        await box.start()
        await box.listening()
        await box.record(ID)
        async with connect(box.settings.paths.capture_socket) as connection, asyncio.timeout(5):
            await connection.send(SubscribeCapture())
            await connection.send(AddMarker(kind=MarkerKind.PLAIN))
            async for message in connection:
                if isinstance(message, MarkerAdded):
                    assert message.kind is MarkerKind.PLAIN
                    break


async def test_a_wyoming_client_hears_the_microphone(tmp_path: Path, ramp_file: Path) -> None:
    """Connecting is enough: audio-start, then chunks; describe is answered."""

    async def next_of(connection: Connection, event_type: str) -> Event:
        while True:
            event = await connection.receive()
            assert isinstance(event, Event)
            if event.type == event_type:
                return event

    async with capture_box(tmp_path / "data", capture={"mic": f"file:{ramp_file}"}) as box:
        await box.start()
        await box.listening()
        async with connect(box.settings.paths.microphone_socket) as connection, asyncio.timeout(5):
            start = AudioStart.from_event(await next_of(connection, "audio-start"))
            assert (start.rate, start.width, start.channels) == (16_000, 2, 1)
            await connection.send(Describe().event())
            info = Info.from_event(await next_of(connection, "info"))
            assert info.mic[0].mic_format.rate == 16_000
            await box.record(ID)
            heard = b""
            while len(spoken(heard)) < 16_000:
                chunk = AudioChunk.from_event(await next_of(connection, "audio-chunk"))
                heard += chunk.audio
            assert spoken(heard) == ramp(0, len(spoken(heard)) // 2)


async def test_progress_is_what_was_read(tmp_path: Path) -> None:
    """The supervisor is told about once a second how many samples were read."""
    async with capture_box(tmp_path / "data", capture={"mic": "silence"}) as box:
        await box.start()
        await box.until(lambda now: now.frames_read > 40_000)
        counts = box.supervisor.progress
        assert len(counts) >= 3
        assert counts == sorted(set(counts))
        assert counts[-1] > 16_000


@pytest.mark.parametrize(("rate_hz", "encrypt"), [(16_000, False), (48_000, False), (48_000, True)])
async def test_memory_while_recording(tmp_path: Path, rate_hz: int, *, encrypt: bool) -> None:
    """The process holds less than 40 MB of its own, also while it resamples and encrypts.

    With the code of libraries, which the processes of a box share, 55 to 75 MB are resident.
    Measured is the second start, as on a box: the first compiles, which takes memory of its own.
    """
    mic = "sample"
    if rate_hz != 16_000:
        path = tmp_path / "fast.wav"
        with wave.open(str(path), "wb") as file:
            file.setparams((2, 2, rate_hz, 0, "NONE", ""))
            file.writeframes(ramp(0, 60 * rate_hz * 2))
        mic = f"file:{path}"
    async with capture_box(
        tmp_path / "data", capture={"mic": mic, "speed": 5}, storage={"encrypt": encrypt}
    ) as box:
        box.environment = {
            "PYTHONDONTWRITEBYTECODE": "",
            "PYTHONPYCACHEPREFIX": str(tmp_path / "compiled"),
        }
        await box.start()
        await box.listening()
        await box.end()
        await box.start()
        await box.listening()
        await box.record(ID)
        status = await box.until(lambda now: now.recorded_samples > 20 * 16_000)
        assert status.microphone_state is MicrophoneState.LISTENING
        assert box.own_bytes() < 40_000_000
