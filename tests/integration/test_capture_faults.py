"""What is missing, bad or full around the capture process."""

import json
import os
import wave
from contextlib import suppress
from pathlib import Path

import pytest
from typer.testing import CliRunner

from appliance.cli.app import app
from appliance.recordings import RecordingAudio
from appliance.wire import RemoteError, connect
from appliance.wire.capture import (
    CaptureState,
    MicrophoneState,
    RecordedAudio,
    RecordingStopped,
    SubscribeCapture,
)
from tests.fakes.audio import ramp
from tests.fakes.capture_process import CaptureBox, capture_box

ID = "20250501-120000-abcd"
DISK_MB = 12


def put_on_small_disk(box: CaptureBox) -> Path:
    """Give the process a data folder on a real 12 MB file system that only it sees.

    Returns that file system's place as seen from here, once the process runs.
    """
    data = box.settings.paths.data
    private = ["--mount"] if os.geteuid() == 0 else ["--user", "--map-root-user", "--mount"]
    script = (
        f'mount -t tmpfs -o size={DISK_MB}m none "$0" && mkdir "$0/log" "$0/recordings" '
        '&& exec "$@"'
    )
    box.launcher = ["unshare", *private, "sh", "-c", script, str(data)]
    return data


def write_ramp(path: Path, seconds: int) -> Path:
    """Write a file in which every sample tells its place."""
    with wave.open(str(path), "wb") as file:
        file.setparams((1, 2, 16_000, 0, "NONE", ""))
        file.writeframes(ramp(0, seconds * 16_000))
    return path


async def test_a_full_disk_ends_the_recording_in_good_order(tmp_path: Path) -> None:
    """Warned, closed with the reason, every sample kept, the journal whole, a start refused."""
    path = write_ramp(tmp_path / "ramp.wav", 600)
    async with capture_box(
        tmp_path / "data",
        capture={"mic": f"file:{path}", "speed": 40, "preroll_s": 0},
        storage={"reserve_bytes": 2 * 1024 * 1024, "warn_s": 600},
    ) as box:
        data = put_on_small_disk(box)
        await box.start()
        seen = Path(f"/proc/{box.pid}/root{data}")
        status = await box.listening()
        assert status.disk_warning
        assert 240 < status.recordable_s < 300
        assert (seen / "reserve").stat().st_blocks * 512 == 2 * 1024 * 1024
        published = b""
        async with connect(box.settings.paths.capture_socket) as connection:
            await connection.send(SubscribeCapture(audio=True))
            await box.record(ID)
            reason = ""
            async for message in connection:
                if isinstance(message, RecordedAudio):
                    published += message.audio
                elif isinstance(message, RecordingStopped):
                    reason = message.reason
                    break
        assert reason == "disk-full"
        status = await box.until(lambda now: now.state is CaptureState.IDLE)
        assert "disk is full" in status.problem
        with pytest.raises(RemoteError, match="room for") as refusal:
            await box.record("20250501-120001-abcd")
        assert refusal.value.remote_code == "disk-full"
        audio = RecordingAudio(seen / "recordings" / "2025-05-01" / ID)
        recording, kept = audio.recording(), audio.read(0, 10**8)
        assert (recording.stop_reason, recording.total_samples) == ("disk-full", len(kept) // 2)
        assert recording.gaps == ()
        assert kept == published
        spoken = kept.lstrip(b"\0")
        assert spoken == ramp(0, len(spoken) // 2)
        assert len(kept) > 8 * 1024 * 1024
        sidecar = json.loads((audio._folder / "recording.json").read_text())
        assert sidecar["state"] == "closed"
        assert await box.end() == 0


@pytest.mark.parametrize("encrypt", [False, True], ids=["plain", "encrypted"])
async def test_another_program_fills_the_disk(tmp_path: Path, *, encrypt: bool) -> None:
    """The reserve makes room for the last words, the journal's end and the sidecar."""
    path = write_ramp(tmp_path / "ramp.wav", 60)
    async with capture_box(
        tmp_path / "data",
        capture={"mic": f"file:{path}", "preroll_s": 0},
        storage={"reserve_bytes": 1024 * 1024, "encrypt": encrypt},
    ) as box:
        data = put_on_small_disk(box)
        await box.start()
        seen = Path(f"/proc/{box.pid}/root{data}")
        await box.listening()
        await box.record(ID)
        await box.hear(8000)
        with suppress(OSError), (seen / "greedy").open("wb", buffering=0) as greedy:
            while greedy.write(bytes(4096)):
                pass
        status = await box.until(lambda now: now.state is CaptureState.IDLE)
        assert "disk is full" in status.problem
        audio = RecordingAudio(seen / "recordings" / "2025-05-01" / ID)
        recording, kept = audio.recording(), audio.read(0, 10**8)
        assert (recording.stop_reason, recording.gaps) == ("disk-full", ())
        spoken = kept.lstrip(b"\0")
        assert spoken == ramp(0, len(spoken) // 2)
        assert recording.total_samples == len(kept) // 2 > 8000
        sidecar = json.loads((audio._folder / "recording.json").read_text())
        assert (sidecar["state"], sidecar["total_samples"]) == ("closed", len(kept) // 2)
        assert not (seen / "reserve").exists()
        assert await box.end() == 0


async def test_a_missing_portaudio_is_explained(tmp_path: Path) -> None:
    """Without the library capture runs, and says what to install or use instead."""
    (tmp_path / "sounddevice.py").write_text("raise OSError('PortAudio library not found')\n")
    async with capture_box(tmp_path / "data") as box:
        box.environment["PYTHONPATH"] = str(tmp_path)
        await box.start()
        status = await box.until(lambda now: now.microphone_state is MicrophoneState.ABSENT)
        assert "libportaudio2" in status.problem
        assert "--mic sample" in status.problem
        assert await box.end() == 0


async def test_no_microphone_is_explained(tmp_path: Path) -> None:
    """A microphone that does not exist is no reason to die; a start is refused."""
    async with capture_box(
        tmp_path / "data", capture={"mic": "name:no microphone of this world"}
    ) as box:
        await box.start()
        status = await box.until(lambda now: now.microphone_state is MicrophoneState.ABSENT)
        assert status.microphone == ""
        assert "o microphone" in status.problem
        with pytest.raises(RemoteError) as refusal:
            await box.record(ID)
        assert refusal.value.remote_code == "no-microphone"
        assert await box.end() == 0


@pytest.mark.parametrize(
    "content",
    [b"", b"RIFF\xff\xff\xff\xffWAVE", os.urandom(5000), None],
    ids=["empty", "headless", "foreign", "missing"],
)
async def test_a_bad_file_as_microphone_is_explained(tmp_path: Path, content: bytes | None) -> None:
    """Empty, headless, foreign and missing files are named with the reason."""
    path = tmp_path / "bad.wav"
    if content is not None:
        path.write_bytes(content)
    async with capture_box(tmp_path / "data", capture={"mic": f"file:{path}"}) as box:
        await box.start()
        status = await box.until(lambda now: now.microphone_state is MicrophoneState.ABSENT)
        assert str(path) in status.problem
        assert "--mic" in status.problem
        assert await box.end() == 0


async def test_recover_closes_what_was_left_open(tmp_path: Path) -> None:
    """`tingxia recover` repairs a killed recording, reports it, and does so only once."""
    async with capture_box(tmp_path / "data", capture={"mic": "silence"}) as box:
        await box.start()
        await box.listening()
        await box.record(ID)
        await box.until(lambda now: now.recorded_samples > 8000)
    command = ["recover", "--data-dir", str(tmp_path / "data"), "--json"]
    outcomes = []
    for _ in range(2):
        ran = CliRunner().invoke(app, command, catch_exceptions=False)
        assert ran.exit_code == 0
        (line,) = json.loads(ran.stdout)
        assert line["id"] == ID
        assert line["duration_s"] > 0.5
        outcomes.append(line["outcome"])
    assert outcomes == ["closed", "whole"]
    assert RecordingAudio(box.folder(ID)).recording().stop_reason == "interrupted"
