"""A microphone that vanishes, stalls, clips and overflows, under the running capture."""

import asyncio
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from appliance.capture import listener
from appliance.domain.gap import GapCause
from appliance.domain.recording import Recording
from appliance.recordings import RecordingAudio
from appliance.wire import RemoteError
from appliance.wire.capture import (
    GetCaptureStatus,
    MicrophoneState,
    PauseRecording,
    ResumeRecording,
)
from appliance.wire.supervision import HardwareStatus
from tests.fakes.audio import ramp
from tests.fakes.capture_process import CaptureBox, capture_here
from tests.fakes.microphone import FakeMicrophone

ID = "20250501-120000-abcd"
PIECE = 800


class Speaker:
    """Speaks the ramp into a microphone, a piece every 50 ms, on a thread of its own."""

    def __init__(self, microphone: FakeMicrophone) -> None:
        self.said = 0
        self._microphone = microphone

    @contextmanager
    def speaking(self) -> Iterator[None]:
        """Speak during the block."""
        ended = threading.Event()

        def speak() -> None:
            while not ended.wait(0.05):
                self._microphone.speak(ramp(self.said, PIECE))
                self.said += PIECE

        thread = threading.Thread(target=speak)
        thread.start()
        try:
            yield
        finally:
            ended.set()
            thread.join()


def result(box: CaptureBox) -> tuple[Recording, bytes]:
    """Return the recording and its audio."""
    audio = RecordingAudio(box.folder(ID))
    return audio.recording(), audio.read(0, 10**7)


@pytest.mark.parametrize("how", ["vanishes", "stalls"])
async def test_a_lost_microphone_is_noticed_and_found_again(tmp_path: Path, how: str) -> None:
    """Noticed within 2 s; the recording goes on at its return, with a gap of the real length."""
    microphone = FakeMicrophone()
    speaker = Speaker(microphone)
    async with capture_here(tmp_path / "data", microphone, capture={"stall_s": 1.5}) as box:
        with speaker.speaking():
            await box.until(lambda now: now.frames_read > 8000)
            await box.record(ID)
            await box.until(lambda now: now.recorded_samples > 16_000)
        silent_s = time.monotonic()
        if how == "vanishes":
            microphone.vanish()
        else:
            microphone.be_absent()
        status = await box.until(lambda now: now.microphone_state is MicrophoneState.LOST)
        assert time.monotonic() - silent_s <= 2.0
        assert "Check the plug" in status.problem or "connected" in status.problem
        microphone.come_back()
        await box.supervisor.announce(HardwareStatus(sound_generation=1))
        back = await box.until(lambda now: now.microphone_state is MicrophoneState.LISTENING)
        assert back.problem == ""
        with speaker.speaking():
            again_s = time.monotonic()
            await box.until(lambda now: now.recorded_samples > back.recorded_samples + 8000)
        await box.stop()
        recording, audio = result(box)
        (gap,) = recording.gaps
        expected = {"vanishes": GapCause.MICROPHONE_LOST, "stalls": GapCause.MICROPHONE_STALLED}
        assert gap.cause is expected[how]
        assert gap.at_sample == back.recorded_samples
        assert gap.duration_s == pytest.approx(again_s - silent_s, abs=0.15)
        first = int.from_bytes(audio[:2], "little") - 1
        assert audio == ramp(first, len(audio) // 2)


async def test_a_microphone_that_never_was_refuses_and_is_awaited(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without any microphone a start is refused; attempts are progress; one is found later."""
    monkeypatch.setattr(listener, "RETRY_S", 0.2)
    microphone = FakeMicrophone()
    microphone.be_absent()
    async with capture_here(tmp_path / "data", microphone) as box:
        status = await box.until(lambda now: now.microphone_state is MicrophoneState.ABSENT)
        assert status.problem == "No microphone is connected."
        with pytest.raises(RemoteError, match="no microphone") as refusal:
            await box.record(ID)
        assert refusal.value.remote_code == "no-microphone"
        async with asyncio.timeout(5):
            while len(set(box.supervisor.progress)) < 3:
                box.supervisor.progressed.clear()
                await box.supervisor.progressed.wait()
        microphone.come_back()
        await box.listening()
        assert (await box.record(ID)).recording_id == ID


async def test_a_microphone_still_missing_at_the_end_is_a_gap(tmp_path: Path) -> None:
    """What was not heard before the stop is in the journal too."""
    microphone = FakeMicrophone()
    async with capture_here(tmp_path / "data", microphone) as box:
        await box.listening()
        await box.record(ID)
        microphone.speak(ramp(0, PIECE))
        await box.until(lambda now: now.recorded_samples == PIECE)
        microphone.vanish()
        await box.until(lambda now: now.microphone_state is MicrophoneState.LOST)
        await box.stop()
        recording, audio = result(box)
        assert audio == ramp(0, PIECE)
        assert [(gap.at_sample, gap.cause) for gap in recording.gaps] == [
            (PIECE, GapCause.MICROPHONE_LOST)
        ]


async def test_clipping_and_overflow_are_counted_and_journalled(tmp_path: Path) -> None:
    """Full-scale samples and lost buffers show in the status and in the recording."""
    microphone = FakeMicrophone()
    async with capture_here(tmp_path / "data", microphone) as box:
        await box.listening()
        await box.record(ID)
        microphone.speak(b"\xff\x7f" * PIECE)
        microphone.speak(ramp(0, PIECE), overflowed=True)
        status = await box.until(lambda now: now.recorded_samples == 2 * PIECE)
        assert (PIECE, 1) == (status.clipped_samples, status.overflow_count)
        assert status.gap_count == 1
        await box.stop()
        recording, _ = result(box)
        assert recording.clipped_samples == PIECE
        assert [(gap.at_sample, gap.cause) for gap in recording.gaps] == [
            (PIECE, GapCause.OVERFLOW)
        ]


async def test_clipping_is_counted_while_nothing_is_recorded(tmp_path: Path) -> None:
    """The count only grows, also over the ends of a recording; the recording has its own."""
    microphone = FakeMicrophone()
    async with capture_here(tmp_path / "data", microphone) as box:
        await box.listening()
        microphone.speak(b"\xff\x7f" * PIECE)
        idle = await box.until(lambda now: now.clipped_samples == PIECE)
        started = await box.record(ID)
        microphone.speak(b"\xff\x7f" * PIECE)
        recorded = await box.until(lambda now: now.clipped_samples == 2 * PIECE)
        await box.stop()
        stopped = await box.ask(GetCaptureStatus())
        assert ["idle", "recording", "recording", "idle"] == [
            one.state.value for one in (idle, started, recorded, stopped)
        ]
        assert [PIECE, 2 * PIECE] == [one.clipped_samples for one in (started, stopped)]
        recording, _ = result(box)
        assert PIECE == recording.clipped_samples


async def test_a_muted_microphone_is_told(tmp_path: Path) -> None:
    """Nothing but zeros for five seconds is a problem with a next step; sound ends it."""
    microphone = FakeMicrophone()
    async with capture_here(tmp_path / "data", microphone) as box:
        await box.listening()
        microphone.speak(bytes(2 * 16_000 * 5))
        status = await box.until(lambda now: now.silent_s >= 5)
        assert "only silence" in status.problem
        microphone.speak(ramp(0, PIECE))
        status = await box.until(lambda now: now.silent_s == 0)
        assert status.problem == ""


async def test_silence_counts_from_where_a_recording_begins_or_goes_on(tmp_path: Path) -> None:
    """What was silent before it, or in its pause, is not the microphone's fault."""
    microphone = FakeMicrophone()
    silence = bytes(2 * 16_000 * 6)
    async with capture_here(tmp_path / "data", microphone) as box:
        await box.listening()
        microphone.speak(silence)
        await box.until(lambda now: now.silent_s >= 6)
        await box.record(ID)
        assert 0 == (await box.ask(GetCaptureStatus())).silent_s
        await box.ask(PauseRecording())
        microphone.speak(silence)
        await box.until(lambda now: now.silent_s >= 6)
        gone_on = await box.ask(ResumeRecording())
        assert (0, "") == (gone_on.silent_s, gone_on.problem)


async def test_the_room_is_told_of_recordings(tmp_path: Path) -> None:
    """Simulated microphones hear when a recording begins and ends."""
    microphone = FakeMicrophone()
    async with capture_here(tmp_path / "data", microphone) as box:
        await box.listening()
        await box.record(ID)
        await box.stop()
        opened, began, ended = microphone.cues
        recording, _ = result(box)
        assert opened is None
        assert began is not None
        assert began.is_fresh
        assert began.began_ns == recording.started.monotonic_ns
        assert ended is None


async def test_status_of_an_idle_box(tmp_path: Path) -> None:
    """An idle box says so, with the disk's outlook."""
    async with capture_here(tmp_path / "data", FakeMicrophone()) as box:
        await box.listening()
        status = await box.ask(GetCaptureStatus())
        assert (status.state.value, status.recording_id, status.microphone) == (
            "idle",
            None,
            "Fake microphone",
        )
        assert status.recordable_s > 0
        assert status.disk_free_bytes > 0
