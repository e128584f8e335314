"""Capture that is told to make room for its successor."""

import asyncio
import signal
from pathlib import Path

import pytest

from appliance.domain.gap import GapCause
from appliance.domain.recording import RecordingState
from appliance.errors import ApplianceError
from appliance.recordings import RecordingAudio
from appliance.wire.capture import (
    CaptureState,
    GetCaptureStatus,
    PauseRecording,
    ResumeRecording,
)
from tests.fakes.capture_process import CaptureBox, capture_box

ID = "20250501-120000-abcd"
SILENCE: dict[str, object] = {"mic": "silence"}


def hang_up(box: CaptureBox) -> None:
    """Tell it."""
    assert box.process is not None
    box.process.send_signal(signal.SIGHUP)


async def ended(box: CaptureBox) -> int:
    """Wait until it has left by itself."""
    assert box.process is not None
    async with asyncio.timeout(15):
        return await box.process.wait()


async def test_it_leaves_at_once_when_nothing_is_recorded(tmp_path: Path) -> None:
    """With success, so that nobody takes it for a crash."""
    async with capture_box(tmp_path / "data", capture=SILENCE) as box:
        await box.start()
        await box.listening()
        hang_up(box)

        assert 0 == await ended(box)


@pytest.mark.parametrize("is_paused", [False, True])
async def test_it_stays_for_a_recording_and_leaves_after_it(
    tmp_path: Path, is_paused: bool
) -> None:
    """The recording is as if nothing had been said, paused or not."""
    async with capture_box(tmp_path / "data", capture=SILENCE) as box:
        await box.start()
        await box.listening()
        await box.record(ID)
        if is_paused:
            await box.ask(PauseRecording())
        hang_up(box)
        if is_paused:
            await box.ask(ResumeRecording())
        await box.hear(8_000)
        await box.stop()
        status = await ended(box)
        recording = RecordingAudio(box.folder(ID)).recording()

    assert 0 == status
    assert (RecordingState.CLOSED, "asked") == (recording.state, recording.stop_reason)
    assert {gap.cause for gap in recording.gaps} <= {GapCause.PAUSED}


async def test_a_recording_that_begins_meanwhile_is_refused_or_whole(tmp_path: Path) -> None:
    """Nothing is begun and then abandoned."""
    async with capture_box(tmp_path / "data", capture=SILENCE) as box:
        await box.start()
        await box.listening()
        hang_up(box)
        try:
            await box.record(ID)
        except ApplianceError:
            await ended(box)
            assert not box.folder(ID).exists()
            return
        await box.hear(8_000)
        await box.stop()
        await ended(box)
        assert RecordingState.CLOSED is RecordingAudio(box.folder(ID)).recording().state


@pytest.mark.parametrize("is_paused", [False, True])
async def test_an_orphan_leaves_its_recording_open_for_the_next(
    tmp_path: Path, is_paused: bool
) -> None:
    """A supervisor that died is started again; nobody asked for the end of the recording."""
    async with capture_box(tmp_path / "data", capture=SILENCE) as box:
        await box.start()
        await box.listening()
        await box.record(ID)
        await box.hear(8_000)
        if is_paused:
            await box.ask(PauseRecording())
        await box.supervisor.leave()
        status = await ended(box)
        await box.start()
        again = await box.ask(GetCaptureStatus())
        if is_paused:
            await box.ask(ResumeRecording())
        await box.hear(8_000)
        await box.stop()
        recording = RecordingAudio(box.folder(ID)).recording()

    assert 0 == status
    assert (ID, CaptureState.PAUSED if is_paused else CaptureState.RECORDING) == (
        again.recording_id,
        again.state,
    )
    assert (1, "asked") == (recording.recoveries, recording.stop_reason)
    expected = GapCause.PAUSED if is_paused else GapCause.CAPTURE_RESTARTED
    assert [expected] == [gap.cause for gap in recording.gaps]
