"""Encrypted recordings through the real processes and commands."""

import asyncio
import json
import subprocess
import sys
import wave
from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner

from appliance.cli.app import app
from appliance.library import Library
from appliance.recordings import KeyFolder, RecordingAudio, RecordingsError
from tests.fakes.audio import ramp
from tests.fakes.capture_process import CaptureBox, capture_box

ID = "20250501-120000-abcd"
OTHER = "20250501-120000-abce"
TELLTALE = 24
"""So many samples in a row that count up are no coincidence."""


def microphone(folder: Path) -> str:
    """Return a microphone that plays half a minute of a ramp; its file lies beside the data."""
    path = folder / "ramp.wav"
    with wave.open(str(path), "wb") as file:
        file.setparams((1, 2, 16_000, 0, "NONE", ""))
        file.writeframes(ramp(0, 30 * 16_000))
    return f"file:{path}"


def plain_audio(data: Path) -> list[str]:
    """Name all files below a folder that hold samples of the ramp, at whatever place."""
    found = []
    for path in sorted(data.rglob("*")):
        if path.is_symlink() or not path.is_file():
            continue
        content = path.read_bytes()
        for odd in (0, 1):
            samples = np.frombuffer(content[odd : odd + (len(content) - odd) // 2 * 2], "<i2")
            steps = np.diff(samples.astype(np.int32)) == 1
            runs = np.convolve(steps, np.ones(TELLTALE, dtype=np.int32), "valid")
            if len(steps) >= TELLTALE and runs.max() == TELLTALE:
                found.append(path.name)
    return found


async def recorded(box: CaptureBox, recording_id: str, samples: int) -> None:
    """Make a recording of so many samples, and stop it."""
    await box.record(recording_id)
    await box.until(lambda now: now.recorded_samples > samples)
    await box.stop()


async def test_after_the_key_is_destroyed_no_sample_can_be_found(tmp_path: Path) -> None:
    """Neither while it was recorded nor afterwards does plain audio lie below the data folder."""
    data = tmp_path / "data"
    mic = {"mic": microphone(tmp_path), "speed": 5, "segment_s": 2}
    async with capture_box(data, capture=mic, storage={"encrypt": True}) as box:
        await box.start()
        await box.listening()
        await box.record(ID)
        await box.until(lambda now: now.recorded_samples > 3 * 16_000)
        assert [] == plain_audio(data)
        await box.stop()
        audio = RecordingAudio(box.folder(ID))
        assert ramp(20_000, 500) in audio.read(0, audio.available_samples())
    assert [] == plain_audio(data)

    assert KeyFolder(box.settings.paths.keys).destroy(ID)

    with pytest.raises(RecordingsError, match="its key is not there"):
        RecordingAudio(box.folder(ID)).read(0, 16_000)
    assert [] == plain_audio(data)


async def test_without_encryption_the_search_finds_the_audio(tmp_path: Path) -> None:
    """The search of the test above is worth something, and plain is what nobody changed."""
    async with capture_box(
        tmp_path / "data", capture={"mic": microphone(tmp_path), "speed": 5}
    ) as box:
        await box.start()
        await box.listening()
        await recorded(box, ID, 16_000)
    assert ["0001.wav"] == plain_audio(tmp_path / "data")
    assert not box.settings.paths.keys.exists()


async def test_recover_and_rebuild_take_encrypted_recordings(tmp_path: Path) -> None:
    """`tingxia recover` and `tingxia library rebuild` treat them as they treat all others."""
    data = tmp_path / "data"
    mic = {"mic": microphone(tmp_path), "speed": 5}
    async with capture_box(data, capture=mic, storage={"encrypt": True}) as box:
        await box.start()
        await box.listening()
        await recorded(box, ID, 16_000)
        await box.record(OTHER)
        await box.until(lambda now: now.recorded_samples > 16_000)
    keys, command = box.settings.paths.keys, ["recover", "--data-dir", str(data), "--json"]
    kept = (keys / OTHER).read_bytes()

    KeyFolder(keys).destroy(OTHER)
    failed = CliRunner().invoke(app, command, catch_exceptions=False)
    assert 20 == failed.exit_code
    assert {ID: "whole", OTHER: "failed"} == outcomes(failed.stdout)
    assert "its key is not there" in failed.stderr
    assert f"keys/{OTHER}" in failed.stderr

    (keys / OTHER).write_bytes(kept)
    mended = CliRunner().invoke(app, command, catch_exceptions=False)
    assert 0 == mended.exit_code
    assert {ID: "whole", OTHER: "closed"} == outcomes(mended.stdout)

    KeyFolder(keys).destroy(ID)
    rebuild = ["library", "rebuild", "--data-dir", str(data)]
    rebuilt = await asyncio.to_thread(CliRunner().invoke, app, rebuild, catch_exceptions=False)
    assert 0 == rebuilt.exit_code
    async with Library.open(box.settings.paths) as library:
        rows = {row.recording.id: row.total_samples for row in await library.page(limit=9)}
    assert {ID, OTHER} == set(rows)
    for recording_id, samples in rows.items():
        assert RecordingAudio(box.folder(recording_id)).available_samples() == samples > 16_000


def outcomes(answer: str) -> dict[str, str]:
    """Read what `tingxia recover --json` did with which recording."""
    return {line["id"]: line["outcome"] for line in json.loads(answer)}


def test_who_does_not_encrypt_loads_no_cipher(tmp_path: Path) -> None:
    """Capture, a plain recording and its repair work without the library for it."""
    program = f"""
import sys
from pathlib import Path
import appliance.capture.process
from appliance.recordings import RecordingAudio, RecordingWriter, SystemClock, conclude
folder = Path({str(tmp_path)!r}, "{ID}")
writer = RecordingWriter.create(
    folder, recording_id=folder.name, segment_samples=16000, clock=SystemClock()
)
writer.append(bytes(4000))
conclude(folder, reason="asked")
RecordingAudio(folder).read(0, 100)
assert "cryptography" not in sys.modules
"""
    ran = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, timeout=60, check=False
    )
    assert (0, "") == (ran.returncode, ran.stderr)
