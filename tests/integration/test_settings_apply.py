"""Settings that are changed while the whole box records, in real processes."""

import asyncio
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from appliance.diagnostics.demo import sample
from appliance.diagnostics.running_box import ONLY_TEXT, RunningBox, running_box
from appliance.domain.process import ProcessState, Role
from appliance.recordings.reader import RecordingAudio
from appliance.wire import RemoteError, request
from appliance.wire.capture import CaptureState, CaptureStatus, GetCaptureStatus
from appliance.wire.settings import ChangeSetting, LockTold, ResetSetting, SetPin, SettingTold
from appliance.wire.station import BeginRecording, FinishRecording, RecordingNamed
from appliance.wire.station_client import stored_text

FASTER = {"TINGXIA_CAPTURE_SPEED": "3", "TINGXIA_INFERENCE_THREADS": "1", **ONLY_TEXT}
ANSWER_S = 20.0


pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def started(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[RunningBox]:
    """A box that hears the meeting, three times as fast as it was spoken, for all tests."""
    meeting, data = sample("meeting_zh").audio, tmp_path_factory.mktemp("box") / "data"
    async with running_box(data, mic=f"file:{meeting}", environment=FASTER) as running:
        yield running


@pytest.fixture
async def box(started: RunningBox) -> RunningBox:
    """The box, whatever it was set to before, with all its processes at work."""
    await started.until_running(*Role)
    return started


@pytest.mark.timeout(240)
async def test_a_language_chosen_in_mid_recording_reaches_inference(box: RunningBox) -> None:
    """The text from then on is in it; the recording is whole, and capture is the same process."""
    before = {role: (await box.process_status(role)).pid for role in Role}
    begun = await request(box.paths.station_socket, BeginRecording(), RecordingNamed)
    await until_spoken_in(box, begun.recording_id, "zh")

    told = await ask(box, ChangeSetting(key="inference.language", value="en"))
    await until_renewed(box, Role.INFERENCE, before[Role.INFERENCE])
    languages = await until_spoken_in(box, begun.recording_id, "en")
    await request(box.paths.station_socket, FinishRecording(), RecordingNamed, timeout_s=ANSWER_S)

    after = {role: (await box.process_status(role)).pid for role in Role}
    assert ("en", "screen") == (told.value, told.source)
    assert before[Role.CAPTURE] == after[Role.CAPTURE]
    assert before[Role.STATION] == after[Role.STATION]
    recording = RecordingAudio(box.paths.recording(begun.recording_id)).recording()
    assert () == recording.gaps
    assert 0 == recording.recoveries
    assert languages[0] == "zh", "what was said before stays"
    assert languages[-1] == "en"


@pytest.mark.timeout(180)
async def test_what_capture_reads_waits_for_the_end_of_the_recording(box: RunningBox) -> None:
    """The change is pending as long as something is recorded, paused as well; then it holds."""
    pid = (await box.process_status(Role.CAPTURE)).pid
    station = box.paths.station_socket
    begun = await request(station, BeginRecording(), RecordingNamed)

    told = await ask(box, ChangeSetting(key="capture.preroll_s", value=1.5))
    await until_recorded(box, 10)
    during = await box.process_status(Role.CAPTURE)
    state = (await capture(box)).state
    await request(station, FinishRecording(), RecordingNamed, timeout_s=ANSWER_S)
    await until_renewed(box, Role.CAPTURE, pid)
    after = await box.process_status(Role.CAPTURE)

    assert told.pending
    assert (pid, ("capture.preroll_s",)) == (during.pid, during.outdated)
    assert CaptureState.RECORDING is state
    assert () == after.outdated
    assert "" == after.last_exit, "leaving when told is no crash"
    recording = RecordingAudio(box.paths.recording(begun.recording_id)).recording()
    assert () == recording.gaps
    assert "asked" == recording.stop_reason


@pytest.mark.timeout(120)
async def test_what_is_refused_changes_nothing_and_the_stations_own_settings_hold_at_once(
    box: RunningBox,
) -> None:
    """The command line stands above the screen; a wrong value is told with its range.

    What only the station reads is in force without a new process, and so is its reset.
    """
    pid = (await box.process_status(Role.STATION)).pid
    before = chosen(box)
    with pytest.raises(RemoteError, match="fixed by"):
        await ask(box, ChangeSetting(key="capture.mic", value="auto"))
    with pytest.raises(RemoteError, match="not possible for"):
        await ask(box, ChangeSetting(key="capture.preroll_s", value=100))
    status = await box.status()
    after = chosen(box)

    changed = await ask(box, ChangeSetting(key="retention.max_age_days", value=30))
    reset = await ask(box, ResetSetting(key="retention.max_age_days"))
    locked = await request(box.paths.station_socket, SetPin(pin="271828"), LockTold)

    assert before == after
    assert {()} == {process.outdated for process in status.processes}
    assert (30, "screen", False) == (changed.value, changed.source, changed.pending)
    assert (0, "default", False) == (reset.value, reset.source, reset.pending)
    assert locked.has_pin
    assert pid == (await box.process_status(Role.STATION)).pid


def chosen(box: RunningBox) -> bytes | None:
    """Return what was chosen on the screen, as it is written; None if nothing is."""
    file = box.paths.data / "choices.json"
    return file.read_bytes() if file.exists() else None


async def ask(box: RunningBox, question: ChangeSetting | ResetSetting) -> SettingTold:
    """Ask the station."""
    return await request(box.paths.station_socket, question, SettingTold, timeout_s=ANSWER_S)


async def capture(box: RunningBox) -> CaptureStatus:
    """Ask capture how it is."""
    return await request(box.paths.capture_socket, GetCaptureStatus(), CaptureStatus)


async def until_recorded(box: RunningBox, seconds: float) -> None:
    """Wait until so much is recorded."""
    async with asyncio.timeout(3 * seconds + 10):
        while (await capture(box)).recorded_samples < seconds * 16_000:
            await asyncio.sleep(0.1)


async def until_spoken_in(box: RunningBox, recording_id: str, language: str) -> list[str]:
    """Wait for an utterance in a language; returns those of all utterances."""
    async with asyncio.timeout(120):
        while True:
            text = await stored_text(box.paths.station_socket, recording_id)
            languages = [segment.language for segment in text.segments]
            if language in languages:
                return languages
            await asyncio.sleep(0.5)


async def until_renewed(box: RunningBox, role: Role, old: int | None) -> None:
    """Wait until another process of a role works."""
    await box.until(
        lambda status: any(
            process.role == role
            and process.pid not in {old, None}
            and process.state is ProcessState.RUNNING
            for process in status.processes
        ),
        what=f"a new {role}",
        timeout_s=60,
    )
