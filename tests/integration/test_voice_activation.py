"""A box that listens: recordings begin by speech and end by silence, with the real capture."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import pytest
import soundfile

from appliance.domain.audio import to_samples
from appliance.domain.marker import MarkerKind
from appliance.domain.voice_activation import REST_S, VoiceActivationState
from appliance.library import Library
from appliance.library.audit import AuditLog
from appliance.recordings.reader import RecordingAudio
from appliance.samples.built_in import sample_file
from appliance.station.background import background
from appliance.station.box import BoxStation
from appliance.wire import RemoteError
from appliance.wire.capture import CaptureState
from tests.fakes.box import until
from tests.fakes.capture_process import CaptureBox, capture_here
from tests.fakes.inference_server import FakeInference
from tests.fakes.microphone import FakeMicrophone

PIECE_S = 0.1
SILENCE_S = 5
LISTENING, RESTING = VoiceActivationState.LISTENING, VoiceActivationState.RESTING
RECORDING, KEPT = VoiceActivationState.RECORDING, VoiceActivationState.KEPT


def meeting(seconds: float) -> bytes:
    """Return the beginning of the built-in meeting; its first word is said after 1.3 s."""
    with soundfile.SoundFile(sample_file("meeting_zh")) as file:
        return bytes(file.buffer_read(to_samples(seconds), dtype="int16"))


@dataclass(kw_only=True)
class Room:
    """A box in a room, and what is said in it."""

    capture: CaptureBox
    microphone: FakeMicrophone
    inference: FakeInference
    station: BoxStation = field(init=False)
    _life: AsyncExitStack = field(default_factory=AsyncExitStack)

    async def start_station(self) -> None:
        """Start it."""
        settings = self.capture.settings
        library = await self._life.enter_async_context(Library.open(settings.paths))
        work = await self._life.enter_async_context(background())
        self.station = BoxStation(settings, library, work)
        await self.until(lambda: self.station.snapshot().capture is not None)

    async def end_station(self) -> None:
        """End it."""
        await self._life.aclose()

    @property
    def state(self) -> VoiceActivationState:
        """What the box does by itself."""
        return self.station.snapshot().voice_activation.state

    @property
    def running_id(self) -> str | None:
        """What is recorded."""
        capture = self.station.snapshot().capture
        assert capture is not None
        return capture.recording_id if capture.state is not CaptureState.IDLE else None

    async def until(self, reached: Callable[[], bool]) -> None:
        """Wait for a change of the station."""
        async with asyncio.timeout(20):
            await until(self.station, reached)

    async def be(self, state: VoiceActivationState) -> None:
        """Wait until the box does this."""
        await self.until(lambda: self.state is state)

    async def talk(self, pcm: bytes, *, pace: float = 10.0) -> None:
        """Say this, so many times as fast as people speak, as a microphone hands it on."""
        step = 2 * to_samples(PIECE_S)
        for place in range(0, len(pcm), step):
            self.microphone.speak(pcm[place : place + step])
            await asyncio.sleep(PIECE_S / pace)

    async def be_quiet(self, seconds: int) -> None:
        """Let time pass in the room, no faster than it is heard."""
        for _ in range(0, seconds, SILENCE_S):
            due = self._frames_read() + to_samples(SILENCE_S)
            self.microphone.speak(bytes(2 * to_samples(SILENCE_S)))
            await self.until(partial(self._has_read, due))

    def _frames_read(self) -> int:
        capture = self.station.snapshot().capture
        return capture.frames_read if capture is not None else 0

    def _has_read(self, samples: int) -> bool:
        return self._frames_read() >= samples

    def deeds(self) -> list[tuple[str, str]]:
        """Return what the audit tells of it, the oldest first."""
        lines = AuditLog(self.capture.settings.paths.data).newest(100)
        return [(line.deed, line.subject) for line in reversed(lines) if "-by-" in line.deed]


@asynccontextmanager
async def room(folder: Path, *, is_on: bool = True, **storage: object) -> AsyncIterator[Room]:
    """Run the real capture and a station; recordings end after a minute without speech."""
    microphone = FakeMicrophone()
    async with capture_here(
        folder / "data",
        microphone,
        capture={"record_on_speech": is_on, "stall_s": 30},
        station={"end_after_minutes": 1},
        storage=storage,
    ) as capture:
        paths = capture.settings.paths
        paths.supervisor_socket.unlink()  # nobody answers there
        inference = FakeInference(paths.inference_socket)
        await inference.start()
        here = Room(capture=capture, microphone=microphone, inference=inference)
        try:
            await here.start_station()
            await here.be_quiet(1)
            await here.until(lambda: here.state is not VoiceActivationState.DEAF)
            yield here
        finally:
            await here.end_station()
            await inference.kill()


async def test_speech_begins_a_recording_with_its_first_word(tmp_path: Path) -> None:
    """Silence ends it, speech begins the next one; both are in the audit."""
    async with room(tmp_path) as here:
        assert LISTENING is here.state
        await here.be_quiet(20)
        speech = meeting(6)
        await here.talk(speech, pace=1)
        await here.be(RECORDING)
        recording_id = here.running_id
        assert recording_id is not None
        await here.be_quiet(70)
        await here.be(LISTENING)
        audio = RecordingAudio(here.capture.folder(recording_id))
        kept, preroll = audio.read(0, to_samples(20)), audio.recording().preroll_samples
        assert speech in kept
        assert to_samples(5) <= preroll <= to_samples(8)
        duration_s = (await here.station.recording(recording_id)).summary.duration_s
        assert 60 <= duration_s <= 80
        await here.talk(speech)
        await here.be(RECORDING)
        assert here.running_id not in {None, recording_id}
        assert [
            ("begin-by-speech", recording_id),
            ("end-by-silence", recording_id),
            ("begin-by-speech", here.running_id),
        ] == here.deeds()


async def test_a_stop_amid_talk_begins_no_other_recording(tmp_path: Path) -> None:
    """People talk on their way out; after a silence it listens again."""
    async with room(tmp_path) as here:
        await here.talk(meeting(6))
        await here.be(RECORDING)
        await here.station.stop_recording()
        await here.talk(meeting(12))
        assert (RESTING, None) == (here.state, here.running_id)
        await here.be_quiet(round(REST_S) + 2)
        await here.be(LISTENING)
        await here.talk(meeting(6))
        await here.be(RECORDING)


async def touch_by_marker(station: BoxStation) -> None:
    """Mark a moment."""
    await station.add_marker(MarkerKind.DECISION)


async def touch_by_title(station: BoxStation) -> None:
    """Give a title."""
    await station.entitle("Shift handover")


async def touch_by_pause(station: BoxStation) -> None:
    """Pause and go on."""
    await station.pause_recording()
    await until(station, lambda: station.snapshot().voice_activation.state is KEPT)
    await station.resume_recording()


async def touch_by_wish(station: BoxStation) -> None:
    """Tap that it should go on."""
    station.reminders.dismiss()


@pytest.mark.parametrize("touch", [touch_by_marker, touch_by_title, touch_by_pause, touch_by_wish])
async def test_what_a_person_touched_is_left_to_persons(
    tmp_path: Path, touch: Callable[[BoxStation], Awaitable[None]]
) -> None:
    """It goes on however long nobody speaks; a station that starts again knows it too."""
    async with room(tmp_path) as here:
        await here.station.entitle("Morning round")
        await here.talk(meeting(6))
        await here.be(RECORDING)
        recording_id = here.running_id
        await here.until(lambda: here.station.snapshot().title == "Morning round")
        assert RECORDING is here.state
        await touch(here.station)
        await here.be(KEPT)
        await here.be_quiet(5)
        await here.end_station()
        await here.start_station()
        await here.be(KEPT)
        await here.be_quiet(70)
        assert (KEPT, recording_id) == (here.state, here.running_id)


async def test_a_tap_is_a_persons_recording(tmp_path: Path) -> None:
    """Nobody listens meanwhile, and it holds no more of what was before than was chosen."""
    async with room(tmp_path) as here:
        await here.be_quiet(20)
        recording_id = await here.station.start_recording()
        await here.be(VoiceActivationState.STANDING_BY)
        await here.be_quiet(70)
        assert recording_id == here.running_id
        audio = RecordingAudio(here.capture.folder(recording_id))
        assert to_samples(3) == audio.recording().preroll_samples


async def test_who_taps_start_when_speech_was_quicker_takes_it_over(tmp_path: Path) -> None:
    """It is the same recording, with the title that was wanted; a further start is refused."""
    async with room(tmp_path) as here:
        await here.talk(meeting(6))
        await here.be(RECORDING)
        recording_id = here.running_id
        assert recording_id == await here.station.start_recording("Morning round")
        await here.until(lambda: here.station.snapshot().title == "Morning round")
        await here.be_quiet(70)
        assert (KEPT, recording_id) == (here.state, here.running_id)
        with pytest.raises(RemoteError):
            await here.station.start_recording()


async def test_noise_that_only_the_cheap_detector_takes_for_voice_begins_nothing(
    tmp_path: Path,
) -> None:
    """The recogniser's own detector has the last word; without it the cheap one."""
    async with room(tmp_path) as here:
        here.inference.probability = 100
        await here.talk(meeting(12))
        assert (LISTENING, None) == (here.state, here.running_id)
        await here.inference.kill()
        await here.talk(meeting(6))
        await here.be(RECORDING)


async def test_a_refusal_is_told_once_and_lapses_when_nobody_speaks(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """As a tap is refused; nothing is tried again with each word."""
    async with room(tmp_path, reserve_bytes=2**60) as here:
        await here.talk(meeting(30))
        refusal = here.station.snapshot().voice_activation.refusal
        assert refusal is not None
        assert "disk-full" == getattr(refusal, "remote_code", "")
        assert (LISTENING, None, []) == (here.state, here.running_id, here.deeds())
        told = [record for record in caplog.records if "nothing begins" in record.message]
        assert 1 == len(told)
        await here.be_quiet(round(REST_S) + 2)
        await here.until(lambda: here.station.snapshot().voice_activation.refusal is None)


async def test_a_refusal_lapses_where_nothing_is_heard(tmp_path: Path) -> None:
    """Without a microphone nobody knows whether somebody speaks."""
    async with room(tmp_path, reserve_bytes=2**60) as here:
        await here.talk(meeting(6))
        await here.until(lambda: here.station.snapshot().voice_activation.refusal is not None)
        here.microphone.vanish()
        await here.be(VoiceActivationState.DEAF)
        assert here.station.snapshot().voice_activation.refusal is None


async def test_nobody_is_listened_to_where_nobody_chose_it(tmp_path: Path) -> None:
    """Neither by default nor after it was switched off; what it began is a person's then."""
    async with room(tmp_path, is_on=False) as here:
        await here.talk(meeting(6))
        assert (VoiceActivationState.OFF, None) == (here.state, here.running_id)
        await here.station.settings.change("capture.record_on_speech", value=True)
        await here.until(lambda: here.state is not VoiceActivationState.DEAF)
        await here.talk(meeting(6))
        await here.be(RECORDING)
        await here.station.settings.change("capture.record_on_speech", value=False)
        await here.be_quiet(70)
        assert VoiceActivationState.OFF is here.state
        assert here.running_id is not None


async def test_a_station_that_starts_again_knows_what_it_began(tmp_path: Path) -> None:
    """And ends it."""
    async with room(tmp_path) as here:
        await here.station.entitle("Morning round")
        await here.talk(meeting(6))
        await here.be(RECORDING)
        recording_id = here.running_id
        await here.end_station()
        await here.start_station()
        await here.until(lambda: here.station.snapshot().title == "Morning round")
        assert (RECORDING, recording_id) == (here.state, here.running_id)
        await here.be_quiet(70)
        await here.be(LISTENING)
        assert [("begin-by-speech", recording_id), ("end-by-silence", recording_id)] == here.deeds()
