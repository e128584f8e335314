"""What a screen asks of the station, answered with a fake capture and real files."""

from pathlib import Path

import pytest

from appliance.domain.audio import SAMPLE_RATE_HZ
from appliance.domain.marker import MarkerKind
from appliance.library import UnknownRecordingError
from appliance.station.box import BoxStation
from appliance.station.errors import PinError, StationError
from appliance.wire import RemoteError
from appliance.wire.capture import CaptureState
from appliance.wire.supervision import HardwareStatus, Volume
from tests.fakes.box import fake_box, until
from tests.fakes.inference_server import spoken
from tests.fakes.speech import ID, on_disk
from tests.integration.test_station_control import wav_file


async def test_without_capture_nothing_is_started_and_the_reason_is_told(tmp_path: Path) -> None:
    """A recorder that is being restarted is named, with the next step."""
    async with fake_box(tmp_path) as box, box.station() as station:
        await box.capture.kill()
        with pytest.raises(StationError, match="being restarted") as refused:
            await station.start_recording()
    assert "Try again" in refused.value.hint


async def test_what_capture_refuses_is_told_as_it_said_it(tmp_path: Path) -> None:
    """A second start is refused with capture's own words."""
    async with fake_box(tmp_path) as box, box.station() as station:
        await until(station, lambda: station.snapshot().capture is not None)
        await station.start_recording()
        with pytest.raises(RemoteError, match="A recording is running"):
            await station.start_recording()


async def test_pause_resume_and_markers_show_in_the_snapshot(tmp_path: Path) -> None:
    """The snapshot follows what capture does."""
    async with fake_box(tmp_path) as box, box.station() as station:
        await until(station, lambda: station.snapshot().capture is not None)
        await station.start_recording()
        await box.capture.hear(spoken(0))
        await station.pause_recording()
        paused = station.snapshot().capture
        await station.add_marker(MarkerKind.DECISION, "agreed")
        await until(station, lambda: bool(station.snapshot().markers))
        (marker,) = station.snapshot().markers
        await station.resume_recording()
        resumed = station.snapshot().capture
    assert paused is not None
    assert resumed is not None
    assert paused.state is CaptureState.PAUSED
    assert resumed.state is CaptureState.RECORDING
    assert (marker.at_sample, marker.kind, marker.note) == (16_000, MarkerKind.DECISION, "agreed")


async def test_history_lists_the_running_recording_with_its_length(tmp_path: Path) -> None:
    """A running recording is in the history from its first moment on, and grows."""
    async with fake_box(tmp_path) as box, box.station() as station:
        await until(station, lambda: station.snapshot().capture is not None)
        recording_id = await station.start_recording("Shift handover")
        await box.capture.hear(spoken(0, 0))
        await until(
            station,
            lambda: (
                (status := station.snapshot().capture) is not None
                and status.recorded_samples == 32_000
            ),
        )
        (summary,) = await station.recordings()
        await station.stop_recording()
        (stopped,) = await station.recordings()
    assert summary.id == recording_id
    assert (summary.title, summary.running, summary.duration_s) == ("Shift handover", True, 2.0)
    assert (stopped.running, stopped.duration_s) == (False, 2.0)


async def test_an_unknown_recording_is_named(tmp_path: Path) -> None:
    """Asking for what is not there names it."""
    async with fake_box(tmp_path) as box, box.station() as station:
        with pytest.raises(UnknownRecordingError, match="20250501-120000-abcd"):
            await station.recording("20250501-120000-abcd")


async def test_a_rebuilt_library_is_told_until_it_was_read(tmp_path: Path) -> None:
    """The snapshot carries the library's notice to the screen."""
    async with fake_box(tmp_path) as box:
        box.paths.library.write_bytes(b"no database" * 1000)
        async with box.station() as station:
            told = station.snapshot().library_notice
            station.notice_read()
            after = station.snapshot().library_notice
    assert "damaged" in told
    assert after == ""


async def test_only_writable_volumes_are_offered(tmp_path: Path) -> None:
    """A read-only stick is no place for an export."""

    def volume(name: str, *, writable: bool) -> Volume:
        return Volume(
            identity=name,
            label=name,
            mount_point=f"/media/{name}",
            filesystem="vfat",
            free_bytes=1,
            total_bytes=1,
            writable=writable,
        )

    async with fake_box(tmp_path) as box, box.station() as station:
        before = station.volumes()
        volumes = (volume("open", writable=True), volume("locked", writable=False))
        station.hardware_told(HardwareStatus(volumes=volumes))
        after = station.volumes()
    assert before == ()
    assert [found.label for found in after] == ["open"]


async def test_hours_left_leave_the_reserve_that_is_configured(tmp_path: Path) -> None:
    """Capture stops there, so it is not told as room."""
    async with fake_box(tmp_path) as box, box.station(reserve_bytes=2**60) as station:
        room = await station.shelf.room()
    assert 0.0 == room.recordable_s


async def test_hours_left_are_the_same_everywhere(tmp_path: Path) -> None:
    """By the real rate: at the foot of every page, in the settings and by the doctor."""
    async with fake_box(tmp_path) as box:
        on_disk(box.paths, pcm=bytes(2 * SAMPLE_RATE_HZ * 400))
        (box.paths.recording(ID) / "as-large-again").write_bytes(bytes(2 * SAMPLE_RATE_HZ * 400))
        box.capture.recordable_s = 36_000.0
        async with box.station() as station:
            await until(station, lambda: 0 < told_s(station) < 36_000)
            shown_s, room = told_s(station), await station.shelf.room()
            (disk,) = [each for each in await station.doctor.examine() if each.name == "disk-room"]

    assert room.measured
    assert 64_000 == pytest.approx(room.bytes_per_s, rel=0.01)
    assert 36_000 * 32_000 / room.bytes_per_s == pytest.approx(shown_s)
    # Others write to the disk as well.
    assert room.recordable_s / 3600 == pytest.approx(float(disk.fields["hours"]), rel=0.2)


def told_s(station: BoxStation) -> float:
    """How long the disk lasts, as the foot of every page has it."""
    capture = station.snapshot().capture
    return capture.recordable_s if capture is not None else 0.0


async def test_deeds_are_counted_in_the_snapshot(tmp_path: Path) -> None:
    """Whoever's they are, so that a page which shows the log need not read it to see more."""
    async with fake_box(tmp_path) as box, box.station() as station:
        await station.lock.set_pin("135790")
        assert 1 == station.snapshot().deeds_noted
        with pytest.raises(PinError):
            await station.lock.set_pin("1")
        assert 1 == station.snapshot().deeds_noted
        await station.transcribe(wav_file(tmp_path / "a.wav", spoken(1)))
        assert 2 == station.snapshot().deeds_noted


async def test_a_file_that_is_transcribed_is_in_the_audit(tmp_path: Path) -> None:
    """By the recording that it became."""
    async with fake_box(tmp_path) as box, box.station() as station:
        recording_id = await station.transcribe(wav_file(tmp_path / "a.wav", spoken(1)))
        (line,) = (await station.shelf.audit()).entries
    assert ("import", recording_id) == (line.deed, line.subject)
